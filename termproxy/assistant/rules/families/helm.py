# ruff: noqa: E501  (messages stay whole, to be searched for)
"""helm: repositories, charts, releases."""

from __future__ import annotations

import os

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.helm_known import (
    CHARTS,
    REPOSITORIES,
    charts,
    releases,
    repositories,
)
from termproxy.assistant.rules.families.kubernetes import names, namespace_flag
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest

family = Family("helm", "helm", "helmfile")


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


def _searched(f: Failed, name: str) -> str:
    """REPOSITORY/CHART: of the line, of the chart's dependencies, or of the lists here."""
    word = next((w.value for w in f.rest if w.value.endswith(f"/{name}")), "")
    if word and not word.startswith((".", "/", "oci:")):
        return word
    return next((f"{r}/{name}" for r, found in charts(f).items() if name in found), name)


def release(f: Failed) -> str:
    plain = names(f)
    if f.sub == "get":  # get values RELEASE
        plain = plain[1:]
    return plain[0].raw if plain else "<release>"


@family.rule(
    when=("repo ", "no repositories", "no repository definition for"),
    says=r"no repository definition for https?://|repo (?P<name>\S+) not found|no repositories (?:configured|to show|found)|no repo named \"(?P<named>[^\"]+)\" found",
)
def no_repo(f: Failed) -> Advice | None:
    """A chart repository that was never added."""
    if "found matching" in f.output:
        return None
    chart = chart_word(f)
    mine = repositories(f)
    near = nearest(f["name"], mine) if f["name"] and f["name"] not in REPOSITORIES else []
    if near and chart:
        return f.hint(
            f"The chart repository {f['name']} has not been added",
            *[f.swap(chart, chart.value.replace(f["name"], n, 1)) for n in near],
            "helm repo list",
            sure=0.95,
        )
    name = (
        f["name"]
        or f["named"]
        or (chart.value.split("/")[0] if chart and "/" in chart.value else "")
    )
    url = REPOSITORIES.get(name)
    if f.sub == "repo" and f.rest and f.rest[0].value in ("remove", "rm"):
        typed = f.rest[-1]
        near = nearest(typed.value, repositories(f))
        return f.hint(
            f"There is no repository {typed.value}",
            *[f.swap(typed, n) for n in near],
            "helm repo list",
            sure=0.95,
        )
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
    says=r"path \"(?P<path>[^\"]+)\" not found|non-absolute URLs should be in form of repo_name/path_to_chart, got: (?P<bare>\S+)|chart \"(?P<chart>[^\"]+)\" (?:version \"(?P<version>[^\"]+)\" |matching (?P<matching>\S*) ?)?not found|failed to download \"(?P<download>[^\"]+)\"|Chart\.yaml file is missing|(?<!found: )open (?P<values>(?!\S*-index\.yaml)\S+\.ya?ml): no such file",
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
        return _no_folder(f, word)
    name = f["bare"] or f["chart"] or f["download"]
    if f["version"] or f["matching"]:
        return f.hint(
            f"{name} has no version {f['version'] or f['matching']}",
            f"helm search repo {_searched(f, name)} --versions",
            f.first("helm repo update"),
            sure=0.92,
        )
    full = word.value if word else name
    offered = charts(f)
    repo, _, last = full.rpartition("/")
    mine = {c: f"{r}/{c}" for r, found in offered.items() for c in found if repo in ("", r)}
    near = nearest(last, list(mine) or CHARTS)
    if "/" not in full and name in mine and word:  # the repository's name is missing
        return f.hint(
            f"A chart is named REPOSITORY/CHART: {mine[name]}",
            f.swap(word, mine[name]),
            sure=0.95,
        )
    folder = name if f.local.is_file(f"{name}/Chart.yaml") else ""
    return f.hint(
        f"There is no chart {name}",
        f.swap(word, f"./{folder}") if folder and word else None,
        *[f.swap(word, mine.get(n) or f"{repo}/{n}") for n in near if word and (repo or n in mine)],
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


def _no_folder(f: Failed, word: Word | None) -> Advice:
    """A chart that is a folder, which is not there or holds none."""
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


def _other_release(f: Failed) -> list[Fix]:
    word = next(
        (
            w
            for w in names(f)
            if w.value not in ("values", "manifest", "notes", "all", "hooks", "metadata")
        ),
        None,
    )
    near = nearest(word.value, releases(f), limit=2) if word else []
    return [Fix(f.swap(word, n), verified=False) for n in near if word]


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
    lambda f: _other_release(f),
    lambda f: f.swap("upgrade", "upgrade --install", bare=True),
    lambda f: f"helm list -A --all | grep {release(f)}",
    when="has no deployed releases",
    sure=0.95,
)


@family.rule(on=("status", "get"), when="release: not found")
def revision_asked(f: Failed) -> Advice | None:
    """--revision of a release that has no such one: helm says that the release is not there."""
    if not f.has("--revision"):
        return None
    return f.hint(
        "The release has no such revision, or does not exist",
        f"helm history {release(f)}{namespace_flag(f)}",
        f"helm list -A | grep {release(f)}",
        sure=0.96,
    )


family.hint(
    "no-release",
    "There is no release of that name in this namespace",
    lambda f: _other_release(f),
    lambda f: (
        f"helm list -A | grep {release(f)}"
        if f.sub in ("uninstall", "status", "get", "history", "rollback", "delete", "del", "test")
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


@family.rule(when="must either provide a name or specify --generate-name")
def name_or_generate(f: Failed) -> Advice:
    """`helm install` with one word only: a chart without a name, or a name without a chart."""
    word = chart_word(f)
    if word is None or "/" in word.value or word.value.endswith((".", ".tgz")):
        chart = True
    else:
        chart = f.local.is_file(f"{word.value}/Chart.yaml")
    if chart or word is None:
        return f.hint(
            "The release needs a name",
            f.insert(os.path.basename(word.value), after=f.sub_word)
            if word and f.sub_word
            else None,
            f.append("--generate-name"),
            sure=0.96,
        )
    below = [os.path.dirname(p) for p in f.local.elsewhere("Chart.yaml")]
    here = ["."] if f.local.exists("Chart.yaml") else [f"./{b}" for b in below]
    of_repository = [f"{r}/{word.value}" for r, found in charts(f).items() if word.value in found]
    places = [*here, *of_repository][:2]
    return f.hint(
        "The chart is missing: NAME and CHART",
        [f.append(place) for place in places] or f.append("<chart>"),
        "helm search repo",
        sure=0.96,
        verified=bool(places),
    )


family.hint(
    "exists-unowned",
    "An object of that name exists and is not helm's",
    lambda f: f.append("--take-ownership"),
    lambda f: (
        f"kubectl delete {m[1].lower()} {m[2]}{f' -n {m[3]}' if m[3] else ''} && {f.text}"
        if (
            m := f.find(
                r"(?:: |existing resource )(\w+) \"([^\"]+)\"(?: in namespace \"([^\"]*)\")? exists and cannot be imported"
            )
        )
        else ""
    ),
    why="helm 3.17 and later can take it over.",
    when="exists and cannot be imported into the current release",
    sure=0.88,
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
