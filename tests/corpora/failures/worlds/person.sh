# An ordinary user's folder beside things that belong to root. Recorded without root's rights.
printf 'x\n' >secret.txt; mkdir -p locked drafts; printf 'x\n' >locked/file.txt; printf 'name,age\n' >data.csv
printf '#!/bin/sh\necho ok\n' >run.sh; mkdir -p hidden; printf 'x\n' >hidden/a.txt; printf 'x\n' >readonly.txt
printf 'not a package\n' >app.deb
chmod 000 secret.txt; chmod 755 locked; chmod 700 hidden; chmod 444 readonly.txt
