"""What the client asks a faithful fake server, cold, busy and left alone; choosing and pulling."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from termproxy.assistant.model.chat import (
    Kind,
    ModelProblem,
)
from tests import fake_ollama as fake
from tests.assistant.model.conversing import (
    MODEL,
    QUESTION,
    client_of,
    refusal,
    text_of,
)
from tests.fake_ollama import FakeOllama, tag

# ------------------------------------------------------------------ the question


async def test_the_question_on_the_wire() -> None:
    async with FakeOllama() as server:
        client = client_of(server)
        async for _ in client.stream(QUESTION, model=MODEL, num_predict=64):
            pass
        await client.close()
        asked = server.chats[0]
    assert asked.json == {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "Explain."},
            {"role": "user", "content": "cat notes.txt: No such file"},
        ],
        "stream": True,
        "think": False,
        "options": {"temperature": 0.0, "num_predict": 64},
    }
    assert asked.headers["content-type"] == "application/json"
    assert "origin" not in asked.headers


@pytest.mark.parametrize(("given", "sent"), [(64, 64), (1, 1), (0, 1), (-1, 1)])
async def test_the_length_asked_for_is_positive(given: int, sent: int) -> None:
    async with FakeOllama() as server:
        client = client_of(server)
        async for _ in client.stream(QUESTION, model=MODEL, num_predict=given):
            pass
        await client.close()
        assert server.chats[0].json["options"]["num_predict"] == sent


async def test_keep_alive_and_headers_are_sent_when_configured() -> None:
    async with FakeOllama() as server:
        client = client_of(server, keep_alive="10m", headers=(("Authorization", "Bearer x"),))
        async for _ in client.stream(QUESTION, model=MODEL, num_predict=9):
            pass
        await client.close()
        assert server.chats[0].json["keep_alive"] == "10m"
        assert server.chats[0].headers["authorization"] == "Bearer x"


async def test_gpt_oss_is_asked_to_think_little_since_it_knows_no_false() -> None:
    async with FakeOllama() as server:
        server.models = [tag("gpt-oss:20b", "20.9B", capabilities=["completion", "thinking"])]
        client = client_of(server)
        async for _ in client.stream(QUESTION, model="gpt-oss:20b", num_predict=9):
            pass
        await client.close()
        assert server.chats[0].json["think"] == "low"


async def test_a_model_that_refuses_the_think_field_is_asked_without() -> None:
    async with FakeOllama() as server:
        server.models = [tag("my-gpt-oss:1b")]  # a namesake that cannot think
        client = client_of(server)
        chunks = [c async for c in client.stream(QUESTION, model="my-gpt-oss:1b", num_predict=9)]
        await client.close()
        assert text_of(chunks) == fake.ANSWER
        assert [("think" in chat.json) for chat in server.chats] == [True, False]


# ------------------------------------------------------------------ cold, busy, cancelled


async def test_a_cold_load_is_waited_for() -> None:
    async with FakeOllama(fake.held(fake.answering("warm now"))) as server:
        client = client_of(server)

        async def ask() -> str:
            return text_of([c async for c in client.stream(QUESTION, model=MODEL, num_predict=9)])

        task = asyncio.ensure_future(ask())
        await server.holding.wait()
        server.release()
        assert await task == "warm now"
        await client.close()


@pytest.mark.parametrize("scenario", ["load", "stall", "endless"])
async def test_cancelling_closes_the_connection(scenario: str) -> None:
    async with FakeOllama(fake.SCENARIOS[scenario]) as server:
        client = client_of(server)
        first = asyncio.Event()

        async def ask() -> None:
            async with aclosing(client.stream(QUESTION, model=MODEL, num_predict=9)) as chunks:
                async for _ in chunks:
                    first.set()

        task = asyncio.ensure_future(ask())
        await (first if scenario == "endless" else server.holding).wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.chats[0].closed_early.wait()
        await client.close()


async def test_leaving_a_stream_closes_the_connection() -> None:
    async with FakeOllama(fake.endless()) as server:
        client = client_of(server)
        async with aclosing(client.stream(QUESTION, model=MODEL, num_predict=9)) as chunks:
            async for _ in chunks:
                break
        await server.chats[0].closed_early.wait()
        await client.close()


async def test_warming_up_loads_and_says_nothing() -> None:
    async with FakeOllama() as server:
        client = client_of(server, keep_alive=300)
        await client.warm(MODEL)
        await client.close()
        assert server.chats == []
        assert server.loads[0].json == {"model": MODEL, "messages": [], "keep_alive": 300}
        assert server.loaded == {MODEL: 4096}


async def test_warming_up_a_missing_model() -> None:
    async with FakeOllama() as server:
        client = client_of(server)
        with pytest.raises(ModelProblem) as caught:
            await client.warm("nope")
        await client.close()
    assert caught.value.kind is Kind.MODEL_MISSING


# ------------------------------------------------------------------ choosing


async def test_choosing_reads_what_is_installed_and_loaded() -> None:
    async with FakeOllama() as server:
        server.models = [tag("qwen2.5-coder:3b", "3.1B"), tag("llama3.2:1b", "1.2B")]
        server.loaded = {"llama3.2:1b": 8192}
        client = client_of(server)
        choice = await client.choose()
        await client.close()
    assert (choice.model, choice.context, choice.loaded) == ("llama3.2:1b", 8192, True)


async def test_no_model_at_all() -> None:
    async with FakeOllama() as server:
        server.models = []
        problem = await refusal(client_of(server))
    assert problem.kind is Kind.NO_MODEL
    assert "ollama pull qwen2.5-coder:3b" in problem.sentence


async def test_an_old_server_is_asked_what_its_models_can_do() -> None:
    async with FakeOllama() as server:
        server.models = [tag("mystery:7b", "7B", capabilities=None), tag("llama3.2:3b")]
        server.models[1]["capabilities"] = ["completion"]
        server.routes["POST", "/api/show"] = fake.whole(200, {"capabilities": ["embedding"]})
        client = client_of(server)
        choice = await client.choose()
        await client.close()
    assert choice.model == "llama3.2:3b"


async def test_a_server_without_ps() -> None:
    async with FakeOllama() as server:
        server.routes["GET", "/api/ps"] = fake.whole(404, b"404 page not found", fake.TEXT)
        client = client_of(server)
        assert (await client.choose()).model == "llama3.2:latest"
        await client.close()


# ------------------------------------------------------------------ pulling


async def test_pulling_tells_progress() -> None:
    async with FakeOllama() as server:
        client = client_of(server)
        seen = [step async for step in client.pull("llama3.2")]
        await client.close()
    assert seen[0].status == "pulling manifest"
    assert (seen[1].completed, seen[1].total) == (0, 2019377376)
    assert seen[-1].status == "success"


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        (fake.pulling("pull model manifest: file does not exist"), Kind.MODEL_MISSING),
        (fake.pulling("max retries exceeded"), Kind.SERVER_ERROR),
        (fake.pulling(success=False), Kind.CUT_SHORT),
    ],
)
async def test_pulling_in_vain(scenario: fake.Scenario, kind: Kind) -> None:
    async with FakeOllama() as server:
        server.routes["POST", "/api/pull"] = scenario
        client = client_of(server)
        with pytest.raises(ModelProblem) as caught:
            async for _ in client.pull("nope"):
                pass
        await client.close()
    assert caught.value.kind is kind
