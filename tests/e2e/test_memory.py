"""Fixes that worked and answers that were given, in real shells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.inside import Background, Inside
from tests.e2e.terminal import Terminal
from tests.fake_ollama import Exchange, answering

Enter = Callable[..., Inside]

FROB = """\
#!/bin/sh
case $1 in
--slow) echo done; exit 0;;
--*) echo "frob: misaligned by $1" >&2; exit 3;;
esac
"""


@pytest.fixture
def enter(wrap: Callable[..., Terminal], home: Path) -> Enter:
    """A session whose assistant is up, with a program that no rule knows."""
    programs = home / "bin"
    programs.mkdir()
    frob = programs / "frob"
    frob.write_text(FROB)
    frob.chmod(0o755)

    def start(*options: str, **env: str) -> Inside:
        session = Inside(wrap, home, *options, **env)
        session.up()
        return session

    return start


@pytest.fixture
def model() -> Iterator[Background]:
    background = Background(answering("CAUSE: the flux is misaligned\nRUN: frob --slow\n"))
    yield background
    background.stop()


def mended(session: Inside) -> None:
    """Fail, fix, and wait until that is remembered."""
    session.run("frob --fast")
    session.run("ls")  # a look around is no fix, and does not end the wait for one
    session.run("frob --slow")
    session.terminal.type("until termproxy memory list | grep -q slow; do :; done; clear\n")
    session.run("true")


def test_a_fix_is_remembered_and_told_the_next_time(enter: Enter, home: Path) -> None:
    session = enter("--hints", "rules")
    mended(session)
    shown = session.fail("frob --fast", "You fixed this today", "memory")
    assert "frob --slow" in shown
    told = session.run("termproxy hint --why")
    assert "memory.1" in told
    # the key puts it into the edit line like any other fix
    session.fail("clear; frob --fast", "You fixed this today")


def test_another_terminal_knows_it_and_it_can_be_forgotten(enter: Enter) -> None:
    one, other = enter("--hints", "rules"), enter("--hints", "rules")
    mended(one)
    other.terminal.type("clear\n")
    other.terminal.until(
        # it reads what was learnt elsewhere while a command runs, and holds no prompt up for that
        lambda: "You fixed this today" in other.terminal.text(),
        "the other terminal has read it",
        nudge=b"frob --fast\n",
        quiet=2.0,  # the next command would take the hint away that a busy machine still works on
    )
    listed = other.run("termproxy memory list")
    assert "frob --fast" in listed
    assert "frob --slow" in listed
    assert "forgotten" in other.run("termproxy memory forget 1")
    assert "frob --slow" not in one.run("termproxy memory list")
    one.run("true")
    one.terminal.type("clear; frob --fast\n")
    one.terminal.shows("misaligned")
    one.run("true")
    assert "You fixed" not in one.run("termproxy hint --why")


def test_memory_can_be_off(enter: Enter, home: Path) -> None:
    session = enter("--hints", "rules")
    assert "off" in session.run("termproxy memory off")
    session.run("frob --fast")
    session.run("frob --slow")
    assert "frob" not in session.run("termproxy memory list")
    assert "on" in session.run("termproxy memory on")
    assert not (home / ".local/share/termproxy/memory.sqlite").exists()


def test_private_lines_are_never_remembered(enter: Enter, home: Path) -> None:
    session = enter("--hints", "rules")
    session.run("HISTCONTROL=ignorespace")
    session.run("true")
    session.terminal.type("clear\n")
    session.terminal.type(" frob --fast\n")
    session.terminal.shows("misaligned")
    session.run("frob --slow")
    session.terminal.type("clear\n")
    session.run("frob --fast")
    session.terminal.type(" frob --slow; clear\n")
    session.run("true")
    assert "frob" not in session.run("termproxy memory list")
    assert not (home / ".local/share/termproxy/memory.sqlite").exists()


def test_the_answer_of_one_terminal_is_at_once_in_the_next(
    enter: Enter, home: Path, model: Background
) -> None:
    """Also when the server is gone by then; and `termproxy cache` tells of it and clears it."""
    one = enter(OLLAMA_HOST=model.url)
    one.fail("frob --fast", "the flux is misaligned", "frob --slow")
    assert len(model.fake.chats) == 1
    other = enter(OLLAMA_HOST=model.url)
    other.fail("frob --fast", "the flux is misaligned")
    assert len(model.fake.chats) == 1
    assert "1 answer, " in (told := other.run("termproxy cache"))
    assert "the oldest is from the last 24 hours" in " ".join(told.split())
    assert "1 answer" in other.run("termproxy cache clear")
    assert "no answers" in one.run("termproxy cache")
    kept = b"".join(file.read_bytes() for file in (home / ".cache/termproxy").iterdir())
    assert kept
    assert b"flux" not in kept


def test_two_terminals_with_the_same_question_ask_once(enter: Enter, model: Background) -> None:
    async def scenario(exchange: Exchange) -> None:
        await exchange.hold()
        await answering("CAUSE: the flux is misaligned\nRUN: none\n")(exchange)

    model.fake.chat = scenario
    one, other = enter(OLLAMA_HOST=model.url), enter(OLLAMA_HOST=model.url)
    for session in (one, other):
        session.terminal.type("clear\n")
        session.terminal.type("frob --fast\n")
        session.terminal.shows("misaligned by --fast")
    one.terminal.until(lambda: model.fake.holding.is_set(), "the question is asked")
    model.run(released(model))
    for session in (one, other):
        session.terminal.shows("the flux is misaligned")
    assert len(model.fake.chats) == 1


async def released(model: Background) -> None:
    model.fake.release()


def test_lines_pasted_at_once_are_asked_about_together(
    enter: Enter, home: Path, model: Background
) -> None:
    questions: list[str] = []

    async def scenario(exchange: Exchange) -> None:
        said = exchange.request.json["messages"][-1]["content"]
        questions.append(said)
        if "#1\n" not in said:
            await exchange.hold()  # on a slow machine the first alone, given up by the second
        lines = [line for line in said.split("\n") if line.startswith("Command: ")]
        text = "".join(
            f"#{number}\nCAUSE: about {line.split('--')[1]}\nRUN: none\n"
            for number, line in enumerate(lines, 1)
        )
        await answering(text)(exchange)

    model.fake.chat = scenario
    session = enter(OLLAMA_HOST=model.url)
    session.run("true")
    session.terminal.type("clear\n")
    session.terminal.type("frob --one\nfrob --two\nfrob --three\nfrob --four\n")
    session.terminal.shows("about four")
    together = [said for said in questions if "#1\n" in said]
    assert len(together) == 1
    assert all(f"frob --{name}" in together[0] for name in ("two", "three", "four"))
    session.run("termproxy last 20 --json > told")
    told = map(json.loads, (home / "told").read_text().splitlines())
    hints = {row["command"]: row["hint"] for row in told}
    assert [hints[f"frob --{name}"] for name in ("two", "three")] == ["about two", "about three"]
    number = session.run("termproxy last 20 | awk -F'\\t' '$6 == \"frob --two\" {print \"n\"$1}'")
    (found,) = re.findall(r"^n(\d+)$", number, re.MULTILINE)
    assert "about two" in session.run(f"termproxy why --no-model {found}")
