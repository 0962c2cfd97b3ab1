# ruff: noqa: E501  (messages stay whole, to be searched for)
"""ollama: the server, models that do not exist, memory."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("ollama", "ollama")
# https://ollama.com/library, the usual ones.
MODELS = listed(
    """llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 mistral mixtral mistral-nemo mistral-small gemma
    gemma2 gemma3 phi3 phi4 qwen qwen2 qwen2.5 qwen2.5-coder qwen3 qwen3-coder deepseek-r1 deepseek-coder
    deepseek-v3 codellama codegemma starcoder2 nomic-embed-text mxbai-embed-large llava tinyllama
    command-r gpt-oss smollm2 granite3.3 devstral"""
)


@family.rule(
    when=("could not connect to ollama", "127.0.0.1:11434: connect: connection refused", "ollama server not responding"),
)  # fmt: skip
def not_running(f: Failed) -> Advice:
    """The server does not run."""
    return f.hint(
        "ollama's server is not running",
        "sudo systemctl start ollama" if f.local.systemd else "ollama serve",
        "ollama serve",
        why="On a desktop the app starts it; else `ollama serve` does, in another terminal.",
        sure=0.95,
    )


@family.rule(
    when=("pull model manifest: file does not exist", "model '", 'model "'),
    says=r"pull model manifest: file does not exist|model ['\"](?P<name>[^'\"]+)['\"] not found",
)
def no_model(f: Failed) -> Advice:
    """A model that the library does not have, or that was not pulled."""
    word = f.rest[0] if f.rest else None
    name = f["name"] or (word.value if word else "")
    base, colon, tag = name.partition(":")
    near = [n for n in nearest(base, MODELS) if n != base] if base not in MODELS else []
    if f.sub in ("rm", "cp", "show", "stop", "push"):
        return f.hint(f"There is no model {name} here", "ollama list", sure=0.93)
    if base in MODELS and colon:
        return f.hint(
            f"{base} has no variant {tag}",
            f.swap(word, base) if word else None,
            why=f"https://ollama.com/library/{base}/tags lists them.",
            sure=0.93,
        )
    return f.hint(
        f"ollama's library has no model {name}",
        *[f.swap(word, n + colon + tag) for n in near if word],
        "ollama list" if not near else None,
        why=f"Did you mean {near[0]}?" if near else "https://ollama.com/library lists them.",
        sure=0.93 if near else 0.85,
    )  # fmt: skip


@family.rule(
    when="requires more system memory",
    says=r"model requires more system memory \((?P<need>[^)]+)\) than is available \((?P<have>[^)]+)\)",
)
def memory(f: Failed) -> Advice:
    """The model does not fit into memory."""
    word = f.rest[0] if f.rest else None
    base = word.value.split(":")[0] if word else ""
    return f.hint(
        f"The model needs {f['need']} of memory, {f['have']} are free",
        f.swap(word, base) if word and base != word.value else "ollama ps",
        "free -h",
        why="Take a smaller model or a smaller quantisation; `ollama ps` shows what is loaded.",
        sure=0.92,
    )


family.hint(
    "serving-already",
    "ollama's server runs already",
    "ollama list",
    lambda f: "systemctl status ollama" if f.local.systemd else None,
    "ss -ltnp 'sport = :11434'",
    when="listen tcp 127.0.0.1:11434: bind: address already in use",
    sure=0.97,
)
family.hint(
    "modelfile",
    "There is no Modelfile here",
    lambda f: f.append("-f <file>") if not f.has("-f", "--file") else None,
    when="no Modelfile or safetensors files found",
    sure=0.9,
)
family.hint(
    "run-what",
    "ollama run wants the name of a model",
    "ollama list",
    when="requires at least 1 arg(s), only received 0",
    sure=0.85,
)
