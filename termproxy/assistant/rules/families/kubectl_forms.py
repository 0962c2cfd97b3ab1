# ruff: noqa: E501
"""kubectl: incomplete or impossible command lines, and what the cluster lacks."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family, names, namespace_flag
from termproxy.assistant.rules.families.project import edit
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


@family.rule(
    when="error loading config file",
    says=r"error loading config file \"(?P<file>[^\"]+)\": (?:(?P<yaml>yaml|[^\n]*cannot unmarshal|[^\n]*couldn't get version)[^\n]*|open [^\n]*(?P<denied>permission denied)|read [^\n]*(?P<folder>is a directory))",
)
def kubeconfig(f: Failed) -> Advice:
    """The kubeconfig cannot be read, or is no YAML."""
    line = f.find(r"yaml: line (\d+)")
    if f["denied"]:
        return f.hint(
            f"You may not read {f['file']}",
            f.sudo(),
            "export KUBECONFIG=~/.kube/config",
            why="Only root may; a copy of your own is what people use.",
            sure=0.9,
        )
    return f.hint(
        f"{f['file']} is not a valid kubeconfig",
        edit(f["file"], line[1] if line else "") if not f["folder"] else None,
        "echo $KUBECONFIG",
        sure=0.92,
    )


family.hint(
    "which-context",
    "The context's name is missing",
    lambda f: f.append("--current") if len(f.rest) > 2 else "kubectl config get-contexts",
    when="you must specify a non-empty context name or --current",
    sure=0.9,
)
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
        else f"kubectl get {'deployments' if f.sub in ('rollout', 'scale', 'set') else 'all'}{namespace_flag(f)}"
    ),
    when=(
        "required resource not specified",
        "resource(s) were provided, but no name was specified",
    ),
    programs=("kubectl", "oc", "k"),
    sure=0.92,
)


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
