"""Messages in the user's language read as English: gettext catalogues, the other way round.

Rules are written for the English messages. Where the user's locale is another, and the program's
catalogue is installed (`/usr/share/locale/de/LC_MESSAGES/git.mo`), a message that fits one of its
translations is put back into English, its arguments kept:

    cat: x: Datei oder Verzeichnis nicht gefunden  ->  cat: x: No such file or directory

A catalogue is read at its first use and kept; which translations an output can hold at all is
found by its words (see index.py). Without a catalogue the output stays as it is: no rule fits.
Format: GNU gettext manual, "MO Files"; printf's directives as in printf(3).
"""

from __future__ import annotations

import gettext
import os
import re
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from termproxy.assistant.rules.index import Index, Seen
from termproxy.assistant.world.wordlist import listed

FOLDERS = ("/usr/share/locale", "/usr/share/locale-langpack", "/usr/local/share/locale")
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
READ = 4 * 1024  # of an output that is longer, nothing is translated beyond
REPLACED = 40  # messages put into English at most
LETTERS = 5  # a translation with fewer would be found anywhere

COREUTILS = listed(
    """arch b2sum base32 base64 basename cat chgrp chmod chown chroot cksum comm cp csplit cut date
    dd df dir dircolors dirname du echo env expand expr factor false fmt fold groups head hostid id
    install join kill link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc
    numfmt od paste pathchk pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq
    sha1sum sha256sum sha512sum shred shuf sleep sort split stat stty sum sync tac tail tee test
    timeout touch tr true truncate tsort tty uname unexpand uniq unlink uptime users vdir wc who
    whoami yes"""
)
DOMAINS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(COREUTILS, ("coreutils",)),
    **dict.fromkeys(listed("find xargs locate"), ("findutils",)),
    **dict.fromkeys(listed("diff cmp diff3 sdiff"), ("diffutils",)),
    **dict.fromkeys(listed("grep egrep fgrep"), ("grep",)),
    **dict.fromkeys(listed("awk gawk"), ("gawk",)),
    **dict.fromkeys(listed("apt apt-get apt-cache"), ("apt", "libapt-pkg6.0", "libapt-pkg7.0")),
    **dict.fromkeys(listed("gcc g++ cc c++"), ("gcc-12", "gcc-13", "gcc-14", "gcc", "ld")),
    **dict.fromkeys(listed("useradd usermod userdel passwd groupadd su"), ("shadow", "util-linux")),
    **dict.fromkeys(listed("mount umount kill fdisk lsblk"), ("util-linux",)),
    "psql": ("psql-15", "psql-16", "psql-17", "libpq5-15"),
    "ld": ("ld", "bfd"),
}
SHELL = ("bash", "libc")  # the shell's own complaints, and strerror(3)'s, in any program's


class Message(NamedTuple):
    """One translation: `when` holds its longest piece without a directive, for the index."""

    when: tuple[str, ...]
    translated: str
    english: str


