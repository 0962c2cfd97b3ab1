"""Where files are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from termproxy.log import Log
from termproxy.places import (
    NOWHERE,
    config_path,
    rules_folder,
    session_process,
    session_socket,
    state_folder,
)
from tests.e2e.terminal import ROOT


def test_the_files_place_follows_xdg(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    ours = f"{tmp_path}/.config/termproxy"
    assert config_path(home) == f"{ours}/config.toml"
    assert config_path({**home, "XDG_CONFIG_HOME": "/x"}) == "/x/termproxy/config.toml"
    # The specification: a relative path is to be ignored.
    assert config_path({**home, "XDG_CONFIG_HOME": "x"}) == f"{ours}/config.toml"
    assert rules_folder(home) == f"{ours}/rules"
    assert state_folder(home) == f"{tmp_path}/.local/state/termproxy"


def test_a_home_that_is_not_there_stays_so(tmp_path: Path) -> None:
    """Root had it made by the first line of the log."""
    folder = state_folder({"HOME": str(tmp_path / "missing")})
    assert folder == f"{NOWHERE}/.local/state/termproxy"
    Log(f"{folder}/termproxy.log").line("nobody reads this")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody whom nobody knows")
def test_a_user_without_a_home_gets_no_files_in_the_folder_they_are_in(tmp_path: Path) -> None:
    """A container's user may be in no password database: there was a folder named "~"."""
    script = (
        "import os, pwd\n"
        "from termproxy.places import state_folder\n"
        "os.setuid(54321)\n"
        "print(state_folder({}))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{NOWHERE}/.local/state/termproxy\n"


@pytest.mark.parametrize("home", ["", "relative", "~"])
def test_a_home_that_is_no_place_is_looked_up(home: str) -> None:
    assert os.path.isabs(config_path({"HOME": home}))


def test_the_socket_is_in_the_runtime_folder_if_that_is_ours(tmp_path: Path) -> None:
    own = str(tmp_path)
    assert session_socket({"XDG_RUNTIME_DIR": own}, 7) == f"{own}/termproxy/7.sock"
    fallback = f"/tmp/termproxy-{os.getuid()}/7.sock"
    (tmp_path / "file").touch()
    for base in ("", "relative", f"{own}/missing", f"{own}/file", own + "/x" * 60):
        assert session_socket({"XDG_RUNTIME_DIR": base}, 7) == fallback
    assert session_socket({}, 7) == fallback


def test_a_socket_bears_the_number_of_its_relay() -> None:
    assert session_process(session_socket({}, 4711)) == 4711
    for other in ("", "/tmp/x.sock", "/tmp/7.socket", f"/tmp/{'9' * 5000}.sock", "/tmp/"):
        assert session_process(other) == 0
