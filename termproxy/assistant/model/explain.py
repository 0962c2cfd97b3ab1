"""A failed command in, a model's advice out: redact, cut, ask, read, sanitise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.model.answer import advise, parse
from termproxy.assistant.model.chat import (
    ChatModel,
    Choice,
    Chunk,
    Kind,
    Message,
    ModelProblem,
    ModelSettings,
)
from termproxy.assistant.model.context import budget, excerpt
from termproxy.assistant.model.models import always_thinks
from termproxy.assistant.model.prompt import Facts, messages
from termproxy.assistant.secrets.redact import Redactor

# Redaction reads every line; of more than this only what `excerpt` finds telling is read.
_MUCH = 512 * 1024
# Beyond this, reading takes more than some 10 ms, which other hints should not wait for.
LONG = 64 * 1024
# An excerpt of fewer bytes is not what is too long in a prompt.
_SHORT = 500
# A model that thinks whatever it is told needs room for that before its three lines.
_THINKING_FACTOR = 6
# An answer that was cut before its end, or by its length.
HALF_CONFIDENCE = 0.4


@dataclass(frozen=True, slots=True)
class Question:
    """What would be sent, exactly: for the wire, for `termproxy context`, and as a cache key.

    `case` is redacted and its output cut; `removed` counts different secrets by kind.
    """

    messages: tuple[Message, ...]
    case: Case
    removed: dict[str, int]
    excerpt_bytes: int


def question(
    case: Case,
    facts: Facts,
    choice: Choice,
    *,
    num_predict: int,
    at_most: int,
    personal: tuple[str, ...] = (),
) -> Question:
    """The question about `case` that fits the model's window. Pure.

    `at_most` bounds the output shown, in bytes. `personal` are strings to hide besides secrets.
    """
    redactor = Redactor(personal)
    output = redactor.blocks(case.output)
    if len(output) > _MUCH:
        output = excerpt(output, _MUCH, longest_line=_MUCH // 8)
    clean = redactor.redact_all(
        [
            (output, False),
            (case.command, True),
            (case.cwd, False),
            *((text, True) for text, _ in facts.previous),
        ]
    )
    output, command, cwd = clean[:3]
    previous = tuple(
        (text, status) for text, (_, status) in zip(clean[3:], facts.previous, strict=True)
    )
    facts = replace(facts, previous=previous)
    beside = len(command.encode()) + sum(len(text.encode()) + 20 for text in clean[2:])
    size = budget(choice.context, num_predict, at_most=at_most, beside=beside)
    case = replace(
        case, command=_shortened(command), cwd=cwd, output=excerpt(output, size), history=()
    )
    said = tuple(messages(case, case.output, facts))
    return Question(said, case, redactor.found, len(case.output.encode()))


async def explain(
    client: ChatModel,
    case: Case,
    *,
    facts: Facts,
    choice: Choice | None = None,
    verify: Callable[[str], bool] | None = None,
    heard: Callable[[Chunk], None] | None = None,
) -> Advice | None:
    """What the model makes of `case`, or None when it has nothing to say.

    Raises ModelProblem. Cancelling closes the connection. `choice` spares asking the server what
    it has; `verify` tells whether what a command names exists here; `heard` sees each chunk as
    it comes. A command that the user kept out of the history is not told to another machine.
    """
    choice = choice or await client.choose()
    if case.private and (choice.cloud or not client.local):
        return None
    num_predict = answer_tokens(client.settings, choice)
    at_most = client.settings.excerpt
    for again in (True, False):
        prepare = partial(
            question,
            case,
            facts,
            choice,
            num_predict=num_predict,
            at_most=at_most,
            personal=client.settings.personal,
        )
        long = len(case.output) > LONG
        asked = await asyncio.to_thread(prepare) if long else prepare()
        try:
            text, whole = await answer_text(
                client, asked.messages, choice.model, num_predict, heard
            )
            break
        except ModelProblem as problem:
            if not again or not (problem.kind is Kind.TOO_LONG or _may_be_too_long(asked, problem)):
                raise
            at_most = _smaller(asked, problem, num_predict)
    answer = parse(text, whole=whole)
    if answer is None:
        return None
    seen = "\n".join((asked.case.command, asked.case.output, asked.case.cwd))
    # Files are read for it, and a program may be asked for its options.
    advice = await asyncio.to_thread(
        advise, answer, model=choice.model, failed=asked.case.command, seen=seen, verify=verify
    )
    return advice if whole else replace(advice, confidence=HALF_CONFIDENCE)


def _may_be_too_long(asked: Question, problem: ModelProblem) -> bool:
    """Some servers (llama-cpp-python) answer a prompt that is too long with 200 and nothing."""
    return problem.kind is Kind.CUT_SHORT and problem.silent and asked.excerpt_bytes > _SHORT


def answer_tokens(settings: ModelSettings, choice: Choice) -> int:
    """How long the answer may be, in tokens."""
    wanted = settings.num_predict * (_THINKING_FACTOR if always_thinks(choice.model) else 1)
    return min(wanted, max(choice.context // 2, 1))


async def answer_text(
    client: ChatModel,
    asked: Sequence[Message],
    model: str,
    num_predict: int,
    heard: Callable[[Chunk], None] | None = None,
) -> tuple[str, bool]:
    """The answer's text, and whether it is whole. Raises ModelProblem.

    An answer that was cut after its cause had come is still worth that; otherwise it raises.
    """
    parts: list[str] = []
    whole = True
    try:
        stream = client.stream(asked, model=model, num_predict=num_predict)
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                parts.append(chunk.content)
                whole = not (chunk.done and chunk.done_reason == "length")
                if heard is not None:
                    heard(chunk)
    except ModelProblem as problem:
        problem.silent = not parts
        text = "".join(parts)
        broken = (Kind.CUT_SHORT, Kind.CRASHED, Kind.GARBAGE, Kind.SERVER_ERROR, Kind.TIMEOUT)
        if problem.kind in broken and parse(text, whole=False) is not None:
            return text, False
        raise
    return "".join(parts), whole


def _smaller(asked: Question, problem: ModelProblem, num_predict: int) -> int:
    """How much of the output fits, by the server's own count of tokens, else a third of it."""
    if not (problem.prompt_tokens and problem.context_tokens):
        return asked.excerpt_bytes // 3
    sent = sum(len(message.content.encode()) for message in asked.messages)
    room = max(problem.context_tokens - num_predict, problem.context_tokens // 2)
    over = (problem.prompt_tokens - room) * sent / problem.prompt_tokens
    return max(0, int(asked.excerpt_bytes - 1.1 * over))


def _shortened(command: str, limit: int = 1000) -> str:
    """A here-document or a pasted script need not be told whole."""
    return command if len(command) <= limit else f"{command[: limit - 20]} … (shortened)"
