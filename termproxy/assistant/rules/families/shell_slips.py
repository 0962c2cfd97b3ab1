# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Slips around a command: words twice or in the wrong order, foreign blanks and layouts, needless sudo."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word, parse, quote
from termproxy.assistant.world.spelling import EVERYDAY, nearest
from termproxy.assistant.world.wordlist import listed

family = Family("slips")

ODD_BLANKS = ("\u00a0", "\u2007", "\u202f", "\u3000", "\u200b", "\ufeff")
CURLY = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "--", "‐": "-", "‑": "-"}
DASHES = ("–", "—", "‐", "‑", "−")
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
LAYOUTS = {
    "Russian": "йцукенгшщзхъфывапролджэячсмитьбю.ё",
    "Ukrainian": "йцукенгшщзхїфівапролджєячсмитьбю.'",
    "Greek": ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./`",
    "Hebrew": "/'קראטוןםפ[]שדגכעיחלךף,זסבהנמצתץ.;",
    "Korean": "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ[]ㅁㄴㅇㄹㅎㅗㅓㅏㅣ;'ㅋㅌㅊㅍㅠㅜㅡ,./`",
}


@family.rule(
    programs=listed(
        "git docker npm pip pip3 apt apt-get cargo kubectl go yarn pnpm helm terraform python python3 systemctl brew conda make npx cd ls cat ssh vim"
    )
)
def said_twice(f: Failed) -> Advice | None:
    """git git push"""
    words = f.command.words
    if len(words) < 2 or words[0].raw != words[1].raw:
        return None
    if f.local.exists(words[1].value):
        return None
    return f.hint(f"{words[0].value} was written twice", f.without(words[1]), sure=0.97)


@family.rule(
    when=("-': No such file", "-’: No such file", "-: No such file", "'-'", "‘-’"), status=(1, 2)
)
def blank_in_option(f: Failed) -> Advice | None:
    """ls - la: a blank between the hyphen and its letters."""
    words = f.command.words
    for at, word in enumerate(words[1:-1], 1):
        letters = words[at + 1]
        if word.raw != "-" or letters.start != word.end + 1 or f.local.exists(letters.value):
            continue
        if re.fullmatch(r"[a-zA-Z]{1,4}\d*", letters.raw):
            line = f.line.edit((word.start, letters.end, f"-{letters.raw}"))
            return f.hint("A blank stands behind the hyphen", line, sure=0.95)
    return None


@family.rule(status=(1, 2, 126, 127, 128))
def odd_blanks(f: Failed) -> Advice | None:
    """A no-break space or a typographic quote pasted from a web page."""
    text = f.text
    dashed = next((w for w in f.command.words[1:] if w.value[:1] in DASHES), None)
    dashed = dashed if dashed and not f.local.exists(dashed.value) else None
    told = dashed is not None and dashed.value in f.output
    if f.status != 127 and not told and not any(blank in f.output for blank in ODD_BLANKS):
        return None  # part of a message or a file's name, perhaps
    fixed = text
    for blank in ODD_BLANKS:
        fixed = fixed.replace(blank, "" if blank in "\u200b\ufeff" else " ")
    curly = {sign: plain for sign, plain in CURLY.items() if sign in fixed}
    for sign, plain in curly.items():
        fixed = fixed.replace(sign, plain)
    if fixed == text:
        return None
    what = "Typographic quotes or dashes" if curly else "Invisible blanks"
    return f.hint(f"{what} were typed or pasted", re.sub(r"  +", " ", fixed), sure=0.95)


@family.rule(status=127, when=("not found", "Unknown command"))
def keyboard_layout(f: Failed) -> Advice | None:
    """Typed with another keyboard layout switched on."""
    text = f.text
    if text.isascii():
        return None
    for name, letters in LAYOUTS.items():
        upper = zip(letters.upper(), KEYS.upper(), strict=True)
        table = {ord(a): b for a, b in (*upper, *zip(letters, KEYS, strict=True))}
        fixed = text.translate(table)
        if fixed.isascii() and fixed != text:
            program = parse(fixed).commands[0].program if parse(fixed).commands else ""
            if program in f.local.programs or program in EVERYDAY:
                return f.hint(f"The {name} keyboard layout was on", fixed, sure=0.96)
    return None


@family.rule(
    when=("as root", "as the root user", "with sudo", "running as root"),
    says=r"(?i)(?:do not|don't|cannot|can't|must not|should not|not allowed|extremely dangerous|refus)[^\n]*(?:as (?:the )?root|with sudo)",
)
def unsudo(f: Failed) -> Advice | None:
    """A program that refuses to be run by root."""
    if not f.command.sudo:
        return None
    start, end = f.command.prefix[0].start, f.command.words[0].start
    return f.hint(
        f"{f.program} does not want to be run by root",
        f.line.edit((start, end, "")).strip(),
        sure=0.9,
    )


@family.rule(when="sudo: command not found", status=127)
def no_sudo(f: Failed) -> Advice | None:
    """A machine without sudo, usually a container where one is root."""
    command = next((c for c in f.line.commands if c.sudo), None)
    if command is None:
        return None
    sudo = next(w for w in command.prefix if w.value in ("sudo", "doas"))
    plain = f.line.edit((sudo.start, command.words[0].start, "")).strip()
    return f.hint(
        "sudo is not installed here",
        plain,
        f"su -c {quote(plain)}",
        why="In a container you usually are root already.",
        sure=0.95,
    )


