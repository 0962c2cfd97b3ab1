"""What a user can ask a running session, in a real wrapped bash."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import stat
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.checks import wait_for
from tests.e2e.inside import Background, Inside, runtime_folder
from tests.e2e.terminal import Terminal, environment
from tests.fake_ollama import ANSWER, Exchange, answering, piece, pulling, stalling, tag

Enter = Callable[..., Inside]


@pytest.fixture
def enter(wrap: Callable[..., Terminal], home: Path) -> Enter:
    """A session whose assistant is up."""

    def start(*options: str, **env: str) -> Inside:
        session = Inside(wrap, home, *options, **env)
        session.up()
        return session

    return start


def outside(home: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """termproxy run by itself, with nothing around it."""
    return subprocess.run(
        [sys.executable, "-m", "termproxy", *argv],
        env=environment(home, **env),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
    )


# --------------------------------------------------------------------------- the socket


def test_the_socket_is_for_its_user_alone_and_goes_with_the_session(enter: Enter) -> None:
    session = enter()
    folder = runtime_folder(session.home) / "termproxy"
    (socket,) = folder.glob("*.sock")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    told = session.run("echo $TERMPROXY_SESSION").replace("\n", "")
    assert str(socket) in told
    session.terminal.type("exit\n")
    session.terminal.end()
    # by the assistant, which ends after the relay has
    wait_for(session.terminal, lambda: not socket.exists(), "the socket is gone")


def test_sockets_of_the_dead_are_swept_away(enter: Enter, home: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    folder = runtime_folder(home) / "termproxy"
    folder.mkdir(mode=0o700)
    stale, other = folder / f"{ended.pid}.sock", folder / f"{os.getpid()}.sock"
    private = folder / f"{ended.pid}.fill"
    for file in (stale, private, other):
        file.touch()
    enter()
    assert not stale.exists()
    assert not private.exists()
    assert other.exists()


@pytest.mark.parametrize("command", ["last", "fix", "status"])
def test_outside_a_session_a_sentence_says_so(home: Path, command: str) -> None:
    done = outside(home, command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"termproxy {command}: This is not inside a termproxy session")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["last", "fix", "status"])
def test_a_dead_assistant_is_told_in_a_sentence(home: Path, command: str) -> None:
    done = outside(home, command, TERMPROXY_SESSION=str(home / "none.sock"))
    assert done.returncode == 1
    assert "no assistant to ask" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_session_goes_on_when_its_assistant_is_killed(enter: Enter, home: Path) -> None:
    """The next assistant listens at the same place, and the relay's memory survived."""
    session = enter()
    session.run("echo kept")
    status = home / "status.json"
    session.run(f"termproxy status --json > {status}")
    session.run(f"kill -9 {json.loads(status.read_text())['pid']}")
    session.up()
    assert "echo kept" in session.run("termproxy last | cut -f6")


# --------------------------------------------------------------------------- last


def test_last_lists_what_was_done(enter: Enter, home: Path) -> None:
    session = enter()
    (home / "sub").mkdir()
    session.run("cd sub; seq 1000 | tail -n 400")
    session.run("sh -c 'exit 5'")
    shown = session.run("termproxy last 5")
    rows = [line.split() for line in shown.splitlines()]
    (header,) = [row for row in rows if row[:1] == ["#"]]
    assert header == ["#", "status", "took", "output", "in", "command"]
    (row,) = [row for row in rows if "'exit" in row]
    assert row[1] == "5"
    assert row[row.index("~/sub") + 1] == "clear;"


def test_last_as_json_and_as_lines(enter: Enter, home: Path) -> None:
    session = enter()
    session.run("printf 'four'; sh -c 'exit 3'")
    path = home / "out"
    session.run(f"termproxy last --json > {path}")
    told = [json.loads(line) for line in path.read_text().splitlines()]
    (command,) = [one for one in told if "exit 3" in one["command"] and one["status"] == 3]
    assert command["cwd"] == str(home)
    assert command["duration"] >= 0  # both marks may come in one read
    assert command["output_bytes"] >= 4
    session.run(f"termproxy last 3 | cat > {path}")
    lines = path.read_text().splitlines()
    assert len(lines) == 3
    assert all(len(line.split("\t")) == 6 for line in lines)


def test_last_output_is_what_could_be_read(enter: Enter, home: Path) -> None:
    """Progress resolved, colours only on request; asking twice asks for the same command."""
    session = enter()
    path = home / "out"
    session.terminal.type(r"printf '10%%\r\e[32m100%%\e[0m\nend\n'" + "\n")
    session.terminal.shows("100%\nend\n$")
    session.terminal.type(f"termproxy last --output > {path}\n")
    session.terminal.type(f"termproxy last --color > {path}.color\n")
    session.run("true")
    assert path.read_text() == "100%\nend\n"
    assert (home / "out.color").read_text() == "\x1b[0;32m100%\x1b[0m\nend\n"


