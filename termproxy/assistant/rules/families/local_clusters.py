# ruff: noqa: E501
"""kind, minikube and k3d: clusters on this machine."""

from __future__ import annotations

import itertools

from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

local = Family("localcluster", "kind", "minikube", "k3d")


def less_memory(f: Failed) -> str:
    """The line with the memory that minikube itself proposes."""
    told = f.find(r"minikube start --memory=(\d+\w*)")
    amount = told[1] if told else "2200"
    words = f.command.words
    for flag, value in itertools.pairwise(words):
        if flag.value == "--memory":
            return f.swap(value, amount)
    whole = next((w for w in words if w.value.startswith("--memory=")), None)
    return f.swap(whole, f"--memory={amount}") if whole else f.append(f"--memory={amount}")


local.hint(
    "exists",
    "There is a cluster of that name already",
    lambda f: (
        f"k3d cluster delete {f.rest[-1].raw if len(f.rest) > 1 else ''}".strip() + f" && {f.text}"
        if f.program == "k3d"
        else f"kind delete cluster{f' --name {m[1]}' if (m := f.find(r'cluster with the name .?([^ .]+?).?$')) and m[1] != 'kind' else ''} && {f.text}"
    ),
    lambda f: "kind get clusters" if f.program == "kind" else "k3d cluster list",
    when=(
        "already exist for a cluster with the name",
        "because a cluster with that name already exists",
    ),
    sure=0.93,
)
local.hint(
    "no-cluster",
    "There is no cluster of that name",
    lambda f: "kind get clusters",
    lambda f: (
        "kind create cluster"
        + (f" --name {m[1]}" if (m := f.find(r"cluster \"([^\"]+)\"")) and m[1] != "kind" else "")
    ),
    when=(
        "no nodes found for cluster",
        "could not locate any control plane nodes",
        "unknown cluster",
    ),
    programs="kind",
    sure=0.94,
)
local.hint(
    "image-not-here",
    "That image is not on this machine",
    "docker images",
    lambda f: (
        f.first(f"docker pull {m[1]}")
        if (m := f.find(r"image: \"([^\"]+)\" not present locally"))
        else ""
    ),
    lambda f: (
        f.first(f"docker build -t {m[1]} .")
        if (m := f.find(r"image: \"([^\"]+)\" not present locally"))
        and f.local.exists("Dockerfile")
        else ""
    ),
    when="not present locally",
    sure=0.94,
)
local.hint(
    "profile",
    "minikube's cluster does not run, or was never made",
    lambda f: (
        "minikube start"
        + (f" -p {m[1]}" if (m := f.find(r"Profile \"([^\"]+)\"")) and m[1] != "minikube" else "")
    ),
    "minikube profile list",
    when=(
        'Profile "',
        "The control-plane node minikube host is not running",
        "host is not running",
        "GUEST_MISSING",
    ),
    says=r"Profile \"[^\"]+\" not found|is not running|GUEST_MISSING",
    sure=0.95,
)
local.hint(
    "root",
    "minikube's docker driver should not be used as root",
    lambda f: f.without(f.command.prefix[0]) if f.command.sudo else f.append("--force"),
    "sudo usermod -aG docker $USER && newgrp docker",
    lambda f: f.append("--force"),
    when=("driver should not be used with root privileges", "DRV_AS_ROOT"),
    sure=0.94,
)
local.hint(
    "no-driver",
    "minikube found nothing to run the cluster in",
    "minikube start --driver=docker",
    lambda f: f.local.installer("docker.io"),
    when=(
        "DRV_NOT_DETECTED",
        "No possible driver was detected",
        "Unable to pick a default driver",
        "DRV_NOT_HEALTHY",
    ),
    sure=0.9,
)
local.hint(
    "resources",
    "The machine has less than minikube asks for",
    lambda f: None if "RSRC_INSUFFICIENT_CORES" in f.output else less_memory(f),
    lambda f: "nproc" if "CORES" in f.output else "free -h",
    why="Kubernetes wants two processors and about 2 GB.",
    when=("RSRC_INSUFFICIENT", "RSRC_OVER_ALLOC"),
    sure=0.88,
)
