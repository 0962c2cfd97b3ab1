"""From a failing command to its hint on the screen, and to the request on the wire."""

from __future__ import annotations

import json
import select
import socket
import threading
import time

from benchmarks.kit import Pty, Scratch, quantile, table, termproxy


def instant(scratch: Scratch, rounds: int) -> None:
    """Enter to hint, less Enter to prompt of the bare shell: what the hint costs the user."""
    wrapped = Pty(termproxy("--hints", "rules", "bash"), scratch.environ())
    bare = Pty(["bash"], scratch.environ())
    for pty in (wrapped, bare):
        pty.until(b"READY$ ")
    _warm(wrapped)
    hints, prompts = [], []
    for number in range(rounds * 10):
        line = f"gti status {number}".encode()
        bare.drain()
        bare.write(line + b"\r")
        begin = time.perf_counter()
        bare.until(b"not found")
        bare.until(b"READY$ ")
        prompts.append((time.perf_counter() - begin) * 1e3)
        wrapped.drain()
        wrapped.write(line + b"\r")
        begin = time.perf_counter()
        wrapped.until(b"not found")
        wrapped.until(b"git status")
        hints.append((time.perf_counter() - begin) * 1e3)
        wrapped.until(b"READY$ ")
    for pty in (wrapped, bare):
        pty.close()
    rows = [
        ["Enter to prompt, bare bash", *_quantiles(prompts)],
        ["Enter to hint on screen", *_quantiles(hints)],
        ["the difference", *_quantiles([a - b for a, b in zip(hints, prompts, strict=True)])],
    ]
    table(f"instant hints, {len(hints)} failures", ["", "p50 ms", "p95 ms", "max ms"], rows)


def request(scratch: Scratch, rounds: int) -> None:
    """Enter to the moment a server has the whole request of /api/chat."""
    server = _Server()
    environ = scratch.environ(OLLAMA_HOST=f"127.0.0.1:{server.port}")
    wrapped = Pty(termproxy("bash"), environ)
    wrapped.until(b"READY$ ")
    _warm(wrapped)
    times = []
    for number in range(rounds * 4):
        select.select([], [], [], 0.3)  # more than five questions a second are made to wait
        wrapped.drain()
        wrapped.write(f"sh -c 'echo strange trouble {number}; exit 5'\r".encode())
        begin = time.perf_counter()
        wrapped.until(b"READY$ ")
        times.append((server.asked() - begin) * 1e3)
    wrapped.close()
    server.close()
    rows = [
        ["the first, which imports aiohttp", *_quantiles(times[:1])],
        ["the others", *_quantiles(times[1:])],
    ]
    table(
        f"Enter to request on the wire, {len(times)} failures",
        ["", "p50 ms", "p95 ms", "max ms"],
        rows,
    )


def _warm(pty: Pty) -> None:
    """The assistant starts in the background after the first prompt."""
    select.select([], [], [], 1.5)
    pty.write(b"gti x\r")
    pty.until(b"READY$ ")
    select.select([], [], [], 0.5)


def _quantiles(values: list[float]) -> list[str]:
    return [f"{quantile(values, q):.1f}" for q in (0.5, 0.95)] + [f"{max(values):.1f}"]


TAGS = {
    "models": [
        {
            "name": "bench:latest", "model": "bench:latest", "size": 1, "digest": "0",
            "details": {"family": "llama", "parameter_size": "3B", "context_length": 8192},
            "capabilities": ["completion"], "modified_at": "2026-01-01T00:00:00Z",
        }
    ]
}  # fmt: skip


class _Server:
    """Just enough of Ollama to be chosen and asked; notes when a chat request was complete."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._moments: list[float] = []
        self._came = threading.Condition()
        self._taken = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def asked(self) -> float:
        """The moment of the next chat request that was not asked for yet."""
        with self._came:
            if not self._came.wait_for(lambda: len(self._moments) > self._taken, timeout=30):
                raise RuntimeError("no request came")
            self._taken = len(self._moments)
            return self._moments[-1]

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            while head := stream.readline():
                length = 0
                while (line := stream.readline()) not in (b"\r\n", b""):
                    name, _, text = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(text)
                stream.read(length)
                moment = time.perf_counter()
                path = head.split()[1]
                if path == b"/api/chat":
                    with self._came:
                        self._moments.append(moment)
                        self._came.notify_all()
                    answer = {
                        "model": "bench", "created_at": "2026-01-01T00:00:00Z", "done": True,
                        "message": {"role": "assistant", "content": "CAUSE: none\n"},
                        "done_reason": "stop",
                    }  # fmt: skip
                else:
                    known = {b"/api/tags": TAGS, b"/api/version": {"version": "0.30.0"}}
                    answer = known.get(path, {"models": []})
                body = json.dumps(answer).encode() + b"\n"
                reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
                try:
                    connection.sendall(reply + body)
                except OSError:
                    return
