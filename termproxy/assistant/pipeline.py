"""One failure, stage by stage: clean text, rules, the model, a hint.

The instant part is synchronous and takes milliseconds; the relay holds the prompt for it. The
model's part is one task at a time: a newer failure or a running command cancels it, which closes
the connection and thereby stops the server's work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from termproxy.assistant.advice import Advice, Case, Source
from termproxy.assistant.folders import Folders, Trust
from termproxy.assistant.hintmode import Mode, Modes
from termproxy.assistant.memory import FixMemory
from termproxy.assistant.model.missed import Missed
from termproxy.assistant.model.paste import Paste
from termproxy.assistant.mutes import Mutes
from termproxy.assistant.rules import judge, rulebook
from termproxy.assistant.screen import clean, warm_up
from termproxy.assistant.session.ledger import Entry, Ledger
from termproxy.assistant.showing import Showing, label
from termproxy.assistant.trouble import note
from termproxy.assistant.view import Look, draw, notice
from termproxy.assistant.world.faraway import truth
from termproxy.core.events import (
    Busy,
    Command,
    Failure,
    Hello,
    Message,
    Notice,
    Silence,
    Success,
    Window,
)
from termproxy.places import memory_path, mutes_path, trust_path

if TYPE_CHECKING:
    from termproxy.assistant.model.ahead import Ahead
    from termproxy.assistant.model.asking import Asking

# From here on a rule is as good as anything the model could say.
SURE = 0.7
# Below this a rule's guess is not shown unless the model has nothing better.
WORTH_SHOWING = 0.45
# Seconds after the first prompt: by then the shell has the processor to itself again.
QUIET_START = 1.0
# Seconds in which a shell begins the next line of a paste, which makes one question of both.
# With 6 ms 50 pastes of five lines in bash and fish were one question each, without it 8 were two.
NEXT_LINE = 0.006
# Failures before this one that a model gets to see.
PREVIOUS = 5


@dataclass(slots=True)
class Place:
    """Where hints are drawn."""

    cols: int
    rows: int
    shell: str
    look: Look
    mode: str


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A failure that no rule is sure about, with the best `guess` of the rules."""

    failure: Failure
    case: Case
    guess: Advice | None


