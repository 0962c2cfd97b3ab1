"""Programs built with clap (cargo, uv, ruff, and most in Rust): unknown options and commands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("clap")


@family.rule(
    when=("unexpected argument", "Found argument", "unrecognized subcommand", "invalid value"),
    says=r"(?:unexpected argument|Found argument|unrecognized subcommand|invalid value)"
    r" ['\"`](?P<typed>[^'\"`]+)['\"`]",
    programs=(),
)
def unknown_argument(f: Failed) -> Advice | None:
    """What programs built with clap say of an unknown option or command."""
    typed = f["typed"]
    word = f.word(typed) or next(
        (w for w in f.command.words if w.value.startswith(typed + "=")), None
    )
    if word is None:
        return None
    if f.program == "uv" and f.sub == typed and (typed == "install" or nearest(typed, ["install"])):
        return _uv_install(f, word)
    names = _meant(f, typed)
    behind = None if names else _of_its_own_program(f, word) or _ruff_file(f, word)
    if behind:
        return behind
    tail = word.value[len(typed) :]
    kind = "option" if typed[0] == "-" else "command"
    return f.hint(
        f"{f.program} has no {kind} {typed}",
        *[f.swap(word, name + tail) for name in names],
        why=f"Did you mean {names[0]}?" if names else "",
        sure=0.95 if names else 0.72,
    )


def _meant(f: Failed, typed: str) -> Sequence[str]:
    """What clap suggests, else what is spelled like it among what the program has."""
    names = _suggested(f, typed)
    if f.program in ("uv", "ruff") and not typed.startswith("--"):
        return nearest(typed, SUBCOMMANDS.get((f.program, f.sub != typed), ())) or names
    if names:
        return names
    if f.program in ("cargo", "rustup") or typed.startswith("--"):
        return nearest(typed, OPTIONS.get(f.program, ()))
    return ()


def _suggested(f: Failed, typed: str) -> Sequence[str]:
    several = f.find(r"some similar (?:subcommands|arguments|values) exist: (.+)$")
    tip = f.find(
        r"(?:similar (?:argument|subcommand|value) exists: |Did you mean |did you mean )"
        r"['\"`]([^'\"`]+)['\"`]"
    )
    names = [tip[1]] if tip else re.findall(r"'([^']+)'", several[1]) if several else []
    return (nearest(typed, names) or names) if several else names


def _of_its_own_program(f: Failed, word: Word) -> Advice | None:
    """cargo run --port 80: the option is one of the program that cargo runs."""
    if f.program != "cargo" or not f.find(r"to pass '[^']+' as a value, use '-- "):
        return None
    if f.line.text[word.start - 3 : word.start].strip() == "--":
        return None
    return f.hint(
        f"cargo has no option {f['typed']}",
        f.line.edit((word.start, word.start, "-- ")),
        why="After -- come the options of your program.",
        sure=0.9 if f.sub in ("run", "test", "bench") else 0.7,
    )


def _ruff_file(f: Failed, word: Word) -> Advice | None:
    if f.program != "ruff" or not f.local.exists(f["typed"]):
        return None
    checked = f.line.edit((word.start, word.start, "check "))
    return f.hint("ruff wants a command first", checked, sure=0.96)


def _uv_install(f: Failed, word: Word) -> Advice:
    return f.hint(
        "uv has no command install",
        f.swap(word, "add") if f.rest else f.swap(word, "sync"),
        f.swap(word, "pip install", bare=True) if f.rest else None,
        why="add puts packages into the project, sync installs what it lists.",
        sure=0.93,
    )


@family.rule(
    when="required arguments were not provided",
    says=r"required arguments were not provided:\n\s+(?P<what>\S[^\n]{0,80})$",
    programs=(),
)
def argument_missing(f: Failed) -> Advice | None:
    """Something that the command cannot do without."""
    usage = f.find(r"^Usage: (?P<line>\S.{0,100})$")
    spoken = f"{f.program} {f.sub}".strip()
    return f.hint(f"{spoken} wants {f['what']}", why=usage["line"] if usage else "", sure=0.85)


# Of `check` and `format`, of `add`, `sync`, `run` and `pip install`: their errors list none.
# What these have: options, and rustup's commands.
OPTIONS = {
    "cargo": listed(
        """--release --features --all-features --no-default-features --workspace --bin
        --example --test --target --package --locked --offline --verbose --quiet --lib --bins
        --tests --manifest-path --profile --jobs --open --no-deps --dry-run --allow-dirty --path
        --git --force"""
    ),
    "rustup": listed("update default show target toolchain component override doc self install"),
    "ruff": listed(
        """--fix --unsafe-fixes --show-fixes --diff --watch --fix-only --ignore-noqa --output-format
        --output-file --target-version --preview --statistics --add-noqa --show-files
        --show-settings
        --select --ignore --extend-select --extend-ignore --per-file-ignores --fixable --unfixable
        --exclude --extend-exclude --respect-gitignore --force-exclude --no-cache --isolated
        --cache-dir --stdin-filename --exit-zero --exit-non-zero-on-fix --verbose --quiet --silent
        --config --check --line-length --range --help --version --all --no-fix"""
    ),
    "uv": listed(
        """--dev --group --extra --all-extras --optional --editable --requirements --upgrade
        --frozen
        --locked --no-sync --python --system --index-url --extra-index-url --no-cache --offline
        --prerelease --resolution --with --module --package --script --verbose --quiet --directory
        --project --help --version --reinstall --no-deps --target --seed --clear --no-project"""
    ),
}
SUBCOMMANDS: dict[tuple[str, bool], tuple[str, ...]] = {
    ("uv", False): listed(
        """run init add remove sync lock export tree tool python pip venv build publish cache
self version help"""
    ),
    ("uv", True): listed("install uninstall list freeze show tree check compile sync run upgrade"),
    ("ruff", False): listed("check format rule config linter clean server analyze version help"),
}
