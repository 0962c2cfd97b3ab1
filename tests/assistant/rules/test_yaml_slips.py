"""Where a YAML file goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.rules.yaml_slips import first_slip

NAMES = st.text("abcxyz_", min_size=1, max_size=6)
PLAIN = st.one_of(NAMES, st.sampled_from(['"a: [b"', "'{x'", "[a, b]", "{a: b}", '"80:80"', "1.5"]))
TREES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, min_size=1, max_size=4),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


def written(tree: Any, indent: int, step: int) -> list[str]:
    """Block style, each level `step` columns further in; lists of lists on rows of their own."""
    lead = " " * indent
    if isinstance(tree, str):
        return [lead + tree]
    rows: list[str] = []
    for key, value in tree.items() if isinstance(tree, dict) else (("-", v) for v in tree):
        mark = "-" if key == "-" else f"{key}:"
        if isinstance(value, str):
            rows.append(f"{lead}{mark} {value}")
        elif key == "-" and isinstance(value, dict):
            first, *more = written(value, indent + 2, step)
            rows += [f"{lead}- {first.lstrip()}", *more]
        else:
            rows += [f"{lead}{mark}", *written(value, indent + step, step)]
    return rows


@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4), st.integers(2, 4))
def test_what_is_well_written_has_no_slip(tree: dict[str, Any], step: int) -> None:
    assert first_slip("\n".join(written(tree, 0, step))) is None


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, PLAIN, min_size=1), min_size=1), st.data())
def test_a_row_that_is_indented_in_between_is_found(
    tree: dict[str, Any], data: st.DataObject
) -> None:
    """The first row of a mapping may stand where it likes: those after it must stand below it."""
    rows = written(tree, 0, 4)
    inner = [n for n in range(1, len(rows)) if rows[n][:1] == rows[n - 1][:1] == " "]
    if not inner:
        return
    at = data.draw(st.sampled_from(inner))
    rows[at] = rows[at][1:]
    slip = first_slip("\n".join(rows))
    assert slip is not None
    assert slip.line == at + 1


@given(st.text("ab:-[]{}'\"#|> \t\n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    slip = first_slip(text)
    assert slip is None or 1 <= slip.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("services:\n  web:\n    image: x\n   ports: y\n", 4),
        ("a:\n\tb: c\n", 2),
        ('a:\n  b: "c\n', 2),
        ("a:\n  b: [c, d\n  e: f\n", 2),
        ("a:\n  b: [c,\n    d]\n  e: f\n", None),
        ("a:\n  b: |\n      text [\n    more\n  c: d\n", None),
        ("a:\n- b: c\n  d: e\n- f: g\n", None),
    ],
)
def test_slips(text: str, line: int | None) -> None:
    slip = first_slip(text)
    assert (slip.line if slip else None) == line
