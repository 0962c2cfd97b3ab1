from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.rules import judge
from termproxy.assistant.showing import Showing
from termproxy.assistant.view import Look
from termproxy.assistant.world.faraway import Faraway, truth
from termproxy.assistant.world.local import Local


def case(command: str, output: str, status: int = 1, cwd: str = "/") -> Case:
    return Case(command, status, output, cwd, remote=True)


def test_nothing_of_this_machine_is_known(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"test": "x"}}')
    (tmp_path / ".git").mkdir()
    (tmp_path / "Makefile").write_text("all:\n")
    there = truth(case("x", "x", cwd=str(tmp_path)))
    assert isinstance(there, Faraway)
    for name in ("package.json", "/etc/passwd", "/", ".", "~"):
        assert not there.exists(name)
        assert not there.is_dir(name)
        assert not there.is_file(name)
        assert there.text(name) == ""
        assert not there.entries(name)
    assert there.which("ls") == ""
    assert not there.programs
    assert there.git is None
    assert not there.npm_scripts
    assert not there.make_targets
    assert there.near("/ect/passwd") == []
    assert there.at("/etc") is there
    assert there.port_holder(22) is None
    assert there.free_space() == -1
    assert not there.is_root


def test_a_case_of_here_gets_local_truth() -> None:
    assert type(truth(Case("x", 1, "x", "/"))) is Local


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("cat /ect/passwd", "cat: /ect/passwd: No such file or directory", 1),
        ("cd /etc && cat psswd", "cat: psswd: No such file or directory", 1),
        ("su bckup", "su: user bckup does not exist or the user entry is incomplete", 1),
    ],
)
def test_no_file_of_here_mends_a_line_of_there(command: str, output: str, status: int) -> None:
    here = judge(Case(command, status, output, "/")).advice
    there = judge(case(command, output, status)).advice
    assert here is not None
    assert here.fixes
    assert there is None or here.fixes[0].command not in {fix.command for fix in there.fixes}


def test_a_fix_for_elsewhere_is_unverified_and_no_key_offers_it() -> None:
    failed = case("gti status", "bash: gti: command not found", 127)
    advice = judge(failed).advice
    assert advice is not None
    assert [(fix.command, fix.verified) for fix in advice.fixes] == [("git status", False)]
    showing = Showing(Look(), "→ or Alt-i")
    hint = showing.hint(1, failed, advice, 80, 24)
    assert hint is not None
    assert hint.fixes == ()
    assert b"git status" in b"".join(hint.rows)
    assert b"Alt-i" not in b"".join(hint.rows)
