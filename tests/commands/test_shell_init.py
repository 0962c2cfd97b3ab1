from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from termproxy.commands.shell_init import main, snippet
from tests.e2e.terminal import needs


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_snippet_is_read_without_a_word_and_not_twice(tmp_path: Path, shell: str) -> None:
    """By a shell that is not interactive it is skipped; sourced twice, it is there once."""
    needs(shell)
    file = tmp_path / "rc"
    file.write_text(snippet(shell) * 2 + "echo end\n")
    subprocess.run([shell, "-n", str(file)], check=True)
    done = subprocess.run([shell, str(file)], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("end\n", "")


@pytest.mark.parametrize("arguments", [[], ["tcsh"], ["bash", "zsh"]])
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(".\n")
    assert "bash, zsh or fish" in told.err


def test_a_path_names_its_shell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/usr/bin/zsh"]) == 0
    assert capsys.readouterr().out == snippet("zsh")
