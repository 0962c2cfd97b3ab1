"""Is one command line the mended form of another, and what was changed? Pure.

A command that succeeds after one that failed mends it only if it says the same, put right: a
misspelt word spelt, an option or sudo added, something put in that the failure itself had named.
What merely comes next (`make`, then `make clean`; `git pull`, then `git push`) is no fix, and
neither is the same line once more: there, the world was mended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from termproxy.assistant.advice import Case
from termproxy.assistant.model import cues
from termproxy.assistant.model.thrift import VOLATILE
from termproxy.assistant.rules.digest import digest
from termproxy.assistant.rules.words import Line, Word, parse
from termproxy.assistant.world.spelling import alike
from termproxy.assistant.world.wordlist import listed

# Changes in one line beyond which it is another line.
MOST_CHANGES = 3
# Parts of two errors' words that must be the same, for the errors to be.
SAME = 0.8
LONGEST_SHAPE = 200
LONGEST_LINE = 400
# What may stand before a program to mend its failing.
HELPERS = frozenset(listed("sudo doas env"))
# Their failures are about files that are mended in an editor; another option mends nothing.
BUILDERS = frozenset(
    listed(
        """make gmake ninja cmake cargo rustc gcc g++ cc clang clang++ go javac mvn gradle npm yarn
pnpm npx tsc node jest vitest pytest tox nox ruff mypy flake8 pylint black python python3 ruby perl
php rake bundle dotnet swift sbt bazel meson terraform ansible-playbook"""
    )
)
# Looking is not mending.
LOOKING = frozenset(listed("termproxy man which whereis type help history tldr apropos"))

_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|‘[^’\n]*’|“[^”\n]*”")
_PATH = re.compile(r"(?<!\w)[.~]{0,2}/\S*|\w+://\S+")
_PUNCTUATION = ".,;:!?'\"`’”)]}>"
_PLAIN = re.compile(r"[\w@.:/+=-]{2,80}")


@dataclass(frozen=True, slots=True)
class Change:
    """At word `at` of the failed line, `old` words became `new` ones."""

    at: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loan:
    """A word of the fix that the failure's output held, and what stood around it there."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mending:
    """How `failed` became `fixed`, by changes from the first word to the last.

    `program` is the one whose words were changed; `shape` is what its error says, without names.
    """

    program: str
    shape: str
    failed: str
    fixed: str
    changes: tuple[Change, ...]
    loans: tuple[Loan, ...] = ()

    def details(self) -> str:
        """`changes` and `loans` as JSON."""
        changes = [[change.at, change.old, change.new] for change in self.changes]
        return json.dumps([changes, [[loan.word, loan.before, loan.after] for loan in self.loans]])

    @classmethod
    def of(cls, program: str, shape: str, failed: str, fixed: str, details: str) -> Mending:
        """Built again. Raises ValueError when `details` are none."""
        try:
            changes, loans = json.loads(details)
            return cls(
                program,
                shape,
                failed,
                fixed,
                tuple(
                    Change(int(at), tuple(map(str, old)), tuple(map(str, new)))
                    for at, old, new in changes
                ),
                tuple(Loan(*map(str, loan)) for loan in loans),
            )
        except (TypeError, RecursionError) as error:
            raise ValueError("no details of a mending") from error


def mending(case: Case, fixed: str) -> Mending | None:
    """How `fixed`, which succeeded, mends `case`; None when it does not, as far as can be told."""
    failed, fixed = case.command.strip(), fixed.strip()
    if max(len(failed), len(fixed)) > LONGEST_LINE or "\n" in failed + fixed:
        return None
    before, after = parse(failed), parse(fixed)
    if not before.commands or all(each.program in LOOKING for each in after.commands):
        return None
    old, new = _raw(before), _raw(after)
    if old == new or not set(after.commands[0].args).isdisjoint(("--help", "-h", "--version")):
        return None
    changes = tuple(
        Change(i, tuple(old[i:j]), tuple(new[k:m]))
        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    )
    if len(changes) > MOST_CHANGES or not all(
        _mends(change, _place(before, change.at), case.output) for change in changes
    ):
        return None
    program = _place(before, changes[0].at).name
    words = [word for change in changes for word in change.new]
    loans = tuple(loan for word in words if (loan := _loan(word, old, case.output)) is not None)
    return Mending(program, shape(case), failed, fixed, changes, loans)


