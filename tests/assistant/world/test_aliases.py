"""Names that start-up files define, read without running them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.advice import Case
from termproxy.assistant.rules import judge
from termproxy.assistant.world.aliases import defined, from_files, from_history
from termproxy.assistant.world.local import Local


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("alias gst='git status'", {"gst"}),
        ("alias a=b c='d e' f=\"g\"", {"a", "c", "f"}),
        ("if true; then alias ls='ls --color'; fi", {"ls"}),
        ("alias -g G='| grep'", {"G"}),
        ("alias gco 'git checkout'", {"gco"}),  # fish
        ("abbr -a gs git status", {"gs"}),
        ("mkcd() {\n  mkdir \"$1\" && cd \"$1\"\n}", {"mkcd"}),
        ("function deploy { make deploy; }\nfunction up; cd ..; end", {"deploy", "up"}),
        ("# alias no=1\necho alias nope=1\n_private() { :; }", set()),
        ("unalias gst", set()),
    ],
)  # fmt: skip
def test_what_code_defines(text: str, names: set[str]) -> None:
    assert defined(text) == names


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(defined(text), frozenset)


def test_files_and_those_they_read(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias gst='git status'\n. ~/more.sh\nsource nowhere.sh\n")
    (tmp_path / "more.sh").write_text("serve() { python3 -m http.server; }\n. ~/.bashrc\n")
    functions = tmp_path / ".config/fish/functions"
    functions.mkdir(parents=True)
    (functions / "mkcd.fish").write_text("")
    assert from_files("bash", str(tmp_path)) == {"gst", "serve"}
    assert from_files("fish", str(tmp_path)) == {"mkcd"}
    assert from_files("zsh", str(tmp_path)) == frozenset()
    assert from_history(["ls", "alias k=kubectl"]) == {"k"}


def test_a_mistyped_alias_is_mended(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias gstat='git status'\n")
    case = Case("gtsat -s", 127, "bash: gtsat: command not found", str(tmp_path))
    advice = judge(case, Local(case, {"HOME": str(tmp_path), "PATH": "/nowhere"})).advice
    assert advice is not None
    assert advice.fixes[0].command == "gstat -s"


def test_a_case_from_elsewhere_knows_only_the_names_it_brings(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias gstat='git status'\n")
    case = Case("x", 127, "", str(tmp_path), names=("mine",))
    assert Local(case, {"HOME": str(tmp_path)}, root=False).names == {"mine"}
