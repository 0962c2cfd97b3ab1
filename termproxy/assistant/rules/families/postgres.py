# ruff: noqa: E501
"""psql and its kind: connecting, and what PostgreSQL answers."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.datastores import LOCAL, connection, option
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# Options of psql and its kind that take a value of their own.
VALUED = frozenset(
    listed("-h --host -p --port -U --username -c --command -f --file -v --set -o --output -F -P -R -T -L -n -t -j -E")
)  # fmt: skip
POSTGRES = listed(
    "psql pg_dump pg_dumpall pg_restore createdb dropdb createuser dropuser pg_isready vacuumdb pgcli"
)
postgres = Family("postgres", *POSTGRES)


def named_database(f: Failed) -> str:
    """The database that the line names: -d, or the first word that is no option's value."""
    named = option(f, "-d", "--dbname")
    words = iter(f.command.words[1:])
    for word in () if named else words:
        if word.value in VALUED:
            next(words, None)
        elif not word.is_option:
            return word.value
    return named


@postgres.rule(
    when=("does not exist",),
    says=r"(?:FATAL|ERROR): +database \"(?P<name>[^\"]+)\" does not exist",
    programs=(),
)
def no_database(f: Failed) -> Advice | None:
    """There is no database of that name."""
    name = f["name"]
    inside = next(
        (w for w in f.command.words if w.value in ("psql", "pg_dump", "pg_restore")), None
    )
    if inside and f.program in ("docker", "podman", "docker-compose", "kubectl"):
        start = f.command.words[0].start
        user = option(f, "-U", "--username")
        who = f" -U {quote(user)}" if user else ""
        return f.hint(
            f"There is no database {name} in that server",
            f"{f.line.text[start : inside.start]}createdb{who} {quote(name)}",
            f"{f.line.text[start : inside.start]}psql{who} -l",
            sure=0.93,
        )
    if f.program not in POSTGRES:
        return f.hint(
            f"PostgreSQL has no database {name}", f"createdb {quote(name)}", "psql -l", sure=0.88
        )
    where = connection(f)
    given = name in f.text
    if f.program not in ("psql", "pgcli", "pg_restore"):
        return f.hint(
            f"There is no database {name}", f"{client(f)} -l", why="-l lists them.", sure=0.9
        )
    url = next((w for w in f.operands if "://" in w.value and w.value.endswith("/" + name)), None)
    if url:
        server = url.value.removesuffix(name) + "postgres"
        return f.hint(
            f"There is no database {name}",
            f"psql {quote(server)} -c {quote(f'CREATE DATABASE {name}')}",
            f"psql {quote(server)} -l",
            sure=0.93,
        )
    return f.hint(
        f"There is no database {name}",
        f"createdb{where} {quote(name)}" if given else f"{f.text} postgres".replace("  ", " "),
        f"createdb{where} {quote(name)}" if not given else None,
        f"{client(f)} -l",
        why="" if given else "Without a name, psql takes the database of the user's name.",
        sure=0.94,
    )


@postgres.rule(when='role "', says=r"role \"(?P<role>[^\"]+)\" does not exist", programs=())
def no_role(f: Failed) -> Advice | None:
    """The server knows no such user."""
    role = f["role"]
    if f.program == "dropuser" or "removal of role" in f.output:
        return f.hint(f"There is no role {role} to drop", "psql -c '\\du'", sure=0.88)
    return f.hint(
        f"PostgreSQL has no user {role}",
        f"sudo -u postgres createuser -s {quote(role)}",
        "sudo -u postgres psql",
        why="Make the role once, as the administrator postgres." if not option(f, "-U", "--username")
        else "",
        sure=0.92,
    )  # fmt: skip


def client(f: Failed) -> str:
    """psql, to the same server and as the same (system) user as the line."""
    become = f"{' '.join(w.raw for w in f.command.prefix)} " if f.command.sudo else ""
    return f"{become}psql{connection(f)}"


def system_user(f: Failed, name: str) -> bool:
    """Has this machine an account of that name?"""
    accounts = f.local.text("/etc/passwd")
    return not accounts or f"\n{name}:" in accounts


