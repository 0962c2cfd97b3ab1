# ruff: noqa: E501
"""tar, unzip, gzip, bzip2, xz, zstd, 7z, unrar: the right tool for the file's true format."""

from __future__ import annotations

import os
import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.wordlist import listed
from termproxy.regular import read_regular

TAR = ("tar", "bsdtar")
UNZIP = ("unzip", "zipinfo", "funzip")
SINGLE = listed("gzip gunzip zcat bzip2 bunzip2 bzcat xz unxz xzcat zstd unzstd zstdcat pigz")
SEVEN = ("7z", "7za", "7zr", "7zz", "p7zip")
family = Family("archives", *TAR, *UNZIP, *SINGLE, *SEVEN, "zip", "unrar", "ar", "cpio")

ENDINGS = (
    (".tar.gz", "tar"), (".tgz", "tar"), (".tar.bz2", "tar"), (".tbz2", "tar"), (".tar.xz", "tar"),
    (".txz", "tar"), (".tar.zst", "tar"), (".tar.lz4", "tar"), (".tar", "tar"), (".zip", "zip"),
    (".jar", "zip"), (".war", "zip"), (".apk", "zip"), (".whl", "zip"), (".docx", "zip"),
    (".7z", "7z"), (".rar", "rar"), (".gz", "gzip"), (".bz2", "bzip2"), (".xz", "xz"), (".zst", "zstd"),
    (".deb", "deb"), (".rpm", "rpm"),
)  # fmt: skip


