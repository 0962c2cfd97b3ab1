"""Whatever breaks in termproxy while a session runs, the user's program goes on, and its bytes stay
as they are.

Faults are put in from outside, as an error in a function of ours: nothing in the product knows of
these tests.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.checks import wait_for
from tests.e2e.faulty import HERE, MARK, OBSERVERS, PATCHED, assistant_of, fault, log, talk
from tests.e2e.terminal import ROOT, Terminal, environment

Wrap = Callable[..., Terminal]


@pytest.fixture
def expected(open_terminal: Wrap) -> bytes:
    return talk(open_terminal("bash"))


@pytest.mark.parametrize("at", [1, 4])
@pytest.mark.parametrize("observer", OBSERVERS)
def test_an_error_in_an_observer_costs_nothing_but_the_observer(
    open_terminal: Wrap, home: Path, expected: bytes, observer: str, at: int
) -> None:
    terminal = open_terminal(*PATCHED, fault(OBSERVERS[observer], at), "bash")
    logged = "a fault that was put in"
    received = talk(terminal, lambda: at > 1 or logged in log(home))
    if observer == "scanner":
        assert received != expected
        received = MARK.sub(b"", received)
    assert received == expected


SLOW = """
import os, time
import {module} as module
def slow(*args, **kwargs):
    while {text!r} in args and not os.path.exists("seen"):
        time.sleep(0.001)
    return before(*args, **kwargs)
