# ruff: noqa: E501
"""What Python modules are called where they are installed from."""

from __future__ import annotations

from termproxy.assistant.world.wordlist import listed

# The name one imports is not always the name one installs.
DISTRIBUTIONS = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "discord": "discord.py",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "flask_cors": "Flask-Cors",
    "flask_sqlalchemy": "Flask-SQLAlchemy",
    "git": "GitPython",
    "github": "PyGithub",
    "google.protobuf": "protobuf",
    "grpc": "grpcio",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "ldap": "python-ldap",
    "Levenshtein": "python-Levenshtein",
    "magic": "python-magic",
    "markdown": "Markdown",
    "mpl_toolkits": "matplotlib",
    "MySQLdb": "mysqlclient",
    "multipart": "python-multipart",
    "nacl": "PyNaCl",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "pkg_resources": "setuptools",
    "distutils": "setuptools",
    "psycopg2": "psycopg2-binary",
    "pptx": "python-pptx",
    "rest_framework": "djangorestframework",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "telegram": "python-telegram-bot",
    "usb": "pyusb",
    "win32api": "pywin32",
    "wx": "wxPython",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
    "allauth": "django-allauth",
    "asyncore": "pyasyncore",
    "audioop": "audioop-lts",
    "cgi": "legacy-cgi",
    "corsheaders": "django-cors-headers",
    "crispy_bootstrap5": "crispy-bootstrap5",
    "crispy_forms": "django-crispy-forms",
    "debug_toolbar": "django-debug-toolbar",
    "decouple": "python-decouple",
    "django_extensions": "django-extensions",
    "django_filters": "django-filter",
    "dns": "dnspython",
    "environ": "django-environ",
    "faiss": "faiss-cpu",
    "flask_login": "Flask-Login",
    "flask_migrate": "Flask-Migrate",
    "flask_wtf": "Flask-WTF",
    "imghdr": "standard-imghdr",
    "kafka": "kafka-python",
    "llama_cpp": "llama-cpp-python",
    "mysql": "mysql-connector-python",
    "nmap": "python-nmap",
    "OpenGL": "PyOpenGL",
    "pymysql": "PyMySQL",
    "rest_framework_simplejwt": "djangorestframework-simplejwt",
    "ruamel": "ruamel.yaml",
    "storages": "django-storages",
    "telnetlib": "standard-telnetlib",
    "umap": "umap-learn",
}
REMOVED = {"imp": "importlib", "asynchat": "asyncio", "smtpd": "aiosmtpd", "pipes": "shlex"}
POPULAR = listed(
    """requests numpy pandas matplotlib scipy flask django fastapi uvicorn pytest sqlalchemy rich click
    typer httpx aiohttp pydantic jinja2 tqdm boto3 redis celery torch tensorflow transformers seaborn
    selenium playwright scrapy lxml openpyxl psutil cryptography paramiko fabric invoke black ruff mypy
    pylint flake8 isort tox nox poetry pipenv virtualenv setuptools wheel build twine ipython jupyter
    notebook plotly streamlit networkx nltk spacy keras xgboost pymongo psycopg asyncpg alembic gunicorn
    tornado sanic starlette marshmallow attrs arrow pendulum loguru structlog colorama tabulate simplejson
    orjson ujson toml tomli pyarrow dask numba cython pytz tzdata urllib3 certifi regex rapidfuzz"""
)
DEBIAN_MODULES = {
    "tkinter": "python3-tk",
    "apt": "python3-apt",
    "venv": "python3-venv",
    "dbus": "python3-dbus",
    "gi": "python3-gi",
    "ensurepip": "python3-venv",
}
