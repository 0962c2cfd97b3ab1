"""mongosh, mongod and the tools of MongoDB."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.datastores import LOCAL, stores
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

MONGO = listed("mongosh mongo mongodump mongorestore mongoimport mongoexport")


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


@stores.rule(
    when="ENOTFOUND _mongodb._tcp",
    says=r"ENOTFOUND _mongodb\._tcp\.(?P<host>[\w.-]+)",
    programs=MONGO,
)
def mongo_cluster(f: Failed) -> Advice:
    """A mongodb+srv address without its DNS records."""
    return f.hint(
        f"DNS knows no cluster {f['host']}",
        f"dig +short SRV _mongodb._tcp.{f['host']}",
        why="Mistyped, deleted or paused; or this network's DNS gives no SRV records.",
        sure=0.94,
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
