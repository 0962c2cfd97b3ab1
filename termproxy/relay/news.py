"""What the assistant and the recording hear of a shell's commands."""

from __future__ import annotations

from termproxy.core.events import (
    Busy,
    CommandFinished,
    CommandStarted,
    PromptShown,
    Rest,
    Success,
)
from termproxy.core.label import failure_label
from termproxy.core.triage import worth_a_word
from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.shell import failure_of
from termproxy.relay.terminal import drawable

if TYPE_CHECKING:
    from termproxy.core.events import Command, ShellEvent
    from termproxy.core.ring import Ring
    from termproxy.relay.aside import Aside
    from termproxy.relay.shell import Shell
    from termproxy.relay.tape import Tape
    from termproxy.relay.terminal import Size

# Successes after a failure that the assistant hears of.
AFTER_A_FAILURE = 5


class News:
    """Passes on what the shell told: all of it into the journal, failures to the assistant.

    `finished` is the latest command that ended. Of a failure `excerpt` bytes of output are told.
    """

    def __init__(self, aside: Aside, tape: Tape, ring: Ring, excerpt: int) -> None:
        self.finished: Command | None = None
        self._aside = aside
        self._tape = tape
        self._ring = ring
        self._excerpt = excerpt
        self._successes = 0  # of so many more the assistant hears: one may mend a failure

    def follow(self, event: ShellEvent, shell: Shell | None, size: Size | None, now: float) -> None:
        """What the rest of the house hears of a shell event; without `shell`, hints are off."""
        if isinstance(event, CommandFinished):
            self._aside.journal.ended(event.command)
            if event.command.remote and shell is not None:
                self._aside.journal.began(shell.session.running)  # that which led there
            self._judge(event.command, shell, now)
            self._aside.tell(Rest(event.command.seq))
        elif isinstance(event, CommandStarted):
            self._aside.journal.began(event.seq)
            self._aside.tell(Busy(event.seq))
        elif isinstance(event, PromptShown):
            # Only now that the first prompt is up may the assistant take its share of the CPU.
            self._aside.begin(drawable(size), now)

    def _judge(self, command: Command, shell: Shell | None, now: float) -> None:
        """A command ended: is there something to say about it?"""
        self.finished = command
        fullscreen = shell is not None and shell.gate.fullscreen
        nested = False
        if shell is not None and shell.inner is not None and not command.remote:
            nested = shell.inner.down()
        if not worth_a_word(command, fullscreen=fullscreen):
            self._succeeded(command)
            return
        self._successes = AFTER_A_FAILURE
        self._tape.marker(now, failure_label(command.status, command.text, private=command.private))
        if shell is None or nested or not self._aside.listens:
            return
        failure = failure_of(command, self._ring, self._excerpt, shell.session.names)
        if self._aside.tell(failure):
            shell.gate.expect(command.seq, now)

    def _succeeded(self, command: Command) -> None:
        if command.status == 0 and command.ran and self._successes:
            self._successes -= 1
            self._aside.tell(
                Success(command.seq, command.text, command.cwd, command.private, command.remote)
            )
