"""Sub-commands used inside a session, the way a user does."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from tests.e2e.terminal import Terminal, environment
from tests.fake_ollama import ANSWER, Exchange, FakeOllama, Scenario, answering

T = TypeVar("T")
# A failure that no rule knows.
ODD = """python3 -c 'import sys; print("flux capacitor misaligned"); sys.exit(5)'"""
WORDS = "The **flux capacitor** is misaligned.\n\n```sh\nalign --flux\n```\n\nThen try again.\n"


class Background:
    """A fake Ollama in a thread of its own."""

    def __init__(self, chat: Scenario | None = None) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.fake = FakeOllama(chat)
        self.run(self.fake.start())

    @property
    def url(self) -> str:
        return self.fake.url

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def stop(self) -> None:
        self.run(self.fake.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


async def by_kind(exchange: Exchange) -> None:
    """Answer hints with three lines and everything else with `WORDS`."""
    hint = "CAUSE, RUN, WHY" in exchange.request.json["messages"][-1]["content"]
    await answering(ANSWER if hint else WORDS)(exchange)


class Inside:
    """A wrapped bash that has `termproxy` on its PATH."""

    def __init__(
        self, start: Callable[..., Terminal], home: Path, *options: str, cols: int = 100, **env: str
    ) -> None:
        programs = home / "bin"
        programs.mkdir(exist_ok=True)
        script = programs / "termproxy"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m termproxy "$@"\n')
        script.chmod(0o755)
        env = environment(home, **env)
        env["PATH"] = f"{programs}:{env['PATH']}"
        env.setdefault("XDG_RUNTIME_DIR", str(runtime_folder(home)))
        self.home = home
        self.terminal = start(*options, "bash", env=env, cols=cols, rows=40)
        self.terminal.shows("$")
        self._count = 0

    def up(self) -> None:
        """Wait until the assistant answers."""
        self.terminal.type("until termproxy status >/dev/null 2>&1; do :; done; clear\n")
        self.run("true")

    def run(self, command: str) -> str:
        """Run `command`; the screen's text from after its line to the next prompt."""
        self._count += 1
        mark = f"#{self._count}#"
        terminal = self.terminal
        terminal.type(f"clear; {command}\n")
        terminal.type(f"echo '#'{self._count}'#'\n")
        terminal.until(lambda: f"\n{mark}\n$" in terminal.text() + "\n", f"{command} is over")
        return terminal.text()

    def fail(self, command: str, *hint: str) -> str:
        """Run a command that fails, alone on its line, and wait for its hint."""
        self.terminal.type("clear\n")
        self.terminal.type(command + "\n")
        self.terminal.shows("▎", *hint)
        self.terminal.until(lambda: self.terminal.rows()[-1] == "$", "the prompt is up")
        return self.terminal.text()


Enter = Callable[..., Inside]


def outside(home: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """termproxy run by itself, with nothing around it."""
    return subprocess.run(
        [sys.executable, "-m", "termproxy", *argv],
        env=environment(home, **env),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
    )


def runtime_folder(home: Path) -> Path:
    folder = home / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
