"""How hints look, and what no hint may ever do to a terminal, whatever its words are."""

from __future__ import annotations

import re
import unicodedata

import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import wcwidth

from termproxy.assistant.advice import Advice, Fix, Source
from termproxy.assistant.view import MOST_ROWS, NARROWEST, draw, notice, same_as_above
from termproxy.assistant.view.look import Look
from termproxy.assistant.view.words import fold_command

NONE = Look(color="none")
TYPO = Advice("git has no command 'psuh'", "A typo.", (Fix("git push"),), "git.typo", 0.95)
GUESS = Advice(
    "Port 8000 is in use by python3 (pid 4312).",
    "Another server already listens there; stop it or choose another port.",
    (Fix("python3 -m http.server 8001", verified=False),),
    "qwen2.5-coder:3b",
    0.5,
    Source.MODEL,
)
DANGER = Advice("The remote has new commits", "", (Fix("git push -f", True, "loses them"),))
SGR = re.compile(r"\x1b\[[0-9;]*m")


def shown(rows: tuple[bytes, ...]) -> list[str]:
    return [SGR.sub("", row.decode()) for row in rows]


# ----------------------------------------------------------------------- the looks


def test_two_rows_as_a_rule() -> None:
    rows = draw(TYPO, cols=80, look=Look())
    assert shown(rows) == ["▎ git has no command 'psuh'  rule", "▎ git push"]


def test_a_model_says_why_and_what_it_does_not_know() -> None:
    assert shown(draw(GUESS, cols=80, look=Look())) == [
        "▎ Port 8000 is in use by python3 (pid 4312)  model: qwen2.5-coder:3b",
        "▎ Another server already listens there; stop it or choose another port.",
        "▎ python3 -m http.server 8001  unverified",
    ]


def test_a_dangerous_command_carries_its_reason() -> None:
    assert shown(draw(DANGER, cols=80, look=Look()))[1] == "▎ git push -f  ⚠ loses them"


def test_a_rule_that_is_not_sure_says_so() -> None:
    assert shown(draw(DANGER, cols=80, look=Look()))[0].endswith("  rule, not sure")


def test_a_title_that_is_wider_than_its_box_goes_on_inside() -> None:
    """At 40 columns the cause ended in an ellipsis."""
    advice = Advice(
        "The remote has commits that you do not have", "", (Fix("git pull"),), "git", 0.9
    )
    assert shown(draw(advice, cols=40, look=Look("box"))) == [
        "╭─ The remote has commits that you ─╮",
        "│  do not have                      │",
        "│  git pull                         │",
        "╰──────────────────────────── rule ─╯",
    ]


def test_box() -> None:
    assert shown(draw(TYPO, cols=80, look=Look("box"))) == [
        "╭─ git has no command 'psuh' ─╮",
        "│  git push                   │",
        "╰────────────────────── rule ─╯",
    ]


def test_line_reads_aloud() -> None:
    assert shown(draw(GUESS, cols=250, look=Look("line"))) == [
        "Hint: Port 8000 is in use by python3 (pid 4312). Another server already listens there; "
        "stop it or choose another port. Try: python3 -m http.server 8001 "
        "(model: qwen2.5-coder:3b, unverified)"
    ]
    assert shown(draw(DANGER, cols=120, look=Look("line"))) == [
        "Hint: The remote has new commits. Try with care (loses them): git push -f (rule, not sure)"
    ]


def test_without_colour_the_command_still_stands_out() -> None:
    rows = draw(TYPO, cols=80, look=Look(color="none", unicode=False))
    assert rows == (b"| git has no command 'psuh'  rule", b"| $ git push")


def test_quotes_of_a_compiler_are_no_question_marks_in_ascii() -> None:
    """On a Linux console it read: expected ?,? or ?;? before ?return?"""
    advice = Advice("expected ‘,’ or ‘;’ before “return” – see … above", "", (Fix("echo ‘é’"),))
    rows = shown(draw(advice, cols=80, look=Look(unicode=False)))
    assert rows[0].startswith("""| expected ',' or ';' before "return" - see ... above""")
    assert rows[1] == "| echo ???"  # a command is not rewritten


def test_a_long_cause_has_a_third_row_before_it_is_cut() -> None:
    """In forty columns half of what a model said was missing, and a row was free."""
    cause = (
        "The program reported that its configuration file is missing, or that it is not readable"
    )
    advice = Advice(cause, "Run init.", (Fix("init"),), "m", 0.5, Source.MODEL)
    rows = shown(draw(advice, cols=40, look=Look()))
    assert " ".join(row.removeprefix("▎ ") for row in rows[:3]) == cause + "  model: m"
    assert rows[3:] == ["▎ Run init.", "▎ init"]


