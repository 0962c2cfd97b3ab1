from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.commandline import simple_commands


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   # only a comment", []),
        ("make all # now", [(("make", "all"), "")]),
        ("a && b || c; d", [(("a",), "&&"), (("b",), "||"), (("c",), ";"), (("d",), "")]),
        ("a | b |& c &", [(("a",), "|"), (("b",), "|&"), (("c",), "&")]),
        ("echo 'a b' \"c $(d; e)\" f\\ g", [(("echo", "a b", "c $(d; e)", "f g"), "")]),
        ("echo a#b", [(("echo", "a#b"), "")]),
        ("ls 2>&1 >/dev/null", [(("ls",), "")]),
        ("2>/dev/null ls <in x", [(("ls", "x"), "")]),
        ("cat <<EOF | grep a\nmake; rm\nEOF", [(("cat",), "|"), (("grep", "a"), "\n")]),
        ("cat <<<word; b", [(("cat",), ";"), (("b",), "")]),
        ("(a; b) && c", [(("a",), ";"), (("b",), "&&"), (("c",), "")]),
        ("{ a; }", [(("a",), ";")]),
        ("[[ a && b ]] || c", [(("[[", " a && b ]]"), "||"), (("c",), "")]),
        ("(( a | b ))", [(("((", " a | b ))"), "")]),
        ("diff <(sort a) >(cat)", [(("diff", "<(sort a)", ">(cat)"), "")]),
        ("echo `a; b`", [(("echo", "`a; b`"), "")]),
        ("a \\\n  b", [(("a", "b"), "")]),
        ("a\nb", [(("a",), "\n"), (("b",), "")]),
        ("echo 'open | x", [(("echo", "open | x"), "")]),
        (')"', [(("",), "")]),
    ],
)
def test_words_and_joints(text: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(simple.words, simple.joint) for simple in simple_commands(text)] == expected


@pytest.mark.parametrize(
    ("text", "program", "arguments"),
    [
        ("/usr/bin/grep x", "grep", ("x",)),
        ("A=1 B='x y' make -j", "make", ("-j",)),
        ("A=1", "", ()),
        ("sudo apt install x", "apt", ("install", "x")),
        ("sudo -u bob -E git push", "git", ("push",)),
        ("sudo --user bob git push", "git", ("push",)),
        ("sudo -s", "sudo", ("-s",)),
        ("env -u A B=1 make", "make", ()),
        ("command -v x", "command", ("-v", "x")),
        ("command ls", "ls", ()),
        ("timeout -k 5 10 make x", "make", ("x",)),
        ("timeout -s KILL 1m sudo make", "make", ()),
        ("time nice -n 5 make", "make", ()),
        ("nohup -- make", "make", ()),
    ],
)
def test_the_program_behind_its_wrappers(
    text: str, program: str, arguments: tuple[str, ...]
) -> None:
    (simple,) = simple_commands(text)
    assert (simple.program, simple.arguments) == (program, arguments)


def test_negation_covers_its_pipeline() -> None:
    first, second, third = simple_commands("! a | b; c")
    assert (first.negated, second.negated, third.negated) == (True, True, False)


@given(st.text(alphabet=" ab=#'\"\\$`(){}[]<>|&;!2\n", max_size=40))
def test_nothing_raises_and_it_ends(text: str) -> None:
    for simple in simple_commands(text):
        assert simple.words
        assert isinstance(simple.program, str)