@postgres.rule(
    when="authentication failed",
    says=r"(?P<how>Peer|Ident|password) authentication failed for user \"(?P<user>[^\"]+)\"",
    programs=(),
)
def authentication(f: Failed) -> Advice | None:
    """The server does not let this user in."""
    user = f["user"]
    psql = f.program in POSTGRES
    statement = next(
        (w for w in f.operands[1:] if w.value == user and re.search(r"\s", user)), None
    )
    if psql and statement is not None:
        return f.hint(
            "A statement is given with -c",
            f.line.edit((statement.start, statement.start, "-c ")),
            why="The second name was taken for the user.",
            sure=0.96,
        )
    if f["how"] != "password":
        as_user = re.sub(r" ?(?:-U ?|--username[= ])\S+", "", f.text) if psql else "psql"
        over_tcp = "" if not psql or option(f, "-h", "--host") else f.insert("-h localhost")
        become = f"sudo -u {quote(user)} {as_user}" if system_user(f, user) else ""
        return f.hint(
            f"Over the local socket, only the system user {user} may be {user}",
            *((become, over_tcp) if user == "postgres" else (over_tcp, become)),
            why="peer compares the names; over TCP (-h localhost) the password counts.",
            sure=0.94,
        )
    given = next((w for w in f.command.prefix if w.value.startswith("PGPASSWORD=")), None)
    url = next((w for w in f.operands if re.match(r"\w+://[^/@:]+:[^@]+@", w.value)), None)
    if url:
        asked = re.sub(r"^(\w+://[^/@:]+):[^@]+@", r"\1@", url.value)
        return f.hint(
            f"The password of {user} in the URL is wrong",
            f.swap(url, asked),
            f"sudo -u postgres psql -c '\\password {user}'",
            why="Without it, psql asks. In a URL, signs like @ and / are written %40 and %2F.",
            sure=0.92,
        )
    return f.hint(
        f"The password of {user} is wrong",
        f.without(given) if given else f.append("-W") if psql and not f.has("-W", "-w") else None,
        f"sudo -u postgres psql -c '\\password {user}'",
        why="Try again, look at PGPASSWORD and ~/.pgpass, or set a new one.",
        sure=0.88,
    )


postgres.hint(
    "too-many",
    "All of PostgreSQL's connections are taken",
    "sudo -u postgres psql -c 'select pid, usename, state, query from pg_stat_activity'",
    when=("too many clients already", "remaining connection slots are reserved"),
    programs=(),
    why="Some program leaks them, or max_connections is too small; a pooler (pgbouncer) helps.",
    sure=0.9,
)


@postgres.rule(
    when="No such file or directory",
    says=r"^(?:psql|pg_restore): error: (?:could not open (?:input )?file )?\"?(?P<path>[^\":\n]+)\"?: No such file or directory$",
)
def no_script(f: Failed) -> Advice | None:
    """psql -f of a file that is not there."""
    if f.word(f["path"]) is None:
        return None
    near = f.local.near(f["path"]) or f.local.elsewhere(f["path"])
    return f.hint(
        f.missing("file", f["path"]),
        *[f.swap(f["path"], n) for n in near],
        why=f"There is {near[0]}." if near else "The path counts from this folder.",
        sure=0.95 if near else 0.88,
    )


@postgres.rule(
    when=(
        "Is the server running",
        "Connection refused",
        "could not connect to server",
        "no response",
    ),
    says=r"port (?P<port>\d+)|\.s\.PGSQL\.(?P<socket>\d+)|:(?P<ready>\d+) - no response",
)
def server_down(f: Failed) -> Advice | None:
    """No server listens there."""
    port = f["port"] or f["socket"] or f["ready"]
    host = option(f, "-h", "--host") or (f.find(r"server at \"([^\"]+)\"") or ["", ""])[1]
    if host not in LOCAL and not host.startswith("/"):
        return f.hint(
            f"Nothing answers on {host}:{port}",
            f"nc -zv {quote(host)} {port}",
            why="The server is down, elsewhere, or a firewall is in between.",
            sure=0.88,
        )
    other = f.local.port_holder(5432) if port not in ("5432", "") else None
    word = next((w for w in f.command.words if w.value == port), None)
    tcp = "" if option(f, "-h", "--host") or f["port"] else f.append("-h localhost")
    usual = [ahead(f, "sudo systemctl start postgresql"), "pg_lsclusters"]
    return f.hint(
        "The PostgreSQL server is not running"
        if port == "5432"
        else f"No PostgreSQL on port {port}",
        f.swap(word, "5432") if other and word else None,
        *(usual if port == "5432" or other else usual[::-1]),
        tcp,
        why="Or it listens elsewhere (another port, a container).",
        sure=0.93,
    )


@postgres.rule(when="one of -d/--dbname and -f/--file must be specified")
def restore_target(f: Failed) -> Advice | None:
    """pg_restore without a database."""
    return f.hint(
        "pg_restore wants a database to restore into", f.insert("-d <database>"), sure=0.9
    )


