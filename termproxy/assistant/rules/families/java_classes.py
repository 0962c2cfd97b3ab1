"""java: the class or the jar that is to be started."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java import family, wrapper
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.jars import mains
from termproxy.assistant.world.spelling import nearest

# Where builds put classes.
OUTPUT_FOLDERS = ("target/classes", "build/classes/java/main", "out", "bin", "classes", "build")


@family.rule(when="Unable to access jarfile", says=r"Unable to access jarfile (?P<jar>.+)$")
def no_jar(f: Failed) -> Advice | None:
    """A jar that is not there: misspelt, or not built."""
    jar = f["jar"].strip()
    folder = os.path.dirname(jar)
    near = f.local.near(jar) or f.local.elsewhere(jar)
    jars = [n for n in f.local.entries(folder or ".") if n.endswith(".jar") and "sources" not in n]
    near = near or [os.path.join(folder, n) for n in jars if len(jars) == 1]
    if not near and not folder:  # where maven and gradle put what they make
        built = [
            f"{place}/{name}"
            for place in ("target", "build/libs")
            for name in f.local.entries(place)
            if name.endswith(".jar") and not re.search(r"-(?:sources|javadoc|plain)\.jar$", name)
        ]
        near = built if len(built) == 1 else nearest(jar, built) or built[:2]
    build = "mvn package" if folder == "target" and f.local.is_file("pom.xml") else wrapper(f)
    return f.hint(
        f"No {jar} here",
        *[f.swap(jar, name) for name in near[:2]],
        ahead(f, build) if build else "ls " + quote(folder or ".") if not near else None,
        why=f"There is {near[0]}." if near else "It was not built yet." if build else "",
        sure=0.94 if near or build else 0.8,
    )


@family.rule(when="no main manifest attribute", says=r"no main manifest attribute, in (?P<jar>.+)$")
def no_main_manifest(f: Failed) -> Advice | None:
    """java -jar of a jar without Main-Class."""
    jar = f["jar"].strip()
    found = [] if f.case.remote else list(mains(f.local.path(jar)))
    return f.hint(
        f"{jar} does not say which class to start",
        *[f"java -cp {quote(jar)} {name}" for name in found[:2] or ["<main class>"]],
        f"jar tf {quote(jar)}",
        why="Its manifest lacks Main-Class: name the class yourself.",
        sure=0.88,
    )


@family.rule(
    when="Could not find or load main class",
    says=r"Could not find or load main class (?P<name>\S+)",
)
def no_class(f: Failed) -> Advice | None:
    """java: the class is not there, not compiled, or wrongly named."""
    word = f.word(f["name"])
    if word is None:
        return None
    return (
        _wrong_name(f, word)
        or _with_extension(f, word)
        or _of_a_package(f, word)
        or _not_compiled(f, word)
        or _misspelt(f, word)
        or _in_another_folder(f)
        or _a_jar(f, word)
        or _nowhere(f)
    )


def _wrong_name(f: Failed, word: Word) -> Advice | None:
    """NoClassDefFoundError tells the full name of a class that was started from its own folder."""
    wrong = f.find(r"wrong name: ([\w/$]+)")
    if wrong is None:
        return None
    full = wrong[1].replace("/", ".")
    package, _, last = full.rpartition(".")
    title = f"The class is in the package {package or full}: its full name is {full}"
    up = "/".join([".."] * full.count("."))
    inside = f.local.cwd.rstrip("/").endswith("/" + package.replace(".", "/"))
    if up and not inside:
        return f.hint(title, f"javac -d . {last}.java && java {full}", sure=0.88)
    return f.hint(
        title,
        f"cd {up} && java {full}" if up else f.swap(word, full),
        f"java -cp {up} {full}" if up else None,
        sure=0.9,
    )


def _with_extension(f: Failed, word: Word) -> Advice | None:
    """java Main.class, or java Main.java where that file is not."""
    name = f["name"]
    ending = next((e for e in (".class", ".java") if name.endswith(e)), "")
    if not ending:
        return None
    stem = name.removesuffix(ending)
    known = f.local.is_file(f"{stem}.class")
    if not known and not f.local.is_file(f"{stem}.java"):  # java main.class, of Main.java
        stem = next((s for s in _stems(f) if s.lower() == stem.lower()), stem)
    source, compiled = f.local.is_file(f"{stem}.java"), f.local.is_file(f"{stem}.class")
    if ending == ".class" and source and not compiled:
        made = f"javac {quote(stem)}.java && java {quote(stem)}"
        return f.hint(
            f"java wants the class's name, and {stem}.java was not compiled yet",
            f.line.edit((f.command.words[0].start, word.end, made)),
            f.swap(word, f"{stem}.java"),
            sure=0.95,
        )
    meant = [n for n in f.local.near(name) if n.endswith(".java")]
    if ending == ".java" and meant and not known and not f.local.is_file(name):
        return f.hint(f"No {name} here", *[f.swap(word, n) for n in meant], sure=0.95)
    return f.hint(
        f"java wants the class's name, without {ending}",
        f.swap(word, stem) if known or ending == ".class" else None,
        sure=0.95,
    )


def _stems(f: Failed) -> list[str]:
    """The names of the classes and sources here."""
    return [n.rpartition(".")[0] for n in f.local.entries() if n.endswith((".java", ".class"))]


def _of_a_package(f: Failed, word: Word) -> Advice | None:
    """The source here names a package: the class lies in the package's folder."""
    name = f["name"]
    package = re.search(r"(?m)^\s*package\s+([\w.]+)\s*;", f.local.text(f"{name}.java"))
    if package is None:
        return None
    full = f"{package[1]}.{name}"
    line = f.swap(word, full)
    made = f.local.is_file(full.replace(".", "/") + ".class")
    return f.hint(
        f"The class is in the package {package[1]}: its full name is {full}",
        line if made else ahead(f, f"javac -d . {quote(name)}.java").replace(f.text, line),
        sure=0.94,
    )


