"""Every way a server says no, as one sentence that says what to do about it. Pure.

The table is `ERRORS`: matched in order against the status and the unwrapped message. The messages
are those of Ollama 0.1 to 0.33, llama-server, llama-cpp-python, vLLM and LM Studio; texts differ
between versions, so a rule asks for as little of the text as tells the case apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from termproxy.assistant.model.chat import Kind, ModelProblem
from termproxy.assistant.safety.plain import one_line

SUGGESTED = "qwen2.5-coder:3b"
_DEPTH = 5  # how often an error may wrap another one in JSON


@dataclass(frozen=True, slots=True)
class Said:
    """What the server said: its words, unwrapped and harmless, and who it is."""

    status: int
    message: str
    model: str
    url: str
    sign_in: str = ""
    is_json: bool = True


_SHORTER = "termproxy shows it less of the output next time"
_LOG = "look into the server's log (`journalctl -u ollama`)"

Rule = tuple[Kind, tuple[int, ...], str, Callable[[Said], str]]

# (kind, statuses or any, a pattern within the message or "", the sentence)
ERRORS: tuple[Rule, ...] = (
    (
        Kind.TOO_LONG,
        (),
        r"exceed_context_size|exceeds the available context|longer than the context length"
        r"|maximum context length|context_length_exceeded|context length exceeded",
        lambda s: f"The failure is too long for {s.model}'s context; {_SHORTER}.",
    ),
    (
        Kind.CLOUD_DISABLED,
        (),
        r"cloud is disabled",
        lambda s: (
            f"{s.model} runs in Ollama's cloud, which is switched off here; "
            "choose a local model with model.name."
        ),
    ),
    (
        Kind.UNAUTHORIZED,
        (401,),
        "",
        lambda s: (
            f"The server at {s.url} wants to know who asks; "
            + (
                f"sign in with `ollama signin` or at {s.sign_in}."
                if s.sign_in
                else "run `ollama signin`, or set the Authorization header or API key."
            )
        ),
    ),
    (
        Kind.UNSUITABLE,
        (),
        r"does not support (chat|generate|completion)",
        lambda s: f"{s.model} cannot chat; choose another model with model.name.",
    ),
    (
        Kind.MODEL_MISSING,
        (404,),
        r"model\b.*not found|not found.*\bmodel|does not exist",
        lambda s: f"The model {s.model} is not installed; get it with `ollama pull {s.model}`.",
    ),
    (
        Kind.NO_MODEL,
        (),
        r"no models? loaded",
        lambda s: f"The server at {s.url} has no model loaded; load one there.",
    ),
    (
        Kind.REJECTED,
        (400,),
        r"invalid model name|model is required",
        lambda s: f"“{s.model}” is not a model's name; correct model.name.",
    ),
    (
        Kind.LOADING,
        (503,),
        r"loading model",
        lambda s: f"The server at {s.url} is still loading its model; it will answer later.",
    ),
    (
        Kind.RATE_LIMITED,
        (429,),
        "",
        lambda s: f"The server at {s.url} asks for fewer requests; wait a moment.",
    ),
    (
        Kind.RATE_LIMITED,
        (),
        r"rate limit",
        lambda s: f"The server at {s.url} asks for fewer requests; wait a moment.",
    ),
    (
        Kind.OUT_OF_MEMORY,
        (),
        r"out[- ]of[- ]memory|more system memory|cudaMalloc failed|failed to allocate",
        lambda s: (
            f"There is not enough memory for {s.model}; "
            "choose a smaller model, or close programs that hold memory."
        ),
    ),
    (
        Kind.LOAD_FAILED,
        (),
        r"incompatible with your version|unknown model architecture",
        lambda s: (
            f"This Ollama cannot read {s.model}; "
            f"update Ollama, or fetch the model again with `ollama pull {s.model}`."
        ),
    ),
    (
        Kind.LOAD_FAILED,
        (),
        r"timed out waiting for (llama|server)",
        lambda s: f"Loading {s.model} took too long for the server; try a smaller model.",
    ),
    (
        Kind.LOAD_FAILED,
        (),
        r"binary not found",
        lambda s: "This Ollama lacks its engine (llama-server); install Ollama again.",
    ),
    (
        Kind.LOAD_FAILED,
        (),
        r"error loading model|process has terminated|failed to load",
        lambda s: (
            f"Ollama could not load {s.model} ({one_line(s.message, 80)}); "
            f"fetch it again with `ollama pull {s.model}`, or choose another model."
        ),
    ),
    (
        Kind.CRASHED,
        (),
        r"unexpectedly stopped|while running the model|llama-server chat error|CUDA error",
        lambda s: f"Ollama's engine broke down while running {s.model}; {_LOG}.",
    ),
    (
        Kind.BUSY,
        (),
        r"server busy|overloaded|maximum pending requests",
        lambda s: f"The server at {s.url} is busy; the next failure asks again.",
    ),
    (
        Kind.BUSY,
        (503,),
        "",
        lambda s: f"The server at {s.url} cannot answer now; the next failure asks again.",
    ),
    (
        Kind.CLOUD_UNREACHABLE,
        (),
        r"(Post|Get) \"?https?://|dial tcp",
        lambda s: f"Ollama cannot reach the cloud that runs {s.model}; check the network.",
    ),
    (
        Kind.FORBIDDEN,
        (403,),
        "",
        lambda s: (
            f"The server at {s.url} refuses to talk to us (403); a proxy before Ollama must pass "
            "`Host: localhost`, or set OLLAMA_HOST=0.0.0.0 for the server."
        ),
    ),
    (
        Kind.CRASHED,
        (500,),
        r"^$",
        lambda s: f"The server at {s.url} broke down without a word; {_LOG}.",
    ),
    (
        Kind.SERVER_ERROR,
        (500,),
        "",
        lambda s: f"The server at {s.url} failed: {one_line(s.message, 120)}; {_LOG}.",
    ),
)


def from_error(status: int, body: bytes | str, *, model: str, url: str) -> ModelProblem:
    """The problem that an HTTP answer (or an error record with status 200) stands for.

    `body` may be Ollama's `{"error": "..."}`, OpenAI's `{"error": {"message": ...}}`, a flat
    `message`, FastAPI's `detail`, HTML, plain text or nothing; errors wrapped in errors are
    unwrapped. Never raises.
    """
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    told, is_json, prompt, context, sign_in = _unwrap(text)
    said = Said(status, one_line(told, 400), model, url, one_line(sign_in, 200), is_json)
    for kind, statuses, pattern, sentence in ERRORS:
        if statuses and status not in statuses:
            continue
        if not is_json and kind in (Kind.MODEL_MISSING, Kind.UNSUITABLE):
            continue  # somebody else's page that says "not found"
        if pattern and not re.search(pattern, said.message, re.IGNORECASE):
            continue
        return ModelProblem(
            kind,
            sentence(said),
            detail=f"{status} {said.message}",
            prompt_tokens=prompt,
            context_tokens=context,
        )
    return _unknown(said)


def _unknown(said: Said) -> ModelProblem:
    detail = f"{said.status} {said.message}"
    if said.status == 200:
        sentence = f"The model's answer broke off: {one_line(said.message, 120)}; {_LOG}."
        return ModelProblem(Kind.SERVER_ERROR, sentence, detail=detail)
    if said.is_json and 400 <= said.status < 500 and said.message:
        sentence = f"The server at {said.url} rejected the question: {one_line(said.message, 120)}."
        return ModelProblem(Kind.REJECTED, sentence, detail=detail)
    if said.status in (502, 504):
        sentence = f"A proxy answers at {said.url}, but not the server behind it; start that."
        return ModelProblem(Kind.UNREACHABLE, sentence, detail=detail)
    if said.status >= 500:
        sentence = f"The server at {said.url} failed (HTTP {said.status}); {_LOG}."
        return ModelProblem(Kind.SERVER_ERROR, sentence, detail=detail)
    return not_a_server(said.url, f"HTTP {said.status}", detail=detail)


def not_a_server(url: str, heard: str, *, detail: str = "") -> ModelProblem:
    """Something answers there that speaks another language."""
    return ModelProblem(
        Kind.NOT_A_SERVER,
        f"What answers at {url} is not Ollama ({one_line(heard, 60)}); check OLLAMA_HOST.",
        detail=detail or one_line(heard),
    )


def no_model() -> ModelProblem:
    return ModelProblem(
        Kind.NO_MODEL, f"Ollama has no model yet; get a small one with `ollama pull {SUGGESTED}`."
    )


def cut_short(model: str) -> ModelProblem:
    return ModelProblem(
        Kind.CUT_SHORT, f"The answer of {model} was cut short; `termproxy why` asks again."
    )


def garbage(model: str, heard: str) -> ModelProblem:
    return ModelProblem(
        Kind.GARBAGE,
        f"The server's answer for {model} made no sense; check what runs there.",
        detail=one_line(heard),
    )


def only_thought(model: str) -> ModelProblem:
    return ModelProblem(
        Kind.ONLY_THOUGHT,
        f"{model} thought and never answered; choose a model that does not think, "
        f"such as {SUGGESTED}.",
    )


def timed_out(model: str, phase: str, seconds: float) -> ModelProblem:
    """`phase` names what was waited for, as in "its first word"."""
    return ModelProblem(
        Kind.TIMEOUT,
        f"{model} did not give {phase} within {seconds:g} s; "
        "choose a smaller model, or set model.first_token_seconds or model.stall_seconds higher.",
    )


def silent(url: str, seconds: float) -> ModelProblem:
    """A connection stands, and nothing comes."""
    return ModelProblem(
        Kind.TIMEOUT,
        f"The server at {url} gave no answer within {seconds:g} s; "
        "if it hangs, restart it (`systemctl restart ollama`).",
    )


def _unwrap(text: str) -> tuple[str, bool, int, int, str]:
    """(message, was it JSON, prompt tokens, context tokens, where to sign in)."""
    prompt = context = 0
    sign_in = ""
    is_json = False
    message = text.strip()
    for _ in range(_DEPTH):
        thing = _parsed(message)
        if not isinstance(thing, dict):
            break
        is_json = True
        if isinstance(thing.get("signin_url"), str):
            sign_in = thing["signin_url"]
        inner = thing.get("error", thing.get("message", thing.get("detail", "")))
        if isinstance(inner, dict):
            prompt = _count(inner.get("n_prompt_tokens")) or prompt
            context = _count(inner.get("n_ctx")) or context
            code = inner.get("code") if isinstance(inner.get("code"), str) else ""
            words = [inner.get("message"), inner.get("type"), code]
            message = " ".join(word for word in words if isinstance(word, str) and word)
        elif isinstance(inner, list):
            message = "; ".join(
                str(part.get("msg", part)) if isinstance(part, dict) else str(part)
                for part in inner
            )
        else:
            message = inner if isinstance(inner, str) else ""
    if not (prompt and context) and (
        found := re.search(r"request \((\d{1,9}) tokens\).*?\((\d{1,9}) tokens\)", message)
        or re.search(r"maximum context length is (\d{1,9}) .*?requested (\d{1,9})", message)
    ):
        low, high = sorted((int(found[1]), int(found[2])))
        prompt, context = high, low
    if not is_json:
        title = re.search(r"<title>([^<]{1,200})", message, re.IGNORECASE)
        message = title[1] if title else message
    return message.strip(), is_json, prompt, context, sign_in


def _parsed(text: str) -> object:
    if not text.startswith("{"):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _count(number: object) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) else 0
