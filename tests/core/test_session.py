from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    InputStarted,
    PromptShown,
    ShellEvent,
)
from termproxy.core.scanner import Mark
from termproxy.core.session import EDITING, STARTING, TRANSITIONS, Session


class Player:
    """Plays a conversation: str is output, a tuple is a mark; the clock ticks once a step."""

    def __init__(self, shell: str = "bash") -> None:
        self.stream = b""
        self.now = 0.0
        self.session = Session(shell, lambda start, end: self.stream[start:end])

    def play(self, *steps: str | tuple[str, str]) -> list[ShellEvent]:
        events: list[ShellEvent] = []
        for step in steps:
            self.now += 1.0
            if isinstance(step, str):
                self.stream += step.encode()
            else:
                mark = Mark(step[0], step[1].encode())
                events += self.session.feed(mark, len(self.stream), self.now)
        return events

    def commands(self, *steps: str | tuple[str, str]) -> list[Command]:
        return [e.command for e in self.play(*steps) if isinstance(e, CommandFinished)]

    def output(self, command: Command) -> bytes:
        return self.stream[command.start : command.end]


def prompt(seq: int, history: str, status: int = 0, ran: int = 1) -> list[str | tuple[str, str]]:
    """What bash sends around a prompt."""
    return [
        ("E", f"{seq};{history}\r\n"),
        ("D", f"{seq};{status};{ran}"),
        ("A", f"{seq};'/home'"),
        "$ ",
        ("B", f"{seq}"),
    ]


def bash(*steps: str | tuple[str, str]) -> Player:
    player = Player()
    player.play(*prompt(1, "  500  old", ran=0), *steps)
    return player


OFF = "\r\n\x1b[?2004l\r"


def test_a_command_from_prompt_to_prompt() -> None:
    player = Player()
    assert player.session.state == STARTING
    assert player.play(*prompt(1, "  500  old", ran=0)) == [
        PromptShown(0, "/home", True, 0),
        InputStarted(0, 2),
    ]
    assert player.session.state == EDITING
    events = player.play(f"make all{OFF}", ("C", "1;'/home'"), "no rule\r\n")
    assert events == [CommandStarted(1, "", "/home", 21)]
    events = player.play(*prompt(2, "  501  make all", status=2))
    assert events == [
        CommandFinished(Command(1, "make all", "/home", 2, 2.0, 21, 30)),
        PromptShown(1, "/home", True, 30),
        InputStarted(1, 32),
    ]


@pytest.mark.parametrize(
    ("line", "history", "status"),
    [
        ("", "  500  old", 0),
        ("half^C", "  500  old", 130),
        ("# note", "  501  # note", 0),
        ("# note", "  501  # note", 2),
    ],
)
def test_no_command(line: str, history: str, status: int) -> None:
    player = bash()
    events = player.play(line + OFF, *prompt(2, history, status, ran=0))
    assert [type(event) for event in events] == [PromptShown, InputStarted]
    assert player.session.seq == 0


def test_an_empty_line_after_a_syntax_error_is_not_another() -> None:
    player = bash()
    (refused,) = player.commands(
        f"if ){OFF}bash: syntax error\r\n", *prompt(2, "  501  if )", 2, ran=0)
    )
    assert (refused.text, refused.status, refused.ran) == ("if )", 2, False)
    assert player.output(refused) == b"bash: syntax error\r\n"
    assert player.commands(OFF, *prompt(3, "  501  if )", 2, ran=0)) == []
    (again,) = player.commands(
        f"if ){OFF}bash: syntax error\r\n", *prompt(4, "  501  if )", 2, ran=0)
    )
    assert (again.text, again.private) == ("if )", False)


def run(line: str, output: str = "") -> list[str | tuple[str, str]]:
    return [line + OFF, ("C", "1;'/home'"), output]


@pytest.mark.parametrize(
    ("typed", "history", "text", "private"),
    [
        ("make", "  501  make", "make", False),
        ("!!", "  501  old", "old", False),
        ("old", "  500  old", "old", False),  # ignoredups
        ("export KEY=1", "  500  old", "export KEY=1", True),  # HISTIGNORE
        (" export KEY=1", "  500  old", "export KEY=1", True),  # ignorespace
        (" old", "  500  old", "old", True),
        (" export KEY=1", "  501  from another terminal", "export KEY=1", True),  # history -r
        (" make", "  501   make", " make", False),  # no ignorespace
        ("\r(reverse-i-search)`o': old\x1b[5D", "  500  old", "", True),  # cannot tell
    ],
)
def test_the_text_that_history_tells(typed: str, history: str, text: str, private: bool) -> None:
    player = bash(*run(typed))
    (command,) = player.commands(*prompt(2, history, 1))
    assert (command.text, command.private) == (text, private)


def test_a_command_of_many_lines_keeps_them() -> None:
    player = bash("for i in 1\r\n", ("S", "1"), "> do :; done" + OFF, ("C", "1;'/home'"))
    (command,) = player.commands(*prompt(2, "  501  for i in 1\r\ndo :\r\ndone", 0))
    assert command.text == "for i in 1\ndo :\ndone"


def test_continuation_lines_are_known() -> None:
    player = bash("echo '\r\n", ("S", "1"))
    assert player.session.continued
    player.play(*prompt(2, "  500  old", 130, ran=0))
    assert not player.session.continued


