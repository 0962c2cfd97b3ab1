"""What a command was not given, or was given too much of: getopt's and coreutils' words for it.

Wording: gettext catalogues of coreutils 9.1, findutils 4.9, diffutils 3.8, glibc's getopt(3).
"""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("operands")

# What each of them works on, where the message does not say.
WANTS = {
    "mkdir": "the folder to make",
    "rmdir": "the folder to remove",
    "rm": "what to remove",
    "touch": "the file to make",
    "basename": "a path",
    "dirname": "a path",
    "chmod": "a mode and a file",
    "chown": "an owner and a file",
    "chgrp": "a group and a file",
    "cp": "what to copy, and where to",
    "mv": "what to move, and where to",
    "ln": "what to link to",
    "diff": "two files",
    "cmp": "two files",
    "comm": "two files",
    "join": "two files",
    "sleep": "a time: 5, 2m, 1h",
    "seq": "the last number",
    "tr": "two sets of characters",
    "cut": "a list of fields",
    "truncate": "a size and a file",
    "mktemp": "a template",
    "stat": "a file",
    "kill": "a process",
    "ping": "a host",
    "expr": "an expression",
    "readlink": "a path",
    "timeout": "a time and a command",
    "nice": "a command",
    "nohup": "a command",
    "chroot": "a folder",
    "split": "a file",
    "csplit": "a file and where to split",
    "factor": "a number",
    "install": "files, and where to",
    "unlink": "the file to remove",
    "link": "a file and the new name",
    "mkfifo": "a name",
    "mknod": "a name and a type",
    "shred": "a file",
    "pathchk": "a path",
    "test": "an expression",
    "env": "a command",
    "date": "a format: +%F",
}
# They read their standard input only.
FILTERS = listed("tr tac-input")


@family.rule(
    when=("missing operand", "missing file operand", "you must specify", "too few arguments"),
    says=r"^(?P<who>[\w.-]+): (?:missing (?:file )?operand(?: after ['‘](?P<after>[^'’]*)['’])?"
    r"|too few arguments)$",
)
def missing_operand(f: Failed) -> Advice | None:
    """A command without what it works on."""
    if f["who"] != f.program:
        return None
    word = f.word(f["after"]) if f["after"] else None
    if f.program == "chmod" and word and f.local.is_file(word.value):
        start = word.start
        return f.hint(
            "chmod wants a mode first", f.line.edit((start, start, "+x ")).strip(), sure=0.88
        )
    wants = WANTS.get(f.program, "an argument" if not f["after"] else "another argument")
    return f.hint(f"{f.program} wants {wants}", why=_usage(f), sure=0.8)


def _usage(f: Failed) -> str:
    """The first line of the usage, if it was printed."""
    found = f.find(r"^[Uu]sage:\s*(?P<line>\S.{0,100})$")
    return found["line"] if found else ""


@family.rule(
    when="extra operand",
    says=r"^(?P<who>[\w.-]+): extra operand ['‘](?P<extra>[^'’]+)['’]",
)
def extra_operand(f: Failed) -> Advice | None:
    """One argument too many."""
    word = f.word(f["extra"])
    if f["who"] != f.program or word is None:
        return None
    if f.program in FILTERS and f.local.exists(word.value):
        return f.hint(
            f"{f.program} reads its standard input, no files",
            f.swap(word, f"< {word.raw}", bare=True),
            sure=0.95,
        )
    format_word = next((w for w in f.operands if w.value.startswith("+")), None)
    if f.program == "date" and format_word and format_word.raw[:2] not in ('+"', "+'"):
        last = f.operands[-1]
        whole = " ".join(w.value for w in f.operands if w.start >= format_word.start)
        line = f.line.edit((format_word.start, last.end, f'"{whole}"'))
        return f.hint("A format that has blanks is quoted", line, sure=0.95)
    return f.hint(f"{f['extra']} is one argument too many", sure=0.75)


@family.rule(
    when=("Valid arguments are:",),
    says=r"(?P<how>invalid|ambiguous) argument ['‘](?P<typed>[^'’]+)['’]"
    r" for ['‘](?P<option>--[\w-]+)",
)
def option_value(f: Failed) -> Advice | None:
    """GNU tools list the words that an option takes: ls --sort=tiem."""
    listing = f.output.partition("Valid arguments are:")[2]
    known = re.findall(r"['‘]([\w-]+)['’]", listing.partition("Try '")[0])
    near = nearest(f["typed"], known)
    if f["how"] == "ambiguous":
        near = [name for name in known if name.startswith(f["typed"])]
    full = f"{f['option']}={f['typed']}"
    word = next(
        (
            w
            for w in f.command.words[1:]
            if w.value in (full, f["typed"]) or (w.is_option and w.value.endswith("=" + f["typed"]))
        ),
        None,
    )
    if not near or word is None:
        return f.hint(f"{f['option']} knows no {f['typed']}", sure=0.75)
    head = word.value[: len(word.value) - len(f["typed"])]
    return f.hint(
        f"{f['option']} knows no {f['typed']}",
        *[f.swap(word, head + name) for name in near],
        why=f"It takes {', '.join(known[:6])}.",
        sure=0.95,
    )


VALUE = (
    r"option requires an argument(?: --)? ?['‘`]?-?(?P<short>\w)\b"
    r"|option ['‘`]?(?P<long>--[\w-]+)['’]? requires an argument"
    r"|[Oo]ption (?P<bare>-{1,2}[\w-]+):? requires (?:a value|an? (?:argument|parameter))"
    r"|(?P<needs>--?[\w-]+):? (?:needs|expects|requires) (?:an?|one) (?:argument|value|parameter)"
    r"|flag needs an argument: (?:'(?P<cobra>\w)' in -\w+|(?P<flag>--[\w-]+))"
    r"|argument (?:-\w/)?(?P<py>--?[\w-]+)(?:/--[\w-]+)?: expected (?:one|at least one) argument"
)


