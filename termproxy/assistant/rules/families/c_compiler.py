# ruff: noqa: E501
"""C and C++ compilers: sources, standards, options; also when make, pip or npm run them."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import closest, nearest
from termproxy.assistant.world.wordlist import listed

COMPILERS = listed("gcc g++ cc c++ clang clang++ c99 mpicc mpicxx nvcc arm-none-eabi-gcc")
BUILDERS = (*COMPILERS, *listed("make gmake ninja cmake meson bear ccache"))
family = Family("c", *COMPILERS)

SOURCE = r"[\w./+~ -]+\.(?:c|cc|cpp|cxx|c\+\+|C|h|hh|hpp|hxx|m|mm|cu|ino|f90|s|S|tcc|ipp)"


@family.rule(
    when="No such file or directory",
    says=r"^(?:cc1(?:plus)?|gcc|g\+\+|cc|c\+\+|clang(?:-\d+)?): (?:fatal )?error: (?:no such file or directory: ')?(?P<file>[^\s:']+)(?:: No such file or directory|')",
)
def no_source(f: Failed) -> Advice | None:
    """A source file that is not there."""
    word = f.word(f["file"])
    if word is None:
        return None
    near = f.local.near(f["file"]) or f.local.elsewhere(f["file"])
    return f.hint(
        f.missing("file", f["file"]),
        *[f.swap(word, n) for n in near],
        why=f"There is {near[0]}." if near else "The path counts from this folder.",
        sure=0.95 if near else 0.85,
    )


# The compilers' words -> what they mean. First match wins.
MEANINGS: tuple[tuple[str, str], ...] = (
    (r"expected ['‘](?P<x>[;)}\]])['’]", "A {x} is missing, often on the line before."),
    (r"['‘](?P<x>[^'’]+)['’] undeclared", "The name {x} is not declared: a typo, or an #include."),
    (
        r"use of undeclared identifier ['‘](?P<x>[^'’]+)",
        "The name {x} is not declared: a typo, or a missing #include.",
    ),
    (
        r"['‘](?P<x>[^'’]+)['’] was not declared in this scope",
        "The name {x} is not declared: a typo, or a missing #include or std::.",
    ),
    (r"unknown type name ['‘](?P<x>[^'’]+)", "The type {x} is not declared: #include is missing?"),
    (
        r"['‘](?P<x>[^'’]+)['’] is not a member of ['‘]std['’]",
        "An #include for std::{x} is missing, or a newer -std= is needed.",
    ),
    (
        r"implicit declaration of function ['‘](?P<x>[^'’]+)",
        "{x} is not declared: a typo, or its #include is missing.",
    ),
    (r"too (?:few|many) arguments", "The call does not fit the function's declaration."),
    (r"redefinition of ['‘](?P<x>[^'’]+)", "{x} is defined twice."),
    (r"conflicting types for ['‘](?P<x>[^'’]+)", "{x} is declared twice, in different ways."),
    (r"has no member named ['‘](?P<x>[^'’]+)", "The type has no field or method {x}."),
    (r"no member named ['‘](?P<x>[^'’]+)", "The type has no field or method {x}."),
    (r"invalid conversion|incompatible|cannot convert", "The types do not fit."),
    (r"no matching function", "No function of that name takes these arguments."),
    (r"stray ['‘]", "A character that is no code, perhaps pasted: a curly quote or a blank."),
    (r"lvalue required", "The left side cannot be assigned to."),
    (r"missing terminating", "A quote is not closed."),
    (r"-Werror", "A warning counts as an error here (-Werror)."),
)


@family.rule(
    when=("error:",),
    says=rf"^(?P<file>{SOURCE}):(?P<line>\d+):(?:\d+:)? (?:fatal )?error: (?P<what>.+)$",
    programs=(*BUILDERS, "npm", "node-gyp", "pip", "cargo", "go", "gem", "sh", "bash"),
)
def error_in_source(f: Failed) -> Advice | None:
    """The compiler refuses a line of the source: open the editor there."""
    if "No such file or directory" in f["what"] or "file not found" in f["what"]:
        return None
    meant = f.find(r"did you mean ['‘]([^'’]+)['’]\?")
    why = ""
    for pattern, text in MEANINGS:
        found = re.search(pattern, f["what"])
        if found:
            why = text.replace("{x}", found.groupdict().get("x", ""))
            break
    needs = f.find(r"(?:did you forget to|include ['‘]?|missing) ['‘]?(#include <[\w.]+>|<[\w.]+>)")
    if needs and "include" in (needs[0] + why):
        why = f"{needs[1] if needs[1][0] == '#' else '#include ' + needs[1]} is missing."
    elif meant and meant[1] in f.output:
        why = f"Did you mean {meant[1]}?"
    return f.hint(
        f"{os.path.basename(f['file'])}:{f['line']}: {f['what']}",
        edit(f, f["file"], f["line"]),
        _including(f, needs[1]) if needs and f.program in COMPILERS and "include" in why else None,
        why=why or "The first error counts; the others often follow from it.",
        sure=0.84,
    )


@family.rule(
    when="This support",
    programs=COMPILERS,
    says=r"(?:must be enabled with|enabled with) the (?P<option>-std=[\w+]+)",
)
def standard_needed(f: Failed) -> Advice | None:
    """A header wants a newer language (libstdc++, c++0x_warning.h)."""
    return f.hint("The header wants a newer C++", f.insert(f["option"]), sure=0.96)


def _including(f: Failed, header: str) -> str:
    header = header.removeprefix("#include ")
    path = found(f, f["file"])
    return f.first(f"sed -i '1i #include {header}' {quote(path)}") if f.local.is_file(path) else ""


STANDARDS = tuple(
    f"-std={form}{year}"
    for kind, years in (("c", "99 11 17 23"), ("c++", "11 14 17 20 23"))
    for form in (kind, kind.replace("c", "gnu", 1))
    for year in years.split()
)


@family.rule(
    when=("unrecognized command", "unknown argument", "unsupported option", "unsupported argument"),
    says=r"(?:unrecognized command[- ]line option|unknown argument:?|unsupported option)"
    r" ['‘\"](?P<typed>[^'’\"]+)['’\"](?:; did you mean ['‘](?P<near>[^'’]+)['’])?",
    programs=BUILDERS,
)
def unknown_option(f: Failed) -> Advice | None:
    """A compiler option that does not exist."""
    typed, near = f["typed"], f["near"]
    if near.endswith(","):
        near = ""  # -Wa, and -Wl, pass things on: hardly meant
    if typed.startswith("-std="):  # c++71: gcc counts letters, and suggests the first
        near = closest(typed, (near, *STANDARDS) if near else STANDARDS) or near
    if not near and typed.startswith("-std="):
        near = "-std=c++17" if "+" in typed else "-std=c11"
    if not near:
        near = closest(
            typed,
            listed(
                """-Wall -Wextra -Werror -pedantic -fopenmp -pthread -shared -static -fPIC
