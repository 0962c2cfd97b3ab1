"""What the server does when it is asked: answer, stall, break off, lie."""

from __future__ import annotations

from tests.fake_ollama.wire import JSON, NDJSON, Exchange, Scenario, last, piece

ANSWER = (
    "CAUSE: the file notes.txt does not exist here\n"
    "RUN: ls -la\n"
    "WHY: cat was given a name that no file in this directory has.\n"
)


def whole(status: int, body: bytes | object, kind: str = JSON) -> Scenario:
    """One answer with its length: an error before the first token, a list, a version."""

    async def scenario(exchange: Exchange) -> None:
        await exchange.reply(status, body, kind)

    return scenario


def redirecting(where: str) -> Scenario:
    async def scenario(exchange: Exchange) -> None:
        head = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
        await exchange.raw(head.encode())

    return scenario


def answering(text: str, *, tokens: int = 4, reason: str = "stop", thinking: str = "") -> Scenario:
    """`text` in pieces of `tokens` characters, after the pieces of `thinking`."""

    async def scenario(exchange: Exchange) -> None:
        model = exchange.request.json["model"]
        await exchange.head()
        for at in range(0, len(thinking), tokens):
            await exchange.record(piece(model, thinking=thinking[at : at + tokens]))
        for at in range(0, len(text), tokens):
            await exchange.record(piece(model, text[at : at + tokens]))
        await exchange.record(last(model, reason))
        await exchange.end()

    return scenario


def stream(*records: object, end: bool = True) -> Scenario:
    """These records, one HTTP chunk each (bytes as they are); then the end, or a FIN without."""

    async def scenario(exchange: Exchange) -> None:
        await exchange.head()
        for record in records:
            if isinstance(record, bytes):
                await exchange.chunk(record)
            else:
                await exchange.record(record)
        if end:
            await exchange.end()
        else:
            exchange._writer.close()

    return scenario


def shredded(data: bytes, size: int = 1) -> Scenario:
    """A stream's bytes in HTTP chunks of `size`."""

    async def scenario(exchange: Exchange) -> None:
        await exchange.head()
        for at in range(0, len(data), size):
            await exchange.chunk(data[at : at + size])
        await exchange.end()

    return scenario


def held(then: Scenario) -> Scenario:
    """Silence until the test releases it: a cold load, a queue."""

    async def scenario(exchange: Exchange) -> None:
        await exchange.hold()
        await then(exchange)

    return scenario


def stalling(*records: object) -> Scenario:
    """These records, then silence until released or left."""

    async def scenario(exchange: Exchange) -> None:
        await exchange.head()
        for record in records:
            await exchange.record(record)
        await exchange.hold()
        await exchange.end()

    return scenario


def endless(model: str = "llama3.2", word: str = "again and again ") -> Scenario:
    """A model that never stops; ends when the client leaves."""

    async def scenario(exchange: Exchange) -> None:
        await exchange.head()
        while True:
            await exchange.record(piece(model, word))

    return scenario


def bytes_then(data: bytes, how: str = "close") -> Scenario:
    """Exactly `data` on the wire, then FIN ("close") or RST ("reset")."""

    async def scenario(exchange: Exchange) -> None:
        if data:
            await exchange.raw(data)
        if how == "reset":
            exchange.reset()
        else:
            exchange._writer.close()

    return scenario


def pulling(error: str = "", *, success: bool = True) -> Scenario:
    """/api/pull: 200 at once, progress, then success, an error line, or nothing."""
    layer = {"status": "pulling dde5aa3fc5ff", "digest": "sha256:dde5", "total": 2019377376}
    records: list[object] = [{"status": "pulling manifest"}]
    if error:
        records.append({"error": error})
    else:
        records += [layer, {**layer, "completed": 12345}, {**layer, "completed": 2019377376}]
        records += [{"status": "verifying sha256 digest"}, {"status": "writing manifest"}]
        records += [{"status": "success"}] if success else []
    return stream(*records)


HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {NDJSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

# For trying by hand; tests build theirs from the functions above.
SCENARIOS: dict[str, Scenario] = {
    "answer": answering(ANSWER),
    "thinking": answering(ANSWER, thinking="The user wants notes.txt. Is it there? No."),
    "only-thought": answering("", thinking="Hmm. " * 40),
    "spilled-thought": answering(f"<think>\nmaybe cat?\n</think>\n\n{ANSWER}", tokens=3),
    "escapes": answering(
        "CAUSE: \x1b]0;pwned\x07\x1b[31mred\x1b[0m \u202egpj.exe\nRUN: ls\u200b\n"
    ),
    "length": answering(ANSWER[:60], reason="length"),
    "busy": whole(
        503, {"error": "server busy, please try again.  maximum pending requests exceeded"}
    ),
    "broken": stream(
        piece("llama3.2", "CAUSE: "),
        {"error": "an error was encountered while running the model: unexpected EOF"},
    ),
    "cut": stream(piece("llama3.2", "CAUSE: half an ans")),
    "reset": bytes_then(HEAD + b"5\r\n", "reset"),
    "stall": stalling(piece("llama3.2", "CAUSE: ")),
    "load": held(answering(ANSWER)),
    "endless": endless(),
    "not-http": bytes_then(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
    "html": whole(502, b"<html><title>502 Bad Gateway</title></html>", "text/html"),
}
