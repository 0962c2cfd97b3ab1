"""The table of faults names tests: they have to exist, by the words it uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text()
PLACES = {
    "F": ("tests/e2e/test_faults.py",),
    "O": ("tests/e2e/test_fail_open.py", "tests/e2e/test_fail_open_start.py"),
    "R": ("tests/e2e/test_recording.py",),
    "L": ("tests/e2e/test_lifetime.py",),
    "W": (
        "tests/assistant/model/test_ollama.py",
        "tests/assistant/model/test_ollama_answers.py",
        "tests/assistant/model/test_ollama_reached.py",
        "tests/assistant/test_wire.py",
    ),
    "S": ("tests/assistant/test_store.py", "tests/assistant/model/test_shelf.py"),
    "E": ("tests/engine/test_engine.py",),
}
ROWS = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("| ")]
ROWS = [row for row in ROWS if row[0].strip() != "what breaks"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:40])
def test_each_row_names_a_test_that_exists(row: list[str]) -> None:
    place, proved = "", 0
    for letter, name in re.findall(r"\b([FORLWSE])\b|`([^`]+)`", row[-1]):
        if letter:
            place = letter
            proved += letter == "L"
            continue
        if name.endswith(".py"):
            assert list(ROOT.glob(name)) or list(ROOT.glob(f"tests/**/{name}")), name
        else:
            text = "".join((ROOT / path).read_text() for path in PLACES[place])
            assert f'"{name}"' in text or re.search(rf"def test_\w*{name}\w*\(", text), name
        proved += 1
    assert proved
