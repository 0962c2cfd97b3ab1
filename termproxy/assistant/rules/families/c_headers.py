"""Headers that the C and C++ compilers do not find."""

from __future__ import annotations

import os

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules import libraries
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.c_compiler import COMPILERS, family
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import closest
from termproxy.assistant.world.wordlist import listed

CXX_HEADERS = frozenset(
    listed(
        """iostream string vector map set unordered_map unordered_set algorithm memory
fstream sstream utility functional thread mutex chrono array deque list queue stack tuple
optional variant filesystem cstdio cstdlib cstring cmath cstdint cassert iomanip limits numeric
iterator random regex stdexcept exception atomic string_view span ranges format"""
    )
)
C_HEADERS = listed(
    """stdio.h stdlib.h string.h math.h stdint.h stdbool.h stddef.h ctype.h errno.h
limits.h time.h assert.h signal.h stdarg.h float.h locale.h setjmp.h unistd.h fcntl.h pthread.h
sys/types.h sys/stat.h sys/socket.h sys/wait.h sys/time.h sys/mman.h netinet/in.h arpa/inet.h
netdb.h dirent.h semaphore.h termios.h getopt.h poll.h dlfcn.h inttypes.h wchar.h strings.h"""
)
# Headers younger than today's stable distributions -> the first GCC that has them (its "Changes"
# pages, gcc.gnu.org/gcc-13/changes.html and on).
SINCE_GCC = {
    "expected": 12,
    "stacktrace": 12,
    "format": 13,
    "stdfloat": 13,
    "print": 14,
    "generator": 14,
    "text_encoding": 14,
    "flat_map": 15,
    "flat_set": 15,
}
INCLUDE = "/usr/include"
# Folders below it -> what pkg-config calls the library.
MODULES = {
    "postgresql": "libpq",
    "mariadb": "libmariadb",
    "mysql": "mysqlclient",
    "glib-2.0": "glib-2.0",
    "gtk-3.0": "gtk+-3.0",
    "freetype2": "freetype2",
    "libxml2": "libxml-2.0",
    "SDL2": "sdl2",
    "opencv4": "opencv4",
    "eigen3": "eigen3",
    "dbus-1.0": "dbus-1",
    "cairo": "cairo",
    "libusb-1.0": "libusb-1.0",
    "jsoncpp": "jsoncpp",
    "lua5.4": "lua5.4",
}
CXX_COMPILER = {"gcc": "g++", "clang": "clang++", "cc": "c++"}


@family.rule(
    when=("fatal error:",),
    says=r"^(?P<file>[^\n:]*?):(?P<line>\d+):(?:\d+:)? fatal error: "
    r"(?:'(?P<clang>[^'\n]+)' file not found|(?P<gcc>[^\s:]+): No such file or directory)",
    programs=(),
)
def missing_header(f: Failed) -> Advice | None:
    """A header that is not found: a library's package, a folder of the project, or a typo."""
    header = f["gcc"] or f["clang"]
    return (
        _newer_than_gcc(f, header)
        or _compiled_as_c(f, header)
        or _misspelt(f, header)
        or _thirty_two_bits(f, header)
        or _in_a_folder_here(f, header)
        or _of_python(f, header)
        or _of_a_library(f, header)
        or _like_one_here(f, header)
        or _not_found(f, header)
    )


def _place(f: Failed) -> str:
    """The editor at the #include."""
    return edit(f, f["file"], f["line"])


def _newer_than_gcc(f: Failed, header: str) -> Advice | None:
    """A C++ file wants a header that this compiler's library does not have yet."""
    first = SINCE_GCC.get(header)
    if not first or f["file"].endswith((".c", ".h")):
        return None
    later = [f"g++-{n}" for n in range(first, first + 6) if f.local.which(f"g++-{n}")]
    return f.hint(
        f"This compiler's library has no <{header}>; it came with GCC {first}",
        f.swap(f.command.words[0], later[0]) if later and f.program in COMPILERS else None,
        _place(f),
        why="The library {fmt} (libfmt-dev) does the same with older ones."
        if header in ("format", "print")
        else "A newer compiler, or another way to write it.",
        sure=0.93,
    )


