# ruff: noqa: E501
"""terraform's state: locks, workspaces, addresses, outputs, saved plans."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.families.terraform import (
    declared,
    family,
    flat,
    folder,
    place,
    program,
    sources,
)
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest


def kept(f: Failed) -> dict[str, object]:
    """The local state of the current workspace, {} where it is elsewhere or cannot be read."""
    at = folder(f)
    name = f.local.text(at + ".terraform/environment").strip()
    path = f"terraform.tfstate.d/{name}/" if name and name != "default" else ""
    try:
        read = json.loads(f.local.text(f"{at}{path}terraform.tfstate") or "{}")
    except ValueError:  # cut off: a state beyond what is read of a file
        return {}
    return read if isinstance(read, dict) else {}


def addresses(f: Failed) -> Iterator[str]:
    """What the local state holds, as terraform names it."""
    resources = kept(f).get("resources")
    for one in resources if isinstance(resources, list) else []:
        if isinstance(one, dict):
            module = f"{one['module']}." if one.get("module") else ""
            data = "data." if one.get("mode") == "data" else ""
            yield f"{module}{data}{one.get('type')}.{one.get('name')}"


def closest(typed: str, known: list[str]) -> list[str]:
    """Addresses that are spelt nearly so, or the only one of that type or that name."""
    near = nearest(typed, known)
    kind, _, name = typed.rpartition(".")
    alike = [k for k in known if kind and (k.startswith(kind + ".") or k.endswith("." + name))]
    return near or (alike if len(alike) == 1 else [])


@family.rule(when="state lock", says=r"Error acquiring the state lock")
def lock(f: Failed) -> Advice:
    """Someone holds the lock of the state."""
    ident = f.find(r"ID:\s+(\S+)")
    who = f.find(r"Who:\s+(\S+)")
    newer = f.find(
        r"which is\s+(?:│ )?not supported by[\s│]+Terraform [\d.]+\. This state file was[\s│]+created by Terraform ([\d.]+\d)"
    )
    if newer:
        return f.hint(
            f"The state was written by a newer {f.program} ({newer[1]})",
            f"{f.program} version",
            why="Use that version or a later one for this state.",
            sure=0.94,
        )
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
    if "resource temporarily unavailable" in f.output:  # a local state: its lock is the kernel's
        return f.hint(
            f"Another {f.program} is at work in this folder",
            f.append("-lock-timeout=5m"),
            f"pgrep -a {f.program}",
            why="It holds the lock of the local state; -lock-timeout waits for it.",
            sure=0.94,
        )
    return f.hint(
        "Someone else, or a crashed run, holds the state lock",
        f"{program(f)} force-unlock {ident[1]}" if ident else f.append("-lock-timeout=5m"),
        f.append("-lock-timeout=5m") if ident else None,
        why=(f"It is held by {who[1]}: " if who else "")
        + "make sure that no run is going on before you unlock.",
        sure=0.95,
    )


@family.rule(
    when=(
        "No state file was found",
        "No matching objects found",
        "No instance found for the given address",
        "Invalid target address",
        "Invalid source address",
        "Resource address",
        "Resource instance not found",
        "No such resource instance",
        "Error: Unknown resource",
        "does not exist in the configuration",
        "Invalid address",
    ),
)
def state_address(f: Failed) -> Advice:
    """An address that the state or the configuration does not have."""
    words = [w for w in f.rest if not w.is_option]
    if "does not exist in the configuration" in f.output:
        first = next((w for w in words if "." in w.value), None)
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
    taken = f.find(r"Cannot move\s+(?:│ )?to\s+(?:│ )?(\S+): there is already")
    if taken:
        return f.hint(
            f"{taken[1]} is in the state already",
            f"{program(f)} state show {quote(taken[1])}",
            f"{program(f)} state list",
            why="Move it elsewhere, or take it out with state rm, before another takes its name.",
            sure=0.93,
        )
    told = f.find(r"Cannot move\s+(?:│ )?(\S+): does not")
    word = (f.word(told[1]) if told else None) or (words[-1] if words else None)
    typed = word.value if word else ""
    known = list(addresses(f))
    near = closest(typed, known)
    planned = typed in declared(f) and not near
    return f.hint(
        f"The state has no {typed or 'such address'}",
        *[f.swap(word, n) for n in near if word],
        f"{program(f)} apply -target={quote(typed)}" if planned and f.sub == "taint" else None,
        f"{program(f)} state list",
        why=f"Did you mean {near[0]}?"
        if near
        else "It is in the configuration, but was not applied yet."
        if planned
        else "",
        sure=0.94,
    )


@family.rule(when="Output ", says=r"Error: Output \"(?P<name>[^\"]+)\" not found")
def no_output(f: Failed) -> Advice:
    """An output that was never applied, or is spelt otherwise."""
    name, word = f["name"], f.word(f["name"])
    outputs = kept(f).get("outputs")
    known = list(outputs) if isinstance(outputs, dict) else []
    written = re.search(rf'^output\s+"{re.escape(name)}"', sources(f), re.MULTILINE)
    near = [] if written else nearest(name, known)
    return f.hint(
        f"There is no output {name}" + (" in the state yet" if written else ""),
        *[f.swap(word, n) for n in near if word],
        f.first(f"{program(f)} apply") if written else f"{program(f)} output",
        why=f"Did you mean {near[0]}?"
        if near
        else "It was added after the last apply."
        if written
        else f"There is: {', '.join(known[:6])}."
        if known
        else "",
        sure=0.95,
    )


@family.rule(
    when="Invalid target",
    says=r"Invalid (?:target|force-replace address) \"(?P<typed>[^\"]+)\"(?=[\s│]+Resource specification)",
)
def target_name(f: Failed) -> Advice:
    """-target=web: the type of the resource belongs to its address."""
    typed = f["typed"]
    word = next((w for w in f.rest if w.value.partition("=")[2] == typed or w.value == typed), None)
    known = list(dict.fromkeys([*declared(f), *addresses(f)]))
    near = [k for k in known if k.rpartition(".")[2] == typed] or nearest(typed, known)
    return f.hint(
        f"{typed} is no whole address: it begins with the resource's type",
        *[f.swap(word, word.value.replace(typed, n)) for n in near if word],
        f"{program(f)} state list" if not near else None,
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.94,
    )


@family.rule(
    when="Configuration for import target does not exist",
    says=r"given import\s+(?:│ )?(?:block|target|blocks)?\s*(?P<address>[\w.\[\]\"-]+)",
)
def import_target(f: Failed) -> Advice:
    """An import block whose resource is not written."""
    return f.hint(
        f"{f['address']} is to be imported, and the configuration does not have it",
        f.append("-generate-config-out=generated.tf") if f.sub == "plan" else edit("main.tf"),
        edit("main.tf") if f.sub == "plan" else None,
        why="-generate-config-out writes a first version of it.",
        sure=0.92,
    )


family.hint(
    "arguments",
    "A part of the command is missing: an address, or the object's id",
    lambda f: f.append("<id>") if f.sub == "import" and len(f.operands) == 2 else None,
    lambda f: (
        f.append(quote(known[0]))
        if f.sub in ("taint", "untaint", "state") and (known := list(addresses(f)))
        else None
    ),
    lambda f: f"{program(f)} state list" if f.sub in ("taint", "untaint", "state") else None,
    when=(
        "command expects two arguments",
        "command expects exactly one argument",
        "Exactly one argument expected",
        "At least one address is required",
    ),
    sure=0.9,
)
family.hint(
    "no-such-plan",
    "There is no {path}",
    lambda f: [f.swap(f["path"], n) for n in f.local.near(f["path"])],
    lambda f: f"{program(f)} plan -out={quote(f['path'])} && {f.text}",
    lambda f: f"{program(f)} show",
    when="as a state or plan file",
    says=r"open (?P<path>\S+): no such file",
    why="show takes a saved plan or a state file; without one it shows the state here.",
    sure=0.93,
)


@family.rule(when="Invalid value for", says=r"Error: Invalid value for (?:input )?variable\n")
def variable_value(f: Failed) -> Advice | None:
    """-var env=prd: refused by the variable's type or by its validation."""
    text = flat(f)
    name = re.search(r'variable "([\w-]+)"', text)
    if name is None:
        return None
    word = next((w for w in f.rest if re.match(rf"(?:-var=)?{name[1]}=", w.value)), None)
    typed = word.value.rpartition("=")[2] if word else ""
    block = re.search(rf'variable\s+"{name[1]}"\s*{{([\s\S]*?)\n}}', sources(f))
    allowed = re.search(r"contains\(\s*\[([^\]]*)\]", block[1]) if block else None
    known = re.findall(r'"([^"]*)"', allowed[1]) if allowed else []
    near = nearest(typed, known)
    wanted = re.search(r": an? ([a-z]+) is required", text)
    values = near or known[:3] or ([f"<{wanted[1]}>"] if wanted else [])
    where = place(f)
    said = re.search(r"\n\n?([^\n]*?\.)\s*(?:This was checked|$)", text)
    return f.hint(
        f"The variable {name[1]} cannot be {typed}"
        if typed
        else f"The variable {name[1]} has a value that it refuses",
        *[f.swap(word, word.value[: len(word.value) - len(typed)] + v) for v in values if word],
        edit(*where) if where else None,
        why=f"It may be {', '.join(known[:6])}."
        if known
        else f"It must be a {wanted[1]}."
        if wanted
        else said[1][:160]
        if said
        else "",
        sure=0.95,
    )