def test_alternatives_stand_beside_the_best_if_they_are_as_good() -> None:
    fixes = (Fix("git commit"), Fix("git config"), Fix("git rm -r .", dangerous="deletes"))
    advice = Advice("no command", fixes=fixes, confidence=0.9)
    assert shown(draw(advice, cols=80, look=Look()))[1] == "▎ git commit  or git config"
    assert shown(draw(advice, cols=20, look=Look()))[1] == "▎ git commit"
    unsure = Advice("no command", fixes=(fixes[0], Fix("gitk", verified=False)), confidence=0.9)
    assert shown(draw(unsure, cols=80, look=Look()))[1] == "▎ git commit"


def test_the_key_is_named_only_where_it_works() -> None:
    assert shown(draw(TYPO, cols=80, look=Look(), key="Alt-i"))[1] == "▎ git push  Alt-i"
    assert "Alt-i" not in "".join(shown(draw(DANGER, cols=80, look=Look(), key="Alt-i")))
    assert "Alt-i" not in "".join(shown(draw(GUESS, cols=80, look=Look(), key="Alt-i")))


def test_a_long_command_is_folded_where_a_shell_would_join_it_again() -> None:
    command = "docker run -v \"$PWD/my data:/var/lib/data\" -p 5433:5432 postgres:16 -c a='b c'"
    assert shown(draw(Advice("t", fixes=(Fix(command),)), cols=50, look=NONE))[1:] == [
        '▎ $ docker run -v "$PWD/my data:/var/lib/data" \\',
        "▎   -p 5433:5432 postgres:16 -c a='b c'",
    ]


def test_a_command_that_does_not_fit_is_not_shown_in_part() -> None:
    rows = shown(draw(Advice("t", fixes=(Fix("x" * 500),)), cols=40, look=Look()))
    assert "xx" not in "".join(rows)
    assert "termproxy fix prints it" in " ".join(row[2:] for row in rows)


def test_a_long_title_takes_three_rows_and_then_an_ellipsis() -> None:
    rows = shown(draw(Advice("word " * 40, fixes=(Fix("ls"),)), cols=40, look=Look()))
    assert len(rows) == 4
    assert rows[2].endswith("…")


def test_nothing_to_say() -> None:
    assert draw(Advice(""), cols=80, look=Look()) == ()
    assert draw(TYPO, cols=NARROWEST - 1, look=Look()) == ()
    assert notice("", cols=80, look=Look()) == ()


def test_notices_and_repeats() -> None:
    assert shown(notice("no server; run: ollama serve", cols=80, look=Look())) == [
        "▎ termproxy: no server; run: ollama serve"
    ]
    assert shown(same_as_above(cols=80, look=Look(), times=3)) == ["▎ same as above (3 times)"]
    assert shown(same_as_above(cols=80, look=Look("line"))) == ["same as above"]


# ----------------------------------------------------------------------- the terminal


@pytest.mark.parametrize(
    ("environ", "color", "dark", "unicode"),
    [
        ({}, "none", None, False),
        ({"TERM": "dumb", "LANG": "C.UTF-8", "COLORTERM": "truecolor"}, "none", None, False),
        ({"TERM": "xterm", "LANG": "de_DE.UTF-8"}, "standard", None, True),
        ({"TERM": "xterm-256color", "LC_ALL": "C", "LANG": "C.UTF-8"}, "256", None, False),
        (
            {"TERM": "xterm", "COLORTERM": "truecolor", "LC_CTYPE": "C.utf8"},
            "truecolor",
            None,
            True,
        ),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none", None, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, "standard", None, False),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, "standard", None, False),
        ({"TERM": "rxvt", "COLORFGBG": "15;0"}, "standard", True, False),
        ({"TERM": "rxvt", "COLORFGBG": "0;default;15"}, "standard", False, False),
        ({"TERM": "rxvt", "COLORFGBG": "12;8"}, "standard", True, False),
        ({"TERM": "rxvt", "COLORFGBG": "0;7"}, "standard", False, False),
        ({"TERM": "rxvt", "COLORFGBG": "default"}, "standard", None, False),
    ],
)
def test_what_the_environment_tells(
    environ: dict[str, str], color: str, dark: bool | None, unicode: bool
) -> None:
    assert Look.of(environ) == Look("bar", color, dark, unicode)


@pytest.mark.parametrize("dark", [None, True, False])
def test_sixteen_colours_are_the_terminals_own(dark: bool | None) -> None:
    rows = b"".join(draw(DANGER, cols=80, look=Look(color="standard", dark=dark)))
    assert set(re.findall(rb"\x1b\[([0-9;]*)m", rows)) <= {b"0", b"1", b"2", b"31", b"36"}


