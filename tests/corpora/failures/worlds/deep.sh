# A project with a deep tree, archives of every kind, names with blanks, an empty and a full folder.
mkdir -p services/billing/internal/handlers services/billing/cmd services/shipping frontend/src/components frontend/src/pages infrastructure/terraform/modules/network docs/architecture scripts logs/2024 data releases empty 'Photos 2024'
printf 'package main\n' >services/billing/cmd/main.go; printf 'package handlers\n' >services/billing/internal/handlers/invoice.go; printf 'x\n' >frontend/src/components/Header.tsx; printf 'x\n' >frontend/src/pages/index.tsx
printf 'x\n' >infrastructure/terraform/modules/network/main.tf; printf '# Overview\n' >docs/architecture/overview.md; printf '#!/bin/bash\necho migrate\n' >scripts/migrate.sh; printf '#!/bin/bash\necho seed\n' >scripts/seed.sh; chmod +x scripts/seed.sh
printf 'ERROR one\nINFO two\n' >logs/2024/january.log; printf 'id,name\n1,ann\n2,bob\n' >data/customers.csv; printf '[{"id": 1}]\n' >data/orders.json; printf 'x\n' >'Photos 2024/beach.txt'
printf 'hello\n' >README.md; printf '1.0\n' >CHANGELOG.md; printf 'build:\n\techo b\ntest:\n\techo t\ndeploy-staging:\n\techo d\ndeploy-production:\n\techo p\nclean:\n\techo c\n' >Makefile
printf '#include <stdio.h>\nint main(void) { puts("x"); return 0; }\n' >hello.c; printf 'import json\nprint(json)\n' >main.py; printf 'print(1)\n' >manage_db.py; printf 'flask\n' >requirements.txt
printf 'one\n' >todo.txt; printf 'two\n' >'meeting notes.txt'; printf 'KEY=1\n' >settings.env
python3 - <<'P'
import tarfile, zipfile
for name, mode in (("app-1.4.2.tar.gz", "w:gz"), ("assets.tar.xz", "w:xz"), ("dump.tar.bz2", "w:bz2"), ("plain.tar", "w")):
    with tarfile.open("releases/" + name, mode) as tar: tar.add("docs")
with zipfile.ZipFile("releases/app-1.4.1.zip", "w") as zip: zip.write("README.md")
P
printf 'text\n' >releases/notes.txt && gzip -k releases/notes.txt; ln -s services/billing current
