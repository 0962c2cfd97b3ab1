"""Command not found: mistyped, glued together, elsewhere, retired, or not installed."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.again import sub_commands
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.other_systems import MANAGERS
from termproxy.assistant.rules.families.shell_blanks import (
    blank_before_hyphen,
    moved_blank,
    runs,
    taken_apart,
)
from termproxy.assistant.rules.families.shell_here import of_this_project
from termproxy.assistant.rules.families.shell_words import RENAMED
from termproxy.assistant.rules.fixes import BUILTINS
from termproxy.assistant.rules.packages import PACKAGES, SNAPS, packaged
from termproxy.assistant.rules.start_up import installs, not_for_sudo, not_started
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import EVERYDAY, nearest, slip
from termproxy.assistant.world.wordlist import listed

family = Family("shell")

ON_EVERY_MACHINE = listed("ls cat rm cp mv mkdir grep sed clear sleep uname")
PYTHON_WORDS = frozenset(listed("import from def class elif except lambda"))
GAP = 0.5  # slips that differ by no more than this are told apart by the arguments
NOT_FOUND = (
    r"^(?:(?:-?(?:ba|z|da|k)?sh|fish|sudo|env|time|nohup|\S+): "
    r"(?:line \d+: |\d+: )?)?(?:(?P<name>[^\s:][^:\n]*): (?:command )?"
    r"not found(?:\.{3}| \[No such file or directory\])?$"
    r"|command not found: (?P<zsh>.+)$|Unknown command: (?P<fish>.+)$)"
    r"|^(?:env|nohup|time|sudo|timeout|xargs): (?:cannot run |failed to run command )?"
    r"['‘\"](?P<env>[^'’\"]+)['’\"]: No such file or directory"
    r"|^xargs: (?P<xargs>[^:\n]+): No such file or directory"
    r"|^Command '(?P<debian>[^']+)' not found"
    r"|^The program '(?P<older>[^']+)' (?:is currently not installed|can be found in)"
)


@family.rule(
    when=("not found", "Unknown command", "No such file or directory", "The program '"),
    says=NOT_FOUND,
    status=(127, 126, 1, 2, 125),
)
def command_not_found(f: Failed) -> Advice | None:
    """A program that is not on the PATH: mistyped, glued, local, retired or not installed."""
    name = f["name"] or f["zsh"] or f["fish"] or f["env"] or f["xargs"] or f["debian"] or f["older"]
    name = name.strip()
    word = f.word(name)
    if word is None:
        return _not_typed(f, name)
    if name in ("sudo", "doas") or name in PYTHON_WORDS or re.match(r"\w+\s+=", f.text):
        return None  # rules of their own
    return (
        _blank_missing(f, word)
        or _prompt_sign(f, name)
        or of_this_project(f, word)
        or _path_broken(f, word)
        or not_for_sudo(f, name)
        or _renamed(f, word)
        or blank_before_hyphen(f, word)
        or not_started(f, name)
        or _blank_misplaced(f, word)
        or _mistyped_or_missing(f, word)
    )


def _not_typed(f: Failed, name: str) -> Advice | None:
    """The line does not hold the name as a word: a script's, or needed by the program that ran."""
    if f.program == "ssh":
        return None  # what is missing there, this machine cannot tell
    whole = rf"\b{re.escape(name)}\b"
    if len(re.findall(whole, f.text)) == 1:
        near = _spelled(f, name)  # inside a quoted script: bash -c 'gti status'
        mended = [re.sub(whole, other, f.text) for other in near]
        return f.hint(f"{name}: no such command", *mended, sure=0.9) if near else None
    install = installs(f, name) if re.fullmatch(r"[\w.+-]+", name) else []
    return f.hint(f"{name} is needed, and not installed", *install, sure=0.85) if install else None


def _blank_missing(f: Failed, word: Word) -> Advice | None:
    name = word.value
    apart = taken_apart(f, word)
    if apart and "-" in name[:-1]:  # cd- is no slip of cd
        near = _spelled(f, name)
        apart = [] if near and slip(name, near[0]) <= 0.8 else apart  # apt-gte is apt-get
    if not apart:
        return None
    return f.hint(f"{name}: no such command", *apart, why="A blank is missing.", sure=0.95)


