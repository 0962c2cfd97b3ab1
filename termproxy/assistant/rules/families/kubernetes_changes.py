# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: objects that are made or changed from the command line, and what they lack."""

from __future__ import annotations

import itertools
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import _one, family, names, namespace_flag
from termproxy.assistant.rules.families.kubernetes_known import along, instead, manifest
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when="failed to create",
    says=r"failed to create (?P<what>\w+):? (?P<kind>[\w.]+) \"(?P<name>[^\"]+)\" (?P<how>already exists|not found)",
)
def create_failed(f: Failed) -> Advice | None:
    """`kubectl create deployment ...`: it exists, or its namespace does not."""
    kind, name = _one(f["kind"].split(".")[0]), f["name"]
    if f["how"] == "not found":
        if kind == "serviceaccount":
            return f.hint(
                f"There is no service account {name}",
                instead(f, "serviceaccounts", name),
                f"kubectl get serviceaccounts{namespace_flag(f)}",
                f.first(f"kubectl create serviceaccount {name}{namespace_flag(f)}"),
                sure=0.95,
            )
        if kind != "namespace":
            return None
        return f.hint(
            f"There is no namespace {name}",
            f.first(f"kubectl create namespace {name}"),
            "kubectl get namespaces",
            sure=0.96,
        )
    if kind in (
        "deployment",
        "job",
        "cronjob",
        "ingress",
        "service",
    ):  # apply would merge two of them
        return f.hint(
            f"The {kind} {name} exists already",
            f"kubectl get {kind} {name}{namespace_flag(f)}",
            f"kubectl edit {kind} {name}{namespace_flag(f)}",
            f"kubectl delete {kind} {name}{namespace_flag(f)} && {f.text}",
            why="set, scale and edit change the one that is there.",
            sure=0.95,
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
    when=(
        ": Required value",
        "missing required field",
        ": Unsupported value",
        ": Invalid value",
        ": Not found:",
        ": Duplicate value",
        ": Forbidden: ",
        ": Too long",
        ": Too many",
    ),
    says=r"The (?P<kind>\w+) \"(?P<name>[^\"]*)\" is invalid:\s*(?:\* )?(?P<field>[\w.\[\]/-]+): (?P<how>Required value|Unsupported value|Invalid value|Not found|Duplicate value|Forbidden|Too long|Too many)(?::? (?P<why>[^\n]+))?"
    r"|missing required field \"(?P<lost>[^\"]+)\" in (?P<inside>[\w.]+)",
)
def required(f: Failed) -> Advice | None:
    """A manifest without a field that must be, or with a value that may not be."""
    field = f["field"] or f["lost"]
    if any(w in f["why"] for w in ("immutable", "may not change", "are forbidden")):
        return None
    file = manifest(f)
    told_value = re.match(r"\"?([^\"\s:,]+)", f["why"])
    keys = [k for k in re.split(r"[.\[\]]+", field.rstrip("].")) if k and not k.isdigit()]
    exact = told_value[1] if told_value and f["how"] != "Required value" else ""
    line = along(f, file, [f["lost"]] if f["lost"] else keys, exact) if file else ""
    path = re.sub(r"\[[^\]]*\]", "", field)
    told = f"kubectl explain {f['kind'].lower()}.{path}" if f["kind"] else ""
    title = {
        "Unsupported value": f"{field} has a value that is not supported",
        "Invalid value": f"{field} has a value that is not valid",
        "Not found": f"{field}: there is no {f['why']}",
        "Duplicate value": f"{field}: {f['why']} stands there twice",
        "Forbidden": f"{field} may not be set so",
        "Too long": f"{field} is too long",
        "Too many": f"{field} has too many entries",
    }.get(f["how"], f"The manifest lacks {field}")
    allowed = re.findall(r"\"([^\"]+)\"", f["why"].partition("supported values:")[2])
    wrong = re.match(r"\"([^\"]+)\"", f["why"])
    meant = nearest(wrong[1], allowed, limit=1) if wrong else []
    word = next((w for w in f.rest if wrong and wrong[1] in w.value), None) if meant else None
    return f.hint(
        title,
        f.swap(word, word.value.replace(wrong[1], meant[0])) if word and wrong else None,
        edit(file, line) if file and not file.startswith(("http", "-")) else told,
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
    "completed",
    "The pod has ended ({phase}): there is nothing to attach to",
    lambda f: f"kubectl logs {names(f)[0].raw}{namespace_flag(f)}" if names(f) else None,
    on="attach",
    when="cannot attach a container in a completed pod",
    says=r"current phase is (?P<phase>\w+)",
    sure=0.95,
)
