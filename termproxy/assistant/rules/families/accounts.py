# ruff: noqa: E501
"""sudo and su, users and groups, owners, passwords, cron; and programs that only root may use."""

from __future__ import annotations

import re
from functools import lru_cache

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("accounts", *listed("sudo su doas useradd usermod userdel adduser deluser groupadd groupmod groupdel addgroup delgroup passwd chpasswd chage gpasswd newgrp id groups chown chgrp chmod chsh chfn visudo crontab runuser setpriv install finger pkexec"))  # fmt: skip


@lru_cache(maxsize=2)
def _names(path: str) -> tuple[str, ...]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return tuple(line.split(":", 1)[0] for line in file if ":" in line)
    except OSError:
        return ()


def users(f: Failed) -> tuple[str, ...]:
    return () if f.case.remote else _names("/etc/passwd")


def groups(f: Failed) -> tuple[str, ...]:
    return () if f.case.remote else _names("/etc/group")


def word_with(f: Failed, name: str) -> Word | None:
    """The word that is the name, or holds it (`user:group`)."""
    return (
        f.word(name)
        or next((w for w in f.command.words[1:] if name in re.split(r"[:.,@=]", w.value)), None)
        or next((w for w in f.command.prefix if w.value == name), None)
    )


@family.rule(
    when=(
        "unknown user",
        "does not exist",
        "no such user",
        "nknown user",
        "invalid user",
        "no passwd entry",
        "not exist",
    ),
    says=r"(?:unknown user:? |user [`'‘\"]?|invalid user:? (?!name )[`'‘\"]?|No passwd entry for user [`'‘\"]?|The user [`'‘\"]|^(?:id|groups): [`'‘\"])(?P<name>[^\s'’`\",:]+)?(?P<colon>:[^\s'’]+)?['’\"]?(?: (?:does not exist|unknown)|: no such user|$|\W)",
)
def no_user(f: Failed) -> Advice | None:
    """A user that does not exist."""
    name = f["name"].rstrip("'’.")
    if not name or f.find(r"invalid user name") or "already" in f.output:
        return None
    if f["colon"] and name in users(f):
        return _no_group(f, f["colon"][1:])
    near = nearest(name, users(f), prior=(f.local.user,))
    word = word_with(f, name)
    own = name.startswith("$")
    line = (
        [
            f.line.edit(
                (word.start, word.end, re.sub(rf"\b{re.escape(name)}\b", n, word.raw, count=1))
            )
            for n in near
        ]
        if word
        else []
    )
    add = (
        f.first(f"sudo useradd -m {quote(name)}")
        if f.program in ("usermod", "passwd", "adduser", "gpasswd") and not near and not own
        else None
    )
    return f.hint(
        f"There is no user {name}",
        *line,
        add,
        "getent passwd",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.93,
    )


def _no_group(f: Failed, name: str) -> Advice:
    near = nearest(
        name,
        {*groups(f), "docker", "sudo"},
        prior=("sudo", "docker", "www-data", "staff", "users", "wheel"),
    )
    word = word_with(f, name)
    line = (
        [
            f.line.edit(
                (word.start, word.end, re.sub(rf"\b{re.escape(name)}\b", n, word.raw, count=1))
            )
            for n in near
        ]
        if word
        else []
    )
    if name == "wheel" and "sudo" in groups(f) and word:
        line = [f.line.edit((word.start, word.end, word.raw.replace("wheel", "sudo")))]
    removing = f.program in ("groupdel", "delgroup", "groupmod")
    return f.hint(
        f"There is no group {name}",
        *line,
        f.first(f"sudo groupadd {quote(name)}") if not near and not removing and not line else None,
        "getent group",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.94,
    )


@family.rule(
    when=("group", "Group"),
    says=r"(?:group [`'‘\"]?|invalid group:? [`'‘\"]|The group [`'‘\"])(?P<name>[^\s'’`\":]+)['’\"]?(?::? (?:does not exist|unknown|not found))|invalid group:? [‘'`](?P<plain>[^:’'`]+)[’']|(?P<name2>\S+): no such group|invalid group: [‘'](?P<pair>[^:’']*):?(?P<name3>[^’']+)[’']",
)
def no_group(f: Failed) -> Advice | None:
    """A group that does not exist."""
    name = f["name3"] or f["name"] or f["plain"] or f["name2"]
    name = name.split(":")[-1].rstrip(".")
    if not name or "already" in f.output:
        return None
    return _no_group(f, name)


@family.rule(
    when="already exists",
    says=r"(?:user|group) [`'‘\"]?(?P<name>[^\s'’`\"]+)['’\"]? already exists|The (?:user|group) [`'](?P<name2>[^'`]+)['] already exists",
)
def exists(f: Failed) -> Advice:
    """A user or group that is there already."""
    name = f["name"] or f["name2"]
    kind = "group" if f.program in ("groupadd", "addgroup", "groupmod") else "user"
    groups_flag = next(
        (
            v.raw
            for o, v in zip(f.command.words, f.command.words[1:], strict=False)
            if o.value in ("-G", "-aG", "--groups")
        ),
        "",
    )
    change = f"sudo usermod -aG {groups_flag} {name}" if groups_flag else None
    same = "group" if f.find(r"group \S+ exists - if you want") else ""
    return f.hint(
        f"The {kind} {name} exists already",
        change,
        f.append("-g " + name) if same else None,
        f"id {name}" if kind == "user" else f"getent group {name}",
        sure=0.94,
    )


