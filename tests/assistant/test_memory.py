"""What is remembered, for how long, and how much it counts against the rules."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from termproxy.assistant.advice import Advice, Case, Fix, Source
from termproxy.assistant.memory import (
    OFFERS,
    FixMemory,
    fixes,
    forget,
    off_mark,
    remembered,
    when,
)

ODD = Case("frobnicate --fast", 3, "frobnicate: error: too fast", "/srv")
GOOD = "frobnicate --slow"
RULE = Advice("a rule's word", fixes=(Fix("other"), Fix("third")), rule="x.y", confidence=0.9)
SURE = 0.7


class Clock:
    def __init__(self) -> None:
        self.now = time.mktime((2026, 3, 12, 12, 0, 0, 0, 0, -1))

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "data" / "memory.sqlite")


@pytest.fixture
async def clock() -> Clock:
    return Clock()


Open = Callable[[], FixMemory]


@pytest.fixture
async def terminal(path: str, clock: Clock) -> AsyncIterator[Open]:
    """Open one more terminal."""
    opened: list[FixMemory] = []

    def start() -> FixMemory:
        opened.append(FixMemory(path, clock=clock, timer=clock))
        return opened[-1]

    yield start
    for memory in opened:
        await memory.close()


class Typed:
    """Commands typed one after the other in a terminal."""

    def __init__(self, memory: FixMemory) -> None:
        self.memory = memory
        self.seq = 0

    def fails(self, case: Case, rule: Advice | None = None) -> Advice | None:
        self.seq += 1
        said = self.memory.advice(case, rule, sure=SURE)
        self.memory.failed(self.seq, case)
        return said

    def works(self, text: str, **more: bool) -> None:
        self.seq += 1
        self.memory.succeeded(self.seq, text, **more)

    async def settled(self) -> None:
        """Until all is written and read."""
        self.memory.refresh()
        await self.memory._store.aside(lambda: None)


async def test_a_fix_is_told_the_next_time(terminal: Open, clock: Clock, path: str) -> None:
    one = Typed(terminal())
    assert one.fails(ODD) is None
    one.works(GOOD)
    await one.settled()
    clock.now += 40 * 86_400
    said = one.fails(ODD)
    assert said is not None
    assert said.title == "You fixed this on 12 March"
    assert [fix.command for fix in said.fixes] == [GOOD]
    assert (said.source, said.rule) == (Source.MEMORY, "memory.1")
    assert said.confidence >= SURE
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


async def test_other_terminals_know_it_too(terminal: Open) -> None:
    one, other = Typed(terminal()), Typed(terminal())
    await other.settled()
    one.fails(ODD)
    one.works(GOOD)
    await one.settled()
    await other.settled()
    assert other.fails(ODD) is not None


async def test_once_it_stands_second_twice_it_stands_first(terminal: Open) -> None:
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD)
    await typed.settled()
    said = typed.fails(ODD, RULE)
    assert said is not None
    assert said.title == RULE.title
    assert [fix.command for fix in said.fixes] == ["other", GOOD, "third"]
    typed.works(GOOD)
    await typed.settled()
    said = typed.fails(ODD, RULE)
    assert said is not None
    assert said.source is Source.MEMORY
    assert [fix.command for fix in said.fixes] == [GOOD, "other", "third"]
    assert said.confidence > 0.95


async def test_a_rule_that_is_not_sure_gives_way(terminal: Open) -> None:
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD)
    await typed.settled()
    said = typed.fails(ODD, replace(RULE, confidence=0.6))
    assert said is not None
    assert said.source is Source.MEMORY


async def test_a_rule_that_says_the_same_says_why(terminal: Open) -> None:
    typed = Typed(terminal())
    for _ in range(3):
        typed.fails(ODD)
        typed.works(GOOD)
        await typed.settled()
    rule = replace(RULE, fixes=(Fix(GOOD),))
    assert typed.fails(ODD, rule) == rule


async def test_a_fix_that_failed_is_told_no_more(terminal: Open) -> None:
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD)
    await typed.settled()
    assert typed.fails(ODD) is not None
    typed.fails(Case(GOOD, 1, "frobnicate: error: too slow", "/srv"))
    await typed.settled()
    assert typed.fails(ODD) is None


async def test_fixes_that_were_told_long_ago_are_not_waited_for(terminal: Open) -> None:
    """Every line that was told and never used was kept, for as long as the session lasted."""

    def odd(number: int) -> Case:
        return Case(f"frobincate {number}", 127, "bash: frobincate: command not found", "/")

    typed = Typed(terminal())
    typed.fails(odd(0))
    typed.works("frobnicate 0")
    await typed.settled()
    for number in range(1, OFFERS + 2):
        assert typed.fails(odd(number)) is not None
    store = fixes(typed.memory._path)
    typed.fails(Case("frobnicate 1", 1, "frobnicate: no", "/"))
    await typed.settled()
    assert [fix.missed for fix in remembered(store)] == [0]
    typed.fails(Case(f"frobnicate {OFFERS + 1}", 1, "frobnicate: no", "/"))
    await typed.settled()
    assert [fix.missed for fix in remembered(store)] == [1]


async def test_a_word_is_put_right_in_other_lines(terminal: Open) -> None:
    typed = Typed(terminal())
    for line in ("frobincate a", "frobincate b -c"):
        typed.fails(Case(line, 127, "bash: frobincate: command not found", "/"))
        typed.works(line.replace("frobincate", "frobnicate"))
        await typed.settled()
    assert len(remembered(fixes(typed.memory._path))) == 1
    said = typed.fails(Case("frobincate z", 127, "bash: frobincate: command not found", "/"), RULE)
    assert said is not None
    assert said.fixes[0].command == "frobnicate z"


async def test_what_destroys_carries_its_warning(terminal: Open) -> None:
    typed = Typed(terminal())
    dirty = Case("rm build", 1, "rm: cannot remove 'build': Is a directory", "/srv")
    typed.fails(dirty)
    typed.works("rm -rf build")
    await typed.settled()
    said = typed.fails(dirty)
    assert said is not None
    assert said.fixes[0].dangerous


async def test_too_late_is_no_fix(terminal: Open, clock: Clock) -> None:
    for seconds, commands in ((3600, 0), (1, 9)):
        typed = Typed(terminal())
        typed.fails(ODD)
        for _ in range(commands):
            typed.works("ls")
        clock.now += seconds
        typed.works(GOOD)
        await typed.settled()
        assert typed.fails(ODD) is None


async def test_the_same_line_again_ends_the_matter(terminal: Open) -> None:
    """The network was down; what is typed afterwards mends nothing."""
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(ODD.command)
    typed.works(GOOD)
    await typed.settled()
    assert typed.fails(ODD) is None


@pytest.mark.parametrize("change", [{"private": True}, {"remote": True}, {"ran": False}])
async def test_private_and_remote_failures_are_not_learnt_from(
    terminal: Open, path: str, change: dict[str, bool]
) -> None:
    typed = Typed(terminal())
    typed.fails(replace(ODD, **change))  # type: ignore[arg-type]
    typed.works(GOOD)
    await typed.settled()
    assert not os.path.exists(path)


async def test_private_and_secret_fixes_are_not_kept(terminal: Open, path: str) -> None:
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD, private=True)
    typed.fails(Case("mysql -u root", 1, "Access denied", "/"))
    typed.works("mysql -u root --password=Hunter2Hunter2")
    await typed.settled()
    assert not os.path.exists(path)


async def test_a_name_that_is_no_text_is_not_kept(terminal: Open, path: str) -> None:
    typed = Typed(terminal())
    typed.fails(Case("frobnicate --fast caf\udce9", 3, "frobnicate: error: too fast", "/srv"))
    typed.works("frobnicate --slow caf\udce9")
    await typed.settled()
    assert not os.path.exists(path)


async def test_off_means_neither_learning_nor_telling(terminal: Open, path: str) -> None:
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD)
    await typed.settled()
    Path(off_mark(path)).touch()
    assert typed.fails(ODD) is None
    typed.works("frobnicate --other")
    await typed.settled()
    assert len(remembered(fixes(path))) == 1
    os.unlink(off_mark(path))
    assert typed.fails(ODD) is not None


async def test_forgetting(terminal: Open, path: str) -> None:
    typed = Typed(terminal())
    for name in ("one", "two"):
        typed.fails(Case(f"{name} --fast", 1, f"{name}: error: {name} is too fast", "/"))
        typed.works(f"{name} --slow")
    await typed.settled()
    store = fixes(path)
    assert [fix.mending.fixed for fix in remembered(store)] == ["two --slow", "one --slow"]
    assert forget(store, 1) == 1
    assert forget(store, 1) == 0
    assert forget(store, None) == 1
    store.close()
    await typed.settled()
    await typed.memory.close()
    raw = b"".join(file.read_bytes() for file in Path(path).parent.iterdir())
    assert b"--slow" not in raw


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("details", "[" * 100_000),
        ("details", "[[], 1]"),
        ("details", '[[["x", ["a"], ["b"]]], []]'),
        ("worked", "often"),
        ("latest", "yesterday"),
    ],
)
async def test_a_row_that_is_none_of_ours_is_passed_over(
    terminal: Open, path: str, column: str, value: object
) -> None:
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD)
    await typed.settled()
    store = fixes(path)
    store.write(lambda db: db.execute(f"UPDATE fixes SET {column} = ?", (value,)))
    assert remembered(store) == []
    store.close()


async def test_a_memory_that_cannot_be_kept_disturbs_nobody(
    terminal: Open, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    Path(os.path.dirname(path)).write_text("")  # no folder can be made there
    typed = Typed(terminal())
    typed.fails(ODD)
    typed.works(GOOD)
    await typed.settled()
    assert typed.fails(ODD) is None
    assert capfd.readouterr().err.count("cannot be used") == 1


def test_days_have_names() -> None:
    now = time.mktime((2026, 3, 12, 12, 0, 0, 0, 0, -1))
    assert when(now - 3600, now) == "today"
    assert when(now - 86_400, now) == "yesterday"
    assert when(now - 2 * 86_400, now) == "on 10 March"
    assert when(now - 300 * 86_400, now) == "on 16 May 2025"
