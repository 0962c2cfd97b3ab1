"""Is this failure worth a word? The cheap answer, before anything is rendered or sent.

A status other than zero is often no failure: grep found nothing, the user pressed ^C, a pager
was left early. Only the obvious is silenced here; the rules know more and decide the rest.
"""

from __future__ import annotations

from termproxy.core.commandline import Simple, simple_commands
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.core.events import Command

# 128 + signal: somebody asked for it, or nobody was there to read (signal(7)).
# HUP INT QUIT PIPE TERM, and STOP TSTP TTIN TTOU of a job that was stopped.
ASKED_FOR = frozenset({129, 130, 131, 141, 143, 147, 148, 149, 150})

NEVER_FAIL = frozenset({"echo", "printf", "true", ":", "clear", "print"})
PROMPT_SHELLS = frozenset(
    {
        *("bash", "zsh", "fish", "sh", "dash", "ash", "ksh", "mksh", "yash", "csh", "tcsh", "su"),
        *("nu", "xonsh", "elvish", "pwsh"),
    }
)
REPLS = frozenset(
    {
        *("python", "python3", "ipython", "ipython3", "bpython", "ptpython", "node", "irb", "gdb"),
        *("lldb", "ghci", "julia", "lua", "R", "psql", "mysql", "mariadb", "sqlite3"),
    }
)

# What the words at the head of a command line may be when it is no simple command at all.
RESERVED = frozenset(
    {"if", "for", "while", "until", "case", "select", "function", "switch", "repeat", "foreach"}
)

# program -> statuses that are its answer, not an error (each as its manual page says)
ANSWERS: dict[str, frozenset[int]] = {
    **dict.fromkeys(
        ("grep", "egrep", "fgrep", "zgrep", "bzgrep", "xzgrep", "pgrep", "rg", "ag", "ack"),
        frozenset({1}),
    ),
    **dict.fromkeys(
        ("diff", "cmp", "colordiff", "sdiff", "diff3", "zdiff", "zcmp", "comm"), frozenset({1})
    ),
    **dict.fromkeys(("test", "[", "[[", "((", "expr", "let", "read"), frozenset({1})),
    **dict.fromkeys(("pkill", "pidof", "which", "type", "hash"), frozenset({1})),
    **dict.fromkeys(("lsof", "fuser"), frozenset({1})),
    "getent": frozenset({2}),
    "mountpoint": frozenset({1, 32}),
    "timeout": frozenset({124}),
    "false": frozenset({1}),
    "ugrep": frozenset({1}),
}


def _any_status(status: int, arguments: tuple[str, ...]) -> bool:
    return True


def _systemctl(status: int, arguments: tuple[str, ...]) -> bool:
    asking = {"is-active": (1, 2, 3), "is-enabled": (1,), "is-failed": (1,), "status": (1, 2, 3)}
    verb = next((word for word in arguments if not word.startswith("-")), "")
    return status in asking.get(verb, ())


def _git(status: int, arguments: tuple[str, ...]) -> bool:
    words = list(arguments)
    while words and words[0].startswith("-"):
        taken = 2 if words[0] in ("-C", "-c", "--git-dir", "--work-tree") else 1
        del words[:taken]
    verb, options = (words[0], set(words[1:])) if words else ("", set())
    if status == 1:
        asking: dict[str, set[str]] = {
            "diff": {"--exit-code", "--quiet", "--no-index"},
            "diff-index": {"--exit-code", "--quiet"},
            "merge-base": {"--is-ancestor"},
            "rev-parse": {"-q", "--quiet"},
            "show-ref": {"-q", "--quiet", "--exists"},
            "config": {"--get", "--get-all", "--get-regexp"},
        }
        return verb in ("grep", "check-ignore") or bool(asking.get(verb, set()) & options)
    return status == 2 and (
        (verb == "ls-remote" and "--exit-code" in options)
        or (verb == "diff" and "--check" in options)
    )


def _jq(status: int, arguments: tuple[str, ...]) -> bool:
    exit_status = any(
        word == "--exit-status" or (word[:1] == "-" and word[:2] != "--" and "e" in word)
        for word in arguments
    )
    return exit_status and status in (1, 4)


def _command(status: int, arguments: tuple[str, ...]) -> bool:
    return status == 1 and arguments[:1] in (("-v",), ("-V",))


def _xargs(status: int, arguments: tuple[str, ...]) -> bool:
    """xargs says 123 for any failure of what it ran; of grep that is "nothing found"."""
    return status == 123 and any(word.rpartition("/")[2] in ("grep", "rg") for word in arguments)


