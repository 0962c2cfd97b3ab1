# ruff: noqa: E501
"""helm: repositories, charts, releases."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import names, namespace_flag
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("helm", "helm", "helmfile")

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


def chart_word(f: Failed) -> Word | None:
    """The chart: after the release's name, or alone (template, lint)."""
    plain = names(f)
    if not plain:
        return None
    return (
        plain[-1]
        if f.sub
        in (
            "install",
            "upgrade",
            "template",
            "lint",
            "pull",
            "show",
            "package",
            "dependency",
            "dep",
        )
        else None
    )


def release(f: Failed) -> str:
    plain = names(f)
    return plain[0].raw if plain else "<release>"


@family.rule(
    when=("repo ", "no repositories", "no repository definition for"),
    says=r"no repository definition for https?://|repo (?P<name>\S+) not found|no repositories (?:configured|to show|found)|no repo named \"(?P<named>[^\"]+)\" found",
)
def no_repo(f: Failed) -> Advice:
    """A chart repository that was never added."""
    chart = chart_word(f)
    name = (
        f["name"]
        or f["named"]
        or (chart.value.split("/")[0] if chart and "/" in chart.value else "")
    )
    url = REPOSITORIES.get(name)
    if f.sub == "repo" and f.rest and f.rest[0].value in ("remove", "rm"):
        return f.hint(f"There is no repository {f.rest[-1].value}", "helm repo list", sure=0.94)
    if f.sub == "repo" or f.sub == "search":
        add = f"helm repo add {name or 'bitnami'} {url or REPOSITORIES['bitnami']}"
        return f.hint(
            "No chart repository is configured",
            add if f.rest and f.rest[0].value == "list" else f.first(add),
            sure=0.92,
        )
    wanted = f.find(r"no repository definition for (?P<urls>https?://\S+?)[.,]? ")
    if wanted and not name:
        by_url = {address.rstrip("/"): title for title, address in REPOSITORIES.items()}
        address = wanted["urls"].rstrip("/")
        title = by_url.get(address, address.rsplit("/", 1)[-1])
        return f.hint(
            "The chart's dependencies come from a repository that has not been added",
            f.first(f"helm repo add {title} {address}"),
            "helm repo list",
            sure=0.95,
        )
    return f.hint(
        f"The chart repository {name} has not been added",
        f.first(f"helm repo add {name} {url or '<url>'}"),
        "helm repo list",
        sure=0.95,
        verified=bool(url),
    )


@family.rule(
    when=(
        "not found",
        "non-absolute URLs",
        "failed to download",
        "file is missing",
        "no such file",
    ),
    says=r"path \"(?P<path>[^\"]+)\" not found|non-absolute URLs should be in form of repo_name/path_to_chart, got: (?P<bare>\S+)|chart \"(?P<chart>[^\"]+)\" (?:version \"(?P<version>[^\"]+)\" |matching (?P<matching>\S*) ?)?not found|failed to download \"(?P<download>[^\"]+)\"|Chart\.yaml file is missing|open (?P<values>\S+\.ya?ml): no such file",
)
def no_chart(f: Failed) -> Advice | None:
    """No such chart, folder or values file."""
    word = chart_word(f)
    if f["values"]:
        typed = f.word(f["values"])
        near = f.local.near(f["values"])
        return f.hint(
            f"There is no file {f['values']}",
            *[f.swap(typed, n) for n in near if typed],
            sure=0.94,
        )
    if f["path"] or "Chart.yaml" in f[0]:
        path = f["path"] or (word.value if word else ".")
        near = f.local.near(path, folders=True)
        below = [os.path.dirname(p) for p in f.local.elsewhere("Chart.yaml")]
        below = [p for p in below if os.path.basename(p) == os.path.basename(path.rstrip("/"))] or (
            [] if near else below
        )
        target = word if word and (word.value == path or not f["path"]) else f.word(path)
        dot = "./" if path.startswith("./") else ""
        found = [n if n.startswith((".", "/")) else dot + n for n in dict.fromkeys([*near, *below])]
        return f.hint(
            f"There is no chart in {path}",
            *[f.swap(target, n) for n in found if target],
            why="A chart is a folder with a Chart.yaml.",
            sure=0.93,
        )
    name = f["bare"] or f["chart"] or f["download"]
    if f["version"] or f["matching"]:
        return f.hint(
            f"{name} has no version {f['version'] or f['matching']}",
            f.first("helm repo update"),
            f"helm search repo {word.value if word else name} --versions",
            sure=0.92,
        )
    full = word.value if word else name
    near = nearest(full.split("/")[-1], CHARTS)
    folder = name if f.local.is_file(f"{name}/Chart.yaml") else ""
    return f.hint(
        f"There is no chart {name}",
        f.swap(word, f"./{folder}") if folder and word else None,
        *[f.swap(word, full[: full.rfind("/") + 1] + n) for n in near if word and "/" in full],
        f.first("helm repo update") if "/" in full else None,
        f"helm search repo {name.split('/')[-1]}",
        f"helm search hub {name.split('/')[-1]}",
        why=f"Did you mean {near[0]}?"
        if near
        else "A chart is named REPOSITORY/CHART."
        if "/" not in full
        else "The list of charts may be out of date.",
        sure=0.92,
    )


