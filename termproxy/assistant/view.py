"""Advice -> rows of bytes: the only place where a hint gets its looks.

A hint is two rows as a rule and `MOST_ROWS` at most: what went wrong, with its source small and dim
behind it, then the command that mends it, bold, alone on its row so that it can be copied:

    ▎ 'psuh' is not a git command  rule
    ▎ git push

Colours: where the background is unknown only such are used that are legible on light and dark (bold
and dim of the terminal's own foreground, cyan for the bar, red for a warning). Everything that
comes in is text of strangers and is made harmless here, whatever was done to it before.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.box import ASCII2, ROUNDED
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from termproxy.assistant.advice import Advice, Fix, Source

__all__ = ["Look", "draw", "notice", "same_as_above"]

MOST_ROWS = 5
# Prose wider than this is tiring to read; commands may take the whole width.
MEASURE = 100
# Narrower than this, there is no room for a word.
NARROWEST = 12

_COLORS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How hints look in one terminal.

    `style` is bar, box or line. `color` is none, standard (16), 256 or truecolor. `dark` is None
    when the background is unknown. `unicode` is false where only ASCII can be shown.
    """

    style: str = "bar"
    color: str = "standard"
    dark: bool | None = None
    unicode: bool = True

    @classmethod
    def of(cls, environ: Mapping[str, str], *, style: str = "bar") -> Look:
        """The look that a terminal with this environment can show.

        NO_COLOR (no-color.org), TERM, COLORTERM, the locale, and COLORFGBG (rxvt, Konsole), whose
        last number is the background: 7 and from 9 on are light.
        """
        term = environ.get("TERM", "") or "dumb"
        if environ.get("NO_COLOR") or term == "dumb":
            color = "none"
        elif environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
            color = "truecolor"
        else:
            color = "256" if "256color" in term or term.endswith("-direct") else "standard"
        background = environ.get("COLORFGBG", "").rpartition(";")[2]
        dark = None
        if background.isdecimal():
            dark = not (background == "7" or int(background[:4]) > 8)
        locale = (environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        charset = next((value for value in locale if value), "").lower()
        unicode = ("utf-8" in charset or "utf8" in charset) and term not in ("dumb", "linux")
        return cls(style, color, dark, unicode)


@dataclass(frozen=True, slots=True)
class _Inks:
    bar: Style
    command: Style
    quiet: Style
    warning: Style


_PLAIN = _Inks(Style(), Style(), Style(), Style())
_SAFE = _Inks(Style(color="cyan"), Style(bold=True), Style(dim=True), Style(color="red"))
_ON_DARK = _Inks(
    Style(color="#5fafd7"),
    Style(color="#afd7ff", bold=True),
    Style(color="#808080"),
    Style(color="#ff8787"),
)
_ON_LIGHT = _Inks(
    Style(color="#0087af"),
    Style(color="#005f87", bold=True),
    Style(color="#767676"),
    Style(color="#af0000"),
)


@dataclass(frozen=True, slots=True)
class _Signs:
    bar: str
    ellipsis: str
    warning: str


_UNICODE = _Signs("▎", "…", "⚠")
_ASCII = _Signs("|", "...", "!")


# ----------------------------------------------------------------------- what others call


def draw(advice: Advice, *, cols: int, look: Look = Look(), key: str = "") -> tuple[bytes, ...]:
    """The rows of a hint: printable text with SGR only, each narrower than `cols` cells.

    `key` names the key that inserts the command; it is shown where that key will work. Advice
    without words gives no rows, and so does a window too narrow for any.
    """
    advice = _harmless(advice)
    if cols < NARROWEST or not (advice.title or advice.fixes):
        return ()
    return _Page(cols, look).hint(advice, plain(key))


def notice(text: str, *, cols: int, look: Look = Look()) -> tuple[bytes, ...]:
    """A dim sentence about termproxy itself; one row where it fits, three at most."""
    page = _Page(cols, look)
    if cols < NARROWEST or not plain(text):
        return ()
    words = _inked("termproxy: " + plain(text), page.inks.quiet)
    return page.behind_bar(page.prose(words, 3), page.inks.quiet)


def same_as_above(*, cols: int, look: Look = Look(), times: int = 1) -> tuple[bytes, ...]:
    """One dim row in place of a hint that stands there already, for the `times`-th time."""
    page = _Page(cols, look)
    if cols < NARROWEST + 5:
        return ()
    count = f" ({times} times)" if times > 1 and cols > 30 else ""
    words = _inked("same as above" + count, page.inks.quiet)
    return page.behind_bar([words], page.inks.quiet)


# ----------------------------------------------------------------------- harmless text

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|[]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)"
    r"|\x9b[0-?]*[ -/]*[@-~]?"
)
# Without a width of their own, or with one that terminals disagree about: joiners, variation
# selectors and tags (category Cf and U+FE00), keycaps, skin tones.
_UNSTEADY = re.compile("[\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_PILED = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")