def _shell(status: int, arguments: tuple[str, ...]) -> bool:
    """An interactive shell ends with the status of its last command, which had its hint inside."""
    return all(word in ("-", "-i", "-l", "-il", "--login", "--norc", "-f") for word in arguments)


def _su(status: int, arguments: tuple[str, ...]) -> bool:
    """A shell as another user, unless it was to run one command."""
    return not {"-c", "--command"} & set(arguments)


def _container(status: int, arguments: tuple[str, ...]) -> bool:
    """`docker exec -it web bash`: a session like any other; 125 to 127 are docker's own words."""
    verb = next((word for word in arguments if not word.startswith("-")), "")
    flags = {
        letter for word in arguments if word[:1] == "-" and word[:2] != "--" for letter in word[1:]
    }
    seated = {"i", "t"} <= flags or {"--interactive", "--tty", "--stdin"} & set(arguments)
    return verb in ("exec", "run", "attach") and bool(seated) and status not in (125, 126, 127)


def _busybox(status: int, arguments: tuple[str, ...]) -> bool:
    return arguments[:1] in (("sh",), ("ash",)) and _shell(status, arguments[1:])


def _alone(status: int, arguments: tuple[str, ...]) -> bool:
    """An interpreter without anything to run: a person typed into it."""
    return not arguments


def _environment(status: int, arguments: tuple[str, ...]) -> bool:
    """`poetry shell`, `pipenv shell`."""
    return arguments[:1] == ("shell",)


def _sudo(status: int, arguments: tuple[str, ...]) -> bool:
    return bool({"-s", "-i", "--shell", "--login"} & set(arguments)) and len(arguments) == 1


def _ssh(status: int, arguments: tuple[str, ...]) -> bool:
    """A login on another machine ends like a shell; 255 is ssh's own."""
    return status != 255 and sum(not word.startswith("-") for word in arguments) == 1


JUDGES: dict[str, Callable[[int, tuple[str, ...]], bool]] = {
    **dict.fromkeys(("exit", "return", "logout", "break", "continue"), _any_status),
    **dict.fromkeys(PROMPT_SHELLS, _shell),
    **dict.fromkeys(("docker", "podman", "kubectl", "oc"), _container),
    **dict.fromkeys(("poetry", "pipenv", "hatch"), _environment),
    **dict.fromkeys((*REPLS, "tmux", "screen"), _alone),
    "busybox": _busybox,
    "command": _command,
    "git": _git,
    "jq": _jq,
    "ssh": _ssh,
    "su": _su,
    "sudo": _sudo,
    "systemctl": _systemctl,
    "termproxy": _any_status,  # it says itself what is wrong, and what it wraps has its own hint
    "xargs": _xargs,
}


def worth_a_word(command: Command, *, fullscreen: bool) -> bool:
    """May `command` deserve a hint? `fullscreen`: it used the alternate screen.

    False for what ended well or as it was asked to, and for statuses that are an answer.
    """
    text = command.text.strip()
    if text.startswith("#") or (not text and not command.private):
        return False
    if not command.ran:
        return True
    if fullscreen or command.status is None or command.status == 0:
        return False
    if command.status in ASKED_FOR:
        return False
    suspects = _suspects(simple_commands(text))
    return not suspects or not all(_answers(simple, command.status) for simple in suspects)


def _suspects(commands: list[Simple]) -> list[Simple]:
    """The commands of a line that may have given its status.

    Of a pipeline it is the last; of a list the last, and the ones before it as far as `&&`
    reaches back, since one of these may have stopped it.
    """
    if any(simple.words[0] in RESERVED for simple in commands):
        return []
    ends = [simple for simple in commands if simple.joint not in ("|", "|&")]
    if not ends or ends[-1].joint == "&":
        return []
    suspects = [ends[-1]]
    for simple in reversed(ends[:-1]):
        if simple.joint == "&&":
            suspects.append(simple)
        elif simple.joint != "||":
            break
    likely = [simple for simple in suspects if simple.program not in NEVER_FAIL]
    return likely or suspects


def _answers(simple: Simple, status: int) -> bool:
    """Is `status` what this command says when nothing is wrong?"""
    if simple.negated and status == 1:
        return True
    outer = simple.words[0].rpartition("/")[2]
    if status in ANSWERS.get(outer, ()) or (outer == "timeout" and status == 124):
        return True
    program = simple.program
    if "timeout" in simple.words and status == 124:
        return True
    if status in ANSWERS.get(program, ()):
        return True
    judge = JUDGES.get(program)
    return judge is not None and judge(status, simple.arguments)
