from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Source
from termproxy.assistant.model.answer import Answer, advise, parse

WHY = ("It is not there.",)

# Shapes seen from models of 0.5 to 8 billion parameters; all mean the same.
SHAPES = {
    "as asked": "CAUSE: no file x\nRUN: ls -la\nWHY: It is not there.",
    "lower case": "cause: no file x\nrun: ls -la\nwhy: It is not there.",
    "blank lines": "\n\nCAUSE: no file x\n\nRUN: ls -la\n\nWHY: It is not there.\n\n",
    "bold": "**CAUSE:** no file x\n**RUN:** ls -la\n**WHY:** It is not there.",
    "bold outside": "**CAUSE**: no file x\n**RUN**: ls -la\n**WHY**: It is not there.",
    "bullets": "- CAUSE: no file x\n- RUN: ls -la\n- WHY: It is not there.",
    "numbers": "1. CAUSE: no file x\n2. RUN: ls -la\n3. WHY: It is not there.",
    "headings": "### CAUSE: no file x\n### RUN: ls -la\n### WHY: It is not there.",
    "full stop": "CAUSE: no file x.\nRUN: ls -la\nWHY: It is not there.",
    "backticks": "CAUSE: no file x\nRUN: `ls -la`\nWHY: It is not there.",
    "prompt sign": "CAUSE: no file x\nRUN: $ ls -la\nWHY: It is not there.",
    "fenced whole": "```\nCAUSE: no file x\nRUN: ls -la\nWHY: It is not there.\n```",
    "fenced command": "CAUSE: no file x\nRUN:\n```bash\nls -la\n```\nWHY: It is not there.",
    "next line": "CAUSE:\nno file x\nRUN:\nls -la\nWHY:\nIt is not there.",
    "a sentence around": "CAUSE: no file x\nRUN: Run `ls -la` to see.\nWHY: It is not there.",
    "synonyms": "Problem: no file x\nFix: ls -la\nExplanation: It is not there.",
    "another order": "RUN: ls -la\nCAUSE: no file x\nWHY: It is not there.",
    "preamble": "Sure! Here it is:\n\nCAUSE: no file x\nRUN: ls -la\nWHY: It is not there.",
    "said twice": "CAUSE: no file x\nRUN: ls -la\nWHY: It is not there.\nCAUSE: y\nRUN: rm -r /",
    "wide colon": "CAUSE：no file x\nRUN：ls -la\nWHY：It is not there.",
    "two commands": "CAUSE: no file x\nRUN: ls -la\ncat y\nWHY: It is not there.",
    "CRLF": "CAUSE: no file x\r\nRUN: ls -la\r\nWHY: It is not there.\r\n",
    "colours": "\x1b[1mCAUSE:\x1b[0m no file x\nRUN: \x1b]0;a\x07ls -la\nWHY: It is not there.",
    "prose": "no file x. It is not there. Run `ls -la` to see.",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_the_same(shape: str) -> None:
    answer = parse(SHAPES[shape])
    assert answer is not None
    assert (answer.cause, answer.command) == ("no file x", "ls -la")
    assert answer.why == WHY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "CAUSE:\nRUN: none",
        "RUN: ls",
        "CAUSE: unknown\nRUN: none\nWHY:",
        "I'm sorry, I cannot help with that.",
        "CAUSE: I do not know\nRUN: n/a",
        "```\n```",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "run",
    ["none", "None.", "N/A", "-", "(none)", "no command needed", "Check the file first", "",
     "cat <<EOF", "make \\", "ls |", "x" * 400, "# a comment", "You should look: "],
)  # fmt: skip
def test_a_command_that_is_none(run: str) -> None:
    assert parse(f"CAUSE: no file x\nRUN: {run}\nWHY: It is not there.") == Answer(
        "no file x", "", WHY
    )


