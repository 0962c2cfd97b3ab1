"""What is on the terminal, and where rows of ours can go: above a live prompt, or before one.

Fed with what the terminal has received, in order. The gate (`core/gate.py`) decides when.

Known limit: the place where the terminal saves its cursor (ESC 7) is used and there is only one,
so a program that saves once, waits for the user, and goes back twice would go to the wrong place.
"""

from __future__ import annotations

from termproxy.core.events import CommandFinished, CommandStarted, InputStarted, PromptShown
from termproxy.core.insertkey import Moment
from termproxy.core.modes import Modes
from termproxy.core.region import Region
from termproxy.core.resting import resting_place, text_below
from termproxy.core.rows import fit, inserted, put_before
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.core.events import Hint, Notice, ShellEvent, Silence

# Enough to find the last carriage return of ordinary output.
TAIL = 8 * 1024
# What is written at a prompt between two keys: following more (a job in the background that
# floods the screen) would cost the relay its speed, so the region is given up instead.
FOLLOWED_AT_MOST = 64 * 1024
# A key that the shell has not answered yet; one without effect has no answer.
ANSWER = 0.1
# After this it has none in any case, if the shell sits in its line editor.
NO_ANSWER = 1.0
# Keys that put nothing into an empty line: ESC, right, left.
WRITELESS = (b"\x1b", b"\x1b[C", b"\x1bOC", b"\x1b[D", b"\x1bOD")
# zsh's workers and fish's commands take the foreground for some milliseconds.
RETRY_AFTER = 0.2
RETRIES = 5
NOTICES_AT_MOST = 3
# What `clear`, `reset` and the like write, by terminfo(5) of xterm, tmux and screen.
WIPES = (b"\x1b[2J", b"\x1b[3J", b"\x1b[H\x1b[J", b"\x1bc")
# How the shells ask for one key: readline's and zsh's lists that are long, readline's pager.
QUESTIONS = (b"(y or n)", b"lines)? ", b"--More--")
# ConEmu's progress: state 3 is work without a known end, 0 takes it away. It costs no row.
WORKING, DONE = b"\x1b]9;4;3;0\x1b\\", b"\x1b]9;4;0;0\x1b\\"


