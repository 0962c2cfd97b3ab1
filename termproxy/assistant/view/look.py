"""How hints look in a given terminal: what it can show, and which colours and signs that gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.color import ColorSystem
from rich.style import Style

COLORS = {
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
class Inks:
    """One style for each part of a hint; the title has the terminal's own foreground."""

    bar: Style
    command: Style
    quiet: Style
    warning: Style


PLAIN = Inks(Style(), Style(), Style(), Style())
SAFE = Inks(Style(color="cyan"), Style(bold=True), Style(dim=True), Style(color="red"))
ON_DARK = Inks(
    Style(color="#5fafd7"),
    Style(color="#afd7ff", bold=True),
    Style(color="#808080"),
    Style(color="#ff8787"),
)
ON_LIGHT = Inks(
    Style(color="#0087af"),
    Style(color="#005f87", bold=True),
    Style(color="#767676"),
    Style(color="#af0000"),
)


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters that are not words."""

    bar: str
    ellipsis: str
    warning: str


UNICODE = Signs("▎", "…", "⚠")
ASCII = Signs("|", "...", "!")


def color_system(look: Look) -> ColorSystem | None:
    """rich's name for what the terminal can show; None stands for no SGR at all."""
    return COLORS.get(look.color)


def inks(look: Look) -> Inks:
    """Fine colours where the background is known and they can be shown, else those safe on both."""
    system = color_system(look)
    if system is None:
        return PLAIN
    if look.dark is None or system is ColorSystem.STANDARD:
        return SAFE
    return ON_DARK if look.dark else ON_LIGHT


def signs(look: Look) -> Signs:
    return UNICODE if look.unicode else ASCII
