# What lies in somebody's home: folders, archives, pictures, lists, names with blanks, three projects, a few small programs.
mkdir -p Documents/invoices/2023 Documents/invoices/2024 Documents/letters Downloads Music/albums 'Pictures/Summer 2023' Videos projects/blog/posts projects/inventory-api/src projects/weather-app backup/old scripts
printf 'total 12\n' >Documents/invoices/2024/march.txt; printf 'total 9\n' >Documents/invoices/2023/december.txt; printf 'Dear\n' >Documents/letters/landlord.txt; printf 'name,mail\nann,a@x\nbob,b@x\n' >Documents/contacts.csv
printf 'jpg\n' >'Pictures/Summer 2023/lake.jpg'; printf 'png\n' >Pictures/screenshot.png; printf 'la\n' >Music/albums/first.mp3; printf 'milk\neggs\nbread\n' >shopping-list.txt; printf 'a,1\nb,2\n' >budget_2024.csv; printf '# Notes\n' >notes.md; printf 'call ann\n' >'phone calls.txt'
printf 'import csv, sys\nprint("report")\n' >scripts/report.py; printf '#!/bin/bash\necho cleaned\n' >scripts/cleanup.sh; printf '#!/bin/bash\necho hi\n' >hello.sh; printf '#!/usr/bin/env python3\nprint("w")\n' >weather.py; chmod +x weather.py
printf '# Post\n' >projects/blog/posts/first-post.md; printf 'x\n' >projects/inventory-api/src/server.js; printf '{"name": "inventory-api", "scripts": {"dev": "node src/server.js", "test": "true"}}\n' >projects/inventory-api/package.json; printf '{"city": "Oslo", "days": [1, 2]}\n' >projects/weather-app/forecast.json
printf 'ERROR disk\nINFO ok\nWARN slow\n' >server.log; printf 'old\n' >backup/old/notes.bak; printf 'TOKEN=x\n' >.env; printf 'x\n' >passwords.kdbx
python3 - <<'P'
import tarfile, zipfile
for name, mode in (("Downloads/backup-2023.tar.gz", "w:gz"), ("Downloads/fonts.tar.bz2", "w:bz2"), ("Downloads/kernel.tar.xz", "w:xz"), ("Downloads/plain.tar", "w")):
    with tarfile.open(name, mode) as tar: tar.add("Documents")
for name in ("Downloads/holiday.zip", "Downloads/theme-pack.zip"):
    with zipfile.ZipFile(name, "w") as zip: zip.write("notes.md")
P
gzip -k server.log; ln -s projects/blog blog
