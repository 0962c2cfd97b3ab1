# A repository of a team: branches with prefixes, two remotes, tags, a stash, staged, changed and untracked files.
git init -q -b main . && mkdir -p src/api src/models tests docs
printf 'r\n' >src/api/routes.py; printf 'h\n' >src/api/handlers.py; printf 'u\n' >src/models/user.py; printf 'o\n' >src/models/order.py; printf 't\n' >tests/test_user.py; printf 'g\n' >docs/guide.md; printf 'MIT\n' >LICENSE; printf '*.pyc\ndist/\n' >.gitignore
git add . && git commit -qm Begin && printf 'o2\n' >src/models/order.py && git commit -qam 'Change orders'
git tag v1.2.0 && git tag -a v1.3.0 -m 1.3 && git branch develop && git branch release-1.2 && git branch bugfix/null-pointer
git checkout -q -b feature/checkout-flow && printf 'r2\n' >src/api/routes.py && git commit -qam 'Check out'
git checkout -q -b feature/search main && printf 's\n' >src/api/search.py && git add . && git commit -qm Search
git checkout -q main && git init -q --bare -b main "$PWD.git" && git remote add origin "$PWD.git" && git push -q -u origin main && git push -q origin develop feature/search
git init -q --bare -b main "$PWD-fork.git" && git remote add fork "$PWD-fork.git" && git branch spike && git push -q origin spike && git branch -qD spike
printf 'u2\n' >src/models/user.py && git stash -q && printf 'h2\n' >src/api/handlers.py && git add src/api/handlers.py && printf 'g2\n' >docs/guide.md && printf 'n\n' >scratch.txt; mkdir -p dist && printf 'd\n' >dist/app.js
