"""A command line as the shell would split it: tolerant, and exact about where each word stands.

Rules change one word and must leave every other byte of the user's line alone (quotes, sudo,
pipes, redirections). So a word knows its span in the line, and edits are made on the line's text.
The grammar is POSIX sh's token recognition (XCU 2.3) with bash's additions, and never fails: an
unclosed quote runs to the end of the line. Nothing is expanded; `$x`, `$(...)`, globs stay as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from termproxy.assistant.world.wordlist import listed

BLANKS = " \t"
OPERATORS = ("&&", "||", ";;", "|&", "|", "&", ";", "(", ")", "\n")
REDIRECTION = re.compile(r"(?:\d*|\{\w+\})(?:&>>|&>|>>|>&|>\||<<<|<<-|<<|<&|<>|>|<)&?")
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^]]*\])?\+?=")
KEYWORDS = frozenset(listed("! if then elif else do while until { } fi done esac"))
SAFE = re.compile(r"[\w@%+=:,./~^-]+\Z", re.ASCII)

# Programs that run another: name -> their options that take a value of their own.
WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset(listed("-u -g -h -p -C -r -t -U -T -D -R --user --group --host --prompt")),
    "doas": frozenset(("-u", "-C")),
    "env": frozenset(("-u", "-C", "-S", "--unset", "--chdir")),
    "time": frozenset(("-f", "-o")),
    "nice": frozenset(("-n",)),
    "ionice": frozenset(("-c", "-n")),
    "stdbuf": frozenset(("-i", "-o", "-e")),
    "timeout": frozenset(("-s", "-k", "--signal", "--kill-after")),
    "strace": frozenset(("-e", "-o", "-s", "-p")),
    "nohup": frozenset(),
    "command": frozenset(),
    "builtin": frozenset(),
    "exec": frozenset(("-a",)),
    "setsid": frozenset(),
    "catchsegv": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One shell word: `raw` as typed, `value` with its quotes removed, `line[start:end] == raw`."""

    raw: str
    value: str
    start: int
    end: int

    @property
    def is_option(self) -> bool:
        return len(self.value) > 1 and self.value[0] == "-"


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command of the line.

    `words` are the program and its arguments; `prefix` what stands before them (assignments,
    `sudo -u x`, `time`, `!`); `joint` the operator that leads to this command ("" for the first).
    """

    words: tuple[Word, ...]
    prefix: tuple[Word, ...]
    redirections: tuple[Word, ...]
    joint: str
    start: int
    end: int

    @property
    def program(self) -> str:
        """The program's name without its folder ("" when the line has none)."""
        return self.words[0].value.rsplit("/", 1)[-1] if self.words else ""

    @property
    def args(self) -> tuple[str, ...]:
        return tuple(word.value for word in self.words[1:])

    @property
    def sudo(self) -> bool:
        return any(word.value in ("sudo", "doas") for word in self.prefix)


