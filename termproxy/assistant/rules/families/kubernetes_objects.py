# ruff: noqa: E501
"""kubectl: manifests, conflicts; logs, exec and port-forward of pods."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import _one, family, names, namespace_flag
from termproxy.assistant.rules.families.kubernetes_known import along, manifest
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed


@family.rule(
    when=("error parsing", "error converting YAML", "yaml: line", "error validating", "json: line"),
    says=r"(?:error parsing|unable to parse|failed to parse) (?!jsonpath|template|--)(?P<file>[^\s:]+)|error converting YAML to JSON|cannot load (?P<values>\S+): error",
)
def broken_yaml(f: Failed) -> Advice | None:
    """A manifest that is not YAML."""
    line = f.find(r"(?<![.\w])(?:yaml|json): (?:line (\d+): )?(.+)$")
    file = (
        f["file"]
        or f["values"]
        or next(
            (
                w.value
                for p, w in zip(f.command.words, f.command.words[1:], strict=False)
                if p.value in ("-f", "--filename", "--values")
            ),
            "",
        )
    )
    chart = next((w.value for w in f.operands[1:] if f.local.is_file(f"{w.value}/Chart.yaml")), "")
    if f.program == "helm" and chart and file and not f.local.exists(file):
        file = os.path.join(chart, file)
    what = line[2] if line else ""
    tabs = "cannot start any token" in what
    return f.hint(
        f"{file or 'The file'} is not valid YAML"
        + (f" near line {line[1]}" if line and line[1] else ""),
        edit(file, line[1] if line and line[1] else "") if file else None,
        why="A tab where blanks must be."
        if tabs
        else "Indentation or a missing colon."
        if "mapping" in what or "expected" in what
        else what,
        sure=0.94,
    )


@family.rule(
    when=(
        "error validating",
        "no matches for kind",
        "unknown field",
        "ValidationError",
        "strict decoding error",
        "apiVersion not set",
        "kind not set",
        "Object 'Kind' is missing",
        "no objects passed",
    ),
    says=r"no matches for kind \"(?P<kind>[^\"]+)\" in version \"(?P<version>[^\"]+)\"|unknown field \"(?P<field>[^\"]+)\"|ValidationError\((?P<where>[^)]+)\): (?P<what>[^;\n]+)|(?P<unset>apiVersion|kind) not set|Object '(?P<lost>\w+)' is missing|no objects passed",
)
def invalid_manifest(f: Failed) -> Advice | None:
    """A manifest that the API does not accept."""
    file = manifest(f)
    if "kustomization.y" in f.output and not f["kind"]:
        return None
    if f["kind"]:
        return _unknown_kind(f, file)
    if "no objects passed" in f[0]:
        return f.hint(
            f"{file or 'The input'} holds no object", edit(file) if file else None, sure=0.88
        )
    field = f["field"] or (f.find(r"unknown field \"([^\"]+)\"") or ["", ""])[1]
    path = field.split(".")[-1] if field else ""
    keys = [k for k in re.split(r"[.\[\]]+", field) if k and not k.isdigit()]
    number = along(f, file, keys) if file and path else ""
    lost = f["unset"] or f["lost"]
    return f.hint(
        f"The manifest has an unknown field {field}"
        if field
        else f"The manifest lacks {lost}"
        if lost
        else "The manifest is not valid",
        edit(file, number) if file else None,
        why=f["what"] or ("Mistyped, or indented to the wrong place." if field else ""),
        sure=0.91,
    )


# Where the kinds are today.
MOVED = {
    "Ingress": "networking.k8s.io/v1",
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "CronJob": "batch/v1",
    "Job": "batch/v1",
    "PodDisruptionBudget": "policy/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "NetworkPolicy": "networking.k8s.io/v1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1",
}


def _unknown_kind(f: Failed, file: str) -> Advice:
    """A kind in a version that has it no more, or that nobody has."""
    new = MOVED.get(f["kind"])
    near = nearest(
        f["kind"],
        tuple(MOVED)
        + listed(
            "Pod Service ConfigMap Secret Namespace ServiceAccount Role RoleBinding ClusterRole PersistentVolumeClaim"
        ),
    )
    if new and new != f["version"]:
        never = f["version"] == "v1"
        return f.hint(
            f"{f['kind']} is in {new}, not in {f['version']}"
            if never
            else f"{f['kind']} is no longer in {f['version']}: it moved to {new}",
            f"sed -i '{_version_line(f, file)}s|{f['version']}|{new}|' {file} && {f.text}"
            if file and f.program == "kubectl"
            else _template(f, f["version"]),
            f"kubectl explain {f['kind'].lower()}",
            why="" if never else "Fields may have changed with it: explain shows the new ones.",
            sure=0.93,
        )
    if near:
        return f.hint(
            f"The cluster knows no kind {f['kind']}",
            f"sed -i 's/kind: {f['kind']}/kind: {near[0]}/' {file} && {f.text}" if file else None,
            "kubectl api-resources",
            why=f"Did you mean {near[0]}?",
            sure=0.92,
        )
    return f.hint(
        f"The cluster knows no kind {f['kind']}",
        f"kubectl api-resources | grep -i {f['kind']}",
        "kubectl get crd",
        why="Its custom resource definition (the operator) must be installed first.",
        sure=0.9,
    )


def _template(f: Failed, text: str) -> str:
    """Opens the chart's template that holds a text; "" when it is not here."""
    for chart in [w.value for w in names(f)[::-1] if f.local.is_file(f"{w.value}/Chart.yaml")][:1]:
        for name in f.local.entries(f"{chart}/templates")[:40]:
            path = f"{chart}/templates/{name}"
            for number, row in enumerate(f.local.text(path, 32 * 1024).split("\n"), 1):
                if text in row:
                    return edit(path, str(number))
    return ""


