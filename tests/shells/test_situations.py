"""What happens at prompts: text, folder, status and exact output of each command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from termproxy.core.events import Command
from tests.shells.driver import Shell, needs
from tests.shells.versions import for_each

# line -> status, output (None: it differs by version)
ALIKE = [
    ("echo out; sh -c 'echo err >&2; exit 2'", 2, b"out\r\nerr\r\n"),
    ("echo a | cat | tr a b | grep c", 1, b""),
    ("printf '\\033[H\\033[2J'; false", 1, b"\x1b[H\x1b[2J"),
    ("clear", 0, b"\x1b[H\x1b[2J\x1b[3J"),
    ("printf '\\r100%%\\n'; printf 'left'", 0, b"\r100%\r\nleft"),
    ("sh -c 'trap \"\" TERM; kill -TERM $$; exit 15'", 15, b""),
    ("sh -c 'kill -10 $$'", 138, None),
]
EACH: list[tuple[object, ...]] = [
    ("bash", "/etc/passwd", 126, b"bash: /etc/passwd: Permission denied\r\n"),
    ("bash", "nosuchcommand", 127, b"bash: nosuchcommand: command not found\r\n"),
    ("bash", "sh -c 'kill -11 $$'", 139, None),
    ("bash", "cd /nowhere", 1, b"bash: cd: /nowhere: No such file or directory\r\n"),
    ("bash", "(cd /; echo in; exit 3)", 3, b"in\r\n"),
    ("bash", "f() { echo f; return 7; }; f", 7, b"f\r\n"),
    ("bash", "set -o pipefail; false | echo piped", 1, b"piped\r\n"),
    ("bash", "echo $(echo sub; false); (exit 4)", 4, b"sub\r\n"),
    ("bash", "if true; then fi", 2, b"bash: syntax error near unexpected token `fi'\r\n"),
    ("zsh", "/etc/passwd", 126, b"zsh: permission denied: /etc/passwd\r\n"),
    ("zsh", "nosuchcommand", 127, b"zsh: command not found: nosuchcommand\r\n"),
    ("zsh", "sh -c 'kill -11 $$'", 139, None),
    ("zsh", "cd /nowhere", 1, b"cd: no such file or directory: /nowhere\r\n"),
    ("zsh", "(cd /; echo in; exit 3)", 3, b"in\r\n"),
    ("zsh", "f() { echo f; return 7; }; f", 7, b"f\r\n"),
    ("zsh", "setopt pipefail; false | echo piped", 1, b"piped\r\n"),
    ("zsh", "echo )", 1, b"zsh: parse error near `)'\r\n"),
    ("fish", "nosuchcommand", 127, b"fish: Unknown command: nosuchcommand\r\n"),
    ("fish", "function f; echo f; return 7; end; f", 7, b"f\r\n"),
    ("fish", "echo (echo sub; false); sh -c 'exit 4'", 4, b"sub\r\n"),
]


@pytest.mark.parametrize(("line", "status", "output"), ALIKE, ids=[line for line, _, _ in ALIKE])
def test_alike_in_all_shells(
    shell: Shell, home: Path, line: str, status: int, output: bytes | None
) -> None:
    check(shell, home, shell.run(line), line, status, output)
    check(shell, home, shell.run("echo after"), "echo after", 0, b"after\r\n")


@pytest.mark.parametrize(
    ("program", "line", "status", "output"), for_each(EACH), indirect=["program"]
)
def test_in_each_shell(
    shell: Shell, home: Path, line: str, status: int, output: bytes | None
) -> None:
    check(shell, home, shell.run(line), line, status, output)
    check(shell, home, shell.run("echo after"), "echo after", 0, b"after\r\n")


def test_names_are_told_where_a_command_was_not_found(shell: Shell, home: Path) -> None:
    """What a loop, a plugin or a sourced file defines is known to the shell alone."""
    (home / "made").write_text("alias shipit='echo shipped'\n")
    shell.run(". ./made")
    shell.run("false")
    assert shell.session.names == ()
    shell.run("shpiit")
    assert "shipit" in shell.session.names
    assert not [name for name in shell.session.names if name.startswith("_")]
    assert shell.run("shipit").status == 0
    shell.run("unalias shipit" if "fish" not in shell.injection.argv[0] else "functions -e shipit")
    shell.run("shpiit")
    assert "shipit" not in shell.session.names


def check(
    shell: Shell, home: Path, command: Command, line: str, status: int | None, output: bytes | None
) -> None:
    assert (command.text, command.status, command.cwd) == (line, status, str(home))
    if output is not None:
        assert shell.output(command) == output


def until_prompt(shell: Shell, keys: str) -> list[Command]:
    """What ended between `keys` and the next prompt."""
    count, prompts = len(shell.commands), shell.prompts
    shell.send(keys)
    shell.at_prompt(prompts + 1)
    return shell.commands[count:]


def running(shell: Shell, line: str) -> None:
    """`line` prints ready when it runs."""
    shown = len(shell.relayed)
    shell.send(line + "\r")
    shell.shows(b"ready", shown)


def test_interrupt(shell: Shell, home: Path, name: str) -> None:
    line = "sh -c 'echo re\"\"ady; exec sleep 60'"
    running(shell, line)
    (command,) = until_prompt(shell, "\x03")
    output = b"ready\r\n^C" if name == "fish" else b"ready\r\n^C\r\n"
    check(shell, home, command, line, 130, output)


def test_stop_and_continue(shell: Shell, home: Path, name: str) -> None:
    line = "sh -c 'echo re\"\"ady; read x; echo got $x; exit 4'"
    running(shell, line)
    (stopped,) = until_prompt(shell, "\x1a")
    check(shell, home, stopped, line, None if name == "fish" else 148, None)
    assert shell.output(stopped).startswith(b"ready\r\n^Z")
    shell.send("fg\r")
    shell.until(lambda: shell.started == 2)
    shell.settles(behind_a_job=True)
    (command,) = until_prompt(shell, "x\r")
    # fish says 0, whatever the job says.
    check(shell, home, command, "fg", 0 if name == "fish" else 4, None)
    assert shell.output(command).endswith(b"x\r\ngot x\r\n")


def test_a_job_that_ends_at_the_prompt(shell: Shell, home: Path) -> None:
    """Its notice comes with the next prompt, or at once: it belongs to no command."""
    shell.run("mkfifo go")
    shell.run("sh -c 'read x <go; exit 3' &")
    (home / "go").write_text("x\n")
    shell.settles()
    commands = shell.type("")
    assert commands == []
    check(shell, home, shell.run("echo after"), "echo after", 0, b"after\r\n")


def test_several_commands_pasted(shell: Shell, home: Path, name: str) -> None:
    commands = until_prompt(shell, "\x1b[200~echo one\necho two; false\x1b[201~\r")
    if name == "bash":  # two commands with no prompt between them
        first, last = commands
        assert (first.status, shell.output(first)) == (None, b"one\r\n")
        check(shell, home, last, "echo two; false", 1, b"two\r\n")
    else:
        (command,) = commands
        check(shell, home, command, "echo one\necho two; false", 1, b"one\r\ntwo\r\n")


def test_a_here_document(shell: Shell, home: Path, name: str) -> None:
    if name == "fish":  # has none; a block instead
        lines = ["begin", "echo text", "end | cat; false"]
    else:
        lines = ["cat <<EOF; false", "text", "EOF"]
    for line in lines[:-1]:
        shell.send(line + "\r")
    (command,) = shell.type(lines[-1])
    assert (command.text.split(), command.status) == ("\n".join(lines).split(), 1)
    assert shell.output(command) == b"text\r\n"


def test_fifty_megabytes(shell: Shell, home: Path) -> None:
    line = "head -c 50000000 /dev/zero | tr '\\0' x; false"
    command = shell.run(line)
    check(shell, home, command, line, 1, None)
    output = shell.output(command)
    assert len(output) == 50_000_000
    assert output.count(b"x") == 50_000_000


def test_names_that_are_not_utf8(shell: Shell, home: Path) -> None:
    Path(os.fsdecode(os.fsencode(home) + b"/caf\xe9.txt")).write_bytes(b"\xe9\xff\x80\n")
    check(shell, home, shell.run("cat caf*; false"), "cat caf*; false", 1, b"\xe9\xff\x80\r\n")
    command = shell.run("ls caf* | cat")
    assert shell.output(command) == b"caf\xe9.txt\r\n"


SIGNS = {"bash": b"$ ", "zsh": b"% ", "fish": b"> "}  # at the end of their own prompts


@pytest.mark.parametrize("inner", ["bash", "zsh", "fish"])
def test_exec_and_nesting_of_every_shell(shell: Shell, home: Path, inner: str, name: str) -> None:
    """Inside, nothing is told: not by the nonce of the outer shell, which is gone. `exec` ends
    the telling for good; a nested shell is one long command with the status of its end."""
    needs(inner)
    plain = {"bash": "bash --norc", "zsh": "zsh -f", "fish": "fish --no-config"}[inner]
    for line in (plain, f"exec {plain}"):
        marks, shown = len(shell.marks), len(shell.relayed)
        shell.send(line + "\r")
        shell.shows(b"# " if os.getuid() == 0 else SIGNS[inner], shown)
        shell.send('echo in""side\r')
        shell.shows(b"inside", shown)
        assert [mark.letter for mark in shell.marks[marks:]] == ["C"]
        assert shell.session.state == "running"
        if line == plain:
            (command,) = until_prompt(shell, "exit 8\r")
            check(shell, home, command, plain, 8, None)
            assert b"inside" in shell.output(command)
        else:
            shell.send("exit 6\r")
            assert shell.finish() == 6


def test_su(shell: Shell, home: Path) -> None:
    """As root the shell of root, without our marks; as others the question for a password."""
    needs("su")
    shown = len(shell.relayed)
    line = "su -s /bin/sh"
    shell.send(line + "\r")
    if os.getuid():
        shell.shows(b"assword", shown)
        shell.send("\x03")
        shell.settles()
    else:
        shell.shows(b"# ", shown)  # it throws away what was typed before
        shell.send('echo in""side\r')
        shell.shows(b"inside", shown)
        (command,) = until_prompt(shell, "exit 9\r")
        check(shell, home, command, line, 9, None)
    check(shell, home, shell.run("echo after"), "echo after", 0, b"after\r\n")
