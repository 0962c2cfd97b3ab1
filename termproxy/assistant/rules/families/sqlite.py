# ruff: noqa: E501
"""sqlite3: what is not there, what may not be opened or written, and its dot commands."""

from __future__ import annotations

import re
from collections.abc import Callable

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.datastores import mend_sql, stores
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

DOTS = listed(
    """tables schema dump import mode headers databases indexes output read quit help open save backup
    restore timer width separator nullvalue echo once shell show stats fullschema"""
)


@stores.rule(
    when=("Error:", "error"),
    says=r"(?:Error:|Parse error|Runtime error)[^\n]*?(?P<what>no such table: \S+|no such column: \S+|file is not a database"
    r"|unable to open database[^\n]*|database is locked|attempt to write a readonly database"
    r"|near \"[^\"]+\": syntax error|incomplete input|table \S+ already exists|table \S+ has \d+ columns[^\n]*|UNIQUE constraint[^\n]+|NOT NULL constraint[^\n]+"
    r"|unknown command[^\n]+|unknown option: \S+|cannot open \"[^\"]+\")",
    programs="sqlite3",
)
def sqlite(f: Failed) -> Advice | None:
    """What sqlite3 says, and where to look."""
    what = f["what"]
    for pattern, answer in COMPLAINTS:
        said = re.search(pattern, what)
        advice = answer(f, said) if said else None
        if advice:
            return advice
    help_too = f'sqlite3 {_name(f)} ".help"' if "unknown command" in what else None
    return f.hint(what, help_too, sure=0.75)


def _file(f: Failed) -> Word | None:
    """The database's word."""
    return next((w for w in f.operands if not w.value.startswith(".")), None)


def _name(f: Failed) -> str:
    file = _file(f)
    return file.raw if file else "<file>"


def _no_table(f: Failed, said: re.Match[str]) -> Advice:
    """Another database is meant, when this one was only made by looking into it."""
    file = _file(f)
    empty = file is not None and f.local.exists(file.value) and not f.local.text(file.value, 1)
    near = [
        n
        for n in f.local.entries()
        if n.endswith((".db", ".sqlite", ".sqlite3")) and file and n != file.value
    ]
    if file and empty:  # sqlite3 makes the file that it does not find
        near += [n for n in f.local.elsewhere(file.value) if n not in near]
        near.sort(key=lambda n: said[1] not in f.local.text(n, 65536))
    tables = _tables(f, file.value) if file and not empty else []
    alike = nearest(said[1], tables, limit=1)
    return f.hint(
        f"There is no table {said[1]}",
        re.sub(rf"\b{re.escape(said[1])}\b", alike[0], f.text) if alike else None,
        f.swap(file, near[0]) if empty and near and file else None,
        f.first("python3 manage.py migrate") if empty and f.local.is_file("manage.py") else None,
        "find . -size +0 -name '*.db' -o -size +0 -name '*.sqlite*'"
        if empty and not near
        else None,
        None if empty else f"sqlite3 {_name(f)} .tables",
        why="The file is empty: another database is meant?"
        if empty
        else f"Did you mean {alike[0]}?"
        if alike
        else f"There are {', '.join(tables[:6])}."
        if tables
        else ".tables lists what is there.",
        sure=0.92,
    )


def _tables(f: Failed, file: str) -> list[str]:
    """Names of tables, out of the schema that stands in the file's first pages as text."""
    return list(_schema(f, file))


def _schema(f: Failed, file: str) -> dict[str, list[str]]:
    """Table -> columns: the CREATE statements stand in the file's first pages as text."""
    text = f.local.text(file, 1 << 16)
    if not text.startswith("SQLite format 3"):
        return {}
    made = re.findall(
        r"CREATE TABLE (?:IF NOT EXISTS )?[\"'`\[]?(\w+)[\"'`\]]?\s*\(((?:[^()]|\([^()]*\))*)\)",
        text,
        re.IGNORECASE,
    )
    return {
        table: [found[0] for part in body.split(",") if (found := re.findall(r"\w+", part))]
        for table, body in made
        if not table.startswith("sqlite_")
    }