postgres.hint(
    "starting",
    "The PostgreSQL server is just starting: wait a moment",
    lambda f: f"until pg_isready -q{connection(f)}; do sleep 1; done && {f.text}",
    programs=(),
    when=(
        "the database system is starting up",
        "the database system is not yet accepting connections",
    ),
    sure=0.93,
)
postgres.hint(
    "closed",
    "The PostgreSQL server broke the connection off: it fell over, or is no PostgreSQL",
    "sudo tail -n 30 /var/log/postgresql/*.log",
    "pg_lsclusters",
    when="server closed the connection unexpectedly",
    why="Its log says why; in a container it may still be starting.",
    sure=0.88,
)
postgres.hint(
    "stopping",
    "The PostgreSQL server is shutting down",
    "pg_lsclusters",
    "sudo systemctl start postgresql",
    programs=(),
    when="the database system is shutting down",
    sure=0.92,
)
postgres.hint(
    "root-certificate",
    "The server's certificate is to be checked, and there is nothing to check it with",
    lambda f: f"PGSSLROOTCERT=system {f.text}",
    when="root certificate file",
    says=r"root certificate file \"[^\"]+\" does not exist",
    why="system means the authorities that this machine trusts; a private one is a file in ~/.postgresql/root.crt.",
    sure=0.92,
)
postgres.hint(
    "no-cluster",
    "{path} holds no database cluster",
    lambda f: f"initdb -D {f['path']}",
    "pg_lsclusters",
    programs="pg_ctl",
    when=("does not exist", "is not a database cluster directory"),
    says=r"directory \"(?P<path>[^\"]+)\" (?:does not exist|is not a database cluster directory)",
    why="On Debian and Ubuntu the clusters are under /var/lib/postgresql, started by systemd.",
    sure=0.9,
)
postgres.hint(
    "which-cluster",
    "pg_ctl was not told which database cluster: -D, or PGDATA",
    lambda f: (
        [
            f.insert(f"-D {quote(path.removesuffix('/PG_VERSION'))}")
            for path in f.local.elsewhere("PG_VERSION")
            if "/" in path
        ][:1]
        or f.insert("-D <folder>")
    ),
    "pg_lsclusters",
    programs=("pg_ctl", "postgres", "pg_controldata", "pg_resetwal", "pg_checksums"),
    when=("no database directory specified", "no data directory specified"),
    sure=0.95,
)
postgres.hint(
    "plain-dump",
    "That is a dump in plain SQL: psql reads it",
    lambda f: (
        f"{client(f)} {quote(option(f, '-d', '--dbname') or '<database>')} -f "
        + quote(
            next(
                (w.value for w in reversed(f.operands) if f.local.is_file(w.value)),
                f.operands[-1].value if f.operands else "dump.sql",
            )
        )
    ),
    when="input file appears to be a text format dump",
    sure=0.95,
)
postgres.hint(
    "not-root",
    "The server's programs do not run as root",
    "sudo -u postgres {line}",
    "sudo systemctl status postgresql",
    programs=(),
    when=("cannot be run as root", "execution of the PostgreSQL server is not permitted"),
    says=r"^(?:pg_ctl|initdb|postgres|\"root\" execution)",
    sure=0.92,
)
postgres.hint(
    "version-mismatch",
    "pg_dump is older than the server",
    lambda f: (
        f"/usr/lib/postgresql/{f['server']}/bin/{f.text}"
        if f.local.exists(f"/usr/lib/postgresql/{f['server']}/bin/pg_dump")
        and f.text.startswith("pg_")
        else None
    ),
    lambda f: f.local.installer(f"postgresql-client-{f['server']}"),
    why="Where the release has no such package, apt.postgresql.org has it.",
    when="server version mismatch",
    says=r"server version: (?P<server>\d+)[^\n]*",
    sure=0.92,
)
postgres.hint(
    "no-password",
    "The server wants a password, and none was given",
    lambda f: f.without("-w") if f.has("-w") else f.append("-W"),
    'PGPASSWORD="<password>" {line}',
    when=("no password supplied", "fe_sendauth"),
    sure=0.9,
)
postgres.hint(
    "unknown-host",
    "The host name {host} is not known",
    lambda f: [f.swap(f["host"], n) for n in nearest(f["host"], ["localhost"])],
    "getent hosts {host}",
    when="could not translate host name",
    says=r"could not translate host name \"(?P<host>[^\"]+)\"",
    sure=0.9,
)
postgres.hint(
    "no-ssl",
    "The server does not speak SSL",
    lambda f: (
        f.text.replace("sslmode=require", "sslmode=prefer")
        if "sslmode=require" in f.text
        else f"PGSSLMODE=prefer {f.text}"
    ),
    when="server does not support SSL",
    sure=0.92,
)
postgres.hint(
    "hba",
    "pg_hba.conf has no entry for this user, database and address",
    "sudo -u postgres psql -c 'show hba_file'",
    when="no pg_hba.conf entry",
    why="Add a line there, then: sudo systemctl reload postgresql",
    sure=0.88,
)
postgres.hint(
    "in-use",
    "Others are connected to the database",
    lambda f: (
        f.append("--force")
        if f.program == "dropdb"
        else "psql -c 'select pid, usename, application_name from pg_stat_activity'"
    ),
    when="is being accessed by other users",
    sure=0.9,
)
postgres.hint(
    "no-tables-match",
    "No table of that name is in the database",
    lambda f: f"psql {quote(f.operands[-1].value) if f.operands else ''} -c '\\dt *.*'",
    when="no matching tables were found",
    sure=0.85,
)
