# ruff: noqa: E501  (messages stay whole, to be searched for)
"""helm: what is wrong inside a chart: templates, values, Chart.yaml, dependencies."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.helm import chart_word, family
from termproxy.assistant.rules.families.helm_known import (
    REPOSITORIES,
    repositories,
)
from termproxy.assistant.rules.families.kubernetes_known import option_word
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest


def in_chart(f: Failed, name: str) -> str:
    """A file of the chart that the line names."""
    word = chart_word(f)
    return os.path.normpath(os.path.join(word.value if word else ".", name))


def line_of(f: Failed, file: str, key: str) -> str:
    rows = f.local.text(file).split("\n")
    return next(
        (str(n) for n, row in enumerate(rows, 1) if re.match(rf"\s*-? *{re.escape(key)}:", row)), ""
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
    if f.sub in ("dependency", "dep", "dependencies"):
        return f.hint(
            "Chart.lock does not go with Chart.yaml any more",
            f.swap("build", "update"),
            sure=0.97,
        )
    return f.hint(
        "The chart's dependencies are not downloaded",
        f.first(f"helm dependency {verb} {chart}"),
        sure=0.96,
    )


@family.rule(
    when=("parse error at", "template: ", "execution error at", "YAML parse error on"),
    says=r"(?:parse error at \(|template: |YAML parse error on )(?P<file>[^\s:()]+)(?::(?P<line>\d+))?(?::\d+)?\)?:? (?P<what>.+)$",
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
        f"{nil[1]}: it is .Values, with an s."
        if nil and nil[1].startswith(".Value.")
        else f"{nil[1]}: a value in it is not set in values.yaml."
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
    "lint",
    "The chart does not pass helm lint",
    lambda f: f"ls {w.raw.rsplit('/', 1)[0] or '.'}" if (w := chart_word(f)) else "",
    why="lint wants the chart's folder.",
    when="unable to check Chart.yaml file in chart",
    sure=0.82,
)


@family.rule(
    on="lint", when="unable to check Chart.yaml", says=r"unable to check Chart\.yaml file in chart"
)
def lint_folder(f: Failed) -> Advice | None:
    """helm lint where no chart is."""
    below = [os.path.dirname(p) for p in f.local.elsewhere("Chart.yaml")]
    word = chart_word(f)
    if not below:
        return None
    return f.hint(
        "There is no Chart.yaml there",
        *[(f.swap(word, b) if word else f.append(b)) for b in below],
        sure=0.93,
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


@family.rule(
    when=("don't meet the specifications of the schema", "execution error at"),
    says=r"values don't meet the specifications of the schema\(s\) in the following chart\(s\):\n(?P<chart>\S+):\n-? *(?P<why>[^\n]+)|execution error at \((?P<file>\S+?):(?P<line>\d+):\d+\): (?P<said>[^\n]+)",
)
def value_refused(f: Failed) -> Advice:
    """A value that the chart requires, or that its schema does not allow."""
    said = f["why"] or f["said"]
    key = re.search(r"(?:at '/?(?P<at>[\w./-]*)'|^(?P<old>[\w.]+): )", said)
    lost = re.search(
        r"missing propert(?:y|ies)[: ]+'?(?P<a>[\w-]+)|(?P<b>[\w.-]+) is required", said
    )
    path = (key["at"] or key["old"] or "").strip("/").replace("/", ".") if key else ""
    path = "" if path == "(root)" else path
    name = ".".join(p for p in (path, (lost["a"] or lost["b"]) if lost else "") if p)
    dotted = re.search(r"\b[a-zA-Z]\w*(?:\.[a-zA-Z]\w*)+", f["said"])
    name = name or (dotted[0] if dotted else "")
    values = next(
        (
            b.value
            for a, b in zip(f.command.words, f.command.words[1:], strict=False)
            if a.value in ("-f", "--values")
        ),
        "",
    )
    values = values or in_chart(f, "values.yaml")
    template = in_chart(f, f["file"].split("/", 1)[-1]) if f["file"] else ""
    return f.hint(
        "The chart does not accept its values"
        if f["why"]
        else f"The chart requires a value: {said}",
        f.append(f"--set {name}=<value>") if name and (lost or f["said"]) else None,
        edit(values, line_of(f, values, name.split(".")[-1])) if f.local.is_file(values) else None,
        f"helm show values {w.raw}"
        if (w := chart_word(f)) and not f.local.is_dir(w.value)
        else None,
        edit(template, f["line"]) if template and f.local.is_file(template) else None,
        why=said[:160],
        sure=0.96,
        verified=False,
    )


@family.rule(
    when="could not find template",
    says=r"could not find template (?P<file>\S+) in chart",
)
def show_only(f: Failed) -> Advice:
    """--show-only with a template that the chart does not have (or that came out empty)."""
    word = next((w for w in f.rest if w.value.endswith(f["file"])), None)
    folder = in_chart(f, os.path.dirname(f["file"]))
    there = f.local.entries(folder)
    near = nearest(os.path.basename(f["file"]), there)
    if not near:  # svc for service
        near = [n for n in there if _short(os.path.basename(f["file"]), n)]
    new = [os.path.join(os.path.dirname(f["file"]), n) for n in near]
    return f.hint(
        f"The chart gives nothing for {f['file']}",
        *[f.swap(word, word.value.replace(f["file"], n)) for n in new if word],
        f"ls {folder}",
        why="Such a file is not there, or its condition is false.",
        sure=0.93,
    )


def _short(typed: str, name: str) -> bool:
    """svc.yaml for service.yaml: its letters in this order, the first one the same."""
    rest = iter(name)
    return typed[:1] == name[:1] and all(letter in rest for letter in typed)


@family.rule(
    on=("dependency", "dep", "dependencies"),
    when=(
        "no such host",
        "connection refused",
        "no repository definition",
        "not found in",
        "no cached repository",
        "can't get a valid version",
        "timeout",
    ),
    says=r"Unable to get an update from the \"(?P<url>[^\"]+)\" chart repository|no repository definition for @?(?P<alias>[\w-]+)|can't get a valid version for (?:(?P<count>\d+) subchart\(s\): |repositories )\"?(?P<chart>[\w-]+)\"?|(?P<named>[\w-]+) chart not found in repo (?P<repo>\S+)",
)
def dependency_source(f: Failed) -> Advice | None:
    """A dependency whose repository is not added or not reached, or that has no such version."""
    chart_file = in_chart(f, "Chart.yaml")
    alias = f["alias"]
    if alias and alias not in ("https", "http"):
        near = nearest(alias, repositories(f))
        url = REPOSITORIES.get(alias, "<url>")
        return f.hint(
            f"The repository {alias} has not been added",
            edit(chart_file, line_of(f, chart_file, "repository")) if near else None,
            f.first(f"helm repo add {alias} {url}"),
            "helm repo list",
            why=f"Chart.yaml says @{alias}; there is {near[0]}." if near else "",
            sure=0.96,
            verified=url != "<url>",
        )
    if f["url"]:
        return f.hint(
            f"The chart repository {f['url']} cannot be reached",
            f"curl -sI {f['url'].rstrip('/')}/index.yaml",
            edit(chart_file, line_of(f, chart_file, "dependencies"))
            if f.local.is_file(chart_file)
            else None,
            why="Its address stands in Chart.yaml.",
            sure=0.96,
        )
    name = f["chart"] or f["named"]
    if not name:
        return None
    known = list(repositories(f))
    return f.hint(
        f"The repository has no chart {name}"
        if f["named"]
        else f"No version of {name} is as Chart.yaml wants it",
        f"helm search repo {name} --versions" if known else None,
        edit(chart_file, line_of(f, chart_file, "dependencies"))
        if f.local.is_file(chart_file)
        else None,
        sure=0.95,
    )


@family.rule(
    when=(
        "chart requires kubeVersion",
        "is not a valid SemVer",
        "Invalid Semantic Version",
        "chart.metadata.version",
        "invalid semantic version",
    ),
    says=r"chart requires kubeVersion: (?P<wants>\S+(?: \S+)?) which is incompatible with Kubernetes (?P<has>\S+)|version ['\"]?(?P<version>[^'\"\n]+?)['\"]? is (?:not a valid SemVer|invalid)|[Ii]nvalid [Ss]emantic [Vv]ersion",
)
def chart_version(f: Failed) -> Advice:
    """The chart is for another version of Kubernetes, or its own version is none."""
    file = in_chart(f, "Chart.yaml")
    if f["wants"]:
        return f.hint(
            f"The chart wants Kubernetes {f['wants']}, and the cluster is {f['has']}",
            edit(file, line_of(f, file, "kubeVersion"))
            if f.local.is_file(file)
            else f"helm search repo {w.raw} --versions"
            if (w := chart_word(f))
            else None,
            why="Another version of the chart may do.",
            sure=0.95,
        )
    typed = option_word(f, "--version", "--app-version")
    said = f["version"] or (typed.value if typed else "")
    option = typed or next((w for w in f.rest if said and w.value.endswith(said)), None)
    return f.hint(
        f"{said or 'That'} is not a version: 1.2.3 is",
        f.swap(option, option.value.replace(said, _semver(said)))
        if option
        else edit(file, line_of(f, file, "version"))
        if f.local.is_file(file)
        else None,
        sure=0.93,
        verified=False,
    )


def _semver(text: str) -> str:
    """The nearest that is one: v1.x -> 1.0.0."""
    parts = re.findall(r"\d+|(?<=\.)[x*]", text)[:3]
    return ".".join([*(p if p.isdigit() else "0" for p in parts), "0", "0", "0"][:3])
