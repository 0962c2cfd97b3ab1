# ruff: noqa: E501
"""az: queries, what a command still wants, extensions that are not installed."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.google_azure import azure
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# Groups of commands that come with an extension.
EXTENSIONS = {
    **dict.fromkeys(listed("devops repos pipelines boards artifacts"), "azure-devops"),
    **dict.fromkeys(listed("ml"), "ml"),
    **dict.fromkeys(listed("k8s-extension k8s-configuration connectedk8s containerapp ssh spring"), ""),
    **dict.fromkeys(listed("datafactory databricks automation bastion front-door fleet alb"), ""),
    **dict.fromkeys(listed("application-insights communication quantum stack-hci"), ""),
}  # fmt: skip
CLOUDS = listed("AzureCloud AzureChinaCloud AzureUSGovernment AzureGermanCloud")


@azure.rule(when="jmespath_type", says=r"invalid jmespath_type value: (?P<value>'.*'|\".*\")$")
def query(f: Failed) -> Advice:
    """--query that is no JMESPath: a bracket, a quote or a name is missing."""
    typed = f["value"][1:-1]
    word = next((w for w in f.rest if typed and typed in w.value), None)
    mended = _closed(typed)
    return f.hint(
        "The --query is not complete JMESPath",
        f.swap(word, word.value.replace(typed, mended)) if word and mended else None,
        why="A bracket or quote is not closed."
        if mended and len(mended) > len(typed)
        else "It ends in the middle."
        if mended
        else "Lists are [], fields of a hash {name:field}, texts stand in '...' or `...`.",
        sure=0.94 if mended else 0.85,
    )


def _closed(text: str) -> str:
    """The query with its brackets closed, or without the dot at its end; "" when that is not it."""
    pairs = {"[": "]", "{": "}", "(": ")"}
    waiting: list[str] = []
    inside = ""
    for sign in text:
        if inside:
            inside = "" if sign == inside else inside
        elif sign in "'`\"":
            inside = sign
        elif sign in pairs:
            waiting.append(pairs[sign])
        elif sign in pairs.values() and (not waiting or waiting.pop() != sign):
            return ""
    ended = text.rstrip(".|,& ")
    if inside or waiting:
        return f"{text}{inside}{''.join(reversed(waiting))}"
    return ended if ended != text else ""


@azure.rule(
    when=("Missing required field", "Please provide storage account name"),
    says=r"Missing required field: (?P<option>--[\w-]+)|Please provide (?P<storage>storage account name)",
)
def missing_field(f: Failed) -> Advice:
    """An option that turns out to be needed only when the command runs."""
    option = f["option"] or "--account-name"
    group = option in ("--resource-group", "--account-name")
    return f.hint(
        f"{'The storage account' if f['storage'] else option} is missing",
        f.append(f"{option} <{option.lstrip('-').removesuffix('-name')}>"),
        (
            "az group list -o table"
            if option == "--resource-group"
            else "az storage account list -o table"
        )
        if group
        else None,
        sure=0.93,
    )


@azure.rule(
    when=("usage error", "incorrect usage"),
    says=r"^(?:ERROR: )?(?:usage error|incorrect usage): (?P<form>.+)",
)
def form(f: Failed) -> Advice:
    """`usage error: --username NAME --password SECRET`: what is not given yet."""
    missing = []
    for option, more, value in re.findall(
        r"(--[\w-]+)((?:/-{1,2}[\w-]+)*)(?: ([A-Z][A-Z/]*)\b)?",
        re.sub(r"\[--[^\]]*\]", "", f["form"]).split(" | ")[-1],
    ):
        if not f.has(option, *[m for m in more.split("/") if m]):
            missing.append(f"{option} <{value.split('/')[0].lower()}>" if value else option)
    return f.hint(
        f"It is written {f['form'].strip()}",
        f.append(" ".join(missing)) if missing else None,
        sure=0.85,
    )


@azure.rule(
    when="misspelled or not recognized",
    says=r"'(?P<group>[\w-]+)' is misspelled or not recognized by the system\.(?!\s+Did you mean)",
)
def extension(f: Failed) -> Advice | None:
    """A group of commands that an extension brings."""
    if f["group"] not in EXTENSIONS or f.sub != f["group"]:
        return None
    name = EXTENSIONS[f["group"]] or f["group"]
    return f.hint(
        f"az {f['group']} comes with the extension {name}, which is not installed",
        f.first(f"az extension add --name {name}"),
        sure=0.96,
    )


@azure.rule(when="is not registered.", says=r"The cloud '(?P<name>[^']+)' is not registered")
def cloud(f: Failed) -> Advice:
    """az cloud set -n with a name that there is not."""
    near = nearest(f["name"], CLOUDS) or [c for c in CLOUDS if f["name"].lower() in c.lower()][:1]
    return f.hint(
        f"There is no cloud {f['name']}",
        *[f.swap(f["name"], n) for n in near],
        "az cloud list -o table",
        sure=0.94,
    )


@azure.rule(
    when="o such file or directory",
    says=r"No such file or directory: '(?P<path>[^']+)'|(?P<bare>\S+): No such file",
)
def no_file(f: Failed) -> Advice | None:
    """A file to upload, a template: not there."""
    path = f["path"] or f["bare"]
    word = next((w for w in f.rest if w.value.lstrip("@") == path), None)
    if word is None:
        return None
    near = [*f.local.near(path), *f.local.elsewhere(path)]
    return f.hint(
        f"There is no file {path}",
        *[f.swap(word, word.value.replace(path, quote(n))) for n in dict.fromkeys(near)],
        sure=0.93,
    )
