"""A command line taken apart: simple commands, their words, and what joins them.

Not a shell: nothing is expanded, and what it cannot follow (loops, functions, `case`) it leaves
as words. It serves to ask "which program gave this status?", for bash, zsh and fish alike.
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from collections.abc import Iterator

# Longest first: the first that fits is the one.
OPERATORS = ("&&", "||", ";;", "|&", "|", ";", "&", "\n")
REDIRECTIONS = ("&>>", "<<<", "<<-", "&>", ">>", ">&", "<&", ">|", "<>", "<<", ">", "<")
BLANK = " \t\r"

# Programs that run another: how many words of their own stand between, apart from options; the
# letters of options that take a word; and the options with which they run no other program.
WRAPPERS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "builtin": (0, "", ()),
    "chronic": (0, "", ()),
    "command": (0, "", ("-v", "-V")),
    "doas": (0, "uCL", ("-s",)),
    "env": (0, "uCS", ()),
    "exec": (0, "a", ()),
    "ionice": (0, "cnp", ()),
    "nice": (0, "n", ()),
    "nocorrect": (0, "", ()),
    "noglob": (0, "", ()),
    "nohup": (0, "", ()),
    "setsid": (0, "", ()),
    "stdbuf": (0, "ioe", ()),
    "sudo": (0, "ugpCDhRTUr", ("-s", "-i", "-v", "-k", "-l", "-e", "--shell", "--login")),
    "time": (0, "fo", ()),
    "timeout": (1, "ks", ()),
    "unbuffer": (0, "", ()),
}
LONG_WITH_WORD = ("--user", "--group", "--signal", "--kill-after", "--unset", "--chdir")


@value
class Simple:
    """A simple command: its words without quotes, and the operator that follows it ("" if none).

    `negated`: a `!` stands before it (or before its pipeline).
    """

    words: tuple[str, ...]
    joint: str = ""
    negated: bool = False

    @property
    def program(self) -> str:
        """The program's name without its folder; "" when there are but assignments."""
        words = self.bare
        return words[0].rpartition("/")[2] if words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words after the program."""
        return self.bare[1:]

    @property
    def bare(self) -> tuple[str, ...]:
        """The words from the program on: no assignments, no sudo, env, time, nice ..."""
        words = self.words
        while words:
            name, equals, _ = words[0].partition("=")
            if equals and name.removesuffix("+").replace("_", "a").isalnum():
                words = words[1:]
                continue
            wrapper = WRAPPERS.get(words[0].rpartition("/")[2])
            inner = _inside(words[1:], *wrapper) if wrapper else ()
            if not inner:
                return words
            words = inner
        return ()


def _inside(
    words: tuple[str, ...], own: int, with_word: str, alone: tuple[str, ...]
) -> tuple[str, ...]:
    """What a wrapper runs; () when it runs nothing (`sudo -s`, `command -v x`)."""
    at = 0
    while at < len(words) and words[at].startswith("-") and len(words[at]) > 1:
        word = words[at]
        at += 1
        if word == "--":
            break
        if word in alone:
            return ()
        if word in LONG_WITH_WORD or (len(word) == 2 and word[1] in with_word):
            at += 1
    return words[at + own :]


def simple_commands(text: str) -> list[Simple]:
    """The simple commands of `text` in order. Comments and the bodies of here-documents are left
    out; parentheses and braces that group are left out too."""
    commands: list[Simple] = []
    words: list[str] = []
    negated = False
    here_document = False

    def close(joint: str) -> None:
        nonlocal words, negated
        if words:
            commands.append(Simple(tuple(words), joint, negated))
        elif joint.strip() and commands and not commands[-1].joint.strip():
            # `(a; b) && c`: the operator after a group belongs to its last command.
            last = commands.pop()
            commands.append(Simple(last.words, joint, last.negated))
        words = []
        if joint != "|" and joint != "|&":
            negated = False

    for kind, token in _tokens(text):
        if kind == "operator":
            close(token)
            if token == "\n" and here_document:
                break
        elif kind == "group":
            close("")
        elif kind == "redirection":
            here_document = here_document or token in ("<<", "<<-")
        elif token in ("!", "not") and not words and kind == "word":
            negated = not negated
        elif token in ("{", "}", "begin", "end") and not words and kind == "word":
            pass
        else:
            words.append(token)
    close("")
    return commands


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, token): "word", "quoted" (a word that had quotes), "operator", "group",
    "redirection" (its target is swallowed)."""
    at = 0
    first = True  # at the beginning of a command
    while at < len(text):
        char = text[at]
        if char in BLANK:
            at += 1
            continue
        if text.startswith("\\\n", at):
            at += 2
            continue
        if char == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        redirection = _redirection(text, at)
        if redirection:
            operator, at = redirection
            while at < len(text) and text[at] in BLANK:
                at += 1
            _, _, at = _word(text, at)
            yield "redirection", operator
            continue
        operator = next((op for op in OPERATORS if text.startswith(op, at)), "")
        if operator:
            at += len(operator)
            first = True
            yield "operator", operator
            continue
        closing = "]]" if text.startswith("[[ ", at) else "))" if text.startswith("((", at) else ""
        if first and closing:
            end = text.find(closing, at)
            end = len(text) if end < 0 else end + 2
            yield "word", text[at : at + 2]
            yield "quoted", text[at + 2 : end]
            at, first = end, False
            continue
        if char in "()":
            at += 1
            first = True
            yield "group", char
            continue
        word, quoted, at = _word(text, at)
        first = False
        yield ("quoted" if quoted else "word"), word


