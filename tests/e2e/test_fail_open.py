"""Whatever breaks in termproxy, the user's program goes on, and its bytes stay as they are.

Faults are put in from outside (`patched.py`), as an error in a function of ours: nothing in the
product knows of these tests.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.checks import children, wait_for
from tests.e2e.terminal import ROOT, TERMPROXY, Terminal, environment

Wrap = Callable[..., Terminal]
HERE = Path(__file__).parent
PATCHED = (sys.executable, str(HERE / "patched.py"))

# An error in `target`, at its call number `at` and ever after.
FAULT = """
import {module} as module
def failing(*args, **kwargs):
    failing.calls += 1
    if failing.calls >= {at}:
        raise {error}("a fault that was put in")
    return before(*args, **kwargs)
failing.calls = 0
owner = module
for name in {path!r}[:-1]:
    owner = getattr(owner, name)
before = getattr(owner, {path!r}[-1])
setattr(owner, {path!r}[-1], failing)
"""


def fault(target: str, at: int = 1, error: str = "RuntimeError") -> str:
    module, _, rest = target.partition(":")
    return FAULT.format(module=module, path=rest.split("."), at=at, error=error)


def log(home: Path) -> str:
    file = home / ".local/state/termproxy/termproxy.log"
    return file.read_text() if file.exists() else ""


# Our own marks: a broken scanner cannot cut them out, and terminals show nothing for them.
MARK = re.compile(rb"\x1b\]6977;[^\x07]*\x07")


def talk(terminal: Terminal, until: Callable[[], object] = lambda: True) -> bytes:
    """A session without a failing command, for as long as it takes; what the terminal received."""
    for number in range(1, 4):
        terminal.gets(b"$ ", times=number)
        terminal.type(f"printf 'out %d \\200\\377\\n' {number}; true\n")
        terminal.gets(b"out %d \x80\xff\r\n" % number)
    terminal.gets(b"$ ", times=4)
    wait_for(terminal, until, "what is to happen in the session")
    terminal.type("exit 5\n")
    assert terminal.end() == 5
    return bytes(terminal.received)


@pytest.fixture
def expected(open_terminal: Wrap) -> bytes:
    return talk(open_terminal("bash"))


OBSERVERS = {
    "scanner": "termproxy.core.scanner:_mark",
    "session": "termproxy.core.session:Session.feed",
    "gate": "termproxy.core.gate:Gate.output",
    "gate, at a key": "termproxy.core.gate:Gate.typed",
    "gate, at a mark": "termproxy.core.gate:Gate.shell",
    "region": "termproxy.core.region:Region.feed",
    "ring": "termproxy.core.ring:Ring.append",
    "assistant's start": "termproxy.relay.side:Side.start",
    "assistant's link": "termproxy.relay.side:Side.send",
    "assistant's answers": "termproxy.relay.side:Side.ready",
    "assistant's pipes": "termproxy.relay.side:Side.interest",
}


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


BEFORE_THE_START = {
    "settings": "termproxy.commands.run:load",
    "integration": "termproxy.commands.run:prepare",
    "ring": "termproxy.core.ring:Ring.__init__",
    "log": "termproxy.commands.run:state_folder",
    "terminal": "termproxy.relay.terminal:Terminal.__init__",
    "pipes": "termproxy.commands.run:pipe",
}


@pytest.mark.parametrize("what", BEFORE_THE_START)
def test_what_cannot_start_leaves_the_plain_program(open_terminal: Wrap, what: str) -> None:
    error = "OSError" if what in ("terminal", "pipes") else "RuntimeError"
    text = fault(BEFORE_THE_START[what], error=error)
    terminal = open_terminal(*PATCHED, text, "sh", "-c", "echo here; exit 6", cols=400)
    assert terminal.end() == 6
    assert re.search(r"^termproxy: .*; sh runs without termproxy\.\nhere$", terminal.text())


def test_half_an_installation_leaves_the_plain_program(open_terminal: Wrap) -> None:
    text = "import sys; sys.modules['termproxy.relay.loop'] = None"
    terminal = open_terminal(*PATCHED, text, "sh", "-c", "echo here; exit 6", cols=200)
    assert terminal.end() == 6
    first, second = terminal.rows()
    assert first.startswith("termproxy: it cannot start (")
    assert second == "here"
    terminal = open_terminal(*PATCHED, text, "no-such-program-xyz", cols=200)
    assert terminal.end() == 127


@pytest.mark.parametrize("spare", range(10))
def test_too_few_descriptors_leave_the_plain_program_or_do(
    open_terminal: Wrap, home: Path, spare: int
) -> None:
    """No count of free descriptors is met by anything but the program's output and status."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3 + spare, 3 + spare))

    zipped = open_terminal(sys.executable, "-c", "print('python runs')", preexec=limit)
    if zipped.end() != 0:
        return  # not even Python starts with so few: nothing of ours has run
    terminal = open_terminal(*TERMPROXY, "sh", "-c", "echo here; exit 6", preexec=limit, cols=300)
    assert terminal.end() == 6
    assert terminal.rows()[-1] == "here"
    assert "Traceback" not in terminal.text()


