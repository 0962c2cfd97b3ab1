# ruff: noqa: E501  (messages stay whole, to be searched for)
"""What argparse, click and typer say of a command line, in whatever program uses them."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.vocabulary import COMMANDS
from termproxy.assistant.world.spelling import nearest

family = Family("usage")


def _name(f: Failed) -> str:
    """The program or script that spoke."""
    script = next((w.value for w in f.operands if re.search(r"\.(?:py|pyz)$", w.value)), "")
    return script.rpartition("/")[2] or f.program


@family.rule(
    when="the following arguments are required:",
    says=r"error: the following arguments are required: (?P<names>.+)$",
)
def argparse_required(f: Failed) -> Advice | None:
    """argparse: an option or argument that must be given."""
    wanted = [name.split("/")[-1].strip() for name in f["names"].split(", ")]
    if f.program in COMMANDS:
        return None  # a tool with rules of its own
    options = [w for w in f.command.words[1:] if w.value.startswith("--")]
    slips = [(w, nearest(w.value.split("=")[0], wanted, limit=1)) for w in options]
    slips = [(w, near) for w, near in slips if near and w.value.split("=")[0] not in wanted]
    if slips:
        word, near = slips[0]
        typed, equals, value = word.value.partition("=")
        return f.hint(
            f"{_name(f)} has no option {typed}",
            f.swap(word, near[0] + equals + value),
            why=f"It wants {near[0]}.",
            sure=0.95,
        )
    parts = []
    for name in wanted:
        told = f.find(rf"(?<![\w-]){re.escape(name)} (?P<value>[A-Z][A-Z_]*)\b")
        bare = name.lstrip("-").lower()
        value = told["value"].lower() if told else bare
        parts.append(f"{name} <{value}>" if name[0] == "-" else f"<{bare}>")
    return f.hint(
        f"{_name(f)} wants {', '.join(wanted)}",
        f.append(" ".join(parts)),
        f"{f.text} --help",
        sure=0.86,
    )


@family.rule(
    when="invalid choice: ",
    says=r"error: argument (?P<what>[^:\n]+): invalid choice: '(?P<typed>[^']+)'(?:, maybe you meant '(?P<meant>[^']+)')? \((?:choose from|choose) (?P<known>[^)]+)\)?",
)
def argparse_choice(f: Failed) -> Advice | None:
    """argparse: not one of the words that it takes."""
    known = re.findall(r"[\w./:-]+", f["known"])
    word = f.word(f["typed"]) or next(
        (w for w in f.command.words[1:] if w.value.endswith("=" + f["typed"])), None
    )
    if word is None:
        return None
    head = word.value[: len(word.value) - len(f["typed"])]
    near = [f["meant"]] if f["meant"] else nearest(f["typed"], known)
    return f.hint(
        f"{_name(f)} knows no {f['typed']}",
        *[f.swap(word, head + name) for name in near],
        why=f"It takes {', '.join(known[:10])}.",
        sure=0.94 if near else 0.8,
    )


@family.rule(
    when="unrecognized arguments: ",
    says=r"error: unrecognized arguments: (?P<typed>\S+)",
)
def argparse_unknown(f: Failed) -> Advice | None:
    """argparse: an option that is not in the usage line above the message."""
    word = f.word(f["typed"])
    if word is None or not f["typed"].startswith("-"):
        return None
    name, equals, value = f["typed"].partition("=")
    known = list(dict.fromkeys(re.findall(r"(?<![\w-])--?[a-z][\w-]*", f.output)))
    known = [k for k in known if k != name]
    near = nearest(name, known)
    if not near:
        return None
    return f.hint(
        f"{_name(f)} has no option {name}",
        *[f.swap(word, n + equals + value) for n in near],
        why=f"Did you mean {near[0]}?",
        sure=0.94,
    )


@family.rule(
    when=("invalid int value: ", "invalid float value: ", "is not a valid integer", "is not a valid float"),
    says=r"error: argument (?P<what>[^:\n]+): invalid (?P<kind>int|float) value: '(?P<typed>[^']*)'"
    r"|Invalid value for '?(?P<click>[^':]+)'?(?: / '[^']+')?: '(?P<given>[^']*)' is not a valid (?P<sort>integer|float)",
)  # fmt: skip
def wrong_number(f: Failed) -> Advice:
    """A word where a number belongs."""
    what, typed = f["what"] or f["click"], f["typed"] or f["given"]
    word = f.word(typed)
    digits = re.sub(r"(?<=\d)[,_](?=\d)|(?<=\d)[a-zA-Z%]+$", "", typed)
    better = digits if digits != typed and re.fullmatch(r"-?[\d.]+", digits) else ""
    kind = "a whole number" if (f["kind"] or f["sort"]) in ("int", "integer") else "a number"
    return f.hint(
        f"{what} takes {kind}, and {typed or 'nothing'} is none",
        f.swap(word, better) if word and better else None,
        f.swap(word, "<number>", bare=True) if word and not better else None,
        sure=0.88,
    )


@family.rule(
    when=("Missing option", "Missing argument", "Missing command"),
    says=r"Error:? ?(?:─+╮)?[\s│]*Missing (?P<kind>option|argument) '(?P<name>[^']+)'|[│:] ?Missing (?P<boxed>option|argument) '(?P<inside>[^']+)'",
)
def click_missing(f: Failed) -> Advice:
    """click and typer: an option or argument that must be given."""
    name = f["name"] or f["inside"]
    kind = f["kind"] or f["boxed"]
    bare = re.split(r"[ /]", name)[0]
    told = bare.strip("-[].").lower().replace("_", "-")
    tail = f"{bare} <{told}>" if kind == "option" else f"<{told}>"
    return f.hint(
        f"{_name(f)} wants the {kind} {bare}",
        f.append(tail),
        f"{f.text} --help",
        sure=0.9,
    )


@family.rule(
    when="No such command",
    says=r"No such command '(?P<typed>[^']+)'\.?(?: \(?Did you mean(?: one of:?)? (?P<meant>[^)?\n]+))?",
)
def click_command(f: Failed) -> Advice | None:
    """click: a sub-command that does not exist."""
    word = f.word(f["typed"])
    near = re.findall(r"'?([\w-]+)'?", f["meant"]) if f["meant"] else []
    if word is None or not near:
        return None
    return f.hint(
        f"{_name(f)} has no command {f['typed']}",
        *[f.swap(word, n) for n in near[:2]],
        why=f"Did you mean {near[0]}?",
        sure=0.94,
    )
