# ruff: noqa: E501
"""psql, mysql, redis-cli, sqlite3, mongosh: connecting, and what the servers answer."""

from __future__ import annotations

import re
from itertools import pairwise

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

MONGO = listed("mongosh mongo mongodump mongorestore mongoimport mongoexport")
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


@stores.rule(
    when="Could not connect to Redis",
    says=r"Could not connect to Redis at (?P<host>[^:]+):(?P<port>\d+): (?P<why>.+)$",
    programs=(),
)
def redis_down(f: Failed) -> Advice | None:
    """No Redis answers there."""
    host, port = f["host"], f["port"]
    if "not known" in f["why"]:
        return f.hint(f"The host name {host} is not known", f"getent hosts {quote(host)}", sure=0.9)
    if host not in LOCAL:
        return f.hint(
            f"No Redis answers on {host}:{port}", f"nc -zv {quote(host)} {port}", sure=0.88
        )
    word = next((w for w in f.command.words if w.value == port), None)
    if port != "6379" and word and f.local.port_holder(6379):
        return f.hint(f"No Redis on port {port}", f.swap(word, "6379"), sure=0.9)
    return f.hint(
        "The Redis server is not running",
        ahead(f, "sudo systemctl start redis-server") if port == "6379" else None,
        f"redis-server --port {port} --daemonize yes"
        if port != "6379"
        else "redis-server --daemonize yes",
        sure=0.93,
    )


@stores.rule(
    when=("NOAUTH", "WRONGPASS", "AUTH failed", "without any password configured"),
    says=r"(?P<none>without any password configured)|WRONGPASS|AUTH failed|NOAUTH",
    programs=(),
)
def redis_auth(f: Failed) -> Advice | None:
    """Redis wants a password, another one, or none."""
    mine = f.program == "redis-cli"
    given = [
        word
        for flag, value in pairwise(f.command.words)
        if flag.value in ("-a", "--pass")
        for word in (flag, value)
    ]
    if f["none"]:
        return f.hint(
            "This Redis has no password, and one was given",
            f.without(*given) if given else None,
            sure=0.9,
        )
    if re.search("WRONGPASS|AUTH failed", f.output):
        asked = f.without(*given) if given else ""
        return f.hint(
            "The Redis password is wrong",
            asked.replace("redis-cli", "redis-cli --askpass", 1) if mine else None,
            "sudo grep '^requirepass' /etc/redis/redis.conf",
            why="requirepass in redis.conf, or the user's ACL, holds the right one.",
            sure=0.9,
        )
    return f.hint(
        "Redis wants a password",
        f.insert("--askpass") if mine else None,
        f.insert("-a <password>") if mine else None,
        "redis-cli --askpass ping" if not mine else None,
        sure=0.9,
    )


stores.hint(
    "redis-snapshot",
    "Redis takes no writes: it could not save its last snapshot to disk",
    "df -h",
    "redis-cli config set stop-writes-on-bgsave-error no",
    "redis-cli config get dir",
    programs=(),
    when="MISCONF Redis is configured to save RDB snapshots",
    why="Often the disk is full, or the folder of dump.rdb is not writable; Redis's log says which.",
    sure=0.9,
)
stores.hint(
    "redis-memory",
    "Redis is at its memory limit (maxmemory)",
    "redis-cli info memory",
    "redis-cli config set maxmemory-policy allkeys-lru",
    programs=(),
    when="OOM command not allowed when used memory",
    sure=0.9,
)
stores.hint(
    "redis-protected",
    "Redis runs in protected mode: only this machine may connect",
    "redis-cli config set protected-mode no",
    programs=(),
    when="DENIED Redis is running in protected mode",
    why="On the server: set a password (requirepass), or bind it to the addresses that may connect.",
    sure=0.86,
)
stores.hint(
    "redis-replica",
    "This Redis is a replica: it is read-only",
    "redis-cli info replication",
    programs=(),
    when="READONLY You can't write against a read only",
    why="info replication names its master: write there.",
    sure=0.9,
)
stores.hint(
    "redis-type",
    "The key holds another type of value than this command takes",
    lambda f: f"redis-cli type {f.rest[0].raw}" if f.program == "redis-cli" and f.rest else None,
    when="WRONGTYPE Operation against a key",
    sure=0.9,
)


