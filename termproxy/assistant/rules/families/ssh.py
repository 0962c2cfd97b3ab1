# ruff: noqa: E501  (messages stay whole, to be searched for)
"""ssh, scp, sftp, rsync, ssh-copy-id: hosts, keys, connections, paths."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family(
    "ssh", "ssh", "scp", "sftp", "rsync", "ssh-copy-id", "mosh", "git", "autossh", "sshfs"
)


def target(f: Failed) -> str:
    """user@host as typed (from ssh's first operand, or scp's host:path)."""
    values = [word.value for word in f.operands]
    if f.program in ("scp", "rsync", "sshfs"):
        return next((v.split(":", 1)[0] for v in values if re.match(r"[^/]+:", v)), "")
    options_with_value = "bcDeFIiJLlmOoPpRSWw"
    words = [word.value for word in f.command.words[1:]]
    at = 0
    while at < len(words):
        if re.match(rf"-\w*[{options_with_value}]$", words[at]):
            at += 2
        elif words[at].startswith("-"):
            at += 1
        else:
            return words[at]
    return ""


def known_hosts(f: Failed) -> list[str]:
    """Names in ~/.ssh/config, then those in known_hosts."""
    config = f.local.text("~/.ssh/config")
    names = [n for line in re.findall(r"(?im)^\s*Host\s+(.+)$", config) for n in line.split()]
    hosts = re.findall(r"(?m)^([\w.-]+)[,\s]", f.local.text("~/.ssh/known_hosts"))
    return [n for n in dict.fromkeys((*names, *hosts)) if not re.search(r"[*?!]", n)]


@family.rule(when=("REMOTE HOST IDENTIFICATION HAS CHANGED", "Host key verification failed"))
def host_key_changed(f: Failed) -> Advice | None:
    """The server's key is not the one known."""
    if "IDENTIFICATION HAS CHANGED" not in f.output:
        host = target(f).rsplit("@", 1)[-1]
        return f.hint(
            "The server's key was not accepted",
            f"ssh-keyscan -H {quote(host)} >> ~/.ssh/known_hosts" if host else None,
            why="It is not in known_hosts yet; compare its fingerprint first.",
            sure=0.8,
        )
    told = f.find(r"ssh-keygen -f \"?(?P<file>[^\"\n]+?)\"? -R \"?(?P<host>[^\"\s]+)\"?")
    offending = f.find(r"Offending \S+ key in (?P<file>\S+):(?P<line>\d+)")
    host = target(f).rsplit("@", 1)[-1]
    changed = f.find(r"Host key for (?P<host>\S+) has changed")
    if told:
        host = told["host"]
    elif changed:
        host = changed["host"]
    if not host:
        return None
    port = f.find(r"\[[\w.-]+\]:\d+")
    name = port[0] if port and not told else host
    remove = f"ssh-keygen -R {quote(name) if '[' not in name else chr(34) + name + chr(34)}"
    line = f"sed -i '{offending['line']}d' {offending['file']}" if offending else None
    return f.hint(
        f"The key of {host} is not the one known",
        remove,
        f"{remove} && {f.text}",
        line,
        why="Reinstalled, or someone in between: make sure before you forget the old key.",
        sure=0.95,
    )


@family.rule(
    when="Could not resolve hostname", says=r"Could not resolve hostname (?P<host>[^\s:]+)"
)
def unresolved(f: Failed) -> Advice | None:
    """A host name nobody knows."""
    if f.program == "git":
        return None
    host = f["host"]
    near = nearest(host, known_hosts(f))
    word = next((w for w in f.operands if host in w.value), None)
    if near and word:
        return f.hint(
            f"No host {host}",
            *[f.swap(word, word.value.replace(host, n, 1)) for n in near],
            why=f"Your ssh files know {near[0]}.",
            sure=0.94,
        )
    return f.hint(
        f"The host name {host} cannot be resolved",
        why="Mistyped, not in the DNS, or no network.",
        sure=0.85,
    )


