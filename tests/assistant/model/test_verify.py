"""Commands of a model are held against this machine: real files, a real repository, manuals."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.model.verify import runs_here
from termproxy.assistant.world import manual
from termproxy.assistant.world.local import Local
from tests.assistant.rules.kit import World

PATH = "/usr/bin:/bin"


@pytest.fixture
def place(tmp_path: Path) -> World:
    """A repository with two branches, a remote, a Makefile, a package.json and some files."""
    world = World(tmp_path)
    world.file("notes.txt", "x\n").file("src/main.c", "int main;\n").file("run.sh", mode=0o755)
    world.file("Makefile", "test:\n\techo\nbuild: test\n")
    world.file("package.json", '{"scripts": {"dev": "x"}}')
    world.repository("main", "feature")
    world.git("remote", "add", "origin", "https://example.com/x.git")
    return world


def verified(world: World, line: str) -> bool:
    case = Case("x", 1, "", str(world.root), path=PATH)
    return runs_here(line, Local(case, {"HOME": str(world.root), "PATH": PATH}))


THERE = [
    "ls -la", "ls -l src", "cat notes.txt", "cd src", "cat < notes.txt", "grep -rn main src",
    "head -20 notes.txt", "head -n 5 notes.txt", "tar -xzf notes.txt", "tar --list -f notes.txt",
    "chmod +x run.sh", "chmod 644 notes.txt", "./run.sh", "bash run.sh --anything-of-its-own",
    "python3 -c 'print(1)'" if sys.platform == "linux" else "ls", "cp notes.txt src/other.txt",
    "mkdir newdir", "mkdir -p a/b/c", "echo hello > new.txt", "sort notes.txt | uniq -c",
    "git status", "git switch feature", "git checkout -b other", "git checkout -b other main",
    "git merge feature", "git rebase main", "git push origin main", "git push -u origin main",
    "git push --set-upstream origin feature", "git add notes.txt", "git commit --amend --no-edit",
    "git log --oneline main..feature", "git reset --hard HEAD~1", "git branch -d feature",
    "make test", "make -j4 build", "npm run dev" if Path("/usr/bin/npm").exists() else "ls",
    "ls *.txt", "wc -l src/*.c", "kill -9 123", "sudo ls -la" , "cat notes.txt && ls src",
    "git fetch https://example.com/x", "echo $(cat notes.txt)", "diff notes.txt src/main.c",
    "find . -name main.c", "cat ~/notes.txt", "cat \"$HOME/anything\"",
]  # fmt: skip
NOT_THERE = [
    "nosuchprogram", "cat missing.txt", "cd nowhere", "cat < missing.txt", "ls --no-such-flag",
    "grep --bogus x notes.txt", "tar --extract-all -f notes.txt", "./missing.sh", "bash missing.sh",
    "python3 missing.py", "cp missing.txt src", "cp notes.txt nowhere/x", "mkdir a/b/c",
    "echo hi > nowhere/new.txt", "git frobnicate", "git switch nosuchbranch",
    "git merge nosuchbranch", "git rebase nosuch", "git push nowhere main",
    "git push origin nosuchbranch", "git commit --bogus-flag", "git branch -d nosuch",
    "git add missing.txt", "make nosuch", "npm run nosuch", "ls *.rs", "cat notes.txt | nosuch",
    "cat notes.txt && cat missing.txt", "echo $(nosuchprogram)", "echo `cat missing.txt`",
    "sort --frobnicate notes.txt", "rm src/missing.c", "mv missing src", "", "docker frobnicate",
    "ls ~/missing", "sudo cat missing.txt", "env FOO=1 nosuch", "notes.txt",
]  # fmt: skip


@pytest.fixture(params=["manuals", "help"])
def manuals(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """With manual pages where the machine has them, and without any, as in containers."""
    manual.manual_options.cache_clear()
    if request.param == "help":
        monkeypatch.setattr(manual, "MANUALS", ())
    yield request.param
    manual.manual_options.cache_clear()


@pytest.mark.parametrize("line", THERE)
def test_what_is_there(place: World, line: str, manuals: str) -> None:
    if line == "git log --oneline main..feature" and not manual.manual_options("git-log"):
        # `git log -h` tells a few of its options only: then it is not known
        assert not verified(place, line)
    else:
        assert verified(place, line)


@pytest.mark.parametrize("line", NOT_THERE)
def test_what_is_not(place: World, line: str, manuals: str) -> None:
    assert not verified(place, line)


def test_outside_a_repository_git_has_nothing_to_switch_to(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert not verified(world, "git switch main")
    assert verified(world, "git init")


def test_options_of_what_may_do_anything_are_not_asked_for(tmp_path: Path) -> None:
    """A program of the user's that takes no notice of --help would just run."""
    ran = tmp_path / "ran"
    program = tmp_path / "bin" / "ls"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    assert manual.help_options(str(program), "", 1) == frozenset()
    assert not ran.exists()
    case = Case("x", 1, "", str(tmp_path), path=f"{tmp_path}/bin:{PATH}")
    local = Local(case, {"HOME": str(tmp_path), "PATH": case.path})
    runs_here("ls --bogus", local)
    assert not ran.exists()


def test_a_manual_page_tells_without_running_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "man1" / "frob-twist.1"
    page.parent.mkdir()
    page.write_text(".TP\n\\fB\\-\\-hard\\-left\\fR\n.Fl v\n\\fB\\-\\-[no\\-]verify\\fP\n")
    monkeypatch.setattr(manual, "MANUALS", (str(tmp_path),))
    manual.manual_options.cache_clear()
    told = {
        option: manual.has_option("/opt/frob", "twist", option)
        for option in ("--hard-left", "-v", "--verify", "--no-verify", "--hard", "-x")
    }
    manual.manual_options.cache_clear()
    assert told == {
        "--hard-left": True, "-v": True, "--verify": True, "--no-verify": True,
        "--hard": False, "-x": False,
    }  # fmt: skip
    assert not manual.has_option("/opt/nothing-known", "", "--x")


def test_a_manual_page_that_is_cut_short_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """zlib's error is none of gzip's: the whole answer of the model was lost with it."""
    (tmp_path / "man1").mkdir()
    packed = gzip.compress(b".Fl v\n" * 1000)
    (tmp_path / "man1/cut.1.gz").write_bytes(packed[:-9])
    (tmp_path / "man1/bad.1.gz").write_bytes(packed[:12] + b"\xff" * 20)
    monkeypatch.setattr(manual, "MANUALS", (str(tmp_path),))
    assert not manual.has_option("/opt/cut", "", "-v")
    assert not manual.has_option("/opt/bad", "", "-v")
    manual.manual_options.cache_clear()


@pytest.mark.parametrize(
    "line", ["'", '"$(', "a |", "> ", "&& &&", "$(", "git", "git push", "`", "!"]
)
def test_no_line_breaks_it(place: World, line: str) -> None:
    assert verified(place, line) in (True, False)
