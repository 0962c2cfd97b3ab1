"""The session around us, asked through its socket (`assistant/session/desk.py` answers)."""

from __future__ import annotations

import base64
import json
import os
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from termproxy.assistant.advice import Advice, Case, Fix, Source
from termproxy.core.events import Command

# The assistant works through its messages one by one; the model never keeps it from answering.
PATIENCE = 15.0
VARIABLE = "TERMPROXY_SESSION"


MORE = "`termproxy doctor` tells more."


class SessionError(Exception):
    """No answer; the message is a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One command of the session, and what it printed.

    `output`, `cut` and `skipped` as in `Failure`, from a window of `cols` x `rows`. `earlier` are
    the commands before it, oldest first, but for those that no model may know of; `previous` those
    of them, further back, that failed, as the model gets to see them. `settings` are the session's,
    with the mode that counts for this command. `kept_back`: a folder or a pattern wants no model to
    know of it.
    """

    command: Command
    output: bytes
    cut: int
    skipped: int
    cols: int
    rows: int
    shell: str
    settings: dict[str, object]
    earlier: tuple[Command, ...]
    previous: tuple[tuple[str, int], ...]
    kept_back: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of the output is here."""
        return not self.skipped

    def case(self) -> Case:
        """The command as rules and models see it: with clean text."""
        from termproxy.assistant.screen import clean

        command = self.command
        text = clean(
            self.output, self.cols, rows=self.rows, cut=self.cut, skipped=self.skipped
        ).text
        return Case(
            command=command.text,
            status=command.status or 0,
            output=text,
            cwd=command.cwd,
            shell=self.shell or "bash",
            history=tuple(other.text for other in self.earlier),
            duration=command.duration,
            ran=command.ran,
            private=command.private,
            remote=command.remote,
        )


class Session:
    """A running session. Every method raises SessionError and nothing else."""

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def around(cls, environ: Mapping[str, str]) -> Session:
        """The session that we run in. Raises SessionError when there is none."""
        path = environ.get(VARIABLE, "")
        if not path:
            raise SessionError(
                "This is not inside a termproxy session; start one with `termproxy bash`."
            )
        return cls(path)

    def ask(self, what: str, **more: object) -> dict[str, Any]:
        """The answer to one question."""
        reply = self._exchanged(json.dumps({"ask": what, **more}).encode() + b"\n")
        try:
            answer = json.loads(reply)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise SessionError("The session's assistant broke off; ask again.")
        if "problem" in answer:
            raise SessionError(str(answer["problem"]))
        return answer

    def commands(self, count: int) -> list[Command]:
        """The latest `count` commands, oldest first. Of the stream's offsets only the size is
        known: `start` is 0."""
        return [_command(told) for told in self.ask("commands", count=count)["commands"]]

    def hinted(self, count: int) -> list[tuple[Command, str]]:
        """The same, each with the title of the hint that was given for it, or ""."""
        told = self.ask("commands", count=count)["commands"]
        return [(_command(one), str(one.get("hint", ""))) for one in told]

    def record(self, number: int = 0, *, of: str = "any", output: int = 0) -> Record:
        """A command by its number; 0 and below count back from the latest one `of` a kind
        ("any", "failed"), with `output` bytes of its output at most."""
        told = self.ask("record", number=number, of=of, output=output)
        return Record(
            _command(told["command"]),
            base64.b64decode(told["output"]),
            told["cut"],
            told["skipped"],
            told["cols"],
            told["rows"],
            told["shell"],
            told["settings"],
            tuple(_command(other) for other in told["earlier"]),
            tuple((text, status) for text, status in told["previous"]),
            told.get("kept_back", False),
        )

    def _exchanged(self, question: bytes) -> bytes:
        try:
            found = os.lstat(self.path)
        except OSError:
            raise SessionError(
                "This session has no assistant to ask: it starts after the first prompt of bash, "
                f"zsh or fish, unless hints are off. {MORE}"
            ) from None
        if not stat.S_ISSOCK(found.st_mode) or found.st_uid != os.getuid():
            raise SessionError(f"{self.path} is not a socket of yours; who started this session?")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
            wire.settimeout(PATIENCE)
            try:
                wire.connect(self.path)
                wire.sendall(question)
                return _read(wire)
            except TimeoutError:
                raise SessionError(
                    f"The session's assistant gave no answer within {PATIENCE:g} s; ask again."
                ) from None
            except OSError:
                raise SessionError(
                    "The session's assistant has ended. It is started again a few times; if hints "
                    "stay away, see `termproxy doctor`."
                ) from None


def _read(wire: socket.socket) -> bytes:
    parts = []
    while data := wire.recv(1 << 18):
        parts.append(data)
    return b"".join(parts)


def _command(told: Mapping[str, Any]) -> Command:
    return Command(
        told["number"],
        told["text"],
        told["cwd"],
        told["status"],
        told["duration"],
        0,
        told["output_bytes"],
        told["ran"],
        told["private"],
        told["remote"],
    )


def advice(told: Mapping[str, Any] | None) -> Advice | None:
    """Advice as the assistant gave it."""
    if told is None:
        return None
    return Advice(
        told["title"],
        told["explanation"],
        tuple(Fix(fix["command"], fix["verified"], fix["dangerous"]) for fix in told["fixes"]),
        told["rule"],
        told["confidence"],
        Source(told["source"]),
    )
