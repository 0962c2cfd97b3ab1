"""Loading the model ahead, against the fake server; nothing here waits for time to pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from termproxy.assistant.model.asking import Asking
from termproxy.assistant.model.warmth import Warmth
from termproxy.assistant.pipeline import Pipeline
from termproxy.assistant.world.power import on_battery
from termproxy.config import load
from termproxy.core.events import Busy, Failure, Hello, Message, Rest
from tests import fake_ollama as fake
from tests.fake_ollama import Exchange, FakeOllama, tag

FAILURE = Failure(1, "false", "/", 1, 0.0, b"", 0, 0, True, False, False)


class Bench:
    """A pipeline and its warmth."""

    def __init__(self, home: Path, host: str, **settings: object) -> None:
        environ = {"HOME": str(home), "OLLAMA_HOST": host, "PATH": "/usr/bin:/bin"}
        self.pipeline = Pipeline(lambda message: None, environ)
        self.drained = False
        self.warmth = Warmth(
            self.pipeline,
            on_battery=lambda: self.drained,
            long=0,
            after_failure=0,
        )
        values = {**load(environ).values, **settings}
        self.heard(Hello(values, "bash", 80, 24))

    def heard(self, message: Message) -> None:
        self.pipeline.heard(message)
        self.warmth.heard(message)

    def told(self) -> str:
        return self.pipeline.model_state().get("warmth", "")

    async def until(self, word: str) -> None:
        async with asyncio.timeout(20):
            while word not in self.told():
                await asyncio.sleep(0)


@asynccontextmanager
async def bench(home: Path, server: FakeOllama, **settings: object) -> AsyncIterator[Bench]:
    made = Bench(home, server.url, **settings)
    try:
        yield made
    finally:
        await made.warmth.close()
        await made.pipeline.close()


async def test_a_failure_has_the_model_loaded(tmp_path: Path) -> None:
    async with FakeOllama() as server, bench(tmp_path, server) as made:
        made.heard(FAILURE)
        await made.until("loaded ahead, in")
        (request,) = server.loads
        assert request.json == {"model": "llama3.2:latest", "messages": []}
        assert server.loaded == {"llama3.2:latest": 4096}
        # not again so soon
        made.heard(Failure(2, *[getattr(FAILURE, name) for name in FAILURE.__slots__[1:]]))
        assert made.warmth._timer is None


async def test_a_long_command_has_the_model_loaded(tmp_path: Path) -> None:
    async with FakeOllama() as server, bench(tmp_path, server) as made:
        made.heard(Busy(7))
        await made.until("loaded ahead, in")
        assert len(server.loads) == 1


async def test_a_command_that_is_over_does_not(tmp_path: Path) -> None:
    async with FakeOllama() as server, bench(tmp_path, server) as made:
        made.heard(Busy(7))
        assert made.warmth._timer is not None
        made.heard(Rest(7))
        assert made.warmth._timer is None  # nor does a clock tick at the prompt
        assert server.requests == []
        # but what has failed has failed
        made.heard(FAILURE)
        made.heard(Rest(8))
        made.heard(Busy(9))
        made.heard(Rest(9))
        await made.until("loaded ahead, in")


async def test_a_load_outlives_the_question_that_a_new_command_cancels(tmp_path: Path) -> None:
    """Closing the last connection aborts a load (ollama#8006): a model that takes longer to load
    than commands take to type would never have been loaded."""

    async def cold(exchange: Exchange) -> None:
        await exchange.hold()
        server.loaded["llama3.2:latest"] = 4096
        await fake.answering(fake.ANSWER)(exchange)

    async with FakeOllama(cold) as server, bench(tmp_path, server) as made:
        server.load = cold
        made.heard(Failure(1, "odd", "/", 5, 0.0, b"flux", 0, 0, True, False, False))
        await made.until("is being loaded")
        while not server.loads or not server.chats:
            await asyncio.sleep(0)
        made.heard(Busy(2))
        await server.chats[0].closed_early.wait()
        assert not server.loads[0].closed_early.is_set()
        server.release()
        await made.until("loaded ahead")


async def test_the_end_of_the_session_gives_a_load_up(tmp_path: Path) -> None:
    async def cold(exchange: Exchange) -> None:
        await exchange.hold()

    async with FakeOllama() as server:
        async with bench(tmp_path, server) as made:
            server.load = cold
            made.heard(FAILURE)
            await server.holding.wait()
        await server.loads[0].closed_early.wait()


async def test_what_is_loaded_is_left_alone(tmp_path: Path) -> None:
    async with FakeOllama() as server, bench(tmp_path, server) as made:
        server.loaded["llama3.2:latest"] = 4096
        made.heard(FAILURE)
        await made.until("loaded")
        assert made.told() == "loaded"
        assert server.loads == []


async def test_never_on_battery(tmp_path: Path) -> None:
    async with FakeOllama() as server, bench(tmp_path, server) as made:
        made.drained = True
        made.heard(FAILURE)
        await made.until("battery")
        assert server.requests == []
        # it may be plugged in any time
        made.drained = False
        made.heard(FAILURE)
        await made.until("loaded ahead, in")


async def test_never_a_model_in_a_cloud(tmp_path: Path) -> None:
    async with (
        FakeOllama() as server,
        bench(tmp_path, server, **{"model.name": "big:cloud"}) as made,
    ):
        server.models.append(tag("big:cloud", remote_host="https://ollama.com"))
        made.heard(FAILURE)
        await made.until("cloud")
        assert server.loads == []


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"model.host": "http://192.0.2.1:11434", "model.allow_remote": True}, "another machine"),
        ({"model.api": "openai"}, "no words for that"),
    ],
)
async def test_never_where_it_is_not_ours_to_load(
    tmp_path: Path, settings: dict[str, object], why: str
) -> None:
    async with FakeOllama() as server, bench(tmp_path, server, **settings) as made:
        made.heard(FAILURE)
        await made.until(why)
        assert server.requests == []


@pytest.mark.parametrize("settings", [{"hint.mode": "ask"}, {"model.warm_up": False}])
async def test_only_where_it_is_wanted(tmp_path: Path, settings: dict[str, object]) -> None:
    async with FakeOllama() as server, bench(tmp_path, server, **settings) as made:
        made.heard(Busy(1))
        made.heard(FAILURE)
        assert made.warmth._timer is None
        assert server.loads == []


async def test_a_server_that_is_down_is_a_state_and_no_complaint(tmp_path: Path) -> None:
    made = Bench(tmp_path, "127.0.0.1:1")
    made.heard(FAILURE)
    await made.until("No Ollama server")
    asking = made.pipeline.warmed
    assert isinstance(asking, Asking)
    assert "problem" not in made.pipeline.model_state()
    await made.warmth.close()
    await made.pipeline.close()


def supply(folder: Path, name: str, **words: str) -> None:
    place = folder / name
    place.mkdir()
    for key, word in words.items():
        (place / key).write_text(word + "\n")


@pytest.mark.parametrize(
    ("battery", "drained"),
    [
        (None, False),
        (SimpleNamespace(power_plugged=True), False),
        (SimpleNamespace(power_plugged=False), True),
        (SimpleNamespace(power_plugged=None), True),
    ],
)
def test_a_battery_where_there_is_no_sysfs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, battery: object, drained: bool
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert on_battery(str(tmp_path / "none")) is drained


def test_what_feeds_the_machine(tmp_path: Path) -> None:
    assert not on_battery(str(tmp_path))
    supply(tmp_path, "hid-1", type="Battery", scope="Device", status="Discharging")
    assert not on_battery(str(tmp_path))
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    supply(tmp_path, "AC", type="Mains", online="0")
    assert on_battery(str(tmp_path))
    (tmp_path / "BAT0" / "status").write_text("Charging\n")
    assert not on_battery(str(tmp_path))
    (tmp_path / "BAT0" / "status").write_text("Discharging\n")
    (tmp_path / "AC" / "online").write_text("1\n")
    assert not on_battery(str(tmp_path))
