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
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("terraform", "terraform", "tofu", "terragrunt")


def flat(f: Failed) -> str:
    """The text without the box, its wrapped lines joined; without the warnings before the error."""
    start = max(0, f.output.find("Error: "))
    text = re.sub(r"^[│╷╵ ]+", "", f.output[start:], flags=re.MULTILINE)
    text = re.split(r"\n(?=Error: )", text)[0]  # one error at a time
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


def sources(f: Failed) -> str:
    """The text of the configuration's own files."""
    names = [n for n in f.local.entries(folder(f) or ".") if n.endswith((".tf", ".tofu"))]
    return "\n".join(f.local.text(folder(f) + n, 32 * 1024) for n in sorted(names)[:40])


def declared(f: Failed) -> list[str]:
    """The resources of the configuration, as terraform addresses them."""
    found = re.findall(r'^\s*(resource|data)\s+"([\w-]+)"\s+"([\w-]+)"', sources(f), re.MULTILINE)
    return [f"{'data.' if block == 'data' else ''}{kind}.{name}" for block, kind, name in found]


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
    says=r"Inconsistent dependency lock file|Missing required provider|Module not installed|Module source has changed|Module version requirements have changed|Could not load plugin|Required plugins are not installed|Backend initialization required|Backend type changed|Initial configuration of the requested backend|Backend configuration changed|run\s+\"?(?:terraform|tofu) init",
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
    module = (
        "Module not installed" in f.output
        or re.search("Module (?:source|version)", f.output) is not None
    )
    backend = f.find(r"Initial configuration of the requested backend \"(\w+)\"")
    return f.hint(
        f"The backend {backend[1]} is not set up here yet"
        if backend
        else "The modules are not downloaded yet"
        if module
        else "The providers are not downloaded yet",
        *then(f, f"{program(f)} init"),
        why="terraform init sets it up, and asks before it moves a state."
        if backend
        else "terraform init downloads what the configuration needs.",
        sure=0.96,
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
    when="Error: ",
    says=r"Error: (?P<title>(?:Unsupported argument|Unclosed [\w ]+|Unknown [\w ]+|Reference to undeclared|Call to unknown function|Unsupported block type|Missing required argument|Invalid (?!target|address|provider|count)[\w ]+|Argument or block definition required|Unclosed configuration block|Duplicate [\w\" -]+|Missing [\w ]+|Unterminated [\w ]+|Extra characters|Unsupported attribute|Incorrect attribute|Unexpected [\w ]+|Undeclared [\w ]+|Inconsistent conditional|Error in function call|Cycle|Variables not allowed|Function calls not allowed|Value for undeclared variable|No value for required variable|Insufficient [\w ]+ blocks|Self-referential block|Expected [\w ]+|Each [\w ]+)[^\n]{0,60})",
)
def configuration(f: Failed) -> Advice | None:
    """A slip in a .tf file, with its place."""
    text = flat(f)
    where = place(f)
    if f["title"].startswith("Missing required provider"):
        return None
    if f["title"].startswith(("No value for required", "Value for undeclared")):
        return _variable(f, text, where)
    if where is None:
        return None
    lost = re.search(r"no file exists at \"([^\"]+)\"", text)
    if lost and "Invalid function argument" in f["title"]:
        return _no_such_file(f, lost[1], where)
    missing = re.search(r'resource "([\w-]+)" "([\w-]+)" has not been declared', text)
    if missing:
        return _undeclared(f, missing[1], missing[2], where)
    return _slip(f, text, where)


def _variable(f: Failed, text: str, where: tuple[str, str] | None) -> Advice:
    """A variable without a value, or a value without its variable."""
    name = re.search(r"(?:variable|named) \"([^\"]+)\"", text)
    known = re.findall(
        r"^variable \"([^\"]+)\"",
        sources(f),
        re.MULTILINE,
    )
    near = nearest(name[1], known) if name and "undeclared" in f["title"] else []
    word = next((w for w in f.command.words if name and name[1] in w.value), None)
    if word and not near and "command line" in text and "undeclared" in f["title"]:
        at = f.command.words.index(word)
        flag = f.command.words[at - 1] if word.value[0] != "-" else None
        return f.hint(
            f"The configuration has no variable {name[1] if name else ''}",
            f.without(*[w for w in (flag, word) if w]),
            why=f"It has: {', '.join(known[:8])}." if known else "",
            sure=0.93,
        )
    given = _file_of_values(f, name[1]) if name and "required" in f["title"] else ""
    if given and name:
        return f.hint(
            f"The variable {name[1]} has no value; {given} holds one",
            f.insert(f"-var-file={quote(given)}", after=f.sub_word or 0),
            why="Only terraform.tfvars and *.auto.tfvars are read by themselves.",
            sure=0.95,
        )
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


