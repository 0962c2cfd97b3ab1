# ruff: noqa: E501  (messages stay whole, to be searched for)
"""maven and gradle."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java import GRADLE, MAVEN, PHASES, TASKS, release_of
from termproxy.assistant.rules.families.java_homes import other_home, package
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import among, nearest
from termproxy.assistant.world.wordlist import listed

family = Family("java-builds", *MAVEN, *GRADLE)

# Maven.


@family.rule(when="there is no POM in this directory", programs=MAVEN)
def no_pom(f: Failed) -> Advice | None:
    """mvn outside a project."""
    folders = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("pom.xml") if "/" in p]
    above = f.local.above("pom.xml")
    up = os.path.relpath(os.path.dirname(above), f.local.cwd) if above else ""
    gradle = f.local.is_file("build.gradle") or f.local.is_file("build.gradle.kts")
    return f.hint(
        "There is no pom.xml in this folder",
        "./gradlew build" if gradle else None,
        f"cd {quote(up or folders[0])} && {f.text}" if up or folders else "",
        "find . -name pom.xml" if not (up or folders or gradle) else None,
        why="This is a Gradle project." if gradle else f"The project is in {up or folders[0]}."
        if up or folders else "Maven runs in the project's folder.",
        sure=0.93 if up or folders or gradle else 0.85,
    )  # fmt: skip


@family.rule(when="Unknown lifecycle phase", says=r"Unknown lifecycle phase \"(?P<typed>[^\"]+)\"")
def maven_phase(f: Failed) -> Advice | None:
    """A mistyped phase."""
    near = among(f["typed"], PHASES, prior=("test", "install", "package", "clean"))
    other = {"build": "package", "run": "exec:java", "start": "spring-boot:run"}.get(f["typed"])
    if other:
        near = [other]
    return f.hint(
        f"Maven has no phase {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        sure=0.96 if near else 0.75,
    )


family.hint(
    "no-goals",
    "Maven was not told what to do",
    lambda f: f.append("package"),
    lambda f: f.append("test"),
    when="No goals have been specified",
    sure=0.9,
)
family.hint(
    "no-plugin-prefix",
    "The project has no plugin {prefix}",
    lambda f: edit(f, "pom.xml"),
    lambda f: (
        f.swap(f.sub, f"org.springframework.boot:spring-boot-maven-plugin:{f.sub.split(':')[-1]}")
        if f["prefix"] == "spring-boot"
        else None
    ),
    when="No plugin found for prefix",
    says=r"No plugin found for prefix '(?P<prefix>[^']+)'",
    why="Add it to pom.xml, or run it in the module that has it.",
    sure=0.85,
)


@family.rule(
    when=(
        "Could not resolve dependencies",
        "Could not find artifact",
        "Could not transfer artifact",
    ),
    says=r"Could not (?:find|transfer) artifact (?P<artifact>[\w.:-]+)|in offline mode",
)
def maven_dependency(f: Failed) -> Advice | None:
    """A dependency that the repositories do not have, or that cannot be reached."""
    artifact = f["artifact"]
    offline = next((w for w in f.command.words if w.value in ("-o", "--offline")), None)
    if offline is not None:
        return f.hint("What is missing may not be fetched offline", f.without(offline), sure=0.94)
    blocked = f.find(
        r"maven-default-http-blocker[^\n]*\[(?P<id>[\w.-]+) \((?P<url>http://[^\s,)]+)"
    )
    if blocked:
        file = "pom.xml" if blocked["url"] in f.local.text("pom.xml") else "~/.m2/settings.xml"
        return f.hint(
            f"Maven refuses the repository {blocked['id']}: its address is plain http",
            f"grep -n {blocked['url']} pom.xml ~/.m2/settings.xml",
            f"sed -i 's|{blocked['url']}|{blocked['url'].replace('http:', 'https:')}|' {file} && {f.text}",
            why="Since 3.8.1 it wants https: change the address there.",
            sure=0.94,
        )
    if "PKIX path building failed" in f.output:
        return f.hint(
            "Java does not trust the repository's certificate",
            "sudo keytool -importcert -cacerts -alias corp -file <ca.pem>",
            f.insert("-Dmaven.resolver.transport=wagon -Dmaven.wagon.http.ssl.insecure=true"),
            why="A proxy of the company re-signs what comes through: import its CA into Java's own store.",
            sure=0.92,
        )
    if f.find(r"Could not transfer|Unknown host|Connection (?:refused|timed out)|PKIX"):
        return f.hint(
            f"{artifact} could not be downloaded",
            f.insert("-U"),
            "curl -sI https://repo.maven.apache.org/maven2/",
            why="The repository was not reached: network, proxy or certificate.",
            sure=0.85,
        )
    parts = artifact.split(":")
    lines = f.local.text("pom.xml").splitlines()
    at = (
        next((n for n, line in enumerate(lines, 1) if f"<artifactId>{parts[1]}<" in line), "")
        if len(parts) > 1
        else ""
    )
    return f.hint(
        f"No repository has {artifact}",
        edit(f, "pom.xml", at),
        f.insert("-U"),
        why="A typo in its coordinates or version, or its own repository is missing.",
        sure=0.86,
    )


@family.rule(
    when=(
        "Non-parseable POM",
        "Malformed POM",
        "problems were encountered while processing the POMs",
    ),
    says=r"(?:Non-parseable|Malformed) POM (?P<bad>\S+?):|\[ERROR\] (?P<what>'[^\n]+?)(?: @|$)",
)
def bad_pom(f: Failed) -> Advice | None:
    """pom.xml is wrong at a line."""
    where = f.find(r"@(?:\s+line)? ?(\d+)(?::|, column)|@ line (\d+)")
    line = (where[1] or where[2]) if where else ""
    return f.hint(
        "pom.xml cannot be read" if f["bad"] else f["what"],
        edit(f, f["bad"] or "pom.xml", line),
        sure=0.9,
    )


family.hint(
    "reactor-module",
    "There is no module {name} in this build",
    "grep -n '<module>' pom.xml",
    lambda f: [f.swap(f["name"], n) for n in f.local.near(f["name"], folders=True)],
    when="Could not find the selected project",
    says=r"Could not find the selected project in the reactor: (?P<name>\S+)",
    sure=0.85,
)
family.quiet(
    "tests",
    "failing tests are the programmer's business",
    when=("There are test failures", "There were failing tests", "Tests run:"),
    says=r"There are test failures|There were failing tests"
    r"|Tests run: \d+, Failures: (?!0)\d+|Errors: [1-9]",
    sure=0.96,
)

# Gradle.


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


PREFIXES = listed(
    """antrun archetype assembly checkstyle clean compiler dependency deploy enforcer exec failsafe
    gpg help install jacoco jar javadoc jetty liquibase flyway pmd quarkus release resources shade
    site source spring-boot surefire tomcat7 versions war wrapper"""
)


@family.rule(
    when="No plugin found for prefix", says=r"No plugin found for prefix '(?P<prefix>[^']+)'"
)
def plugin_prefix(f: Failed) -> Advice | None:
    """mvn depedency:tree"""
    near = nearest(f["prefix"], PREFIXES) if f["prefix"] not in PREFIXES else []
    word = next((w for w in f.operands if w.value.startswith(f["prefix"] + ":")), None)
    if word is None or not near:
        return None
    goal = word.value[len(f["prefix"]) :]
    return f.hint(
        f"There is no plugin {f['prefix']}", *[f.swap(word, n + goal) for n in near], sure=0.95
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
    when="Could not find goal",
    says=r"Could not find goal '(?P<goal>[^']+)' in plugin (?P<plugin>\S+) among available goals (?P<goals>[^\n]+?)(?: ->|$)",
)
def maven_goal(f: Failed) -> Advice | None:
    """A goal that the plugin does not have."""
    goals = [goal.strip() for goal in f["goals"].split(",")]
    near = nearest(f["goal"], goals)
    word = next((w for w in f.operands if w.value.endswith(f":{f['goal']}")), None)
    if word is None:
        return None
    prefix = word.value[: -len(f["goal"])]
    return f.hint(
        f"{prefix.rstrip(':')} has no goal {f['goal']}",
        *[f.swap(word, prefix + goal) for goal in near],
        f"mvn {prefix}help" if not near and "help" in goals else None,
        why=f"It has {', '.join(goals[:6])}.",
        sure=0.95,
    )


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
