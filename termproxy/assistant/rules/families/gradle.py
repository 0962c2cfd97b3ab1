# ruff: noqa: E501  (messages stay whole, to be searched for)
"""gradle: tasks, wrappers, dependencies, the Java it runs on; the Android SDK."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java import GRADLE, TASKS, release_of
from termproxy.assistant.rules.families.java_builds import family
from termproxy.assistant.rules.families.java_homes import other_home, package
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when="not found in root project",
    says=r"Task '(?P<typed>[^']+)' not found in root project[^.\n]*\.?(?P<tail>[^\n]*)",
)
def gradle_task(f: Failed) -> Advice | None:
    """A mistyped task."""
    said = re.findall(r"'([^']+)'", f["tail"].partition("candidates are:")[2])
    near = nearest(f["typed"], TASKS) or nearest(f["typed"], said) or said
    other = {"install": "build", "start": "run", "package": "build", "compile": "build"}
    if not near and f["typed"] in other:
        near = [other[f["typed"]]]
    return f.hint(
        f"The project has no task {f['typed']}",
        *[f.swap(f["typed"], name) for name in near[:2]],
        f"{f.command.words[0].raw} tasks",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.96 if near else 0.86,
    )


@family.rule(when=("does not contain a Gradle build", "not part of the build"))
def gradle_nothing(f: Failed) -> Advice | None:
    """gradle outside a project."""
    found = f.local.elsewhere("settings.gradle") or f.local.elsewhere("build.gradle")
    folder = found[0].rsplit("/", 1)[0] if found and "/" in found[0] else ""
    return f.hint(
        "There is no Gradle build in this folder",
        f"cd {quote(folder)} && {f.text}"
        if folder
        else "mvn package"
        if f.local.is_file("pom.xml")
        else "gradle init",
        sure=0.88,
    )


# The first Gradle that runs on a Java: docs.gradle.org/current/userguide/compatibility.html
GRADLE_FOR = {16: "7.0", 17: "7.3", 18: "7.5", 19: "7.6", 20: "8.3", 21: "8.5", 22: "8.8", 23: "8.10", 24: "8.14", 25: "9.1.0"}  # fmt: skip


def _newer_wrapper(f: Failed, java: int) -> str | None:
    """The wrapper's version changed where it is written: ./gradlew itself would fail likewise."""
    file = "gradle/wrapper/gradle-wrapper.properties"
    named = re.search(r"gradle-([\d.]+)-(?:bin|all)\.zip", f.local.text(file))
    wanted = GRADLE_FOR.get(java, "8.14")
    if f.program != "gradlew" or not named:
        return None
    return f"sed -i 's/gradle-{named[1]}-/gradle-{wanted}-/' {file} && {f.text}"


@family.rule(when="Unsupported class file major version", says=r"major version (?P<version>\d+)")
def gradle_java_too_new(f: Failed) -> Advice | None:
    """This Gradle does not know the Java it runs on."""
    java = release_of(f["version"])
    return f.hint(
        f"This Gradle is too old for Java {java}",
        _newer_wrapper(f, java),
        other_home(f, below=java) or package(f, 17),
        why="Update the wrapper (gradle/wrapper/gradle-wrapper.properties), or use an older JDK.",
        sure=0.85,
    )


@family.rule(
    when=("GradleWrapperMain", "gradle-wrapper.jar"),
    says=r"GradleWrapperMain|Unable to access jarfile \S*gradle-wrapper\.jar",
)
def gradle_wrapper_missing(f: Failed) -> Advice | None:
    """The wrapper's jar is not in the repository."""
    return f.hint(
        "gradle/wrapper/gradle-wrapper.jar is missing",
        ahead(f, "gradle wrapper"),
        "git checkout gradle/wrapper/gradle-wrapper.jar",
        sure=0.93,
    )


family.hint(
    "android-sdk",
    "Gradle does not know where the Android SDK is",
    'echo "sdk.dir=$HOME/Android/Sdk" > local.properties && {line}',
    "export ANDROID_HOME=$HOME/Android/Sdk",
    when="SDK location not found",
    sure=0.92,
)
family.hint(
    "android-licences",
    "The licences of the Android SDK are not accepted yet",
    lambda f: ahead(f, "yes | sdkmanager --licenses"),
    when=(
        "licences have not been accepted",
        "licenses have not been accepted",
        "accept the following license",
    ),
    sure=0.9,
)


