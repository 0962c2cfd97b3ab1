"""Which recording format is this? The first bytes tell."""

from __future__ import annotations

from termproxy.core import asciicast, ttyrec, typescript
from termproxy.core.recording import DecodeError
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from termproxy.core.recording import Decoder

ENOUGH = 15  # as many bytes as `decoder_for` wants to see

_COMPRESSED = {
    b"\x1f\x8b": ("gzip", "zcat"),
    b"BZh": ("bzip2", "bzcat"),
    b"\xfd7zXZ": ("xz", "xzcat"),
    b"\x28\xb5\x2f\xfd": ("zstd", "zstdcat"),
}


def decoder_for(head: bytes, timing: bytes | None = None) -> Decoder:
    """The decoder for a recording that begins with `head` (all of it, if shorter than ENOUGH).

    `timing` is the timing file of a typescript. Raises DecodeError.
    """
    if timing is not None:
        if head.lstrip()[:1] == b"{":
            raise DecodeError("it is asciicast, which needs no timing file")
        return typescript.Decoder(timing)
    if not head:
        raise DecodeError("it is empty")
    for magic, (name, tool) in _COMPRESSED.items():
        if head.startswith(magic):
            raise DecodeError(f"it is compressed with {name}: pipe it from {tool}")
    if head.lstrip()[:1] == b"{":
        return asciicast.Decoder()
    if head.startswith(b"Script started "):
        raise DecodeError("it is a typescript: name its timing file with --timing FILE")
    if ttyrec.plausible(head[:12]) and any(head[8:12]):  # a first record that holds something
        return ttyrec.Decoder()
    if _is_timing(head):
        raise DecodeError("it is a timing file: replay its typescript, with --timing and this file")
    raise DecodeError("it is no recording that we know (asciicast, script, ttyrec)")


def _is_timing(head: bytes) -> bool:
    words = head.split()
    if len(words) > 1 and words[0] in (b"H", b"I", b"O", b"S"):
        del words[0]
    return len(words) > 1 and b"." in words[0] and words[0].replace(b".", b"").isdigit()
