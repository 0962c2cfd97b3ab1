# ruff: noqa: E501  (messages stay whole, to be searched for)
"""pip: packages with C code, built here because no ready-made wheel fits."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.pip import family


@family.rule(
    when=(
        "Failed building wheel",
        "error: command 'gcc' failed",
        "command 'x86_64-linux-gnu-gcc' failed",
        "fatal error: Python.h",
        "pg_config executable not found",
        "mysql_config",
        "error: command 'cc' failed",
        "unable to execute 'gcc'",
        "ffi.h: No such file",
        "openssl/",
        "Microsoft Visual C++",
        "MYSQLCLIENT_CFLAGS",
        "libxml2 and libxslt",
        "subprocess-exited-with-error",
    ),
    programs=("pip", "python", "uv", "pipx", "poetry", "conda", "pdm"),
)
def build_failed(f: Failed) -> Advice | None:
    """A package with C code: a compiler or headers are missing."""
    for pattern, packages, title in NEEDED_TO_BUILD:
        if f.find(pattern):
            return f.hint(
                title,
                f.local.installer(packages),
                f.swap("psycopg2", "psycopg2-binary") if packages == "libpq-dev" else None,
                _ready_made(f),
                sure=0.93,
            )
    if "metadata-generation-failed" in f.output or "Getting requirements to build" in f.output:
        return _own_script(f)
    return f.hint(
        "A package could not be built",
        "pip install --upgrade pip setuptools wheel",
        f.local.installer("build-essential python3-dev"),
        why="No ready-made wheel fits this Python.",
        sure=0.72,
    )


def _ready_made(f: Failed) -> str:
    return f"pip install --only-binary :all: {_names(f)}".rstrip()


def _own_script(f: Failed) -> Advice:
    """setup.py or the build backend raised: its last error tells why."""
    other = f.find(r"use 'pip install ([\w.-]+)' rather than 'pip install ([\w.-]+)'")
    if other and f.word(other[2]):
        return f.hint(
            f"The package is called {other[1]}",
            f.swap(other[2], other[1]),
            sure=0.97,
        )
    said = re.findall(r"^\s*(?:\w*Error|error|Exception): ?(.{6,120})$", f.output, re.MULTILINE)
    told = [line for line in said if "subprocess" not in line and "metadata" not in line]
    return f.hint(
        "The package's own build script failed",
        _ready_made(f),
        why=told[-1].strip() if told else "No ready-made wheel fits this Python.",
        sure=0.76,
    )


# What a build says when something is missing -> Debian's packages -> what that is. First match wins.
NEEDED_TO_BUILD = (
    (
        r"Python\.h: No such file",
        "python3-dev build-essential",
        "The headers of Python are missing",
    ),
    (
        r"pg_config executable not found|libpq-fe\.h",
        "libpq-dev",
        "The headers of PostgreSQL are missing",
    ),
    (
        r"mysql_config|mysqlclient.*pkg-config|Can not find valid pkg-config name",
        "default-libmysqlclient-dev pkg-config",
        "The headers of MySQL are missing",
    ),
    (r"ffi\.h: No such file", "libffi-dev", "The headers of libffi are missing"),
    (r"openssl/\w+\.h: No such file", "libssl-dev", "The headers of OpenSSL are missing"),
    (
        r"libxml/\w+\.h|libxslt|libxml2 and libxslt",
        "libxml2-dev libxslt1-dev",
        "The headers of libxml2 are missing",
    ),
    (
        r"jpeglib\.h|The headers or library files could not be found for jpeg",
        "libjpeg-dev zlib1g-dev",
        "The headers of libjpeg are missing",
    ),
    (r"zlib\.h: No such file", "zlib1g-dev", "The headers of zlib are missing"),
    (r"lber\.h|ldap\.h", "libldap2-dev libsasl2-dev", "The headers of OpenLDAP are missing"),
    (r"portaudio\.h", "portaudio19-dev", "The headers of PortAudio are missing"),
    (
        r"(?:gcc|cc|g\+\+)'?(?: failed)?: (?:No such file|command not found)|unable to execute '\S*g?cc'|command '\S*(?:gcc|cc)' failed: No such file",
        "build-essential python3-dev",
        "No C compiler is installed",
    ),
    (
        r"can't find Rust compiler|cargo, the Rust package manager, is not installed",
        "cargo",
        "This package needs a Rust compiler",
    ),
    (r"cmake.*not found|CMake must be installed", "cmake", "CMake is needed"),
)


def _names(f: Failed) -> str:
    return " ".join(
        w.raw
        for w in f.operands
        if w.value not in ("install", "pip") and not w.value.startswith("-")
    )
