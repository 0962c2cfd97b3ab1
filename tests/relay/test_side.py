from __future__ import annotations

import os
import sys

import pytest

from termproxy.relay import side


def test_without_setsid_the_assistant_has_a_group_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """macOS before 10.15 cannot spawn into a new session; there was no assistant at all."""
    spawn = os.posix_spawn

    def of_old_macos(*given: object, setsid: bool = False, **more: object) -> int:
        if setsid:
            raise NotImplementedError("posix_spawn: setsid unavailable on this platform")
        return spawn(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "posix_spawn", of_old_macos)
    argv = [sys.executable, "-c", "import os; os._exit(os.getpgid(0) != os.getpid())"]
    pid = side._spawned(argv, os.environ, [])
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