class Placing:
    """The terminal as far as it is known, and what waits to be shown on it."""

    def __init__(self, cols: int, rows: int, *, quiet: float, progress: bool) -> None:
        self.deferrals = 0
        self.last_reason = ""
        self.shown: Hint | None = None
        self._above = 0  # the number of the hint shown last, until the screen is wiped
        self._last_shown = (-1, 0)  # its command and its number
        self._cols, self._rows = cols, rows
        self._quiet = quiet
        # the sign of progress
        self._signs = progress
        self._working = False  # a model does, for the command judged last
        self._signed = False  # and the terminal shows it
        # what the terminal and the shell are doing
        self.modes = Modes(rows)
        self._region = Region(cols, rows)
        self._tail = bytearray(b"\r")
        self._at_prompt = False
        self._running = False
        self._seq = -1  # the command judged last
        self._followed = 0
        # what was typed
        self._unanswered = 0.0  # until then it may be that the shell has not yet written
        self._entered = False  # Enter, at this prompt
        self._ahead = False  # something that belongs to the next prompt
        self._lines_ahead = 0  # whole lines, pasted at once: one for each prompt to come
        self._typed_ahead = False  # that, at this prompt
        # waiting to be shown
        self._hint: Hint | None = None
        self._notices: list[Notice] = []
        self._not_before = 0.0
        self._tries = 0
        self._parked = False  # nothing but new output or a new prompt can help the hint

    @property
    def deadline(self) -> float | None:
        """When `tick` wants to be called; None: not until something else happens."""
        if self._parked or not self._at_prompt:
            return None
        waits = self._hint is not None or self._notices or self._working != self._signed
        return self._not_before if waits else None

    def finish(self) -> bytes:
        """The session ends, or nobody looks after the terminal any more."""
        self._working = False
        return self._sign()

    # ----------------------------------------------------------------- the stream

    def written(self, data: bytes, now: float) -> None:
        """The terminal gets `data` from the program."""
        self.modes.scan(data)
        tail = self._tail
        tail += data
        if len(tail) > 2 * TAIL:
            del tail[:-TAIL]
        if self._at_prompt:
            self._follow(data, now)

    def _follow(self, data: bytes, now: float) -> None:
        self._not_before = now + self._quiet
        self._unanswered = now
        if self._region.reason:
            return
        self._parked = False
        self._followed += len(data)
        if self._followed > FOLLOWED_AT_MOST:
            self._region.lose("too much was written at the prompt")
        clears = self._region.clears
        self._region.feed(data)
        if self._region.clears != clears:
            self.shown, self._above = None, 0

    def told(self, event: ShellEvent, now: float) -> bytes:
        """What the shell's marks tell; bytes to write now."""
        if isinstance(event, PromptShown):
            return self._prompt(event, now)
        if isinstance(event, CommandStarted):
            self._running, self._at_prompt = True, False
            self.modes.alternate_used = False
            del self._tail[: max(self._tail.rfind(b"\r"), 0)]
            self.shown = None
            self._region.lose("a command is running")
            self._drop("a new command was started")
            self._working = False
            return self._sign()
        if isinstance(event, CommandFinished):
            self._running = False
            if any(wipe in self._tail for wipe in WIPES):
                self._above = 0
            command = event.command
            if command.ran or command.text:
                self.judge(command.seq)
        elif isinstance(event, InputStarted) and self._at_prompt:
            self._region.line.prompt_ends(self._region.cell)
        return b""

    def judge(self, seq: int) -> None:
        """Command `seq` is the one that hints are about."""
        if seq != self._seq:
            self._seq = seq
            self.shown = None
            self._working = False
            self._drop("it is for an older command")

    def _prompt(self, event: PromptShown, now: float) -> bytes:
        if not event.fresh:
            if self._at_prompt:
                self._region.begin_again()
            return b""
        column, midway = self._resting_place()
        reason = self._unfit(midway)
        sign = b"" if midway else self._sign()
        added = b"" if reason else self._before(column)
        self._running, self._at_prompt = False, True
        self._typed_ahead, self._entered = self._ahead or self._lines_ahead > 0, False
        self._ahead = self._ahead and self._lines_ahead > 0
        self._lines_ahead = max(0, self._lines_ahead - 1)
        self._followed = 0
        self._parked = False
        self._not_before = now + self._quiet
        if added:
            column, self._tail = 0, bytearray(b"\r")
        self._region.begin(self._cols, self._rows, column or 0, autowrap=self.modes.autowrap)
        if reason:
            self._region.lose(reason)
        elif column is None:
            self._region.lose("the column where the prompt begins is not known")
        return sign + added

    def _resting_place(self) -> tuple[int | None, bool]:
        if self._at_prompt and not self._region.reason and not self._region.unsettled:
            return self._region.x, False
        return resting_place(bytes(self._tail), self._cols, autowrap=self.modes.autowrap)

    def _unfit(self, midway: bool) -> str:
        """Why the place where the prompt will begin is none for rows of ours, or ""."""
        if midway:
            return "the output before stopped inside an escape sequence"
        if self.modes.alternate:
            return "the alternate screen is on"
        if not self._at_prompt and text_below(bytes(self._tail), self._cols):
            return "the output before goes on below the prompt"
        return ""

    # ----------------------------------------------------------------- what is to be shown

    def keep(self, hint: Hint) -> None:
        """A hint, to be shown at the next safe moment."""
        if hint.seq == self._seq and hint.final:
            self._work(False)
        reason = self._refusal(hint)
        if reason:
            self._defer(reason)
        else:
            self._hint = hint
            self._tries = 0
            self._parked = False

    def silence(self, silence: Silence) -> None:
        """Nothing is to be shown about the command, or not yet."""
        if silence.seq == self._seq and not self._running:
            self._work(self._signs and not silence.final)

    def _work(self, working: bool) -> None:
        if working != self._working:
            self._working = working
            self._parked = False

    def _sign(self) -> bytes:
        """The terminal's sign as it should be; nothing if it is."""
        if self._working == self._signed:
            return b""
        self._signed = self._working
        return WORKING if self._working else DONE

    def notice(self, notice: Notice) -> None:
        """A line to be shown at a safe moment, never with a hint, and never stale."""
        if not fit(notice.rows, self._cols, self._rows):
            self._defer("the notice does not fit the window")
        else:
            self._notices = [*self._notices[1 - NOTICES_AT_MOST :], notice]
            self._parked = False

    def _refusal(self, hint: Hint) -> str:
        """Why this hint cannot be shown at all, or ""."""
        if hint.seq != self._seq:
            return "it is for another command than the last"
        if self._running:
            return "a new command was started"
        if hint.cols != self._cols:
            return f"it was drawn for {hint.cols} columns, the window has {self._cols}"
        drawn = (hint.rows, hint.again) if hint.again else (hint.rows,)
        if not all(fit(rows, self._cols, self._rows) for rows in drawn):
            return "its rows are no plain text that fits the window"
        before = self.shown
        again = before is not None and (before.seq, before.rows) == (hint.seq, hint.rows)
        if again or (hint.number and (hint.seq, hint.number) == self._last_shown):
            return "it is on the screen already"
        return ""

    # ----------------------------------------------------------------- the user

    def typed(self, data: bytes, now: float) -> None:
        """The user typed `data`."""
        self._settle(now)
        enter = max(data.rfind(b"\r"), data.rfind(b"\n"))
        if not self._at_prompt or self._entered:
            self._ahead = True  # unless the program that runs reads it
        elif enter > -1:
            self._lines_ahead = data.count(b"\r") + data.count(b"\n") - 1
            self._ahead = enter < len(data) - 1
        self._entered = self._entered or enter >= 0
        if data not in WRITELESS:
            self._unanswered = now + NO_ANSWER
        self._followed = 0
        self._not_before = now + ANSWER

    def resize(self, cols: int, rows: int) -> None:
        """The window has a new size, in cells."""
        column, _ = resting_place(bytes(self._tail), self._cols)
        self._tail = bytearray(b"\r" if column == 0 else b"")
        self._cols, self._rows = cols, rows
        self.modes.resize(rows)
        self._region.lose("the window was resized")
        if self._hint is not None and self._hint.cols != cols:
            self._drop("the window was resized")

    def _settle(self, now: float) -> None:
        """Where no mark tells the end of the prompt, the line begins where the cursor rests."""
        line = self._region.line
        untouched = not (self._typed_ahead or self._entered)
        if line.start is None and untouched and self._at_prompt and self._known(now):
            line.starts(self._region.cell)

    def _known(self, now: float) -> bool:
        """Is the cursor where the model says, with nothing on its way?"""
        answered = now >= max(self._not_before, self._unanswered)
        return answered and not (self._region.reason or self._region.unsettled)

    def moment(self, now: float) -> Moment | None:
        """What the insert key may count on; None where there is nothing to insert."""
        hint = self.shown
        if hint is None or not hint.fixes or not self._at_prompt:
            return None
        if self.modes.obstacle or self._tail.endswith(QUESTIONS):
            return None
        self._settle(now)
        region, line = self._region, self._region.line
        here = line.start is not None and self._known(now)
        return Moment(
            hint.fixes,
            empty=here and line.start == region.cell and not line.inked and region.last == region.y,
            whole=line.start is not None and not region.reason and not line.overdrawn,
            calm=now >= self._not_before,
            entered=self._entered,
            paste=self.modes.paste,
        )

    # ----------------------------------------------------------------- late

    def tick(self, now: float, editing: Callable[[], bool]) -> bytes:
        """The time of `deadline` has come; see `Gate.tick`."""
        deadline = self.deadline
        if deadline is None or now < deadline:
            return b""
        if self._working != self._signed:
            _, midway = self._resting_place()
            if midway:
                self._parked = True
                return b""
            return self._sign()
        rows = self._waiting_rows()
        reason = self._obstacle(len(rows))
        if reason:
            self._park(reason)
            return b""
        if not editing():
            self._tries += 1
            if self._tries > RETRIES:
                self._park("the shell is not in its line editor")
            else:
                self._not_before = now + RETRY_AFTER
            return b""
        if self._hint is not None:
            self._showing(self._hint)
        else:
            del self._notices[0]
        region, modes = self._region, self.modes
        added = inserted(rows, region.y, region.last, hide=modes.cursor_visible)
        region.pushed_down()
        return added

    def _obstacle(self, count: int) -> str:
        """Why `count` rows cannot be inserted above the prompt at this moment, or ""."""
        region = self._region
        reason = region.reason or self.modes.obstacle or region.unsettled
        if not reason and self.modes.synchronised:
            reason = "the shell is in the middle of an update"
        if not reason and count + region.last + 1 > self._rows:
            reason = "the prompt and the hint are taller than the window"
        return reason

    def _park(self, reason: str) -> None:
        """Nothing to be gained by waiting: the hint stays until the shell writes or prompts."""
        self._parked = True
        self._defer(reason)

    def _defer(self, reason: str) -> None:
        self.deferrals += 1
        self.last_reason = reason

    def _waiting_rows(self) -> tuple[bytes, ...]:
        """What is to be shown next, there being something: in short where that stands above."""
        hint = self._hint
        if hint is None:
            return self._notices[0].rows
        return hint.again if hint.again and hint.after == self._above else hint.rows

    def _showing(self, hint: Hint) -> None:
        self.shown, self._hint = hint, None
        self._above = hint.number
        self._last_shown = (hint.seq, hint.number)

    def _drop(self, reason: str) -> None:
        if self._hint is not None:
            self._hint = None
            self._defer(reason)

    # ----------------------------------------------------------------- before the prompt

    def _before(self, column: int | None) -> bytes:
        """Whatever waits, as rows in front of a prompt that begins at `column` of this row."""
        if self._hint is None and not self._notices:
            return b""
        rows = self._waiting_rows()
        if self._hint is not None:
            self._showing(self._hint)
        else:
            del self._notices[0]
        return put_before(rows) if column == 0 else b"\r\n" + put_before(rows)
