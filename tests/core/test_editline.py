"""Whether the edit line is empty, against a terminal that has cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    Hint,
    InputStarted,
    PromptShown,
)
from termproxy.core.gate import Gate
from termproxy.core.placing import ANSWER, NO_ANSWER
from termproxy.core.region import Region
from tests.core.terminal import Terminal

COLS, ROWS = 12, 9
DRAWN = [
    b"a", b" ", b"word", "日本".encode(), b"\b", b"\r", b"\r\n", b"\x1b[C", b"\x1b[2C", b"\x1b[A",
    b"\x1b[K", b"\x1b[1K", b"\x1b[2K", b"\x1b[J", b"\x1b[P", b"\x1b[3@", b"\r\x1b[2C", b"\b\x1b[K",
    b"\x1b[4G", b"\x1b[H\x1b[2J", b"\x1b[31m", b"x" * COLS,
]  # fmt: skip


def begun(prompt: bytes = b"$ ") -> Region:
    region = Region(COLS, ROWS)
    region.begin(COLS, ROWS, 0)
    region.feed(prompt)
    region.line.prompt_ends(region.cell)
    return region


@given(st.sampled_from([b"$ ", b"two\r\n$ ", b"$"]), st.lists(st.sampled_from(DRAWN), max_size=20))
def test_a_line_that_is_said_to_be_empty_has_nothing_in_its_first_cell(
    prompt: bytes, drawn: list[bytes]
) -> None:
    region, terminal = begun(prompt), Terminal(COLS, ROWS)
    terminal.feed(prompt)
    assert region.line.start is not None
    y, x = divmod(region.line.start, COLS)
    for data in drawn:
        region.feed(data)
        if region.reason:
            return
        terminal.feed(data)
        if not region.line.inked and not region.unsettled:
            assert x not in terminal.lines[terminal.top + y]


def test_typed_and_erased_it_is_empty_again() -> None:
    region = begun()
    assert not region.line.inked
    region.feed(b"ls")
    assert region.line.inked
    region.feed(b"\b\b")
    assert region.line.inked, "^A is no ^U"
    region.feed(b"\x1b[K")
    assert not region.line.inked


def test_what_stands_to_the_right_of_it_does_not_matter() -> None:
    region = begun()
    region.feed(b"\x1b[7C10:15\x1b[12D\x1b[2C")
    assert not region.line.inked
    assert not region.line.overdrawn


def test_a_redraw_of_the_prompt_alone_does_not_make_a_line_empty() -> None:
    """readline's mode string: only the prompt is written anew, the line stands."""
    region = begun()
    region.feed(b"abc\r")
    region.begin_again()
    region.feed(b"% ")
    region.line.prompt_ends(region.cell)
    assert region.line.inked


def test_a_prompt_that_moved_is_not_trusted_until_the_line_is_erased() -> None:
    region = begun()
    region.feed(b"\r\nlist of\r\nthings\r\n")
    region.begin_again()
    region.feed(b"$ ")
    region.line.prompt_ends(region.cell)
    assert region.line.inked
    region.feed(b"\x1b[K")
    assert not region.line.inked


def test_a_search_that_takes_the_prompts_place_is_noticed() -> None:
    region = begun()
    region.feed(b"\r(search)`': ")
    assert region.line.overdrawn
    region.feed(b"\r$ ")
    region.line.prompt_ends(region.cell)
    assert not region.line.overdrawn


# --------------------------------------------------------------------------- through the gate


class Prompt:
    """A gate that shows a hint with a fix, at a prompt whose end is marked (or not: fish)."""

    def __init__(self, *, marked: bool = True, ahead: bytes = b"", entered: bytes = b"") -> None:
        self.gate = Gate(80, 24)
        self.now = 0.0
        self.gate.shell(PromptShown(0, "/", True, 0), 0.0)
        if entered:
            self.gate.typed(entered, 0.0)
        self.gate.shell(CommandStarted(1, "", "/", 0), 0.0)
        self.gate.output(b"\r\nno\r\n", 0.0)
        if ahead:
            self.gate.typed(ahead, 0.0)
        failed = Command(1, "gti", "/", 127, 0.1, 0, 0)
        self.gate.shell(CommandFinished(failed), 0.0)
        self.gate.hint(Hint(1, 80, (b"hint",), ("git push",)), 0.0)
        self.gate.shell(PromptShown(1, "/", True, 0), 0.0)
        if not marked:
            self.gate.shell(InputStarted(1, 0), 0.0)
        self.gate.output(b"$ ", 0.0)
        if marked:
            self.gate.shell(InputStarted(1, 0), 0.0)
        self.wait(1)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def empty(self) -> bool:
        moment = self.gate.moment(self.now)
        return moment is not None and moment.empty

    def ahead(self) -> list[bool]:
        """Whether each prompt from here on may hold what was typed before, up to a clean one."""
        found = [not self.empty()]
        while found[-1]:
            self.gate.output(b"\r\n", self.now)
            self.gate.shell(PromptShown(1, "/", True, 0), self.now)
            self.gate.output(b"$ ", self.now)
            self.wait(1)
            found.append(not self.empty())
        return found

    def typed(self, data: bytes, answer: bytes) -> None:
        self.gate.typed(data, self.now)
        self.gate.output(answer, self.now)
        self.wait(1)


