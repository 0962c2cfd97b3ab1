"""The words of a conversation with a model, whatever server it runs on.

`ollama.py` and `openai.py` speak two dialects; both take and give these values, and fail with
`ModelProblem` alone.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Kind(Enum):
    """What went wrong between us and a model. The value is for logs and `--json`."""

    BAD_ADDRESS = "bad_address"
    REMOTE_REFUSED = "remote_refused"  # our own refusal: not this machine, and not allowed
    CLOUD_REFUSED = "cloud_refused"  # our own refusal: a cloud model that was not named as one
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NOT_A_SERVER = "not_a_server"
    FORBIDDEN = "forbidden"
    UNAUTHORIZED = "unauthorized"
    CLOUD_DISABLED = "cloud_disabled"
    CLOUD_UNREACHABLE = "cloud_unreachable"
    NO_MODEL = "no_model"
    MODEL_MISSING = "model_missing"
    UNSUITABLE = "unsuitable"
    BUSY = "busy"
    RATE_LIMITED = "rate_limited"
    LOADING = "loading"
    LOAD_FAILED = "load_failed"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    TOO_LONG = "too_long"
    REJECTED = "rejected"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CUT_SHORT = "cut_short"
    GARBAGE = "garbage"
    ONLY_THOUGHT = "only_thought"


class ModelProblem(Exception):  # noqa: N818  (a word that users see)
    """No answer. `sentence` tells a user what happened and what to do about it.

    `detail` is what the server said, harmless to print, for the log. For `Kind.TOO_LONG`,
    `prompt_tokens` and `context_tokens` are the server's count, or 0 when it gave none.
    """

    def __init__(
        self,
        kind: Kind,
        sentence: str,
        *,
        detail: str = "",
        prompt_tokens: int = 0,
        context_tokens: int = 0,
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.detail = detail
        self.prompt_tokens = prompt_tokens
        self.context_tokens = context_tokens
        self.silent = False  # it came before the first word of an answer

    def __repr__(self) -> str:
        return f"ModelProblem({self.kind.name}, {self.sentence!r})"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Patience in seconds. Closing during a cold load aborts the load, hence the long second one.

    `connect`: until the TCP (and TLS) connection stands. `first_token`: until the first byte of
    an answer; loading a model, waiting in its queue and reading the prompt are silent.
    `stall`: between two pieces of an answer. `total`: the whole of one answer.
    `listing`: for the small questions (version, tags, ps).
    """

    connect: float = 3.0
    first_token: float = 300.0
    stall: float = 90.0
    total: float = 600.0
    listing: float = 10.0


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where the model is and how it is asked.

    `host` in any form that OLLAMA_HOST takes. `model` "" lets `choose` decide. `allow_remote`
    permits an address that is not this machine, and models that run in a cloud. `num_predict` is
    the longest answer in tokens. `keep_alive` (seconds, or a Go duration such as "10m") is sent
    only when set. `excerpt` bounds the output shown to the model, in bytes. `personal` are names to
    hide from it as secrets are. `context` is the
    model's window in tokens where no server tells (OpenAI dialect).
    """

    host: str = ""
    model: str = ""
    allow_remote: bool = False
    deadlines: Deadlines = Deadlines()
    num_predict: int = 256
    keep_alive: int | str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    temperature: float = 0.0
    excerpt: int = 4096
    personal: tuple[str, ...] = ()
    context: int = 4096


@dataclass(frozen=True, slots=True)
class Message:
    """One turn: `role` is "system", "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer, safe to print: no controls, no escapes, no `<think>` block.

    `thinking` is the model's trace, equally clean. The last chunk has `done` true and says why
    in `done_reason` ("stop", "length", or a word of the server's); it may carry content too.
    """

    content: str = ""
    thinking: str = ""
    done: bool = False
    done_reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The model that answers, why this one, and its window in tokens.

    `thinks` models spend tokens before they answer. `cloud`: it runs on somebody's server.
    `loaded`: it is in memory, so that the first word comes soon.
    """

    model: str
    why: str
    context: int = 4096
    thinks: bool = False
    cloud: bool = False
    loaded: bool = False


class ChatModel(Protocol):
    """What `explain` needs of a server. Every method raises ModelProblem and nothing else."""

    settings: ModelSettings

    @property
    def local(self) -> bool:
        """Whether what is sent stays on this machine (a cloud model aside)."""

    async def version(self) -> str: ...

    async def choose(self) -> Choice: ...

    def stream(
        self, messages: Sequence[Message], *, model: str, num_predict: int
    ) -> AsyncGenerator[Chunk, None]: ...

    async def warm(self, model: str) -> None: ...

    async def close(self) -> None: ...
