"""`termproxy why`, `ask`, `context` and `explain`: a model's words, and what it was told."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import subprocess
import sys
import termios
from pathlib import Path

from tests.e2e.inside import ODD, WORDS, Background, Enter, outside
from tests.e2e.terminal import environment
from tests.fake_ollama import piece, stalling


def asked(ollama: Background) -> str:
    """What the server was told last."""
    return str(ollama.fake.chats[-1].json["messages"][-1]["content"])


def test_why_streams_the_models_words_about_a_failure(enter: Enter, ollama: Background) -> None:
    session = enter(OLLAMA_HOST=ollama.url)
    session.terminal.type(ODD + "\n")
    session.terminal.shows("notes.txt does not exist")
    session.terminal.type("termproxy why\n")
    session.terminal.shows("The flux capacitor is misaligned.", "align --flux", "try again.\n$")
    assert "```" not in session.terminal.text()
    assert "Command: python3 -c" in asked(ollama)
    assert "flux capacitor misaligned" in asked(ollama)
    # asked again it is still about the same command, and in a pipe it is the text as it came
    path = session.home / "out"
    session.terminal.type(f"termproxy why | cat > {path}\n")
    session.run("true")
    assert "Command: python3 -c" in asked(ollama)
    assert path.read_text() == WORDS


def test_why_tells_what_a_success_did(enter: Enter, ollama: Background) -> None:
    session = enter(OLLAMA_HOST=ollama.url)
    session.terminal.type("clear\n")
    session.terminal.type("printf 'all is %s\\n' well\n")
    session.terminal.shows("all is well\n$")
    session.run("termproxy why")
    assert "Exit status: 0" in asked(ollama)
    assert "all is well" in asked(ollama)
    assert "It succeeded." in asked(ollama)


def test_why_without_a_model_tells_what_the_rules_know(enter: Enter) -> None:
    session = enter("--hints", "rules")
    session.fail("gti status", "▎ git status")
    shown = session.run("termproxy why; echo status=$?")
    assert "▎ git status" in shown
    assert "status=0" in shown
    session.run("true")
    shown = session.run("termproxy why; echo status=$?")
    assert "No rule knows this" in shown
    assert "status=1" in shown


def test_typing_ahead_does_not_disturb_an_answer(enter: Enter) -> None:
    """The echo of Enter moved the cursor between two drawings of a paragraph, and it stood there
    twice."""
    held = Background(stalling(piece("llama3.2", "Half an ans"), piece("llama3.2", "wer.")))
    try:
        session = enter("--hints", "auto", OLLAMA_HOST=held.url)
        session.run("tty > ~/inner")
        session.terminal.type("clear; termproxy why\n")
        session.terminal.shows("Half an answer.")
        ahead = "echo typed ahead\n\n"
        session.terminal.type(ahead)
        session.terminal.until(
            lambda: _unread(session.home / "inner") == len(ahead), "the keys are with the command"
        )
        held.run(_released(held))
        session.terminal.shows("$ echo typed ahead\ntyped ahead\n$")
        # the server left in the middle; what it had said until then stays
        assert session.terminal.text().count("Half an answer.") == 1
        assert "was cut short" in session.terminal.text()
        assert session.terminal.text().count("echo typed ahead") == 1
    finally:
        held.stop()


def test_nor_one_about_a_log_from_a_pipe(enter: Enter) -> None:
    """The echo was switched off at standard input only, which is the log here."""
    held = Background(stalling(piece("llama3.2", "Half an ans"), piece("llama3.2", "wer.")))
    try:
        session = enter("--hints", "auto", OLLAMA_HOST=held.url)
        session.run("tty > ~/inner")
        session.terminal.type("clear; echo oh | termproxy explain\n")
        session.terminal.shows("Half an answer.")
        ahead = "echo typed ahead\n\n"
        session.terminal.type(ahead)
        session.terminal.until(
            lambda: _unread(session.home / "inner") == len(ahead), "the keys are with the command"
        )
        held.run(_released(held))
        session.terminal.shows("$ echo typed ahead\ntyped ahead\n$")
        assert session.terminal.text().count("Half an answer.") == 1
        assert session.terminal.text().count("echo typed ahead") == 1
    finally:
        held.stop()


def _unread(told: Path) -> int:
    """Bytes that wait in the tty whose name stands in the file `told`."""
    tty = os.open(told.read_text().strip(), os.O_RDONLY | os.O_NOCTTY)
    try:
        return int.from_bytes(fcntl.ioctl(tty, termios.FIONREAD, bytes(4)), sys.byteorder)
    finally:
        os.close(tty)


async def _released(held: Background) -> None:
    held.fake.release()


def test_interrupting_why_stops_the_server_at_once(enter: Enter) -> None:
    held = Background(stalling(piece("llama3.2", "Half an ans")))
    try:
        session = enter("--hints", "auto", OLLAMA_HOST=held.url)
        session.run("true")
        session.terminal.type("clear; termproxy why\n")
        session.terminal.shows("Half an ans")
        session.terminal.type("\x03")
        session.terminal.until(lambda: session.terminal.rows()[-1] == "$", "the prompt is back")
        held.run(asyncio.wait_for(held.fake.chats[-1].closed_early.wait(), 10))
        assert "Traceback" not in session.terminal.text()
        session.run("echo status=$?")
    finally:
        held.stop()


def test_ask_knows_the_session(enter: Enter, ollama: Background) -> None:
    session = enter(OLLAMA_HOST=ollama.url)
    session.terminal.type("clear\n")
    session.terminal.type("echo marvellous\n")
    session.terminal.shows("marvellous\n$")
    shown = session.run("termproxy ask what did I just do")
    assert "The flux capacitor is misaligned." in shown
    assert asked(ollama).endswith("what did I just do")
    assert "Command: echo marvellous" in asked(ollama)


def test_ask_works_outside_a_session(home: Path, ollama: Background) -> None:
    done = outside(home, "ask", "why", "is", "the", "sky", "blue?", OLLAMA_HOST=ollama.url)
    assert (done.returncode, done.stdout) == (0, WORDS)
    assert asked(ollama).endswith("why is the sky blue?")
    done = outside(home, "ask", "anything")
    assert done.returncode == 1
    assert "ollama serve" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_context_is_what_was_sent_byte_for_byte(enter: Enter, ollama: Background) -> None:
    """Also when other commands and failures came after it, and with a secret in it."""
    token = "ghp_" + "Ab3dEf6hIj9k" * 3
    session = enter(OLLAMA_HOST=ollama.url)
    session.fail("gti status", "▎ git status")
    session.terminal.type("clear\n")
    session.terminal.type(ODD.replace("flux", token) + "\n")
    session.terminal.shows("notes.txt does not exist")
    sent = ollama.fake.chats[-1].json["messages"]
    assert token not in json.dumps(sent)
    session.fail("gti status", "▎ git status")
    path = session.home / "out"
    session.run(f"termproxy last 50 > {path}")
    (number,) = [row.split("\t")[0] for row in path.read_text().splitlines() if "capacitor" in row]
    session.run(f"termproxy context {number} --json > {path}")
    assert json.loads(path.read_text()) == sent
    shown = session.run(f"termproxy context {number} > {path}")
    assert "This goes to llama3.2:latest" in shown
    assert "1 × github-token" in shown
    assert sent[-1]["content"] in path.read_text()
    # without a number it is the last failure
    session.run(f"termproxy context > {path}")
    assert "Command: gti status" in path.read_text()


# --------------------------------------------------------------------------- explain

LOG = (
    "Step 1: fine\r\n"
    "main.c:12:5: \x1b[31merror:\x1b[0m expected ';'\r\n"
    "make: *** [main.o] Error 1\r\n"
)


def test_explain_reads_a_file_or_a_pipe_without_a_session(home: Path, ollama: Background) -> None:
    (home / "build.log").write_bytes(LOG.encode())
    for words in (["build.log"], ["-"], []):
        done = subprocess.run(
            [sys.executable, "-m", "termproxy", "explain", *words],
            env=environment(home, OLLAMA_HOST=ollama.url),
            cwd=home,
            input=LOG.encode(),
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0
        assert done.stdout.decode().endswith(WORDS)
        assert "main.c:12:5: error: expected ';'" in asked(ollama)


def test_explain_without_a_model_points_at_lines(home: Path) -> None:
    (home / "build.log").write_bytes(LOG.encode())
    done = outside(home, "explain", "build.log")
    assert done.returncode == 0
    assert "     2  main.c:12:5: error: expected ';'\n" in done.stdout
    assert "ollama serve" in done.stderr
    done = outside(home, "explain", "build.log", "--no-model")
    assert done.returncode == 0
    assert done.stderr == ""


def test_explain_tells_what_is_wrong_with_its_log(home: Path) -> None:
    done = outside(home, "explain", "nothing.log")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == "termproxy explain: nothing.log cannot be read: No such file or directory.\n"
    )
    (home / "empty.log").touch()
    assert "is empty" in outside(home, "explain", "empty.log").stderr


def test_explain_with_the_command_gives_its_fix(home: Path) -> None:
    (home / "log").write_text("bash: gti: command not found\n")
    done = outside(home, "explain", "log", "--no-model", "-c", "gti status", "-s", "127")
    assert "  git status\n" in done.stdout
