from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core import asciicast, ttyrec, typescript
from termproxy.core.formats import decoder_for
from termproxy.core.recording import DecodeError


def test_the_first_bytes_tell_the_format() -> None:
    assert isinstance(decoder_for(b'{"version": 2, '), asciicast.Decoder)
    assert isinstance(decoder_for(b"\n  {\n"), asciicast.Decoder)
    assert isinstance(decoder_for(struct.pack("<III", 9, 9, 3) + b"abc"), ttyrec.Decoder)
    assert isinstance(decoder_for(b"anything", b"1 2\n"), typescript.Decoder)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"", "empty"),
        (b"Script started on 2026", "--timing"),
        (b"0.009440 18\n", "timing file"),
        (b"H 0.000000 START", "timing file"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0", "no recording"),
        (b"hello, world\n", "no recording"),
        (b"\0" * 15, "no recording"),
        (gzip.compress(b"{}", mtime=0), "zcat"),
        (bz2.compress(b"{}"), "bzcat"),
        (lzma.compress(b"{}"), "xzcat"),
    ],
)
def test_what_is_no_recording_is_named(head: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decoder_for(head)


def test_asciicast_takes_no_timing() -> None:
    with pytest.raises(DecodeError, match="needs no timing"):
        decoder_for(b'{"version": 2}', b"1 2\n")


@given(st.binary(max_size=15))
def test_noise_is_refused_or_decoded_but_never_breaks_us(head: bytes) -> None:
    with contextlib.suppress(DecodeError):
        decoder = decoder_for(head)
        decoder.feed(head)
        decoder.finish()
