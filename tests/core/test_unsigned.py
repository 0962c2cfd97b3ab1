from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    PromptShown,
    ShellEvent,
)
from termproxy.core.scanner import Mark
from termproxy.core.unsigned import Elsewhere, SemanticScanner

OURS = b"\x1b]6977;remote;"
OSC_133 = b"\x1b]133;"
parts = st.sampled_from(
    [
        b"\x1b]133;A\x07", b"\x1b]133;A;special_key=1\x07", b"\x1b]133;A;k=s\x07",
        b"\x1b]133;B\x1b\\",
        b"\x1b]133;C;cmdline_url=gti%20status%3B\x1b\\", b"\x1b]133;C;cmdline=a\\;b\x07",
        b"\x1b]133;C\x07", b"\x1b]133;D\x07", b"\x1b]133;D;127\x1b\\", b"\x1b]133;D;9999999999\x07",
        b"\x1b]133;P;k=i\x07", b"\x1b]133;", b"\x1b]13", b"\x1b", b"\x1b]", b"\x07",
        b"\\", b"\x1b[6n",
        b"text", b"\r\n", b"\xff\x9d133;A\x07", b"\x1b]6977;", b"\x1b]6977;far;D;1;1\x07",
        OURS, OURS + b"A;1;'/far'\x07", OURS + b"B;1\x07", OURS + b"C;1;'/far'\x07",
        OURS + b"C;1;/far;;gti%20status\x07", OURS + b"E;2;  7  gti status\n;remote\x07",
        OURS + b"D;2;127;1\x07", OURS + b"D;3;0;0\x07", OURS + b"F;vi\x07",
    ]
)  # fmt: skip
streams = st.lists(parts | st.binary(max_size=4), max_size=12).map(b"".join)


def placed(pieces: list[bytes | Mark]) -> tuple[bytes, list[tuple[int, Mark]]]:
    """The bytes, and where among them each mark stands."""
    out, marks = b"", []
    for piece in pieces:
        if isinstance(piece, Mark):
            marks.append((len(out), piece))
        else:
            out += piece
    return out, marks


def chunks(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(places)]


@given(streams, st.lists(st.integers(0, 400), max_size=8))
def test_osc_133_stays_in_the_stream_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    whole, split = SemanticScanner(), SemanticScanner()
    out, marks = placed(whole.feed(data))
    assert out + whole.held == data
    pieces = [piece for chunk in chunks(data, cuts) for piece in split.feed(chunk)]
    assert (placed(pieces), split.held) == ((out, marks), whole.held)
    assert split.flush() == whole.held
    assert not split.held


@given(streams, st.lists(st.integers(0, 400), max_size=8))
@example(b"\x1b[6n\x1b]133;A\x07", [2])  # the question for the cursor's place, cut in two
def test_nothing_but_our_own_dialect_is_cut_out_however_it_is_cut(
    data: bytes, cuts: list[int]
) -> None:
    whole, split = Elsewhere(lambda a, b: b""), Elsewhere(lambda a, b: b"")
    out, marks = placed(whole.feed(data))
    if OURS not in data:
        assert out + whole.held == data
    if OSC_133 not in data and OURS not in data:
        assert not marks
    pieces = [piece for chunk in chunks(data, cuts) for piece in split.feed(chunk)]
    assert (placed(pieces), split.held) == ((out, marks), whole.held)


@given(streams)
def test_what_is_not_suspected_is_plain_output(data: bytes) -> None:
    """The relay asks this of each read, and the kernel only if it says yes."""
    elsewhere = Elsewhere(lambda a, b: b"")
    if not elsewhere.suspects(data):
        assert elsewhere.feed(data) == ([data] if data else [])
        assert elsewhere.held == b""


class Far:
    """A conversation: bytes are output from there, a str is typed."""

    def __init__(self, latest: int = 1) -> None:
        self.stream = b""
        self.now = 0.0
        self.latest = latest
        self.elsewhere = Elsewhere(lambda start, end: self.stream[start:end])

    def play(self, *steps: bytes | str) -> list[ShellEvent]:
        events: list[ShellEvent] = []
        for step in steps:
            self.now += 1
            if isinstance(step, str):
                self.elsewhere.typed(step.encode())
                continue
            for piece in self.elsewhere.feed(step):
                if isinstance(piece, bytes):
                    self.stream += piece
                else:
                    events += self.elsewhere.tell(piece, len(self.stream), self.now, self.latest)
                    self.latest = self.elsewhere.seq
        return events

    def commands(self, *steps: bytes | str) -> list[Command]:
        return [e.command for e in self.play(*steps) if isinstance(e, CommandFinished)]


