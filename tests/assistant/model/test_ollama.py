"""The real client against a faithful fake server, in every state that one can be in."""

from __future__ import annotations

import asyncio
import socket
from contextlib import aclosing

import pytest

from termproxy.assistant.model.chat import (
    Chunk,
    Deadlines,
    Kind,
    Message,
    ModelProblem,
    ModelSettings,
)
from termproxy.assistant.model.ollama import OllamaClient
from tests import fake_ollama as fake
from tests.assistant.model.conversing import answered, text_of
from tests.fake_ollama import FakeOllama, last, piece, tag

QUESTION = [Message("system", "Explain."), Message("user", "cat notes.txt: No such file")]
MODEL = "llama3.2"
# A deadline that a held answer runs into at once; nothing else in these tests waits for time.
AT_ONCE = 0.05


def client_of(server: FakeOllama | str, **settings: object) -> OllamaClient:
    host = server if isinstance(server, str) else server.url
    return OllamaClient(ModelSettings(host=host, **settings))  # type: ignore[arg-type]


async def heard(
    scenario: fake.Scenario, *, model: str = MODEL, **settings: object
) -> tuple[list[Chunk], ModelProblem | None]:
    """All chunks that the client gives for a scenario, and the problem that ended them."""
    async with FakeOllama(scenario) as server:
        return await answered(client_of(server, **settings), QUESTION, model)


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


# ------------------------------------------------------------------ answers


def wire_of(*records: object) -> bytes:
    return b"".join(fake.encoded(record) + b"\n" for record in records)


WORDS = [piece(MODEL, "naïve "), piece(MODEL, "— 日本 "), piece(MODEL, "🙂<&>"), last(MODEL)]
PLAIN_ANSWERS = {
    "one piece": (fake.stream(piece(MODEL, "hello"), last(MODEL)), "hello"),
    "many pieces": (fake.answering("hello world", tokens=1), "hello world"),
    "single bytes": (fake.shredded(wire_of(*WORDS), 1), "naïve — 日本 🙂<&>"),
    "three bytes": (fake.shredded(wire_of(*WORDS), 3), "naïve — 日本 🙂<&>"),
    "all in one": (fake.stream(wire_of(*WORDS)), "naïve — 日本 🙂<&>"),
    "text in the last record": (fake.stream(last(MODEL, content="hello")), "hello"),
    "no durations": (fake.stream({"message": {"content": "hello"}, "done": True}), "hello"),
    "blank lines": (
        fake.shredded(b"\n\n".join(wire_of(word) for word in WORDS)),
        "naïve — 日本 🙂<&>",
    ),
    "CRLF": (fake.shredded(wire_of(*WORDS).replace(b"\n", b"\r\n"), 5), "naïve — 日本 🙂<&>"),
    "no last newline": (fake.shredded(wire_of(*WORDS)[:-1], 50), "naïve — 日本 🙂<&>"),
    "unknown fields": (
        fake.stream({**piece(MODEL, "hello"), "logprobs": [1], "x": {"y": None}}, last(MODEL)),
        "hello",
    ),
    "unknown reason": (fake.stream(piece(MODEL, "hello"), last(MODEL, "tired")), "hello"),
    "records without message": (
        fake.stream({"model": MODEL}, last(MODEL, content="hello")),
        "hello",
    ),
    "a lone surrogate": (fake.stream(b'{"message":{"content":"a\\ud800b"},"done":true}\n'), "ab"),
    "invalid UTF-8": (fake.stream(b'{"message":{"content":"a\xffb"},"done":true}\n'), "a\ufffdb"),
    "thought in its field": (fake.answering("hello", thinking="let me see"), "hello"),
    "thought in tags": (fake.answering("<think>let me\nsee</think>\n\nhello", tokens=1), "hello"),
    "escapes": (
        fake.answering("\x1b]0;pwned\x07a\x1b[31mb\x1b[0m\u202ec\u200bd\x9b31me\x00", tokens=1),
        "abcde",
    ),
    "HTTP/1.0 closed at its end": (
        fake.bytes_then(b"HTTP/1.0 200 OK\r\n\r\n" + wire_of(*WORDS)),
        "naïve — 日本 🙂<&>",
    ),
}


@pytest.mark.parametrize("name", PLAIN_ANSWERS)
async def test_an_answer_comes_whole_however_it_travels(name: str) -> None:
    scenario, expected = PLAIN_ANSWERS[name]
    chunks, problem = await heard(scenario)
    assert problem is None
    assert text_of(chunks) == expected
    assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


