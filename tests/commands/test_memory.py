"""`termproxy memory` with numbers that no fix can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.memory import fixes, remembered
from termproxy.commands import memory
from termproxy.places import memory_path


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
