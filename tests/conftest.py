"""For all tests. No example has a deadline: it would assert the machine's speed."""

from __future__ import annotations

import os
from collections.abc import Generator

import pluggy
import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, pluggy.Result[pytest.TestReport], None]:
    """In CI (TERMPROXY_STRICT) a test that is skipped, as for a missing program, has failed.

    For an ordinary user, those are only the missing programs: some tests are root's.
    """
    outcome = yield
    report = outcome.get_result()
    if not os.environ.get("TERMPROXY_STRICT") or not report.skipped or hasattr(report, "wasxfail"):
        return
    if os.getuid() == 0 or "installed" in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI nothing may be: {report.longrepr}"
