"""The command line itself: help, errors, settings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from termproxy import __version__
from termproxy.cli import COMMANDS, HELP
from tests.e2e.terminal import TERMPROXY, environment


def run(home: Path, *argv: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TERMPROXY, *argv],
        env=environment(home, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_help_and_version(home: Path) -> None:
    assert run(home, "--help").stdout == HELP
    assert run(home, "--version").stdout == f"termproxy {__version__}\n"
    assert len(HELP.splitlines()) <= 50
    assert max(map(len, HELP.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_help_and_has_its_own(home: Path, command: str) -> None:
    assert f"  {command} " in HELP
    done = run(home, command, "--help")
    assert done.returncode == 0
    assert "sage: termproxy " + command in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    wrong = run(home, command, "--no-such-option")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("--no-such", "bash"), "there is no option --no-such. Try"),
        (("--hitns", "off", "bash"), "there is no option --hitns. Did you mean --hints?"),
        (("--record",), "--record needs a value."),
        (("--record", "", "true"), "--record needs the name of a file."),
        (("--hints", "bash"), '--hints needs one of "off", "rules", "ask", "auto", not bash.'),
        (("--set", "x", "bash"), "--set needs KEY=VALUE, not x."),
        (("--no-hints=yes", "bash"), "--no-hints takes no value."),
        (("--append", "bash"), "belong to --record FILE."),
        (("--record=f", "--append", "--overwrite", "true"), "exclude each other."),
    ],
)
def test_a_wrong_command_line_is_a_sentence(
    home: Path, argv: tuple[str, ...], sentence: str
) -> None:
    done = run(home, *argv)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.endswith("Try `termproxy --help`.\n")


def test_two_dashes_end_the_options(home: Path) -> None:
    assert run(home, "--", "sh", "-c", "echo $0", "--help").stdout == "--help\n"
    assert run(home, "--no-hints", "--", "config").returncode == 127


def test_settings_and_their_problems(home: Path) -> None:
    (home / ".config" / "termproxy").mkdir(parents=True)
    (home / ".config" / "termproxy" / "config.toml").write_text('[hint]\nmode = "loud"\n')
    done = run(home, "config")
    assert done.returncode == 1
    assert 'hint.mode is "loud", and must be one of' in done.stderr
    assert 'mode = "auto"' in done.stdout
    wrapped = run(home, "echo", "it starts all the same")
    assert wrapped.returncode == 0
    assert wrapped.stdout == "it starts all the same\n"
    assert "config.toml: hint.mode is" in wrapped.stderr
    assert run(home, "config", "--path").stdout == f"{home}/.config/termproxy/config.toml\n"


def test_a_reader_that_leaves_is_no_error(home: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{' '.join(TERMPROXY)} config | head -1; echo ${{PIPESTATUS[0]}}"],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


def test_a_mistyped_command_of_ours_is_recognised(home: Path) -> None:
    done = run(home, "repaly", "x.cast")
    assert done.returncode == 127
    assert done.stderr.endswith("command not found\nDid you mean `termproxy replay`?\n")
    assert "Did you mean" not in run(home, "bahs").stderr
    assert run(home, "help").stderr.endswith("Did you mean `termproxy --help`?\n")
