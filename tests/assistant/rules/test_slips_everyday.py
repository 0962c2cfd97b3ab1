# ruff: noqa: E501
"""Blanks in the wrong place, values and patterns mistyped: messages as bash 5.2 and coreutils 9.1 print them."""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

SORT = "ls: invalid argument ‘tiem’ for ‘--sort’\nValid arguments are:\n  - ‘none’\n  - ‘time’\n  - ‘size’\nTry 'ls --help' for more information."


@pytest.mark.parametrize(
    ("command", "status", "output", "fix"),
    [
        ("l s -la", 127, "bash: l: command not found", "ls -la"),
        ("gi tpush", 127, "bash: gi: command not found", "git push"),
        ("cd-", 127, "bash: cd-: command not found", "cd -"),
        ("python3main.py", 127, "bash: python3main.py: command not found", "python3 main.py"),
        ("ls --sort=tiem", 2, SORT, "ls --sort=time"),
        ("ls data/*.cvs", 2, "ls: cannot access 'data/*.cvs': No such file or directory", "ls data/*.csv"),
        ("ls dtaa/*.csv", 2, "ls: cannot access 'dtaa/*.csv': No such file or directory", "ls data/*.csv"),
        ("ls data/*.cvs", 1, "zsh: no matches found: data/*.cvs", "ls data/*.csv"),
        ("cd photos", 1, "bash: cd: photos: No such file or directory", "cd 'Photos 2024'"),
        ("./seed.sh", 127, "bash: ./seed.sh: No such file or directory", "./scripts/seed.sh"),
        ("date +%Y %m", 1, "date: extra operand ‘%m’\nTry 'date --help' for more information.", 'date "+%Y %m"'),
        ("chmod x main.py", 1, "chmod: invalid mode: ‘x’\nTry 'chmod --help' for more information.", "chmod +x main.py"),
        ("for f in *; do echo $f; doen", 2, "bash: syntax error: unexpected end of file", "for f in *; do echo $f; done"),
        ("[[ -f main.py]]", 2, "bash: unexpected EOF while looking for `]]'", "[[ -f main.py ]]"),
        ("curl http//localhost:1/", 6, "curl: (6) Could not resolve host: http", "curl http://localhost:1/"),
        ("git switch -b new", 129, "error: unknown switch `b'\nusage: git switch [<options>] [<branch>]", "git switch -c new"),
        ('git commit -n "Add it"', 1, "error: pathspec 'Add it' did not match any file(s) known to git", 'git commit -n -m "Add it"'),
    ],
)  # fmt: skip
def test_the_first_fix(world: World, command: str, status: int, output: str, fix: str) -> None:
    world.file("main.py").file("data/orders.csv").file("scripts/seed.sh").folder("Photos 2024")
    world.programs("git", "ls", "python3")
    assert world.first(command, output, status) == fix


@pytest.mark.parametrize(
    ("command", "fix"),
    [
        ("git rebase --onto develp main", "git rebase --onto develop main"),
        ("git restore --source=develpo a", "git restore --source=develop a"),
        ("git log --pretty=onelien", "git log --pretty=oneline"),
        ("git cherry-pick --abrot", "git cherry-pick --abort"),
        ("git push . v1.2.O", "git push . v1.2.0"),
    ],
)
def test_the_first_fix_in_a_repository(world: World, command: str, fix: str) -> None:
    world.repository("main", "develop").git("tag", "v1.2.0")
    assert world.mend(command)[0] == fix


def test_a_letter_of_a_cluster_is_no_long_option(world: World) -> None:
    """`ls -lz` was to be `ls --xz`: a long option that other tools have."""
    said = "ls: invalid option -- 'z'\nTry 'ls --help' for more information."
    assert world.first("ls -lz", said, 2) == ""


def test_a_folder_is_no_script(world: World) -> None:
    world.file("services/__init__.py")
    said = "python3: can't open file '/x/services.py': [Errno 2] No such file or directory"
    assert world.first("python3 services.py", said, 2) == ""
