from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termproxy.core.quoting import fields


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", [""]),
        (b"3", ["3"]),
        (b"3;127;1", ["3", "127", "1"]),
        (b"3;;", ["3", "", ""]),
        (b"4;'/tmp/a;b'", ["4", "/tmp/a;b"]),
        (b"4;'it'\\''s';x", ["4", "it's", "x"]),
        (b"4;$'a;\\'\\\\\\n\\E\\033\\x1b\\cA';9", ["4", "a;'\\\n\x1b\x1b\x1b\x01", "9"]),
        (b"$'caf\\303\\251'", ["café"]),
        (b"$'\\377'", ["\udcff"]),
        (b"$'\\u00e9\\U0001f600'", ["é😀"]),
        ("'café'".encode(), ["café"]),
        (b"/home/a%20b%3Bc;git%20push%0a", ["/home/a b;c", "git push\n"]),
        (b"100%;%zz;%4", ["100%", "%zz", "%4"]),
        (b"'100%41'", ["100%41"]),
        (b"'open", ["open"]),
        (b"$'open\\", ["open\\"]),
        (b"$'\\", ["\\"]),
    ],
)
def test_fields(body: bytes, expected: list[str]) -> None:
    assert fields(body) == expected


@given(st.binary(max_size=60))
def test_nothing_raises(body: bytes) -> None:
    assert len(fields(body)) >= 1


ENVIRON = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
words = st.binary(max_size=12).filter(lambda word: b"\0" not in word)
QUOTERS = {
    "bash": ["bash", "-c", 'printf "%s;" "${1@Q}"', "bash"],
    "zsh": ["zsh", "-fc", "print -rn -- ${(qqqq)1}';'", "zsh"],
    "fish": ["fish", "-Nc", "printf '%s;' (string escape --style=url -- $argv[1])", "--"],
}


@pytest.mark.parametrize("shell", QUOTERS)
def test_what_the_shells_write_is_read_back(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")

    @settings(max_examples=15, deadline=None, database=None)
    @given(words)
    def check(word: bytes) -> None:
        run = subprocess.run([*QUOTERS[shell], word], env=ENVIRON, capture_output=True, check=True)
        expected = word.decode("utf-8", "surrogateescape")
        assert fields(run.stdout) == [expected, ""]

    check()


@pytest.mark.parametrize("shell", QUOTERS)
def test_awkward_words(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    for word in (
        "it's; a 'b' \"c\" $d `e` \\f %41",
        "a\n\x1b]0;x\x07\x7f\x9b",
        "naïve 😀 文",
        "'",
        ";",
    ):
        run = subprocess.run([*QUOTERS[shell], word], env=ENVIRON, capture_output=True, check=True)
        assert b"\x1b" not in run.stdout
        assert b"\x07" not in run.stdout
        assert fields(run.stdout) == [word, ""]
