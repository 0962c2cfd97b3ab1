# ruff: noqa: E501
"""redis-cli and redis-server: connecting, passwords, what the server refuses."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.datastores import LOCAL, stores
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed


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
    "redis-arguments",
    "Redis's {name} takes another number of arguments",
    "redis-cli help {name}",
    when="wrong number of arguments for",
    says=r"wrong number of arguments for '(?P<name>[\w|-]+)' command",
    sure=0.85,
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
    when="FATAL CONFIG FILE ERROR",
    says=r"configuration file, at line (?P<line>\d+)\s+>>> '(?P<row>[^\n]*)'\s+(?P<why>[^\n]+)",
    programs="redis-server",
)
def configuration(f: Failed) -> Advice:
    """A line of redis.conf that the server does not take."""
    file = next((w.value for w in f.operands if w.value.endswith(".conf")), "/etc/redis/redis.conf")
    lead = "sudo " if file.startswith("/etc/") and not f.local.is_root else ""
    return f.hint(
        f"{file.rsplit('/', 1)[-1]}, line {f['line']}: {f['row'][:60]}",
        f"{lead}${{EDITOR:-vi}} +{f['line']} {quote(file)}",
        why=f["why"],
        sure=0.96,
    )
