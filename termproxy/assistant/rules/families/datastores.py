# ruff: noqa: E501
"""The clients of databases: their families, their options, and SQL that is misspelt."""

from __future__ import annotations

import re

from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
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
