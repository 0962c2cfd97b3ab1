"""Sub-commands, called as nobody should: a sentence or the usage, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from termproxy.commands import mute
from tests.e2e.terminal import environment


def call(cwd: Path, *argv: str | bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "termproxy", *argv],
        cwd=cwd,
        env=environment(cwd, **env),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("argv", [("fix",), ("hint", "--why")])
def test_a_number_that_no_command_has_is_a_wrong_call(
    tmp_path: Path, argv: tuple[str, ...]
) -> None:
    """`int` refuses more than 4,300 digits, with an error that nobody caught."""
    done = call(tmp_path, *argv, "9" * 5000, TERMPROXY_SESSION="/nowhere.sock")
    assert done.returncode == 2
    assert done.stderr.startswith(b"usage: ")


@pytest.mark.parametrize("argv", ["mute folder", "mute folder x", "unmute folder", "trust"])
def test_a_folder_that_is_no_more_cannot_be_named_by_being_there(tmp_path: Path, argv: str) -> None:
    """getcwd(3) fails in it, and so did these."""
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir ../gone; exec "$0" -P -m termproxy {argv}'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable], cwd=gone, env=environment(tmp_path), capture_output=True
    )
    assert done.returncode == 1
    assert done.stderr.endswith(
        b": The folder that you are in does not exist any more; cd to another.\n"
    )


def test_a_log_is_explained_in_a_folder_that_is_no_more(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("ok\nfatal: disk on fire\n")
    (tmp_path / "gone").mkdir()
    line = f'rmdir ../gone; exec "$0" -P -m termproxy explain --no-model {tmp_path}/log'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable],
        cwd=tmp_path / "gone",
        env=environment(tmp_path),
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"fatal: disk on fire" in done.stdout


def test_a_folder_whose_name_is_no_utf_8_can_be_muted(tmp_path: Path) -> None:
    """It was a traceback; and from outside, a name may hold what a terminal obeys."""
    folder = os.fsencode(tmp_path) + b"/caf\xe9\x1b]0;x\x07"
    done = call(tmp_path, "mute", "folder", folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    listed = call(tmp_path, "mute").stdout
    assert listed.startswith(b"folder ")
    assert b"\x1b" not in listed
    found = mute.Mutes(str(tmp_path / ".config/termproxy/mutes"))
    assert found.of_line("make", os.fsdecode(folder) + "/below") is not None