def _version_line(f: Failed, file: str) -> str:
    """The line of the apiVersion in the document of that kind: sed's address."""
    start = 0
    rows = f.local.text(file).split("\n")
    for number, row in enumerate([*rows, "---"], 1):
        if row.startswith("---"):
            document = rows[start : number - 1]
            if any(re.match(rf"kind: *{f['kind']}\s*$", one) for one in document):
                for offset, one in enumerate(document, start + 1):
                    if one.startswith("apiVersion:") and one.endswith(f["version"]):
                        return str(offset)
            start = number
    return ""


@family.rule(
    when=(
        "AlreadyExists",
        "field is immutable",
        "has been modified",
        "may not change",
        "are forbidden",
        "is immutable after creation",
        "Invalid value",
    ),
    says=r"\(AlreadyExists\)(?:: error when creating \"(?P<file>[^\"]+)\")?: (?P<kind>[\w.]+) \"(?P<name>[^\"]+)\"|field is immutable|has been modified|updates to \S+ spec for fields other than|pod updates may not change|spec is immutable after creation|(?P<fixed>[\w.\[\]]+): Invalid value: [^\n]*?may not change once set|(?P<what>[\w.\[\]]+): Invalid value: (?P<value>\"[^\"]*\"|[^:\n]+): (?P<why>[^\n]+)",
)
def conflict(f: Failed) -> Advice | None:
    """It exists already, or may not be changed in place."""
    if "AlreadyExists" in f[0]:
        return _already_exists(f)
    if "has been modified" in f[0]:
        return f.hint(
            "Someone changed the object in the meantime",
            f.text + " --force-conflicts --server-side" if f.sub == "apply" else "",
            why="Fetch it again and repeat your change.",
            sure=0.8,
        )
    if f["what"] and "immutable" not in f["why"]:
        return f.hint(f"{f['what']} may not be {f['value'][:40]}", why=f["why"][:160], sure=0.78)
    return _fixed_field(f)


def _already_exists(f: Failed) -> Advice:
    kind, name = f["kind"].split(".")[0], f["name"]
    if f.sub == "create" and f.has("-f", "--filename"):
        return f.hint(
            f"{_one(kind)} {name} exists already",
            f.swap("create", "apply"),
            f.swap("create", "replace"),
            sure=0.95,
        )
    delete = f"kubectl delete {_one(kind)} {name}{namespace_flag(f)} && {f.text}"
    if kind == "namespaces":
        return f.hint(
            f"The namespace {name} exists already",
            f"kubectl config set-context --current --namespace={name}",
            f"kubectl get all -n {name}",
            why="Nothing has to be made.",
            sure=0.95,
        )
    if f.sub == "create" and kind in ("secrets", "configmaps", "serviceaccounts", "roles"):
        return f.hint(
            f"{_one(kind)} {name} exists already",
            f"{f.text} --dry-run=client -o yaml | kubectl apply -f -",
            delete,
            sure=0.94,
        )
    return f.hint(
        f"{_one(kind)} {name} exists already",
        f"kubectl get {_one(kind)} {name}{namespace_flag(f)}" if kind != "pods" else None,
        delete,
        f"kubectl get {_one(kind)} {name}{namespace_flag(f)}",
        sure=0.92,
    )


def _fixed_field(f: Failed) -> Advice:
    """What only a new object can have otherwise."""
    if "statefulset spec" in f[0]:
        name = (f.find(r"The StatefulSet \"([^\"]+)\"") or ["", "<name>"])[1]
        return f.hint(
            "Only a few fields of a living StatefulSet can be changed",
            f.first(f"kubectl delete statefulset {name}{namespace_flag(f)} --cascade=orphan")
            if f.sub in ("apply", "create")
            else None,
            f"kubectl get statefulset {name}{namespace_flag(f)} -o yaml",
            why="Deleted with --cascade=orphan its pods live on, and apply makes it anew.",
            sure=0.95,
        )
    if "after creation except" in f.output:
        return f.hint(
            "A claim can only grow once it is bound to a volume",
            f"kubectl get pvc{namespace_flag(f)}",
            "kubectl get storageclass",
            sure=0.94,
        )
    file = f.has("-f", "--filename")
    kept = f.find(r"cannot patch \"(?P<name>[^\"]+)\" with kind (?P<kind>\w+)")
    if f.program == "helm" and kept:
        return f.hint(
            f"That field of the {kept['kind']} {kept['name']} cannot be changed in place",
            f"kubectl delete {kept['kind'].lower()} {kept['name']}{namespace_flag(f)} && {f.text}",
            why="Delete it, and the upgrade makes it anew.",
            sure=0.93,
        )
    return f.hint(
        "That field cannot be changed in a living object",
        f.swap("apply", "replace --force", bare=True) if f.sub == "apply" and file else "",
        f"{f.text.replace('apply', 'delete', 1)} && {f.text}" if f.sub == "apply" else "",
        why="Delete it and create it anew: replace --force does both.",
        sure=0.9,
    )
