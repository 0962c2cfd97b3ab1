"""`termproxy cache`: the model's answers on disk, how many they are, and away with them."""

from __future__ import annotations

import os
import sys
import time
from functools import partial

from termproxy.commands import paper
from termproxy.places import answers_path

USAGE = """\
usage: termproxy cache          where answers of the model are kept, how many,
                                and how much that is
       termproxy cache clear    forget them

They are kept for `model.keep_days` days (30; 0: not at all), for all terminals.
"""


def main(argv: list[str]) -> int:
    """Run the command; 1 when the file cannot be used, 2 for a wrong call."""
    if argv in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if argv not in ([], ["clear"]):
        sys.stderr.write(USAGE)
        return 2
    from termproxy.assistant.model.shelf import answers, clear, summary
    from termproxy.assistant.store import StoreError, bytes_on_disk

    path = answers_path(os.environ)
    store = answers(path, say=partial(paper.remark, "cache"))
    try:
        if not os.path.exists(path):
            sys.stdout.write(f"{path}: no answers\n")
        elif argv:
            sys.stdout.write(f"{_answers(clear(store))} forgotten\n")
        else:
            kept = summary(store, time.time())
            rest = [paper.size(bytes_on_disk(path))]
            if kept.answers:
                rest.append(f"the oldest {_age(kept.oldest)}")
            if kept.seen:
                rest.append(f"{kept.seen} failures remembered for asking ahead")
            sys.stdout.write(f"{path}: {_answers(kept.answers)}, {', '.join(rest)}\n")
    except StoreError as error:
        return paper.refuse("cache", str(error))
    return 0


def _age(seconds: float) -> str:
    days = int(seconds // 86_400)
    return f"is {paper.number(days, 'day')} old" if days else "is from the last 24 hours"


def _answers(count: int) -> str:
    return paper.number(count, "answer") if count else "no answers"
