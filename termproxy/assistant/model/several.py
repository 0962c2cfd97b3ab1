"""Several failures in one question: a paste of lines that failed one after the other.

The answer is split by the numbers that the model was asked for, or, where it left them out, by its
causes, if there are exactly as many as failures. An answer that cannot be told whose it is counts
for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.model.answer import advise, parse
from termproxy.assistant.model.chat import ChatModel, Choice
from termproxy.assistant.model.context import BYTES_PER_TOKEN
from termproxy.assistant.model.explain import HALF_CONFIDENCE, answer_text, answer_tokens, question
from termproxy.assistant.model.prompt import OVERHEAD_TOKENS, Facts, messages_about

# Failures in one question: beyond this small models lose count.
MOST = 10
# Bytes for each failure beside its output: command, folder, frame.
FRAME = 300
LEAST = 200

_CAUSE = r"[*_`]{0,3}(?:CAUSE|PROBLEM|DIAGNOSIS|ISSUE|ERROR|SUMMARY)\b"
_NUMBER = re.compile(
    r"^[\W_]*(?:(?:failure|case|command|answer|no|number)\W*)?#?(?P<number>\d{1,2})"
    rf"(?:[\W_]*$|[\W_]+(?={_CAUSE}))",
    re.IGNORECASE,
)
_CAUSE_LINE = re.compile(rf"^[\W_]*(?:\d+[.)]\s*)?{_CAUSE}", re.IGNORECASE)


async def explain_several(
    client: ChatModel,
    cases: Sequence[Case],
    *,
    facts: Facts,
    choice: Choice,
) -> list[Advice | None]:
    """What the model makes of each of at most MOST cases; None where it said nothing.

    No fix counts as verified yet. Raises ModelProblem. Cancelling closes the connection.
    """
    one = answer_tokens(client.settings, choice)
    num_predict = min(one * len(cases), max(choice.context // 2, 1))
    free = (choice.context - num_predict - OVERHEAD_TOKENS) * BYTES_PER_TOKEN
    at_most = max(LEAST, min(client.settings.excerpt, free // len(cases) - FRAME))
    asked = [
        question(
            case,
            facts,
            choice,
            num_predict=num_predict,
            at_most=at_most,
            personal=client.settings.personal,
        )
        for case in cases
    ]
    said = messages_about([(each.case, facts) for each in asked])
    text, whole = await answer_text(client, said, choice.model, num_predict)
    parts = split(text, len(cases))
    found: list[Advice | None] = []
    for each, part in zip(asked, parts, strict=True):
        cut = not whole and part == next((p for p in reversed(parts) if p), "")
        answer = parse(part, whole=not cut) if part else None
        if answer is None:
            found.append(None)
            continue
        seen = "\n".join((each.case.command, each.case.output, each.case.cwd))
        advice = advise(answer, model=choice.model, failed=each.case.command, seen=seen)
        found.append(replace(advice, confidence=HALF_CONFIDENCE) if cut else advice)
    return found


def split(text: str, count: int) -> list[str]:
    """The answer to each of `count` failures in order; "" where none can be told. Pure."""
    blocks: list[tuple[int, list[str]]] = []
    number = 0
    for line in text.split("\n"):
        heading = _NUMBER.match(line)
        if heading is not None:
            number = int(heading["number"])
            line = line[heading.end() :]
        if _CAUSE_LINE.match(line):
            blocks.append((number, [line]))
            number = 0
        elif blocks and heading is None:
            blocks[-1][1].append(line)
    told = ["\n".join(lines) for _, lines in blocks]
    numbers = [number for number, _ in blocks]
    if len(set(numbers)) == len(numbers) and all(1 <= number <= count for number in numbers):
        by_number = dict(zip(numbers, told, strict=True))
        return [by_number.get(number, "") for number in range(1, count + 1)]
    return told if len(told) == count else [""] * count
