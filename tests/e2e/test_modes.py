"""Modes: for a session, a folder and a command; what is said and what a server sees of it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.inside import Background, Inside
from tests.e2e.terminal import Terminal
from tests.fake_ollama import ANSWER, answering

Enter = Callable[..., Inside]
ODD = "sh -c 'echo flux capacitor misaligned; exit 5'"


@pytest.fixture
def ollama() -> Iterator[Background]:
    background = Background(answering(ANSWER))
    yield background
    background.stop()


@pytest.fixture
def enter(wrap: Callable[..., Terminal], home: Path, ollama: Background) -> Enter:
    def start(*options: str, **env: str) -> Inside:
        session = Inside(wrap, home, *options, OLLAMA_HOST=ollama.url, **env)
        session.up()
        return session

    return start


def configure(home: Path, text: str) -> None:
    path = home / ".config/termproxy/config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def silence(session: Inside, command: str) -> str:
    """Run a failing command that gets no hint; why not."""
    session.terminal.type("clear\n")
    session.terminal.type(command + "\n")
    assert "▎" not in session.run("true")
    return session.run("termproxy hint --why")


def test_ask_says_how_to_ask_and_sends_nothing(enter: Enter, ollama: Background) -> None:
    session = enter("--hints", "ask")
    session.fail("gti status", "▎ git status")
    shown = session.fail(ODD, "▎ termproxy why asks the model about this")
    assert shown.count("▎") == 1
    assert "no rule knows it, and hint.mode is ask" in session.run("termproxy hint --why")
    assert ollama.fake.requests == []
    # the key puts it into the edit line, and Enter asks
    session.fail("sh -c 'echo other trouble; exit 6'", "▎ termproxy why asks the model")
    session.terminal.until(
        lambda: session.terminal.rows()[-1] == "$ termproxy why",
        "the key has typed it",
        nudge=b"\x1b[C",
    )
    session.terminal.type("\n")
    session.terminal.shows("notes.txt does not exist")
    (question,) = ollama.fake.chats
    assert "other trouble" in question.json["messages"][-1]["content"]


def test_the_same_again_is_not_explained_again(enter: Enter) -> None:
    session = enter("--hints", "ask")
    session.fail(ODD, "▎ termproxy why")
    session.terminal.type(ODD + "\n")
    session.terminal.shows("▎ same as above")


def test_commands_have_modes_of_their_own(enter: Enter, home: Path, ollama: Background) -> None:
    configure(home, '[commands]\n"gti" = "off"\n"sh" = "rules"\n"bash -c *" = "ask"\n')
    session = enter()
    assert '[commands] "gti" is off' in silence(session, "gti status")
    assert 'no rule knows it, and [commands] "sh" is rules' in silence(session, ODD)
    session.fail("ba" + ODD, "▎ termproxy why asks the model")
    assert ollama.fake.chats == []
    # and what a model is told about others leaves them out
    session.fail("python3 -c 'print(9); exit(9)'", "notes.txt does not exist")
    (question,) = ollama.fake.chats
    assert "flux" not in json.dumps(question.json)


def test_a_folder_is_heard_when_it_is_trusted(enter: Enter, home: Path, ollama: Background) -> None:
    project = home / "project" / "src"
    project.mkdir(parents=True)
    file = home / "project/.termproxy.toml"
    file.write_text('[hint]\nmode = "rules"\n')
    session = enter()
    session.run("cd project/src")
    session.terminal.type("clear\n")
    session.terminal.type(ODD + "\n")
    session.terminal.shows(f"termproxy: {file} is not used until you have", "notes.txt does not")
    assert len(ollama.fake.chats) == 1
    # once
    session.run("clear")
    session.fail("sh -c 'echo other; exit 6'", "notes.txt does not exist")
    assert "is not used" not in session.terminal.text()
    told = session.run("termproxy trust")
    assert "is used from now on" in told
    assert 'hint.mode = "rules"' in told
    kept = home / ".local/state/termproxy/folders"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    before = len(ollama.fake.chats)
    assert f"hint.mode is rules in {file}" in silence(session, ODD).replace("\n", "")
    assert "No rule knows this, and no model is asked" in session.run(f"{ODD}; termproxy why -1")
    assert len(ollama.fake.chats) == before
    assert str(file) in session.run("termproxy trust --list")
    file.write_text('[hint]\nmode = "off"\n')
    assert "(changed since, not used)" in session.run("termproxy trust --list")
    session.run("termproxy untrust")
    assert str(file) not in session.run("termproxy trust --list")


def test_the_command_line_is_the_last_word(enter: Enter, home: Path, ollama: Background) -> None:
    (home / ".termproxy.toml").write_text('[hint]\nmode = "auto"\n')
    session = enter("--hints", "rules")
    session.run("termproxy trust")
    assert "hint.mode is rules" in silence(session, ODD)
    assert ollama.fake.requests == []


def test_the_model_is_loaded_ahead_and_status_tells(enter: Enter, ollama: Background) -> None:
    session = enter()
    assert "warm-up" not in session.run("termproxy status")
    session.fail("gti status", "▎ git status")
    told = "termproxy status | grep -q 'warm-up  *loaded ahead, in'"
    assert "loaded" in session.run(f"until {told}; do :; done; clear; termproxy status")
    (request,) = ollama.fake.loads
    assert request.json == {"model": "llama3.2:latest", "messages": []}
    assert ollama.fake.chats == []


def test_trust_tells_what_it_cannot_use(enter: Enter, home: Path) -> None:
    (home / ".termproxy.toml").write_text('[model]\nhost = "http://elsewhere"\n')
    session = enter()
    shown = session.run("termproxy trust; echo status=$?")
    assert "a folder may set hint.mode and [commands], not model.host" in shown.replace("\n", "")
    assert "status=1" in shown
    shown = session.run("cd /; termproxy trust; echo status=$?")
    assert "There is no .termproxy.toml in /" in shown
    assert "status=1" in shown
