"""What the way to a server may do besides: the rest of the states, over real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from string import ascii_lowercase

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.model.chat import Deadlines, Kind, ModelSettings
from termproxy.assistant.model.explain import explain
from termproxy.assistant.model.openai import OpenAIClient
from termproxy.assistant.model.prompt import Facts
from tests import fake_ollama as fake
from tests.assistant.model.conversing import (
    AT_ONCE,
    MODEL,
    QUESTION,
    client_of,
    heard,
    refusal,
    text_of,
)
from tests.assistant.model.test_openai import DONE, delta, events, serving
from tests.assistant.model.test_openai import heard as heard_openai
from tests.assistant.model.test_problems import MATRIX
from tests.assistant.secret_corpus import word
from tests.fake_ollama import Exchange, FakeOllama, tag


@contextmanager
def black_hole() -> Iterator[str]:
    """An address where connecting takes for ever: its queue is full, and nobody accepts."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        waiting = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(address)
            waiting.append(filler)
        yield f"127.0.0.1:{address[1]}"
        for filler in waiting:
            filler.close()


async def test_an_address_that_swallows_everything() -> None:
    with black_hole() as host:
        problem = await refusal(client_of(host, deadlines=Deadlines(connect=AT_ONCE)))
    assert problem.kind in (Kind.UNREACHABLE, Kind.REFUSED)
    assert problem.sentence.endswith(".")


CHAT = {
    "accept and close": (fake.bytes_then(b""), Kind.CRASHED),
    "RST before headers": (fake.bytes_then(b"", "reset"), Kind.CRASHED),
    "partial headers": (fake.bytes_then(b"HTTP/1.1 200 OK\r\nContent-"), Kind.CRASHED),
    "not HTTP": (fake.SCENARIOS["not-http"], Kind.NOT_A_SERVER),
    "redirect": (fake.redirecting("/api/chat"), Kind.NOT_A_SERVER),
    "RST after headers": (fake.bytes_then(fake.HEAD, "reset"), Kind.CUT_SHORT),
    "FIN after headers": (fake.bytes_then(fake.HEAD), Kind.CUT_SHORT),
    "a chunk size that is none": (fake.bytes_then(fake.HEAD + b"zz\r\nab"), Kind.NOT_A_SERVER),
    "more than was announced": (
        fake.bytes_then(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + b"x" * 50),
        Kind.NOT_A_SERVER,
    ),
    "compressed though we did not ask": (
        fake.bytes_then(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"
        ),
        Kind.CUT_SHORT,
    ),
    "headers without end": (
        fake.bytes_then(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 100_000),
        Kind.NOT_A_SERVER,
    ),
}


@pytest.mark.parametrize("name", CHAT)
async def test_a_question_may_meet_anything(name: str) -> None:
    scenario, kind = CHAT[name]
    async with FakeOllama() as server:
        server.routes["POST", "/api/chat"] = scenario
        client = client_of(server)
        problem = None
        try:
            async for _ in client.stream(QUESTION, model=MODEL, num_predict=9):
                pass
        except Exception as error:
            problem = error
        await client.close()
    assert type(problem).__name__ == "ModelProblem"
    assert getattr(problem, "kind", None) is kind, problem


ERRORS = [row for row in MATRIX if row[0] != 200]


@pytest.mark.parametrize(("status", "body", "kind"), ERRORS, ids=lambda x: str(x)[:50])
@pytest.mark.parametrize("dialect", ["ollama", "openai"])
async def test_every_row_of_the_matrix_over_the_wire(
    status: int, body: bytes, kind: Kind, dialect: str
) -> None:
    scenario = fake.whole(status, body)
    if dialect == "openai":
        chunks, problem = await heard_openai(scenario)
    else:
        async with FakeOllama(scenario) as server:
            client = client_of(server)
            problem, chunks = None, []
            try:
                async for chunk in client.stream(QUESTION, model=MODEL, num_predict=9):
                    chunks.append(chunk)
            except Exception as error:
                problem = error
            await client.close()
    assert chunks == []
    assert getattr(problem, "kind", None) is kind, problem


