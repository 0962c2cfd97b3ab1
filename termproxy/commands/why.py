"""`termproxy why`: explain the last command, or any of this session, failed or not."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from termproxy.commands import paper
from termproxy.commands.session import Record, Session, SessionError, advice

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from termproxy.assistant.advice import Advice, Case


def main(argv: list[str]) -> int:
    """Run the command; 1 when nothing could be said."""
    options = _parser().parse_args(argv)
    try:
        session = Session.around(os.environ)
        record = session.record(options.number, output=1 << 20)
    except SessionError as error:
        return paper.refuse("why", str(error))
    from termproxy.commands.answering import say, show_hint, wanted

    case = record.case()
    _head(case, record)
    settings = wanted(record.settings, model=options.model, no_model=options.no_model)
    hint = _rules(case)
    if hint is None and settings is None:
        hint = _given(session, record)
    if hint is not None:
        show_hint(hint)
    if settings is None:
        if hint is None:
            return paper.refuse("why", "No rule knows this, and no model is asked (hint.mode).")
        return 0
    from termproxy.assistant.model.asking import system_name
    from termproxy.assistant.model.prompt import Facts
    from termproxy.assistant.model.talk import Subject

    facts = Facts(system_name(), record.previous)
    problem = say(settings, Subject(case=case, hint=hint, facts=facts))
    if problem is not None:
        status = paper.refuse("why", problem.sentence)
        if hint is None and (given := _given(session, record)) is not None:
            show_hint(given)
            return 0
        return 0 if hint is not None else status
    return 0


def _given(session: Session, record: Record) -> Advice | None:
    """What the model or the memory has said about it already, perhaps where no hint could stand."""
    from termproxy.assistant.advice import Source

    try:
        told = advice(session.ask("hint", number=record.command.seq)["hint"])
    except SessionError:
        return None
    return told if told is not None and told.source is not Source.RULE else None


def _rules(case: Case) -> Advice | None:
    """What the rules know of a command that failed."""
    if not case.status and case.ran:
        return None
    from termproxy.assistant.rules import judge
    from termproxy.assistant.world.faraway import truth

    return judge(case, truth(case, os.environ)).advice


def _head(case: Case, record: Record) -> None:
    """Which command this is about, dim, on a terminal."""
    if paper.rich_out():
        from rich.text import Text

        from termproxy.assistant.safety.plain import one_line

        status = "status ?" if record.command.status is None else f"status {case.status}"
        took = paper.seconds(case.duration)
        words = f"#{record.command.seq}  {one_line(case.command, 120)}  ({status}, {took})"
        paper.console().print(Text(words, "dim"))
        sys.stdout.flush()


def _parser() -> ArgumentParser:
    import argparse

    from termproxy.commands.answering import add_model_options

    parser = argparse.ArgumentParser(
        prog="termproxy why",
        description="Explain the last command of this session, failed or not: what the rules know, "
        "then the model's words. ^C stops it.",
    )
    parser.add_argument(
        "number",
        metavar="N",
        nargs="?",
        type=int,
        default=0,
        help="which command: its number in `termproxy last`, or -1 for the one before, and so on",
    )
    add_model_options(parser)
    return parser