def test_a_fresh_prompt_is_empty_with_and_without_a_mark() -> None:
    assert Prompt().empty()
    assert Prompt(marked=False).empty()


def test_the_hint_must_be_on_the_screen_and_have_a_fix() -> None:
    prompt = Prompt()
    prompt.gate.output(b"\x1b[H\x1b[2J$ ", prompt.now)
    assert prompt.gate.moment(prompt.now + 1) is None


def test_what_was_typed_ahead_may_be_in_the_line() -> None:
    assert not Prompt(marked=False, ahead=b"ls").empty()
    assert not Prompt(marked=False, entered=b"gti\rls").empty()
    assert Prompt(marked=False, entered=b"gti\r").empty()


def test_what_was_pasted_may_be_in_the_line_of_any_prompt_to_come() -> None:
    """Only the prompt after the first line was suspected, and a fix went behind the rest."""
    assert Prompt(marked=False, entered=b"true\rgti\r").ahead() == [True, False]
    assert Prompt(marked=False, entered=b"true\rgti\rls").ahead() == [True, True, False]
    assert Prompt(marked=False, entered=b"gti\r").ahead() == [False]


def test_without_a_mark_the_line_begins_where_the_first_key_found_the_cursor() -> None:
    prompt = Prompt(marked=False)
    prompt.typed(b"ls", b"ls")
    assert not prompt.empty()
    prompt.typed(b"\x01", b"\r\x1b[2C")
    assert not prompt.empty()
    prompt.typed(b"\x0b", b"\x1b[K")
    assert prompt.empty()


def test_a_key_that_is_not_answered_yet_may_have_put_something_there() -> None:
    prompt = Prompt()
    prompt.gate.typed(b"l", prompt.now)
    prompt.wait(ANSWER)
    assert not prompt.empty()
    prompt.wait(NO_ANSWER)
    assert prompt.empty(), "it was one without effect"


def test_a_second_line_below_an_empty_first_one_counts() -> None:
    """zsh's Alt-Enter on an empty line, then up: the first cell is blank, the line is not empty."""
    prompt = Prompt()
    prompt.typed(b"\x1b\r", b"\r\n")
    prompt.typed(b"x", b"x")
    prompt.typed(b"\x1b[A", b"\x1b[A\r\x1b[2C")
    assert not prompt.empty()


def test_a_question_of_the_line_editor_gets_its_answer() -> None:
    prompt = Prompt()
    prompt.typed(b"\t", b"\r\nDisplay all 2031 possibilities? (y or n)")
    assert prompt.gate.moment(prompt.now) is None


def test_a_lost_region_knows_nothing() -> None:
    prompt = Prompt()
    prompt.gate.resize(70, 24, prompt.now)
    prompt.wait(1)
    moment = prompt.gate.moment(prompt.now)
    assert moment is not None
    assert not moment.empty
    assert not moment.whole


def test_bracketed_paste_is_followed() -> None:
    prompt = Prompt()
    for switch, on in ((b"\x1b[?2004h", True), (b"\x1b[?2004l", False), (b"\x1b[?1;2004h", True)):
        prompt.gate.output(switch, prompt.now)
        moment = prompt.gate.moment(prompt.now + 1)
        assert moment is not None
        assert moment.paste is on


def test_nothing_is_offered_while_a_command_runs() -> None:
    prompt = Prompt()
    prompt.gate.shell(CommandStarted(2, "", "/", 0), prompt.now)
    assert prompt.gate.moment(prompt.now + 1) is None
