# ruff: noqa: E501
"""Fixes of tools that look at what stands in the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.assistant.rules.toolkit import SILENCE, first_fix, judged

NO_TAR = "tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors"
NO_GZIP = "\ngzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now"


@pytest.mark.parametrize(
    ("command", "output", "files", "fix"),
    [
        ("tar xzf x.tar.gz", NO_GZIP, {"x.tar.gz": "PK\x03\x04"}, "unzip x.tar.gz"),
        ("tar xzf x.tar.gz", NO_GZIP, {"x.tar.gz": "<html>404"}, "file x.tar.gz"),
        ("tar xf x.tgz -C out", NO_TAR, {"x.tgz": "PK\x03\x04"}, "unzip x.tgz -d out"),
        ("tar czf src", "tar: Cowardly refusing to create an empty archive", "src/", "tar czf src.tar.gz src"),
        ("gcc main.c", "main.c:(.text+0x2f): undefined reference to `helper'", {"main.c": "", "helper.c": "int helper(void) {\n}\n"}, "gcc main.c helper.c"),
        ("gcc main.c", "main.c:1:10: fatal error: util.h: No such file or directory", "main.c include/util.h", "gcc -Iinclude main.c"),
        ("gcc a.c", "a.c:1:10: fatal error: stdoi.h: No such file or directory", "a.c", "sed -i '1s|stdoi.h|stdio.h|' a.c && gcc a.c"),
        ("cmake .", 'CMake Error: The source directory "/x/build" does not appear to contain CMakeLists.txt.', "src/CMakeLists.txt", "cmake -B build -S src"),
        ("go run main.go", "./main.go:3:2: undefined: serve", {"main.go": "", "serve.go": "func serve() {}\n"}, "go run ."),
        ("cargo build --features seerde", "error: the package 'app' does not contain this feature: seerde", {"Cargo.toml": "[features]\nserde = []\n"}, "cargo build --features serde"),
        ("java Main", "Error: Could not find or load main class Main", "Main.java", "javac Main.java && java Main"),
        ("java app.Main", "Error: Could not find or load main class app.Main", "target/classes/app/Main.class", "java -cp target/classes app.Main"),
        ("uvicorn main:application", 'ERROR:    Error loading ASGI app. Attribute "application" not found in module "main".', {"main.py": "app = FastAPI()\n"}, "uvicorn main:app"),
        ("pytest t.py::test_lgoin", "ERROR: not found: /x/app/t.py::test_lgoin\n(no name)", {"t.py": "def test_login(): ...\n"}, "pytest t.py::test_login"),
        ("jq . c.json", "parse error: Invalid numeric literal at line 1, column 5", {"c.json": "{'a':1}"}, "${EDITOR:-vi} +1 c.json"),
        ("cd web && bundle exec rails s", "bundler: command not found: rails\nInstall missing gem executables with `bundle install`", "web/Gemfile", "bundle install && bundle exec rails s"),
        ("unzip *.zip", "Archive:  a.zip\ncaution: filename not matched:  b.zip", "a.zip b.zip", "unzip '*.zip'"),
        ("go test ./...", "--- FAIL: TestA (0.00s)\nFAIL", "go.mod", SILENCE),
    ],
)  # fmt: skip
def test_the_folder_decides(
    tmp_path: Path, command: str, output: str, files: str | dict[str, str], fix: str
) -> None:
    assert first_fix(judged(tmp_path, command, output, 1, files)) == fix


def test_an_archive_that_is_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    """Its first bytes were, and no hint came any more in this session."""
    os.mkfifo(tmp_path / "x.tar.gz")
    assert first_fix(judged(tmp_path, "tar xf x.tar.gz", NO_TAR, 2, {})) == "file x.tar.gz"
