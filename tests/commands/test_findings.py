"""What doctor finds, against real files, real shells and a real wire."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from termproxy.commands import findings
from termproxy.commands.findings import Finding, Mark
from termproxy.config import load
from tests.e2e.inside import Background
from tests.e2e.terminal import environment, needs
from tests.fake_ollama import tag

Look = Iterator[Finding]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


@pytest.fixture
def ollama() -> Iterator[Background]:
    background = Background()
    yield background
    background.stop()


def marks(found: Look) -> list[Mark]:
    return [finding.mark for finding in found]


def test_every_problem_says_what_to_do(environ: dict[str, str], tmp_path: Path) -> None:
    environ |= {"TERM": "dumb", "SHELL": "/bin/bash", findings.VARIABLE: str(tmp_path / "none")}
    environ["TERMPROXY_HINT_STYLE"] = "baroque"
    found = list(findings.all_findings(environ, load(environ)))
    problems = [finding for finding in found if finding.mark is Mark.BAD]
    assert {finding.topic for finding in problems} == {
        "session", "terminal", "model", "settings",
    }  # fmt: skip
    assert all(finding.remedy for finding in problems)
    # It told the reader of `termproxy doctor` that `termproxy doctor` tells more.
    assert not any("termproxy doctor" in finding.what for finding in found)


def test_a_session_without_an_assistant_has_a_likely_reason(environ: dict[str, str]) -> None:
    environ[findings.VARIABLE] = "/nowhere/1.sock"
    for name, value, reason in (
        ("TERMPROXY_HINT_MODE", "off", "Hints are off by the environment (TERMPROXY_HINT_MODE)"),
        ("TERMPROXY_SHELL_INTEGRATION", "false", "shell.integration is false by the environment"),
        ("TERM", "dumb", "TERM is dumb"),
        ("LANG", "C", "--no-hints"),
    ):
        given = environ | {name: value}
        (finding,) = findings.session(given, load(given))
        assert finding.mark is Mark.BAD
        assert reason in finding.remedy


def test_a_folder_that_others_can_enter_is_the_reason(environ: dict[str, str]) -> None:
    folder = Path(environ["HOME"]) / "open"
    folder.mkdir()
    folder.chmod(0o755)
    environ[findings.VARIABLE] = str(folder / "1.sock")
    (finding,) = findings.session(environ, load(environ))
    assert "chmod 700" in finding.remedy


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_is_found_with_its_version(environ: dict[str, str], name: str) -> None:
    needs(name)
    home = Path(environ["HOME"])
    (home / ".zshrc").touch()
    for program in environ["PATH"].split(":"):
        if os.access(os.path.join(program, name), os.X_OK):
            environ["SHELL"] = os.path.join(program, name)
    first, *_ = findings.shell(environ, load(environ))
    assert first.mark is Mark.GOOD
    assert any(character.isdigit() for character in first.what)


def test_an_old_shell_and_an_unknown_one(environ: dict[str, str], tmp_path: Path) -> None:
    old = tmp_path / "bash"
    old.write_text("#!/bin/sh\necho 'GNU bash, version 3.2.57(1)-release'\n")
    old.chmod(0o755)
    environ["SHELL"] = str(old)
    first, *_ = findings.shell(environ, load(environ))
    assert (first.mark, first.what) == (Mark.BAD, "bash 3.2.57 is too old.")
    environ["SHELL"] = "/bin/dash"
    assert marks(findings.shell(environ, load(environ))) == [Mark.NOTE]


def test_frameworks_are_named_unless_commented_out(environ: dict[str, str]) -> None:
    rc = Path(environ["HOME"]) / ".bashrc"
    rc.write_text('eval "$(starship init bash)"\n# source bash-preexec.sh\n')
    *_, last = findings.shell(environ, load(environ))
    assert last.what == "In its startup files: starship."


def test_the_model_and_why_it_was_chosen(environ: dict[str, str], ollama: Background) -> None:
    environ["OLLAMA_HOST"] = ollama.url
    version, choice = findings.model(environ, load(environ))
    assert "Ollama 0.33.0 answers" in version.what
    assert "llama3.2:latest (the only one installed that fits" in choice.what
    assert "not loaded" in choice.what
    ollama.fake.models = []
    (problem,) = findings.model(environ, load(environ))
    assert problem.mark is Mark.BAD
    assert "no model yet" in problem.what
    ollama.fake.models = [tag("a:1b"), tag("b:1b")]
    given = environ | {"TERMPROXY_MODEL_NAME": "c:1b"}
    (problem,) = findings.model(given, load(given))
    assert "c:1b is not installed" in problem.what


def test_looking_leaves_no_loop_behind(environ: dict[str, str]) -> None:
    list(findings.model(environ, load(environ)))
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_mutes_and_wrong_settings_are_told(environ: dict[str, str]) -> None:
    folder = Path(environ["HOME"]) / ".config" / "termproxy"
    folder.mkdir(parents=True)
    (folder / "mutes").write_text("rule git\n")
    (folder / "config.toml").write_text("[hint]\nmode = 'sometimes'\n")
    problem, muted = findings.configuration(environ, load(environ))
    assert problem.mark is Mark.BAD
    assert "sometimes" in problem.what
    assert muted.what.startswith("1 muted")


def test_nobody_is_told_to_own_the_root(tmp_path: Path) -> None:
    """Whose home does not exist was told: "Give yourself / back: chown."."""
    nowhere = findings.writable_remedy({"HOME": "/nonexistent"}, "/")
    assert nowhere == "Set XDG_STATE_HOME to a folder of yours."
    assert findings.writable_remedy({}, "/") == nowhere
    assert findings.writable_remedy({"HOME": str(tmp_path / "me")}, str(tmp_path)) == nowhere
    assert findings.writable_remedy({"HOME": str(tmp_path)}, "/var") == nowhere
    mine = findings.writable_remedy({"HOME": str(tmp_path)}, str(tmp_path / ".local"))
    assert mine.startswith(f"Give yourself {tmp_path}/.local back (chown), or set XDG_STATE_HOME")


def test_a_log_that_has_no_place_is_a_problem(tmp_path: Path) -> None:
    """Root may write to /dev/null, which stands for a home that there is not."""
    for home in ("/nonexistent/of/nobody", str(tmp_path / "missing")):
        (finding,) = findings.files({"HOME": home}, load({"HOME": home}))
        assert finding.mark is findings.Mark.BAD
        assert finding.remedy == "Set XDG_STATE_HOME to a folder of yours."
    (tmp_path / ".local/state/termproxy/termproxy.log").mkdir(parents=True)
    (finding,) = findings.files({"HOME": str(tmp_path)}, load({"HOME": str(tmp_path)}))
    assert finding.mark is findings.Mark.BAD
