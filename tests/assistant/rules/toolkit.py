"""Cases of tools on a plain Debian user's machine, whoever runs the tests."""

from __future__ import annotations

from pathlib import Path

from termproxy.assistant.advice import Advice, Case
from termproxy.assistant.rules import judge
from termproxy.assistant.rules.engine import Verdict
from termproxy.assistant.world.local import Local

SILENCE = "(silence)"


def judged(
    root: Path, command: str, output: str, status: int = 1, files: str | dict[str, str] = ""
) -> Verdict:
    """The verdict on a command that failed in a folder with these files (and folders/)."""
    root = root / "app"
    root.mkdir()
    contents = dict.fromkeys(files.split(), "") if isinstance(files, str) else files
    for name, text in contents.items():
        path = root / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_text(text)
    case = Case(command, status, output.rstrip("\n"), str(root), path=str(root / ".no-programs"))
    local = Local(case, {"HOME": str(root / ".no-home")}, root=False)
    local.__dict__.update(distribution="debian", _kind="debian")
    verdict = judge(case, local)
    assert not verdict.broken, verdict.broken
    return verdict


def first_fix(verdict: Verdict) -> str:
    """The first fix; SILENCE when nothing shall be said; "" for a hint without a fix, or none."""
    if verdict.quiet:
        return SILENCE
    advice: Advice | None = verdict.advice
    return advice.fixes[0].command if advice and advice.fixes else ""
