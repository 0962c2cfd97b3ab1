from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace

import pytest

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.model.chat import Choice, Kind, ModelProblem, ModelSettings
from termproxy.assistant.model.ollama import OllamaClient
from termproxy.assistant.model.prompt import Facts
from termproxy.assistant.model.talk import Subject, answer, messages
from tests.fake_ollama import FakeOllama, answering, whole

CHOICE = Choice("m", "", context=4096)
FAILED = Case("make all", 2, "make: *** No rule to make target 'all'.  Stop.", "/srv/app")


def asked(subject: Subject, choice: Choice = CHOICE) -> str:
    return messages(subject, choice)[-1].content


def test_a_failure_is_asked_about_with_all_that_was_printed() -> None:
    text = asked(Subject(case=FAILED, facts=Facts("Debian 12", (("cd /srv/app", 0),))))
    assert "System: Debian 12; shell: bash; directory: /srv/app" not in text.split("\n")[1:]
    assert "  cd /srv/app (status 0)" in text
    assert "Command: make all\nExit status: 2" in text
    assert "No rule to make target" in text
    assert text.endswith("Why did it fail, and what should I do?")


def test_a_success_is_asked_about_differently() -> None:
    text = asked(Subject(case=replace(FAILED, status=0)))
    assert text.endswith("It succeeded. What did it do, and what does its output mean?")


def test_the_users_own_question_comes_last() -> None:
    assert asked(Subject("what is a target?", FAILED)).endswith("\nwhat is a target?")
    assert asked(Subject("what is a target?")) == "what is a target?"


def test_the_rules_word_is_told() -> None:
    text = asked(Subject(case=FAILED, hint=Advice("make has no target all")))
    assert "A built-in rule" not in text
    assert "What a built-in rule says about it: make has no target all." in text


def test_no_secret_is_told_in_any_part() -> None:
    token = "ghp_" + "Ab3dEf6hIj9k" * 3
    subject = Subject(
        f"is {token} wrong?",
        replace(FAILED, command=f"push {token}", output=f"bad {token}", cwd=f"/srv/{token}"),
        facts=Facts("", ((f"login {token}", 1),)),
    )
    text = "\n".join(message.content for message in messages(subject, CHOICE))
    assert token not in text
    assert text.count("<github-token-1>") >= 4


@pytest.mark.parametrize("window", [1024, 4096, 32768])
def test_it_fits_the_window(window: int) -> None:
    output = "\n".join(chr(97 + number % 26) * (number % 70) for number in range(50_000))
    said = messages(Subject(case=replace(FAILED, output=output)), replace(CHOICE, context=window))
    size = sum(len(message.content.encode()) for message in said)
    assert size / 3.5 < window
    assert "left out" in said[-1].content


async def heard(client: OllamaClient, subject: Subject) -> str:
    async with aclosing(answer(client, subject)) as pieces:
        return "".join([piece async for piece in pieces])


async def test_the_answer_comes_in_pieces() -> None:
    async with FakeOllama(answering("It *failed*.\n\n```sh\nls\n```\n")) as fake:
        client = OllamaClient(ModelSettings(host=fake.url))
        assert await heard(client, Subject(case=FAILED)) == "It *failed*.\n\n```sh\nls\n```\n"
        await client.close()


async def test_a_question_that_was_too_long_is_asked_once_more_shorter() -> None:
    error = {"error": "the prompt is longer than the context length"}
    async with FakeOllama(whole(400, error)) as fake:
        client = OllamaClient(ModelSettings(host=fake.url))
        long = replace(FAILED, output="\n".join("word " * (n % 13) for n in range(4000)))
        with pytest.raises(ModelProblem) as raised:
            await heard(client, Subject(case=long))
        assert raised.value.kind is Kind.TOO_LONG
        first, second = (len(request.body) for request in fake.chats)
        assert second < first
        await client.close()


async def test_what_was_kept_out_of_the_history_stays_on_this_machine() -> None:
    class Away(OllamaClient):
        local = False

    async with FakeOllama() as fake:
        client = Away(ModelSettings(host=fake.url))
        with pytest.raises(ModelProblem) as raised:
            await heard(client, Subject(case=replace(FAILED, private=True)))
        assert raised.value.kind is Kind.REMOTE_REFUSED
        assert not fake.chats
        await client.close()
