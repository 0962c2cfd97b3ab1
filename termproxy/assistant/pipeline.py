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

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.local import Local
from termproxy.assistant.rules import judge
from termproxy.assistant.rules.engine import rulebook
from termproxy.assistant.screen import clean, warm_up
from termproxy.assistant.view import Look, draw, notice
from termproxy.core.events import (
    Busy,
    Failure,
    Hello,
    Hint,
    Message,
    Notice,
    Silence,
    Window,
)
from termproxy.log import note

if TYPE_CHECKING:
    from termproxy.assistant.asking import Asking

# From here on a rule is as good as anything the model could say.
SURE = 0.7
# Below this a rule's guess is not shown unless the model has nothing better.
WORTH_SHOWING = 0.45


@dataclass(slots=True)
class Place:
    """Where hints are drawn."""

    cols: int
    rows: int
    shell: str
    look: Look
    mode: str


class Pipeline:
    """Messages in, messages out through `send`."""

    def __init__(self, send: Callable[[Message], None], environ: Mapping[str, str]) -> None:
        self._send = send
        self._environ = environ
        self._place = Place(80, 24, "", Look(), "auto")
        self._asking: Asking | None = None
        self._task: asyncio.Task[None] | None = None
        self._history: list[str] = []

    def heard(self, message: Message) -> None:
        """Act upon a message of the relay's."""
        match message:
            case Hello():
                self._begin(message)
            case Failure():
                self._failed(message)
            case Busy():
                self._cancel()
            case Window():
                self._place.cols, self._place.rows = message.cols, message.rows

    async def close(self) -> None:
        """The relay is gone."""
        self._cancel()
        if self._asking is not None:
            await self._asking.close()

    # ------------------------------------------------------------------ stages

    def _begin(self, hello: Hello) -> None:
        settings = hello.settings
        look = Look.of(self._environ, style=str(settings["hint.style"]))
        self._place = Place(hello.cols, hello.rows, hello.shell, look, str(settings["hint.mode"]))
        if self._place.mode == "auto":
            from termproxy.assistant.asking import Asking

            self._asking = Asking(settings, self._environ)
        self._rehearse()

    def _rehearse(self) -> None:
        """Pay for imports, compiled patterns and caches before the first failure does."""
        warm_up()
        rulebook().warm()
        case = Case("gti status", 127, "bash: gti: command not found", "/", self._place.shell)
        verdict = judge(case)
        if verdict.advice is not None:
            draw(verdict.advice, cols=self._place.cols, look=self._place.look)

    def _failed(self, failure: Failure) -> None:
        self._cancel()
        case = self._case(failure)
        self._history = [*self._history[-19:], failure.text]
        verdict = judge(case, Local(case, self._environ))
        for name, error in verdict.broken:
            note(f"rule {name} failed: {type(error).__name__}: {error}")
        advice = verdict.advice
        if advice is not None and advice.confidence >= SURE:
            self._show(failure.seq, advice)
        elif verdict.quiet or self._asking is None or failure.private or failure.remote:
            if advice is not None and advice.confidence >= WORTH_SHOWING:
                self._show(failure.seq, advice)
            else:
                self._send(Silence(failure.seq))
        else:
            self._send(Silence(failure.seq, final=False))
            self._task = asyncio.get_running_loop().create_task(
                self._ask(self._asking, failure.seq, case, advice)
            )

    def _case(self, failure: Failure) -> Case:
        place = self._place
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
        )

    async def _ask(self, asking: Asking, seq: int, case: Case, guess: Advice | None) -> None:
        """The model's answer, or else the rule's guess, or silence."""
        answer = await asking.advice(case)
        if answer is None and guess is not None and guess.confidence >= WORTH_SHOWING:
            answer = guess
        if answer is not None:
            self._show(seq, answer)
        else:
            self._send(Silence(seq))
        if (line := asking.complaint()) is not None:
            place = self._place
            self._send(Notice(place.cols, notice(line, cols=place.cols, look=place.look)))

    def _show(self, seq: int, advice: Advice) -> None:
        place = self._place
        self._send(
            Hint(
                seq,
                place.cols,
                draw(advice, cols=place.cols, look=place.look),
                tuple(fix.command for fix in advice.fixes if not fix.dangerous),
            )
        )

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
