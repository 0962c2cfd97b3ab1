"""What is made of the output on its way: the observers, and the gate that may add to it.

The bytes pass whatever happens here. An observer that raises is detached and logged, and the
session goes on without it: without hints, or without its recording, but byte-exact.
They go one by one: the shell's (session, gate and the ring they read), the recorder, the assistant;
the scanner stays, because our marks must not reach the terminal.
"""

from __future__ import annotations

from time import monotonic

from termproxy.core.events import Notice, Silence, Window
from termproxy.core.label import program_label
from termproxy.core.unsigned import Elsewhere
from termproxy.core.value import TYPE_CHECKING
from termproxy.log import describe
from termproxy.relay.aside import Aside
from termproxy.relay.beyond import Beyond
from termproxy.relay.news import News
from termproxy.relay.shell import told
from termproxy.relay.tape import Tape
from termproxy.relay.terminal import drawable, edits_a_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.core.events import Hello, ShellEvent
    from termproxy.core.insertkey import Moment
    from termproxy.core.ring import Ring
    from termproxy.core.scanner import Mark
    from termproxy.log import Log
    from termproxy.relay.child import Child
    from termproxy.relay.recorder import Recorder
    from termproxy.relay.shell import Shell
    from termproxy.relay.side import Side
    from termproxy.relay.terminal import Size

# A mark is written in one piece; what looks like the beginning of one and stays alone is not.
MARK_PATIENCE = 0.05
# Narrow enough for any window that shows hints at all.
GIVEN_UP = b"termproxy: no more hints here; see its log."


