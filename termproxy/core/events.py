"""The dictionary: every noun that two rooms of the house exchange.

Three families. *Terminal events* are what a recording holds. *Shell events* are what the
integration marks tell. *Messages* cross the pipe between relay and assistant (`core/link.py`).

`seq` counts command lines, refused ones included: every event carries the latest one's number, so
a hint for n may stand above any prompt whose `seq` is n, whatever empty lines or ^C came between.
Offsets are absolute positions in the stream of relayed output bytes since the session began;
times are seconds, from whatever clock the caller uses.
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from typing import TypeAlias

# --------------------------------------------------------------------------- terminal events


@value
class Output:
    """Bytes that the terminal received."""

    data: bytes


@value
class Input:
    """Bytes that the user typed."""

    data: bytes


@value
class Resize:
    """The window has a new size, in character cells."""

    cols: int
    rows: int


@value
class Marker:
    """A named place in a recording, such as a failed command."""

    label: str


@value
class Exit:
    """The wrapped program ended, with a status as a shell gives it (128+n for signal n)."""

    status: int


TerminalEvent: TypeAlias = "Output | Input | Resize | Marker | Exit"


# --------------------------------------------------------------------------- shell events


@value
class PromptShown:
    """The shell is about to draw a prompt.

    `fresh` is false when it redraws the one that is up (readline does so on ^L). `offset`
    is where the prompt's first byte stands.
    """

    seq: int
    cwd: str
    fresh: bool
    offset: int


@value
class InputStarted:
    """The prompt is drawn and the edit line begins."""

    seq: int
    offset: int


@value
class CommandStarted:
    """A command line was accepted and runs now; `text` is empty when the shell tells it later."""

    seq: int
    text: str
    cwd: str
    offset: int


@value
class Command:
    """One finished command: all that is known of it.

    `status` is None when the shell did not say. `text` is what was typed, as the shell's
    history has it. `private` commands were kept out of the history by the user (a leading space,
    HISTIGNORE): their text stays on this machine. `ran` is false for a line that the shell
    refused to run (a syntax error) or that was empty. Output is [start, end) in the stream.
    """

    seq: int
    text: str
    cwd: str
    status: int | None
    duration: float
    start: int
    end: int
    ran: bool = True
    private: bool = False
    remote: bool = False


@value
class CommandFinished:
    """A command line ended, and this is the whole of it."""

    command: Command


ShellEvent: TypeAlias = "PromptShown | InputStarted | CommandStarted | CommandFinished"


# --------------------------------------------------------------------------- messages
# relay -> assistant: Hello, Failure, Success, Busy, Rest, Window, Recalled.
# assistant -> relay: Ready, Hint, Silence, Notice, Recall.


@value
class Hello:
    """First message to the assistant: the resolved settings by key, and the place.

    `socket` is the path where it listens for questions about the session; "": nowhere. `commands`
    and `firm` are as in `Config`.
    """

    settings: dict[str, object]
    shell: str
    cols: int
    rows: int
    socket: str = ""
    commands: tuple[tuple[str, str], ...] = ()
    firm: tuple[str, ...] = ()


@value
class Failure:
    """A command failed: say something about it if there is something to say.

    `output` is the raw bytes of its output; of a long one the first and the last part, with
    `skipped` bytes left out between them at index `cut`. `names`: the shell's aliases and
    functions, told where a command was not found.
    """

    seq: int
    text: str
    cwd: str
    status: int
    duration: float
    output: bytes
    cut: int
    skipped: int
    ran: bool
    private: bool
    remote: bool
    names: tuple[str, ...] = ()


@value
class Success:
    """A command ended well, soon after one that failed: it may be the mended form of that."""

    seq: int
    text: str
    cwd: str
    private: bool
    remote: bool = False


@value
class Busy:
    """Command `seq` runs now: whatever was being worked out for earlier ones is stale."""

    seq: int


@value
class Rest:
    """Command `seq` is over, whatever came of it."""

    seq: int


@value
class Window:
    """The window has a new size, in character cells."""

    cols: int
    rows: int


@value
class Ready:
    """The assistant is up."""

    pid: int


@value
class Hint:
    """Rows to show above a prompt, drawn for `cols` columns.

    Each row is printable text with SGR only, no newline, narrower than `cols`. `fixes` are the
    command lines offered, best first. `final` says that nothing more will come for `seq`. Of two
    hints with one `number` (unless 0) the second is the first, drawn for another width.

    `again` are rows that say it in short, where hint number `after` is the one that stands above.
    """

    seq: int
    cols: int
    rows: tuple[bytes, ...]
    fixes: tuple[str, ...] = ()
    final: bool = True
    number: int = 0
    again: tuple[bytes, ...] = ()
    after: int = 0


@value
class Silence:
    """Nothing instant to say about `seq`; `final` when nothing will come later either."""

    seq: int
    final: bool = True


@value
class Notice:
    """A dim line about termproxy itself (a server that is down), shown once, before a prompt."""

    cols: int
    rows: tuple[bytes, ...]


@value
class Recall:
    """A question about commands that ended: `count` of them up to `number`, oldest first.

    `number` is a command's own; 0 and below count back from the latest (0: the latest, -1: the one
    before). `output` bytes at most of the output of the last of them are wanted, too.
    """

    ticket: int
    number: int = 0
    count: int = 1
    output: int = 0


@value
class Recalled:
    """The answer to `Recall`. `running` is the number of the command that runs now, or 0.

    `commands` is empty when there is none of that number (any more). `output`, `cut` and `skipped`
    are as in `Failure`, for the last of them.
    """

    ticket: int
    running: int
    commands: tuple[Command, ...]
    output: bytes = b""
    cut: int = 0
    skipped: int = 0


Message: TypeAlias = (
    "Hello | Failure | Success | Busy | Rest | Window | Recalled | "
    "Ready | Hint | Silence | Notice | Recall"
)
