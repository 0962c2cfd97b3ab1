# A repository with branches, tags, an empty bare remote, an untracked and an ignored file.
git init -q -b main . && git commit -q --allow-empty -m first
mkdir -p src; printf 'one\n' >a.txt; printf 'print(1)\n' >src/main.py; printf '*.log\n' >.gitignore
git add . && git commit -qm files && git branch feature/login && git tag v1.0
git checkout -q -b unmerged && git commit -q --allow-empty -m more
git checkout -q -b other-a main && printf 'two\n' >a.txt && git commit -qam two
git checkout -q --orphan other-root && git rm -rfq . && printf 'z' >z.txt && git add z.txt && git commit -qm root
git checkout -q main && git init -q --bare -b main "$PWD.git" && git remote add origin "$PWD.git"
mkdir -p src; printf 'new\n' >b.txt; printf 'x\n' >ignored.log