def again(known: Mending, case: Case) -> str:
    """The line that mends `case` as `known` was mended; "" when it does not fit."""
    line = parse(case.command.strip())
    lent = _lent(known.loans, case.output)
    if lent is None:
        return ""
    if _raw(line) == _raw(parse(known.failed)):
        return _exchanged(known, lent)
    if len(known.changes) != 1:
        return ""
    change = known.changes[0]
    new = " ".join(lent.get(word, word) for word in change.new)
    then = _place(parse(known.failed), change.at)
    now = [group for group in _groups(line) if _fits(group, then, change)]
    if len(now) != 1:
        return ""
    words = now[0].words
    if not change.old:
        at = words[then.at].start if not then.at else words[then.at - 1].end
        return line.edit((at, at, f" {new}" if then.at else f"{new} "))
    size = len(change.old)
    at = _only(words, change.old)
    span = words[at].start, words[at + size - 1].end
    return line.edit((*span, new)).replace("  ", " ").strip()


def shape(case: Case) -> str:
    """What the error says, without names, numbers, and words of the command line."""
    text = digest(case.output)
    raw = text.encode("utf-8", "replace")
    lines = raw.split(b"\n")
    found = cues.lines_of(raw)
    told = [line for line in lines if line.strip()]
    if not told:
        return f"status {case.status}"
    said = (lines[found[0]] if found else told[-1]).decode("utf-8", "replace")
    said = _QUOTED.sub("~", VOLATILE.sub("~", said))
    for word in sorted(
        {word.value for word in _tokens(parse(case.command))}, key=len, reverse=True
    ):
        if len(word) > 1:
            said = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", "~", said)
    said = re.sub(r"\d+", "0", _PATH.sub("~", said)).casefold()
    return " ".join(said.split())[:LONGEST_SHAPE]


def same_shape(one: str, other: str) -> bool:
    """Whether two errors say the same, but for a name among many words."""
    if one == other:
        return True
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= SAME and matcher.ratio() >= SAME


def programs(command: str) -> list[str]:
    """The programs that a line names, each once."""
    return list(dict.fromkeys(each.program for each in parse(command).commands))


# --------------------------------------------------------------------------- changes


def _mends(change: Change, place: _Group, output: str) -> bool:
    if not change.old:
        return _adds(change, place, output)
    if not change.new:
        return all(word.startswith("-") and _named(word, output) for word in change.old)
    old, new = " ".join(change.old), " ".join(change.new)
    if alike(old, new):
        return True
    if len(change.new) == 1 and _suggested(new, output) and _named(change.old[0], output):
        return True
    base = old.rpartition("/")[2]
    if len(change.old) == 1 == len(change.new) and base and new.rpartition("/")[2] == base:
        return _named(old, output)  # the right folder for it
    return (
        place.name not in BUILDERS
        and place.at > place.program
        and all(word.startswith("-") for word in change.old + change.new)
    )


def _adds(change: Change, place: _Group, output: str) -> bool:
    """Are the words put in such as mend: helpers, options, and what the failure named?"""
    builder = place.name in BUILDERS
    if place.at <= place.program:
        first, *more = change.new
        return first in HELPERS or (not more and "=" in first and not builder)
    behind_option = False
    for word in change.new:
        option = word.startswith("-") and len(word) > 1
        if option:
            if builder and not _named(word, output):
                return False
        elif not (behind_option and _PLAIN.fullmatch(word)) and not (
            place.at > place.program + 1 and _suggested(word, output)
        ):
            return False
        behind_option = option
    return True