@family.rule(
    when="No such file or directory",
    says=r"grep: (?P<path>.+): No such file or directory",
    programs=listed("grep egrep fgrep"),
)
def grep_order(f: Failed) -> Advice | None:
    """grep FILE PATTERN"""
    words = f.operands
    if len(words) != 2 or not f.local.exists(words[0].value) or f.local.exists(words[1].value):
        return None
    return f.hint("The pattern comes first, then the file", _to_the_end(f, words[0]), sure=0.96)


def _to_the_end(f: Failed, word: Word) -> str:
    """The word moved behind the others of its command."""
    end = f.command.words[-1].end
    return f.line.edit(
        (word.start, f.command.words[f.command.words.index(word) + 1].start, ""),
        (end, end, f" {word.raw}"),
    )


@family.rule(
    when="File exists",
    says=r"^ln: failed to create symbolic link ['‘](?P<path>[^'’]+)['’]: File exists",
    programs=("ln",),
)
def link_order(f: Failed) -> Advice | None:
    """ln -s NAME TARGET, the wrong way round."""
    words = f.operands
    if len(words) != 2 or f.local.exists(words[0].value) or not f.local.exists(words[1].value):
        return None
    if words[0].value.startswith("/") and "/" not in words[1].value:
        return None  # the target may well come later
    return f.hint(
        "The existing file comes first, then the name of the link",
        _to_the_end(f, words[0]),
        sure=0.97,
    )


# Of sections 2 and 3, where the pages themselves are not installed.
C_FUNCTIONS = listed(
    """accept atoi bind calloc close connect execve exit fclose fgets fopen fork fprintf fread free
    fscanf fseek fwrite getenv getopt gettimeofday ioctl kill listen lseek malloc memcpy memmove
    memset mmap open perror pipe poll printf pthread_create putenv qsort read realloc scanf select
    signal sleep snprintf socket sprintf sscanf stat strcat strchr strcmp strcpy strdup strerror
    strlen strncmp strncpy strstr strtok strtol time unlink wait waitpid write"""
)


def pages(section: str) -> tuple[str, ...]:
    """The manual pages of a section that are installed."""
    try:
        files = os.listdir(f"/usr/share/man/man{section[:1]}")
    except OSError:
        return ()
    return tuple(name.removesuffix(".gz").rpartition(".")[0] for name in files)


@family.rule(
    when="No manual entry for", says=r"No manual entry for (?P<topic>\S+)", programs=("man",)
)
def no_manual(f: Failed) -> Advice | None:
    """man of something without a manual."""
    topic = f["topic"]
    word = f.word(topic)
    if word is None:
        return None
    section = f.find(r"in section (\w+)")
    if section and f.word(section[1]):
        title = f"No manual for {topic} in section {section[1]}"
        near = nearest(topic, (*pages(section[1]), *C_FUNCTIONS * (section[1] in "23")))
        if topic in f.local.programs or not near:
            return f.hint(title, f.without(section[1]), sure=0.9)
        return f.hint(title, *[f.swap(word, n) for n in near], sure=0.93)
    if topic in f.local.programs:
        return f.hint(f"{topic} has no manual", f"{quote(topic)} --help", sure=0.93)
    near = nearest(topic, f.local.programs, prior=f.local.familiar)
    if near:
        return f.hint(f"No manual for {topic}", *[f.swap(word, n) for n in near], sure=0.9)
    return f.hint(f"No manual for {topic}", f"apropos {quote(topic)}", sure=0.8)


@family.rule(
    when="No such file or directory",
    status=127,
    says=r"^(?:\S+: )?(?P<path>/?(?:usr|bin|etc|opt|var|home)/\S+): No such file or directory",
)
def leading_slash(f: Failed) -> Advice | None:
    """usr/bin/env instead of /usr/bin/env."""
    word = f.command.words[0]
    if (
        word.value != f["path"]
        or word.value.startswith("/")
        or not f.local.exists("/" + word.value)
    ):
        return None
    return f.hint("The path lacks its first slash", f.swap(word, "/" + word.value), sure=0.95)


@family.rule(when="can't find", programs=("mount",), says=r"can't find .*in /etc/fstab")
def mount_needs_both(f: Failed) -> Advice | None:
    """mount DEVICE without a folder."""
    return f.hint("mount needs a device and a folder", "lsblk -f", sure=0.8)


@family.rule(when="OLDPWD not set", programs=("cd",))
def no_previous(f: Failed) -> Advice | None:
    """cd - in a new shell."""
    return f.hint("There is no folder to go back to yet", "cd ~", sure=0.8)


@family.rule(
    when=("does not exist", "No such file"),
    programs=listed("open xdg-open gnome-open kde-open gio"),
    says=r"(?:file|gio:) ['‘]?(?:\S*/)?(?P<name>[\w.-]+?)['’:]? (?:does not exist|No such file)",
)
def open_address(f: Failed) -> Advice | None:
    """An address without its scheme, or a misspelt file."""
    word = f.word(f["name"]) or next((w for w in f.operands if w.value != "open"), None)
    if word is None:
        return None
    near = f.local.near(word.value)
    if near:
        return f.hint(f.missing("file", word.value), *[f.swap(word, n) for n in near], sure=0.94)
    if re.search(
        r"\.(?:com|org|net|io|dev|edu|gov|app|info|me|ai|co|uk|de|fr|eu|ru|jp)(?:/|$)", word.value
    ):
        return f.hint(
            "An address needs its scheme to be one", f.swap(word, f"http://{word.value}"), sure=0.9
        )
    return f.hint(
        f.missing("file", word.value),
        f.first(f"touch {word.raw}"),
        f.first(f"mkdir {word.raw}"),
        sure=0.7,
    )
