# ruff: noqa: E501
"""tar: letters, names and folders in the right order."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.archives import TAR, named
from termproxy.assistant.rules.families.options import GNU
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest

family = Family("tar", *TAR)


@family.rule(
    when=("Cannot open: No such file", "Cannot stat: No such file", "Cannot open: Is a directory"),
    programs=TAR,
)
def tar_paths(f: Failed) -> Advice | None:
    """tar: archive and files mixed up, or not there."""
    archive = named(f)
    if archive is None or len(f.command.words) < 2:
        return None
    return (
        _f_inside_letters(f)
        or _option_for_archive(f, archive)
        or _files_first(f, archive)
        or _not_there(f, archive)
    )


@family.rule(
    when=(
        "stdin: not in gzip format",
        "does not look like a tar archive",
        "stdin is not a bzip2 file",
        "stdin: File format not recognized",
    ),
    programs=TAR,
)
def from_a_pipe(f: Failed) -> Advice | None:
    """curl ... | tar xz: what came was a redirection or a page of an error."""
    fetch = next(
        (c for c in f.line.commands if c.program in ("curl", "wget") and c.start < f.command.start),
        None,
    )
    if fetch is None or named(f) is not None:
        return None
    address = next((w.raw for w in fetch.words[1:] if "://" in w.value or "." in w.value), "<url>")
    follows = any(re.fullmatch(r"-[a-zA-Z]*L[a-zA-Z]*|--location", w.value) for w in fetch.words)
    first = fetch.words[0]
    mended = (
        f.line.edit((first.end, first.end, " -fL"))
        if fetch.program == "curl" and not follows
        else ""
    )
    return f.hint(
        "What was fetched is no compressed archive",
        mended.strip(),
        f"curl -sIL {address}",
        why="Without -L curl keeps the answer that says where the file has moved."
        if mended
        else "A page of an error, or another kind of file: look at the answer's headers.",
        sure=0.93,
    )


def _creating(f: Failed) -> bool:
    return re.search(r"^-?\w*c", f.command.words[1].value) is not None or f.has("--create")


def _f_inside_letters(f: Failed) -> Advice | None:
    """-czfv: v is the archive's name."""
    dashed = next((w for w in f.command.words[1:-1] if re.fullmatch(r"-\w*f\w+", w.value)), None)
    if dashed is None or dashed.value.endswith("f"):
        return None
    mended = "-" + dashed.value[1:].replace("f", "") + "f"
    return f.hint(
        "After f comes the archive's name, so f must be the last letter",
        f.swap(dashed, mended),
        sure=0.95,
    )


def _option_for_archive(f: Failed, archive: Word) -> Advice | None:
    """-f -v x.tar: an option stands where the name belongs."""
    if not archive.value.startswith("-"):
        return None
    words = f.command.words
    at = words.index(archive)
    rest = words[at:]
    file = next((w for w in reversed(rest) if not w.is_option), None)
    if file is None:
        return None
    others = [w.raw for w in rest if w is not file]
    return f.hint(
        "After f comes the archive's name",
        f.rewrite(" ".join([*(w.raw for w in words[:at]), file.raw, *others])),
        sure=0.94,
    )


def _files_first(f: Failed, archive: Word) -> Advice | None:
    """tar czf src src.tar.gz"""
    files = [w for w in f.operands if w is not archive and w is not f.command.words[1]]
    if not files or not _creating(f) or not f.local.is_dir(archive.value):
        return None
    target = files[-1]
    return f.hint(
        "The archive's name comes first, then what goes into it",
        f.line.edit(
            (archive.start, archive.end, target.raw), (target.start, target.end, archive.raw)
        ),
        sure=0.95,
    )


def _not_there(f: Failed, archive: Word) -> Advice | None:
    missing = f.find(r"^tar(?: \(child\))?: (.+?): Cannot (?:open|stat): No such file")
    name = missing[1] if missing else ""
    word = f.word(name)
    if word is None:
        return None
    words = f.command.words
    before = words[words.index(word) - 1].value if word in words else ""
    if before in ("-C", "--directory"):
        return f.hint(f"No folder {name} here", ahead(f, f"mkdir -p {quote(name)}"), sure=0.96)
    if word is archive and _creating(f):
        return _no_folder_for_it(f, name)
    near = f.local.near(name) or f.local.elsewhere(name)
    if not near and not _creating(f):
        near = [n for n in f.local.entries() if n.startswith(name.split(".")[0]) and ".t" in n]
    if not near:
        return None
    return f.hint(
        f"No {name} here",
        *[f.swap(word, n) for n in near[:2]],
        why=f"There is {near[0]}.",
        sure=0.95,
    )


