"""Marks without our secret: those of a shell on the far side of ssh, docker exec, su.

Nobody can give our nonce to the far side, so what these marks say is a stranger's word, and
the limits are these (docs/decisions/marks-from-elsewhere.md):

Rule 1: they are looked for only while a command that leads elsewhere has the foreground; that is
for the caller to know. Its end is the end of everything they said.

Rule 2: a command line takes an Enter. There are never more commands than lines were typed, so
a file that is printed can pretend to be one command, once, and no flood of them.

Rule 3: their commands are `remote`, and number on with ours; nothing else of the session is theirs.

Two dialects. Ours (`termproxy shell-init`) is `core/session.py`'s with the word WORD for a nonce,
and is cut out. The other is OSC 133, which fish 4 and more speak by themselves; it belongs to the
terminal and stays in the stream. Who speaks ours is not heard in the other as well.
"""

from __future__ import annotations

from termproxy.core.events import CommandFinished, CommandStarted
from termproxy.core.scanner import Mark, Scanner
from termproxy.core.session import EDITING, PROMPT, Session
from termproxy.core.value import TYPE_CHECKING, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.core.events import Command, ShellEvent
    from termproxy.core.scanner import Piece

WORD = b"remote"
OSC_133 = b"\x1b]133;"
OSC_OURS = b"\x1b]6977;" + WORD + b";"
ESC, BEL, ST = b"\x1b", b"\x07", b"\x1b\\"
# fish puts the command line into one, percent-encoded.
LIMIT = 64 * 1024
# A line editor that asks where the cursor is goes on to draw at absolute places.
WHERE_AM_I = b"\x1b[6n"


class SemanticScanner:
    """Finds OSC 133 A, B, C and D in a stream, which stays as it is.

    An A or D stands before its own bytes, a B or C after them. See `Scanner` for `held`.
    """

    def __init__(self) -> None:
        self._held = b""
        self._asked = self._names_commands = False
        self._tail = b""

    @property
    def held(self) -> bytes:
        """The bytes that are held back: the beginning of a mark, perhaps."""
        return self._held

    def feed(self, chunk: bytes) -> list[Piece]:
        """The next pieces of the stream: all of its bytes, and marks between them."""
        data, self._held = self._held + chunk, b""
        pieces: list[Piece] = []
        done = look = heard = 0
        while (at := data.find(OSC_133, look)) >= 0:
            start = at + len(OSC_133)
            stop = _end(data, start)
            if stop == 0:
                break
            look = stop if stop > 0 else start
            mark = self._mark(data[start:stop]) if stop > 0 else None
            if mark is None:
                continue
            cut = at if mark.letter in "AD" else stop
            self._listen(data[heard:cut])
            heard = cut
            if mark.letter == "A" and self._asked and not self._names_commands:
                continue  # what stands above it must stay where it is
            self._asked, self._tail = False, b""
            if cut > done:
                pieces.append(data[done:cut])
            pieces.append(mark)
            done = cut
        if at < 0:
            at = _cut_off(data, OSC_133, look)
        self._listen(data[heard:at])
        if at > done:
            pieces.append(data[done:at])
        self._held = data[at:]
        return pieces

    def flush(self) -> bytes:
        """Give up waiting: the held bytes, which are plain output from now on."""
        held, self._held = self._held, b""
        return held

    def _listen(self, data: bytes) -> None:
        """Note a question for the cursor's place, even one that is cut."""
        heard = self._tail + data
        self._asked = self._asked or WHERE_AM_I in heard
        self._tail = heard[1 - len(WHERE_AM_I) :]

    def _mark(self, sequence: bytes) -> Mark | None:
        """The mark in our own dialect, or None when it is none of the four."""
        body = sequence.removesuffix(ST).removesuffix(BEL)
        letter, *parameters = body.split(b";")
        if letter == b"A":  # k: right prompts and continuation lines are none
            return None if b"k=r" in parameters or b"k=s" in parameters else Mark("A", b"")
        if letter == b"B":
            return Mark("B", b"")
        if letter == b"C":
            # kitty's: percent-encoded, or as a word for a shell.
            _, _, text = body.partition(b";cmdline_url=")
            text = text.partition(b";")[0] or body.partition(b";cmdline=")[2]
            self._names_commands = self._names_commands or bool(text)
            return Mark("C", b";;;" + text)
        if letter == b"D":
            status = parameters[0] if parameters and parameters[0].isdigit() else b""
            return Mark("D", b";" + status + b";1")
        return None