def test_fine_colours_only_where_the_background_is_known() -> None:
    assert b"38;" not in b"".join(draw(DANGER, cols=80, look=Look(color="truecolor")))
    assert b"38;2;" in b"".join(draw(DANGER, cols=80, look=Look(color="truecolor", dark=True)))
    assert b"38;5;" in b"".join(draw(DANGER, cols=80, look=Look(color="256", dark=False)))


# ----------------------------------------------------------------------- strangers' words

HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07\x1b]52;c;aGk=\x1b\\",
    "a\nb\r\nc\td\x85e\u2028f",
    "\x9b31mC1\x9d0;x\x9c",
    "\u202etxt.exe\u2066\u200f\u061c",
    "zero\u200b\u200d\ufeffwidth\u00ad",
    "👩‍👩‍👧 👍🏽 🇩🇪 ❤️ 1️⃣",
    "漢字かな交じり文" * 20,
    "Z\u0300\u0301\u0302\u0303\u0304\u0305algo",
    "हिन्दी में लिखा हुआ शीर्षक" * 6,
    "\ud800 lone",
    "\u1112\u1161\u11ab jamo",
    "word " * 200,
    "x" * 1000,
    "[bold]markup[/bold] :smile: {0} %s",
]
WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.text(st.sampled_from("ab c'\"\\漢\u0301\u0903\t\x1b[m;👍"), max_size=120),
)
ADVICE = st.builds(
    Advice,
    title=WORDS,
    explanation=WORDS,
    fixes=st.lists(st.builds(Fix, WORDS, st.booleans(), WORDS), max_size=3).map(tuple),
    rule=WORDS,
    confidence=st.floats(0, 1),
    source=st.sampled_from(Source),
)
LOOKS = st.builds(
    Look,
    st.sampled_from(["bar", "box", "line"]),
    st.sampled_from(["none", "standard", "256", "truecolor"]),
    st.sampled_from([None, True, False]),
    st.booleans(),
)


def check_rows(rows: tuple[bytes, ...], cols: int, look: Look) -> None:
    assert len(rows) <= MOST_ROWS
    for row in rows:
        text = row.decode()
        bare = SGR.sub("", text)
        assert look.color != "none" or bare == text
        assert look.unicode or bare.isascii()
        for character in bare:
            assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        marks = sum(unicodedata.category(character) == "Mc" for character in bare)
        assert sum(max(0, wcwidth(character)) for character in bare) < cols
        assert (
            sum(max(0, wcwidth(c)) for c in bare if unicodedata.category(c) != "Mc") + marks < cols
        )
        assert text == bare or text.endswith("\x1b[0m") or SGR.findall(text)[-1] == "\x1b[0m"


@settings(max_examples=300, deadline=None)
@given(ADVICE, st.integers(0, 130), LOOKS)
@example(GUESS, 20, Look())
@example(GUESS, 300, Look("line"))
def test_whatever_is_said_rows_stay_rows(advice: Advice, cols: int, look: Look) -> None:
    check_rows(draw(advice, cols=cols, look=look, key="Alt-i"), cols, look)
    check_rows(notice(advice.title, cols=cols, look=look), cols, look)
    check_rows(same_as_above(cols=cols, look=look, times=2), cols, look)


@settings(max_examples=100, deadline=None)
@given(ADVICE, st.integers(12, 60), LOOKS)
def test_a_terminal_needs_one_row_for_each(advice: Advice, cols: int, look: Look) -> None:
    """Printed as the relay does, row, CR LF, row, nothing wraps and the styles end."""
    rows = draw(advice, cols=cols, look=look)
    screen = pyte.Screen(cols, 24)
    stream = pyte.ByteStream(screen)
    for number, row in enumerate(rows):
        stream.feed(row)
        assert screen.cursor.y == number
        assert screen.cursor.x < cols
        assert screen.cursor.attrs == pyte.screens.Char(" ")
        stream.feed(b"\r\n")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("abc'\"漢é-="), min_size=1, max_size=30), min_size=1, max_size=9
    ),
    st.integers(6, 60),
)
def test_a_folded_command_can_be_put_together_again(words: list[str], width: int) -> None:
    command = " ".join(words)
    rows = fold_command(command, width)
    joined = rows[0]
    for row in rows[1:]:
        row = row.removeprefix("  ")
        joined = joined.removesuffix(" \\") + " " + row if joined.endswith(" \\") else joined + row
    assert joined == command
    assert all(sum(map(wcwidth, row)) <= width for row in rows)
