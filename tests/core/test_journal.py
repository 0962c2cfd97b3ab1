from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Command, Recall, Recalled
from termproxy.core.journal import LONGEST_TEXT, Journal
from termproxy.core.ring import Ring


def filled(count: int, capacity: int = 500) -> tuple[Journal, Ring]:
    """`count` commands, each of which printed its number and a newline."""
    journal, ring = Journal(capacity), Ring(1 << 16)
    for number in range(1, count + 1):
        start = ring.end
        ring.append(b"%d\n" % number)
        journal.began(number)
        journal.ended(Command(number, f"echo {number}", "/", 0, 0.1, start, ring.end))
    return journal, ring


def numbers(recalled: Recalled) -> list[int]:
    return [command.seq for command in recalled.commands]


def test_a_number_finds_its_command_with_its_output() -> None:
    journal, ring = filled(5)
    recalled = journal.answer(Recall(7, number=3, output=100), ring)
    assert (recalled.ticket, numbers(recalled), recalled.output) == (7, [3], b"3\n")


def test_several_come_oldest_first_and_end_with_the_one_asked_for() -> None:
    journal, ring = filled(9)
    assert numbers(journal.answer(Recall(1, number=4, count=3), ring)) == [2, 3, 4]
    assert numbers(journal.answer(Recall(1, count=3), ring)) == [7, 8, 9]
    assert numbers(journal.answer(Recall(1, number=-2), ring)) == [7]


def test_output_is_told_only_on_request_and_within_the_limit() -> None:
    journal, ring = filled(1)
    long = b"x" * 5000
    start = ring.end
    ring.append(long)
    journal.ended(Command(2, "yes", "/", 0, 0.1, start, ring.end))
    assert journal.answer(Recall(1), ring).output == b""
    recalled = journal.answer(Recall(1, output=1000), ring)
    assert len(recalled.output) == 1000
    assert recalled.skipped == 4000


def test_a_command_whose_output_was_forgotten_says_how_much() -> None:
    journal, ring = filled(2)
    ring.append(b"x" * (1 << 16))
    recalled = journal.answer(Recall(1, number=1, output=100), ring)
    assert (numbers(recalled), recalled.output, recalled.skipped) == ([1], b"", 2)


def test_the_running_command_is_told_by_number() -> None:
    journal, ring = filled(2)
    assert journal.answer(Recall(1), ring).running == 0
    journal.began(3)
    recalled = journal.answer(Recall(1), ring)
    assert (recalled.running, numbers(recalled)) == (3, [2])


def test_a_long_command_line_is_shortened() -> None:
    journal, ring = filled(0)
    journal.ended(Command(1, "x" * 10**6, "/", 0, 0.1, 0, 0))
    assert len(journal.answer(Recall(1), ring).commands[0].text) == LONGEST_TEXT


@given(
    st.integers(0, 12), st.integers(1, 5), st.integers(-20, 20), st.integers(-2, 9), st.integers()
)
def test_any_question_gets_an_answer_out_of_what_is_kept(
    count: int, capacity: int, number: int, wanted: int, output: int
) -> None:
    journal, ring = filled(count, capacity)
    kept = list(range(max(1, count - capacity + 1), count + 1))
    told = numbers(journal.answer(Recall(1, number, wanted, output), ring))
    ends = {known: place for place, known in enumerate(kept, 1)}
    end = ends.get(number, 0) if number > 0 else max(0, len(kept) + number)
    assert told == kept[:end][-max(1, wanted) :]
