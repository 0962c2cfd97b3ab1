from __future__ import annotations

import re
from itertools import pairwise

import pytest

from termproxy.assistant.advice import Advice, Case, Fix, Source
from termproxy.assistant.showing import Showing, label, offered
from termproxy.assistant.view import Look
from termproxy.core.events import Hint
from termproxy.core.insertkey import spellings

PUSH = Advice("git has no command 'psuh'", "", (Fix("git push"),), "git", 0.95)
CASE = Case("git psuh", 1, "git: 'psuh' is not a git command.", "/src")


def case(command: str = "git psuh", output: str = "no", cwd: str = "/src") -> Case:
    return Case(command, 1, output, cwd)


def text(hint: Hint | None) -> str:
    assert hint is not None
    return plain(hint.rows)


def short(hint: Hint | None) -> str:
    assert hint is not None
    return plain(hint.again)


def plain(rows: tuple[bytes, ...]) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", b"\n".join(rows).decode())


def showing(key: str = "") -> Showing:
    return Showing(Look(), key)


# --------------------------------------------------------------------------- repeats


def test_the_same_failure_in_a_row_can_be_told_in_short() -> None:
    said = showing()
    first, second, third = (said.hint(seq, case(), PUSH, 80, 24) for seq in (1, 2, 3))
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.again, first.after) == ((), 0)
    assert short(second) == "▎ same as above (2 times)"
    assert second.after == first.number
    assert "git push" in text(second), "for a screen that was wiped, or never had the first"
    assert second.fixes == ("git push",), "the key still inserts it"
    assert short(third) == "▎ same as above (3 times)"
    assert third.after == second.number


@pytest.mark.parametrize(
    ("seq", "later"),
    [
        (3, case()),  # another command ran between
        (2, case(cwd="/else")),
        (2, case("git psuh origin")),
        (2, case(output="line\n" * 30)),  # it is no longer on the screen
    ],
)
def test_what_is_not_the_same_in_a_row_or_far_above_is_told_whole(seq: int, later: Case) -> None:
    said = showing()
    said.hint(1, case(), PUSH, 80, 24)
    assert short(said.hint(seq, later, PUSH, 80, 24)) == ""


def test_before_it_scrolls_away_it_is_told_whole_again() -> None:
    said = showing()
    told = [short(said.hint(seq, case(), PUSH, 80, 24)) for seq in range(1, 12)]
    full = [number for number, words in enumerate(told) if not words]
    assert full[0] == 0
    assert len(full) > 1
    assert all(later - earlier <= 6 for earlier, later in pairwise(full))


def test_a_model_that_says_what_the_rule_said_says_nothing() -> None:
    said = showing()
    said.hint(1, case(), PUSH, 80, 24)
    model = Advice(
        "there is no such sub-command", "typo", (Fix("git push"),), "m", 0.5, Source.MODEL
    )
    assert said.hint(1, case(), model, 80, 24) is None
    other = Advice("x", "", (Fix("git pull"),), "m", 0.5, Source.MODEL)
    assert "git pull" in text(said.hint(1, case(), other, 80, 24))


# --------------------------------------------------------------------------- widths


def test_for_another_width_it_is_the_same_hint() -> None:
    said = showing()
    first, second = said.hint(1, case(), PUSH, 80, 24), said.redrawn(30)
    assert first is not None
    assert second is not None
    assert (second.number, second.seq, second.fixes) == (first.number, 1, ("git push",))
    assert second.cols == 30
    assert said.redrawn(30) == second
    later = said.hint(2, case("git psuhh"), PUSH, 80, 24)
    assert later is not None
    assert later.number != first.number
    assert showing().redrawn(80) is None


# --------------------------------------------------------------------------- the key


def test_only_what_is_harmless_and_exactly_as_shown_is_offered() -> None:
    fixes = (
        Fix("rm -r build", dangerous="deletes a folder"),
        Fix("git push\nrm -rf ~"),
        Fix("ls\u200b"),
        Fix("\x1b[31mls"),
        Fix("ls -l", verified=False),
        Fix("cat 日本語"),
    )
    assert offered(Advice("t", "", fixes)) == ("ls -l", "cat 日本語")


def test_the_key_is_named_where_it_inserts_what_stands_there() -> None:
    assert "→ or Alt-i" in text(showing("→ or Alt-i").hint(1, CASE, PUSH, 80, 24))
    danger = Advice("t", "", (Fix("rm -r x", dangerous="deletes"), Fix("ls")), "r", 0.9)
    assert "Alt-i" not in text(showing("→ or Alt-i").hint(1, CASE, danger, 80, 24))


@pytest.mark.parametrize(
    ("chord", "name"),
    [("alt-i", "→ or Alt-i"), ("CTRL-G", "→ or Ctrl-g"), ("f8", "→ or F8"), ("", "")],
)  # fmt: skip
def test_how_keys_are_named(chord: str, name: str) -> None:
    assert spellings(chord) is not None
    assert label(chord, Look()) == name


def test_without_arrows_it_is_a_word() -> None:
    assert label("alt-i", Look(unicode=False)) == "Right or Alt-i"
