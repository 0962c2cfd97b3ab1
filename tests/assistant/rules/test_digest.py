from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Case
from termproxy.assistant.rules import judge
from termproxy.assistant.rules.digest import WHOLE, at_the_prompt, digest


def test_a_short_output_is_read_whole() -> None:
    assert digest("a\nb") == "a\nb"


def test_the_cause_survives_in_the_middle() -> None:
    noise = [f"[{n}/9000] Compiling unit {n}" for n in range(3000)]
    text = "\n".join([*noise, "src/x.c:3: fatal error: y.h: No such file or directory", *noise])
    short = digest(text)
    assert "fatal error: y.h" in short
    assert short.startswith(noise[0])
    assert short.endswith(noise[-1])
    assert len(short) <= WHOLE + 1024


@given(st.text(alphabet="error \nab", max_size=60), st.integers(1, 2000))
def test_the_size_is_bounded(line: str, times: int) -> None:
    text = (line + "\n") * times
    assert len(digest(text)) <= WHOLE + 1024


@pytest.mark.parametrize(
    "said",
    [
        "bash: gti: command not found",
        "-bash: gti: command not found",
        "bash: line 1: gti: command not found",
        "bash: -c: line 1: gti: command not found",
        "/usr/bin/bash: line 12: gti: command not found",
        "zsh: command not found: gti",
        "zsh:1: command not found: gti",
        "sh: 1: gti: not found",
        "/bin/sh: 1: gti: not found",
        "dash: 1: gti: not found",
        "ksh: gti: not found [No such file or directory]",
        "fish: Unknown command: gti",
        "bash: gti: command not found...",
        "Command 'gti' not found, did you mean:\n  command 'git' from deb git",
    ],
)
def test_every_shell_is_understood_when_it_knows_no_such_command(said: str) -> None:
    advice = judge(Case("gti status", 127, said, "/", names=("git",))).advice
    assert advice is not None
    assert advice.fixes[0].command == "git status"


@pytest.mark.parametrize(
    "said",
    [
        "bash: -c: line 1: syntax error near unexpected token `done'\nbash: -c: line 1: `...'",
        "bash: syntax error near unexpected token `done'",
        'sh: 1: Syntax error: "done" unexpected (expecting "do")',
        "zsh: parse error near `done'",
    ],
)
def test_every_shell_is_understood_when_it_cannot_read_a_line(said: str) -> None:
    advice = judge(Case("while true; echo x; done", 2, said, "/")).advice
    assert advice is not None
    assert advice.fixes[0].command == "while true; do echo x; done"


def test_lines_of_scripts_keep_their_place() -> None:
    said = "./deploy.sh: line 3: foo: command not found"
    assert at_the_prompt(said) == said
