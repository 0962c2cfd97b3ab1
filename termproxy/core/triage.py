"""Is this failure worth a word? The obvious answers, before anybody else is asked."""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from termproxy.core.events import Command

# Interrupted by ^C, a pager that was left early (SIGPIPE), stopped by ^Z.
CHOSEN = (130, 141, 148)


def worth_a_word(command: Command, *, fullscreen: bool) -> bool:
    """Whether to look for a hint. `fullscreen`: the command took the whole screen meanwhile."""
    if not command.status or command.status in CHOSEN or fullscreen:
        return False
    return bool(command.text)
