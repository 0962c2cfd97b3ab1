"""A file too large for the server: which commit brought it, read from git's own loose objects."""

from __future__ import annotations

from termproxy.assistant.world.gitdir import GitDir
from termproxy.assistant.world.gitobjects import Brought, brought
from tests.assistant.rules.kit import World

REFUSED = (
    "remote: error: File data/big.csv is 143.05 MB; this exceeds GitHub's file size limit of "
    "100.00 MB\nremote: error: GH001: Large files detected.\n"
    " ! [remote rejected] main -> main (pre-receive hook declined)"
)


def commit(world: World, **files: str) -> None:
    for name, text in files.items():
        world.file(name.replace("__", "/").replace("_csv", ".csv"), text)
    world.git("add", "-A")
    world.git("commit", "-qm", "x")


def asked(world: World, path: str) -> Brought | None:
    git = GitDir.around(str(world.root))
    assert git is not None
    return brought(git, path)


def test_the_commit_that_brought_it(world: World) -> None:
    world.git("init", "-q", "-b", "main")
    assert asked(world, "a") is None  # no commit yet
    commit(world, a="1", data__old="1")
    assert asked(world, "a") == Brought(0, alone=False, first=True, gone=False)
    commit(world, data__big_csv="2")
    assert asked(world, "data/big.csv") == Brought(0, alone=True, first=False, gone=False)
    assert asked(world, "a") == Brought(1, alone=False, first=True, gone=False)
    commit(world, data__other="3", a="2")
    assert asked(world, "data/big.csv") == Brought(1, alone=True, first=False, gone=False)
    assert asked(world, "data/other") == Brought(0, alone=False, first=False, gone=False)
    world.git("rm", "-q", "data/big.csv")
    world.git("commit", "-qm", "x")
    assert asked(world, "data/big.csv") == Brought(2, alone=True, first=False, gone=True)


def test_what_it_cannot_read_is_unknown(world: World) -> None:
    world.git("init", "-q", "-b", "main")
    commit(world, a="1")
    assert asked(world, "b") is None
    assert asked(world, "a/b") is None  # a is a file
    world.git("gc", "-q")
    assert asked(world, "a") is None  # packed


def test_a_commit_of_nothing_else_is_moved_or_undone_not_amended(world: World) -> None:
    """`git rm --cached` and `--amend` fail where the large file is all that the commit holds."""
    world.repository()
    commit(world, a="1")
    commit(world, data__big_csv="2")
    fixes = world.advice("git push origin main", REFUSED).fixes
    assert "git lfs migrate import --include=data/big.csv" in fixes[0].command
    assert fixes[1].command == "git reset HEAD~"
    commit(world, a="2")
    fixes = world.advice("git push origin main", REFUSED).fixes
    assert fixes
    assert not any("--amend" in fix.command for fix in fixes)


def test_a_commit_of_more_is_amended(world: World) -> None:
    world.repository()
    commit(world, a="1", data__big_csv="2")
    fix = "git rm --cached data/big.csv && git commit --amend --no-edit && git push origin main"
    assert world.first("git push origin main", REFUSED) == fix
