"""The wrapped program as a shell: the observers it needs, and what the assistant hears of it."""

from __future__ import annotations

from termproxy.core.events import Failure, Hint, Notice, Silence
from termproxy.core.value import TYPE_CHECKING, replace

if TYPE_CHECKING:
    from termproxy.core.events import Command, Message
    from termproxy.core.gate import Gate
    from termproxy.core.insertkey import InsertKey, Moment
    from termproxy.core.ring import Ring
    from termproxy.core.scanner import Scanner
    from termproxy.core.session import Session
    from termproxy.relay.runtime import FillFile, InnerFlag

NOT_FOUND = 127  # a shell's status for a command that it does not know


class Shell:
    """The observers that a shell with our integration needs, together.

    `keys` is None where no key inserts a fix, `fill` where there is no file to do it through.
    """

    def __init__(
        self,
        scanner: Scanner,
        session: Session,
        gate: Gate,
        keys: InsertKey | None = None,
        fill: FillFile | None = None,
        inner: InnerFlag | None = None,
    ) -> None:
        self.scanner = scanner
        self.session = session
        self.gate = gate
        self.keys = keys
        self.fill = fill
        self.inner = inner

    def moment(self, now: float) -> Moment | None:
        """What the insert key may count on now; see `Gate.moment`."""
        moment, session = self.gate.moment(now), self.session
        if moment is None:
            return None
        return replace(
            moment,
            whole=moment.whole or not session.searches_in_place,
            editor=session.editor if self.fill is not None else "",
            continued=session.continued,
        )

    @property
    def deadline(self) -> float | None:
        """When the gate wants to be called."""
        return self.gate.deadline


def failure_of(command: Command, ring: Ring, limit: int, names: tuple[str, ...] = ()) -> Failure:
    """What the assistant gets to see of a command: `limit` bytes of its output at most.

    `names` are the local shell's.
    """
    output, cut, skipped = ring.excerpt(command.start, command.end, limit)
    return Failure(
        seq=command.seq,
        text=command.text,
        cwd=command.cwd,
        status=command.status or 0,
        duration=command.duration,
        output=output,
        cut=cut,
        skipped=skipped,
        ran=command.ran,
        private=command.private,
        remote=command.remote,
        names=names if command.status == NOT_FOUND and not command.remote else (),
    )


def told(gate: Gate, message: Message, now: float) -> bytes:
    """What the assistant says, to the gate; bytes for the terminal."""
    match message:
        case Hint():
            return gate.hint(message, now)
        case Silence():
            return gate.silence(message, now)
        case Notice():
            return gate.notice(message, now)
    return b""
