# ruff: noqa: E501
"""scp, rsync and sftp: paths on both sides, options, the far end."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("copying", "scp", "rsync", "sftp")


def remote(word: Word) -> bool:
    """Is this `host:path`?"""
    return re.match(r"[^/:\s]+:(?!//)", word.value) is not None or "://" in word.value


def ends(f: Failed) -> tuple[Word | None, str, str]:
    """The remote word of the line, its host (with user) and its path."""
    word = next((w for w in f.operands if remote(w)), None)
    host, _, path = word.value.partition(":") if word else ("", "", "")
    return word, host, path


def shell(f: Failed) -> str:
    """ssh with the port and key of this line."""
    options = "".join(
        f" -{name} {quote(value)}"
        for flag, name in (("-P", "p"), ("-i", "i"))
        for value in [_value(f, flag)]
        if value and f.program != "rsync"
    )
    return f"ssh{options}"


def _value(f: Failed, flag: str) -> str:
    words = f.args
    return next((b for a, b in pairwise(words) if a == flag), "")


BUILT = ("dist", "build", "out", "public", "_site", "target", "site")  # what builds write to


@family.rule(
    when=("Permission denied",),
    says=r"(?:scp|rsync|sftp|dest open|remote open)[^\n]*Permission denied(?! \((?!\d))",
)
def far_side_forbids(f: Failed) -> Advice | None:
    """The user may not write (or read) there."""
    word, host, path = ends(f)
    if word is None or f.find(r"Permission denied \((?:publickey|password)"):
        return None
    sending = f.operands and f.operands[-1] is word
    base = f.operands[0].value.rstrip("/").rsplit("/", 1)[-1] if f.operands else ""
    if not sending:
        return f.hint(
            f"{host} does not let you read {path}",
            f"{shell(f)} {host} ls -l {quote(path)}",
            sure=0.85,
        )
    local_denied = f.find(r"\[sender\]|local \"")
    if local_denied:
        return None
    if f.program == "rsync":
        return f.hint(
            f"You may not write to {path} on {host}",
            f.insert("--rsync-path='sudo rsync'"),
            f.swap(word, f"{host}:/tmp/"),
            why="sudo there must not ask for a password; else copy to /tmp and move it.",
            sure=0.85,
        )
    target = path if not path.endswith("/") else path + base
    return f.hint(
        f"You may not write to {path} on {host}",
        f.swap(word, f"{host}:/tmp/"),
        f"{f.swap(word, f'{host}:/tmp/')} && {shell(f)} -t {host} sudo mv /tmp/{quote(base)} {quote(target)}",
        why="Copy it to a folder of yours, then move it with sudo.",
        sure=0.9,
    )


@family.rule(
    when=("No such file or directory", "not found", "failed to open"),
    says=r"(?:scp|rsync)[^\n]*?(?P<what>stat remote|stat local|remote mkdir|dest open|open local|realpath|link_stat"
    r"|change_dir|mkdir|scp: )?[^\n]*No such file or directory",
)
def path_missing(f: Failed) -> Advice | None:
    """A path that one of the two sides does not have."""
    word, host, path = ends(f)
    words = f.operands
    port = next((w for w in f.command.words if w.value == "-p"), None)
    number = next((w for w in words if w.value.isdigit() and 1 < len(w.value) < 6), None)
    if f.program == "scp" and port and number and not f.local.exists(number.value):
        return f.hint("scp's option for the port is -P", f.swap(port, "-P"), sure=0.97)
    source = next((w for w in words[:-1] if not remote(w) and not f.local.exists(w.value)), None)
    if (
        f.program == "rsync"
        and source is not None
        and (f.find(r"link_stat|change_dir"))
        and not _option_value(f, source)
    ):
        return _no_source(f, source)
    if f.program == "rsync" and f.find(r"mkdir \"[^\"]+\" failed|mkdir [^\n]*failed"):
        return f.hint(
            "The folders above the target do not exist yet", f.insert("--mkpath"), sure=0.93
        )
    if source is not None and not _option_value(f, source):
        return _no_source(f, source)
    if word is None:
        return None
    folder = path.rsplit("/", 1)[0] if "/" in path else ""
    if words and words[-1] is word:
        target = (
            path.rstrip("/")
            if path.endswith("/")
            or (f.find(r"realpath|mkdir|dest open") and "." not in path.rsplit("/", 1)[-1])
            else folder
        )
        return f.hint(
            f"There is no folder {target or path} on {host}",
            f"{shell(f)} {host} mkdir -p {quote(target or path)} && {f.text}",
            f"{shell(f)} {host} ls",
            sure=0.9,
        )
    return f.hint(
        f"{host} has no {path}",
        f"{shell(f)} {host} ls {quote(folder) if folder else ''}".rstrip(),
        why="Paths without / at the start begin in the home folder there.",
        sure=0.88,
    )


def _no_source(f: Failed, source: Word) -> Advice:
    """What is to be copied is not here: named otherwise, or not built yet."""
    typed = source.value
    near = f.local.near(typed) or f.local.elsewhere(typed)
    made = typed.strip("./").split("/")[0] in BUILT
    build = f.first("npm run build") if made and "build" in f.local.npm_scripts else ""
    slash = "/" if typed.endswith("/") else ""
    other = [f"{n}{slash}" for n in f.local.folders() if made and n in BUILT and not near]
    return f.hint(
        f"No {typed} here",
        *[f.swap(source, n) for n in near],
        build,
        *[f.swap(source, n) for n in other],
        why="It is made by the build." if build else "",
        sure=0.93 if near or build or other else 0.8,
    )


def _option_value(f: Failed, word: Word) -> bool:
    """Is this word the value of an option before it (-i key)?"""
    words = f.command.words
    at = words.index(word)
    return words[at - 1].value in (
        "-i",
        "-P",
        "-e",
        "-o",
        "-F",
        "-l",
        "-J",
        "--exclude",
        "--include",
        "-f",
        "-c",
        "-S",
    )


@family.rule(when=("not a regular file", "skipping directory", "omitting directory"))
def folder(f: Failed) -> Advice | None:
    """A folder is copied with -r."""
    return f.hint(
        "A folder is copied with -r", f.insert("-a" if f.program == "rsync" else "-r"), sure=0.97
    )


@family.rule(
    when="rsync: command not found", says=r"rsync: (?:command )?not found|rsync: command not found"
)
def no_rsync_there(f: Failed) -> Advice | None:
    """The far side has no rsync."""
    word, host, _ = ends(f)
    if word is None or (f.status == 127 and "rsync error" not in f.output):
        return None
    sources = " ".join(w.raw for w in f.operands if w is not word)
    sending = f.operands[-1] is word
    copy = f"scp -r {sources} {word.raw}" if sending else f"scp -r {word.raw} {sources}"
    return f.hint(
        f"rsync is not installed on {host}",
        f"ssh -t {host} sudo apt install rsync",
        copy,
        why="Both sides need it.",
        sure=0.95,
    )


@family.rule(
    when=("unknown option", "unrecognized option", "invalid option", "illegal option"),
    says=r"(?:rsync: |scp: |option -- |option [`'‘]?)(?P<typed>--?[\w-]+|\w)['’]?(?:: unknown option)?",
)
def unknown_option(f: Failed) -> Advice | None:
    """A mistyped option."""
    typed = f["typed"]
    if f.program == "rsync":
        known = listed(
            """--archive --verbose --progress --delete --exclude --include --dry-run --compress
