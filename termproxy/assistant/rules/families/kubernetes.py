# ruff: noqa: E501
"""kubectl, helm, kind, minikube: contexts, objects, manifests, logs, charts, local clusters."""

from __future__ import annotations

import itertools
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
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


def contexts(f: Failed) -> list[str]:
    """Context names in the kubeconfig."""
    path = f.local.environ.get("KUBECONFIG", "").split(":")[0] or "~/.kube/config"
    text = f.local.text(path)
    block = re.search(r"^contexts:\n((?:[ -].*\n?)*)", text, re.MULTILINE)
    return re.findall(r"^(?:- |  )name: (\S+)", block[1], re.MULTILINE) if block else []


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
    when=(
        "no context exists",
        "context was not found",
        "cannot delete context",
        "does not exist",
        'context "',
    ),
    says=r"no context exists with the name: \"(?P<name>[^\"]+)\"|context was not found for specified context: (?P<flag>\S+)|context \"(?P<helm>[^\"]+)\" does not exist|cannot (?:delete|rename) (?:the )?context \"?(?P<old>[^\s,\"]+)\"?,?",
)
def no_context(f: Failed) -> Advice:
    """A context that the kubeconfig does not have."""
    name = f["name"] or f["flag"] or f["helm"] or f["old"]
    known = contexts(f)
    near = (
        nearest(name, known) or [c for c in known if name in c.split("-") or c.startswith(name)][:2]
    )
    word = f.word(name)
    return f.hint(
        f"There is no context {name} in your kubeconfig",
        *[f.swap(word, n) for n in near if word],
        "kubectl config get-contexts",
        why=f"It has: {', '.join(known[:5])}." if known else "",
        sure=0.95,
    )


@family.rule(when="current-context is not set", says=r"current-context is not set")
def no_current(f: Failed) -> Advice:
    """No context chosen."""
    known = contexts(f)
    return f.hint(
        "No context is chosen",
        *[f"kubectl config use-context {c}" for c in known[:2]],
        "kubectl config get-contexts",
        sure=0.94,
    )


@family.rule(
    when=(
        "localhost:8080",
        "127.0.0.1:8080",
        "no configuration has been provided",
        "invalid configuration",
    ),
    says=r"localhost:8080|\[::1\]:8080|127\.0\.0\.1:8080|no configuration has been provided|invalid configuration:",
)
def no_config(f: Failed) -> Advice:
    """No kubeconfig: kubectl falls back to localhost:8080."""
    known = contexts(f)
    if known:
        return f.hint(
            "No context is chosen, so kubectl asks localhost:8080",
            f"kubectl config use-context {known[0]}",
            "kubectl config get-contexts",
            why=f"Your kubeconfig has: {', '.join(known[:5])}.",
            sure=0.94,
        )
    k3s = f.local.exists("/etc/rancher/k3s/k3s.yaml")
    admin = f.local.exists("/etc/kubernetes/admin.conf")
    local = (
        "minikube start"
        if f.local.which("minikube")
        else "kind create cluster"
        if f.local.which("kind")
        else ""
    )
    return f.hint(
        "kubectl has no cluster to talk to: there is no kubeconfig",
        "export KUBECONFIG=/etc/rancher/k3s/k3s.yaml"
        if k3s
        else "export KUBECONFIG=/etc/kubernetes/admin.conf"
        if admin
        else None,
        "kubectl config get-contexts",
        local,
        "export KUBECONFIG=~/.kube/config",
        why="Without one it asks localhost:8080.",
        sure=0.92,
    )


@family.rule(
    when=(
        "was refused",
        "connection refused",
        "no such host",
        "i/o timeout",
        "cluster unreachable",
        "no route to host",
        "TLS handshake timeout",
        "deadline exceeded",
        "EOF",
    ),
    says=r"(?:connection to the server |https?://|dial tcp:? (?:lookup )?)(?P<host>\[[^\]]+\]|[\w.-]+)(?::(?P<port>\d+))?[^\n]*?(?P<how>was refused|connection refused|no such host|i/o timeout|no route to host|TLS handshake timeout|deadline exceeded|EOF)",
)
def unreachable(f: Failed) -> Advice | None:
    """The cluster does not answer."""
    if "8080" in f["port"]:
        return None
    if f.sub in ("repo", "pull", "dependency", "registry", "search") or (
        "looks like" in f.output and f.program == "helm"
    ):
        url = f.find(r"(https?://[^\s\"]+)")
        return f.hint(
            "The chart repository cannot be reached",
            f"curl -sI {url[1]}" if url else "helm repo list",
            sure=0.88,
        )
    local = re.match(r"127\.|localhost|\[?::1|0\.0\.0\.0|192\.168\.(49|39|59|64)\.", f["host"])
    start = ""
    if local:
        text = f.local.text("~/.kube/config")
        start = (
            "minikube start"
            if "minikube" in text
            else "docker start kind-control-plane"
            if "kind-" in text
            else "sudo systemctl start k3s"
            if "6443" in f["port"] and f.local.exists("/etc/rancher")
            else ""
        )
    return f.hint(
        f"The cluster at {f['host']}{':' + f['port'] if f['port'] else ''} does not answer"
        if f["how"] != "no such host"
        else f"The cluster's name {f['host']} cannot be resolved",
        start,
        "kubectl config get-contexts",
        "kubectl cluster-info",
        "minikube start" if local and not start else None,
        why="The cluster is stopped, or this is the wrong context."
        if local
        else "Network, VPN, or the wrong context.",
        sure=0.92,
    )


