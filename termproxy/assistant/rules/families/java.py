"""java, javac, maven and gradle."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java_homes import other_home, package
from termproxy.assistant.rules.places import ahead, edit
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


@family.rule(when="Unable to access jarfile", says=r"Unable to access jarfile (?P<jar>.+)$")
def no_jar(f: Failed) -> Advice | None:
    """A jar that is not there: misspelt, or not built."""
    jar = f["jar"].strip()
    folder = os.path.dirname(jar)
    near = f.local.near(jar) or f.local.elsewhere(jar)
    jars = [n for n in f.local.entries(folder or ".") if n.endswith(".jar") and "sources" not in n]
    near = near or [os.path.join(folder, n) for n in jars if len(jars) == 1]
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
    return f.hint(
        f"{jar} does not say which class to start",
        f"java -cp {quote(jar)} <main class>",
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
    name = f["name"]
    word = f.word(name)
    wrong = f.find(r"wrong name: ([\w/$]+)")
    if wrong and word:
        full = wrong[1].replace("/", ".")
        up = "/".join([".."] * full.count("."))
        inside = f.local.cwd.rstrip("/").endswith("/" + "/".join(full.split(".")[:-1]))
        if up and not inside:
            file = f"{full.rsplit('.', 1)[-1]}.java"
            return f.hint(
                f"The class is in the package {full.rsplit('.', 1)[0]}: its full name is {full}",
                f"javac -d . {file} && java {full}",
                sure=0.88,
            )
        return f.hint(
            f"The class is in the package {full.rsplit('.', 1)[0]}: its full name is {full}",
            f"cd {up} && java {full}" if up else f.swap(word, full),
            f"java -cp {up} {full}" if up else None,
            sure=0.9,
        )
    if word is None:
        return None
    for ending in (".class", ".java"):
        stem = name.removesuffix(ending)
        if stem != name:
            known = f.local.is_file(f"{stem}.class")
            stems = [
                n.rpartition(".")[0] for n in f.local.entries() if n.endswith((".java", ".class"))
            ]
            if not known and not f.local.is_file(f"{stem}.java"):  # java main.class, of Main.java
                stem = next((s for s in stems if s.lower() == stem.lower()), stem)
            if (
                ending == ".class"
                and f.local.is_file(f"{stem}.java")
                and not f.local.is_file(f"{stem}.class")
            ):
                return f.hint(
                    f"java wants the class's name, and {stem}.java was not compiled yet",
                    f.line.edit(
                        (
                            f.command.words[0].start,
                            word.end,
                            f"javac {quote(stem)}.java && java {quote(stem)}",
                        )
                    ),
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
    package = re.search(r"(?m)^\s*package\s+([\w.]+)\s*;", f.local.text(f"{name}.java"))
    if package:  # its class lies in the package's folder
        full = f"{package[1]}.{name}"
        line = f.swap(word, full)
        made = f.local.is_file(full.replace(".", "/") + ".class")
        return f.hint(
            f"The class is in the package {package[1]}: its full name is {full}",
            line if made else ahead(f, f"javac -d . {quote(name)}.java").replace(f.text, line),
            sure=0.94,
        )
    if f.local.is_file(f"{name}.java") and not f.local.is_file(f"{name}.class"):
        return f.hint(
            f"{name}.java was not compiled yet",
            ahead(f, f"javac {quote(name)}.java"),
            f.swap(word, f"{name}.java"),
            sure=0.96,
        )
    classes = [n.removesuffix(".class") for n in f.local.entries() if n.endswith(".class")]
    sources = [n.removesuffix(".java") for n in f.local.entries() if n.endswith(".java")]
    near = [n for n in classes if n.lower() == name.lower()] or nearest(name, {*classes, *sources})
    if near:
        compiled = near[0] in classes
        line = f.swap(word, near[0])
        return f.hint(
            f"There is no class {name} here",
            line if compiled else f"javac {near[0]}.java && {line}",
            why=f"There is {near[0]}.",
            sure=0.93,
        )
    path = name.replace(".", "/") + ".class"
    for top in ("target/classes", "build/classes/java/main", "out", "bin", "classes", "build"):
        if f.local.is_file(f"{top}/{path}"):
            return f.hint(
                f"The class is in {top}", f.insert(f"-cp {top}"), why="-cp says so.", sure=0.95
            )
    if f.local.is_file(f"{name}.jar"):
        return f.hint(f"{name}.jar is a jar", f.swap(word, f"-jar {name}.jar", bare=True))
    if name.endswith(".jar"):
        return f.hint("A jar is started with -jar", f.line.edit((word.start, word.start, "-jar ")))
    source = f.local.elsewhere(name.rsplit(".", 1)[-1] + ".java")
    build = wrapper(f)
    return f.hint(
        f"There is no class {name} here",
        ahead(f, build) if build else None,
        f"java {quote(source[0])}" if source else None,
        why="Compile it first, and name its folder with -cp.",
        sure=0.82,
    )


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
        f"{os.path.basename(f['file'])}:{line}: {what[:90]}",
        edit(f, f["file"], line),
        imports,
        why=why or "The first error counts; the others often follow from it.",
        sure=0.87,
    )


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


family.hint(
    "no-main",
    "The class {name} has no main method",
    lambda f: edit(f, next((w for w in f.args if w.endswith(".java")), f"{f['name']}.java")),
    when=("Main method not found in class", "can't find main(String[]) method in class"),
    says=r"(?:not found in|method in) class:? (?P<name>[\w.]+)",
    why="Write: public static void main(String[] args)",
    sure=0.88,
)


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
    "corrupt-jar", "{jar} is no jar, or damaged",
    lambda f: f.without("-jar") if f["jar"].endswith(".java") else None,
    "file {jar}", "unzip -t {jar}",
    when="Invalid or corrupt jarfile", says=r"Invalid or corrupt jarfile (?P<jar>.+)$",
    why="Perhaps the download was cut short, or is a web page.", sure=0.85,
)  # fmt: skip
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
