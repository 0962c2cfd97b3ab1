"""`termproxy memory`: fixes that worked, to be looked at and forgotten."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from termproxy.assistant.safety.plain import one_line
from termproxy.commands import paper
from termproxy.places import memory_path

if TYPE_CHECKING:
    from termproxy.assistant.memory import Remembered

USAGE = """\
usage: termproxy memory [list]        fixes that worked, the latest first
       termproxy memory forget N...   forget those with these numbers
       termproxy memory forget all    forget all
       termproxy memory off           neither remember nor tell, in all sessions
       termproxy memory on            do so again

A command that fails and then succeeds in a similar form is remembered, on this
machine only. In a pipe, `list` prints number, times it worked, date, failed and
mended line, separated by tabs.
"""


def main(argv: list[str]) -> int:
    """Run the command; 1 when the memory cannot be used, 2 for a wrong call."""
    from termproxy.assistant.store import StoreError

    path = memory_path(os.environ)
    try:
        match argv:
            case [] | ["list"]:
                return _list(path)
            case ["forget", *which] if which == ["all"] or (
                which and all(word.isdecimal() for word in which)
            ):
                return _forget(path, which)
            case ["on" | "off" as word]:
                return _switch(path, word)
            case ["--help"] | ["-h"]:
                sys.stdout.write(USAGE)
                return 0
    except StoreError as error:
        return paper.refuse("memory", str(error))
    except OSError as error:
        return paper.refuse("memory", f"{error.filename} cannot be used: {error.strerror}.")
    sys.stderr.write(USAGE)
    return 2


def _list(path: str) -> int:
    from termproxy.assistant.memory import fixes, off_mark, remembered

    found = (
        remembered(fixes(path, say=partial(paper.remark, "memory"))) if os.path.exists(path) else []
    )
    if paper.rich_out():
        _as_table(found)
        if os.path.exists(off_mark(path)):
            sys.stdout.write("Nothing is remembered or told: `termproxy memory on` changes that.\n")
    else:
        for fix in found:
            day = time.strftime("%Y-%m-%d", time.localtime(fix.latest))
            lines = one_line(fix.mending.failed, 4096), one_line(fix.mending.fixed, 4096)
            sys.stdout.write("\t".join((str(fix.number), str(fix.worked), day, *lines)) + "\n")
    return 0


def _as_table(found: list[Remembered]) -> None:
    from rich.table import Table

    from termproxy.assistant.memory import when

    if not found:
        sys.stdout.write("No fix is remembered yet.\n")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("worked", justify="right", no_wrap=True)
    table.add_column("last", no_wrap=True)
    for name in ("failed", "mended"):
        table.add_column(name, no_wrap=True, overflow="ellipsis", ratio=1)
    now = time.time()
    for fix in found:
        table.add_row(
            str(fix.number),
            str(fix.worked),
            when(fix.latest, now).removeprefix("on "),
            one_line(fix.mending.failed, 400),
            one_line(fix.mending.fixed, 400),
        )
    paper.console().print(table)


def _forget(path: str, which: list[str]) -> int:
    from termproxy.assistant.memory import fixes, forget

    store = fixes(path, say=partial(paper.remark, "memory"))
    if not os.path.exists(path):
        gone = 0
    elif which == ["all"]:
        gone = forget(store, None)
    else:
        numbers = dict.fromkeys(int(number) for number in which if paper.is_number(number))
        gone = sum(forget(store, number) for number in numbers)
    if not gone and which != ["all"]:
        return paper.refuse("memory", f"There is no fix {which[0]}; see `termproxy memory list`.")
    sys.stdout.write(f"{gone} {'fix' if gone == 1 else 'fixes'} forgotten\n")
    return 0


def _switch(path: str, word: str) -> int:
    from termproxy.assistant.memory import off_mark

    mark = off_mark(path)
    if word == "off":
        os.makedirs(os.path.dirname(mark), mode=0o700, exist_ok=True)
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        kept = "; what was is kept: `termproxy memory forget all`" if os.path.exists(path) else ""
        sys.stdout.write(f"memory is off: nothing is remembered or told{kept}\n")
    else:
        with suppress(FileNotFoundError):
            os.unlink(mark)
        sys.stdout.write("memory is on: fixes that work are remembered\n")
    return 0
