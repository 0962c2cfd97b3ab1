# A Python project.
mkdir -p pkg tests src; : >pkg/__init__.py; printf 'def add(a, b):\n    return a + b\n' >pkg/core.py
printf 'from .core import add\nprint(add(1, 2))\n' >pkg/cli.py; printf 'from pkg.core import add\n\ndef test_add():\n    assert add(1, 2) == 3\n' >tests/test_app.py
printf 'import acme_requests_x\n' >weird.py; printf 'import flask\nflask.Flask(__name__)\n' >app.py; printf 'import cv2\n' >cam.py; printf 'import yaml\n' >conf.py; printf 'from bs4 import BeautifulSoup\n' >scrape.py
printf 'def f(x)\n    return x\n' >syntax.py; printf 'print "hello"\n' >old.py; printf 'def f():\nreturn 1\n' >indent.py
printf 'import os\n\ndef main():\n    total = 1\n    print(totl)\n\nmain()\n' >names.py; printf 'x = [1, 2]\nx.apend(3)\n' >attr.py
printf 'import json\nd = {"a": 1}\nprint(d["b"])\n' >key.py; printf 'open("dta.csv")\n' >reader.py; printf 'a,b\n' >data.csv
printf 'import pkg.cor\n' >wrong.py; printf 'from pkg.core import ad\n' >imports.py; printf 'from mylib import x\n' >src/main.py; printf 'x = 1\n' >mylib.py
printf 'flask\n' >requirements.txt; printf '{\n "a": 1,\n "b" 2\n}\n' >bad.json; printf 'x = (1,\n     2\ny = 3\n' >paren.py; printf 'x = "abc\n' >string.py
printf 'import sys\nsys.exit("config is missing: set APP_CONFIG")\n' >exits.py; printf '1/0\n' >zero.py; printf 'if True:\n\tx = 1\n        y = 2\n' >tabs.py
printf 'print(int("abc"))\n' >conv.py; printf 'def f(n): return f(n + 1)\nf(0)\n' >deep.py; printf 'def f(a, b): return a\nf(1)\n' >args.py; printf '"a" + 1\n' >types.py.txt
mkdir -p .venv/bin; printf '#!/bin/sh\n' >.venv/bin/python; chmod +x .venv/bin/python; printf '# activate\n' >.venv/bin/activate; printf 'home = /usr\n' >.venv/pyvenv.cfg
printf 'import os\nimport django\n' >manage.py; printf '[project]\nname = "demo"\nversion = "1"\n' >pyproject.toml
