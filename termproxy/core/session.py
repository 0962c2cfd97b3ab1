"""What the shell is doing, told by its marks.

Rule 1: the state changes only by a mark, and only as TRANSITIONS says. A mark that has no entry
under the present state is not an error: it is ignored, for a shell may do anything at any time
(a plugin draws the prompt again, ^C makes the kernel drop half of what was written, the user
unsets our hook). Nothing here ever raises.

Rule 2: shells number their prompts (`seq` in the marks), and draw one prompt as often as they
like; readline repeats the whole of it on ^L. At a prompt, a D or A with a number that was told
before is that: a redraw, which ends and begins nothing.

Rule 3: we number the commands. Every command line that ran or was refused gets the next number,
and every event carries the latest one. So a hint for command n may stand above a prompt whose
`seq` is n, whatever empty lines and ^C came between, and is stale as soon as the number grows.

Rule 4: a C while a command is open ends that one, with unknown status: bash runs several pasted
lines without a prompt between them. So do A (the hook that tells D is gone) and the end of the
session. `exec zsh` leaves a command open for ever, and that is right: nothing is known any more.

Rule 5: output ends at the first mark after it, E or D, whichever comes first.

The marks (`core/scanner.py` cuts them out; fields as in `core/quoting.py`):

    A ; seq ; cwd                     the prompt begins (without fields: it is drawn again)
    B ; seq                           the prompt is drawn, the edit line begins
    S ; seq                           a continuation line (PS2) begins
    C ; seq ; cwd [; flags ; text]    the command starts; flags: p when kept out of the history
    E ; seq ; history entry           bash: the line is over; number and text as `history 1` has it
    D ; seq ; status ; ran [; text]   the line is over; ran 0: empty, ^C, or refused (then `text`)
    F ; editor                        the fill widget is bound; editor: emacs or vi. At any time
    N ; names                         aliases and functions, where no command was found. At any time
"""

from __future__ import annotations

from termproxy.core.echo import echoed
from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    InputStarted,
    PromptShown,
)
from termproxy.core.fringes import PASTE_OFF, fish_end, fish_error, fish_start, prompt_sp
from termproxy.core.quoting import fields
from termproxy.core.value import TYPE_CHECKING, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.core.events import ShellEvent
    from termproxy.core.scanner import Mark

STARTING = "starting"  # no prompt yet: rc files run
PROMPT = "prompt"  # the prompt is being drawn
EDITING = "editing"  # the user types a command line
RUNNING = "running"  # a command runs
ENDED = "ended"  # it is over, the next prompt has not begun

TRANSITIONS: dict[str, dict[str, str]] = {
    STARTING: {"A": PROMPT, "C": RUNNING, "D": ENDED, "E": STARTING},
    PROMPT: {"A": PROMPT, "B": EDITING, "C": RUNNING, "D": ENDED, "E": ENDED, "S": EDITING},
    EDITING: {"A": PROMPT, "B": EDITING, "C": RUNNING, "D": ENDED, "E": ENDED, "S": EDITING},
    RUNNING: {"A": PROMPT, "C": RUNNING, "D": ENDED, "E": ENDED},
    ENDED: {"A": PROMPT, "C": RUNNING, "D": ENDED, "E": ENDED},
}

SYNTAX_ERROR = 2  # bash's status for a line that it cannot parse
TAIL = 4096  # zsh's padding is as wide as the window


