from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termproxy.assistant.secrets.masking import mask_file, masked
from termproxy.assistant.secrets.redact import Redactor
from tests.assistant import secret_corpus
from tests.assistant.secrets.test_redact import BLOCKS, PLACED, TOKENS

TOKEN = TOKENS["github classic"]


def cast(*pieces: str, kind: str = "o") -> list[bytes]:
    header = b'{"version": 2, "width": 80, "height": 24}\n'
    events = [[index / 10, kind, piece] for index, piece in enumerate(pieces)]
    return [header, *(json.dumps(event).encode() + b"\n" for event in events)]


def shown(lines: list[bytes]) -> list[str]:
    return [json.loads(line)[2] for line in lines[1:]]


def mask(*pieces: str, kind: str = "o") -> list[str]:
    return shown(masked(cast(*pieces, kind=kind), Redactor()))


# How a secret gets onto the screen: at once, in reads, letter by letter, coloured, wrapped.
def at_once(line: str) -> list[str]:
    return ["before\r\n", line + "\r\n", "after\r\n"]


def in_reads(line: str) -> list[str]:
    half = len(line) // 2
    return ["before\r\n" + line[:half], line[half:] + "\r\nafter\r\n"]


def typed(line: str) -> list[str]:
    return ["$ ", *line, "\r\n", "after\r\n$ "]


def coloured(line: str) -> list[str]:
    return ["\x1b[?2004h$ ", *(f"\x1b[32m{char}\x1b[0m" for char in line), "\x1b[?2004l\r\r\n"]


def wrapped(line: str) -> list[str]:
    """At the right margin readline writes the next character, or a blank, and goes back."""
    return ["$ ", *(line[at : at + 38] + " \r" for at in range(0, len(line), 38)), "\r\n"]


WAYS = {"at once": at_once, "in reads": in_reads, "typed": typed, "coloured": coloured}


@pytest.mark.parametrize("way", [*WAYS, "wrapped"])
@pytest.mark.parametrize("name", TOKENS)
def test_tokens_are_masked_however_they_came(name: str, way: str) -> None:
    token = TOKENS[name]
    pieces = {**WAYS, "wrapped": wrapped}[way](f"tool login {token}")
    clean = mask(*pieces)
    assert [len(piece) for piece in clean] == [len(piece) for piece in pieces]
    assert token[len(token) // 3 :] not in "".join(clean).replace("\x1b[32m", "").replace(
        "\x1b[0m", ""
    ).replace(" \r", "")
    assert "tool login " in "".join(clean).replace("\x1b[32m", "").replace("\x1b[0m", "")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PLACED)
def test_secrets_told_by_their_place_are_masked(name: str, way: str) -> None:
    line, secret = PLACED[name]
    pieces = typed(line) if way in ("at once", "in reads") else WAYS[way](line)
    clean = "".join(mask(*pieces)).replace("\x1b[32m", "").replace("\x1b[0m", "")
    at = clean.index("$ ") + 2 + line.rindex(secret)
    assert secret not in clean
    # an unquoted value ends at `&`, as in addresses: of Tr0ub4dor&3 the last two remain
    most = len(secret.partition("&")[0])
    assert clean[at : at + most] == "*" * most


@pytest.mark.parametrize("name", BLOCKS)
def test_private_keys_are_masked_line_by_line(name: str) -> None:
    block = BLOCKS[name].replace("\n", "\r\n")
    (clean,) = mask(f"$ cat key\r\n{block}\r\n$ ")
    lines = clean.split("\r\n")
    assert len(lines) == len(block.split("\r\n")) + 2
    body = BLOCKS[name].split("\n")[1:-1]
    assert not any(line and line in clean for line in body)


def test_the_same_secret_is_masked_where_it_stands_bare() -> None:
    pieces = mask(f"$ export TOKEN={TOKEN}\r\n", "later\r\n", f"{TOKEN} is bad\r\n")
    assert TOKEN not in "".join(pieces)
    assert pieces[2] == "*" * len(TOKEN) + " is bad\r\n"


def test_typed_input_is_masked_too() -> None:
    pieces = mask(*f"mysql -phunter2x db\r{TOKEN}\r", kind="i")
    assert "".join(pieces) == "mysql -p" + "*" * 8 + " db\r" + "*" * len(TOKEN) + "\r"


def test_innocent_lines_stay_byte_for_byte() -> None:
    lines = list(islice(secret_corpus.innocent(), 5_000))
    before = cast(*(line + "\r\n" for line in lines))
    after = masked(before, Redactor())
    changed = [line for line, other in zip(before, after, strict=True) if line != other]
    assert len(changed) <= 5


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=8))
@settings(max_examples=60)
def test_without_a_secret_nothing_changes_and_no_text_breaks_it(pieces: list[str]) -> None:
    lines = cast(*pieces)
    after = masked(lines, Redactor())
    assert [len(piece) for piece in shown(after)] == [len(piece) for piece in pieces]


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"not json\n", b"[1]\n", b'[0.1, "o", 3]\n', b'[0.1, "o", "x\n', b"\xff\n"]
)
def test_lines_that_are_no_events_are_left_alone(line: bytes) -> None:
    assert masked([line], Redactor()) == [line]


def test_a_file_is_replaced_as_a_whole_and_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    path.write_bytes(b"".join(cast("$ ", *f"curl -H 'X-Api-Key: {TOKEN}'", "\r\n")))
    path.chmod(0o600)
    inode = path.stat().st_ino
    assert mask_file(str(path)) == 1
    assert TOKEN not in "".join(shown(path.read_bytes().splitlines()))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["s.cast"]
    # again: nothing to do, and the file is not touched
    inode = path.stat().st_ino
    assert mask_file(str(path)) == 0
    assert path.stat().st_ino == inode


def test_a_link_leads_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    path.write_bytes(b"".join(cast(f"TOKEN={TOKEN}\r\n")))
    (tmp_path / "link").symlink_to(path)
    assert mask_file(str(tmp_path / "link")) == 1
    assert TOKEN.encode() not in path.read_bytes()
    assert (tmp_path / "link").is_symlink()


def test_long_files_are_read_in_windows(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    filler = ["x" * 4000 + "\r\n"] * 600
    path.write_bytes(b"".join(cast(*filler, f"TOKEN={TOKEN}\r\n", *filler, f"{TOKEN}\r\n")))
    assert mask_file(str(path)) == 1
    assert TOKEN.encode() not in path.read_bytes()


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    assert mask_file("/dev/null") == 0
    assert mask_file(str(tmp_path / "missing")) == 0
