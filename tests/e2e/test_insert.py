"""The key that puts a hint's fix into the edit line, in real shells."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.shells import furnish
from tests.e2e.terminal import Terminal, environment

Wrap = Callable[..., Terminal]
SHELLS = ["bash", "bash vi", "zsh", "zsh vi", "fish", "fish vi"]
RIGHT, ALT_I = b"\x1b[C", b"\x1bi"
FORMS = [RIGHT, b"\x1bOC", ALT_I, b"\x1b[105;3u", b"\x1b[27;3;105~"]


def failed(wrap: Wrap, home: Path, setup: str, *options: str, more: str = "") -> Terminal:
    """A session whose first command failed, at the prompt below its hint."""
    shell = furnish(home, setup, more)
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    terminal = wrap(*options, shell, env=environment(home, XDG_RUNTIME_DIR=str(runtime)))
    terminal.shows("$")
    terminal.type("gti status\r")
    terminal.until(lambda: "git status" in above(terminal), "the hint is there")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is up")
    return terminal


def above(terminal: Terminal) -> str:
    """The screen above the last row."""
    return "\n".join(terminal.rows()[1:-1])


def line(terminal: Terminal) -> str:
    """The edit line, which is the last row."""
    return terminal.rows()[-1]


def becomes(terminal: Terminal, text: str, *, key: bytes = b"") -> None:
    """Wait until the edit line is `text`; press `key` until it is: it may come too early."""
    terminal.until(lambda: line(terminal) == text, f"the line is {text!r}", nudge=key)


@pytest.mark.parametrize("key", FORMS, ids=repr)
def test_every_form_of_the_keys_inserts_into_an_empty_line(
    wrap: Wrap, home: Path, key: bytes
) -> None:
    terminal = failed(wrap, home, "bash")
    becomes(terminal, "$ git status", key=key)


@pytest.mark.parametrize("setup", SHELLS)
def test_right_inserts_and_the_command_runs_only_on_enter(
    wrap: Wrap, home: Path, setup: str
) -> None:
    terminal = failed(wrap, home, setup)
    becomes(terminal, "$ git status", key=RIGHT)
    terminal.type("\r")
    terminal.shows("not a git repository")


@pytest.mark.parametrize("setup", SHELLS)
def test_the_chord_replaces_a_half_typed_line_and_can_be_undone(
    wrap: Wrap, home: Path, setup: str
) -> None:
    terminal = failed(wrap, home, setup)
    terminal.type("echo half typed")
    becomes(terminal, "$ echo half typed")
    terminal.type(b"\x1b[D\x1b[D")
    becomes(terminal, "$ git status", key=ALT_I)
    # readline's vi forgets what there is to undo when it leaves insert mode.
    terminal.type({"zsh vi": "\x1bu", "fish vi": "\x1bu"}.get(setup, "\x1f"))
    becomes(terminal, "$ echo half typed")


@pytest.mark.parametrize("setup", ["bash vi", "zsh vi", "fish vi"])
def test_in_vi_command_mode_both_keys_insert(wrap: Wrap, home: Path, setup: str) -> None:
    terminal = failed(wrap, home, setup)
    terminal.type(b"\x1b")
    becomes(terminal, "$ git status", key=RIGHT)
    terminal.type("ccecho x\x1b0")
    becomes(terminal, "$ echo x")
    becomes(terminal, "$ git status", key=ALT_I)


@pytest.mark.parametrize("setup", ["bash", "zsh", "fish"])
def test_the_status_of_the_failed_command_survives(wrap: Wrap, home: Path, setup: str) -> None:
    """A bound command of bash runs commands; `$?` is still the user's."""
    terminal = failed(wrap, home, setup)
    terminal.type("x")
    becomes(terminal, "$ x")
    becomes(terminal, "$ git status", key=ALT_I)
    terminal.type(b"\x15")
    becomes(terminal, "$")
    terminal.type("echo it was $status\r" if setup == "fish" else "echo it was $?\r")
    terminal.shows("it was 127")


@pytest.mark.parametrize("setup", ["bash", "zsh", "fish"])
def test_pressing_again_goes_on_to_the_next_fix(wrap: Wrap, home: Path, setup: str) -> None:
    (home / "folder").mkdir()
    terminal = failed(wrap, home, setup)
    terminal.type("clear\r")
    terminal.until(lambda: terminal.rows() == ["$"], "cleared")
    terminal.type("cp folder copy\r")
    terminal.until(lambda: "cp -r folder copy" in above(terminal), "the hint is there")
    becomes(terminal, "$")
    terminal.type("x")
    becomes(terminal, "$ x")
    for fix in ("cp -r folder copy", "cp -a folder copy", "cp -r folder copy"):
        terminal.type(ALT_I)
        becomes(terminal, f"$ {fix}")


# --------------------------------------------------------------------------- every other moment

READLINE = r"""
bind '"\ei":"CHORD"'
bind '"\e[C":"RIGHT"'
"""


def test_without_a_hint_on_the_screen_the_keys_are_the_shells(wrap: Wrap, home: Path) -> None:
    terminal = failed(wrap, home, "bash", more=READLINE)
    terminal.type("clear\r")
    terminal.until(lambda: terminal.rows() == ["$"], "cleared")
    terminal.type(RIGHT)
    becomes(terminal, "$ RIGHT")
    terminal.type(ALT_I)
    becomes(terminal, "$ RIGHTCHORD")


