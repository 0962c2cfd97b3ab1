"""Questions to a model's client, and all that comes of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from termproxy.assistant.model.chat import (
    ChatModel,
    Chunk,
    Message,
    ModelProblem,
    ModelSettings,
)
from termproxy.assistant.model.ollama import OllamaClient
from tests import fake_ollama as fake
from tests.fake_ollama import FakeOllama

QUESTION = [Message("system", "Explain."), Message("user", "cat notes.txt: No such file")]
MODEL = "llama3.2"
# A deadline that a held answer runs into at once; nothing else in these tests waits for time.
AT_ONCE = 0.05


async def answered(
    client: ChatModel, question: Sequence[Message], model: str
) -> tuple[list[Chunk], ModelProblem | None]:
    """All chunks that the client gives, and the problem that ended them. Closes the client."""
    chunks: list[Chunk] = []
    try:
        async for chunk in client.stream(question, model=model, num_predict=64):
            chunks.append(chunk)
    except ModelProblem as problem:
        return chunks, problem
    finally:
        await client.close()
    return chunks, None


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk.content for chunk in chunks)


def client_of(server: FakeOllama | str, **settings: object) -> OllamaClient:
    host = server if isinstance(server, str) else server.url
    return OllamaClient(ModelSettings(host=host, **settings))  # type: ignore[arg-type]


async def heard(
    scenario: fake.Scenario, *, model: str = MODEL, **settings: object
) -> tuple[list[Chunk], ModelProblem | None]:
    """All chunks that the client gives for a scenario, and the problem that ended them."""
    async with FakeOllama(scenario) as server:
        return await answered(client_of(server, **settings), QUESTION, model)


async def refusal(client: OllamaClient) -> ModelProblem:
    with pytest.raises(ModelProblem) as caught:
        await client.choose()
    await client.close()
    return caught.value
