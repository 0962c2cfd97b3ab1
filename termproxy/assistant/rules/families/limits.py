# ruff: noqa: E501
"""Limits and signals: open files, memory, processes, arguments, ends by a signal."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("limits")

family.hint(
    "open-files",
    "The limit of open files is used up",
    lambda f: f.first("ulimit -n 65536"),
    "ulimit -n",
    "lsof -u $USER | wc -l",
    why="Raise it for this shell; permanently in /etc/security/limits.conf.",
    when=("Too many open files", "too many open files", "os error 24"),
    programs=(),
    sure=0.92,
)
family.hint(
    "open-files-system",
    "The whole system's limit of open files is used up",
    "sudo sysctl -w fs.file-max=2097152",
    "cat /proc/sys/fs/file-nr",
    when="Too many open files in system",
    programs=(),
    sure=0.95,
)
family.hint(
    "processes",
    "No more processes may be started: the limit is reached",
    "ulimit -u",
    "ps -u $USER --no-headers | wc -l",
    when=(
        "fork: retry: Resource temporarily unavailable",
        "fork: Resource temporarily unavailable",
        "can't start new thread",
        "pthread_create failed",
        "unable to create native thread",
        "Cannot fork",
        "fork failed: resource temporarily",
    ),
    programs=(),
    sure=0.92,
)
family.hint(
    "memory",
    "There is not enough memory",
    "free -h",
    "ps aux --sort=-%mem | head",
    when=(
        "Cannot allocate memory",
        "cannot allocate memory",
        "std::bad_alloc",
        "out of memory",
        "Out of memory",
        "virtual memory exhausted",
        "MemoryError",
        "memory exhausted",
    ),
    says=r"[Cc]annot allocate memory|std::bad_alloc|virtual memory exhausted|^MemoryError|memory exhausted|^(?:\S+: )?(?:fatal error: )?[Oo]ut of memory\b(?!.*(?:GPU|CUDA))",
    programs=(),
    sure=0.88,
)


@family.rule(
    when="cannot modify limit",
    says=r"ulimit: (?P<what>[\w ]+): cannot modify limit: (?P<why>.+)",
    programs=(),
)
def ulimit(f: Failed) -> Advice:
    """ulimit above the hard limit."""
    letter = next(
        (found[1] for found in re.finditer(r"(?<=ulimit) -[SH]?([a-zA-Z])\b", f.text)), "n"
    )
    item = {
        "n": "nofile",
        "u": "nproc",
        "f": "fsize",
        "v": "as",
        "l": "memlock",
        "s": "stack",
        "c": "core",
        "t": "cpu",
    }.get(letter, "nofile")
    value = next(
        (w.value for w in f.operands if w.value.isdigit() or w.value == "unlimited"), "65536"
    )
    return f.hint(
        "That is above the hard limit",
        f"ulimit -{letter} $(ulimit -H{letter})",
        f"echo '* hard {item} {value}' | sudo tee -a /etc/security/limits.conf",
        f"ulimit -H{letter}",
        why="Only root raises a hard limit: in /etc/security/limits.conf, then log in again.",
        sure=0.93,
    )


family.hint(
    "arguments",
    "The shell made too many file names of the pattern",
    lambda f: _many(f),
    when="Argument list too long",
    programs=(),
    sure=0.92,
    why="find and xargs hand them over in portions.",
)


def _many(f: Failed) -> str:
    glob = next((w for w in f.operands if re.search(r"[*?\[]", w.raw)), None)
    if glob is None:
        return ""
    folder, _, pattern = glob.raw.rpartition("/")
    find = f"find {folder or '.'} -maxdepth 1 -name '{pattern}'"
    flags = " ".join(w.raw for w in f.command.words[1:] if w.is_option)
    if f.program == "rm":
        return f"{find} -delete" if "r" not in flags else f"{find} -exec rm {flags} {{}} +"
    if f.program in ("mv", "cp") and len(f.operands) > 1 and f.operands[-1] != glob:
        return " ".join(f"{find} -exec {f.program} {flags} -t {f.operands[-1].raw} {{}} +".split())
    before = " ".join(w.raw for w in f.command.words if w.end <= glob.start)
    return f"{find} -exec {before} {{}} +"


@family.rule(
    when=(
        "no such process",
        "No such process",
        "invalid signal",
        "no such job",
        "arguments must be process or job IDs",
        "no process found",
        "unknown signal",
    ),
    says=r"\((?P<pid>\d+)\) - No such process|kill: (?:\()?(?P<signal>[\w-]+): invalid signal specification|kill: (?P<job>%\S+): no such job|(?P<name>\S+): arguments must be process or job IDs|^(?P<killall>\S+): no process found|unknown signal",
    programs=("kill", "pkill", "killall", "fg", "bg", "renice", "strace", "wait", "disown"),
)
def kill(f: Failed) -> Advice | None:
    """No such process, job or signal."""
    if f.has("-0") or f["signal"] == "0":
        return None  # a question by its status
    if f["pid"]:
        return f.hint(f"There is no process {f['pid']} any more", "ps aux", sure=0.88)
    if f["signal"]:
        near = nearest(
            f["signal"].upper().removeprefix("SIG"),
            listed("KILL TERM INT HUP QUIT STOP CONT USR1 USR2 ABRT ALRM PIPE TSTP WINCH"),
        )
        word = next(
            (
                w
                for w in f.command.words
                if w.value.lstrip("-").upper().endswith(f["signal"].lstrip("-").upper())
            ),
            None,
        )
        return f.hint(
            f"There is no signal {f['signal']}",
            *[f.swap(word, f"-{n}" if word.value[0] == "-" else n) for n in near if word],
            "kill -l",
            sure=0.94,
        )
    if f["job"]:
        return f.hint(f"There is no job {f['job']}", "jobs -l", sure=0.94)
    if f["name"]:
        return f.hint(
            "kill wants a number: pkill takes a name",
            f.rewrite(" ".join(["pkill", *(w.raw for w in f.command.words[1:])])),
            f"pgrep -a {f['name']}",
            sure=0.95,
        )
    if f["killall"]:
        return f.hint(
            f"No process is named {f['killall']}",
            f"pgrep -fa {f['killall']}",
            why="pgrep -f looks at whole command lines.",
            sure=0.9,
        )
    return None


# Ends by signal, beyond killed and segmentation fault.
for number, name, title, fix in (
    (134, "abort", "The program gave up itself (abort)", "coredumpctl debug"),
    (
        136,
        "fpe",
        "The program divided by zero (floating point exception)",
        "gdb -ex run -ex bt --args {line}",
    ),
    (
        132,
        "sigill",
        "The processor does not know an instruction of that program",
        "lscpu | grep -i flags",
    ),
    (135, "sigbus", "The program touched memory that is not there (bus error)", "df -h /dev/shm"),
):
    family.hint(
        name, title, fix, programs=(), status=number, sure=0.72,
        says=r"\A(?!(?:[\s\S]*(?:heap out of memory|terminate called|panicked|Assertion)))[\s\S]*(?:Aborted|Floating point exception|Illegal instruction|Bus error)",
        when=("Aborted", "Floating point exception", "Illegal instruction", "Bus error"),
    )  # fmt: skip
family.hint(
    "assertion",
    "An assertion of the program failed",
    lambda f: f"gdb -ex run -ex bt --args {f.text}" if not f.command.joint else "",
    why="It found itself in a state that must not be.",
    when="Assertion `",
    says=r"Assertion `[^']+' failed",
    programs=(),
    sure=0.72,
)


family.hint(
    "inotify-instances",
    "The kernel limit of inotify instances is used up",
    "echo fs.inotify.max_user_instances=512 | sudo tee -a /etc/sysctl.conf && sudo sysctl -p",
    "sudo sysctl fs.inotify.max_user_instances=512",
    when=("inotify cannot be used", "inotify_init", "inotify instance"),
    says=r"inotify.*(?:Too many open files|instances)",
    programs=(),
    sure=0.96,
)
