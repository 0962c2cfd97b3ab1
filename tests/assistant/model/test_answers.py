from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from termproxy.assistant.advice import Advice, Case, Fix, Source
from termproxy.assistant.model.answers import CONTEXTS, Answers
from termproxy.assistant.model.chat import Choice, ModelSettings
from termproxy.assistant.model.explain import question

CASE = Case("make all", 2, "strange trouble at 12:30:01", "/srv")
ADVICE = Advice(
    "the cause", "why", (Fix("ls -l", verified=True),), "model-a", 0.6, Source.MODEL
)  # fmt: skip
CHOICE = Choice("model-a", "")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is."""
    monkeypatch.setattr("termproxy.assistant.model.answers.AT_ONCE", 60)


class Asked:
    def __init__(self, advice: Advice | None = ADVICE) -> None:
        self.times = 0
        self.advice = advice

    async def __call__(self) -> Advice | None:
        self.times += 1
        return self.advice


def known(
    folder: Path, *, model: str = "", days: int = 30, here: bool = True, ahead: bool = False
) -> Answers:
    return Answers(
        ModelSettings(model=model),
        str(folder / "answers.sqlite"),
        server="ollama",
        days=days,
        verify=lambda case, line: here,
        at_hand=lambda case, line: here,
        ahead=ahead,
    )


async def test_the_next_session_knows_it_before_it_has_spoken_to_a_server(tmp_path: Path) -> None:
    first, asked = known(tmp_path), Asked()
    await first.prepare()
    assert await first.kept(CASE) is None
    assert await first.answer(CASE, CHOICE, asked) == ADVICE
    await first.close()
    second = known(tmp_path)
    await second.prepare()
    at_another_time = replace(CASE, output="strange trouble at 18:00:59")
    assert await second.kept(at_another_time) == ADVICE
    assert await second.kept(replace(CASE, output="other trouble")) is None
    assert asked.times == 1
    await second.close()


async def test_another_model_is_asked_itself(tmp_path: Path) -> None:
    first = known(tmp_path)
    await first.answer(CASE, CHOICE, Asked())
    better = replace(ADVICE, title="better", rule="model-b")
    assert await first.answer(CASE, Choice("model-b", ""), Asked(better)) == better
    await first.close()
    second = known(tmp_path)
    await second.prepare()
    assert await second.kept(CASE) == better
    await second.close()


async def test_the_names_of_aliases_are_not_written_down(tmp_path: Path) -> None:
    session = known(tmp_path, ahead=True)
    await session.answer(CASE, CHOICE, Asked())
    for _ in range(2):
        await session.kept(replace(CASE, output="other trouble", names=("deploy-secretly",)))
    assert session.shelf is not None
    ((_, asked),) = await session.shelf.wanted(9)
    await session.close()
    assert "other trouble" in asked
    assert "secretly" not in asked


async def test_private_lines_leave_no_trace(tmp_path: Path) -> None:
    private = replace(CASE, private=True)
    first = known(tmp_path)
    assert await first.answer(private, CHOICE, Asked()) == ADVICE
    assert await first.kept(private) is None
    await first.close()
    second, asked = known(tmp_path), Asked()
    await second.prepare()
    await second.answer(private, CHOICE, asked)
    assert asked.times == 1
    await second.close()


async def test_whether_a_program_is_here_is_seen_anew(tmp_path: Path) -> None:
    first = known(tmp_path)
    await first.answer(CASE, CHOICE, Asked())
    await first.close()
    second = known(tmp_path, here=False)
    await second.prepare()
    found = await second.kept(CASE)
    assert found is not None
    assert not found.fixes[0].verified
    await second.close()


async def test_nothing_is_on_disk_when_nothing_shall_be(tmp_path: Path) -> None:
    session = known(tmp_path, days=0)
    await session.prepare()
    assert await session.answer(CASE, CHOICE, Asked()) == ADVICE
    assert await session.kept(CASE) == ADVICE  # the session itself remembers
    await session.close()
    assert list(tmp_path.iterdir()) == []


async def test_several_answers_are_kept_one_by_one(tmp_path: Path) -> None:
    cases = [replace(CASE, command=f"make {name}") for name in "abc"]
    session = known(tmp_path)
    await session.answer(cases[1], CHOICE, Asked(replace(ADVICE, title="known")))
    requests: list[list[str]] = []

    async def ask(wanted: Sequence[Case]) -> list[Advice | None]:
        requests.append([case.command for case in wanted])
        return [replace(ADVICE, title="about a"), None]

    found = await session.several(cases, CHOICE, ask)
    assert requests == [["make a", "make c"]]
    assert [advice and advice.title for advice in found] == ["about a", "known", None]
    await session.close()
    second = known(tmp_path)
    await second.prepare()
    kept = await second.kept(cases[0])
    assert kept is not None
    assert kept.title == "about a"
    await second.close()


@pytest.mark.parametrize("change", [{"command": "make x"}, {"cwd": "/x"}, {"status": 1}])
async def test_what_makes_another_failure(tmp_path: Path, change: dict[str, object]) -> None:
    session = known(tmp_path, days=0)
    assert await session.key(CASE) != await session.key(replace(CASE, **change))  # type: ignore[arg-type]


async def test_the_same_bytes_are_not_searched_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    monkeypatch.setattr(
        "termproxy.assistant.model.answers.question",
        lambda case, *rest, **named: searched.append(case.output) or question(case, *rest, **named),
    )
    answers = known(tmp_path, days=0)
    again = replace(CASE, duration=2.0, history=("other",))
    assert await answers.key(CASE) == await answers.key(again)
    assert searched == [CASE.output]
    for number in range(CONTEXTS):
        await answers.key(replace(CASE, cwd=f"/{number}"))
    await answers.key(CASE)
    assert len(searched) == CONTEXTS + 2, "and no more of them are kept than that"
    await answers.close()