def test_a_redrawn_prompt_is_the_same_prompt() -> None:
    """readline prints the whole of PS1 again on ^L, with all marks in it."""
    player = bash(*run("false"))
    player.play(*prompt(2, "  501  false", 1))
    events = player.play("ec\x1b[H\x1b[2J", ("D", "2;1;1"), ("A", "2;'/home'"), "$ ", ("B", "2"))
    assert [type(event) for event in events] == [PromptShown, InputStarted]
    assert isinstance(events[0], PromptShown)
    assert not events[0].fresh


def test_pasted_lines_end_each_other() -> None:
    player = bash()
    first, second = player.commands(
        "one\r\ntwo" + OFF,
        ("C", "1;'/home'"),
        "1\r\n",
        ("C", "1;'/home'"),
        "2\r\n",
        *prompt(2, "  502  two", 1),
    )
    assert (first.text, first.status, player.output(first)) == ("", None, b"1\r\n")
    assert (second.text, second.status, player.output(second)) == ("two", 1, b"2\r\n")
    assert (first.seq, second.seq) == (1, 2)


def test_output_ends_before_what_prompt_hooks_print() -> None:
    player = bash(*run("ls", "file\r\n"))
    (command,) = player.commands(("E", "2;  501  ls"), "\x1b]0;title\x07", ("D", "2;0;1"))
    assert player.output(command) == b"file\r\n"


def test_the_hook_is_gone() -> None:
    """`unset PROMPT_COMMAND`: PS0 and PS1 still tell, with a number that stands still."""
    player = bash(*run("unset PROMPT_COMMAND"))
    (command,) = player.commands(("D", "1;0;0"), ("A", "1;'/home'"), "$ ", ("B", "1"))
    assert (command.text, command.status) == ("", 0)
    player.play(*run("false"))
    (command,) = player.commands(("D", "1;1;0"), ("A", "1;'/home'"), "$ ", ("B", "1"))
    assert command.status == 1


def test_the_start_of_a_command_was_lost() -> None:
    """^C right after Enter: the kernel drops what the terminal has not read, C with it."""
    player = bash()
    (command,) = player.commands(f"sleep 9{OFF}^C\r\n", *prompt(2, "  501  sleep 9", 130))
    assert (command.text, command.status, command.ran) == ("sleep 9", 130, True)
    assert player.output(command) == b"^C\r\n"


def test_exec_of_another_shell_and_the_end() -> None:
    player = bash(*run("exec zsh", "% ls\r\n"))
    assert player.session.state == "running"
    last = player.commands(("A", "1;'/home'"))
    assert [command.status for command in last] == [None]
    assert player.session.running == 0


def test_zsh_tells_text_with_the_start() -> None:
    player = Player("zsh")
    player.play(("D", "1;0;0"), ("A", "1;$'/tmp'"), ("A", ""), "% ", ("B", ""))
    (command,) = player.commands(
        "cmd" + OFF,
        ("C", "1;$'/tmp';;$'grep \\'a;b\\' f'"),
        "f: no\r\n",
        "\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m" + " " * 79 + "\r \r",
        ("D", "2;2;1"),
        ("A", "2;$'/tmp'"),
    )
    assert (command.text, command.status, command.cwd) == ("grep 'a;b' f", 2, "/tmp")
    assert player.output(command) == b"f: no\r\n"


def test_zsh_redraws_with_a_bare_mark() -> None:
    player = Player("zsh")
    events = player.play(("D", "1;0;0"), ("A", "1;$'/tmp'"), ("A", ""), "% ", ("B", ""))
    assert events == [
        PromptShown(0, "/tmp", True, 0),
        PromptShown(0, "/tmp", False, 0),
        InputStarted(0, 2),
    ]


def test_refused_and_private_as_the_shell_says() -> None:
    player = Player("fish")
    player.play(("A", "1;/tmp"), ("B", ""), "> ")
    (refused,) = player.commands("if (\r\nfish: bad\r\n", ("D", "2;;0;if%20%28"))
    assert (refused.text, refused.status, refused.ran) == ("if (", None, False)
    player.play(("A", "3;/tmp"), ("B", ""), ("C", "3;/tmp;p;secret"))
    (command,) = player.commands(("D", "4;1;1"))
    assert (command.text, command.private) == ("secret", True)


letters = st.sampled_from("ABCDESXZ?")
bodies = st.one_of(
    st.sampled_from([b"1;0;1", b"1;0;0", b"2;2;0", b"2;1;1", b"2;'/x'", b"2;  501  x", b""]),
    st.binary(max_size=12),
)
marks = st.builds(Mark, letters, bodies)


@given(st.lists(marks, max_size=30), st.sampled_from(["bash", "zsh", "fish"]))
def test_no_mark_is_an_error_and_commands_are_in_order(stream: list[Mark], shell: str) -> None:
    session = Session(shell, lambda start, end: b"x\x1b[?2004l\r\n"[: end - start])
    finished: list[Command] = []
    started = 0
    for offset, mark in enumerate(stream):
        for event in session.feed(mark, offset, float(offset)):
            if isinstance(event, CommandFinished):
                finished.append(event.command)
            elif isinstance(event, CommandStarted):
                started = event.seq
        assert session.state in TRANSITIONS
    for event in session.feed(Mark("A", b""), len(stream), float(len(stream))):
        if isinstance(event, CommandFinished):
            finished.append(event.command)
    assert [command.seq for command in finished] == list(range(1, session.seq + 1))
    assert started <= session.seq
    for command in finished:
        assert 0 <= command.start <= command.end
        assert command.duration >= 0