@lru_cache(512)
def plain(text: str, *, visibly: bool = False) -> str:
    """`text` on one line, without anything that a terminal would obey or that hides or reorders.

    `visibly` puts U+FFFD where something was taken out, so that a command never looks more
    innocent than it is.
    """
    instead = "\ufffd" if visibly else ""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", _ESCAPES.sub(instead, text))
    text = _FLAGS.sub(lambda flag: chr(ord(flag[0]) - 0x1F1E6 + ord("A")), text)
    text = _PILED.sub(r"\1", _JAMO.sub("\ufffd", _UNSTEADY.sub("", text)))
    kept: list[str] = []
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Zs" or (character in "\n\r\t\v\f\x85\u2028\u2029" and not visibly):
            kept.append(" ")
        elif kind in ("Cc", "Cf", "Zl", "Zp"):
            kept.append(instead)
        elif kind in ("Cs", "Co", "Cn"):
            kept.append("\ufffd")
        else:
            kept.append(character)
    joined = "".join(kept).strip()
    return joined if visibly else re.sub(" {2,}", " ", joined)


def _harmless(advice: Advice) -> Advice:
    fixes = (
        Fix(plain(fix.command, visibly=True), fix.verified, plain(fix.dangerous))
        for fix in advice.fixes
    )
    return Advice(
        title=plain(advice.title).rstrip("."),
        explanation=plain(advice.explanation),
        fixes=tuple(fix for fix in fixes if fix.command),
        rule=plain(advice.rule),
        confidence=advice.confidence,
        source=advice.source,
    )


# ----------------------------------------------------------------------- commands


def fold_command(command: str, width: int, indent: str = "  ") -> list[str]:
    """`command` in rows of at most `width` cells, none of it left out.

    It breaks at blanks outside quotes, where a backslash at the end of the row keeps what is on
    the screen a valid command; a word longer than a row is broken wherever the row ends.
    """
    if cell_len(command) <= width:
        return [command]
    rows: list[str] = []
    row = ""
    for word in _words(command):
        start = indent if rows else ""
        if row and cell_len(row) + 1 + cell_len(word) > width - 2:
            rows.append(row + " \\")
            row, start = "", indent
        row = row + " " + word if row else start + word
        while cell_len(row) > width:
            at = _cells_before(row, width)
            rows.append(row[:at])
            row = indent + row[at:]
    return [*rows, row]


def _words(command: str) -> list[str]:
    """`command` cut at single blanks that no quote and no backslash protects."""
    words = [""]
    quote = ""
    characters = iter(command)
    for character in characters:
        if character == " " and not quote:
            words.append("")
            continue
        words[-1] += character
        if character == "\\" and quote != "'":
            words[-1] += next(characters, "")
        elif character in "\"'" and quote in ("", character):
            quote = "" if quote else character
    return words


def _cells_before(text: str, width: int) -> int:
    """How many characters of `text` fit into `width` cells, at least one."""
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return max(1, index)
    return len(text)


# ----------------------------------------------------------------------- rows


@lru_cache(8)
def _console(width: int) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        height=25,
        color_system="truecolor",
        force_terminal=True,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def _inked(words: str, ink: Style) -> Text:
    """`words` in one style that does not spread to what is appended."""
    return Text().append(words, ink)