@pytest.mark.parametrize("asking", ["hint --why", "status", "fix", "mute last", "last", "doctor"])
def test_what_only_asked_is_passed_over(enter: Enter, home: Path, asking: str) -> None:
    """`termproxy why` explained `termproxy hint --why`, which had been asked in between."""
    session = enter("--hints", "rules")
    session.fail("gti status", "▎ git status")
    session.terminal.type(f"termproxy {asking} >/dev/null\n")
    session.terminal.type(f"termproxy last --output > {home / 'out'}\n")
    session.run("true")
    assert (home / "out").read_text() == "bash: gti: command not found\n"


def test_output_that_succeeded_long_ago_is_found_by_number(enter: Enter, home: Path) -> None:
    session = enter()
    path = home / "out"
    session.terminal.type("seq 3000\n")
    session.terminal.shows("2999\n3000\n$")
    session.run("true")
    session.run(f"termproxy last 20 > {path}")
    (number,) = [
        line.split("\t")[0] for line in path.read_text().splitlines() if line.endswith("seq 3000")
    ]
    session.run(f"termproxy last --output {number} > {path}")
    assert path.read_text() == "".join(f"{n}\n" for n in range(1, 3001))
    assert "no command 9999" in session.run("termproxy last --output 9999")


# --------------------------------------------------------------------------- fix, status


def test_fix_prints_the_fix_of_the_last_hint(enter: Enter, home: Path) -> None:
    session = enter()
    path = home / "fix"
    assert "status=1" in session.run(f"termproxy fix > {path}; echo status=$?")
    assert path.read_text() == ""
    session.fail("gti status", "▎ git status")
    assert "status=0" in session.run(f"termproxy fix > {path}; echo status=$?")
    assert path.read_text() == "git status\n"


def test_our_own_failures_get_no_hint(enter: Enter) -> None:
    session = enter()
    session.terminal.type("clear; termproxy fix\n")
    assert "▎" not in session.run("true")


def test_status_tells_mode_hints_and_the_last_problem(enter: Enter) -> None:
    session = enter()
    session.fail("gti status", "▎ git status")
    shown = session.run("termproxy status")
    assert "up for" in shown
    assert "1 for 1 failed command\n" in shown
    session.terminal.type("python3 -c 'import sys; print(\"flux\"); sys.exit(5)'\n")
    # an empty line is no command, which would cancel the question
    terminal = session.terminal
    terminal.until(lambda: "termproxy:" in terminal.text(), "the server is missed", nudge=b"\n")
    shown = session.run("termproxy status")
    assert "ollama serve" in shown.split("problem")[1]


# --------------------------------------------------------------------------- why, ask, context

ODD = """python3 -c 'import sys; print("flux capacitor misaligned"); sys.exit(5)'"""
WORDS = "The **flux capacitor** is misaligned.\n\n```sh\nalign --flux\n```\n\nThen try again.\n"


@pytest.fixture
def ollama() -> Iterator[Background]:
    """A server that answers hints with three lines and everything else with `WORDS`."""
    background = Background(by_kind)
    yield background
    background.stop()


async def by_kind(exchange: Exchange) -> None:
    hint = "CAUSE, RUN, WHY" in exchange.request.json["messages"][-1]["content"]
    await answering(ANSWER if hint else WORDS)(exchange)


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


# --------------------------------------------------------------------------- mute, hint --why


def test_hint_why_names_the_source(enter: Enter) -> None:
    session = enter("--hints", "rules")
    assert "No command has failed" in session.run("termproxy hint --why")
    session.fail("gti status", "▎ git status")
    shown = session.run("termproxy hint --why")
    assert "command   gti status" in shown
    assert "fix       git status" in shown
    assert "because   the rule shell.command-not-found" in shown
    session.run(ODD)
    shown = session.run("termproxy hint --why")
    assert "hint      none" in shown
    assert "no rule knows it, and hint.mode is rules" in shown


def test_a_muted_rule_is_silent_in_every_session_until_it_is_taken_back(enter: Enter) -> None:
    session = enter("--hints", "rules")
    assert "nothing is muted" in session.run("termproxy mute")
    session.fail("gti status", "▎ git status")
    assert "rule shell.command-not-found is muted" in session.run("termproxy mute last")
    for place in (session, enter("--hints", "rules")):
        place.terminal.type("clear\n")
        place.terminal.type("gti status\n")
        assert "▎" not in place.run("true")
        assert "muted: rule shell.command-not-found" in place.run("termproxy hint --why")
    assert "is heard again" in session.run("termproxy unmute rule shell.command-not-found")
    session.fail("gti status", "▎ git status")


