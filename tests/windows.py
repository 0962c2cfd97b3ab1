"""Real terminals in a window: xterm and VTE (GNOME Terminal's), under Xvfb, and what they show.

Each shows bytes as they are and tells its screen by means of its own: xterm prints it (`CSI i`,
with colours), VTE hands out its text. Nothing of the user's desktop is touched.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
# VTE's bindings are a package of the system, for the system's interpreter.
SYSTEM_PYTHON = "/usr/bin/python3"
VTE = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('Vte', '2.91')"
# DECDWL's kin, which says nothing here, and the second cell of a wide character.
UNTOLD = ("\x1b#5", "\uffff")

Picture = tuple[list[str], int, int]


def has_vte() -> bool:
    """Are VTE and its bindings installed?"""
    command = [SYSTEM_PYTHON, "-c", VTE]
    return (
        Path(SYSTEM_PYTHON).exists()
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )


class Display:
    """An X server without a screen."""

    def __init__(self) -> None:
        read, write = os.pipe()
        # Without -noreset it starts anew when a last window closes: who comes then is refused.
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp",
             "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with open(read) as number:
            name = f":{number.readline().strip()}"
        self.environ = {
            **os.environ,
            "DISPLAY": name,
            "LC_ALL": "C.UTF-8",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",  # or GTK looks for a bus of the desktop's
        }

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()


class Window:
    """A terminal; `show` bytes, then look at the `picture`. Frames have a length of 4 bytes."""

    def __init__(self, process: subprocess.Popen[bytes], to: IO[bytes], back: IO[bytes]) -> None:
        self._process, self._to, self._back = process, to, back

    def _ask(self, data: bytes) -> bytes:
        self._to.write(len(data).to_bytes(4, "little") + data)
        self._to.flush()
        size = int.from_bytes(self._back.read(4), "little")
        return self._back.read(size)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        for pipe in (self._to, self._back, self._process.stderr):
            if pipe is not None:
                pipe.close()


def _opened(fifo: Path, process: subprocess.Popen[bytes]) -> IO[bytes]:
    """The end to write to, once the program in the window reads; an error if it never will."""
    while process.poll() is None:
        try:
            fd = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # ENXIO: nobody reads yet
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.01)
            continue
        os.set_blocking(fd, True)
        return open(fd, "wb")
    assert process.stderr is not None
    raise RuntimeError(f"xterm ended: {process.stderr.read().decode()}")


class Xterm(Window):
    def __init__(self, display: Display, folder: Path, cols: int, rows: int) -> None:
        folder.mkdir()
        self._printed = folder / "printed"
        for name in ("to", "back", "printed"):
            os.mkfifo(folder / name)
        # A resource's value has no quoting; the folder's name has no blanks.
        process = subprocess.Popen(
            ["xterm", "-fn", "fixed", "-u8", "+sb", "-geometry", f"{cols}x{rows}",
             "-xrm", f"*printerCommand: cat >{self._printed}", "-xrm", "*printerAutoClose: true",
             "-xrm", "*printAttributes: 2",
             "-e", sys.executable, str(HERE / "xterm_inside.py"),
             str(folder / "to"), str(folder / "back")],
            env=display.environ, stderr=subprocess.PIPE,
        )  # fmt: skip
        to = _opened(folder / "to", process)
        super().__init__(process, to, (folder / "back").open("rb"))
        self._shown: Picture = ([], 0, 0)

    def show(self, data: bytes) -> None:
        """Write, and wait until it is drawn."""
        reply = self._ask(data)
        text = self._printed.read_text()
        for word in UNTOLD:
            text = text.replace(word, "")
        y, _, x = reply.removeprefix(b"\x1b[").removesuffix(b"R").partition(b";")
        self._shown = (text.split("\n"), int(y) - 1, int(x) - 1)

    def picture(self) -> Picture:
        """The screen's lines, with colours; the cursor's row and column."""
        return self._shown


class Vte(Window):
    def __init__(self, display: Display, folder: Path, cols: int, rows: int) -> None:
        process = subprocess.Popen(
            [SYSTEM_PYTHON, str(HERE / "vte_window.py"), str(cols), str(rows)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**display.environ, "HOME": str(folder)},
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        super().__init__(process, process.stdin, process.stdout)
        self._shown: Picture = ([], 0, 0)

    def show(self, data: bytes) -> None:
        """Write, and wait until it is drawn."""
        place, _, text = self._ask(data).decode().partition("\n")
        y, x = map(int, place.split())
        self._shown = (text.split("\n"), y, x)

    def picture(self) -> Picture:
        """The screen's lines, without colours; the cursor's row and column."""
        return self._shown
