"""What a recording's marker says about a failed command: enough to find it, and no secret.

A marker is read more widely than what stands on the screen it points to: lists and indexes of
recordings show it. Redaction has no place in the relay (`re` alone is a fifth of its weight), so a
label holds less: the program, and the words after it as long as they are plain ones. Where a secret
may stand (an option, an assignment, a quoted text, a word with digits in it), it ends. And a name
that no program has may be a password that was typed at the wrong prompt.
"""

from __future__ import annotations

from termproxy.core.commandline import simple_commands

LONGEST_WORD = 24
MOST_WORDS = 4
NOT_FOUND = 127
# Programs whose plain arguments may be what nobody else should read.
TELLS_NOTHING = (
    *("echo", "printf", "read", "test", "[", "[[", "expr", "export", "set", "declare", "typeset"),
    *("login", "passwd", "chpasswd", "htpasswd", "sshpass", "expect", "pass", "gpg", "openssl"),
    *("vault", "op", "bw", "secret-tool", "keyring", "security"),
)


def failure_label(status: int | None, text: str, *, private: bool = False) -> str:
    """ "exit 1: make test". A `private` command's words are nobody's business at all."""
    commands = [] if private or status == NOT_FOUND else simple_commands(text)
    first = commands[0].bare if commands else ()
    return _labelled(status, _shown(first, more=len(commands) > 1))


def program_label(status: int, argv: tuple[str, ...]) -> str:
    """The same for a program that was started with these arguments."""
    return _labelled(status, _shown(argv, more=False))


def command_label(argv: tuple[str, ...]) -> str:
    """The same without a status, for a recording's header; "" where it is nobody's business."""
    return " ".join(_shown(argv, more=False))


def _labelled(status: int | None, words: list[str]) -> str:
    return f"exit {status}: {' '.join(words)}" if words else f"exit {status}"


def _shown(words: tuple[str, ...], *, more: bool) -> list[str]:
    """The program's name and the plain words after it; "…" where something follows."""
    name = words[0].rpartition("/")[2] if words else ""
    if not (0 < len(name) <= LONGEST_WORD and name.isascii() and _is_name(name)):
        return []
    shown = [name]
    if name not in TELLS_NOTHING:
        for word in words[1:MOST_WORDS]:
            if not _is_plain(word):
                break
            shown.append(word)
    return [*shown, "…"] if more or len(shown) < len(words) else shown


def _is_name(word: str) -> bool:
    return all(char.isalnum() or char in "-_.+[" for char in word)


def _is_plain(word: str) -> bool:
    """A word as people write it: small letters, perhaps a path, nothing that looks made up."""
    if not word.isascii() or len(word) > LONGEST_WORD or word.startswith("-"):
        return False
    for mark in "/._":
        word = word.replace(mark, "-")
    return all(
        part.isalpha() and part in (part.lower(), part.title()) for part in word.split("-") if part
    )