@pytest.mark.parametrize("words", ["command gti", "command gti status", "folder"])
def test_commands_and_folders_can_be_muted(enter: Enter, words: str) -> None:
    session = enter("--hints", "rules")
    session.run(f"termproxy mute {words}")
    session.terminal.type("clear\n")
    session.terminal.type("gti status\n")
    assert "▎" not in session.run("true")
    session.run("termproxy unmute all")
    session.fail("gti status", "▎ git status")


def test_mutes_are_listed_and_nonsense_is_refused(home: Path) -> None:
    assert outside(home, "mute", "command", "npm", "test").stdout == "command npm test is muted\n"
    assert outside(home, "mute", "rule", "git").returncode == 0
    assert outside(home, "mute").stdout == "command npm test\nrule git\n"
    for words in (["tune", "x"], ["rule"], ["rule", "a", "b"], ["last", "x"]):
        assert outside(home, "mute", *words).returncode == 2
    done = outside(home, "unmute", "rule", "npm")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not muted" in done.stderr


# --------------------------------------------------------------------------- doctor, model


def test_doctor_inside_and_outside(enter: Enter, home: Path, ollama: Background) -> None:
    session = enter(OLLAMA_HOST=ollama.url)
    shown = session.run("termproxy doctor; echo status=$?")
    assert "Inside; bash tells where commands begin and end." in shown
    assert "No problem found.\nstatus=0" in shown
    done = outside(home, "doctor")
    assert done.returncode == 1
    assert "does not run under termproxy" in done.stdout
    assert "-> " in done.stdout
    assert done.stderr == ""
    lines = outside(home, "doctor", "--json").stdout.splitlines()
    assert {"good", "note", "bad"} == {json.loads(line)["mark"] for line in lines}


def test_models_are_listed_with_the_one_that_answers(home: Path, ollama: Background) -> None:
    ollama.fake.models = [tag("tiny:1b", "1.0B"), tag("good:7b", "7.0B")]
    done = outside(home, "model", OLLAMA_HOST=ollama.url)
    assert done.returncode == 0
    first, second, why = done.stdout.splitlines()
    assert first.split() == ["tiny:1b", "1.0B"]
    assert second.split() == ["*", "good:7b", "7.0B"]
    assert why.startswith("good:7b answers: ")


def test_a_model_is_pulled_in_lines_or_with_a_bar(
    home: Path, ollama: Background, open_terminal: Callable[..., Terminal]
) -> None:
    done = outside(home, "model", "pull", "qwen", OLLAMA_HOST=ollama.url)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "pulling manifest",
        "pulling dde5aa3fc5ff (2.0 GB)",
        "verifying sha256 digest",
        "writing manifest",
        "success",
    ]
    argv = (sys.executable, "-m", "termproxy", "model", "pull", "qwen")
    terminal = open_terminal(*argv, env=environment(home, OLLAMA_HOST=ollama.url))
    assert terminal.end() == 0
    assert "success" in terminal.text()
    terminal.gets("━".encode())


def test_a_pull_that_fails_says_why(home: Path, ollama: Background) -> None:
    ollama.fake.routes[("POST", "/api/pull")] = pulling("pull model manifest: file does not exist")
    done = outside(home, "model", "pull", "nonesuch", OLLAMA_HOST=ollama.url)
    assert done.returncode == 1
    assert "There is no model called nonesuch" in done.stderr
    assert outside(home, "model", "push", "x").returncode == 2


# --------------------------------------------------------------------------- narrow windows


def test_in_forty_columns_last_keeps_what_is_needed(
    wrap: Callable[..., Terminal], home: Path
) -> None:
    """The number, by which every other command names it, was squeezed out, and the time cut."""
    session = _narrow(wrap, home)
    session.run("(exit 3) # a longer remark")
    rows = session.run("termproxy last 2").splitlines()
    (head,) = (row for row in rows if "status" in row)
    assert head.split() == ["#", "status", "took", "command"]
    (told,) = (row.split() for row in rows if row.split()[1:2] == ["3"])
    assert told[0].isdigit()
    assert told[3] in ("ms", "s")


def test_in_forty_columns_doctor_cuts_no_address(wrap: Callable[..., Terminal], home: Path) -> None:
    session = _narrow(wrap, home)
    shown = session.run("termproxy doctor")
    assert "…" not in shown
    assert "termproxy.log" in shown.replace("\n" + " " * 13, "")


def _narrow(wrap: Callable[..., Terminal], home: Path) -> Inside:
    session = Inside(wrap, home, cols=40, OLLAMA_HOST="http://127.0.0.1:9")
    session.up()
    return session
