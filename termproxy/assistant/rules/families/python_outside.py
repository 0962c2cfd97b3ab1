# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Python programs that end on what is around them: variables, servers, keys, tables, other versions."""

from __future__ import annotations

import re
import sys

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python import _edit_last, _frame, _script, _short
from termproxy.assistant.rules.families.python_modules import pip_of
from termproxy.assistant.rules.families.python_names import DISTRIBUTIONS
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote

family = Family("python-outside")  # the traceback tells, whoever started Python

# Port: the server that usually listens there, and the service's name on Debian.
SERVERS = {
    "5432": ("PostgreSQL", "postgresql"),
    "3306": ("MySQL", "mysql"),
    "6379": ("Redis", "redis-server"),
    "27017": ("MongoDB", "mongod"),
    "5672": ("RabbitMQ", "rabbitmq-server"),
    "11211": ("memcached", "memcached"),
    "9200": ("Elasticsearch", "elasticsearch"),
    "11434": ("ollama", "ollama"),
}
KEYS = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:API_KEY|KEY|TOKEN|SECRET|PASSWORD|URL|DSN)")


@family.rule(when="KeyError: '", says=r"^KeyError: '(?P<name>[A-Za-z_]\w*)'$")
def environment(f: Failed) -> Advice | None:
    """os.environ['NAME'] of a variable that is not set."""
    if not f.find(r"^  File \"<frozen os>\"|/os\.py\", line \d+, in __getitem__|os\.environ\["):
        return None
    name = f["name"]
    dotenv = next((n for n in (".env", ".env.local") if f"{name}=" in f.local.text(n)), "")
    return f.hint(
        f"The variable {name} is not set",
        f"set -a && . ./{dotenv} && set +a && {f.text}" if dotenv else f"{name}=<value> {f.text}",
        f"export {name}=<value>" if not dotenv else None,
        why=f"It stands in {dotenv}, which nobody read." if dotenv else "The program reads it from the environment.",
        sure=0.93,
    )  # fmt: skip


@family.rule(
    when=("environment variable", "API key", "api_key"),
    says=r"^[\w.]*(?:Error|Exception)\w*: (?P<what>[^\n]*(?:api_key|API key|environment variable)[^\n]*)",
)
def key(f: Failed) -> Advice | None:
    """A library wants a key or setting from a variable that its message names."""
    named = KEYS.search(f["what"]) or re.search(r"`?([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)`?", f["what"])
    if "Traceback (most recent" not in f.output or not named:
        return None
    return f.hint(
        f"The variable {named[0].strip('`')} is not set",
        f"export {named[0].strip('`')}=<value>",
        why="The library takes the key from there.",
        sure=0.93,
    )


@family.rule(
    when="Connection refused",
    says=r"^[\w.]*(?:Error|Exception|Refused)\w*: [^\n]*Connection refused|ERROR/MainProcess\] consumer: Cannot connect to [^\n]*Connection refused",
)
def refused(f: Failed) -> Advice | None:
    """A server that the program wants does not answer."""
    if "Traceback (most recent" not in f.output and "error" not in f[0].lower():
        return None
    port = ""
    for pattern in (
        r"port (\d{2,5}) failed: Connection refused",
        r"port=(\d{2,5})\)?: Max retries",
        r"host='[^']+', port=(\d{2,5})",
        r"(?:localhost|127\.0\.0\.1|\[?::1\]?|0\.0\.0\.0)[:,] ?(\d{2,5})",
        r"https?://[\w.-]+:(\d{2,5})",
    ):
        found = f.find(pattern)
        if found:
            port = found[1]
            break
    if port in SERVERS:
        name, service = SERVERS[port]
        return f.hint(
            f"{name} does not answer on port {port}",
            f.local.service("start", service),
            f"ss -ltn | grep :{port}",
            why="It is not running, or listens elsewhere.",
            sure=0.92,
        )
    frame, line = _frame(f)
    return f.hint(
        f"Nothing listens {f'on port {port}' if port else 'where the program connects to'}",
        f"ss -ltnp 'sport = :{port}'" if port else "ss -ltn",
        _edit_last(f) if frame else None,
        why=f"The server is not running, or on another port ({_short(f, frame)}, line {line})." if frame else "",
        sure=0.88,
    )  # fmt: skip


@family.rule(
    when=("compiled using NumPy 1.x", "numpy.core.multiarray failed to import", "numpy.dtype size changed", "np.float_` was removed"),
)  # fmt: skip
def numpy_two(f: Failed) -> Advice:
    """An extension built for NumPy 1 meets NumPy 2."""
    imported = f.find(r"^\s+import (\w+)|^\s+from (\w+)[\w.]* import")
    top = (imported[1] or imported[2]) if imported else ""
    package = DISTRIBUTIONS.get(top, top)
    return f.hint(
        "A package was built for NumPy 1, and NumPy 2 is installed",
        f"{pip_of(f)} 'numpy<2'",
        f"{pip_of(f)} --upgrade {package}" if package and top != "numpy" else None,
        why="Go back to NumPy 1, or take a newer version of the package.",
        sure=0.95,
    )


