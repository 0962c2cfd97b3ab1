# A home folder with documents, archives, scripts and data.
mkdir -p Documents Downloads notes bin my-project/src Pictures
printf 'x\n' >Documents/report.txt; printf 'name,age\nann,3\nbob,5\n' >data.csv; printf 'a: 1\n' >config.yaml; printf '<html>\n' >index.html
printf 'started\n' >app.log; printf 'x\n' >'Annual Report.txt'; printf 'buy milk\n' >notes/todo.txt; printf 'x\n' >Pictures/cat.txt
printf '#!/bin/sh\necho ok\n' >script.sh; printf '#!/bin/sh\necho ok\n' >backup.sh; chmod +x backup.sh
printf '#!/bin/sh\necho tool\n' >bin/tool; chmod +x bin/tool; printf '{"a": "x", "items": [1]}\n' >data.json; printf '{"a": 1,\n "b": 2\n "c": 3}\n' >bad.json
printf 'print(1)\n' >script.py; printf '{}\n' >my-project/package.json; printf 'x\n' >my-project/src/index.js
python3 - <<'P'
import io, tarfile, zipfile
for name, mode in (("archive.tar.gz", "w:gz"), ("backup.tar", "w")):
    with tarfile.open(name, mode) as tar: tar.add("Documents")
with zipfile.ZipFile("photos.zip", "w") as zip: zip.write("Pictures/cat.txt")
P
ln -s nowhere dangling; printf 'done\n' >out.txt
