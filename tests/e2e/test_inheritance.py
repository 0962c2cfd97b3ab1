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
    argv = (*front, *programs.AS_STARTED, sys.executable, "-c", programs.INHERITED)
    return inherited(open_terminal(*argv, cols=2000, preexec=preexec))


def test_what_was_ignored_stays_ignored(open_terminal: Wrap) -> None:
    """As under nohup."""
    ignoring = ("sh", "-c", "trap '' HUP USR1; exec \"$@\"", "sh")
    direct = through(open_terminal, *ignoring)
    wrapped = through(open_terminal, *ignoring, *TERMPROXY)
    assert int(direct["ignored"], 16) & 1
    assert wrapped["ignored"] == direct["ignored"]


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
