"""`termproxy memory` and `cache` with what no fix or file should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.memory import fixes, remembered
from termproxy.commands import cache, memory
from termproxy.places import answers_path, memory_path


@pytest.mark.parametrize("number", ["2", "9" * 18, "9" * 30, "9" * 5000])
def test_a_number_that_no_fix_has(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: str,
) -> None:
    """sqlite takes no number beyond 63 bits, and `int` none of more than 4,300 digits."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert remembered(fixes(memory_path({"XDG_DATA_HOME": str(tmp_path)}))) == []
    assert memory.main(["forget", number]) == 1
    assert f"There is no fix {number[:99]}" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["memory", "cache"])
def test_a_damaged_file_is_told_without_the_time(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """It was said as the log has it, with the time and a process's number in front."""
    environ = {"XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    for variable, folder in environ.items():
        monkeypatch.setenv(variable, folder)
    path = Path({"memory": memory_path, "cache": answers_path}[name](environ))
    path.parent.mkdir()
    path.write_text("not a database, but a text that is long enough to be taken for one " * 99)
    assert {"memory": memory, "cache": cache}[name].main([]) == 0
    assert capfd.readouterr().err == (
        f"termproxy {name}: {path} was damaged and is begun anew; {path}.broken is the old one.\n"
    )
