# A repository without a commit, with two files.
git init -q -b main . && printf '1\n' >app.py && printf 'x\n' >README.md
