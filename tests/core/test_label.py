from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.label import command_label, failure_label, program_label
from tests.assistant.secrets.test_redact import BLOCKS, PLACED, TOKENS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("make test", "exit 1: make test"),
        ("git push origin main", "exit 1: git push origin main"),
        ("git push origin main now", "exit 1: git push origin main …"),
        ("./scripts/build", "exit 1: build"),
        ("sudo apt-get install foo", "exit 1: apt-get install foo"),
        ("cat notes.txt src/Main.java", "exit 1: cat notes.txt src/Main.java"),
        ("cd /srv/www && make", "exit 1: cd /srv/www …"),
        ("npm run build | tee log", "exit 1: npm run build …"),
        ("python3.11 setup.py", "exit 1: python3.11 setup.py"),
        ("mysql -psecret", "exit 1: mysql …"),
        ("mysql --password secret", "exit 1: mysql …"),
        ("TOKEN=abc deploy", "exit 1: deploy"),
        ("export TOKEN=abc", "exit 1: export …"),
        ("echo hunter", "exit 1: echo …"),
        ("deploy hunter2", "exit 1: deploy …"),
        ("deploy 'correct horse'", "exit 1: deploy …"),
        ("curl https://u:p@h/", "exit 1: curl …"),
        ("ÄÖÜ x", "exit 1"),
        ("\x1b]0;x\x07 y", "exit 1"),
        ("", "exit 1"),
        ("if", "exit 1: if"),
    ],
)
def test_the_program_and_plain_words(text: str, label: str) -> None:
    assert failure_label(1, text) == label


def test_what_was_kept_out_of_the_history_is_kept_out_of_recordings() -> None:
    assert failure_label(1, " make test", private=True) == "exit 1"


def test_arguments_are_taken_as_they_are() -> None:
    assert program_label(3, ("/usr/bin/make", "test")) == "exit 3: make test"
    assert program_label(3, ("login", "bob", "x")) == "exit 3: login …"
    assert program_label(3, ("deploy", "a' secret word")) == "exit 3: deploy …"
    assert program_label(3, ()) == "exit 3"
    assert command_label(("/usr/bin/make", "-j4", "test")) == "make …"
    assert command_label(("a secret",)) == ""


@pytest.mark.parametrize("frame", ["tool {}", "tool push {}", "tool '{}'", "a; b {}", "a={} b"])
@pytest.mark.parametrize("name", TOKENS)
def test_no_token_gets_in(name: str, frame: str) -> None:
    assert TOKENS[name][:8] not in failure_label(1, frame.format(TOKENS[name]))


@pytest.mark.parametrize("name", PLACED)
def test_no_secret_told_by_its_place_gets_in(name: str) -> None:
    line, secret = PLACED[name]
    for text in (line, "tool -x " + line, "sh -c '" + line + "'"):
        assert secret not in failure_label(1, text)


def test_what_no_program_is_called_may_be_a_password_typed_at_the_wrong_prompt() -> None:
    assert failure_label(127, "swordfish") == "exit 127"


@pytest.mark.parametrize("name", BLOCKS)
def test_no_private_key_gets_in(name: str) -> None:
    label = failure_label(1, f"echo '{BLOCKS[name]}' > key")
    assert label == "exit 1: echo …"


@given(st.text(max_size=60))
def test_a_label_is_one_printable_line(text: str) -> None:
    label = failure_label(1, text)
    assert label.isprintable()
    assert len(label) < 120
