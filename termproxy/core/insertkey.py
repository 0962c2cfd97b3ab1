"""The key that puts a hint's fix into the edit line, unexecuted: keys in, bytes for the shell out.

Right-arrow on an empty line, where it means nothing to any shell, and one chord of the user's
choice. They are taken only as a chunk of their own, outside of a paste, while a hint with a fix is
on the screen; in every other moment they pass, as all else does.

Two ways in. An empty line gets a bracketed paste. Any other line is replaced by a widget that our
integration binds to FILL_KEY and that reads the text from a file: that is exact in every mode of
every shell, wherever the cursor is. Neither ever holds a newline or another control character.
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from collections.abc import Callable

# Ctrl-Alt-Shift-F12, as xterm sends it: fish 4 drops what it knows no key for.
FILL_KEY = b"\x1b[24;8~"
RIGHT = (b"\x1b[C", b"\x1bOC")
PASTE_BEGINS, PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
# Emacs-like editors take what follows as part of these: ESC, ^V and ^Q, ^X, ^].
PREFIXES = (b"\x1b", b"\x16", b"\x11", b"\x18", b"\x1d")
# Caps and num lock are modifiers, too, in the forms of kitty's protocol.
LOCKS = (0, 64, 128, 192)
FUNCTION_KEYS = {
    "f1": (b"\x1bOP", b"\x1b[11~", b"\x1b[P"),
    "f2": (b"\x1bOQ", b"\x1b[12~", b"\x1b[Q"),
    "f3": (b"\x1bOR", b"\x1b[13~"),
    "f4": (b"\x1bOS", b"\x1b[14~", b"\x1b[S"),
    **{
        f"f{number}": (b"\x1b[%d~" % code,)
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
}


@value
class Moment:
    """What is known of the edit line when a key arrives.

    `empty` only if that is certain. `whole`: the prompt stands as it was drawn, so no search or
    question has taken its place. `calm`: the shell has had time to answer the key before.
    `entered`: Enter was typed at this prompt. `paste`: bracketed paste is on. `editor`: "emacs" or
    "vi" if the fill widget is bound there, else "". `continued`: a line after the first (PS2).
    """

    fixes: tuple[str, ...]
    empty: bool = False
    whole: bool = False
    calm: bool = False
    entered: bool = False
    paste: bool = False
    editor: str = ""
    continued: bool = False


@value
class Insertion:
    """Send `keys` in place of the key, when `text` (unless None) is where the widget reads it."""

    keys: bytes
    text: str | None = None


REFUSED = Insertion(b"")


def spellings(chord: str) -> tuple[bytes, ...] | None:
    """What terminals send for "alt-i", "ctrl-g", "f8"; () for "", None for what is no such key.

    xterm's ctlseqs (plain and modifyOtherKeys) and kitty's keyboard protocol (CSI u).
    """
    name = chord.strip().lower()
    if not name or name in FUNCTION_KEYS:
        return FUNCTION_KEYS.get(name, ())
    modifiers, _, key = name.rpartition("-")
    if name.endswith("--"):
        modifiers, key = name[:-2], "-"
    if len(key) != 1 or not "!" <= key <= "~" or modifiers not in ("alt", "ctrl"):
        return None
    code = ord(key)
    if modifiers == "alt":
        # ESC with one of these begins a sequence, and is none.
        plain, bit = b"" if key in "[]^_\\" else b"\x1b" + key.encode(), 2
    else:
        # Enter, Tab, ^C, ^D, flow control, ^Z: what a shell cannot do without.
        if key not in "abefgklnoprtuvwxy]\\^_":
            return None
        plain, bit = bytes([ord(key.upper()) & 0x1F]), 4
    forms = [plain] if plain else []
    for lock in LOCKS:
        number = 1 + bit + lock
        forms += [b"\x1b[%d;%du" % (code, number), b"\x1b[%d;%d:1u" % (code, number)]
    return (*forms, b"\x1b[27;%d;%d~" % (1 + bit, code))


def harmless(text: str) -> str:
    """`text` without anything but printable characters: no newline, no escape, no C1."""
    return "".join(character for character in text if character.isprintable())


class InsertKey:
    """Sees everything that is typed. `chord` is a key that `spellings` knows."""

    def __init__(self, chord: str) -> None:
        self._chord = spellings(chord) or ()
        self._keys = frozenset((*RIGHT, *self._chord)) if self._chord else frozenset()
        self._pasting = False
        self._last = b""  # what was typed before
        self._tail = b""  # and the end of it all
        self._inserted: tuple[tuple[str, ...], int] | None = None  # by the key before, and which

    def press(self, data: bytes, look: Callable[[], Moment | None]) -> Insertion | None:
        """The user typed `data`; what to send instead, or None: `data` as it is."""
        before, inserted = self._last, self._inserted
        self._last, self._inserted = data, None
        if data not in self._keys or self._pasting:
            self._follow(data)
            return None
        self._tail = data
        moment = look()
        if moment is None:
            return None
        fixes = tuple(fix for fix in map(harmless, moment.fixes) if fix)
        again = inserted is not None and inserted[0] == fixes
        index = (inserted[1] + 1) % len(fixes) if inserted is not None and again else 0
        taken = self._taken(data, moment, before, again=again and len(fixes) > 1) if fixes else None
        if taken is None:
            return None
        if taken == "refuse":
            return REFUSED
        self._inserted = (fixes, index)
        if taken == "paste":
            return Insertion(PASTE_BEGINS + fixes[index].encode() + PASTE_ENDS)
        return Insertion(FILL_KEY, fixes[index])

    def _taken(self, key: bytes, moment: Moment, before: bytes, *, again: bool) -> str | None:
        """How this key inserts: "paste", "fill", "refuse"; None: it is none of ours."""
        if moment.continued:
            return None if key in RIGHT else "refuse"
        if moment.empty and not again and moment.paste and moment.editor != "vi":
            return "paste"
        if not moment.editor or (key in RIGHT and not (moment.empty or again)):
            return None
        if again:
            return "fill"
        if moment.editor == "emacs" and before.endswith(PREFIXES):
            return None
        # Enter, or whatever the user has bound, may just be running the line.
        settled = moment.calm or (not moment.entered and _text(before))
        return "fill" if moment.whole and settled else None

    def _follow(self, data: bytes) -> None:
        seen = self._tail + data
        begins, ends = seen.rfind(PASTE_BEGINS), seen.rfind(PASTE_ENDS)
        if begins != ends:
            self._pasting = begins > ends
        self._tail = seen[1 - len(PASTE_BEGINS) :]


def _text(typed: bytes) -> bool:
    """Something was typed, and no control character."""
    return typed != b"" and min(typed) >= 0x20 and 0x7F not in typed
