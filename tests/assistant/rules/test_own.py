"""Rules of users (TOML) and of packages (entry points)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.rules.engine import Rulebook, judge
from termproxy.assistant.rules.own import from_folder, from_text

ROOT = Path(__file__).parents[3]
GOOD = """
programs = ["acme"]

[[rule]]
name = "tunnel"
when = "tunnel"
says = 'tunnel "(?P<name>[^"]+)" is down'
title = "The tunnel {name} is down"
why = "It closes after an hour."
fixes = ["acme tunnel up {name} && {line}", "acme status"]
"""


def test_a_rule_of_the_user() -> None:
    own = from_text(GOOD, "/c/acme.toml")
    assert own.problems == ()
    case = Case("sudo acme deploy -v", 1, 'x\ntunnel "eu west" is down', "/")
    advice = judge(case, rules=Rulebook(own.families)).advice
    assert advice
    assert advice.title == "The tunnel eu west is down"
    assert advice.rule == "own-acme.tunnel"
    assert [fix.command for fix in advice.fixes] == [
        "acme tunnel up 'eu west' && sudo acme deploy -v",
        "acme status",
    ]


def test_what_is_no_file_of_text_is_told_and_the_others_count(tmp_path: Path) -> None:
    """A FIFO was waited for, and no hint came any more."""
    os.mkfifo(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_bytes(b"# caf\xc3\xa9\n# caf\xe9\n")
    (tmp_path / "c.toml").mkdir()
    (tmp_path / "d.toml").write_text(GOOD)
    own = from_folder(str(tmp_path))
    assert [family.name for family in own.families] == ["own-d"]
    reasons = ("a.toml cannot be read (it is no regular file)", "b.toml, line 2: it is not UTF-8",
               "c.toml cannot be read (it is no regular file)")  # fmt: skip
    assert own.problems == tuple(
        f"{tmp_path}/{reason}; its rules are left out." for reason in reasons
    )


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('[[rule]]\ntitle = "x\n', "line 2: "),
        ('[[rule]]\nwhen = "x"\n', "line 1: a rule needs a title."),
        ('[[rule]]\ntitle = "x"\n', "line 1: a rule needs when"),
        ('[[rule]]\ntitle = "x"\nsays = "(a"\n', "line 3: says is no regular expression: "),
        ('[[rule]]\ntitle = "x"\nwhen = "a"\nsure = 3\n', "line 4: sure must be a number"),
        ('[[rule]]\ntitle = "x"\nwhen = 3\n', "line 3: when must be text"),
        ('[[rule]]\ntitle = "x"\nwhen = "a"\nstatus = "1"\n', "line 4: status must be a whole"),
        (
            '[[rule]]\ntitle = "x"\nwhen = "a"\nfix = "a"\n',
            "line 4: a rule has no fix; it",
        ),
        ('rules = 1\n[[rule]]\ntitle = "x"\nwhen = "a"\n', "line 1: there is no rules"),
        ("rule = 1\n", "each rule begins with [[rule]]"),
        ("programs = 1\n", "programs are names"),
        # These three were no broken TOML to us, and took all hints of the session with them.
        ("programs = " + "[" * 50_000, "is nested too deeply"),
        ("a." * 3000 + "b = 1", "is nested too deeply"),
        ("programs = " + "9" * 50_000, "Exceeds the limit"),
    ],
)
def test_a_broken_rule_is_told_with_its_line_and_the_rest_work(
    tmp_path: Path, broken: str, told: str
) -> None:
    (tmp_path / "a.toml").write_text(broken)
    (tmp_path / "b.toml").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("no rules")
    own = from_folder(str(tmp_path))
    assert len(own.problems) == 1
    assert own.problems[0].startswith(f"{tmp_path}/a.toml")
    assert told in own.problems[0]
    assert "own-b.tunnel" in [rule.name for family in own.families for rule in family.rules]


def test_one_broken_rule_leaves_the_others_of_its_file() -> None:
    own = from_text(GOOD + '\n[[rule]]\ntitle = ""\nwhen = "x"\n', "/c/acme.toml")
    assert own.problems == ("/c/acme.toml, line 13: a rule needs a title. The rule is left out.",)
    assert [rule.name for rule in own.families[0].rules] == ["own-acme.tunnel"]


def test_no_folder_no_rules(tmp_path: Path) -> None:
    assert from_folder(str(tmp_path / "none")) == ((), ())


def hint(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    case = {"command": "acme deploy", "exit_code": 1, "output": 'tunnel "eu" is down'}
    return subprocess.run(
        [sys.executable, "-m", "termproxy", "hint", "--batch"],
        input=json.dumps(case) + "\n",
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_program_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "termproxy" / "rules"
    folder.mkdir(parents=True)
    (folder / "acme.toml").write_text(GOOD)
    (folder / "worse.toml").write_text('[[rule]]\ntitle = "x"\nsays = "("\n')
    done = hint(tmp_path, XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert json.loads(done.stdout)["fixes"][0] == "acme tunnel up eu && acme deploy"
    assert done.stderr.startswith(f"termproxy: {folder}/worse.toml, line 3: says is no regular")
    assert "Traceback" not in done.stderr


def test_a_package_brings_its_own(tmp_path: Path) -> None:
    (tmp_path / "acme_hints.py").write_text(
        "from termproxy.assistant.rules import Family\n"
        "family = Family('acme', 'acme')\n"
        "family.hint('down', 'It is down', 'acme up', when='is down')\n"
    )
    info = tmp_path / "acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[termproxy.rules]\nacme = acme_hints\ngone = acme_nowhere\nempty = json\n"
    )
    done = hint(tmp_path, PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert json.loads(done.stdout)["fixes"] == ["acme up"]
    assert "acme_nowhere (entry point gone) cannot be loaded: ModuleNotFoundError" in done.stderr
    assert "json (entry point empty) has no Family of rules." in done.stderr
