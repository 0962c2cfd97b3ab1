"""Rules that users write, in a real session."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import ROOT, TERMPROXY, Terminal, environment

RULES = """
[[rule]]
when = "flux capacitor"
says = "flux capacitor (?P<state>\\\\w+)"
title = "The capacitor is {state}"
fixes = ["flux align --after {state}"]
"""


def rules(home: Path, name: str, text: str) -> None:
    folder = home / ".config" / "termproxy" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_a_rule_of_the_user_is_shown(wrap: Callable[..., Terminal], home: Path) -> None:
    rules(home, "flux.toml", RULES)
    terminal = wrap("--hints", "rules", "bash")
    terminal.shows("$")
    terminal.type("""sh -c 'echo "flux capacitor misaligned"; exit 5'\n""")
    terminal.shows("flux align --after misaligned")
    terminal.type("exit 7\n")
    assert terminal.end() == 7


def test_a_broken_rule_is_told_and_the_others_work(
    wrap: Callable[..., Terminal], home: Path
) -> None:
    rules(home, "flux.toml", RULES)
    rules(home, "odd.toml", '[[rule]]\ntitle = "x"\nsays = "("\n')
    terminal = wrap("--hints", "rules", "bash")
    terminal.shows("$")
    terminal.type("""sh -c 'echo "flux capacitor misaligned"; exit 5'\n""")
    terminal.shows("flux align --after misaligned")
    terminal.shows("odd.toml, line 3")
    terminal.type("gti status\n")
    terminal.shows("git status")
    terminal.type("exit 7\n")
    assert terminal.end() == 7


def test_the_example_in_the_documents_does_what_they_say(home: Path) -> None:
    """Its `when` did not occur in the output that it was tried with: there was silence."""
    told = (ROOT / "docs" / "rules-own.md").read_text()
    example = re.search(r"```toml\n(.*?)```", told, re.DOTALL)
    line = re.search(r"printf '%s\\n' '(.*)' \|", told)
    assert example is not None
    assert line is not None
    rules(home, "acme.toml", example[1])
    done = subprocess.run(
        [*TERMPROXY, "hint", "--batch"],
        env=environment(home), input=line[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert (answer["title"], answer["rule"]) == ("The tunnel eu is down", "own-acme.tunnel-down")
    assert answer["fixes"] == ["acme tunnel up eu && acme deploy", "acme status"]
    assert done.stderr == ""
