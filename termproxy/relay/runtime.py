"""The session's files while it runs: in a folder that only this user can enter."""

from __future__ import annotations

import errno
import os
import stat

from termproxy.core.value import TYPE_CHECKING
from termproxy.places import session_process
from termproxy.relay import processes

if TYPE_CHECKING:
    from collections.abc import Mapping


class FillFile:
    """The file through which a fix reaches the shell's fill widget. It is empty at other times."""

    def __init__(self, folder: str, name: str) -> None:
        self.path = os.path.join(folder, name)

    def make(self) -> None:
        """The file (0600), and the folder (0700) if need be. Raises OSError."""
        folder = os.path.dirname(self.path)
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            pass
        kind = os.lstat(folder)
        if not stat.S_ISDIR(kind.st_mode) or kind.st_uid != os.getuid() or kind.st_mode & 0o077:
            raise PermissionError(f"{folder} is not a private folder of this user")
        self.clear()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        os.close(os.open(self.path, flags, 0o600))

    def put(self, text: str) -> None:
        """What the widget is to read next. Raises OSError."""
        fd = os.open(self.path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            data = text.encode()
            if os.write(fd, data) < len(data):  # a full disk takes a part
                os.ftruncate(fd, 0)  # half of a command may be a worse one
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.path)
        finally:
            os.close(fd)

    def clear(self) -> None:
        """Take the file away."""
        try:
            os.unlink(self.path)
        except OSError:
            pass


class InnerFlag:
    """Raised by a termproxy that runs inside of another: what fails there has had its word.

    The session outside lowers it at its start and its end, too: its name is made of a process
    number, and those come again.
    """

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._path = socket.removesuffix(".sock") + ".inner"

    @classmethod
    def of_session(cls, environ: Mapping[str, str]) -> InnerFlag | None:
        """That of the session which a process with this environment runs in, if in any."""
        socket = environ.get("TERMPROXY_SESSION", "")
        return cls(socket) if os.path.isabs(socket) else None

    def up(self) -> None:
        """The session outside, if we are below it, will not comment on this command.

        We are not in a multiplexer, whose server only was started there.
        """
        if processes.TOLD and session_process(self._socket) not in processes.lineage(os.getpid()):
            return
        try:
            os.stat(self._socket)
            flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            os.close(os.open(self._path, flags, 0o600))
        except OSError:
            pass

    def down(self) -> bool:
        """Whether it was up. It is down now."""
        try:
            os.unlink(self._path)
        except OSError:
            return False
        return True
