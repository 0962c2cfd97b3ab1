# In the middle of a rebase of feature that stopped at a conflict in app.py.
git init -q -b main . && printf '1\n' >app.py && git add . && git commit -qm one
git init -q --bare -b main "$PWD.git" && git remote add origin "$PWD.git" && git push -q -u origin main
git checkout -q -b feature && printf '2\n' >app.py && git commit -qam two && git checkout -q main
printf '3\n' >app.py && git commit -qam three && git checkout -q feature; git rebase main || true
