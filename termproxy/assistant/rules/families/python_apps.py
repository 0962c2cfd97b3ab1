# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Python: what libraries and their programs say of data, servers and extras that are missing."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import among

family = Family("python-apps")  # any program


def own_line(f: Failed) -> str:
    """The editor at the deepest line of the user's own code, or ""."""
    places = re.findall(r'^\s*File "([^"]+)", line (\d+)', f.output, re.MULTILINE)
    own = [
        (found(f, path), line)
        for path, line in places
        if not re.search(r"/lib/python|^<|/bin/[^/]+$|\.pyx$", path)
    ]
    inside = [place for place in own if f.local.is_file(place[0])]
    return edit(f, *inside[-1]) if inside else ""


@family.rule(
    when="pip install", says=r"(?:[Pp]lease install|[Ii]nstall it with|[Yy]ou can install it (?:with|using|by running)|to install)[^\n]*:?\s*\n+\s+[`$]? ?(?P<step>(?:python3? -m )?pip3? install [^\n`]+?)`?$"
)  # fmt: skip
def told_to_install(f: Failed) -> Advice | None:
    """The library prints the line that installs its missing part."""
    if f["step"] in f.text or ("Traceback" not in f.output and f.program in ("pip", "pip3")):
        return None
    name = f["step"].partition(" install ")[2]
    return f.hint(f"{name.strip(chr(34))} is wanted", ahead(f, f["step"]), f["step"], sure=0.97)


@family.rule(when="xelatex not found on PATH")
def no_xelatex(f: Failed) -> Advice:
    """nbconvert makes PDF through LaTeX."""
    html = re.sub(r"--to[= ]pdf", "--to html", f.text)
    return f.hint(
        "PDF is made by xelatex, which is not installed",
        f.local.installer("texlive-xetex"),
        html if html != f.text else None,
        f.text.replace("--to pdf", "--to webpdf --allow-chromium-download")
        if "--to pdf" in f.text
        else None,
        why="It also wants texlive-fonts-recommended and texlive-plain-generic.",
        sure=0.96,
    )


@family.rule(
    when="Error tokenizing data",
    says=r"Expected (?P<want>\d+) fields in line (?P<line>\d+), saw (?P<saw>\d+)",
)
def ragged_table(f: Failed) -> Advice:
    """pandas meets a line of a CSV file with more fields than the first has."""
    named = next((w.value for w in f.operands if re.search(r"\.(?:csv|tsv|txt)$", w.value)), "")
    if not named:
        texts = [n for n in f.local.entries() if n.endswith((".csv", ".tsv"))]
        named = texts[0] if len(texts) == 1 else ""
    return f.hint(
        f"Line {f['line']} of {named or 'the table'} has {f['saw']} fields, and should have {f['want']}",
        f"sed -n {f['line']}p {quote(named)}" if named else None,
        edit(f, named, f["line"]) if named else own_line(f),
        why="A comma inside a field must be in quotes; or it is another separator (sep=), or on_bad_lines='skip'.",
        sure=0.95,
    )


@family.rule(
    when="Can't load plugin: sqlalchemy.dialects", says=r"sqlalchemy\.dialects:(?P<name>[\w.+]+)"
)
def no_dialect(f: Failed) -> Advice:
    """SQLAlchemy 1.4 dropped postgres:// for postgresql://."""
    if f["name"].partition(".")[0] != "postgres":
        return f.hint(
            f"SQLAlchemy knows no database {f['name']}",
            own_line(f),
            why="The URL begins with its name: postgresql, mysql, sqlite, oracle, mssql; others are packages.",
            sure=0.9,
        )
    files = [
        n
        for n in (".env", "alembic.ini", "config.py", "settings.py", ".flaskenv")
        if "postgres://" in f.local.text(n)
    ]
    mend = f"sed -i 's#postgres://#postgresql://#' {files[0]}" if files else ""
    return f.hint(
        "SQLAlchemy wants postgresql://, not postgres://",
        f"{mend} && {f.text}" if mend else own_line(f),
        own_line(f) if mend else None,
        sure=0.96,
    )


@family.rule(
    when=("AuthenticationError", "NOAUTH Authentication required"),
    says=r"redis\.exceptions\.(?:AuthenticationError|ResponseError|NoPermissionError)?|NOAUTH",
)
def redis_password(f: Failed) -> Advice | None:
    """The Redis server wants a password that the program does not send."""
    if not f.find(r"redis\.exceptions") or not f.find(
        r"HELLO AUTH|NOAUTH|without any password|Authentication required"
    ):
        return None
    if "without any password" in f.output:
        return f.hint("Redis has no password, and the program sends one", own_line(f), sure=0.93)
    return f.hint(
        "Redis wants a password, which the program does not send",
        "redis-cli -a <password> ping",
        own_line(f),
        why="redis.Redis(password=...), or redis://:<password>@host/0; requirepass in redis.conf is it.",
        sure=0.95,
    )


