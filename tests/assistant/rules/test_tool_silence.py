# ruff: noqa: E501
"""Non-zero exits of these tools that deserve no word: recalled outputs, shortened."""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

CASES = [
    ("npm test", 1, "FAIL src/sum.test.js\n  ● sum › adds\n\n    expect(received).toBe(expected)\n\nTests:       1 failed, 3 passed, 4 total\nnpm error Lifecycle script `test` failed with error:\nnpm error code 1"),
    ("npx vitest run", 1, " FAIL  src/a.test.ts > adds\nAssertionError: expected 1 to be 2\n\n Test Files  1 failed (1)\n      Tests  1 failed | 2 passed (3)"),
    ("npx mocha", 1, "  1 passing (5ms)\n  1 failing\n\n  1) adds:\n      AssertionError [ERR_ASSERTION]: 1 == 2"),
    ("npx playwright test", 1, "  1) a.spec.ts:3:1 › has title\n    Error: expect(received).toHaveTitle\n\n  1 failed\n    a.spec.ts:3:1 › has title\n  2 passed (3s)"),
    ("npm run lint", 1, "/srv/a.js\n  1:1  error  'x' is not defined  no-undef\n\n✖ 1 problem (1 error, 0 warnings)"),
    ("npm outdated", 1, "Package  Current  Wanted  Latest\nreact    17.0.0   17.0.2  18.2.0"),
    ("systemctl is-active nginx", 3, "inactive"),
    ("systemctl is-enabled nginx", 1, "disabled"),
    ("systemctl is-failed nginx", 1, "active"),
    ("systemctl status nginx", 3, "○ nginx.service - A high performance web server\n     Loaded: loaded (/lib/systemd/system/nginx.service; disabled)\n     Active: inactive (dead)"),
    ("kubectl diff -f a.yaml", 1, "diff -u -N /tmp/LIVE-1/x /tmp/MERGED-1/x\n--- /tmp/LIVE-1/x\n+++ /tmp/MERGED-1/x\n-  replicas: 1\n+  replicas: 2"),
    ("kubectl auth can-i delete pods", 1, "no"),
    ("terraform plan -detailed-exitcode", 2, "Plan: 1 to add, 0 to change, 0 to destroy."),
    ("aws configure get region", 1, ""),
    ("docker run --rm app", 3, ""),
    ("docker compose exec web false", 1, ""),
    ("mountpoint -q /mnt", 1, ""),
    ("pgrep nginx", 1, ""),
]  # fmt: skip


@pytest.mark.parametrize(("command", "status", "output"), CASES)
def test_silence(world: World, command: str, status: int, output: str) -> None:
    verdict = world.verdict(command, output, status)
    assert verdict.advice is None
    assert verdict.quiet