class Pipeline:
    """Messages in, messages out through `send`."""

    def __init__(self, send: Callable[[Message], None], environ: Mapping[str, str]) -> None:
        self._send = send
        self._environ = environ
        self.place = Place(80, 24, "", Look(), "auto")
        self.settings: dict[str, object] = {}
        self.ledger = Ledger()
        self._mutes = Mutes(mutes_path(environ))
        self._folders = Folders(Trust(trust_path(environ)))
        self._modes = Modes({"hint.mode": "auto"}, self._folders)
        self._memory = FixMemory(memory_path(environ))
        self._paste: Paste[Open] = Paste()
        self._asking: Asking | None = None
        self._task: asyncio.Task[None] | None = None
        self._quiet: asyncio.TimerHandle | None = None  # until `_settle_in`
        self._settling: asyncio.Task[None] | None = None
        self._ahead: Ahead | None = None
        self._history: list[str] = []
        self._failures: list[tuple[int, str, int]] = []  # number, text, status; none private
        self._showing = Showing(Look(), "")
        self._waiting = False  # the last hint may not be on the screen yet
        self._missed = Missed()

    def heard(self, message: Message) -> None:
        """Act upon a message of the relay's."""
        if self._ahead is not None:
            self._ahead.stirred()
        match message:
            case Hello():
                self._begin(message)
            case Failure():
                self._failed(message)
            case Success():
                if not message.remote:
                    self._memory.succeeded(message.seq, message.text, private=message.private)
                if (sentence := self._missed.ended_well(message.text)) != "":
                    self._notify(sentence)
            case Busy():
                self._waiting = False
                self._missed.cut_off(asyncio.get_running_loop().time())
                self._memory.refresh()
                self._cancel()
            case Window():
                self._resized(message)

    def previous(self, number: int) -> tuple[tuple[str, int], ...]:
        """The failures before command `number`, (text, status), oldest first: for a model."""
        before = [(text, status) for other, text, status in self._failures if other < number]
        return tuple(before[-PREVIOUS:])

    def mode_of(self, command: Command) -> Mode:
        """The mode that counts for a command of this session."""
        return self._modes.of(command.text, command.cwd, remote=command.remote)

    def keeps_back(self, command: Command) -> bool:
        """Whether a folder or a pattern wants no model to know of it."""
        return not self._modes.tells(self.mode_of(command))

    def model_state(self) -> dict[str, str]:
        """Which model answers and why, and what went wrong last; empty when none is asked."""
        return self._asking.state() if self._asking is not None else {}

    @property
    def warmed(self) -> Asking | None:
        """Who asks the model, if that is to be loaded ahead."""
        wanted = self.place.mode == "auto" and self.settings.get("model.warm_up")
        return self._asking if wanted else None

    async def close(self) -> None:
        """The relay is gone."""
        self._paste.take()
        for waiting in (self._quiet, self._ahead):
            if waiting is not None:
                waiting.cancel()
        tasks = [task for task in (self._task, self._settling) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._memory.close()
        if self._asking is not None:
            await self._asking.close()

    # ------------------------------------------------------------------ stages

    def _begin(self, hello: Hello) -> None:
        settings = self.settings = hello.settings
        look = Look.of(self._environ, style=str(settings["hint.style"]))
        self.place = Place(hello.cols, hello.rows, hello.shell, look, str(settings["hint.mode"]))
        key = label(str(settings["hint.key"]), look) if hello.shell else ""
        self._showing = Showing(look, key)
        self._modes = Modes(settings, self._folders, hello.commands, hello.firm)
        if self.place.mode == "auto":
            self._way_to_ask()
        self._quiet = asyncio.get_running_loop().call_later(QUIET_START, self._settle_in)
        self._rehearse()

    def _settle_in(self) -> None:
        """Open what is kept, and import aiohttp, while nobody waits for it."""
        self._memory.refresh()
        if self._asking is not None and self._settling is None:
            self._settling = asyncio.get_running_loop().create_task(self._asking.prepare())
            if self._asking.asks_ahead:
                from termproxy.assistant.model.ahead import Ahead

                self._ahead = Ahead(self._asking.ahead)
                self._ahead.stirred()

    def _way_to_ask(self) -> Asking:
        """A folder or a pattern may want the model where the settings do not."""
        if self._asking is None:
            from termproxy.assistant.model.asking import Asking

            self._asking = Asking(self.settings, self._environ)
        return self._asking

    def _rehearse(self) -> None:
        """Pay for imports, compiled patterns and caches before the first failure does."""
        warm_up()
        rulebook().warm()
        for problem in rulebook().problems:
            note(problem)
            self._notify(problem)
        case = Case("gti status", 127, "bash: gti: command not found", "/", self.place.shell)
        verdict = judge(case)
        if verdict.advice is not None:
            draw(verdict.advice, cols=self.place.cols, look=self.place.look)

    def _failed(self, failure: Failure) -> None:
        self._cancel()
        self._missed.answered()
        case = self._case(failure)
        self._history = [*self._history[-19:], failure.text]
        mode = self._modes.of(case.command, case.cwd, remote=failure.remote)
        if (news := self._folders.news()) != "":
            self._notify(news)
        if not failure.private and self._modes.tells(mode):
            self._failures = [*self._failures[-50:], (failure.seq, failure.text, failure.status)]
        if (mute := self._mutes.of_line(case.command, case.cwd)) is not None:
            self._hush(failure.seq, case, f"muted: {mute}")
            return
        if mode.word == "off":
            self._hush(failure.seq, case, mode.why)
            return
        verdict = judge(case, truth(case, self._environ))
        for name, error in verdict.broken:
            note(f"rule {name} failed: {type(error).__name__}: {error}")
        advice = verdict.advice
        if not verdict.quiet:
            advice = self._memory.advice(case, advice, sure=SURE)
            self._memory.failed(failure.seq, case)
        if advice is not None and (mute := self._mutes.of_rule(advice.rule)) is not None:
            self._hush(failure.seq, case, f"muted: {mute}")
        elif advice is not None and advice.confidence >= SURE:
            self._show(failure.seq, case, advice)
        elif hindrance := _unasked(failure, mode, quiet=verdict.quiet):
            if advice is not None and advice.confidence >= WORTH_SHOWING:
                self._show(failure.seq, case, advice)
            elif mode.word == "ask" and self._can_ask(failure) and not verdict.quiet:
                self._invite(failure.seq, case, hindrance)
            else:
                self._hush(failure.seq, case, hindrance)
        else:
            self._wonder(self._way_to_ask(), Open(failure, case, advice))

    def _case(self, failure: Failure) -> Case:
        place = self.place
        text = clean(
            failure.output, place.cols, rows=place.rows, cut=failure.cut, skipped=failure.skipped
        )
        return Case(
            command=failure.text,
            status=failure.status,
            output=text.text,
            cwd=failure.cwd,
            shell=place.shell or "bash",
            history=tuple(self._history),
            duration=failure.duration,
            ran=failure.ran,
            private=failure.private,
            remote=failure.remote,
            names=failure.names,
        )

    def _wonder(self, asking: Asking, open_: Open) -> None:
        """Begin to look for an answer: in what is kept, then from the model."""
        loop = asyncio.get_running_loop()
        pasted = self._paste.add(open_, loop.time())
        self._stop()
        self._note(open_.failure.seq, open_.case, None, "the model has not answered yet")
        self._missed.asked(open_.failure.seq, open_.case.command, loop.time())
        work = self._ask_about_all(asking, open_) if pasted else self._ask(asking, open_)
        self._task = loop.create_task(work)

    async def _ask(self, asking: Asking, open_: Open) -> None:
        """What was kept, the model's answer, the rule's guess, or silence."""
        try:
            answer = await asking.kept(open_.case)
            if answer is None:
                self._send(Silence(open_.failure.seq, final=False))
                await asyncio.sleep(NEXT_LINE)
                answer = await asking.advice(open_.case, self.previous(open_.failure.seq))
        except asyncio.CancelledError:
            self._unanswered(open_)
            raise
        self._paste.answered(open_)
        self._answered(asking, open_, answer)

    async def _ask_about_all(self, asking: Asking, newest: Open) -> None:
        """One question about all lines of a paste; only the newest one's hint can be shown."""
        answer = await asking.kept(newest.case)
        if answer is not None:
            self._paste.answered(newest)
            self._answered(asking, newest, answer)
        else:
            self._send(Silence(newest.failure.seq, final=False))
        await asyncio.sleep(self._paste.within)
        gathered = self._paste.take()
        try:
            answers = await asking.several([open_.case for open_ in gathered])
        except asyncio.CancelledError:
            for open_ in gathered:
                self._unanswered(open_)
            raise
        for open_, found in zip(gathered, answers, strict=True):
            if open_ is newest:
                self._answered(asking, open_, found)
            elif found is not None:
                self._note(open_.failure.seq, open_.case, found, _reason(found))
            else:
                self._note(open_.failure.seq, open_.case, None, "the model had nothing to say")

    def _unanswered(self, open_: Open) -> None:
        reason = "a new command was started before the model answered"
        self._note(open_.failure.seq, open_.case, None, reason)

    def _answered(self, asking: Asking, open_: Open, answer: Advice | None) -> None:
        self._missed.answered()
        seq, case, guess = open_.failure.seq, open_.case, open_.guess
        if answer is None and guess is not None and guess.confidence >= WORTH_SHOWING:
            answer = guess
        if answer is not None:
            self._show(seq, case, answer)
        else:
            problem = asking.state().get("problem", "")
            said = f"the model did not answer: {problem}" if problem else "no rule knows it, and "
            self._hush(seq, case, said if problem else said + "the model had nothing to say")
        if (line := asking.complaint()) is not None:
            self._notify(line)

    def _show(self, seq: int, case: Case, advice: Advice) -> None:
        place = self.place
        hint = self._showing.hint(seq, case, advice, place.cols, place.rows)
        self._waiting = self._waiting or hint is not None
        self._send(hint if hint is not None else Silence(seq))
        self._note(seq, case, advice, _reason(advice))

    def _can_ask(self, failure: Failure) -> bool:
        """Whether `termproxy why` is there to be called: in our own shell, on this host."""
        return bool(self.place.shell) and not failure.remote

    def _invite(self, seq: int, case: Case, reason: str) -> None:
        """One dim row that says how to ask; the key puts that into the edit line."""
        place = self.place
        hint = self._showing.invitation(seq, case, place.cols, place.rows)
        self._waiting = self._waiting or hint is not None
        self._send(hint if hint is not None else Silence(seq))
        self._note(seq, case, None, reason)

    def _notify(self, sentence: str) -> None:
        """A dim line about termproxy itself."""
        place = self.place
        self._send(Notice(place.cols, notice(sentence, cols=place.cols, look=place.look)))

    def _resized(self, window: Window) -> None:
        """What the relay may not have shown yet was drawn for another width."""
        place, other_width = self.place, window.cols != self.place.cols
        place.cols, place.rows = window.cols, window.rows
        if (
            other_width
            and self._waiting
            and (hint := self._showing.redrawn(place.cols)) is not None
        ):
            self._send(hint)

    def _hush(self, seq: int, case: Case, reason: str) -> None:
        self._send(Silence(seq))
        self._note(seq, case, None, reason)

    def _note(self, seq: int, case: Case, advice: Advice | None, reason: str) -> None:
        self.ledger.note(Entry(seq, case.command, advice, reason))

    def _cancel(self) -> None:
        """A command was started. Lines of a paste do not keep each other from being asked about."""
        if not self._paste.gathering:
            self._stop()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _unasked(failure: Failure, mode: Mode, *, quiet: bool) -> str:
    """Why no model is asked about `failure`; "" when one is."""
    if quiet:
        return "a rule says that this failure needs no word"
    if mode.word != "auto":
        return f"no rule knows it, and {mode.why}"
    if failure.private:
        return "no rule knows it, and the line was kept out of the history"
    if failure.remote:
        return "no rule knows it, and it ran on another host"
    return ""


def _reason(advice: Advice) -> str:
    kinds = {Source.RULE: "the rule", Source.MODEL: "the model", Source.MEMORY: "a fix of yours,"}
    return f"{kinds[advice.source]} {advice.rule}, {advice.confidence:.0%} sure"
