# ruff: noqa: E501  (messages stay whole, to be searched for)
"""helm: names of releases, namespaces, --set, waiting, repositories that are named twice, plugins."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.helm import family, release
from termproxy.assistant.rules.families.helm_known import (
    REPOSITORIES,
    releases,
    repositories,
)
from termproxy.assistant.rules.families.kubernetes import names, namespace_flag
from termproxy.assistant.rules.families.kubernetes_known import instead
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when=("invalid release name", "release name is invalid", "Release name is invalid"),
    says=r"release name \"(?P<name>[^\"]+)\": invalid release name|[Rr]elease name is invalid: (?P<other>\S+)|release name \"(?P<long>[^\"]+)\" exceeds",
)
def release_name(f: Failed) -> Advice:
    """A release's name is lower case, at most 53 letters."""
    name = f["name"] or f["other"] or f["long"]
    word = f.word(name)
    new = re.sub(r"[^a-z0-9.-]+", "-", name.lower())[:53].strip("-.")
    return f.hint(
        f"{name} cannot be a release's name: small letters, digits and hyphens, 53 at most",
        f.swap(word, new) if word and new else None,
        sure=0.97,
    )


@family.rule(
    when="failed to create: namespaces",
    says=r"create: failed to create: namespaces \"(?P<ns>[^\"]+)\" not found",
)
def no_namespace(f: Failed) -> Advice:
    """helm install into a namespace that is not there."""
    return f.hint(
        f"There is no namespace {f['ns']}",
        instead(f, "namespaces", f["ns"]),
        f.append("--create-namespace") if f["ns"].islower() else None,
        "kubectl get namespaces",
        sure=0.97,
    )


@family.rule(
    when="failed parsing --set",
    says=r"failed parsing (?P<option>--set[\w-]*) data: (?:key (?:map )?\"(?P<key>[^\"]+)\" has no value(?P<comma> \(cannot end with ,\))?|open (?P<file>\S+): no such file|(?P<why>[^\n]+))",
)
def set_value(f: Failed) -> Advice:
    """--set NAME without =VALUE, or a file that is not there."""
    if f["file"]:
        word = next((w for w in f.rest if w.value.endswith(f["file"])), None)
        near = f.local.near(f["file"])
        return f.hint(
            f"There is no file {f['file']}",
            *[f.swap(word, word.value.replace(f["file"], n)) for n in near if word],
            f"ls {os.path.dirname(f['file']) or '.'}" if not near else None,
            sure=0.94,
        )
    word = next((w for w in f.rest if f["key"] and w.value.rstrip(",").endswith(f["key"])), None)
    if f["comma"] and word is None:
        word = next((w for w in f.rest if w.value.endswith(",")), None)
    return f.hint(
        f"{f['option']} wants NAME=VALUE" + (f", and {f['key']} has no value" if f["key"] else ""),
        f.swap(word, word.value.rstrip(","))
        if word and "=" in word.value and word.value.endswith(",")
        else f.swap(word, f"{word.raw}=<value>", bare=True)
        if word
        else None,
        why=f["why"][:120] or "Commas inside a value are written \\,.",
        sure=0.94,
        verified=False,
    )


@family.rule(
    when="Reached timeout",
    says=r"(?P<what>context deadline exceeded|timed out waiting for the condition)",
)
def not_ready(f: Failed) -> Advice:
    """helm --wait: what was installed did not become ready."""
    return _late(f)


@family.rule(
    on=("install", "upgrade"),
    when=("context deadline exceeded", "timed out waiting for the condition", "resource not ready"),
    says=r"(?:INSTALLATION|UPGRADE) FAILED: (?:.*)(?:context deadline exceeded|timed out waiting for the condition|resource not ready)",
)
def late(f: Failed) -> Advice | None:
    """helm --wait: what was installed did not become ready in time."""
    if "://" in (f.find(r"FAILED: ([^\n]+)") or ["", ""])[1]:
        return None
    return _late(f)


def _late(f: Failed) -> Advice:
    ns = namespace_flag(f)
    name = release(f)
    return f.hint(
        "What was installed did not become ready in time",
        f"kubectl get pods{ns} -l app.kubernetes.io/instance={name}",
        f"kubectl get events{ns} --sort-by=.lastTimestamp",
        f"helm uninstall {name}{ns}" if f.sub == "install" else f"helm rollback {name}{ns}",
        why="describe of a pod says why; the release stays, marked as failed.",
        sure=0.95,
    )


@family.rule(
    on="repo",
    when="already exists, please specify a different name",
    says=r"repository name \((?P<name>[^)]+)\) already exists, please specify a different name",
)
def repository_name(f: Failed) -> Advice:
    """helm repo add of a name that is another address already."""
    return f.hint(
        f"The name {f['name']} stands for another address already",
        f.append("--force-update"),
        "helm repo list",
        sure=0.95,
    )


@family.rule(
    on="repo",
    when="no repositories found matching",
    says=r"no repositories found matching '(?P<name>[^']+)'",
)
def repository_unknown(f: Failed) -> Advice:
    """helm repo update of a name that was not added."""
    near = nearest(f["name"], repositories(f))
    word = f.word(f["name"])
    return f.hint(
        f"There is no repository {f['name']}",
        *[f.swap(word, n) for n in near if word],
        "helm repo list",
        sure=0.96,
    )


