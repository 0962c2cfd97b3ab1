# ruff: noqa: E501  (messages stay whole, to be searched for)
"""java: exceptions that nobody caught, memory, and Kotlin."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java import GRADLE, MAVEN, family
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote


@family.rule(
    when=("Exception in thread", "Caused by:"),
    says=r"Exception in thread \"[^\"]+\" (?P<type>[\w.$]+)(?:: (?P<what>.*))?$",
    programs=("java", *MAVEN, *GRADLE, "kotlin", "scala"),
)
def exception(f: Failed) -> Advice | None:
    """An exception nobody caught: the first line of the user's own code."""
    name = f["type"].rsplit(".", 1)[-1]
    if name == "OutOfMemoryError":
        heap = next((w for w in f.command.words if w.value.startswith("-Xmx")), None)
        more = _doubled(heap.value) if heap else ""
        return f.hint(
            "The heap is used up",
            f.swap(heap, more) if heap else f.insert("-Xmx2g") if f.program == "java" else None,
            why="-Xmx allows more; or something keeps objects that are no longer needed.",
            sure=0.88,
        )
    for file, line in re.findall(r"at [^\n]*\((\w+\.(?:java|kt)):(\d+)\)", f.output):
        paths = [file] if f.local.is_file(file) else f.local.elsewhere(file, limit=1)
        if paths:
            return f.hint(
                f"{name}: {f['what']}" if f["what"] else name,
                edit(f, paths[0], line),
                why=EXCEPTIONS.get(name, f"Thrown at {paths[0]}, line {line}."),
                sure=0.86,
            )
    if name in ("ClassNotFoundException", "NoClassDefFoundError"):
        missing = f["what"].replace("/", ".")
        jar = next((w for w in f.operands if w.value.endswith(".jar")), None)
        lib = next(
            (d for d in ("lib", "libs", "target/lib", "target/dependency") if f.local.is_dir(d)), ""
        )
        main = f.find(r"at ([\w.$]+)\.(?:main|<clinit>)\(")
        return f.hint(
            f"The class {missing} is not on the class path",
            f"java -cp '{jar.value}:{lib}/*' {main[1]}" if jar and lib and main else None,
            f"unzip -l {jar.raw} | grep {missing.rpartition('.')[2]}"
            if jar and f.has("-jar")
            else None,
            why="A library's jar is missing: add it with -cp, or as a dependency.",
            sure=0.72,
        )
    if name == "UnknownHostException" and f["what"]:
        return f.hint(
            f"The name {f['what']} cannot be resolved",
            f"getent hosts {quote(f['what'])}",
            why="No network, no name server, or a typo in the name.",
            sure=0.9,
        )
    # A line of the JDK or of a library is nothing that one edits.
    place = f.find(
        r"at (?!(?:java|javax|jdk|sun|org\.gradle|org\.apache)[./])[^\n]*\((\w+\.(?:java|kt)):(\d+)\)"
    )
    return f.hint(
        f"{name}: {f['what']}" if f["what"] else name,
        edit(f, place[1], place[2]) if place else None,
        why=EXCEPTIONS.get(name, ""),
        sure=0.78,
    )


EXCEPTIONS = {
    "NullPointerException": "Something that is null was used.",
    "ArrayIndexOutOfBoundsException": "The index is outside of the array.",
    "NumberFormatException": "The text is no number.",
    "ClassCastException": "An object is not of the type it was cast to.",
    "StackOverflowError": "A method calls itself without end.",
    "InputMismatchException": "The input is not of the kind that was asked for.",
    "ConcurrentModificationException": "A collection was changed while it was walked through.",
}


def _doubled(heap: str) -> str:
    found = re.match(r"-Xmx(\d+)(\w)", heap)
    return f"-Xmx{int(found[1]) * 2}{found[2]}" if found else "-Xmx2g"


@family.rule(
    when=("source entry is not a Kotlin file", "error: could not find or load main class"),
    programs=("kotlin",),
)
def kotlin_source(f: Failed) -> Advice | None:
    """kotlin runs what was compiled."""
    word = next((w for w in f.operands if w.value.endswith(".kt")), None)
    if word is None:
        return None
    jar = quote(f"{word.value.removesuffix('.kt')}.jar")
    return f.hint(
        "kotlin runs compiled classes, not source files",
        f"kotlinc {word.raw} -include-runtime -d {jar} && java -jar {jar}",
        sure=0.95,
    )


@family.rule(
    when="InaccessibleObjectException",
    says=r"module (?P<module>[\w.]+) does not \"opens (?P<package>[\w.]+)\" to (?:unnamed )?(?P<to>module @\w+|module [\w.]+)",
    programs=("java", *MAVEN, *GRADLE, "kotlin", "scala"),
)
def closed_package(f: Failed) -> Advice:
    """Reflection into the JDK, closed since Java 16 (JEP 396)."""
    to = "ALL-UNNAMED" if "@" in f["to"] else f["to"].removeprefix("module ")
    option = f"--add-opens {f['module']}/{f['package']}={to}"
    line = (
        f.insert(option)
        if f.program == "java"
        else f"JDK_JAVA_OPTIONS='{option.replace(' ', '=', 1)}' {f.text}"
    )
    return f.hint(
        f"{f['package']} of the JDK is closed to reflection",
        line,
        "java -version",
        why="The program was written for an older Java; a newer version of it may need no opening.",
        sure=0.94,
    )