async def test_a_record_of_more_than_half_a_mebibyte() -> None:
    """aiohttp's line reader gives up at 128 KiB (3.9) or 512 KiB (3.14)."""
    long = {**last(MODEL, content="hello"), "context": list(range(150_000))}
    assert len(fake.encoded(long)) > 512 * 1024
    chunks, problem = await heard(fake.stream(long))
    assert (text_of(chunks), problem) == ("hello", None)


async def test_the_last_chunk_tells_the_reason() -> None:
    chunks, _ = await heard(fake.answering("hello", reason="length"))
    assert chunks[-1].done_reason == "length"


async def test_thought_is_told_apart() -> None:
    chunks, _ = await heard(fake.answering("hello", thinking="let me\x1b[1m see"))
    assert "".join(chunk.thinking for chunk in chunks) == "let me see"


async def test_an_answer_without_end_is_cut_by_us_and_the_server_told() -> None:
    async with FakeOllama(fake.endless()) as server:
        client = client_of(server)
        chunks = [c async for c in client.stream(QUESTION, model=MODEL, num_predict=64)]
        await client.close()
        await server.chats[0].closed_early.wait()
    assert chunks[-1].done_reason == "length"
    assert len(text_of(chunks)) < 100_000


# ------------------------------------------------------------------ answers that break


BROKEN_ANSWERS = {
    "clean end without done": (fake.stream(piece(MODEL, "half")), Kind.CUT_SHORT, "half"),
    "empty body": (fake.stream(), Kind.CUT_SHORT, ""),
    "FIN between chunks": (fake.stream(piece(MODEL, "half"), end=False), Kind.CUT_SHORT, "half"),
    "FIN inside a chunk": (
        fake.bytes_then(fake.HEAD + b"50\r\n" + wire_of(piece(MODEL, "half"))[:40]),
        Kind.CUT_SHORT,
        "",
    ),
    "RST in mid-stream": (fake.bytes_then(fake.HEAD + b"5\r\n{", "reset"), Kind.CUT_SHORT, ""),
    "HTTP/1.0 closed too soon": (
        fake.bytes_then(b"HTTP/1.0 200 OK\r\n\r\n" + wire_of(piece(MODEL, "half"))),
        Kind.CUT_SHORT,
        "half",
    ),
    "error line": (
        fake.stream(
            piece(MODEL, "half"),
            {"error": "an error was encountered while running the model: unexpected EOF"},
        ),
        Kind.CRASHED,
        "half",
    ),
    "error in Go's map format": (
        fake.stream(
            piece(MODEL, "half"),
            {"error": "llama-server chat error: map[code:500 message:x type:server_error]"},
        ),
        Kind.CRASHED,
        "half",
    ),
    "error as the first line (before 0.12.6)": (
        fake.stream({"error": "model 'nope' is sad"}),
        Kind.SERVER_ERROR,
        "",
    ),
    "garbage line": (fake.stream(piece(MODEL, "half"), b"%&/()\n"), Kind.GARBAGE, "half"),
    "truncated last line": (fake.stream(piece(MODEL, "half"), b'{"mess'), Kind.GARBAGE, "half"),
    "JSON that is no record": (fake.stream(b"[1,2]\n"), Kind.GARBAGE, ""),
    "JSON bomb": (fake.stream(b'{"message":' + b"[" * 100_000 + b"\n"), Kind.GARBAGE, ""),
    "record without end": (
        fake.stream(*[b"x" * (1 << 20)] * 9),
        Kind.GARBAGE,
        "",
    ),
    "thought only": (fake.answering("", thinking="hm"), Kind.ONLY_THOUGHT, ""),
    "thought until the limit": (
        fake.answering("<think>hm, hm", reason="length"),
        Kind.ONLY_THOUGHT,
        "",
    ),
}


@pytest.mark.parametrize("name", BROKEN_ANSWERS)
async def test_a_broken_answer_gives_what_came_and_one_sentence(name: str) -> None:
    scenario, kind, kept = BROKEN_ANSWERS[name]
    chunks, problem = await heard(scenario)
    assert problem is not None
    assert problem.kind is kind, problem
    assert text_of(chunks) == kept
    assert problem.sentence.endswith(".")


async def test_a_stall_in_mid_stream() -> None:
    chunks, problem = await heard(
        fake.stalling(piece(MODEL, "half")), deadlines=Deadlines(stall=AT_ONCE)
    )
    assert problem is not None
    assert problem.kind is Kind.TIMEOUT
    assert "its next word" in problem.sentence
    assert text_of(chunks) == "half"