def test_on_a_half_typed_line_right_is_the_shells(wrap: Wrap, home: Path) -> None:
    terminal = failed(wrap, home, "bash", more=READLINE)
    terminal.type("a")
    becomes(terminal, "$ a")
    terminal.type(RIGHT)
    becomes(terminal, "$ aRIGHT")
    terminal.type(b"\x01\x0b\x19")  # to the start, kill, yank: there it stands again
    becomes(terminal, "$ aRIGHT")
    terminal.type(b"\x01" + RIGHT)
    becomes(terminal, "$ RIGHTaRIGHT")


@pytest.mark.parametrize("setting", ["hint.key=", "hint.mode=rules"])
def test_it_can_be_switched_off_or_be_another_key(wrap: Wrap, home: Path, setting: str) -> None:
    options = ["--set", setting]
    if setting == "hint.mode=rules":
        options += ["--set", "hint.key=alt-;"]
    terminal = failed(wrap, home, "bash", *options, more=READLINE)
    terminal.type("x")
    becomes(terminal, "$ x")
    terminal.type(ALT_I)
    becomes(terminal, "$ xCHORD")
    if len(options) > 2:
        becomes(terminal, "$ git status", key=b"\x1b;")
    else:
        terminal.type(b"\x15")
        becomes(terminal, "$")
        terminal.type(RIGHT)
        becomes(terminal, "$ RIGHT")


def test_a_key_within_a_paste_is_text(wrap: Wrap, home: Path) -> None:
    terminal = failed(wrap, home, "bash")
    terminal.type(b"\x1b[200~")
    terminal.type(ALT_I)
    terminal.type(b"\x1b[201~")
    becomes(terminal, "$ ^[i")


def test_a_running_program_gets_the_keys(wrap: Wrap, home: Path) -> None:
    terminal = failed(wrap, home, "bash")
    terminal.type("cat -v\r")
    terminal.shows("cat -v")
    terminal.type(RIGHT)
    terminal.type(ALT_I)
    terminal.type(b"\r\x04")
    terminal.shows("^[[C^[i")


@pytest.mark.parametrize("setup", ["bash", "zsh"])
def test_on_a_continued_line_it_refuses_quietly(wrap: Wrap, home: Path, setup: str) -> None:
    terminal = failed(wrap, home, setup)
    terminal.type("for i in 1 2; do\r")
    terminal.until(lambda: line(terminal).endswith(">"), "it is continued")
    terminal.type(ALT_I)
    terminal.type("echo n$i; done\r")
    terminal.shows("n1", "n2")
    assert "git status" not in line(terminal)


def test_a_search_in_bash_is_not_filled_with_half_a_key(wrap: Wrap, home: Path) -> None:
    """ESC ends readline's search, and the rest of our key would be typed."""
    terminal = failed(wrap, home, "bash")
    terminal.type(b"\x12")
    terminal.shows("reverse-i-search")
    terminal.type("gti")
    terminal.shows("`gti': gti status")
    terminal.type(ALT_I)
    terminal.type(b"\x05 end")
    terminal.until(lambda: "end" in line(terminal), "the search is over")
    assert "24;8" not in terminal.text()
    assert line(terminal) == "$ gti status end"


def test_the_search_over_the_chord_works_again(wrap: Wrap, home: Path) -> None:
    terminal = failed(wrap, home, "bash")
    terminal.type(b"\x12")
    terminal.shows("reverse-i-search")
    terminal.type("gti")
    terminal.shows("`gti': gti status")
    terminal.type(b"\x05")
    becomes(terminal, "$ gti status")
    becomes(terminal, "$ git status", key=ALT_I)


# --------------------------------------------------------------------------- the file


@pytest.mark.parametrize("setup", ["bash", "zsh", "fish"])
def test_its_file_is_private_empty_unknown_to_commands_and_gone_at_the_end(
    wrap: Wrap, home: Path, setup: str
) -> None:
    terminal = failed(wrap, home, setup)
    folder = home / "run" / "termproxy"
    (file,) = folder.glob("*.fill")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    terminal.type("x")
    becomes(terminal, "$ x")
    becomes(terminal, "$ git status", key=ALT_I)
    assert file.read_text() == ""
    terminal.type(b"\x15")
    becomes(terminal, "$")
    terminal.type("env | grep -c FILL\r")
    terminal.until(lambda: terminal.rows()[-2:] == ["0", "$"], "no variable of that name")
    terminal.type("exit 3\r")
    assert terminal.end() == 3
    assert not file.exists()


def test_a_folder_that_others_can_enter_is_not_used(wrap: Wrap, home: Path) -> None:
    folder = home / "run" / "termproxy"
    furnish(home, "bash", READLINE)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    terminal = wrap("bash", env=environment(home, XDG_RUNTIME_DIR=str(home / "run")))
    terminal.shows("$")
    terminal.type("gti status\r")
    terminal.until(lambda: "git status" in above(terminal), "the hint is there")
    becomes(terminal, "$ git status", key=RIGHT)
    terminal.type(ALT_I)
    becomes(terminal, "$ git statusCHORD")
    assert [path for path in folder.iterdir() if path.suffix != ".sock"] == []
