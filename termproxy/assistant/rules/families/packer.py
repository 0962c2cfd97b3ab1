"""packer: plug-ins and templates."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote

family = Family("packer", "packer")


def template(f: Failed) -> str:
    """The template that the line names, or this folder."""
    return next((w.raw for w in reversed(f.rest) if not w.is_option), ".")


@family.rule(
    when=("Missing plugins", "Did you run packer init", "Unknown builder", "Unknown source")
)
def missing_plugin(f: Failed) -> Advice | None:
    """The plug-ins that the template requires are not installed."""
    if f.find(r"Missing plugins|Did you run packer init"):
        return f.hint(
            "The template's plug-ins are not installed",
            ahead(f, f"packer init {template(f)}"),
            sure=0.97,
        )
    name = f.find(r"Unknown (?:builder|source)(?: type)?:? \"?(?P<name>[\w-]+)\"?")
    return f.hint(
        f"packer knows no builder {name['name'] if name else ''}".strip(),
        edit(f, template(f)) if template(f) != "." else None,
        ahead(f, f"packer init {template(f)}"),
        why="Builders are plug-ins: required_plugins names them, packer init installs them.",
        sure=0.88,
    )


@family.rule(when="on ", says=r"on (?P<file>[\w./-]+\.pkr\.hcl) line (?P<line>\d+)")
def template_line(f: Failed) -> Advice:
    """A line of the template."""
    what = re.search(r"^Error: (.+)$", f.output, re.MULTILINE)
    return f.hint(
        f"{what[1] if what else 'An error'} in {f['file']}, line {f['line']}",
        edit(f, quote(f["file"]), f["line"]),
        sure=0.85,
    )