class Elsewhere:
    """The shell elsewhere, as far as its marks tell: marks in, events out.

    `read` is the session's (`core/session.py`).
    """

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read
        self.reset()

    def reset(self) -> None:
        """Forget all; the next one that leads elsewhere is another."""
        self._ours = Scanner(WORD)
        self._theirs = SemanticScanner()
        self._session = self._new_session()
        self._speaks_ours = False
        self._lines = 0
        self._line_began = False  # a B was told, at this prompt
        self._echoed = ""  # the line that runs, when no mark names it
        self._untouched = False

    @staticmethod
    def suspects(data: bytes) -> bool:
        """Is there anything in `data` that can be, or begin, a mark?"""
        # Asked of every read while a command runs. To look for one byte costs next to nothing.
        if ESC not in data:
            return False
        if b"]" not in data:
            return data.endswith(ESC)
        if OSC_133 in data or OSC_OURS in data or data.endswith(ESC):
            return True
        end = data[data.rfind(ESC, -len(OSC_OURS)) :]
        return OSC_133.startswith(end) or OSC_OURS.startswith(end)

    @property
    def held(self) -> bytes:
        """The bytes that are held back."""
        return self._theirs.held + self._ours.held

    @property
    def at_prompt(self) -> bool:
        """Does the shell elsewhere wait at its prompt?"""
        return self._session.state in (PROMPT, EDITING)

    @property
    def untouched(self) -> bool:
        """At its prompt, and nothing was typed since it came."""
        return self.at_prompt and self._untouched

    def feed(self, data: bytes) -> list[Piece]:
        """The next pieces: bytes to relay, and marks for `tell`."""
        pieces: list[Piece] = []
        for piece in self._ours.feed(data):
            if isinstance(piece, Mark):
                if self._theirs.held:
                    pieces.append(self._theirs.flush())
                if not self._speaks_ours:
                    self._speaks_ours, self._session = True, self._new_session()
                pieces.append(piece)
            elif self._speaks_ours:
                pieces.append(piece)
            else:
                pieces += self._theirs.feed(piece)
        return pieces

    def flush(self) -> bytes:
        """Give up waiting: the held bytes, which are plain output from now on."""
        return self._theirs.flush() + self._ours.flush()

    def typed(self, data: bytes) -> None:
        """The user typed `data`."""
        self._lines += data.count(b"\r") + data.count(b"\n")
        self._untouched = False

    def tell(self, mark: Mark, offset: int, now: float, latest: int) -> list[ShellEvent]:
        """Act upon one mark. `latest` is the number of the last command, here or there."""
        session = self._session
        session.seq = latest
        events = [
            kept
            for event in session.feed(mark, offset, now)
            if (kept := self._allowed(event)) is not None
        ]
        if mark.letter == "A":
            self._untouched, self._line_began = True, False
        elif mark.letter == "B":
            self._line_began = True
        return events

    @property
    def seq(self) -> int:
        """The number of the last command."""
        return self._session.seq

    def _allowed(self, event: ShellEvent) -> ShellEvent | None:
        if isinstance(event, CommandStarted):
            if self._lines <= 0:
                return None
            if not event.text and self._line_began and not self._speaks_ours:
                self._echoed = self._session.line
                return replace(event, text=self._echoed.strip())
            self._echoed = ""
        elif isinstance(event, CommandFinished):
            if self._lines <= 0:
                return None
            self._lines -= 1
            return CommandFinished(self._command(event.command))
        return event

    def _command(self, command: Command) -> Command:
        echoed, self._echoed = self._echoed, ""
        if command.text or not echoed:
            return replace(command, remote=True)
        private = echoed[:1].isspace()
        return replace(command, text=echoed.strip(), private=private, remote=True)

    def _new_session(self) -> Session:
        # As of zsh: its padding is looked for, and what has none loses nothing.
        return Session("zsh", self._read)


def _end(data: bytes, start: int) -> int:
    """What follows the sequence; 0 when its end is yet to come, -1 when it has none."""
    stop = start + LIMIT
    bell = data.find(BEL, start, stop)
    escape = data.find(ESC, start, bell if bell >= 0 else stop)
    if escape >= 0:
        if data.startswith(ST, escape):
            return escape + len(ST)
        return 0 if escape == len(data) - 1 else -1
    if bell >= 0:
        return bell + 1
    return -1 if len(data) >= stop else 0


def _cut_off(data: bytes, intro: bytes, look: int) -> int:
    """Where a beginning of `intro` stands at the end of `data`; its length when there is none."""
    at = data.rfind(ESC, max(look, len(data) - len(intro) + 1)) if data else -1
    return at if at >= 0 and intro.startswith(data[at:]) else len(data)