@family.rule(
    when="Permission denied (",
    says=r"^(?:(?P<who>\S+@\S+?): )?Permission denied \((?P<ways>[^)]+)\)",
)
def refused_key(f: Failed) -> Advice | None:
    """None of the keys offered is known to the server."""
    if f.program == "git":
        return None
    who = target(f) or f["who"]
    unprotected = "UNPROTECTED PRIVATE KEY" in f.output
    if unprotected or not who:
        return None
    keys = [n for n in f.local.entries("~/.ssh") if re.match(r"id_\w+$", n)]
    key = "id_ed25519" if "id_ed25519" in keys or not keys else keys[0]
    if f.program == "ssh":
        with_key = f.insert(f"-i ~/.ssh/{key}") if not f.has("-i") else ""
    else:
        with_key = ""
    password = "password" in f["ways"]
    host = who.rsplit("@", 1)[-1]
    users = {"amazonaws.com": ("ubuntu", "ec2-user"), "compute.internal": ("ubuntu", "ec2-user")}
    usual = next((names for end, names in users.items() if host.endswith(end)), ())
    if usual and f.has("-i"):
        word = next((w for w in f.operands if host in w.value and w.value.startswith(who)), None)
        others = [n for n in usual if not who.startswith(f"{n}@")]
        return f.hint(
            "The key is not that user's on the server",
            *[
                f.swap(word, word.value.replace(who, f"{name}@{host}", 1))
                for name in others
                if word
            ],
            f.insert("-v") if f.program == "ssh" else None,
            why="Images of Amazon have the user ubuntu, ec2-user, admin or the like, not root.",
            sure=0.92,
        )
    if who.startswith("git@"):  # a forge: keys are registered on its pages
        public = next((n for n in f.local.entries("~/.ssh") if re.match(r"id_\w+\.pub$", n)), "")
        return f.hint(
            f"{host} knows none of your keys",
            f"cat ~/.ssh/{public}" if public else "ssh-keygen -t ed25519",
            f"ssh-add ~/.ssh/{public[:-4] or key}",
            why=f"Add the public key to your account at {host}.",
            sure=0.92,
        )
    title = (
        "The server accepted neither key nor password"
        if password
        else "The server accepts keys only, and none of yours"
    )
    return f.hint(
        title,
        f"ssh-copy-id {who}",
        with_key,
        f"ssh-add ~/.ssh/{key}",
        why="Register your key there, or name the right one; check the user name, too.",
        sure=0.9,
    )


@family.rule(
    when=("UNPROTECTED PRIVATE KEY FILE", "bad permissions", "are too open"),
    says=r"(?:Permissions \d+ for '(?P<key>[^']+)' are too open|key \"(?P<k2>[^\"]+)\": bad permissions)",
)
def key_too_open(f: Failed) -> Advice | None:
    """Others may read the private key."""
    key = f["key"] or f["k2"]
    word = f.word(key)
    shown = word.raw if word else quote(key.replace(f.local.home + "/", "~/", 1))
    return f.hint(
        "Others may read your private key, so ssh ignores it",
        f"chmod 600 {shown}",
        f"chmod 600 {shown} && {f.text}",
        sure=0.96,
    )


@family.rule(
    when=("Connection refused",),
    says=r"(?:connect to host (?P<host>\S+) port (?P<port>\d+): )?Connection refused",
)
def refused(f: Failed) -> Advice | None:
    """Nothing listens there."""
    if not f["host"]:
        return None
    host = f["host"]
    local = host in ("localhost", "127.0.0.1", "::1")
    return f.hint(
        f"No ssh server answers on port {f['port']} of {host}",
        f.local.service("start", "ssh") if local else f"nc -vz {host} {f['port']}",
        (f.local.installer("openssh-server") if not f.local.exists("/usr/sbin/sshd") else None)
        if local
        else f.insert("-p 2222")
        if f.program == "ssh" and not f.has("-p")
        else None,
        why="The service is down, or listens on another port.",
        sure=0.85,
    )


family.hint(
    "timeout",
    "{host} does not answer",
    "ping -c 3 {host}",
    "nc -vz -w 5 {host} {port}",
    why="The machine is off, a firewall drops the packets, or a VPN is needed.",
    when=(
        "Connection timed out",
        "Operation timed out",
        "No route to host",
        "Network is unreachable",
    ),
    says=r"connect to host (?P<host>\S+) port (?P<port>\d+): (?:Connection timed out|Operation timed out|No route to host|Network is unreachable)",
    sure=0.85,
)


@family.rule(when="Too many authentication failures")
def too_many_keys(f: Failed) -> Advice | None:
    """The agent offers more keys than the server has patience for."""
    if f.program in ("ssh", "scp", "sftp"):
        return f.hint(
            "Too many keys were offered", f.insert("-o IdentitiesOnly=yes"), "ssh-add -D", sure=0.93
        )
    return None


