"""The one place whose bytes are added to the screen: when a hint may appear, and how.

While no hint is expected or waiting the gate is the identity: what goes in comes out at once.
There are two ways in for a hint.

*Before the prompt.* After `expect`, what follows the next fresh prompt start is held until the
assistant answers, at most `hold` seconds and never while the user types. The rows go where the
prompt would have begun and the prompt follows below them. Lines that were typed ahead run on
behind a prompt that is held; each of their prompts is then held for its own answer, up to `hold`
seconds after its own command: so no byte waits longer for being behind others.

*Late*, above a prompt that is up. Rows are opened below the region of the prompt with line feeds,
which scroll only if they must, and inserted above its first row (IL), so nothing of the prompt is
drawn anew, nothing is sent to the shell, and the cursor keeps its cell. This needs the region
(`core/region.py`), a terminal in its usual modes, and a shell that waits in its line editor.
Where any of it is missing the hint stays for just before the next prompt, and a new command
makes it stale: a hint for one command never shows under another.

Every method that may have something to write returns the bytes to write now.
"""

from __future__ import annotations

from termproxy.core.events import CommandStarted, Hint, PromptShown
from termproxy.core.holding import Awaited, Held
from termproxy.core.placing import Placing
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.core.events import Notice, ShellEvent, Silence
    from termproxy.core.holding import Item
    from termproxy.core.insertkey import Moment

# More than a prompt ever takes; then something else is writing, and holding it back is wrong.
HELD_AT_MOST = 64 * 1024


