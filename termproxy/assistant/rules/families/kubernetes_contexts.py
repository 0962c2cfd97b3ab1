# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl and helm: kubeconfig, contexts, credentials, and the way to the cluster."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family
from termproxy.assistant.rules.families.kubernetes_known import (
    current,
    entries,
    kubeconfig,
    option_word,
)
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest


def contexts(f: Failed) -> list[str]:
    """Context names in the kubeconfig."""
    return entries(f, "contexts")


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
        *[f"kubectl config use-context {n}" for n in (near or known[:1]) if not word],
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
    path = kubeconfig(f)
    if path != "~/.kube/config" and not f.local.exists(path):
        return f.hint(
            f"There is no kubeconfig {path}, so kubectl asks localhost:8080",
            *[f.text.replace(path, n, 1) for n in f.local.near(path)],
            "kubectl config get-contexts",
            sure=0.94,
        )
    own = _file_here(f)
    if own:
        return f.hint(
            f"kubectl has no cluster to talk to; {own} is a kubeconfig",
            f"export KUBECONFIG=$PWD/{quote(own)} && {f.text}",
            f.append(f"--kubeconfig {quote(own)}"),
            why="Without one it asks localhost:8080.",
            sure=0.95,
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
        why="Without one it asks localhost:8080.",
        sure=0.92,
    )


def _file_here(f: Failed) -> str:
    """A kubeconfig in this folder, as clusters' makers leave one."""
    names = [n for n in f.local.entries() if n.endswith((".yaml", ".yml", ".conf", "config"))]
    likely = [n for n in names if "config" in n.lower()][:5]
    mine = [n for n in likely if "current-context:" in f.local.text(n)]
    return mine[0] if len(mine) == 1 else ""


def _fetched_anew(f: Failed) -> str:
    """The cloud's own command for the current context, whose name tells cluster and place."""
    current = re.search(r"^current-context: (\S+)", f.local.text(kubeconfig(f)), re.MULTILINE)
    name = current[1] if current else ""
    if eks := re.fullmatch(r"arn:aws:eks:([\w-]+):\d+:cluster/([\w-]+)", name):
        return f"aws eks update-kubeconfig --region {eks[1]} --name {eks[2]}"
    if gke := re.fullmatch(r"gke_([\w:-]+)_([\w-]+)_([\w-]+)", name):
        return f"gcloud container clusters get-credentials {gke[3]} --location {gke[2]} --project {gke[1]}"
    return ""


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
    remote = next(
        (w.value for w in f.rest if w.value.startswith("http") and f"//{f['host']}" in w.value), ""
    )
    if remote and f.sub in ("apply", "create", "delete", "replace", "diff"):
        return f.hint(
            f"The manifest cannot be fetched: {f['host']} does not answer",
            f"curl -sI {remote}",
            sure=0.95,
        )
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
        _fetched_anew(f),
        "kubectl config view --minify",
        "kubectl config get-contexts",
        why="The token or certificate has expired: fetch a new kubeconfig.",
        sure=0.9,
    )


@family.rule(when="Please enter Username", says=r"Please enter Username")
def user_unknown(f: Failed) -> Advice:
    """The context's user has no credentials: kubectl asks for a name."""
    text = f.local.text(kubeconfig(f))
    item = next(
        (
            i
            for i in re.split(r"^(?=- )", text, flags=re.M)
            if re.search(rf"name: {re.escape(current(f))}\s*$", i, re.M) and "context:" in i
        ),
        "",
    )
    user = re.search(r"user: *(\S+)", item)
    users = entries(f, "users")
    context = current(f)
    missing = user is not None and user[1] not in users
    near = (nearest(user[1], users) or users[:1]) if user and missing else []
    return f.hint(
        f"The context {context} uses {user[1]}, which your kubeconfig does not have"
        if user and missing
        else "The kubeconfig has no credentials for this context",
        *[f"kubectl config set-context {context} --user={n}" for n in near],
        "kubectl config get-users",
        "kubectl config get-contexts",
        why=f"Its users: {', '.join(users[:5])}." if users else "",
        sure=0.93,
    )


@family.rule(when="error: stat ", says=r"^error: stat (?P<file>\S+): no such file")
def kubeconfig_file(f: Failed) -> Advice:
    """--kubeconfig names a file that is not there."""
    typed = option_word(f, "--kubeconfig")
    word = typed or next((w for w in f.command.words if w.value.endswith(f["file"])), None)
    start = "--kubeconfig=" if word and word.value.startswith("--kubeconfig=") else ""
    path = word.value.removeprefix(start) if word else ""
    near = f.local.near(path) if path else []
    return f.hint(
        "The kubeconfig file does not exist",
        *[f.swap(word, start + n) for n in near if word],
        "ls ~/.kube",
        sure=0.95 if near else 0.9,
    )


@family.rule(
    name="kubeconfig",
    when="error loading config file",
    says=r"error loading config file \"(?P<file>[^\"]+)\": (?:(?P<yaml>yaml|[^\n]*cannot unmarshal|[^\n]*couldn't get version)[^\n]*|open [^\n]*(?P<denied>permission denied)|read [^\n]*(?P<folder>is a directory))",
)
def kubeconfig_broken(f: Failed) -> Advice:
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
