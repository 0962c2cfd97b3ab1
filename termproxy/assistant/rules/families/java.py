"""java and javac: releases, errors in sources, options, and the JDK itself."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java_homes import other_home, package
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

MAVEN = ("mvn", "mvnw", "mvnd")
GRADLE = ("gradle", "gradlew")
family = Family("java", "java", "javac", "jar", "jshell", "kotlinc", "kotlin", *MAVEN, *GRADLE)

PHASES = listed(
    """clean validate compile test package verify install deploy site test-compile
integration-test generate-sources process-resources dependency:tree spring-boot:run"""
)
TASKS = listed(
    """build clean test run assemble check jar bootRun bootJar tasks dependencies wrapper init
installDist publish javadoc compileJava assembleDebug assembleRelease installDebug lint"""
)
RELEASES = {65: 21, 61: 17, 55: 11, 52: 8}


def release_of(version: str) -> int:
    """The Java release of a class file version: 65.0 is 21."""
    return int(float(version)) - 44


def wrapper(f: Failed) -> str:
    """How this project is built: its wrapper, or the tool."""
    if f.local.is_file("gradlew"):
        return "./gradlew build"
    if f.local.is_file("build.gradle") or f.local.is_file("build.gradle.kts"):
        return "gradle build"
    if f.local.is_file("mvnw"):
        return "./mvnw package"
    return "mvn package" if f.local.is_file("pom.xml") else ""


@family.rule(
    when="UnsupportedClassVersionError",
    says=r"class file version (?P<have>\d+\.\d+)\).*?up to (?P<most>\d+\.\d+)",
    programs=(),
)
def java_too_old(f: Failed) -> Advice | None:
    """The class was compiled for a newer Java."""
    want = release_of(f["have"])
    if not 8 <= want <= 40:
        return f.hint("The class file is damaged or for a Java that does not exist yet", sure=0.7)
    return f.hint(
        f"It needs Java {want}, this is Java {release_of(f['most'])}",
        other_home(f, at_least=want) or package(f, want),
        "update-alternatives --list java",
        f"javac --release {release_of(f['most'])} <sources>" if f.program == "java" else None,
        sure=0.93,
    )


@family.rule(
    when=(
        "invalid target release",
        "invalid source release",
        "release version",
        "no longer supported",
    ),
    says=r"(?:invalid (?:target|source) release: ?|release version |(?:Source|Target) option )"
    r"(?P<want>[\d.]+)(?P<gone>[^\n]*no longer supported)?",
    programs=(),
)
def javac_release(f: Failed) -> Advice | None:
    """The project asks for a Java release that this javac does not know."""
    if "java" not in f.output.lower() and f.program not in family.programs:
        return None
    want = f["want"].removeprefix("1.").rstrip(".")
    if f["gone"] or want in ("5", "6", "7"):
        option = next((w for w in f.command.words if w.value == want), None)
        if option:
            return f.hint(f"javac no longer builds for Java {want}", f.swap(option, "8"), sure=0.9)
        place = "pom.xml" if f.program in MAVEN else "build.gradle"
        property_line = "-Dmaven.compiler.source=8 -Dmaven.compiler.target=8"
        return f.hint(
            f"This JDK no longer builds for Java {want}",
            f.append(property_line) if f.program in MAVEN else None,
            edit(f, place) if f.local.is_file(place) else None,
            why="Raise source and target in the build file.",
            sure=0.85,
        )
    known = want.isdigit() and int(want) <= 25
    option = next((w for w in f.command.words if w.value == want), None)
    if not known and option:
        return f.hint(f"There is no Java {want} yet", f.swap(option, "21"), sure=0.85)
    release = int(want) if known else 0
    here = other_home(f, at_least=release) if release else ""
    return f.hint(
        f"The project wants Java {want}, and this JDK is older",
        here or (package(f, release) if release else None),
        "mvn -version" if f.program in MAVEN else "java -version",
        "update-alternatives --list javac",
        why="JAVA_HOME says which JDK builds.",
        sure=0.88,
    )


@family.rule(
    when=("error: ", "[ERROR] ", "COMPILATION ERROR", "e: "),
    says=r"^(?:\[ERROR\] |e: (?:file://)?)?(?P<file>[\w./ +-]+\.(?:java|kts?|groovy|scala)):"
    r"(?:\[(?P<at>\d+),\d+\]|(?P<line>\d+)(?::\d+)?:?) (?:error: )?(?P<what>.+)$",
    programs=("java", "javac", "kotlinc", *MAVEN, *GRADLE, "make", "ant", "sbt"),
)
def error_in_source(f: Failed) -> Advice | None:
    """javac refuses a line: open the editor there."""
    what, line = f["what"].strip(), f["at"] or f["line"]
    public = re.search(
        r"class (\w+) is public, should be declared in a file named (\S+\.java)", what
    )
    if public:
        target = os.path.join(os.path.dirname(f["file"]), public[2])
        word = f.word(f["file"])
        again = f.swap(word, target) if word else f.text
        return f.hint(
            f"A public class must be in a file of its name: {public[2]}",
            f"mv {quote(f['file'])} {quote(target)} && {again}",
            sure=0.93,
        )
    if what.startswith("warning:") or "deprecat" in what:
        return None
    symbol = f.find(r"symbol:\s+(?:class|variable|method) (\w+)")
    why = ""
    for pattern, text in MEANINGS:
        if re.search(pattern, what):
            why = text.replace("{symbol}", symbol[1] if symbol else "a name")
            break
    lost = re.match(r"package ([\w.]+) does not exist", what)
    root = _root_of(f, lost[1]) if lost and f.program == "javac" else ""
    if root and not f.has("-cp", "-classpath", "--class-path", "-sourcepath", "--source-path"):
        return f.hint(
            f"The package {lost[1] if lost else ''} is in {root}, where javac does not look",
            f.insert(f"-cp {quote(root)}"),
            edit(f, f["file"], line),
            sure=0.93,
        )
    package = IMPORTS.get(symbol[1]) if symbol and "cannot find symbol" in what else None
    imports = (
        f"sed -i '1i import {package}.{symbol[1]};' {quote(f['file'])} && {f.text}"
        if package and symbol and f.local.is_file(f["file"])
        and not f.local.text(f["file"]).startswith("package")
        else ""
    )  # fmt: skip
    if package and symbol:
        why = f"{symbol[1]} is not imported: import {package}.{symbol[1]};"
    return f.hint(
        f"{os.path.basename(f['file'])}:{line}: {what}",
        edit(f, f["file"], line),
        imports,
        why=why or "The first error counts; the others often follow from it.",
        sure=0.87,
    )


def _root_of(f: Failed, package: str) -> str:
    """The folder of sources or classes that has this package, but for the current one."""
    for root in (
        "src/main/java",
        "src",
        "out",
        "bin",
        "classes",
        "target/classes",
        "build/classes",
    ):
        if f.local.is_dir(f"{root}/{package.replace('.', '/')}"):
            return root
    return ""


MEANINGS = (
    (r"cannot find symbol", "The name {symbol} is not declared or not imported."),
    (r"';' expected", "A semicolon is missing."),
    (r"expected$", "Something is missing there."),
    (r"incompatible types", "The types do not fit."),
    (r"package \S+ does not exist", "The library is not on the class path, or not a dependency."),
    (r"unreported exception", "Catch the exception, or declare it with throws."),
    (r"might not have been initialized", "A variable is read before it has a value."),
    (r"missing return statement", "A path of the method ends without return."),
    (r"reached end of file while parsing", "A closing brace is missing."),
    (r"non-static", "It belongs to an object: make one, or declare it static."),
    (r"already defined", "The name is declared twice."),
    (r"unclosed string literal", "A quote is not closed."),
    (r"illegal character", "A character that is no code, perhaps a pasted quote."),
    (r"Unresolved reference", "The name is not declared or not imported."),
    (r"class, interface, enum, or record expected", "A brace too many before it."),
)
IMPORTS = {
    **dict.fromkeys(listed("""List ArrayList Map HashMap Set HashSet Scanner Arrays Collections
