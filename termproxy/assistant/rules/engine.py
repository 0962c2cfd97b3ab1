"""The engine: rules in, one verdict out. The format of a rule is told in the package's docstring.

Every rule that fits the program is tried on every failure: first its literals (a substring search,
no regular expression), then its pattern, then its function. The verdict is the surest answer:
stated confidence, less a little for a first fix that could not be verified on this machine, and
for a rule about any program (one about this very program knows better).
Order of definition means nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

from termproxy.assistant.advice import Advice, Case, Fix
from termproxy.assistant.rules import again, localised, progress
from termproxy.assistant.rules.digest import at_the_prompt, digest, ends
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.fixes import MOST, distinct, fitting
from termproxy.assistant.rules.index import Index, Seen
from termproxy.assistant.rules.words import Command, Line, parse
from termproxy.assistant.world.faraway import truth
from termproxy.assistant.world.local import Local

UNVERIFIED = 0.08  # what an unverified first fix costs when answers compete
GENERIC = 0.05  # what a rule about any program yields to one about this program
MANY = 60  # more rules that fit than any failure has (28 at most so far): a list of messages
KINSHIP = 0.12  # a runner-up this close may lend its fixes,
POOR = 0.3  # and one this close, where the best answer has none of its own


@dataclass(frozen=True, slots=True)
class Quiet:
    """This failure deserves no word, and the model need not be asked. Competes like an advice."""

    why: str
    confidence: float = 0.9


Answer = Advice | Quiet | None
Remedy = str | Fix | Callable[[Failed], "str | Fix | Sequence[str | Fix] | None"]
Action = Callable[[Failed], Answer]
A = TypeVar("A", bound=Action)


@dataclass(frozen=True, slots=True)
class Rule:
    """When to look (`programs`, `on`, `status`, `when`, `says`), and what to answer (`act`)."""

    name: str
    programs: tuple[str, ...]
    on: tuple[str, ...]
    when: tuple[str, ...]
    says: str
    status: tuple[int, ...]
    act: Action
    doc: str = ""

    def answer(self, failed: Failed) -> Answer:
        if self.status and failed.status not in self.status:
            return None
        if self.on and failed.sub not in self.on:
            return None
        if self.says:
            found = _compiled(self.says).search(failed.output)
            if found is None:
                return None
            failed = failed.matching(found)
        answer = self.act(failed)
        if isinstance(answer, Advice):
            return replace(answer, rule=self.name, fixes=fitting(answer.fixes, failed))
        return answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best advice (None: nothing to say) and whether the failure deserves silence.

    `quiet` says that no one else, model included, need be asked. `broken` names the rules that
    raised, with their exceptions, for the log.
    """

    advice: Advice | None = None
    quiet: bool = False
    broken: tuple[tuple[str, Exception], ...] = ()


