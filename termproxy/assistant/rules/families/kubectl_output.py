# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: what to show and of which objects: selectors, columns, jsonpath; values of options."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family
from termproxy.assistant.rules.families.kubernetes_known import entries, known, option_word
from termproxy.assistant.world.spelling import nearest

# The fields that the API server selects by (`--field-selector`), besides metadata's.
SELECTED = {"status": "status.phase", "phase": "status.phase", "name": "metadata.name", "node": "spec.nodeName", "nodeName": "spec.nodeName", "namespace": "metadata.namespace"}  # fmt: skip


@family.rule(
    when="field label not supported",
    says=r"(?:\"(?P<kind>[^\"]+)\" that match label selector .*)?field label not supported: (?P<field>\S+)",
)
def field_selector(f: Failed) -> Advice:
    """--field-selector by a field that cannot be selected by."""
    word = next((w for w in f.rest if f["field"] in w.value), None)
    meant = SELECTED.get(f["field"], "")
    return f.hint(
        f"Objects cannot be selected by the field {f['field']}",
        f.swap(word, re.sub(rf"(?<![\w.]){re.escape(f['field'])}(?=[=!])", meant, word.value))
        if word and meant
        else None,
        why="Pods: metadata.name, metadata.namespace, status.phase, spec.nodeName and a few more.",
        sure=0.94,
    )


@family.rule(
    when=("unable to parse requirement", "that match label selector"),
    says=r"unable to parse requirement: (?P<why>[^\n]+)|that match label selector \"[^\"]+\", field selector \"\": found ",
)
def label_selector(f: Failed) -> Advice:
    """-l with a selector that is none."""
    word = option_word(f, "-l", "--selector") or next(
        (w for w in f.rest if w.value.startswith(("--selector=", "-l"))), None
    )
    text = word.value if word else ""
    mended = re.sub(r"\b(in|notin)\s+([\w.-]+)\s*$", r"\1 (\2)", text.strip(", "))
    return f.hint(
        "The label selector cannot be read",
        f.swap(word, mended) if word and mended != text else None,
        why="Like app=web,tier!=db or 'tier in (web,api)'.",
        sure=0.92,
    )


@family.rule(
    when=("jsonpath", "unclosed action", "custom-columns", "unrecognized identifier"),
    says=r"error parsing jsonpath (?P<path>.+?), (?P<why>[^\n]+)|unexpected custom-columns spec: (?P<columns>\S+?), expected",
)
def output_template(f: Failed) -> Advice:
    """-o jsonpath or custom-columns that cannot be parsed."""
    word = option_word(f, "-o", "--output") or next(
        (w for w in f.rest if w.value.startswith(("-o", "--output="))), None
    )
    if f["columns"]:
        column = f["columns"].split(",")[-1]
        path = {
            "name": ".metadata.name",
            "namespace": ".metadata.namespace",
            "status": ".status.phase",
            "node": ".spec.nodeName",
            "age": ".metadata.creationTimestamp",
        }.get(column.lower(), "<path>")
        return f.hint(
            f"A column is HEADER:PATH, and {column} has no path",
            f.swap(word, f"{word.value}:{path}") if word else None,
            sure=0.93,
        )
    text = word.value if word else ""
    mended = text + "}" * (text.count("{") - text.count("}"))
    bare = (
        f"{text.partition('=')[0]}={{{text.partition('=')[2]}}}"
        if text.count("=") and "{" not in text
        else ""
    )
    return f.hint(
        "The jsonpath cannot be read",
        f.swap(word, bare or mended) if word and (bare or mended) != text else None,
        why=f["why"][:120],
        sure=0.92,
    )


@family.rule(
    when="flag needs an argument",
    says=r"flag needs an argument: (?:'(?P<letter>\w)' in -\w+|(?P<flag>--[\w-]+))",
    programs=("kubectl", "oc", "k", "helm"),
)
def value_missing(f: Failed) -> Advice | None:
    """-n, --context and the like without their value: what the kubeconfig and the history know."""
    flag = f["flag"] or f"-{f['letter']}"
    if flag in ("-n", "--namespace"):
        found, what = list(known(f, "namespaces")), "<namespace>"
    elif flag in ("--context", "--kube-context", "--cluster", "--user"):
        what = f"<{flag.split('-')[-1]}>"
        found = entries(f, f"{flag.split('-')[-1]}s")
    else:
        return None
    word = next((w for w in reversed(f.command.words) if w.value == flag), None)
    if word is None:
        return None
    return f.hint(
        f"{flag} needs a value",
        [f.insert(name, after=word) for name in found[:2]] or f.insert(what, after=word),
        why=f"Known: {', '.join(found[:5])}." if found else "",
        sure=0.93,
        verified=bool(found),
    )


@family.rule(
    on="run",
    when=("invalid restart policy", "--image is required", "invalid image pull policy"),
    says=r"invalid (?P<what>restart policy|image pull policy): (?P<value>\S*)|--image is required",
)
def run_option(f: Failed) -> Advice:
    """kubectl run with a policy that there is not, or an empty image."""
    if not f["what"]:
        empty = next((w for w in f.rest if w.value == "--image="), None)
        return f.hint(
            "--image is empty: perhaps a variable is not set" if empty else "--image is required",
            f.swap(empty, "--image=<image>", bare=True) if empty else f.append("--image=<image>"),
            sure=0.93,
            verified=False,
        )
    names = (
        ("Always", "OnFailure", "Never")
        if "restart" in f["what"]
        else ("Always", "IfNotPresent", "Never")
    )
    near = nearest(f["value"], names) or [n for n in names if n.lower() == f["value"].lower()]
    word = next((w for w in f.rest if w.value.endswith(f["value"])), None)
    return f.hint(
        f"There is no {f['what']} {f['value']}",
        *[f.swap(word, word.value.replace(f["value"], n)) for n in (near or names) if word],
        why=f"There are {', '.join(names)}.",
        sure=0.94,
    )
