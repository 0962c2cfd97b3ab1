"""What the user's terminal understands, as far as its environment tells: no query is ever sent."""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Multiplexers drop OSC 9;4, or show it in every window. kitty took it for a notification.
STRANGERS = ("tmux", "screen", "xterm-kitty", "linux", "dumb")


def shows_progress(environ: Mapping[str, str]) -> bool:
    """Is the terminal known to draw OSC 9;4 (ConEmu's progress)?

    To others an OSC 9 is a desktop notification, so nothing is tried. Sources: Windows Terminal
    1.6 (microsoft/terminal#8055), ConEmu's AnsiEscapeCodes, WezTerm since 20250209
    (wezterm#6581), Ghostty 1.2's release notes, iTerm2 3.6.6 (its feature-reporting, "P"), Ptyxis
    48.
    """
    if any(name in environ for name in ("TMUX", "STY", "ZELLIJ")):
        return False
    if environ.get("TERM", "").startswith(STRANGERS):
        return False
    if environ.get("WT_SESSION") or environ.get("ConEmuANSI") == "ON":
        return True
    program, version = environ.get("TERM_PROGRAM"), environ.get("TERM_PROGRAM_VERSION", "")
    if program == "WezTerm":
        return _numbers(version.partition("-")[0]) >= (20250209,)
    if program == "ghostty":
        return _numbers(version) >= (1, 2)
    if program == "iTerm.app":
        return "P" in _features(environ.get("TERM_FEATURES", ""))
    return _numbers(environ.get("PTYXIS_VERSION", "")) >= (48,)


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of "1.2.0-tip": as far as it can be compared."""
    numbers: list[int] = []
    for part in version.replace("-", ".").split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)


def _features(text: str) -> set[str]:
    """The codes in "T3CwLrP": a capital, small letters, perhaps a number, which is left out."""
    codes: list[str] = []
    for char in text:
        if char.isupper():
            codes.append(char)
        elif char.islower() and codes:
            codes[-1] += char
    return set(codes)
