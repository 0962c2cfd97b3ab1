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
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from rich.box import ASCII2, ROUNDED
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from termproxy.assistant.advice import Advice, Fix, Source
from termproxy.assistant.safety.plain import steady
from termproxy.assistant.view.look import Look, color_system, inks, signs
from termproxy.assistant.view.words import fold_command, spelled, widest

__all__ = ["Look", "draw", "invitation", "notice", "same_as_above"]

MOST_ROWS = 5
# Prose wider than this is tiring to read; commands may take the whole width.
MEASURE = 100
# Narrower than this, there is no room for a word.
NARROWEST = 12

# ----------------------------------------------------------------------- what others call


def draw(advice: Advice, *, cols: int, look: Look, key: str = "") -> tuple[bytes, ...]:
    """The rows of a hint: printable text with SGR only, each narrower than `cols` cells.

    `key` names the key that inserts the command; it is shown behind a command that it would
    insert. Advice without words gives no rows, and so does a window too narrow for any.
    """
    advice = _harmless(advice, look)
    if not (advice.title or advice.fixes):
        return ()
    key = spelled(steady(key), look.unicode)
    return _fitting(cols, lambda room: _Page(room, look).hint(advice, key))


def notice(text: str, *, cols: int, look: Look) -> tuple[bytes, ...]:
    """A dim sentence about termproxy itself, in one row where it fits."""
    words = spelled(steady(text), look.unicode)
    if not words:
        return ()
    return _fitting(cols, lambda room: _Page(room, look).aside(f"termproxy: {words}"))


def same_as_above(*, cols: int, look: Look, times: int = 1) -> tuple[bytes, ...]:
    """One dim row in place of a hint that stands there already, for the `times`-th time."""
    words = f"same as above ({times} times)" if times > 1 and cols > 30 else "same as above"
    return _fitting(cols, lambda room: _Page(room, look).aside(words))


def invitation(command: str, *, cols: int, look: Look, key: str = "") -> tuple[bytes, ...]:
    """One dim row where no rule knows a failure: the command that asks the model about it."""
    words = f"{command} asks the model about this"
    if key and cols > len(words) + len(key) + 8:
        words += "  " + spelled(steady(key), look.unicode)
    return _fitting(cols, lambda room: _Page(room, look).aside(words))


def _fitting(cols: int, rows_for: Callable[[int], tuple[bytes, ...]]) -> tuple[bytes, ...]:
    """Rows narrower than `cols` in every terminal: some draw vowel signs wider than others."""
    room = cols
    while room >= NARROWEST:
        rows = rows_for(room)
        over = max(map(widest, rows), default=0) - (cols - 1)
        if over <= 0:
            return rows
        room -= over
    return ()


def _harmless(advice: Advice, look: Look) -> Advice:
    def tame(text: str, *, visibly: bool = False) -> str:
        # A command is made visible instead: what it shows is what it is.
        return spelled(steady(text, visibly=visibly), look.unicode, exactly=visibly)

    fixes = (
        Fix(tame(fix.command, visibly=True), fix.verified, tame(fix.dangerous))
        for fix in advice.fixes
    )
    return Advice(
        title=tame(advice.title).rstrip("."),
        explanation=tame(advice.explanation),
        fixes=tuple(fix for fix in fixes if fix.command),
        rule=tame(advice.rule),
        confidence=advice.confidence,
        source=advice.source,
    )


# ----------------------------------------------------------------------- rows


