# ruff: noqa: E501  (messages stay whole, to be searched for)
"""maven: projects, goals, dependencies; what gradle shares with it."""

from __future__ import annotations

import os

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.java import GRADLE, MAVEN, PHASES
from termproxy.assistant.rules.places import edit
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