class Family:
    """The rules of one tool family: `family = Family("git", "git", "hub")`, then add rules.

    `programs` are the names its rules look at by default, without version digits ("python" also
    means python3 and python3.11); none means: any program.
    """

    def __init__(self, name: str, *programs: str) -> None:
        self.name = name
        self.programs = programs
        self.rules: list[Rule] = []

    def rule(
        self,
        *,
        when: str | Iterable[str] = (),
        says: str = "",
        on: str | Iterable[str] = (),
        programs: str | Iterable[str] | None = None,
        status: int | Iterable[int] = (),
        name: str = "",
    ) -> Callable[[A], A]:
        """Make a function `Failed -> Advice | Quiet | None` a rule; its name becomes the rule's."""

        def adopt(act: A) -> A:
            self._add(
                name or act.__name__.strip("_").replace("_", "-"),
                act,
                (act.__doc__ or "").strip().split("\n")[0],
                when,
                says,
                on,
                programs,
                status,
            )
            return act

        return adopt

    def hint(
        self,
        name: str,
        title: str,
        *fixes: Remedy,
        why: str = "",
        sure: float = 0.9,
        when: str | Iterable[str] = (),
        says: str = "",
        on: str | Iterable[str] = (),
        programs: str | Iterable[str] | None = None,
        status: int | Iterable[int] = (),
    ) -> None:
        """A rule that is data: `{group}` in title, why and fixes is what the pattern found."""

        def act(failed: Failed) -> Answer:
            made: list[str | Fix] = []
            for fix in fixes:
                result = fix(failed) if callable(fix) else fix
                if isinstance(result, str):
                    made.append(failed.fill(result) if isinstance(fix, str) else result)
                elif isinstance(result, Fix):
                    made.append(result)
                elif result is not None:
                    made.extend(result)
            return failed.hint(
                failed.fill(title, bare=True), *made, why=failed.fill(why, bare=True), sure=sure
            )

        self._add(name, act, title, when, says, on, programs, status)

    def quiet(
        self,
        name: str,
        why: str,
        *,
        sure: float = 0.9,
        when: str | Iterable[str] = (),
        says: str = "",
        on: str | Iterable[str] = (),
        programs: str | Iterable[str] | None = None,
        status: int | Iterable[int] = (),
        unless: Callable[[Failed], bool] | None = None,
    ) -> None:
        """A failure that deserves silence, `unless` the predicate holds."""

        def act(failed: Failed) -> Answer:
            return None if unless is not None and unless(failed) else Quiet(why, sure)

        self._add(name, act, f"(silence) {why}", when, says, on, programs, status)

    def _add(
        self,
        name: str,
        act: Action,
        doc: str,
        when: str | Iterable[str],
        says: str,
        on: str | Iterable[str],
        programs: str | Iterable[str] | None,
        status: int | Iterable[int],
    ) -> None:
        self.rules.append(
            Rule(
                f"{self.name}.{name}",
                self.programs if programs is None else _tuple(programs),
                _tuple(on),
                _tuple(when),
                says,
                (status,) if isinstance(status, int) else tuple(status),
                act,
                doc,
            )
        )


def judge(case: Case, local: Local | None = None, rules: Rulebook | None = None) -> Verdict:
    """Try every rule that fits on the failed command; never raises."""
    book = rules or rulebook()
    line = parse(case.command)
    if not case.command.strip() or not line.commands:
        return Verdict(quiet=not case.output.strip())
    here = local or truth(case)
    spoken = {"LC_ALL": case.locale} if case.locale else here.environ
    programs = [command.program for command in line.commands if command.program]
    output = at_the_prompt(localised.in_english(digest(case.output), programs, spoken))
    advices: list[tuple[Advice, bool]] = []
    quiets: list[Quiet] = []
    broken: list[tuple[str, Exception]] = []
    picked = list(book.candidates(line, output))
    if sum(len(candidates) for _, candidates in picked) > MANY:
        output = ends(output)
        picked = list(book.candidates(line, output))
    for command, candidates in picked:
        failed = Failed(case, output, line, command, progress.there(here, line, command))
        for rule in candidates:
            try:
                answer = rule.answer(failed)
            except Exception as error:  # one broken rule (a user's, perhaps) must not silence all
                broken.append((rule.name, error))
                continue
            if isinstance(answer, Advice):
                advices.append((answer, not rule.programs))
            elif answer is not None:
                quiets.append(answer)
    best = _settle(advices)
    if best is not None:
        both = again.both(line, [a for a, _ in advices]) if len(line.commands) > 1 else ""
        fixes = (Fix(both), *best.fixes)[:MOST] if both else best.fixes
        best = replace(best, fixes=_further(fixes, line, here))
    silence = max((quiet.confidence for quiet in quiets), default=-1.0)
    if silence >= (best.confidence if best else 0.0):
        return Verdict(None, True, tuple(broken))
    return Verdict(best, False, tuple(broken))


def advise(case: Case, local: Local | None = None) -> Advice | None:
    """The best hint for a failed command, or None for silence."""
    return judge(case, local).advice


