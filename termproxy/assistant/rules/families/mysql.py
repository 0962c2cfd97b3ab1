# ruff: noqa: E501
"""mysql and mariadb: connecting, and what the server answers."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.datastores import LOCAL, mend_sql, option
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

MYSQL = listed("mysql mariadb mysqldump mariadb-dump mysqladmin mariadb-admin mycli mysqlimport")
mysql = Family("mysql", *MYSQL)
mysql.hint(
    "plugin",
    "This client does not know the way of logging in that the server wants",
    lambda f: (
        f"sudo mysql -e \"ALTER USER '{option(f, '-u', '--user') or 'root'}'@'%' IDENTIFIED WITH mysql_native_password BY '<password>'\""
    ),
    lambda f: f.local.installer("default-mysql-client"),
    when=("cannot be loaded", "client does not support authentication"),
    says=r"Authentication plugin '[^']+' cannot be loaded|client does not support authentication",
    why="On the server: an older way for this user. Or take a newer client.",
    sure=0.9,
)
mysql.hint(
    "dump-process",
    "mysqldump wants to read the tablespaces, which this user may not",
    lambda f: f.insert("--no-tablespaces"),
    when="you need (at least one of) the PROCESS privilege",
    sure=0.97,
)
mysql.hint(
    "password-policy",
    "The password is too weak for the server's policy",
    "mysql -e \"SHOW VARIABLES LIKE 'validate_password%'\"",
    why="Take a longer one with capitals, digits and signs; the variables show what is asked.",
    when="does not satisfy the current policy requirements",
    sure=0.92,
)

# MySQL and MariaDB.


@mysql.rule(
    when=("Access denied for user",),
    says=r"Access denied for user '(?P<user>[^']*)'@'(?P<host>[^']*)'(?: \(using password: (?P<with>\w+)\)"
    r"| to database '(?P<database>[^']+)')?",
    programs=(),
)
def access_denied(f: Failed) -> Advice | None:
    """The server does not let this user in."""
    user, program = f["user"], f.program
    if program not in MYSQL:
        return f.hint(
            f"MySQL does not let {user} in",
            f"mysql -u {quote(user)} -p",
            "sudo mysql",
            why="User or password in the configuration is wrong.",
            sure=0.82,
        )
    if f["database"]:
        return f.hint(
            f"{user} may not use the database {f['database']}",
            f"sudo mysql -e \"GRANT ALL ON {f['database']}.* TO '{user}'@'{f['host']}'\"",
            f"{program} -u {quote(user)} -p -e 'show databases'",
            sure=0.88,
        )
    if user == "root" and not f.command.sudo and (not f["with"] or f["with"] == "NO"):
        return f.hint(
            "MySQL's root is let in over the socket, only by the system's root",
            f.sudo(),
            f.append("-p") if not f.has("-p", "--password") else None,
            sure=0.93,
        )
    if f["with"] == "NO" and not f.has("-p", "--password"):
        at = next((w for w in f.command.words if w.value == user), None)
        return f.hint(
            "No password was given",
            f.insert("-p", after=at) if at else f.insert("-p"),
            why="-p asks for it.",
            sure=0.94,
        )
    blank = next((w for w in f.command.words if w.value == "-p"), None)
    password = next((w for w in f.command.words if re.match(r"-p.+|--password=", w.value)), None)
    return f.hint(
        f"User {user} or the password is wrong",
        f.swap(password, "-p") if password and not blank else None,
        "sudo mysql" if user == "root" and not f.command.sudo else None,
        f"sudo mysql -e \"ALTER USER '{user}'@'{f['host']}' IDENTIFIED BY '<password>'\"",
        "sudo mysql",
        why="Type it at the prompt, or set a new one as the administrator.",
        sure=0.86,
    )


@mysql.rule(
    when=("Can't connect to",),
    says=r"Can't connect to (?:local )?(?:\w+ )?server (?:on '(?P<host>[^']+)'|through socket '(?P<sock>[^']+)')",
    programs=(),
)
def mysql_down(f: Failed) -> Advice | None:
    """No server listens there."""
    host = f["host"].split(":")[0]
    if host not in LOCAL and f.find(r"Name or service not known|name resolution|Unknown .*host"):
        inside = host in f.local.compose_services and f.program not in MYSQL
        others = [name for name in f.local.compose_services if name != host]
        return f.hint(
            f"The name {host} is known only inside docker compose"
            if inside
            else f"The name {host} cannot be resolved",
            f"docker compose exec {others[0]} {f.text}" if inside and others else None,
            f"DB_HOST=127.0.0.1 {f.text}" if inside else f"getent hosts {quote(host)}",
            f"docker compose up -d {host}" if inside else None,
            sure=0.93,
        )
    if host not in LOCAL:
        return f.hint(
            f"No MySQL server answers on {host}",
            f"nc -zv {quote(host)} {option(f, '-P', '--port') or 3306}",
            sure=0.86,
        )
    service = (
        "mariadb" if f.find(r"mariadb|local server|\(115\)") or "mariadb" in f.program else "mysql"
    )
    port = option(f, "-P", "--port")
    if port not in ("", "3306") and not f["sock"]:
        word = next(
            (
                w
                for w in f.command.words
                if w.value in ("-P", f"-P{port}", f"--port={port}", "--port")
            ),
            None,
        )
        beside = f.word(port) if word and port not in word.value else None
        return f.hint(
            f"No MySQL server listens on port {port}",
            "ss -ltnp | grep -i -e mysql -e maria",
            f.without(*[w for w in (word, beside) if w]) if word else None,
            why="3306 is the usual one.",
            sure=0.92,
        )
    return f.hint(
        "The MySQL server is not running, or listens elsewhere",
        ahead(f, f"sudo systemctl start {service}")
        if f.program in MYSQL
        else f"sudo systemctl start {service}",
        f.append("-h 127.0.0.1")
        if f["sock"] and f.program in MYSQL and not option(f, "-h", "--host")
        else None,
        f"systemctl status {service}",
        why="A server in a container is reached with -h 127.0.0.1." if f["sock"] else "",
        sure=0.92,
    )


@mysql.rule(when="Unknown database", says=r"Unknown database '(?P<name>[^']+)'", programs=())
def mysql_no_database(f: Failed) -> Advice | None:
    """There is no database of that name, or -p and the password stood apart."""
    name = f["name"]
    words = f.command.words
    bare = next((at for at, w in enumerate(words[:-1]) if w.value == "-p"), None)
    if bare is not None and words[bare + 1].value == name and f.program in MYSQL:
        return f.hint(
            f"There is no database {name}",
            f.line.edit((words[bare + 1].start, words[bare + 1].end, "-e 'SHOW DATABASES'")),
            f.without(words[bare + 1]),
            why="If that was meant to be the password: it stands right after -p, without a blank.",
            sure=0.93,
        )
    user = option(f, "-u", "--user")
    who = f" -u {quote(user)}" if user else ""
    ask = " -p" if f.has("-p", "--password") else ""
    where = "".join(
        f" {o} {quote(v)}"
        for o, v in (("-h", option(f, "-h", "--host")), ("-P", option(f, "-P", "--port")))
        if v
    )
    base = (
        f"{'sudo ' if f.command.sudo else ''}mysql{who}{ask}{where}"
        if f.program in MYSQL
        else "mysql"
    )
    if f.program in ("mysqldump", "mariadb-dump"):
        return f.hint(
            f"There is no database {name}",
            f"{base.replace(f.program, 'mysql')} -e 'SHOW DATABASES'",
            sure=0.9,
        )
    return f.hint(
        f"There is no database {name}",
        f"{base} -e {quote(f'CREATE DATABASE `{name}`' if not name.isidentifier() else f'CREATE DATABASE {name}')}",
        f"{base} -e 'SHOW DATABASES'",
        sure=0.92,
    )


# By code: title, fix, why. {a} and {b} are the first quoted name and its host.
REFUSALS = {
    "1062": (
        "A row with {a} is there already",
        "",
        "It has to be unique. INSERT IGNORE passes over it; ON DUPLICATE KEY UPDATE changes it.",
    ),
    "1130": (
        "The server lets no one in from {a}",
        "sudo mysql -e \"CREATE USER '<user>'@'{a}' IDENTIFIED BY '<password>'\"",
        "On the server: users are made for the host they come from.",
    ),
    "1396": (
        "The user {a}@{b} exists already, or does not exist",
        "{base} -e 'SELECT user, host FROM mysql.user'",
        "CREATE USER wants a new one, ALTER and DROP one that is there.",
    ),
    "1451": (
        "Other rows refer to that row",
        "",
        "A foreign key keeps it: delete those rows first, or define ON DELETE CASCADE.",
    ),
    "1452": (
        "The row refers to one that does not exist",
        "",
        "A foreign key wants the other row first.",
    ),
}


@mysql.rule(
    when="ERROR 1",
    says=r"ERROR (?P<code>1\d{3}) \(\w+\)(?: at line (?P<line>\d+))?[^:]*: (?P<what>[^\n]+)",
)
def mysql_statement(f: Failed) -> Advice | None:
    """The server refuses a statement."""
    code, what = f["code"], f["what"]
    words = [w.raw for w in f.command.words]
    base = " ".join(words[: words.index("-e")]) if "-e" in words else " ".join(words)
    source = next((w.value for w in f.command.redirections if w.raw != "<"), "")
    if code == "1046":
        return f.hint(
            "No database was chosen",
            f.insert("<database>"),
            f"{base} -e 'SHOW DATABASES'",
            sure=0.9,
        )
    if code == "1146":
        return f.hint(what, f"{base} -e 'SHOW TABLES'", sure=0.88)
    if code == "1054":
        table = re.search(r"\b(?:from|update|into)\s+(\w+)", f.text, re.IGNORECASE)
        return f.hint(what, f"{base} -e 'DESCRIBE {table[1] if table else '<table>'}'", sure=0.86)
    if code == "1064":
        near = re.search(r"near '(\w+)", what)
        mended = mend_sql(f, near[1]) if near else ""
        if near and mended:
            return f.hint(f"The SQL is misspelt near {near[1]}", mended, sure=0.92)
        into = re.search(r" at line (\d+)$", what)  # of the statement, which begins at f["line"]
        line = int(f["line"] or 1) + (int(into[1]) - 1 if into else 0)
        rows = f.local.text(source).splitlines() if source else []
        if "near ')" in what and 1 < line <= len(rows) and rows[line - 2].rstrip().endswith(","):
            return f.hint(
                f"A comma too many at the end of {source}, line {line - 1}",
                f.first(f"sed -i '{line - 1}s/,[[:space:]]*$//' {quote(source)}"),
                edit(f, source, line - 1),
                why="The last of a list has none.",
                sure=0.95,
            )
        return f.hint(
            "The SQL has a syntax error" + (f" near {near[1]}" if near else ""),
            edit(f, source, line) if source and f["line"] else None,
            sure=0.88 if source else 0.78,
        )
    if code in ("1045", "1049", "1698"):
        return None
    if code == "1273" and source:
        found = re.search(r"'([^']+)'", what)
        return f.hint(
            f"This server is older than the dump: it has no collation {found[1] if found else ''}",
            f"sed -i 's/{found[1] if found else 'utf8mb4_0900_ai_ci'}/utf8mb4_unicode_ci/g' {quote(source)} && {f.text}",
            edit(f, source, f["line"]) if f["line"] else None,
            sure=0.94,
        )
    special = REFUSALS.get(code)
    if special:
        found = re.search(r"'([^']*)'(?:@'([^']*)')?", what)
        title, fix, why = special
        parts = {
            "a": found[1] if found else "",
            "b": (found[2] or "") if found else "",
            "base": base,
        }
        return f.hint(title.format(**parts), fix.format(**parts), why=why, sure=0.9)
    return f.hint(what, edit(f, source, f["line"]) if source and f["line"] else None, sure=0.72)


mysql.hint(
    "unknown-host",
    "The host name {host} is not known",
    "getent hosts {host}",
    when=("Unknown server host", "Unknown MySQL server host"),
    says=r"Unknown (?:MySQL )?server host '(?P<host>[^']+)'",
    sure=0.9,
)
mysql.hint(
    "exists",
    "The database exists already",
    "mysql -e 'SHOW DATABASES'",
    when="database exists",
    sure=0.82,
)
mysql.hint(
    "dump-what",
    "mysqldump wants to know which databases",
    lambda f: f.append("--all-databases"),
    programs=("mysqldump", "mariadb-dump"),
    when="[OPTIONS] database [tables]",
    sure=0.85,
)