family.hint(
    "name-in-use",
    "There is a release of that name already",
    lambda f: f.swap("install", "upgrade --install", bare=True),
    lambda f: f"helm uninstall {release(f)}{namespace_flag(f)} && {f.text}",
    when="cannot re-use a name that is still in use",
    sure=0.96,
)
family.hint(
    "no-release-to-upgrade",
    "There is no such release yet to upgrade",
    lambda f: f.swap("upgrade", "upgrade --install", bare=True),
    lambda f: f"helm list -A --all | grep {release(f)}",
    when="has no deployed releases",
    sure=0.95,
)
family.hint(
    "no-release",
    "There is no release of that name in this namespace",
    lambda f: (
        f"helm list -A | grep {release(f)}"
        if f.sub in ("uninstall", "status", "get", "history", "rollback", "delete", "del")
        else "helm list -A"
    ),
    "helm list -A",
    when=("release: not found", "Release not loaded"),
    sure=0.94,
)
family.hint(
    "in-progress",
    "An earlier helm run was broken off and holds the release",
    lambda f: f"helm rollback {release(f)}{namespace_flag(f)}",
    lambda f: f"helm history {release(f)}{namespace_flag(f)}",
    when="another operation (install/upgrade/rollback) is in progress",
    sure=0.95,
)
family.hint(
    "name-or-generate",
    "The release needs a name",
    lambda f: (
        f.insert(os.path.basename(w.value), after=f.sub_word)
        if (w := chart_word(f)) and f.sub_word
        else ""
    ),
    lambda f: f.append("--generate-name"),
    when="must either provide a name or specify --generate-name",
    sure=0.96,
)


@family.rule(
    when=("missing in charts/ directory", "helm dependency build", "out of sync"),
    says=r"missing in charts/? directory: (?P<names>.+)|out of sync",
)
def dependencies(f: Failed) -> Advice:
    """Sub-charts that were not fetched."""
    word = chart_word(f)
    chart = word.raw if word else "."
    verb = (
        "update" if "out of sync" in f[0] or not f.local.exists(f"{chart}/Chart.lock") else "build"
    )
    return f.hint(
        "The chart's dependencies are not downloaded",
        f.first(f"helm dependency {verb} {chart}"),
        sure=0.96,
    )


