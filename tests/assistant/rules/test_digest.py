from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.rules.digest import WHOLE, digest


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
