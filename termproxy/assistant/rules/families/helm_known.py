# ruff: noqa: E501  (messages stay whole, to be searched for)
"""What this machine knows of charts and releases: repositories, their lists, the history."""

from __future__ import annotations

import re

from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.wordlist import listed

CHARTS = listed(
    """nginx redis postgresql mysql mariadb mongodb rabbitmq kafka elasticsearch wordpress grafana
prometheus kube-prometheus-stack loki cert-manager ingress-nginx keycloak minio jenkins gitlab
harbor vault consul argo-cd traefik metallb longhorn external-dns metrics-server cilium istiod base"""
)


REPOSITORIES = {
    "bitnami": "https://charts.bitnami.com/bitnami",
    "stable": "https://charts.helm.sh/stable",
    "ingress-nginx": "https://kubernetes.github.io/ingress-nginx",
    "jetstack": "https://charts.jetstack.io",
    "prometheus-community": "https://prometheus-community.github.io/helm-charts",
    "grafana": "https://grafana.github.io/helm-charts",
    "hashicorp": "https://helm.releases.hashicorp.com",
    "elastic": "https://helm.elastic.co",
    "argo": "https://argoproj.github.io/argo-helm",
    "traefik": "https://traefik.github.io/charts",
    "metallb": "https://metallb.github.io/metallb",
    "longhorn": "https://charts.longhorn.io",
    "rancher-stable": "https://releases.rancher.com/server-charts/stable",
    "metrics-server": "https://kubernetes-sigs.github.io/metrics-server",
    "cilium": "https://helm.cilium.io",
    "istio": "https://istio-release.storage.googleapis.com/charts",
    "gitlab": "https://charts.gitlab.io",
    "nginx-stable": "https://helm.nginx.com/stable",
    "cert-manager": "https://charts.jetstack.io",
    "datadog": "https://helm.datadoghq.com",
    "redpanda": "https://charts.redpanda.com",
    "harbor": "https://helm.goharbor.io",
    "kedacore": "https://kedacore.github.io/charts",
    "aws": "https://aws.github.io/eks-charts",
    "eks": "https://aws.github.io/eks-charts",
    "open-telemetry": "https://open-telemetry.github.io/opentelemetry-helm-charts",
}


def charts(f: Failed) -> dict[str, list[str]]:
    """Repository -> its charts, from the lists that `helm repo update` leaves (NAME-charts.txt)."""
    cache = f.local.environ.get("HELM_REPOSITORY_CACHE", "") or (
        (f.local.environ.get("XDG_CACHE_HOME", "") or "~/.cache") + "/helm/repository"
    )
    return {
        repo: f.local.text(f"{cache}/{repo}-charts.txt", 64 * 1024).split()
        for repo in repositories(f)
    }


def repositories(f: Failed) -> list[str]:
    """Names of the repositories that were added."""
    folder = (f.local.environ.get("XDG_CONFIG_HOME", "") or "~/.config") + "/helm"
    file = f.local.environ.get("HELM_REPOSITORY_CONFIG", "") or f"{folder}/repositories.yaml"
    return re.findall(r"^[- ] +name: (\S+)", f.local.text(file), re.MULTILINE)


def releases(f: Failed) -> list[str]:
    """Names of releases that earlier helm lines named, the latest first."""
    found: list[str] = []
    for line in reversed(f.case.history[-400:]):
        words = line.split()
        if words[:1] == ["helm"] and len(words) > 2 and line.strip() != f.text:
            plain = [w for w in words[2:] if not w.startswith("-")]
            if (
                words[1] in ("install", "upgrade", "status", "uninstall", "rollback", "history")
                and plain
            ):
                found.append(plain[0])
            elif words[1] == "get" and len(plain) > 1:
                found.append(plain[1])
    return list(dict.fromkeys(found))
