# ruff: noqa: E501
"""cmake: folders, generators, packages, CMakeLists.txt."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules import libraries
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("cmake", "cmake", "ctest", "ccmake", "make", "ninja")

# cmake.


@family.rule(
    when=("does not appear to contain CMakeLists.txt",),
    says=r'source directory "(?P<folder>[^"]+)" does not appear to contain CMakeLists',
)
def cmake_no_lists(f: Failed) -> Advice | None:
    """cmake in or on the wrong folder."""
    word = next((w for w in f.operands if w.value in (".", "..") or f.local.is_dir(w.value)), None)
    if f.local.is_file("CMakeLists.txt"):
        return f.hint(
            "CMakeLists.txt is here, not there",
            f.swap(word, ".") if word else None,
            "cmake -B build -S .",
            sure=0.93,
        )
    if f.local.is_file("../CMakeLists.txt"):
        return f.hint("CMakeLists.txt is one folder up", f.rewrite("cmake .."), sure=0.95)
    found = f.local.elsewhere("CMakeLists.txt")
    if found:
        source = found[0].rsplit("/", 1)[0]
        return f.hint(
            f"CMakeLists.txt is in {source}",
            f.rewrite(f"cmake -B build -S {quote(source)}"),
            sure=0.9,
        )
    return f.hint(
        "There is no CMakeLists.txt in that folder",
        "cd ..",
        why="cmake wants the folder of the project's sources.",
        sure=0.85,
    )


@family.rule(
    when=("is not a directory", "could not load cache", "not a CMake build directory"),
    says=r"Error: (?:could not load cache|not a CMake build directory|(?P<folder>\S+) is not a directory)",
    programs="cmake",
)
def cmake_not_configured(f: Failed) -> Advice | None:
    """cmake --build before cmake, or with a folder misspelt."""
    args = [w.value for w in f.command.words]
    at = args.index("--build") + 1 if "--build" in args else 0
    folder = args[at] if 0 < at < len(args) else "build"
    near = f.local.near(folder, folders=True) if not f.local.is_dir(folder) else []
    near = [n for n in near if f.local.is_file(f"{n}/CMakeCache.txt")] or [
        n for n in near if n in ("build", "out", "builddir")
    ]
    configure = f"cmake -B {quote(folder)}" if folder != "." else "cmake ."
    return f.hint(
        "The build folder was not configured yet",
        *[f.swap(folder, name) for name in near],
        ahead(f, configure),
        why=f"{configure} makes it.",
        sure=0.94,
    )


@family.rule(
    when=(
        "Could not find a package configuration file",
        "Could NOT find",
        "required package was not",
    ),
    says=r"(?:Could not find a package configuration file provided by|Could NOT find)"
    r"\s+\"?(?P<name>[\w+.-]+)\"?",
    programs=(),
)
def cmake_package(f: Failed) -> Advice | None:
    """find_package: a library that cmake does not find."""
    if "CMake" not in f.output:
        return None
    required = f.find(r"CMake Error[^\n]*\n\s+Could NOT find (?P<name>[\w+.-]+)")
    config = f.find(r"file provided by\s+\"(?P<name>[^\"]+)\"")
    name = (required or config or {"name": f["name"]})["name"]
    package = libraries.install(f, libraries.for_cmake(name))
    wanted = f.find(r"requested version \"([\d.]+)\"|required is at least \"([\d.]+)\"")
    if wanted and f.find(r"Found unsuitable version"):
        return f.hint(
            f"{name} is too old here: {wanted[1] or wanted[2]} is wanted",
            package,
            f"apt-cache policy {package.split()[-1]}" if package else None,
            sure=0.75,
        )
    guess = f"apt-cache search {quote(name.lower())} | grep -- -dev"
    return f.hint(
        f"CMake does not find {name}",
        package or guess,
        f.append(f"-D{name}_DIR=<folder of {name}Config.cmake>")
        if config and not package
        else None,
        why="Its development package is not installed."
        if package
        else f"Install it, or name its place with -DCMAKE_PREFIX_PATH or -D{name}_DIR.",
        sure=0.95 if package else 0.75,
    )


@family.rule(when="Does not match the generator used previously")
def cmake_generator_changed(f: Failed) -> Advice | None:
    """The build folder belongs to another generator."""
    folder = _build_folder(f)
    cache = (
        f"{folder}/CMakeCache.txt {folder}/CMakeFiles" if folder else "CMakeCache.txt CMakeFiles"
    )
    fresh = f.insert("--fresh") if f.has("-B") else ""
    return f.hint(
        "The build folder was made with another generator",
        ahead(f, f"rm -r {cache}"),
        fresh,
        why="Remove its cache, or use another folder.",
        sure=0.93,
    )


@family.rule(when=("is different than the directory", "does not match the source"))
def cmake_moved(f: Failed) -> Advice | None:
    """The project was moved or copied with its build folder."""
    folder = _build_folder(f)
    cache = f"{folder}/CMakeCache.txt" if folder else "CMakeCache.txt"
    anew = folder if f.has("--build") and f.local.is_file("CMakeLists.txt") else ""
    return f.hint(
        "The build folder belongs to another copy of the project",
        f.first(f"rm -rf {quote(anew)} && cmake -B {quote(anew)}")
        if anew
        else ahead(f, f"rm {cache}"),
        why="It was moved or copied; the cache remembers the old place.",
        sure=0.93,
    )


def _build_folder(f: Failed) -> str:
    words = [w.value for w in f.command.words]
    for option in ("-B", "--build"):
        if option in words[:-1]:
            return words[words.index(option) + 1].rstrip("/")
    return next((w[2:] for w in words if w.startswith("-B") and len(w) > 2), "")


@family.rule(
    when="or higher is required",
    says=r"CMake (?P<wanted>[\d.]+)(?:\.\.\.[\d.]+)? or higher is required\.\s+You are running version"
    r"\s+(?P<have>[\d.]+)",
    programs=(),
)
def cmake_too_old(f: Failed) -> Advice | None:
    """The project wants a newer cmake."""
    return f.hint(
        f"CMake {f['wanted']} is needed, this is {f['have']}",
        "pipx install cmake",
        "pip install --upgrade cmake",
        why="PyPI has the newest CMake; so has kitware.com's own repository.",
        sure=0.88,
    )


@family.rule(
    when="Compatibility with CMake <",
    says=r"Compatibility with CMake < 3\.\d+ has been removed",
    programs=(),
)
def cmake_too_new(f: Failed) -> Advice | None:
    """An old project under CMake 4."""
    return f.hint(
        "The project is written for a CMake that is too old for this one",
        f.append("-DCMAKE_POLICY_VERSION_MINIMUM=3.5") if f.program == "cmake" else None,
        why="The option lets CMake 4 read it nevertheless.",
        sure=0.92,
    )


@family.rule(
    when=(
        "CMAKE_C_COMPILER not set",
        "CMAKE_CXX_COMPILER not set",
        "No CMAKE_C",
        "Could not find compiler",
    ),
)
def cmake_no_compiler(f: Failed) -> Advice | None:
    """No compiler, or CC names one that is not there."""
    named = f.find(r"environment variable (CC|CXX):\s+(\S+?)\.?$")
    prefix = next((w for w in f.command.prefix if w.value.startswith(("CC=", "CXX="))), None)
    if named:
        return f.hint(
            f"{named[1]} names a compiler that is not there: {named[2]}",
            f.without(prefix) if prefix else f"unset {named[1]} && {f.text}",
            sure=0.92,
        )
    return f.hint(
        "No C compiler is installed",
        f.local.installer("build-essential"),
        sure=0.95,
    )


@family.rule(
    when=(
        "CMAKE_MAKE_PROGRAM is not set",
        "unable to find a build program",
        "Could not find ninja",
    ),
    says=r"unable to find a build program corresponding to \"(?P<tool>[^\"]+)\"",
)
def cmake_no_make(f: Failed) -> Advice | None:
    """The build program of the generator is not installed."""
    package = "ninja-build" if "Ninja" in f["tool"] else "make"
    return f.hint(f"{f['tool']} is not installed", f.local.installer(package), sure=0.95)


@family.rule(when="Could not create named generator", says=r"named generator (?P<typed>.+)$")
def cmake_generator(f: Failed) -> Advice | None:
    """A generator's name misspelt, or one of another system."""
    known = ("Ninja", "Unix Makefiles", "Ninja Multi-Config")
    near = nearest(f["typed"], known, limit=1) or ["Ninja"]
    return f.hint(
        f"CMake knows no generator {f['typed']} here", f.swap(f["typed"], near[0]), sure=0.9
    )


