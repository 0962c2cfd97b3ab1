from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Command
from termproxy.core.triage import worth_a_word


def ended(text: str, status: int | None, *, ran: bool = True, private: bool = False) -> Command:
    return Command(1, text, "/", status, 0.1, 0, 10, ran=ran, private=private)


def worth(text: str, status: int | None) -> bool:
    return worth_a_word(ended(text, status), fullscreen=False)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("make", 0),
        ("su - bob", 1),
        ("su bob -s /bin/bash", 2),
        ("docker exec -it web bash", 1),
        ("kubectl exec --stdin --tty pod -- sh", 1),
        ("docker run -ti --rm debian", 1),
        ("poetry shell", 1),
        ("python3", 1),
        ("gdb", 1),
        ("sqlite3", 1),
        ("tcsh", 1),
        ("mksh -l", 127),
        ("busybox sh", 127),
        ("make", None),
        ("sleep 9", 130),
        ("git log", 141),
        ("server", 143),
        ("vim", 148),
        ("", 1),
        ("# note", 1),
        ("grep foo bar", 1),
        ("ls | grep foo", 1),
        ("LC_ALL=C grep foo bar", 1),
        ("sudo grep foo /etc/shadow", 1),
        ("/usr/bin/grep -r foo .", 1),
        ("rg foo", 1),
        ("diff a.txt b.txt", 1),
        ("cmp a b", 1),
        ("git diff --exit-code", 1),
        ("git -C x diff --quiet", 1),
        ("git grep foo", 1),
        ("git merge-base --is-ancestor a b", 1),
        ("test -f missing.txt", 1),
        ("[ -f missing ]", 1),
        ("[[ a == b && c == d ]]", 1),
        ("(( 0 ))", 1),
        ("test -f x && echo yes", 1),
        ("[ -f x ] && grep foo x", 1),
        ("false", 1),
        ("yes | head -n 1 | false", 1),
        ("(exit 42)", 42),
        ("exit 3", 3),
        ("! true", 1),
        ("! grep -q foo bar", 1),
        ("timeout 1 sleep 5", 124),
        ("timeout 1 grep x", 1),
        ("sudo timeout 1 sleep 5", 124),
        ("pgrep nosuch", 1),
        ("systemctl is-active nginx", 3),
        ("systemctl --user status x", 3),
        ("jq -e .enabled c.json", 1),
        ("which foo", 1),
        ("command -v foo", 1),
        ("find . | xargs grep foo", 123),
        ("bash", 127),
        ("sudo -s", 1),
        ("sudo -i", 130),
        ("ssh host", 1),
        ("make; grep foo log", 1),
    ],
)
def test_silence(text: str, status: int | None) -> None:
    assert not worth(text, status)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("make", 2),
        ("su bob -c make", 2),
        ("docker exec -it nosuch bash", 126),
        ("docker run debian false", 1),
        ("python3 app.py", 1),
        ("gti status", 127),
        ("./run.sh", 126),
        ("./a.out", 139),
        ("python train.py", 137),
        ("grep foo nofile", 2),
        ("grep foo log | wc -x", 1),
        ("cd nowhere && grep foo x", 1),
        ("make && test -f x", 1),
        ("diff a nofile", 2),
        ("git push", 1),
        ("git diff --no-such", 129 - 1),
        ("systemctl start nginx", 1),
        ("systemctl status nosuch", 4),
        ("timeout 1", 125),
        ("timeout 5 make", 2),
        ("jq .a broken.json", 2),
        ("command foo", 127),
        ("find . | xargs rm", 123),
        ("bash script.sh", 1),
        ("bash -c 'make'", 1),
        ("sudo apt install x", 100),
        ("ssh host", 255),
        ("ssh host make", 2),
        ("for f in *; do grep x $f; done", 1),
        ("test -f x; make", 2),
        ("falsey", 127),
    ],
)
def test_worth_a_word(text: str, status: int | None) -> None:
    assert worth(text, status)


def test_a_program_that_ran_full_screen_has_said_what_it_had_to_say() -> None:
    assert not worth_a_word(ended("vim x", 1), fullscreen=True)


def test_a_refused_line_is_worth_a_word() -> None:
    assert worth_a_word(ended("if )", 2, ran=False), fullscreen=False)
    assert worth_a_word(ended("if (", None, ran=False), fullscreen=False)
    assert not worth_a_word(ended("# )", 1, ran=False), fullscreen=False)


def test_a_private_command_may_have_an_unknown_text() -> None:
    assert worth_a_word(ended("", 127, private=True), fullscreen=False)
    assert not worth_a_word(ended("", 0, private=True), fullscreen=False)


@given(st.text(max_size=60), st.one_of(st.none(), st.integers(0, 255)), st.booleans())
def test_any_line_gets_an_answer(text: str, status: int | None, fullscreen: bool) -> None:
    answer = worth_a_word(ended(text, status), fullscreen=fullscreen)
    assert answer in (True, False)
    if status in (0, None, 130) or fullscreen:
        assert not answer
