from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termproxy.assistant.batch import answer, answers, clean

GTI = {"id": 7, "command": "gti status", "exit_code": 127, "output": "bash: gti: command not found"}
KEYS = {"id", "title", "explanation", "fixes", "rule", "confidence"}


def test_a_case_gets_its_hint() -> None:
    got = answer(json.dumps({**GTI, "cwd": "/", "path": "/usr/bin:/bin"}))
    assert set(got) == KEYS
    assert got["id"] == 7
    assert got["fixes"][0] == "git status"


def test_silence_has_an_empty_title() -> None:
    got = answer('{"id": "q", "command": "false", "exit_code": 1, "output": "", "cwd": "/"}')
    assert (got["id"], got["title"], got["fixes"]) == ("q", "", [])


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("{nonsense", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"id": 3, "exit_code": 1}', "no command"),
        ('{"id": 3, "command": "x", "exit_code": "one"}', "whole number"),
        ('{"id": 3, "command": "x", "exit_code": true}', "whole number"),
        ('{"id": 3, "command": ["x"]}', "command must be text"),
        ('{"id": 3, "command": "x", "history": "y"}', "list of command lines"),
        (b'{"id": 3, "command": "\xff"}', "not JSON"),
    ],
)
def test_a_bad_line_is_answered_with_a_sentence(line: str | bytes, tells: str) -> None:
    got = answer(line, 12)
    assert tells in got["error"]
    assert got["error"].startswith("Line 12")
    assert got["error"].endswith(".")


def test_blank_lines_are_skipped_and_the_rest_goes_on() -> None:
    got = [json.loads(text) for text in answers(["\n", "{", json.dumps(GTI), "  "])]
    assert ["error" in one for one in got] == [True, False]


def test_colours_and_progress_are_cleaned() -> None:
    assert clean("\x1b[31merror\x1b[0m\r\n 10%\r 99%\r100%\n\x1b]0;t\x07x\n") == "error\n100%\nx"


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80))
def test_no_line_ends_the_stream(line: str | bytes) -> None:
    for text in answers([line, json.dumps(GTI)]):
        assert "id" in json.loads(text)


def test_each_answer_is_written_as_soon_as_its_line_is_read() -> None:
    """A pipe on both sides: the answer to the first case arrives before the second is sent."""
    code = "from termproxy.commands.hint import main; raise SystemExit(main(['--batch']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in (1, 2):
            process.stdin.write(json.dumps({**GTI, "id": number}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait() == 0


@pytest.mark.parametrize("argv", [[], ["--bad"], ["--batch", "a", "b"]])
def test_a_wrong_call_shows_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from termproxy.commands.hint import main

    assert main(argv) == 2
    assert "usage" in capsys.readouterr().err