@dataclass(frozen=True, slots=True)
class Line:
    """The whole line and its simple commands, in the order they are written."""

    text: str
    commands: tuple[Command, ...]

    def edit(self, *changes: tuple[int, int, str]) -> str:
        """The text with each span (start, end) replaced; spans must not overlap."""
        text = self.text
        for start, end, new in sorted(changes, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def quote(value: str) -> str:
    """`value` as one shell word, left bare where the shell would take it literally."""
    if value and SAFE.match(value):
        return value
    if value.startswith("~/") and SAFE.match(value[2:]):
        return value
    return "'" + value.replace("'", "'\"'\"'") + "'"


def parse(text: str) -> Line:
    """Split a line into its simple commands; never raises."""
    commands: list[Command] = []
    words: list[Word] = []
    redirections: list[Word] = []
    joint = ""

    def finish(next_joint: str) -> None:
        nonlocal joint
        if words or redirections:
            every = sorted((*words, *redirections), key=lambda word: word.start)
            split = _program_index(words)
            commands.append(
                Command(
                    tuple(words[split:]),
                    tuple(words[:split]),
                    tuple(redirections),
                    joint,
                    every[0].start,
                    every[-1].end,
                )
            )
        words.clear()
        redirections.clear()
        joint = next_joint

    target_of_redirection = False
    for kind, word in _tokens(text):
        if kind == "operator":
            finish(word.raw)
            target_of_redirection = False
        elif kind == "redirection":
            redirections.append(word)
            target_of_redirection = True
        elif target_of_redirection:
            redirections.append(word)
            target_of_redirection = False
        else:
            words.append(word)
    finish("")
    return Line(text, tuple(commands))


def _tokens(text: str) -> Iterator[tuple[str, Word]]:
    at, size = 0, len(text)
    while at < size:
        char = text[at]
        if char in BLANKS or text.startswith("\\\n", at):
            at += 1 if char in BLANKS else 2
            continue
        if char == "#":
            newline = text.find("\n", at)
            at = size if newline < 0 else newline
            continue
        redirection = REDIRECTION.match(text, at)
        if redirection and not text.startswith(("<(", ">("), at):
            end = redirection.end()
            yield "redirection", Word(text[at:end], text[at:end], at, end)
            at = end
            continue
        operator = next((op for op in OPERATORS if text.startswith(op, at)), "")
        if operator:
            end = at + len(operator)
            yield "operator", Word(operator, operator, at, end)
            at = end
            continue
        end, value = _word(text, at)
        yield "word", Word(text[at:end], value, at, end)
        at = end


def _word(text: str, start: int) -> tuple[int, str]:
    """The end of the word that begins at `start`, and its value without quotes."""
    at, size = start, len(text)
    out: list[str] = []
    while at < size:
        char = text[at]
        if char in " \t\n;|&<>()" and not text.startswith(("<(", ">("), at):
            if char == "(" and out and out[-1][-1:] in "=@?*+!$" and at > start:
                end = _balanced(text, at, "(", ")")
                out.append(text[at:end])
                at = end
                continue
            break
        if char == "\\":
            if text.startswith("\\\n", at):
                at += 2
                continue
            out.append(text[at + 1 : at + 2])
            at += 2
        elif char == "'":
            end = text.find("'", at + 1)
            end = size if end < 0 else end
            out.append(text[at + 1 : end])
            at = end + 1
        elif char == '"':
            end, value = _double_quoted(text, at + 1)
            out.append(value)
            at = end
        elif text.startswith("$(", at) or text.startswith(("<(", ">("), at):
            end = _balanced(text, at + 1, "(", ")")
            out.append(text[at:end])
            at = end
        elif text.startswith("${", at):
            end = _balanced(text, at + 1, "{", "}")
            out.append(text[at:end])
            at = end
        elif text.startswith("$'", at):
            end = _dollar_quoted(text, at + 2)
            out.append(text[at + 2 : end - 1])
            at = end
        elif char == "`":
            end = text.find("`", at + 1)
            end = size if end < 0 else end + 1
            out.append(text[at:end])
            at = end
        else:
            out.append(char)
            at += 1
    return min(at, size), "".join(out)


def _double_quoted(text: str, at: int) -> tuple[int, str]:
    out: list[str] = []
    size = len(text)
    while at < size:
        char = text[at]
        if char == '"':
            return at + 1, "".join(out)
        if char == "\\" and text[at + 1 : at + 2] in ('"', "\\", "$", "`"):
            out.append(text[at + 1])
            at += 2
        elif text.startswith("$(", at):
            end = _balanced(text, at + 1, "(", ")")
            out.append(text[at:end])
            at = end
        else:
            out.append(char)
            at += 1
    return size, "".join(out)


def _dollar_quoted(text: str, at: int) -> int:
    while at < len(text) and text[at] != "'":
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


def _balanced(text: str, at: int, opening: str, closing: str) -> int:
    """The end of the bracket that opens at `at`, quotes inside it respected."""
    depth, size = 0, len(text)
    while at < size:
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "'":
            end = text.find("'", at + 1)
            at = size if end < 0 else end
        elif char == '"':
            at = _double_quoted(text, at + 1)[0] - 1
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return size


def _program_index(words: list[Word]) -> int:
    """How many words stand before the program: keywords, assignments, sudo and its kind."""
    at, size = 0, len(words)
    while at < size:
        word = words[at]
        if word.raw in KEYWORDS or ASSIGNMENT.match(word.raw):
            at += 1
            continue
        options = WRAPPERS.get(word.value.rsplit("/", 1)[-1])
        if options is None:
            break
        behind = _after_options(words, at + 1, options)
        if word.value == "timeout":
            behind += 1
        if word.value == "command" and any(w.value in ("-v", "-V") for w in words[at:behind]):
            break
        if behind >= size:
            break
        at = behind
    return at if at < size else max(0, _first_real(words))


def _after_options(words: list[Word], at: int, valued: frozenset[str]) -> int:
    while at < len(words):
        value = words[at].value
        if value == "--":
            return at + 1
        if value in valued:
            at += 2
        elif words[at].is_option or ASSIGNMENT.match(words[at].raw):
            at += 1
        else:
            break
    return at


def _first_real(words: list[Word]) -> int:
    """Only keywords and assignments: the program is what follows them, if anything."""
    at = 0
    while at < len(words) and (words[at].raw in KEYWORDS or ASSIGNMENT.match(words[at].raw)):
        at += 1
    return at
