# ruff: noqa: E501
"""Locale, character encoding, time zone, terminal type, display."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("locale")

LOCALES = listed("en_US.UTF-8 en_GB.UTF-8 de_DE.UTF-8 fr_FR.UTF-8 es_ES.UTF-8 it_IT.UTF-8 pt_BR.UTF-8 nl_NL.UTF-8 pl_PL.UTF-8 ru_RU.UTF-8 ja_JP.UTF-8 zh_CN.UTF-8 ko_KR.UTF-8 sv_SE.UTF-8 C.UTF-8")  # fmt: skip
ENCODINGS = listed("utf-8 utf-16 utf-32 utf-16le utf-16be iso-8859-1 iso-8859-15 iso-8859-2 windows-1252 windows-1251 cp1252 cp437 ascii us-ascii latin1 koi8-r gbk gb18030 big5 shift_jis euc-jp euc-kr macintosh")  # fmt: skip


def wanted(f: Failed) -> str:
    """The locale that could not be set."""
    found = f.find(
        r"cannot change locale \(([\w.@-]+)\)|LC_ALL = \"([\w.@-]+)\"|\bLANG = \"([\w.@-]+)\"|LANG=([\w.@-]+)|locale name: [\"']?([\w.@-]+)"
    )
    name = next((g for g in found.groups() if g), "") if found else ""
    name = name or next(
        (
            w.value.split("=", 1)[1]
            for w in f.command.prefix
            if re.match(r"L(?:C_\w+|ANG)=", w.value)
        ),
        "",
    )
    return name if name not in ("C.UTF-8", "C", "POSIX") else ""


def _set_by_the_program(f: Failed) -> str:
    """The name in the line that calls setlocale, where the traceback shows it."""
    told = f.find(r"setlocale\([^\n'\"]*['\"](?P<name>[a-z]{2}_[A-Z]{2}[\w.@-]*)['\"]")
    return told["name"] if told else ""


@family.rule(
    when=(
        "Setting locale failed",
        "cannot change locale",
        "Cannot set LC_",
        "unsupported locale setting",
        "invalid locale settings",
        "invalid locale name",
        "locale not supported by C library",
        "LC_ALL: cannot",
    ),
    programs=(),
)
def not_generated(f: Failed) -> Advice:
    """A locale that was not generated on this system."""
    name = wanted(f) or _set_by_the_program(f)
    target = name or "en_US.UTF-8"
    if "." not in target:
        target += ".UTF-8"
    near = nearest(name, LOCALES) if name and name not in LOCALES else []
    generate = (
        f"sudo sed -i 's/^# *{target}/{target}/' /etc/locale.gen && sudo locale-gen"
        if f.local.distribution == "debian"
        else f"sudo locale-gen {target}"
    )
    harmless = (
        f.status
        and not re.search(r"unsupported locale setting|invalid locale", f.output)
        and f.program not in ("perl", "locale", "bash", "python3", "python")
    )
    return f.hint(
        f"The locale {name} is not installed on this system"
        if name
        else "The locale that LANG or LC_ALL names is not installed here",
        generate if not near else f"sudo locale-gen {near[0]}",
        f"LC_ALL=C.UTF-8 {re.sub(r'^LC_ALL=' + chr(92) + 'S+ ', '', f.text)}",
        "export LC_ALL=C.UTF-8",
        why="Generate it, or use C.UTF-8, which is always there.",
        sure=0.6 if harmless else 0.72 if "warning: " in f.output and f.status else 0.92,
    )


@family.rule(
    when="is not a supported language or locale",
    says=r"'(?P<name>[\w.@-]+)' is not a supported language or locale",
    programs=("locale-gen",),
)
def unsupported(f: Failed) -> Advice | None:
    """locale-gen of Ubuntu wants the whole name."""
    name = f["name"]
    stem, dot, _ = name.partition(".")
    near = nearest(name, LOCALES, limit=1)
    full = f"{stem}.UTF-8" if not dot and f"{stem}.UTF-8" in LOCALES else ""
    better = full or (near[0] if near else "")
    return f.hint(
        f"There is no locale {name}",
        f.swap(name, better) if better else None,
        "grep UTF-8 /usr/share/i18n/SUPPORTED",
        sure=0.93,
    )


@family.rule(
    when=(
        "configured to use ASCII as encoding",
        "need UTF-8 locale",
        "needs a UTF-8 native locale",
        "requires UTF-8",
        "ANSI_X3.4-1968",
    ),
    programs=(),
)
def ascii_locale(f: Failed) -> Advice:
    """A program that wants UTF-8 in an ASCII locale."""
    return f.hint(
        "This program needs a UTF-8 locale",
        f"LC_ALL=C.UTF-8 LANG=C.UTF-8 {f.text}",
        "export LC_ALL=C.UTF-8 LANG=C.UTF-8",
        sure=0.95,
    )


@family.rule(
    when="codec can't encode",
    says=r"UnicodeEncodeError: '(?P<codec>[\w-]+)' codec can't encode",
    programs=(),
)
def cannot_print(f: Failed) -> Advice | None:
    """Python printing to an ASCII terminal or pipe."""
    if f["codec"] not in ("ascii", "latin-1", "charmap"):
        return None
    return f.hint(
        f"The output is set to {f['codec']}, which lacks that character",
        f"PYTHONIOENCODING=utf-8 {re.sub(r'^PYTHONIOENCODING=' + chr(92) + 'S+ ', '', f.text)}"
        if f["codec"] == "ascii"
        else f"PYTHONUTF8=1 {f.text}",
        "export LC_ALL=C.UTF-8",
        sure=0.9,
    )


@family.rule(
    when="codec can't decode",
    says=r"UnicodeDecodeError: '(?P<codec>[\w-]+)' codec can't decode byte (?P<byte>0x[0-9a-f]+)",
    programs=(),
)
def cannot_read(f: Failed) -> Advice:
    """A file in another encoding than Python expects."""
    if f["codec"] == "ascii":
        return f.hint(
            "Python reads as ASCII here, and the file is UTF-8",
            f"PYTHONUTF8=1 {f.text}",
            "export LC_ALL=C.UTF-8",
            sure=0.92,
        )
    place = [
        m
        for m in re.finditer(r'File "([^"<]+)", line (\d+)', f.output)
        if "site-packages" not in m[1] and "/lib/python" not in m[1]
    ]
    utf16 = f["byte"] in ("0xff", "0xfe")
    file = next(
        (
            w.value
            for w in reversed(f.operands)
            if f.local.is_file(w.value) and not w.value.endswith(".py")
        ),
        "",
    )
    editor = (
        f"${{EDITOR:-vi}} +{place[-1][2]} {place[-1][1].removeprefix(f.case.cwd.rstrip('/') + '/')}"
        if place
        else ""
    )
    return f.hint(
        "The file is not UTF-8" + (": it looks like UTF-16, or binary" if utf16 else ""),
        f"file -i {file}" if file else None,
        editor,
        why=f"Open it with encoding='{'utf-16' if utf16 else 'latin-1'}', or as bytes.",
        sure=0.85,
    )


@family.rule(
    when=("iconv", "recode"),
    says=r"conversions? from [`'‘]?(?P<from>[\w.-]+)['’]? (?:and to [`'‘](?P<both>[\w.-]+)['’] )?(?:is|are) not supported|conversion to [`'‘]?(?P<to>[\w.-]+)['’]? is not supported|conversion from [`'‘](?P<from2>[\w.-]+)['’] to [`'‘](?P<to2>[\w.-]+)['’]|illegal input sequence at position (?P<at>\d+)|cannot convert",
    programs="iconv",
)
def iconv(f: Failed) -> Advice | None:
    """An encoding that iconv does not know, or input of another one."""
    if f["at"]:
        to = next(
            (
                v
                for o, v in zip(f.command.words, f.command.words[1:], strict=False)
                if o.value in ("-t", "--to-code")
            ),
            None,
        )
        source = next(
            (
                v
                for o, v in zip(f.command.words, f.command.words[1:], strict=False)
                if o.value in ("-f", "--from-code")
            ),
            None,
        )
        file = f.operands[-1].raw if f.operands else ""
        return f.hint(
            "A character does not fit: the input is in another encoding, or the target lacks it",
            f.swap(to, to.value + "//TRANSLIT") if to else None,
            f"file -i {file}" if file else None,
            f.swap(source, "iso-8859-1") if source and source.value.lower() == "utf-8" else None,
            sure=0.88,
        )
    for name in (f["from"], f["to"], f["from2"], f["to2"], f["both"]):
        near = nearest(name.lower(), ENCODINGS) if name and name.lower() not in ENCODINGS else []
        word = f.word(name) if name else None
        if near and word:
            return f.hint(
                f"iconv does not know the encoding {name}",
                *[f.swap(word, n) for n in near],
                "iconv -l",
                sure=0.95,
            )
    return f.hint("iconv does not know one of these encodings", "iconv -l", sure=0.85)


@family.rule(
    when=(
        "unknown terminal type",
        "unknown terminal",
        "Error opening terminal",
        "terminal is not fully functional",
        "missing or unsuitable terminal",
        "cannot initialize terminal type",
        "setupterm: could not find terminal",
        "terminal is not powerful",
        "TERM environment variable",
        "not a valid TERM",
        "open terminal failed",
        "Unknown terminal",
    ),
    programs=(),
)
def terminal(f: Failed) -> Advice | None:
    """TERM names a terminal that this machine does not know."""
    if "not a terminal" in f.output and "open terminal failed" in f.output:
        return f.hint("There is no terminal here", f"script -qc {f.text!r} /dev/null", sure=0.75)
    bare = re.sub(r"^TERM=\S+ ", "", f.text)
    found = f.find(
        r"unknown terminal(?: type)?:? \"?([\w.+-]+)|[Ee]rror opening terminal: ([\w.+-]+?)\.?$|unsuitable terminal: (\S+)|'([\w.+-]+)': unknown terminal type"
    )
    kind = next((group for group in found.groups() if group), "") if found else ""
    package = {
        "xterm-kitty": "kitty-terminfo",
        "foot": "foot-terminfo",
        "rxvt-unicode-256color": "ncurses-term",
        "tmux-256color": "ncurses-term",
        "screen-256color": "ncurses-term",
        "alacritty": "ncurses-term",
        "xterm-ghostty": "",
    }.get(kind, "")
    return f.hint(
        f"This machine does not know the terminal type {kind}"
        if kind
        else "This machine does not know your terminal type",
        f"TERM=xterm-256color {bare}",
        "export TERM=xterm-256color",
        f.local.installer(package) if package else None,
        sure=0.95,
    )


@family.rule(
    when=(
        "cannot open display",
        "Can't open display",
        "could not connect to display",
        "no display name and no $DISPLAY",
        "unable to open display",
        "Unable to init server",
        "Missing X server or $DISPLAY",
        "couldn't connect to display",
        "cannot connect to X server",
        "No protocol specified",
    ),
    programs=(),
)
def display(f: Failed) -> Advice:
    """A graphical program without a display."""
    if "No protocol specified" in f.output:
        return f.hint(
            "The display does not let this user in", "xhost +si:localuser:$(whoami)", sure=0.9
        )
    ssh = bool(f.local.environ.get("SSH_CONNECTION"))
    return f.hint(
        "There is no graphical display here",
        f"xvfb-run {f.text}" if not ssh else "ssh -X <user>@<host>",
        f"DISPLAY=:0 {f.text}",
        f"QT_QPA_PLATFORM=offscreen {f.text}" if re.search(r"[Qq]t|xcb", f.output) else None,
        why="Over ssh use ssh -X; on a server give it a virtual one (xvfb-run).",
        sure=0.9,
        verified=bool(f.local.which("xvfb-run")) or ssh,
    )


@family.rule(
    when="could not load the Qt platform plugin",
    says=r"[Cc]ould not load the Qt platform plugin \"(?P<plugin>\w+)\"",
    programs=(),
)
def qt(f: Failed) -> Advice:
    """Qt without its xcb libraries or without a display."""
    return f.hint(
        "Qt cannot start its window system",
        f.local.installer("libxcb-cursor0 libxkbcommon-x11-0"),
        f"QT_QPA_PLATFORM=offscreen {f.text}",
        f"QT_DEBUG_PLUGINS=1 {f.text}",
        sure=0.88,
    )


@family.rule(
    when="invalid date", says=r"date: invalid date [‘'](?P<date>[^’']+)[’']", programs="date"
)
def date(f: Failed) -> Advice:
    """`date -d 'nxt week'`."""
    words = f["date"].split()
    known = listed(
        "next last yesterday today tomorrow now monday tuesday wednesday thursday friday saturday sunday week weeks day days month months year years hour hours minute minutes ago january february march april may june july august september october november december"
    )
    mended = " ".join(
        w if re.search(r"\d", w) or w.lower() in known else (nearest(w.lower(), known) or [w])[0]
        for w in words
    )
    day_first = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", f["date"])
    if day_first:
        mended = f"{day_first[3]}-{int(day_first[2]):02}-{int(day_first[1]):02}"
    word = next((w for w in f.command.words if f["date"] in w.value), None)
    return f.hint(
        f"date cannot read {f['date']}",
        f.swap(word, word.value.replace(f["date"], mended))
        if word and mended != f["date"]
        else None,
        why="It reads 2025-01-31, 'next week', '2 days ago'.",
        sure=0.93,
    )


def zones(f: Failed) -> list[str]:
    """The line with the zone of this machine that is nearest to the one typed."""
    root = "/usr/share/zoneinfo"
    word = next((w for w in f.operands if re.match(r"[A-Z]\w+/\w+$", w.value)), None)
    near = f.local.near(f"{root}/{word.value}") if word else []
    return [f.swap(word, n.removeprefix(root + "/")) for n in near[:1] if word]


family.hint(
    "timezone",
    "There is no such time zone",
    zones,
    "timedatectl list-timezones",
    "ls /usr/share/zoneinfo",
    when=(
        "Invalid or not installed time zone",
        "invalid time zone",
        "Invalid time zone",
        "ZoneInfoNotFoundError",
        "unknown time zone",
        "UnknownTimeZoneError",
    ),
    programs=(),
    sure=0.85,
)
family.hint(
    "tzdata",
    "The time zone data is not installed",
    lambda f: f.local.installer("tzdata"),
    "pip install tzdata",
    when=("No time zone found with key", "unknown time zone"),
    programs=(),
    sure=0.9,
)
