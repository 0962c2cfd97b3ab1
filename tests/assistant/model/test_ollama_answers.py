"""What the client makes of answers, whole and broken, however they travel."""

from __future__ import annotations

import pytest

from termproxy.assistant.model.chat import (
    Deadlines,
    Kind,
)
from tests import fake_ollama as fake
from tests.assistant.model.conversing import (
    AT_ONCE,
    MODEL,
    QUESTION,
    client_of,
    heard,
    text_of,
)
from tests.fake_ollama import FakeOllama, last, piece

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