class Session:
    """The state machine. `feed` it marks, get events.

    `shell` is "bash", "zsh" or "fish". `read(start, end)` gives the relayed bytes between two
    offsets, as far as the caller still has them; it is asked seldom, for what marks cannot tell.
    """

    def __init__(
        self, shell: str = "bash", read: Callable[[int, int], bytes] = lambda start, end: b""
    ) -> None:
        self.state = STARTING
        self.seq = 0  # the latest command's number
        self.cwd = ""
        self.continued = False  # the edit line is a continuation (PS2)
        self.editor = ""  # "emacs" or "vi" once the fill widget is bound there
        self.names: tuple[str, ...] = ()  # aliases and functions, as the shell told them last
        self._shell = shell
        self._read = read
        self._told = ""  # the shell's own number in the latest D
        self._prompt = ""  # and in the latest A
        self._status: int | None = None
        self._open: Command | None = None  # the command that runs, or waits for its status
        self._began = 0.0
        self._input = 0  # where the edit line begins
        self._line_over: tuple[int, float] | None = None  # offset and time of E
        self._history = ("", "")  # the latest history entry: number and text
        self._previous = ("", "")  # the one before the command line that just ended

    @property
    def searches_in_place(self) -> bool:
        """Does a search or a question of its line editor take the place of the prompt?

        readline then takes our widget's key for an answer; zsh and fish obey it.
        """
        return self._shell == "bash"

    @property
    def running(self) -> int:
        """The number of the command that runs; 0 when none does."""
        return self._open.seq if self._open is not None else 0

    @property
    def line(self) -> str:
        """The line that runs, as the shell told it or else as it was echoed; "" when unsure."""
        if self._open is None:
            return ""
        return self._open.text or self._typed() or ""

    def feed(self, mark: Mark, offset: int, now: float) -> list[ShellEvent]:
        """Act upon one mark, which stood at `offset` in the stream of relayed bytes."""
        if mark.letter == "F":
            self.editor = "vi" if mark.body == b"vi" else "emacs"
            return []
        if mark.letter == "N":
            # One to a line, as they come; fish puts commas between them on a terminal.
            told = mark.body.decode("utf-8", "replace").replace(",", " ")
            self.names = tuple(told.split())
            return []
        following = TRANSITIONS[self.state].get(mark.letter)
        if following is None:
            return []
        if mark.letter == "E":
            seq, _, entry = mark.body.partition(b";")
            values = [seq.decode("ascii", "replace")]
        else:
            values, entry = fields(mark.body), b""
        at_prompt = self.state in (PROMPT, EDITING)
        if mark.letter == "D" and at_prompt and values[0] == self._told:
            return []  # rule 2
        was, self.state = self.state, following
        match mark.letter:
            case "A":
                return self._prompt_shown(values, was, offset, now)
            case "B":
                self._input, self.continued = offset, False
                return [InputStarted(self.seq, offset)]
            case "S":
                self.continued = True
                return []
            case "C":
                return self._started(values, offset, now)
            case "E":
                self._line_over = (offset, now)
                self._previous, self._history = self._history, _history_entry(entry)
                return []
            case _:
                return self._ended(values, was, offset, now)

    def _prompt_shown(
        self, values: list[str], was: str, offset: int, now: float
    ) -> list[ShellEvent]:
        number = values[0]
        events = self._abandon(offset, now)
        fresh = was not in (PROMPT, EDITING) or bool(number and number != self._prompt)
        self._prompt = number or self._prompt
        if len(values) > 1:
            self.cwd = values[1]
        self.continued = False
        return [*events, PromptShown(self.seq, self.cwd, fresh, offset)]

    def _started(self, values: list[str], offset: int, now: float) -> list[ShellEvent]:
        events = self._abandon(offset, now)
        values += [""] * (4 - len(values))
        _, cwd, flags, text = values[:4]
        private = "p" in flags
        text = text.strip() if private else text
        self.seq += 1
        self.cwd = cwd or self.cwd
        self._line_over = None
        self._began = now
        self._open = Command(self.seq, text, self.cwd, None, 0.0, offset, offset, private=private)
        return [*events, CommandStarted(self.seq, text, self.cwd, offset)]

    def _ended(self, values: list[str], was: str, offset: int, now: float) -> list[ShellEvent]:
        values += [""] * (4 - len(values))
        number, status_text, ran, text = values[:4]
        status = int(status_text) if status_text.isdecimal() and len(status_text) < 6 else None
        end, ended = self._line_over or (self._without_fringe(offset), now)
        told_by_history, self._line_over = self._line_over is not None, None
        last_status, self._status = self._status, status
        again, self._told = number == self._told, number
        if was == STARTING:
            return []
        if self._open is not None:
            command, self._open = self._behind_fringe(self._open, end), None
            duration = max(0.0, ended - self._began)
        elif ran == "1" and not again:
            # ^C right after Enter: the kernel dropped C with the rest of the pending output.
            command = self._unannounced(end, ran=True)
            duration = 0.0
        elif self._refused(text, status, last_status, told_by_history):
            command = self._unannounced(end, ran=False)
            end, duration = command.end, 0.0
        else:
            return []  # an empty line, a comment, ^C at the prompt
        if not text and not command.text and told_by_history:
            text, private = self._text_from_history(command)
            command = replace(command, private=private)
        return [
            CommandFinished(
                replace(
                    command, text=text or command.text, status=status, duration=duration, end=end
                )
            )
        ]

    def _abandon(self, offset: int, now: float) -> list[ShellEvent]:
        """Rule 4: end the open command without a status."""
        if self._open is None:
            return []
        end, ended = self._line_over or (offset, now)
        command = replace(self._open, end=end, duration=max(0.0, ended - self._began))
        self._open = self._line_over = None
        return [CommandFinished(command)]

    def _unannounced(self, end: int, *, ran: bool) -> Command:
        """A command line without a C. Its output begins where the line editor let go."""
        self.seq += 1
        start = min(self._input, end)
        drawn = self._read(start, end)
        if self._shell == "fish" and not ran:
            first, last = fish_error(drawn)
            return Command(
                self.seq, "", self.cwd, None, 0.0, start + first, start + last, ran=False
            )
        released = drawn.rfind(PASTE_OFF)
        if released >= 0:
            released += len(PASTE_OFF)
        else:
            released = drawn.find(b"\n") + 1
        while drawn[released : released + 1] in (b"\r", b"\n"):
            released += 1
        return Command(
            self.seq, "", self.cwd, None, 0.0, start + released, end, ran=ran, private=False
        )

    def _refused(
        self, text: str, status: int | None, last_status: int | None, told_by_history: bool
    ) -> bool:
        """Did the shell refuse the line that just ended, as opposed to: empty, comment, ^C?"""
        if text.strip():
            return not _comment(text)
        if not told_by_history or status != SYNTAX_ERROR:
            return False
        if self._history != self._previous:
            return not _comment(self._history[1])
        if last_status != SYNTAX_ERROR:
            return True
        # The status may be the old one. An empty line leaves it as it is, and draws nothing.
        typed = self._typed()
        return bool(typed and typed.strip() and not _comment(typed))

    def _typed(self) -> str | None:
        return echoed(self._echo())

    def _echo(self) -> bytes:
        stop = self._open.start if self._open else self._input + TAIL
        drawn = self._read(self._input, stop)
        released = drawn.find(PASTE_OFF)
        return drawn[:released] if released >= 0 else drawn.split(b"\n", 1)[0]

    def _text_from_history(self, command: Command) -> tuple[str, bool]:
        """bash's text of the line that just ended, and whether it was kept out of the history."""
        entry = self._history[1]
        typed = self._typed() if command.start >= self._input else None
        if typed is not None and typed[:1] in (" ", "\t") and not entry[:1].isspace():
            return typed.strip(), True
        if self._history != self._previous:
            return entry, False
        if typed is not None and typed.strip() == entry.strip():
            return entry, False  # the same again: ignoredups
        return (typed or "").strip(), True

    def _without_fringe(self, offset: int) -> int:
        """Where output ended before what the shell itself wrote ahead of D."""
        if self._shell not in ("zsh", "fish"):
            return offset
        start = max(self._open.start if self._open else self._input, offset - TAIL)
        tail = self._read(start, offset)
        if len(tail) != offset - start:
            return offset
        return start + (prompt_sp(tail) if self._shell == "zsh" else fish_end(tail))

    def _behind_fringe(self, command: Command, end: int) -> Command:
        """`command`, begun behind what fish itself writes after C."""
        if self._shell != "fish":
            return command
        stop = min(end, command.start + TAIL)
        head = self._read(command.start, stop)
        if len(head) != stop - command.start:
            return command
        return replace(command, start=command.start + fish_start(head))


def _comment(text: str) -> bool:
    return text.lstrip().startswith("#")


def _history_entry(line: bytes) -> tuple[str, str]:
    """Number and text of a line of `history 1`: "%5d", a "*" or a space, a space, the text."""
    body = line.replace(b"\r\n", b"\n").removesuffix(b"\n").lstrip(b" ")
    digits = 0
    while digits < len(body) and 0x30 <= body[digits] <= 0x39:
        digits += 1
    text = body[digits + 2 :].decode("utf-8", "surrogateescape")
    return body[:digits].decode("ascii"), text
