"""`termproxy last`: the latest commands of this session, or what one of them printed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from termproxy.assistant.safety.plain import one_line
from termproxy.commands import paper
from termproxy.commands.session import Session, SessionError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from rich.text import Text

    from termproxy.core.events import Command

SHOWN = 10
EVERYTHING = 1 << 30


def main(argv: list[str]) -> int:
    """Run the command; 1 when the session cannot tell."""
    options = _parser().parse_args(argv)
    try:
        session = Session.around(os.environ)
        if options.output or options.color:
            return _output(session, options.number or 0, color=options.color)
        count = SHOWN if options.number is None else abs(options.number)
        commands = session.hinted(count)
    except SessionError as error:
        return paper.refuse("last", str(error))
    if options.json:
        _as_json(commands)
    elif paper.rich_out():
        _as_table(commands)
    else:
        _as_lines(commands)
    return 0


def _output(session: Session, number: int, *, color: bool) -> int:
    record = session.record(number, output=EVERYTHING)
    if color:
        from termproxy.assistant.screen.colors import colored

        text = colored(
            record.output, record.cols, rows=record.rows, cut=record.cut, skipped=record.skipped
        )
    else:
        text = record.case().output
    if text:
        sys.stdout.write(text + "\n")
    return 0


def _as_json(commands: list[tuple[Command, str]]) -> None:

    for command, hint in commands:
        told = {
            "number": command.seq,
            "command": command.text,
            "status": command.status,
            "duration": round(command.duration, 3),
            "cwd": command.cwd,
            "output_bytes": command.end,
            "ran": command.ran,
            "private": command.private,
            "remote": command.remote,
            "hint": hint,
        }
        sys.stdout.write(paper.as_json(told) + "\n")


def _as_lines(commands: list[tuple[Command, str]]) -> None:
    """Tab-separated, for cut(1) and awk(1)."""
    for command, _ in commands:
        row = (
            str(command.seq),
            "?" if command.status is None else str(command.status),
            f"{command.duration:.3f}",
            str(command.end),
            one_line(command.cwd, 4096),
            one_line(command.text, 4096),
        )
        sys.stdout.write("\t".join(row) + "\n")


def _as_table(commands: list[tuple[Command, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    console = paper.console()
    # In a narrow window the numbers and the commands are what is needed.
    names = ("#", "status", "took", "output", "in")[: 5 if console.width >= 70 else 3]
    home = os.environ.get("HOME", "")
    rows = [
        (
            Text(str(command.seq)),
            _status(command),
            Text(paper.seconds(command.duration)),
            Text(paper.size(command.end)),
            Text(_short(command.cwd, home)),
        )[: len(names)]
        for command, _ in commands
    ]
    # Cut here, since rich would take from all columns alike.
    room = console.width
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number, name in enumerate(names):
        table.add_column(name, justify="left" if name == "in" else "right", no_wrap=True)
        room -= max(len(name), *(row[number].cell_len for row in rows), 0) + 2
    table.add_column("command", no_wrap=True)
    for (command, hint), row in zip(commands, rows, strict=True):
        table.add_row(*row, _line(command, hint, max(room, 7)))
    console.print(table)


def _line(command: Command, hint: str, room: int) -> Text:
    """The command, and below it what was said about it, in `room` cells."""
    from rich.text import Text

    line = Text(one_line(command.text, 400))
    line.truncate(room, overflow="ellipsis")
    if hint:
        said = Text(one_line(hint, 400), "dim")
        said.truncate(room, overflow="ellipsis")
        line = Text("\n").join([line, said])
    return line


def _status(command: Command) -> Text:
    from rich.text import Text

    if command.status is None:
        return Text("?", "dim")
    return Text(str(command.status), "" if command.status == 0 else "bold red")


def _short(cwd: str, home: str) -> str:
    """A folder as prompts write it, its end rather than its beginning."""
    if home and (cwd == home or cwd.startswith(home + "/")):
        cwd = "~" + cwd[len(home) :]
    cwd = one_line(cwd, 4096)
    return cwd if len(cwd) <= 24 else "…" + cwd[-23:]


def _parser() -> ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="termproxy last",
        description="The latest commands of this session, or what one of them printed.",
        epilog="In a pipe: number, status, seconds, bytes of output, folder and command, "
        "separated by tabs.",
    )
    add = parser.add_argument
    add(
        "number",
        metavar="N",
        nargs="?",
        type=int,
        help=f"how many commands (default {SHOWN}); with --output, which one: its number, or -1 "
        "for the one before the latest, and so on",
    )
    add("--json", action="store_true", help="one JSON object a line")
    add("-o", "--output", action="store_true", help="print what the command printed, as text")
    add("--color", action="store_true", help="the same with its colours")
    return parser
