"""One question to a model's client, whichever dialect it speaks, and all that comes of it."""

from __future__ import annotations

from collections.abc import Sequence

from termproxy.assistant.model.chat import ChatModel, Chunk, Message, ModelProblem


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
