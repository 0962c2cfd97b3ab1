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
SPLITS = ("development", "heldout")
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


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
            output = told["output"].replace("{cwd}", str(folder))
            record = {**told, "output": output, "cwd": str(folder), "path": SYSTEM_PATH}
            yield Case(world, record, fixes)


def record(split: str, scratch: Scratch) -> int:
    """Run every command of the table in a fresh world, and write down what was said."""
    rows = [line.split("\t") for line in (CORPUS / f"{split}.tsv").read_text().splitlines()]
    rows = [row for row in rows if not row[0].startswith("#")]
    versions = {
        tool: subprocess.run([tool, "--version"], capture_output=True, text=True).stdout.split(
            "\n"
        )[0]
        for tool in ("bash", "git", "ls", "make", "python3")
    }
    lines = [json.dumps({"recorded with": versions})]
    for number, (world, command, *fixes) in enumerate(rows, 1):
        folder = scratch.folder / "record" / split / str(number) / "place"
        make(world, folder)
        done = subprocess.run(
            ["bash", "--norc", "-c", command], cwd=folder, env=environ(folder.parent),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
        )  # fmt: skip
        said = done.stdout.decode("utf-8", "replace").replace(str(folder), "{cwd}").rstrip("\n")
        said = re.sub(r"^bash: (?:-c: )?line \d+: ", "bash: ", said, flags=re.MULTILINE)
        if not done.returncode:
            print(f"{split}: {command!r} succeeds in {world}: left out", file=sys.stderr)
            continue
        case = {
            "id": f"{split}-{number}", "world": world, "command": command,
            "exit_code": done.returncode, "output": said, "fixes": [fix for fix in fixes if fix],
        }  # fmt: skip
        lines.append(json.dumps(case, ensure_ascii=False))
    (CORPUS / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 1


def _version(tool: str) -> str:
    done = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[0]


def main() -> None:
    os.umask(0o022)
    scratch = Scratch()
    try:
        for split in SPLITS:
            print(f"{split}: {record(split, scratch)} failures recorded")
    finally:
        scratch.close()


if __name__ == "__main__":
    main()
