"""Which lines of a log look like the cause. Pure; used by `context.py`.

Everything here works on *keys*: a line's bytes in lower case with every digit as "0", so that
lines that differ in a number are the same. The rules know shapes that many tools share, not
single tools.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

KEY = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789", b"abcdefghijklmnopqrstuvwxyz000000000"
)

# One of these is in every line that a rule below can want. Plain substring search over 4 MB costs
# some milliseconds for each, a regular expression with alternatives a second.
LITERALS = (
    b"error:", b"error[", b"error", b"err!", b"fail", b"fatal", b"denied", b"not found",
    b"no such", b"cannot", b"can't",
    b"could not", b"unable to", b"exception", b"traceback", b"panic", b"undefined", b"refused",
    b"timed out", b"unknown", b"invalid", b"missing", b"killed", b"abort", b"conflict",
    b"caused by", b"not permitted", b"no space", b"expected", b"went wrong", b"\ne   ",
    b"segmentation", b"not exist", b"unresolved", b"out of memory", b"exceeded",
)  # fmt: skip

_LONG = 2000
# How many different lines are looked at for each literal, from the front and from the back, and
# how many that are the same as one seen are passed over.
_FRONT, _BACK, _TRIES = 16, 8, 4000


@dataclass(frozen=True, slots=True)
class Cue:
    """A line that may be the cause: its number, what speaks for it, and the neighbours it needs."""

    line: int
    score: int
    before: int = 1
    after: int = 2


# (pattern on the key, score, lines before, lines after): the first that matches counts.
_SHAPES: tuple[tuple[bytes, int, int, int], ...] = (
    (rb"what went wrong", 100, 0, 4),
    (rb"^(?:[\w.]+\.)?\w*(?:error|exception)(?:: |$)", 98, 2, 1),
    (rb"^\s*error(?:\[e\d+\])?: aborting due to|could not compile", 60, 0, 0),
    (rb"^\s*error(?:\[e\d+\])?: ", 96, 0, 6),
    (rb":\d+:(?:\d+:)? (?:fatal )?error:|\(\d+,\d+\): error |: error [a-z]+\d+:", 96, 1, 3),
    (rb"^(?:fatal|error|e): |\bfatal error\b|^error\b", 94, 1, 3),
    (rb"^e   ", 92, 2, 2),
    (rb"panicked at|^panic: |\bpanic\b.*:", 92, 0, 3),
    (rb"caused by: ", 91, 0, 1),
    (rb"undefined reference|unresolved (?:import|external)|undefined symbol", 91, 1, 1),
    (rb"npm (?:err!|error) (?:code|syscall|missing|notarget|\d{3}|404)", 90, 0, 3),
    (
        rb"permission denied|not permitted|access denied|no such file|command not found",
        90,
        1,
        1,
    ),
    (rb"no space left|cannot allocate|out of memory|segmentation fault|\bkilled\b", 90, 1, 1),
    (
        rb"connection refused|timed out|could not resolve|already in use|address in use",
        88,
        1,
        1,
    ),
    (rb"^failed |--- fail|^\s*(?:\xe2\x9c\x97|\xc3\x97)? ?fail(?:ed)?[ :]", 82, 1, 2),
    (rb"\berror\b|\bfatal\b|\bexception\b|\berr!", 80, 2, 2),
    (rb"not found|does not exist|no such|not installed|denied|refused|forbidden", 78, 1, 1),
    (rb"cannot|can't|could not|unable to|failed to|conflict|mismatch", 74, 1, 1),
    (rb"unexpected|invalid|unknown|undefined|missing|expected|violat|exceeded", 68, 1, 1),
    (rb"fail|abort|assert|error|exception|panic|timeout|unauthorized", 60, 1, 1),
)
# Spoken against: what looks like a cause and is a count, a flag, a name, a warning, an echo.
_DOUBTS: tuple[tuple[bytes, int], ...] = (
    (rb"\b(?:0|no) (?:errors?|failed|failures?|failing|problems?|vulnerabilities)\b", 60),
    (rb"\berrors?[=:]\s*0\b|\bfail(?:ed|ures?)?[=:]\s*0\b|\bfailed=false\b", 55),
    (
        rb"-werror|--\w*-?error|\berrors?[\w-]*\.(?:c|cc|cpp|h|hpp|o|py|rs|go|js|ts|java|rb)\b",
        35,
    ),
    (rb"\bwarn(?:ing)?\b|\bdeprecated\b|\bnote: ", 35),
    (rb"\b(?:debug|trace|info|verbose)\b", 25),
    (rb"\bignor(?:ed|ing)\b|\bretry(?:ing)?\b|\battempt\b|\bcontinuing\b|\bskipp", 20),
    (rb"\bpassed\b|\bok\b|\bsuccess", 20),
    (rb"complete log of this run|for more information|re-run|run with|see (?:the )?log", 45),
    (rb"returned (?:1|non-zero)|exit (?:status|code)|make(?:\[\d+\])?: \*\*\*|build fail", 25),
    (rb"^\s*(?:at |from |in )\S+|^\s+\^|^\s*\d+ \|", 25),
)


def find(raw: bytes, keys: bytes, starts: list[int]) -> list[Cue]:
    """The cues of a log, the most telling first.

    `keys` is `raw.translate(KEY)`; `starts` are the offsets at which its lines begin.
    """
    ends = [*starts[1:], len(keys) + 1]
    seen: dict[bytes, int] = {}
    for literal in LITERALS:
        _collect(keys, literal, starts, ends, seen)
    cues = [
        cue for key, line in seen.items() if (cue := judged(key, line)) is not None
    ] + python_cues(raw, keys, starts)
    return _ranked(cues, keys, starts)


def lines_of(raw: bytes) -> list[int]:
    """The numbers, from 0, of the lines of a log that hold its cues, the most telling first."""
    starts = [0, *accumulate(len(line) + 1 for line in raw.split(b"\n")[:-1])]
    return [cue.line for cue in find(raw, raw.translate(KEY), starts)]


def column(key: bytes) -> int:
    """Where the first literal stands in a line; 0 when there is none."""
    hits = (key.find(literal) for literal in LITERALS)
    return min((hit for hit in hits if hit >= 0), default=0)


def judged(key: bytes, line: int) -> Cue | None:
    """What one line is worth, or None."""
    if len(key) > _LONG:
        at = column(key)
        key = key[max(0, at - _LONG // 4) : at + _LONG]
    shapes, doubts = _compiled()
    for pattern, score, before, after in shapes:
        if pattern.search(key):
            for doubt, minus in doubts:
                if doubt.search(key):
                    score -= minus
            return Cue(line, score, before, after) if score > 0 else None
    return None


def python_cues(raw: bytes, keys: bytes, starts: list[int]) -> list[Cue]:
    """Of the first and the last Python traceback: the deepest frame of the user's own code."""
    head = b"traceback (most recent call last)"
    ats = {keys.find(head), keys.rfind(head)} - {-1}
    cues = []
    for at in ats:
        first = bisect_right(starts, at) - 1
        mine = deepest = -1
        for line in range(first + 1, min(first + 400, len(starts))):
            text = raw[starts[line] : starts[line + 1] if line + 1 < len(starts) else None]
            frame = re.match(rb'[\s|+]*File "([^"]+)", line \d+', text)
            if frame:
                deepest = line
                if not re.search(rb"/(?:site|dist)-packages/|/lib/python\d|^<frozen", frame[1]):
                    mine = line
            elif text[:1] not in b" |+\n\t":
                cues.append(Cue(line, 100, 0, 1))
                break
        if max(mine, deepest) >= 0:
            cues.append(Cue(mine if mine >= 0 else deepest, 97, 0, 1))
    return cues


