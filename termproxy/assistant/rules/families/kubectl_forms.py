# ruff: noqa: E501
"""kubectl: incomplete or impossible command lines, and what the cluster lacks."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family, names, namespace_flag
from termproxy.assistant.world.spelling import nearest

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
    on=(
        "get",
        "describe",
        "delete",
        "edit",
        "label",
        "annotate",
        "scale",
        "rollout",
        "patch",
        "expose",
        "logs",
        "exec",
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
    "no-revision",
    "It has no revision {revision}",
    lambda f: f"kubectl rollout history {w[-1].raw}{namespace_flag(f)}" if (w := names(f)) else "",
    lambda f: f.without(*[w for w in f.rest if w.value.startswith("--to-revision=")]),
    when="unable to find specified revision",
    says=r"unable to find specified revision (?P<revision>\d+)",
    why="Without --to-revision it goes back by one.",
    sure=0.95,
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
        else f.append(".")
        if w and ":" in w[0].value
        else "kubectl cp <pod>:<path> ."
    ),
    when=(
        "one of src or dest must be a remote file",
        "source and destination are required",
        "one of src or dest must be a local file",
    ),
    sure=0.85,
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


family.hint(
    "expose-port",
    "kubectl expose has to know the port",
    lambda f: f.append("--port=<port>"),
    when="couldn't find port via --port flag or introspection",
    why="The pods declare none.",
    sure=0.93,
)
family.hint(
    "what-to-act-on",
    "kubectl {sub} wants to know what: KIND/NAME",
    lambda f: (
        f.append(f"{deployments[0]}")
        if (deployments := _declared(f)) and f.sub == "rollout"
        else f"kubectl get {_kind_of(f)}{namespace_flag(f)}"
    ),
    when=(
        "required resource not specified",
        "resource(s) were provided, but no name was specified",
    ),
    programs=("kubectl", "oc", "k"),
    sure=0.92,
)


def _kind_of(f: Failed) -> str:
    """The kind that the line names, or the one its sub-command is about."""
    plain = [w.raw for w in names(f)][1 if f.sub in ("rollout", "set") else 0 :]
    workloads = f.sub in ("rollout", "scale", "set", "autoscale")
    return plain[0] if plain else "deployments" if workloads else "all"


def _declared(f: Failed) -> list[str]:
    """The one workload that the manifests here declare, as deployment/name."""
    found = []
    for folder in (".", "k8s", "manifests", "deploy"):
        for name in f.local.entries(folder)[:20]:
            if name.endswith((".yaml", ".yml")):
                text = f.local.text(f"{folder}/{name}")
                found += re.findall(
                    r"^kind: Deployment\nmetadata:\n\s+name: (\S+)", text, re.MULTILINE
                )
    return [f"deployment/{found[0]}"] if len(set(found)) == 1 else []


family.hint(
    "no-cluster-inside",
    "kubectl, called from there, has no cluster to talk to",
    "kubectl config get-contexts",
    "kubectl cluster-info",
    when="did you specify the right host or port",
    programs=("make", "just", "task", "npm", "yarn", "pnpm", "sh", "bash", "mise"),
    why="No context is chosen, or the cluster is stopped.",
    sure=0.93,
)


@family.rule(
    when=("must specify one of -f and -k", "Unexpected args"),
    says=r"must specify one of -f and -k|Unexpected args: \[(?P<args>[^\]]*)\]",
)
def apply_without_f(f: Failed) -> Advice | None:
    """apply without -f."""
    if f.sub == "config" and not f["args"]:
        return f.hint(
            "The name of the context is missing", "kubectl config get-contexts", sure=0.95
        )
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
