from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Case
from termproxy.assistant.model.answer import parse
from termproxy.assistant.model.prompt import OVERHEAD_TOKENS, Facts, fence, meaning, messages

CASE = Case("git psuh", 1, "git: 'psuh' is not a git command.", "~/site")


def test_the_conversation() -> None:
    said = messages(CASE, CASE.output, Facts("Debian 12", (("git add .", 0),)))
    assert [m.role for m in said] == ["system", "user", "assistant", "user"]
    mark = fence(CASE.output)
    assert said[-1].content == (
        "System: Debian 12; shell: bash; directory: ~/site\n"
        "Commands before it:\n"
        "  git add . (status 0)\n"
        "Command: git psuh\n"
        "Exit status: 1\n"
        f"===== output {mark} =====\n"
        "git: 'psuh' is not a git command.\n"
        f"===== end {mark} =====\n"
        "Why did it fail? CAUSE, RUN, WHY."
    )


def test_the_example_keeps_to_the_protocol_that_it_teaches() -> None:
    answer = parse(messages(CASE, "", Facts())[2].content)
    assert answer is not None
    assert answer.command == "git push origin main"
    assert len(answer.why) == 1


def test_what_surrounds_the_output_fits_its_allowance() -> None:
    said = messages(CASE, "", Facts("Debian 12"))
    assert sum(len(m.content.encode()) for m in said) / 3.5 < OVERHEAD_TOKENS + 40


def test_special_cases() -> None:
    text = messages(Case("vi", 127, "", "/", ran=False, remote=True), "", Facts())[-1].content
    assert "another host" in text
    assert "refused to run" in text
    assert "It printed nothing." in text
    assert "127 (command not found)" in text


def test_statuses() -> None:
    assert meaning(139) == " (ended by SIGSEGV)"
    assert meaning(137) == " (ended by SIGKILL)"
    assert meaning(126).startswith(" (found")
    assert meaning(1) == meaning(255) == meaning(160) == ""


@given(st.text(max_size=200))
def test_output_cannot_close_its_own_fence(text: str) -> None:
    assert fence(text) not in text


def test_same_case_same_words() -> None:
    assert messages(CASE, "x", Facts()) == messages(CASE, "x", Facts())
