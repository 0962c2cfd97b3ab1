from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.asciicast import Decoder, Encoder
from termproxy.core.events import Exit, Input, Marker, Output, Resize, TerminalEvent
from termproxy.core.recording import DecodeError, Header, TimedEvent

HEADER = b'{"version": 2, "width": 80, "height": 24}\n'
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
SIZE = st.integers(1, 65535)
EVENTS = st.one_of(
    TEXT.map(lambda text: Output(text.encode())),
    TEXT.map(lambda text: Input(text.encode())),
    TEXT.map(Marker),
    st.builds(Resize, SIZE, SIZE),
    st.builds(Exit, st.integers(0, 255)),
)


@st.composite
def recordings(draw: st.DrawFn) -> list[TimedEvent]:
    steps = draw(st.lists(st.tuples(st.integers(0, 10**7), EVENTS), max_size=20))
    time = 0
    timed: list[TimedEvent] = []
    for step, event in steps:
        time += step
        timed.append((time / 1000, event))
    return timed


def encode(timed: list[TimedEvent], version: int = 2) -> bytes:
    encoder = Encoder(version)
    lines = [encoder.header(Header("", 80, 24))]
    lines += [encoder.event(time, event) for time, event in timed]
    lines.append(encoder.finish(timed[-1][0] if timed else 0.0))
    return b"".join(lines)


def decode(data: bytes, *cuts: int) -> tuple[list[TimedEvent], Decoder]:
    """The events of `data`, fed in pieces cut at `cuts`."""
    decoder = Decoder()
    events: list[TimedEvent] = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
        events += decoder.feed(data[start:end])
    events += decoder.finish()
    return events, decoder


def refused(data: bytes) -> str:
    with pytest.raises(DecodeError) as caught:
        decode(data)
    return str(caught.value)


# ------------------------------------------------------------------ round trips


@given(recordings(), st.sampled_from([2, 3]))
def test_what_is_encoded_comes_back(timed: list[TimedEvent], version: int) -> None:
    events, decoder = decode(encode(timed, version))
    assert [event for _, event in events] == [event for _, event in timed]
    for (got, _), (meant, _) in zip(events, timed, strict=True):
        assert math.isclose(got, meant, abs_tol=1e-6)
    assert decoder.warnings == []


@given(recordings(), st.sampled_from([1, 2, 3]), st.data())
def test_cuts_change_nothing(timed: list[TimedEvent], version: int, data: st.DataObject) -> None:
    whole = encode(timed, max(version, 2))
    if version == 1:
        frames = [[1.5, "é"], [0.25, "x\n"]]
        document = {"version": 1, "width": 80, "height": 24, "stdout": frames}
        whole = json.dumps(document, indent=data.draw(st.sampled_from([None, 1]))).encode()
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=6))
    assert decode(whole, *cuts)[0] == decode(whole)[0]


def test_v3_rounding_never_adds_up() -> None:
    """A thousand steps of 1.4 ms are 1.4 s, though each is written as 1 or 2 ms."""
    timed: list[TimedEvent] = [(n * 0.0014, Output(b"x")) for n in range(1001)]
    events, _ = decode(encode(timed, 3))
    assert math.isclose(events[-1][0], 1.4, abs_tol=0.0011)


@given(st.lists(st.binary(max_size=12), max_size=10))
def test_output_that_is_no_utf8_is_mended_whatever_the_chunks(chunks: list[bytes]) -> None:
    events, _ = decode(encode([(0.0, Output(chunk)) for chunk in chunks]))
    text = b"".join(event.data for _, event in events if isinstance(event, Output))
    assert text.decode() == b"".join(chunks).decode("utf-8", "replace")


@given(recordings())
def test_every_line_is_plain_json_for_others(timed: list[TimedEvent]) -> None:
    header, *lines = encode(timed).splitlines()
    assert json.loads(header) == {"version": 2, "width": 80, "height": 24}
    times = [json.loads(line)[0] for line in lines]
    assert times == sorted(times)


