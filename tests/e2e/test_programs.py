"""Programs that people live in, through tmux: the screens with and without termproxy are equal.

Each is started from bash in two panes of the same size, one of them under termproxy, and gets the
same keys. A step ends when the screen shows what it should; then every cell, its colours and the
cursor are compared.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import PATIENCE, TERMPROXY, Terminal, environment, needs

Wrap = Callable[..., Terminal]
# Keys as tmux names them (what is no name is typed), and a text that then comes up.
Step = tuple[str, str]
# In front of that text: the rest of the screen differs from moment to moment, so is not compared.
STARTED = "~"


class Pane:
    """A tmux server with one pane; what it shows."""

    def __init__(self, home: Path, *argv: str) -> None:
        self.name = home.parent.name
        self.socket = str(home / "tmux.sock")
        self.env = environment(home, TERM="xterm-256color")
        config = home / "tmux.conf"
        config.write_text(
            "set -g status off\nset -g default-terminal tmux-256color\nset -s escape-time 0\n"
        )
        self.tmux("-f", str(config), "new-session", "-d", "-x", "80", "-y", "24", *argv, cwd=home)

    def tmux(self, *argv: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-S", self.socket, *argv],
            env=self.env,
            cwd=cwd,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout

    def type(self, keys: str) -> None:
        for key in keys.split(" "):
            self.tmux("send-keys", key.replace("_", " "))

    def shows(self) -> str:
        cursor = self.tmux("display-message", "-p", "#{cursor_x},#{cursor_y},#{cursor_flag}")
        modes = self.tmux(
            "display-message", "-p", "#{alternate_on} #{mouse_any_flag} #{keypad_cursor_flag}"
        )
        screen = self.tmux("capture-pane", "-p", "-e").replace(f"{self.name}/home", "*/home")
        return screen + cursor + modes

    def text(self) -> str:
        return self.tmux("capture-pane", "-p")

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], check=False, capture_output=True)


FILE = "".join(f"line {n} of a file with some text in it\n" for n in range(1, 101))
BAR = (
    "import sys\n"
    "for n in range(0, 101, 10):\n"
    "    bar = '#' * (n // 5) + '.' * (20 - n // 5)\n"
    "    print(f'\\r\\033[K[{bar}] {n} %', end='', flush=True)\n"
    "print('\\nready')\n"
)

PROGRAMS: dict[str, tuple[tuple[str, ...], str, list[Step]]] = {
    "vim": (
        ("vim",),
        "vim -u NONE -N file",
        [
            ("", "line 1 of"),
            (":set_nu Enter", "  1 line 1"),
            ("/line_50 Enter", "50 line 50"),
            ("O h e l l o Escape", "hello"),
            (":split Enter", "[+]"),
            ("v j j", "VISUAL"),
            ("Escape :q! Enter :q! Enter", "$"),
        ],
    ),
    "less": (
        ("less",),
        "less file",
        [
            ("", "line 1 of"),
            ("Space", "line 40"),
            ("/line_77 Enter", "line 77"),
            ("G", "(END)"),
            ("q", "$"),
        ],
    ),
    "nano": (
        ("nano",),
        "nano -I file",
        [
            ("", "line 1 of"),
            ("C-w", "Search"),
            ("line_30 Enter", "line 30"),
            ("x y z", "Modified"),
            ("C-x", "Save"),
            ("n", "$"),
        ],
    ),
    "mc": (
        ("mc",),
        "mc --nosubshell --nomouse repository repository",
        [("", "10Quit"), ("End F3", "line 1 of"), ("F10", "10Quit"), ("F10", "$")],
    ),
    "fzf": (
        ("fzf",),
        "seq 1000 | fzf",
        [("", "1000/1000"), ("9 9", "/1000"), ("Up", "/1000"), ("Enter", "$")],
    ),
    "htop": (
        ("htop",),
        "htop",
        [("", f"{STARTED}F10"), ("F1", "Arrows"), ("Escape", f"{STARTED}F10"), ("q", "$")],
    ),
    "python": (
        ("python3",),
        "python3 -q",
        [
            ("", ">>>"),
            ("1+1 Enter", "2\n>>>"),
            ("for_x_in_'ab': Enter _print(x) Enter Enter", "b\n>>>"),
            ("Up Up", "print(x)"),
            ("C-c", "KeyboardInterrupt"),
            ("C-d", "$"),
        ],
    ),
    "git add -p": (
        ("git",),
        "git add -p",
        [("", "[y,n,q"), ("s Enter", "Split into"), ("y Enter", "(2/2)"), ("n Enter", "$")],
    ),
    "a progress bar": (("python3",), "python3 bar.py", [("", "100 %\nready")]),
    "bash": (
        (),
        "PS1=rea''dy:",
        [
            ("", "ready:"),
            ("echo_here Enter", "here\nready:"),
            ("C-r h e r", "reverse-i-search"),
            ("C-c", "ready:"),
            ("e c h o Space f i Tab Enter", "file"),
            ("C-l", "ready:"),
        ],
    ),
}


@pytest.fixture
def panes(tmp_path: Path) -> Iterator[Callable[[], tuple[Pane, Pane]]]:
    opened: list[Pane] = []

    def start() -> tuple[Pane, Pane]:
        for name, front in (("a", ()), ("b", TERMPROXY)):
            home = tmp_path / name / "home"
            furnish(home)
            opened.append(Pane(home, *front, "bash"))
        return opened[0], opened[1]

    yield start
    for pane in opened:
        pane.close()


def furnish(home: Path) -> None:
    home.mkdir(parents=True)
    (home / ".bashrc").write_text("PS1='$ '\nHISTFILE=\n")
    (home / "file").write_text(FILE)
    (home / "bar.py").write_text(BAR)
    repository = home / "repository"
    repository.mkdir()
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x"]
    for argv in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        (repository / "file").write_text(FILE)
        subprocess.run([*git, *argv], cwd=repository, check=True, capture_output=True)
    changed = FILE.replace("line 3 ", "LINE 3 ").replace("line 6 ", "LINE 6 ")
    (repository / "file").write_text(changed)
    stamp = 1_700_000_000
    for path in [home, *home.rglob("*")]:
        if ".git" not in path.parent.parts:
            os.utime(path, (stamp, stamp))


def same(panes: tuple[Pane, Pane], text: str) -> None:
    """Both panes come to show `text`, and then the same in every cell."""
    direct, wrapped = panes
    deadline = time.monotonic() + PATIENCE
    moving = text.startswith(STARTED)
    text = text.removeprefix(STARTED)
    while not (
        text in direct.text()
        and text in wrapped.text()
        and (moving or direct.shows() == wrapped.shows())
    ):
        if time.monotonic() > deadline:
            pytest.fail(f"not the same with {text!r}:\n{direct.shows()}\n{wrapped.shows()}")


@pytest.mark.parametrize("program", PROGRAMS)
def test_screens(panes: Callable[[], tuple[Pane, Pane]], program: str) -> None:
    required, line, steps = PROGRAMS[program]
    needs("tmux", *required)
    both = panes()
    same(both, "$")
    for pane in both:
        folder = "cd repository; " if program == "git add -p" else ""
        pane.type(f"{folder}clear;{line}".replace(" ", "_") + " Enter")
    for keys, text in steps:
        for pane in both:
            if keys:
                pane.type(keys)
        same(both, text)


# ----------------------------------------------------------------------------- sequences

SEQUENCES = [
    b"\x1b]8;;https://example.org/\x1b\\a link\x1b]8;;\x1b\\",
    b"\x1b]8;id=1;file:///tmp/x\x07another\x1b]8;;\x07",
    b"\x1bPq#0;2;0;0;0#1;2;100;100;0#1~~@@vv@@~~@@~~$#0??}}GG}}??}}??-#1!14@\x1b\\",
    b'\x1bP0;1;0q"1;1;6;6#0!6~-\x9c',
    b"\x1b_Gf=24,s=1,v=1;AAAA\x1b\\",
    b"\x1b]1337;File=inline=1:R0lGODlhAQABAAAAACw=\x07",
    b"\x1b]52;c;aGVsbG8=\x07",
    b"\x1b[?1000h\x1b[?1002h\x1b[?1003h\x1b[?1006h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l",
    b"\x1b[?2004h\x1b[?2004l\x1b[?2026h\x1b[?2026l\x1b[?1049h\x1b[?1049l\x1b[>4;2m\x1b[>1u\x1b[<u",
    b"\x1b]133;A\x07\x1b]133;D;1\x07\x1b]633;E;ls;nonce\x07\x1b]6977;wrong;D;1;1\x07\x1b]6977;",
    b"\x1b[38:2::1:2:3mcolons\x1b[0m\x1b[4:3mcurly\x1b[0m",
    b"\x1b[6n\x1b[c\x1b[>c\x1b[?6n\x1b]10;?\x07\x1bP$qm\x1b\\",
    "e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u202e\ufeff".encode(),
    b"\x1b\x1b]\x1bP\x18\x1a\x9b31m\x84\x90\x9d",
    bytes(range(256)),
]


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_sequences_of_every_kind_pass_unchanged(open_terminal: Wrap, home: Path, size: int) -> None:
    """OSC 8, sixel, kitty and iTerm pictures, mouse, paste, marks of others, garbage; in pieces."""
    (home / "data").write_bytes(b"\r\n".join(SEQUENCES) + b"END")
    copy = f"dd if=data bs={size} status=none; stty sane; echo"
    received = []
    for front in ((), TERMPROXY):
        terminal = open_terminal(*front, "bash")
        terminal.gets(b"$ ")
        terminal.type(f"stty raw -echo; {copy}\r")
        terminal.gets(b"END")
        terminal.gets(b"$ ", times=2)
        terminal.type("exit\r")
        assert terminal.end() == 0
        received.append(bytes(terminal.received))
    assert received[1] == received[0]


KEYS = [
    b"\x1b[200~pasted\rtext\n\x03\x04\x1a with \x1b[201~",
    b"\x1b[M !!\x1b[<0;10;20M\x1b[<0;10;20m\x1b[<64;1;1M\x1b[32;10;10M",
    b"\x1b[?62;22c\x1b[5;7R\x1b]10;rgb:0000/0000/0000\x07\x1bP1$r0m\x1b\\",
    b"\x1b[I\x1b[O\x1bOP\x1b[24~\x1b[24;8~\x1b[1;5A\x1b[97;5u\x1b",
    b"\x1b[?2026;2$y",
]


def test_mouse_paste_and_answers_reach_the_program(open_terminal: Wrap, home: Path) -> None:
    from tests.e2e import programs

    (home / "read.py").write_text(programs.exact_bytes_in(len(b"".join(KEYS))))
    terminal = open_terminal(*TERMPROXY, "bash")
    terminal.gets(b"$ ")
    terminal.type("python3 read.py\r")
    terminal.gets(b"READY")
    for keys in KEYS:
        os.write(terminal.fd, keys)
    terminal.gets(b"<" + b"".join(KEYS).hex().encode() + b">")
