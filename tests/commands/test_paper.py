"""What commands print about things whose names strangers chose."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.safety.plain import plain
from termproxy.commands.paper import as_json


def test_a_folders_name_is_no_escape_sequence_in_json() -> None:
    """JSON escapes the old controls only; terminals obey U+009B, and U+202E turns text around."""
    told = {"cwd": "/tmp/\x9b2J\u202eexe.\x7f", "command": "écoute 漢字 \U0001f600"}
    text = as_json(told)
    assert text == (r'{"cwd": "/tmp/\u009b2J\u202eexe.\u007f", "command": "écoute 漢字 😀"}')
    assert json.loads(text) == told


@given(st.text())
def test_it_is_the_same_json_and_nothing_in_it_is_obeyed(text: str) -> None:
    said = as_json({"x": text}, indent=2)
    assert json.loads(said) == {"x": text}
    assert not any((char < " " and char != "\n") or "\x7f" <= char <= "\x9f" for char in said)
    assert "\u202e" not in said
    assert plain(said).count("\n") == said.count("\n")