@pytest.mark.parametrize("version", [2, 3])
def test_the_header_comes_back(version: int) -> None:
    header = Header(
        f"asciicast v{version}",
        cols=132,
        rows=43,
        timestamp=1700000000,
        idle_time_limit=2.5,
        command='sh -c "echo é"',
        title="a \\ title",
        term="xterm-256color",
        env={"TERM": "xterm-256color", "SHELL": "/bin/bash"},
    )
    decoder = decode(Encoder(version).header(header))[1]
    assert decoder.header == header


def test_time_that_runs_backwards_stands_still() -> None:
    line = Encoder(2, start=5.0).event(4.0, Marker("m"))
    assert line == b'[5.000000, "m", "m"]\n'
    events, _ = decode(HEADER + b'[2, "o", "a"]\n[1, "o", "b"]\n')
    assert [time for time, _ in events] == [2.0, 2.0]


# ------------------------------------------------------------------ what others write


def test_v1_is_frames_with_delays() -> None:
    text = b'{"version":1,"width":80,"height":24,"duration":1.5,"stdout":[[0.5,"a"],[1,"\\u001b"]]}'
    events, decoder = decode(text)
    assert events == [(0.5, Output(b"a")), (1.5, Output(b"\x1b"))]
    assert decoder.header is not None
    assert (decoder.header.format, decoder.header.duration) == ("asciicast v1", 1.5)


def test_v3_has_comments_and_unknown_codes() -> None:
    text = (
        b'{"version": 3, "term": {"cols": 80, "rows": 24}, "tags": ["a"]}\n'
        b'# a comment\n[0.5, "o", "a"]\n\n[0.25, "z", "?"]\n[0.25, "r", "90x30"]\n[0, "x", "3"]\n'
    )
    events, _ = decode(text)
    assert events == [(0.5, Output(b"a")), (1.0, Resize(90, 30)), (1.0, Exit(3))]


def test_null_fields_are_absent_ones() -> None:
    text = HEADER.replace(b"}", b', "title": null, "env": {"SHELL": null}, "timestamp": null}')
    header = decode(text)[1].header
    assert header is not None
    assert (header.title, header.env, header.timestamp) == (None, None, None)


def test_windows_line_ends_and_trailing_blank_lines() -> None:
    events, decoder = decode(HEADER.replace(b"\n", b"\r\n") + b'[1, "o", "a"]\r\n\r\n\n')
    assert events == [(1.0, Output(b"a"))]
    assert decoder.warnings == []


def test_bytes_that_careless_writers_hid_in_surrogates_come_back() -> None:
    """asciinema 2 in the C locale writes byte 0xff as \\udcff, and others write it raw."""
    events, _ = decode(HEADER + b'[0, "o", "\\udcff"]\n[0, "o", "\xff"]\n[0, "o", "\\ud800"]\n')
    assert [event for _, event in events] == [Output(b"\xff"), Output(b"\xff"), Output(b"?")]


# ------------------------------------------------------------------ damage


@pytest.mark.parametrize("torn", [b"[2", b'[2.5, "o", "hal', b'[2, "o", "x"', b"\0\0\0", b"[2\0\0"])
def test_a_torn_last_line_is_a_warning(torn: bytes) -> None:
    events, decoder = decode(HEADER + b'[1, "o", "a"]\n' + torn)
    assert events == [(1.0, Output(b"a"))]
    assert len(decoder.warnings) == 1
    assert "crash" in decoder.warnings[0]


def test_a_last_line_that_only_lacks_its_newline_is_whole() -> None:
    events, decoder = decode(HEADER + b'[1, "o", "a"]')
    assert events == [(1.0, Output(b"a"))]
    assert decoder.warnings == []


