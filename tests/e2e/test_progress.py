"""The terminal's own sign while a model works: it costs no row, and is always taken away."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.inside import ODD
from tests.e2e.model import Held
from tests.e2e.terminal import Terminal, environment

Wrap = Callable[..., Terminal]
WORKING, DONE = b"\x1b]9;4;3;0\x1b\\", b"\x1b]9;4;0;0\x1b\\"


@pytest.fixture
def model() -> Iterator[Held]:
    held_model = Held()
    yield held_model
    held_model.stop()


def asked(wrap: Wrap, home: Path, model: Held, *options: str, **environ: str) -> Terminal:
    """A session whose failed command is with the model."""
    terminal = wrap(*options, "bash", env=environment(home, OLLAMA_HOST=model.fake.url, **environ))
    terminal.shows("$")
    terminal.type(ODD + "\r")
    terminal.until(model.asked, "the model is asked")
    return terminal


@pytest.fixture
def signed(wrap: Wrap, home: Path, model: Held) -> Terminal:
    terminal = asked(wrap, home, model, "--set", "hint.progress=on")
    terminal.gets(WORKING)
    assert DONE not in terminal.received
    return terminal


def test_it_goes_when_the_answer_comes(signed: Terminal, model: Held) -> None:
    model.answer()
    signed.shows("the file notes.txt does not exist here")
    assert signed.received.count(WORKING) == signed.received.count(DONE) == 1


def test_it_goes_when_a_command_is_started(signed: Terminal) -> None:
    signed.type("echo on $((40 + 2))\r")
    signed.shows("on 42")
    assert signed.received.index(DONE) < signed.received.index(b"on 42")
    assert signed.received.count(WORKING) == 1


def test_it_goes_at_the_end_of_the_session(signed: Terminal) -> None:
    signed.type("\x04")
    signed.end()
    assert signed.received.count(DONE) == 1


def test_it_goes_when_termproxy_is_ended(signed: Terminal) -> None:
    signed.signal(signal.SIGTERM)
    signed.end()
    assert signed.received.count(DONE) == 1


def test_it_goes_when_the_assistant_is_killed(signed: Terminal) -> None:
    (assistant,) = (
        child
        for child in psutil.Process(signed.process.pid).children()
        if "termproxy.assistant" in " ".join(child.cmdline())
    )
    os.kill(assistant.pid, signal.SIGKILL)
    signed.gets(DONE)
    assert signed.received.count(WORKING) == 1


@pytest.mark.parametrize(
    ("setting", "environ", "there"),
    [
        ("auto", {}, False),
        ("auto", {"WT_SESSION": "1"}, True),
        ("auto", {"WT_SESSION": "1", "TMUX": "/tmp/x"}, False),
        ("off", {"WT_SESSION": "1"}, False),
    ],
)
def test_it_is_sent_where_it_is_known_or_wanted(
    wrap: Wrap, home: Path, model: Held, setting: str, environ: dict[str, str], there: bool
) -> None:
    terminal = asked(wrap, home, model, "--set", f"hint.progress={setting}", **environ)
    model.answer()
    terminal.shows("the file notes.txt does not exist here")
    terminal.type("echo on $((40 + 2))\r")
    terminal.shows("on 42")
    assert (b"]9;4" in terminal.received) is there
