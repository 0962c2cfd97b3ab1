"""The answers to questions about this session, as `commands/session.py` asks them.

Only facts leave here. Whatever takes time or a model (rendering, explaining) is done by the
command that asked, in its own process: nobody's hint waits for it.

    {"ask": "commands", "count": 10}             the latest commands, and what was said of them
    {"ask": "record", "number": 0, "of": "..."}  one command with the raw bytes of its output
    {"ask": "hint", "number": 0}                 what was said about a command, and why
    {"ask": "status"}                            how the assistant is
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from termproxy.assistant.advice import Advice
from termproxy.assistant.session.door import RefusalError
from termproxy.assistant.session.recall import Memory
from termproxy.core.commandline import simple_commands
from termproxy.core.events import Command, Recalled
from termproxy.core.triage import worth_a_word
from termproxy.core.value import fields

if TYPE_CHECKING:
    from termproxy.assistant.pipeline import Pipeline

# Far enough back to find the latest failure in.
LOOK_BACK = 500


class Desk:
    """Takes a question, gives its answer. `answer` raises RefusalError with a sentence."""

    def __init__(self, pipeline: Pipeline, memory: Memory) -> None:
        self._pipeline = pipeline
        self._memory = memory
        self._born = time.monotonic()
        self._asked_in: set[int] = set()  # commands that asked us, such as `termproxy last`

    async def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one question."""
        if asked.get("ask") in ("hint", "status"):
            await self._note_asking()
        match asked.get("ask"):
            case "commands":
                return await self._commands(_whole(asked, "count", 10))
            case "record":
                return await self._record(asked)
            case "hint":
                return self._hint(_whole(asked, "number", 0))
            case "status":
                return self._status()
        raise RefusalError("This session's termproxy does not know that question; is it older?")

    async def _commands(self, count: int) -> dict[str, Any]:
        recalled = await self._recall(0, count=min(max(count, 1), LOOK_BACK))
        ledger = self._pipeline.ledger
        told = []
        for command in recalled.commands:
            entry = ledger.entry(command.seq)
            hint = entry.advice.title if entry and entry.advice else ""
            told.append({**_told(command), "hint": hint})
        return {"commands": told}

    async def _record(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A command by its number (0 and below count back), or the latest one "of" a kind.

        Kinds are "any" and "failed". Counted back, what only asked about others is left out.
        """
        number = _whole(asked, "number", 0)
        if number <= 0:
            number = await self._counted_back(-number, failed=asked.get("of") == "failed")
        recalled = await self._recall(number, output=_whole(asked, "output", 0))
        if not recalled.commands:
            raise RefusalError(f"There is no command {number} in this session's memory.")
        pipeline, command = self._pipeline, recalled.commands[-1]
        earlier = await self._recall(command.seq, count=6)
        return {
            "command": _told(command),
            "output": base64.b64encode(recalled.output).decode(),
            "cut": recalled.cut,
            "skipped": recalled.skipped,
            "cols": pipeline.place.cols,
            "rows": pipeline.place.rows,
            "shell": pipeline.place.shell,
            "settings": {**pipeline.settings, "hint.mode": pipeline.mode_of(command).word},
            "kept_back": pipeline.keeps_back(command),
            "earlier": [
                _told(other) for other in earlier.commands[:-1] if not pipeline.keeps_back(other)
            ],
            "previous": pipeline.previous(command.seq),
        }

    async def _counted_back(self, back: int, *, failed: bool) -> int:
        recalled = await self._recall(0, count=LOOK_BACK)
        fitting = [
            command.seq
            for command in recalled.commands
            if not self._only_asks(command)
            and (not failed or worth_a_word(command, fullscreen=False))
        ]
        if len(fitting) <= back:
            kind = "failed" if failed else "ended"
            raise RefusalError(f"No command has {kind} in this session yet.")
        return fitting[-1 - back]

    async def _recall(self, number: int, *, count: int = 1, output: int = 0) -> Recalled:
        recalled = await self._memory.recall(number, count=count, output=output)
        if recalled.running:
            self._asked_in.add(recalled.running)
        return recalled

    async def _note_asking(self) -> None:
        """Remember which command asks, if any, for questions that need no command themselves."""
        try:
            await self._recall(0)
        except RefusalError:  # such questions are answered when the relay is not, too
            pass

    def _only_asks(self, command: Command) -> bool:
        """Whether all that `command` did was to ask us. `make; termproxy last` did more."""
        if command.seq not in self._asked_in:
            return False
        simple = simple_commands(command.text)
        return all(one.joint in ("", "|", "|&") for one in simple)

    def _hint(self, number: int) -> dict[str, Any]:
        """What came of the failure of command `number`, or of the latest one (0).

        "latest" is the latest hint that was given, perhaps for an earlier command.
        """
        ledger = self._pipeline.ledger
        entry = ledger.entry(number) if number > 0 else ledger.latest()
        latest = ledger.latest(hint=True)
        return {
            "number": entry.number if entry else 0,
            "command": entry.command if entry else "",
            "reason": entry.reason if entry else "",
            "hint": _advice(entry.advice) if entry else None,
            "latest": _advice(latest.advice) if latest else None,
        }

    def _status(self) -> dict[str, Any]:
        ledger, pipeline = self._pipeline.ledger, self._pipeline
        return {
            "pid": os.getpid(),
            "session": os.getppid(),
            "seconds": round(time.monotonic() - self._born, 1),
            "mode": pipeline.place.mode,
            "shell": pipeline.place.shell,
            "failures": ledger.failures,
            "hints": ledger.hints,
            "excerpt": int(str(pipeline.settings.get("history.excerpt", 0))),
            "configured": str(pipeline.settings.get("model.name", "")),
            "model": pipeline.model_state(),
        }


def _told(command: Command) -> dict[str, Any]:
    """A command as JSON has it; its span in the stream becomes the size of its output."""
    told = {name: getattr(command, name) for name in fields(Command)}
    told["number"] = told.pop("seq")
    told["output_bytes"] = max(0, told.pop("end") - told.pop("start"))
    # A surrogate stands for a byte that was no UTF-8, and is no JSON.
    for name in ("text", "cwd"):
        told[name] = told[name].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return told


def _advice(advice: Advice | None) -> dict[str, Any] | None:
    if advice is None:
        return None
    return {**asdict(advice), "source": advice.source.value}


def _whole(asked: Mapping[str, Any], key: str, default: int) -> int:
    given = asked.get(key, default)
    if isinstance(given, bool) or not isinstance(given, int):
        raise RefusalError(f"{key} must be a whole number.")
    return given
