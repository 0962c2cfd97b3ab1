# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: what the cluster's admission refuses, and values of the wrong type."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family, names, namespace_flag
from termproxy.assistant.rules.families.kubernetes_known import along, at, manifest
from termproxy.assistant.rules.families.project import edit


@family.rule(
    when="violates PodSecurity",
    says=r"\"(?P<pod>[^\"]+)\" is forbidden: violates PodSecurity \"(?P<level>\w+):[^\"]*\": (?P<what>[^\n]+)",
)
def pod_security(f: Failed) -> Advice:
    """The namespace's pod security level forbids what the pod asks for."""
    file = manifest(f)
    asked = re.findall(r"must (?:not )?set ([\w.]+(?:\[\"[^\"]+\"\])?)", f["what"])
    last = asked[0].split(".")[-1] if asked else ""
    ns = namespace_flag(f).replace(" -n ", "")
    if not ns and file:
        named = re.search(r"^ +namespace: *(\S+)", f.local.text(file), re.MULTILINE)
        ns = named[1] if named else ""
    return f.hint(
        f"The namespace allows {f['level']} pods only, and {f['pod']} asks for more",
        edit(file, at(f, file, last) or at(f, file, "securityContext")) if file else None,
        f"kubectl get namespace {ns.strip() or 'default'} --show-labels",
        why=re.split(r"(?<=\)), ", f["what"])[0][:160] + ".",
        sure=0.94,
    )


@family.rule(
    when=("ValidatingAdmissionPolicy", "admission webhook"),
    says=r"ValidatingAdmissionPolicy '(?P<policy>[^']+)' with binding '(?P<binding>[^']+)' denied request: (?P<why>[^\n]+)"
    r"|admission webhook \"(?P<hook>[^\"]+)\" denied the request(?: without explanation|: (?P<said>[^\n]+))?",
)
def refused(f: Failed) -> Advice:
    """A policy or a webhook of the cluster said no."""
    file = manifest(f)
    return f.hint(
        f"The policy {f['policy']} of the cluster refuses it"
        if f["policy"]
        else f"The cluster's admission webhook {f['hook']} refuses it",
        edit(file) if file else None,
        f"kubectl describe validatingadmissionpolicy {f['policy']}"
        if f["policy"]
        else "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations",
        why=(f["why"] or f["said"])[:160],
        sure=0.94,
    )


@family.rule(
    when="failed calling webhook",
    says=r"failed calling webhook \"(?P<hook>[^\"]+)\": [^\n]*?(?:https://(?P<service>[a-z0-9-]+)\.(?P<ns>[a-z0-9-]+)\.svc\S*: )(?P<why>[^\n]+)",
)
def webhook_down(f: Failed) -> Advice:
    """A webhook that must be asked does not answer: its operator is gone or not ready."""
    gone = "not found" in f["why"]
    return f.hint(
        f"The admission webhook {f['hook']} cannot be reached",
        "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations"
        if gone
        else f"kubectl get pods -n {f['ns']}",
        f"kubectl get pods,svc -n {f['ns']}"
        if gone
        else f"kubectl get endpointslices -n {f['ns']}",
        why=f"Its service {f['service']} in {f['ns']} is gone: a configuration that was left behind refuses everything."
        if gone
        else f"Its service {f['service']} in {f['ns']}: {f['why'][:80]}.",
        sure=0.94,
    )


@family.rule(
    when=("cannot unmarshal", "cannot be handled as a"),
    says=r"cannot be handled as a (?P<kind>\w+): (?:json: cannot unmarshal (?P<got>\w+) into Go struct field \S*?\.(?P<field>[\w.]+) of type (?P<type>\S+)|(?P<other>[^\n]+))",
)
def wrong_type(f: Failed) -> Advice | None:
    """A manifest has text where a number belongs, or the like."""
    if "unknown field" in f["other"]:
        return None
    file = manifest(f)
    key = f["field"].split(".")[-1]
    meant = {
        "int32": "a number",
        "int64": "a number",
        "bool": "true or false",
        "string": "text: put it in quotes",
        "[]string": "a list",
        "map[string]string": "names with values, all of them text",
    }.get(
        f["type"],
        "a list"
        if f["type"].startswith("[]")
        else "a block of fields"
        if "." in f["type"]
        else f["type"],
    )
    path = re.sub(r"^\w+(?:Spec|Status|Meta)\.", "", f["field"])
    return f.hint(
        f"{path} cannot be {_article(f['got'])}"
        if key
        else f"A value in the {f['kind']} has the wrong form",
        edit(file, along(f, file, f["field"].split(".")[1:] or [key])) if file else None,
        f"kubectl explain {f['kind'].lower()}.{path}" if path and not path[:1].isupper() else None,
        why=f"It must be {meant}." if key else f["other"][:160],
        sure=0.94,
    )


