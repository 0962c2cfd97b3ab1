# ruff: noqa: E501  (messages stay whole, to be searched for)
"""The dotnet program: projects, SDKs, frameworks, packages, and the compiler's errors."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("dotnet", "dotnet", "msbuild")
COMMANDS = listed(
    """new restore build publish run test vstest pack clean sln add remove list reference package
    nuget tool workload watch format dev-certs user-secrets ef help"""
)


def project(f: Failed) -> str:
    """A project or solution file below this folder."""
    first = [d for d in f.local.folders() if d not in ("bin", "obj", "node_modules")][:20]
    second = [f"{d}/{e}" for d in first for e in f.local.folders(d)[:20]]
    names = [n for d in (*first, *second) for n in (f"{d}/{e}" for e in f.local.entries(d))]
    projects = [n for n in names if n.endswith((".csproj", ".sln", ".slnx", ".fsproj"))]
    return next((n for n in projects if "test" not in n.lower()), projects[0] if projects else "")


@family.rule(
    when=("MSB1003", "Couldn't find a project to run"),
    says=r"MSB1003|Couldn't find a project to run",
)
def no_project(f: Failed) -> Advice:
    """No project in this folder."""
    below = project(f)
    fix = (
        f.append(f"--project {quote(below)}")
        if f.sub in ("run", "watch")
        else f.append(quote(below))
    )
    return f.hint(
        "There is no project or solution file in this folder",
        fix if below else None,
        why=f"There is {below}." if below else "You are in another folder; dotnet new starts a project.",
        sure=0.93,
    )  # fmt: skip


@family.rule(when="MSB1011", says=r"MSB1011")
def several(f: Failed) -> Advice:
    """Several projects in one folder."""
    names = [n for n in f.local.entries() if n.endswith((".sln", ".slnx", ".csproj", ".fsproj"))]
    return f.hint(
        "The folder has several projects: say which", *[f.append(quote(n)) for n in names[:3]], sure=0.93
    )  # fmt: skip


@family.rule(
    when=("No .NET SDKs were found", "A compatible .NET SDK was not found", "compatible installed .NET SDK", "You must install or update .NET"),
)  # fmt: skip
def no_sdk(f: Failed) -> Advice:
    """No SDK, or not the one that global.json or the program wants."""
    wanted = f.find(r"Requested SDK version: (\S+)")
    runtime = f.find(r"Framework: '(?P<name>[^']+)', version '(?P<version>\d+\.\d+)")
    if runtime:
        package = "aspnetcore-runtime" if "AspNetCore" in runtime["name"] else "dotnet-runtime"
        return f.hint(
            f"The program needs .NET {runtime['version']}, which is not installed",
            f.local.installer(f"{package}-{runtime['version']}"),
            "dotnet --list-runtimes",
            sure=0.93,
        )
    if wanted:
        return f.hint(
            f"global.json wants the SDK {wanted[1]}, which is not installed",
            _installing(f, wanted[1]),
            edit(f, "global.json"),
            None if "Installed SDKs:" in f.output else "dotnet --list-sdks",
            why="Install it, or name an installed one there.",
            sure=0.93,
        )
    if f.sub and f.sub not in COMMANDS and (near := nearest(f.sub, COMMANDS)):
        return f.hint(f"dotnet has no command {f.sub}", *[f.swap(f.sub, n) for n in near], sure=0.9)
    return f.hint(
        "Only .NET's runtime is installed here, not the SDK",
        f.local.installer("dotnet-sdk-8.0"),
        "dotnet --list-sdks",
        sure=0.93,
    )


def _installing(f: Failed, version: str) -> str:
    """The way this machine's .NET came: a package, or Microsoft's script in the home folder."""
    told = re.match(r"(\d+\.\d+)\.\d+", version)
    if told and f.find(r"\[/usr/(?:share|lib)/dotnet"):
        return f.local.installer(f"dotnet-sdk-{told[1]}")
    return f"curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --version {quote(version)}"


@family.rule(
    when="Could not execute because the specified command or file was not found",
    says=r"You intended to execute a \.NET (?:program, but|tool).*dotnet-(?P<name>[\w-]+)|specified command or file was not found",
)
def unknown(f: Failed) -> Advice | None:
    """A command that dotnet does not have, or a tool that is not installed."""
    name = f["name"].removesuffix("-does") or f.sub
    near = nearest(name, COMMANDS)
    if name == "ef":
        return f.hint(
            "dotnet ef is a tool of its own",
            ahead(f, "dotnet tool install --global dotnet-ef"),
            sure=0.96,
        )
    if near and name not in COMMANDS:
        return f.hint(f"dotnet has no command {name}", *[f.swap(name, n) for n in near], sure=0.93)
    return f.hint(f"dotnet has no command {name}", "dotnet tool restore" if f.local.exists(".config/dotnet-tools.json") else None, "dotnet tool search " + quote(name), sure=0.85)  # fmt: skip


@family.rule(
    when="error NU1",
    says=r"error (?P<code>NU110[0-3]): (?P<what>Unable to find (?:a stable )?package (?P<name>[\w.]+)[^\n]*)",
)
def package(f: Failed) -> Advice:
    """A package or version that the feeds do not have."""
    return f.hint(
        f"The feeds have no {f['name']} that fits",
        f"dotnet package search {f['name']}",
        "dotnet nuget list source",
        sure=0.9,
    )  # fmt: skip


@family.rule(
    when="error CS", says=r"^(?P<file>[^\s(][^(\n]*\.cs)\((?P<line>\d+),\d+\): error (?P<code>CS\d+): (?P<what>[^\n\[]+)"
)  # fmt: skip
def compiler(f: Failed) -> Advice:
    """An error of the C# compiler: its first."""
    add = ""
    lost = re.search(r"namespace name '([\w.]+)' could not be found", f["what"])
    if lost and lost[1] in ("Newtonsoft", "Dapper", "Serilog", "AutoMapper", "Moq", "Xunit"):
        add = {"Newtonsoft": "Newtonsoft.Json", "Xunit": "xunit"}.get(lost[1], lost[1])
    return f.hint(
        f"{f['file'].rsplit('/', 1)[-1]}:{f['line']}: {f['what'].strip()}",
        f"dotnet add package {add}" if add else None,
        edit(f, f["file"], f["line"]),
        sure=0.88,
    )


@family.rule(when=("Failed!", "Failed:"), says=r"^Failed! +- Failed: +\d+|^\s+Failed: \d+$")
def tests(f: Failed) -> Quiet:
    """(silence) a failing test says itself what is wrong"""
    return Quiet("a failing test is the programmer's business", 0.96)


family.hint(
    "address-in-use",
    "Port {port} is in use already",
    "lsof -i :{port}",
    lambda f: f.append(f"--urls http://localhost:{int(f['port']) + 1}") if f.sub == "run" else None,
    when="address already in use",
    says=r"Failed to bind to address https?://[^:\s]+:(?P<port>\d+): address already in use",
    sure=0.95,
)