def _no_column(f: Failed, said: re.Match[str]) -> Advice:
    column, schema = said[1], f"sqlite3 {_name(f)} .schema"
    quoted = _quoted_text(f, column)
    if quoted:
        return f.hint(
            f"{column} was taken for a column: text stands in single quotes",
            quoted,
            schema,
            sure=0.92,
        )
    file = _file(f)
    tables = _schema(f, file.value) if file else {}
    asked = [t for t in tables if re.search(rf"\b{t}\b", f.text)] or list(tables)
    columns = [name for table in asked for name in tables[table]]
    alike = nearest(column, columns, limit=1)
    return f.hint(
        f"There is no column {column}",
        re.sub(rf"\b{re.escape(column)}\b", alike[0], f.text) if alike else None,
        schema,
        why=f"Did you mean {alike[0]}?"
        if alike
        else f"There are {', '.join(columns[:8])}."
        if columns
        else "Text wants 'single quotes'; .schema shows the columns.",
        sure=0.94 if alike else 0.88,
    )


def _quoted_text(f: Failed, text: str) -> str:
    """The line with single quotes around what stands for a value, not behind SELECT; or ""."""
    bare = re.search(rf"(?:=|like|in \(|values? ?\(|,)\s*({re.escape(text)})\b", f.text, re.I)
    holder = next((w for w in f.command.words if " " in w.value and text in w.value), None)
    if bare is None or holder is None or not holder.raw.startswith('"'):
        return ""
    if re.search(rf"select[^=]*\b{re.escape(text)}\b[^=]*from", f.text, re.I):
        return ""
    shift = f.line.text.index(bare[0]) - bare.start()
    return f.line.edit((bare.start(1) + shift, bare.end(1) + shift, f"'{text}'"))


def _cannot_open(f: Failed, said: re.Match[str]) -> Advice | None:
    """A slip, no such folder, or no right to write into it."""
    file = _file(f)
    if file is None:
        return None
    folder = file.value.rsplit("/", 1)[0] if "/" in file.value else "."
    missing = not f.local.is_dir(folder)
    return f.hint(
        f"{file.value} cannot be opened",
        *[f.swap(file, n) for n in f.local.near(file.value)[:1]],
        ahead(f, f"mkdir -p {quote(folder)}") if missing else f"ls -ld {quote(folder)}",
        why=f"There is no folder {folder}." if missing else "The folder must be writable, too.",
        sure=0.9,
    )


def _syntax(f: Failed, said: re.Match[str]) -> Advice:
    mended = mend_sql(f, said[1])
    if mended:
        return f.hint(f"The SQL is misspelt near {said[1]}", mended, sure=0.92)
    source = next((w.value for w in f.command.redirections if w.raw != "<"), "")
    if said[1] == ")" and (line := _comma_too_many(f, source)):
        return f.hint(
            f"A comma too many in {source}, line {line}",
            edit(f, source, line),
            why="The last of a list has none.",
            sure=0.94,
        )
    holder = next((w for w in f.command.words if "(" in w.value and said[1] in w.value), None)
    if holder and holder.value.count("(") > holder.value.count(")"):
        closed = re.sub(
            rf"(\([^()]*?)\s+({re.escape(said[1])}\b)", r"\1) \2", holder.value, count=1
        )
        return f.hint(
            f"A bracket is not closed before {said[1]}",
            f.swap(holder, closed) if closed != holder.value else None,
            sure=0.92,
        )
    return f.hint(f"The SQL has a syntax error near {said[1]}", sure=0.75)


