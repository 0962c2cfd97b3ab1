"""A second slip in the same line: `gti statsu` is git status, `cta nots.txt` is cat notes.txt.

The tool speaks of the first slip alone. Where a fix mends the program or its sub-command, what
follows was never looked at by anyone: it is read here, against what the program knows and what
lies on this machine. Only what is certain is changed: one near name, of a kind that must exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import requote
from termproxy.assistant.rules.words import Command, Line, Word, parse
from termproxy.assistant.world.local import Local
from termproxy.assistant.world.manual import has_option
from termproxy.assistant.world.spelling import nearest, slip
from termproxy.assistant.world.wordlist import listed

SLIPS = 2  # more of them in one line are not typed by anyone
CLOSE = 1.0  # the largest slip mended without the tool's own word for it
SHORTEST = 3  # a shorter name is like too many others

# Programs whose operands all exist, the first of them that are no files, and none created.
READERS = {
    **dict.fromkeys(
        listed(
            """cat tac nl less more head tail wc sort uniq file stat rm ls du diff cmp source . cd
            rmdir gzip gunzip unzip bzip2 xz python python3 node ruby perl php bash sh md5sum
            sha256sum pushd"""
        ),
        0,
    ),
    **dict.fromkeys(listed("grep egrep fgrep rg sed awk chmod chown jq"), 1),
}
RUN_A_SCRIPT = frozenset(listed("python python3 node ruby perl php bash sh"))
ENTERED = frozenset(listed("cd rmdir pushd"))
OF_REMOTES = listed("remove rm rename show prune get-url set-url")
SPECIAL = frozenset("$*?[{<>`\\")


# Those that every Java project has.
GRADLE = listed(
    """assemble bootJar bootRun build buildEnvironment check classes clean compileJava dependencies
    help init installDist jar javadoc projects properties publish run tasks test testClasses
    wrapper"""
)


def further(line: Line, fix: str, local: Local) -> str:
    """`fix` with what else is wrong in it mended; `fix` itself where nothing is."""
    for _ in range(SLIPS):
        better = _once(line, fix, local)
        if better == fix:
            break
        fix = better
    return fix


def both(line: Line, advices: Sequence[Advice]) -> str:
    """`tail sever.log | gerp x`: what is wrong with a file and with a program behind it, at once.

    "" where no program was missing, or the two fixes change the same place.
    """
    missing = [a for a in advices if a.rule == "shell.command-not-found" and a.fixes]
    others = [a for a in advices if a.rule.startswith(("files.", "folders.")) and a.fixes]
    if not missing or not others or missing[0].confidence < 0.9:
        return ""
    text = line.text
    one, two = (_span(text, found[0].fixes[0].command) for found in (missing, others))
    if one[1] > two[0] and two[1] > one[0]:
        return ""
    return line.edit(one, two)


def _span(text: str, fix: str) -> tuple[int, int, str]:
    """The part of the text that a fix replaced, and by what."""
    start = 0
    while start < min(len(text), len(fix)) and text[start] == fix[start]:
        start += 1
    end = 0
    while end < min(len(text), len(fix)) - start and text[-1 - end] == fix[-1 - end]:
        end += 1
    return start, len(text) - end, fix[start : len(fix) - end]


def _once(line: Line, fix: str, local: Local) -> str:
    mended = parse(fix)
    command = _changed(line, mended)
    if command is None:
        return fix
    before = mended.commands[: mended.commands.index(command)]
    if any(earlier.program in ("cd", "pushd") for earlier in before):
        return fix  # somewhere else
    typed = {word.value for typed in line.commands for word in typed.words}
    for look in (_sub_command, _option, _git, _named, _files):
        change = look(command, local)
        if change is not None:
            word, new = change
            if word.value not in typed:
                return fix  # what the rule itself wrote
            return mended.edit((word.start, word.end, requote(word, new)))
    return fix


Change = tuple[Word, str] | None


def _changed(line: Line, mended: Line) -> Command | None:
    """The command that the fix changed, where it left the line's other commands alone."""
    if len(line.commands) != len(mended.commands):
        return None
    pairs = zip(line.commands, mended.commands, strict=True)
    return next((new for old, new in pairs if _values(old) != _values(new)), None)


def _values(command: Command) -> list[str]:
    return [word.value for word in command.words]


def _sub_at(command: Command) -> int | None:
    return next((i for i, w in enumerate(command.words) if i and not w.is_option), None)


def _one(typed: str, names: Iterable[str]) -> str:
    """The one name that is near enough to be certain, or ""."""
    if len(typed) < SHORTEST or SPECIAL & set(typed):
        return ""
    found = nearest(typed, list(names), within=CLOSE + 0.1 * (len(typed) > 6))
    if not found or (len(found) > 1 and slip(typed, found[1]) - slip(typed, found[0]) < 0.3):
        return ""
    return found[0]


def _sub_command(command: Command, local: Local) -> Change:
    at = _sub_at(command)
    known = sub_commands().get(command.program, ())
    if at is None or not known or any(w.is_option for w in command.words[1:at]):
        return None
    word = command.words[at]
    group = f"{command.program} {word.value}"
    groups = vocabulary_groups()
    if group in groups and at + 1 < len(command.words):
        at, known = at + 1, groups[group]
        word = command.words[at]
        if word.is_option:
            return None
    aliases = local.git.aliases if command.program == "git" and local.git else ()
    if word.value in known or word.value in aliases or word.raw != word.value:
        return None
    near = _one(word.value, (*known, *aliases))
    return (word, near) if near else None


