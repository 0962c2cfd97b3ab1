# ruff: noqa: E501
"""git, asked for real: each command is run, and the hint judges what git said."""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

# What happens before (a word below), the command that fails, the first fix.
CASES = [
    ("", "git brnch", "git branch"),
    ("", "git comit -m 'a b'", "git commit -m 'a b'"),
    ("", "git stats", "git status"),
    ("", "git -C . psuh", "git -C . push"),
    ("", "git unstage a.txt", "git restore --staged a.txt"),
    ("", "git checkout feture/login", "git checkout feature/login"),
    ("", "git switch feture/login", "git switch feature/login"),
    ("", "git checkout brand-new-thing", "git checkout -b brand-new-thing"),
    ("", "git switch brand-new-thing", "git switch -c brand-new-thing"),
    ("", "git checkout master", "git checkout main"),
    ("", "git merge feture/login", "git merge feature/login"),
    ("", "git rebase mian", "git rebase main"),
    ("", "git log feture/login..main", "git log feature/login..main"),
    ("", "git diff mian", "git diff main"),
    ("", "git cherry-pick feture/login~1", "git cherry-pick feature/login~1"),
    ("", "git branch -d feture/login", "git branch -d feature/login"),
    ("", "git branch -m feture/login x", "git branch -m feature/login x"),
    ("", "git branch feature/login", "git checkout feature/login"),
    ("", "git checkout -b feature/login", "git checkout feature/login"),
    ("", "git switch -c feature/login", "git switch feature/login"),
    ("", "git branch -d unmerged", "git branch -D unmerged"),
    ("", "git branch -d main", "git checkout feature/login && git branch -d main"),
    ("", "git switch v1.0", "git switch --detach v1.0"),
    ("", "git tag v1.0", "git tag --force v1.0"),
    ("", "git tag -d v1.1", "git tag -d v1.0"),
    ("", "git push", "git push --set-upstream origin main"),
    ("", "git push --no-verify", "git push --set-upstream origin main --no-verify"),
    ("", "git push orgin main", "git push origin main"),
    ("", "git push origin mian", "git push origin main"),
    ("", "git push main", "git push origin main"),
    ("", "git pull orgin", "git pull origin"),
    ("", "git fetch orgin", "git fetch origin"),
    ("", "git pull origin mian", "git ls-remote --heads origin"),
    ("pushed", "git pull origin mian", "git pull origin main"),
    ("behind", "git push", "git pull --rebase && git push"),
    ("", "git remote add origin https://example.com/x.git", "git remote set-url origin https://example.com/x.git"),
    ("", "git remote set-url upstream https://example.com/x.git", "git remote add upstream https://example.com/x.git"),
    ("", "git remote rm orgin", "git remote rm origin"),
    ("", "git remote delete origin", "git remote remove origin"),
    ("", "git remote -v show orgin", "git remote -v show origin"),
    ("", "git commit --ammend", "git commit --amend"),
    ("", "git commit -amend", "git commit --amend"),
    ("", "git log --onelin", "git log --oneline"),
    ("", "git log --graph --decoarte 2>&1", "git log --graph --decorate 2>&1"),
    ("", "git diff --stagedd", "git diff --staged"),
    ("", "git stash opp", "git stash pop"),
    ("", "git bisect strat", "git bisect start"),
    ("", "git worktree lst", "git worktree list"),
    ("", "git add a.tx", "git add a.txt"),
    ("", "git add src/mian.py", "git add src/main.py"),
    ("", "git add main.py", "git add src/main.py"),
    ("", "git add ignored.log", "git add --force ignored.log"),
    ("", "git rm src", "git rm -r src"),
    ("", "git rm b.txt", "rm b.txt"),
    ("", "git mv a.tx c.txt", "git mv a.txt c.txt"),
    ("", "git mv a.txt nowhere/c.txt", "mkdir -p nowhere && git mv a.txt nowhere/c.txt"),
    ("", "git blame src/mian.py", "git blame src/main.py"),
    ("", "git show HEAD:mian.py", "git show HEAD:src/main.py"),
    ("", "git restore a.tx", "git restore a.txt"),
    ("", "git commit b.txt -m x", "git add -- b.txt && git commit b.txt -m x"),
    ("", "git commit -m fix the bug", 'git commit -m "fix the bug"'),
    ("", "git commit -m x", "git add b.txt && git commit -m x"),
    ("edited", "git commit -m x", "git commit -a -m x"),
    ("edited", "git checkout other-a", "git stash && git checkout other-a"),
    ("edited", "git rm a.txt", "git rm --cached a.txt"),
    ("edited", "git rebase feature/login", "git stash && git rebase feature/login"),
    ("conflict", "git commit -m x", "${EDITOR:-vi} +1 a.txt"),
    ("conflict", "git pull", "git merge --abort"),
    ("conflict", "git rebase --continue", "git merge --continue"),
    ("", "git branch -u origin/feature/login", "git push -u origin main"),
    ("", "git branch --set-upstream main origin/main", "git branch --set-upstream-to=origin/main main"),
    ("", "git clean", "git clean -n"),
    ("", "git describe", "git describe --tags"),
    ("", "git clone git clone https://example.com/x.git", "git clone https://example.com/x.git"),
    ("", "git config email x@example.com", "git config user.email x@example.com"),
    ("", "git merge other-root", "git merge other-root --allow-unrelated-histories"),
    ("", "git 'stash list'", "git stash list"),
    ("", "git help comit", "git help commit"),
    ("", "sudo_=1 git stats", "sudo_=1 git status"),
]  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("git")
    folder = root / "work"
    folder.mkdir()
    world = World(folder)
    world.repository("main", "feature/login")
    world.file("a.txt", "one\n").file("src/main.py", "print(1)\n").file(
        ".gitignore", "*.log\n.world-bin\n"
    )
    world.git("add", ".")
    world.git("commit", "-qm", "files")
    world.git("branch", "-f", "feature/login")
    world.git("tag", "v1.0")
    world.git("checkout", "-q", "-b", "unmerged")
    world.git("commit", "-q", "--allow-empty", "-m", "more")
    world.git("checkout", "-q", "-b", "other-a", "main")
    world.file("a.txt", "two\n")
    world.git("commit", "-qam", "two")
    world.git("checkout", "-q", "--orphan", "other-root")
    world.git("rm", "-rfq", ".")
    world.file("z.txt", "z")
    world.git("add", "z.txt")
    world.git("commit", "-qm", "root")
    world.git("checkout", "-q", "main")
    world.git("init", "-q", "--bare", "-b", "main", "../up.git")
    world.git("remote", "add", "origin", "../up.git")
    world.file("b.txt", "new\n").file("ignored.log", "x\n")
    return world


