"""The rules' tests see no JDK but those that a test makes, on a system that has packages of all."""

from __future__ import annotations

import pytest

from termproxy.assistant.rules.families import java_homes


@pytest.fixture(autouse=True)
def no_jdks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java_homes, "FOLDERS", ("jdks",))
    monkeypatch.setattr(java_homes, "PACKAGED", {})