class Gate:
    """Relayed bytes, shell events and hints in; the bytes for the terminal out.

    `now` is in seconds of any steady clock. `progress` says that the terminal has a sign for
    work in progress (OSC 9;4), which is shown while a model works.
    """

    def __init__(
        self,
        cols: int,
        rows: int,
        *,
        hold: float = 0.040,
        quiet: float = 0.030,
        progress: bool = False,
    ) -> None:
        self._place = Placing(cols, rows, quiet=quiet, progress=progress)
        self._hold = hold
        self._expected: int | None = None
        self._until = 0.0
        self._holding = False
        self._held = Held()

    @property
    def deadline(self) -> float | None:
        """When `tick` wants to be called; None: not until something else happens."""
        return self._until if self._holding else self._place.deadline

    @property
    def holding(self) -> bool:
        """Whether output is held back for a hint; else `output` is the identity."""
        return self._holding

    @property
    def held(self) -> int:
        """How many bytes of output are held back."""
        return self._held.size

    @property
    def fullscreen(self) -> bool:
        """Whether the command that runs, or ran last, used the alternate screen."""
        used = self._place.modes.alternate_used
        return self._held.alternate_used(used) if self._holding else used

    @property
    def shown(self) -> Hint | None:
        """The hint that stands above, of the command that ended last."""
        return self._place.shown

    @property
    def deferrals(self) -> int:
        """How often a hint was put off or dropped."""
        return self._place.deferrals

    @property
    def last_reason(self) -> str:
        """Why, the last time."""
        return self._place.last_reason

    # ----------------------------------------------------------------- the stream

    def output(self, data: bytes, now: float) -> bytes:
        """Bytes of the program on their way to the terminal, our own marks cut out."""
        if not self._holding:
            self._place.written(data, now)
            return data
        self._held.add(data)
        if self._held.size <= HELD_AT_MOST:
            return b""
        self._hurry(now)
        return self._release(now)

    def shell(self, event: ShellEvent, now: float) -> bytes:
        """What the shell's marks tell, in stream order with `output`."""
        added = b"" if self._holding else self._told(event, now)
        if self._holding:
            self._held.add(event)
        return added

    def _told(self, event: ShellEvent, now: float) -> bytes:
        if isinstance(event, PromptShown) and event.fresh:
            if self._expected is not None and now < self._until:
                self._holding = True  # from this event on
                return b""
            self._expected = None
        elif isinstance(event, CommandStarted):
            self._expected = None
        return self._place.told(event, now)

    def _release(self, now: float) -> bytes:
        """Let go of what was held, as if it arrived now, up to the next prompt that is awaited."""
        self._holding = False
        self._expected = None
        released: list[bytes] = []
        passed = 0
        for item in self._held.items:
            released.append(self._let_go(item, now))
            if self._holding:
                break
            passed += 1
        self._held.drop(passed)  # only now: should this fail, `finish` has it all
        return b"".join(released)

    def _let_go(self, item: Item, now: float) -> bytes:
        if isinstance(item, bytes):
            self._place.written(item, now)
            return item
        if isinstance(item, Awaited):
            self._await(item)
            return b""
        return self._told(item, now)

    def _hurry(self, now: float) -> None:
        """Nothing is worth waiting for any longer."""
        if self._holding:
            self._until = now
            self._held.hurry(now)

    def finish(self, now: float) -> bytes:
        """The stream ends, or the gate failed and is dropped: all that is held, as it came."""
        self._holding = False
        self._expected = None
        return self._held.take() + self._place.finish()

    # ----------------------------------------------------------------- the assistant

    def expect(self, seq: int, now: float) -> None:
        """Command `seq` failed and the assistant was asked: hold the prompt for its answer.

        To be called after `shell` has got its CommandFinished.
        """
        awaited = Awaited(seq, now + self._hold)
        if self._holding:
            self._held.add(awaited)
        else:
            self._await(awaited)

    def _await(self, awaited: Awaited) -> None:
        self._place.judge(awaited.seq)
        answer = self._held.answer(awaited.seq)
        if isinstance(answer, Hint):
            self._place.keep(answer)
        elif answer is not None:
            self._place.silence(answer)
        elif answer is None and not self._held.passed_over(awaited.seq):
            self._expected, self._until = awaited.seq, awaited.until

    def hint(self, hint: Hint, now: float) -> bytes:
        """The assistant's answer: shown at once, or kept for the next safe moment."""
        if self._holding and self._held.awaits(hint.seq):
            return self._early(hint, now)
        awaited = self._expected == hint.seq
        self._place.keep(hint)
        return self._answered(now) if awaited else b""

    def silence(self, silence: Silence, now: float) -> bytes:
        """The assistant has nothing to say at once."""
        if self._holding and self._held.awaits(silence.seq):
            return self._early(silence, now)
        self._place.silence(silence)
        return self._answered(now) if self._expected == silence.seq else b""

    def notice(self, notice: Notice, now: float) -> bytes:
        """A line about termproxy itself: shown as hints are, never with one, and never stale."""
        self._place.notice(notice)
        return b""

    def _early(self, answer: Hint | Silence, now: float) -> bytes:
        """The answer to a later question: there will be none to the one before."""
        self._held.keep(answer)
        return self._release(now)

    def _answered(self, now: float) -> bytes:
        self._expected = None
        return self._release(now) if self._holding else b""

    # ----------------------------------------------------------------- the user

    def typed(self, data: bytes, now: float) -> None:
        """The user typed `data`. Nothing stays held back: see `deadline`."""
        self._hurry(now)
        self._place.typed(data, now)

    def resize(self, cols: int, rows: int, now: float) -> None:
        """The window has a new size, in cells; terminals move rows about then."""
        self._hurry(now)
        self._place.resize(cols, rows)

    def moment(self, now: float) -> Moment | None:
        """What the insert key may count on; None where there is nothing to insert.

        To be asked before `typed` is told of the key.
        """
        return None if self._holding else self._place.moment(now)

    def tick(self, now: float, editing: Callable[[], bool]) -> bytes:
        """The time of `deadline` has come (an early call does no harm).

        `editing` tells whether the shell waits in its line editor: its terminal has ICANON and
        ECHO off, ISIG and OPOST on, and its process group is in the foreground. It is asked last.
        """
        if not self._holding:
            return self._place.tick(now, editing)
        return self._release(now) if now >= self._until else b""
