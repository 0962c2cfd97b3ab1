"""A lossless, incremental tokenizer for what a terminal receives.

`Tokenizer.feed` cuts bytes into tokens whose `raw` parts, joined, are the input again. Where the
input is split makes no difference, except that a run of text, or a control string longer than
`LONGEST_STRING`, may come in pieces.

The grammar is ECMA-48 in its 7-bit form as xterm reads it (Paul Williams' parser, ctlseqs):
ESC starts a sequence anywhere and so ends an unfinished one. Bytes 0x80-0x9f are never controls,
since terminals in UTF-8 mode do not take them for such.
"""

from __future__ import annotations

TEXT = "text"  # complete characters, no control bytes; may hold invalid UTF-8
CONTROL = "control"  # one C0 byte or DEL
ESCAPE = "escape"  # ESC, intermediates, final
CSI = "csi"  # ESC [, parameters, intermediates, final
STRING = "string"  # OSC, DCS, SOS, PM, APC, or the title of screen(1): ESC k
BROKEN = "broken"  # a sequence that breaks the grammar, up to the byte that does

# No sequence in use comes near; beyond it, something else than a terminal is being spoken to.
LONGEST_SEQUENCE = 256
# OSC 52 and images are longer. Nobody here reads their inside, so they pass in pieces.
LONGEST_STRING = 4096

_ESC = 0x1B
_STRING_STARTS = b"]PX^_k"
_PARAMETERS = b"0123456789;:"
# Where text ends, and where a control string may end: maps for bytes.translate, searched by C.
_CONTROLS = bytes(byte < 0x20 or byte == 0x7F for byte in range(256))
_STOPS = bytes(byte in b"\x07\x18\x1a\x1b" for byte in range(256))


class Token:
    """One token: its kind (one of the constants above) and its bytes."""

    __slots__ = ("kind", "raw")

    def __init__(self, kind: str, raw: bytes) -> None:
        self.kind = kind
        self.raw = raw

    def __repr__(self) -> str:
        return f"Token({self.kind}, {self.raw!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and (self.kind, self.raw) == (other.kind, other.raw)

    def __hash__(self) -> int:
        return hash((self.kind, self.raw))

    @property
    def code(self) -> bytes:
        """What an escape or CSI sequence does: all of it but the numbers.

        `ESC [ ? 25 h` gives b"?h", `ESC [ 2 SP q` gives b" q", `ESC ( B` gives b"(B".
        """
        if self.kind == CSI:
            return self.raw[2:].translate(None, _PARAMETERS)
        return self.raw[1:]

    def numbers(self) -> list[int]:
        """The parameters of a CSI sequence; a missing one is 0, of sub-parameters the first."""
        inner = self.raw[2:-1].strip(b"<=>? !\"#$%&'()*+,-./")
        parts = [part.partition(b":")[0] for part in inner.split(b";")]
        return [int(part) if part.isdigit() else 0 for part in parts]


class Tokenizer:
    """Cuts a stream into tokens; what is not complete yet waits in `pending`."""

    def __init__(self) -> None:
        self.pending = b""
        self._string = 0  # the second byte of a control string passed on in part, else 0

    @property
    def midway(self) -> bool:
        """True inside a sequence or a character, where nothing may be put into the stream."""
        return bool(self.pending or self._string)

    def feed(self, data: bytes) -> list[Token]:
        """The tokens that `data` completes, in order."""
        data = self.pending + data
        controls, stops = data.translate(_CONTROLS), data.translate(_STOPS)
        tokens: list[Token] = []
        position, size = 0, len(data)
        while position < size:
            if self._string:
                kind, end = STRING, self._string_end(data, stops, position, position)
            elif not controls[position]:
                kind, end = TEXT, controls.find(1, position)
                if end < 0:
                    end = size - unfinished(data)
                    if end == position:
                        break
            elif data[position] == _ESC:
                kind, end = self._sequence(data, stops, position)
            else:
                kind, end = CONTROL, position + 1
            if end < 0:
                break
            if end > position:
                tokens.append(Token(kind, data[position:end]))
            position = end
        self.pending = data[position:]
        return tokens

    def _sequence(self, data: bytes, stops: bytes, start: int) -> tuple[str, int]:
        """Kind and end of the sequence whose ESC is at `start`; -1 when more must come first."""
        if start + 1 == len(data):
            return ESCAPE, -1
        second = data[start + 1]
        if second in _STRING_STARTS:
            self._string = second
            end = self._string_end(data, stops, start, start + 2)
            if end < 0:
                self._string = 0
            return STRING, end
        body = start + 1
        lowest_final, kind = 0x30, ESCAPE
        if second == 0x5B:  # [
            lowest_final, kind = 0x40, CSI
            body += 1
        limit = min(len(data), start + LONGEST_SEQUENCE)
        intermediates = False
        for position in range(body, limit):
            byte = data[position]
            if lowest_final <= byte <= 0x7E:
                return kind, position + 1
            if 0x20 <= byte <= 0x2F:
                intermediates = True
            elif intermediates or not 0x30 <= byte <= 0x3F:
                return BROKEN, position
        return BROKEN, limit if limit == start + LONGEST_SEQUENCE else -1

    def _string_end(self, data: bytes, stops: bytes, start: int, body: int) -> int:
        """End of the next piece of a control string; -1 when more must come first.

        Ended by ST (ESC \\), an OSC also by BEL; cut off by any other ESC, CAN and SUB, which are
        left for the next token. Clears `_string` when the string is over.
        """
        stop = stops.find(1, body)
        while stop >= 0 and data[stop] == 0x07 and self._string != 0x5D:  # ]
            stop = stops.find(1, stop + 1)
        if (len(data) if stop < 0 else stop) - start > LONGEST_STRING:
            return start + LONGEST_STRING
        if stop < 0:
            return -1
        if data[stop] == _ESC:
            if stop + 1 == len(data):
                return -1
            if data[stop + 1] == 0x5C:
                stop += 2
        elif data[stop] == 0x07:
            stop += 1
        self._string = 0
        return stop


def unfinished(data: bytes) -> int:
    """How many bytes at the end of `data` begin a UTF-8 character that is not complete."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4 if byte < 0xF8 else 1
            return back if length > back else 0
        if byte < 0x80:
            return 0
    return 0
