"""cmake, ninja, meson, autotools and pkg-config."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules import libraries
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family(
    "builds", "cmake", "ctest", "ccmake", "ninja", "meson", "configure", "make", "gmake"
)

# pkg-config.


@family.rule(
    when=(
        "was not found in the pkg-config search path",
        "No package '",
        "Package '",
        "were not met",
    ),
    says=r"Package '?(?P<name>[\w+.-]+)'? was not found in the pkg-config"
    r"|No package '(?P<old>[^']+)' found|Package '(?P<new>[^']+)', required by '[^']+', not found"
    r"|Package requirements \((?P<asked>[\w+.-]+)",
    programs=(),
)
def pkg_config_missing(f: Failed) -> Advice | None:
    """pkg-config does not know a library: its development package is not installed."""
    name = f["name"] or f["old"] or f["new"] or f["asked"]
    package = libraries.install(f, libraries.for_pkg_config(name))
    if package:
        return f.hint(
            f"The library {name} is not installed, or only without its headers",
            package,
            f"pkg-config --list-all | grep -i {quote(name.removeprefix('lib'))}",
            sure=0.95,
        )
    stem = re.sub(r"^lib|[-.]?[\d.]+$", "", name) or name
    return f.hint(
        f"pkg-config does not know {name}",
        f"apt-file search {quote(name + '.pc')}",
        f"pkg-config --list-all | grep -i {quote(stem)}",
        why="Its -dev package is missing, or PKG_CONFIG_PATH lacks the folder of its .pc file.",
        sure=0.8,
    )


# ninja and meson.


@family.rule(when="loading 'build.ninja'", programs=("ninja",))
def ninja_elsewhere(f: Failed) -> Advice | None:
    """ninja outside the build folder."""
    found = [path.rsplit("/", 1)[0] for path in f.local.elsewhere("build.ninja") if "/" in path]
    if found:
        return f.hint(
            f"The build folder is {found[0]}", f.insert(f"-C {quote(found[0])}"), sure=0.95
        )
    if f.local.is_file("CMakeLists.txt"):
        return f.hint(
            "The project was not configured for ninja yet",
            f"cmake -B build -G Ninja && {f.rewrite('ninja -C build')}",
            sure=0.93,
        )
    if f.local.is_file("meson.build"):
        return f.hint(
            "The project was not configured yet", "meson setup build && ninja -C build", sure=0.95
        )
    return f.hint(
        "There is no build.ninja in this folder",
        "ls",
        why="cmake -G Ninja or meson setup makes it, in the build folder (ninja -C build).",
        sure=0.8,
    )


@family.rule(when="ninja: fatal: chdir to", says=r"chdir to '(?P<folder>[^']+)'")
def ninja_no_folder(f: Failed) -> Advice | None:
    """ninja -C with a folder that is not there."""
    near = f.local.near(f["folder"], folders=True)
    make = f"cmake -B {quote(f['folder'])} -G Ninja"
    if f.local.is_file("meson.build"):
        make = f"meson setup {quote(f['folder'])}"
    return f.hint(
        f"No folder {f['folder']} here",
        *[f.swap(f["folder"], name) for name in near],
        ahead(f, make),
        sure=0.92,
    )


@family.rule(
    when="ninja: error: unknown target",
    says=r"unknown target '(?P<typed>[^']+)'(?:, did you mean '(?P<near>[^']+)')?",
)
def ninja_target(f: Failed) -> Advice | None:
    """A target that build.ninja does not have."""
    known = listed("all clean install test help")
    near = [f["near"]] if f["near"] else nearest(f["typed"], known)
    folder = next((a for a in f.args if f.local.is_dir(a)), "")
    return f.hint(
        f"ninja has no target {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        f"ninja {f'-C {quote(folder)} ' if folder else ''}-t targets all",
        sure=0.92 if near else 0.85,
    )


@family.rule(when=("contain a build file meson.build", "Must specify at least one directory"))
def meson_no_build(f: Failed) -> Advice | None:
    """meson outside a project, or a mistyped command."""
    commands = listed("setup compile install test dist configure introspect wrap init rewrite")
    near = nearest(f.sub, commands, limit=1) if f.sub not in commands else []
    if near:
        return f.hint(f"meson has no command {f.sub}", f.swap(f.sub, near[0]), sure=0.92)
    found = f.local.elsewhere("meson.build")
    if f.local.is_file("meson.build"):
        return f.hint("meson wants the name of a build folder", "meson setup build", sure=0.9)
    where = found[0].rsplit("/", 1)[0] if found else ""
    return f.hint(
        "There is no meson.build here",
        f"cd {quote(where)} && {f.text}" if where else "",
        "cd .." if not where else None,
        why="meson runs in the project's top folder.",
        sure=0.85,
    )


@family.rule(when=("is not a meson build directory", "No such build data file"))
def meson_not_set_up(f: Failed) -> Advice | None:
    """meson compile before meson setup."""
    words = f.args
    folder = words[words.index("-C") + 1] if "-C" in words[:-1] else "build"
    again = f.text if "-C" in words else f.append(f"-C {folder}")
    if f.local.is_file(f"{folder}/build.ninja") and "-C" not in words:
        return f.hint(f"The build folder is {folder}", again, sure=0.93)
    if f.sub == "configure":
        return f.hint(
            "The build folder was not set up yet", f.text.replace("configure", "setup", 1)
        )
    return f.hint(
        "The build folder was not set up yet", f"meson setup {quote(folder)} && {again}", sure=0.93
    )


@family.rule(
    when="ERROR:",
    says=r"^(?P<file>\S*meson\.build):(?P<line>\d+):\d+: ERROR: (?P<what>.+)$",
    programs=("meson", "ninja"),
)
def meson_error(f: Failed) -> Advice | None:
    """An error in meson.build, or a dependency that is missing."""
    wanted = re.search(r"Dependency ['\"](?P<name>[^'\"]+)['\"]", f["what"])
    if wanted:
        name = wanted["name"]
        entry = libraries.for_pkg_config(name) or libraries.for_cmake(name)
        package = libraries.install(f, entry)
        return f.hint(
            f"The library {name} is not installed",
            package or f"apt-cache search {quote(name)} | grep -- -dev",
            sure=0.95 if package else 0.78,
        )
    program = re.search(r"Program ['\"](?P<name>[^'\"\s]+)", f["what"])
    if program:
        return f.hint(
            f"The program {program['name']} is not installed", f.local.installer(program["name"])
        )
    return f.hint(f"{f['file']}:{f['line']}: {f['what']}", edit(f, f["file"], f["line"]), sure=0.85)


# autotools.


@family.rule(
    when=(
        "no acceptable C compiler",
        "C compiler cannot create executables",
        "cannot run C compiled",
    ),
    programs=(),
)
def configure_compiler(f: Failed) -> Advice | None:
    """./configure without a working compiler."""
    cc = f.find(r"checking for gcc\.\.\. (?!no|gcc|yes)(\S+)")
    prefix = next((w for w in f.command.prefix if w.value.startswith("CC=")), None)
    if prefix and cc:
        return f.hint(f"The compiler {cc[1]} does not work", f.without(prefix), sure=0.9)
    if "no acceptable" in f.output:
        return f.hint("No C compiler is installed", f.local.installer("build-essential"), sure=0.96)
    return f.hint(
        "The C compiler does not work: a bad option in CFLAGS, or no C library",
        f.local.installer("build-essential"),
        "tail -n 40 config.log",
        sure=0.85,
    )


@family.rule(when="configure: error:", says=r"configure: error: (?P<what>.+)$", programs=())
def configure_error(f: Failed) -> Advice | None:
    """./configure misses a library, or dislikes an option."""
    what = f["what"]
    if what.startswith(("in `", "in '", "Package requirements")):
        return None
    option = re.search(r"unrecognized option: [`'‘]?(--?[\w-]+)", what)
    if option:
        near = f.find(rf"{re.escape(option[1])}")
        return f.hint(f"configure has no option {option[1]}", sure=0.85 if near else 0.7)
    absolute = re.search(r"expected an absolute directory name for (--\w+): (\S+)", what)
    if absolute:
        old = f"{absolute[1]}={absolute[2]}"
        return f.hint(
            f"{absolute[1]} wants an absolute path",
            f.swap(old, f"{absolute[1]}=$PWD/{absolute[2]}", bare=True),
            sure=0.94,
        )
    for token in re.findall(r"[\w+.-]+(?:/[\w.-]+)*", what):
        bare = token.removeprefix("lib").removesuffix(".h").lower()
        entry = (
            libraries.for_header(token)
            or libraries.for_pkg_config(token.lower())
            or (libraries.for_library(bare) if len(bare) > 2 else "")
        )
        if entry and token.lower() not in ("c", "not", "found", "is", "m", "check", "event"):
            return f.hint(
                f"configure misses something: {what}",
                libraries.install(f, entry),
                "tail -n 40 config.log",
                why="The development package is not installed.",
                sure=0.88,
            )
    return f.hint(
        f"configure gave up: {what}",
        "tail -n 40 config.log",
        why="The log tells which test failed.",
        sure=0.72,
    )


@family.rule(when=("'configure.ac' is required", "possibly undefined macro"), programs=())
def autoconf(f: Failed) -> Advice | None:
    """autoconf outside a project, or without automake/libtool/pkg-config macros."""
    if "is required" in f.output:
        return f.hint("There is no configure.ac here", sure=0.8)
    macro = f.find(r"possibly undefined macro: (\w+)")
    name = macro[1] if macro else ""
    package = {
        "AM_": "automake", "LT_": "libtool", "AC_PROG_LIBTOOL": "libtool", "PKG_": "pkg-config",
        "AX_": "autoconf-archive", "AM_GNU_GETTEXT": "gettext", "IT_": "intltool",
    }  # fmt: skip
    wanted = max((key for key in package if name.startswith(key)), key=len, default="")
    if wanted == "AM_" and f.program == "autoconf":
        return f.hint(f"{name} is automake's", f.rewrite("autoreconf -i"), sure=0.93)
    return f.hint(
        f"autoconf does not know the macro {name}",
        f.local.installer(package[wanted]) if wanted else None,
        "autoreconf -fi",
        sure=0.9 if wanted else 0.75,
    )


@family.rule(when=("No such file", "not found"), programs=("configure",), status=127)
def no_configure(f: Failed) -> Advice | None:
    """./configure has to be made first, or the project is built otherwise."""
    path = f.command.words[0].value
    if f.local.exists(path):
        return None
    folder = path.rpartition("/")[0] or "."
    inside = "" if folder == "." else f"{folder}/"
    script = next(
        (
            n
            for n in ("autogen.sh", "bootstrap", "bootstrap.sh", "buildconf")
            if f.local.is_file(f"{inside}{n}")
        ),
        "",
    )
    if script:
        run = f"{inside or './'}{script}"
        run = run if f.local.is_executable(run) else f"sh {run}"
    elif any(f.local.is_file(f"{inside}configure.{n}") for n in ("ac", "in")):
        run = f"autoreconf -fi {folder}".removesuffix(" .")
    else:
        other = {
            "CMakeLists.txt": "cmake -B build && cmake --build build",
            "meson.build": "meson setup build && ninja -C build",
            "Makefile": "make",
            "Cargo.toml": "cargo build",
            "go.mod": "go build",
            "pyproject.toml": "pip install .",
        }
        found = next((file for file in other if f.local.is_file(f"{inside}{file}")), "")
        go = f"cd {quote(folder)} && " if inside else ""
        return f.hint(
            "There is no configure here",
            go + other[found] if found else "ls",
            why=f"There is {found}: the project is built with that."
            if found
            else "Perhaps the project is in another folder, or is built with something else.",
            sure=0.95 if found else 0.8,
        )
    return f.hint(
        "configure was not made yet",
        f.first(run),
        why=f"{script or 'configure.ac'} is there: it makes it.",
        sure=0.96,
    )
