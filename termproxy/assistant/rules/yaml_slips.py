"""Where a YAML file goes wrong, for parsers that name the line a block began in, not the slip's."""

from __future__ import annotations

import re
from typing import NamedTuple

LINES = 2000
BLOCK = re.compile(r":\s+[|>][-+0-9]*\s*(?:#.*)?$")
KEY = re.compile(
    r"""(?:- +)*(?:"[^"]*"|'[^']*'|[^\s#'"\[{&*!|>-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s|$)"""
)


class Slip(NamedTuple):
    """`line` counts from 1; `why` is a sentence without its full stop."""

    line: int
    why: str


def first_slip(text: str) -> Slip | None:
    """The first row that no YAML can have there, None where nothing is certain.

    Certain are: a tab in the indentation, an indentation between those that are open, a quote or a
    bracket that is not closed in a value of one line, `key:value` without a blank among keys.
    """
    open_at: list[int] = []
    block = -1  # the indentation of a key whose text follows in block style
    rows = text.split("\n")[:LINES]
    flow_ends = 0  # the last row of a value in brackets that goes over several
    for number, row in enumerate(rows, 1):
        bare = row.strip()
        if number <= flow_ends:
            continue
        lead = row[: len(row) - len(row.lstrip())]
        indent = len(lead)
        if not bare or bare.startswith("#") or bare in ("---", "..."):
            continue
        if block >= 0 and indent > block:
            continue
        block = -1
        if "\t" in lead:
            return Slip(number, "It is indented with a tab")
        if open_at and indent > open_at[-1]:
            open_at.append(indent)
        elif open_at:
            while open_at and open_at[-1] > indent:
                open_at.pop()
            if not open_at or open_at[-1] != indent:
                return Slip(number, "Its indentation fits none of the lines above")
        else:
            open_at.append(indent)
        item = re.match(r"(?:- +)+(?=\S)", bare)
        if item and KEY.match(bare[item.end() :]):
            open_at.append(indent + item.end())
        flow_ends, unclosed = _value(rows, number)
        if unclosed:
            return Slip(number, unclosed)
        if BLOCK.search(bare):
            block = indent
    return None


def _value(rows: list[str], number: int) -> tuple[int, str]:
    """The row where this row's value ends, and what is wrong with it."""
    bare = rows[number - 1].strip()
    key = KEY.match(bare)
    value = bare[key.end() :].strip() if key else re.sub(r"^(?:- +)+", "", bare)
    following = next((row.strip() for row in rows[number:] if row.strip()), "")
    if value[:1] in ("'", '"') and value.count(value[0]) == 1:
        return number, "A quote is not closed" if not following or KEY.match(following) else ""
    if value[:1] not in ("[", "{"):
        return number, ""
    depth = _depth(value)
    for end in range(number + 1, len(rows) + 1):
        if depth <= 0:
            return end - 1, ""
        if KEY.match(rows[end - 1].strip()) and value[0] == "[":
            break
        depth += _depth(rows[end - 1])
    return (len(rows), "") if depth <= 0 else (number, "A bracket is not closed")


def _depth(text: str) -> int:
    plain = re.sub(r"\"[^\"]*\"|'[^']*'|\s#.*", "", text)
    return sum(plain.count(sign) for sign in "[{") - sum(plain.count(sign) for sign in "]}")
