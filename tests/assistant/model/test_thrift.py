from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.model.chat import Choice, Kind, ModelProblem
from termproxy.assistant.model.explain import question
from termproxy.assistant.model.prompt import Facts
from termproxy.assistant.model.thrift import Thrift, key_of

ADVICE = Advice("a", confidence=0.6)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Oracle:
    """A model that answers when it is told to, and remembers who asked in which order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled: list[str] = []
        self.gates: dict[str, asyncio.Future[Advice | None]] = {}
        self.called = asyncio.Event()

    def about(self, key: str) -> Callable[[], Awaitable[Advice | None]]:
        async def ask() -> Advice | None:
            self.asked.append(key)
            self.gates[key] = asyncio.get_running_loop().create_future()
            self.called.set()
            try:
                return await self.gates[key]
            except asyncio.CancelledError:
                self.cancelled.append(key)
                raise

        return ask


async def settled() -> None:
    """Until every task that can run has run."""
    for _ in range(20):
        await asyncio.sleep(0)


def asking(thrift: Thrift, oracle: Oracle, key: str) -> asyncio.Task[Advice | None]:
    return asyncio.ensure_future(thrift.answer(key, oracle.about(key)))


async def test_an_answer_is_remembered_for_a_while() -> None:
    clock, oracle = Clock(), Oracle()
    thrift = Thrift(ttl=300, clock=clock)
    first = asking(thrift, oracle, "k")
    await settled()
    oracle.gates["k"].set_result(ADVICE)
    assert await first == ADVICE
    assert await asking(thrift, oracle, "k") == ADVICE
    assert thrift.known("k") == (ADVICE,)
    clock.now = 301
    assert thrift.known("k") is None
    assert oracle.asked == ["k"]


async def test_silence_is_an_answer_too() -> None:
    oracle, thrift = Oracle(), Thrift()
    first = asking(thrift, oracle, "k")
    await settled()
    oracle.gates["k"].set_result(None)
    assert await first is None
    assert thrift.known("k") == (None,)


async def test_who_asks_the_same_waits_for_the_same_answer() -> None:
    oracle, thrift = Oracle(), Thrift()
    tasks = [asking(thrift, oracle, "k") for _ in range(5)]
    await settled()
    oracle.gates["k"].set_result(ADVICE)
    assert await asyncio.gather(*tasks) == [ADVICE] * 5
    assert oracle.asked == ["k"]


async def test_one_at_a_time_and_the_newest_first() -> None:
    oracle, thrift = Oracle(), Thrift(rate=100)
    tasks = {key: asking(thrift, oracle, key) for key in "abcd"}
    for expected in "adcb":
        await settled()
        assert oracle.asked[-1] == expected
        oracle.gates[expected].set_result(ADVICE)
        await tasks[expected]
    assert oracle.asked == list("adcb")


async def test_cancelling_one_who_waits_leaves_the_others() -> None:
    oracle, thrift = Oracle(), Thrift()
    one, other = asking(thrift, oracle, "k"), asking(thrift, oracle, "k")
    await settled()
    one.cancel()
    await settled()
    assert oracle.cancelled == []
    oracle.gates["k"].set_result(ADVICE)
    assert await other == ADVICE


async def test_cancelling_the_last_who_waits_cancels_the_question() -> None:
    oracle, thrift = Oracle(), Thrift()
    task = asking(thrift, oracle, "k")
    await settled()
    task.cancel()
    await settled()
    assert oracle.cancelled == ["k"]
    again = asking(thrift, oracle, "k")
    await settled()
    oracle.gates["k"].set_result(ADVICE)
    assert await again == ADVICE


async def test_cancelling_one_in_the_queue_blocks_nobody() -> None:
    oracle, thrift = Oracle(), Thrift()
    tasks = {key: asking(thrift, oracle, key) for key in "abc"}
    await settled()
    tasks["c"].cancel()
    oracle.gates["a"].set_result(ADVICE)
    await settled()
    oracle.gates["b"].set_result(ADVICE)
    assert await tasks["b"] == ADVICE
    assert oracle.asked == ["a", "b"]


async def test_a_problem_goes_to_all_and_is_not_remembered() -> None:
    oracle, thrift = Oracle(), Thrift()
    tasks = [asking(thrift, oracle, "k") for _ in range(2)]
    await settled()
    oracle.gates["k"].set_exception(ModelProblem(Kind.BUSY, "Busy."))
    for task in tasks:
        with pytest.raises(ModelProblem):
            await task
    assert thrift.known("k") is None


async def test_not_more_than_the_rate() -> None:
    oracle, thrift = Oracle(), Thrift(rate=2, per=3600)
    for key in "abc":
        task = asking(thrift, oracle, key)
        await settled()
        if key in oracle.gates:
            oracle.gates[key].set_result(ADVICE)
            await task
    assert oracle.asked == ["a", "b"]
    await thrift.close()


async def test_closing_cancels_what_is_under_way() -> None:
    oracle, thrift = Oracle(), Thrift()
    task = asking(thrift, oracle, "k")
    await settled()
    await thrift.close()
    assert oracle.cancelled == ["k"]
    with pytest.raises(asyncio.CancelledError):
        await task


class Shelf(dict[str, Advice]):
    """What terminals share; `claims` are keys that another one asks."""

    def __init__(self) -> None:
        super().__init__()
        self.claims: set[str] = set()
        self.refused: list[str] = []
        self.released: list[str] = []

    async def get(self, key: str) -> Advice | None:  # type: ignore[override]
        return super().get(key)

    async def put(self, key: str, advice: Advice) -> None:
        self[key] = advice

    async def claim(self, key: str) -> Advice | bool:
        if key in self:
            return self[key]
        if key in self.claims:
            self.refused.append(key)
        return key not in self.claims

    def release(self, key: str) -> None:
        self.released.append(key)


async def test_a_shelf_outlives_the_session() -> None:
    shelf, oracle = Shelf(), Oracle()
    task = asking(Thrift(shelf=shelf), oracle, "k")
    await settled()
    oracle.gates["k"].set_result(ADVICE)
    await task
    assert await Thrift(shelf=shelf).look("k") == (ADVICE,)
    assert shelf.released == ["k"]


async def test_only_whole_answers_are_put_on_the_shelf() -> None:
    shelf, oracle = Shelf(), Oracle()
    for key, advice in (("cut", replace(ADVICE, confidence=0.4)), ("silence", None)):
        task = asking(Thrift(shelf=shelf), oracle, key)
        await settled()
        oracle.gates[key].set_result(advice)
        assert await task == advice
    assert shelf == {}


async def test_what_is_not_said_aloud_stays_in_the_session() -> None:
    shelf, oracle = Shelf(), Oracle()
    thrift = Thrift(shelf=shelf)
    task = asyncio.ensure_future(thrift.answer("k", oracle.about("k"), aloud=False))
    await settled()
    oracle.gates["k"].set_result(ADVICE)
    assert await task == ADVICE
    assert (shelf, shelf.released, thrift.known("k")) == ({}, [], (ADVICE,))


async def test_what_another_terminal_asks_is_waited_for() -> None:
    shelf, oracle = Shelf(), Oracle()
    shelf.claims.add("k")
    task = asking(Thrift(shelf=shelf, look_again=0), oracle, "k")
    while not shelf.refused:
        await asyncio.sleep(0)
    await shelf.put("k", ADVICE)
    assert await task == ADVICE
    assert oracle.asked == []


async def test_who_waits_asks_when_the_other_terminal_gives_up() -> None:
    shelf, oracle = Shelf(), Oracle()
    shelf.claims.add("k")
    task = asking(Thrift(shelf=shelf, look_again=0), oracle, "k")
    while not shelf.refused:
        await asyncio.sleep(0)
    shelf.claims.clear()
    await oracle.called.wait()
    oracle.gates["k"].set_result(ADVICE)
    assert await task == ADVICE


async def test_asking_again_at_once_keeps_the_claim() -> None:
    """The question that was cancelled gave back the claim of the one that replaced it."""
    shelf, oracle = Shelf(), Oracle()
    thrift = Thrift(shelf=shelf)
    first = asking(thrift, oracle, "k")
    await settled()
    first.cancel()
    again = asking(thrift, oracle, "k")
    await settled()
    assert shelf.released == []
    oracle.gates["k"].set_result(ADVICE)
    assert await again == ADVICE
    assert shelf.released == ["k"]


async def test_several_are_one_request_about_what_is_unknown() -> None:
    shelf = Shelf()
    shelf["known"] = ADVICE
    shelf.claims.add("elsewhere")
    thrift = Thrift(shelf=shelf)
    requests: list[list[str]] = []

    async def ask(keys: list[str]) -> dict[str, Advice]:
        requests.append(keys)
        return {"a": Advice("about a", confidence=0.6)}

    found = await thrift.several(["known", "a", "b", "a", "elsewhere"], ask)
    assert requests == [["a", "b"]]
    assert found == {"known": ADVICE, "a": Advice("about a", confidence=0.6)}
    assert shelf["a"].title == "about a"
    assert sorted(shelf.released) == ["a", "b"]


def key(output: str, **changes: object) -> str:
    case = replace(Case("make", 2, output, "/x"), **changes)  # type: ignore[arg-type]
    asked = question(case, Facts(), Choice("m", ""), num_predict=99, at_most=999)
    return key_of(asked, "m")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-08-21T10:00:00Z failed", "2026-08-22T11:12:13Z failed"),
        ("10:00:00 worker[123] failed", "10:00:01 worker[99] failed"),
        ("segfault at 0xdeadbeef00", "segfault at 0xcafebabe11"),
        ("failed in 1.23s", "failed in 1.31s"),
        ("/tmp/tmpab12cd/x: no such file", "/tmp/tmpzz99yy/x: no such file"),
    ],
)
def test_what_changes_from_run_to_run_makes_no_other_failure(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("port 3000 in use", "port 8080 in use"), ("no file a", "no file b"), ("line 1", "line 2")],
)
def test_what_tells_failures_apart_stays(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_the_command_and_place_count() -> None:
    assert key("x") != key("x", command="make y")
    assert key("x") != key("x", cwd="/y")