def _prompt_sign(f: Failed, name: str) -> Advice | None:
    if name not in ("$", "%", "#", ">", ">>>", "➜", "❯"):
        return None
    rest = re.sub(r"^(?:\s*[$%#>➜❯]+\s+)+", "", f.text)
    return f.hint("A prompt sign was pasted too", rest, sure=0.95)


def _path_broken(f: Failed, word: Word) -> Advice | None:
    """What every machine has is not found."""
    if word.value not in ON_EVERY_MACHINE or not f.find(r"(?:^|: )[a-z]+: (?:command )?not found$"):
        return None
    return f.hint(
        f"PATH is broken: even {word.value} is not found",
        "export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        f.swap(word, f"/bin/{word.value}"),
        why="A line PATH=... has overwritten it; $PATH belongs into the new value.",
        sure=0.97,
    )


def _renamed(f: Failed, word: Word) -> Advice | None:
    """A program that has another name here: python, ifconfig, vi."""
    name = word.value
    if name not in RENAMED:
        return None
    known = [new for new in RENAMED[name] if runs(f, new)]
    if known:
        return f.hint(
            f"{name} is not installed",
            *[f.swap(word, new, bare=True) for new in known],
            *installs(f, name),
            why=f"Here it is {known[0]}.",
            sure=0.95,
        )
    known = [*PACKAGES, *SNAPS] if name == "mongo" else [*PACKAGES]
    other = next((new for new in RENAMED[name] if new.split()[0] in known), "")
    if not other or f.local.distribution == "darwin" or name in PACKAGES:
        return None
    how = installs(f, other.split()[0])[0]
    when = "today" if name == "mongo" else "on Linux"
    return f.hint(
        f"{name} is not there; {when} it is {other.split()[0]}",
        f"{how.command if isinstance(how, Fix) else how} && {f.swap(word, other, bare=True)}",
        sure=0.92,
    )


def _blank_misplaced(f: Failed, word: Word) -> Advice | None:
    moved = moved_blank(f, word)
    if not moved:
        return None
    return f.hint(f"{word.value}: no such command", moved, why="The blank is misplaced.", sure=0.95)


def _mistyped_or_missing(f: Failed, word: Word) -> Advice | None:
    """A slip, or a program that is not installed: the likelier first."""
    name = word.value
    near = [] if name in MANAGERS else _fitting(f, word, _spelled(f, name))
    install = installs(f, name)
    if near and near[0] in EVERYDAY and name not in EVERYDAY and slip(name, near[0]) <= 0.6:
        install = []
    if install and (not near or packaged(name)):
        return f.hint(
            f"{name} is not installed",
            *install,
            *[f.swap(word, other) for other in near if slip(name, other) <= 0.6],
            sure=0.9,
        )
    if near:
        other_word = len(name) <= 4 and slip(name, near[0]) > 1  # nope is no slip of node
        return f.hint(
            f"{name}: no such command",
            *[_also(f, word, other) for other in near],
            *install,
            why=f"Did you mean {near[0]}?",
            sure=0.65 if other_word else 0.93,
        )
    if not install and (own := _own_script(f, name)):
        return f.hint(
            f"{name} is not on the PATH; {own} is in this folder",
            f.swap(word, f"./{own}"),
            why="What lies in a folder is started with ./ in front.",
            sure=0.93,
        )
    return f.hint(f"{name} is not installed", *install, sure=0.9) if install else None


def _own_script(f: Failed, name: str) -> str:
    """An executable here of nearly that name: backup-db.sh for backup-db.hs."""
    if len(name) < 4 or not re.search(r"[.\d_-]", name):
        return ""
    names = [n for n in f.local.entries() if f.local.is_file(n) and f.local.is_executable(n)]
    return next(iter(nearest(name, names, limit=1)), "")


