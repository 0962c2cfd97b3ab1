# A home folder with the usual things in it.
mkdir -p projects/website/css Documents 'My Music' src/components backup
printf 'hello\n' >notes.txt; printf 'hello\n' >README.md; printf 'a,b\n1,2\n' >report-2024.csv
printf 'print(1)\n' >src/main.py; printf 'x\n' >src/components/button.tsx; printf 'x\n' >'My Notes.txt'
printf '#!/bin/sh\necho ok\n' >deploy.sh; printf '#!/bin/sh\necho ok\n' >start.sh; chmod +x start.sh
printf 'all:\n\techo\nbuild:\n\techo\ntest:\n\techo\nclean:\n\techo\n' >Makefile
printf 'import os\nprint(os.name)\n' >app.py; mkdir -p tools/pkg; : >tools/pkg/__init__.py
printf 'from . import x\n' >tools/pkg/run.py; printf 'x = 1\n' >tools/pkg/x.py
printf '{"a": 1}\n' >config.json; tar cf backup.tar notes.txt
printf '#!/usr/bin/env pyhton3\nprint(1)\n' >tool.py; chmod +x tool.py; printf '#!/bin/bsh\necho\n' >job.sh; chmod +x job.sh
printf '#!/bin/sh\r\necho ok\r\n' >dos.sh; chmod +x dos.sh
