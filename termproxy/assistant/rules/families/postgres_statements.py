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
    database = named_database(f)
    if f.program not in ("psql", "pgcli"):
        database = ""
    look = f"{client(f)} {quote(database)} -c".replace("  ", " ") if database else f"{client(f)} -c"
    if exists := re.match(r"(database|role) \"([^\"]+)\" already exists", what):
        return f.hint(
            f"The {exists[1]} {exists[2]} exists already",
            f"{client(f)} -l" if exists[1] == "database" else f"{look} '\\du'",
            f"{client(f)} {quote(exists[2])}" if exists[1] == "database" else None,
            sure=0.88,
        )
    if made := re.match(r"permission denied to create (role|database)", what):
        if f.program in ("createuser", "createdb"):
            plain = " ".join(w.raw for w in f.operands[-1:])
            return f.hint(
                f"This user may not create a {made[1]}",
                f"sudo -u postgres {f.program} {plain}",
                sure=0.93,
            )
        user = option(f, "-U", "--username") or f.local.user
        right = "CREATEROLE" if made[1] == "role" else "CREATEDB"
        return f.hint(
            f"The user {user} may not create a {made[1]}",
            f"sudo -u postgres psql -c 'ALTER USER {user} {right}'",
            sure=0.92,
        )
    broken = re.match(r"(duplicate key|null value|insert or update|update or delete|new row)", what)
    if broken:
        return _constraint(f, what)
    near = re.match(r"syntax error at or near \"([^\"]+)\"", what)
    if near:
        mended = mend_sql(f, near[1])
        if mended:
            return f.hint(f"The SQL is misspelt near {near[1]}", mended, sure=0.92)
    file = f.find(r"^psql:([^:\s]+):(\d+): ERROR")
    if file:
        return f.hint(what[:90], edit(f, file[1], file[2]), sure=0.88)
    table = re.search(r"relation \"(?:\w+\.)?(\w+)\" does not exist", what)
    column = re.search(r"column \"?([\w.]+)\"?(?: of relation \"(\w+)\")? does not exist", what)
    if table:
        return f.hint(
            f"There is no table {table[1]}",
            f"{look} '\\dt'",
            why="\\dt lists the tables.",
            sure=0.9,
        )
    if column:
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
            f"{look} '\\d {used[1]}'" if used else f"{look} '\\d'",
            why=f"\\d shows a table's columns.{string}",
            sure=0.88,
        )
    denied = re.search(r"permission denied for (\w+) (\w+)", what)
    if denied:
        user = option(f, "-U", "--username") or f.local.user
        grant = f"GRANT {'ALL' if denied[1] != 'table' else 'SELECT'} ON {'' if denied[1] == 'table' else denied[1].upper() + ' '}{denied[2]} TO {user}"
        return f.hint(
            f"The user {user} may not use the {denied[1]} {denied[2]}",
            f"sudo -u postgres psql {quote(database)} -c '{grant}'".replace("  ", " "),
            f"{look} '\\dp {denied[2]}'",
            why="Its owner, or the administrator postgres, can grant it.",
            sure=0.88,
        )
    return f.hint(what[:90], sure=0.72)


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
