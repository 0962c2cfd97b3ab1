"""A fake Ollama server, faithful to the wire of Ollama 0.33, for tests and for trying things out.

Raw `asyncio.start_server`, because resets, half headers and exact chunk borders are part of what
is tested. It knows no clock: a *scenario* that must wait holds until the test releases it.
Every request is recorded, and whether its peer went away early.

By hand: `python -m tests.fake_ollama --port 11434 [--scenario NAME]`, then
`curl localhost:11434/api/chat -d '{"model":"llama3.2","messages":[...]}'`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

DATE = "Fri, 21 Aug 2026 18:48:22 GMT"
CREATED = "2026-08-21T18:48:22.123456789Z"
REASONS = {
    200: "OK", 301: "Moved Permanently", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 429: "Too Many Requests",
    422: "Unprocessable Entity", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip
JSON = "application/json; charset=utf-8"
NDJSON = "application/x-ndjson"
TEXT = "text/plain"

ANSWER = (
    "CAUSE: the file notes.txt does not exist here\n"
    "RUN: ls -la\n"
    "WHY: cat was given a name that no file in this directory has.\n"
)


@dataclass
class Request:
    """One request as it came; `closed_early` is set when the peer left before our end."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    closed_early: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class PeerLeftError(Exception):
    """The client closed its connection while we held the answer."""