def languages(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The user's languages as catalogues are named, none where messages are English already."""
    told = next((value for name in VARIABLES[1:] if (value := environ.get(name))), "")
    if _plain(told) in ("", "C", "POSIX"):
        return ()  # setlocale(3): then LANGUAGE counts for nothing
    found: list[str] = []
    for locale in (environ.get("LANGUAGE") or told).split(":"):
        name = _plain(locale)
        if name in ("C", "POSIX") or name.split("_")[0] == "en":
            break
        found += [name, name.split("_")[0]] if "_" in name else [name]
    return tuple(dict.fromkeys(name for name in found if name))


def _plain(locale: str) -> str:
    """`de_DE.UTF-8@euro` is de_DE."""
    return re.split(r"[.@]", locale, maxsplit=1)[0]


def in_english(
    output: str,
    programs: Sequence[str],
    environ: Mapping[str, str],
    folders: Sequence[str] = FOLDERS,
) -> str:
    """The output with what its programs' catalogues translate put back into English."""
    wanted = languages(environ)
    if not wanted or not output.strip():
        return output
    head, tail = output[:READ], output[READ:]
    domains = dict.fromkeys(
        domain for program in programs for domain in DOMAINS.get(program, (program,))
    )
    seen = Seen(head)
    candidates: list[Message] = []
    for domain in (*domains, *SHELL):
        for language in wanted:
            candidates.extend(_catalogue(domain, language, tuple(folders)).fitting(seen))
    candidates.sort(key=lambda message: -len(message.when[0]))
    replaced = 0
    for message in candidates:
        found = _pattern(message.translated).search(head)
        if found is None:
            continue
        english = _filled(message.english, found)
        head = head[: found.start()] + english + head[found.end() :]
        replaced += 1
        if replaced >= REPLACED:
            break
    return head + tail


def warm(environ: Mapping[str, str]) -> None:
    """Read the catalogues that failures need most, so that the first need not wait for them."""
    for language in languages(environ):
        for domain in (*SHELL, "coreutils", "git"):
            _catalogue(domain, language, FOLDERS)


@lru_cache(maxsize=32)
def _catalogue(domain: str, language: str, folders: tuple[str, ...]) -> Index[Message]:
    """The translations of one domain, by their words; empty when there is no catalogue."""
    if not re.fullmatch(r"[\w.+-]+", domain) or not re.fullmatch(r"\w+", language):
        return Index(())
    for folder in folders:
        path = f"{folder}/{language}/LC_MESSAGES/{domain}.mo"
        if os.path.isfile(path):
            try:
                with open(path, "rb") as file:
                    catalogue = gettext.GNUTranslations(file)
            except (OSError, ValueError, LookupError, struct.error):
                continue  # cut short, or in an encoding that nobody knows
            return Index(_messages(catalogue))
    return Index(())


def _messages(catalogue: gettext.GNUTranslations) -> list[Message]:
    told: Mapping[object, str] = getattr(catalogue, "_catalog", {})
    found: list[Message] = []
    for key, translated in told.items():
        english = key[0] if isinstance(key, tuple) else key  # (singular, number) of a plural
        if not isinstance(english, str) or not english or english == translated:
            continue
        english = english.rpartition("\x04")[2]  # a context stands before it
        longest = max(DIRECTIVE.sub("\0", translated).split("\0"), key=len).strip()
        if sum(char.isalpha() for char in longest) >= LETTERS:
            found.append(Message((longest,), translated.strip("\n"), english.strip("\n")))
    return found


DIRECTIVE = re.compile(
    r"%(?:(?P<place>\d+)\$)?[-+ #0'I]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?"
    r"(?:hh|h|ll|l|q|j|z|Z|t|L)?(?P<kind>[diouxXeEfFgGaAcsSpn%m])"
)
NUMBERS = "diouxX"
QUOTED = re.compile("^[„«»“‚‹]\\s?(.*?)\\s?[“»«”‘’›]$")  # other languages' quotation marks


@lru_cache(maxsize=512)
def _pattern(translated: str) -> re.Pattern[str]:
    """What a translation looks like when its directives are filled in."""
    parts: list[str] = []
    at, number = 0, 0
    for directive in DIRECTIVE.finditer(translated):
        parts.append(re.escape(translated[at : directive.start()]))
        at = directive.end()
        if directive["kind"] == "%":
            parts.append("%")
            continue
        number += 1
        place = int(directive["place"] or number)
        inner = r"-?\w+" if directive["kind"] in NUMBERS else r"[^\n]*?"
        if at == len(translated) and inner.endswith("?"):
            inner = r"[^\n]*"
        elif directive.start() == 0 and inner.endswith("?"):
            inner = r"[^\n]+?"
        group = f"a{place}"
        parts.append(
            f"(?P={group})" if f"(?P<{group}>" in "".join(parts) else f"(?P<{group}>{inner})"
        )
    parts.append(re.escape(translated[at:]))
    start = "^" if DIRECTIVE.match(translated) else ""
    return re.compile(start + "".join(parts), re.MULTILINE)


def _filled(english: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    number = 0

    def value(directive: re.Match[str]) -> str:
        nonlocal number
        if directive["kind"] == "%":
            return "%"
        number += 1
        return QUOTED.sub(r"‘\1’", groups.get(f"a{directive['place'] or number}") or "")

    return DIRECTIVE.sub(value, english)