@cache
def _compiled() -> tuple[
    list[tuple[re.Pattern[bytes], int, int, int]], list[tuple[re.Pattern[bytes], int]]
]:
    """The tables, compiled when the first output is too long to be shown whole."""
    return (
        [(re.compile(pattern), *rest) for pattern, *rest in _SHAPES],  # type: ignore[misc]
        [(re.compile(pattern), minus) for pattern, minus in _DOUBTS],
    )


def _collect(
    keys: bytes, literal: bytes, starts: list[int], ends: list[int], seen: dict[bytes, int]
) -> None:
    """Adds the lines that hold `literal`, each different one once, at its first place."""
    shift = 1 if literal.startswith(b"\n") else 0
    for backwards, wanted in ((False, _FRONT), (True, _BACK)):
        low, high = 0, len(keys)
        for _ in range(_TRIES):
            at = keys.rfind(literal, low, high) if backwards else keys.find(literal, low, high)
            if at < 0:
                if not low and not backwards:
                    return  # it does not occur at all: no need to look from the back
                break
            line = bisect_right(starts, at + shift) - 1
            key = keys[starts[line] : ends[line] - 1]
            if backwards:
                high = starts[line]
            else:
                low = ends[line] - 1
            if key not in seen:
                seen[key] = line
                wanted -= 1
            elif not backwards:
                seen[key] = min(seen[key], line)
            if not wanted or low >= high:
                break


def _ranked(cues: list[Cue], keys: bytes, starts: list[int]) -> list[Cue]:
    """Best first. The first of a kind says most; each further one of the same score less.

    Of Java's "Caused by" the last is the root.
    """
    best: dict[int, Cue] = {}
    for cue in cues:
        if cue.line not in best or best[cue.line].score < cue.score:
            best[cue.line] = cue
    rank: dict[int, int] = {}
    worth: list[tuple[int, int, Cue]] = []
    for cue in sorted(best.values(), key=lambda cue: cue.line):
        nth = rank[cue.score] = rank.get(cue.score, -1) + 1
        worth.append((cue.score - min(nth * 4, 40), -cue.line, cue))
    caused = [c for c in best.values() if keys.startswith(b"caused by", starts[c.line])]
    if caused:
        root = max(caused, key=lambda cue: cue.line)
        worth.append((99, -root.line, root))
    worth.sort(key=lambda item: item[:2], reverse=True)
    return list(dict.fromkeys(cue for _, _, cue in worth))
