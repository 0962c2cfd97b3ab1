from __future__ import annotations

import runpy
from pathlib import Path

from termproxy.assistant.rules.engine import rulebook

ROOT = Path(__file__).parents[3]


def test_the_page_of_rules_names_each_of_them() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "rules-doc"))["page"]()
    for rule in rulebook().rules:
        family, _, name = rule.name.partition(".")
        assert f"\n## {family}\n" in page
        assert f"| {name} |" in page