def _redirection(text: str, at: int) -> tuple[str, int] | None:
    """The redirection operator at `at`, with a number before it, and what follows it."""
    stop = at
    while stop < len(text) and text[stop].isdigit():
        stop += 1
    if text[stop : stop + 2] in ("<(", ">("):
        return None  # process substitution: a word
    for operator in REDIRECTIONS:
        if text.startswith(operator, stop):
            return operator, stop + len(operator)
    return None


def _word(text: str, at: int) -> tuple[str, bool, int]:
    """The word at `at` without its quotes, whether it had any, and what follows it."""
    parts: list[str] = []
    quoted = False
    while at < len(text):
        char = text[at]
        if char in BLANK or char in "\n;&|":
            break
        if char in "()" and not (parts and parts[-1][-1:] in "$<>=?*+@!"):
            break
        if char in "<>" and text[at + 1 : at + 2] != "(":
            break
        if char == "\\":
            parts.append(text[at + 1 : at + 2])
            at, quoted = at + 2, True
        elif char == "'":
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end
            parts.append(text[at + 1 : end])
            at, quoted = end + 1, True
        elif char == '"':
            inner, at = _double_quoted(text, at + 1)
            parts.append(inner)
            quoted = True
        elif char == "`":
            end = text.find("`", at + 1)
            end = len(text) if end < 0 else end + 1
            parts.append(text[at:end])
            at = end
        elif char == "(":
            end = _matching(text, at)
            parts.append(text[at:end])
            at = end
        else:
            parts.append(char)
            at += 1
    if not parts and not quoted and at < len(text) and text[at] not in BLANK + "\n;&|()":
        return text[at], False, at + 1
    return "".join(parts), quoted, at


def _double_quoted(text: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            kept = "" if text[at + 1] in '"\\$`' else "\\"
            parts.append(kept + text[at + 1])
            at += 2
        elif text.startswith("$(", at):
            end = _matching(text, at + 1)
            parts.append(text[at:end])
            at = end
        else:
            parts.append(text[at])
            at += 1
    return "".join(parts), at + 1


def _matching(text: str, at: int) -> int:
    """The place after the parenthesis that closes the one at `at`."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "'":
            end = text.find("'", at + 1)
            at = len(text) if end < 0 else end
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(text)
