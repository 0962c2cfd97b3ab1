from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Marker, Output
from termproxy.core.recording import TimedEvent
from termproxy.core.timeline import Schedule, from_marker, from_time, limit_idle

TIMES = st.lists(st.floats(0, 1e4), max_size=20).map(sorted)
SECONDS = st.floats(0.01, 100)


def timed(times: list[float]) -> list[TimedEvent]:
    return [(time, Output(b"%d" % number)) for number, time in enumerate(times)]


def gaps(events: list[TimedEvent]) -> list[float]:
    times = [0.0, *(time for time, _ in events)]
    return [b - a for a, b in itertools.pairwise(times)]


def close(a: list[float], b: list[float]) -> bool:
    return all(math.isclose(x, y, abs_tol=1e-6) for x, y in zip(a, b, strict=True))


@given(TIMES, SECONDS)
def test_idle_limit_shortens_long_gaps_and_only_those(times: list[float], limit: float) -> None:
    events = timed(times)
    limited = list(limit_idle(events, limit))
    assert close(gaps(limited), [min(gap, limit) for gap in gaps(events)])
    assert [event for _, event in limited] == [event for _, event in events]


@given(TIMES, SECONDS)
def test_idle_limit_twice_is_idle_limit_once(times: list[float], limit: float) -> None:
    once = list(limit_idle(timed(times), limit))
    twice = list(limit_idle(once, limit))
    assert close([time for time, _ in twice], [time for time, _ in once])


@given(TIMES, st.floats(0, 1e4))
def test_what_lies_before_the_beginning_is_due_at_once(times: list[float], start: float) -> None:
    for (time, _), before in zip(from_time(timed(times), start), times, strict=True):
        assert time == max(0.0, before - start)


def test_begin_at_a_marker_by_number_or_label() -> None:
    events: list[TimedEvent] = [
        (1.0, Output(b"a")),
        (2.0, Marker("exit 1: make")),
        (3.0, Output(b"b")),
        (4.0, Marker("exit 2: make test")),
        (5.0, Output(b"c")),
    ]
    for name in ("#2", "test", "exit 2"):
        assert [time for time, _ in from_marker(events, name)] == [0, 0, 0, 0, 1.0]
    assert [event for _, event in from_marker(events, "make")] == [event for _, event in events]
    assert [time for time, _ in from_marker(events, "#1")] == [0, 0, 1.0, 2.0, 3.0]
    for name in ("#3", "#0", "nowhere", "#" + "9" * 5000):
        with pytest.raises(LookupError):
            list(from_marker(events, name))


def test_nothing_is_read_ahead() -> None:
    """A recording that is still being made must not lag behind by an event."""
    taken: list[float] = []

    def live() -> list[TimedEvent]:
        return timed([1.0, 2.0, 3.0])

    def source():
        for time, event in live():
            taken.append(time)
            yield time, event

    stream = limit_idle(from_time(source(), 0.0), 10.0)
    next(stream)
    assert taken == [1.0]


def test_a_schedule_follows_the_knobs() -> None:
    schedule = Schedule(100.0, speed=2.0)
    assert schedule.due(10.0) == 105.0
    schedule.pause(102.0)  # at position 4
    assert schedule.paused
    assert schedule.due(10.0) is None
    assert schedule.position(1000.0) == 4.0
    schedule.run_at(1000.0, 1.0)
    schedule.resume(1000.0)
    assert schedule.due(10.0) == 1006.0
    schedule.jump(1001.0, 50.0)
    assert schedule.due(50.0) == 1001.0


@given(st.lists(st.tuples(st.sampled_from(["pause", "resume", "speed"]), SECONDS), max_size=20))
def test_no_knob_makes_the_position_jump(turns: list[tuple[str, float]]) -> None:
    now = 0.0
    schedule = Schedule(now)
    for knob, seconds in turns:
        now += seconds
        before = schedule.position(now)
        if knob == "pause":
            schedule.pause(now)
        elif knob == "resume":
            schedule.resume(now)
        else:
            schedule.run_at(now, seconds)
        assert math.isclose(schedule.position(now), before, rel_tol=1e-9)
        due = schedule.due(before + 1.0)
        assert due is None or due >= now
