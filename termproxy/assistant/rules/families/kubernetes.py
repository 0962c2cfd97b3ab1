# ruff: noqa: E501
"""kubectl, helm, kind, minikube: contexts, objects, manifests, logs, charts, local clusters."""

from __future__ import annotations

import itertools
import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.words import Word
from termproxy.assistant.spelling import nearest
from termproxy.assistant.wordlist import listed

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
        f"ls {os.path.dirname(path)}".strip(),
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.95,
    )


@family.rule(
    when=("must specify one of -f and -k", "Unexpected args"),
    says=r"must specify one of -f and -k|Unexpected args: \[(?P<args>[^\]]+)\]",
)
def apply_without_f(f: Failed) -> Advice | None:
    """apply without -f."""
    word = next((w for w in f.rest if not w.is_option), None)
    files = [n for n in f.local.entries() if n.endswith((".yaml", ".yml"))]
    kustom = f.local.exists("kustomization.yaml")
    return f.hint(
        "The manifest's file comes after -f",
        f.swap(word, f"-f {word.raw}", bare=True)
        if word
        else f.append("-k .")
        if kustom
        else f.append(f"-f {files[0]}" if len(files) == 1 else "-f ."),
        sure=0.95,
    )


@family.rule(
    when=("error parsing", "error converting YAML", "yaml: line", "error validating", "json: line"),
    says=r"(?:error parsing|unable to parse) (?P<file>[^\s:]+)|error converting YAML to JSON|cannot load (?P<values>\S+): error",
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
    file = next(
        (
            w.value
            for p, w in zip(f.command.words, f.command.words[1:], strict=False)
            if p.value in ("-f", "--filename")
        ),
        "",
    )
    if f["kind"]:
        moved = {
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
        new = moved.get(f["kind"])
        near = nearest(
            f["kind"],
            tuple(moved)
            + listed(
                "Pod Service ConfigMap Secret Namespace ServiceAccount Role RoleBinding ClusterRole PersistentVolumeClaim"
            ),
        )
        if new and new != f["version"]:
            return f.hint(
                f"{f['kind']} is no longer in {f['version']}: it moved to {new}",
                f"sed -i 's|{f['version']}|{new}|' {file} && {f.text}"
                if file and f.program == "kubectl"
                else None,
                f"kubectl explain {f['kind'].lower()}",
                sure=0.93,
            )
        if near:
            return f.hint(
                f"The cluster knows no kind {f['kind']}",
                f"sed -i 's/kind: {f['kind']}/kind: {near[0]}/' {file} && {f.text}"
                if file
                else None,
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
    if "no objects passed" in f[0]:
        return f.hint(
            f"{file or 'The input'} holds no object", edit(file) if file else None, sure=0.88
        )
    field = f["field"] or (f.find(r"unknown field \"([^\"]+)\"") or ["", ""])[1]
    path = field.split(".")[-1] if field else ""
    number = (
        next(
            (
                n
                for n, row in enumerate(f.local.text(file).split("\n"), 1)
                if path and re.match(rf"\s*-?\s*{re.escape(path)}\s*:", row)
            ),
            "",
        )
        if file
        else ""
    )
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


@family.rule(
    when=(
        "AlreadyExists",
        "field is immutable",
        "has been modified",
        "may not change",
        "Invalid value",
    ),
    says=r"\(AlreadyExists\)(?:: error when creating \"(?P<file>[^\"]+)\")?: (?P<kind>[\w.]+) \"(?P<name>[^\"]+)\"|field is immutable|has been modified|updates to \S+ spec for fields other than|pod updates may not change|(?P<what>[\w.\[\]]+): Invalid value: (?P<value>\"[^\"]*\"|[^:\n]+): (?P<why>[^\n]+)",
)
def conflict(f: Failed) -> Advice | None:
    """It exists already, or may not be changed in place."""
    if "AlreadyExists" in f[0]:
        kind, name = f["kind"].split(".")[0], f["name"]
        if f.sub == "create" and f.has("-f", "--filename"):
            return f.hint(
                f"{_one(kind)} {name} exists already",
                f.swap("create", "apply"),
                f.swap("create", "replace"),
                sure=0.95,
            )
        delete = f"kubectl delete {_one(kind)} {name}{namespace_flag(f)} && {f.text}"
        if f.sub == "create" and kind in ("secrets", "configmaps", "namespaces", "deployments"):
            return f.hint(
                f"{_one(kind)} {name} exists already",
                f"{f.text} --dry-run=client -o yaml | kubectl apply -f -",
                delete,
                sure=0.94,
            )
        return f.hint(
            f"{_one(kind)} {name} exists already",
            delete,
            f"kubectl get {_one(kind)} {name}{namespace_flag(f)}",
            sure=0.92,
        )
    if "has been modified" in f[0]:
        return f.hint(
            "Someone changed the object in the meantime",
            f.text + " --force-conflicts --server-side" if f.sub == "apply" else "",
            why="Fetch it again and repeat your change.",
            sure=0.8,
        )
    if f["what"] and "immutable" not in f["why"]:
        return f.hint(f"{f['what']} may not be {f['value'][:40]}", why=f["why"][:160], sure=0.78)
    file = f.has("-f", "--filename")
    return f.hint(
        "That field cannot be changed in a living object",
        f.swap("apply", "replace --force", bare=True) if f.sub == "apply" and file else "",
        f"{f.text.replace('apply', 'delete', 1)} && {f.text}" if f.sub == "apply" else "",
        why="Delete it and create it anew: replace --force does both.",
        sure=0.9,
    )


# Pods: logs, exec, port-forward.


@family.rule(
    when=("a container name must be specified", "choose one of"),
    says=r"a container name must be specified for pod (?P<pod>\S+?),? choose one of: \[(?P<names>[^\]]+)\]",
)
def which_container(f: Failed) -> Advice:
    """A pod with several containers."""
    found = f["names"].split()
    dashes = next((w for w in f.command.words if w.value == "--"), None)
    place = next((w for w in f.rest if not w.is_option), None)
    return f.hint(
        "The pod has several containers: say which",
        *[
            f.insert(f"-c {n}", after=place) if place and dashes else f.append(f"-c {n}")
            for n in found[:3]
        ],
        why=f"It has {', '.join(found)}.",
        sure=0.96,
    )


@family.rule(
    when="is not valid for pod",
    says=r"container (?P<name>\S+) is not valid for pod (?P<pod>\S+)|container not found \(\"(?P<gone>[^\"]+)\"\)",
)
def no_container(f: Failed) -> Advice:
    """-c names no container of the pod."""
    pod = f["pod"] or next((w.value for w in names(f)), "")
    return f.hint(
        f"The pod has no container {f['name'] or f['gone']}",
        f"kubectl get pod {pod}{namespace_flag(f)} -o jsonpath='{{.spec.containers[*].name}}'",
        sure=0.92,
    )


@family.rule(
    when=(
        "is waiting to start",
        "previous terminated container",
        "is terminated",
        "unable to upgrade connection",
        "cannot exec into a container",
        "pod is not running",
        "current phase is",
    ),
    says=r"container \"(?P<name>[^\"]+)\" in pod \"(?P<pod>[^\"]+)\" is (?P<state>waiting to start: .+|terminated)|previous terminated container \"[^\"]+\" in pod \"(?P<prev>[^\"]+)\" not found|unable to upgrade connection: (?P<up>.+)|cannot exec into a container in a completed pod; current phase is (?P<phase>\w+)|[Pp]od is not running(?:\. Current status=(?P<status>\w+))?",
)
def not_ready(f: Failed) -> Advice | None:
    """The container does not run (yet, or any more)."""
    pod = f["pod"] or f["prev"] or next((w.value for w in names(f)), "")
    target = pod if "/" in pod else f"pod {pod}"
    ns = namespace_flag(f)
    if f["prev"]:
        previous = next(
            (w for w in f.command.words if w.value in ("--previous", "-p", "--previous=true")), None
        )
        return f.hint(
            "The container has not been restarted: there is no earlier log",
            f.without(previous) if previous else None,
            sure=0.95,
        )
    state = f["state"]
    pulling = "image" in state.lower()
    return f.hint(
        "The container cannot pull its image"
        if pulling
        else f"The container is {state.split(':')[-1].strip() or 'not running'}"
        if state
        else "The pod is not running",
        f"kubectl describe {target}{ns}",
        f"kubectl get {target}{ns}"
        if not state
        else f"kubectl logs {pod}{ns} --previous"
        if "Crash" in state or f["phase"]
        else None,
        f"kubectl logs {pod}{ns}" if f["phase"] else None,
        why="The events at the end of describe say why.",
        sure=0.94,
    )


@family.rule(
    when=(
        "is not supported anymore",
        "you must specify at least one command",
        "executable file not found",
        "must be specified",
        "pod or type/name must be specified",
        "expected 'logs",
    ),
    says=r"exec \[POD\] \[COMMAND\] is not supported anymore|must specify at least one command for the container|exec: \"(?P<name>[^\"]+)\": (?:executable file not found|stat [^:]+: no such file)|pod(?:, type/name or --filename)?(?: or type/name)? must be specified|expected 'logs",
)
def exec_form(f: Failed) -> Advice | None:
    """exec needs -- before the command, and a program that exists."""
    if f.program not in ("kubectl", "oc", "k"):
        return None
    plain = names(f)
    if f["name"]:
        word = next((w for w in reversed(f.command.words) if w.value == f["name"]), None)
        shell = os.path.basename(f["name"]) in ("bash", "zsh", "fish")
        return f.hint(
            f"There is no {f['name']} in that container",
            f.swap(word, "sh") if word and shell else None,
            why="Small images have only sh, or no shell at all (then: kubectl debug).",
            sure=0.95,
        )
    if "not supported" in f[0] and len(plain) > 1:
        command = plain[1]
        return f.hint(
            "-- belongs before the command",
            f.line.edit((command.start, command.start, "-- ")),
            sure=0.98,
        )
    if "at least one command" in f[0]:
        dashes = any(w.value == "--" for w in f.command.words)
        return f.hint(
            "The command to run is missing", f.append("sh" if dashes else "-- sh"), sure=0.96
        )
    return f.hint("The pod's name is missing", f"kubectl get pods{namespace_flag(f)}", sure=0.93)


@family.rule(
    when=(
        "unable to listen on any of the requested ports",
        "unable to listen on port",
        "list of ports are required",
        "does not have a named port",
        "does not have a service port",
    ),
    says=r"requested ports: \[\{(?P<port>\d+) |listen on port (?P<port2>\d+)|list of ports are required|does not have a (?:named|service) port (?P<none>\S+)",
)
def port_forward(f: Failed) -> Advice:
    """port-forward: local port taken, or no port given."""
    port = f["port"] or f["port2"]
    if port:
        other = str(int(port) + 1 if int(port) > 1023 else int(port) + 8000)
        word = next((w for w in f.rest if re.match(rf"{port}(:|$)", w.value)), None)
        new = (
            (
                word.value.replace(port, other, 1)
                if word and ":" in word.value
                else f"{other}:{port}"
            )
            if word
            else ""
        )
        return f.hint(
            f"Port {port} of this machine cannot be used",
            f.swap(word, new) if word else None,
            f"lsof -i :{port}",
            why="It is in use, or below 1024.",
            sure=0.94,
        )
    target = next((w.raw for w in names(f)), "")
    if f["none"]:
        return f.hint(
            f"The service has no port {f['none']}",
            f"kubectl get {target.replace('/', ' ')}{namespace_flag(f)}",
            sure=0.92,
        )
    return f.hint(
        "The ports are missing: LOCAL:REMOTE",
        f.append("8080:80"),
        f"kubectl get {target.replace('/', ' ')}" if target else None,
        sure=0.9,
        verified=False,
    )


# Forms of the command line.

family.hint(
    "kind-missing",
    "Which kind of object?",
    lambda f: (
        f"kubectl {f.sub} pods"
        if f.sub in ("get", "describe", "delete")
        else "kubectl api-resources"
    ),
    lambda f: "kubectl get all" if f.sub == "get" else "kubectl api-resources",
    when=("You must specify the type of resource to", "Required resource not specified"),
    sure=0.94,
)
family.hint(
    "object-missing",
    "What to act on is missing: a kind and a name, or -f FILE",
    lambda f: (
        f"kubectl get {w[0].raw}{namespace_flag(f)}" if (w := names(f)) else "kubectl get all"
    ),
    when=(
        "You must provide one or more resources by argument or filename",
        "resource(s) were provided, but no name was specified",
        "resource name may not be empty",
        "but no name was specified",
    ),
    sure=0.9,
)
family.hint(
    "name-missing",
    "The name is missing",
    lambda f: f.append("<name>"),
    lambda f: f"{f.program} {f.sub} {f.rest[0].raw if f.rest else ''} --help".replace("  ", " "),
    when=("exactly one NAME is required", "NAME is required for"),
    sure=0.85,
)
family.hint(
    "name-and-all",
    "A name and --all-namespaces exclude each other",
    lambda f: f.without(*[w for w in f.command.words if w.value in ("-A", "--all-namespaces")]),
    lambda f: f"kubectl get {w[0].raw} -A | grep {w[1].raw}" if len(w := names(f)) > 1 else "",
    when="cannot be retrieved by name across all namespaces",
    sure=0.94,
)
family.hint(
    "slash-form",
    "KIND/NAME already says the kind",
    lambda f: (
        f"kubectl {f.sub} {' '.join(w.raw for w in s)}{namespace_flag(f)}"
        if (s := [w for w in names(f) if "/" in w.value])
        else ""
    ),
    when=(
        "there is no need to specify a resource type as a separate argument",
        "may not have more than one slash",
    ),
    sure=0.9,
)


@family.rule(when="unable to match a printer", says=r"output format \"(?P<format>[^\"]+)\"")
def output_format(f: Failed) -> Advice:
    """-o yml."""
    known = ("json", "yaml", "wide", "name", "jsonpath", "custom-columns", "go-template")
    near = {"yml": ["yaml"], "table": ["wide"]}.get(f["format"]) or nearest(f["format"], known)
    word = next((w for w in f.command.words if w.value.endswith(f["format"])), None)
    return f.hint(
        f"{f['format']} is no output format",
        *[f.swap(word, word.value.replace(f["format"], n)) for n in near if word],
        why=f"Known: {', '.join(known)}.",
        sure=0.96,
    )


family.hint(
    "overwrite",
    "The label or annotation has a value already",
    lambda f: f.append("--overwrite"),
    when="and --overwrite is false",
    sure=0.97,
)
family.hint(
    "label-missing",
    "No label was given: KEY=VALUE",
    lambda f: f.append("<key>=<value>"),
    when=("at least one label update is required", "at least one annotation update is required"),
    sure=0.85,
)
family.hint(
    "drain",
    "drain leaves daemon sets and local data alone unless told",
    lambda f: f.append(
        "--ignore-daemonsets --delete-emptydir-data"
        + (
            " --force"
            if "declare no controller" in f.output or "not managed by" in f.output
            else ""
        )
    ),
    when=(
        "use --ignore-daemonsets",
        "use --delete-emptydir-data",
        "use --force to override",
        "cannot delete DaemonSet-managed Pods",
    ),
    sure=0.94,
)
family.hint(
    "metrics",
    "The cluster has no metrics server",
    lambda f: (
        "minikube addons enable metrics-server"
        if "minikube" in f.local.text("~/.kube/config")
        else "kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml"
    ),
    why="kubectl top needs it; after its start it takes a minute.",
    when=("Metrics API not available", "metrics not available yet"),
    sure=0.93,
)
family.hint(
    "certificate",
    "The cluster's certificate is signed by someone unknown",
    "kubectl config view --minify",
    lambda f: f.append("--insecure-skip-tls-verify"),
    why="The cluster was rebuilt, or a proxy stands between: fetch a new kubeconfig.",
    when=(
        "x509: certificate signed by unknown authority",
        "x509: certificate is valid for",
        "x509: certificate has expired",
    ),
    sure=0.88,
)
family.hint(
    "kustomization",
    "There is no kustomization.yaml in that folder",
    lambda f: f.text.replace("-k", "-f", 1) if f.has("-k") else "",
    "kustomize create --autodetect",
    when="unable to find one of 'kustomization.yaml'",
    sure=0.92,
)
family.hint(
    "timed-out",
    "It did not become ready in time",
    lambda f: (
        f"kubectl describe {' '.join(w.raw for w in names(f)[-1:]).replace('/', ' ')}{namespace_flag(f)}"
        if f.program == "kubectl" and names(f)
        else "kubectl get pods"
    ),
    lambda f: f"kubectl get events{namespace_flag(f)} --sort-by=.lastTimestamp",
    why="The events say what it waits for.",
    when=("timed out waiting for the condition", "exceeded its progress deadline"),
    sure=0.9,
)
family.hint(
    "no-history",
    "There is no earlier revision to go back to",
    lambda f: f"kubectl rollout history {w[-1].raw}{namespace_flag(f)}" if (w := names(f)) else "",
    when=(
        "no rollout history found",
        "no last revision to roll back to",
        "unable to find specified revision",
    ),
    sure=0.92,
)
family.hint(
    "copy-form",
    "kubectl cp needs POD:PATH on one side",
    lambda f: (
        f.swap(w[1], f"<pod>:{w[1].value}", bare=True)
        if len(w := names(f)) > 1
        else "kubectl cp <pod>:<path> ."
    ),
    when=(
        "one of src or dest must be a remote file",
        "source and destination are required",
        "one of src or dest must be a local file",
    ),
    sure=0.85,
)
family.hint(
    "kubeconfig-file",
    "The kubeconfig file does not exist",
    lambda f: (
        f.swap(w, n[0])
        if (m := f.find(r"stat (\S+): no such file"))
        and (w := next((x for x in f.command.words if x.value.endswith(m[1])), None))
        and (n := f.local.near(m[1]))
        else ""
    ),
    lambda f: "ls ~/.kube",
    when="error: stat ",
    says=r"^error: stat \S+: no such file",
    sure=0.9,
)
family.quiet(
    "diff",
    "kubectl diff exits 1 when there are differences",
    on="diff",
    status=1,
    when=("diff -u", "+++"),
    sure=0.96,
)
family.quiet("can-i", "kubectl auth can-i: no", on="auth", says=r"^no\b", sure=0.96)