-march=native
-O0 -O1 -O2
-O3 -Os -Og -g -ggdb -fsanitize=address -fsanitize=undefined -std=c11 -std=c99
-std=c17 -std=c++11 -std=c++14 -std=c++17 -std=c++20 -ffast-math -funroll-loops -flto -Wno-unused"""
            ),
        )
    word = f.word(typed)
    if near:
        newer = typed.startswith("-std=") and "2" in typed
        return f.hint(
            f"The compiler has no option {typed}",
            f.swap(word, near) if word else None,
            why="This compiler is too old for it." if newer else f"Did you mean {near}?",
            sure=0.95 if word else 0.75,
        )
    return f.hint(
        f"The compiler has no option {typed}",
        f.without(word) if word else None,
        why="Perhaps it is another compiler's, or a newer version's.",
        sure=0.72,
    )


@family.rule(
    when=("bad value", "invalid value"),
    says=r"bad value [‘'](?P<bad>[^’']+)[’'] for [‘'](?P<option>-m\w+=)|invalid value '[^']+' in '(?P<std>-std=[^']+)'",
)
def bad_value(f: Failed) -> Advice | None:
    """-march= or -std= with a value that the compiler does not know."""
    if f["std"]:
        better = "-std=c++17" if "+" in f["std"] else "-std=c11"
        return f.hint(f"The compiler does not know {f['std']}", f.swap(f["std"], better), sure=0.9)
    given = f["option"] + f["bad"]
    known = re.findall(r"\S+", (f.find(r"switch are: (.+)$") or ["", ""])[1])
    near = nearest(f["bad"], known) or ["native"]
    return f.hint(
        f"The compiler does not know {given}", f.swap(given, f["option"] + near[0]), sure=0.9
    )


@family.rule(when="no input files")
def no_input(f: Failed) -> Advice | None:
    """No source file was named, or -o took it."""
    sources = [n for n in f.local.entries() if n.endswith((".c", ".cpp", ".cc", ".cxx"))]
    words = f.command.words
    for at, word in enumerate(words[:-1]):
        swallowed = words[at + 1]
        if word.value == "-o" and swallowed.value.endswith((".c", ".cpp", ".cc")):
            stem = swallowed.value.rsplit(".", 1)[0]
            return f.hint(
                f"-o took {swallowed.value} for the name of the result",
                f.insert(quote(stem), after=word),
                why="After -o comes the program's name, then the sources.",
                sure=0.95,
            )
    if sources:
        main = next((n for n in sources if n.startswith("main.")), sorted(sources)[0])
        only = main if len(sources) == 1 else " ".join(map(quote, sorted(sources)))
        return f.hint("No source file was named", f.append(only), sure=0.9)
    return f.hint("No source file was named", why="Name the files to compile.", sure=0.8)


@family.rule(
    when=("cc1plus", "cc1obj", "gnat1", "f951"),
    says=r"(?:cannot execute|error trying to exec) ['‘](?P<part>cc1plus|f951|gnat1)['’]",
    programs=BUILDERS,
)
def compiler_part_missing(f: Failed) -> Advice | None:
    """gcc without its C++ or Fortran part."""
    package = {"cc1plus": "g++", "f951": "gfortran"}.get(f["part"], "gnat")
    return f.hint(f"The {package} compiler is not installed", f.local.installer(package), sure=0.95)


@family.rule(
    when=("internal compiler error", "Killed signal terminated"),
    says=r"internal compiler error|Killed signal terminated program",
    programs=(),
)
def compiler_died(f: Failed) -> Advice | None:
    """The compiler crashed: nearly always memory ran out under many jobs."""
    killed = f.find(r"Killed") is not None
    jobs = next((w for w in f.command.words if re.match(r"-j\d*$", w.value)), None)
    fewer = f.swap(jobs, "-j1") if jobs else f.append("-j1") if f.program == "make" else ""
    if killed:
        return f.hint(
            "The compiler was killed: memory ran out",
            fewer,
            why="Fewer jobs at once need less.",
            sure=0.9,
        )
    return f.hint(
        "The compiler itself crashed",
        fewer or f.text.replace("-O3", "-O1"),
        why="A bug in the compiler, or bad memory: a lower -O or another version may pass.",
        sure=0.7,
    )


@family.rule(
    when="cannot specify", says=r"cannot specify ['‘]?-o['’]? (?:with|when)", programs=COMPILERS
)
def one_output(f: Failed) -> Advice | None:
    """-o with -c and several sources."""
    word = f.word("-o")
    at = f.command.words.index(word) if word in f.command.words else -1
    if word is None or at < 0 or at + 1 >= len(f.command.words):
        return None
    return f.hint(
        "-c makes one object per source, so -o cannot name them",
        f.without(word, f.command.words[at + 1]),
        sure=0.9,
    )


@family.rule(
    when=("no such file or directory:", "input file"),
    says=r"(?:clang[^:\n]*|cc|c\+\+): error: no such file or directory: '(?P<file>[^']+)'",
)
def clang_missing_source(f: Failed) -> Advice | None:
    """clang's way to say that a source file is not there."""
    near = f.local.near(f["file"]) or f.local.elsewhere(f["file"])
    return f.hint(
        f"No {f['file']} here",
        *[f.swap(f["file"], name) for name in near],
        sure=0.93 if near else 0.75,
    )


family.quiet(
    "sanitizer",
    "the sanitizer's report explains itself",
    programs=(),
    when=("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "WARNING: ThreadSanitizer"),
    sure=0.86,
)


family.hint(
    "no-output-name",
    "-o wants the name of what is to be made",
    lambda f: (
        f.append(quote(source.value.rpartition(".")[0]))
        if (source := next((w for w in f.operands if re.fullmatch(SOURCE, w.value)), None))
        else f.append("<program>")
    ),
    when=("missing filename after", "argument to '-o' is missing"),
    says=r"missing filename after [‘']-o['’]|argument to '-o' is missing",
    sure=0.95,
)
