"""What shells themselves write at the edges of a command's output, which is not part of it.

zsh fills the rest of an unfinished line before it tells that the command is over. fish sets the
window's title and its colours back once it has told that the command starts, and from version 4 on
says in OSC 133 that it is over. Each function takes the bytes that lie between the shell's marks
and says where output begins or ends in them; for bytes without such an edge: at their own.
"""

from __future__ import annotations

PASTE_OFF = b"\x1b[?2004l"  # the line editor's last word before a line is run

_FISH_COLORS = (b"\x1b[30m", b"\x1b(B", b"\x1b[m", b"\x1b[39m")
_FISH_ERROR = b"\r\nfish: "
_FISH_OVER = b"\x1b]133;D"


def prompt_sp(data: bytes) -> int:
    """Where zsh's end-of-line mark and its padding begin in `data`; its length when they do not.

    zshoptions(1), PROMPT_SP: an inverse "%" ("#" for root), spaces to fill the line, CR, space,
    CR. What follows was printed by precmd hooks, and is no output of the command either.
    """
    stop = data.rfind(b"\r \r")
    if stop < 0:
        return len(data)
    kept = data[:stop].rstrip(b" ")
    if stop - len(kept) < 8:
        return len(data)
    # The sign in bold and inverse, or as the terminal has it; zsh puts back what colours it knows
    # of after each of these.
    at = len(kept)
    while (before := _sgr(kept, at)) >= 0:
        at = before
    if kept[at - 1 : at] not in (b"%", b"#"):
        return len(kept)
    at -= 1
    inverse = False
    while (before := _sgr(kept, at)) >= 0:
        at, code = before, kept[before:at]
        inverse = inverse or code in (b"\x1b[7m", b"\x1b[3m")
        if code == b"\x1b[1m":
            break
    return at if inverse else len(kept)


def _sgr(data: bytes, end: int) -> int:
    """Where the SGR sequence begins that ends at `end`; -1 when there is none."""
    if data[end - 1 : end] != b"m":
        return -1
    start = data.rfind(b"\x1b[", max(0, end - 24), end)
    if start < 0 or data[start + 2 : end - 1].translate(None, b"0123456789;:"):
        return -1
    return start


def fish_start(data: bytes) -> int:
    """Where output begins behind fish's cursor shape, title, colours and carriage return."""
    at = len(PASTE_OFF) if data.startswith(PASTE_OFF) else 0
    if data.startswith(b"\x1b[", at) and data[at + 3 : at + 5] == b" q":
        at += 5  # the cursor's shape, for vi's modes
    if data.startswith(b"\x1b]0;", at):
        ends = [end for end in (data.find(b"\x07", at), data.find(b"\x1b\\", at)) if end >= 0]
        if not ends:
            return at
        stop = min(ends)
        at = stop + (1 if data[stop] == 7 else 2)
    colored = True
    while colored:
        colored = False
        for code in _FISH_COLORS:
            if data.startswith(code, at):
                at, colored = at + len(code), True
    return at + 1 if data[at : at + 1] == b"\r" and data[at + 1 : at + 2] != b"\n" else at


def fish_end(data: bytes) -> int:
    """Where output ends before fish's own OSC 133 ; D."""
    start = data.rfind(_FISH_OVER)
    if start < 0:
        return len(data)
    rest = data[start + len(_FISH_OVER) :]
    rest = rest.removesuffix(b"\x07") if rest.endswith(b"\x07") else rest.removesuffix(b"\x1b\\")
    return start if rest == b"" or (rest[:1] == b";" and rest[1:].isdigit()) else len(data)


def fish_error(data: bytes) -> tuple[int, int]:
    """Start and end of fish's message about a line that it refused; `data` begins with the line.

    Its modes are set before or after the message, by version, and the line is drawn again and
    again while it is edited.
    """
    start = data.find(_FISH_ERROR)
    start = start + 2 if start >= 0 else data.find(b"\n") + 1
    return start, data.rfind(b"\n") + 1 or len(data)
