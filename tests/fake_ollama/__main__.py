"""The server by hand: `python -m tests.fake_ollama --port 11434 [--scenario NAME]`."""

from __future__ import annotations

import argparse
import asyncio

from tests.fake_ollama import SCENARIOS, FakeOllama
from tests.fake_ollama import __doc__ as described


async def _by_hand(port: int, scenario: str) -> None:
    fake = await FakeOllama(SCENARIOS[scenario]).start(port)
    print(f"fake Ollama at {fake.url}, answering with “{scenario}”", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fake_ollama", description=described)
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="answer")
    options = parser.parse_args()
    try:
        asyncio.run(_by_hand(options.port, options.scenario))
    except KeyboardInterrupt:
        pass
