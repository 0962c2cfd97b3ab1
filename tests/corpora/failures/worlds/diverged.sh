# A branch and its upstream that went different ways, both known here; a clean tree.
git init -q -b main . && printf '1\n' >app.py && git add . && git commit -qm one
git init -q --bare -b main "$PWD.git" && git remote add origin "$PWD.git" && git push -q -u origin main
printf '2\n' >other.py && git add . && git commit -qm theirs && git push -q && git reset -q --hard HEAD~1
printf '3\n' >third.py && git add . && git commit -qm ours && git checkout -q -b wip && git checkout -q main
