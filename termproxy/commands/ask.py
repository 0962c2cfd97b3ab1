"""`termproxy ask`: a question to the model, which knows what was just done in this session."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from termproxy.commands import paper
from termproxy.commands.session import VARIABLE, Record, Session, SessionError

if TYPE_CHECKING:
    from argparse import ArgumentParser

PREVIOUS = 8


def main(argv: list[str]) -> int:
    """Run the command; 1 when there is no answer."""
    options = _parser().parse_args(argv)
    question = " ".join(options.words).strip()
    if not question:
        return paper.refuse("ask", "What is the question? As in: termproxy ask how do I undo this")
    record: Record | None = None
    try:
        if os.environ.get(VARIABLE):
            record = _latest(Session.around(os.environ))
    except SessionError as error:
        return paper.refuse("ask", str(error))
    from termproxy.assistant.model.asking import system_name
    from termproxy.assistant.model.prompt import Facts
    from termproxy.assistant.model.talk import Subject
    from termproxy.commands.answering import say
    from termproxy.config import load

    settings: dict[str, object] = record.settings if record else dict(load(os.environ).values)
    if options.model:
        settings = {**settings, "model.name": options.model}
    earlier = record.earlier if record else ()
    previous = tuple(
        (command.text, command.status or 0) for command in earlier if not command.private
    )
    facts = Facts(system_name(), previous[-PREVIOUS:])
    secret = record is None or record.command.private or record.kept_back
    case = record.case() if record is not None and not secret else None
    problem = say(settings, Subject(question, case, facts=facts))
    return paper.refuse("ask", problem.sentence) if problem is not None else 0


def _latest(session: Session) -> Record | None:
    """The latest command with its output; None at the first prompt."""
    try:
        return session.record(0, output=256 << 10)
    except SessionError:
        if not session.commands(1):
            return None
        raise


def _parser() -> ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="termproxy ask",
        description="Ask the model a question. Inside a session it is told the last commands and "
        "what the last one printed, without secrets. ^C stops it.",
    )
    parser.add_argument("words", metavar="QUESTION", nargs="+", help="the question")
    parser.add_argument("--model", metavar="NAME", help="ask this model")
    return parser
