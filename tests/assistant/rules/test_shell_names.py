# ruff: noqa: E501
"""Command not found.

The wording is what bash 5.2, zsh 5.9, fish 3.6, dash and env print here, each seen once for one
name and written down for the others (interactive form: no "line 1"). sudo's is recalled.
"""

from __future__ import annotations

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.rules import judge
from tests.assistant.rules.kit import PATH, World

ON_PATH = ("git", "python3", "docker", "apt", "grep", "ls", "npm", "npx", "gcc", "systemctl")


@pytest.mark.parametrize(
    ("command", "output", "fix"),
    [
        ("gti status", "bash: gti: command not found", "git status"),
        ("gti commit -m 'it is \"so\"' | cat", "bash: gti: command not found", "git commit -m 'it is \"so\"' | cat"),
        ("sudo atp install jq", "sudo: atp: command not found", "sudo apt install jq"),
        ("pyhton3 -V", "zsh: command not found: pyhton3", "python3 -V"),
        ("dcoker ps", "fish: Unknown command: dcoker", "docker ps"),
        ("sh -c true; grpe x", "sh: 1: grpe: not found", "sh -c true; grep x"),
        ("env FOO=1 sytsemctl", "env: ‘sytsemctl’: No such file or directory", "env FOO=1 systemctl"),
        ("cd..", "bash: cd..: command not found", "cd .."),
        ("gitstatus", "bash: gitstatus: command not found", "git status"),
        ("ls-la", "bash: ls-la: command not found", "ls -la"),
        ("apt-install vim", "bash: apt-install: command not found", "apt install vim"),
        ("$ git status", "bash: $: command not found", "git status"),
        ("python x.py", "bash: python: command not found", "python3 x.py"),
        ("docker-compose up -d", "bash: docker-compose: command not found", "docker compose up -d"),
        ("if true; then gti log; fi", "bash: gti: command not found", "if true; then git log; fi"),
    ],
)  # fmt: skip
def test_the_line_is_mended(world: World, command: str, output: str, fix: str) -> None:
    world.programs(*ON_PATH)
    assert world.first(command, output, 127) == fix


def test_a_program_of_the_project(world: World) -> None:
    world.file("node_modules/.bin/tsc", mode=0o755).file("build.sh", "#!/bin/sh\n", mode=0o755)
    assert world.first("tsc --noEmit", "bash: tsc: command not found", 127) == "npx tsc --noEmit"
    assert world.first("build.sh -x", "bash: build.sh: command not found", 127) == "./build.sh -x"


def test_what_is_not_installed_is_installed(world: World) -> None:
    fix = world.first("tree -L 2", "bash: tree: command not found", 127)
    assert fix.endswith(" tree")


def test_a_script_that_needs_a_program(world: World) -> None:
    output = "./deploy.sh: line 7: rsync: command not found"
    assert world.first("./deploy.sh", output, 127) == world.first(
        "rsync a b", "bash: rsync: command not found", 127
    )


def test_nothing_near_means_no_fix(world: World) -> None:
    world.programs(*ON_PATH)
    assert world.fixes("frobnicatorize", "bash: frobnicatorize: command not found", 127) == []


def test_aliases_and_functions_are_names_too(world: World) -> None:
    case = Case(
        "delpoy api",
        127,
        "bash: delpoy: command not found",
        str(world.root),
        path=f"{world.bin}:{PATH}",
        names=("deploy", "gst"),
    )
    advice = judge(case).advice
    assert advice
    assert advice.fixes[0].command == "deploy api"
