"""The server itself: its routes, and the checks that the real one makes."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from tests.fake_ollama.scenarios import ANSWER, answering, bytes_then, pulling, redirecting, whole
from tests.fake_ollama.wire import (
    TEXT,
    Exchange,
    PeerLeftError,
    Request,
    Scenario,
    piece,
    tag,
)


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
        await self.stop()

    async def stop(self) -> None:
        """Give up what is under way."""
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
            pass  # only `stop` cancels; asyncio would log it as an error
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
