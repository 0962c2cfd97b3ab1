# ruff: noqa: E501
"""What costs trust: wrong fixes, false words, filler. Each test is a hint that someone once got."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from termproxy.assistant.advice import Case
from termproxy.assistant.rules import judge
from termproxy.assistant.world.local import Local
from tests.assistant.rules.kit import PATH, World


@pytest.fixture
def repository(world: World) -> World:
    """One commit, an empty bare remote, a.txt."""
    world.home = world.root / "home"
    world.git("init", "-q", "-b", "main")
    world.file("a.txt", "one\n").file(".gitignore", ".world-bin\n")
    world.git("add", ".")
    world.git("commit", "-qm", "first")
    remote = world.root.parent / f"{world.root.name}-up.git"
    subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
    world.git("remote", "add", "origin", str(remote))
    return world


def test_a_name_that_stands_there_already_is_not_put_in_twice(repository: World) -> None:
    # `git rm a.txt b.txt` without a b.txt was answered with `git rm a.txt a.txt`.
    assert repository.mend("git rm a.txt b.txt") == ["git rm a.txt"]
    repository.file("notes.txt")
    assert repository.mend("cat notes.txt note.txt") == []
    assert repository.mend("rm notes.txt note.txt") == []


def test_a_short_history_is_not_a_missing_branch(repository: World) -> None:
    # `git rebase -i main~5` was answered with "No branch, tag or commit main", on main.
    output, status = repository.run("git rebase -i main~5")
    advice = repository.advice("git rebase -i main~5", output, status)
    assert advice
    assert advice.title == "main has fewer commits before it than ~5 asks for"
    assert [fix.command for fix in advice.fixes] == [
        "git rebase -i --root",
        "git log --oneline main",
    ]
    assert repository.mend("git rebase -i HEAD~9")[0] == "git rebase -i --root"


def test_a_branch_the_remote_does_not_have_is_pushed_not_followed(repository: World) -> None:
    # `git pull` with an empty remote was answered with a --set-upstream-to that fails at once.
    assert repository.mend("git pull")[0] == "git push -u origin main"


def test_nobody_wants_a_repository_in_the_home_folder(world: World) -> None:
    says = "fatal: not a git repository (or any of the parent directories): .git"
    advice = world.advice("git status", says, 128)
    assert advice
    assert advice.title == "Your home folder is not in a git repository"
    assert advice.fixes == ()
    world.folder("shop/.git").folder("blog/.git")
    assert world.fixes("git status", says, 128) == [
        "cd shop && git status",
        "cd blog && git status",
    ] or world.fixes("git status", says, 128) == ["cd blog && git status", "cd shop && git status"]
    been = world.advice("git status", says, 128, history=("cd blog", "ls", "cd .."))
    assert been
    assert been.fixes[0].command == "cd blog && git status"


def test_an_unknown_branch_is_only_a_guess(repository: World) -> None:
    output, status = repository.run("git merge nosuch")
    advice = repository.advice("git merge nosuch", output, status)
    assert advice
    assert advice.confidence < 0.7  # shown as "not sure", and the model may be asked


@pytest.mark.parametrize(
    "command",
    [
        "git stash pop",
        "cat nofile.txt",
        "tar xf nope.tar.gz",
        "mv nofile x",
        "rm nofile",
        "python3 nofile.py",
        "ls /nope",
        "import flask.x.y.z as",
    ],
)
def test_what_the_tool_said_is_not_said_again(repository: World, command: str) -> None:
    # Each had a fix like `ls` or `git stash list`, in bold, which mended nothing.
    assert repository.mend(command) == []


def test_where_nothing_is_similar_no_command_fills_the_gap(world: World) -> None:
    # `cat /root/.ssh/nope` was answered with a bare `ls`, of another folder.
    world.file("deep/inside/x.txt")
    assert world.mend(f"cat {world.root}/deep/inside/quux.md") == []
    assert world.mend("cat deep/inside/quux.md") == []
    assert world.mend("cat deep/nowhere/else/quux.md") == []


@pytest.mark.parametrize(
    ("command", "title"),
    [
        ("cd {root}/nope", "{root} has no folder nope"),
        ("cd {root}/no/pe", "There is no folder {root}/no"),
        ("cd nope", "No folder nope here"),
        ("cd ../nope/x", "There is no folder ../nope"),
    ],
)
def test_here_is_said_of_what_is_here(world: World, command: str, title: str) -> None:
    # "No folder /tmp/x/nope here": an absolute path is not here.
    command, title = command.format(root=world.root), title.format(root=world.root)
    output, status = world.run(command)
    advice = world.advice(command, output, status)
    assert advice
    assert advice.title == title


@pytest.mark.parametrize("quotes", ["‘’", "''", '""', "  "])
def test_env_names_the_missing_interpreter(world: World, quotes: str) -> None:
    # `#!/usr/bin/env pyhton` got no hint at all: env complains, not the shell.
    world.file("bad.sh", "#!/usr/bin/env pyhton\n", mode=0o755).programs("python3")
    named = f"{quotes[0]}pyhton{quotes[1]}".strip()
    says = f"/usr/bin/env: {named}: No such file or directory"
    assert world.first("./bad.sh -v", says, 127) == "python3 bad.sh -v"


def test_env_and_carriage_returns(world: World) -> None:
    world.file("crlf.sh", "#!/usr/bin/env bash\r\necho\r\n", mode=0o755)
    assert world.mend("./crlf.sh")[0] == "sed -i 's/\\r$//' crlf.sh && ./crlf.sh"


def test_a_first_step_is_not_shown_twice(world: World) -> None:
    # `systemctl start docker  or  systemctl start docker && docker ps`
    says = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
    fixes = world.fixes("docker ps", says)
    assert not any(other.startswith(f"{fix} && ") for fix in fixes for other in fixes)


def test_python_typed_at_the_shell(world: World) -> None:
    # "import: no such command, not sure" repeated the shell's own line.
    world.programs("python3")
    assert (
        world.first("import flask", "bash: import: command not found", 127)
        == "python3 -c 'import flask'"
    )
    assert (
        world.first("from os import path", "bash: from: command not found", 127)
        == "python3 -c 'from os import path'"
    )
    assert world.fixes("zzyzx --now", "bash: zzyzx: command not found", 127) == []


TRACEBACK = (
    'Traceback (most recent call last):\n  File "{file}", line 3, in <module>\n    {code}\n{error}'
)


def test_a_missing_file_of_a_program_is_placed(world: World) -> None:
    # The title repeated the last line of the traceback, and the fix opened a line that was right.
    says = TRACEBACK.format(
        file="app.py",
        code="open('config.json')",
        error="FileNotFoundError: [Errno 2] No such file or directory: 'config.json'",
    )
    assert world.fixes("python3 app.py", says) == ["ls"]
    world.file("config.example.json")
    assert (
        world.first("python3 app.py", says)
        == "cp config.example.json config.json && python3 app.py"
    )
    world.file("src/config.json")
    beside = says.replace("app.py", "src/app.py")
    assert world.first("python3 src/app.py", beside) == "cd src && python3 app.py"


def test_an_exception_says_more_than_its_own_line_or_nothing(world: World) -> None:
    bare = TRACEBACK.format(file="app.py", code="raise Odd('x')", error="OddError: x")
    assert world.fixes("python3 app.py", bare) == []
    library = 'Traceback (most recent call last):\n  File "app.py", line 8, in <module>\n    go()\n  File "/usr/lib/python3/dist-packages/x.py", line 5, in go\n    raise\nOddError: x'
    advice = world.advice("python3 app.py", library)
    assert advice
    assert advice.title == "OddError, from your app.py, line 8"
    assert advice.fixes[0].command == "${EDITOR:-vi} +8 app.py"


def test_pip_is_not_told_user_twice(world: World) -> None:
    says = "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/usr/lib'"
    assert world.first("pip install --user x", says) == "sudo pip install x"


def test_sudo_keeps_its_options_before_the_program(world: World) -> None:
    # `sudo -u app tool` became `sudo env "PATH=$PATH" -u app tool`.
    world.programs("deploy")
    says = "sudo: deploy: command not found"
    assert world.first("sudo -u app deploy now", says) == 'sudo -u app env "PATH=$PATH" deploy now'


def test_services_are_started_the_way_the_machine_does(world: World, tmp_path: Path) -> None:
    from termproxy.assistant.advice import Case
    from termproxy.assistant.world.local import Local

    world.programs("service")
    local = Local(Case("x", 1, "", "/", path=str(world.bin)), {}, root=False)
    local.__dict__["systemd"] = False
    assert local.service("start", "ssh") == "sudo service ssh start"
    local = Local(Case("x", 1, "", "/", path=str(world.bin)), {}, root=False)
    local.__dict__["systemd"] = True
    assert local.service("start", "ssh") == "sudo systemctl start ssh"


def test_the_complainer_is_not_taken_for_the_culprit(world: World) -> None:
    # `rm -f nothere/x; rm src` got the title "rm is a folder".
    world.folder("src")
    output, status = world.run("rm -f nothere/x; rm src")
    advice = world.advice("rm -f nothere/x; rm src", output, status)
    assert advice
    assert advice.title == "src is a folder"
    assert advice.fixes[0].command == "rm -r src"  # the first part has run


@pytest.mark.parametrize(
    ("command", "fix"), [("if then", ""), ("echo )", "echo ')'"), ("echo a)", "echo a")]
)
def test_a_line_the_shell_cannot_read_is_no_fix(world: World, command: str, fix: str) -> None:
    # `if then` was answered with `if; then`, a syntax error, too.
    mended = world.mend(command)
    assert mended[:1] == ([fix] if fix else [])
    for line in mended:
        assert (
            subprocess.run(["bash", "-n", "-c", line], check=False, capture_output=True).returncode
            == 0
        )


@pytest.mark.parametrize(
    ("output", "shell", "fix"),
    [
        ("bash: x: command not found", "bash", "x=5"),
        ("zsh: command not found: x", "zsh", "x=5"),
        ("fish: Unknown command: x", "fish", "set x 5"),
    ],
)
def test_an_assignment_is_no_slip_of_a_program(
    world: World, output: str, shell: str, fix: str
) -> None:
    # `x = 5` was answered with `xz = 5`, too, and in zsh with nothing else.
    case = Case("x = 5", 127, output, str(world.root), shell=shell, path=f"{world.bin}:{PATH}")
    advice = judge(case).advice
    assert advice
    assert [f.command for f in advice.fixes] == [fix]


def test_a_second_fix_is_a_program_that_is_here(world: World) -> None:
    # `coredumpctl debug` was offered where there is no coredumpctl.
    world.programs("gdb")
    fixes = world.fixes("./server", "Segmentation fault", 139)
    assert fixes[0] == "gdb -ex run -ex bt ./server"
    assert all(
        fix.split()[0] in ("gdb",) or Path(f"/usr/bin/{fix.split()[0]}").exists() for fix in fixes
    )


@pytest.mark.parametrize(
    "command",
    [
        "su nobody -s /bin/bash",
        "sudo -u bob bash",
        "docker exec -it web bash",
        "python3",
        "psql shop",
        "tmux",
        "poetry shell",
    ],
)
def test_what_happened_in_a_session_inside_is_left_alone(world: World, command: str) -> None:
    # The whole inner session was read as the output of `su`.
    said = "$ gti status\nbash: gti: command not found\n$ exit"
    assert world.verdict(command, said, 127).quiet
    assert not world.verdict(f"{command}", f"{command.split()[0]}: error: no", 1).quiet


def test_what_has_run_is_not_run_again(world: World) -> None:
    # `cd proj && pyhton3 app.py` was answered with the whole line, from inside proj.
    world.file("proj/app.py").file("proj/notes.txt").programs("python3", "git")
    assert (
        world.first("cd proj && pyhton3 app.py", "bash: pyhton3: command not found", 127)
        == "python3 app.py"
    )
    assert world.mend("mkdir x && cd x && gti --version")[0] == "git --version"
    assert world.mend("cd proj && cat note.txt")[0] == "cat notes.txt"
    assert world.mend("(cd proj && cat note.txt)")[0] == "(cd proj && cat notes.txt)"
    assert world.mend("ls proj && cat proj/note.txt")[0] == "ls proj && cat proj/notes.txt"


def test_root_without_sudo_is_not_told_to_use_it(world: World) -> None:
    case = Case("./train", 137, "Killed", str(world.root), path=str(world.bin))
    advice = judge(case, Local(case, {}, root=True)).advice
    assert advice
    assert advice.fixes[0].command.startswith("dmesg ")


def test_another_word_is_not_certainly_a_slip(world: World) -> None:
    # `nope` -> `node`, as certain as `gti` -> `git`.
    world.programs("node", "git")
    sure = world.advice("gti log", "bash: gti: command not found", 127)
    guess = world.advice("nope", "bash: nope: command not found", 127)
    assert sure
    assert sure.confidence > 0.9
    assert not guess or guess.confidence < 0.7


def test_fish_and_zsh_have_words_of_their_own(world: World) -> None:
    world.file("run.sh", "#!/bin/sh\n")
    says = "fish: Unknown command. './run.sh' exists but is not an executable file."
    assert world.first("./run.sh", says, 126) == "chmod +x run.sh && ./run.sh"
    assert world.fixes("ls *.nope", "zsh: no matches found: *.nope") == []
    assert world.first("curl x?y=1", "zsh: no matches found: x?y=1") == "curl 'x?y=1'"


def test_a_pull_does_not_bring_back_what_an_amend_replaced(repository: World) -> None:
    # After an amend of a pushed commit `git pull --rebase` came first: it puts both commits there.
    repository.git("push", "-q", "origin", "main")
    repository.git("commit", "--amend", "-qm", "better")
    assert repository.mend("git push origin main")[0] == "git push --force-with-lease origin main"


def test_a_commit_of_someone_else_is_never_overwritten_first(repository: World) -> None:
    repository.git("push", "-q", "origin", "main")
    repository.git("commit", "-q", "--allow-empty", "-m", "theirs")
    repository.git("push", "-q", "origin", "main")
    repository.git("reset", "-q", "--hard", "HEAD~1")
    repository.git("commit", "-q", "--allow-empty", "-m", "mine")
    assert repository.mend("git push origin main")[0].startswith("git pull --rebase")


@pytest.mark.parametrize(
    ("command", "fix"),
    [
        ("git checkout -b", "git checkout -b <branch>"),
        ("git checkout main -b", "git checkout -b <branch> main"),
        ("git log --author", "git log --author <value>"),
        ("git remote add up", "git remote add up <url>"),
        ("git restore --staged", "git restore --staged ."),
        ("git config --global user name", "git config --global user.name"),
        ("git commit --amend --no-edit --author=me", 'git commit --amend --no-edit --author="me <email>"'),
        ("git sparse-checkout add src", "git sparse-checkout set src"),
        ("git fetch --unshallow", "git fetch"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(repository: World, command: str, fix: str) -> None:
    assert repository.mend(command)[0] == fix


def test_a_hook_that_says_nothing_is_named(repository: World) -> None:
    hook = repository.root / ".git/hooks/commit-msg"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    advice = repository.advice("git commit --allow-empty -m x", "", 1)
    assert advice
    assert advice.title == "The repository's hook commit-msg stopped it"


def test_a_repository_in_the_repository(repository: World) -> None:
    repository.git("init", "-q", "sub")
    assert repository.mend("git add sub")[0] == "rm -rf sub/.git && git add sub"


def test_a_second_work_tree_gets_a_branch_of_its_own(repository: World) -> None:
    # The answer was to cd to where one stood already.
    assert repository.mend("git worktree add ../hotfix main")[0] == (
        "git worktree add -b hotfix ../hotfix main"
    )
