# ruff: noqa: E501
"""psql, mysql, redis-cli, sqlite3, mongosh: connecting, and what the servers answer."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

POSTGRES = listed(
    "psql pg_dump pg_dumpall pg_restore createdb dropdb createuser dropuser pg_isready vacuumdb pgcli"
)
MYSQL = listed("mysql mariadb mysqldump mariadb-dump mysqladmin mariadb-admin mycli mysqlimport")
postgres = Family("postgres", *POSTGRES)
mysql = Family("mysql", *MYSQL)
stores = Family(
    "databases", "redis-cli", "redis-server", "sqlite3", "mongosh", "mongo", "mongodump"
)

LOCAL = ("localhost", "127.0.0.1", "::1", "")


def option(f: Failed, *names: str) -> str:
    """The value of an option as this program writes it: -U x, -Ux, --user=x."""
    words = f.args
    for at, word in enumerate(words):
        for name in names:
            if word == name and at + 1 < len(words):
                return words[at + 1]
            if name.startswith("--") and word.startswith(name + "="):
                return word[len(name) + 1 :]
            if len(name) == 2 and word.startswith(name) and len(word) > 2 and word[1] != "-":
                return word[2:]
    return ""


SQL = listed(
    """SELECT INSERT UPDATE DELETE FROM WHERE CREATE TABLE DROP ALTER GROUP ORDER BY HAVING VALUES INTO
JOIN LEFT INNER LIMIT GRANT SHOW DATABASES TABLES DESCRIBE USE SET DISTINCT"""
)


def mend_sql(f: Failed, near: str) -> str:
    """The line with the keyword mended that is misspelt at or just before `near`; or ""."""
    holder = next((w for w in f.command.words if near in w.value and " " in w.value), None)
    if holder is None:
        return ""
    words = re.findall(r"[A-Za-z_]+|\S", holder.value)
    at = words.index(near) if near in words else 0
    for typed in (near, *reversed(words[max(0, at - 2) : at])):
        if typed.upper() in SQL or len(typed) < 3 or not typed.isalpha():
            continue
        meant = nearest(typed.upper(), SQL, limit=1)
        if meant:
            right = meant[0].lower() if typed.islower() else meant[0]
            return f.swap(holder, re.sub(rf"\b{typed}\b", right, holder.value, count=1))
    return ""


def connection(f: Failed, **drop: bool) -> str:
    """The line's options that say which server and user, to be used again."""
    kept: list[str] = []
    words = iter(f.command.words[1:])
    for word in words:
        if word.value in ("-h", "--host", "-p", "--port", "-U", "--username"):
            value = next(words, None)
            if value is not None:
                kept += [word.raw, value.raw]
        elif re.match(r"--(?:host|port|username)=|-[hpU]\w", word.value):
            kept.append(word.raw)
    return "".join(f" {word}" for word in kept)


# The others.


DOTS = listed(
    """tables schema dump import mode headers databases indexes output read quit help open save backup
    restore timer width separator nullvalue echo once shell show stats fullschema"""
)