@stores.rule(when="ERR unknown command", says=r"ERR unknown command [`'](?P<typed>[^`']+)")
def redis_command(f: Failed) -> Advice | None:
    """A mistyped command of Redis."""
    known = listed(
        """get set del keys ping info hget hset hgetall lpush rpush lrange sadd smembers zadd
zrange incr decr expire ttl exists type scan flushall flushdb monitor subscribe publish select
config client dbsize append mget mset"""
    )
    near = nearest(f["typed"].lower(), known)
    upper = f["typed"].isupper()
    return f.hint(
        f"Redis has no command {f['typed']}",
        *[f.swap(f["typed"], name.upper() if upper else name) for name in near],
        sure=0.93 if near else 0.72,
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
    fixes: list[str | Fix] = [f'sqlite3 {name} ".help"'] if "unknown command" in what else []
    return f.hint(what[:80], *fixes, sure=0.75)


@stores.rule(
    when=("ECONNREFUSED", "connection refused", "Connection refused"),
    programs=MONGO,
)
def mongo_down(f: Failed) -> Advice | None:
    """No MongoDB answers there."""
    host = f.find(r"ECONNREFUSED ([\w.:-]+):(\d+)")
    if host and host[1] not in LOCAL:
        return f.hint(
            f"No MongoDB answers on {host[1]}:{host[2]}", f"nc -zv {host[1]} {host[2]}", sure=0.88
        )
    return f.hint(
        "The MongoDB server is not running",
        ahead(f, "sudo systemctl start mongod"),
        "docker run -d -p 27017:27017 mongo",
        sure=0.93,
    )


stores.hint(
    "redis-port-taken",
    "Port {port} is in use: a Redis runs already?",
    "redis-cli -p {port} ping",
    "ss -ltnp | grep {port}",
    programs="redis-server",
    when="Could not create server TCP listening socket",
    says=r"listening socket \S*?:(?P<port>\d+): bind",
    sure=0.97,
)


@stores.rule(
    when=("Authentication failed", "requires authentication", "AuthenticationFailed"),
    programs=MONGO,
)
def mongo_auth(f: Failed) -> Advice | None:
    """MongoDB wants a user, or does not know this one."""
    url = next((w for w in f.operands if w.value.startswith("mongodb")), None)
    if "requires authentication" not in f.output and not f.has("--authenticationDatabase"):
        named = f.has("-u", "--username")
        source = url is not None and "@" in url.value and "authSource" not in url.value
        if named or source:
            glue = "" if url is None else "&" if "?" in url.value else "?"
            return f.hint(
                "MongoDB does not know that user and password",
                f.append("--authenticationDatabase admin")
                if named
                else f.swap(url, f"{url.value}{glue}authSource=admin")
                if url
                else None,
                why="Users live in one database, mostly admin; it has to be named.",
                sure=0.88,
            )
    return f.hint(
        "MongoDB does not let you in",
        f.append("-u <user> -p --authenticationDatabase admin")
        if not f.has("-u", "--username")
        else None,
        sure=0.86,
    )


@stores.rule(when="ENOTFOUND", says=r"getaddrinfo ENOTFOUND (?P<host>[\w.-]+)", programs=MONGO)
def mongo_host(f: Failed) -> Advice:
    """The host's name is not known; mostly a compose service's, used from outside."""
    host = f["host"]
    word = next((w for w in f.command.words[1:] if host in w.value), None)
    bare = "." not in host and word is not None
    return f.hint(
        f"The host name {host} is not known",
        f.swap(
            word,
            re.sub(rf"(?<![\w.-]){re.escape(host)}(?![\w.-])", "localhost", word.value, count=1),
        )
        if word and bare
        else None,
        f"getent hosts {quote(host)}",
        why="Names of compose services are known inside their network only." if bare else "",
        sure=0.9,
    )


@stores.rule(
    when="NonExistentPath", says=r"Data directory (?P<path>\S+) not found", programs="mongod"
)
def mongo_folder(f: Failed) -> Advice:
    """mongod without its data folder."""
    path = f["path"]
    return f.hint(
        f"mongod has no data folder {path}",
        ahead(f, f"sudo mkdir -p {path} && sudo chown -R $USER {path}"),
        ahead(f, "mkdir -p data") + " --dbpath data" if not f.has("--dbpath") else None,
        "sudo systemctl start mongod",
        sure=0.94,
    )
