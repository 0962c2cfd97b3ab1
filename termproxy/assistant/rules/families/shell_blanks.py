"""A program and its first argument, where a blank is missing or misplaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shell_words import SUBCOMMANDS, WITH_SUBCOMMANDS
from termproxy.assistant.rules.fixes import BUILTINS
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import EVERYDAY

INTERPRETERS = ("python3", "python", "node", "bash", "sh", "perl", "ruby")
ON_PATHS = ("cd", "ls", "cat", "vim", "vi", "nano", "less", "rm", "source", "mkdir", "touch")
EVERYDAY_NAMES_WITH_HYPHEN = ("apt", "docker", "git")  # apt-get and such are commands themselves
RUNS_ANOTHER = ("man", "sudo", "watch", "which", "time", "whatis", "type")
TAKE_OPTIONS = ("ls", "rm", "cp", "mkdir", "git", "python3", "python", "node", "apt")


def runs(f: Failed, command: str) -> bool:
    """Can this be run here: by the shell itself, an own name, or from the PATH?"""
    name = command.split()[0]
    if command.startswith("python3 -m pip"):
        return bool(f.local.which("python3"))
    return name in BUILTINS or name in f.local.names or bool(f.local.which(name))


def taken_apart(f: Failed, word: Word) -> list[str]:
    """`gitstatus`, `cd..`, `ls-la`, `apt-install`: a known program and what belongs behind it."""
    place = _cd(word.value)
    if place:
        return [f.swap(word, place, bare=True)]
    parts = (
        *_short_options(f, word.value),
        *_path_behind(f, word.value),
        *_program_behind(f, word.value),
        *_sub_command_behind(f, word.value),
    )
    return [f.swap(word, part, bare=True) for part in parts]


def _cd(typed: str) -> str:
    """`cd-`, `cd~`, `cd...` (two up), `cd../x`."""
    if typed in ("cd-", "cd~", "cd.", "cd/"):
        return f"cd {typed[2]}"
    dots = re.fullmatch(r"cd(\.{2,})(/\S*)?", typed)
    if dots is None:
        return ""
    up = "/".join([".."] * (len(dots[1]) - 1))
    return f"cd {up}{dots[2] or ''}"


def _short_options(f: Failed, typed: str) -> Iterator[str]:
    """wc-l, df-h, ps-ef"""
    joined = re.fullmatch(r"([a-z][\w.]+)(-[a-zA-Z]{1,3}\d*)", typed)
    if joined and runs(f, joined[1]) and joined[1] not in EVERYDAY_NAMES_WITH_HYPHEN:
        yield f"{joined[1]} {joined[2]}"


def _path_behind(f: Failed, typed: str) -> Iterator[str]:
    """cdDocuments, catnotes.txt, python3main.py"""
    for program, tail in _split(typed, ON_PATHS):
        if tail[:1] not in "./~-" and f.local.exists(tail):
            yield f"{program} {tail}"
    for program, tail in _split(typed, INTERPRETERS):
        if "." in tail and f.local.is_file(tail) and runs(f, program):
            yield f"{program} {tail}"


def _program_behind(f: Failed, typed: str) -> Iterator[str]:
    """manls, sudoapt"""
    for program, tail in _split(typed, RUNS_ANOTHER):
        if len(tail) > 1 and tail in f.local.programs and runs(f, program):
            yield f"{program} {tail}"


def _sub_command_behind(f: Failed, typed: str) -> Iterator[str]:
    """gitstatus, git-status, ls-la, cd~/src: of the longest program that begins so."""
    for program, tail in _split(typed, sorted(WITH_SUBCOMMANDS, key=len, reverse=True)):
        if len(tail) < 2 or not runs(f, program):
            continue
        known = SUBCOMMANDS.get(program, ())
        if tail[0] == "-" and re.match(r"--?[a-zA-Z]", tail):
            if tail[1:] in known:
                yield f"{program} {tail[1:]}"
            elif program in TAKE_OPTIONS:
                yield f"{program} {tail}"
            return
        if tail in known or (program == "cd" and tail[0] in "./~"):
            yield f"{program} {tail}"
            return


def _split(typed: str, programs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of the programs with which the word begins, and the rest of it."""
    for program in programs:
        if typed.startswith(program):
            yield program, typed.removeprefix(program)


def moved_blank(f: Failed, word: Word) -> str:
    """`l s -la`, `gi tstatus`, `c d src`: a program that a blank cuts in two."""
    following = next((w for w in f.command.words[1:] if w.start == word.end + 1), None)
    if following is None or f.local.exists(following.value) or following.raw != following.value:
        return ""
    whole = word.value + following.value
    late = range(len(word.value) - 1, 1, -1)  # gitp ush
    for size in (*range(len(word.value) + 1, len(whole) + 1), *late):
        program, tail = whole[:size], whole[size:]
        if program not in EVERYDAY or not runs(f, program):
            continue
        if not tail or tail in SUBCOMMANDS.get(program, ()):
            return f.line.edit((word.start, following.end, f"{program} {tail}".strip()))
    return ""


def blank_before_hyphen(f: Failed, word: Word) -> Advice | None:
    """`ls- la`"""
    name = word.value
    if not re.fullmatch(r"[a-z]+-", name) or not runs(f, name[:-1]):
        return None
    following = next((w for w in f.command.words[1:] if w.start == word.end + 1), None)
    if following is None or not re.fullmatch(r"[a-zA-Z]{1,5}", following.value):
        return None
    return f.hint(
        f"{name}: no such command",
        f.line.edit((word.start, following.end, f"{name[:-1]} -{following.raw}")),
        why="The blank belongs before the hyphen.",
        sure=0.95,
    )
