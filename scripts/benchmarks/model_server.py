"""A server that speaks as much of Ollama as the benchmarks need."""

from __future__ import annotations

import json
import select
import socket
import threading
import time

TAGS = {
    "models": [
        {
            "name": "bench:latest", "model": "bench:latest", "size": 1, "digest": "0",
            "details": {"family": "llama", "parameter_size": "3B", "context_length": 8192},
            "capabilities": ["completion"], "modified_at": "2026-01-01T00:00:00Z",
        }
    ]
}  # fmt: skip


SILENCE = "CAUSE: none\n"
MISALIGNED = "CAUSE: the flux is misaligned\nRUN: none\nWHY: It happens.\n"


class ModelServer:
    """Just enough of Ollama to be chosen and asked; notes when a chat request was complete.

    With `streaming` an answer never ends: a token comes every 10 ms until the client goes.
    """

    def __init__(self, *, streaming: bool = False, said: str = SILENCE) -> None:
        self._said = said
        self._streaming = streaming
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._moments: list[float] = []
        self._came = threading.Condition()
        self._taken = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def questions(self) -> int:
        """How many chat requests came so far."""
        return len(self._moments)

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
                asked = stream.read(length)
                moment = time.perf_counter()
                path = head.split()[1]
                if path == b"/api/chat":
                    question = bool(json.loads(asked)["messages"])  # else: load the model
                    if question:
                        with self._came:
                            self._moments.append(moment)
                            self._came.notify_all()
                    if self._streaming and question:
                        self._stream(connection)
                        return
                    answer = {
                        "model": "bench", "created_at": "2026-01-01T00:00:00Z", "done": True,
                        "message": {"role": "assistant", "content": self._said},
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

    def _stream(self, connection: socket.socket) -> None:
        token = json.dumps(
            {"model": "bench", "message": {"role": "assistant", "content": "word "}, "done": False}
        )
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            while not select.select([connection], [], [], 0.01)[0]:
                connection.sendall(token.encode() + b"\n")
        except OSError:
            pass  # the client has gone
