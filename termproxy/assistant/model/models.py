"""Which model answers: the configured one, or the best of those installed. Pure.

The rules and their reasons are in docs/decisions; in short: never a cloud model, never one that
cannot chat, rather one that is loaded already, rather one of 3 to 9 billion parameters that does
not think aloud.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from termproxy.assistant.model import problems
from termproxy.assistant.model.chat import Choice, Kind, ModelProblem
from termproxy.assistant.safety.plain import plain

# What a server gives a model when nobody asks for more, on less than 23 GiB of video memory.
DEFAULT_CONTEXT = 4096
# Above this a model that happens to be loaded is still too slow for a hint.
LOADED_LIMIT = 15.0

_EMBEDDERS = re.compile(
    r"embed|\bbge\b|bge-|minilm|rerank|whisper|ocr|guard|snowflake-arctic", re.I
)
_BERTS = frozenset({"bert", "nomic-bert", "nomic-bert-moe", "xlm-roberta", "bert-moe"})
_THINKERS = re.compile(
    r"deepseek-r1|gpt-oss|qwq|thinking|reason|magistral|^qwen3(\.\d)?(:|$)|qwen3-vl|gemma4", re.I
)
_UNITS = {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}


@dataclass(frozen=True, slots=True)
class Installed:
    """One row of /api/tags, joined with its row of /api/ps.

    `billions` is the number of parameters, estimated from the size on disk when the server does
    not say; 0 when nothing is known. `capabilities` is None before Ollama 0.30. `order` is its
    place in the list (most recently modified first). `window` is 0 when unknown.
    """

    name: str
    billions: float = 0.0
    capabilities: frozenset[str] | None = None
    families: frozenset[str] = frozenset()
    quantization: str = ""
    remote: bool = False
    loaded: bool = False
    window: int = 0
    order: int = 0

    @property
    def cloud(self) -> bool:
        return self.remote or names_cloud(self.name)

    @property
    def thinks(self) -> bool:
        if self.capabilities is not None:
            return "thinking" in self.capabilities
        return bool(_THINKERS.search(self.name))

    @property
    def chats(self) -> bool:
        if self.capabilities is not None:
            return "completion" in self.capabilities and not self.capabilities & {
                "embedding",
                "image",
            }
        return not self.families & _BERTS and not _EMBEDDERS.search(self.name)


def names_cloud(name: str) -> bool:
    """Whether a name asks for Ollama's cloud: `x:cloud`, `x:120b-cloud`."""
    tag = name.rpartition(":")[2].lower() if ":" in name else ""
    return tag == "cloud" or tag.endswith("-cloud") or name.lower().endswith("-cloud")


def always_thinks(name: str) -> bool:
    """Models that think whatever they are told (ollama#12438, #12610, #12837)."""
    return bool(re.search(r"deepseek-r1|gpt-oss|qwq|thinking|qwen3-vl", name, re.I))


def think_value(name: str) -> bool | str:
    """What to send as `think`: false, except to gpt-oss, which knows only levels."""
    return "low" if re.search(r"gpt-?oss", name, re.I) else False


def installed(tags: object, running: object) -> list[Installed]:
    """The rows of /api/tags and /api/ps. Rows that make no sense are skipped.

    Raises ValueError when `tags` is not a list of models at all; `running` may be None.
    """
    rows = _rows(tags)
    if rows is None:
        raise ValueError("no list of models")
    loaded = {_text(row, "name") or _text(row, "model"): row for row in _rows(running) or []}
    return [
        _installed(row, name, loaded.get(name), order)
        for order, row in enumerate(rows)
        if (name := _text(row, "name") or _text(row, "model")) and name == plain(name)
    ]


def choose(
    models: Sequence[Installed], configured: str = "", *, allow_remote: bool = False
) -> Choice:
    """The model to ask. Raises ModelProblem: MODEL_MISSING, UNSUITABLE, CLOUD_REFUSED, NO_MODEL."""
    if configured:
        return _configured(models, configured.strip(), allow_remote=allow_remote)
    ranked = rank(models)
    if not ranked:
        raise problems.no_model()
    best = ranked[0]
    return _choice(best, _reason(best, len(ranked)))


def rank(models: Sequence[Installed]) -> list[Installed]:
    """Those that may be chosen unasked, best first."""
    fit = [model for model in models if model.chats and not model.cloud]
    return sorted(fit, key=_merit)


def with_details(model: Installed, show: object) -> Installed:
    """`model` with what /api/show adds: capabilities (since 0.6.4) and the trained window."""
    if not isinstance(show, Mapping):
        return model
    capabilities = show.get("capabilities")
    if isinstance(capabilities, list):
        model = replace(model, capabilities=frozenset(map(str, capabilities)))
    info = show.get("model_info")
    if not model.window and isinstance(info, Mapping):
        lengths = [value for key, value in info.items() if str(key).endswith(".context_length")]
        if lengths and isinstance(lengths[0], int) and lengths[0] > 0:
            model = replace(model, window=min(DEFAULT_CONTEXT, lengths[0]))
    return model


