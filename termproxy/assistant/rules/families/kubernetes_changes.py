# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: objects that are made or changed from the command line, and what they lack."""

from __future__ import annotations

import itertools
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import _one, family, names, namespace_flag
from termproxy.assistant.rules.families.project import edit


@family.rule(
    when="failed to create",
    says=r"failed to create (?P<what>\w+):? (?P<kind>[\w.]+) \"(?P<name>[^\"]+)\" (?P<how>already exists|not found)",
)
def create_failed(f: Failed) -> Advice | None:
    """`kubectl create deployment ...`: it exists, or its namespace does not."""
    kind, name = _one(f["kind"].split(".")[0]), f["name"]
    if f["how"] == "not found":
        if kind != "namespace":
            return None
        return f.hint(
            f"There is no namespace {name}",
            f.first(f"kubectl create namespace {name}"),
            "kubectl get namespaces",
            sure=0.96,
        )
    return f.hint(
        f"The {kind} {name} exists already",
        f"{f.text} --dry-run=client -o yaml | kubectl apply -f -",
        f"kubectl delete {kind} {name}{namespace_flag(f)} && {f.text}",
        f"kubectl get {kind} {name}{namespace_flag(f)}",
        why="apply brings what is there to the new state.",
        sure=0.95,
    )


family.hint(
    "name-rules",
    "{name} cannot be a name: small letters, digits and hyphens",
    lambda f: f.swap(f["name"], re.sub(r"[^a-z0-9.-]+", "-", f["name"].lower())),
    when="RFC 1123",
    says=r"metadata\.name: Invalid value: \"(?P<name>[^\"]+)\"",
    sure=0.96,
)


@family.rule(
    when="unable to find container named",
    says=r"unable to find container named \"(?P<name>[^\"]+)\"",
)
def no_such_container(f: Failed) -> Advice:
    """`kubectl set image deploy/x NAME=image` with a container name that is not there."""
    target = next((w.value for w in f.rest if "/" in w.value and "=" not in w.value), "")
    words = [w.value for w in names(f) if "=" not in w.value]
    target = target or " ".join(words[-2:])
    return f.hint(
        f"It has no container {f['name']}",
        f"kubectl get {target}{namespace_flag(f)} -o jsonpath='{{.spec.template.spec.containers[*].name}}'",
        why="The word before = is the container's name in the manifest.",
        sure=0.94,
    )


@family.rule(
    when=(": Required value", "missing required field", ": Unsupported value", ": Invalid value"),
    says=r"The (?P<kind>\w+) \"(?P<name>[^\"]*)\" is invalid:\s*(?:\* )?(?P<field>[\w.\[\]]+): (?P<how>Required value|Unsupported value|Invalid value)(?::? (?P<why>[^\n]+))?"
    r"|missing required field \"(?P<lost>[^\"]+)\" in (?P<inside>[\w.]+)",
)
def required(f: Failed) -> Advice | None:
    """A manifest without a field that must be, or with a value that may not be."""
    field = f["field"] or f["lost"]
    if "immutable" in f["why"] or "may not change" in f["why"]:
        return None
    pairs = zip(f.command.words, f.command.words[1:], strict=False)
    file = next((w.value for p, w in pairs if p.value in ("-f", "--filename")), "")
    last = re.split(r"[.\[\]]+", field.rstrip("]."))[-1] if not f["lost"] else f["lost"]
    rows = f.local.text(file).split("\n") if file else []
    at = next(
        (
            str(n)
            for n, row in enumerate(rows, 1)
            if re.match(rf"\s*-?\s*{re.escape(last)}\s*:", row)
        ),
        "",
    )
    path = re.sub(r"\[[^\]]*\]", "", field)
    told = f"kubectl explain {f['kind'].lower()}.{path}" if f["kind"] else ""
    title = {
        "Unsupported value": f"{field} has a value that is not supported",
        "Invalid value": f"{field} has a value that is not valid",
    }.get(f["how"], f"The manifest lacks {field}")
    return f.hint(
        title,
        edit(file, at) if file and not file.startswith(("http", "-")) else told,
        told,
        why=f["why"][:160],
        sure=0.92,
    )  # fmt: skip


