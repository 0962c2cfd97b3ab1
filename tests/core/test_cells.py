from __future__ import annotations

import subprocess
import sys

import pytest
from wcwidth import wcwidth

from termproxy.core.cells import UNSURE, cell_width, widest

SURROGATES = range(0xD800, 0xE000)


def test_where_it_is_sure_it_agrees_with_wcwidth_on_every_code_point() -> None:
    differing = [
        f"U+{code:04X}: {cell_width(chr(code))}, wcwidth {wcwidth(chr(code))}"
        for code in range(0x110000)
        if code not in SURROGATES and cell_width(chr(code)) not in (UNSURE, wcwidth(chr(code)))
    ]
    assert differing == []


def test_it_is_sure_of_what_people_write() -> None:
    everyday = (
        "naïve Straße Ελληνικά Привет 日本語 한국어 ไทย עברית العربية ✓✗❯➜λ│╭─ 👍🚀🐍  e\u0301"
    )
    assert [char for char in everyday if cell_width(char) == UNSURE] == []
    for block in [
        (0xAE, 0x370),
        (0x400, 0x530),
        (0x2500, 0x2600),
        (0x4E00, 0xA000),
        (0xAC00, 0xD7A4),
    ]:
        assert [hex(code) for code in range(*block) if cell_width(chr(code)) == UNSURE] == []


@pytest.mark.parametrize(
    ("text", "width", "sure"),
    [
        ("", 0, True),
        ("plain", 5, True),
        ("日本", 4, True),
        ("e\u0301", 1, True),
        ("👍", 2, True),
        ("\U000f0001", 1, True),  # private use, where icon fonts live
        ("👨\u200d👩", 6, False),
        ("❤\ufe0f", 3, False),
        ("🇩🇪", 4, False),
        ("👍🏽", 4, False),
        ("\x9b", 2, False),
        ("tab\t", 5, False),
        ("\u0378", 2, False),  # not assigned
    ],
)
def test_widths(text: str, width: int, sure: bool) -> None:
    assert widest(text) == width
    assert (UNSURE not in map(cell_width, text)) is sure


def test_ascii_imports_nothing_and_the_tables_are_small() -> None:
    code = (
        "import sys; from termproxy.core import cells; before = set(sys.modules);"
        "assert cells.widest('plain ascii') == 11; assert set(sys.modules) == before;"
        "cells.widest('日本'); assert set(sys.modules) - before <= {'unicodedata'}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
