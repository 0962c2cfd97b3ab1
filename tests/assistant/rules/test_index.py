"""Finding rules by the words of an output finds every rule whose literal occurs, and no other."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Case
from termproxy.assistant.rules import judge
from termproxy.assistant.rules.index import Index, Seen, waits_for


class Literals(NamedTuple):
    when: tuple[str, ...]


texts = st.text(alphabet="ab é'\"_.:\n0", max_size=40)
rules = st.lists(st.builds(Literals, st.lists(texts.filter(bool), max_size=3).map(tuple)))


@given(rules, texts)
def test_it_finds_what_trying_each_literal_finds(known: list[Literals], output: str) -> None:
    expected = [r for r in known if not r.when or any(literal in output for literal in r.when)]
    assert list(Index(known).fitting(Seen(output))) == expected


@given(rules, texts, texts)
def test_a_literal_inside_an_output_is_found(known: list[Literals], a: str, b: str) -> None:
    for rule in known:
        for literal in rule.when:
            assert rule in list(Index(known).fitting(Seen(a + literal + b)))


@pytest.mark.parametrize(
    ("literal", "word"),
    [
        ("is not a git command", "not"),
        ("Permission denied", ""),
        ("EADDRINUSE", ""),
        (": command not", "command"),
        ("*** ", ""),
    ],
)
def test_the_word_a_literal_waits_for(literal: str, word: str) -> None:
    assert waits_for(literal) == word


def test_an_output_that_names_every_message_is_read_by_its_end() -> None:
    from termproxy.assistant.rules import rulebook

    every = "\n".join(literal for rule in rulebook().rules for literal in rule.when)
    case = Case("cat note.txt", 1, f"{every}\n" * 2 + "cat: /etc/hosst: No such file", "/")
    assert not judge(case).broken
