from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termproxy.assistant.rules.words import parse, quote

SHELLISH = st.text(alphabet="ab -'\"\\$(){}|&;<>`#=\n\t1~*é", max_size=40)


@pytest.mark.parametrize(
    ("line", "program", "args", "prefix"),
    [
        ("git status", "git", ("status",), ()),
        ("sudo -u www git  push", "git", ("push",), ("sudo", "-u", "www")),
        ("FOO=1 BAR=2 make all", "make", ("all",), ("FOO=1", "BAR=2")),
        ("env -u X Y=1 python3 x.py", "python3", ("x.py",), ("env", "-u", "X", "Y=1")),
        ("timeout 5 curl x", "curl", ("x",), ("timeout", "5")),
        ("sudo -l", "sudo", ("-l",), ()),
        ("env", "env", (), ()),
        ("! grep x y", "grep", ("x", "y"), ("!",)),
        ('git commit -m "a  b"', "git", ("commit", "-m", "a  b"), ()),
        (r"cat My\ File", "cat", ("My File",), ()),
        ("echo 'it''s'", "echo", ("its",), ()),
        ("/usr/bin/python3.11 -V", "python3.11", ("-V",), ()),
        ("echo $(date | wc -c) x", "echo", ("$(date | wc -c)", "x"), ()),
        ("git commit -m 'unclosed thing", "git", ("commit", "-m", "unclosed thing"), ()),
        ("make 2>&1 >log", "make", (), ()),
        ("command -v foo", "command", ("-v", "foo"), ()),
        ("(exit 42)", "exit", ("42",), ()),
        ("ls # comment | x", "ls", (), ()),
    ],
)
def test_the_first_command(
    line: str, program: str, args: tuple[str, ...], prefix: tuple[str, ...]
) -> None:
    command = parse(line).commands[0]
    assert (command.program, command.args) == (program, args)
    assert tuple(word.value for word in command.prefix) == prefix


def test_lists_and_pipes() -> None:
    line = parse("cd /srv && git log | head -n 3; ls || true &")
    assert [c.program for c in line.commands] == ["cd", "git", "head", "ls", "true"]
    assert [c.joint for c in line.commands] == ["", "&&", "|", ";", "||"]


@settings(max_examples=300)
@given(SHELLISH)
def test_any_text_is_parsed_and_words_know_their_place(text: str) -> None:
    """Tolerance is the point: the shell refused many of these lines, the parser must not."""
    line = parse(text)
    for command in line.commands:
        for word in (*command.words, *command.prefix, *command.redirections):
            assert text[word.start : word.end] == word.raw
            assert word.raw
    starts = [w.start for c in line.commands for w in (*c.prefix, *c.words)]
    assert starts == sorted(set(starts))


@settings(max_examples=300)
@given(st.text(max_size=20).filter(lambda text: "\0" not in text))
def test_a_quoted_value_comes_back_as_one_word(value: str) -> None:
    command = parse(f"echo {quote(value)} end").commands[0]
    assert command.args == (value, "end")


@given(SHELLISH)
def test_an_empty_edit_changes_nothing(text: str) -> None:
    assert parse(text).edit() == text
