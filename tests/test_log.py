"""The log file."""

from __future__ import annotations

import os
from pathlib import Path

from termproxy.log import LARGEST, Log


def test_lines_are_appended_to_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "termproxy.log"
    Log(str(path)).line("one\ntwo")
    Log(str(path)).line("three \udcff")
    lines = path.read_text().splitlines()
    assert [line.partition("] ")[2] for line in lines] == ["one", "", "three ?"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_large_one_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "termproxy.log"
    path.write_bytes(b"x" * (LARGEST + 1))
    Log(str(path)).line("new")
    assert path.read_text().endswith("] new\n")
    assert path.stat().st_size < 100
    assert (tmp_path / "termproxy.log.1").stat().st_size == LARGEST + 1


def test_what_is_no_file_is_no_log_and_no_wait(tmp_path: Path) -> None:
    """A FIFO without a reader held up the session in its first line."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("fifo", "folder", "link", "link/below"):
        log = Log(str(tmp_path / name))
        log.line("nobody reads this")
        assert log.descriptor() is None
    assert not (tmp_path / "elsewhere").exists()