def _no_folder_for_it(f: Failed, name: str) -> Advice | None:
    """The archive is to be made in a folder that is not there."""
    folder = name.rsplit("/", 1)[0] if "/" in name else ""
    if not folder or f.local.is_dir(folder):
        return None
    return f.hint(f"No folder {folder} here", ahead(f, f"mkdir -p {quote(folder)}"), sure=0.95)


@family.rule(when=("You must specify one of", "You may not specify more than one", "requires an argument",
                   "option requires an argument", "Old option", "invalid option", "unrecognized option"), programs=TAR)  # fmt: skip
def tar_usage(f: Failed) -> Advice | None:
    """tar without a command letter, with two, or without the archive's name."""
    typed = f.find(r"unrecognized option '(--[\w-]+)")
    if typed and nearest(typed[1], GNU):
        return None  # options.unknown-option spells it
    words = f.command.words
    archive = named(f) or next(
        (w for w in f.operands if ".t" in w.value or w.value.endswith((".zip",))), None
    )
    if "more than one" in f.output and f.has("-c"):
        word = next((w for w in words[2:] if w.value == "-c"), None)
        if word:
            return f.hint("The target folder is given with a big C", f.swap(word, "-C"), sure=0.94)
    swapped = next((w for w in words[1:] if re.fullmatch(r"-f[cxtzvjJ]+", w.value)), None)
    if swapped:
        return f.hint(
            "f comes last: after it stands the archive's name",
            f.swap(swapped, "-" + swapped.value[2:] + "f"),
            sure=0.95,
        )
    if archive is not None and f.local.exists(archive.value):
        letters = words[1] if re.fullmatch(r"-?[vzjJf]+", words[1].value) else None
        if letters:
            return f.hint(
                "tar must be told what to do: x unpacks",
                f.swap(letters, "-x" + letters.value.lstrip("-")),
                sure=0.92,
            )
        return f.hint(
            "tar must be told what to do: xf unpacks",
            f.line.edit((archive.start, archive.start, "xf ")),
            sure=0.93,
        )
    files = sorted(n for n in f.local.entries() if re.search(r"\.(?:tar(?:\.\w+)?|tgz)$", n))
    asks = f.find(r"option '?f'? requires|requires an argument -- 'f'|Old option 'f'")
    if asks and files and not re.search(r"c", words[1].value):
        return f.hint("The archive's name is missing", f.append(quote(files[0])), sure=0.88)
    return f.hint(
        "tar was not told what to do",
        "tar xf <archive>",
        "tar czf <archive>.tar.gz <folder>",
        why="x unpacks, c packs, t lists; f names the archive.",
        sure=0.82,
    )


@family.rule(when="Cowardly refusing to create an empty archive")
def tar_nothing_to_pack(f: Failed) -> Advice | None:
    """tar c without files: the archive's name is missing, or what to pack."""
    archive = named(f)
    if archive and f.local.is_dir(archive.value):
        base = archive.value.rstrip("/").rsplit("/", 1)[-1]
        ending = ".tar.gz" if re.search(r"z", f.command.words[1].value) else ".tar"
        return f.hint(
            "The archive's name is missing",
            f.line.edit((archive.start, archive.start, quote(base + ending) + " ")),
            sure=0.95,
        )
    if archive is None:
        return f.hint(
            "The archive's name is missing, and what to pack",
            "tar czf <archive>.tar.gz <folder>",
            sure=0.8,
        )
    stem = re.sub(r"\.t\w+(?:\.\w+)?$", "", archive.value)
    near = [n for n in f.local.folders() if n == stem]
    return f.hint(
        "What shall be packed was not named",
        *[f.append(quote(name)) for name in near],
        f.append("."),
        sure=0.88,
    )


@family.rule(when="Not found in archive", says=r"tar: (?P<name>.+): Not found in archive")
def tar_member(f: Failed) -> Advice | None:
    """A member that the archive does not have, or a second archive on the line."""
    archive = named(f)
    if archive is None:
        return None
    member = f.word(f["name"])
    if member and f.local.is_dir(f["name"]) and f.operands and f.operands[-1] is member:
        return f.hint(
            "To unpack into a folder, say so with -C",
            f.line.edit((member.start, member.start, "-C ")),
            sure=0.9,
        )
    if member and f.local.is_file(f["name"]) and ".t" in f["name"]:
        return f.hint(
            "tar unpacks one archive at a time",
            'for a in *.tar*; do tar xf "$a"; done',
            why="The second was taken for a file inside the first.",
            sure=0.9,
        )
    return f.hint(
        f"The archive has no {f['name']}",
        f"tar tf {archive.raw}",
        why="t lists what is in it.",
        sure=0.92,
    )
