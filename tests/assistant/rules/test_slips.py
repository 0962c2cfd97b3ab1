# ruff: noqa: E501
"""Slips around a command. Given messages: bash's, man's, chown's, ln's and grep's are what these
print here; homebrew's is recalled."""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World


@pytest.mark.parametrize(
    ("command", "status", "output", "fix"),
    [
        ("git git push", 1, "git: 'git' is not a git command. See 'git --help'.", "git push"),
        ("ls\u00a0-la", 127, "bash: ls\u00a0-la: command not found", "ls -la"),
        ("ls –la", 127, "bash: ls\u2007: command not found", "ls -la"),
        ("пше ыефегы", 127, "bash: пше: command not found", "git status"),
        ("sudo brew install jq", 1, "Error: Running Homebrew as root is extremely dangerous and no longer supported.\nDon't run this as root!", "brew install jq"),
        ("sudo apt install jq", 127, "bash: sudo: command not found", "apt install jq"),
        ("yum install -y nginx", 127, "bash: yum: command not found", "sudo apt install -y nginx"),
        ("grep notes.txt hello", 2, "grep: hello: No such file or directory", "grep hello notes.txt"),
        ("ln -s short notes.txt", 1, "ln: failed to create symbolic link 'notes.txt': File exists", "ln -s notes.txt short"),
        ("man grpe", 16, "No manual entry for grpe", "man grep"),
        ("man 3 printf", 16, "No manual entry for printf in section 3", "man printf"),
        ("chown rot:root x", 1, "chown: invalid user: ‘rot:root’", "chown root:root x"),
        ("kill nginx", 1, "bash: kill: nginx: arguments must be process or job IDs", "pkill nginx"),
        ("sl -l", 127, "bash: sl: command not found", "ls -l"),
        ("vom notes.txt", 127, "bash: vom: command not found", "vim notes.txt"),
        ("pyhton x.py", 127, "bash: pyhton: command not found", "python3 x.py"),
    ],
)  # fmt: skip
def test_slips(world: World, command: str, status: int, output: str, fix: str) -> None:
    world.file("notes.txt").programs("git", "grep", "ls", "python3", "apt")
    assert world.first(command, output, status) == fix


def test_a_path_used_lately(world: World) -> None:
    world.file("deep/er/and/deep/er/still/conf.ini")
    advice = world.advice(
        "cat conf.ini",
        "cat: conf.ini: No such file or directory",
        history=("vim deep/er/and/deep/er/still/conf.ini", "ls"),
    )
    assert advice
    assert advice.fixes[0].command == "cat deep/er/and/deep/er/still/conf.ini"
