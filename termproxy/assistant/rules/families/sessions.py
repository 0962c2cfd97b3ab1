"""Shells and consoles inside the shell: what fails in them is not this command's failure."""

from __future__ import annotations

import re

from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.quiet import decides
from termproxy.assistant.world.wordlist import listed

family = Family("sessions")

# It never came to a session.
REFUSED = re.compile(
    r"OCI|AUTH failed|\(?[Ee]rror|ERROR|fatal|Cannot|Could not|Unable|\S+: error|[Uu]sage:"
    r"|\w*Error: |.*(?:onnection |denied|[Nn]o such|not a TTY|not available|unsuitable"
    r"|command not found|duplicate session)"
)
# From here on it is the session that speaks.
PROMPT = re.compile(r"\S{0,60}[$#%>❯»](?: |$)")
GREETING = 6  # lines a session may print before its first prompt and that are looked at


@family.rule(
    programs=listed(
        """su bash sh zsh fish dash ksh docker podman kubectl oc lxc tmux screen nix-shell nix
        poetry pipenv python ipython node psql mysql mariadb sqlite redis-cli mongosh irb
        ghci R julia lua php gdb chroot machinectl env"""
    )
)
def inner_session(f: Failed) -> Quiet | None:
    """The status is that of the last command inside, which is not ours to explain."""
    if not _opens_session(f) or not decides(f):
        return None
    lines = f.output.strip().splitlines()[:GREETING]
    for line in lines:
        if PROMPT.match(line):
            break
        if REFUSED.match(line) or line.startswith(f"{f.program}: "):
            return None
    if not lines or f.output.strip() == "no sessions":
        return None
    if f.status in (126, 127) and re.search(r": (?:command )?not found|No such file", lines[-1]):
        return None  # the shell's word, or a shim's
    return Quiet("a session inside ended", 0.97)


def _opens_session(f: Failed) -> bool:
    words = [word.value for word in f.command.words[1:]]
    plain = [word for word in words if not word.startswith("-")]
    if f.command.sudo and f.program in ("su", "bash", "zsh", "sh", "fish"):
        return "-c" not in words
    if f.program in ("docker", "podman", "kubectl", "oc", "lxc"):
        shells = [
            at for at, word in enumerate(words) if re.fullmatch(r"(?:\S*/)?(?:ba|z|da)?sh", word)
        ]
        if shells and "-c" in words[shells[0] :]:  # a line for the shell inside: no session
            return False
        flags = any(re.fullmatch(r"-i?ti?|--tty|--stdin", word) for word in words)
        return flags and plain[:1] in (["exec"], ["run"], ["attach"])
    if f.program in ("nix", "poetry", "pipenv"):
        return plain[:1] in (["shell"], ["develop"])
    if f.program in ("tmux", "screen"):
        return not f.has("-d") and plain[:1] in (
            [],
            ["a"],
            ["attach"],
            ["new"],
            ["new-session"],
            ["attach-session"],
        )
    if f.program in ("su", "nix-shell", "chroot", "machinectl"):
        return "-c" not in words and not any(word.startswith("-c") for word in words)
    if f.program == "env":
        return plain[-1:] in (["bash"], ["zsh"], ["sh"], ["fish"])
    if f.command.redirections or f.command.joint == "|":
        return False
    if f.program in ("psql", "mysql", "mariadb", "sqlite3", "redis-cli", "mongosh"):
        return not any(re.match(r"-[cef]|--(?:command|execute|file)", word) for word in words)
    asks = {"-c", "-e", "-v", "-V", "--version", "-h", "--help"} & set(words)
    return not plain and not asks
