"""`termproxy explain`: a log from a file or a pipe explained; no session needed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from termproxy.commands import paper

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from termproxy.assistant.advice import Advice

# Of a log longer than both: its beginning and its end.
HEAD, TAIL = 1 << 20, 15 << 20
COLS, ROWS = 200, 50


def main(argv: list[str]) -> int:
    """Run the command; 0 whatever was found, 1 when the log cannot be read."""
    options = _parser().parse_args(argv)
    try:
        if options.file == "-":
            if sys.stdin.isatty():
                sys.stderr.write("termproxy explain: reading the log from here; ^D ends it.\n")
            text = read_log(sys.stdin.buffer)
        else:
            with open(options.file, "rb") as file:
                text = read_log(file)
    except OSError as error:
        return paper.refuse("explain", f"{options.file} cannot be read: {error.strerror}.")
    if not text.strip():
        return paper.refuse("explain", "There is nothing to explain: the log is empty.")
    return _explained(text, options)


def _explained(text: str, options: Namespace) -> int:
    from termproxy.assistant.advice import Case
    from termproxy.assistant.logs import advise_log
    from termproxy.assistant.model.asking import system_name
    from termproxy.assistant.model.prompt import Facts
    from termproxy.assistant.model.talk import Subject
    from termproxy.commands.answering import say, show_hint, wanted
    from termproxy.config import load

    try:
        cwd = os.getcwd()
    except FileNotFoundError:  # removed meanwhile; the log is what counts
        cwd = ""
    hint = advise_log(
        text, command=options.command, status=options.status, cwd=cwd, environ=os.environ
    )
    if hint is not None:
        show_hint(hint)
    settings = wanted(load(os.environ).values, model=options.model, no_model=options.no_model)
    if settings is not None:
        case = Case(options.command, options.status, text, cwd if options.command else "")
        problem = say(settings, Subject(case=case, hint=hint, facts=Facts(system_name())))
        if problem is None:
            return 0
        paper.refuse("explain", problem.sentence)
    _lines(text, hint)
    return 0


def _lines(text: str, hint: Advice | None) -> None:
    """Without a model: where to look."""
    from termproxy.assistant.logs import telling
    from termproxy.assistant.safety.plain import one_line

    lines = telling(text)
    if lines:
        sys.stdout.write("These lines look like the cause:\n")
        for number, line in lines:
            sys.stdout.write(f"{number:>7}  {one_line(line, 300)}\n")
    elif hint is None:
        sys.stdout.write("No rule knows this log, and no line in it looks like a cause.\n")


def read_log(file: BinaryIO) -> str:
    """Clean text of all that `file` has; of much its beginning and its end."""
    from termproxy.assistant.screen import clean
    from termproxy.core.ring import Ring

    head = file.read(HEAD)
    ring = Ring(TAIL)
    while part := file.read(1 << 20):
        ring.append(part)
    tail = ring.read(ring.start, ring.end)
    return clean(head + tail, COLS, rows=ROWS, cut=len(head), skipped=ring.start).text


def _parser() -> ArgumentParser:
    import argparse

    from termproxy.commands.answering import add_model_options

    parser = argparse.ArgumentParser(
        prog="termproxy explain",
        description="Explain a log: what the rules know, then the model's words. "
        "As in: make 2>&1 | termproxy explain",
    )
    add = parser.add_argument
    add(
        "file",
        metavar="FILE",
        nargs="?",
        default="-",
        help="the log; without it, or with -, standard input",
    )
    add("-c", "--command", default="", metavar="LINE", help="the command that printed it")
    add("-s", "--status", type=int, default=1, metavar="N", help="its exit status (default 1)")
    add_model_options(parser)
    return parser
