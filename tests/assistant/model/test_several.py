from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Case
from termproxy.assistant.model.chat import ModelSettings
from termproxy.assistant.model.ollama import OllamaClient
from termproxy.assistant.model.prompt import Facts
from termproxy.assistant.model.several import explain_several, split
from tests.fake_ollama import FakeOllama, answering

ONE = "CAUSE: the file is missing\nRUN: ls\nWHY: It was never there."
TWO = "CAUSE: the port is taken\nRUN: ss -ltn\nWHY: Another server has it."


@pytest.mark.parametrize(
    "text",
    [
        f"#1\n{ONE}\n#2\n{TWO}\n",
        f"**#1**\n\n{ONE}\n\n**#2**\n\n{TWO}\n",
        f"#2\n{TWO}\n#1\n{ONE}\n",
        f"Failure 1:\n{ONE}\n\nFailure 2:\n{TWO}",
        f"1. {ONE}\n2. {TWO}",
        f"#1 {ONE}\n#2 {TWO}",
        f"{ONE}\n\n{TWO}",
        f"Here are the answers.\n\n{ONE}\n---\n{TWO}",
        # three numbered lines for each, as some models do
        "1. CAUSE: the file is missing\n2. RUN: ls\n3. WHY: It was never there.\n"
        "1. CAUSE: the port is taken\n2. RUN: ss -ltn\n3. WHY: Another server has it.",
    ],
)
def test_answers_find_their_failures(text: str) -> None:
    first, second = split(text, 2)
    assert "file is missing" in first
    assert "port" not in first
    assert "port is taken" in second
    assert "file" not in second


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        (f"#2\n{TWO}", ["", TWO]),
        (f"#1\n{ONE}", [ONE, ""]),
        (ONE, ["", ""]),  # whose it is, nobody can tell
        (f"#1\n{ONE}\n#7\n{ONE}\n#7\n{TWO}", ["", ""]),
        (f"{ONE}\n{TWO}\n{ONE}", ["", ""]),
        ("", ["", ""]),
        ("I do not know.", ["", ""]),
    ],
)
def test_an_answer_of_nobodys_is_nobodys(text: str, whose: list[str]) -> None:
    assert split(text, 2) == whose


@given(st.text(), st.integers(1, 10))
def test_whatever_it_says_there_are_as_many_answers_as_questions(text: str, count: int) -> None:
    assert len(split(text, count)) == count


async def test_each_gets_its_own_answer_from_one_request() -> None:
    cases = [
        Case("cat notes", 1, "cat: notes: No such file or directory", "/srv"),
        Case("serve", 1, "Address already in use", "/srv"),
        Case("odd", 3, "nothing that it would know", "/srv"),
    ]
    async with FakeOllama(answering(f"#1\n{ONE}\n#2\n{TWO}\n")) as fake:
        client = OllamaClient(ModelSettings(host=fake.url))
        choice = await client.choose()
        found = await explain_several(client, cases, facts=Facts("Debian 12"), choice=choice)
        await client.close()
        (asked,) = fake.chats
    said = asked.json["messages"][-1]["content"]
    assert all(case.command in said and case.output in said for case in cases)
    assert [advice and advice.title for advice in found] == [
        "the file is missing",
        "the port is taken",
        None,
    ]


async def test_ten_long_ones_fit_a_small_window() -> None:
    cases = [Case(f"make {n}", 2, f"error: {n} failed\n" * 4000, "/srv") for n in range(10)]
    async with FakeOllama(answering("#1\nCAUSE: x\n")) as fake:
        client = OllamaClient(ModelSettings(host=fake.url))
        choice = replace(await client.choose(), context=4096)
        await explain_several(client, cases, facts=Facts(), choice=choice)
        await client.close()
        (asked,) = fake.chats
    sent = sum(len(message["content"]) for message in asked.json["messages"])
    assert sent < 4096 * 3
