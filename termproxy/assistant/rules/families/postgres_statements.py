# ruff: noqa: E501
"""What PostgreSQL says of a statement: names, rights, constraints, slips."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.datastores import mend_sql, option
from termproxy.assistant.rules.families.postgres import client, named_database, postgres
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote


@postgres.rule(
    when=("relation \"", "column \"", "syntax error at", "already exists", "permission denied ",
          "violates", "function "),
    says=r"(?:ERROR|FATAL): +(?P<what>(?:permission denied to create|update or delete|new row|current user|cannot|value too long|invalid input|division|relation|column|syntax error|database|role|permission denied for|duplicate"
    r"|null value|insert or update|function|type|schema|table)\b[^\n]+)",
)  # fmt: skip
def statement(f: Failed) -> Advice | None:
    """The server refuses a statement."""
    what = f["what"]
    if re.match(r"(?:duplicate key|null value|insert or update|update or delete|new row)", what):
        return _constraint(f, what)
    return (
        _exists(f, what)
        or _may_not_create(f, what)
        or _misspelt(f, what)
        or _in_a_file(f, what)
        or _no_table(f, what)
        or _no_column(f, what)
        or _denied(f, what)
        or f.hint(what, sure=0.72)
    )


def _database(f: Failed) -> str:
    """The database that is looked into; "" for the other clients, which name what they make."""
    return named_database(f) if f.program in ("psql", "pgcli") else ""


def _look(f: Failed) -> str:
    """A command of psql to be asked of the same database: the line up to its text."""
    database = _database(f)
    if not database:
        return f"{client(f)} -c"
    return f"{client(f)} {quote(database)} -c".replace("  ", " ")


def _user(f: Failed) -> str:
    return option(f, "-U", "--username") or f.local.user


def _exists(f: Failed, what: str) -> Advice | None:
    exists = re.match(r"(database|role) \"([^\"]+)\" already exists", what)
    if exists is None:
        return None
    database = exists[1] == "database"
    return f.hint(
        f"The {exists[1]} {exists[2]} exists already",
        f"{client(f)} -l" if database else f"{_look(f)} '\\du'",
        f"{client(f)} {quote(exists[2])}" if database else None,
        sure=0.88,
    )


def _may_not_create(f: Failed, what: str) -> Advice | None:
    """CREATEROLE and CREATEDB are rights of their own: the administrator grants them."""
    made = re.match(r"permission denied to create (role|database)", what)
    if made is None:
        return None
    if f.program in ("createuser", "createdb"):
        plain = " ".join(w.raw for w in f.operands[-1:])
        return f.hint(
            f"This user may not create a {made[1]}",
            f"sudo -u postgres {f.program} {plain}",
            sure=0.93,
        )
    user, right = _user(f), "CREATEROLE" if made[1] == "role" else "CREATEDB"
    return f.hint(
        f"The user {user} may not create a {made[1]}",
        f"sudo -u postgres psql -c 'ALTER USER {user} {right}'",
        sure=0.92,
    )


def _misspelt(f: Failed, what: str) -> Advice | None:
    near = re.match(r"syntax error at or near \"([^\"]+)\"", what)
    mended = mend_sql(f, near[1]) if near else ""
    if near is None or not mended:
        return None
    return f.hint(f"The SQL is misspelt near {near[1]}", mended, sure=0.92)


def _in_a_file(f: Failed, what: str) -> Advice | None:
    """psql -f: the line of the file."""
    file = f.find(r"^psql:([^:\s]+):(\d+): ERROR")
    if file is None:
        return None
    table = re.match(r"relation \"(?:\w+\.)?(\w+)\" does not exist", what)
    before = _making(f, table[1], file[1]) if table else []
    return f.hint(
        what,
        *[f.swap(file[1], path) for path in before],
        edit(f, file[1], file[2]),
        why=f"{before[0]} makes it." if before else "",
        sure=0.93 if before else 0.88,
    )


def _making(f: Failed, table: str, script: str) -> list[str]:
    """The script beside this one that creates a table."""
    folder = script.rpartition("/")[0]
    others = [
        f"{folder}/{name}".lstrip("/") if folder else name
        for name in f.local.entries(folder or ".")
        if name.endswith(".sql")
    ]
    made = rf"(?i)create table (?:if not exists )?[\w.\"]*\b{re.escape(table)}\b"
    return [p for p in others if p != script and re.search(made, f.local.text(p, 65536))][:1]


def _no_table(f: Failed, what: str) -> Advice | None:
    table = re.search(r"relation \"(?:\w+\.)?(\w+)\" does not exist", what)
    if table is None:
        return None
    return f.hint(
        f"There is no table {table[1]}",
        f"{_look(f)} '\\dt'",
        why="\\dt lists the tables.",
        sure=0.9,
    )


def _no_column(f: Failed, what: str) -> Advice | None:
    """Misspelt (the server tells), or text in the quotes of names."""
    column = re.search(r"column \"?([\w.]+)\"?(?: of relation \"(\w+)\")? does not exist", what)
    if column is None:
        return None
    meant = f.find(r"Perhaps you meant to reference the column \"(?:\w+\.)?(\w+)\"")
    holder = next((w for w in f.command.words if f" {column[1]}" in w.value), None)
    if meant and holder:
        return f.hint(
            f"There is no column {column[1]}",
            f.swap(holder, re.sub(rf"\b{re.escape(column[1])}\b", meant[1], holder.value)),
            why=f"Did you mean {meant[1]}?",
            sure=0.94,
        )
    used = re.search(r"\b(?:from|update|into)\s+(\w+)", f.text, re.IGNORECASE)
    string = " Text wants 'single quotes'." if f'"{column[1]}"' in f.text else ""
    return f.hint(
        f"There is no column {column[1]}",
        f"{_look(f)} '\\d {used[1]}'" if used else f"{_look(f)} '\\d'",
        why=f"\\d shows a table's columns.{string}",
        sure=0.88,
    )


def _denied(f: Failed, what: str) -> Advice | None:
    denied = re.search(r"permission denied for (\w+) (\w+)", what)
    if denied is None:
        return None
    kind, name, user = denied[1], denied[2], _user(f)
    grant = "GRANT SELECT ON" if kind == "table" else f"GRANT ALL ON {kind.upper()}"
    granted = f"sudo -u postgres psql {quote(_database(f))} -c '{grant} {name} TO {user}'"
    return f.hint(
        f"The user {user} may not use the {kind} {name}",
        granted.replace("  ", " "),
        f"{_look(f)} '\\dp {name}'",
        why="Its owner, or the administrator postgres, can grant it.",
        sure=0.88,
    )


def _constraint(f: Failed, what: str) -> Advice:
    """A row that a constraint does not let in."""
    detail = f.find(r"^DETAIL: +(?P<what>[^\n]+)")
    said = detail["what"] if detail else what
    holder = next(
        (w for w in f.command.words if re.match(r"\s*insert\s+into", w.value, re.I)), None
    )
    key = re.search(r"Key \(([^)]+)\)=\(([^)]+)\) already exists", said)
    table = re.search(r"(?:relation|table) \"(\w+)\"", what) or re.search(
        r"\binto\s+(\w+)", f.text, re.I
    )
    database = named_database(f)
    look = f"{client(f)} {quote(database)} -c '\\d {table[1]}'" if table and database else None
    if key:
        return f.hint(
            f"A row with {key[1]} = {key[2]} is there already",
            f.swap(holder, holder.value.rstrip("; ") + " ON CONFLICT DO NOTHING")
            if holder
            else None,
            look,
            why="It has to be unique: change the value, or update the row that is there.",
            sure=0.9,
        )
    return f.hint(
        f"The row breaks a rule of the table: {what[:60]}", look, why=said[:150], sure=0.86
    )