def _compiled_as_c(f: Failed, header: str) -> Advice | None:
    """A header of C++ given to the C compiler, by the file's name or by the compiler's."""
    if header not in CXX_HEADERS:
        return None
    other = CXX_COMPILER.get(f.program)
    again = f.swap(f.command.words[0], other) if other else ""
    if other and not f["file"].endswith((".c", ".h")):
        return f.hint("A C++ file was compiled as C", again, sure=0.9)
    return f.hint(
        f"{header} is a C++ header, and this is compiled as C",
        again,
        f"{again} -x c++" if other else None,
        _place(f),
        why="Compile it as C++.",
        sure=0.85,
    )


def _misspelt(f: Failed, header: str) -> Advice | None:
    near = closest(header, [*C_HEADERS, *CXX_HEADERS])
    if not near or libraries.for_header(header):
        return None
    mend = f"sed -i '{f['line']}s|{header}|{near}|' {quote(f['file'])} && {f.text}"
    return f.hint(
        f"There is no header {header}",
        mend if f.local.is_file(f["file"]) else None,
        _place(f),
        why=f"Did you mean {near}?",
        sure=0.92,
    )


def _thirty_two_bits(f: Failed, header: str) -> Advice | None:
    """gcc -m32: the C library's other half."""
    if "m32" not in f.text or not header.startswith(("bits/", "sys/cdefs", "gnu/", "asm/")):
        return None
    return f.hint(
        "The 32-bit C library is not installed", f.local.installer("gcc-multilib"), sure=0.93
    )


def _in_a_folder_here(f: Failed, header: str) -> Advice | None:
    here = f.local.elsewhere(header)
    if not here or f.program not in COMPILERS:
        return None
    top = here[0].removesuffix(header).rstrip("/") or "."
    return f.hint(
        f"{header} is in {top}, where the compiler does not look",
        f.insert(f"-I{quote(top)}"),
        _place(f),
        why=f"-I{top} adds that folder.",
        sure=0.93,
    )


def _of_python(f: Failed, header: str) -> Advice | None:
    """Debian's headers come with a version of Python; the build tells which one it wants."""
    if header != "Python.h" or f.local.distribution not in ("debian", "ubuntu"):
        return None
    version = f.find(r"python(3\.\d+)")
    return f.hint(
        "The headers of Python are not installed",
        f.local.installer("python3-dev"),
        f.local.installer(f"python{version[1]}-dev") if version else None,
        why="Building an extension module needs python3-dev.",
        sure=0.95,
    )


def _of_a_library(f: Failed, header: str) -> Advice | None:
    package = libraries.install(f, libraries.for_header(header))
    if not package:
        return None
    if f.program in COMPILERS and (place := _installed_below(f, header)):
        name = MODULES[place.rsplit("/", 1)[-1]]
        return f.hint(
            f"{header} is in {place}, where the compiler does not look",
            f.insert(f"-I{place}"),
            f.append(f"$(pkg-config --cflags --libs {name})"),
            sure=0.95,
        )
    return f.hint(
        f"The header {header} is not installed",
        package,
        why="It comes with the library's development package.",
        sure=0.95,
    )


def _installed_below(f: Failed, header: str) -> str:
    """The folder of /usr/include that has it, of a package that is installed already."""
    if f.case.remote:
        return ""
    folders = [f"{INCLUDE}/{name}" for name in MODULES]
    return next((folder for folder in folders if f.local.is_file(f"{folder}/{header}")), "")


def _like_one_here(f: Failed, header: str) -> Advice | None:
    near = f.local.near(header, limit=1)
    if not near:
        return None
    return f.hint(f"There is no header {header}", _place(f), why=f"There is {near[0]}.", sure=0.88)


def _not_found(f: Failed, header: str) -> Advice:
    stem = os.path.splitext(os.path.basename(header))[0]
    return f.hint(
        f"The header {header} was not found",
        f"apt-file search {quote(header)}",
        _place(f),
        f"pkg-config --list-all | grep -i {quote(stem)}",
        why="A library's development package is missing, or a -I option with its folder.",
        sure=0.72,
    )
