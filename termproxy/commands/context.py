"""`termproxy context`: exactly what a model would be sent about a failure, secrets removed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from termproxy.commands import paper
from termproxy.commands.session import Record, Session, SessionError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from termproxy.assistant.model.chat import Choice, ModelSettings
    from termproxy.assistant.model.explain import Question


def main(argv: list[str]) -> int:
    """Run the command; 1 when no command has failed."""
    options = _parser().parse_args(argv)
    try:
        session = Session.around(os.environ)
        limit = session.ask("status")["excerpt"]
        record = session.record(options.number, of="failed", output=limit)
    except SessionError as error:
        return paper.refuse("context", str(error))
    from termproxy.assistant.model.asking import model_settings

    settings = model_settings(record.settings, os.environ)
    choice, told = _choice(record.settings, settings)
    asked = _question(record, settings, choice)
    if options.json:
        said = [{"role": m.role, "content": m.content} for m in asked.messages]
        sys.stdout.write(paper.as_json(said, indent=2) + "\n")
    else:
        for message in asked.messages:
            sys.stdout.write(f"----- {message.role}\n{message.content}\n")
    sys.stdout.flush()
    for line in (told, *_remarks(record, asked)):
        sys.stderr.write(f"termproxy context: {line}\n")
    return 0


def _question(record: Record, settings: ModelSettings, choice: Choice) -> Question:
    """As `assistant/model/explain.py` asks it for a hint."""
    from termproxy.assistant.model.asking import system_name
    from termproxy.assistant.model.explain import answer_tokens, question
    from termproxy.assistant.model.prompt import Facts

    return question(
        record.case(),
        Facts(system_name(), record.previous),
        choice,
        num_predict=answer_tokens(settings, choice),
        at_most=settings.excerpt,
        personal=settings.personal,
    )


def _choice(settings: Mapping[str, object], model: ModelSettings) -> tuple[Choice, str]:
    """The model that would be asked, and a sentence about that."""
    import asyncio

    from termproxy.assistant.model.asking import new_client, speaks_openai
    from termproxy.assistant.model.chat import Choice, ModelProblem

    async def chosen() -> Choice:
        client = new_client(model, openai=speaks_openai(settings))
        try:
            return await client.choose()
        finally:
            await client.close()

    try:
        choice = asyncio.run(chosen())
    except ModelProblem as problem:
        choice = Choice(model.model, "", context=model.context)
        return choice, f"Now no model would be asked. {problem.sentence}"
    return choice, f"This goes to {choice.model} ({choice.why})."


def _remarks(record: Record, asked: Question) -> list[str]:
    remarks = []
    if asked.removed:
        kinds = ", ".join(f"{count} × {kind}" for kind, count in sorted(asked.removed.items()))
        remarks.append(f"Removed as secret: {kinds}.")
    if (mode := record.settings["hint.mode"]) != "auto":
        unasked = " unasked" if mode == "ask" else ""
        remarks.append(f"Nothing is sent{unasked}: hint.mode is {mode} for this command.")
    elif record.command.private or record.command.remote:
        kept = "was kept out of the history" if record.command.private else "ran on another host"
        remarks.append(f"Nothing is sent unasked about this command: it {kept}.")
    return remarks


def _parser() -> ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="termproxy context",
        description="Print exactly what the model would be sent about the last failed command.",
    )
    parser.add_argument(
        "number",
        metavar="N",
        nargs="?",
        type=int,
        default=0,
        help="another command: its number in `termproxy last`, or -1 for the failure before",
    )
    parser.add_argument("--json", action="store_true", help="the messages as a JSON array")
    return parser
