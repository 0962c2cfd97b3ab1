from __future__ import annotations

from termproxy.assistant.logs import advise_log, telling

PORT = """\
Starting server
Traceback (most recent call last):
  File "app.py", line 3, in <module>
    import flask
ModuleNotFoundError: No module named 'flask'
"""

CI = """\
+ cd app
+ echo hello
hello
+ git psuh
git: 'psuh' is not a git command. See 'git --help'.

The most similar command is
\tpush
"""


def test_with_its_command_a_log_is_a_failure_like_any() -> None:
    advice = advise_log("bash: gti: command not found", command="gti status", status=127, cwd="/",
                        environ={"PATH": "/usr/bin:/bin"})  # fmt: skip
    assert advice is not None
    assert advice.fixes[0].command == "git status"


def test_the_commands_that_a_log_shows_are_tried() -> None:
    advice = advise_log(CI, cwd="/", environ={"PATH": "/usr/bin"})
    assert advice is not None
    assert advice.fixes[0].command == "git push"


def test_without_a_command_the_words_tell_which_program_spoke() -> None:
    advice = advise_log(PORT, cwd="/", environ={"PATH": "/usr/bin"})
    assert advice is not None
    assert "flask" in advice.title
    assert all(not fix.verified for fix in advice.fixes)
    assert all(fix.command.split()[0] != "python3" or len(fix.command.split()) > 1
               for fix in advice.fixes)  # fmt: skip


def test_a_log_that_no_rule_knows_gets_no_advice() -> None:
    assert advise_log("flux capacitor misaligned\n", cwd="/", environ={}) is None


def test_the_telling_lines_come_with_their_numbers() -> None:
    lines = [f"step {number} fine" for number in range(300)]
    lines[100] = "main.c:12:5: error: expected ';' before 'return'"
    lines[200] = "make: *** [Makefile:3: main.o] Error 1"
    found = telling("\n".join(lines))
    assert (101, lines[100]) in found
    assert found == sorted(found)


def test_no_line_of_an_innocent_log_is_telling() -> None:
    assert telling("all good\nstill good") == []
    assert telling("") == []
