"""What the tools said when they were run, and the first fix we give in an empty folder.

One table for each kind of tool in tables/: true messages (paths made neutral), read through one by
one. Where the fix needs something of the folder, see test_tools_unseen.py and test_tools_here.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assistant.rules.toolkit import first_fix, judged

TABLES = sorted(Path(__file__).with_name("tables").glob("*.jsonl"))
CASES = [
    pytest.param(case, id=f"{table.stem}-{number}-{case['command'][:40]}")
    for table in TABLES
    for number, case in enumerate(map(json.loads, table.read_text().splitlines()), 1)
]


@pytest.mark.parametrize("case", CASES)
def test_the_first_fix(tmp_path: Path, case: dict[str, str | int]) -> None:
    verdict = judged(tmp_path, str(case["command"]), str(case["output"]), int(case["status"]))
    assert first_fix(verdict) == case["first"]
