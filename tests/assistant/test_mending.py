"""Which success mends which failure, and what of it fits the next one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Case
from termproxy.assistant.mending import Mending, again, mending, same_shape, shape

NO_UPSTREAM = """\
fatal: The current branch {branch} has no upstream branch.
To push the current branch and set the remote as upstream, use

    git push --set-upstream origin {branch}
"""
NOT_GIT = "git: '{typed}' is not a git command. See 'git --help'.\n"
NOT_FOUND = "bash: {typed}: command not found"
DENIED = "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)"
NO_FILE = "cat: {name}: No such file or directory"


def case(command: str, output: str = "", status: int = 1) -> Case:
    return Case(command, status, output, "/srv")


@pytest.mark.parametrize(
    ("failed", "output", "fixed"),
    [
        ("gti status", NOT_FOUND.format(typed="gti"), "git status"),
        ("git psuh", NOT_GIT.format(typed="psuh"), "git push"),
        ("cat ntoes.txt", NO_FILE.format(name="ntoes.txt"), "cat notes.txt"),
        ("cat notes.txt", NO_FILE.format(name="notes.txt"), "cat docs/notes.txt"),
        ("python x.py", NOT_FOUND.format(typed="python"), "python3 x.py"),
        ("docker-compose up", NOT_FOUND.format(typed="docker-compose"), "docker compose up"),
        ("apt install jq", DENIED, "sudo apt install jq"),
        ("cd x && apt install jq", DENIED, "cd x && sudo apt install jq"),
        ("mkdir a/b", "mkdir: cannot create directory 'a/b': No such file", "mkdir -p a/b"),
        ("rm build", "rm: cannot remove 'build': Is a directory", "rm -r build"),
        ("git push", NO_UPSTREAM.format(branch="new"), "git push --set-upstream origin new"),
        ("git push", NO_UPSTREAM.format(branch="new"), "git push -u origin new"),
        ("make biuld", "make: *** No rule to make target 'biuld'.  Stop.", "make build"),
        ("npm run biuld", 'npm error Missing script: "biuld"', "npm run build"),
        ("git branch -d x", "run 'git branch -D x'", "git branch -D x"),
        ("cargo biuld --relase", "error: no such command: `biuld`", "cargo build --release"),
        ("cd proj", "bash: cd: proj: No such file or directory", "cd ../proj"),
        ("frob --fast", "frob: misaligned by --fast", "frob --slow"),
        ("cd x && gti log", NOT_FOUND.format(typed="gti"), "cd x && git log"),
        ("grep -Pz x f | haed", NOT_FOUND.format(typed="haed"), "grep -Pz x f | head"),
        (
            "git checkout featrue",
            "error: pathspec 'featrue' did not match\nDid you mean 'feature/login'?",
            "git checkout feature/login",
        ),
    ],
)
def test_a_line_put_right(failed: str, output: str, fixed: str) -> None:
    assert mending(case(failed, output), fixed) is not None


@pytest.mark.parametrize(
    ("failed", "output", "next_one"),
    [
        ("make", "main.c:1:1: error: expected ';'", "make clean"),
        ("make", "main.c:1:1: error: expected ';'", "make -j4"),
        ("make", "main.c:1:1: error: expected ';'", "make"),
        ("make test", "2 tests failed", "make build"),
        ("pytest", "1 failed", "pytest -x tests/test_a.py"),
        ("npm test", "1 failing", "npm install"),
        ("git pull", "error: Your local changes would be overwritten", "git push"),
        ("git pull", "error: Your local changes would be overwritten", "git stash"),
        ("git commit", "nothing added to commit", "git add ."),
        ("git checkout feature", "error: pathspec 'feature' did not match", "git checkout main"),
        ("cat a.txt", NO_FILE.format(name="a.txt"), "cat readme.md"),
        ("ls x", "ls: cannot access 'x': No such file or directory", "ls"),
        ("cd proj", "bash: cd: proj: No such file or directory", "ls"),
        ("foo", NOT_FOUND.format(typed="foo"), "man foo"),
        ("tar xf", "tar: Option -f requires an argument", "tar --help"),
        ("ssh server1", "Permission denied (publickey).", "ssh server2"),
        ("curl localhost:3000", "Failed to connect to localhost port 3000", "curl localhost:8000"),
        ("git commit -m 'a'", "nothing to commit", "git commit -m 'b and other words'"),
        ("python app.py", "ModuleNotFoundError: No module named 'flask'", "pip install flask"),
        ("npm", "Usage: npm <command>\nAll commands: install, test", "npm install"),
        ("false", "", "true"),
        ("for x in 1; do false; done", "", "for x in 2; do true; done"),
    ],
)
def test_what_merely_comes_next(failed: str, output: str, next_one: str) -> None:
    assert mending(case(failed, output), next_one) is None


@pytest.mark.parametrize(
    ("learnt", "then", "line"),
    [
        # the same failure
        (
            ("cat ntoes.txt", NO_FILE.format(name="ntoes.txt"), "cat notes.txt"),
            ("cat ntoes.txt", NO_FILE.format(name="ntoes.txt")),
            "cat notes.txt",
        ),
        # another line with the same word in it
        (
            ("gti status", NOT_FOUND.format(typed="gti"), "git status"),
            ("gti log --oneline | cat", NOT_FOUND.format(typed="gti")),
            "git log --oneline | cat",
        ),
        (
            ("git psuh", NOT_GIT.format(typed="psuh"), "git push"),
            ("git psuh -f origin", NOT_GIT.format(typed="psuh")),
            "git push -f origin",
        ),
        (
            ("docker-compose up", NOT_FOUND.format(typed="docker-compose"), "docker compose up"),
            ("docker-compose 'down' -v", NOT_FOUND.format(typed="docker-compose")),
            "docker compose 'down' -v",
        ),
        # the same put in elsewhere
        (
            ("apt install jq", DENIED, "sudo apt install jq"),
            ("apt remove nano", DENIED),
            "sudo apt remove nano",
        ),
        (
            ("rm build", "rm: cannot remove 'build': Is a directory", "rm -r build"),
            ("rm dist", "rm: cannot remove 'dist': Is a directory"),
            "rm -r dist",
        ),
        # in a list of commands, and out of one
        (
            ("clear; frob --fast x", "frob: misaligned by --fast", "clear; frob --slow x"),
            ("frob --fast y && ls", "frob: misaligned by --fast"),
            "frob --slow y && ls",
        ),
        (
            ("apt install jq", DENIED, "sudo apt install jq"),
            ("cd x && apt remove nano", DENIED),
            "cd x && sudo apt remove nano",
        ),
        # what was borrowed from one output is borrowed from the other
        (
            ("git push", NO_UPSTREAM.format(branch="one"), "git push -u origin one"),
            ("git push", NO_UPSTREAM.format(branch="two")),
            "git push -u origin two",
        ),
        # another word, another sub-command, another program's word, a word among arguments
        (
            ("git psuh", NOT_GIT.format(typed="psuh"), "git push"),
            ("git comit", NOT_GIT.format(typed="comit")),
            "",
        ),
        (
            ("gti status", NOT_FOUND.format(typed="gti"), "git status"),
            ("echo gti; foo", NOT_FOUND.format(typed="foo")),
            "",
        ),
        (
            ("git push", NO_UPSTREAM.format(branch="one"), "git push -u origin one"),
            ("git push", "error: failed to push some refs"),
            "",
        ),
        (
            ("rm build", "rm: cannot remove 'build': Is a directory", "rm -r build"),
            ("rm -i dist", "rm: cannot remove 'dist': Is a directory"),
            "rm -r -i dist",
        ),
    ],
)
def test_the_next_time(learnt: tuple[str, str, str], then: tuple[str, str], line: str) -> None:
    failed, output, fixed = learnt
    found = mending(case(failed, output), fixed)
    assert found is not None
    assert again(found, case(*then)) == line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (case("gti x", NOT_FOUND.format(typed="gti")), case("foo", NOT_FOUND.format(typed="foo"))),
        (
            case("cat a", NO_FILE.format(name="a")),
            case("cat /tmp/b", NO_FILE.format(name="/tmp/b")),
        ),
        (case("git push", NO_UPSTREAM.format(branch="one")),
         case("git push", NO_UPSTREAM.format(branch="another"))),
        (case("f", "error at line 12"), case("f", "error at line 70")),
        (case("f", "", 3), case("g", "", 3)),
    ],
)  # fmt: skip
def test_errors_that_say_the_same(one: Case, other: Case) -> None:
    assert same_shape(shape(one), shape(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (case("cat a", NO_FILE.format(name="a")), case("cat a", "cat: a: Permission denied")),
        (case("f", "", 3), case("f", "", 4)),
        (case("f", "error: a bad thing"), case("f", "error: another good story")),
    ],
)
def test_errors_that_say_something_else(one: Case, other: Case) -> None:
    assert not same_shape(shape(one), shape(other))


LINES = st.text(st.sampled_from("ab -'\"|&;$(){}<>/\\.~é=\n#"), max_size=30)


@given(LINES, LINES, LINES, st.text(max_size=60))
def test_no_line_is_too_odd(failed: str, fixed: str, then: str, output: str) -> None:
    found = mending(case(failed, output), fixed)
    if found is not None:
        assert again(found, case(failed, output)) in ("", fixed.strip())
        again(found, case(then, output))
        read = Mending.of(found.program, found.shape, found.failed, found.fixed, found.details())
        assert read == found
