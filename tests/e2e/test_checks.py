"""Termproxy passes every check that finds out a broken relay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e import checks
from tests.e2e.checks import CHECKS, Start
from tests.e2e.terminal import TERMPROXY, Terminal

# Through two of them, and with everything recorded: what could be changed on the way.
ON_THE_WAY = (
    checks.every_byte_value_reaches_a_raw_program,
    checks.every_byte_value_reaches_the_terminal,
    checks.a_cooked_program_has_its_own_line_discipline,
    checks.a_paste_into_a_program_that_is_printing_arrives,
    checks.the_last_bytes_of_a_fast_exit_arrive,
    checks.the_program_sees_the_users_modes,
    checks.each_of_sixty_resizes_arrives,
    checks.the_status_is_the_programs,
)


def called(check: Callable[[Start], None]) -> str:
    return check.__name__.replace("_", " ")


@pytest.mark.parametrize("check", CHECKS, ids=called)
def test_termproxy(open_terminal: Callable[..., Terminal], check: Callable[[Start], None]) -> None:
    check(Start(open_terminal, TERMPROXY))


@pytest.mark.parametrize("check", ON_THE_WAY, ids=called)
def test_termproxy_in_termproxy(
    open_terminal: Callable[..., Terminal], check: Callable[[Start], None]
) -> None:
    check(Start(open_terminal, (*TERMPROXY, "--no-hints") * 2))


@pytest.mark.parametrize("check", ON_THE_WAY, ids=called)
def test_termproxy_that_records(
    open_terminal: Callable[..., Terminal], check: Callable[[Start], None]
) -> None:
    """Only a sentence at the end is more, on standard error."""
    options = ("--record", "s.cast", "--overwrite", "--record-input", "--no-hints")
    quiet = ("sh", "-c", 'exec "$@" 2>sentence', "sh")
    check(Start(open_terminal, (*quiet, *TERMPROXY, *options)))