def prepare(world: World, state: str) -> None:
    if state in ("pushed", "behind"):
        world.git("push", "-qu", "origin", "main")
    if state == "behind":
        world.git("commit", "-q", "--allow-empty", "-m", "ahead")
        world.git("push", "-q")
        world.git("reset", "-q", "--hard", "HEAD~1")
        world.git("commit", "-q", "--allow-empty", "-m", "mine")
    if state == "edited":
        world.file("a.txt", "three\n")
    if state == "conflict":
        world.file("a.txt", "three\n")
        world.git("commit", "-qam", "three")
        world.git("merge", "other-a")


@pytest.mark.parametrize(("state", "command", "fix"), CASES, ids=[f"{s} {c}" for s, c, _ in CASES])
def test_git(template: World, tmp_path: object, state: str, command: str, fix: str) -> None:
    import shutil
    from pathlib import Path

    root = Path(str(tmp_path))
    shutil.copytree(template.root.parent, root / "copy", symlinks=True)
    world = World.__new__(World)
    world.root = root / "copy" / "work"
    world.bin, world.home = world.root / ".world-bin", root
    prepare(world, state)
    assert world.mend(command)[:1] == [fix]


def test_outside_of_a_repository(world: World) -> None:
    world.home = world.root / "home"
    assert world.mend("git status")[0] == "git init"
    world.folder("project/.git")
    assert (
        world.first(
            "git log", "fatal: not a git repository (or any of the parent directories): .git", 128
        )
        == "cd project && git log"
    )


def test_no_commit_yet(world: World) -> None:
    world.git("init", "-q", "-b", "main")
    world.git("remote", "add", "origin", "../nowhere.git")
    assert world.mend("git push -u origin main")[0].startswith(
        'git add . && git commit -m "Initial commit"'
    )
    assert "commit" in world.mend("git log")[0]


# Messages of other versions, and of servers (recalled).
@pytest.mark.parametrize(
    ("command", "output", "fix"),
    [
        (
            "git pull",
            "hint: You have divergent branches and need to specify how to reconcile them.\nfatal: Need to specify how to reconcile divergent branches.",
            "git pull --rebase",
        ),
        (
            "git pull",
            "error: Your local changes to the following files would be overwritten by merge:\n\ta.txt\nPlease commit your changes or stash them before you merge.\nAborting",
            "git stash && git pull && git stash pop",
        ),
        (
            "git status",
            "fatal: detected dubious ownership in repository at '/srv/p'",
            "git config --global --add safe.directory /srv/p",
        ),
        (
            "git commit -m x",
            "error: gpg failed to sign the data\nfatal: failed to write commit object",
            "git commit --no-gpg-sign -m x",
        ),
        (
            "https://github.com/a/b.git",
            "bash: https://github.com/a/b.git: No such file or directory",
            "git clone https://github.com/a/b.git",
        ),
        (
            "git push",
            "fatal: The upstream branch of your current branch does not match\nthe name of your current branch.  To push to the upstream branch\non the remote, use\n\n    git push origin HEAD:main\n\nTo push to the branch of the same name on the remote, use\n\n    git push origin HEAD\n",
            "git push origin HEAD:main",
        ),
        (
            "git revert abc123",
            "error: commit abc123 is a merge but no -m option was given.\nfatal: revert failed",
            "git revert -m 1 abc123",
        ),
        (
            "git rebase main",
            "It seems that there is already a rebase-merge directory",
            "git rebase --continue",
        ),
        (
            "git branch -d x",
            "error: the branch 'x' is not fully merged\nhint: If you are sure you want to delete it, run 'git branch -D x'",
            "git branch -D x",
        ),
    ],
)
def test_messages(world: World, command: str, output: str, fix: str) -> None:
    assert world.first(command, output, 127 if command.startswith("http") else 1) == fix
