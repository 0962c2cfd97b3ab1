from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine import tiny


@dataclass
class Engine:
    """A running llama-cpp-python server. `says` is what its model answers to everything."""

    url: str
    says: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url + "/v1/models", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """Start an engine with one of the tiny models; each once a module, unless it was killed."""
    python = os.environ.get("TERMPROXY_ENGINE", "")
    if not python:
        pytest.fail("TERMPROXY_ENGINE must name a Python that has llama-cpp-python[server]")
    folder = tmp_path_factory.mktemp("engine")
    started: dict[str, Engine] = {}

    def start(kind: str) -> Engine:
        if kind in started and started[kind].process.poll() is None:
            return started[kind]
        model, port = folder / f"{kind}.gguf", _free_port()
        says = tiny.write(kind, model)
        sizes = ("--n_ctx", "65536" if kind == "loop" else str(tiny.CONTEXT), "--n_threads", "1")
        log = (folder / f"{kind}.log").open("wb")
        process = subprocess.Popen(
            [python, "-m", "llama_cpp.server", "--model", model, "--port", str(port), *sizes],
            stdout=log,
            stderr=log,
        )
        engine = started[kind] = Engine(f"http://127.0.0.1:{port}", says, process)
        while not _is_up(engine.url):
            assert process.poll() is None, Path(log.name).read_text()
        return engine

    yield start
    for running in started.values():
        running.kill()
