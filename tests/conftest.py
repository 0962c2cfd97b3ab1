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
    """In CI (TERMPROXY_STRICT) a test that is skipped, as for a missing program, has failed."""
    outcome = yield
    report = outcome.get_result()
    if os.environ.get("TERMPROXY_STRICT") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI nothing may be: {report.longrepr}"