@family.rule(
    when="CMake Error at",
    says=r"^CMake Error at (?P<file>[^\s:]+):(?P<line>\d+) \((?P<call>\w+)\):\s+(?P<what>[^\n]+)",
    programs=("cmake", "make", "ninja"),
)
def cmake_in_lists(f: Failed) -> Advice | None:
    """An error in CMakeLists.txt: go there."""
    if f["file"].startswith("/usr/"):
        return None
    if f["file"].endswith("cmake_install.cmake"):
        if "ermission denied" not in f.output:
            return f.hint(
                "There is nothing to install yet", ahead(f, "cmake --build build"), sure=0.85
            )
        return f.hint(
            "Only root may write there",
            f.sudo() if not f.command.sudo else None,
            f.append("--prefix ~/.local")
            if f.program == "cmake" and not f.has("--prefix")
            else None,
            sure=0.95,
        )
    missing = f.find(r"Cannot find source file:\s+(\S+)|given source \"([^\"]+)\" which is not")
    if missing:
        name = missing[1] or missing[2]
        if missing[2] and f.local.is_file(".gitmodules"):
            return f.hint(
                f"The folder {name} is missing: a submodule that was not fetched?",
                ahead(f, "git submodule update --init --recursive"),
                edit(f, f["file"], f["line"]),
                sure=0.88,
            )
        near = f.local.near(name)
        return f.hint(
            f"{f['file']} names {name}, which is not there",
            edit(f, f["file"], f["line"]),
            why=f"There is {near[0]}." if near else "",
            sure=0.88,
        )
    nvcc = f.find(r"Failed to find nvcc|CMAKE_CUDA_COMPILER")
    if nvcc:
        return f.hint("The CUDA compiler is missing", f.local.installer("nvidia-cuda-toolkit"))
    folder = f.find(r"The source directory\s+(\S+)\s+does not contain a CMakeLists")
    if folder:
        name = found(f, folder[1])
        lost = f"path = {name}" in f.local.text(".gitmodules")
        return f.hint(
            f"{name} is a submodule that was not fetched"
            if lost
            else f"{name} has no CMakeLists.txt",
            ahead(f, "git submodule update --init --recursive") if lost else None,
            edit(f, f["file"], f["line"]),
            sure=0.95,
        )
    submodule = f.find(r"submodule|third_party/\S+ does not (?:exist|contain)")
    return f.hint(
        f"{f['file']}:{f['line']}: {f['what'].strip()}",
        ahead(f, "git submodule update --init --recursive") if submodule else None,
        edit(f, f["file"], f["line"]),
        sure=0.8,
    )


