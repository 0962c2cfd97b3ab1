# ruff: noqa: E501
"""Command lines that lack something at their end."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.mistyped import _help, family
from termproxy.assistant.rules.families.vocabulary import path_of
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when=("requires at least", "requires exactly", "requires 1 argument", "required flag", "arguments are required", "expected one argument", "flag needs an argument", "Must be specified", "Too few arguments", "accepts ", "requires 2 arg"),
    says=r"requires (?:at least |exactly )?\d+ arg|required flag\(s\) (?P<flags>.+?) not set|arguments are required: (?P<args>.+)"
    r"|flag needs an argument: (?P<flag>.+)|argument (?P<opt>--?[\w/-]+): expected one argument|argument (?P<name>[^:]+): Must be specified"
    r"|^Too few arguments|accepts (?:\d+|between .+) arg",
)  # fmt: skip
def incomplete(f: Failed) -> Advice | None:
    """Something is missing at the end of the line."""
    group = path_of(f)
    if f["flags"]:
        flags = re.findall(r"[\w-]+", f["flags"])
        placeholder = {"replicas": "3", "image": "nginx", "port": "80"}
        added = " ".join(f"--{name}={placeholder.get(name, f'<{name}>')}" for name in flags)
        return f.hint(
            f"The option --{flags[0]} is required",
            f.append(added),
            sure=0.9,
            verified=False,
        )
    if f["args"]:
        wanted = [a.strip().split("/")[0] for a in f["args"].split(",")]
        slips = [
            (w, meant)
            for w in f.rest
            if w.value.startswith("--")
            for meant in nearest(w.value.split("=")[0], [a for a in wanted if a.startswith("--")])
            if meant != w.value.split("=")[0]
        ]
        if slips and len(wanted) == 1:  # --sise: the required one, mistyped
            word, meant = slips[0]
            return f.hint(
                f"{f.program} has no option {word.value.split('=')[0]} here",
                f.swap(word, meant + word.value[len(word.value.split("=")[0]) :]),
                why=f"Did you mean {meant}?",
                sure=0.95,
            )
        added = " ".join(f"{a} <{a.strip('-')}>" if a[0] == "-" else f"<{a}>" for a in wanted)
        return f.hint(
            f"Required, but missing: {f['args']}",
            f.append(added) if wanted[0] not in ("command",) else f"{f.program} help",
            _help(f, group),
            sure=0.85,
            verified=False,
        )
    if f["name"]:
        name = f["name"].split("/")[0]
        added = (
            f"{name}=<{name.lstrip('-')}>"
            if name.startswith("--")
            else f"<{name.lower().rsplit(']', 1)[-1]}>"
        )
        return f.hint(f"{name} is required", f.append(added), sure=0.88, verified=False)
    option = f["flag"] or f["opt"]
    if option:
        return f.hint(
            f"The option {option.split(' in ')[-1]} needs a value", _help(f, group), sure=0.8
        )
    return f.hint("An argument is missing", _help(f, group), sure=0.74)


YES_NO = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}


@family.rule(
    when='invalid argument "',
    says=r"invalid argument \"(?P<value>[^\"]*)\" for \"(?:-\w, )?(?P<flag>--[\w-]+)\" flag: (?:strconv\.(?P<parse>\w+): |time: (?P<time>missing unit|unknown unit|invalid duration))",
)
def bad_value(f: Failed) -> Advice | None:
    """An option's value of the wrong type, as pflag says it (Docker, kubectl, helm, gh)."""
    value, flag = f["value"], f["flag"]
    word = next((w for w in f.rest if w.value in (value, f"{flag}={value}")), None)
    if word is None:
        return None
    if f["time"]:
        return f.hint(
            f"{flag} wants a duration with its unit: 30s, 5m, 2h", _duration(f, word), sure=0.95
        )
    start = word.value[: len(word.value) - len(value)]
    if f["parse"] == "ParseBool":
        meant = nearest(value.lower(), ("true", "false"), limit=1) or [
            YES_NO.get(value.lower(), "")
        ]
        return f.hint(
            f"{flag} is true or false",
            f.swap(word, start + meant[0]) if meant[0] else None,
            sure=0.95,
        )
    if flag == "--tail" and value == "all":
        return f.hint("--tail wants a number; -1 is all", f.swap(word, start + "-1"), sure=0.95)
    digits = re.search(r"\d+", value)
    return f.hint(
        f"{flag} wants a number", f.swap(word, start + digits[0]) if digits else None, sure=0.92
    )


def _duration(f: Failed, word: Word) -> str:
    """`--since=5 minutes`, `--timeout=30`, `--since 2d`: as Go reads durations (s, m, h)."""
    value = f["value"]
    amount = re.match(r"(\d+)\s*([a-z]*)$", value.lower())
    if amount is None:
        return ""
    number, unit, end = int(amount[1]), "s" if "timeout" in f["flag"] else "m", word.end
    after = next((w for w in f.rest if w.start > word.end), None)
    spoken = amount[2] or (after.value.lower() if after else "")
    named = re.match(r"([smhdw])(?:ec|in|ou|r|ay|ee|$)", spoken)
    if named:
        unit = named[1]
        end = word.end if amount[2] or after is None else after.end
    if unit in "dw":
        number, unit = number * (24 if unit == "d" else 168), "h"
    start = word.value[: len(word.value) - len(value)]
    return f.line.edit((word.start, end, f"{start}{number}{unit}"))
