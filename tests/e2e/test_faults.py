"""What breaks around the model, in a real session: the shell goes on, and one sentence at most
says what to do. docs/reliability.md has the table; each of its rows names a test."""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import fake_ollama as fake
from tests.e2e.faulty import PATCHED, assistant_of, log
from tests.e2e.inside import Background
from tests.e2e.terminal import TERMPROXY, Terminal, environment
from tests.fake_ollama import ANSWER, Exchange, piece

Wrap = Callable[..., Terminal]
MODEL = "llama3.2:latest"
ODD = "sh -c 'echo flux capacitor misaligned; exit 5'"
HALF = "CAUSE: the flux is gone\nRUN: ls"


async def reset_half_way(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.record(piece(MODEL, HALF))
    exchange.reset()


async def huge_record(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.chunk(b'{"message":{"content":"')
    for _ in range(10):
        await exchange.chunk(b"x" * (1 << 20))


async def huge_answer(exchange: Exchange) -> None:
    """Ten megabytes in records of a kilobyte, and not one of them the last."""
    await exchange.head()
    await exchange.record(piece(MODEL, "CAUSE: the flux is gone\nRUN: ls\nWHY: "))
    for _ in range(10_000):
        await exchange.record(piece(MODEL, "word " * 200))


class Fault:
    """A server's behaviour, what a user then sees (and in which setting), and what the log says."""

    def __init__(self, chat: fake.Scenario, *shown: str, logged: str = "", **env: str) -> None:
        self.chat = chat
        self.shown = shown
        self.logged = logged
        self.env = env


FAULTS = {
    "garbage": Fault(fake.stream(piece(MODEL, "CAU"), b"%&/()\n"), logged="no sense"),
    "empty": Fault(fake.stream(), logged="cut short"),
    "cut before the cause": Fault(fake.stream(piece(MODEL, "CAU")), logged="cut short"),
    "killed in mid-stream": Fault(reset_half_way, "▎ the flux is gone"),
    "engine died": Fault(
        fake.stream(piece(MODEL, "CA"), {"error": "an error was encountered: unexpected EOF"}),
        "termproxy: ",
        logged="model: ",
    ),
    "out of memory": Fault(
        fake.whole(500, {"error": "model requires more system memory (8 GiB) than is available"}),
        "termproxy: ",
        "memory",
    ),
    "busy": Fault(fake.SCENARIOS["busy"], logged="busy"),
    "10 MB in one record": Fault(huge_record, logged="model: "),
    "10 MB in many": Fault(huge_answer, "▎ the flux is gone"),
    "escape sequences": Fault(fake.SCENARIOS["escapes"], "▎ red"),
    "no HTTP": Fault(fake.SCENARIOS["not-http"], "termproxy: What answers at "),
    "hung": Fault(
        fake.held(fake.answering(ANSWER)),
        "termproxy: ",
        "first word",
        TERMPROXY_MODEL_FIRST_TOKEN_SECONDS="0.3",
    ),
    "stalled": Fault(
        fake.stalling(piece(MODEL, "CAU")),
        "termproxy: ",
        "next word",
        TERMPROXY_MODEL_STALL_SECONDS="0.3",
    ),
    "stalled behind the cause": Fault(
        fake.stalling(piece(MODEL, HALF)),
        "▎ the flux is gone",
        TERMPROXY_MODEL_STALL_SECONDS="0.3",
    ),
    "no such model": Fault(
        fake.answering(ANSWER), "ollama pull nonesuch", TERMPROXY_MODEL_NAME="nonesuch"
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_that_fails_costs_no_more_than_a_sentence(
    open_terminal: Wrap, home: Path, name: str
) -> None:
    fault = FAULTS[name]
    server = Background(fault.chat)
    try:
        env = environment(home, OLLAMA_HOST=server.url, **fault.env)
        terminal = open_terminal(*TERMPROXY, "bash", env=env, cols=100)
        terminal.gets(b"$ ")
        terminal.type(ODD + "\n")
        terminal.gets(b"misaligned\r\n")
        terminal.shows(*fault.shown)
        if fault.logged:
            terminal.until(lambda: fault.logged in log(home), "the log tells")
        if not fault.shown:
            assert "▎" not in terminal.text()
            assert "termproxy: " not in terminal.text()
        goes_on(terminal)
        assert "Traceback" not in terminal.text() + log(home)
        assert b"\x1b]0;pwned" not in terminal.received
    finally:
        server.stop()


def goes_on(terminal: Terminal) -> None:
    """The shell works, rules answer, and the status at the end is the shell's own."""
    terminal.type("echo still $((40 + 2))\n")
    terminal.shows("still 42")
    terminal.type("gti status\n")
    terminal.shows("git status")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is up")
    before = terminal.text()
    terminal.type("exit 7\n")
    assert terminal.end() == 7, before


def test_the_sentence_is_said_once_a_day(open_terminal: Wrap, home: Path) -> None:
    """In every session that has no server it would be noise."""
    said = b"start it with `ollama serve`"
    for session in range(2):
        terminal = open_terminal(*TERMPROXY, "bash", cols=100)
        terminal.gets(b"$ ")
        for number in range(2):
            terminal.type(f"sh -c 'echo odd {number}; exit 5'\n")
            terminal.until(lambda n=number: log(home).count("model: No Ollama") > n, "it was asked")
        goes_on(terminal)
        assert terminal.received.count(said) == (1 if session == 0 else 0)
        (home / ".local/state/termproxy/termproxy.log").unlink()


def test_a_clock_that_was_put_back_keeps_no_sentence_back(open_terminal: Wrap, home: Path) -> None:
    """The note of when it was said last lay in the future, and it was never said again."""
    stamp = home / ".local/state/termproxy/complained"
    stamp.parent.mkdir(parents=True)
    stamp.write_text("No Ollama server at http://127.0.0.1:1: start it with `ollama serve`.")
    os.utime(stamp, (4e9, 4e9))
    terminal = open_terminal(*TERMPROXY, "bash", cols=100)
    terminal.gets(b"$ ")
    terminal.type(ODD + "\n")
    terminal.shows("start it with `ollama serve`")


# The wall clock of a relay: a day back or forth at every look.
JUMPING = """
import time
real, jumps = time.time, [0]
def jumping():
    jumps[0] += 1
    return real() + 86400 * (-1) ** jumps[0] * jumps[0]
time.time = jumping
"""


def test_jumps_of_the_clock_are_in_no_recording_and_no_deadline(
    open_terminal: Wrap, home: Path
) -> None:
    terminal = open_terminal(*PATCHED, JUMPING, "--record", "s.cast", "bash", cols=100)
    terminal.gets(b"$ ")
    terminal.type("gti status\n")
    terminal.shows("git status")
    goes_on(terminal)
    events = [json.loads(line) for line in (home / "s.cast").read_text().splitlines()[1:]]
    times = [event[0] for event in events]
    assert times == sorted(times)
    assert times[-1] < 3600


def test_a_full_disk_costs_notes_and_nothing_else(open_terminal: Wrap, home: Path) -> None:
    """No file may grow by a byte: no log, no stamp, no list of what was told."""

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    (home / ".termproxy.toml").write_text("")
    terminal = open_terminal(*TERMPROXY, "bash", cols=100, preexec=full)
    terminal.gets(b"$ ")
    terminal.type(ODD + "\n")
    terminal.shows("start it with `ollama serve`", "is not used until you have read")
    goes_on(terminal)
    written = [file for file in (home / ".local").rglob("*") if file.is_file()]
    assert all(file.stat().st_size == 0 for file in written)


def test_an_assistant_killed_while_the_model_thinks(open_terminal: Wrap, home: Path) -> None:
    server = Background(fake.held(fake.answering(ANSWER)))
    try:
        env = environment(home, OLLAMA_HOST=server.url)
        terminal = open_terminal(*TERMPROXY, "bash", env=env, cols=100)
        terminal.gets(b"$ ")
        terminal.type(ODD + "\n")
        terminal.until(server.fake.holding.is_set, "the question")
        killed = assistant_of(terminal)
        terminal.type("echo half ty")
        os.kill(killed, signal.SIGKILL)
        terminal.until(lambda: "assistant ended" in log(home), "its end")
        terminal.type("ped\n")
        terminal.shows("half typed\n$")
        assert assistant_of(terminal) != killed
        goes_on(terminal)
    finally:
        server.stop()


def test_a_command_after_the_question_makes_its_answer_stale(
    open_terminal: Wrap, home: Path
) -> None:
    """A slow model's words about one failure never stand under another command."""
    server = Background(fake.held(fake.answering(ANSWER)))
    try:
        env = environment(home, OLLAMA_HOST=server.url)
        terminal = open_terminal(*TERMPROXY, "bash", env=env, cols=100)
        terminal.gets(b"$ ")
        terminal.type(ODD + "\n")
        terminal.until(server.fake.holding.is_set, "the question")
        terminal.type("echo another\n")
        server.run(_left(server))
        server.loop.call_soon_threadsafe(server.fake.release)
        goes_on(terminal)
        assert "notes.txt" not in terminal.text()
    finally:
        server.stop()


async def _left(server: Background) -> None:
    await server.fake.chats[0].closed_early.wait()


BROKEN_FILES = {
    "settings": (".config/termproxy/config.toml", "[hint\nmode =", "is not valid TOML"),
    "mutes": (".config/termproxy/mutes", "\x00\xff nonsense\n", ""),
    "trust": (".local/state/termproxy/folders", "\x00\xff nonsense\n", ""),
    "a folder's file": (".termproxy.toml", "[hint", "is not used until you have read it"),
    "own rules": (".config/termproxy/rules/mine.toml", "[[rule]\n", "mine.toml"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_a_sentence_or_passed_over(
    open_terminal: Wrap, home: Path, name: str
) -> None:
    path, text, sentence = BROKEN_FILES[name]
    file = home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="latin-1")
    file.chmod(0o600)
    terminal = open_terminal(*TERMPROXY, "bash", cols=100)
    terminal.gets(b"$ ")
    terminal.type("gti status\n")
    terminal.shows("git status")
    if sentence:
        terminal.shows(sentence)
    goes_on(terminal)
    assert "Traceback" not in terminal.text() + log(home)
