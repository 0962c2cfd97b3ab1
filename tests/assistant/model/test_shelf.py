from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from termproxy.assistant.advice import Advice, Fix, Source
from termproxy.assistant.model.shelf import (
    A_DAY,
    LEASE,
    DiskShelf,
    answers,
    clear,
    decoded,
    redacted,
    summary,
)

ADVICE = Advice(
    "no space is left",
    "The disk is full.\nTwo lines.",
    (Fix("df -h", verified=True), Fix("rm -r cache", verified=False, dangerous="deletes")),
    "qwen2.5-coder:3b",
    0.6,
    Source.MODEL,
)


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "answers.sqlite")


@pytest.fixture
async def shelf(path: str, clock: Clock) -> AsyncIterator[DiskShelf]:
    shelf = DiskShelf(answers(path), clock=clock)
    yield shelf
    await shelf.close()


@pytest.fixture
async def other(path: str, clock: Clock) -> AsyncIterator[DiskShelf]:
    """Another terminal."""
    shelf = DiskShelf(answers(path), clock=clock)
    yield shelf
    await shelf.close()


async def test_an_answer_is_found_by_another_terminal_for_a_month(
    shelf: DiskShelf, other: DiskShelf, clock: Clock
) -> None:
    assert await shelf.get("k") is None
    await shelf.put("k", ADVICE)
    assert await other.get("k") == ADVICE
    clock.now += 29 * A_DAY
    assert await other.get("k") == ADVICE
    clock.now += 2 * A_DAY
    assert await other.get("k") is None
    await other.put("new", ADVICE)
    assert await shelf.get("new") == ADVICE
    assert summary(answers(other_path(shelf)), clock()).answers == 1  # the old one is gone


def other_path(shelf: DiskShelf) -> str:
    return shelf._store.path


async def test_only_one_terminal_asks(shelf: DiskShelf, other: DiskShelf) -> None:
    assert await shelf.claim("k")
    assert not await other.claim("k")
    assert await other.claim("another")
    assert await shelf.claim("k")  # renewed
    shelf.release("k")
    await shelf.get("k")  # the store works in order
    assert await other.claim("k")


async def test_releasing_what_another_has_claimed_changes_nothing(
    shelf: DiskShelf, other: DiskShelf
) -> None:
    assert await shelf.claim("k")
    other.release("k")
    await other.get("k")
    assert not await other.claim("k")


async def test_the_claim_of_a_terminal_that_was_killed_ends(
    shelf: DiskShelf, other: DiskShelf, clock: Clock
) -> None:
    assert await shelf.claim("k")
    clock.now += LEASE
    assert await other.claim("k")


async def test_a_clock_that_was_set_back_blocks_nobody(
    shelf: DiskShelf, other: DiskShelf, clock: Clock
) -> None:
    assert await shelf.claim("k")
    clock.now -= 10 * A_DAY
    assert await other.claim("k")


async def test_no_shelf_means_that_one_asks_oneself(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shelf = DiskShelf(answers(str(tmp_path / "file" / "answers.sqlite")))
    assert await shelf.claim("k")
    await shelf.put("k", ADVICE)
    assert await shelf.get("k") is None
    shelf.release("k")
    await shelf.close()


async def test_what_fails_often_and_has_no_answer_is_wanted(
    shelf: DiskShelf, other: DiskShelf
) -> None:
    for key, times in (("once", 1), ("often", 3), ("answered", 4), ("twice", 2)):
        for _ in range(times):
            shelf.note(key, f"asked {key}")
    await shelf.put("answered", ADVICE)
    assert await shelf.wanted(9) == [("often", "asked often"), ("twice", "asked twice")]
    assert await other.wanted(1) == [("often", "asked often")]


async def test_facts_are_shared(shelf: DiskShelf, other: DiskShelf) -> None:
    assert await shelf.fact("model") == ""
    shelf.write_down("model", "a")
    shelf.write_down("model", "b")
    await shelf.fact("model")
    assert await other.fact("model") == "b"


async def test_clearing_leaves_nothing_on_the_disk(
    shelf: DiskShelf, path: str, clock: Clock
) -> None:
    await shelf.put("k", ADVICE)
    shelf.note("k", "the words of a question")
    await shelf.close()
    store = answers(path)
    assert clear(store) == 1
    store.close()
    assert summary(answers(path), clock()) == summary(answers(path), clock() + 5)
    raw = b"".join(file.read_bytes() for file in Path(path).parent.iterdir())
    assert b"no space is left" not in raw
    assert b"the words of a question" not in raw


def test_secrets_do_not_get_there() -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    advice = Advice(f"the token {token} is wrong", "", (Fix(f"gh auth {token}"), Fix("gh auth")))
    clean = redacted(advice)
    assert token not in repr(clean)
    assert [fix.command for fix in clean.fixes] == ["gh auth"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"title": 1}', "\x00"])
def test_what_is_no_advice_is_no_answer(text: str) -> None:
    assert decoded(text) is None
