"""A fake Ollama server, faithful to the wire of Ollama 0.33, for tests and for trying things out.

Raw `asyncio.start_server`, because resets, half headers and exact chunk borders are part of what
is tested. It knows no clock: a *scenario* that must wait holds until the test releases it.
Every request is recorded, and whether its peer went away early.

By hand: `python -m tests.fake_ollama --port 11434 [--scenario NAME]`, then
`curl localhost:11434/api/chat -d '{"model":"llama3.2","messages":[...]}'`.
"""

from tests.fake_ollama.scenarios import (
    ANSWER,
    HEAD,
    SCENARIOS,
    answering,
    bytes_then,
    endless,
    held,
    pulling,
    redirecting,
    shredded,
    stalling,
    stream,
    whole,
)
from tests.fake_ollama.server import FakeOllama
from tests.fake_ollama.wire import (
    JSON,
    NDJSON,
    TEXT,
    Exchange,
    PeerLeftError,
    Request,
    Scenario,
    encoded,
    last,
    piece,
    tag,
)

__all__ = [
    "ANSWER",
    "HEAD",
    "JSON",
    "NDJSON",
    "SCENARIOS",
    "TEXT",
    "Exchange",
    "FakeOllama",
    "PeerLeftError",
    "Request",
    "Scenario",
    "answering",
    "bytes_then",
    "encoded",
    "endless",
    "held",
    "last",
    "piece",
    "pulling",
    "redirecting",
    "shredded",
    "stalling",
    "stream",
    "tag",
    "whole",
]
