# ruff: noqa: E501
"""Mistyped sub-commands and options of the big command-line tools, whoever built their parser.

Cobra (docker, kubectl, helm, kind, gh, minikube), Go's flag (terraform), argparse (aws, gcloud,
az), npm, pnpm, yarn, systemd, GLib and go-flags (flatpak, snap): each says it in its own words.
What they suggest themselves comes first, then the nearest of the words they know.
"""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.synonyms import ALIASES
from termproxy.assistant.rules.families.vocabulary import COMMANDS, EVERYDAY, OPTIONS, path_of
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import among, nearest
from termproxy.assistant.world.wordlist import listed

family = Family(
    "cli",
    *listed(
        """docker podman kubectl helm kind minikube terraform tofu gh npm pnpm yarn node systemctl
journalctl loginctl timedatectl hostnamectl localectl resolvectl networkctl systemd-analyze snap
flatpak aws gcloud az docker-compose oc k3s eksctl k9s argocd flux istioctl vault consul nomad packer
pulumi gsutil bq"""
    ),
)

UNKNOWN_COMMAND = (
    r"unknown (?:docker )?command:? \"?(?:docker )?(?P<cobra>[^\"\n]+?)\"?(?: for \"[^\"]+\")?$"
    r"|^(?:docker|podman): '(?P<docker>[^']+)' is not a docker command"
    r"|^Error: unrecognized command `podman (?P<podman>[^`]+)`"
    r"|^Terraform has no command named \"(?P<terraform>[^\"]+)\""
    r"|^Unknown command: \"(?P<npm>[^\"]+)\""
    r"|^Unknown (?:operation|command verb) '?(?P<systemd>[^'.\n]+)'?\.?$"
    r"|^error: unknown command \"(?P<snap>[^\"]+)\", see"
    r"|^error: '(?P<flatpak>[^']+)' is not a flatpak command"
    r"|Invalid choice: '(?P<gcloud>[^']+)'"
    r"|'(?P<az>[^']+)' is misspelled or not recognized by the system"
    r"|Found invalid choice '(?P<aws>[^']+)'"
    r"|argument (?:sub)?(?:command|operation): Invalid choice, valid choices are"
)


