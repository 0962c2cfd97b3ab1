"""The model as the pipeline sees it: a case goes in, advice or nothing comes out.

Opens the way to a server at the first question, remembers answers, and turns every trouble into
at most one sentence a day: a user without a server knows that, and should not be told at each
new shell.
"""

from __future__ import annotations

import asyncio
import os
import platform
import time
from collections.abc import Awaitable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.model.chat import (
    ChatModel,
    Choice,
    Deadlines,
    Kind,
    ModelProblem,
    ModelSettings,
)
from termproxy.assistant.model.prompt import Facts
from termproxy.assistant.secrets import personal
from termproxy.assistant.trouble import note
from termproxy.assistant.world.faraway import truth
from termproxy.assistant.world.local import Local
from termproxy.places import answers_path, state_folder

if TYPE_CHECKING:
    from termproxy.assistant.model.answers import Answers

T = TypeVar("T")

# Seconds for which a complaint is not repeated, over all sessions.
A_DAY = 86_400
# A model that was loaded is not asked for again at each failure; one that was removed is noticed.
CHOICE_LASTS = 300
# Troubles that pass by themselves: not worth the one sentence that a user gets.
PASSING = {Kind.BUSY, Kind.RATE_LIMITED, Kind.LOADING, Kind.CUT_SHORT, Kind.GARBAGE}


class Asking:
    """The way to a model."""

    def __init__(self, settings: Mapping[str, object], environ: Mapping[str, str]) -> None:
        self._settings = model_settings(settings, environ)
        self._environ = environ
        self._state = state_folder(environ)
        self._client: ChatModel | None = None
        self._choice: tuple[float, Choice] | None = None
        self._openai = speaks_openai(settings)
        self._keep_days = int(str(settings.get("model.keep_days", 0)))
        self.asks_ahead = bool(settings.get("model.prefetch", False))
        self._answers: Answers | None = None
        self._problem: str | None = None
        self._trouble = ""
        self._complained = False
        self.warmth = ""  # what came of loading the model ahead

    async def advice(self, case: Case, previous: tuple[tuple[str, int], ...] = ()) -> Advice | None:
        """The model's answer; None when there is none, and `complaint` may say why.

        `previous`: failures before this one, (text, status), oldest first.
        """
        return await self._tried(self._explain(case, previous))

    async def several(self, cases: Sequence[Case]) -> list[Advice | None]:
        """The model's answers to failures that came at once, asked for in one request."""
        found = await self._tried(self._explain_several(cases))
        return found if found is not None else [None] * len(cases)

    async def kept(self, case: Case) -> Advice | None:
        """What the model said about such a failure before, in whichever terminal; in no time."""
        return await self._answers.kept(case) if self._answers is not None else None

    async def prepare(self) -> None:
        """Pay for imports, and open what is kept, before a failure needs it."""
        await asyncio.to_thread(_imports)
        await self.answers.prepare()

    async def ahead(self) -> None:
        """Have a few of the most frequent failures answered before they come again."""
        from termproxy.assistant.model.explain import explain

        try:
            client = self._reached()
            choice = await self._chosen(client)
            facts = Facts(system_name())
            await self.answers.ahead(
                choice,
                lambda case: explain(
                    client,
                    case,
                    facts=facts,
                    choice=choice,
                    verify=lambda line: _runs_here(line, truth(case, self._environ)),
                ),
            )
        except ModelProblem as problem:
            note(f"model, asked ahead: {problem.sentence}")

    @property
    def answers(self) -> Answers:
        """What is known already."""
        if self._answers is None:
            from termproxy.assistant.model.answers import Answers

            settings = self._settings
            self._answers = Answers(
                settings,
                answers_path(self._environ),
                server=f"{'openai' if self._openai else 'ollama'} {settings.host}",
                days=self._keep_days,
                verify=lambda case, line: _runs_here(line, truth(case, self._environ)),
                at_hand=lambda case, line: _at_hand(line, truth(case, self._environ)),
                ahead=self.asks_ahead,
            )
        return self._answers

    async def _tried(self, answer: Awaitable[T]) -> T | None:
        try:
            found = await answer
        except ModelProblem as problem:
            self._choice = None
            self._trouble = problem.sentence
            if problem.kind not in PASSING:
                self._problem = problem.sentence
            note(f"model: {problem.sentence}")
            return None
        self._trouble = ""
        return found

    def state(self) -> dict[str, str]:
        """`model` and `why` it was chosen, and `problem` if the last question met one."""
        choice = self._choice[1] if self._choice is not None else None
        told = {} if choice is None else {"model": choice.model, "why": choice.why}
        told |= {"warmth": self.warmth} if self.warmth else {}
        return {**told, "problem": self._trouble} if self._trouble else told

    async def _explain(self, case: Case, previous: tuple[tuple[str, int], ...]) -> Advice | None:
        # aiohttp takes a fifth of a second to import: paid by the first question only.
        from termproxy.assistant.model.explain import explain
        from termproxy.assistant.model.verify import runs_here

        client = self._reached()
        choice = await self._chosen(client)
        local = truth(case, self._environ)
        facts = Facts(system_name(), previous)
        return await self.answers.answer(
            case,
            choice,
            lambda: explain(
                client, case, facts=facts, choice=choice, verify=lambda line: runs_here(line, local)
            ),
        )

    async def _explain_several(self, cases: Sequence[Case]) -> list[Advice | None]:
        from termproxy.assistant.model.several import explain_several

        client = self._reached()
        choice = await self._chosen(client)
        facts = Facts(system_name())
        return await self.answers.several(
            cases,
            choice,
            lambda wanted: explain_several(client, wanted, facts=facts, choice=choice),
        )

    def _reached(self) -> ChatModel:
        self._client = self._client or new_client(self._settings, openai=self._openai)
        return self._client

    async def _chosen(self, client: ChatModel) -> Choice:
        now = time.monotonic()
        if self._choice is None or now - self._choice[0] > CHOICE_LASTS:
            self._choice = (now, await client.choose())
        return self._choice[1]

    async def warm(self) -> None:
        """Have the model loaded, if it runs on this machine; `warmth` tells what came of it."""
        client = self._reached()
        if self._openai:
            self.warmth = "not loaded ahead: OpenAI's dialect has no words for that"
            return
        if not client.local:
            self.warmth = "not loaded ahead: the server is another machine"
            return
        began = time.monotonic()
        try:
            self._choice = None  # whether it is loaded is to be asked now
            choice = await self._chosen(client)
            if choice.cloud:
                self.warmth = "not loaded ahead: it runs in a cloud"
            elif choice.loaded:
                self.warmth = "loaded"
            else:
                self.warmth = "is being loaded"
                await client.warm(choice.model)
                self.warmth = f"loaded ahead, in {time.monotonic() - began:.1f} s"
        except ModelProblem as problem:
            self.warmth = f"not loaded ahead: {problem.sentence}"
        except asyncio.CancelledError:
            self.warmth = ""
            raise

    def complaint(self) -> str | None:
        """The sentence about the server that is due now, if any."""
        problem, self._problem = self._problem, None
        if problem is None or self._complained:
            return None
        self._complained = True
        stamp = os.path.join(self._state, "complained")
        try:
            with open(stamp, encoding="utf-8") as file:
                age = time.time() - os.stat(stamp).st_mtime
                # in the future: the clock was put back since
                if file.read() == problem and 0 <= age < A_DAY:
                    return None
        except OSError:
            pass
        try:
            os.makedirs(self._state, mode=0o700, exist_ok=True)
            with open(stamp, "w", encoding="utf-8") as file:
                file.write(problem)
        except OSError:
            pass  # then it is said again
        return problem

    async def close(self) -> None:
        """Close the connection, if there is one."""
        if self._answers is not None:
            await self._answers.close()
        if self._client is not None:
            await self._client.close()


