"""The corpus of failed commands: worlds to fail in, what the tools said there, the fixes wanted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.kit import ROOT, Scratch

CORPUS = ROOT / "tests" / "corpora" / "failures"
TABLES = (
    "development", "heldout", "development-2", "heldout-2", "development-3", "heldout-3",
    "development-4", "heldout-4",
)  # fmt: skip
# Kept as they were recorded: what they need (servers, clusters, old versions) is not at hand.
SPLITS = (*TABLES, "modern", "modern-2", "modern-3", "modern-4", "classic")
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
WANTED = "?"  # among the fixes: a hint is wanted, and any fix will do
# Recorded without root's rights, where root records: their files, less these, are nobody's.
UNPRIVILEGED = {"person": ("secret.txt", "locked", "hidden", "readonly.txt")}
NOBODY = 65534


class Case(NamedTuple):
    """One failure, placed in a folder where it is true."""

    family: str
    record: dict[str, object]
    fixes: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        return not self.fixes


def environ(home: Path) -> dict[str, str]:
    person = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
    }
    return {
        "PATH": SYSTEM_PATH, "HOME": str(home), "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", **person,
    }  # fmt: skip


def make(world: str, folder: Path) -> None:
    """The world in an empty folder, whose parent is the user's home."""
    folder.mkdir(parents=True)
    script = str(CORPUS / "worlds" / f"{world}.sh")
    subprocess.run(["bash", script], cwd=folder, env=environ(folder.parent), check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip


def load(split: str, scratch: Scratch) -> Iterator[Case]:
    """The recorded cases, each with a folder of its world to be looked at (never written)."""
    made: dict[str, Path] = {}
    with open(CORPUS / f"{split}.jsonl", encoding="utf-8") as file:
        next(file)  # the versions
        for line in file:
            told = json.loads(line)
            world = told.pop("world")
            if world not in made:
                made[world] = scratch.folder / "worlds" / split / world / "place"
                if not made[world].exists():
                    make(world, made[world])
            folder = made[world]
            fixes = tuple(told.pop("fixes"))
            told.pop("source", None)
            output = (
                told["output"].replace("{cwd}", str(folder)).replace("{home}", str(folder.parent))
            )
            record = {**told, "output": output, "cwd": str(folder), "path": SYSTEM_PATH}
            yield Case(world, record, fixes)


def record(split: str, scratch: Scratch) -> int:
    """Run every command of the table in a fresh world, and write down what was said.

    RECORD_PATH names folders with more tools (package managers of languages, linters).
    """
    rows = [line.split("\t") for line in (CORPUS / f"{split}.tsv").read_text().splitlines()]
    rows = [row for row in rows if not row[0].startswith("#")]
    tools = ("bash", "git", "ls", "make", "python3")
    scratch.folder.chmod(0o711)
    lines = [json.dumps({"recorded with": {tool: _version(tool) for tool in tools}})]
    for number, (world, command, *fixes) in enumerate(rows, 1):
        folder = scratch.folder / "record" / split / str(number) / "place"
        make(world, folder)
        status, said = _run(world, command, folder)
        if not status:
            print(f"{split}: {command!r} succeeds in {world}: left out", file=sys.stderr)
            continue
        case = {
            "id": f"{split}-{number}", "world": world, "command": command,
            "exit_code": status, "output": said, "fixes": [fix for fix in fixes if fix],
        }  # fmt: skip
        lines.append(json.dumps(case, ensure_ascii=False))
    (CORPUS / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 1


def _run(world: str, command: str, folder: Path) -> tuple[int, str]:
    """The status and what was said, as an interactive bash would have it."""
    told = environ(folder.parent)
    told["PATH"] = ":".join(filter(None, (SYSTEM_PATH, os.environ.get("RECORD_PATH"))))
    nobody: dict[str, int] = {}
    if world in UNPRIVILEGED and not os.geteuid():
        nobody = {"user": NOBODY, "group": NOBODY}
        theirs = [folder.parent, folder]
        theirs += [path for path in folder.iterdir() if path.name not in UNPRIVILEGED[world]]
        for path in theirs:
            os.chown(path, NOBODY, NOBODY)
    try:
        done = subprocess.run(
            ["bash", "--norc", "-c", command], cwd=folder, env=told, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
            extra_groups=[] if nobody else None, **nobody,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        print(f"{command!r} takes longer than a minute: left out", file=sys.stderr)
        return 0, ""
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    said = done.stdout.decode("utf-8", "replace").replace("\0", "").rstrip("\n")
    said = said.replace(str(folder), "{cwd}").replace(str(folder.parent), "{home}")
    return status, re.sub(r"^bash: (?:-c: )?line \d+: ", "bash: ", said, flags=re.MULTILINE)


def _version(tool: str) -> str:
    done = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[0]


def main() -> None:
    os.umask(0o022)
    scratch = Scratch()
    try:
        for split in sys.argv[1:] or TABLES:
            print(f"{split}: {record(split, scratch)} failures recorded")
    finally:
        scratch.close()


if __name__ == "__main__":
    main()
