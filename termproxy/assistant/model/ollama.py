"""Ollama's native /api/chat.

Native rather than /v1: there an error in mid-stream is an empty chunk, and nothing can warm up
a model. Not sent, on purpose: `num_ctx` and the other runner options (a value that differs from
the loaded runner's makes the server load the model anew, for everybody), `shift`, and
`keep_alive` unless configured (the last one to send it wins).
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from termproxy.assistant.model import models, problems
from termproxy.assistant.model.chat import (
    Choice,
    Chunk,
    Kind,
    Message,
    ModelProblem,
    ModelSettings,
)
from termproxy.assistant.model.endpoint import parse
from termproxy.assistant.model.http import Wire
from termproxy.assistant.model.ndjson import Records, RecordTooLongError
from termproxy.assistant.model.spoken import Spoken
from termproxy.assistant.safety.plain import one_line

# Before 0.30 /api/tags does not say what a model can do; only so many are asked one by one.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Pulled:
    """Progress of `pull`: what is done now, and bytes of this layer (0 when not counted)."""

    status: str
    completed: int = 0
    total: int = 0


class OllamaClient:
    """One Ollama server. Every method raises ModelProblem and nothing else.

    The session opens with the first request. Cancelling the task that awaits closes the
    connection, which makes the server stop; so does `aclose()` of a stream.
    """

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._wire = Wire(
            parse(settings.host),
            settings.deadlines,
            headers=settings.headers,
            allow_remote=settings.allow_remote,
        )

    @property
    def url(self) -> str:
        return self._wire.url

    @property
    def local(self) -> bool:
        """Whether what is sent stays on this machine (a cloud model aside)."""
        return self._wire.endpoint.loopback

    async def version(self) -> str:
        """The server's version, such as "0.33.0". Answered at once, whatever else goes on."""
        answer = await self._asked("/api/version")
        version = answer.get("version")
        if not isinstance(version, str):
            raise problems.not_a_server(self.url, "no version")
        return one_line(version, 40)

    async def choose(self) -> Choice:
        """The model to ask, from what is installed and loaded now (`models.choose`)."""
        found = await self.installed()
        name = self.settings.model
        if not name:
            found = await self._examined(found)
        return models.choose(found, name, allow_remote=self.settings.allow_remote)

    async def installed(self) -> list[models.Installed]:
        """What the server has, in its order."""
        tags = await self._asked("/api/tags")
        try:
            running: object = await self._asked("/api/ps")
        except ModelProblem:
            running = None  # older than 0.1.33, or a gateway that does not pass it on
        try:
            return models.installed(tags, running)
        except ValueError:
            raise problems.not_a_server(self.url, "no list of models") from None

    async def stream(
        self, messages: Sequence[Message], *, model: str, num_predict: int
    ) -> AsyncGenerator[Chunk, None]:
        """The answer as it comes, cleaned; the last chunk has `done` true.

        Nothing comes before the first token: loading the model, waiting in its queue and reading
        the prompt are all silent. An answer that ends without `done` raises CUT_SHORT after the
        chunks that came.
        """
        payload = self._payload(messages, model, num_predict)
        try:
            async with aclosing(self._answer(payload, model)) as chunks:
                async for chunk in chunks:
                    yield chunk
            return
        except ModelProblem as problem:
            # Raised before the first chunk, and only for what the parameter itself provokes.
            if not (problem.kind is Kind.REJECTED and "think" in problem.detail):
                raise
        del payload["think"]
        async with aclosing(self._answer(payload, model)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def warm(self, model: str) -> None:
        """Load `model`; returns when it is loaded. Cancelling this aborts the load."""
        payload: dict[str, Any] = {"model": model, "messages": []}
        if self.settings.keep_alive is not None:
            payload["keep_alive"] = self.settings.keep_alive
        patience = self.settings.deadlines.first_token
        status, body = await self._wire.post("/api/chat", payload, model=model, patience=patience)
        if status != 200:
            raise problems.from_error(status, body, model=model, url=self.url)
        if "error" in self._object(body):
            raise problems.from_error(200, body, model=model, url=self.url)

    async def pull(self, model: str) -> AsyncGenerator[Pulled, None]:
        """Fetch `model`, telling progress. Ends normally only when the server said "success"."""
        records = self._records("/api/pull", {"model": model}, model)
        async with aclosing(records):
            async for record in records:
                if record.get("error"):
                    raise _pull_problem(model, one_line(str(record["error"]), 160))
                status = one_line(str(record.get("status", "")), 80)
                yield Pulled(status, _count(record, "completed"), _count(record, "total"))
                if status == "success":
                    return
        raise problems.cut_short(model)

    async def close(self) -> None:
        await self._wire.close()

    def _payload(self, messages: Sequence[Message], model: str, num_predict: int) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "model": model,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "stream": True,
            "think": models.think_value(model),
            # 0 and -1 mean different things in different versions, up to ten contexts long
            "options": {
                "temperature": self.settings.temperature,
                "num_predict": max(1, num_predict),
            },
        }
        if self.settings.keep_alive is not None:
            payload["keep_alive"] = self.settings.keep_alive
        return payload

    async def _answer(self, payload: dict[str, Any], model: str) -> AsyncGenerator[Chunk, None]:
        spoken = Spoken(model)
        async with aclosing(self._records("/api/chat", payload, model)) as records:
            async for record in records:
                if record.get("error"):
                    body = json.dumps({"error": record["error"]})
                    raise problems.from_error(200, body, model=model, url=self.url)
                said = record.get("message")
                said = said if isinstance(said, dict) else {}
                done = record.get("done") is True
                chunk = spoken.heard(
                    _words(said, "content"),
                    _words(said, "thinking"),
                    done=done,
                    reason=_words(record, "done_reason") or "stop",
                )
                if chunk is not None:
                    yield chunk
                    if chunk.done:
                        return
        raise problems.cut_short(model)

    async def _records(
        self, path: str, payload: dict[str, Any], model: str
    ) -> AsyncGenerator[dict[str, Any], None]:
        records = Records()
        async with aclosing(self._wire.pieces(path, payload, model=model)) as pieces:
            try:
                async for piece in pieces:
                    for record in records.feed(piece):
                        yield self._object(record, model)
                for record in records.finish():
                    yield self._object(record, model)
            except RecordTooLongError as error:
                raise problems.garbage(model, str(error)) from None

    async def _asked(self, path: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to GET, or with `payload` to POST."""
        if payload is None:
            status, body = await self._wire.get(path)
        else:
            status, body = await self._wire.post(path, payload)
        if status != 200:
            raise problems.from_error(status, body, model="the model", url=self.url)
        try:
            return self._object(body)
        except ModelProblem:
            raise problems.not_a_server(self.url, body[:60].decode("utf-8", "replace")) from None

    async def _examined(self, found: list[models.Installed]) -> list[models.Installed]:
        """`found` with the best candidates' capabilities, where the list does not tell them."""
        known = {model.name: model for model in found}
        for model in models.rank(found)[:_SHOWN]:
            if model.capabilities is None:
                try:
                    show = await self._asked("/api/show", {"model": model.name})
                except ModelProblem:
                    continue
                known[model.name] = models.with_details(model, show)
        return list(known.values())

    def _object(self, body: bytes, model: str = "the model") -> dict[str, Any]:
        try:
            thing = json.loads(body.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            thing = None
        if not isinstance(thing, dict):
            raise problems.garbage(model, body[:200].decode("utf-8", "replace"))
        return thing


def _pull_problem(model: str, message: str) -> ModelProblem:
    if "file does not exist" in message or "not found" in message:
        return ModelProblem(
            Kind.MODEL_MISSING,
            f"There is no model called {model}; look for its name at https://ollama.com/library.",
            detail=message,
        )
    return ModelProblem(Kind.SERVER_ERROR, f"Fetching {model} failed: {message}.", detail=message)


def _words(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _count(record: dict[str, Any], key: str) -> int:
    value = record.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
