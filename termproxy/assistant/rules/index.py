"""Which rules can fit an output at all: found by its words, without trying each rule's literals.

A literal like `is not a git command` can only occur where the words between its ends ("not", "a",
"git") occur whole. The rarest-looking of these, the longest, is the word the rule waits for. The
words of an output are one set, and its intersection with the words waited for is all the work that
most of the rules cost.
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


class Index(Generic[R]):
    """Rules by the word that each of their literals waits for."""

    def __init__(self, rules: Iterable[R]) -> None:
        self._rules = tuple(rules)
        self._by_word: dict[str, list[int]] = {}
        self._loose: list[int] = []  # nothing to wait for, or a literal of one word only
        for number, rule in enumerate(self._rules):
            awaited = {waits_for(literal) for literal in rule.when}
            if not awaited or "" in awaited:
                self._loose.append(number)
                continue
            for word in awaited:
                self._by_word.setdefault(word, []).append(number)

    def fitting(self, output: str, words: frozenset[str]) -> Iterator[R]:
        """The rules of which a literal occurs in `output`, whose words are `words`."""
        chosen = set(self._loose)
        for word in words & self._by_word.keys():
            chosen.update(self._by_word[word])
        for number in sorted(chosen):
            rule = self._rules[number]
            for literal in rule.when:
                if literal in output:
                    break
            else:
                if rule.when:
                    continue
            yield rule


def waits_for(literal: str) -> str:
    """The longest word strictly inside a literal, "" for none: it stands there whole."""
    inside = (m[0] for m in WORD.finditer(literal) if m.start() and m.end() < len(literal))
    return max(inside, key=len, default="")


def words_of(output: str) -> frozenset[str]:
    """The words of an output, as `waits_for` tells them apart."""
    return frozenset(WORD.findall(output))