class _Page:
    """One hint on its way to rows, at most `self.width` cells wide."""

    def __init__(self, cols: int, look: Look) -> None:
        self.look = look
        self.width = max(1, cols - 1)
        self.colors = _COLORS.get(look.color)
        self.signs = _UNICODE if look.unicode else _ASCII
        if self.colors is None:
            self.inks = _PLAIN
        elif look.dark is None or self.colors is ColorSystem.STANDARD:
            self.inks = _SAFE
        else:
            self.inks = _ON_DARK if look.dark else _ON_LIGHT

    def hint(self, advice: Advice, key: str) -> tuple[bytes, ...]:
        if self.look.style == "line":
            return self._as_line(advice)
        if self.look.style == "box" and self.width > 2 * NARROWEST:
            return self._as_box(advice, key)
        return self._as_bar(advice, key)

    # ------------------------------------------------------------------- styles

    def _as_bar(self, advice: Advice, key: str) -> tuple[bytes, ...]:
        width = self.width - 2
        commands = self._commands(advice, width, MOST_ROWS - 1, key)
        room = MOST_ROWS - len(commands)
        title = self.prose(Text(advice.title), min(2, room)) if advice.title else []
        why = self._why(advice, min(2, room - len(title)))
        self._credit(advice, title, commands, room - len(title) - len(why))
        return self.behind_bar([*title, *why, *commands], self.inks.bar)

    def _as_box(self, advice: Advice, key: str) -> tuple[bytes, ...]:
        width = self.width - 4
        commands = self._commands(advice, width, MOST_ROWS - 2, key)
        body = [*self._why(advice, min(2, MOST_ROWS - 2 - len(commands))), *commands]
        title = _inked(advice.title, Style(color="default"))  # not in the colour of the border
        self._shorten(title, width - 2)
        credit = _inked(self._source(advice), self.inks.quiet)
        self._shorten(credit, width - 2)
        widest = max(row.cell_len for row in [*body, title.copy().append("  "), credit])
        panel = Panel(
            Group(*body),
            box=ROUNDED if self.look.unicode else ASCII2,
            title=title,
            title_align="left",
            subtitle=credit,
            subtitle_align="right",
            border_style=self.inks.bar,
            width=min(self.width, widest + 4),
        )
        return self._rows(panel)

    def _as_line(self, advice: Advice) -> tuple[bytes, ...]:
        """A sentence that reads well aloud: no signs, nothing that only its place explains."""
        words = Text(f"Hint: {advice.title}." if advice.title else "Hint:")
        if advice.explanation and (advice.source is Source.MODEL or not advice.fixes):
            words.append(" " + advice.explanation)
        for fix in advice.fixes[:1]:
            words.append(" Try: ").append(fix.command, self.inks.command)
            if fix.dangerous:
                words.append(f" Warning: {fix.dangerous}.", self.inks.warning)
            words.append(f" ({self._source(advice, fix)})", self.inks.quiet)
        rows = self.prose(words, 99, measure=self.width)
        if len(rows) > MOST_ROWS:
            words = Text(f"Hint: {advice.title}. ").append(_TOO_LONG)
            rows = self.prose(words, MOST_ROWS, measure=self.width)
        return tuple(row for text in rows for row in self._rows(text))

    # ------------------------------------------------------------------- parts

    def prose(self, text: Text, most: int, *, measure: int = 0) -> list[Text]:
        """`text` in at most `most` rows, the last one ending in an ellipsis where it had to."""
        width = measure or min(self.width - 2, MEASURE)
        if most <= 0:
            return []
        if text.cell_len <= width:
            return [text]
        rows = list(text.wrap(_console(width), width, overflow="fold"))
        for row in rows:
            row.rstrip()
        if len(rows) > most:
            last = rows[most - 1].append(" ").append_text(rows[most])
            self._shorten(last, width)
        return rows[:most]

    def _why(self, advice: Advice, room: int) -> list[Text]:
        """A model has to say why; a rule's title says enough where there is a command."""
        if not advice.explanation or (advice.fixes and advice.source is not Source.MODEL):
            return []
        return self.prose(_inked(advice.explanation, self.inks.quiet), room)

    def _commands(self, advice: Advice, width: int, room: int, key: str) -> list[Text]:
        """The best fix in full, with its warning, and others beside it where they fit."""
        if not advice.fixes:
            return []
        best = advice.fixes[0]
        mark = "$ " if self.colors is None else ""
        folded = fold_command(best.command, width - len(mark))
        rows = [
            _inked(("" if index else mark) + row, self.inks.command)
            for index, row in enumerate(folded)
        ]
        for row in rows[:-1]:
            if row.plain.endswith(" \\"):
                row.stylize(self.inks.quiet, len(row) - 1)
        remarks = self._remarks(best, advice, key)
        if remarks.cell_len and rows[-1].cell_len + 2 + remarks.cell_len <= width:
            rows[-1].append("  ").append_text(remarks)
        elif remarks.cell_len:
            rows += self.prose(remarks, 2, measure=width)
        if len(rows) > room:
            return self.prose(_inked(_TOO_LONG, self.inks.quiet), room, measure=width)
        if len(folded) == 1:
            self._alternatives(advice.fixes[1:], rows[0], width)
        return rows

    def _alternatives(self, fixes: Sequence[Fix], row: Text, width: int) -> None:
        for fix in fixes[:2]:
            if fix.dangerous or row.cell_len + 5 + cell_len(fix.command) > min(width, MEASURE):
                return
            row.append("  or ", self.inks.quiet).append(fix.command, self.inks.command)

    def _remarks(self, fix: Fix, advice: Advice, key: str) -> Text:
        if fix.dangerous:
            return _inked(f"{self.signs.warning} {fix.dangerous}", self.inks.warning)
        if not fix.verified:
            return _inked("unverified", self.inks.quiet)
        return _inked(key, self.inks.quiet)

    def _source(self, advice: Advice, fix: Fix | None = None) -> str:
        words = [advice.source.value]
        if advice.source is Source.MODEL and advice.rule:
            words = [f"model: {advice.rule}"]
        elif advice.source is Source.RULE and advice.confidence < 0.7:
            words.append("not sure")
        if fix and not fix.verified:
            words.append("unverified")
        return ", ".join(words)

    def _credit(self, advice: Advice, title: list[Text], commands: list[Text], room: int) -> None:
        """The source, behind the last row of the title, or where else there is room for it."""
        source = self._source(advice)
        width = self.width - 2
        for words in (source, advice.source.value):
            for row in (*title[-1:], *commands[-1:]):
                if row.cell_len + 2 + cell_len(words) <= width:
                    row.append("  " + words, self.inks.quiet)
                    return
        if advice.source is Source.MODEL and room > 0:
            commands.append(_inked(source, self.inks.quiet))
            self._shorten(commands[-1], width)

    def _shorten(self, text: Text, width: int) -> None:
        if text.cell_len > width:
            text.truncate(max(0, width - len(self.signs.ellipsis)))
            text.rstrip()
            text.append(self.signs.ellipsis)

    # ------------------------------------------------------------------- bytes

    def behind_bar(self, rows: Iterable[Text], ink: Style) -> tuple[bytes, ...]:
        bar = _inked(self.signs.bar + " ", ink)
        return tuple(out for row in rows for out in self._rows(bar.copy().append_text(row)))

    def _rows(self, renderable: RenderableType) -> tuple[bytes, ...]:
        console = _console(self.width)
        options = console.options.update(no_wrap=True, overflow="crop")
        lines = console.render_lines(renderable, options, pad=False)
        return tuple(self._bytes(line) for line in lines)

    def _bytes(self, line: list[Segment]) -> bytes:
        out = "".join(
            segment.style.render(segment.text, color_system=self.colors)
            if segment.style and self.colors
            else segment.text
            for segment in Segment.simplify(line)
        )
        if self.look.unicode:
            return out.encode()
        return out.encode("ascii", "replace")


_TOO_LONG = "the command is too long for this window: termproxy fix prints it"
