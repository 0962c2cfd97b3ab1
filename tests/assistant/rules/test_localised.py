# ruff: noqa: E501  (messages stay whole)
"""Messages in other languages, read as English through catalogues compiled here."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.rules.localised import in_english, languages

# Entries of the catalogues of git 2.39, coreutils 9.1, bash 5.2 and glibc 2.36.
GERMAN = {
    "git": {
        "error: ": "Fehler: ",
        "fatal: ": "Schwerwiegend: ",
        "git: '%s' is not a git command. See 'git --help'.":
            "git: '%s' ist kein Git-Befehl. Siehe 'git --help'.",
        "pathspec '%s' did not match any file(s) known to git":
            "Pfadspezifikation '%s' stimmt mit keinen Git bekannten Dateien überein",
    },
    "coreutils": {
        "cannot create directory %s": "das Verzeichnis %s kann nicht angelegt werden",
        "missing destination file operand after %s": "Fehlender Zieldatei‐Operand hinter %s",
        "%s: overriding mode %04o? ": "%2$04o: Modus von %1$s wird geändert? ",
    },
    "bash": {"%s: command not found": "%s: Kommando nicht gefunden.", "yes": "ja"},
    "libc": {"No such file or directory": "Datei oder Verzeichnis nicht gefunden"},
}  # fmt: skip
LOCALE = {"LANG": "de_DE.UTF-8"}


def compiled(catalogue: Mapping[str, str]) -> bytes:
    """A catalogue as msgfmt(1) writes it: GNU gettext manual, "The Format of GNU MO Files"."""
    entries = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **catalogue}.items())
    count = len(entries)
    tables, strings = [], b""
    for side in (0, 1):
        for entry in entries:
            text = entry[side].encode()
            tables.append(struct.pack("<II", len(text), 28 + 16 * count + len(strings)))
            strings += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + b"".join(tables) + strings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("locale")
    for domain, catalogue in GERMAN.items():
        path = root / "de" / "LC_MESSAGES" / f"{domain}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compiled(catalogue))
    return str(root)


@pytest.mark.parametrize(
    ("program", "said", "english"),
    [
        ("cat", "cat: x: Datei oder Verzeichnis nicht gefunden", "cat: x: No such file or directory"),
        ("gti", "bash: gti: Kommando nicht gefunden.", "bash: gti: command not found"),
        (
            "git",
            "git: 'psuh' ist kein Git-Befehl. Siehe 'git --help'.\n\nDer ähnlichste Befehl ist\n\tpush",
            "git: 'psuh' is not a git command. See 'git --help'.\n\nDer ähnlichste Befehl ist\n\tpush",
        ),
        (
            "git",
            "Fehler: Pfadspezifikation 'nope' stimmt mit keinen Git bekannten Dateien überein",
            "error: pathspec 'nope' did not match any file(s) known to git",
        ),
        (
            "mkdir",
            "mkdir: das Verzeichnis „a/b“ kann nicht angelegt werden: Datei oder Verzeichnis nicht"
            " gefunden",
            "mkdir: cannot create directory ‘a/b’: No such file or directory",
        ),
        ("cp", "0755: Modus von x wird geändert? ", "x: overriding mode 0755? "),
        ("cp", "ja", "ja"),  # too short to be told from a word of the output
    ],
)  # fmt: skip
def test_a_translation_is_put_back(folder: str, program: str, said: str, english: str) -> None:
    assert in_english(said, [program], LOCALE, [folder]) == english


@pytest.mark.parametrize("damage", [b"", b"no catalogue", "cut", "encoding"])
def test_a_damaged_catalogue_is_none(tmp_path: Path, damage: bytes | str) -> None:
    """struct's error, or an encoding's, would have cost every hint."""
    whole = compiled(GERMAN["bash"])
    told = {"cut": whole[:12], "encoding": whole.replace(b"UTF-8", b"UTF-9")}
    path = tmp_path / "de/LC_MESSAGES/odd.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(damage if isinstance(damage, bytes) else told[damage])
    said = "bash: gti: Kommando nicht gefunden."
    assert in_english(said, ["odd"], LOCALE, [str(tmp_path)]) == said


def test_nothing_changes_where_messages_are_english(folder: str) -> None:
    said = "cat: x: Datei oder Verzeichnis nicht gefunden"
    for environ in ({}, {"LANG": "C.UTF-8"}, {"LANG": "en_GB.UTF-8"}, {"LANG": "fr_FR"}):
        assert in_english(said, ["cat"], environ, [folder]) == said


@given(st.text(max_size=200))
def test_other_text_stays(text: str) -> None:
    assert in_english(text, ["../../etc/passwd", text], LOCALE, ["/nonexistent"]) == text


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({}, ()),
        ({"LANG": "C"}, ()),
        ({"LANG": "de_AT.UTF-8@euro"}, ("de_AT", "de")),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, ()),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "pt_BR:de"}, ("pt_BR", "pt", "de")),
        ({"LANG": "C", "LANGUAGE": "de"}, ()),  # setlocale(3): the C locale has no catalogues
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr:en:de"}, ("fr",)),
    ],
)
def test_languages(environ: dict[str, str], names: tuple[str, ...]) -> None:
    assert languages(environ) == names
