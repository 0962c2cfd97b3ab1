"""Which rules can fit an output at all: found by its words, without trying each rule's literals.

A literal like `is not a git command` can only occur where the words between its ends ("not", "a",
"git") occur whole: the rule waits for the longest of them. The words of an output are one set, and
its intersection with the words waited for is all the work that most of the rules cost. A literal
without such a word (`Permission denied`) waits for a part of a word: that is looked for in the
distinct words only, which of a long output are few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

WORD = re.compile(r"\w+")


class Waiting(Protocol):
    """What has literals, one of which must occur in the output (none: always to be tried)."""

    @property
    def when(self) -> tuple[str, ...]: ...


R = TypeVar("R", bound=Waiting)


class Seen:
    """An output and its words; `distinct` is the words again, as one text."""

    __slots__ = ("distinct", "output", "words")

    def __init__(self, output: str) -> None:
        self.output = output
        self.words = frozenset(WORD.findall(output))
        self.distinct = " ".join(self.words)


class Index(Generic[R]):
    """Rules by what each of their literals waits for."""

    def __init__(self, rules: Iterable[R]) -> None:
        self._rules = tuple(rules)
        self._by_word: dict[str, list[int]] = {}
        self._by_part: dict[str, list[int]] = {}
        self._always: list[int] = []  # nothing to wait for
        for number, rule in enumerate(self._rules):
            if not rule.when:
                self._always.append(number)
            for literal in rule.when:
                word = waits_for(literal)
                part = "" if word else max(WORD.findall(literal), key=len, default="")
                if word:
                    self._by_word.setdefault(word, []).append(number)
                elif part:
                    self._by_part.setdefault(part, []).append(number)
                else:
                    self._always.append(number)

    def fitting(self, seen: Seen) -> Iterator[R]:
        """The rules of which a literal occurs in the output, and those without any."""
        chosen = set(self._always)
        for word in seen.words & self._by_word.keys():
            chosen.update(self._by_word[word])
        distinct = seen.distinct
        for part, numbers in self._by_part.items():
            if part in distinct:
                chosen.update(numbers)
        output = seen.output
        for number in sorted(chosen):
            rule = self._rules[number]
            if not rule.when or any(literal in output for literal in rule.when):
                yield rule


def waits_for(literal: str) -> str:
    """The longest word strictly inside a literal, "" for none: it stands there whole."""
    inside = (m[0] for m in WORD.finditer(literal) if m.start() and m.end() < len(literal))
    return max(inside, key=len, default="")