@pytest.mark.parametrize("error", ["FileNotFoundError(2, 'No such file')", "OSError(24, 'Full')"])
def test_descriptors_that_cannot_be_listed_do_not_end_the_session(
    open_terminal: Wrap, error: str
) -> None:
    """In a chroot without /proc, or with the last descriptor gone, the shell was ended at once."""
    text = f"""
import os
real = os.listdir
def refuse(path="."):
    if path == "/dev/fd":
        raise {error}
    return real(path)
os.listdir = refuse
"""
    script = f'exec 7> >(cat); {" ".join(TERMPROXY[:1])} {HERE}/patched.py "$0" sh -c '
    terminal = open_terminal("bash", "-c", script + "'echo here; exit 6'", text, cols=200)
    assert terminal.end() == 6
    assert terminal.text() == "here"
    terminal = open_terminal("bash", "-c", script + "'echo here; exit 6' | cat", text, cols=200)
    assert terminal.end() == 0
    assert terminal.text() == "here"


def test_no_processes_to_be_had_is_a_sentence(open_terminal: Wrap) -> None:
    text = "import os\ndef fork(): raise BlockingIOError(11, 'Resource temporarily unavailable')\n"
    terminal = open_terminal(*PATCHED, text + "os.fork = fork", "echo", "here", cols=200)
    assert terminal.end() == 0
    first, second = terminal.rows()
    assert first.endswith("(Resource temporarily unavailable); echo runs without termproxy.")
    assert second == "here"


# ----------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    "place",
    [
        {"HOME": ""},
        {"HOME": "/nonexistent/of/nobody"},
        {"HOME": "/dev/null"},
        {"XDG_STATE_HOME": "/proc", "XDG_CONFIG_HOME": "/dev/null", "XDG_RUNTIME_DIR": "relative"},
        {"XDG_STATE_HOME": "/nonexistent/x", "XDG_DATA_HOME": "\udcff\n"},
        {"TMPDIR": "/nonexistent"},
    ],
    ids=["no home", "home is not there", "home is a device", "odd folders", "bytes", "no tmp"],
)
def test_places_that_are_not_there(open_terminal: Wrap, home: Path, place: dict[str, str]) -> None:
    env = environment(home, **place)
    if not env["HOME"]:
        del env["HOME"]
    terminal = open_terminal(*TERMPROXY, "bash", "--norc", env={**env, "PS1": "$ "})
    talk(terminal)
    assert b"Traceback" not in terminal.received
    assert not os.path.exists("/nonexistent/of")


def test_a_log_that_cannot_be_written_is_done_without(
    open_terminal: Wrap, home: Path, expected: bytes
) -> None:
    (home / ".local/state/termproxy/termproxy.log").mkdir(parents=True)
    terminal = open_terminal(*PATCHED, fault(OBSERVERS["session"], 2), "bash")
    assert talk(terminal) == expected


def test_a_log_is_private_and_bounded(open_terminal: Wrap, home: Path) -> None:
    file = home / ".local/state/termproxy/termproxy.log"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x" * (2 << 20))
    file.chmod(0o600)
    talk(open_terminal(*PATCHED, fault(OBSERVERS["session"], 2), "bash"))
    assert "a fault that was put in" in file.read_text()
    assert file.stat().st_size < 1 << 20
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_way_to_the_terminal_the_plain_program_runs(open_terminal: Wrap) -> None:
    text = """
import os
real = os.open
def refuse(path, *args, **kwargs):
    if str(path).startswith(("/dev/pts", "/dev/tty")):
        raise PermissionError(13, "Permission denied")
    return real(path, *args, **kwargs)
os.open = refuse
"""
    terminal = open_terminal(*PATCHED, text, "sh", "-c", "test -t 1 && echo here", cols=200)
    assert terminal.end() == 0
    first, second = terminal.rows()
    assert first == (
        "termproxy: the terminal cannot be opened (Permission denied); sh runs without termproxy."
    )
    assert second == "here"


# ----------------------------------------------------------------------------- the assistant


def assistant_of(terminal: Terminal) -> int:
    """The process of the assistant, once there is one."""

    def find() -> list[int]:
        found = []
        for pid in children(terminal.process.pid):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"termproxy.assistant.app" in command or b"FAKE" in command:
                found.append(pid)
        return found

    return wait_for(terminal, find, "the assistant")[0]


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