async def test_a_second_question_waits_for_the_first() -> None:
    """Ollama answers one at a time (OLLAMA_NUM_PARALLEL is 1), and says nothing meanwhile."""
    turn = asyncio.Lock()
    waiting = asyncio.Event()

    async def one_at_a_time(exchange: Exchange) -> None:
        if turn.locked():
            waiting.set()
        async with turn:
            if not waiting.is_set():
                await exchange.hold()
            await fake.answering("hello")(exchange)

    async with FakeOllama(one_at_a_time) as server:

        async def ask() -> str:
            client = client_of(server)
            try:
                stream = client.stream(QUESTION, model=MODEL, num_predict=9)
                return text_of([chunk async for chunk in stream])
            finally:
                await client.close()

        first = asyncio.ensure_future(ask())
        await server.holding.wait()
        second = asyncio.ensure_future(ask())
        await waiting.wait()
        server.release()
        assert await first == await second == "hello"


async def test_no_connection_is_used_twice() -> None:
    """A server closes an idle connection without a word: a POST on it would be lost."""
    async with FakeOllama() as server:
        client = client_of(server)
        for _ in range(2):
            stream = client.stream(QUESTION, model=MODEL, num_predict=9)
            assert text_of([chunk async for chunk in stream]) == fake.ANSWER
        await client.close()
        assert [request.headers["connection"] for request in server.chats] == ["close"] * 2


async def test_a_guard_against_repetition_ends_the_stream_without_done() -> None:
    """More than thirty equal tokens, and Ollama just stops."""
    same = [fake.piece(MODEL, " the")] * 31
    chunks, problem = await heard(fake.stream(*same))
    assert text_of(chunks) == (" the" * 31).lstrip()
    assert problem is not None
    assert problem.kind is Kind.CUT_SHORT


async def test_lists_of_every_kind() -> None:
    async with FakeOllama() as server:
        server.models = [tag(f"m{number}:3b", modified_at=None) for number in range(5000)]
        server.models[7]["details"]["families"] = None
        server.models[8]["details"] = None
        server.models[9] = {"name": "bare:3b"}
        server.models[10] = {"model": 3}
        server.loaded = {"m4000:3b": 8192}
        client = client_of(server)
        choice = await client.choose()
        await client.close()
    assert (choice.model, choice.context) == ("m4000:3b", 8192)


async def test_a_model_that_is_being_loaded_is_in_no_list() -> None:
    async with FakeOllama() as server:
        client = client_of(server)
        choice = await client.choose()
        await client.close()
    assert not choice.loaded


async def test_a_prompt_too_long_for_a_server_that_only_falls_silent() -> None:
    """llama-cpp-python answers it with 200 and an empty stream (seen with 0.3.36)."""

    async def silent_when_long(exchange: Exchange) -> None:
        if len(exchange.request.body) > 4000:
            await events()(exchange)
        else:
            await events(delta(content=fake.ANSWER), delta("stop"), DONE)(exchange)

    async with serving(silent_when_long) as server:
        client = OpenAIClient(ModelSettings(host=server.url))
        words = (word(str(n), 12, ascii_lowercase) for n in range(500))
        case = Case("make", 2, "\n".join(f"error: {name} is odd" for name in words), "/")
        advice = await explain(client, case, facts=Facts())
        await client.close()
        asked = [request for request in server.requests if request.method == "POST"]
    assert advice is not None
    assert advice.title == "the file notes.txt does not exist here"
    assert [len(request.body) > 4000 for request in asked] == [True, False]


OPENAI = {
    "event: error": (
        events(delta(content="half"), 'event: error\ndata: {"error":{"message":"boom"}}\n\n'),
        Kind.SERVER_ERROR,
    ),
    "[DONE] without a reason, and a broken end": (
        fake.bytes_then(fake.HEAD + b"e\r\ndata: [DONE]\n\n\r\n"),
        Kind.CUT_SHORT,
    ),
    "an error with a flat message": (
        events(delta(content="half"), 'data: {"error":"boom"}\n\n'),
        Kind.SERVER_ERROR,
    ),
    "choices that are none": (
        events({"choices": [None]}, {"choices": {"x": 1}}, {"choices": [{"delta": 3}]}, DONE),
        Kind.CUT_SHORT,
    ),
}


@pytest.mark.parametrize("name", OPENAI)
async def test_other_servers_break_in_ways_of_their_own(name: str) -> None:
    scenario, kind = OPENAI[name]
    _, problem = await heard_openai(scenario)
    assert problem is not None
    assert problem.kind is kind
