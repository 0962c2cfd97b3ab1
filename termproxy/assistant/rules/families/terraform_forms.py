# ruff: noqa: E501
"""terraform: workspaces, saved plans, folders, options that do not go together."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.terraform import declared, family, folder, program
from termproxy.assistant.rules.families.terraform_state import addresses
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when='Workspace "', says=r"Workspace \"(?P<name>[^\"]+)\" (?P<how>doesn't exist|already exists)"
)
def workspace(f: Failed) -> Advice:
    """A workspace that is not there, or is already."""
    name = f["name"]
    if "already" in f["how"]:
        return f.hint(
            f"The workspace {name} exists already",
            f"{program(f)} workspace select {name}",
            sure=0.97,
        )
    known = f.local.folders(folder(f) + "terraform.tfstate.d")
    near = nearest(name, known)
    return f.hint(
        f"There is no workspace {name}",
        *[f"{program(f)} workspace select {n}" for n in near],
        f"{program(f)} workspace new {name}" if not f.has("delete") else None,
        f"{program(f)} workspace list",
        sure=0.95,
    )


family.hint(
    "workspace-default",
    "The workspace default cannot be deleted",
    "terraform workspace list",
    when=(
        "annot delete the default workspace",
        "can't delete default",
        "deleting the default",
        'Workspace "default" is your active',
    ),
    on="workspace",
    sure=0.97,
)
family.hint(
    "workspace-current",
    "That workspace is the current one",
    lambda f: (
        f.first(f"{program(f)} workspace select default")
        if '"default" is your active' not in f.output
        else None
    ),
    when=("is your active workspace", "currently active workspace"),
    sure=0.95,
)


family.hint(
    "workspace-override",
    "TF_WORKSPACE names the workspace, and no command may change it",
    lambda f: "unset TF_WORKSPACE && " + re.sub(r"^TF_WORKSPACE=\S* ", "", f.text),
    "echo $TF_WORKSPACE",
    when="currently overridden using the TF_WORKSPACE",
    sure=0.96,
)
family.hint(
    "workspace-name",
    "A workspace's name has no blanks and no slashes",
    lambda f: (
        f.swap(w, name)
        if (m := f.find(r'workspace name "([^"]*)" is not'))
        and (w := f.word(m[1]))
        and (name := re.sub(r"[^\w.~-]+", "-", m[1]).strip("-"))
        else None
    ),
    when="The workspace name",
    says=r"The workspace name \"[^\"]*\" is not allowed",
    sure=0.95,
)


@family.rule(
    when="Workspace is not empty",
    says=r"Workspace \"(?P<name>[^\"]+)\" is\s+(?:│ )?currently tracking",
)
def workspace_in_use(f: Failed) -> Advice:
    """A workspace whose resources still exist."""
    tool = program(f)
    return f.hint(
        f"The workspace {f['name']} still has resources",
        f"{tool} workspace select {f['name']} && {tool} destroy",
        f"{tool} workspace select {f['name']} && {tool} state list",
        why="Destroy them first; delete -force would only forget them.",
        sure=0.95,
    )


@family.rule(when="as a plan file", says=r"Failed to load \"(?P<path>[^\"]+)\" as a plan file")
def plan_file(f: Failed) -> Advice:
    """An argument of apply is a saved plan, not a resource or a folder."""
    path, word = f["path"], f.word(f["path"])
    if f.local.is_dir(path) and word:
        return f.hint(f"{path} is a folder, not a saved plan", *_other_folder(f, word), sure=0.96)
    near = list(f.local.near(path))
    known = [*addresses(f), *declared(f)]
    named = [k for k in dict.fromkeys(known) if path in (k, k.rpartition(".")[2])]
    resource = named or re.match(r"(?:module|[a-z0-9]+_[a-z0-9_]+)\.", path)
    file = "." in path and not resource
    return f.hint(
        f"{path} is no saved plan",
        *[f.swap(word, n) for n in near if word],
        *[f.swap(word, f"-target={n}") for n in (named or [path]) if word and resource],
        f"{program(f)} plan -out={path} && {f.text}"
        if file and f.sub == "apply"
        else f.without(word)
        if word and f.sub != "destroy"
        else None,
        f"{program(f)} state list" if f.sub == "destroy" else None,
        why="What stands alone is a plan file; resources are named with -target=.",
        sure=0.88,
    )


@family.rule(when="Too many command line arguments", says=r"use the global -chdir flag")
def too_many(f: Failed) -> Advice | None:
    """`terraform plan infra/`: the folder is given with -chdir nowadays."""
    word = next((w for w in f.rest if not w.is_option), None)
    if word is None:
        return None
    if not f.local.is_dir(word.value):
        near = f.local.near(word.value, folders=True)
        fixes = [line for n in near for line in _other_folder(f, word, n)]
        resources = [k for k in declared(f) if word.value in (k, k.rpartition(".")[2])]
        fixes += [f.swap(word, f"-target={k}") for k in resources]
        return f.hint(f"{f.sub} takes no folder behind it", *(fixes or [f.without(word)]), sure=0.9)
    return f.hint(f"{f.sub} takes no folder behind it", *_other_folder(f, word), sure=0.96)


def _other_folder(f: Failed, word: Word, name: str = "") -> list[str]:
    tool, bare = f.command.words[0], name or word.value
    at = f"{tool.raw} -chdir={quote(bare.rstrip('/'))}"
    without = f.without(word)
    return [without.replace(tool.raw, at, 1), f"cd {quote(bare.rstrip('/'))} && {without}"]


@family.rule(
    when="Error handling -chdir option", says=r"chdir (?P<path>\S+): no such file or directory"
)
def no_folder(f: Failed) -> Advice | None:
    """-chdir names a folder that is not there."""
    word = next((w for w in f.command.words if w.value.startswith("-chdir=")), None)
    if word is None:
        return None
    near = f.local.near(f["path"], folders=True)
    here = any(n.endswith(".tf") for n in f.local.entries())
    return f.hint(
        f"There is no folder {f['path']}",
        *[f.swap(word, f"-chdir={n}") for n in near],
        f.without(word) if here and not near else None,
        why="The configuration is in this folder." if here and not near else "",
        sure=0.95,
    )


@family.rule(
    when="mutually-exclusive",
    says=r"The\s+(?P<one>-[\w-]+)\s+and\s+(?:│ )?(?P<other>-[\w-]+)\s+(?:│ )?(?:command line )?options\s+(?:│ )?are",
)
def exclusive(f: Failed) -> Advice | None:
    """Two options of which one may be given."""
    one, other = f.word(f["one"]), f.word(f["other"])
    if one is None or other is None:
        return None
    return f.hint(
        f"{f['one']} and {f['other']} do not go together",
        f.without(other),
        f.without(one),
        sure=0.94,
    )


family.hint(
    "whole-folders",
    "terraform works on whole folders, not on one file",
    lambda f: f.without(w) if (w := next((w for w in f.rest if not w.is_option), None)) else None,
    on="validate",
    when="Failed to read test directory",
    sure=0.94,
)
family.hint(
    "platform",
    "A platform is an OS and an architecture, as linux_amd64",
    lambda f: re.sub(r"(-platform=)(\w+?)(?:[-/.]\w+)?(?= |$)", r"\1\2_amd64", f.text, count=1),
    when="not a valid platform",
    sure=0.93,
)