def _imports() -> None:
    from termproxy.assistant.model import http
    from termproxy.assistant.model.answers import Answers  # noqa: F401

    http.warm_up()


def _at_hand(line: str, local: Local) -> bool:
    """Whether all programs of a line are here."""
    from termproxy.assistant.rules.fixes import BUILTINS
    from termproxy.assistant.rules.words import parse

    programs = [command.program for command in parse(line).commands]
    return all(program in BUILTINS or bool(local.which(program)) for program in programs)


def _runs_here(line: str, local: Local) -> bool:
    from termproxy.assistant.model.verify import runs_here

    return runs_here(line, local)


def speaks_openai(settings: Mapping[str, object]) -> bool:
    """Whether the configured server is to be spoken to in OpenAI's dialect."""
    return settings["model.api"] == "openai"


def new_client(settings: ModelSettings, *, openai: bool) -> ChatModel:
    """A client for the configured server. It connects with its first question."""
    if openai:
        from termproxy.assistant.model.openai import OpenAIClient

        return OpenAIClient(settings)
    from termproxy.assistant.model.ollama import OllamaClient

    return OllamaClient(settings)


@lru_cache
def system_name() -> str:
    """ "Debian GNU/Linux 12 (bookworm)", as os-release(5) has it, or "macOS 14.5"."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        version = platform.mac_ver()[0]
        return f"macOS {version}" if version else f"{platform.system()} {platform.release()}"


def model_settings(settings: Mapping[str, object], environ: Mapping[str, str]) -> ModelSettings:
    """The part of the configuration that a model's client needs."""
    token = str(settings["model.token"])
    return ModelSettings(
        headers=(("Authorization", f"Bearer {token}"),) if token else (),
        host=str(settings["model.host"]) or environ.get("OLLAMA_HOST", ""),
        model=str(settings["model.name"]),
        allow_remote=bool(settings["model.allow_remote"]),
        deadlines=Deadlines(
            first_token=float(str(settings["model.first_token_seconds"])),
            stall=float(str(settings["model.stall_seconds"])),
        ),
        num_predict=int(str(settings["model.max_tokens"])),
        personal=personal.names(environ) if settings["model.hide_names"] else (),
    )
