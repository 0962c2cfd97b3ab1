"""What the assistant thinks, before it is drawn: a case goes in, advice comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """Where advice comes from; shown to the user, small."""

    RULE = "rule"
    MEMORY = "memory"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Case:
    """One failed command as the rules and the model see it.

    `output` is clean text: escapes resolved, lines separated by "\\n", no trailing newline.
    `path` is the PATH of the shell ("" when unknown: our own). `history` holds recent command
    lines, oldest first. `names` are the shell's own: aliases and functions, as far as it told them.
    `locale` is the shell's for messages ("de_DE.UTF-8"; "": that of our own environment).
    `ran` is false for a line that the shell refused (a syntax error).
    """

    command: str
    status: int
    output: str
    cwd: str
    shell: str = "bash"
    path: str = ""
    history: tuple[str, ...] = ()
    duration: float = 0.0
    ran: bool = True
    private: bool = False
    remote: bool = False
    names: tuple[str, ...] = ()
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A command line to run instead.

    `verified`: what it names was seen to exist on this machine. `dangerous` is empty, or the
    reason why it is shown with a warning and never offered to a key.
    """

    command: str
    verified: bool = True
    dangerous: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What went wrong, and what mends it.

    `title` is one short line of cause without a full stop. `explanation` is at most two lines of
    why, and may be empty. `fixes` best first. `confidence` is 0..1: from 0.7 on, the model is not
    asked. `rule` names the rule ("git.no-upstream") or the model ("qwen2.5-coder:3b").
    """

    title: str
    explanation: str = ""
    fixes: tuple[Fix, ...] = ()
    rule: str = ""
    confidence: float = 0.0
    source: Source = Source.RULE