def test_damage_is_told_after_the_events_before_it() -> None:
    decoder = Decoder()
    assert decoder.feed(HEADER + b'[1, "o", "a"]\nnonsense\n') == [(1.0, Output(b"a"))]
    with pytest.raises(DecodeError, match="line 3: it is no JSON"):
        decoder.feed(b'[2, "o", "b"]\n')
    with pytest.raises(DecodeError):
        decoder.finish()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\x7fELF\x02\x01", "does not begin with {"),
        (b"hello\n", "does not begin with {"),
        (b"{", "no JSON"),
        (b"{}\n", 'it says no "version"'),
        (b'{"version": 4}\n', '"version" is 4'),
        (b'{"version": true}\n', '"version" is True'),
        (b'{"version": [2]}\n', '"version" is [2]'),
        (b'{"version": 2}\n', '"width" and "height"'),
        (b'{"version": 2, "width": 0, "height": 24}\n', '"width" and "height"'),
        (b'{"version": 2, "width": "80", "height": 24}\n', '"width" and "height"'),
        (b'{"version": 2, "width": 1e9, "height": 24}\n', '"width" and "height"'),
        (b'{"version": 3, "width": 80, "height": 24}\n', '"term"'),
        (b'{"version": 1, "width": 80, "height": 24, "stdout": 7}', "no list"),
        (b'{"version": 1, "width": 80, "height": 24, "stdout": [[-1, "a"]]}', "frame 1"),
        (b'{"version": 1, "width": 80, "height": 24, "stdout": [[NaN, "a"]]}', "frame 1"),
        (
            b'{"version": 1, "width": 80, "height": 24, "stdout": [[9e8, "a"], [9e8, ""]]}',
            "frame 2",
        ),
        (HEADER + b"{}\n[]", "line 2: it is not [time"),
        (HEADER + b'[1, "o"]\n', "line 2: it is not [time"),
        (HEADER + b'[1, "o", 7]\n', "line 2: it is not [time"),
        (HEADER + b'[-1, "o", "a"]\n', "line 2: its time"),
        (HEADER + b'[NaN, "o", "a"]\n', "line 2: its time"),
        (HEADER + b'[Infinity, "o", "a"]\n', "line 2: its time"),
        (HEADER + b'[1e999, "o", "a"]\n', "line 2: its time"),
        (HEADER + b'[true, "o", "a"]\n', "line 2: its time"),
        (HEADER + b'["1", "o", "a"]\n', "line 2: its time"),
        (HEADER + b"[" + b"9" * 6000 + b', "o", "a"]\n', "line 2: it is no JSON"),
        (HEADER + b"[" * 100_000 + b"\n", "line 2: it is no JSON"),
        (HEADER + b'[1, "r", "80"]\n', "no window size"),
        (HEADER + b'[1, "r", "0x0"]\n', "no window size"),
        (HEADER + b'[1, "r", "80x\xd9\xa3"]\n', "no window size"),
        (
            HEADER.replace(b"2,", b'3, "term": {"cols": 9, "rows": 9},') + b'[9e8,"z",""]\n' * 2,
            "3: ",
        ),
    ],
)
def test_every_kind_of_damage_is_one_clause(data: bytes, says: str) -> None:
    message = refused(data)
    assert says in message
    assert "\n" not in message


@given(st.one_of(st.binary(max_size=60), st.binary(max_size=40).map(HEADER.__add__)), st.data())
def test_noise_is_refused_and_never_breaks_us(noise: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(noise)))

    def outcome(*cuts: int) -> list[TimedEvent] | str:
        try:
            return decode(noise, *cuts)[0]
        except DecodeError as error:
            return str(error)

    assert outcome(cut) == outcome()


def test_only_events_can_be_encoded() -> None:
    with pytest.raises(TypeError):
        Encoder().event(0.0, "text")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="version 1"):
        Encoder(1)


def test_half_a_character_waits_for_its_rest() -> None:
    encoder = Encoder()
    event: TerminalEvent = Output(b"\xe2\x82")
    assert encoder.event(1.0, event) == b""
    assert encoder.event(2.0, Marker("m")) == b'[2.000000, "m", "m"]\n'
    assert encoder.event(3.0, Output(b"\xac")) == '[3.000000, "o", "€"]\n'.encode()
    assert encoder.finish(4.0) == b""