family.hint(
    "group-named-so",
    "There is a group of that name: say that it is meant",
    lambda f: (
        f.append(f"-g {m[1]}")
        if (m := f.find(r"group (\S+) exists - if you want to add this user to that group"))
        else ""
    ),
    when="exists - if you want to add this user to that group",
    sure=0.95,
)
family.hint(
    "bad-name",
    "That is no valid user name: small letters, digits, - and _",
    lambda f: (
        f.swap(w, re.sub(r"[^a-z0-9_-]+", "-", w.value.lower()).strip("-"))
        if (m := f.find(r"invalid (?:user|group) name '([^']+)'")) and (w := f.word(m[1]))
        else f.swap(f.operands[-1], f.operands[-1].value.lower())
        if f.operands and f.operands[-1].value != f.operands[-1].value.lower()
        else ""
    ),
    when=(
        "invalid user name",
        "invalid group name",
        "use --badname",
        "Please enter a username matching the regular expression",
    ),
    sure=0.94,
)
family.hint(
    "logged-in",
    "That user is logged in, or runs processes",
    lambda f: f"ps -u {m[1]}" if (m := f.find(r"user (\S+) is currently used by process")) else "",
    lambda f: (
        f"sudo pkill -u {m[1]} && {f.text}"
        if (m := f.find(r"user (\S+) is currently used by process"))
        else ""
    ),
    when="is currently used by process",
    sure=0.93,
)
family.hint(
    "not-a-member",
    "The user is not in that group",
    lambda f: f"id {m[1]}" if (m := f.find(r"user [`']([^'`]+)[`'] is not a member")) else "",
    when="is not a member of",
    sure=0.9,
)
family.hint(
    "token",
    "The password could not be changed",
    "sudo pwck",
    "df -h /etc",
    "mount | grep ' / '",
    why="A read-only or full disk, or damaged password files.",
    when="Authentication token manipulation error",
    sure=0.82,
)
family.hint(
    "su-password",
    "The password was wrong",
    lambda f: f"sudo {f.text}" if f.operands else "sudo -i",
    "sudo -i",
    why="su wants the other user's password; many systems give root none.",
    when="Authentication failure",
    programs=("su",),
    sure=0.93,
)
family.hint(
    "shell-unknown",
    "That shell is not listed in /etc/shells",
    "cat /etc/shells",
    lambda f: (
        f.swap(w, n[0])
        if (w := next((w for w in f.operands if "/" in w.value), None))
        and (
            n := nearest(w.value, [x for x in f.local.text("/etc/shells").split() if x[:1] == "/"])
        )
        else ""
    ),
    when=("is an invalid shell", "not listed in /etc/shells"),
    sure=0.9,
)
family.hint(
    "invalid-mode",
    "Each digit of a mode is 0 to 7; letters are r, w, x",
    lambda f: (
        [f.swap(w, "+" + m[1].lstrip("+").lower()), f.swap(w, "u+x")]
        if (m := f.find(r"invalid mode: [‘']([^’']+)"))
        and (w := f.word(m[1]))
        and re.fullmatch(r"\+?[rwxX]{1,3}", m[1])
        else [f.swap(m[1], "u+x")]
        if m and m[1] == "u+z"
        else [f.swap(w, t[1] + t[3] + t[2])]
        if m and w and (t := re.fullmatch(r"([ugoa]*)([rwxXst]+)([+-])", m[1]))
        else [""]
    ),
    when="invalid mode",
    programs="chmod",
    sure=0.9,
)
family.hint(
    "chmod-swapped",
    "The mode comes before the file",
    lambda f: (
        f"{f.program} {o[1].raw} {o[0].raw}"
        if len(o := f.operands) == 2 and f.local.exists(o[0].value)
        else ""
    ),
    when="invalid mode",
    programs="chmod",
    says=r"invalid mode: [‘'][^’']*[./][^’']*",
    sure=0.95,
)

family.hint(
    "password-of-another",
    "Only root changes the password of {user}",
    lambda f: f.sudo(),
    when="You may not view or modify password information for",
    says=r"password information for (?P<user>[\w-]+)",
    sure=0.95,
)


@family.rule(
    programs=("chsh",),
    when="does not exist",
    says=r"(?P<path>/\S+/(?P<name>\w+))['’\"]? does not exist",
)
def shell_missing(f: Failed) -> Advice:
    """chsh to a shell that is not installed, or somewhere else."""
    name = f["name"]
    here = f.local.which(name)
    return f.hint(
        f"{name} is not installed" if not here else f"{name} is {here}",
        f.swap(f["path"], here) if here else f.first(f.local.installer(name)),
        "cat /etc/shells",
        sure=0.93,
    )


@family.rule(programs="usermod", when="Usage: usermod")
def usermod_whom(f: Failed) -> Advice | None:
    """usermod -aG docker: the groups are named, and not the user."""
    at = next((w for w in f.command.words if re.fullmatch(r"-a?Ga?|--groups", w.value)), None)
    plain = [w for w in f.command.words[1:] if not w.is_option]
    if at is None or len(plain) != 1 or f.command.words[-1] is not plain[0]:
        return None
    return f.hint("usermod was not told which user", f.append("$USER"), sure=0.93)


@family.rule(
    programs=(), when="sudo: unknown user", says=r"^sudo: unknown user:? (?P<name>[^\s:]+)"
)
def sudo_user(f: Failed) -> Advice:
    """sudo -u of a user that does not exist."""
    name = f["name"]
    near = nearest(name, users(f), prior=(f.local.user,))
    typed = rf"(-u ?|--user[= ]){re.escape(name)}(?=\s|$)"
    return f.hint(
        f"There is no user {name}",
        *[re.sub(typed, rf"\g<1>{other}", f.text, count=1) for other in near[:2]],
        "getent passwd" if not near else None,
        sure=0.94,
    )
