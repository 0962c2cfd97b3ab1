"""The side process: an asyncio program that turns failures into hints.

It reads messages from the relay on one pipe and answers on another, and ends when the first is
closed. Whatever goes wrong in here costs a hint, never a key: the relay does without it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import NoReturn

from termproxy.assistant.model.warmth import Warmth
from termproxy.assistant.pipeline import Pipeline
from termproxy.assistant.session.desk import Desk
from termproxy.assistant.session.door import Door, DoorError
from termproxy.assistant.session.recall import Memory
from termproxy.assistant.trouble import note, note_context, note_error
from termproxy.core.events import Hello, Message, Ready, Recalled
from termproxy.core.link import Decoder, LinkError, encode

READ = 1 << 18


class Pipes:
    """Our two ends. Answers are short and the relay always reads, so a write may wait for it."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.incoming = incoming
        self.outgoing = outgoing

    def send(self, message: Message) -> None:
        """Write one message whole. Raises BrokenPipeError when the relay is gone."""
        data = encode(message)
        os.set_blocking(self.outgoing, True)
        while data:
            data = data[os.write(self.outgoing, data) :]


class Asked:
    """The session's socket. Without one, everything but the questions goes on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._door: Door | None = None
        self._opening: asyncio.Task[None] | None = None

    def open(self, path: str) -> None:
        """Begin to listen at `path`."""
        self._door = Door(path, self._desk.answer)
        self._opening = asyncio.get_running_loop().create_task(self._open(self._door))

    async def _open(self, door: Door) -> None:
        try:
            await door.open()
        except DoorError as error:
            note(str(error))

    async def close(self) -> None:
        if self._opening is not None and self._door is not None:
            await self._opening
            await self._door.close()


async def serve(pipes: Pipes) -> None:
    """Answer until the relay closes its end."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(note_context)
    ended = asyncio.Event()
    decoder = Decoder()
    pipeline = Pipeline(pipes.send, dict(os.environ))
    memory = Memory(pipes.send)
    warmth = Warmth(pipeline)
    asked = Asked(Desk(pipeline, memory))

    def heard(message: Message) -> None:
        if isinstance(message, Recalled):
            memory.heard(message)
            return
        pipeline.heard(message)
        warmth.heard(message)
        if isinstance(message, Hello) and message.socket:
            asked.open(message.socket)

    def readable() -> None:
        try:
            data = os.read(pipes.incoming, READ)
        except BlockingIOError:
            return
        try:
            if not data:
                raise EOFError
            for message in decoder.feed(data):
                heard(message)
        except (EOFError, BrokenPipeError, LinkError):
            loop.remove_reader(pipes.incoming)
            ended.set()
        except Exception as error:
            # One failure that we cannot digest: the relay's patience covers it.
            note_error(error)

    os.set_blocking(pipes.incoming, False)
    loop.add_reader(pipes.incoming, readable)
    try:
        pipes.send(Ready(os.getpid()))
        await ended.wait()
    finally:
        await asked.close()
        await warmth.close()
        await pipeline.close()


def _only_ours(keep: set[int]) -> None:
    """Close what the user's shell left open for its children, such as the lock of a script."""
    try:
        present = [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        return
    for fd in present:
        if fd > 2 and fd not in keep:
            try:
                os.close(fd)
            except OSError:
                pass  # the listing's own


def run(incoming: int, outgoing: int) -> None:
    """The whole life of the process."""
    _only_ours({incoming, outgoing})
    try:
        asyncio.run(serve(Pipes(incoming, outgoing)))
    except (BrokenPipeError, KeyboardInterrupt):
        pass


def main() -> NoReturn:
    """argv: package root, pipe to read, pipe to write[, file for a profile]."""
    incoming, outgoing = int(sys.argv[2]), int(sys.argv[3])
    if len(sys.argv) > 4:
        import cProfile

        profiler = cProfile.Profile()
        try:
            profiler.runcall(run, incoming, outgoing)
        finally:
            profiler.dump_stats(sys.argv[4])
    else:
        run(incoming, outgoing)
    sys.exit(0)
