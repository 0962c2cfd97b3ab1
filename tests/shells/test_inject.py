from __future__ import annotations

import os
from pathlib import Path

import pytest

from termproxy.shells.inject import HERE, Injection, prepare

ENV = {"HOME": "/home/u", "TERM": "xterm"}
SCRIPT = os.path.join(HERE, "termproxy.bash")


def asked(line: str, **env: str) -> Injection:
    return prepare(line.split(), {**ENV, **env}, "n0nce", exists=lambda path: True)


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("bash", f"bash --rcfile {SCRIPT}"),
        ("/bin/bash", f"/bin/bash --rcfile {SCRIPT}"),
        ("bash -i", f"bash --rcfile {SCRIPT} -i"),
        ("bash -o vi -O extglob", f"bash --rcfile {SCRIPT} -o vi -O extglob"),
        ("bash +O huponexit", f"bash --rcfile {SCRIPT} +O huponexit"),
        ("bash --noediting -x", f"bash --rcfile {SCRIPT} --noediting -x"),
        ("bash -s a b", f"bash --rcfile {SCRIPT} -s a b"),
        ("bash -", f"bash --rcfile {SCRIPT} -"),
        ("bash --rcfile mine -i", f"bash --rcfile {SCRIPT} -i"),
        ("bash -l", "bash --posix -l"),
        ("bash -li", "bash --posix -li"),
        ("bash --login", "bash --posix --login"),
        ("-bash", "-bash --posix"),
    ],
)
def test_bash_is_asked(line: str, argv: str) -> None:
    injection = asked(line)
    assert injection.active
    assert injection.argv == tuple(argv.split())
    assert injection.env["TERMPROXY_NONCE"] == "n0nce"
    assert injection.shell == "bash"


@pytest.mark.parametrize(
    "line",
    [
        "bash --norc",
        "bash --noprofile -l",
        "bash --posix",
        "bash -o posix",
        "bash -r",
        "zsh -f",
        "zsh -if",
        "zsh --no-rcs",
        "zsh -o no_rcs",
        "zsh -o NORCS",
        "zsh +o rcs",
        "zsh --emulate sh",
        "fish --no-config",
        "fish -N",
    ],
)
def test_a_bare_shell_is_respected(line: str) -> None:
    injection = asked(line)
    assert not injection.active
    assert injection.shell
    assert "asked for" in injection.reason
    assert injection.argv == tuple(line.split())
    assert injection.env == ENV


@pytest.mark.parametrize(
    "line",
    [
        "bash -c ls",
        "bash -ic ls",
        "bash script.sh",
        "bash -x script.sh",
        "bash -o vi script.sh",
        "bash -- script.sh",
        "bash --version",
        "zsh -c ls",
        "zsh -ic ls",
        "zsh script",
        "zsh -o vi script",
        "zsh --version",
        "fish -c ls",
        "fish -ic ls",
        "fish script.fish",
        "fish -d all script.fish",
        "fish --command=ls",
        "fish -n",
        "sh",
        "dash",
        "python3",
        "make bash",
        "rbash",
    ],
)
def test_what_is_no_interactive_shell_is_left_alone(line: str) -> None:
    assert asked(line) == Injection(tuple(line.split()), ENV)


@pytest.mark.parametrize("line", ["fish", "fish -l", "fish -i --private", "-fish"])
def test_fish_is_asked(line: str) -> None:
    name, *rest = line.split()
    injection = asked(line)
    assert injection.active
    command = f"--init-command=source '{HERE}/termproxy.fish'"
    assert injection.argv == (name, command, *rest)


def test_fish_reads_a_folder_with_a_quote() -> None:
    (_, command) = prepare(["fish"], ENV, "n", "/it's\\here").argv
    assert command == "--init-command=source '/it\\'s\\\\here/termproxy.fish'"


@pytest.mark.parametrize("line", ["zsh", "zsh -l", "zsh -o vi", "zsh -is a", "-zsh"])
def test_zsh_is_asked(line: str) -> None:
    injection = asked(line)
    assert injection.active
    assert injection.argv == tuple(line.split())
    assert injection.env["ZDOTDIR"] == os.path.join(HERE, "zsh")
    assert "TERMPROXY_ZDOTDIR" not in injection.env
    assert asked(line, ZDOTDIR="/z").env["TERMPROXY_ZDOTDIR"] == "/z"


def test_a_new_zsh_user_gets_the_tour() -> None:
    looked: list[str] = []

    def exists(path: str) -> bool:
        looked.append(path)
        return False

    injection = prepare(["zsh"], {**ENV, "ZDOTDIR": "/z"}, "n", exists=exists)
    assert not injection.active
    assert "startup files" in injection.reason
    assert looked == ["/z/.zshenv", "/z/.zprofile", "/z/.zshrc", "/z/.zlogin"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal(shell: str, term: str) -> None:
    assert "TERM" in asked(shell, TERM=term).reason


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_no_terminal(shell: str) -> None:
    injection = prepare([shell], ENV, "n", tty=False)
    assert "terminal" in injection.reason
    assert injection.env == ENV


def test_the_login_shell_gets_back_what_posix_mode_takes() -> None:
    env = asked("bash -l").env
    assert env["ENV"] == SCRIPT
    assert env["HISTFILE"] == "/home/u/.bash_history"
    assert env["TERMPROXY_INJECT"] == "login,histfile,mailcheck"
    env = asked("bash -l", ENV="/mine", HISTFILE="/h", MAILCHECK="5").env
    assert env["TERMPROXY_ENV"] == "/mine"
    assert env["HISTFILE"] == "/h"
    assert env["TERMPROXY_INJECT"] == "login"


def test_the_rcfile_that_was_asked_for() -> None:
    assert asked("bash --rcfile mine").env["TERMPROXY_RCFILE"] == "mine"
    assert asked("bash --init-file mine").env["TERMPROXY_RCFILE"] == "mine"


def test_nothing_given() -> None:
    assert prepare([], ENV, "n") == Injection((), ENV)


def test_the_scripts_are_there() -> None:
    assert Path(SCRIPT).is_file()
