from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import (
    Busy,
    Command,
    Failure,
    Hello,
    Hint,
    Message,
    Notice,
    Recall,
    Recalled,
    Rest,
    Silence,
    Window,
)
from termproxy.core.link import Decoder, LinkError, encode

text = st.text(max_size=20)
commands = st.builds(
    Command, st.integers(), text, text, st.none() | st.integers(0, 255), st.floats(0, 9),
    st.integers(0), st.integers(0), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Busy, st.integers()),
    st.builds(Rest, st.integers()),
    st.builds(Window, st.integers(0, 999), st.integers(0, 999)),
    st.builds(
        Hint,
        st.integers(),
        st.integers(1, 300),
        st.lists(st.binary(max_size=30), max_size=4).map(tuple),
        st.lists(text, max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(Silence, st.integers(), st.booleans()),
    st.builds(Notice, st.integers(1, 99), st.lists(st.binary(max_size=9), max_size=3).map(tuple)),
    st.builds(
        Hello,
        st.dictionaries(text, st.one_of(text, st.booleans(), st.integers()), max_size=3),
        text, st.integers(1, 99), st.integers(1, 99), text,
    ),
    st.builds(Recall, st.integers(), st.integers(), st.integers(), st.integers()),
    st.builds(Recalled, st.integers(), st.integers(), st.lists(commands, max_size=3).map(tuple),
              st.binary(), st.integers(), st.integers()),
    st.builds(
        Failure, st.integers(), text, text, st.integers(0, 255), st.floats(0, 9), st.binary(),
        st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans(), st.booleans(),
    ),
)  # fmt: skip


@given(st.lists(messages, max_size=6), st.data())
def test_any_cut_gives_the_same_messages(sent: list[Message], data: st.DataObject) -> None:
    stream = b"".join(encode(message) for message in sent)
    decoder, received, at = Decoder(), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, max(1, len(stream) - at)))
        received += decoder.feed(stream[at : at + step])
        at += step
    assert received == sent


@pytest.mark.parametrize(
    "junk",
    [
        b"\xff\xff\xff\xff",
        b"\x03\x00\x00\x00abc",
        b"\x02\x00\x00\x00)\x00",
        encode(Busy(1)).replace(b"Busy", b"Bozo"),
        encode(Silence(1, True)).replace(b"Silence", b"Failure"),
        encode(Recall(1)).replace(b"Recall", b"Notice"),
    ],
)
def test_junk_is_a_link_error(junk: bytes) -> None:
    with pytest.raises(LinkError):
        Decoder().feed(junk)
