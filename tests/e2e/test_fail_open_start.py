"""Whatever is missing or breaks before the program has started, it runs, if need be without us."""

from __future__ import annotations

import os
import re
import resource
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.faulty import HERE, OBSERVERS, PATCHED, fault, talk
from tests.e2e.terminal import TERMPROXY, Terminal, environment

Wrap = Callable[..., Terminal]


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


def test_a_log_that_cannot_be_written_is_done_without(open_terminal: Wrap, home: Path) -> None:
    expected = talk(open_terminal("bash"))
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
