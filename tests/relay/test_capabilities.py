from __future__ import annotations

import pytest

from termproxy.relay.capabilities import shows_progress


@pytest.mark.parametrize(
    ("environ", "known"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"WT_SESSION": "6a9e"}, True),
        ({"ConEmuANSI": "ON"}, True),
        ({"ConEmuANSI": "OFF"}, False),
        ({"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20250209-182623-44866cc1"}, True),
        # It shows the older ones' as a notification.
        ({"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22"}, False),
        ({"TERM_PROGRAM": "WezTerm"}, False),
        ({"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0"}, True),
        ({"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.10-dev"}, True),
        ({"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.1.3"}, False),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_FEATURES": "T3CwLrMSc7UUw9Ts3BFGsSyHNoP"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_FEATURES": "T3CwLrMSc7UUw9Ts3BFGsSyHNoSxPx2"}, False),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.0"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "455"}, False),
        ({"PTYXIS_VERSION": "48.1"}, True),
        ({"PTYXIS_VERSION": "47.0"}, False),
        ({"VTE_VERSION": "7006"}, False),
    ],
)
def test_progress_is_shown_only_where_it_is_known(environ: dict[str, str], known: bool) -> None:
    assert shows_progress({"TERM": "xterm-256color", **environ}) is known


@pytest.mark.parametrize(
    "within",
    [{"TMUX": "/tmp/tmux"}, {"STY": "1.pts"}, {"TERM": "tmux-256color"}, {"TERM": "xterm-kitty"}],
)
def test_never_within_a_multiplexer_that_inherited_the_environment(within: dict[str, str]) -> None:
    assert not shows_progress({"WT_SESSION": "6a9e", **within})
