"""Programs ended by a signal, and resources that ran out: memory, disk, files, processes."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

family = Family("system")


@family.rule(status=(139, 245, 11))
def segmentation_fault(f: Failed) -> Advice | None:
    """The program crashed (signal 11)."""
    if f.status != 139 and "Segmentation fault" not in f.output:
        return None
    return _crash(f, "The program crashed: segmentation fault (signal 11)")


@family.rule(status=(134, 135, 132, 136))
def crash(f: Failed) -> Advice | None:
    """Aborted, bus error, illegal instruction, floating point exception."""
    names = {
        134: "The program aborted itself (signal 6)",
        135: "The program crashed: bus error (signal 7)",
        132: "Illegal instruction: built for another processor (signal 4)",
        136: "Arithmetic error, such as a division by zero (signal 8)",
    }
    return _crash(f, names[f.status])


def _crash(f: Failed, title: str) -> Advice | None:
    words = f.command.words
    if not words:
        return None
    call = " ".join(word.raw for word in words)
    args = "--args " if len(words) > 1 else ""
    why = "Touched memory it may not." if "segmentation" in title else ""
    return f.hint(
        title, f"gdb -ex run -ex bt {args}{call}", "coredumpctl debug", why=why, sure=0.85
    )


@family.rule(status=137)
def killed(f: Failed) -> Advice | None:
    """Killed with signal 9: usually the kernel, out of memory."""
    if f.program in ("timeout", "docker", "podman", "kubectl") or (
        f.command.prefix[:1] and (f.command.prefix[0].value == "timeout")
    ):
        return None
    return f.hint(
        "Killed (signal 9): most likely the machine ran out of memory",
        "sudo dmesg -T | grep -i -E 'out of memory|killed process'",
        "free -h",
        why="The kernel ends the greediest program when memory is used up.",
        sure=0.85,
    )


@family.rule(
    when=("target is busy", "device is busy", "Device or resource busy"),
    programs=("umount", "rm", "rmdir", "mv"),
)
def busy(f: Failed) -> Advice | None:
    """Something still uses it."""
    if not f.operands:
        return None
    target = f.operands[-1].raw
    return f.hint(
        f"{target} is in use",
        f"lsof +f -- {target}" if f.program == "umount" else f"lsof +D {target}",
        f"fuser -vm {target}",
        f"sudo umount -l {target}" if f.program == "umount" else None,
        sure=0.85,
    )


@family.rule(when="Text file busy")
def text_file_busy(f: Failed) -> Advice | None:
    """A running program's file cannot be written."""
    target = f.operands[-1].raw if f.operands else f.command.words[0].raw
    return f.hint(
        "The program is running: its file cannot be changed", f"fuser -v {target}", sure=0.85
    )


family.hint(
    "no-job",
    "This shell has no stopped or background job",
    "jobs -l",
    why="A job belongs to the shell that started it.",
    when="no such job",
    says=r"(?:fg|bg|disown|wait|kill): \S+: no such job",
    sure=0.85,
)


@family.rule(when="kill: usage:", says=r"kill: usage: kill ")
def kill_nothing(f: Failed) -> Advice | None:
    """kill $(pgrep x), and nothing of that name runs."""
    inner = re.search(r"\$\((?P<command>(?:pgrep|pidof|lsof)\b[^()]*)\)", f.text)
    if inner is None:
        return None
    name = inner["command"].split()[-1]
    return f.hint(
        f"kill was given no process: {inner['command']} found none",
        f"ps aux | grep -i {name}",
        sure=0.9,
    )