def _file_of_values(f: Failed, name: str) -> str:
    """The one .tfvars here that sets the variable, and that this line did not name."""
    files = [n for n in f.local.entries() if n.endswith((".tfvars", ".tfvars.json"))]
    known = re.compile(rf"^\s*\"?{re.escape(name)}\"?\s*[=:]", re.MULTILINE)
    setting = [n for n in files if known.search(f.local.text(n)) and n not in f.text]
    return setting[0] if len(setting) == 1 else ""


def _no_such_file(f: Failed, path: str, where: tuple[str, str]) -> Advice:
    """file("...") of a file that is not there."""
    near = f.local.near(os.path.basename(path) if path.startswith("./") else path)
    fix = f"sed -i '{where[1]}s|{path}|{near[0]}|' {where[0]} && {f.text}" if near else None
    return f.hint(
        f"There is no file {path}",
        fix,
        edit(*where),
        why=f"There is {near[0]}."
        if near
        else "Paths count from the folder; begin with ${path.module}/.",
        sure=0.93,
    )


def _slip(f: Failed, text: str, where: tuple[str, str]) -> Advice:
    """A word of a line: what the tool suggests for it, or what it says of it."""
    meant = re.search(r"Did you mean \"([^\"]+)\"", text)
    wrong = re.search(
        r"(?:named|with the name|function named|of type|resource type|data source) \"([^\"]+)\"",
        text,
    )
    said = re.search(
        r"(?:^|\n)((?:An?|The|This|There|No|Each|Invalid|Expected|Argument)[^\n]{8,200}?\.)(?:\s|$)",
        text,
    )
    line = f.local.text(where[0]).split("\n")
    row = line[int(where[1]) - 1] if len(line) >= int(where[1]) else ""
    sed = ""
    if meant and wrong and wrong[1] in row:
        typed = rf"\b{wrong[1]}\b" if len(wrong[1]) < 4 else wrong[1]
        sed = f"sed -i '{where[1]}s/{typed}/{meant[1]}/' {where[0]} && {f.text}"
    bare = re.match(r"\s*[\w-]+\s*=\s*([A-Za-z_][\w-]*)\s*(?:#.*)?$", row)
    if bare and f["title"].startswith("Variables not allowed"):
        return f.hint(
            f"{bare[1]} has no quotes in {where[0]}, line {where[1]}",
            f"sed -i '{where[1]}s/{bare[1]}\\s*$/\"{bare[1]}\"/' {where[0]} && {f.text}"
            if row.rstrip().endswith(bare[1])
            else None,
            edit(*where),
            why="A text stands in quotes; names of variables may not be used there.",
            sure=0.93,
        )
    return f.hint(
        f"{f['title'].strip(' .:')} in {where[0]}, line {where[1]}",
        edit(*where),
        sed,
        why=f"Did you mean {meant[1]}?" if meant else said[1] if said else "",
        sure=0.93,
    )


def _undeclared(f: Failed, kind: str, name: str, where: tuple[str, str]) -> Advice:
    """A reference to a resource that the configuration does not have."""
    typed = f"{kind}.{name}"
    known = [k.removeprefix("data.") for k in declared(f)]
    near = nearest(typed, known) or [k for k in known if k.startswith(kind + ".")]
    near = near if len(near) == 1 or nearest(typed, known) else []
    row = next(iter(f.local.text(where[0]).split("\n")[int(where[1]) - 1 :]), "")
    return f.hint(
        f"There is no {typed}, which {where[0]} names in line {where[1]}",
        edit(*where),
        f"sed -i '{where[1]}s/{typed}/{near[0]}/' {where[0]} && {f.text}"
        if near and typed in row
        else None,
        why=f"Did you mean {near[0]}?"
        if near
        else f"Declared: {', '.join(known[:5])}."
        if known
        else "",
        sure=0.93,
    )
