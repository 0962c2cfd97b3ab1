"""bash in a real pty: what its marks make of every kind of command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shells.driver import NONCE, Shell, environment, needs

RC = "PS1='@@> '\nHISTCONTROL=ignoreboth\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    needs("bash")
    (tmp_path / ".bashrc").write_text(RC)
    return tmp_path


@pytest.fixture
def bash(home: Path) -> Iterator[Shell]:
    with Shell(["bash"], environment(home), home) as shell:
        shell.at_prompt(1)
        yield shell


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("true", 0),
        ("false", 1),
        ("(exit 2)", 2),
        ("nosuchcommand", 127),
        ("/etc/passwd", 126),
        ("false | true", 0),
        ("true | false", 1),
        ("set -o pipefail; false | true", 1),
        ("f() { return 7; }; f", 7),
        ("alias quit9='(exit 9)'; true", 0),
        ("[ 1 = 2 ]", 1),
        ("(cd /; (exit 5))", 5),
        ("sh -c 'kill -9 $$'", 137),
        ("sh -c 'kill -11 $$'", 139),
        ("echo a; false # comment", 1),
        ("! true", 1),
        ("{ echo a; false; } 2>&1", 1),
        ("cd /nowhere", 1),
    ],
)
def test_statuses(bash: Shell, line: str, status: int) -> None:
    command = bash.run(line)
    assert (command.text, command.status, command.ran) == (line, status, True)
    assert not command.private
    assert command.cwd == str(Path(command.cwd))


def test_no_command_of_the_user_meets_the_nonce(bash: Shell) -> None:
    assert NONCE.encode() not in bash.output(bash.run("env"))
    assert b"TERMPROXY" not in bash.output(bash.run("env"))
    assert NONCE.encode() not in bash.output(bash.run("history"))
    assert NONCE.encode() not in bash.output(bash.run("env -0 | cat -A; cat /proc/self/environ"))