@family.rule(
    when=("parse error at", "template: ", "execution error at", "YAML parse error on"),
    says=r"(?:parse error at \(|template: |execution error at \(|YAML parse error on )(?P<file>[^\s:()]+)(?::(?P<line>\d+))?(?::\d+)?\)?:? (?P<what>.+)$",
)
def template(f: Failed) -> Advice:
    """An error in a template."""
    word = chart_word(f)
    path = f["file"]
    if word and os.path.isdir(f.local.path(word.value)):
        path = os.path.normpath(os.path.join(word.value, *path.split("/")[1:]))
    elif f.local.exists(path.split("/", 1)[-1]):
        path = path.split("/", 1)[-1]
    line = f["line"] or (f.find(r"yaml: line (\d+)") or ["", ""])[1]
    nil = re.search(r"at <([^>]+)>: nil pointer evaluating", f["what"])
    function = re.search(r"function \"([^\"]+)\" not defined", f["what"])
    why = (
        f"{nil[1]}: a value in it is not set in values.yaml."
        if nil
        else f"There is no function {function[1]}."
        if function
        else re.sub(r"^executing \"[^\"]+\" at ", "", f["what"])[:160]
    )
    return f.hint(
        f"Error in the template {path}" + (f", line {line}" if line else ""),
        edit(path, line),
        f.append("--debug") if "YAML" in f[0] else None,
        why=why,
        sure=0.94,
    )


family.hint(
    "exists-unowned",
    "An object of that name exists and is not helm's",
    lambda f: (
        f"kubectl delete {m[1].lower()} {m[2]}{f' -n {m[3]}' if m[3] else ''} && {f.text}"
        if (
            m := f.find(
                r"(?:: |existing resource )(\w+) \"([^\"]+)\"(?: in namespace \"([^\"]*)\")? exists and cannot be imported"
            )
        )
        else ""
    ),
    lambda f: f.append("--take-ownership"),
    when="exists and cannot be imported into the current release",
    sure=0.88,
)
family.hint(
    "lint",
    "The chart does not pass helm lint",
    lambda f: f"ls {w.raw.rsplit('/', 1)[0] or '.'}" if (w := chart_word(f)) else "",
    why="lint wants the chart's folder.",
    when="unable to check Chart.yaml file in chart",
    sure=0.82,
)


@family.rule(
    when="Chart.yaml",
    says=r"(?:validation: |chart metadata is missing|chart\.metadata\.(?P<key>\w+) is required)(?P<what>.*)",
)
def metadata(f: Failed) -> Advice:
    """Chart.yaml lacks something."""
    word = chart_word(f)
    path = os.path.normpath(os.path.join(word.value if word else ".", "Chart.yaml"))
    return f.hint(
        f"{path} is not complete",
        edit(path),
        why=f["what"] or (f"It needs {f['key']}:" if f["key"] else ""),
        sure=0.9,
    )


family.hint(
    "metadata-required",
    "Chart.yaml is not complete",
    lambda f: edit(
        os.path.normpath(os.path.join(w.value if (w := chart_word(f)) else ".", "Chart.yaml"))
    ),
    when=("chart.metadata.", "validation: chart"),
    sure=0.9,
)
family.hint(
    "arguments",
    "Something is missing: a release and a chart",
    lambda f: (
        f.append(".") if f.sub in ("install", "upgrade") and f.local.exists("Chart.yaml") else ""
    ),
    lambda f: (
        "helm list -A" if f.sub in ("upgrade", "uninstall", "delete", "status", "rollback") else ""
    ),
    lambda f: f"helm {f.sub} --help",
    when=("requires at least", "requires 2 arguments", "requires 1 argument"),
    says=r"\"helm \w+\" requires",
    sure=0.84,
)


@family.rule(
    when="is not a valid chart repository",
    says=r"looks like \"(?P<url>[^\"]+)\" is not a valid chart repository",
)
def bad_repository(f: Failed) -> Advice:
    """`helm repo add` of an address that holds no index."""
    word = f.word(f["url"])
    name = next((w.value for w in f.rest if w.value in REPOSITORIES), "")
    known = REPOSITORIES.get(name, "")
    return f.hint(
        f"There is no chart repository at {f['url']}",
        f.swap(word, known) if word and known and known != f["url"] else None,
        f"curl -sI {f['url'].rstrip('/')}/index.yaml",
        why=f"{name} is at {known}."
        if known and known != f["url"]
        else "A repository has an index.yaml at its address.",
        sure=0.94,
    )


family.hint(
    "no-revision",
    "The release has no such revision",
    lambda f: f"helm history {f.rest[0].raw}" if f.rest else None,
    on="rollback",
    when="release has no",
    says=r"release has no \S+ version",
    sure=0.95,
)