@family.rule(
    when=(
        "Unauthorized",
        "must be logged in",
        "provide credentials",
        "executable aws",
        "exec plugin",
        "gke-gcloud-auth-plugin",
        'exec: "',
        "getting credentials",
    ),
    says=r"Unauthorized|must be logged in|provide credentials|exec: executable (?P<exe>\S+) (?:not found|failed)|invalid apiVersion \"(?P<api>[^\"]+)\"|exec: \"(?P<exe2>[^\"]+)\": executable file not found in \$PATH$",
)
def credentials(f: Failed) -> Advice | None:
    """The cluster does not accept, or cannot get, the credentials."""
    exe = f["exe"] or f["exe2"]
    text = f.local.text("~/.kube/config")
    if "OCI runtime" in f.output:
        return None
    if "gke-gcloud-auth-plugin" in f.output:
        return f.hint(
            "GKE's login plugin is not installed",
            "gcloud components install gke-gcloud-auth-plugin",
            "sudo apt install google-cloud-cli-gke-gcloud-auth-plugin",
            sure=0.95,
        )
    if f["api"]:
        return f.hint(
            "The kubeconfig was written for an older login plugin",
            "aws eks update-kubeconfig --name <cluster>"
            if "aws" in text or "alpha1" in f["api"]
            else None,
            sure=0.88,
            verified=False,
        )
    if exe == "aws" or ("aws" in text and "eks" in text):
        return f.hint(
            "The login to AWS has expired"
            if exe == "aws" and "failed" in f[0]
            else "The cluster does not accept your credentials",
            "aws sso login" if exe else "aws sts get-caller-identity",
            "aws eks update-kubeconfig --name <cluster>",
            sure=0.88,
        )
    if exe:
        return f.hint(
            f"The kubeconfig logs in with {exe}, which is not installed",
            f.local.installer(exe),
            sure=0.85,
            verified=False,
        )
    return f.hint(
        "The cluster does not accept your credentials",
        "kubectl config view --minify",
        "kubectl config get-contexts",
        why="The token or certificate has expired: fetch a new kubeconfig.",
        sure=0.9,
    )


@family.rule(
    when="(Forbidden)",
    says=r"\(Forbidden\).*?cannot (?P<verb>\w+) resource \"(?P<what>[^\"]+)\"(?: in API group \"(?P<group>[^\"]*)\")?(?: in the namespace \"(?P<ns>[^\"]+)\")?",
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
        create = (
            f.first(f"kubectl create namespace {name}")
            if f.sub in ("apply", "create", "run", "install", "upgrade", "expose", "label")
            else None
        )
        if f.program == "helm":
            create = f.append("--create-namespace")
        return f.hint(f"There is no namespace {name}", create, "kubectl get namespaces", sure=0.95)
    everywhere = f"kubectl get {kind} -A"
    cluster_wide = kind in (
        "nodes",
        "persistentvolumes",
        "clusterroles",
        "clusterrolebindings",
        "storageclasses",
        "customresourcedefinitions",
    )
    if kind == "pods" and f.sub == "get" and not ns and name in RESOURCES:
        return f.hint(
            f"{name} was taken for the name of a pod",
            f.swap(name, f",{name}"),
            f"kubectl get {name}",
            sure=0.85,
        )
    return f.hint(
        f"There is no {_one(kind)} {name}"
        + (f" in the namespace{ns.replace(' -n', '')}" if ns else ""),
        f"kubectl get {kind}{ns}",
        None if cluster_wide else f"{everywhere} | grep {name[:20]}",
        why=""
        if cluster_wide
        else "Names of pods change at every start; or it lives in another namespace (-n).",
        sure=0.94,
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
    near = nearest(
        kind,
        RESOURCES,
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
    word = next((w for w in f.rest if kind in re.split(r"[,/]", w.value)), None)
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
