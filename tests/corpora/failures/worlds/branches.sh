# A repository between two remotes: branches, tags, stashes, staged, changed, untracked and ignored files.
git init -q -b main . && mkdir -p src docs config
printf 'import sys\nprint(sys.argv)\n' >app.py; printf 'hello\n' >README.md; printf 'x\n' >src/server.js; printf 'y\n' >src/utils.js
printf 'x\n' >docs/install.md; printf 'a: 1\n' >config/settings.yml; printf 'build/\n*.log\n.env\n' >.gitignore
git add . && git commit -qm Start && printf 'hello again\n' >README.md && git commit -qam Greet
git tag v2.0.0 && git tag v2.1.0-rc1 && git branch develop && git branch release/2.0 && git branch fix/login-timeout
git checkout -q -b feature/payment-api && printf 'print("pay")\n' >app.py && git commit -qam Pay
git checkout -q main && git branch hotfix/urgent
git init -q --bare -b main "$PWD.git" && git remote add origin "$PWD.git"
git push -q -u origin main && git push -q origin develop hotfix/urgent && git branch -qD hotfix/urgent
git init -q --bare -b main "$PWD-up.git" && git remote add upstream "$PWD-up.git"
for n in 1 2; do printf '%s\n' $n >README.md; git stash -q; done
printf 'a: 2\n' >config/settings.yml && git add config/settings.yml && printf 'import os\n' >app.py
printf 'x\n' >notes.md; printf 'A=1\n' >.env; mkdir -p build; printf 'x\n' >build/out.js
