"""What the model gets to see of an output: what a good engineer would paste. Pure.

The beginning, the end, and the lines that look like the cause wherever they stand (`cues.py`),
with their neighbours, repeats folded, within a budget of bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, compress
from operator import ne

from termproxy.assistant.model import cues
from termproxy.assistant.model.prompt import OVERHEAD_TOKENS

# Terminal logs tokenise badly: digits, paths and hashes take about a token per three bytes.
BYTES_PER_TOKEN = 3
# A line longer than this is cut around its cue (minified sources, JSON on one line).
LONGEST_LINE = 320
_MARK = 34  # bytes that "[… 123,456 lines left out …]" may cost
_FOLD = 44
# Shares of the budget. The cause lines alone go first, then the end, then neighbours.
_CAUSES, _TAIL, _HEAD = 0.45, 0.35, 0.10


def budget(window: int, num_predict: int, *, at_most: int, beside: int = 0) -> int:
    """Bytes of output that fit a context of `window` tokens.

    Left free for the answer (`num_predict` tokens), for the prompt's frame, and for `beside`
    bytes of other text; never under 200 bytes.
    """
    free = window - num_predict - OVERHEAD_TOKENS
    return max(200, min(at_most, free * BYTES_PER_TOKEN - beside))


def excerpt(text: str, size: int, *, longest_line: int = LONGEST_LINE) -> str:
    """The telling part of `text`, at most `size` bytes of UTF-8.

    A text that fits is given whole. What was left out is said in a line of its own. Lines of
    more than `longest_line` bytes are cut around what looks like the cause.
    """
    raw = text.encode("utf-8", "replace").rstrip(b"\n")
    if len(raw) <= size:
        return raw.decode()
    return _Selection(raw, size, longest_line).text()


class _Selection:
    """Chooses runs of lines until the budget is spent.

    A run is lines that are the same but for their digits, one after the other; the first stands
    for all. Most runs are one line long. `_firsts` has the number of each run's first line.
    """

    def __init__(self, raw: bytes, size: int, longest_line: int) -> None:
        self._lines = raw.split(b"\n")
        keys = raw.translate(cues.KEY)
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines[:-1])]
        self._keys = keys.split(b"\n")
        differs = map(ne, self._keys[1:], self._keys)
        self._firsts = [0, *compress(range(1, len(self._keys)), differs)]
        self._cues = cues.find(raw, keys, self._starts)
        self._around: dict[int, int] = {}
        self._chosen: set[int] = set()
        self._size = size
        self._longest = longest_line
        self._left = size - 2 * _MARK

    def text(self) -> str:
        self._choose()
        said: list[str] = []
        next_line = 0
        for number in sorted(self._chosen):
            line, count = self._firsts[number], self._count(number)
            if line > next_line:
                said.append(_left_out(line - next_line))
            said.append(self._shown(number))
            if count > 1:
                said.append(f"[… {count - 1:,} more like the line above …]")
            next_line = line + count
        if next_line < len(self._lines):
            said.append(_left_out(len(self._lines) - next_line))
        return _cut("\n".join(said).encode(), self._size)

    def _choose(self) -> None:
        spare = self._left
        best = [self._run_of(cue.line) for cue in self._cues[:60]]
        for cue, number in zip(self._cues, best, strict=False):
            self._around.setdefault(number, cues.column(self._keys[cue.line]))
        # cause lines by themselves, then the end, the beginning, and what stands around causes
        for number in best[:12]:
            if self._left > spare * (1 - _CAUSES):
                self._take(number)
        self._stretch(len(self._firsts) - 1, -1, self._left - int(spare * _TAIL))
        self._stretch(0, 1, self._left - int(spare * _HEAD))
        for cue in self._cues[:24]:
            number = self._run_of(cue.line)
            if number in self._chosen or self._take(number):
                for near in range(number - cue.before, number + cue.after + 1):
                    self._take(near)
        for number in best[12:]:
            self._take(number)
        self._stretch(len(self._firsts) - 1, -1, 0)

    def _stretch(self, number: int, step: int, floor: int) -> None:
        """Take runs from `number` on until only `floor` bytes are left."""
        while 0 <= number < len(self._firsts) and self._left > max(floor, 0):
            if number not in self._chosen and not self._take(number, floor):
                return
            number += step

    def _take(self, number: int, floor: int = 0) -> bool:
        if not 0 <= number < len(self._firsts) or number in self._chosen:
            return False
        cost = len(self._shown(number).encode()) + 1
        cost += _FOLD if self._count(number) > 1 else 0
        alone = number - 1 not in self._chosen and number + 1 not in self._chosen
        cost += _MARK if alone else 0
        if self._left - cost < max(floor, 0):
            return False
        self._left -= cost
        self._chosen.add(number)
        return True

    def _shown(self, number: int) -> str:
        line = self._lines[self._firsts[number]]
        if len(line) <= self._longest:
            return line.decode("utf-8", "ignore")
        at = self._around.get(number, 0)
        start = max(0, min(at - self._longest // 3, len(line) - self._longest + 8))
        middle = line[start : start + self._longest - 8].decode("utf-8", "ignore")
        end = "…" if start + self._longest - 8 < len(line) else ""
        return f"{'…' if start else ''}{middle}{end}"

    def _run_of(self, line: int) -> int:
        return bisect_right(self._firsts, line) - 1

    def _count(self, number: int) -> int:
        """How many lines a run has."""
        after = self._firsts[number + 1] if number + 1 < len(self._firsts) else len(self._lines)
        return after - self._firsts[number]


def _left_out(lines: int) -> str:
    return f"[… {lines:,} line{'s' if lines > 1 else ''} left out …]"


def _cut(data: bytes, size: int) -> str:
    """The last safeguard: never more than asked for."""
    return data[:size].decode("utf-8", "ignore")