_TITLE = Style(color="default", dim=False)  # on a border, not like it


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
        self.colors = color_system(look)
        self.inks = inks(look)
        self.signs = signs(look)

    def hint(self, advice: Advice, key: str) -> tuple[bytes, ...]:
        if self.look.style == "line":
            return self._as_line(advice)
        if self.look.style == "box" and self.width > 2 * NARROWEST:
            return self._as_box(advice, key)
        return self._as_bar(advice, key)

    def aside(self, words: str) -> tuple[bytes, ...]:
        quiet = self.inks.quiet
        return self.behind_bar(self.prose(_inked(words, quiet), MOST_ROWS), quiet)

    # ------------------------------------------------------------------- styles

    def _as_bar(self, advice: Advice, key: str) -> tuple[bytes, ...]:
        width = self.width - 2
        commands = self._commands(advice, width, MOST_ROWS - 1, key)
        room = MOST_ROWS - len(commands)
        # The cause is the last thing to be cut short; but a why, if there is one, gets its row.
        most = min(3, room - bool(self._why(advice, 1, width)))
        title = self.prose(Text(advice.title), max(1, most)) if advice.title else []
        why = self._why(advice, min(2, room - len(title)), width)
        self._credit(advice, title, commands, room - len(title) - len(why))
        return self.behind_bar([*title, *why, *commands], self.inks.bar)

    def _as_box(self, advice: Advice, key: str) -> tuple[bytes, ...]:
        width = self.width - 6
        commands = self._commands(advice, width, MOST_ROWS - 2, key)
        room = MOST_ROWS - 2 - len(commands)
        # What does not fit on the border goes on below it: the cause is not to be cut short.
        title, *more = self.prose(_inked(advice.title, _TITLE), min(2, 1 + room), measure=width)
        why = self._why(advice, min(2, room - len(more)), width)
        body = [*more, *why, *commands]
        credit = _inked(self._source(advice), self.inks.quiet)
        self._shorten(credit, width)
        widest = max(row.cell_len for row in [*body, title, credit])
        panel = Panel(
            Group(*body),
            box=ROUNDED if self.look.unicode else ASCII2,
            title=title,
            title_align="left",
            subtitle=credit,
            subtitle_align="right",
            border_style=self.inks.quiet,
            padding=(0, 2),
            width=min(self.width, widest + 6),
        )
        return self._rows(panel)

    def _as_line(self, advice: Advice) -> tuple[bytes, ...]:
        """A sentence that reads well aloud: no signs, nothing that only its place explains."""
        words = Text(f"Hint: {advice.title}." if advice.title else "Hint:")
        best = advice.fixes[0] if advice.fixes else None
        if advice.explanation and (best is None or advice.source is Source.MODEL):
            words.append(f" {advice.explanation.rstrip('.')}.")
        if best and best.dangerous:
            words.append(f" Try with care ({best.dangerous}): ", self.inks.warning)
        elif best:
            words.append(" Try: ")
        if best:
            words.append(best.command, self.inks.command)
        words.append(f" ({self._source(advice, best)})", self.inks.quiet)
        rows = self.prose(words, MOST_ROWS + 1, measure=self.width)
        if len(rows) > MOST_ROWS:
            words = Text(f"Hint: {advice.title}. ")
            words.append(_TOO_LONG if best else advice.explanation)
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

    def _why(self, advice: Advice, room: int, width: int) -> list[Text]:
        """A model has to say why; a rule's title says enough where there is a command."""
        if not advice.explanation or (advice.fixes and advice.source is not Source.MODEL):
            return []
        words = _inked(advice.explanation, self.inks.quiet)
        return self.prose(words, room, measure=min(width, MEASURE))

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
        if len(rows) == 1 and best.verified and not best.dangerous:
            self._alternatives(advice.fixes[1:], rows[0], min(width, MEASURE))
        remarks = self._remarks(best, key)
        if remarks.cell_len and rows[-1].cell_len + 2 + remarks.cell_len <= width:
            rows[-1].append("  ").append_text(remarks)
        elif remarks.cell_len and remarks.plain != key:
            rows += self.prose(remarks, 2, measure=width)
        if len(rows) > room:
            return self.prose(_inked(_TOO_LONG, self.inks.quiet), room, measure=width)
        return rows

    def _alternatives(self, fixes: Sequence[Fix], row: Text, width: int) -> None:
        for fix in fixes[:2]:
            needs = row.cell_len + 5 + cell_len(fix.command)
            if fix.dangerous or not fix.verified or needs > width:
                return
            row.append("  or ", self.inks.quiet).append(fix.command)

    def _remarks(self, fix: Fix, key: str) -> Text:
        if fix.dangerous:
            return _inked(f"{self.signs.warning} {fix.dangerous}", self.inks.warning)
        return _inked(key if fix.verified else "unverified", self.inks.quiet)

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
        """Cut `text` to `width` cells, after a whole word where one ends nearby."""
        if text.cell_len > width:
            text.truncate(max(0, width - len(self.signs.ellipsis)))
            gap = text.plain.rfind(" ")
            if gap > len(text) - 10 and gap > len(text) // 2:
                text.right_crop(len(text) - gap)
            text.rstrip()
            text.append(self.signs.ellipsis, self.inks.quiet)

    # ------------------------------------------------------------------- bytes

    def behind_bar(self, rows: Iterable[Text], ink: Style) -> tuple[bytes, ...]:
        bar = _inked("" if self.look.style == "line" else self.signs.bar + " ", ink)
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
        return out.encode()


_TOO_LONG = "the command is too long for this window: termproxy fix prints it"
