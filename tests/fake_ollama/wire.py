"""What goes over the wire: requests, answers, and the records that those are made of."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fake_ollama.server import FakeOllama

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
