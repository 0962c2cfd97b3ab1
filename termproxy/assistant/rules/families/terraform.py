# ruff: noqa: E501
"""terraform and OpenTofu. Errors come in a box: `│ Error: title`, a place, and an explanation."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.families.vocabulary import OPTIONS
from termproxy.assistant.world.spelling import nearest

family = Family("terraform", "terraform", "tofu", "terragrunt")


def flat(f: Failed) -> str:
    """The text without the box, its wrapped lines joined; without the warnings before the error."""
    start = max(0, f.output.find("Error: "))
    text = re.sub(r"^[│╷╵ ]+", "", f.output[start:], flags=re.MULTILINE)
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", text)


def program(f: Failed) -> str:
    """The program with its -chdir, for the steps before."""
    chdir = next((w.raw for w in f.command.words if w.value.startswith("-chdir=")), "")
    return f"{f.program} {chdir}".rstrip()


def folder(f: Failed) -> str:
    """The folder that -chdir names, with a slash, or ""."""
    chdir = next((w.value for w in f.command.words if w.value.startswith("-chdir=")), "")
    return chdir.partition("=")[2].rstrip("/") + "/" if chdir else ""


def place(f: Failed) -> tuple[str, str] | None:
    """`on main.tf line 2` of the first error that has one; terraform speaks relative to -chdir."""
    found = f.find(r"on (\S+\.(?:tf|tfvars|hcl|tofu)(?:\.json)?) line (\d+)")
    if found is None:
        return None
    inside = folder(f) + found[1]
    return (inside if f.local.is_file(inside) else found[1], found[2])


def then(f: Failed, step: str) -> list[str]:
    """Initialise, and go on with what was wanted."""
    return [f.first(step), step] if f.sub != "init" else [step]


@family.rule(
    when=(
        "terraform init",
        "tofu init",
        "Module not installed",
        "Inconsistent dependency lock",
        "Missing required provider",
        "Required plugins are not installed",
        "Provider requirements cannot",
    ),
    says=r"Inconsistent dependency lock file|Missing required provider|Module not installed|Module source has changed|Could not load plugin|Required plugins are not installed|Backend initialization required|Backend type changed|Initial configuration of the requested backend|Backend configuration changed|run\s+\"?(?:terraform|tofu) init",
)
def init(f: Failed) -> Advice | None:
    """Not initialised, or the backend has changed."""
    if f.find(
        r"Backend configuration (?:block has )?changed|\"-reconfigure\" or \"-migrate-state\"|init\s+-reconfigure|init -migrate-state"
    ) and not f.find(r"Reason: Initial configuration"):
        steps = [f"{program(f)} init -migrate-state", f"{program(f)} init -reconfigure"]
        return f.hint(
            "The backend's configuration has changed",
            *(
                [f.swap("init", "init " + s.rsplit(" ", 1)[1], bare=True) for s in steps]
                if f.sub == "init"
                else [f.first(steps[1]), *steps]
            ),
            why="-migrate-state copies the state to the new place, -reconfigure leaves it where it is.",
            sure=0.95,
        )
    if f.sub == "init":
        upgrade = f.find(r"does not match configured version constraint|locked provider")
        return (
            f.hint("The lock file pins another version", f.append("-upgrade"), sure=0.93)
            if upgrade
            else None
        )
    if "init -upgrade" in f.output:
        return f.hint(
            "The lock file holds another version than the configuration asks for",
            f.first(f"{program(f)} init -upgrade"),
            "git diff .terraform.lock.hcl",
            why="-upgrade takes the newest version that the constraints allow.",
            sure=0.97,
        )
    module = "Module not installed" in f.output or "Module source" in f.output
    return f.hint(
        "The modules are not downloaded yet" if module else "The providers are not downloaded yet",
        *then(f, f"{program(f)} init"),
        why="terraform init downloads what the configuration needs.",
        sure=0.96,
    )


@family.rule(when="state lock", says=r"Error acquiring the state lock")
def lock(f: Failed) -> Advice:
    """Someone holds the lock of the state."""
    ident = f.find(r"ID:\s+(\S+)")
    who = f.find(r"Who:\s+(\S+)")
    if "could not be parsed" in f.output or "Unsupported state file" in f.output:
        backup = f.local.exists("terraform.tfstate.backup")
        return f.hint(
            "terraform.tfstate is damaged",
            "cp terraform.tfstate.backup terraform.tfstate"
            if backup
            else edit("terraform.tfstate"),
            "git checkout -- terraform.tfstate" if f.local.git else None,
            sure=0.9,
        )
    if f.find(r"permission denied"):
        return f.hint(
            "You may not write the lock of the state", 'sudo chown -R "$USER" .', sure=0.85
        )
    return f.hint(
        "Someone else, or a crashed run, holds the state lock",
        f"{program(f)} force-unlock {ident[1]}" if ident else f.append("-lock-timeout=5m"),
        f.append("-lock-timeout=5m") if ident else None,
        why=(f"It is held by {who[1]}: " if who else "")
        + "make sure that no run is going on before you unlock.",
        sure=0.95,
    )


family.hint(
    "no-configuration",
    "There is no .tf file in this folder",
    lambda f: f"cd {d} && {f.text}" if (d := _folder(f)) else "",
    lambda f: (
        f"{f.program} -chdir={d} {' '.join(w.raw for w in f.command.words[1:])}"
        if (d := _folder(f))
        else ""
    ),
    why="You are in another folder.",
    when=(
        "No configuration files",
        "Terraform initialized in an empty directory",
        "No Terraform configuration files",
    ),
    sure=0.95,
)


def _folder(f: Failed) -> str:
    return next(
        (
            d
            for d in (
                "terraform",
                "infra",
                "infrastructure",
                "tf",
                "deploy",
                "iac",
                *f.local.folders(),
            )
            if any(n.endswith(".tf") for n in f.local.entries(d))
        ),
        "",
    )


@family.rule(
    when="Failed to parse command-line", says=r"flag provided but not defined: (?P<flag>-[\w-]+)"
)
def flag(f: Failed) -> Advice | None:
    """A mistyped flag."""
    word = next(
        (w for w in f.command.words if w.value.lstrip("-").split("=")[0] == f["flag"].lstrip("-")),
        None,
    )
    if word is None:
        return None
    near = nearest(f["flag"], OPTIONS["terraform"])
    if f.sub == "plan" and near and near[0] == "-auto-approve":
        return f.hint(
            "plan changes nothing: it has no -auto-approve",
            f.without(word),
            f"{f.program} apply -auto-approve",
            sure=0.93,
        )
    tail = word.value[len(word.value.split("=")[0]) :]
    if not near:
        return None
    return f.hint(
        f"{f.program} {f.sub} has no flag {f['flag']}",
        *[f.swap(word, n + tail) for n in near],
        why=f"Did you mean {near[0]}?",
        sure=0.96,
    )


@family.rule(when="does not exist", says=r"Given variables file (?P<path>\S+) does not exist")
def var_file(f: Failed) -> Advice:
    """-var-file that is not there."""
    path = f["path"]
    word = next((w for w in f.command.words if w.value.endswith(path)), None)
    near = [*f.local.near(path), *f.local.elsewhere(path)] or [
        n for n in f.local.entries() if n.endswith(".tfvars")
    ]
    return f.hint(
        f"There is no file {path}",
        *[f.swap(word, word.value.replace(path, n)) for n in near if word],
        sure=0.95,
    )


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
    when=("cannot delete the default workspace", "can't delete default", "deleting the default"),
    sure=0.9,
)
family.hint(
    "workspace-current",
    "That workspace is the current one",
    lambda f: f.first(f"{program(f)} workspace select default"),
    when=("is your active workspace", "currently active workspace"),
    sure=0.95,
)


@family.rule(when="as a plan file", says=r"Failed to load \"(?P<path>[^\"]+)\" as a plan file")
def plan_file(f: Failed) -> Advice:
    """An argument of apply is a saved plan, not a resource."""
    word = f.word(f["path"])
    near = list(f.local.near(f["path"]))
    resource = "." not in f["path"] or re.match(r"(?:module|[a-z0-9]+_[a-z0-9_]+)\.", f["path"])
    return f.hint(
        f"{f['path']} is no saved plan",
        *[f.swap(word, n) for n in near if word],
        f.swap(word, f"-target={f['path']}") if word and resource and "." in f["path"] else None,
        f"{f.program} plan -out={f['path']} && {f.text}"
        if not resource and f.sub == "apply"
        else f.without(word)
        if word and f.sub != "destroy"
        else None,
        f"{f.program} state list" if f.sub == "destroy" else None,
        why="What stands alone is a plan file; resources are named with -target=.",
        sure=0.88,
    )


@family.rule(
    when=(
        "No state file was found",
        "No matching objects found",
        "No instance found for the given address",
        "Invalid target address",
        "Resource address",
        "Resource instance not found",
        "No such resource instance",
        "does not exist in the configuration",
        "Invalid address",
    ),
)
def state_address(f: Failed) -> Advice:
    """An address that the state or the configuration does not have."""
    word = next((w for w in reversed(f.rest) if not w.is_option), None)
    if "does not exist in the configuration" in f.output:
        first = next((w for w in f.rest if "." in w.value and not w.is_option), None)
        kind, _, name = (first.value if first else "").rpartition(".")
        return f.hint(
            f"{first.value if first else 'It'} is not in the configuration: write it there first",
            f'printf \'resource "{kind}" "{name}" {{}}\\n\' >> main.tf && {f.text}'
            if kind
            else None,
            edit("main.tf"),
            sure=0.93,
        )
    if "No state file" in f.output:
        return f.hint(
            "There is no state in this folder",
            f"{program(f)} workspace list",
            why="Another folder or workspace, or nothing was applied yet.",
            sure=0.88,
        )
    return f.hint(
        f"The state has no {word.value if word else 'such address'}",
        f"{program(f)} state list",
        sure=0.94,
    )


@family.rule(
    when="Error: ",
    says=r"Error: (?P<title>Unsupported argument|Reference to undeclared|Call to unknown function|Unsupported block type|Missing required argument|Invalid (?!target|address|provider|count)[\w ]+|Argument or block definition required|Unclosed configuration block|Duplicate [\w\" -]+|Missing [\w ]+|Unterminated [\w ]+|Extra characters|Unsupported attribute|Incorrect attribute|Unexpected [\w ]+|Undeclared [\w ]+|Inconsistent conditional|Error in function call|Cycle|Variables not allowed|Function calls not allowed|Value for undeclared variable|No value for required variable|Insufficient [\w ]+ blocks|Self-referential block|Expected [\w ]+|Each [\w ]+)[^\n]*",
)
def configuration(f: Failed) -> Advice | None:
    """A slip in a .tf file, with its place."""
    text = flat(f)
    where = place(f)
    if f["title"].startswith("Missing required provider"):
        return None
    if f["title"].startswith(("No value for required", "Value for undeclared")):
        name = re.search(r"(?:variable|named) \"([^\"]+)\"", text)
        known = re.findall(
            r"^variable \"([^\"]+)\"",
            "".join(
                f.local.text(folder(f) + n)
                for n in f.local.entries(folder(f) or ".")
                if n.endswith(".tf")
            ),
            re.MULTILINE,
        )
        near = nearest(name[1], known) if name and "undeclared" in f["title"] else []
        word = next((w for w in f.command.words if name and name[1] in w.value), None)
        return f.hint(
            f"The variable {name[1] if name else ''} "
            + ("is not declared" if "undeclared" in f["title"] else "has no value"),
            *[f.swap(word, word.value.replace(name[1], n)) for n in near if word and name],
            None
            if near
            else f.append(f"-var {name[1]}=<value>")
            if name and "required" in f["title"]
            else None,
            edit(where[0], where[1]) if where else edit("terraform.tfvars"),
            sure=0.9,
            verified=bool(near),
        )
    if where is None:
        return None
    if "Invalid function argument" in f["title"]:
        path = re.search(r"no file exists at \"([^\"]+)\"", text)
        if path:
            near = f.local.near(os.path.basename(path[1]) if path[1].startswith("./") else path[1])
            fix = (
                f"sed -i '{where[1]}s|{path[1]}|{near[0]}|' {where[0]} && {f.text}"
                if near
                else None
            )
            return f.hint(
                f"There is no file {path[1]}",
                fix,
                edit(*where),
                why=f"There is {near[0]}."
                if near
                else "Paths count from the folder; begin with ${path.module}/.",
                sure=0.93,
            )
    meant = re.search(r"Did you mean \"([^\"]+)\"", text)
    wrong = re.search(r"(?:named|with the name|function named|of type) \"([^\"]+)\"", text)
    said = re.search(
        r"(?:^|\n)((?:An?|The|This|There|No|Each|Invalid|Expected|Argument)[^\n]{8,200}?\.)(?:\s|$)",
        text,
    )
    line = f.local.text(where[0]).split("\n")
    row = line[int(where[1]) - 1] if len(line) >= int(where[1]) else ""
    sed = ""
    if meant and wrong and wrong[1] in row:
        sed = f"sed -i '{where[1]}s/{wrong[1]}/{meant[1]}/' {where[0]} && {f.text}"
    return f.hint(
        f"{f['title'].strip()} in {where[0]}, line {where[1]}",
        edit(*where),
        sed,
        why=f"Did you mean {meant[1]}?" if meant else said[1] if said else "",
        sure=0.93,
    )
