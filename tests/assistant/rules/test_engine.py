from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.rules.engine import Family, Rulebook, judge, rulebook
from termproxy.assistant.rules.failed import Failed


def ask(family: Family, command: str, output: str = "boom", status: int = 1):  # type: ignore[no-untyped-def]
    return judge(Case(command, status, output, "/"), rules=Rulebook([family]))


def test_data_rules_fill_their_holes() -> None:
    family = Family("demo", "tool")
    family.hint(
        "why",
        "No {thing}",
        "tool make {thing}",
        lambda f: f.first("tool init"),
        when="missing",
        says=r"missing: (?P<thing>.+)$",
    )
    advice = ask(family, "sudo tool go | cat", "x\nmissing: a b\ny").advice
    assert advice.title == "No a b"
    assert [fix.command for fix in advice.fixes] == [
        "tool make 'a b'",
        "tool init && sudo tool go | cat",
    ]
    assert advice.rule == "demo.why"


def test_the_surest_wins_and_the_near_lend_their_fixes() -> None:
    family = Family("demo", "tool")
    family.hint("guess", "Perhaps", "fix-b", sure=0.82, when="boom")
    family.hint("sure", "Surely", "fix-a", sure=0.9, when="boom")
    family.hint("wild", "Who knows", "fix-c", sure=0.7, when="boom")
    advice = ask(family, "tool x").advice
    assert (advice.title, [fix.command for fix in advice.fixes]) == ("Surely", ["fix-a", "fix-b"])


def test_an_answer_without_a_fix_borrows_from_further_off() -> None:
    family = Family("demo", "tool")
    family.hint("sure", "Surely", sure=0.9, when="boom")
    family.hint("guess", "Perhaps", "fix-b", sure=0.7, when="boom")
    advice = ask(family, "tool x").advice
    assert (advice.title, [fix.command for fix in advice.fixes]) == ("Surely", ["fix-b"])


def test_an_unverified_fix_yields_to_a_verified_one() -> None:
    family = Family("demo", "tool")

    @family.rule(when="boom")
    def unseen(f: Failed) -> Advice:
        return f.hint("A", "fix-a", sure=0.9, verified=False)

    family.hint("seen", "B", "fix-b", sure=0.85, when="boom")
    assert ask(family, "tool x").advice.title == "B"


def test_rules_look_only_where_they_should() -> None:
    family = Family("demo", "tool")
    family.hint("x", "X", "fix", when="boom", on="push", status=(1, 2))
    assert ask(family, "tool push").advice
    assert ask(family, "tool -v push").advice
    assert not ask(family, "tool pull").advice
    assert not ask(family, "other push").advice
    assert not ask(family, "tool push", status=3).advice
    assert not ask(family, "tool push", "fine").advice
    assert ask(family, "cd x && sudo tool push | tee log").advice


def test_quiet_beats_the_less_sure() -> None:
    family = Family("demo", "tool")
    family.quiet("fine", "means nothing", sure=0.9)
    family.hint("x", "X", "fix", when="boom", sure=0.8)
    verdict = ask(family, "tool go")
    assert verdict.quiet
    assert verdict.advice is None
    family.hint("y", "Y", "fix", when="boom", sure=0.95)
    assert ask(family, "tool go").advice.title == "Y"


def test_a_rule_that_raises_is_named_and_the_others_work() -> None:
    family = Family("demo", "tool")

    @family.rule(when="boom")
    def broken(f: Failed) -> Advice:
        raise ValueError("oops")

    family.hint("works", "W", "fix", when="boom")
    verdict = ask(family, "tool x")
    assert verdict.advice.title == "W"
    assert [name for name, _ in verdict.broken] == ["demo.broken"]


def test_fixes_are_clean() -> None:
    family = Family("demo", "tool")
    family.hint("x", "X", "{line}", "", "rm -rf build", "rm -rf build", "./ok", when="boom")
    fixes = ask(family, "tool x").advice.fixes
    assert [fix.command for fix in fixes] == ["rm -rf build", "./ok"]
    assert fixes[0].dangerous
    assert not fixes[1].dangerous


def test_versioned_programs_are_known_by_their_name() -> None:
    family = Family("demo", "python")
    family.hint("x", "X", "fix", when="boom")
    for program in ("python", "python3", "python3.11", "/usr/bin/python3"):
        assert ask(family, f"{program} x.py").advice, program


def test_built_in_rules_have_unique_names_and_literals() -> None:
    rules = rulebook().rules
    names = [rule.name for rule in rules]
    assert sorted(names) == sorted(set(names))
    for rule in rules:
        if not rule.programs and not rule.name.startswith("quiet."):
            assert rule.when or rule.status, f"{rule.name} looks at every failure without a literal"
        assert rule.doc, f"{rule.name} needs a docstring: docs/rules.md shows it"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        ["git push", "ls x", "sudo", "python3 -", "a | b && c", "", "'", "git", "cd x"]
    ),
    st.text(max_size=200),
    st.integers(0, 255),
)
def test_nothing_raises(command: str, output: str, status: int) -> None:
    assert not judge(Case(command, status, output, str(Path("/nonexistent")))).broken


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_rule_raises_on_the_messages_it_waits_for(data: st.DataObject) -> None:
    """Outputs glued from the rules' own literals reach their functions in unusual company."""
    literals = sorted({literal for rule in rulebook().rules for literal in rule.when})
    programs = sorted({program for rule in rulebook().rules for program in rule.programs})
    output = "\n".join(data.draw(st.lists(st.sampled_from(literals), max_size=6)))
    program = data.draw(st.sampled_from(programs))
    arguments = data.draw(
        st.lists(st.sampled_from(["-x", "push", "a.txt", "''", "--", "é"]), max_size=3)
    )
    command = " ".join([program, *arguments])
    status = data.draw(st.sampled_from([1, 2, 126, 127, 128]))
    assert not judge(Case(command, status, output, "/")).broken
