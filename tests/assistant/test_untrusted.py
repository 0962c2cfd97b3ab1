"""A log can tell the model what to say, and the model can say anything: what reaches the terminal.

Every way that a stranger's words take to the screen ends here: as a hint, as the answer to `why`,
as a notice of a server's error. Text of ours may colour; theirs may only be read.
"""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model import problems
from termproxy.assistant.model.answer import advise, parse
from termproxy.assistant.model.chat import ModelProblem
from termproxy.assistant.model.spoken import Spoken
from termproxy.assistant.showing import offered
from termproxy.assistant.view import Look, draw, notice
from tests import fake_ollama as fake
from tests.assistant.model.conversing import heard, text_of

SGR = re.compile(rb"\x1b\[[0-9;]*m")
EVIL = [
    "\x1b[2J", "\x1b[31m", "\x1b]0;title\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://x\x1b\\",
    "\x1bP1$q\x1b\\", "\x1b_Gf=100\x1b\\", "\x1bc", "\x9b31m", "\x9d0;x\x9c", "\x90q\x9c", "\x07",
    "\x08\x08", "\x00", "\x7f", "\x85", "\r", "\x0b", "\x0c", "\u202e", "\u2066", "\u2069",
    "\u200e", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\u3164",
    "\u2028", "\u2029", "\U000e0041", "\ud800", "\ue000", "\uffff", "\u180e",
]  # fmt: skip
PIECES = st.sampled_from(
    [
        *EVIL,
        "CAUSE: ",
        "RUN: ",
        "WHY: ",
        "\n",
        "```",
        "`ls -la`",
        "<think>",
        "</think>",
        "rm -rf ~",
        "git ",
        "é",
    ]
)
ANSWERS = st.lists(PIECES | st.text(max_size=8), max_size=24).map("".join)


def check(rows: tuple[bytes, ...]) -> None:
    for row in rows:
        left = SGR.sub(b"", row).decode()
        for char in left:
            assert unicodedata.category(char)[0] != "C", repr(char)
            assert char not in "\u2028\u2029\u3164\ufe0f\u2800", repr(char)


@given(ANSWERS, st.sampled_from(["bar", "box", "line"]), st.sampled_from([20, 80]))
def test_a_hint_holds_nothing_but_text_and_colours(text: str, style: str, cols: int) -> None:
    answer = parse(text)
    if answer is None:
        return
    advice = advise(answer, model="m\x1b[31m\u202e", seen=text)
    check(draw(advice, cols=cols, look=Look(style=style)))
    for fix in offered(advice):
        assert fix.isprintable()
        assert "\n" not in fix


@given(st.lists(PIECES | st.text(max_size=8), max_size=24))
def test_an_answer_that_streams_is_as_clean_however_it_is_cut(pieces: list[str]) -> None:
    spoken, told = Spoken("m"), []
    for piece in pieces:
        if (chunk := spoken.heard(piece, piece)) is not None:
            told += [chunk.content, chunk.thinking]
    with suppress(ModelProblem):  # "only thought": its sentence is ours
        chunk = spoken.heard("", done=True, reason="stop")
        told += [chunk.content, chunk.thinking] if chunk is not None else []
    for char in "".join(told):
        assert char == "\n" or unicodedata.category(char)[0] != "C", repr(char)


@given(ANSWERS, st.sampled_from([400, 404, 500, 200]))
def test_a_servers_error_is_a_clean_sentence(text: str, status: int) -> None:
    body = json.dumps({"error": text}).encode()
    problem = problems.from_error(status, body, model="m", url="http://127.0.0.1:11434")
    check(notice(problem.sentence, cols=80, look=Look()))
    assert "\x1b" not in problem.sentence + problem.detail


@pytest.mark.parametrize("evil", EVIL, ids=ascii)
async def test_over_the_wire(evil: str) -> None:
    """As a real engine sends them: raw in JSON, as \\u escapes, and cut between the chunks."""
    text = f"CAUSE: a{evil}b\nRUN: ls {evil}-la\nWHY: c{evil}{evil}d\n"
    for tokens in (1, 400):
        chunks, problem = await heard(fake.answering(text, tokens=tokens))
        assert problem is None
        said = text_of(chunks)
        assert not any(unicodedata.category(char)[0] == "C" for char in said if char != "\n")
        answer = parse(said)
        assert answer is not None
        check(draw(advise(answer, model="m", seen=said), cols=60, look=Look()))