@family.rule(
    when=(
        "requires an argument", "requires a value", "requires an parameter", "requires parameter",
        "needs an argument", "expected one argument", "expects an argument", "needs a value",
        "expected at least one argument",
    ),
    says=VALUE,
)  # fmt: skip
def option_without_value(f: Failed) -> Advice | None:
    """An option that wants a value, at the end of the line or before another option."""
    if f.program in ("git", "curl"):
        return None
    names = ("short", "long", "bare", "needs", "cobra", "flag", "py")
    option = next((f[name] for name in names if f[name]), "")
    if not option:
        return None
    option = option if option.startswith("-") else f"-{option}"
    word = next((w for w in f.command.words if _holds(w.value, option)), None)
    if word is None:
        return None
    return f.hint(f"{option} wants a value", why="Nothing follows it.", sure=0.78)


def _holds(value: str, option: str) -> bool:
    if value == option or value.startswith(option + "="):
        return True
    return len(option) == 2 and bool(re.match(rf"-\w*{re.escape(option[1])}\w*$", value))


_WORDS = listed("one two three four five six seven eight nine ten")
NUMBERS = {name: str(number) for number, name in enumerate(_WORDS, 1)}


@family.rule(
    programs=("head", "tail"),
    when="invalid number of ",
    says=r"invalid number of (?P<unit>lines|bytes): ['‘](?P<value>[^'’]+)['’]",
)
def number_of_lines(f: Failed) -> Advice | None:
    """-n without its number takes the file for it."""
    word = f.word(f["value"])
    flag = next((w for w in f.command.words if w.value in ("-n", "-c", "--lines")), None)
    fix = f.without(flag) if word and flag and f.local.exists(f["value"]) else None
    number = NUMBERS.get(f["value"].lower())
    if fix is None and word and flag and number:
        fix = f.swap(word, number)
    if fix is None and word and flag and f["unit"] == "lines":
        fix = f.swap(word, "10")
    return f.hint(f"{f.program} wants a number of {f['unit']}", fix, sure=0.92 if fix else 0.8)


@family.rule(
    programs=("sleep", "timeout"),
    when="invalid time interval",
    says=r"invalid time interval ['‘](?P<time>[^'’]+)['’]",
)
def time_interval(f: Failed) -> Advice | None:
    """A time that sleep and timeout cannot read."""
    word = f.word(f["time"])
    found = re.match(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[a-zA-Z]+)$", f["time"])
    units = {"sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m",
             "minute": "m", "minutes": "m", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
             "day": "d", "days": "d", "S": "s", "M": "m", "H": "h", "D": "d"}  # fmt: skip
    unit = units.get(found["unit"], "") if found else ""
    fix = f.swap(word, found["number"] + unit) if word and found and unit else None
    if found and found["unit"] == "ms" and word:
        fix = f.swap(word, f"{int(float(found['number'])) / 1000:g}")
    if fix is None and found and word:  # 5x: the letter is a slip
        fix = f.swap(word, found["number"])
    return f.hint("A time is a number and s, m, h or d", fix, sure=0.9)


@family.rule(
    programs=("ls", "ps", "du", "df"),
    when=("cannot access", "unsupported", "syntax error"),
    says=r"^ls: cannot access ['‘]?(?P<name>[^'’:\n]+)['’]?: No such file",
)
def options_without_hyphen(f: Failed) -> Advice | None:
    """`ls lah`: the letters are options."""
    word = f.word(f["name"])
    if word is None or not re.fullmatch(r"[lahtrRSF1sid]{2,5}", word.value):
        return None
    if "l" not in word.value and word.value not in ("ah", "ha", "ar", "tr", "rt"):
        return None
    return f.hint("Options begin with a hyphen", f.swap(word, f"-{word.value}"), sure=0.9)


@family.rule(
    when="No such file or directory",
    says=r"^(?P<path>[^\s:]+): No such file or directory$",
)
def bare_complaint(f: Failed) -> Advice | None:
    """`nokey: No such file or directory`: the tool does not even name itself."""
    word = f.word(f["path"])
    if word is None or word is f.command.words[0] or f.local.exists(word.value):
        return None
    near = f.local.near(word.value) or f.local.elsewhere(word.value)
    return f.hint(
        f.missing("file", word.value),
        *[f.swap(word, name) for name in near],
        sure=0.9 if near else 0.72,
    )


# ps(1), STANDARD FORMAT SPECIFIERS: those that people sort by.
PS_KEYS = listed(
    """%cpu %mem args cmd comm command cputime egroup etime etimes euid euser gid group lstart lwp
    majflt minflt ni nice nlwp pcpu pgid pid pmem ppid pri psr rss rsz ruser sid size start
    start_time stat state stime sz thcount time tty uid uname user vsize vsz wchan"""
)


@family.rule(programs=("ps",), when=("unknown sort specifier", "unknown user-defined format"))
def ps_key(f: Failed) -> Advice | None:
    """ps --sort=-%mmem, ps -o pid,comand"""
    for word in f.command.words[1:]:
        for key in re.split(r"[=,]", word.value):
            name = key.lstrip("+-")
            near = nearest(name, PS_KEYS) if name and not word.value.startswith(name) else []
            if name not in PS_KEYS and near:
                fixes = [f.swap(word, word.value.replace(name, new)) for new in near]
                return f.hint(f"ps has no column {name}", *fixes, sure=0.93)
    return None