--recursive --update --partial --human-readable --stats --exclude-from --files-from --checksum
--links --perms --times --owner --group --rsh --rsync-path --itemize-changes --ignore-existing
--remove-source-files --backup --inplace --append --bwlimit --mkpath --delete-after --no-owner
--no-group --info=progress2 --size-only --relative --max-size --timeout"""
        )
        near = nearest(typed, known)
        word = next((w for w in f.command.words if w.value.split("=")[0] == typed), None)
        tail = word.value[len(typed) :] if word else ""
        return f.hint(
            f"rsync has no option {typed}", *[f.swap(word, n + tail) for n in near if word],
            sure=0.95 if near else 0.78,
        )  # fmt: skip
    if typed in ("a", "z") and f.program == "scp":
        return f.hint(
            f"scp has no option -{typed}",
            f.rewrite(re.sub(r"^scp", "rsync", " ".join(w.raw for w in f.command.words))),
            f.text.replace(f"-{typed}", "-r", 1),
            why="That is rsync's.",
            sure=0.85,
        )
    return f.hint(f"{f.program} has no option {typed}", sure=0.72)


@family.rule(when="usage: scp", says=r"^usage: scp")
def scp_usage(f: Failed) -> Advice | None:
    """scp without a target."""
    words = f.operands
    if len(words) == 1:
        if remote(words[0]):
            return f.hint("scp wants a target, too", f.append("."), sure=0.94)
        return f.hint("scp wants a target, too", f.append("<user>@<host>:"), sure=0.85)
    return f.hint("scp wants a source and a target", f.append("<file> <user>@<host>:"), sure=0.78)


@family.rule(
    when=(
        "Could not resolve hostname",
        "Connection refused",
        "Connection timed out",
        "No route to host",
        "Permission denied (",
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "Host key verification failed",
    ),
)
def far_side(f: Failed) -> Advice | None:
    """ssh below scp and rsync did not get through."""
    word, host, _ = ends(f)
    if word is not None and "://" in word.value:
        return None
    if word is None:
        word = f.operands[0] if f.operands else None
        host = word.value.split(":")[0] if word else ""
    if word is None or not host:
        return None
    bare = host.rsplit("@", 1)[-1]
    config = re.findall(
        r"^\s*Host(?:Name)?\s+(.+)$", f.local.text("~/.ssh/config"), re.MULTILINE | re.IGNORECASE
    )
    if "Could not resolve" in f.output:
        near = nearest(bare, [n for names in config for n in names.split() if "*" not in n])
        return f.hint(
            f"The host name {bare} is not known",
            *[f.swap(word, word.value.replace(bare, n, 1)) for n in near],
            "grep -i host ~/.ssh/config",
            f"ping -c1 {quote(bare)}",
            sure=0.9,
        )
    if "IDENTIFICATION HAS CHANGED" in f.output:
        return f.hint(
            f"The host key of {bare} has changed",
            f"ssh-keygen -R {quote(bare)}",
            why="The server was reinstalled, or someone is in between: make sure first.",
            sure=0.93,
        )
    if f.find(r"Permission denied \((?!\d)"):
        return f.hint(
            "The server accepts none of your keys",
            f"ssh-copy-id {quote(host)}",
            f.insert("-i ~/.ssh/id_ed25519") if f.program != "rsync" else None,
            "ssh-add -l",
            sure=0.9,
        )
    if "Host key verification" in f.output:
        return f.hint(f"The host key of {bare} is not known yet", f"ssh {quote(host)}", sure=0.85)
    if f.find(r"Permission denied \(\d"):
        return None  # a file's, not the login's
    port = _value(f, "-P") or "22"
    refused = "refused" in f.output
    return f.hint(
        f"No SSH server answers on {bare}:{port}" if refused else f"{bare} does not answer",
        f"nc -zv {quote(bare)} {port}" if refused else f"ping -c1 {quote(bare)}",
        why="sshd is not running there, or on another port."
        if refused
        else "Down, or behind a firewall.",
        sure=0.88,
    )


family.hint(
    "bad-port",
    "-P wants the port's number",
    lambda f: f.without("-P"),
    programs=("scp", "sftp"),
    when="bad port",
    sure=0.88,
)
family.hint(
    "both-remote",
    "rsync copies from or to this machine, not between two others",
    lambda f: (
        f"ssh {f.operands[0].value.split(':')[0]} rsync -av {f.operands[0].value.split(':', 1)[1]} {f.operands[1].raw}"
        if len(f.operands) > 1
        else None
    ),
    when="cannot both be remote",
    why="Start it on one of them.",
    sure=0.9,
)
family.hint(
    "delete-needs-recursive",
    "--delete works only with whole folders",
    lambda f: f.insert("-r"),
    when="--delete does not work without",
    sure=0.95,
)
family.hint(
    "sftp-subsystem",
    "The server has no SFTP, which scp uses nowadays",
    lambda f: f.insert("-O"),
    when=(
        "subsystem request failed",
        "scp: Received message too long",
        "Received message too long",
    ),
    why="-O takes the old protocol.",
    sure=0.9,
)
family.hint(
    "vanished",
    "Files vanished while rsync ran",
    "{line}",
    when="some files vanished",
    sure=0.75,
)
family.hint(
    "protocol",
    "The far shell prints something when it starts, which confuses rsync",
    lambda f: f"ssh {ends(f)[1]} true | od -c | head",
    when=("protocol version mismatch", "is your shell clean"),
    why="A .bashrc there must be silent for non-interactive shells.",
    sure=0.9,
)
family.hint(
    "no-daemon",
    "No rsync server answers there",
    lambda f: re.sub(r"rsync://([^/]+)/", r"\1:/", f.text),
    when="failed to connect to",
    says=r"rsync: [^\n]*failed to connect to (?P<host>\S+) ",
    why="Over ssh, the path is written host:/path.",
    sure=0.85,
)