def _configured(models: Sequence[Installed], name: str, *, allow_remote: bool) -> Choice:
    wanted = name.lower().removesuffix(":local")
    exact = {model.name.lower(): model for model in models}
    found = exact.get(wanted) or exact.get(f"{wanted}:latest")
    if names_cloud(name):
        window = found.window if found else DEFAULT_CONTEXT
        why = "it is configured; it runs in Ollama's cloud"
        return Choice(name, why, window or DEFAULT_CONTEXT, thinks=True, cloud=True)
    if found is None:
        raise _missing(name, models)
    if found.cloud and not allow_remote:
        raise ModelProblem(
            Kind.CLOUD_REFUSED,
            f"{name} runs on somebody else's server; set model.allow_remote = true if what "
            "commands print may be sent there, or choose a local model.",
        )
    if not found.chats:
        raise ModelProblem(
            Kind.UNSUITABLE, f"{name} cannot chat; choose another model with model.name."
        )
    return _choice(replace(found, name=name), "it is configured")


def _missing(name: str, models: Sequence[Installed]) -> ModelProblem:
    from difflib import get_close_matches

    names = [model.name for model in models if model.chats and not model.cloud]
    near = get_close_matches(name, names, n=2, cutoff=0.5)
    near += [other for other in names if other.split(":")[0] == name.split(":")[0]]
    near = list(dict.fromkeys(near))[:3]
    instead = f", or set model.name to {' or '.join(near)}" if near else ""
    return ModelProblem(
        Kind.MODEL_MISSING,
        f"The model {name} is not installed; get it with `ollama pull {name}`{instead}.",
    )


def _merit(model: Installed) -> tuple[int, int, int, int]:
    """Smaller is better."""
    loaded = model.loaded and model.billions <= LOADED_LIMIT
    name = model.name.lower()
    points = 0
    points += 3 if model.thinks else 0
    points -= 2 if "coder" in name or "code" in name else 0
    points -= 1 if "instruct" in name or "-it" in name else 0
    points += 4 if re.search(r"[:-](base|text)\b", name) else 0
    points += 2 if model.quantization.upper() in ("F16", "F32", "BF16") else 0
    points += 3 if re.search(r"llava|moondream|-vl|vision", name) else 0
    return (0 if loaded else 1, _band(model.billions), points, model.order)


def _band(billions: float) -> int:
    if billions == 0:
        return 3
    for band, (low, high) in enumerate(((3, 9.5), (1.5, 3), (9.5, 15), (0, 1.5))):
        if low <= billions < high:
            return band
    return 4


def _reason(best: Installed, among: int) -> str:
    size = f"{best.billions:.1f} billion parameters" if best.billions else "size unknown"
    state = "loaded already" if best.loaded else "the best of those installed"
    if among == 1:
        state = "the only one installed that fits"
    return f"{state}; {size}{', thinks before it answers' if best.thinks else ''}"


def _choice(model: Installed, why: str) -> Choice:
    return Choice(
        model.name,
        why,
        model.window or DEFAULT_CONTEXT,
        thinks=model.thinks,
        cloud=model.cloud,
        loaded=model.loaded,
    )


def _installed(
    row: Mapping[str, Any], name: str, loaded: Mapping[str, Any] | None, order: int
) -> Installed:
    details = row.get("details")
    details = details if isinstance(details, Mapping) else {}
    capabilities = row.get("capabilities")
    families = details.get("families") or [details.get("family")]
    trained = _number(details.get("context_length"))
    window = _number(loaded.get("context_length")) if loaded else 0
    return Installed(
        name,
        _billions(_text(details, "parameter_size"), _number(row.get("size"))),
        frozenset(map(str, capabilities)) if isinstance(capabilities, list) else None,
        frozenset(map(str, families)) if isinstance(families, list) else frozenset(),
        _text(details, "quantization_level"),
        bool(row.get("remote_host") or row.get("remote_model")),
        loaded is not None,
        window or (min(DEFAULT_CONTEXT, trained) if trained else 0),
        order,
    )


def _billions(written: str, size: int) -> float:
    """ "3.2B", "134.52M"; else about 0.6 GB on disk for a billion parameters (4 bits each)."""
    found = re.fullmatch(r"([0-9.]{1,12})\s*([KMBT])", written.strip().upper())
    try:
        return float(found[1]) * _UNITS[found[2]] if found else size / 0.6e9
    except ValueError:
        return size / 0.6e9


def _rows(answer: object) -> list[Mapping[str, Any]] | None:
    rows = answer.get("models") if isinstance(answer, Mapping) else None
    if rows is None and isinstance(answer, Mapping) and "models" in answer:
        return []
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else None


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
