"""Moments in which no hint appears, and how often one does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.inside import ODD
from tests.e2e.model import Held
from tests.e2e.terminal import ROOT, TERMPROXY, Terminal, environment, needs

Wrap = Callable[..., Terminal]
ANSWERED = "the file notes.txt does not exist here"


@pytest.fixture
def model() -> Iterator[Held]:
    held_model = Held()
    yield held_model
    held_model.stop()


@pytest.fixture
def asked(wrap: Wrap, home: Path, model: Held) -> Terminal:
    """A session whose first command failed in a way that only the model may know."""
    terminal = wrap("bash", env=environment(home, OLLAMA_HOST=model.fake.url))
    terminal.shows("$")
    terminal.type(ODD + "\r")
    terminal.until(model.asked, "the model is asked")
    return terminal


def run(terminal: Terminal, line: str) -> None:
    """Start a program that reads, and wait until it is the one that does."""
    before = terminal.received.count(b"\x1b[?2004l")
    terminal.type(line + "\r")
    terminal.gets(b"\x1b[?2004l", before + 1)


def test_a_hint_that_comes_while_a_command_runs_is_not_shown(asked: Terminal, model: Held) -> None:
    run(asked, "cat")
    asked.type("still here\r")
    # bash tells that it lets go of the terminal before it does: that Enter may still be a CR.
    asked.until(lambda: asked.text().count("still here") == 2, "cat runs", nudge=b"\n")
    model.answer()
    asked.type("\x04")
    asked.type("echo done\r")
    asked.shows("done\n$")
    assert ANSWERED not in asked.text()


def test_nothing_appears_while_a_password_is_read(asked: Terminal, model: Held) -> None:
    asked.type("read -sp 'Password: ' word\r")
    asked.shows("Password:")
    model.answer()
    asked.type("secret\r")
    asked.type("echo got ${#word}\r")
    asked.shows("got 6\n$")
    assert ANSWERED not in asked.text()


def test_nothing_appears_in_a_full_screen_program(asked: Terminal, model: Held) -> None:
    needs("less")
    asked.type("seq 100 | less\r")
    asked.until(lambda: asked.received.count(b"\x1b[?1049h"), "less runs")
    model.answer()
    asked.type("G")
    asked.shows("(END)")
    assert ANSWERED not in asked.text()
    asked.type("q")
    asked.type("echo done\r")
    asked.until(lambda: b"done\r\n" in asked.received, "it ended")
    assert ANSWERED.encode() not in asked.received


def test_the_same_failure_in_a_row_is_told_once(wrap: Wrap) -> None:
    terminal = wrap("bash")
    terminal.shows("$")
    for said in ("no such command", "same as above (2 times)", "same as above (3 times)"):
        terminal.type("gti status\r")
        terminal.shows(said)
        terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is up")
    assert terminal.text().count("no such command") == 1
    terminal.type("\x0c")
    terminal.until(lambda: terminal.rows() == ["$"], "cleared")
    terminal.type("gti status\r")
    terminal.shows("no such command")


def test_a_hint_is_drawn_anew_when_the_window_changed_before_it_was_shown(
    wrap: Wrap, home: Path, model: Held
) -> None:
    asked = wrap("bash", env=environment(home, OLLAMA_HOST=model.fake.url), cols=100)
    asked.shows("$")
    asked.type(ODD + "\r")
    asked.until(model.asked, "the model is asked")
    run(asked, "cat")
    asked.type("\x04")
    asked.until(lambda: asked.rows()[-1] == "$", "cat ended")
    asked.type(ODD + "\r")
    asked.until(lambda: len(model.fake.chats) == 2, "it is asked again")
    asked.resize(60, 24)
    model.answer()
    # After a resize a hint waits for the next prompt.
    asked.until(lambda: ANSWERED in asked.text(), "the hint is there", nudge=b"\r")
    for number in (1, 2):
        asked.type(f"\recho {number} of 2\r")
        asked.shows(f"{number} of 2\n$")
    assert asked.text().count(ANSWERED) == 1
    log = (home / ".local/state/termproxy/termproxy.log").read_text()
    assert "a hint was put off: the window was resized" in log


# --------------------------------------------------------------------------- one in another


@pytest.mark.parametrize("inner", [" ".join(TERMPROXY), "./wrapped"])
def test_what_the_inner_one_said_the_outer_does_not_say_again(
    wrap: Wrap, home: Path, inner: str
) -> None:
    """Under whatever name it was started: a script of the user's may do it."""
    script = home / "wrapped"
    script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {" ".join(TERMPROXY)} "$@"\n')
    script.chmod(0o755)
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type("gti one\r")
    terminal.shows("git one")
    terminal.type(f"{inner} bash\r")
    terminal.type("echo in $((40 + 2))\r")
    terminal.shows("in 42")
    terminal.type("gti inside\r")
    terminal.shows("git inside")
    terminal.type("exit\r")
    terminal.until(lambda: terminal.rows()[-2:] == ["exit", "$"], "the inner one ended")
    terminal.type("echo out $?\r")
    terminal.shows("out 127")
    assert terminal.text().count("git inside") == 1
    terminal.type("gti outside\r")
    terminal.shows("git outside")


def test_what_a_dead_session_of_the_same_number_left_does_not_silence_this_one(
    open_terminal: Wrap, home: Path
) -> None:
    """Seen one time in twenty: the first failure of a session had no hint.

    An inner termproxy had raised its flag for a session that was gone by then, and a later
    session had the process number of that one.
    """
    run = home.parent / "run"
    folder = run / "termproxy"
    folder.mkdir(parents=True, mode=0o700)
    stale = f"touch {folder}/$$.inner; exec {' '.join(TERMPROXY)} bash"
    terminal = open_terminal("sh", "-c", stale, env=environment(home, XDG_RUNTIME_DIR=str(run)))
    terminal.shows("$")
    terminal.type("gti status\r")
    terminal.shows("git status")
    terminal.type("exit\r")
    terminal.end()
    assert not list(folder.glob("*.inner"))


def test_a_multiplexer_started_here_does_not_silence_this_session(wrap: Wrap, home: Path) -> None:
    """Its server is below nobody, and has our environment as long as it lives.

    A termproxy in one of its windows silenced whatever failed next in the session that had once
    started it.
    """
    os.mkfifo(home / "go")
    inner = f"read x < go; {' '.join(TERMPROXY)} true; touch done"
    terminal = wrap("bash", cols=140)
    terminal.shows("$")
    terminal.type("gti one\r")
    terminal.shows("git one")
    terminal.type(f"setsid -f sh -c '{inner}'\r")
    terminal.type("echo > go; until test -e done; do :; done; gti two\r")
    terminal.shows("git two")


def test_nobody_outside_is_told_of_an_inner_session_when_nobody_is_there(
    wrap: Wrap, home: Path
) -> None:
    gone = home.parent / "1.sock"
    terminal = wrap("true", env=environment(home, TERMPROXY_SESSION=str(gone)))
    assert terminal.end() == 0
    assert list(home.parent.iterdir()) == [home]


def test_a_shell_that_is_not_interactive_gets_no_word_within(wrap: Wrap, home: Path) -> None:
    (home / "script.sh").write_text("gti status\necho after\n")
    terminal = wrap("bash", "script.sh")
    assert terminal.end() == 0
    rows = [row for row in terminal.rows() if row]
    assert rows == ["script.sh: line 1: gti: command not found", "after"]
