"""Many failures in, one hint each out: JSON lines, for editors, CI and measurements.

In:  {"id", "command", "exit_code", "output", "cwd"
     [, "path", "history", "shell", "names", "locale"]}
Out: {"id", "title", "explanation", "fixes": [...], "rule", "confidence"}

Silence is an empty title and no fixes. A line that cannot be used is answered with
{"id", "error": "a sentence"}; the others go on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.rules import localised
from termproxy.assistant.rules.engine import judge
from termproxy.assistant.world.local import Local

ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|[ -/]*[0-~])",
    re.DOTALL,
)
Record = dict[str, Any]


class BadCaseError(ValueError):
    """A line that is no case; the message is a sentence for the one who wrote it."""


def answers(lines: Iterable[str | bytes]) -> Iterator[str]:
    """One JSON object (without newline) for each line that is not blank, as soon as it is read."""
    localised.warm(os.environ)
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(answer(line, number), ensure_ascii=False)


def answer(line: str | bytes, number: int = 1) -> Record:
    """The answer to one line of input."""
    record: object = None
    try:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadCaseError(f"Line {number} is not JSON: {error}.") from None
        case = case_of(record, number)
        return {"id": _id(record), **described(judge(case, Local(case, root=False)).advice)}
    except BadCaseError as error:
        return {"id": _id(record), "error": str(error)}
    except Exception as error:  # one case must not end the stream
        return {"id": _id(record), "error": f"Line {number} could not be judged: {error!r}."}


def described(advice: Advice | None) -> Record:
    """An advice as the batch writes it; None is silence."""
    advice = advice or Advice("")
    return {
        "title": advice.title,
        "explanation": advice.explanation,
        "fixes": [fix.command for fix in advice.fixes],
        "rule": advice.rule,
        "confidence": round(advice.confidence, 3),
    }


def case_of(record: object, number: int = 1) -> Case:
    """The case a record describes; BadCaseError says what is wrong with it."""
    if not isinstance(record, dict):
        raise BadCaseError(f"Line {number} is not a JSON object.")
    status = record.get("exit_code", 1)
    if isinstance(status, bool) or not isinstance(status, int):
        raise BadCaseError(f"Line {number}: exit_code must be a whole number.")
    history = _texts(record, "history", "command lines", number)
    names = _texts(record, "names", "aliases and functions", number)
    if "command" not in record:
        raise BadCaseError(f"Line {number} has no command.")
    return Case(
        command=_text(record, "command", number),
        status=status,
        output=clean(_text(record, "output", number)),
        cwd=_text(record, "cwd", number) or os.getcwd(),
        shell=_text(record, "shell", number) or "bash",
        path=_text(record, "path", number),
        history=history,
        names=names,
        locale=_text(record, "locale", number),
    )


def clean(output: str) -> str:
    """Text as a screen would leave it, near enough: no escapes, no overwritten progress lines."""
    if "\x1b" in output:
        output = ESCAPES.sub("", output)
    if "\r" in output:
        output = output.replace("\r\n", "\n")
        output = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in output.split("\n"))
    return output.rstrip("\n")


def _texts(record: Record, key: str, what: str, number: int) -> tuple[str, ...]:
    value = record.get(key) or []
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise BadCaseError(f"Line {number}: {key} must be a list of {what}.")
    return tuple(value)


def _text(record: Record, key: str, number: int) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadCaseError(f"Line {number}: {key} must be text.")
    return value.replace("\0", "")


def _id(record: object) -> object:
    return record.get("id") if isinstance(record, dict) else None