def kind_of(f: Failed, name: str) -> str:
    """What a file truly is, from its first bytes; "" when it cannot be read."""
    head = f.local.text(name, 512)
    try:
        raw = read_regular(f.local.path(name), 512)
    except OSError:
        raw = b""
    magics = (
        (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"(\xb5/\xfd", "zstd"),
        (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"),
        (b"!<arch>", "deb" if name.endswith(".deb") else "ar"),
    )  # fmt: skip
    for magic, kind in magics:
        if raw.startswith(magic):
            return kind
    if raw[257:262] == b"ustar":
        return "tar"
    if re.match(r"\s*<(?:!doctype|html|\?xml)", head, re.IGNORECASE):
        return "html"
    if not raw and f.local.is_file(name):
        return "empty"
    return "text" if raw and not raw.strip(bytes(range(32, 127)) + b"\n\r\t") else ""


def named(f: Failed) -> Word | None:
    """The archive on the line: after f in tar's options, else the first operand."""
    words = f.command.words[1:]
    if f.program in TAR:
        for at, word in enumerate(words):
            clustered = at == 0 or (word.is_option and not word.value.startswith("--"))
            if clustered and re.fullmatch(r"-?\w*f", word.value) and at + 1 < len(words):
                return words[at + 1]
            if word.value.startswith("--file="):
                return word
        ending = tuple(ending for ending, _ in ENDINGS)
        return next((w for w in words if w.value.endswith(ending)), None)
    operands = [w for w in f.operands if f.program not in SEVEN or len(w.value) > 1]
    return operands[0] if operands else None


def unpack(f: Failed, name: str, kind: str) -> str:
    """The line that unpacks a file of that kind."""
    path = quote(name)
    tarred = ".tar" in name or name.endswith((".tgz", ".txz", ".tbz2"))
    if kind in ("gzip", "bzip2", "xz", "zstd"):
        single = {"gzip": "gunzip", "bzip2": "bunzip2", "xz": "unxz", "zstd": "unzstd"}[kind]
        return f"tar xf {path}" if tarred or f.program in TAR else f"{single} {path}"
    return {
        "tar": f"tar xf {path}",
        "zip": f"unzip {'-l ' if f.has('-t') or f.args[:1] in (('tf',), ('tvf',)) else ''}{path}",
        "7z": f"7z x {path}",
        "rar": f"unrar x {path}",
        "deb": f"sudo apt install ./{path}",
        "ar": f"ar x {path}",
    }.get(kind, "")


@family.rule(
    when=("not in gzip format", "is not a bzip2 file", "File format not recognized", "unsupported format",
          "does not look like a tar archive", "End-of-central-directory", "unknown suffix",
          "Can not open the file as", "Cannot open the file as", "Is not archive", "is not RAR archive",
          "not a gzip file", "Unrecognized archive format", "zip file structure invalid", "missing end signature"),
)  # fmt: skip
def wrong_format(f: Failed) -> Advice | None:
    """The file is of another format than the tool was told."""
    word = named(f)
    if word is None:
        return None
    name = word.value.removeprefix("--file=")
    path = quote(name)
    if "unknown suffix" in f.output:
        packed = next((n for n in (f"{name}.gz", f"{name}.tgz") if f.local.is_file(n)), "")
        if packed:
            return f.hint(f"{name} is the unpacked one", f.swap(word, packed), sure=0.93)
    by_name = next((kind for ending, kind in ENDINGS if name.lower().endswith(ending)), "")
    true = kind_of(f, name)
    extra = ""
    if f.program in TAR:
        folder = next((b.raw for a, b in pairwise(f.command.words)
                       if a.value in ("-C", "--directory")), "")  # fmt: skip
        extra = folder
    told = {"unzip": "zip", "7z": "7z", "gunzip": "gzip", "gzip": "gzip"}.get(f.program, "tar")
    if f.program in TAR:
        told = by_name if by_name == "tar" else "tar"
    other = by_name not in ("", told)  # the name alone says that this is the wrong tool
    kind = by_name if true in ("empty", "text") and other else true or by_name
    if kind in ("html", "empty", "text") and f.program != "zip":
        return _no_archive(f, name, kind)
    if "unknown suffix" in f.output and not true and by_name in ("", "gzip"):
        return f.hint(
            f"{name} does not end in .gz, so gunzip leaves it alone", f"file {path}", sure=0.8
        )
    line = unpack(f, name, kind)
    if line and f.program in TAR and kind in ("tar", "gzip", "bzip2", "xz", "zstd"):
        line = f.rewrite(_plain_flags(f, word))
    elif line and extra and kind == "zip":
        line += f" -d {extra}"
    elif line and extra and kind == "7z":
        line += f" -o{extra}"
    if line and line != f.text:
        kinds = {"gzip": "compressed by gzip", "bzip2": "compressed by bzip2", "xz": "compressed by xz",
                 "zstd": "compressed by zstd", "tar": "a tar archive", "deb": "a Debian package"}  # fmt: skip
        article = kinds.get(kind, f"a {kind} archive")
        return f.hint(
            f"{name} is {article}",
            line,
            f"file {path}",
            why="" if kind == true else "Its name says so.",
            sure=0.94 if kind == true else 0.9,
        )
    return f.hint(
        f"{name} is damaged, or no archive of that kind",
        f"file {path}",
        why="file says what it is; perhaps the download was cut short.",
        sure=0.85,
    )


def _no_archive(f: Failed, name: str, kind: str) -> Advice:
    """A web page, text or nothing where an archive should be."""
    path = quote(name)
    what = {"html": "a web page", "empty": "empty", "text": "plain text"}[kind]
    if "unknown suffix" in f.output:
        return f.hint(f"{name} is not compressed: it is {what}", f"file {path}", sure=0.8)
    return f.hint(
        f"{name} is no archive: it is {what}",
        f"file {path}",
        f"head -c 300 {path}",
        why="The download went wrong: look at it, then fetch it again (curl -fL)."
        if kind != "text"
        else "Perhaps a download that went wrong.",
        sure=0.9,
    )


def _plain_flags(f: Failed, archive: Word) -> str:
    """The tar command without its compression letter: tar finds the format itself."""
    words: list[str] = []
    for at, word in enumerate(f.command.words):
        raw = word.raw
        if at and re.fullmatch(r"-?[a-zA-Z]{2,}", raw) and (at == 1 or raw[0] == "-"):
            raw = re.sub(r"[zjJZ]", "", raw)
        elif raw in ("-z", "-j", "-J", "--gzip", "--bzip2", "--xz", "--zstd", "-Z"):
            continue
        words.append(raw)
    return " ".join(words)


@family.rule(
    when=("unexpected end of file", "Unexpected end of input", "Unexpected EOF", "Unexpected end of archive",
          "truncated", "crc error", "CRC Failed", "invalid compressed data", "Compressed data is corrupt",
          "Data Error", "data integrity error"),
)  # fmt: skip
def damaged(f: Failed) -> Advice | None:
    """The file ends too early or is damaged."""
    word = named(f)
    if (
        f.program in TAR
        and word is not None
        and not any("f" in w.value for w in f.command.words[1:2])
    ):
        first = f.command.words[1]
        if first is not word and re.fullmatch(r"-?[a-zA-Z]+", first.value):
            return f.hint(
                "Without f, tar reads from the terminal, not from the file",
                f.swap(first, first.value + "f"),
                sure=0.95,
            )
    if word is None:
        return None
    size = f.local.path(word.value)
    small = f.local.is_file(word.value) and os.path.getsize(size) == 0
    return f.hint(
        f"{word.value} is empty" if small else f"{word.value} is cut short or damaged",
        why="Fetch it again: the download stopped early.",
        sure=0.86,
    )


@family.rule(
    when=("incorrect password", "unable to get password", "Wrong password", "need PK compat")
)
def password(f: Failed) -> Advice | None:
    """The archive is encrypted."""
    word = named(f)
    if "need PK compat" in f.output:
        return f.hint(
            "unzip does not know that encryption", f"7z x {word.raw if word else ''}", sure=0.94
        )
    given = next(
        (w for w in f.command.words if w.value == "-P" or re.match(r"-p.+", w.value)), None
    )
    drop = (
        f.without(
            given,
            *(
                [f.command.words[f.command.words.index(given) + 1]]
                if given and given.value == "-P"
                else []
            ),
        )
        if given
        else ""
    )
    return f.hint(
        "The password is wrong"
        if "orrect" in f.output or "Wrong" in f.output
        else "The archive wants a password",
        drop,
        f"7z x {word.raw}" if word and not drop else None,
        why="Without the option, it is asked for.",
        sure=0.86,
    )


@family.rule(when=("is a directory", "Is a directory", "is a directory."), programs=SINGLE)
def folder(f: Failed) -> Advice | None:
    """gzip packs single files: tar packs folders."""
    word = next(
        (w for w in f.operands if f.local.is_dir(w.value)), f.operands[0] if f.operands else None
    )
    if word is None:
        return None
    letter, ending = {"b": ("j", "bz2"), "x": ("J", "xz"), "z": (" --zstd", "zst")}.get(
        f.program[0], ("z", "gz")
    )
    if f.program in ("zcat",):
        return None
    flags = f"c{letter}f" if letter.isalpha() else "--zstd -cf"
    name = word.value.rstrip("/")
    return f.hint(
        f"{f.program} packs single files; a folder is packed by tar",
        f"tar {flags} {quote(name + '.tar.' + ending)} {word.raw}",
        f.insert("-r") if f.program == "gzip" else None,
        sure=0.94,
    )


@family.rule(when=("already exists", "Output file", "File exists"), programs=SINGLE)
def exists(f: Failed) -> Advice | None:
    """The result exists already."""
    return f.hint(
        "The result exists already",
        f.insert("-f"),
        f.insert("-k"),
        why="-f overwrites it.",
        sure=0.85,
    )


@family.rule(
    when=("No such file or directory", "can't stat", "errno=2", "Cannot open"),
    programs=(*SINGLE, *SEVEN, "unrar"),
)
def missing(f: Failed) -> Advice | None:
    """A file that is not there."""
    word = next((w for w in f.operands if len(w.value) > 1 and not f.local.exists(w.value)), None)
    if word is None:
        return None
    near = f.local.near(word.value) or f.local.elsewhere(word.value)
    near = near or [n for n in f.local.entries() if n.startswith(word.value + ".")]
    if not near:
        return None
    stem, ending = os.path.splitext(word.value)
    same = [
        n for n in f.local.entries() if n.startswith(f"{stem}.") and n.endswith(ending) and ending
    ]
    near = list(dict.fromkeys([*same, *near]))
    return f.hint(f"No {word.value} here", *[f.swap(word, n) for n in near[:2]], sure=0.94)


family.hint(
    "7z-usage",
    "7z wants a command and an archive",
    lambda f: (
        f.swap(f.operands[0], "x")
        if f.operands and f.find(r"Unsupported command") and len(f.operands) > 1
        else None
    ),
    lambda f: (
        f"7z x {f.operands[0].raw}" if f.operands and f.local.is_file(f.operands[0].value) else None
    ),
    "7z x <archive>",
    programs=SEVEN,
    when="Command Line Error",
    why="x unpacks, a packs, l lists.",
    sure=0.88,
)
family.hint(
    "update-compressed",
    "A compressed archive cannot be added to",
    lambda f: (
        f"gunzip {named(f).raw} && {f.text.replace('.gz', '', 1)} && gzip {named(f).raw.removesuffix('.gz')}"  # type: ignore[union-attr]
        if named(f) and named(f).value.endswith(".tar.gz")  # type: ignore[union-attr]
        else None
    ),
    when="Cannot update compressed archives",
    sure=0.88,
)
family.hint(
    "more-than-one-entry",
    "It is a zip archive, not gzip",
    lambda f: f"unzip {named(f).raw}" if named(f) else None,  # type: ignore[union-attr]
    when="has more than one entry",
    sure=0.95,
)
family.hint(
    "already-gz",
    "It is compressed already",
    lambda f: f"gunzip {f.operands[0].raw}" if f.operands else None,
    when="already has",
    says=r"already has \.\w+ suffix",
    sure=0.8,
)
family.hint(
    "tar-changed",
    "A file changed while tar read it",
    "{line}",
    when="file changed as we read it",
    says=r"file changed as we read it",
    status=1,
    sure=0.75,
)