def _comma_too_many(f: Failed, source: str) -> int:
    """The line of the first `,)` of a script, or 0."""
    text = f.local.text(source) if source else ""
    found = re.search(r",\s*\)", text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _empty(f: Failed, said: re.Match[str]) -> Advice:
    table, _, column = said[1].partition(".")
    return f.hint(
        f"{table}.{column} has to have a value (NOT NULL)",
        f"sqlite3 {_name(f)} '.schema {table}'",
        why="Name it in the INSERT, or give the column a DEFAULT.",
        sure=0.9,
    )


def _locked(f: Failed, said: re.Match[str]) -> Advice:
    return f.hint("Another program writes to the database", f"fuser -v {_name(f)}", sure=0.88)


def _readonly(f: Failed, said: re.Match[str]) -> Advice:
    option = f.word("-readonly")
    return f.hint(
        "The database may not be written",
        f.without(option) if option else f"ls -l {_name(f)}",
        sure=0.9,
    )


def _no_database(f: Failed, said: re.Match[str]) -> Advice:
    name = _name(f)
    return f.hint(f"{name} is no SQLite database, or encrypted", f"file {name}", sure=0.9)


def _wrong_number(f: Failed, said: re.Match[str]) -> Advice:
    return f.hint(said.string, f"sqlite3 {_name(f)} .schema", sure=0.86)


def _exists(f: Failed, said: re.Match[str]) -> Advice:
    return f.hint(
        said.string,
        f"sqlite3 {_name(f)} .schema",
        why="CREATE TABLE IF NOT EXISTS does not mind.",
        sure=0.85,
    )


def _option(f: Failed, said: re.Match[str]) -> Advice:
    return f.hint(said.string, "sqlite3 -help", sure=0.8)


def _not_unique(f: Failed, said: re.Match[str]) -> Advice:
    insert = r"(?i)^insert\s+into"
    holder = next((w for w in f.command.words if re.match(insert, w.value)), None)
    return f.hint(
        f"A row with the same {said[1].rstrip(',')} is there already",
        f.swap(holder, re.sub(insert, "INSERT OR REPLACE INTO", holder.value)) if holder else None,
        why="It has to be unique; OR REPLACE takes the old row's place, OR IGNORE keeps it.",
        sure=0.9,
    )


def _dot_command(f: Failed, said: re.Match[str]) -> Advice | None:
    near = nearest(said[1], DOTS)
    if not near:
        return None
    typed = f".{said[1]}"
    at = f.line.text.find(typed)
    return f.hint(
        f"sqlite3 has no command {typed}",
        f.line.edit((at, at + len(typed), f".{near[0]}")) if at >= 0 else None,
        why=f"Did you mean .{near[0]}?",
        sure=0.94,
    )


COMPLAINTS: tuple[tuple[str, Callable[[Failed, re.Match[str]], Advice | None]], ...] = (
    (r"^no such table: (\S+)", _no_table),
    (r"^no such column: (\S+)", _no_column),
    (r"^unable to open", _cannot_open),
    (r"\"([^\"]+)\": syntax error", _syntax),
    (r"locked", _locked),
    (r"readonly", _readonly),
    (r"not a database", _no_database),
    (r"values were supplied", _wrong_number),
    (r"already exists", _exists),
    (r"unknown option", _option),
    (r"^UNIQUE constraint failed: (\S+)", _not_unique),
    (r"^NOT NULL constraint failed: ([\w.]+)", _empty),
    (r"unknown command[^\n]*\"(\w+)\"", _dot_command),
)


@stores.rule(when="missing TABLE argument", says=r"missing TABLE argument", programs="sqlite3")
def import_without_table(f: Failed) -> Advice | None:
    """.import in.csv"""
    found = re.search(r"\.import\s+(?P<options>(?:-\S+\s+)*)(?P<file>[^\s\"']+)", f.text)
    if found is None:
        return None
    table = re.sub(r"\W+", "_", found["file"].rsplit("/", 1)[-1].rsplit(".", 1)[0])
    csv = "" if "--csv" in found["options"] or not found["file"].endswith(".csv") else "--csv "
    return f.hint(
        ".import wants a file and a table",
        f.text.replace(found[0], f".import {csv}{found['options']}{found['file']} {table}"),
        why="The table is made, if there is none.",
        sure=0.93,
    )