family.hint(
    "rolled-out-late",
    "The rollout of {what} did not finish in time",
    lambda f: f"kubectl describe {f['what']}{namespace_flag(f)}",
    lambda f: f"kubectl get pods{namespace_flag(f)}",
    lambda f: f"kubectl rollout undo {f['what']}{namespace_flag(f)}",
    on="rollout",
    when=("exceeded its progress deadline", "timed out waiting for the condition"),
    says=r"(?P<what>deployment/[\w.-]+|deployment \"[\w.-]+\") exceeded its progress deadline",
    why="Its new pods do not become ready: their events say why.",
    sure=0.93,
)


family.hint(
    "quota",
    "The namespace's quota {quota} is used up",
    lambda f: f"kubectl describe quota {f['quota']}{namespace_flag(f)}",
    lambda f: f"kubectl get pods{namespace_flag(f)}",
    when="exceeded quota",
    says=r"exceeded quota: (?P<quota>[\w.-]+), requested: (?P<asked>[^\n]+)",
    why="Requested: {asked}. Delete something, or ask for more.",
    sure=0.95,
)
family.hint(
    "limits-missing",
    "The namespace's quota wants {what} to be stated",
    lambda f: edit(m[1]) if (m := re.search(r"(?:-f|--filename)[ =](\S+)", f.text)) else None,
    lambda f: f"kubectl describe quota{namespace_flag(f)}",
    when="failed quota",
    says=r"failed quota: [\w.-]+: must specify (?P<what>[^\n]+)",
    why="Add resources.limits and resources.requests to each container.",
    sure=0.93,
)


@family.rule(when="unable to parse", on="patch", says=r"unable to parse \"(?P<what>[^\n]+)\": ")
def patch_quotes(f: Failed) -> Advice | None:
    """`-p {"spec":...}` without quotes: the shell took the quotes out."""
    words = f.command.words
    word = next((b for a, b in itertools.pairwise(words) if a.value in ("-p", "--patch")), None)
    if word is None or not word.raw.startswith("{"):
        return None
    last = word.end
    text = f.line.text
    while (
        text.count("{", word.start, last) > text.count("}", word.start, last) and "}" in text[last:]
    ):
        last = text.index("}", last) + 1
    body = text[word.start : last]
    if "'" in body:
        return None
    return f.hint(
        "The shell took the quotes out of the JSON: put it in single quotes",
        f.line.edit((word.start, last, f"'{body}'")),
        sure=0.96,
    )


family.hint(
    "manifest-url",
    "The server has no such file ({status})",
    "curl -sI {url}",
    when="unable to read URL",
    says=r"unable to read URL \"(?P<url>[^\"]+)\", server reported (?P<status>\d+[^,\n]*)",
    why="Look at the path, and the branch or version in it.",
    sure=0.95,
)
family.hint(
    "taint-effect",
    "A taint ends in its effect, like :NoSchedule",
    lambda f: (
        f.swap(f.rest[-1], f"{f.rest[-1].value}:NoSchedule")
        if f.rest and "=" in f.rest[-1].value and ":" not in f.rest[-1].value
        else None
    ),
    on="taint",
    when=("at least one taint update is required", "invalid taint"),
    sure=0.93,
)
family.hint(
    "completed",
    "The pod has ended ({phase}): there is nothing to attach to",
    lambda f: f"kubectl logs {names(f)[0].raw}{namespace_flag(f)}" if names(f) else None,
    on="attach",
    when="cannot attach a container in a completed pod",
    says=r"current phase is (?P<phase>\w+)",
    sure=0.95,
)