class Stream:
    """The observers of one session, in order: marks, ring, session, gate, recorder.

    `shell` is None for a program that is no shell we know: then nothing is ever held or added.
    """

    def __init__(
        self,
        *,
        child: Child,
        ring: Ring,
        log: Log,
        excerpt: int,
        shell: Shell | None = None,
        recorder: Recorder | None = None,
        side: Side | None = None,
        hello: Callable[[Size], Hello] | None = None,
        program: tuple[str, ...] = (),
        beyond: bool = False,
    ) -> None:
        """`program` names the whole in a recording's marker, where no shell tells its commands.

        `beyond`: it leads to a shell elsewhere, as `ssh host` does.
        """
        self.ring = ring
        # For the terminal, from calls that return something else: what a failed observer held.
        self.owed = b""
        self._child = child
        self._log = log
        self._shell = shell
        self._scanner = shell.scanner if shell is not None else None
        self._beyond = None
        if shell is not None:
            self._beyond = Beyond(child, shell.session, Elsewhere(ring.read), beyond)
        self._tape = Tape(recorder, child, log)
        self._aside = Aside(side, hello, ring, log)
        self._news = News(self._aside, self._tape, ring, excerpt)
        self._program = program
        self._size: Size | None = None
        self._mark_due: float | None = None
        self._deferrals = 0
        self._keeping = True

    # ------------------------------------------------------------------ the byte path

    def lets_pass(self, data: bytes) -> bool:
        """Whether `output` will surely give back `data` as it is: then it can be written first.

        Nothing is held back, and there is no ESC with which a mark of a shell would begin.
        """
        shell, scanner = self._shell, self._scanner
        if shell is None and scanner is None:
            return True
        if b"\x1b" in data or (scanner is not None and scanner.held):
            return False
        return (shell is None or not shell.gate.holding) and not (
            self._beyond is not None and self._beyond.holding
        )

    def output(self, data: bytes, now: float) -> bytes:
        """What the terminal gets for `data` from the program."""
        out = self._relayed(data, now) if self._scanner is None else self._cut(data, now)
        self._tape.output(now, out)
        return out

    def _cut(self, data: bytes, now: float) -> bytes:
        """Take our marks out, and act upon them."""
        scanner = self._scanner
        assert scanner is not None
        begun = scanner.held
        try:
            pieces = scanner.feed(data)
        except Exception as error:
            # From here our marks reach the terminal, which knows no such OSC and shows nothing.
            self._scanner = None
            return self._detach(error, now) + self._relayed(begun + data, now)
        self._mark_due = now + MARK_PATIENCE if scanner.held else None
        if len(pieces) == 1 and isinstance(pieces[0], bytes):  # nearly always
            return self._unsigned(pieces[0], now)
        return b"".join(
            self._unsigned(piece, now) if isinstance(piece, bytes) else self._marked(piece, now)
            for piece in pieces
        )

    def _unsigned(self, data: bytes, now: float) -> bytes:
        """What holds no mark of ours: perhaps those of a shell elsewhere."""
        beyond = self._beyond
        if beyond is None:
            return self._relayed(data, now)
        begun = beyond.held if beyond.holding else b""
        try:
            pieces = beyond.feed(data, now)
        except Exception as error:
            self._forget_beyond(error)
            return self._relayed(begun + data, now)
        if pieces is None:
            return self._relayed(data, now)
        if beyond.holding:
            self._mark_due = now + MARK_PATIENCE
        return b"".join(
            self._relayed(piece, now)
            if isinstance(piece, bytes)
            else self._told_by(beyond.tell, piece, now)
            for piece in pieces
        )

    def _forget_beyond(self, error: Exception) -> None:
        self._beyond = None
        self._log.line(f"no hints from elsewhere in this session: {describe(error)}")

    def _relayed(self, data: bytes, now: float) -> bytes:
        """Output proper: into the ring and through the gate."""
        if self._keeping:
            try:
                self.ring.append(data)
            except Exception as error:
                self._keeping = False
                return self._detach(error, now) + data
        shell = self._shell
        if shell is None:
            return data
        held = shell.gate.held
        try:
            return shell.gate.output(data, now)
        except Exception as error:
            taken = shell.gate.held != held  # it is among what the gate gives back
            return self._detach(error, now) + (b"" if taken else data)

    def _marked(self, mark: Mark, now: float) -> bytes:
        shell = self._shell
        if shell is None:
            return b""
        held = b""
        if self._beyond is not None and (began := self._beyond.leave()):
            held = self._relayed(began, now)
        return held + self._told_by(shell.session.feed, mark, now)

    def _told_by(
        self, feed: Callable[[Mark, int, float], list[ShellEvent]], mark: Mark, now: float
    ) -> bytes:
        shell = self._shell
        out: list[bytes] = []
        try:
            if shell is not None:
                for event in feed(mark, self.ring.end, now):
                    out.append(shell.gate.shell(event, now))
                    self._news.follow(event, self._shell, self._size, now)
        except Exception as error:
            out.append(self._detach(error, now))
        return b"".join(out)

    def _unmarked(self, now: float) -> bytes:
        """What looked like the beginning of a mark is output."""
        self._mark_due = None
        if self._scanner is None:
            return b""
        if self._beyond is not None and (begun := self._beyond.flush()):
            return self._relayed(begun, now) + self._unmarked(now)
        begun = self._scanner.held
        try:
            self._scanner.flush()
        except Exception as error:
            self._scanner = None
            return self._detach(error, now) + begun
        return self._relayed(begun, now) if begun else b""

    def _detach(self, error: Exception, now: float) -> bytes:
        """Go on without session and gate; what the gate held. Our marks are still cut out."""
        shell, self._shell = self._shell, None
        self._log.line(f"hints are off for this session: {describe(error)}")
        try:
            return b"" if shell is None else shell.gate.finish(now)
        except Exception as second:
            self._log.line(f"while giving back what was held: {describe(second)}")
            return b""

    def _safely(self, act: Callable[[Shell], bytes | None], now: float) -> bytes:
        """Bytes for the terminal from an observer that may fail; recorded."""
        shell = self._shell
        if shell is None:
            return b""
        try:
            out = act(shell) or b""
        except Exception as error:
            out = self._detach(error, now)
        if shell.gate.deferrals != self._deferrals:
            self._deferrals = shell.gate.deferrals
            self._log.line(f"a hint was put off: {shell.gate.last_reason}")
        self._tape.output(now, out)
        return out

    def give_up(self, error: Exception, now: float) -> bytes:
        """Detach everything after an error that is nobody's here; bytes for the terminal."""
        self._log.line(f"only the bytes are relayed from here: {describe(error)}")
        self._aside.leave()
        out = b"" if self._shell is None else self._detach(error, now)
        self._tape.output(now, out)
        return out

    # ------------------------------------------------------------------ keys, size, time

    def lets_key_pass(self, data: bytes) -> bool:
        """The same of `typed`: text is never our key, and the modes that it meets concern nobody.

        (Whether a typed secret is recorded depends on the modes before the program has it.)
        """
        return data[0] >= 0x20 and not self._tape.takes_keys

    def typed(self, data: bytes, now: float) -> bytes:
        """The user typed `data`; what the program gets for it. See `owed`, too."""
        keys = data
        if self._beyond is not None:
            self._beyond.typed(data)
        if self._shell is not None:
            keys = self._pressed(self._shell, data, now)
            self.owed += self._safely(lambda shell: shell.gate.typed(data, now), now)
        self._tape.typed(now, data)
        return keys

    def _pressed(self, shell: Shell, data: bytes, now: float) -> bytes:
        """What the program gets for `data`: the fix, if this is the key that inserts it."""
        if shell.keys is None:
            return data
        try:
            insertion = shell.keys.press(data, lambda: self._moment(shell, now))
            if insertion is None:
                return data
            if insertion.text is not None and shell.fill is not None:
                shell.fill.put(insertion.text)
            return insertion.keys
        except Exception as error:
            shell.keys = None
            self._log.line(f"the insert key is off for this session: {describe(error)}")
            return data

    def _moment(self, shell: Shell, now: float) -> Moment | None:
        if self._beyond is not None and self._beyond.at_prompt:
            return None  # whose prompt that is, nobody can tell: it gets what was typed
        moment = shell.moment(now)
        return moment if moment is not None and self._editing() else None

    def resize(self, size: Size, now: float) -> None:
        """The window changed. See `owed`, too."""
        size = self._size = drawable(size)
        self.owed += self._safely(lambda shell: shell.gate.resize(size.cols, size.rows, now), now)
        self._tape.resize(now, size.cols, size.rows)
        self._aside.tell(Window(size.cols, size.rows))

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do; None for never."""
        due = self._mark_due
        for other in (self._shell, self._aside):
            moment = other.deadline if other is not None else None
            if moment is not None and (due is None or moment < due):
                due = moment
        return due

    def tick(self, now: float) -> bytes:
        """Time has passed; bytes for the terminal."""
        self._aside.tick(now)
        out = b""
        if self._mark_due is not None and now >= self._mark_due:
            out = self._unmarked(now)
            self._tape.output(now, out)
        return out + self._safely(lambda shell: shell.gate.tick(now, self._editing), now)

    def _editing(self) -> bool:
        """Whether the shell itself sits at its line editor."""
        modes = self._child.modes()
        if modes is None:
            return False
        if self._beyond is not None and self._beyond.at_prompt:
            return self._beyond.editing(modes, monotonic())
        return edits_a_line(modes) and self._child.foreground() == self._child.pid

    @property
    def unwritten(self) -> bool:
        """Whether `idle` has something to do."""
        return self._tape.unwritten

    def idle(self) -> None:
        """The loop is about to sleep."""
        self._tape.flush()

    def finish(self, now: float, status: int) -> bytes:
        """The program ended and its output is read: the last bytes for the terminal."""
        out = self._unmarked(now)
        self._tape.output(now, out)
        out += self._safely(lambda shell: shell.gate.finish(now), now)
        if status and self._program:
            self._tape.marker(now, program_label(status, self._program))
        self._tape.exit(now, status)
        return out

    # ------------------------------------------------------------------ the assistant

    def side_interest(self) -> dict[int, int]:
        """The assistant's descriptors and the events to poll for."""
        return self._aside.interest()

    def side_ready(self, fd: int, now: float) -> bytes:
        """A descriptor of the assistant is ready; bytes for the terminal."""
        messages = self._aside.ready(fd)
        if not messages:
            return b""
        return self._safely(
            lambda shell: b"".join(told(shell.gate, message, now) for message in messages), now
        )

    def side_changed(self, now: float) -> bytes:
        """SIGCHLD: if the assistant died, a prompt that waits for it stops waiting."""
        if not self._aside.changed(now):
            return b""
        if self._aside.given_up:
            last_words = Notice(len(GIVEN_UP), (b"\x1b[2m%b\x1b[0m" % GIVEN_UP,))
            self._safely(lambda shell: shell.gate.notice(last_words, now), now)
        if self._news.finished is None:
            return b""
        nothing = Silence(self._news.finished.seq)
        return self._safely(lambda shell: shell.gate.silence(nothing, now), now)