@family.rule(
    when=("Could not resolve all", "Could not find "),
    says=r"Could not find (?P<artifact>[\w.-]+:[\w.-]+:[\w.+-]+)",
    programs=GRADLE,
)
def gradle_dependency(f: Failed) -> Advice | None:
    """A dependency that the repositories do not have."""
    name = f["artifact"].split(":")[1]
    for file in ("build.gradle", "build.gradle.kts", "app/build.gradle", "app/build.gradle.kts"):
        lines = f.local.text(file).splitlines()
        at = next((n for n, line in enumerate(lines, 1) if name in line), 0)
        if at:
            return f.hint(f"No repository has {f['artifact']}", edit(f, file, at), sure=0.88)
    artifact = f["artifact"].rstrip(".")
    return f.hint(
        f"No repository has {artifact}",
        f"grep -rn {quote(name)} --include='*.gradle*' --include=libs.versions.toml .",
        f.append("--refresh-dependencies"),
        why="A typo in its name or version, or its repository is missing.",
        sure=0.8,
    )


@family.rule(
    when="What went wrong:",
    says=r"Could not (?:compile|open|run) (?:build file|settings file) '(?P<file>[^']+)'",
    programs=GRADLE,
)
def gradle_script(f: Failed) -> Advice | None:
    """An error in the build script."""
    newer = f.find(r"Unsupported class file major version (\d+)")
    if newer:
        java = int(newer[1]) - 44
        # https://docs.gradle.org/current/userguide/compatibility.html
        since = {17: "7.3", 18: "7.5", 19: "7.6", 20: "8.3", 21: "8.5", 22: "8.8", 23: "8.10"}
        since |= {24: "8.14", 25: "9.1"}
        properties = "gradle/wrapper/gradle-wrapper.properties"
        version = since.get(java, "9.1")
        return f.hint(
            f"This Gradle is too old for Java {java}",
            f"sed -i 's|gradle-[0-9.]*-|gradle-{version}-|' {properties} && {f.text}"
            if f.local.is_file(properties)
            else f"./gradlew wrapper --gradle-version {version}",
            "sudo update-alternatives --config java",
            why=f"Java {java} needs Gradle {version} or newer; or run it with an older JDK.",
            sure=0.94,
        )
    at = f.find(
        r"(?:build|settings) file '[^']+':? (?:line: )?(\d+)|Build file '[^']+' line: (\d+)"
    )
    return f.hint(
        "The build script has an error",
        edit(f, f["file"], (at[1] or at[2]) if at else ""),
        sure=0.86,
    )


@family.rule(
    when=("daemon disappeared", "Could not reserve enough space", "Unable to start the daemon", "Timeout waiting to lock", "Could not create service of type", "Lock file"),
    says=r"daemon disappeared|reserve enough space for (?:\d+\w+ )?object heap|Unable to start the daemon process|Timeout waiting to (?P<lock>lock|exclusive)|Gradle could not start your build",
    programs=GRADLE,
)  # fmt: skip
def gradle_daemon(f: Failed) -> Advice:
    """The background process of gradle has died, or holds a lock."""
    stop = f"{f.command.words[0].raw} --stop"
    return f.hint(
        "Another Gradle holds a lock" if f["lock"] else "Gradle's background process died",
        f.first(stop),
        "free -h" if not f["lock"] else None,
        f.append("--no-daemon"),
        why="" if f["lock"] else "Mostly for want of memory: org.gradle.jvmargs in gradle.properties says how much it takes.",
        sure=0.92,
    )  # fmt: skip


@family.rule(
    when=("compatible with Java", "Cannot find a Java installation", "No matching toolchains found", "requires JVM runtime version", "requires Java"),
    says=r"compatible with Java (?P<have>\d+)[\s\S]*?compatible with Java (?P<want>\d+)|languageVersion=(?P<chain>\d+)|requires (?:at least )?(?:JVM runtime version|Java) (?P<least>\d+)",
    programs=GRADLE,
)  # fmt: skip
def gradle_wants_java(f: Failed) -> Advice | None:
    """A plugin, or the project's toolchain, wants another Java than runs here."""
    want = f["want"] or f["chain"] or f["least"]
    if f["have"] and int(f["want"]) <= int(f["have"]):
        return None
    home = f"/usr/lib/jvm/java-{want}-openjdk-amd64"
    there = f.local.is_dir(home)
    return f.hint(
        f"The build wants Java {want}" + (f", and runs with {f['have']}" if f["have"] else ""),
        f"JAVA_HOME={home} {f.text}"
        if there
        else f.first(f.local.installer(f"openjdk-{want}-jdk")),
        "sudo update-alternatives --config java"
        if not f["chain"]
        else f"{f.command.words[0].raw} -q javaToolchains",
        sure=0.93,
    )
