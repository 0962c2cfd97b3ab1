"""The OpenAI dialect as Ollama, llama.cpp, llama-cpp-python and vLLM speak it."""

from __future__ import annotations

import json

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.model.chat import Chunk, Kind, Message, ModelProblem, ModelSettings
from termproxy.assistant.model.explain import explain
from termproxy.assistant.model.openai import OpenAIClient
from termproxy.assistant.model.prompt import Facts
from tests import fake_ollama as fake
from tests.assistant.model.conversing import answered, text_of
from tests.fake_ollama import Exchange, FakeOllama, Scenario

QUESTION = [Message("user", "why?")]
SSE = "text/event-stream"


def delta(finish: str | None = None, **fields: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


def events(*things: object, size: int = 0) -> Scenario:
    """Each dict as an event, strings and bytes as they are; in HTTP chunks of `size` bytes."""
    lines = [
        b"data: %s\n\n" % json.dumps(thing, ensure_ascii=False).encode()
        if isinstance(thing, dict)
        else str(thing).encode()
        for thing in things
    ]
    data = b"".join(lines)

    async def scenario(exchange: Exchange) -> None:
        await exchange.head(kind=SSE)
        step = size or max(len(data), 1)
        for at in range(0, len(data), step):
            await exchange.chunk(data[at : at + step])
        await exchange.end()

    return scenario


DONE = "data: [DONE]\n\n"
STOP = delta("stop")


def serving(scenario: Scenario, models: object = None) -> FakeOllama:
    server = FakeOllama()
    listed = models if models is not None else {"object": "list", "data": [{"id": "m"}]}
    server.routes["POST", "/v1/chat/completions"] = scenario
    server.routes["GET", "/v1/models"] = fake.whole(200, listed)
    return server


async def heard(scenario: Scenario) -> tuple[list[Chunk], ModelProblem | None]:
    async with serving(scenario) as server:
        return await answered(OpenAIClient(ModelSettings(host=server.url)), QUESTION, "m")


ANSWERS = {
    "Ollama": events(
        delta(role="assistant", content="naïve "), delta(content="日本"), STOP, DONE
    ),
    "llama.cpp": events(
        delta(role="assistant", content=None),
        delta(content="naïve 日本"),
        {**STOP, "timings": {"x": 1}},
        {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}},
        DONE,
    ),
    "reasoning apart": events(
        delta(reasoning_content="hm"),
        delta(reasoning="hm"),
        delta(content="naïve 日本"),
        STOP,
        DONE,
    ),
    "reasoning in tags": events(delta(content="<think>hm</think>naïve 日本"), STOP, DONE),
    "comments": events(": ping\n\n", delta(content="naïve 日本"), ": ping\n\n", STOP, DONE),
    "no space": events(
        "data:" + json.dumps(delta(content="naïve 日本")) + "\n\n", STOP, "data:[DONE]\n\n"
    ),
    "CRLF": events(
        "data: " + json.dumps(delta(content="naïve 日本")) + "\r\n\r\n",
        STOP,
        "data: [DONE]\r\n\r\n",
    ),
    "no [DONE]": events(delta(content="naïve 日本"), STOP),
    "single bytes": events(delta(content="naïve 日本"), STOP, DONE, size=1),
    "text with the reason": events(delta("stop", content="naïve 日本"), DONE),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
async def test_every_dialect_says_the_same(name: str) -> None:
    chunks, problem = await heard(ANSWERS[name])
    assert problem is None
    assert text_of(chunks) == "naïve 日本"
    assert (chunks[-1].done, chunks[-1].done_reason) == (True, "stop")


BROKEN = {
    "[DONE] without a reason": (events(delta(content="half"), DONE), Kind.CUT_SHORT, "half"),
    "empty 200": (events(), Kind.CUT_SHORT, ""),
    "error event": (
        events(delta(content="half"), {"error": {"code": 500, "message": "boom"}}),
        Kind.SERVER_ERROR,
        "half",
    ),
    "error that is no event": (
        events('{"error":{"message":"context length exceeded"}}\n'),
        Kind.TOO_LONG,
        "",
    ),
    "garbage": (events("data: {nope\n\n"), Kind.GARBAGE, ""),
    "thought only": (events(delta(reasoning_content="hm"), STOP, DONE), Kind.ONLY_THOUGHT, ""),
    "FIN": (fake.bytes_then(fake.HEAD + b"50\r\ndata: "), Kind.CUT_SHORT, ""),
    "loading": (
        fake.whole(
            503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}
        ),
        Kind.LOADING,
        "",
    ),
    "API key": (
        fake.whole(401, {"error": {"message": "Invalid API Key", "code": 401}}),
        Kind.UNAUTHORIZED,
        "",
    ),
    "unknown model": (
        fake.whole(404, {"object": "error", "message": "The model `m` does not exist."}),
        Kind.MODEL_MISSING,
        "",
    ),
    "no such path": (fake.whole(404, {"detail": "Not Found"}), Kind.REJECTED, ""),
    "plain 500": (fake.whole(500, b"Internal Server Error", fake.TEXT), Kind.SERVER_ERROR, ""),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_answer_gives_what_came_and_one_sentence(name: str) -> None:
    scenario, kind, kept = BROKEN[name]
    chunks, problem = await heard(scenario)
    assert problem is not None
    assert problem.kind is kind, problem
    assert text_of(chunks) == kept
    assert "ollama" not in problem.sentence.lower()


async def test_the_question_on_the_wire() -> None:
    async with serving(ANSWERS["Ollama"]) as server:
        settings = ModelSettings(host=server.url, headers=(("Authorization", "Bearer k"),))
        client = OpenAIClient(settings)
        async for _ in client.stream(QUESTION, model="m", num_predict=0):
            pass
        await client.close()
        asked = server.requests[0]
    assert asked.headers["authorization"] == "Bearer k"
    assert asked.json == {
        "model": "m",
        "messages": [{"role": "user", "content": "why?"}],
        "stream": True,
        "temperature": 0.0,
        "max_tokens": 1,
    }


@pytest.mark.parametrize(
    ("data", "configured", "expected"),
    [
        ([{"id": "a", "max_model_len": 8192}], "", ("a", 8192)),
        ([{"id": "nomic-embed-text"}, {"id": "b"}], "", ("b", 4096)),
        ([{"id": "a"}], "mine", ("mine", 4096)),
        (None, "mine", ("mine", 4096)),
    ],
)
async def test_choosing(data: object, configured: str, expected: tuple[str, int]) -> None:
    async with serving(events(), {"object": "list", "data": data}) as server:
        client = OpenAIClient(ModelSettings(host=server.url, model=configured))
        choice = await client.choose()
        await client.close()
    assert (choice.model, choice.context) == expected


@pytest.mark.parametrize("listed", [{"data": 5}, {"data": True}, {"data": "m"}, {}, [], "m"])
async def test_what_is_no_list_of_models(listed: object) -> None:
    """A number where the list should be was a TypeError."""
    async with serving(events(), listed) as server:
        client = OpenAIClient(ModelSettings(host=server.url))
        with pytest.raises(ModelProblem) as caught:
            await client.choose()
        await client.close()
    assert caught.value.kind is Kind.NOT_A_SERVER


async def test_no_model() -> None:
    async with serving(events(), {"object": "list", "data": None}) as server:
        client = OpenAIClient(ModelSettings(host=server.url))
        with pytest.raises(ModelProblem) as caught:
            await client.choose()
        await client.close()
    assert caught.value.kind is Kind.NO_MODEL


async def test_it_explains() -> None:
    scenario = events(*(delta(content=char) for char in fake.ANSWER), STOP, DONE)
    async with serving(scenario) as server:
        client = OpenAIClient(ModelSettings(host=server.url))
        advice = await explain(client, Case("cat x", 1, "no x", "/"), facts=Facts())
        await client.close()
    assert advice is not None
    assert advice.title == "the file notes.txt does not exist here"
