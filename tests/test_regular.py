"""Files that are read only if they are regular ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from termproxy.regular import read_regular


def test_a_file_and_the_beginning_of_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\r\nb\xff")
    (tmp_path / "link").symlink_to("file")
    assert read_regular(str(tmp_path / "link")) == b"a\r\nb\xff"
    assert read_regular(str(tmp_path / "file"), 2) == b"a\r"


def test_what_is_none_is_refused_at_once_and_left_closed(tmp_path: Path) -> None:
    """A FIFO was waited for until somebody wrote to it; of a folder, a descriptor stayed open."""
    os.mkfifo(tmp_path / "fifo")
    before = os.listdir("/dev/fd")
    for path in (tmp_path / "fifo", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match="it is no regular file"):
            read_regular(str(path))
    with pytest.raises(FileNotFoundError):
        read_regular(str(tmp_path / "missing"))
    assert os.listdir("/dev/fd") == before


def test_a_link_to_nowhere_is_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "masked").symlink_to("/dev/null")
    assert read_regular(str(tmp_path / "masked")) == b""
