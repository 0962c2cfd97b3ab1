from __future__ import annotations

import runpy
from pathlib import Path

from termproxy.assistant.rules.engine import rulebook

ROOT = Path(__file__).parents[3]


def test_the_page_of_rules_is_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "rules-doc"))
    page = script["page"]()
    assert (ROOT / "docs" / "rules.md").read_text() == page, "run scripts/rules-doc"
    for rule in rulebook().rules:
        family, _, name = rule.name.partition(".")
        assert f"\n### {family}\n" in page
        assert f"| {name} |" in page
        assert script["area"](family) != script["OTHER"], f"give {family} an area in rules-doc"