@family.rule(
    when="No such file or directory",
    status=127,
    says=r"^(?:\S+: )?(?:line \d+: )?(?P<name>[a-z][^\s:/]*/[^\s:]*): No such file",
)
def glued_path(f: Failed) -> Advice | None:
    """cdsrc/lib: a program and the path behind it."""
    word = f.command.words[0]
    apart = (
        taken_apart(f, word) if word.value == f["name"] and not f.local.exists(word.value) else []
    )
    return f.hint(f"{f['name']}: no such program", *apart, sure=0.96) if apart else None


@family.rule(when=("not found", "Unknown command", "syntax error"), status=(127, 2, 1))
def python_at_the_shell(f: Failed) -> Advice | None:
    """A statement of Python typed at the shell."""
    text = f.text
    statement = re.match(
        r"(?:import [\w.]+(?: as \w+)?(?:, ?[\w.]+)*|from [\w.]+ import [\w*]+(?:, ?\w+)*"
        r"|print\s?\(.*\))\s*$",
        text,
    )
    if not statement or ("not found" not in f.output and "syntax error" not in f.output):
        return None
    python = "python3" if f.local.which("python3") or not f.local.which("python") else "python"
    return f.hint("That is Python, and this is the shell", f"{python} -c {quote(text)}", python)


def _spelled(f: Failed, name: str) -> list[str]:
    """Programs, builtins and names from the history that the name may be a slip of."""
    own = f.local.names
    names = set(f.local.programs) | BUILTINS | f.local.recent | own
    names -= {name, "for", "if", "while", "until"}  # mistyped, those are errors of syntax
    prior = f.local.familiar | own  # who makes an alias types it
    near = [n for n in nearest(name, names, prior=prior) if n in prior or _plausible(name, n)]
    if near and near[0] in f.local.recent and near[0] not in f.local.programs:
        near = [n for n in near if n in names]
    if near:
        return near
    # An older name of something that is here: pyhton, where only python3 is installed.
    for old in nearest(name, RENAMED, prior=EVERYDAY, limit=1):
        here = [new for new in RENAMED[old] if runs(f, new)]
        if here and " " not in here[0]:
            return here[:1]
    # Not here, but everybody's: still what was meant, and the shell will say what is missing.
    return nearest(name, EVERYDAY, limit=1, within=0.9)


def _also(f: Failed, word: Word, new: str) -> str:
    """The word replaced, and the line's other programs that were not found with it."""
    changes = [(word.start, word.end, new)]
    for command in f.line.commands:
        other = command.words[0] if command.words else word
        if other is not word and f.find(rf"\b{re.escape(other.value)}: command not found"):
            near = _spelled(f, other.value)
            changes += [(other.start, other.end, near[0])] if near else []
    return f.line.edit(*changes) if len(changes) > 1 else f.swap(word, new)


def _fitting(f: Failed, word: Word, near: list[str]) -> list[str]:
    """Those that the arguments fit first: `gi status` is git's, not go's; mv wants two names."""
    if word is not f.command.words[0] or not f.operands:
        return near
    first = f.operands[0].value
    for name in ("git", "npm", "docker", "apt", "cargo"):  # it status, gut log
        if first in sub_commands()[name] and name not in near and slip(word.value, name) <= 1.25:
            near = [name, *near]
    if not near:
        return near

    def misfit(name: str) -> int:
        known = sub_commands().get(name)
        if known:
            return -1 if first in known else 0 if nearest(first, known, limit=1) else 1
        if name in ("mv", "cp", "ln") and len(f.operands) == 1:
            return 1
        return int(name == "tee" and f.local.is_dir(first))

    best = slip(word.value, near[0]) + GAP
    close = [name for name in near if slip(word.value, name) <= best]
    return sorted(close, key=misfit) + [name for name in near if name not in close]


def _plausible(typed: str, program: str) -> bool:
    """A program that is no one's habit: npm-check is no slip of pkcheck."""
    return slip(typed, program) <= max(1.3, 0.2 * len(typed))