def _article(kind: str) -> str:
    return {
        "string": "text",
        "number": "a number",
        "object": "a block of fields",
        "array": "a list",
        "bool": "true or false",
    }.get(kind, kind)


@family.rule(
    when=(
        "maximum memory usage",
        "minimum memory usage",
        "maximum cpu usage",
        "minimum cpu usage",
        "maximum storage usage",
        "minimum storage usage",
        "limit to request ratio",
    ),
    says=r"(?P<which>maximum|minimum) (?P<what>cpu|memory|storage) usage per (?P<per>\w+) is (?P<most>\S+?), but (?P<how>limit|request) is (?P<asked>\S+?)\.?$",
)
def limit_range(f: Failed) -> Advice:
    """More, or less, than the namespace's LimitRange allows one container."""
    file = manifest(f)
    return f.hint(
        f"The namespace allows {'at most' if f['which'] == 'maximum' else 'at least'} {f['most']} of {f['what']} per {f['per'].lower()}",
        edit(
            file,
            along(
                f, file, ["limits" if f["how"] == "limit" else "requests", f["what"]], f["asked"]
            ),
        )
        if file
        else None,
        f"kubectl describe limitrange{namespace_flag(f)}",
        why=f"The {f['how']} is {f['asked'].rstrip('.')}.",
        sure=0.95,
    )


family.hint(
    "namespace-ends",
    "The namespace {ns} is being deleted: nothing new can be made in it",
    "kubectl get namespace {ns} -o yaml",
    "kubectl get events -n {ns}",
    when="because it is being terminated",
    says=r"namespace (?P<ns>[\w-]+) because it is being terminated",
    sure=0.94,
)
family.hint(
    "namespace-kept",
    "The namespace {ns} cannot be deleted",
    lambda f: f"kubectl get all -n {f['ns']}",
    when="this namespace may not be deleted",
    says=r"namespaces \"(?P<ns>[^\"]+)\" is forbidden: this namespace may not be deleted",
    why="Kubernetes needs it; delete what is in it instead.",
    sure=0.95,
)
family.hint(
    "budget",
    "A disruption budget keeps the pod where it is",
    lambda f: "kubectl get poddisruptionbudgets -A",
    "kubectl get pods -A -o wide",
    on="drain",
    when="Cannot evict pod as it would violate the pod's disruption budget",
    sure=0.93,
)


@family.rule(
    when="the namespace from the provided object",
    says=r"the namespace from the provided object \"(?P<file>[^\"]+)\" does not match the namespace \"(?P<typed>[^\"]+)\"",
)
def two_namespaces(f: Failed) -> Advice:
    """The manifest names another namespace than -n."""
    word = f.word(f["typed"])
    return f.hint(
        f"The manifest is for the namespace {f['file']}, and -n says {f['typed']}",
        f.swap(word, f["file"]) if word else f.append(f"--namespace={f['file']}"),
        edit(manifest(f), at(f, manifest(f), "namespace")) if manifest(f) else None,
        sure=0.95,
    )


@family.rule(
    when=("quantities must match", "unable to parse quantity"),
    says=r"(?P<value>quantities must match|unable to parse quantity)",
)
def quantity(f: Failed) -> Advice:
    """A quantity that is none: 512MB, 1 GB."""
    file = manifest(f)
    rows = f.local.text(file).split("\n") if file else []
    wrong = next(
        (
            str(n)
            for n, row in enumerate(rows, 1)
            if re.search(
                r"\b(?:cpu|memory|storage|ephemeral-storage): *[\"']?\d[\w.]*(?<!\d)(?<![KMGTPE]i)(?<![mkMGTPEnu])\b",
                row,
            )
        ),
        "",
    )
    return f.hint(
        "A quantity is not written as Kubernetes reads it",
        edit(file, wrong or at(f, file, "resources")) if file else None,
        "" if file or not names(f) else f"kubectl {f.sub} --help",
        why="Memory like 512Mi or 1Gi, processors like 500m or 2.",
        sure=0.96,
    )