def _not_compiled(f: Failed, word: Word) -> Advice | None:
    name = f["name"]
    if not f.local.is_file(f"{name}.java") or f.local.is_file(f"{name}.class"):
        return None
    return f.hint(
        f"{name}.java was not compiled yet",
        ahead(f, f"javac {quote(name)}.java"),
        f.swap(word, f"{name}.java"),
        sure=0.96,
    )


def _misspelt(f: Failed, word: Word) -> Advice | None:
    name = f["name"]
    classes = [n.removesuffix(".class") for n in f.local.entries() if n.endswith(".class")]
    sources = [n.removesuffix(".java") for n in f.local.entries() if n.endswith(".java")]
    near = [n for n in classes if n.lower() == name.lower()] or nearest(name, {*classes, *sources})
    if not near:
        return None
    line = f.swap(word, near[0])
    return f.hint(
        f"There is no class {name} here",
        line if near[0] in classes else f"javac {near[0]}.java && {line}",
        why=f"There is {near[0]}.",
        sure=0.93,
    )


def _in_another_folder(f: Failed) -> Advice | None:
    path = f["name"].replace(".", "/") + ".class"
    folder = next((top for top in OUTPUT_FOLDERS if f.local.is_file(f"{top}/{path}")), "")
    if not folder:
        return None
    return f.hint(
        f"The class is in {folder}", f.insert(f"-cp {folder}"), why="-cp says so.", sure=0.95
    )


def _a_jar(f: Failed, word: Word) -> Advice | None:
    name = f["name"]
    if f.local.is_file(f"{name}.jar"):
        return f.hint(f"{name}.jar is a jar", f.swap(word, f"-jar {name}.jar", bare=True))
    if name.endswith(".jar"):
        return f.hint("A jar is started with -jar", f.line.edit((word.start, word.start, "-jar ")))
    return None


def _nowhere(f: Failed) -> Advice:
    name = f["name"]
    source = f.local.elsewhere(name.rsplit(".", 1)[-1] + ".java")
    build = wrapper(f)
    return f.hint(
        f"There is no class {name} here",
        ahead(f, build) if build else None,
        f"java {quote(source[0])}" if source else None,
        why="Compile it first, and name its folder with -cp.",
        sure=0.82,
    )


family.hint(
    "no-main",
    "The class {name} has no main method",
    lambda f: edit(f, next((w for w in f.args if w.endswith(".java")), f"{f['name']}.java")),
    when=("Main method not found in class", "can't find main(String[]) method in class"),
    says=r"(?:not found in|method in) class:? (?P<name>[\w.]+)",
    why="Write: public static void main(String[] args)",
    sure=0.88,
)
family.hint(
    "corrupt-jar", "{jar} is no jar, or damaged",
    lambda f: f.without("-jar") if f["jar"].endswith(".java") else None,
    "file {jar}", "unzip -t {jar}",
    when="Invalid or corrupt jarfile", says=r"Invalid or corrupt jarfile (?P<jar>.+)$",
    why="Perhaps the download was cut short, or is a web page.", sure=0.85,
)  # fmt: skip
