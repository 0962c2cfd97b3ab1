"""Real shells in a real pty: what they write, key by key, cut at the marks of a tiny integration.

The marks are OSC 7777 with 133's letters: D (a command ended), A (a prompt begins), C (a command
starts). They carry no command text, which nothing here needs.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from pathlib import Path

from termproxy.core.events import Command, CommandFinished, CommandStarted, PromptShown

MARK = re.compile(rb"\x1b\]7777;([ACD])\x07")
Item = bytes | CommandStarted | CommandFinished | PromptShown

BASH = r"""
PS0='\e]7777;C\a'
PROMPT_COMMAND='printf "\e]7777;D\a"'
bind 'set enable-bracketed-paste on'
"""
ZSH = r"""
precmd() { print -n '\e]7777;D\a\e]7777;A\a' }
preexec() { print -n '\e]7777;C\a' }
setopt interactive_comments prompt_subst
unsetopt beep
"""
FISH = r"""
function a --on-event fish_prompt; printf '\e]7777;A\a'; end
function c --on-event fish_preexec; printf '\e]7777;C\a'; end
function d --on-event fish_postexec; printf '\e]7777;D\a'; end
"""
# name -> shell, lines added to its start-up file
SETUPS = {
    "bash": ("bash", BASH + r"PS1='\[\e]7777;A\a\]\[\e[1;32m\]u@h\[\e[0m\]:\w\$ '"),
    "bash two lines": ("bash", BASH + r"PS1='\[\e]7777;A\a\]┌ \[\e[34m\]\w\[\e[0m\]\n└ λ '"),
    "bash vi": (
        "bash",
        BASH
        # readline writes its mode before the prompt, so that the mark cannot stand in PS1 alone
        + "PROMPT_COMMAND='printf \"\\e]7777;D\\a\\e]7777;A\\a\"'\n"
        + "set -o vi\nbind 'set show-mode-in-prompt on'\n"
        + r"PS1='\[\e[31m\]red $ '",
    ),
    "zsh": ("zsh", ZSH + "PS1=$'%{\\e]7777;A\\a%}%F{green}%n%f:%1~%# '"),
    "zsh right prompt": (
        "zsh",
        ZSH + "PS1=$'%{\\e]7777;A\\a%}%F{blue}%1~%f\\n❯ '\nRPROMPT='%F{red}right %?%f'",
    ),
    "zsh vi": ("zsh", ZSH + "bindkey -v\nPS1=$'%{\\e]7777;A\\a%}%B%1~%b$ '"),
    "fish": ("fish", FISH),
    "fish right prompt": (
        "fish",
        FISH
        + "function fish_prompt; echo '~ two'; echo -n '> '; end\n"
        + "function fish_right_prompt; echo -n right; end",
    ),
}

# What a person does at a prompt. Each entry is one write to the shell.
LONG = "echo one two three four five six seven eight nine ten eleven"
KEYS: tuple[str, ...] = (
    "ls", " -la", "\x01", "X", "\x04", "\x05", "\x15",  # edit, start, delete, end, kill
    LONG, "\x02\x02\x02", "in", "\x01", "ab", "\x05", "\r",  # wrapped; insert in the middle; run
    "printf 'no newline'\r",
    "cat al", "\t", "\t", "\t", "\x15", "\x03",  # completion menu
    "\x10", "\x10", "\x0e", "\x12", "two", "\x07", "\x03",  # history, search
    "for i in 1 2; do", "\r", "echo $i", "\r", "done", "\r",  # a command of several lines
    "echo 日本語 é 👍", "\x02\x02\x02", "\x15",
    "\x0c", "echo cleared", "\x0c", "\r",
    "seq 30\r", "echo at the bottom of the screen and long enough to wrap around", "\x01", "\x05",
    "\x1b[200~pasted text\x1b[201~", "\x03", "false\r", "\r", "last",
)  # fmt: skip


def record(names: list[str], folder: Path, cols: int, rows: int) -> dict[str, list[list[Item]]]:
    """What the set-ups write at start and after each of KEYS, as bytes and shell events.

    All of them side by side, since most of the time is spent waiting for the last byte.
    """
    shells = {name: _Shell(name, folder / name.replace(" ", "-"), cols, rows) for name in names}
    try:
        steps = [_answers(shells)]
        for key in KEYS:
            for shell in shells.values():
                shell.type(key)
            steps.append(_answers(shells))
        return {name: [step[name] for step in steps] for name in names}
    finally:
        for shell in shells.values():
            shell.close()


def _answers(shells: dict[str, _Shell]) -> dict[str, list[Item]]:
    """What comes, until nothing does for a moment and all the shells are at their prompts."""
    by_fd = {shell.fd: shell for shell in shells.values()}
    while True:
        patience = max(shell.patience for shell in shells.values())
        readable = select.select(list(by_fd), [], [], patience)[0]
        if not readable:
            return {name: shell.answer() for name, shell in shells.items()}
        for fd in readable:
            by_fd[fd].read()


class _Shell:
    def __init__(self, name: str, home: Path, cols: int, rows: int) -> None:
        shell, startup = SETUPS[name]
        home.mkdir()
        for file in ("alpha-one", "alpha-two", "alpha-three", "alphabet"):
            (home / file).write_text("")
        rc = home / {"bash": "rc", "zsh": ".zshrc", "fish": "rc.fish"}[shell]
        rc.write_text(startup + "\n")
        argv = {
            "bash": ["bash", "--noprofile", "--rcfile", str(rc), "-i"],
            "zsh": ["zsh", "-i"],
            "fish": ["fish", "--no-config", "-i", "-C", f"source {rc}"],
        }[shell]
        environment = {
            "HOME": str(home),
            "ZDOTDIR": str(home),
            "HISTFILE": str(home / "history"),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "USER": "u",
        }
        self._state = "start"
        self._seq = 0
        self._data = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            os.execvpe(argv[0], argv, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def read(self) -> None:
        self._data += os.read(self.fd, 4095)

    @property
    def patience(self) -> float:
        """Seconds; not every key has an answer, but a command ends in a prompt.

        It follows its mark, on a busy machine some time later: a key that came in between would be
        echoed by the kernel, and a hint stand in a row whose prompt is yet to come.
        """
        marks = MARK.findall(self._data)
        awaited = marks[-1] != b"A" or self._data.endswith(b"A\x07") if marks else False
        if awaited or (not marks and self._state == "start"):
            return 10
        return 0.04 if self._data else 0.15

    def answer(self) -> list[Item]:
        data, self._data = self._data, b""
        return list(self._cut(data))

    def _cut(self, data: bytes) -> list[Item]:
        items: list[Item] = []
        for place, part in enumerate(MARK.split(data)):
            if place % 2 == 0:
                if part:
                    items.append(part)
            elif part == b"C":
                self._state = "running"
                items.append(CommandStarted(self._seq, "", "/", 0))
            elif part == b"D":
                self._state = "ended"
                self._seq += 1
                command = Command(self._seq, "x", "/", 1, 0.0, 0, 0)
                items.append(CommandFinished(command))
            else:
                fresh = self._state != "prompt"
                self._state = "prompt"
                items.append(PromptShown(self._seq, "/", fresh, 0))
        return items

    def close(self) -> None:
        os.close(self.fd)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