@stores.rule(
    when=("Error:", "error"),
    says=r"(?:Error:|Parse error|Runtime error)[^\n]*?(?P<what>no such table: \S+|no such column: \S+|file is not a database"
    r"|unable to open database[^\n]*|database is locked|attempt to write a readonly database"
    r"|near \"[^\"]+\": syntax error|incomplete input|table \S+ already exists|table \S+ has \d+ columns[^\n]*|UNIQUE constraint[^\n]+"
    r"|unknown command[^\n]+|unknown option: \S+|cannot open \"[^\"]+\")",
    programs="sqlite3",
)
def sqlite(f: Failed) -> Advice | None:
    """What sqlite3 says, and where to look."""
    what = f["what"]
    file = next((w for w in f.operands if not w.value.startswith(".")), None)
    name = file.raw if file else "<file>"
    if what.startswith("no such table"):
        empty = file is not None and f.local.exists(file.value) and not f.local.text(file.value, 1)
        near = [
            n
            for n in f.local.entries()
            if n.endswith((".db", ".sqlite", ".sqlite3")) and file and n != file.value
        ]
        return f.hint(
            f"There is no table {what.split(': ')[1]}",
            f.swap(file, near[0]) if empty and near and file else None,
            f"sqlite3 {name} .tables",
            why="The file is empty: another database is meant?"
            if empty
            else ".tables lists what is there.",
            sure=0.92,
        )
    if what.startswith("no such column"):
        name_of = what.split(": ")[1]
        bare = re.search(
            rf"(?:=|like|in \(|values? ?\(|,)\s*({re.escape(name_of)})\b", f.text, re.I
        )
        holder = next((w for w in f.command.words if " " in w.value and name_of in w.value), None)
        if (
            bare
            and holder
            and holder.raw.startswith('"')
            and not re.search(rf"select[^=]*\b{re.escape(name_of)}\b[^=]*from", f.text, re.I)
        ):
            return f.hint(
                f"{name_of} was taken for a column: text stands in single quotes",
                f.line.edit(
                    (
                        f.line.text.index(bare[0]) + bare.start(1) - bare.start(),
                        f.line.text.index(bare[0]) + bare.end(1) - bare.start(),
                        f"'{name_of}'",
                    )
                ),
                f"sqlite3 {name} .schema",
                sure=0.92,
            )
        return f.hint(
            f"There is no column {what.split(': ')[1]}",
            f"sqlite3 {name} .schema",
            why="Text wants 'single quotes'; .schema shows the columns.",
            sure=0.88,
        )
    if what.startswith("unable to open") and file:
        folder = file.value.rsplit("/", 1)[0] if "/" in file.value else "."
        near = f.local.near(file.value)
        missing = not f.local.is_dir(folder)
        return f.hint(
            f"{file.value} cannot be opened",
            *[f.swap(file, n) for n in near[:1]],
            ahead(f, f"mkdir -p {quote(folder)}") if missing else f"ls -ld {quote(folder)}",
            why=f"There is no folder {folder}." if missing else "The folder must be writable, too.",
            sure=0.9,
        )
    if "syntax error" in what:
        typed = what.split('"')[1]
        mended = mend_sql(f, typed)
        if mended:
            return f.hint(f"The SQL is misspelt near {typed}", mended, sure=0.92)
        return f.hint(f"The SQL has a syntax error near {typed}", sure=0.75)
    if "locked" in what:
        return f.hint("Another program writes to the database", f"fuser -v {name}", sure=0.88)
    if "readonly" in what:
        read_only = f.word("-readonly")
        return f.hint(
            "The database may not be written",
            f.without(read_only) if read_only else f"ls -l {name}",
            sure=0.9,
        )
    if "not a database" in what:
        return f.hint(f"{name} is no SQLite database, or encrypted", f"file {name}", sure=0.9)
    if "values were supplied" in what:
        return f.hint(what[:80], f"sqlite3 {name} .schema", sure=0.86)
    if "already exists" in what:
        return f.hint(
            what[:80],
            f"sqlite3 {name} .schema",
            why="CREATE TABLE IF NOT EXISTS does not mind.",
            sure=0.85,
        )
    if "unknown option" in what:
        return f.hint(what[:80], "sqlite3 -help", sure=0.8)
    if unique := re.match(r"UNIQUE constraint failed: (\S+)", what):
        holder = next(
            (w for w in f.command.words if re.match(r"insert\s+into", w.value, re.I)), None
        )
        return f.hint(
            f"A row with the same {unique[1].rstrip(',')} is there already",
            f.swap(holder, re.sub(r"(?i)^insert\s+into", "INSERT OR REPLACE INTO", holder.value))
            if holder
            else None,
            why="It has to be unique; OR REPLACE takes the old row's place, OR IGNORE keeps it.",
            sure=0.9,
        )
    dot = re.search(r"unknown command[^\n]*\"(\w+)\"", what)
    near = nearest(dot[1], DOTS) if dot else []
    if near and dot:
        return f.hint(
            f"sqlite3 has no command .{dot[1]}",
            f.line.edit((at, at + len(dot[1]) + 1, f".{near[0]}"))
            if (at := f.line.text.find(f".{dot[1]}")) >= 0
            else None,
            why=f"Did you mean .{near[0]}?",
            sure=0.94,
        )
    fixes: list[str | Fix] = [f'sqlite3 {name} ".help"'] if "unknown command" in what else []
    return f.hint(what[:80], *fixes, sure=0.75)