@family.rule(when="Unknown argument", says=r"CMake Error: Unknown argument (?P<typed>-\S+)")
def cmake_argument(f: Failed) -> Advice | None:
    """A mistyped option of cmake."""
    known = listed(
        """--build --install --preset --fresh --target --parallel --config --clean-first
--list-presets --version --help --verbose --open --workflow --prefix"""
    )
    near = nearest(f["typed"], known)
    return f.hint(
        f"cmake has no option {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        sure=0.93 if near else 0.7,
    )


family.hint(
    "no-presets",
    "There is no CMakePresets.json here",
    "cmake -B build",
    when="Could not read presets",
    why="Presets are defined in that file.",
    sure=0.85,
)
family.hint(
    "no-install-script",
    "Nothing was built there yet",
    lambda f: f"cmake --build {_build_folder(f) or 'build'} && {f.text}",
    when="cmake_install.cmake",
    says=r"Error processing file: \S+cmake_install\.cmake",
    on=(),
    programs="cmake",
    sure=0.85,
)


@family.rule(
    when="The source directory",
    says=r'The source directory "(?P<path>[^"]+)" does not exist',
)
def no_source_folder(f: Failed) -> Advice | None:
    """cmake -S of a folder that is not there."""
    word = next((w for w in f.command.words[1:] if f.local.path(w.value) == f["path"]), None)
    typed = word.value if word else f["path"]
    near = f.local.near(typed, folders=True)
    if not near and f.local.is_file("CMakeLists.txt"):
        near = ["."]
    return f.hint(
        f.missing("folder", typed),
        *[f.swap(word, name) for name in near if word],
        sure=0.93 if near else 0.8,
    )


@family.rule(
    when=("No rule to make target", "unknown target"),
    says=r"No rule to make target [`'‘](?P<target>[^'’]+)['’]\.|unknown target '(?P<ninja>[^']+)'",
    programs="cmake",
)
def cmake_target(f: Failed) -> Advice | None:
    """cmake --build build --target of no such name."""
    target = f["target"] or f["ninja"]
    folder = next((b.value for a, b in pairwise(f.command.words) if a.value == "--build"), "")
    if not folder or f.word(target) is None:
        return None
    rules = f.local.text(f"{folder}/Makefile") or f.local.text(f"{folder}/build.ninja")
    known = re.findall(r"^(?:build )?([\w.+-]+):", rules, re.MULTILINE)
    near = [n for n in nearest(target, dict.fromkeys(known)) if "/" not in n]
    return f.hint(
        f"The build has no target {target}",
        *[f.swap(target, name) for name in near],
        f"cmake --build {quote(folder)} --target help",
        sure=0.93,
    )


@family.rule(
    when="Parse error in command line argument",
    says=r"Parse error in command line argument: (?P<name>\S+)",
)
def cmake_define(f: Failed) -> Advice | None:
    """-DNAME VALUE, which wants an equals sign."""
    for word, after in pairwise(f.command.words):
        if word.value in (f"-D{f['name']}", f["name"]) and not after.is_option:
            line = f.line.edit((word.end, after.start, "="))
            return f.hint("A definition is -DNAME=VALUE", line, sure=0.95)
    return f.hint(f"A definition is -DNAME=VALUE: {f['name']} has no value", sure=0.85)
