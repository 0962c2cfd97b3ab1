# ruff: noqa: E501
"""What only root may do; sudo and su."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shell_access import NOT_AS_ROOT
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

family = Family("accounts", *listed("sudo su doas useradd usermod userdel adduser deluser groupadd groupmod groupdel addgroup delgroup passwd chpasswd chage gpasswd newgrp id groups chown chgrp chmod chsh chfn visudo crontab runuser setpriv install finger pkexec"))  # fmt: skip
root = Family("root")


# Rights.

ROOT_SAYS = (
    r"must be root|need to be root|[Aa]re you root\?|run (?:this )?(?:\w+ )?as root|requires? (?:root|superuser|elevated)|only root (?:can|may)|Only root (?:may|or \w+ (?:may|can|should))|be superuser|superuser to|must be run as root|root privileges|run with sudo|you must be privileged|must be privileged to use -u"
    r"|cannot lock /etc/(?:passwd|group|shadow|gshadow)|cannot open /etc/(?:passwd|shadow)|may not view or modify password|permission denied on key|read kernel buffer failed|cannot set date|RTNETLINK answers: Operation not permitted|You don't have permission to (?:capture|perform)|Operation not permitted \(you must be root\)"
    r"|cannot change root directory|Could not open lock file|setting the network namespace|Failed to set (?:time|hostname)|failed to set priority|cannot set niceness|failed to set up loop device: Permission denied|[Ff]ailed to open /dev/|cannot open /dev/\S+: Permission denied|Fatal: can't open lock file|Could not insert '\S+': Operation not permitted|Unable to open \S+ read-write \(Permission denied\)|could not (?:insert|remove) \S+: Operation not permitted|could not insert module .*Operation not permitted"
    r"|must be superuser|swapon: .*Operation not permitted|swapoff: .*Operation not permitted|Error: Operation not permitted$|Permission denied while (?:trying|opening)|Not privileged|Error: Superuser|[Pp]lease run as root|(?:^|[Pp]lease )use sudo|try (?:again )?(?:with|using) sudo|attach: ptrace\(PTRACE_\w+, \d+\): Operation not permitted|/dev/mem: Permission denied|losetup: .*Permission denied|blkid: .*Permission denied"
)
ROOT_WORDS = (
    "root",
    "superuser",
    "ermission",
    "permitted",
    "privileged",
    "lock",
    "kernel buffer",
    "set date",
    "sudo",
    "Superuser",
    "capture",
)


@root.rule(
    when=ROOT_WORDS,
    programs=(),
)
def needs_root(f: Failed) -> Advice | None:
    """Only root may do that."""
    told = (line for line in f.output.splitlines() if any(word in line for word in ROOT_WORDS))
    if not any(re.search(ROOT_SAYS, line) for line in told) or f.find(NOT_AS_ROOT):
        return None
    if f.command.sudo or f.local.is_root or (f.line.commands and "sudo" in f.text.split()):
        if "cannot lock" in f.output:
            return f.hint(
                "The user database is locked by another program",
                "sudo lsof /etc/passwd.lock /etc/.pwd.lock",
                sure=0.85,
            )
        return None
    if f.program in (
        "apt",
        "apt-get",
        "dpkg",
        "docker",
        "npm",
        "make",
        "pip",
        "pip3",
        "kubectl",
        "minikube",
        "git",
        "podman",
    ):
        return None
    if f.program == "crontab":
        return f.hint(
            "Only root may look at another user's crontab", f.sudo(), "crontab -l", sure=0.95
        )
    if f.program == "passwd":
        return f.hint("Only root may change another user's password", f.sudo(), "passwd", sure=0.95)
    return f.hint("Only root may do that", f.sudo(), sure=0.8)


@root.rule(
    when="Operation not permitted",
    says=r"^(?P<program>[\w./-]+): .*?(?P<what>changing (?:ownership|permissions|group)|cannot|failed|kill|ioctl|\(\d+\) -|setuid|mount|Could not|unable)?.*Operation not permitted$",
    programs=listed(
        "chown chmod chgrp kill pkill killall renice chroot ip ifconfig ping date hostname chattr setfacl mknod swapon swapoff mount umount nice setcap strace gdb perf tc brctl iw ethtool hwclock ln"
    ),
)
def not_permitted(f: Failed) -> Advice | None:
    """EPERM: it belongs to someone else."""
    if f.command.sudo or f.local.is_root:
        if f.program in ("chown", "chmod", "rm", "mv", "ln"):
            target = f.operands[-1].raw if f.operands else ""
            return f.hint(
                "Even root may not: the file is immutable, or the file system does not do that",
                f"lsattr {target}",
                f"sudo chattr -i {target}",
                sure=0.85,
            )
        return None
    titles = {
        "chown": "Only root may give files away",
        "kill": "That process belongs to another user",
        "pkill": "That process belongs to another user",
        "killall": "That process belongs to another user",
        "chmod": "The file belongs to another user",
        "chgrp": "You may not give it to that group",
    }
    return f.hint(titles.get(f.program, "Only root may do that"), f.sudo(), sure=0.94)


# sudo and su.


def _refused(f: Failed) -> str:
    named = f.find(r"^(?:Sorry, user )?([a-z_][\w.-]*) (?:is not|may not)")
    return named[1] if named else f.local.user


family.hint(
    "not-in-sudoers",
    "Your user may not use sudo",
    lambda f: f"su - -c 'usermod -aG sudo {_refused(f)}'",  # the plain su keeps a PATH without sbin
    "su -",
    "groups",
    why="Only root (or another member of the group sudo) can let you; then log in again.",
    when=("is not in the sudoers file", "may not run sudo on", "is not allowed to run sudo"),
    programs=(),
    sure=0.95,
)
family.hint(
    "sudo-not-allowed",
    "The sudo rules do not allow you that command",
    "sudo -l",
    when="Sorry, user",
    says=r"Sorry, user \S+ is not allowed to execute",
    programs=(),
    sure=0.94,
)
family.hint(
    "sudo-no-terminal",
    "sudo wants a password, and there is no terminal to ask on",
    lambda f: f"ssh -t {m[1]}" if (m := re.match(r"ssh (?!-t)(.+)", f.text)) else "",
    lambda f: re.sub(r"\bsudo\b", "sudo -S", f.text, count=1) if "sudo" in f.text else "",
    "sudo visudo",
    why="Give it a terminal (ssh -t), or a NOPASSWD rule for this command.",
    when=(
        "a terminal is required to read the password",
        "no tty present and no askpass program",
        "a terminal is required to authenticate",
    ),
    programs=(),
    sure=0.92,
)
family.hint(
    "sudo-n",
    "sudo needs your password",
    lambda f: f.text.replace("sudo -n ", "sudo ", 1),
    "sudo -v",
    when="a password is required",
    says=r"^sudo: a password is required",
    programs=(),
    sure=0.92,
)
family.hint(
    "sudo-wrong-password",
    "The password was wrong three times",
    lambda f: f.text,
    "sudo -k",
    why="sudo asks for your own password, not root's.",
    when="incorrect password attempt",
    programs=(),
    sure=0.85,
)
family.hint(
    "sudo-host",
    "This machine's name is not in /etc/hosts",
    'echo "127.0.1.1 $(hostname)" | sudo tee -a /etc/hosts',
    when="unable to resolve host",
    says=r"^sudo: unable to resolve host",
    programs=(),
    sure=0.85,
)
family.hint(
    "sudoers-syntax",
    "/etc/sudoers has a syntax error, so sudo refuses to work",
    "pkexec visudo",
    "su -c visudo",
    when=(
        "syntax error near line",
        "parse error in /etc/sudoers",
        "no valid sudoers sources",
        "/etc/sudoers:",
    ),
    says=r"sudoers.*(?:syntax error|parse error)|(?:syntax|parse) error.*sudoers|no valid sudoers",
    programs=(),
    sure=0.94,
)
family.hint(
    "sudo-not-setuid",
    "sudo has lost its setuid bit or its owner",
    "su -c 'chown root:root /usr/bin/sudo && chmod 4755 /usr/bin/sudo'",
    when=("must be owned by uid 0 and have the setuid bit set", "effective uid is not 0"),
    programs=(),
    sure=0.93,
)
family.hint(
    "no-new-privileges",
    "This container forbids sudo (no new privileges)",
    "id",
    why="Start it without --security-opt no-new-privileges, or enter it as root.",
    when='The "no new privileges" flag is set',
    programs=(),
    sure=0.9,
)

BUILTINS = listed("cd source . export alias ulimit set unset history type pushd popd")


def _open(f: Failed) -> bool:
    """May the user go to the folder of a `sudo cd` without sudo?"""
    path = f.local.path(f.args[0]) if len(f.args) == 1 and not f.local.is_root else ""
    return os.path.isdir(path) and bool(os.stat(path).st_mode & 0o001)


@family.rule(
    when="command not found",
    says=r"^sudo: (?P<name>\S+): command not found",
    programs=(),
    status=(1, 127),
)
def sudo_builtin(f: Failed) -> Advice | None:
    """A builtin or an alias after sudo."""
    name = f["name"]
    words = [*f.command.prefix, *f.command.words]
    at = next((w for w in words if w.value == name), None)
    if at is None:
        return None
    tail = f.text[at.start :]
    if name == "cd":
        folder = " ".join(w.raw for w in f.command.words[1:]) or "/root"
        return f.hint(
            "cd is a builtin of the shell: sudo cannot run it",
            f"cd {folder}" if _open(f) else None,
            f"sudo bash -c 'cd {folder} && exec bash'",
            "sudo -i",
            why="Become root first, then change the folder.",
            sure=0.95,
        )
    if name in BUILTINS:
        return f.hint(
            f"{name} is a builtin of the shell: sudo cannot run it",
            f"sudo bash -c {quote(tail)}",
            "sudo -i",
            sure=0.95,
        )
    known = {"ll": "ls -l", "la": "ls -A", "l": "ls -CF", "python": "python3", "pip": "pip3"}
    if name in known:
        return f.hint(
            f"{name} is an alias of your shell, which sudo does not know"
            if name in ("ll", "la", "l")
            else f"{name} is not there for root",
            f.line.edit((at.start, at.end, known[name])),
            sure=0.95,
        )
    return None


@family.rule(
    programs=("rm", "mv", "chmod", "chown", "cp", "tee"),
    when="Operation not permitted",
    says=r"['‘](?P<path>/?[^'’]+)['’]: Operation not permitted",
)
def immutable(f: Failed) -> Advice | None:
    """Not even root: the file has the immutable attribute, or it is a mount."""
    word = f.word(f["path"])
    if word is None or not (f.command.sudo or f.local.is_root):
        return None
    return f.hint(
        "Not even root may: the file is immutable",
        f"sudo chattr -i {word.raw} && {f.text}",
        f"lsattr {word.raw}",
        why="chattr +i protects it (or it lies on a foreign mount).",
        sure=0.9,
    )