PLUGINS = {
    "diff": "https://github.com/databus23/helm-diff",
    "secrets": "https://github.com/jkroepke/helm-secrets",
    "git": "https://github.com/aslafy-z/helm-git",
    "s3": "https://github.com/hypnoglow/helm-s3.git",
    "unittest": "https://github.com/helm-unittest/helm-unittest",
    "mapkubeapis": "https://github.com/helm/helm-mapkubeapis",
    "cm-push": "https://github.com/chartmuseum/helm-push",
    "schema-gen": "https://github.com/knechtionscoding/helm-schema-gen",
    "dt": "https://github.com/vmware-labs/distribution-tooling-for-helm",
}


@family.rule(
    when=("unknown command", "Cannot detect VCS"),
    says=r"unknown command \"(?P<name>[\w-]+)\" for \"helm\"|Cannot detect VCS",
)
def plugin(f: Failed) -> Advice | None:
    """A sub-command that a plugin brings, or a plugin named without its address."""
    name = f["name"] or next((w.value for w in f.rest[1:] if w.value in PLUGINS), "")
    url = PLUGINS.get(name, "")
    if not url:
        return None
    if f["name"]:
        return f.hint(
            f"helm {name} is a plugin that is not installed",
            f.first(f"helm plugin install {url}"),
            sure=0.97,
        )
    word = f.word(name)
    return f.hint(
        "A plugin is installed from its address",
        f.swap(word, url) if word and f.sub == "plugin" else None,
        sure=0.95,
    )


family.hint(
    "secrets-denied",
    "helm keeps its releases in secrets, and you may not read them here",
    lambda f: f"kubectl auth can-i list secrets{namespace_flag(f)}",
    "kubectl config get-contexts",
    when=(
        "failed to query with labels: secrets is forbidden",
        "failed to list: secrets is forbidden",
    ),
    why="Your user lacks a role in this namespace; or it is the wrong context or namespace.",
    sure=0.96,
)


@family.rule(on="push", when="no such file", says=r"(?P<file>\S+\.tgz): no such file")
def archive_missing(f: Failed) -> Advice:
    """helm push of a chart that was not packaged."""
    charts_here = [n for n in f.local.entries() if n.endswith(".tgz")]
    word = f.word(f["file"])
    near = nearest(f["file"], charts_here)
    folder = "." if f.local.exists("Chart.yaml") else re.sub(r"-\d.*$", "", f["file"])
    built = f.local.is_file(f"{folder}/Chart.yaml")
    return f.hint(
        f"There is no chart archive {f['file']}",
        *[f.swap(word, n) for n in near if word],
        f.first(f"helm package {folder}") if built else None,
        "ls *.tgz" if charts_here and not near else None,
        sure=0.94,
    )


family.hint(
    "which-revision",
    "A revision is a number",
    lambda f: f"helm history {release(f)}{namespace_flag(f)}",
    on="rollback",
    when="could not convert revision to a number",
    sure=0.96,
)


family.hint(
    "one-name",
    "helm create takes one name, without blanks",
    lambda f: f"helm create {'-'.join(w.value.lower() for w in names(f))}",
    on="create",
    when='"helm create" requires 1 argument',
    sure=0.95,
)


@family.rule(
    when="requires", says=r"\"helm (?P<what>[\w ]+)\" requires (?:at least )?(?P<count>\d) argument"
)
def argument_missing(f: Failed) -> Advice | None:
    """A release, chart, name or address that is missing at the end."""
    plain = [w for w in f.operands if w.value not in f["what"].split()]
    if len(plain) >= int(f["count"]):
        return None
    known = releases(f)
    told = f["what"]
    if told in ("template", "package", "dependency update", "dependency build", "dependency list"):
        below = [os.path.dirname(p) for p in f.local.elsewhere("Chart.yaml")]
        return f.hint(
            "The chart is missing",
            f.append(".") if f.local.exists("Chart.yaml") else [f.append(f"./{b}") for b in below],
            f.append("<chart>") if not below and not f.local.exists("Chart.yaml") else None,
            sure=0.94,
        )
    if told == "repo add":
        address = REPOSITORIES.get(plain[0].value, "") if plain else ""
        return f.hint(
            "The repository's address is missing",
            f.append(address or ("<url>" if plain else "<name> <url>")),
            sure=0.95,
            verified=bool(address),
        )
    if told.startswith("get ") or told in ("status", "history", "uninstall", "test", "rollback"):
        return f.hint(
            "The release's name is missing",
            f.append(known[0]) if len(known) == 1 else None,
            "helm list -A",
            f.append("<release>"),
            sure=0.94,
            verified=False,
        )
    if told == "upgrade" and len(plain) == 1:
        here = f.local.exists("Chart.yaml")
        below = [os.path.dirname(p) for p in f.local.elsewhere("Chart.yaml")]
        return f.hint(
            "The chart is missing",
            f.append(".") if here else [f.append(f"./{b}") for b in below] or f.append("<chart>"),
            "helm list -A",
            sure=0.94,
            verified=here,
        )
    return None