@family.rule(
    when="Command '", programs="pdm", says=r"Command '(?P<typed>[^']+)' is not found in your PATH"
)
def pdm_script(f: Failed) -> Advice:
    """pdm run of neither a script of the project nor a program."""
    table = re.search(
        r"^\[tool\.pdm\.scripts\]\n((?:(?!\[).*\n?)*)", f.local.text("pyproject.toml"), re.MULTILINE
    )
    scripts = re.findall(r"^([\w-]+)\s*=", table[1], re.MULTILINE) if table else []
    scripts += re.findall(
        r"^\[tool\.pdm\.scripts\.([\w-]+)\]", f.local.text("pyproject.toml"), re.MULTILINE
    )
    near = among(f["typed"], scripts)
    return f.hint(
        f"There is no script or program {f['typed']}",
        *[f.swap(f["typed"], n) for n in near],
        "pdm run --list",
        why=f"There are: {', '.join(scripts[:6])}." if scripts and not near else "",
        sure=0.95 if near else 0.88,
    )


@family.rule(
    when="was not found on your system",
    programs="pipenv",
    says=r"Python (?P<want>[\d.]+) was not found on your system",
)
def pipenv_python(f: Failed) -> Advice:
    """The Pipfile wants another Python than there is."""
    mine = sorted(
        (
            n
            for n in f.local.programs
            if re.fullmatch(r"python3\.\d+", n) and n != f"python{f['want']}"
        ),
        key=lambda n: int(n[8:]),
    )
    return f.hint(
        f"The Pipfile wants Python {f['want']}, which is not installed",
        f.first(f"pyenv install {f['want']}") if f.local.which("pyenv") else None,
        f"pipenv --python {mine[-1][6:]} install" if mine else None,
        f"uv python install {f['want']}" if f.local.which("uv") else f"pyenv install {f['want']}",
        sure=0.94,
    )


@family.rule(when="removed in Celery 5.0", programs="celery")
def global_option(f: Failed) -> Advice | None:
    """-A belongs before the sub-command since Celery 5."""
    words = f.command.words
    at = next((i for i, w in enumerate(words) if w.value in ("-A", "--app", "-b", "--broker")), 0)
    if at < 2 or at + 1 >= len(words):
        return None
    moved = f"{words[at].raw} {words[at + 1].raw} "
    cut = (words[at].start, min(words[at + 1].end + 1, len(f.text)), "")
    return f.hint(
        f"{words[at].value} belongs before the sub-command since Celery 5",
        f.line.edit((words[1].start, words[1].start, moved), cut).strip(),
        sure=0.98,
    )


@family.rule(when="No such command 'db'", programs="flask")
def no_migrate(f: Failed) -> Advice:
    """`flask db` is Flask-Migrate's."""
    listed_there = "flask-migrate" in f.local.text("requirements.txt").lower()
    return f.hint(
        "`flask db` comes with Flask-Migrate, which is not installed or not set up",
        f.first("pip install Flask-Migrate"),
        "pip install -r requirements.txt" if listed_there else None,
        why="The application must also say Migrate(app, db).",
        sure=0.95,
    )


@family.rule(
    when="Multiple top-level packages discovered",
    says=r"Multiple top-level packages discovered in a flat-layout: \[(?P<names>[^\]]+)\]",
)
def flat_layout(f: Failed) -> Advice:
    """setuptools cannot tell the package from other folders beside it."""
    names = re.findall(r"'([^']+)'", f["names"])
    package = next((n for n in names if f.local.is_file(f"{n}/__init__.py")), names[0])
    return f.hint(
        f"setuptools finds several packages ({', '.join(names[:4])}) and will not guess",
        edit(f, "pyproject.toml") if f.local.is_file("pyproject.toml") else edit(f, "setup.py"),
        why=f'[tool.setuptools] packages = ["{package}"] says which.',
        sure=0.98,
    )


@family.rule(
    when="pg_ctl: could not start server", says=r"could not start server\n+Examine the log output", programs=("pg_ctl", "pg_ctlcluster")
)  # fmt: skip
def server_log(f: Failed) -> Advice:
    """The reason is in the log that -l names."""
    words = f.command.words
    at = next((i for i, w in enumerate(words) if w.value in ("-l", "--log")), 0)
    log = words[at + 1].raw if at and at + 1 < len(words) else ""
    return f.hint(
        "The server did not start; its log says why",
        f"tail {log}" if log else "ls -t /var/log/postgresql",
        sure=0.95,
    )
