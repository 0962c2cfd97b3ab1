"""What the model said before, by failure: in this session's memory, or on the shelf of all.

A failure is known by what a model would be told about it, less what differs from run to run, and by
the model. Which one that is, is remembered as well, so that a new session can look something up
before it has spoken to a server.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial

from cachetools import LRUCache

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.model.chat import Choice, ModelSettings
from termproxy.assistant.model.explain import LONG, question
from termproxy.assistant.model.prompt import Facts
from termproxy.assistant.model.shelf import DiskShelf, answers
from termproxy.assistant.model.thrift import Thrift, key_of

# Seconds that a look at the shelf may take while the prompt is held back for it.
AT_ONCE = 0.02
# So many failures' excerpts are kept in memory, of a few KB each.
CONTEXTS = 100
# What the key of a failure is made of must not depend on which model is asked in the end.
_ANY = Choice("", "")

Verify = Callable[[Case, str], bool]


class Answers:
    """`server` says which one is asked; `days` how long answers stay on disk (0: they do not).

    `verify` tells whether what a line names exists here, where a case failed; `at_hand` only
    whether its programs do, in no time. `ahead`: failures are remembered, redacted, so that they
    can be asked about ahead.
    """

    def __init__(
        self,
        settings: ModelSettings,
        path: str,
        *,
        server: str,
        days: int,
        verify: Verify,
        at_hand: Verify,
        ahead: bool = False,
    ) -> None:
        self._settings = settings
        self._fact = f"model of {server}, {settings.model or 'any'}"
        self._verify = verify
        self._at_hand = at_hand
        self.shelf = DiskShelf(answers(path), days=days) if days else None
        self._thrift = Thrift(shelf=self.shelf)
        self._model = ""
        self._contexts: LRUCache[bytes, tuple[str, Case]] = LRUCache(CONTEXTS)
        self._ahead = ahead

    async def prepare(self) -> None:
        """Open the shelf, and pay for imports and patterns, before a prompt waits for them."""
        await self.key(Case("true", 1, "error: password: none", "/"))
        if self.shelf is not None and not self._model:
            self._model = await self.shelf.fact(self._fact)

    async def kept(self, case: Case) -> Advice | None:
        """The answer that was given to such a failure before, if it can be had at once."""
        if case.private or not self._model:
            return None
        try:
            async with asyncio.timeout(AT_ONCE):
                key = await self.key(case)
                if self._ahead and self.shelf is not None:
                    _, asked = await self._context(case)
                    self.shelf.note(key, json.dumps(asdict(asked)))
                known = await self._thrift.look(key)
        except TimeoutError:
            return None
        if known is None or known[0] is None:
            return None
        advice = known[0]
        fixes = (
            replace(fix, verified=fix.verified and self._at_hand(case, fix.command))
            for fix in advice.fixes
        )
        return replace(advice, fixes=tuple(fixes))

    async def answer(
        self, case: Case, choice: Choice, ask: Callable[[], Awaitable[Advice | None]]
    ) -> Advice | None:
        """The answer to `case`, asked for if need be. Raises what `ask` raises."""
        self._chosen(choice)
        fresh = False

        async def asked() -> Advice | None:
            nonlocal fresh
            fresh = True
            return await ask()

        advice = await self._thrift.answer(await self.key(case), asked, aloud=not case.private)
        return advice if fresh else await self._checked(case, advice)

    async def several(
        self,
        cases: Sequence[Case],
        choice: Choice,
        ask: Callable[[Sequence[Case]], Awaitable[Sequence[Advice | None]]],
    ) -> list[Advice | None]:
        """The answers to `cases`, with one question about those that nobody knows.

        None of them is private. Raises what `ask` raises.
        """
        self._chosen(choice)
        keys = [await self.key(case) for case in cases]
        by_key = dict(zip(keys, cases, strict=True))

        async def ask_about(wanted: Sequence[str]) -> Mapping[str, Advice]:
            about = [by_key[key] for key in wanted]
            told = zip(wanted, about, await ask(about), strict=True)
            checked = [(key, await self._checked(case, advice)) for key, case, advice in told]
            return {key: advice for key, advice in checked if advice is not None}

        found = await self._thrift.several(keys, ask_about)
        return [found.get(key) for key in keys]

    async def ahead(
        self, choice: Choice, ask: Callable[[Case], Awaitable[Advice | None]], *, count: int = 3
    ) -> None:
        """Have the most frequent failures without an answer answered. Raises what `ask` raises."""
        self._chosen(choice)
        if self.shelf is None:
            return
        for key, asked in await self.shelf.wanted(count, ending=f" {self._model}"):
            case = _case(asked)
            if case is None or await self._thrift.answer(key, partial(ask, case)) is None:
                self.shelf.unwanted(key)

    async def key(self, case: Case) -> str:
        """The name of a failure."""
        return f"{(await self._context(case))[0]} {self._model}"

    async def _context(self, case: Case) -> tuple[str, Case]:
        """The name of a failure whatever the model, and the redacted excerpt that it is made of.

        The same bytes again, as of a test that goes on failing, are not searched again.
        """
        name = _digest(case)
        known = self._contexts.get(name)
        if known is None:
            at_most, personal = self._settings.excerpt, self._settings.personal

            def alone() -> tuple[str, Case]:
                # The same failure after other commands is the same failure.
                asked = question(
                    case, Facts(), _ANY, num_predict=0, at_most=at_most, personal=personal
                )
                # no question tells the names of aliases: they need not be kept either
                return key_of(asked, ""), replace(asked.case, names=())

            long = len(case.output) > LONG
            known = await asyncio.to_thread(alone) if long else alone()
            self._contexts[name] = known
        return known

    async def close(self) -> None:
        """Cancel what is under way, and close the file."""
        await self._thrift.close()
        if self.shelf is not None:
            await self.shelf.close()

    def _chosen(self, choice: Choice) -> None:
        if choice.model != self._model:
            self._model = choice.model
            if self.shelf is not None:
                self.shelf.write_down(self._fact, choice.model)

    async def _checked(self, case: Case, advice: Advice | None) -> Advice | None:
        """What its fixes name is here at this moment, or not: never mind when it was said."""
        if advice is None or not advice.fixes:
            return advice
        lines = [fix.command for fix in advice.fixes]
        # files are read for it, and a program may be asked for its options
        here = await asyncio.to_thread(lambda: [self._verify(case, line) for line in lines])
        fixes = (replace(fix, verified=seen) for fix, seen in zip(advice.fixes, here, strict=True))
        return replace(advice, fixes=tuple(fixes))


def _digest(case: Case) -> bytes:
    """Of all that a question without other commands is made of."""
    parts = (case.command, case.status, case.cwd, case.shell, case.ran, case.remote, case.output)
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()


def _case(text: str) -> Case | None:
    """A failure from JSON; None when it is none of ours."""
    try:
        told = json.loads(text)
        return Case(**{**told, "history": (), "names": ()})
    except (ValueError, TypeError):
        return None
