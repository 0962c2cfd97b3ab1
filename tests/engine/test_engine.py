"""What the fake servers claim, a real engine does: llama-cpp-python's server, OpenAI's dialect."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from string import ascii_lowercase

import pytest

from termproxy.assistant.advice import Case, Source
from termproxy.assistant.model.answer import parse
from termproxy.assistant.model.chat import Chunk, Kind, Message, ModelProblem, ModelSettings
from termproxy.assistant.model.explain import explain
from termproxy.assistant.model.openai import OpenAIClient
from termproxy.assistant.model.prompt import Facts
from tests.assistant.secret_corpus import word
from tests.e2e.terminal import Terminal, environment
from tests.engine.conftest import Engine

pytestmark = [pytest.mark.real_engine, pytest.mark.timeout(300)]

Start = Callable[[str], Engine]
QUESTION = [Message("system", "Explain."), Message("user", "cat notes.txt: No such file")]


async def heard(
    engine: Engine, *, tokens: int = 64, said: list[Message] = QUESTION
) -> tuple[str, list[Chunk], ModelProblem | None]:
    """The text of the answer, its chunks, and what ended it before its end."""
    client = OpenAIClient(ModelSettings(host=engine.url))
    chunks: list[Chunk] = []
    problem = None
    try:
        choice = await client.choose()
        async for chunk in client.stream(said, model=choice.model, num_predict=tokens):
            chunks.append(chunk)
    except ModelProblem as error:
        problem = error
    finally:
        await client.close()
    return "".join(chunk.content for chunk in chunks), chunks, problem


async def test_the_sentence_comes_token_by_token(engine: Start) -> None:
    running = engine("answer")
    text, chunks, problem = await heard(running)
    assert problem is None
    assert text == running.says
    assert len(chunks) > 10
    assert (chunks[-1].done, chunks[-1].done_reason) == (True, "stop")


async def test_a_short_answer_says_that_it_was_cut(engine: Start) -> None:
    running = engine("answer")
    text, chunks, problem = await heard(running, tokens=4)
    assert problem is None
    assert running.says.startswith(text)
    assert chunks[-1].done_reason == "length"


async def test_a_failure_is_explained(engine: Start) -> None:
    client = OpenAIClient(ModelSettings(host=engine("answer").url, context=8192))
    case = Case("cat notes.txt", 1, "cat: notes.txt: No such file or directory", "/tmp")
    advice = await explain(
        client, case, facts=Facts("Debian"), verify=lambda line: line == "ls -la"
    )
    await client.close()
    assert advice is not None
    assert advice.title == "the file notes.txt does not exist"
    assert [(fix.command, fix.verified) for fix in advice.fixes] == [("ls -la", True)]
    assert advice.source is Source.MODEL


async def test_thoughts_are_told_apart(engine: Start) -> None:
    text, chunks, problem = await heard(engine("think"))
    assert problem is None
    assert text.strip() == "CAUSE: nothing is there"
    assert "look at it" in "".join(chunk.thinking for chunk in chunks)


async def test_characters_made_of_several_tokens_are_whole(engine: Start) -> None:
    text, _, problem = await heard(engine("utf8"))
    assert problem is None
    assert "Cl\u00e9" in text
    assert "\ufffd" not in text
    assert text.rstrip().endswith("fin")


async def test_escape_sequences_of_the_model_do_not_pass(engine: Start) -> None:
    running = engine("ansi")
    assert "\x1b[31m" in running.says
    text, _, problem = await heard(running)
    assert problem is None
    assert not any(unicodedata.category(char)[0] == "C" for char in text if char != "\n")
    answer = parse(text)
    assert answer is not None
    assert answer.cause == "ared[0m end"  # its ESC was the bell, which is gone


async def test_a_prompt_that_is_too_long_is_one_sentence(engine: Start) -> None:
    long = [Message("user", "x y z " * 3000)]
    text, _, problem = await heard(engine("answer"), said=long)
    assert text == ""
    assert problem is not None
    # with `stream` this server answers 200 and nothing, which is an answer cut short
    assert problem.kind in (Kind.TOO_LONG, Kind.CUT_SHORT)


async def test_a_long_failure_is_asked_again_with_less(engine: Start) -> None:
    client = OpenAIClient(
        ModelSettings(host=engine("answer").url, context=65536, excerpt=12_000, num_predict=60)
    )
    log = "\n".join(f"error: {word(str(n), 12, ascii_lowercase)} is odd" for n in range(900))
    advice = await explain(client, Case("make", 2, log, "/tmp"), facts=Facts("Debian"))
    await client.close()
    assert advice is not None
    assert advice.title == "the file notes.txt does not exist"


async def test_leaving_early_frees_the_engine(engine: Start) -> None:
    """The model never ends by itself; the next question is answered all the same."""
    running = engine("loop")
    client = OpenAIClient(ModelSettings(host=running.url))
    choice = await client.choose()
    for _ in range(2):
        stream = client.stream(QUESTION, model=choice.model, num_predict=60_000)
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                if "w7" in chunk.content:
                    break
    await client.close()


async def test_a_newer_question_interrupts_an_older_one(engine: Start) -> None:
    """This server ends the older stream with [DONE] and no reason: an answer that is cut short."""
    running = engine("loop")
    client = OpenAIClient(ModelSettings(host=running.url))
    choice = await client.choose()
    begun = asyncio.Event()

    async def first() -> ModelProblem | None:
        try:
            async for _ in client.stream(QUESTION, model=choice.model, num_predict=60_000):
                begun.set()
        except ModelProblem as problem:
            return problem
        return None

    older = asyncio.ensure_future(first())
    await begun.wait()
    async with aclosing(client.stream(QUESTION, model=choice.model, num_predict=50)) as chunks:
        newer = [chunk async for chunk in chunks]
    assert newer[-1].done
    problem = await older
    assert problem is not None
    assert problem.kind is Kind.CUT_SHORT
    await client.close()


async def test_an_engine_that_is_killed_in_mid_stream(engine: Start) -> None:
    running = engine("loop")
    client = OpenAIClient(ModelSettings(host=running.url))
    choice = await client.choose()
    said: list[str] = []

    async def until_it_dies() -> None:
        async for chunk in client.stream(QUESTION, model=choice.model, num_predict=60_000):
            said.append(chunk.content)
            if len(said) == 20:
                running.kill()

    with pytest.raises(ModelProblem) as caught:
        await until_it_dies()
    await client.close()
    assert caught.value.kind in (Kind.CUT_SHORT, Kind.CRASHED)
    assert " w5 w6 w7" in "".join(said)


def test_a_hint_in_a_real_session(engine: Start, tmp_path: Path) -> None:
    """From a failed command in bash to the model's words above the prompt."""
    running = engine("answer")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".bashrc").write_text("PS1='$ '\n")
    env = environment(
        home, TERMPROXY_MODEL_API="openai", TERMPROXY_MODEL_HOST=running.url, HISTFILE="/dev/null"
    )
    terminal = Terminal(sys.executable, "-m", "termproxy", "bash", env=env, cwd=home, cols=100)
    try:
        terminal.shows("$")
        terminal.type("sh -c 'echo flux capacitor misaligned; exit 5'\n")
        terminal.shows("the file notes.txt does not exist", "ls -la")
    finally:
        terminal.close()


def test_a_log_explained_from_a_pipe(engine: Start, tmp_path: Path) -> None:
    running = engine("answer")
    done = subprocess.run(
        [sys.executable, "-m", "termproxy", "explain", "-"],
        env=environment(tmp_path, TERMPROXY_MODEL_API="openai", TERMPROXY_MODEL_HOST=running.url),
        input=b"error: flux capacitor misaligned\n",
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout.decode()) == (0, running.says)