PROMPT = b"\x1b]133;A\x07far> "


def test_a_command_of_fish_4() -> None:
    far = Far(latest=7)
    assert far.play(PROMPT) == [PromptShown(7, "", True, 0)]
    (began,) = far.play("gti x\r", b"gti x\r\n\x1b]133;C;cmdline_url=gti%20x\x1b\\")
    assert isinstance(began, CommandStarted)
    assert (began.seq, began.text) == (8, "gti x")
    start = len(far.stream)
    done, shown = far.play(b"fish: Unknown command: gti\r\n\x1b]133;D;127\x1b\\" + PROMPT)
    assert isinstance(done, CommandFinished)
    assert isinstance(shown, PromptShown)
    command = done.command
    assert (command.seq, command.text, command.status, command.remote) == (8, "gti x", 127, True)
    assert far.stream[command.start : command.end] == b"fish: Unknown command: gti\r\n"
    assert command.start == start
    # Before its own bytes: the terminal's mark for the prompt stays on the prompt's row.
    assert far.stream[shown.offset :] == PROMPT
    assert shown.fresh


def test_the_line_is_read_from_its_echo_when_no_mark_names_it() -> None:
    far = Far()
    prompt = b"\x1b]133;D;%d\x07\x1b]133;A\x07far> \x1b]133;B\x07"
    far.play(prompt % 0)
    (private,) = far.commands("x\r", b" gtx\b \bi\r\n\x1b]133;C\x07no\r\n", prompt % 127)
    assert (private.text, private.private, private.status) == ("gti", True, 127)
    (named,) = far.commands("\r", b"ls -z\r\n\x1b]133;C\x07no\r\n", prompt % 2)
    assert (named.text, named.private) == ("ls -z", False)


def test_ours_is_cut_out_and_silences_the_other_dialect() -> None:
    far = Far()
    far.play(PROMPT)
    ours = OURS + b"D;1;0;0\x07" + OURS + b"A;1;/srv\x07"
    assert far.play(ours + PROMPT) == [PromptShown(1, "/srv", True, len(PROMPT))]
    (command,) = far.commands(
        "false\r",
        OURS + b"C;1;/srv;;false\x07\x1b]133;C\x07",
        OURS + b"D;2;1;1\x07\x1b]133;D;1\x07" + OURS + b"A;2;/srv\x07",
    )
    assert (command.text, command.status, command.cwd) == ("false", 1, "/srv")
    assert OURS not in far.stream
    assert far.stream.count(b"\x1b]133;") == 4


@pytest.mark.parametrize("asks", [b"", b"\x1b[6n"])
def test_no_prompt_of_an_editor_that_draws_at_absolute_places(asks: bytes) -> None:
    """Rows above it would move it from under the editor. fish asks, too, and draws relatively."""
    far = Far()
    far.play(PROMPT, "x\r", b"\x1b]133;B\x07x\r\n\x1b]133;C\x07")
    shown = [type(event) for event in far.play(b"\x1b]133;D;1\x07" + asks + PROMPT)]
    assert (PromptShown in shown) == (asks == b"")
    far.play("x\r", b"\x1b]133;C;cmdline_url=x\x07")
    assert PromptShown in [type(event) for event in far.play(b"\x1b]133;D;1\x07" + asks + PROMPT)]


@given(st.lists(parts | st.sampled_from(["ls\r", "x", "\r\r"]), max_size=40))
def test_never_more_commands_than_lines_and_all_of_them_remote(steps: list[bytes | str]) -> None:
    """A file full of marks is printed: it can pretend to be what was typed, and no more."""
    far = Far(latest=3)
    commands = far.commands(*steps)
    assert len(commands) <= sum(step.count("\r") for step in steps if isinstance(step, str))
    assert all(command.remote and command.seq > 3 for command in commands)
    far.elsewhere.reset()
    assert not far.elsewhere.held
    assert not far.elsewhere.at_prompt


def test_a_number_of_any_length_is_no_error() -> None:
    """Python refuses to convert more than 4300 digits; a stranger may send them."""
    far = Far()
    (command,) = far.commands(
        PROMPT, "x\r", b"\x1b]133;C;cmdline_url=x\x07\x1b]133;D;" + b"9" * 5000 + b"\x07"
    )
    assert command.status is None
