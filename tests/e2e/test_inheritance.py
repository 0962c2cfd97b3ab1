"""What the wrapped program inherits is what it would have without us."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from tests.e2e import programs
from tests.e2e.terminal import TERMPROXY, Terminal

Wrap = Callable[..., Terminal]


def inherited(terminal: Terminal) -> dict[str, Any]:
    assert terminal.end() == 0
    text = bytes(terminal.received)
    return dict(json.loads(text[text.index(b"<") + 1 : text.index(b">")]))


def through(open_terminal: Wrap, *front: str, preexec: Callable[[], None] | None = None) -> Any:
    argv = (*front, sys.executable, "-c", programs.INHERITED)
    return inherited(open_terminal(*argv, cols=2000, preexec=preexec))


def test_signals_descriptors_and_session(open_terminal: Wrap) -> None:
    """pexpect and pty.spawn leave SIGPIPE and SIGXFSZ ignored."""
    direct = through(open_terminal)
    wrapped = through(open_terminal, *TERMPROXY)
    assert direct.pop("tty") != wrapped.pop("tty")
    assert wrapped == direct
    assert wrapped["leader"]
    assert wrapped["controlling"]


def test_what_was_ignored_stays_ignored(open_terminal: Wrap) -> None:
    """As under nohup."""
    ignoring = ("sh", "-c", "trap '' HUP USR1; exec \"$@\"", "sh")
    direct = through(open_terminal, *ignoring)
    wrapped = through(open_terminal, *ignoring, *TERMPROXY)
    assert int(direct["ignored"], 16) & 1
    assert wrapped["ignored"] == direct["ignored"]


def test_inherited_descriptors_stay_open(open_terminal: Wrap, tmp_path: object) -> None:
    """pexpect closes them."""
    line = " ".join(TERMPROXY)
    script = f"exec 7</dev/null; exec {line} bash -c 'ls -l /proc/self/fd/7; exit 4'"
    terminal = open_terminal("bash", "-c", script, cols=200)
    assert terminal.end() == 4
    assert "/dev/null" in terminal.text()


def test_arguments_pass_untouched(open_terminal: Wrap) -> None:
    show = "import sys; print(sys.orig_argv[3:])"
    odd = ["", " ", "--record", "-x", "a'b\"c", "$HOME", "*", "\x01", "é"]
    terminal = open_terminal(*TERMPROXY, sys.executable, "-c", show, *odd, cols=300)
    terminal.end()
    assert str(odd) in terminal.text()


def test_argv0_is_as_typed(open_terminal: Wrap, home: object) -> None:
    """ptyprocess puts the resolved path there, which busybox-like programs and shells see."""
    terminal = open_terminal(*TERMPROXY, "bash", "-c", 'tr "\\0" " " </proc/$$/cmdline')
    terminal.end()
    assert terminal.text().startswith("bash -c")


def test_only_our_own_variables_are_added(open_terminal: Wrap) -> None:
    direct = open_terminal("env", cols=4000, rows=100)
    direct.end()
    wrapped = open_terminal(*TERMPROXY, "env", cols=4000, rows=100)
    wrapped.end()
    added = set(wrapped.rows()) - set(direct.rows())
    assert {row.split("=")[0] for row in added} == {"TERMPROXY_SESSION"}
    assert set(direct.rows()) <= set(wrapped.rows())
    assert os.environ["PATH"] in wrapped.text()
