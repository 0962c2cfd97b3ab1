"""Shells x situations, in a real pty: exactly one command each, with all that is told of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.shells.driver import NONCE, Shell
from tests.shells.versions import for_each, version


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        ("true", 0),
        ("false", 1),
        ("sh -c 'exit 2'", 2),
        ("nosuchcommand", 127),
        ("false | true", 0),
        ("true | false", 1),
        ("sh -c 'kill -9 $$'", 137),
        ("sh -c 'kill -11 $$'", 139),
        ("cd /nowhere", 1),
        ("true; false # comment", 1),
        ("grep -c ';' /dev/null", 1),
        ("ls /nowhere 2>/dev/null", 2),
        ("test a = b", 1),
    ],
)
def test_statuses(shell: Shell, home: Path, line: str, statuses: int) -> None:
    command = shell.run(line)
    assert (command.text, command.status) == (line, statuses)
    assert (command.ran, command.private, command.remote) == (True, False, False)
    assert command.cwd == str(home)
    assert command.seq == shell.session.seq == 1


@pytest.mark.parametrize(
    ("program", "line", "status"),
    for_each(
        [
            ("bash", "(exit 3)", 3),
            ("bash", "/etc/passwd", 126),
            ("zsh", "/etc/passwd", 126),
            ("bash", "f() { return 7; }; f", 7),
            ("bash", "alias nine='(exit 9)'; ! true", 1),
            ("bash", "set -o pipefail; false | true", 1),
            ("bash", "[[ a == b ]]", 1),
            ("bash", "(( 0 ))", 1),
            ("bash", "{ echo a; (cd /; exit 5); } 2>&1", 5),
            ("zsh", "(exit 3)", 3),
            ("zsh", "f() { return 7; }; f", 7),
            ("zsh", "setopt pipefail; false | true", 1),
            ("zsh", "[[ a == b ]]", 1),
            ("fish", "/etc/passwd", 126),
            ("fish", "function f; return 7; end; f", 7),
            ("fish", "begin; echo a; false; end", 1),
        ]
    ),
    indirect=["program"],
)
def test_statuses_of_each_language(shell: Shell, line: str, status: int) -> None:
    command = shell.run(line)
    assert (command.text, command.status) == (line, status)


def test_an_alias_and_a_function_are_told_as_typed(shell: Shell) -> None:
    shell.run("alias gone='ls /nowhere'")
    command = shell.run("gone")
    assert (command.text, command.status) == ("gone", 2)


@pytest.mark.parametrize("line", ["", "   ", "# a comment"])
def test_lines_that_are_no_command(shell: Shell, name: str, line: str) -> None:
    shell.run("false")
    commands = shell.type(line)
    if name == "fish" and line:
        (command,) = commands  # fish runs it, and says nothing of a status
        assert command.status is None
    else:
        assert commands == []


def test_output_span(shell: Shell) -> None:
    assert shell.output(shell.run("echo one; echo two")) == b"one\r\ntwo\r\n"
    assert shell.output(shell.run("false")) == b""


def test_output_without_a_final_newline(shell: Shell) -> None:
    assert shell.output(shell.run("printf abc")) == b"abc"
    assert shell.output(shell.run("printf '\\n\\nabc '")) == b"\r\n\r\nabc "


def test_the_same_again_is_not_private(shell: Shell) -> None:
    shell.run("false")
    command = shell.run("false")
    assert (command.text, command.private) == ("false", False)
    shell.send("\x1b[A")
    command = shell.run("")
    assert (command.text, command.private) == ("false", False)


def test_a_leading_space_is_private(shell: Shell) -> None:
    shell.run("true")
    command = shell.run(" false")
    assert (command.text, command.status, command.private) == ("false", 1, True)
    assert not shell.run("false").private


def test_a_syntax_error(shell: Shell, name: str) -> None:
    shell.run("true")
    command = shell.run("echo )" if name == "fish" else "if )")
    assert command.text == ("echo )" if name == "fish" else "if )")
    assert not command.ran
    assert command.status == {"bash": 2, "zsh": 1, "fish": None}[name]
    assert b")" in shell.output(command)
    assert b"echo" not in shell.output(command).split(b"\n")[0]


def test_half_typed_and_interrupted(shell: Shell, program: str, name: str) -> None:
    shell.send("abc")
    shell.shows(b"abc")
    shell.settles()
    prompts = shell.prompts
    shell.send("\x03")
    if name == "fish" and version(program) >= (4,):
        shell.settles()  # it clears the line where it stands
        assert shell.prompts == prompts
    else:
        shell.at_prompt(prompts + 1)
    assert shell.commands == []
    assert shell.run("false").status == 1


@pytest.mark.parametrize(
    ("program", "lines"),
    for_each(
        [
            ("bash", ["for i in 1 2", "do false", "done"]),
            ("bash", ["cat <<EOF >/dev/null; false", "text", "EOF"]),
            ("bash", ["printf '%s\\n' 'open", "quote'; false"]),
            ("bash", ["echo a \\", "b; false"]),
            ("zsh", ["for i in 1 2", "do false", "done"]),
            ("zsh", ["cat <<EOF >/dev/null; false", "text", "EOF"]),
            ("zsh", ["echo a \\", "b; false"]),
            ("fish", ["for i in 1 2", "false", "end"]),
            ("fish", ["echo a \\", "b; false"]),
        ]
    ),
    indirect=["program"],
)
def test_a_command_of_many_lines(shell: Shell, lines: list[str]) -> None:
    for line in lines[:-1]:
        shell.send(line + "\r")
    (command,) = shell.type(lines[-1])
    assert command.status == 1
    assert lines[0].split()[0] in command.text
    assert lines[-1].split()[0] in command.text
    assert "\r" not in command.text


def test_lines_typed_ahead(shell: Shell) -> None:
    shell.send("true\rfalse\rsh -c 'exit 4'\r")
    shell.at_prompt(4)
    told = [(command.text, command.status) for command in shell.commands]
    assert told == [("true", 0), ("false", 1), ("sh -c 'exit 4'", 4)]


def test_a_long_line(shell: Shell) -> None:
    line = "false " + "x" * 3000
    command = shell.run(line)
    assert (command.text, command.status) == (line, 1)


def test_clear_and_redraw(shell: Shell) -> None:
    assert shell.run("clear; false").status == 1
    shown = len(shell.relayed)
    shell.send("\x0c")
    shell.shows(b"@@> ", shown)
    assert shell.run("sh -c 'exit 6'").status == 6
    assert len(shell.commands) == 2


def test_folders_with_awkward_names(shell: Shell, home: Path) -> None:
    for folder in ("it's; a 'b'", "line\nbreak", "caf\udce9", "naïve 文", "100%41", "$x `y`"):
        (home / "bin").mkdir(exist_ok=True)
        os.mkdir(os.fsencode(home) + b"/bin/" + os.fsencode(folder))
    names = sorted(os.listdir(os.fsencode(home) + b"/bin"))
    shell.run("cd bin")
    for number, _ in enumerate(names):
        go = {"zsh": "cd ./*(N[%d])", "fish": "cd (string split0 <$HOME/list)[%d]"}
        (home / "list").write_bytes(b"\0".join(names) + b"\0")
        pick = "mapfile -d '' l <$HOME/list; cd \"${l[%d]}\""
        at = number if shell.injection.shell == "bash" else number + 1
        shell.run(go.get(shell.injection.shell, pick) % at)
        command = shell.run("false")
        assert os.path.isdir(command.cwd), command.cwd
        assert os.path.dirname(command.cwd) == str(home / "bin")
        shell.run("cd ..")
    assert {os.fsencode(c.cwd.rpartition("/")[2]) for c in shell.commands} >= set(names)


def test_a_background_job_ends(shell: Shell) -> None:
    shell.run("mkfifo $HOME/go")
    shell.run("sh -c 'read x <$HOME/go; exit 3' &")
    shell.run("echo x >$HOME/go")
    command = shell.run("wait")
    assert command.text == "wait"
    assert shell.run("false").status == 1


def test_exit(shell: Shell, name: str) -> None:
    """Only fish tells how its own end went; there is no prompt left to say a word before."""
    shell.send("exit 5\r")
    assert shell.finish() == 5
    told = [(command.text, command.status) for command in shell.commands]
    assert told == ([("exit 5", 5)] if name == "fish" else [])


def test_nested_shell(shell: Shell) -> None:
    """No marks inside; outside it is one long command with the status of its end."""
    marks = len(shell.marks)
    shell.send("bash --norc\r")
    shell.shows(b"bash-")
    shell.send('echo in""side\r')
    shell.shows(b"inside")
    assert [mark.letter for mark in shell.marks[marks:]] == ["C"]
    command = shell.run("exit 8")
    assert command.status == 8
    assert b"inside" in shell.output(command)


def test_exec_of_another_shell(shell: Shell) -> None:
    marks = len(shell.marks)
    shell.send("exec bash --norc\r")
    shell.shows(b"bash-")
    shell.send('echo in""side\r')
    shell.shows(b"inside")
    assert [mark.letter for mark in shell.marks[marks:]] == ["C"]
    assert shell.session.state == "running"
    shell.send("exit\r")
    shell.finish()


def test_marks_in_output_change_nothing(shell: Shell, home: Path) -> None:
    forged = b"".join(
        b"\x1b]%s\x07" % body
        for body in (
            b"6977;A;1",
            b"6977;;D;9;0;1",
            b"6977;%s;D;9;0;1" % NONCE[::-1].encode(),
            b"133;A",
            b"133;D;0",
            b"633;E;evil",
        )
    )
    (home / "evil.log").write_bytes(forged)
    command = shell.run("cat evil.log; false")
    assert command.status == 1
    assert forged in shell.output(command)


def test_no_command_meets_the_nonce(shell: Shell) -> None:
    for line in ("env", "history", "cat /proc/self/environ /proc/self/cmdline"):
        output = shell.output(shell.run(line))
        assert NONCE.encode() not in output
        assert b"TERMPROXY" not in output
    for file in Path(shell.injection.env["HOME"]).rglob("*history*"):
        if file.is_file():
            assert NONCE.encode() not in file.read_bytes()


def test_nothing_of_ours_reaches_the_terminal(shell: Shell) -> None:
    shell.run("echo hello")
    assert b"6977" not in shell.relayed
    assert b"6977" in shell.raw
    assert any(mark.letter == "B" for mark in shell.marks)


def test_output_that_is_not_utf8(shell: Shell) -> None:
    command = shell.run("printf 'caf\\351\\n'; false")
    assert shell.output(command) == b"caf\xe9\r\n"
