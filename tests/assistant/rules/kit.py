"""A working directory described in a few words, and the question every table asks."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.rules import judge
from termproxy.assistant.world.local import Local

PATH = "/usr/local/bin:/usr/bin:/bin"


class World:
    """A folder to fail in. Everything is real: files, modes, a git repository."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / ".world-bin"
        self.bin.mkdir()
        self.home = root

    def file(self, name: str, text: str = "", *, mode: int = 0o644) -> World:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return self

    def folder(self, name: str) -> World:
        (self.root / name).mkdir(parents=True, exist_ok=True)
        return self

    def programs(self, *names: str) -> World:
        for name in names:
            (self.bin / name).write_text("#!/bin/sh\n")
            (self.bin / name).chmod(0o755)
        return self

    def git(self, *args: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *args]
        environ = {"PATH": PATH, "HOME": str(self.root), "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            command, cwd=self.root, env=environ, capture_output=True, text=True, check=False
        )
        return (done.stdout + done.stderr).rstrip("\n")

    def repository(self, branch: str = "main", *branches: str) -> World:
        self.git("init", "-q", "-b", branch)
        self.git("commit", "-q", "--allow-empty", "-m", "first")
        for name in branches:
            self.git("branch", name)
        return self

    def run(self, command: str) -> tuple[str, int]:
        """The command's true output and status, in bash, in this folder."""
        environ = {
            "PATH": f"{self.bin}:{PATH}",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.com",
            "GIT_EDITOR": "true",
            "GIT_TERMINAL_PROMPT": "0",
        }
        done = subprocess.run(
            ["bash", "--norc", "-c", command],
            cwd=self.root,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        output = re.sub(r"^bash: (?:-c: )?line \d+: ", "bash: ", done.stdout, flags=re.MULTILINE)
        return output.rstrip("\n"), done.returncode

    def mend(self, command: str) -> list[str]:
        """Run it, and give the fixes for what it really said."""
        output, status = self.run(command)
        assert status, f"{command} succeeded: {output}"
        advice = self.advice(command, output, status)
        return [fix.command for fix in advice.fixes] if advice else []

    def advice(
        self, command: str, output: str = "", status: int = 1, history: tuple[str, ...] = ()
    ) -> Advice | None:
        verdict = self.verdict(command, output, status, history)
        assert not verdict.broken, verdict.broken
        return verdict.advice

    def verdict(
        self, command: str, output: str = "", status: int = 1, history: tuple[str, ...] = ()
    ):  # type: ignore[no-untyped-def]
        case = Case(
            command, status, output, str(self.root), path=f"{self.bin}:{PATH}", history=history
        )
        return judge(case, Local(case, {"HOME": str(self.home)}, root=False))

    def fixes(self, command: str, output: str = "", status: int = 1) -> list[str]:
        advice = self.advice(command, output, status)
        return [fix.command for fix in advice.fixes] if advice else []

    def first(self, command: str, output: str = "", status: int = 1) -> str:
        """The first fix, "" for none."""
        return next(iter(self.fixes(command, output, status)), "")
