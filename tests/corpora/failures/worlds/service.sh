# A Python service with a lock-less pyproject.toml.
mkdir -p app tests migrations; : >app/__init__.py
cat >pyproject.toml <<'P'
[project]
name = "billing"
version = "0.3.0"
requires-python = ">=3.11"
dependencies = ["fastapi", "sqlalchemy"]

[project.scripts]
billing = "app.main:run"

[project.optional-dependencies]
dev = ["pytest", "ruff"]
P
printf 'from fastapi import FastAPI\n\napp = FastAPI()\n' >app/main.py; printf 'import os\n\nKEY = os.environ["STRIPE_API_KEY"]\n' >app/keys.py
printf 'from app.models import User\n' >app/users.py; printf 'from app.users import User\n\nclass Order: pass\n' >app/models.py
printf 'def test_total(client):\n    assert client\n' >tests/test_total.py; printf 'import httpx\n\ndef test_x():\n    pass\n' >tests/test_api.py
printf 'fastapi\nuvicorn[standard]\n' >requirements.txt; printf 'from PIL import Image\n' >thumbs.py; printf 'import sklearn\n' >fit.py; printf 'from dotenv import load_dotenv\n' >settings.py
printf 'import psycopg2\n' >pg.py; printf 'from distutils.util import strtobool\n' >legacy.py; printf 'import jwt\n' >tokens.py; printf 'import dateutil.parser\n' >dates.py
printf 'import socket\ns = socket.socket()\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(("127.0.0.1", 8765))\n' >listen.py
printf 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1:9/")\n' >call.py; printf 'with open("data/users.csv") as f:\n    print(f.read())\n' >load.py
printf 'match 1:\n    case 1:\n        print(1)\n' >matching.py; printf 'def total(items):\n    return sum(i["price"] for i in items)\n\nprint(total([{"prize": 1}]))\n' >total.py
printf 'import asyncio\n\nasync def f():\n    pass\n\nasyncio.run(f)\n' >runs.py; printf 'import numpy as np\nprint(np.float(1))\n' >npfloat.py
printf 'open("latin.txt", encoding="utf-8").read()\n' >enc.py; printf 'caf\351\n' >latin.txt; printf 'import json\njson.load(open("empty.json"))\n' >js.py; : >empty.json
printf 'import sqlite3\nsqlite3.connect("x.db").execute("select * from users")\n' >sq.py; printf '[tool.ruff]\nline-lenght = 100\n' >ruff-bad.toml; printf 'import requests\n\nx: int = "a"\n' >typed.py
printf 'import random\nprint(random.randint(1, 6))\n' >dice.py; printf 'import sys\nprint(sys.argv[1])\n' >argv.py
