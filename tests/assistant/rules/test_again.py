"""A second slip in the same line is mended together with the first, where it is certain."""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

TWO_SLIPS = [
    ("gti statsu", "git status"),
    ("git statsu --shrot", "git status --short"),
    ("git psuh orgin man", "git push origin main"),
    ("git remote delete orgin", "git remote remove origin"),
    ("cta nots.txt", "cat notes.txt"),
    ("cat nots.txt scr/main.py", "cat notes.txt src/main.py"),
    ("grpe -rn TODO scr", "grep -rn TODO src"),
    ("mkae biuld", "make build"),
    ("pyhton3 main.py", "python3 src/main.py"),
]
ONE_SLIP = [
    ("vmi nots.txt", "vim nots.txt"),  # a new file, perhaps
    ("git chekcout -b man", "git checkout -b man"),
    ("git psuh origin main:nain", "git push origin main:nain"),
    ("git comit -m 'statsu orgin'", "git commit -m 'statsu orgin'"),
    ("cta page2.txt", "cat page2.txt"),  # page1.txt is no slip of it
    ("ehco nots.txt", "echo nots.txt"),
    ("mkae CC=gc", "make CC=gc"),
]


@pytest.fixture
def project(world: World) -> World:
    world.repository("main", "develop").git("remote", "add", "origin", "x.git")
    world.file("notes.txt").file("src/main.py").file("page1.txt").folder("docs")
    return world.file("Makefile", "build:\n\ttrue\n").programs("vim")


@pytest.mark.parametrize(("command", "fix"), TWO_SLIPS)
def test_both_are_mended(project: World, command: str, fix: str) -> None:
    assert project.mend(command)[:1] == [fix]


@pytest.mark.parametrize(("command", "fix"), ONE_SLIP)
def test_what_may_be_meant_stays(project: World, command: str, fix: str) -> None:
    assert project.mend(command)[:1] == [fix]


def test_two_programs_of_one_pipe(project: World) -> None:
    said = "bash: sotr: command not found\nbash: unqi: command not found"
    assert project.first("ls | sotr | unqi", said, 127) == "ls | sort | uniq"


def test_a_file_and_a_program_of_one_pipe(project: World) -> None:
    """Given, not run: what two programs of a pipe complain of may come out mixed."""
    said = [
        "tail: cannot open 'nots.txt' for reading: No such file or directory",
        "bash: gerp: command not found",
    ]
    for lines in (said, said[::-1]):
        first = project.first("tail nots.txt | gerp x", "\n".join(lines), 127)
        assert first == "tail notes.txt | grep x"


def test_what_a_rule_wrote_is_no_slip(project: World) -> None:
    """`git filter-repo --path FILE`, of a rule for files too large, became --patch."""
    output = (
        "remote: error: File data.csv is 187.42 MB; this exceeds GitHub's file size limit\n"
        "remote: error: GH001: Large files detected.\n"
        " ! [remote rejected] main -> main (pre-receive hook declined)"
    )
    assert "git filter-repo --path data.csv --invert-paths" in project.fixes(
        "git push origin main", output, 1
    )
