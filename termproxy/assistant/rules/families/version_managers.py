# ruff: noqa: E501  (messages stay whole, to be searched for)
"""mise, asdf, pyenv, rbenv, nodenv, direnv: a version or an environment that is not there yet."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import among, nearest
from termproxy.assistant.world.wordlist import listed

family = Family("versions")  # shims speak in the place of any program
direnv = Family("direnv", "direnv", "cd", "pushd")
mise = Family("mise", "mise", "rtx")


@family.rule(
    when="is not installed (set by", says=r"^(?P<tool>pyenv|rbenv|nodenv|goenv|jenv|plenv|phpenv): version [`'](?P<version>[^']+)' is not installed"
)  # fmt: skip
def not_installed(f: Failed) -> Advice:
    """The version that a file names is not installed."""
    return f.hint(
        f"{f['tool']} wants version {f['version']} here, which is not installed",
        ahead(f, f"{f['tool']} install {quote(f['version'])}"),
        f"{f['tool']} versions",
        sure=0.95,
    )


@family.rule(
    when="' not installed", says=r"^(?P<tool>pyenv|rbenv|nodenv|goenv): version [`'](?P<version>[^']+)' not installed"
)  # fmt: skip
def version_named(f: Failed) -> Advice:
    """`pyenv local 3.12` of a version that is not installed."""
    return f.hint(
        f"{f['tool']} has not installed version {f['version']}",
        ahead(f, f"{f['tool']} install {quote(f['version'])}"),
        f"{f['tool']} versions",
        sure=0.95,
    )


@family.rule(
    when="The `", says=r"^(?P<tool>pyenv|rbenv|nodenv): (?P<program>[\w.-]+): command not found\n+The [`'](?P=program)' command exists in these \w+ versions:\n\s+(?P<version>\S+)"
)  # fmt: skip
def elsewhere(f: Failed) -> Advice:
    """The program exists, but in another version than the chosen one."""
    versions = re.findall(r"^\s+(\d\S*)$", f.output, re.MULTILINE) or [f["version"]]
    variable = f"{f['tool'].upper()}_VERSION"
    return f.hint(
        f"{f['program']} is installed for {versions[-1]}, not for the version in use",
        f"{variable}={versions[-1]} {f.text}",
        f"{f['tool']} local {versions[-1]}",
        sure=0.93,
    )


# pyenv and its kin (rbenv, nodenv, ...) have these; plug-ins and some of them have more.
COMMANDS = listed(
    """commands completions exec global help hooks init install local prefix rehash root shell shims
    uninstall version version-file version-name version-origin versions whence which"""
)
OWN_COMMANDS = {
    "pyenv": listed("activate deactivate doctor update virtualenv virtualenvs latest"),
    "rbenv": listed("vars gemset each"),
}
MEANT = {
    "list": ("versions", "install --list"),
    "ls": ("versions", "install --list"),
    "remove": ("uninstall",),
    "rm": ("uninstall",),
    "delete": ("uninstall",),
    "use": ("shell", "local"),
    "switch": ("local", "global"),
    "default": ("global",),
    "current": ("version",),
    "available": ("install --list",),
    "search": ("install --list",),
}


@family.rule(
    when="no such command", says=r"^(?P<tool>pyenv|rbenv|nodenv|goenv|jenv|plenv|phpenv): no such command [`'](?P<typed>[^']+)'"
)  # fmt: skip
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped command, or the word of another tool."""
    tool, typed = f["tool"], f["typed"]
    word = f.word(typed)
    if word is None:
        return None
    known = (*COMMANDS, *OWN_COMMANDS.get(tool, ()))
    meant = MEANT.get(typed) or among(
        typed, known, prior=("install", "local", "global", "versions")
    )
    return f.hint(
        f"{tool} has no command {typed}",
        *[f.swap(word, name, bare=True) for name in meant],
        f"{tool} commands" if not meant else None,
        sure=0.95,
    )


@family.rule(
    when="No version is set for command", says=r"No version is set for command (?P<name>\S+)"
)
def asdf_unset(f: Failed) -> Advice:
    """asdf knows the program, but no version was chosen."""
    offer = f.find(r"^(?P<plugin>[a-z][\w-]*) (?P<version>\d\S*)$")
    new = "asdf set" if "asdf set" in f.output else "asdf local"
    plugin = offer["plugin"] if offer else f["name"]
    written = re.search(
        rf"^{re.escape(plugin)} +(\S+)", f.local.text(".tool-versions"), re.MULTILINE
    )
    if written:  # asdf speaks so, too, of a version that is written down and not installed
        return f.hint(
            f"{plugin} {written[1]} of .tool-versions is not installed",
            f.first(f"asdf install {plugin} {written[1]}"),
            f"{new} {plugin} {offer['version']}" if offer else None,
            sure=0.95,
        )
    return f.hint(
        f"asdf has no version chosen for {f['name']}",
        f"{new} {offer['plugin']} {offer['version']}" if offer else "asdf list",
        why="It is written to .tool-versions.",
        sure=0.93,
    )


@family.rule(
    when="No preset version installed for command",
    says=r"No preset version installed for command (?P<name>\S+)",
)
def asdf_install(f: Failed) -> Advice:
    """The version in .tool-versions is not installed."""
    return f.hint(
        f"The version of {f['name']} that .tool-versions names is not installed",
        ahead(f, "asdf install"),
        sure=0.95,
    )


@direnv.rule(when="is blocked. Run `direnv allow`", says=r"(?P<file>\S+) is blocked")
def blocked(f: Failed) -> Advice:
    """A new or changed .envrc has to be approved."""
    return f.hint(
        f"{f['file'].rsplit('/', 1)[-1]} is new or has changed: direnv waits for your word",
        ahead(f, "direnv allow") if f.program == "direnv" else "direnv allow",
        f"cat {quote(f['file'])}",
        why="Read it first: it will be run.",
        sure=0.96,
    )


mise.hint(
    "trust",
    "mise does not trust {file} yet",
    lambda f: ahead(f, "mise trust"),
    when=("are not trusted", "is not trusted"),
    says=r"(?:Config files? in|error parsing config file:) (?P<file>\S+?)(?: are| is)? not trusted|(?P<other>\S+) (?:is|are) not trusted",
    why="Read it first: it may run commands.",
    sure=0.95,
)


@mise.rule(when="no task", says=r"no tasks? (?P<name>[\w:.-]+) found|no task named (?P<named>\S+)")
def no_task(f: Failed) -> Advice:
    """A task that mise does not have."""
    name = f["name"] or f["named"].strip("'\"`")
    tasks = re.findall(
        r"^\[tasks\.[\"']?([\w:.-]+)", f.local.text("mise.toml", 1 << 16), re.MULTILINE
    )
    told = re.findall(r"^  - (\S+)$", f.output, re.MULTILINE)  # Did you mean one of these?
    near = nearest(name, tasks) or told[:2]
    return f.hint(
        f"There is no task {name}",
        *[f.swap(name, n) for n in near],
        "mise tasks" if not near else None,
        sure=0.93 if near else 0.85,
    )  # fmt: skip


mise.hint(
    "no-tasks",
    "mise knows no task in this folder",
    "mise tasks",
    when="no tasks defined in",
    why="Tasks stand in mise.toml under [tasks], or are files in mise-tasks/.",
    sure=0.88,
)
mise.hint(
    "not-a-tool",
    "mise has no tool {name}",
    "mise search {name}",
    when="not found in mise tool registry",
    says=r"(?P<name>[\w./-]+) not found in mise tool registry",
    sure=0.92,
)
