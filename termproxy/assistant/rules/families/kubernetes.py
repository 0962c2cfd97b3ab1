# ruff: noqa: E501
"""kubectl, helm, kind, minikube: contexts, objects, manifests, logs, charts, local clusters."""

from __future__ import annotations

import itertools
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes_known import (
    PLURAL,
    STRAY,
    cluster_kinds,
    instead,
    plural,
    workload,
)
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family(
    "kubectl",
    "kubectl",
    "oc",
    "k",
    "k3s",
    "helm",
    "kustomize",
    "kubens",
    "kubectx",
    "skaffold",
    "flux",
    "argocd",
    "istioctl",
)

RESOURCES = listed(
    """pods pod po services service svc deployments deployment deploy replicasets replicaset rs
statefulsets statefulset sts daemonsets daemonset ds jobs job cronjobs cronjob cj configmaps
configmap cm secrets secret ingresses ingress ing namespaces namespace ns nodes node no
persistentvolumes pv persistentvolumeclaims pvc serviceaccounts serviceaccount sa roles role
rolebindings rolebinding clusterroles clusterrole clusterrolebindings events event ev endpoints ep
horizontalpodautoscalers hpa networkpolicies netpol storageclasses storageclass sc
customresourcedefinitions crd crds poddisruptionbudgets pdb resourcequotas quota limitranges all"""
)


def namespace_flag(f: Failed) -> str:
    words = f.command.words
    for flag, value in itertools.pairwise(words):
        if flag.value in ("-n", "--namespace"):
            return f" -n {value.raw}"
    joined = next((w.raw for w in words if w.value.startswith(("--namespace=", "-n="))), "")
    return f" {joined}" if joined else ""


def names(f: Failed) -> list[Word]:
    """Operands after the sub-command, values of the usual options left out."""
    plain: list[Word] = []
    words = iter(f.rest)
    for word in words:
        if word.value in (
            "-n",
            "--namespace",
            "-o",
            "--output",
            "-l",
            "--selector",
            "-c",
            "--container",
            "-f",
            "--filename",
            "--context",
            "--tail",
            "--since",
            "-p",
            "--type",
            "--replicas",
            "--values",
            "--version",
            "--set",
            "--set-string",
            "--set-file",
            "--show-only",
            "-s",
            "--timeout",
            "--repo",
            "--kube-context",
            "--kubeconfig",
            "--destination",
            "-d",
            "--patch",
            "--sort-by",
            "--field-selector",
            "--request-timeout",
            "--image",
            "--port",
        ):
            next(words, None)
        elif word.value == "--":
            break
        elif not word.is_option:
            plain.append(word)
    return plain


@family.rule(
    when="(Forbidden)",
    says=r"\((?:Forbidden)\).*?cannot (?P<verb>\w+) resource \"(?P<what>[^\"]+)\"(?: in API group \"(?P<group>[^\"]*)\")?(?: in the namespace \"(?P<ns>[^\"]+)\")?",
)
def forbidden(f: Failed) -> Advice:
    """RBAC says no."""
    ns = f" -n {f['ns']}" if f["ns"] else ""
    return f.hint(
        f"You may not {f['verb']} {f['what']}"
        + (f" in {f['ns']}" if f["ns"] else " in the whole cluster"),
        f"kubectl auth can-i --list{ns}",
        "kubectl config get-contexts",
        why="Your user lacks a role for it; or it is the wrong context or namespace.",
        sure=0.93,
    )


@family.rule(
    when="(NotFound)",
    says=r"\(NotFound\): (?:error when \w+ing \"[^\"]*\": )?(?P<kind>[\w.]+) \"(?P<name>[^\"]+)\" not found",
)
def not_found(f: Failed) -> Advice:
    """No object of that name (in this namespace)."""
    kind, name = f["kind"].split(".")[0], f["name"]
    ns = namespace_flag(f)
    if kind == "namespaces":
        return _no_namespace(f, name)
    everywhere = f"kubectl get {kind} -A"
    cluster_wide = kind in CLUSTER_WIDE
    if kind == "pods" and f.sub == "get" and not ns and name in RESOURCES:
        return f.hint(
            f"{name} was taken for the name of a pod",
            f.swap(name, f",{name}"),
            f"kubectl get {name}",
            sure=0.85,
        )
    if f.sub == "replace":
        return f.hint(
            f"There is no {_one(kind)} {name} yet to replace",
            f.swap("replace", "apply"),
            f.swap("replace", "create"),
            sure=0.95,
        )
    inside = f.sub in ("logs", "exec", "port-forward", "attach") and kind == "pods"
    owner = workload(f, name) if inside else ""
    near = [] if owner else instead(f, kind, name)
    return f.hint(
        f"There is no {_one(kind)} {name}"
        + (f" in the namespace{ns.replace(' -n', '')}" if ns else ""),
        f.swap(name, owner) if owner else None,
        near,
        f"kubectl get {kind}{ns}",
        f.first(f"kubectl create serviceaccount {name}{ns}")
        if kind == "serviceaccounts" and f.sub == "create"
        else None
        if cluster_wide
        else f"{everywhere} | grep {name[:20]}",
        why=f"{name} is a {owner.split('/')[0]}; its pods have longer names."
        if owner
        else ""
        if cluster_wide
        else "Names of pods change at every start; or it lives in another namespace (-n)."
        if kind == "pods"
        else "Or it lives in another namespace (-n).",
        sure=0.94,
    )


