"""Failures of the everyday tools, as they really printed them, and the first fix they deserve.

One table a family in `cases/*.jsonl`: the command, its exit status and output (/srv/app is the
working directory), the files that stood there (~ is the home folder), and `fix`: the first fix,
"" for an explanation without one, null for silence. The outputs are real, but for those marked
`recalled`, which were written from memory; each fix was read and accepted by judgement after the
rule gave it, so this table guards against regressions
and does not measure accuracy. `held_out` marks failures whose output was not looked at while the
rules were first written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.rules.kit import World

CASES = Path(__file__).with_name("cases")


def rows() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.jsonl")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            case = json.loads(line)
            yield pytest.param(case, id=f"{path.stem}-{number}: {case['command'][:50]}")


@pytest.mark.parametrize("case", list(rows()))
def test_the_first_fix(world: World, case: dict[str, Any]) -> None:
    world.home = world.root / ".home"
    for name, text in case.get("files", {}).items():
        world.file(name.replace("~/", ".home/"), text)
    world.programs("git", "npm", "npx", "node", "docker", "kubectl", "helm", "terraform", "sed")
    output = case["output"].replace("/srv/app", str(world.root))
    verdict = world.verdict(case["command"], output, case["exit_code"])
    assert not verdict.broken
    if case["fix"] is None:
        assert verdict.quiet, verdict.advice
        return
    assert verdict.advice is not None
    first = next((fix.command for fix in verdict.advice.fixes), "")
    assert first == case["fix"].replace("/srv/app", str(world.root))


def test_every_family_has_its_table() -> None:
    assert len(list(CASES.glob("*.jsonl"))) >= 15