def _option(command: Command, local: Local) -> Change:
    """A long option, where the program's are known and no manual page of it has this one."""
    known = long_options().get(command.program, ())
    at = _sub_at(command)
    if not known or at is None:
        return None
    for word in command.words[1:]:
        name, equals, value = word.value.partition("=")
        if not name.startswith("--") or len(name) < 5 or name in known or word.raw != word.value:
            continue
        path = local.which(command.program)
        near = _one(name, known)
        if near and not (path and has_option(path, command.words[at].value, name)):
            return word, near + equals + value
    return None


def _git(command: Command, local: Local) -> Change:
    """Names of remotes and branches, where nothing else can stand."""
    at = _sub_at(command)
    git = local.git
    if command.program != "git" or at is None or git is None:
        return None
    sub, rest = command.words[at].value, list(command.words[at + 1 :])
    if any(word.value == "--" for word in rest):
        return None
    plain = [word for word in rest if not word.is_option]
    heads = {*git.branches, *git.remote_branch_names}
    if sub in ("push", "pull", "fetch"):
        kinds: list[Collection[str]] = [git.remotes, *[heads] * (len(plain) - 1)]
    elif sub == "remote" and plain and plain[0].value in OF_REMOTES:
        plain, kinds = plain[1:2], [git.remotes]
    elif sub in ("checkout", "switch", "merge", "rebase"):
        if {"-b", "-B", "-c", "-C"}.intersection(word.value for word in rest):
            return None  # a new name
        revisions = {*heads, *git.tags, *git.remote_branches}
        plain, kinds = plain[:1], [revisions]
    elif sub in ("add", "rm", "restore", "blame"):
        return _file(plain, local)
    else:
        return None
    for word, names in zip(plain, kinds, strict=False):
        if word.value in names or local.exists(word.value) or ":" in word.value:
            continue
        near = _one(word.value, names)
        if near:
            return word, near
    return None


def _named(command: Command, local: Local) -> Change:
    """Scripts of the project and targets of make."""
    plain = [word for word in command.words[1:] if not word.is_option]
    if command.program == "make":
        names, words = local.make_targets, plain[:1] if len(command.words) == 2 else []
    elif command.program in ("npm", "yarn", "pnpm") and plain and plain[0].value == "run":
        names, words = local.npm_scripts, plain[1:2]
    else:
        return None
    for word in words:
        near = "" if word.value in names else _one(word.value, names)
        if near:
            return word, near
    return None


def _files(command: Command, local: Local) -> Change:
    skipped = READERS.get(command.program)
    if skipped is None or any(word.value in ("-c", "-e", "-m", "-f") for word in command.words[1:]):
        return None
    plain = [word for word in command.words[1:] if not word.is_option][skipped:]
    plain = plain[:1] if command.program in RUN_A_SCRIPT else plain
    return _file(plain, local, folders=command.program in ENTERED)


def _file(words: Iterable[Word], local: Local, *, folders: bool = False) -> Change:
    for word in words:
        path = word.value
        if len(path) < SHORTEST or SPECIAL & set(path) or local.exists(path) or ":" in path:
            continue
        near = [n for n in local.near(path, folders=folders, limit=2) if _spelt(n) != _spelt(path)]
        if not near and "." in path and "/" not in path:
            near = local.elsewhere(path, limit=2)
            if len(near) == 1:
                return word, near[0]
        if len(near) == 1 and slip(path, near[0]) <= CLOSE:
            return word, near[0]
    return None


def _spelt(name: str) -> str:
    """Without its digits: page2 is no slip of page1."""
    return "".join(char for char in name if not char.isdigit())


@lru_cache(maxsize=1)
def sub_commands() -> Mapping[str, Collection[str]]:
    """Program -> all of its sub-commands, where they are known in full."""
    from termproxy.assistant.rules.families import apt, git, golang, pip, rust, tmux, vocabulary

    single = {name: words for name, words in vocabulary.COMMANDS.items() if " " not in name}
    return {
        **single,
        **apt.COMMANDS,
        "git": git.COMMANDS,
        "pip": pip.COMMANDS,
        "pip3": pip.COMMANDS,
        "gradle": GRADLE,
        "gradlew": GRADLE,
        "cargo": (*rust.COMMANDS, *rust.PLUGINS),
        "go": golang.COMMANDS,
        "tmux": (*tmux.COMMANDS, *tmux.SHORT),
    }


def long_options() -> Mapping[str, Collection[str]]:
    """Program -> the long options of all of its sub-commands that are in use."""
    from termproxy.assistant.rules.families import git_options, pip, vocabulary

    known = {"git": git_options.OPTIONS, "pip": pip.OPTIONS, "pip3": pip.OPTIONS}
    return {**vocabulary.OPTIONS, **known}


def vocabulary_groups() -> Mapping[str, Collection[str]]:
    """The groups of two words: "docker compose" -> its sub-commands."""
    from termproxy.assistant.rules.families.vocabulary import COMMANDS

    return COMMANDS