async def test_the_first_word_has_a_deadline_of_its_own() -> None:
    scenario = fake.held(fake.answering("late"))
    _, problem = await heard(scenario, deadlines=Deadlines(first_token=AT_ONCE))
    assert problem is not None
    assert problem.kind is Kind.TIMEOUT
    assert "its first word" in problem.sentence


async def test_the_whole_answer_has_a_deadline() -> None:
    _, problem = await heard(fake.stalling(piece(MODEL, "a")), deadlines=Deadlines(total=AT_ONCE))
    assert problem is not None
    assert "the whole answer" in problem.sentence


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


# ------------------------------------------------------------------ the way there


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def refusal(client: OllamaClient) -> ModelProblem:
    with pytest.raises(ModelProblem) as caught:
        await client.choose()
    await client.close()
    return caught.value


async def test_nobody_listens() -> None:
    port = free_port()
    problem = await refusal(client_of(f"127.0.0.1:{port}"))
    assert problem.kind is Kind.REFUSED
    assert problem.sentence == (
        f"No Ollama server at http://127.0.0.1:{port}: start it with `ollama serve`."
    )
    assert (await refusal(client_of(f"localhost:{port}"))).kind is Kind.REFUSED


async def test_a_remote_address_is_refused_before_a_byte_is_sent() -> None:
    for host in ("192.0.2.1:11434", "https://example.com", "http://10.0.0.7"):
        problem = await refusal(client_of(host))
        assert problem.kind is Kind.REMOTE_REFUSED
        assert "allow_remote" in problem.sentence


async def test_a_name_that_does_not_exist() -> None:
    client = client_of("no-such-host.invalid", allow_remote=True)
    problem = await refusal(client)
    assert problem.kind is Kind.UNREACHABLE
    assert "no-such-host.invalid" in problem.sentence


@pytest.mark.parametrize("host", ["htp://127.0.0.1:80", "http://a b/"])
async def test_an_address_that_is_none(host: str) -> None:
    problem = await refusal(client_of(host, allow_remote=True))
    assert problem.kind in (Kind.BAD_ADDRESS, Kind.UNREACHABLE)


TRANSPORT = {
    "accept and close": (fake.bytes_then(b""), Kind.CRASHED),
    "RST before headers": (fake.bytes_then(b"", "reset"), Kind.CRASHED),
    "partial headers": (fake.bytes_then(b"HTTP/1.1 200 OK\r\nContent-"), Kind.CRASHED),
    "not HTTP": (fake.SCENARIOS["not-http"], Kind.NOT_A_SERVER),
    "redirect": (fake.redirecting("/api/tags"), Kind.NOT_A_SERVER),
    "nginx": (fake.SCENARIOS["html"], Kind.UNREACHABLE),
    "another server": (fake.whole(404, b"404 page not found", fake.TEXT), Kind.NOT_A_SERVER),
    "somebody's web page": (fake.whole(200, b"<html>hi</html>", "text/html"), Kind.NOT_A_SERVER),
    "malformed list": (fake.whole(200, b'{"models":[{"na'), Kind.NOT_A_SERVER),
    "another API": (fake.whole(200, {"data": []}), Kind.NOT_A_SERVER),
    "forbidden by Host": (fake.whole(403, b""), Kind.FORBIDDEN),
    "panic": (fake.whole(500, b""), Kind.CRASHED),
}


@pytest.mark.parametrize("name", TRANSPORT)
async def test_what_may_answer_at_an_address(name: str) -> None:
    scenario, kind = TRANSPORT[name]
    async with FakeOllama() as server:
        server.routes["GET", "/api/tags"] = scenario
        problem = await refusal(client_of(server))
    assert problem.kind is kind, problem
    assert problem.sentence.endswith(".")


async def test_a_list_that_hangs_while_the_version_comes() -> None:
    async with FakeOllama() as server:
        server.routes["GET", "/api/tags"] = fake.held(fake.whole(200, {"models": []}))
        client = client_of(server)
        assert await client.version() == "0.33.0"
        await client.close()
        problem = await refusal(client_of(server, deadlines=Deadlines(listing=AT_ONCE)))
    assert problem.kind is Kind.TIMEOUT
    assert server.url in problem.sentence


async def test_tls_where_none_is_spoken() -> None:
    async with FakeOllama() as server:
        problem = await refusal(client_of(server.url.replace("http:", "https:")))
    assert problem.kind is Kind.BAD_ADDRESS
    assert "http://" in problem.sentence


async def test_ipv6() -> None:
    async with FakeOllama(host="::1") as server:
        client = client_of(server)
        assert await client.version() == "0.33.0"
        await client.close()


async def test_the_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with FakeOllama() as server:
        client = client_of(server)
        assert await client.version() == "0.33.0"
        await client.close()


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