class Rulebook:
    """All rules, indexed by program."""

    def __init__(self, families: Iterable[Family], problems: Iterable[str] = ()) -> None:
        self.problems = tuple(problems)  # rules of users and packages that could not be used
        self.rules = tuple(rule for family in families for rule in family.rules)
        self._any = Index(rule for rule in self.rules if not rule.programs)
        by_program: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for program in rule.programs:
                by_program.setdefault(program, []).append(rule)
        self._by_program = {name: Index(rules) for name, rules in by_program.items()}

    def warm(self) -> None:
        """Compile every pattern now, so that no first failure has to wait for it."""
        localised.warm(os.environ)
        for rule in self.rules:
            if rule.says:
                _compiled(rule.says)

    def candidates(self, line: Line, output: str) -> Iterator[tuple[Command, Sequence[Rule]]]:
        """Each command with the rules its output may fit; any-program ones for the suspect."""
        suspect = _suspect(line, output)
        seen = Seen(output)
        for command in line.commands:
            rules: list[Rule] = []
            for name in names_of(command.program):
                if index := self._by_program.get(name):
                    rules.extend(index.fitting(seen))
            if command is suspect:
                rules.extend(self._any.fitting(seen))
            if rules:
                yield command, rules


def names_of(program: str) -> tuple[str, ...]:
    """The names under which rules know a program: python3.11 is also "python3" and "python"."""
    names = [program]
    for pattern in (r"[.-]?\d+(?:\.\d+)*$", r"\.(?:exe|sh)$"):
        short = re.sub(pattern, "", program)
        if short and short not in names:
            names.append(short)
    return tuple(names)


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The rules of every module in `families/`, of the user and of packages; loaded once."""
    from termproxy.assistant.rules import families, own

    modules = sorted(info.name for info in iter_modules(families.__path__))
    loaded = (import_module(f"{families.__name__}.{name}") for name in modules)
    built_in = [
        value for module in loaded for value in vars(module).values() if isinstance(value, Family)
    ]
    added = own.everything()
    families_once = dict.fromkeys((*built_in, *added.families))  # modules may share one
    return Rulebook(families_once, added.problems)


def _suspect(line: Line, output: str) -> Command:
    """The command of the line that the output speaks of; the last one when it does not say."""
    if len(line.commands) > 1:
        for command in reversed(line.commands):
            name = command.words[0].value if command.words else ""
            if name and re.search(rf"^(?:\S+: )?{re.escape(name)}: ", output, re.MULTILINE):
                return command
    return line.commands[-1]


def _settle(advices: Sequence[tuple[Advice, bool]]) -> Advice | None:
    """The surest advice first; near runners-up lend their fixes. True: an any-program rule's."""
    if not advices:
        return None

    def weight(answer: tuple[Advice, bool]) -> float:
        advice, generic = answer
        doubtful = bool(advice.fixes) and not advice.fixes[0].verified
        idle = 0.02 * (not advice.fixes)
        return advice.confidence - UNVERIFIED * doubtful - idle - GENERIC * generic

    ranked = sorted(advices, key=weight, reverse=True)
    best = ranked[0][0]
    fixes = list(best.fixes)
    for other, generic in ranked[1:]:
        if weight((other, generic)) < weight(ranked[0]) - (KINSHIP if fixes else POOR):
            break
        fixes.extend(other.fixes)
    return replace(best, fixes=distinct(fixes)[:MOST])


def _further(fixes: Sequence[Fix], line: Line, here: Local) -> tuple[Fix, ...]:
    """The fixes with a second slip mended."""
    return distinct(replace(fix, command=again.further(line, fix.command, here)) for fix in fixes)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def _tuple(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def describe(book: Rulebook) -> Mapping[str, list[dict[str, Any]]]:
    """The rules by family, for the generated documentation."""
    families: dict[str, list[dict[str, Any]]] = {}
    for rule in book.rules:
        family, _, name = rule.name.partition(".")
        families.setdefault(family, []).append(
            {"name": name, "programs": rule.programs, "when": rule.when, "doc": rule.doc}
        )
    return families
