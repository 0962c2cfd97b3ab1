"""Where a session can be asked about itself: a Unix socket that only its own user may use.

One question and one answer per connection, each a line of JSON. `answer` turns the one into the
other; what it raises as `RefusalError` becomes {"problem": "a sentence"}.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import stat
import struct
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from termproxy.assistant.trouble import note_error

Answer = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]

LONGEST_QUESTION = 64 * 1024
# A question is one short line, written at once; whoever connects and says nothing is let go.
PATIENCE = 5.0
# Linux: SO_PEERCRED is pid, uid, gid (unix(7)).
CREDENTIALS = struct.Struct("=iII")


class RefusalError(Exception):
    """The question cannot be answered; the message is a sentence for the user."""


class DoorError(Exception):
    """The socket cannot be had; the message is a sentence for the log."""


class Door:
    """Listens at `path` until closed."""

    def __init__(self, path: str, answer: Answer) -> None:
        self.path = path
        self._answer = answer
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Start to listen. Raises DoorError."""
        try:
            _private_folder(os.path.dirname(self.path))
            _sweep(os.path.dirname(self.path))
            listening = _bound(self.path)
        except OSError as error:
            raise DoorError(f"No socket at {self.path}: {error.strerror}.") from error
        self._server = await asyncio.start_unix_server(
            self._visited, sock=listening, limit=LONGEST_QUESTION
        )

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            _remove(self.path)

    async def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _same_user(writer.get_extra_info("socket")):
                async with asyncio.timeout(PATIENCE):
                    line = await reader.readline()
                reply = await self._reply(line)
                writer.write(json.dumps(reply).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError):
            pass  # it left, was silent, or talks without end
        finally:
            writer.close()

    async def _reply(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            if not isinstance(asked, dict):
                raise RefusalError("A question is a JSON object.")
            return await self._answer(asked)
        except RefusalError as refusal:
            return {"problem": str(refusal)}
        except (ValueError, RecursionError):
            return {"problem": "A question is a line of JSON."}
        except Exception as error:
            note_error(error)
            return {"problem": "The assistant stumbled over this; its log has the details."}


def _private_folder(folder: str) -> None:
    """Make `folder` if it is not there, and see that it is ours alone. Raises DoorError, OSError.

    /tmp belongs to everyone: somebody else may have put something of that name there.
    """
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise DoorError(f"{folder} is not a folder of ours, so no socket was made there.")
    if found.st_mode & 0o077:
        raise DoorError(f"Others can enter {folder}, so no socket was made there: chmod 700 it.")


def _sweep(folder: str) -> None:
    """Remove the sockets and private files of sessions that are no more."""
    found: dict[int, list[str]] = {}
    for name in os.listdir(folder):
        if (ours := re.fullmatch(r"([0-9]{1,9})\.(?:sock|fill|inner)", name)) is not None:
            found.setdefault(int(ours[1]), []).append(os.path.join(folder, name))
    for pid, paths in found.items():
        if not _lives(pid) and not any(map(_answers, paths)):
            for path in paths:
                _remove(path)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it lives, and is not ours to signal
    return True


def _answers(path: str) -> bool:
    """Whether somebody listens there: a container may share the folder, not the numbers."""
    if not path.endswith(".sock"):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.setblocking(False)
        try:
            wire.connect(path)
        except BlockingIOError:
            return True  # it has more callers than it takes at a time
        except OSError:
            return False
    return True


def _bound(path: str) -> socket.socket:
    _remove(path)  # of the assistant before us, which was killed
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(path)
        os.chmod(path, 0o600)
    except OSError:
        listening.close()
        raise
    return listening


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def _same_user(connection: socket.socket) -> bool:
    """Whether who called runs as us. Where the system does not tell, the folder's mode must do."""
    if sys.platform != "linux":
        return True
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _, uid, _ = CREDENTIALS.unpack(raw)
    return bool(uid == os.getuid())
