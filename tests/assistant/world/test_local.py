from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.world.gitdir import GitDir, parse_config
from termproxy.assistant.world.local import Local
from termproxy.assistant.world.manifests import (
    compose_services,
    just_recipes,
    make_targets,
    npm_scripts,
)
from tests.assistant.rules.kit import World


def local(folder: Path, **environ: str) -> Local:
    return Local(Case("x", 1, "", str(folder)), {"HOME": str(folder), **environ})


def test_paths_are_the_users(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    here = local(tmp_path)
    for name in ("a", "./a", "~/a", "$HOME/a", str(tmp_path / "a")):
        assert here.is_dir(name), name
    assert not here.exists("")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("projcts", "projects"),
        ("projcts/", "projects/"),
        ("./projcts/reprot.txt", "./projects/report.txt"),
        ("projects/report", "projects/report.txt"),
        ("Projects/report.txt", "projects/report.txt"),
        ("~/projcts", "~/projects"),
        ("bashrc", ".bashrc"),
    ],
)
def test_near_paths_are_spelled_like_the_typed_one(tmp_path: Path, typed: str, meant: str) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "report.txt").touch()
    (tmp_path / ".bashrc").touch()
    assert local(tmp_path).near(typed)[:1] == [meant]


def test_elsewhere_skips_what_others_made(tmp_path: Path) -> None:
    for name in ("node_modules/x/main.py", "deep/er/main.py", "src/main.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.touch()
    assert local(tmp_path).elsewhere("main.py") == ["src/main.py", "deep/er/main.py"]


def test_a_fifo_is_never_opened(tmp_path: Path) -> None:
    """Opening one for reading waits for a writer, for ever."""
    os.mkfifo(tmp_path / "fifo")
    assert local(tmp_path).text("fifo") == ""


def test_programs_come_from_the_cases_path(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "frob"
    program.parent.mkdir()
    program.touch(0o755)
    (program.parent / "data").touch(0o644)
    here = Local(Case("x", 1, "", str(tmp_path), path=str(program.parent)), {})
    assert dict(here.programs) == {"frob": str(program)}
    assert here.which("frob") == str(program)
    assert here.which("data") == ""
    (program.parent / "later").touch(0o755)
    os.utime(program.parent, ns=(1, 1))
    assert "later" in Local(Case("x", 1, "", "/", path=str(program.parent)), {}).programs


def test_who_holds_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        holder = local(Path("/")).port_holder(port)
    assert holder is not None
    assert holder.pid == os.getpid()
    assert local(Path("/")).port_holder(port) is None


def test_manifests() -> None:
    assert npm_scripts('{"scripts": {"a": "x", "b:c": "y"}}') == ("a", "b:c")
    assert npm_scripts('{"scripts": [') == ()
    assert npm_scripts("[]") == ()
    assert npm_scripts('{"scripts": ' + "[" * 50_000) == ()
    make = "X := 1\n.PHONY: all\nall: a.o b.o\n\tcc\nclean test:\n\trm\n%.o: %.c\nY ::= 2\n"
    assert make_targets(make) == ("all", "clean", "test")
    just = "set shell := ['x']\nbuild a b='1': dep\n  x\n_hidden:\n@run:\n"
    assert just_recipes(just) == ("build", "run")
    compose = "version: '3'\nservices:\n  web:\n    image: x\n  db:\n    image: y\nvolumes:\n  v:\n"
    assert compose_services(compose) == ("web", "db")


def test_a_repository_is_read_without_git(world: World) -> None:
    world.repository("main", "feature/a")
    world.file("src/x.py").file("ü.txt")
    world.git("add", "src", "ü.txt")
    world.git("tag", "v1")
    world.git("remote", "add", "origin", "../up.git")
    world.git("update-ref", "refs/remotes/origin/main", "HEAD")
    world.git("config", "alias.st", "status --short")
    world.git("config", "branch.main.remote", "origin")
    world.git("pack-refs", "--all")
    world.git("branch", "loose")
    git = GitDir.around(str(world.root / "src"))
    assert git is not None
    assert git.root == str(world.root)
    assert (git.branch, git.has_commits, git.state) == ("main", True, "")
    assert git.branches == ("feature/a", "loose", "main")
    assert git.tags == ("v1",)
    assert git.remotes == ("origin",)
    assert git.remote_branches == ("origin/main",)
    assert dict(git.aliases) == {"st": "status --short"}
    assert list(git.tracked) == ["src/x.py", "ü.txt"]
    world.git("worktree", "add", "-q", "../tree", "loose")
    tree = GitDir.around(str(world.root.parent / "tree"))
    assert tree is not None
    assert tree.branch == "loose"
    assert "main" in tree.branches


def test_no_commit_and_no_repository(world: World) -> None:
    world.git("init", "-q", "-b", "dev")
    git = GitDir.around(str(world.root))
    assert git is not None
    assert (git.branch, git.has_commits) == ("dev", False)
    assert GitDir.around("/") is None


def test_git_config_syntax() -> None:
    text = '[core]\n  bare\n[remote "Or.igin"]\n\turl = x ; note\n[user] \nname = "A B"\nbroken ='
    assert parse_config(text) == {
        "core.bare": "true",
        "remote.Or.igin.url": "x",
        "user.name": "A B",
        "user.broken": "",
    }