CLUSTER_WIDE = listed(
    """nodes persistentvolumes clusterroles clusterrolebindings storageclasses
customresourcedefinitions certificatesigningrequests validatingwebhookconfigurations
mutatingwebhookconfigurations priorityclasses ingressclasses"""
)


def _no_namespace(f: Failed, name: str) -> Advice:
    long = re.fullmatch(
        r"-n(amespace\S*)", next((w.value for w in f.rest if w.value == f"-n{name}"), "")
    )
    if long:
        return f.hint(
            "-namespace means -n amespace: long options have two dashes",
            f.swap(long[0], f"-{long[0]}"),
            sure=0.96,
        )
    create = (
        f.first(f"kubectl create namespace {name}")
        if f.sub in ("apply", "create", "run", "install", "upgrade", "expose", "label")
        else None
    )
    if f.program == "helm":
        create = f.append("--create-namespace")
    return f.hint(
        f"There is no namespace {name}",
        instead(f, "namespaces", name),
        create,
        "kubectl get namespaces",
        sure=0.95,
    )


def _one(kind: str) -> str:
    return (
        kind[:-2]
        if kind.endswith("sses")
        else kind[:-3] + "y"
        if kind.endswith("ies")
        else kind.removesuffix("s")
    )


@family.rule(
    when="doesn't have a resource type",
    says=r"the server doesn't have a resource type \"(?P<kind>[^\"]+)\"",
)
def no_kind(f: Failed) -> Advice:
    """A mistyped resource type."""
    kind = f["kind"]
    word = next((w for w in f.rest if kind in re.split(r"[,/.]", w.value)), None)
    if word and word.value.split(".")[0] == kind and kind in PLURAL:  # ingresses.extensions
        return f.hint(
            f"The cluster has no {word.value}",
            f.swap(word, plural(kind)),
            "kubectl api-resources",
            why="It moved to another API group; without one kubectl finds it.",
            sure=0.95,
        )
    near = (
        [STRAY[kind]]
        if kind in STRAY
        else nearest(
            kind,
            dict.fromkeys([*RESOURCES, *cluster_kinds(f)]),
            prior=(
                "pods",
                "services",
                "deployments",
                "svc",
                "nodes",
                "secrets",
                "configmaps",
                "namespaces",
                "ingress",
            ),
        )
    )
    if (
        word
        and f.sub in ("scale", "rollout", "autoscale", "set", "expose")
        and (not near or workload(f, kind))
    ):
        owner = workload(f, kind) or f"deployment/{kind}"
        return f.hint(
            f"{kind} is taken for a kind: its own kind is missing",
            f.swap(word, owner),
            f"kubectl get {owner.split('/')[0]}s{namespace_flag(f)}",
            sure=0.93,
        )
    return f.hint(
        f"The cluster knows no resource type {kind}",
        *[f.swap(word, word.value.replace(kind, n)) for n in near if word],
        "kubectl api-resources",
        why=f"Did you mean {near[0]}?"
        if near
        else "It may belong to an operator that is not installed.",
        sure=0.95 if near else 0.9,
    )


@family.rule(when="does not exist", says=r"the path \"(?P<path>[^\"]+)\" does not exist")
def no_file(f: Failed) -> Advice:
    """-f names a file that is not there."""
    path = f["path"]
    word = next(
        (w for w in f.command.words if w.value in (path, f"-f={path}", f"--filename={path}")), None
    )
    near = f.local.near(path) or f.local.elsewhere(path)
    return f.hint(
        f"There is no file {path}",
        *[f.swap(word, word.value.replace(path, n)) for n in near if word],
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.95,
    )
