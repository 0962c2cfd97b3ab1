# ruff: noqa: E501
"""What tools suggest themselves.

argparse's words are printed by argparse here, in each run; the others are recalled from the
libraries that print them (cobra, click, clap, commander, oclif, thor, symfony/console, hg).
"""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

RECALLED = [
    ("tool serv -p 80", "Error: No such command 'serv'.\n\nDid you mean serve?", "tool serve -p 80"),
    ("tool depoly api", "Error: unknown command \"depoly\" for \"tool\"\n\nDid you mean this?\n\tdeploy\n\tdestroy\n\nRun 'tool --help' for usage.", "tool deploy api"),
    ("tool biuld -x", "error: unrecognized subcommand 'biuld'\n\n  tip: a similar subcommand exists: 'build'\n\nUsage: tool [OPTIONS] [COMMAND]", "tool build -x"),
    ("tool lsit", "error: unknown command 'lsit'\n(Did you mean list?)", "tool list"),
    ("tool log", " ▸    log is not a tool command.\n ▸    Perhaps you meant logs?\n ▸    Run tool _ to run tool logs.", "tool logs"),
    ("tool phse", "tool: unknown command 'phse'\n(did you mean one of blame, phase, rebase?)", "tool phase"),
    ("tool udpate now", "  Command \"udpate\" is not defined.  \n  Did you mean one of these?       \n      self-update\n      update\n", "tool update now"),
    ("tool 'lst'", "No command 'tool lst'.\nDid you mean 'tool list'?", "tool list"),
    ("tool ls", "error Did you mean `tool list`?", "tool list"),
    ("tool li", "ambiguous command: li, could be: list-all, list", "tool list"),
    ("tool re x", "tool: command 're' is ambiguous:\n    rebase recover remove", "tool rebase x"),
    ("tool dynamdb scan", "tool: error: argument command: Invalid choice: 'dynamdb', maybe you meant:\n\n  * dynamodb", "tool dynamodb scan"),
    ("tool instal vim", "Error: Unknown command: instal", "tool install vim"),
    ("tool nginx restart", "Unknown command verb nginx.", "tool restart nginx"),
    ("tool add redux", "error `add` has been replaced with `require` here. Run \"tool require redux\" instead.", "tool require redux"),
    ("tool plan", "Plugin reinitialization required. Please run \"tool init\".", "tool init && tool plan"),
    ("tool ssh", "The machine must be running. Run `tool up` first.", "tool up && tool ssh"),
    ("tool \\(", "ERR: bad pattern. To search for a literal string, run tool with -Q", "tool -Q \\("),
    ("tool imag ls", "Usage:  tool COMMAND\n\nCommands:\n  image       Manage images\n  container   Manage containers\n  volume      Manage volumes\n", "tool image ls"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output", "fix"), RECALLED, ids=[c for c, *_ in RECALLED])
def test_suggestions(world: World, command: str, output: str, fix: str) -> None:
    assert world.first(command, output) == fix


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("tool build", "error: x\nRun `tool --help` for help"),
        (
            "tool build",
            "3 vulnerabilities. Run `tool audit` to see them; run `tool audit fix` to mend them",
        ),
        ("tool build", "error: 2 failed. Use `tool build --verbose` for more information"),
        ("tool build", "Run 'tool help' for usage."),
        ("tool build", "For more information about this error, try `tool --explain E0308`."),
        ("tool frobnicate", "error: unknown command 'frobnicate'"),
        ("tool build a.c", "a.c:3: error: 'foo' undeclared; did you mean 'for'?"),
    ],
)
def test_no_suggestion_is_made_up(world: World, command: str, output: str) -> None:
    assert world.fixes(command, output) == []


PROGRAM = """
import argparse
parser = argparse.ArgumentParser(prog="tool.py")
commands = parser.add_subparsers(dest="command")
for name in ("fetch", "publish", "archive"):
    commands.add_parser(name)
parser.add_argument("--color", choices=["always", "never", "auto"])
parser.parse_args()
"""


@pytest.mark.parametrize(
    ("command", "fix"),
    [
        ("python3 tool.py publsih", "python3 tool.py publish"),
        ("python3 tool.py --color nevr fetch", "python3 tool.py --color never fetch"),
    ],
)
def test_argparse(world: World, command: str, fix: str) -> None:
    world.file("tool.py", PROGRAM)
    assert world.mend(command)[:1] == [fix]
