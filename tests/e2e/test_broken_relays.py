"""Relays with one defect each, and the check that finds it out.

The defects are mistakes that real programs of this kind made. A check that a broken relay passes
is worth nothing, so each defect names one that has to fail; the same checks are what termproxy
passes in `test_checks.py`. What no check here can see is a delay: `scripts/bench` measures that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import checks
from tests.e2e.checks import CHECKS, Start
from tests.e2e.terminal import Terminal

HERE = Path(__file__).parent
MINIMAL = (sys.executable, str(HERE / "minimal_relay.py"))
PATCHED = (sys.executable, str(HERE / "patched.py"))

# Enough for a relay that works, on a busy machine: a broken one may hang.
PATIENCE = 2.0

IN = checks.every_byte_value_reaches_a_raw_program
OUT = checks.every_byte_value_reaches_the_terminal
INHERITS = checks.the_program_inherits_what_it_would_without_us
CFMAKERAW = checks.the_terminal_is_as_cfmakeraw_makes_it
PASTE = checks.a_paste_into_a_program_that_is_printing_arrives

DEFECTS = {
    "decodes output": OUT,
    "transcodes output": OUT,
    "drops BEL": OUT,
    "drops NUL": OUT,
    "strips the eighth bit": OUT,
    "leaves OPOST": OUT,
    "decodes input": IN,
    "has a prefix key": IN,
    "adds a line feed to returns": IN,
    "leaves ECHO": IN,
    "leaves ICANON": IN,
    "leaves ICRNL": IN,
    "leaves IXON": IN,
    "leaves ISIG": IN,
    "leaves ISTRIP": IN,
    "leaves IEXTEN": CFMAKERAW,
    "tty.setraw": CFMAKERAW,
    "swallows answers of the terminal": checks.answers_of_the_terminal_reach_the_program,
    "modes not copied": checks.the_program_sees_the_users_modes,
    "TCSAFLUSH": checks.what_is_typed_before_the_start_is_kept,
    "flushes at the end": checks.what_is_typed_for_later_is_kept,
    "leaves the terminal raw": checks.the_terminal_is_restored,
    "dies of SIGTERM": checks.the_terminal_is_restored_after_a_signal,
    "leaks O_NONBLOCK": checks.nonblocking_mode_stays_with_the_relay,
    "no size at the start": checks.all_four_numbers_are_there_before_the_program_looks,
    "sets the size after the start": checks.all_four_numbers_are_there_before_the_program_looks,
    "drops pixels": checks.all_four_numbers_are_there_before_the_program_looks,
    "ignores resizes": checks.each_of_sixty_resizes_arrives,
    "no controlling terminal": INHERITS,
    "leaves SIGPIPE ignored": INHERITS,
    "blocks signals in the program": INHERITS,
    "closes inherited descriptors": INHERITS,
    "leaks its descriptors": INHERITS,
    "changes TERM": INHERITS,
    "rewrites argv[0]": checks.arguments_pass_untouched,
    "runs it through a shell": checks.arguments_pass_untouched,
    "swallows standard error": checks.standard_error_that_goes_elsewhere_stays_there,
    "asks the terminal": checks.nothing_is_asked_or_said,
    "greets": checks.nothing_is_asked_or_said,
    "blocking writes to the program": PASTE,
    "takes a short write for a whole": PASTE,
    "unbounded queue": checks.a_stalled_terminal_loses_nothing_and_costs_no_memory,
    "loses the tail": checks.what_is_under_way_at_the_end_arrives,
    "loses the status": checks.the_status_is_the_programs,
    "loses the signal": checks.the_status_is_the_programs,
    "exec failure is 1": checks.a_program_that_is_not_there_is_127,
    "waits for grandchildren": checks.descendants_do_not_hold_the_exit,
    "outlives its terminal": checks.a_closed_terminal_ends_it,
}

# The same for termproxy itself: one line of it undone.
FAULTS = {
    "no cfmakeraw": (
        "import termproxy.relay.terminal as t; t.cfmakeraw = lambda modes: modes",
        IN,
    ),
    "restores nothing": (
        "import termproxy.relay.terminal as t; t.Terminal.restore = lambda self: None",
        checks.the_terminal_is_restored,
    ),
    "tells no sizes": (
        "import termproxy.relay.child as c; c.Child.resize = lambda self, size: None",
        checks.each_of_sixty_resizes_arrives,
    ),
    "no size at the start": (
        "import termproxy.relay.child as c; c.set_window_size = lambda fd, size: None",
        checks.all_four_numbers_are_there_before_the_program_looks,
    ),
    "does not drain": (
        "import termproxy.relay.loop as l; l.Relay._drain = lambda self: None",
        checks.what_is_under_way_at_the_end_arrives,
    ),
    "does not flush": (
        "import termproxy.relay.loop as l; l.Relay._flush = lambda self: None",
        checks.what_is_typed_for_later_is_kept,
    ),
    "reads without measure": (
        "import termproxy.relay.loop as l; l.HIGH_WATER = 1 << 40",
        checks.a_stalled_terminal_loses_nothing_and_costs_no_memory,
    ),
    "blocks": (
        "import os; os.set_blocking = lambda fd, flag: None",
        PASTE,
    ),
    "holds descriptors back": (
        "import os; dup2 = os.dup2\n"
        "import termproxy.relay.child as c\n"
        "execute = c.execute\n"
        "def closing(argv, environ): os.closerange(4, 100); execute(argv, environ)\n"
        "c.execute = closing",
        INHERITS,
    ),
    "waits for the last writer": (
        "import termproxy.relay.loop as l\nl.DRAIN_QUIET_MS = l.DRAIN_LIMIT = l.DRAIN_BYTES = 1e6",
        checks.descendants_do_not_hold_the_exit,
    ),
    "keeps the signal": (
        "import termproxy.relay.child as c; c.Child.send = lambda self, signum: None\n"
        "import termproxy.relay.loop as l; l.GRACE = l.HANG_UP_GRACE = 1e6",
        checks.the_terminal_is_restored_after_a_signal,
    ),
}

Check = Callable[[Start], None]


@pytest.fixture
def impatient(open_terminal: Callable[..., Terminal]) -> Callable[..., Terminal]:
    def start(*argv: str, **options: object) -> Terminal:
        return open_terminal(*argv, **{"patience": PATIENCE, **options})

    return start


def fails(check: Check, start: Start) -> bool:
    try:
        check(start)
    except (AssertionError, pytest.fail.Exception, ValueError, LookupError, OSError):
        return True
    return False


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.replace("_", " "))
def test_the_minimal_relay_is_sound(open_terminal: Callable[..., Terminal], check: Check) -> None:
    """Else its defects would prove nothing."""
    check(Start(open_terminal, (*MINIMAL, "none")))


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_broken_relay_is_found_out(impatient: Callable[..., Terminal], defect: str) -> None:
    assert fails(DEFECTS[defect], Start(impatient, (*MINIMAL, defect)))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_termproxy_is_found_out(impatient: Callable[..., Terminal], fault: str) -> None:
    text, check = FAULTS[fault]
    assert fails(check, Start(impatient, (*PATCHED, text)))


def test_a_patch_that_changes_nothing_is_no_fault(open_terminal: Callable[..., Terminal]) -> None:
    IN(Start(open_terminal, (*PATCHED, "pass")))