@family.rule(
    when="no such table", says=r"OperationalError: (?:\(sqlite3\.OperationalError\) )?no such table: (?P<table>\S+)"
)  # fmt: skip
def no_table(f: Failed) -> Advice:
    """The database has not been set up: migrations were not run."""
    django = "django.db" in f.output or f.local.is_file("manage.py")
    if django:
        python = f.command.words[0].raw if f.program.startswith("python") else "python"
        return f.hint(
            f"The database has no table {f['table']}: migrations were not run",
            ahead(f, f"{python} manage.py migrate") if f.sub != "test" and "test" not in f.args else f"{python} manage.py makemigrations",
            f"{python} manage.py makemigrations",
            sure=0.93,
        )  # fmt: skip
    if f.local.is_file("alembic.ini"):
        return f.hint(
            f"The database has no table {f['table']}", ahead(f, "alembic upgrade head"), sure=0.92
        )
    base = next((n for n in f.local.entries() if n.endswith((".db", ".sqlite", ".sqlite3"))), "")
    return f.hint(
        f"The database has no table {f['table']}",
        f"sqlite3 {quote(base)} .tables" if base else None,
        _edit_last(f),
        why="A database file that does not exist is made anew, empty: perhaps the path is another one.",
        sure=0.88,
    )  # fmt: skip


@family.rule(
    when="IndexError: list index out of range", says=r"^IndexError: list index out of range$"
)
def arguments(f: Failed) -> Advice | None:
    """sys.argv[1] without an argument."""
    if not f.find(r"^\s+.*sys\.argv\[(\d+)\]"):
        return None
    path, line = _frame(f)
    return f.hint(
        "The program was given too few arguments",
        f.append("<argument>"),
        why=f"{_short(f, path)}, line {line}, takes them from sys.argv.",
        sure=0.9,
    )


@family.rule(
    when="CERTIFICATE_VERIFY_FAILED",
    says=r"^[\w.]*(?:Error|Exception)\w*: [^\n]*CERTIFICATE_VERIFY_FAILED\][^\n]*verify failed: (?P<why>[^(\n]+)",
)
def certificate(f: Failed) -> Advice | None:
    """Python does not trust the certificate of a server."""
    why = f["why"].strip()
    if "expired" in why:
        return f.hint("The server's certificate has expired", "date", sure=0.88)
    own = "self-signed" in why or "self signed" in why
    return f.hint(
        "Python does not trust the server's certificate",
        f"SSL_CERT_FILE=<ca.pem> {f.text}" if own else f.local.installer("ca-certificates"),
        f"{pip_of(f)} --upgrade certifi",
        f"SSL_CERT_FILE=<ca.pem> {f.text}",
        why="Its authority is unknown here: a company's own, or a proxy's; or certificates are missing.",
        sure=0.85,
        verified=False,
    )


@family.rule(
    when=("object is not subscriptable", "unsupported operand type(s) for |"),
    says=r"^TypeError: (?:'type' object is not subscriptable|unsupported operand type\(s\) for \|: 'type' and)",
)
def new_types(f: Failed) -> Advice | None:
    """list[str] before Python 3.9, int | None before 3.10."""
    path, line = _frame(f)
    union = "for |" in f[0]
    if not path:
        return None
    return f.hint(
        f"The types in {_short(f, path)}, line {line}, need Python {'3.10' if union else '3.9'} or newer",
        f.swap(f.command.words[0], "python3")
        if re.fullmatch(r"python3\.\d", f.program)
        else _edit_last(f),
        why="Or begin the file with: from __future__ import annotations",
        sure=0.9,
    )


@family.rule(
    when="match ", says=r"line (?P<line>\d+)\n\s+match [^\n]+:\n\s+\^+\nSyntaxError: invalid syntax"
)
def new_syntax(f: Failed) -> Advice | None:
    """`match` and other new syntax under an old Python."""
    old = re.search(r"3\.[0-9]$", f.program)
    newer = next(
        (p for p in ("python3", "python3.13", "python3.12", "python3.11") if f.local.which(p)), ""
    )
    if not old:
        return None
    return f.hint(
        f"This needs Python 3.10 or newer, {f.program} is too old",
        f.swap(f.command.words[0], newer) if newer else None,
        why="match statements came with Python 3.10.",
        sure=0.94,
    )  # fmt: skip


@family.rule(
    when="partially initialized module",
    says=r"^AttributeError: partially initialized module '(?P<name>\w+)' has no attribute '(?P<what>\w+)'",
)
def shadows(f: Failed) -> Advice | None:
    """A file of one's own that has the name of the module it wants."""
    name = f["name"]
    script = _script(f)
    own = next((p for p in (script, f"{name}.py") if p.endswith(f"{name}.py")), "")
    if not own or not f.local.is_file(own):
        return None
    other = own.removesuffix(f"{name}.py") + f"my_{name}.py"
    tail = f.swap(own, other) if f.word(own) else f.text
    return f.hint(
        f"Your file {own} hides "
        + (f"Python's own {name}" if name in sys.stdlib_module_names else f"the package {name}"),
        f"mv {quote(own)} {quote(other)} && {tail}",
        why=f"import {name} finds it first.",
        sure=0.95,
    )
