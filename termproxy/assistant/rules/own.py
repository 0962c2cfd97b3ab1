"""Rules that users and packages add: TOML files, and the entry point group `termproxy.rules`.

    $XDG_CONFIG_HOME/termproxy/rules/*.toml      see docs/rules-own.md
    [project.entry-points."termproxy.rules"]     a Family, a list of them, or a module that has some

What is broken is told in a sentence with file and line (or the entry point's name), and left out;
everything else works. Nothing is read, nor tomllib imported, where there is no such folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from termproxy.assistant.rules.engine import Family
from termproxy.places import rules_folder
from termproxy.regular import read_regular

GROUP = "termproxy.rules"
TEXTS = ("name", "title", "why", "says")
LISTS = ("when", "on", "programs", "fixes")
KEYS = (*TEXTS, *LISTS, "status", "sure")


class Own(NamedTuple):
    """Families found, and a sentence for each thing that could not be used."""

    families: tuple[Family, ...]
    problems: tuple[str, ...]


class WrongError(ValueError):
    """A key of a rule cannot be used; `key` finds its line."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def everything() -> Own:
    """The user's files, then what installed packages bring."""
    files, installed = from_folder(rules_folder(os.environ)), from_packages()
    return Own(files.families + installed.families, files.problems + installed.problems)


def from_folder(path: str) -> Own:
    """The families of every *.toml in a folder, in the order of their names."""
    try:
        names = sorted(name for name in os.listdir(path) if name.endswith(".toml"))
    except OSError:
        return Own((), ())
    families: list[Family] = []
    problems: list[str] = []
    for name in names:
        file = os.path.join(path, name)
        try:
            text = read_regular(file).decode()
        except OSError as error:
            problems.append(f"{file} cannot be read ({error.strerror}); its rules are left out.")
            continue
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            problems.append(f"{file}, line {line}: it is not UTF-8; its rules are left out.")
            continue
        found = from_text(text, file)
        families.extend(found.families)
        problems.extend(found.problems)
    return Own(tuple(families), tuple(problems))


def from_text(text: str, file: str) -> Own:
    """The family that one file describes."""
    import tomllib

    try:
        told = tomllib.loads(text)
        repr(told)
    except RecursionError:
        return Own((), (f"{file} is nested too deeply; its rules are left out.",))
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        where = re.search(r"line (\d+)", str(error))
        line = where[1] if where else str(text.count("\n") + 1)
        reason = str(error).split(" (at ")[0].rstrip(".")
        return Own((), (f"{file}, line {line}: {reason}; its rules are left out.",))
    problems: list[str] = []
    name = told.get("family", os.path.basename(file).removesuffix(".toml"))
    programs = told.get("programs", [])
    rules = told.get("rule", [])
    for key in sorted(told.keys() - {"family", "programs", "rule"}):
        problems.append(f"{file}, line {_line(text, 0, key)}: there is no {key}; it is ignored.")
    if not isinstance(name, str) or not _names(programs) or not isinstance(rules, list):
        problems.append(
            f"{file}: family is a name, programs are names, and each rule begins with [[rule]];"
            " its rules are left out."
        )
        return Own((), tuple(problems))
    family = Family(f"own-{name}", *programs)
    for number, rule in enumerate(rules, 1):
        try:
            _add(family, rule, number)
        except WrongError as error:
            line = _line(text, number, error.key)
            problems.append(f"{file}, line {line}: {error} The rule is left out.")
    return Own((family,), tuple(problems))


def _add(family: Family, told: object, number: int) -> None:
    if not isinstance(told, dict):
        raise WrongError("", "a rule is a table, [[rule]].")
    rule: dict[str, Any] = told
    for key in rule:
        if key not in KEYS:
            raise WrongError(key, f"a rule has no {key}; it has {', '.join(KEYS)}.")
    for key in TEXTS:
        if not isinstance(rule.get(key, ""), str):
            raise WrongError(key, f"{key} must be text.")
    for key in LISTS:
        if not _names(rule.get(key, [])):
            raise WrongError(key, f"{key} must be text, or a list of texts.")
    status, sure = rule.get("status", []), rule.get("sure", 0.9)
    if not all(type(one) is int for one in (status if isinstance(status, list) else [status])):
        raise WrongError("status", "status must be a whole number, or a list of them.")
    if isinstance(sure, bool) or not isinstance(sure, int | float) or not 0 <= sure <= 1:
        raise WrongError("sure", "sure must be a number from 0 to 1.")
    if not rule.get("title"):
        raise WrongError("title", "a rule needs a title.")
    if not rule.get("when") and not rule.get("says"):
        raise WrongError("", "a rule needs when (text that must occur) or says (a pattern).")
    if rule.get("says"):
        try:
            re.compile(rule["says"])
        except re.error as error:
            raise WrongError("says", f"says is no regular expression: {error}.") from None
    family.hint(
        rule.get("name") or f"rule-{number}",
        rule["title"],
        *_many(rule.get("fixes", [])),
        why=rule.get("why", ""),
        sure=float(sure),
        when=_many(rule.get("when", [])),
        says=rule.get("says", ""),
        on=_many(rule.get("on", [])),
        programs=_many(rule["programs"]) if "programs" in rule else None,
        status=status,
    )


def _names(told: object) -> bool:
    return isinstance(told, str) or (
        isinstance(told, list) and all(isinstance(one, str) for one in told)
    )


def _many(told: str | Iterable[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _line(text: str, rule: int, key: str) -> int:
    """The line of a key in the n-th [[rule]] (0: before the first), or of the rule itself."""
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
    begin = starts[rule - 1] if 0 < rule <= len(starts) else 0
    end = starts[rule] if rule < len(starts) else len(lines)
    for at in range(begin, end):
        if key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]", lines[at].lstrip("[")):
            return at + 1
    return begin + 1


def from_packages() -> Own:
    """What installed packages bring under the entry point group `termproxy.rules`."""
    from importlib.metadata import entry_points

    families: list[Family] = []
    problems: list[str] = []
    for point in entry_points(group=GROUP):
        try:
            found = _families(point.load())
        except Exception as error:  # someone else's package must not silence all rules
            problems.append(
                f"The rules of {point.value} (entry point {point.name}) cannot be loaded:"
                f" {type(error).__name__}: {error}"
            )
            continue
        if not found:
            problems.append(f"{point.value} (entry point {point.name}) has no Family of rules.")
        families.extend(found)
    return Own(tuple(families), tuple(problems))


def _families(loaded: object) -> list[Family]:
    if isinstance(loaded, Family):
        return [loaded]
    values = loaded if isinstance(loaded, list | tuple) else vars(loaded).values()
    return [value for value in values if isinstance(value, Family)]
