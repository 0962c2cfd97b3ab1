# ruff: noqa: E501  (messages stay whole, to be searched for)
"""rustup: toolchains and their components."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.rust import COMMANDS, family
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when=("is not installed for the toolchain", "rustup component add"),
    says=r"(?:To install, run |`)`?rustup component add (?P<name>[\w-]+)",
)
def component_missing(f: Failed) -> Advice | None:
    """clippy, rustfmt and their kind are components."""
    extra = f.find(r"rustup component add( --toolchain \S+?)? ([\w-]+)( --toolchain [\w.-]+)?")
    option = (extra[1] or extra[3] or "") if extra else ""
    return f.hint(
        f"{f['name']} is not installed for this toolchain",
        ahead(f, f"rustup component add {f['name']}{option}"),
        sure=0.97,
    )


family.hint(
    "nightly-only",
    "That needs the nightly toolchain",
    lambda f: (
        f.rewrite("cargo +nightly " + f.text.split(None, 1)[-1])
        if f.text.startswith("cargo ")
        else "rustup default nightly"
    ),
    when=("only accepted on the nightly", "may not be used on the stable release channel"),
    sure=0.9,
)


family.hint(
    "component-typo",
    "rustup knows no component {typed}",
    lambda f: f.swap(f["typed"], f["near"]) if f["near"] else "rustup component list",
    when="does not contain component",
    says=r"does not contain component '(?P<typed>[^']+)'[^;\n]*(?:; did you mean '(?P<near>[^']+)')?",
    sure=0.94,
)


def _spelled(f: Failed) -> str:
    """The line, its sub-command spelt right: rustup answers before cargo has looked at it."""
    near = nearest(f.sub, COMMANDS, limit=1) if f.sub and f.sub not in COMMANDS else []
    return (f.swap(f.sub, near[0]) if near and f.program == "cargo" else "") or f.text


family.hint(
    "no-default-toolchain",
    "rustup has no toolchain to use",
    lambda f: f"rustup default stable && {_spelled(f)}",
    when=("rustup could not choose a version", "no default toolchain configured",
          "no override and no default toolchain"),
    sure=0.97,
)  # fmt: skip
