"""scripts/picture shows what a terminal shows, from bytes, a recording or a live session."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

PICTURE = Path(__file__).parent.parent / "scripts" / "picture"


def picture(tmp_path: Path, *arguments: str | Path, data: bytes = b"") -> str:
    svg = tmp_path / "out.svg"
    subprocess.run([sys.executable, PICTURE, "-o", svg, *arguments], input=data, check=True)
    return svg.read_text()


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_bytes(tmp_path: Path) -> None:
    svg = picture(
        tmp_path, "-", data=b"progress\r\x1b[K\x1b[2;38;2;1;2;3ma&lt;\x1b[m \x1b]0;t\x07b"
    )
    assert words(svg) == ["a&amp;lt;", "b"]
    assert 'fill="#010203" opacity="0.6"' in svg


def test_a_recording_up_to_a_moment(tmp_path: Path) -> None:
    cast = tmp_path / "s.cast"
    events = [[0.5, "o", "one\r\n"], [0.6, "i", "x"], [1.5, "o", "two"]]
    header = {"version": 2, "width": 30, "height": 5}
    cast.write_text("\n".join(map(json.dumps, [header, *events])))
    assert words(picture(tmp_path, cast)) == ["one", "two"]
    assert words(picture(tmp_path, cast, "--at", "1")) == ["one"]


def test_a_live_session(tmp_path: Path) -> None:
    script = "stty size; read line; echo got $line; exit"
    svg = picture(
        tmp_path, "--cols", "50", "--rows", "7", "--quiet", "0.3", "--type", r"hello 漢\r",
        "--", "sh", "-c", script,
    )  # fmt: skip
    assert words(svg) == ["7 50", "hello", "漢", "got hello", "漢"]
