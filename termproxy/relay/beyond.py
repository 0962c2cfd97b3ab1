"""Is the foreground elsewhere: does the program that has our inner terminal lead to another shell?

Asked of the kernel, because the shell's text does not tell (`alias prod='ssh prod'`, a function,
bash before the line has ended). The leader of the foreground group is looked at, and who started
it up to our shell: under `su` it is the other user's shell, or what runs in that.
Where the kernel does not tell (`relay/processes.py`), the text is all there is.
"""

from __future__ import annotations

from termproxy.core.commandline import simple_commands
from termproxy.core.elsewhere import leads_elsewhere
from termproxy.core.session import RUNNING
from termproxy.core.value import TYPE_CHECKING
from termproxy.relay import processes
from termproxy.relay.terminal import edits_a_line, is_raw

if TYPE_CHECKING:
    from termproxy.core.events import ShellEvent
    from termproxy.core.scanner import Mark, Piece
    from termproxy.core.session import Session
    from termproxy.core.unsigned import Elsewhere
    from termproxy.relay.child import Child
    from termproxy.relay.terminal import Attributes

# su, a shell, sudo, a shell, screen ...; nobody nests deeper, and each costs two small reads.
DEEPEST = 12
# From this many bytes on it is cheaper to ask the kernel than to search them.
LONG = 1024
# What a process group is may change by an exec.
ASKED_AGAIN = 0.1


class Beyond:
    """The marks of a shell elsewhere, while the foreground of `session`'s shell is there.

    `always`: the wrapped program itself leads there, and `session` has no shell.
    """

    def __init__(self, child: Child, session: Session, marks: Elsewhere, always: bool) -> None:
        self._always = always
        self._child = child
        self._session = session
        self._marks = marks
        self._judged: tuple[int, float, bool] = (0, -1.0, False)
        self.holding = False  # are bytes held back?

    @property
    def held(self) -> bytes:
        """The bytes that are held back."""
        return self._marks.held

    def feed(self, data: bytes, now: float) -> list[Piece] | None:
        """Output without marks of ours, in pieces; None: it is all output."""
        if not self._away:
            return None
        marks = self._marks
        if not self.holding:
            if len(data) < LONG:
                if not (marks.suspects(data) and self._reached(now)):
                    return None
            elif b"\x1b" not in data or not self._reached(now):
                return None
        pieces = marks.feed(data)
        self.holding = bool(marks.held)
        return pieces

    def tell(self, mark: Mark, offset: int, now: float) -> list[ShellEvent]:
        """Act upon a mark out of `feed`."""
        if not self._reached(now):
            return []
        events = self._marks.tell(mark, offset, now, self._session.seq)
        self._session.seq = max(self._session.seq, self._marks.seq)  # their commands count, too
        return events

    def flush(self) -> bytes:
        """Give up waiting: the held bytes, which are plain output from now on."""
        self.holding = False
        return self._marks.flush()

    def leave(self) -> bytes:
        """The command that led there may be over: forget what it said; the held bytes."""
        held = self.flush()
        self._marks.reset()
        return held

    def typed(self, data: bytes) -> None:
        """The user typed `data`."""
        if self._away:
            self._marks.typed(data)

    @property
    def at_prompt(self) -> bool:
        """Whether the prompt on the screen is that of the shell elsewhere."""
        return self._away and self._marks.at_prompt

    def editing(self, modes: Attributes, now: float) -> bool:
        """Whether the shell there waits at its prompt, nothing typed: safe for a late hint.

        ssh has the terminal raw whatever runs there, so that says less than here.
        """
        calm = is_raw(modes) or edits_a_line(modes)
        return calm and self._marks.untouched and self._reached(now)

    @property
    def _away(self) -> bool:
        return self._always or self._session.state == RUNNING

    def _reached(self, now: float) -> bool:
        """Whether the foreground is elsewhere."""
        if self._always:
            return True
        group = self._child.foreground()
        known, then, verdict = self._judged
        # Marks come in crowds, and a flood is not asked about at every read.
        if group != known or now >= then + ASKED_AGAIN:
            verdict = group != self._child.pid and (
                leads(group, self._child.pid) if processes.TOLD else _told(self._session.line)
            )
            self._judged = (group, now, verdict)
        return verdict


def leads(pid: int, top: int) -> bool:
    """Does `pid`, or whoever started it below `top`, lead elsewhere?"""
    for depth, above in enumerate(processes.lineage(pid)):
        if above == top or depth == DEEPEST:
            break
        if leads_elsewhere(processes.words(above)):
            return True
    return False


def _told(text: str) -> bool:
    commands = simple_commands(text)
    return bool(commands) and leads_elsewhere(commands[-1].words)