before = module.{path}
module.{path} = slow
"""


@pytest.mark.parametrize(
    ("module", "path"),
    [
        ("termproxy.core.scanner", "Scanner.feed"),
        ("termproxy.core.ring", "Ring.append"),
        ("termproxy.core.gate", "Gate.output"),
        ("termproxy.relay.recorder", "Recorder.output"),
    ],
)
def test_an_echo_waits_for_no_observer(
    open_terminal: Wrap, home: Path, module: str, path: str
) -> None:
    """Each of them had its look first: a tenth of the way of a key at the prompt."""
    text = SLOW.format(module=module, path=path, text=b"q")
    terminal = open_terminal(*PATCHED, text, "--record", "s.cast", "bash")
    terminal.gets(b"$ ")
    terminal.type("q")
    terminal.gets(b"$ q")
    (home / "seen").touch()
    terminal.type("\x15exit 5\n")
    assert terminal.end() == 5


def test_a_key_waits_for_no_observer(open_terminal: Wrap, home: Path) -> None:
    text = SLOW.format(module="termproxy.core.gate", path="Gate.typed", text=b"q")
    terminal = open_terminal(*PATCHED, text, "bash")
    terminal.gets(b"$ ")
    terminal.type("printf '<%s>' ready; read -rsn1 key; echo $key > got; exit 5\n")
    terminal.gets(b"<ready>")
    terminal.type("q")
    wait_for(terminal, (home / "got").exists, "the program has the key")
    (home / "seen").touch()
    assert terminal.end() == 5


@pytest.mark.parametrize("method", ["output", "input", "resize", "flush", "exit"])
def test_an_error_in_the_recorder_costs_nothing_but_the_recording(
    open_terminal: Wrap, home: Path, expected: bytes, method: str
) -> None:
    options = ("--record", "s.cast", "--record-input")
    text = fault(f"termproxy.relay.recorder:Recorder.{method}")
    terminal = open_terminal(*PATCHED, text, *options, "bash")
    received = talk(terminal)
    assert received.startswith(expected)  # a sentence about the recording follows
    assert "a fault that was put in" in log(home)


# Nine turns of the loop are in any such session, however much a busy machine joins.
@pytest.mark.parametrize("at", [3, 8])
@pytest.mark.parametrize("target", ["Relay._due", "Relay._watch", "Relay._signalled"])
def test_errors_in_the_loop_itself_are_survived(
    open_terminal: Wrap, home: Path, expected: bytes, target: str, at: int
) -> None:
    """Three of them: not one that comes at every turn, which nothing could survive."""
    text = fault(f"termproxy.relay.loop:{target}", at).replace(
        f"failing.calls >= {at}", f"failing.calls in range({at}, {at + 3})"
    )
    terminal = open_terminal(*PATCHED, text, "bash")
    assert talk(terminal) == expected
    assert "only the bytes are relayed" in log(home) or target.endswith("_signalled")


def test_an_error_at_every_turn_ends_with_a_sentence_and_a_terminal_as_it_was(
    open_terminal: Wrap, home: Path
) -> None:
    text = fault("termproxy.relay.loop:Relay._watch", 20)
    line = " ".join(["python3", str(HERE / "patched.py"), '"$FAULT"', "bash"])
    env = environment(home, FAULT=text, PATH=os.path.dirname(sys.executable) + ":/usr/bin:/bin")
    terminal = open_terminal("bash", "-c", f"stty -g; {line}; stty -g", env=env, cols=200)
    terminal.until(lambda: terminal.received.count(b"$ ") > 0, "the prompt is up")
    terminal.until(
        lambda: b"termproxy: an error of its own" in terminal.received, "it gives up", nudge=b"\n"
    )
    terminal.end()
    modes = re.findall(rb"(?m)^[0-9a-f:]{40,}", bytes(terminal.received))
    assert len(set(modes)) == 1
    assert b"Traceback" not in terminal.received


# ----------------------------------------------------------------------------- the assistant


def test_an_assistant_that_is_killed_while_typing_is_not_noticed(
    wrap: Wrap, home: Path, expected: bytes
) -> None:
    terminal = wrap("bash")
    terminal.gets(b"$ ")
    assistant = assistant_of(terminal)
    for number in range(1, 4):
        terminal.gets(b"$ ", times=number)
        line = f"printf 'out %d \\200\\377\\n' {number}; true\n"
        for key in line:
            terminal.type(key)
            if key == ";" and number == 1:
                os.kill(assistant, signal.SIGKILL)
                wait_for(terminal, lambda: "assistant ended" in log(home), "its end")
        terminal.gets(b"out %d \x80\xff\r\n" % number)
    terminal.gets(b"$ ", times=4)
    terminal.type("exit 5\n")
    assert terminal.end() == 5
    assert bytes(terminal.received) == expected


FAKES = {
    "dies": "sys.exit(3)",
    "babbles": "os.write(out, os.urandom(100_000)); time.sleep(1000)",
    "babbles small": "os.write(out, b'\\5\\0\\0\\0hello'); time.sleep(1000)",
    "claims a huge frame": "os.write(out, b'\\xff\\xff\\xff\\xff'); time.sleep(1000)",
    "floods": "frame = encode(Hint(1, 80, (b'x',)))\nwhile True: os.write(out, frame * 100)",
    "hangs": "signal.signal(15, signal.SIG_IGN); time.sleep(1000)",
    "closes its pipe": "os.close(out); time.sleep(1000)",
    "does not read": "os.close(int(sys.argv[2])); time.sleep(1000)",
}
FAKE = """
import termproxy.relay.side as side
side.BOOT = r'''# FAKE
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from termproxy.core.link import encode
from termproxy.core.events import Hint
out = int(sys.argv[3])
os.set_blocking(out, True)
BODY
'''
side.BACK_OFF = (0.0, 0.0, 0.0)
side.HUNG = 0.2
"""


@pytest.mark.parametrize("how", FAKES)
def test_an_assistant_that_misbehaves_is_given_up(
    open_terminal: Wrap, home: Path, how: str
) -> None:
    """Hints stop, with one line to say so; prompts come as they did."""
    text = FAKE.replace("BODY", FAKES[how])
    terminal = open_terminal(*PATCHED, text, "bash")
    terminal.gets(b"$ ")
    said = b"termproxy: no more hints here; see its log."
    terminal.until(
        lambda: said in terminal.received,
        "it is given up",
        nudge=b"nosuchprogram\n",
    )
    terminal.type("exit 5\n")
    assert terminal.end() == 5
    assert terminal.received.count(said) == 1
    assert log(home).count("the assistant ended") == 4


def test_an_assistant_that_hangs_does_not_outlive_the_session(open_terminal: Wrap) -> None:
    body = "signal.signal(15, signal.SIG_IGN)\nwhile True: pass"
    text = FAKE.replace("BODY", body).replace("HUNG = 0.2", "HUNG = 1000")
    terminal = open_terminal(*PATCHED, text, "bash")
    terminal.gets(b"$ ")
    assistant = assistant_of(terminal)
    terminal.type("nosuchprogram\n")
    terminal.gets(b"$ ", times=2)
    terminal.type("exit 5\n")
    assert terminal.end() == 5
    wait_for(terminal, lambda: not os.path.exists(f"/proc/{assistant}"), "its end")


def test_the_sources_have_no_hook_for_these_tests() -> None:
    for file in (ROOT / "termproxy").rglob("*.py"):
        assert "patched" not in file.read_text().lower().split()
