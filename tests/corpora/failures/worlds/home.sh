# Folders, files with blanks in their names, scripts that cannot run.
mkdir -p projects src/components/ui 'My Folder'
printf 'a\n' >notes.txt; : >README.md; : >src/main.py; : >'My Notes.txt'; : >archive.tar; : >b.py; : >c.py
printf '#!/bin/sh\necho\n' >run.sh; printf '#!/usr/local/bin/python3.8\nprint(1)\n' >old.py
printf '#!/bin/bash\r\necho\r\n' >crlf.sh; chmod +x old.py crlf.sh