@pytest.mark.parametrize(
    ("run", "command"),
    [
        ("kill `pidof nginx`", "kill `pidof nginx`"),
        ("git commit -m 'say “hi”'", "git commit -m 'say \"hi\"'"),
        ("ls –la", "ls -la"),
        ("% make -j4", "make -j4"),
        ("echo 'a  b'", "echo 'a  b'"),
        ("ls   -la", "ls -la"),
        ("./run.sh", "./run.sh"),
        ("sudo apt-get update && sudo apt-get install -y jq", None),
        ("- pip install x", "pip install x"),
    ],
)
def test_commands_as_they_are_meant(run: str, command: str | None) -> None:
    answer = parse(f"CAUSE: a\nRUN: {run}")
    assert answer is not None
    assert answer.command == (command or run)


def test_half_a_command_is_no_command() -> None:
    """`rm -rf /tmp/x` cut after the first slash would be another command altogether."""
    cut = "CAUSE: full disk\nRUN: rm -rf /"
    assert parse(cut, whole=False) == Answer("full disk", "", ())
    assert parse(cut + "tmp/x\n", whole=False) == Answer("full disk", "rm -rf /tmp/x", ())
    assert parse("CAUSE: full", whole=False) is None


def test_advice_carries_model_warning_and_doubt() -> None:
    answer = Answer("disk full", "rm -rf /var/cache", ("Caches grow.",))
    advice = advise(answer, model="llama3.2")
    assert (advice.source, advice.rule) == (Source.MODEL, "llama3.2")
    assert advice.fixes[0].dangerous == "deletes whole directories"
    assert not advice.fixes[0].verified
    assert 0 < advice.confidence < 0.7


def test_a_verified_command_counts_for_more() -> None:
    answer = Answer("a", "ls -la")
    asked: list[str] = []

    def verify(command: str) -> bool:
        asked.append(command)
        return True

    sure, unsure = advise(answer, model="m", verify=verify), advise(answer, model="m")
    assert asked == ["ls -la"]
    assert sure.fixes[0].verified
    assert sure.confidence > unsure.confidence


@pytest.mark.parametrize(
    "command",
    ["git push -u origin <branch>", "cat path/to/file", "cd your_project", "kill [your pid]",
     "export TOKEN=<github-token-1>", "docker run ...", "ssh {user}@host"],
)  # fmt: skip
def test_a_command_with_blanks_is_shown_but_not_offered(command: str) -> None:
    advice = advise(Answer("a", command, ("b", "c")), model="m")
    assert advice.fixes == ()
    assert advice.explanation == f"As in: {command}\nb"


@pytest.mark.parametrize(
    "command", ["git log HEAD..main", "find . -name '*.py'", "echo ${HOME}", "ls ../x", "sort < in"]
)
def test_what_looks_like_a_blank(command: str) -> None:
    assert advise(Answer("a", command), model="m").fixes[0].command == command


def test_repeating_the_failed_command_mends_nothing() -> None:
    assert advise(Answer("a", "make  x"), model="m", failed=" make x").fixes == ()


def test_look_alike_letters_do_not_pass() -> None:
    cyrillic = "ls /р\u0430th"
    assert advise(Answer("a", cyrillic), model="m").fixes == ()
    assert advise(Answer("a", "cat naïve.txt"), model="m", seen="no file naïve.txt").fixes


FRAGMENTS = st.lists(
    st.sampled_from(
        ["CAUSE:", "RUN:", "WHY:", "**", "```", "`", "\n", "ls -la", "no file", "none", "1. ", "- ",
         "\x1b[31m", "\x1b]0;", "\x07", "\u202e", "\u200b", "\x9b", "$ ", ". ", "\r", "<x>"]
    )
    | st.text(max_size=6),
    max_size=24,
).map("".join)  # fmt: skip


@given(FRAGMENTS, st.booleans())
def test_whatever_comes_the_advice_is_harmless_and_short(text: str, whole: bool) -> None:
    answer = parse(text, whole=whole)
    if answer is None:
        return
    advice = advise(answer, model="m")
    assert advice.title
    assert len(advice.title) <= 120
    assert len(advice.explanation.split("\n")) <= 2
    assert len(advice.fixes) <= 1
    for shown in (
        advice.title,
        *advice.explanation.split("\n"),
        *(f.command for f in advice.fixes),
    ):
        assert all(unicodedata.category(char)[0] != "C" for char in shown), shown