@family.rule(when="Identity file", says=r"Identity file (?P<key>\S+) not accessible: No such file")
def no_identity(f: Failed) -> Advice | None:
    """-i names a missing key."""
    near = f.local.near(f["key"])
    word = f.word(f["key"])
    if near and word:
        return f.hint(f"No key {f['key']}", *[f.swap(word, n) for n in near], sure=0.94)
    folder = f["key"].rpartition("/")[0] or "."
    homes = rf"^(?:/home/[^/]+|/root|{re.escape(f.local.home)})/\.ssh$"
    shown = re.sub(homes, "~/.ssh", folder)
    other = f.find(r"Connection refused|timed out|Could not resolve|No route to host")
    return f.hint(
        f"There is no key {f['key']}",
        f"ls -l {shown}",
        _without_key(f),
        why="-i names the private key to log in with.",
        sure=0.92 if not other else 0.7,
    )


def _without_key(f: Failed) -> str:
    at = next((i for i, w in enumerate(f.command.words[:-1]) if w.value == "-i"), 0)
    return f.without(f.command.words[at], f.command.words[at + 1]) if at else ""


@family.rule(
    when=(
        "no matching host key type found",
        "no matching key exchange method",
        "no matching cipher",
    ),
    says=r"no matching (?P<what>host key type|key exchange method|cipher|MAC)s? found\. Their offer: (?P<offer>\S+)",
)
def old_server(f: Failed) -> Advice | None:
    """An old server offers only what ssh no longer trusts."""
    names = {
        "host key type": ("HostKeyAlgorithms", "PubkeyAcceptedAlgorithms"),
        "key exchange method": ("KexAlgorithms",),
        "cipher": ("Ciphers",),
        "MAC": ("MACs",),
    }
    offer = f["offer"].split(",")[0]
    options = " ".join(f"-o {name}=+{offer}" for name in names[f["what"]])
    return f.hint("The server offers only outdated algorithms", f.insert(options), sure=0.93)


family.hint(
    "copy-id-no-key",
    "You have no ssh key yet",
    lambda f: f.first("ssh-keygen -t ed25519"),
    when="No identities found",
    sure=0.95,
)


def _remote(f: Failed, path: str) -> bool:
    return any(word.value.endswith(f":{path}") for word in f.operands)


@family.rule(
    when=("No such file or directory", "not a regular file"),
    programs=("scp", "rsync"),
    says=r"(?:(?:scp|rsync): (?:stat local )?\"?(?P<path>[^\":\n]+)\"?: (?:No such file|not a regular file)|link_stat \"(?P<link>[^\"]+)\" failed: No such file)",
)
def copy_source(f: Failed) -> Advice | None:
    """scp or rsync of a missing file, or of a folder."""
    if "not a regular file" in f.output:
        return f.hint("A folder is copied with -r", f.insert("-r"), sure=0.95)
    path = f["path"] or f["link"]
    word = next(
        (
            w
            for w in f.operands
            if path in (w.value, f.local.path(w.value), f.local.path(w.value).rstrip("/"))
        ),
        None,
    )
    if word is None:
        return f.hint(f"The other side has no {path}", sure=0.7) if _remote(f, path) else None
    near = f.local.near(word.value) or f.local.elsewhere(word.value)
    if not near:
        return None
    return f.hint(f.missing("file", word.value), *[f.swap(word, n) for n in near], sure=0.95)


family.hint(
    "agent",
    "No ssh agent runs here",
    lambda f: 'eval "$(ssh-agent -s)" && ' + (f.text if f.program == "ssh-add" else "ssh-add"),
    programs=("ssh-add", "ssh"),
    when="Could not open a connection to your authentication agent",
    sure=0.96,
)


family.hint(
    "port-number",
    "A port is a number from 1 to 65535: {port}",
    when=("Bad port", "bad port"),
    says=r"[Bb]ad port ['\"]?(?P<port>[^'\"\s]+)",
    sure=0.85,
)


@family.rule(
    programs=("ssh-keygen",), when="unknown key type", says=r"unknown key type (?P<typed>\S+)"
)
def key_type(f: Failed) -> Advice | None:
    """ssh-keygen -t of a kind that there is not (ssh-keygen(1), -t)."""
    near = nearest(f["typed"], ("ed25519", "rsa", "ecdsa", "ed25519-sk", "ecdsa-sk"), within=2.0)
    fixes = [f.swap(f["typed"], kind) for kind in near or ("ed25519",)]
    return f.hint(f"There are no {f['typed']} keys", *fixes, sure=0.94)
