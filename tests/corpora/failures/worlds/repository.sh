# A repository with branches, a tag, a bare remote that has main, an edited and an untracked file.
git init -q -b main .
printf 'one\n' >a.txt; mkdir -p src docs; printf 'print(1)\n' >src/main.py; printf 'x\n' >docs/guide.md
printf '*.log\n' >.gitignore
git add . && git commit -qm first
git branch feature/login; git branch bugfix-cache; git tag v1.0; git tag v1.1
git checkout -q -b topic; printf 'two\n' >a.txt; git commit -qam two; git checkout -q main
git init -q --bare -b main "$PWD.git"; git remote add origin "$PWD.git"; git push -q origin main
git branch -q staging && git push -q origin staging && git branch -qD staging
printf 'new\n' >b.txt; printf 'x\n' >debug.log
