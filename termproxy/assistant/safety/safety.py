"""Which command lines deserve a warning before a person runs them. Pure.

Such a command is shown with its reason and never offered to the insert key. The tables err on
the side of warning; what cannot be read as a command line is not trusted either.
"""

from __future__ import annotations

import re
import shlex

from termproxy.assistant.safety.hazards import HAZARDS

_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", "fish", "ash", "busybox"})
# Programs that run a command given among their arguments.
_CARRIERS = frozenset(
    {"ssh", "su", "watch", "find", "fd", "parallel", "chroot", "nsenter", "docker", "podman"}
    | {"kubectl", "oc", "docker-compose", "systemd-run", "script", "tmux", "screen", "runuser"}
)
_SEPARATORS = frozenset({";", "&&", "||", "|", "|&", "&", "(", ")", "{", "}", "\n", ";;"})
# Words before the command proper, and their options that take a value.
_PREFIXES = {
    "sudo": {"-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U"},
    "doas": {"-u", "-C"},
    "env": {"-u", "-C", "-S"},
    "nice": {"-n"},
    "ionice": {"-c", "-n", "-p"},
    "timeout": {"-s", "-k"},
    "xargs": {"-n", "-P", "-I", "-L", "-d", "-a", "-E", "-s"},
    "nohup": set(),
    "command": set(),
    "builtin": set(),
    "exec": set(),
    "time": set(),
    "stdbuf": {"-i", "-o", "-e"},
    "setsid": set(),
    "busybox": set(),
    "then": set(),
    "do": set(),
    "else": set(),
    "if": set(),
    "while": set(),
    "!": set(),
}  # fmt: skip

# What the text holds wherever it stands, quoted or not.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"StrictHostKeyChecking[= ]\s*no\b", "trusts any server that answers"),
    (r":\s*\(\s*\)\s*\{.*:\s*\|\s*:", "a fork bomb: it fills the machine with processes"),
    (
        r"\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+)?(?:\S*/)?"
        r"(?:ba|z|da|k|a|fi)?sh\b(?!\.)",
        "runs what it reads from elsewhere, unseen",
    ),
    (
        r"\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\S*/)?(?:python[\d.]*|perl|ruby|node|php)\s*(?:-\s*)?"
        r"(?:$|[;&|)])",
        "runs what it reads from elsewhere, unseen",
    ),
    (
        r"(?:\b(?:ba|z|da|k|fi)?sh|\bsource|\beval|(?:^|[;&|]\s*)\.)\s+(?:-\S+\s+)*"
        r"[\"']?(?:<\(|\$\(|`)\s*(?:curl|wget|fetch)\b",
        "runs what it downloads, unseen",
    ),
    (r"\b(?:iwr|irm|invoke-webrequest)\b.*\|\s*iex\b", "runs what it downloads, unseen"),
    (r"\bdrop\s+(?:table|database|schema|user|role|index|view|collection)\b", "drops data"),
    (r"\btruncate\s+(?:table\s+)?[\"`]?\w+[\"`]?\s*(?:;|cascade|[\"']|$)", "empties a table"),
    (r"\bdelete\s+from\s+[\w.\"`]+\s*(?:;|[\"']|$)", "deletes every row"),
    (r"\bupdate\s+[\w.\"`]+\s+set\b(?!.*\bwhere\b)", "changes every row"),
    (r"\bflush(?:all|db)\b", "empties the database"),
    (r"\bdrop(?:database|collection)?\s*\(\s*\)", "drops data"),
    (
        r">\s*/dev/(?:sd|hd|vd|nvme|mmcblk|disk|mapper|dm-|md)",
        "writes over a disk",
    ),
    (r"(?:^|[^>&\d])>\s*/(?:etc|boot|usr|lib|bin|sbin|var/lib)/", "overwrites a system file"),
    (r"/proc/sysrq-trigger|/proc/sys/kernel/panic", "can stop the machine at once"),
    (r"\bos\.(?:remove|unlink|rmdir|system)\b|\brmtree\b|\brm_rf\b", "deletes files"),
    (r"\b(?:setenforce\s+0|selinux=0|apparmor=0)\b", "switches a protection off"),
)


def dangerous(command: str) -> str:
    """Why `command` deserves a warning, in a few words; "" when nothing is known against it.

    Looks through sudo, env, xargs, `sh -c`, command substitution, pipelines and lists.
    """
    return _dangerous(command, depth=3)


def _dangerous(command: str, *, depth: int) -> str:
    for pattern, reason in _PATTERNS:
        if re.search(pattern, command, re.IGNORECASE):
            return reason
    try:
        words = _words(command)
    except ValueError:
        return "its quotes do not match"
    for simple in _simple_commands(words):
        if reason := _simple(simple, depth):
            return reason
    if depth:
        for inner in re.findall(r"\$\(([^()]*)\)|`([^`]*)`|<\(([^()]*)\)", command):
            if reason := _dangerous("".join(inner), depth=depth - 1):
                return reason
    return ""


def _words(command: str) -> list[str]:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=";&|()\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)


def _simple_commands(words: list[str]) -> list[list[str]]:
    commands: list[list[str]] = [[]]
    for word in words:
        if word in _SEPARATORS or (word and not word.strip(";&|()\n")):
            commands.append([])
        else:
            commands[-1].append(word)
    return [command for command in commands if command]


def _simple(words: list[str], depth: int) -> str:
    name, args = _proper(words)
    if name.startswith(("mkfs", "mke2fs", "newfs")):
        return "makes a file system: what is on the disk is lost"
    if name in HAZARDS and (reason := HAZARDS[name](args)):
        return reason
    if not depth:
        return ""
    if name == "eval":
        return _dangerous(" ".join(args), depth=depth - 1)
    for at, arg in enumerate(args):
        inner = ""
        if name in _SHELLS and re.fullmatch(r"-\w*c", arg):
            inner = _dangerous(" ".join(args[at + 1 : at + 2]), depth=depth - 1)
        elif name in _CARRIERS and " " in arg:
            inner = _dangerous(arg, depth=depth - 1)
        elif name in _CARRIERS and arg in HAZARDS:
            inner = _simple(args[at:], depth - 1)
        if inner:
            return inner
    return ""


def _proper(words: list[str]) -> tuple[str, list[str]]:
    """The command's own name and arguments, behind assignments and prefixes such as sudo."""
    rest = list(words)
    while rest:
        word = rest[0]
        if re.match(r"[A-Za-z_]\w*\+?=", word):
            rest.pop(0)
            continue
        name = word.lstrip("\\").rpartition("/")[2]
        if name not in _PREFIXES:
            return name, rest[1:]
        rest.pop(0)
        while rest and rest[0].startswith("-"):
            flag = rest.pop(0)
            if flag in _PREFIXES[name] and rest:
                rest.pop(0)
        if name == "timeout" and rest:
            rest.pop(0)
    return "", []