class Exchange:
    """What a scenario has in hand: the request, and the wire back."""

    def __init__(
        self,
        server: FakeOllama,
        request: Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.server = server
        self.request = request
        self._reader = reader
        self._writer = writer

    async def raw(self, data: bytes) -> None:
        """Exactly these bytes, in a segment of their own as far as the kernel lets us."""
        self._writer.write(data)
        await self._writer.drain()

    async def head(self, status: int = 200, kind: str = NDJSON) -> None:
        await self.raw(
            f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\nDate: {DATE}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )

    async def chunk(self, data: bytes) -> None:
        await self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    async def record(self, thing: object) -> None:
        await self.chunk(encoded(thing) + b"\n")

    async def end(self) -> None:
        await self.raw(b"0\r\n\r\n")

    async def reply(self, status: int, body: bytes | object, kind: str = JSON) -> None:
        """A whole answer with Content-Length; gin writes no newline at its end."""
        data = body if isinstance(body, bytes) else encoded(body)
        await self.raw(
            f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\nDate: {DATE}\r\n"
            f"Content-Length: {len(data)}\r\n\r\n".encode()
            + data
        )

    async def hold(self) -> None:
        """Wait until `server.release()`. Raises PeerLeftError when the client leaves first."""
        self.server.holding.set()
        released = asyncio.ensure_future(self.server.released.wait())
        left = asyncio.ensure_future(self._reader.read(1))
        try:
            await asyncio.wait({released, left}, return_when=asyncio.FIRST_COMPLETED)
            if left.done() and not released.done():
                raise PeerLeftError
        finally:
            released.cancel()
            left.cancel()

    def reset(self) -> None:
        """RST instead of FIN."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.close()


Scenario = Callable[[Exchange], Awaitable[None]]


def encoded(thing: object) -> bytes:
    """JSON as Go writes it: compact, `<>&` and the line separators escaped, UTF-8 otherwise."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode("utf-8", "surrogatepass")


def piece(model: str, content: str = "", *, thinking: str = "") -> dict[str, Any]:
    """A record of a stream."""
    message = {"role": "assistant", "content": content}
    if thinking:
        message["thinking"] = thinking
    return {"model": model, "created_at": CREATED, "message": message, "done": False}


def last(model: str, reason: str = "stop", content: str = "") -> dict[str, Any]:
    """The record that ends a stream."""
    return {
        **piece(model, content),
        "done": True,
        "done_reason": reason,
        "total_duration": 4883583458,
        "load_duration": 1334875,
        "prompt_eval_count": 26,
        "prompt_eval_duration": 342546000,
        "eval_count": 282,
        "eval_duration": 4535599000,
    }


def tag(name: str, parameters: str = "3.2B", **more: Any) -> dict[str, Any]:
    """A row of /api/tags as 0.30 and later give it. `details=` is merged; None removes a key."""
    details = {
        "parent_model": "",
        "format": "gguf",
        "family": "llama",
        "families": ["llama"],
        "parameter_size": parameters,
        "quantization_level": "Q4_K_M",
        "context_length": 131072,
        "embedding_length": 3072,
        **more.pop("details", {}),
    }
    row = {
        "name": name,
        "model": name,
        "modified_at": "2026-08-01T10:00:00.5+02:00",
        "size": 2019393189,
        "digest": "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
        "details": details,
        "capabilities": ["completion", "tools"],
        **more,
    }
    return {key: value for key, value in row.items() if value is not None}


class FakeOllama:
    """An honest server by default; `chat`, or `routes[(method, path)]`, makes it otherwise.

    `models` are rows of /api/tags, `loaded` names in memory (with their context length).
    """

    def __init__(self, chat: Scenario | None = None, *, host: str = "127.0.0.1") -> None:
        self.models = [tag("llama3.2:latest")]
        self.loaded: dict[str, int] = {}
        self.chat: Scenario = chat or answering(ANSWER)
        self.load: Scenario | None = None  # instead of loading at once
        self.routes: dict[tuple[str, str], Scenario] = {}
        self.version = "0.33.0"
        self.requests: list[Request] = []
        self.holding = asyncio.Event()
        self.released = asyncio.Event()
        self._host = host
        self._server: asyncio.Server | None = None
        self.port = 0
        self._running: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    @property
    def chats(self) -> list[Request]:
        """Questions. A request to load or unload has no messages."""
        return [
            request
            for request in self.requests
            if request.path == "/api/chat" and b'"messages": []' not in request.body
        ]

    @property
    def loads(self) -> list[Request]:
        """Requests to load a model, and nothing else."""
        return [
            request
            for request in self.requests
            if request.path == "/api/chat" and b'"messages": []' in request.body
        ]

    def release(self) -> None:
        """Let everything that holds go on."""
        self.released.set()

    async def start(self, port: int = 0) -> Self:
        self._server = await asyncio.start_server(self._serve, self._host, port)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            while (request := await self._request(reader)) is not None:
                self.requests.append(request)
                exchange = Exchange(self, request, reader, writer)
                try:
                    await self._route(request)(exchange)
                except (PeerLeftError, ConnectionError):
                    request.closed_early.set()
                    return
                finally:
                    request.finished.set()
                if writer.is_closing() or request.headers.get("connection") == "close":
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except asyncio.CancelledError:
            pass  # only `__aexit__` cancels; asyncio would log it as an error
        finally:
            self._running.discard(task)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> Request | None:
        try:
            head = await reader.readexactly(1)
            if head == b"\x16":  # a TLS hello; Go's answer to it
                return Request("TLS", "", {}, b"")
            head += await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *rest = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {
            key.strip().lower(): value.strip()
            for key, _, value in (line.partition(":") for line in rest if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Request(method, path.partition("?")[0], headers, body)

    def _route(self, request: Request) -> Scenario:
        if request.method == "TLS":
            return bytes_then(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        if (wanted := self.routes.get((request.method, request.path))) is not None:
            return wanted
        if request.path.startswith("//"):
            return redirecting(request.path.replace("//", "/"))
        known: dict[str, dict[str, Scenario]] = {
            "/": {"GET": whole(200, b"Ollama is running", "text/plain; charset=utf-8")},
            "/api/version": {"GET": whole(200, {"version": self.version})},
            "/api/tags": {"GET": whole(200, {"models": self.models})},
            "/api/ps": {"GET": whole(200, {"models": self._rows_loaded()})},
            "/api/show": {"POST": self._show},
            "/api/chat": {"POST": self._chat},
            "/api/pull": {"POST": pulling()},
        }
        methods = known.get(request.path)
        if methods is None:
            return whole(404, b"404 page not found", TEXT)
        return methods.get(request.method) or whole(405, b"405 method not allowed", TEXT)

    def _rows_loaded(self) -> list[dict[str, Any]]:
        return [
            {
                **{key: row.get(key) for key in ("name", "model", "size", "digest", "details")},
                "expires_at": "2318-12-01T00:00:00Z",
                "size_vram": 0,
                "context_length": self.loaded[row["name"]],
            }
            for row in self.models
            if row.get("name") in self.loaded
        ]

    def _named(self, name: str) -> dict[str, Any] | None:
        full = (name if ":" in name else f"{name}:latest").lower()
        return next((row for row in self.models if row["name"].lower() == full), None)

    async def _show(self, exchange: Exchange) -> None:
        name = exchange.request.json["model"]
        row = self._named(name)
        if row is None:
            await exchange.reply(404, {"error": f"model '{name}' not found"})
            return
        shown = {"details": row["details"], "capabilities": ["completion"], "model_info": {}}
        await exchange.reply(200, shown)

    async def _chat(self, exchange: Exchange) -> None:
        """The checks that the real handler makes, in its order, then the scenario."""
        if (wrong := self._objection(exchange.request.body)) is not None:
            await exchange.reply(*wrong)
            return
        question = exchange.request.json
        if not question["messages"]:
            unload = question.get("keep_alive") == 0
            if not unload and self.load is not None:
                await self.load(exchange)
                return
            reason = "unload" if unload else "load"
            (self.loaded.pop if unload else self.loaded.setdefault)(question["model"], 4096)
            answer = {**piece(question["model"]), "done": True, "done_reason": reason}
            await exchange.reply(200, answer)
            return
        await self.chat(exchange)

    def _objection(self, body: bytes) -> tuple[int, object] | None:
        if not body:
            return 400, {"error": "missing request body"}
        try:
            question = json.loads(body)
        except ValueError:
            return 400, {"error": "unexpected EOF"}
        name = question.get("model", "")
        if not name:
            return 400, {"error": "model is required"}
        if " " in name:
            return 400, {"error": "invalid model name"}
        for key, kind in (("temperature", "float32"), ("num_predict", "integer")):
            value = question.get("options", {}).get(key, 0)
            if not isinstance(value, int | float):
                return 500, {"error": f'option "{key}" must be of type {kind}'}
        row = self._named(name)
        if row is None:
            return 404, {"error": f"model '{name}' not found"}
        able = row.get("capabilities", ["completion"])
        if "completion" not in able:
            return 400, {"error": f'"{name}" does not support chat'}
        if question.get("think") not in (None, False) and "thinking" not in able:
            return 400, {"error": f'"{name}" does not support thinking'}
        return None


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


async def _by_hand(port: int, scenario: str) -> None:
    fake = await FakeOllama(SCENARIOS[scenario]).start(port)
    print(f"fake Ollama at {fake.url}, answering with “{scenario}”", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fake_ollama", description=__doc__)
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="answer")
    options = parser.parse_args()
    try:
        asyncio.run(_by_hand(options.port, options.scenario))
    except KeyboardInterrupt:
        pass
