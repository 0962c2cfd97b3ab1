"""Servers that speak OpenAI's /v1/chat/completions: llama.cpp, vLLM, LM Studio, a team's gateway.

For Ollama itself use `ollama.py`: its /v1 drops errors in mid-stream and cannot load ahead. Seen
in the wild and provided for: `content: null`, usage records without choices, errors within the
stream, comments, `data:` without a space, `[DONE]` without a finish reason (then the answer was
cut short), a missing `[DONE]`, an empty 200, error codes that are numbers.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from termproxy.assistant.model import problems
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
from termproxy.assistant.model.models import Installed, always_thinks
from termproxy.assistant.model.ndjson import Records, RecordTooLongError
from termproxy.assistant.model.spoken import Spoken
from termproxy.assistant.safety.plain import one_line, plain


class OpenAIClient:
    """One server; the same interface, promises and problems as `OllamaClient`.

    `settings.host` is its base address; without a path, /v1 is meant. An API key goes into
    `settings.headers` as Authorization.
    """

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        endpoint = parse(settings.host)
        self._wire = Wire(
            endpoint if endpoint.prefix else replace(endpoint, prefix="/v1"),
            settings.deadlines,
            headers=settings.headers,
            allow_remote=settings.allow_remote,
            start="start it, or correct model.host",
        )

    @property
    def url(self) -> str:
        return self._wire.url

    @property
    def local(self) -> bool:
        """Whether what is sent stays on this machine."""
        return self._wire.endpoint.loopback

    async def version(self) -> str:
        """These servers tell no version; this says how many models answer instead."""
        count = len(await self._models())
        return f"OpenAI-compatible, {count} model{'' if count == 1 else 's'}"

    async def choose(self) -> Choice:
        """The configured model, else the first that the server lists and that can chat."""
        name = self.settings.model
        try:
            listed = await self._models()
        except ModelProblem as problem:
            if not name or problem.kind is not Kind.NOT_A_SERVER:
                raise
            listed = {}  # a gateway that passes on nothing but chat
        if name:
            return self._choice(name, listed.get(name, 0), "it is configured")
        for candidate, window in listed.items():
            if Installed(candidate).chats:
                why = "the only one there" if len(listed) == 1 else "the first that the server has"
                return self._choice(candidate, window, why)
        raise ModelProblem(
            Kind.NO_MODEL, f"The server at {self.url} has no model that can chat; load one there."
        )

    async def stream(
        self, messages: Sequence[Message], *, model: str, num_predict: int
    ) -> AsyncGenerator[Chunk, None]:
        """The answer as it comes, cleaned; the last chunk has `done` true."""
        payload = {
            "model": model,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "stream": True,
            "temperature": self.settings.temperature,
            "max_tokens": max(1, num_predict),
        }
        spoken, ended = Spoken(model), ""
        try:
            async with aclosing(self._events(payload, model)) as events:
                async for event in events:
                    content, thinking, reason = self._delta(event, model)
                    ended = reason or ended
                    chunk = spoken.heard(content, thinking)
                    if chunk is not None:
                        yield chunk
                        if chunk.done:
                            return
        except ModelProblem as problem:
            raise self._own(problem, model) from None
        if not ended:
            raise problems.cut_short(model)
        last = spoken.heard("", done=True, reason=ended)
        yield last or Chunk(done=True, done_reason=ended)

    async def warm(self, model: str) -> None:
        """Nothing: this dialect has no way to load a model ahead."""

    async def close(self) -> None:
        await self._wire.close()

    def _choice(self, name: str, window: int, why: str) -> Choice:
        return Choice(
            name,
            why,
            window or self.settings.context,
            thinks=always_thinks(name),
            cloud=not self.local,
            loaded=True,
        )

    async def _models(self) -> dict[str, int]:
        """Name -> window in tokens (0 when the server does not tell), in the server's order."""
        status, body = await self._wire.get("/models")
        if status != 200:
            raise self._own(problems.from_error(status, body, model="", url=self.url), "")
        thing = _parsed(body)
        if not isinstance(thing, dict) or not isinstance(thing.get("data", ""), list | None):
            raise self._own(problems.not_a_server(self.url, "no list of models"), "")
        rows = [row for row in thing["data"] or () if isinstance(row, dict)]
        return {
            row["id"]: _count(row.get("max_model_len"))
            for row in rows
            if isinstance(row.get("id"), str) and row["id"] == plain(row["id"])
        }

    async def _events(
        self, payload: dict[str, Any], model: str
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The JSON of each server-sent event, up to `[DONE]` or the end."""
        records = Records()
        async with aclosing(self._wire.pieces("/chat/completions", payload, model=model)) as pieces:
            try:
                async for piece in pieces:
                    for record in records.feed(piece):
                        if (data := _data(record)) == b"[DONE]":
                            return
                        if data:
                            yield self._object(data, model)
                for record in records.finish():
                    if (data := _data(record)) and data != b"[DONE]":
                        yield self._object(data, model)
            except RecordTooLongError as error:
                raise problems.garbage(model, str(error)) from None

    def _delta(self, event: dict[str, Any], model: str) -> tuple[str, str, str]:
        """Text and thought of one event, and the reason why the answer ends, if it tells one."""
        if event.get("error"):
            body = json.dumps({"error": event["error"]})
            raise problems.from_error(200, body, model=model, url=self.url)
        choices = event.get("choices")
        if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
            return "", "", ""
        delta = choices[0].get("delta")
        delta = delta if isinstance(delta, dict) else {}
        thinking = delta.get("reasoning_content") or delta.get("reasoning")
        told = (delta.get("content"), thinking, choices[0].get("finish_reason"))
        content, thinking, reason = (word if isinstance(word, str) else "" for word in told)
        return content, thinking, reason

    def _object(self, data: bytes, model: str) -> dict[str, Any]:
        thing = _parsed(data)
        if not isinstance(thing, dict):
            raise problems.garbage(model, data[:200].decode("utf-8", "replace"))
        return thing

    def _own(self, problem: ModelProblem, model: str) -> ModelProblem:
        """The same problem without advice that holds for Ollama alone."""
        sentence = {
            Kind.MODEL_MISSING: f"The server at {self.url} has no model {model}; "
            "correct model.name.",
            Kind.UNAUTHORIZED: f"The server at {self.url} wants an API key; set model.token.",
            Kind.NOT_A_SERVER: f"What answers at {self.url} is no OpenAI-compatible server; "
            "correct model.host.",
            Kind.FORBIDDEN: f"The server at {self.url} refuses to talk to us (403).",
            Kind.CRASHED: f"The server at {self.url} broke down; look into its log.",
            Kind.SERVER_ERROR: f"The server at {self.url} failed: {one_line(problem.detail, 120)}.",
        }.get(problem.kind, problem.sentence)
        return ModelProblem(
            problem.kind,
            sentence,
            detail=problem.detail,
            prompt_tokens=problem.prompt_tokens,
            context_tokens=problem.context_tokens,
        )


def _data(record: bytes) -> bytes:
    """The payload of a line of an event stream; b"" for comments and other fields."""
    if record.startswith(b"data:"):
        return record[5:].strip()
    return record if record.startswith(b"{") else b""  # an error that is no event at all


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def _count(number: object) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) else 0