Random Date Optional LinkedList Queue Deque ArrayDeque Iterator TreeMap PriorityQueue UUID
Objects Stack Vector Comparator"""), "java.util"),
    **dict.fromkeys(listed("""File IOException BufferedReader InputStreamReader FileReader
FileWriter InputStream OutputStream PrintWriter Serializable FileNotFoundException"""), "java.io"),
    **dict.fromkeys(listed("Collectors Stream IntStream"), "java.util.stream"),
    **dict.fromkeys(listed("Files Path Paths"), "java.nio.file"),
    **dict.fromkeys(listed("LocalDate LocalDateTime Duration Instant"), "java.time"),
    **dict.fromkeys(listed("ExecutorService Executors TimeUnit Callable Future"),
                    "java.util.concurrent"),
}  # fmt: skip


@family.rule(when="file not found:", says=r"error: file not found: (?P<path>.+)$", programs="javac")
def source_missing(f: Failed) -> Advice | None:
    """javac of a file that is not there."""
    near = f.local.near(f["path"]) or f.local.elsewhere(f["path"])
    return f.hint(
        f"No {f['path']} here",
        *[f.swap(f["path"], n) for n in near],
        sure=0.94 if near else 0.8,
    )


@family.rule(when="are only accepted if annotation", says=r"Class names, '(?P<name>[^']+)'")
def javac_class_name(f: Failed) -> Advice | None:
    """javac Main without .java."""
    name, title = f["name"], "javac wants the file's name"
    stem = re.sub(r"\.jav?$", "", name)
    near = [n for n in f.local.near(name) if n.endswith(".java")]
    whole = [f"{stem}.java"] if f.local.is_file(f"{stem}.java") or not near else []
    return f.hint(title, *[f.swap(name, n) for n in (*whole, *near)], sure=0.96)


@family.rule(
    when=("Unrecognized option:", "invalid flag:", "Could not reserve enough space",
          "Invalid maximum heap size", "than the maximum heap"),
)  # fmt: skip
def vm_options(f: Failed) -> Advice | None:
    """An option that java or javac does not have, or a heap that cannot be."""
    heap = next((w for w in f.command.words if w.value.startswith("-Xmx")), None)
    if heap and not f.find(r"Unrecognized|invalid flag"):
        lower = next((w for w in f.command.words if w.value.startswith("-Xms")), None)
        if lower and "than the maximum" in f.output:
            return f.hint(
                "-Xms is more than -Xmx", f.swap(lower, lower.value[:4] + heap.value[4:]), sure=0.93
            )
        unit = re.fullmatch(r"(-Xmx\d+[kKmMgG])[iI]?[bB]", heap.value)
        if unit:
            return f.hint("Sizes are written 512m or 4g", f.swap(heap, unit[1]), sure=0.96)
        return f.hint(
            f"{heap.value} is not possible here", f.swap(heap, "-Xmx2g"), "free -h", sure=0.85
        )
    found = f.find(r"(?:Unrecognized option|invalid flag): (-\S+)")
    if not found:
        return None
    known = listed("-version -cp -classpath -jar -Xmx -Xms -ea -verbose -help -d -source -target")
    known = (*known, *listed("--version --release --help --enable-preview -g -Xlint:all"))
    near = nearest(found[1], known)
    near = (
        ["-version" if found[1] in ("-v", "-V") else near[0]]
        if near or found[1] in ("-v", "-V")
        else []
    )
    return f.hint(
        f"{f.program} has no option {found[1]}",
        *[f.swap(found[1], name) for name in near],
        sure=0.9 if near else 0.72,
    )


family.hint(
    "java-home",
    "JAVA_HOME points to no JDK, or no Java is installed",
    lambda f: [f.without(w) for w in f.command.prefix if w.value.startswith("JAVA_HOME=")],
    lambda f: f.local.installer("default-jdk") if "no 'java' command" in f.output else None,
    "export JAVA_HOME=$(dirname $(dirname $(readlink -f $(which javac))))",
    lambda f: f.local.installer("default-jdk"),
    programs=(),
    when="JAVA_HOME",
    says=r"JAVA_HOME (?:environment variable )?is (?:not (?:set|defined)|set to an invalid)",
    sure=0.92,
)
family.hint(
    "only-a-jre",
    "A JRE is installed, but not the JDK that builds need",
    lambda f: f.local.installer("default-jdk"),
    programs=(),
    when=(
        "No compiler is provided in this environment",
        "does not provide the required capabilities: [JAVA_COMPILER]",
    ),
    sure=0.95,
)