@family.rule(
    when=(
        "nknown command",
        "Unknown operation",
        "nknown docker command",
        "unrecognized command",
        "is misspelled or not recognized",
        "nvalid choice",
        "has no command named",
        "is not a docker command",
        "is not a flatpak command",
    ),
    says=UNKNOWN_COMMAND,
)
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped sub-command."""
    said = next(
        (f[n] for n in ["cobra", "docker", "podman", "terraform", "npm", "systemd", "snap", "flatpak", "gcloud", "az", "aws"] if f[n]),
        "",
    )  # fmt: skip
    word = _typed(f, said)
    if word is None:
        return None
    group = _group(f, word)
    names = _suggested(f, word.value)
    alias = ALIASES.get(group, {}).get(word.value, "")
    # The tool's own suggestions (cobra: by distance, or because an author listed a synonym) are
    # read together with our slips: `kubectl log` suggests "top" before "logs".
    near = among(word.value, [*COMMANDS.get(group, ()), *names], prior=EVERYDAY)
    listed_near = nearest(word.value, names, prior=EVERYDAY) if names else []
    best = [alias] if alias else list(dict.fromkeys([*listed_near[:1], *near, *names[:2]]))
    if word.value == "compose":  # what happens to know docker without its plugin
        return None
    if not best or (not near and not alias and not listed_near and group in ("npm",)):
        if group in ("npm", "pnpm", "yarn"):
            return None
        elsewhere = _in_other_group(f, word.value)
        return f.hint(
            f"{group} has no command {word.value}",
            *[f.swap(word, other, bare=True) for other in elsewhere if not other.startswith(f"{f.sub} ")],
            f"{group} --help" if group.split()[0] not in ("terraform", "aws") else f"{group} {'-help' if group[0] == 't' else 'help'}",
            sure=0.9 if elsewhere else 0.72,
        )  # fmt: skip
    return f.hint(
        f"{group} has no command {word.value}",
        *[f.swap(word, name, bare=True) for name in best],
        why=f"Did you mean {best[0]}?",
        sure=0.95 if near or alias else 0.85,
    )


def _typed(f: Failed, said: str) -> Word | None:
    """The word that the tool did not know: it may quote a whole path (docker container lss)."""
    words = f.command.words[1:]
    if said:
        group, typed = f.program, ""
        for part in said.split():
            if f"{group} {part}" in COMMANDS:
                group = f"{group} {part}"
            else:
                typed = part
                break
        return next((w for w in words if w.value == typed and not w.is_option), None)
    # aws lists the valid choices, and never says which word was wrong.
    plain = [word for word in f.operands if word.value not in ("prod",)]
    if f.sub_word is None:
        return None
    place = {"command": 0, "subcommand": 1, "operation": 1}
    found = f.find(r"argument (\w+): Invalid choice")
    first = next((i for i, w in enumerate(plain) if w == f.sub_word), 0)
    at = first + place.get(found[1] if found else "", 1)
    return plain[at] if at < len(plain) else f.sub_word


def _group(f: Failed, word: Word) -> str:
    """The command group in which `word` stands."""
    before = [w.value for w in f.command.words[1:] if w.start < word.start and not w.is_option]
    for size in range(len(before), 0, -1):
        group = " ".join([f.program, *before[:size]])
        if group in COMMANDS:
            return group
    if f.program == "gcloud" and before:
        return " ".join([f.program, *before])
    return f.program if f.program != "tofu" else "terraform"


def _suggested(f: Failed, typed: str) -> list[str]:
    """What the tool itself offers."""
    names: list[str] = []
    block = f.find(
        r"(?:Did you mean (?:this|one of these)\?|Maybe you meant:)[ \t]*\n((?:[ \t]+\S.*\n?)+)"
    )
    if block:
        for line in block[1].splitlines():
            line = line.split("#")[0].strip()
            line = re.sub(rf"^{f.program}\s+", "", line) if f.program != "gcloud" else line
            names.append(line)
    for found in re.finditer(r"Did you mean '([^']+)' ?\?|[Dd]id you mean \"([^\"]+)\"\?|Did you mean this: \"?([\w-]+)", f.output):  # fmt: skip
        names.append(next(filter(None, found.groups())))
    choices = f.find(
        r"(?:[Mm]aybe you meant:|valid choices are:)\s*\n\n?((?:.*\S.*\n?|\n(?=\s*\*))+)"
    )
    if choices and f.program == "aws":
        names = re.findall(r"[a-z0-9][\w-]+", choices[1])
        close = nearest(typed, names, prior=EVERYDAY | set(COMMANDS["aws"]))
        if not close:  # maybe cut: what everybody uses
            close = nearest(typed, COMMANDS["aws"])
        return close
    if f.program == "gcloud":
        group = [f.program, *(w.value for w in f.operands)]
        at = group.index(typed) if typed in group else 1
        words = [name.split()[at] for name in names if len(name.split()) > at]
        return nearest(typed, words)
    return [name for name in names if name]


def _in_other_group(f: Failed, typed: str) -> list[str]:
    """`gcloud instances` -> `gcloud compute instances`: right word, forgotten group."""
    made = []
    for group, words in COMMANDS.items():
        if group.startswith(f.program + " ") and typed in words:
            made.append(f"{group.split(' ', 1)[1]} {typed}")
    return made[:2]


@family.rule(
    when=("Usage:  docker compose", "Usage:  docker [OPTIONS] COMMAND", "Usage:\tdocker compose"),
    says=r"\A\s*Usage:\s+docker compose \[OPTIONS\] COMMAND|^unknown (?:shorthand )?flag: .*\n\nUsage:\s+docker \[OPTIONS\] COMMAND",
    programs=("docker",),
)  # fmt: skip
def usage_instead(f: Failed) -> Advice | None:
    """docker prints its usage when it does not know the sub-command: the slip is ours to find."""
    if f.sub == "compose":
        if "Usage:  docker [OPTIONS]" in f.output:
            return None  # the plugin is missing: docker.no-compose-plugin
        words = [word for word in f.rest if not word.is_option]
        group = "docker compose"
    else:
        words = [f.sub_word] if f.sub_word else []
        group = "docker"
    if not words or words[0].value in COMMANDS[group]:
        return None
    typed = words[0]
    near = among(typed.value, COMMANDS[group], prior=EVERYDAY)
    if not near:
        return None
    return f.hint(
        f"{group} has no command {typed.value}",
        *[f.swap(typed, name) for name in near],
        why=f"Did you mean {near[0]}?",
        sure=0.96,
    )


UNKNOWN_OPTION = (
    r"unknown flag: (?P<long>--?[\w-]+)"
    r"|unknown shorthand flag: '(?P<letter>.)' in (?P<cluster>-\S+)"
    r"|flag provided but not defined: (?P<goflag>-[\w-]+)"
    r"|Unknown options?: (?P<aws>--[\w-]+)"
    r"|unrecognized arguments: (?P<argparse>--?[\w-]+)(?:\S*)(?: \(did you mean '(?P<meant>[^']+)'\?\))?"
    r"|bad option: (?P<node>-[\w-]+)"
    r"|unrecognized option '(?P<getopt>--[\w-]+)"
    r"|invalid option -- '(?P<short>.)'"
    r"|unknown flag `(?P<goflags>[\w-]+)'"
    r"|Unknown option (?P<glib>--?[\w-]+)"
)


@family.rule(
    when=("nknown flag", "unknown shorthand flag", "flag provided but not", "nknown option", "unrecognized", "bad option", "invalid option"),
    says=UNKNOWN_OPTION,
)  # fmt: skip
def unknown_option(f: Failed) -> Advice | None:
    """A mistyped or misplaced option."""
    typed = f["long"] or f["goflag"] or f["aws"] or f["argparse"] or f["node"] or f["getopt"]
    typed = typed or f["glib"] or (f"--{f['goflags']}" if f["goflags"] else "")
    group = path_of(f)
    known = OPTIONS.get(group, ()) or OPTIONS.get(f.program.replace("tofu", "terraform"), ())
    if f["letter"] or f["short"]:
        return _short(f, group, known)
    word = next(
        (
            w
            for w in f.command.words[1:]
            if w.value.split("=")[0].lstrip("-") == typed.lstrip("-") and w.is_option
        ),
        None,
    )
    if word is None:
        return None
    if f.sub == "install" and f.program == "helm" and typed == "--name":
        value = next((w for w in f.rest if w.start > word.start), None)
        if value:
            return f.hint(
                "helm 3 has no --name: the release's name comes first",
                f.without(word),
                sure=0.95,
            )
    equals = word.value[len(word.value.split("=")[0]) :]
    printed = re.findall(r"^\s+(?:-\w, +)?(--[a-z][\w-]+)", f.output, re.MULTILINE)  # its usage
    near = [f["meant"]] if f["meant"] else nearest(typed, printed)
    near = near or nearest(typed, known, prior=("--all", "--help"))
    near = [name for name in near if name != typed]  # another sub-command's
    if not near and len(typed) > 4:
        near = [n for n in known if n.startswith(typed) and n != typed][:1]
        near = near or [n for n in f.local.long_options(f.program) if n.startswith(typed)][:1]
    if not near and typed.lstrip("-") and f"--{typed.lstrip('-')}" in known:
        near = [f"--{typed.lstrip('-')}"]
    if f.program == "aws" and not near:
        near = [n for n in re.findall(r"--[\w-]+", f.output) if n != typed][:1]
    if near:
        return f.hint(
            f"{_spoken(f, group)} has no option {typed}",
            *[f.swap(word, name + equals) for name in near if name],
            why=f"Did you mean {near[0]}?",
            sure=0.95,
        )
    return f.hint(
        f"{_spoken(f, group)} has no option {typed}",
        _help(f, group),
        why="That option belongs to another command or version.",
        sure=0.72,
    )


def _short(f: Failed, group: str, known: object) -> Advice | None:
    """`-namespace=x` for `--namespace=x`, or a letter that this command does not have."""
    cluster, letter = f["cluster"], f["letter"] or f["short"]
    if f.sub == "compose" and "Usage:  docker [OPTIONS]" in f.output:
        return None
    if f.program == "docker" and f.sub not in COMMANDS["docker"]:
        return None  # a mistyped sub-command: docker took its options for its own
    names = known if isinstance(known, tuple) else ()
    for word in f.command.words[1:]:
        value = word.value
        if not value.startswith("-") or value.startswith("--") or len(value) < 4:
            continue
        if cluster and value != cluster and not value.endswith(cluster[1:]):
            continue
        bare, equals, rest = value[1:].partition("=")
        if f"--{bare}" in names:
            return f.hint(
                f"Long options take two dashes: --{bare}",
                f.swap(word, f"--{bare}{equals}{rest}"),
                sure=0.95,
            )
        near = nearest(f"--{bare}", names)
        if near:
            return f.hint(
                f"{_spoken(f, group)} has no option {value.split('=')[0]}",
                f.swap(word, f"{near[0]}{equals}{rest}"),
                why="Long options take two dashes.",
                sure=0.9,
            )
    if any(w.value == f"-{letter.upper()}" or w.value == f"-{letter}" for w in f.command.words):
        return f.hint(
            f"{_spoken(f, group)} has no option -{letter}",
            _help(f, group),
            sure=0.72,
        )
    return None


def _spoken(f: Failed, group: str) -> str:
    return f"{f.program} {f.sub}" if f.sub and group == f.program and f.sub[0] != "-" else group


def _help(f: Failed, group: str) -> str:
    spoken = _spoken(f, group)
    words = spoken.split()
    if group in COMMANDS and " " in group and not spoken.endswith(words[-1] + " "):
        tail = next((w.value for w in f.rest if not w.is_option and w.value in COMMANDS[group]), "")
        spoken = f"{spoken} {tail}".strip() if tail and not spoken.endswith(" " + tail) else spoken
    if f.program in ("terraform", "tofu"):
        return f"{spoken} -help"
    if f.program == "aws":
        return f"{spoken} help"
    return f"{spoken} --help"