def _named(word: str, output: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", output) is not None


def _suggested(word: str, output: str) -> bool:
    return _PLAIN.fullmatch(word) is not None and _named(word, output)


def _loan(word: str, failed: Sequence[str], output: str) -> Loan | None:
    if word in failed or word.startswith("-") or not _suggested(word, output):
        return None
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    for line in output.split("\n"):
        found = pattern.search(line)
        if found is not None:
            before, after = line[: found.start()][-40:], line[found.end() :]
            if len(before.strip()) > 2:
                behind = len(after) - len(after.lstrip(_PUNCTUATION))
                return Loan(word, before, after[:behind])
    return None


def _lent(loans: Sequence[Loan], output: str) -> dict[str, str] | None:
    """Each borrowed word as the new output has it; None when one is not to be found."""
    found: dict[str, str] = {}
    for loan in loans:
        pattern = rf"{re.escape(loan.before)}([\w@.:/+=-]+?){re.escape(loan.after)}(?=\s|$)"
        match = re.search(pattern, output)
        if match is None:
            return None
        found[loan.word] = match[1]
    return found


def _exchanged(known: Mending, lent: dict[str, str]) -> str:
    line = parse(known.fixed)
    return line.edit(
        *(
            (word.start, word.end, lent[word.raw])
            for word in _tokens(line)
            if word.start >= 0 and lent.get(word.raw, word.raw) != word.raw
        )
    )


# --------------------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class _Group:
    """The words of one command of a line: its program is word `program`, `at` one to look at."""

    name: str
    words: tuple[Word, ...]
    program: int
    at: int = 0

    @property
    def sub(self) -> str:
        """Its first argument, unless that is an option: a sub-command, perhaps."""
        rest = [word.raw for word in self.words[self.program + 1 : self.program + 2]]
        return rest[0] if rest and not rest[0].startswith("-") else ""


def _groups(line: Line) -> list[_Group]:
    found = []
    for command in line.commands:
        every = (*command.prefix, *command.words, *command.redirections)
        words = tuple(sorted(every, key=lambda word: word.start))
        program = words.index(command.words[0]) if command.words else len(words)
        found.append(_Group(command.program, words, program))
    return found


def _place(line: Line, at: int) -> _Group:
    """The command that holds token `at`, or ends right before it."""
    groups = _groups(line)
    for command, group in zip(line.commands, groups, strict=True):
        at -= bool(command.joint)
        if at <= len(group.words):
            return replace(group, at=max(at, 0))
        at -= len(group.words)
    return replace(groups[-1], at=len(groups[-1].words))


def _fits(now: _Group, then: _Group, change: Change) -> bool:
    """Whether what was changed `then` can be changed in this command, too."""
    if now.name != then.name:
        return False
    if not change.old:
        before = [word.raw for word in then.words[: then.at]]
        return [word.raw for word in now.words[: then.at]] == before
    at = _only(now.words, change.old)
    if at < 0 or (at == now.program) != (then.at == then.program):
        return False
    return then.at <= then.program + 1 or now.sub == then.sub


def _only(words: Sequence[Word], wanted: Sequence[str]) -> int:
    """Where `wanted` stand among the words; -1 when nowhere, or in more than one place."""
    raw, size = [word.raw for word in words], len(wanted)
    places = [at for at in range(len(raw) - size + 1) if raw[at : at + size] == list(wanted)]
    return places[0] if len(places) == 1 else -1


def _tokens(line: Line) -> list[Word]:
    """Every word in order; an operator between commands has no place (-1)."""
    found: list[Word] = []
    for command, group in zip(line.commands, _groups(line), strict=True):
        if command.joint:
            found.append(Word(command.joint, command.joint, -1, -1))
        found += group.words
    return found


def _raw(line: Line) -> list[str]:
    return [word.raw for word in _tokens(line)]
