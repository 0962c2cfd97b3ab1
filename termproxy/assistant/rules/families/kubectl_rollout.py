# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: rollout, scale, set, label, expose and the like, and what they cannot do."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import _one, family, names, namespace_flag
from termproxy.assistant.rules.families.kubernetes_known import plural
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed


@family.rule(
    when=(
        "is already paused",
        "restart paused deployment",
        "rollback a paused deployment",
        "is not paused",
        "ing is not supported",
    ),
    says=r"(?P<kind>[a-z]+)(?:\.[\w.]+)? \"(?P<name>[^\"]+)\" (?:(?P<paused>is already paused|can't restart paused deployment)|(?P<not>is not paused)|(?P<verb>restart|paus|resum)ing is not supported)|(?P<undo>you cannot rollback a paused deployment)",
)
def paused(f: Failed) -> Advice:
    """A rollout that is paused, or not, or a kind that has none."""
    if f["verb"]:
        pod = f["kind"] == "pods"
        return f.hint(
            f"A {_one(f['kind'])} has no rollout",
            f"kubectl delete pod {f['name']}{namespace_flag(f)}"
            if pod and f["verb"] == "restart"
            else None,
            f"kubectl get deployments{namespace_flag(f)}",
            why="Deleted, it is started anew when a deployment owns it." if pod else "",
            sure=0.94,
        )
    target = f"{_one(f['kind'])}/{f['name']}" if f["name"] else names(f)[-1].raw
    if f["not"]:
        return f.hint(
            f"{f['name']} is not paused: there is nothing to resume",
            f"kubectl rollout status {target}{namespace_flag(f)}",
            sure=0.94,
        )
    return f.hint(
        "The rollout is paused",
        f"kubectl rollout resume {target}{namespace_flag(f)}",
        sure=0.95,
    )


@family.rule(
    on=("scale", "autoscale"),
    when=(
        "COUNT must be greater",
        "Expected replicas to be",
        "could not find the requested resource",
        "must be larger or equal to --min",
    ),
    says=r"COUNT must be greater than or equal to 0|Expected replicas to be (?P<typed>\d+), was (?P<is>\d+)|(?P<cannot>could not find the requested resource)|must be larger or equal to --min=MINPODS, max: (?P<max>\d+), min: (?P<min>\d+)",
)
def scale(f: Failed) -> Advice | None:
    """Numbers of --replicas, --current-replicas, --min, --max that do not fit, or a kind without."""
    words = {w.value.partition("=")[0]: w for w in f.rest if "=" in w.value}
    if f["typed"]:
        now = words.get("--current-replicas")
        return f.hint(
            f"It has {f['is']} replicas, not {f['typed']}",
            f.without(now) if now else None,
            why="--current-replicas lets it be scaled only from that number.",
            sure=0.95,
        )
    if f["max"]:
        low, high = words.get("--min"), words.get("--max")
        swapped = (
            f.line.edit(
                (low.start, low.end, f"--min={f['max']}"),
                (high.start, high.end, f"--max={f['min']}"),
            )
            if low and high
            else None
        )
        return f.hint(f"--max ({f['max']}) is below --min ({f['min']})", swapped, sure=0.95)
    if f["cannot"]:
        kind = plural(names(f)[0].value.split("/")[0]) if names(f) else ""
        if not kind or kind in ("deployments", "statefulsets", "replicasets"):
            return None
        return f.hint(
            f"{kind.capitalize()} cannot be scaled",
            f"kubectl get deployments,statefulsets{namespace_flag(f)}",
            why="Deployments, stateful sets and replica sets can.",
            sure=0.92,
        )
    count = words.get("--replicas")
    number = re.search(r"=-(\d+)", count.value) if count else None
    return f.hint(
        "--replicas wants a number from 0 on",
        f.swap(count, f"--replicas={number[1]}") if count and number else None,
        sure=0.93,
    )


@family.rule(
    on=("set", "create"),
    when="expected <resource>=<value>",
    says=r"Invalid argument syntax (?P<what>[^,\n]*), expected <resource>=<value>",
)
def set_resources(f: Failed) -> Advice:
    """set resources --limits=cpu without an amount."""
    word = next((w for w in f.rest if f["what"] and w.value.endswith(f["what"])), None)
    amount = {"cpu": "500m", "memory": "256Mi"}.get(f["what"], "<amount>")
    return f.hint(
        f"An amount is given as NAME=AMOUNT, not {f['what']}",
        f.swap(word, f"{word.raw}={amount}", bare=True) if word else None,
        sure=0.93,
        verified=False,
    )


@family.rule(on="set", when="there is no need to specify a resource type")
def set_env(f: Failed) -> Advice | None:
    """set env KIND/NAME NAME without =VALUE: taken for another object."""
    plain = [w for w in f.rest if not w.is_option]
    if not plain or plain[0].value not in ("env", "image"):
        return None
    bare = [w for w in plain[1:] if not re.search(r"[/=]|-$", w.value)]
    target = next((w for w in plain[1:] if "/" in w.value), None)
    if len(bare) != 1 or target is None:
        return None
    listing = f"kubectl set env {target.raw}{namespace_flag(f)} --list"
    return f.hint(
        f"{bare[0].value} has no value: NAME=VALUE sets it, NAME- takes it away",
        f.swap(bare[0], f"{bare[0].raw}=<value>", bare=True),
        listing if plain[0].value == "env" else None,
        sure=0.95,
        verified=False,
    )


@family.rule(
    on=("label", "annotate"),
    when=(
        "invalid label value",
        "invalid label key",
        "metadata.annotations: Invalid value",
        "metadata.labels: Invalid value",
    ),
    says=r"invalid label (?:value|key):? \"(?P<pair>[^\"]+)\": |metadata\.(?:annotations|labels): Invalid value: \"(?P<key>[^\"]+)\": ",
)
def label_form(f: Failed) -> Advice:
    """A label's name or value, or an annotation's name, with characters it may not have."""
    said = f["pair"] or f["key"]
    word = next((w for w in f.rest if said in w.value), None)
    new = re.sub(r"[^\w./=-]+", "-", word.value).strip("-._") if word else ""
    return f.hint(
        f"{said} holds characters that it may not",
        f.swap(word, new) if word and new != word.value else None,
        why="Letters, digits, '-', '_' and '.', 63 at most; other texts are for an annotation's value.",
        sure=0.95,
    )


PORTS = {"http": "80", "https": "443", "postgres": "5432", "mysql": "3306", "redis": "6379"}


@family.rule(
    on="expose",
    when=(
        "cannot expose a",
        "strconv.Atoi",
        "strconv.ParseInt",
        "the pod has no labels",
        "Service is defined without a selector",
    ),
    says=r"cannot expose a (?P<kind>\w+)|strconv\.\w+: parsing \"(?P<port>[^\"]+)\"|(?P<bare>the pod has no labels)|invalid service '(?P<service>[^']+)'",
)
def expose(f: Failed) -> Advice:
    """expose of what has no pods, or with a port that is no number."""
    if f["port"]:
        number = PORTS.get(f["port"].lower())
        word = next((w for w in f.rest if w.value in (f["port"], f"--port={f['port']}")), None)
        return f.hint(
            "--port wants a number",
            f.swap(word, word.value.replace(f["port"], number)) if word and number else None,
            sure=0.94,
        )
    if f["bare"]:
        pod = next((w.value.split("/")[-1] for w in reversed(names(f))), "<pod>")
        return f.hint(
            "The pod has no labels, by which a service would find it",
            f.first(f"kubectl label pod {pod} app={pod}{namespace_flag(f)}"),
            sure=0.94,
        )
    return f.hint(
        f"A {f['kind']} cannot be exposed"
        if f["kind"]
        else f"The service {f['service']} selects no pods",
        f"kubectl get deployments,pods{namespace_flag(f)}",
        why="Pods, deployments, replica sets and services can.",
        sure=0.93,
    )


family.hint(
    "can-i-form",
    "can-i wants a verb and a kind",
    lambda f: f.append("--list"),
    lambda f: f.append("get pods"),
    on="auth",
    when="you must specify two arguments: verb resource",
    sure=0.95,
)
family.hint(
    "no-taint",
    "The node has no taint {taint}",
    lambda f: (
        f"kubectl get node {w[1].raw} -o jsonpath='{{.spec.taints}}'"
        if len(w := names(f)) > 1
        else "kubectl describe nodes"
    ),
    on="taint",
    when="not found",
    says=r"taint \"(?P<taint>[^\"]+)\" not found",
    sure=0.95,
)
family.hint(
    "request-timeout",
    "A timeout is a number with its unit: 30s, 2m, 1h",
    lambda f: [
        f.swap(w, "--request-timeout=30s")
        for w in f.rest
        if w.value.startswith("--request-timeout=")
    ],
    when="Invalid timeout value. Timeout must be",
    sure=0.94,
)


@family.rule(
    when="must have a single resource and name",
    says=r"arguments in resource/name form must have a single resource and name",
)
def several_kinds(f: Failed) -> Advice | None:
    """`get pod,svc/web`: several kinds before one slash."""
    word = next((w for w in f.rest if re.fullmatch(r"[\w.]+(?:,[\w.]+)+/\S+", w.value)), None)
    if word is None:
        return None
    kinds, _, name = word.value.partition("/")
    each = " ".join(f"{kind}/{name}" for kind in kinds.split(","))
    return f.hint(
        "KIND/NAME takes one kind",
        f.swap(word, each, bare=True),
        f.swap(word, kinds),
        sure=0.94,
    )


KREW = "https://krew.sigs.k8s.io/docs/user-guide/setup/install/"
PLUGINS = listed(
    """krew ctx ns neat tree stern who-can view-secret images access-matrix node-shell
    resource-capacity sniff cert-manager cnpg argo-rollouts oidc-login konfig"""
)


@family.rule(when='unknown command "', says=r"unknown command \"(?P<name>[\w-]+)\" for \"kubectl\"")
def plugin(f: Failed) -> Advice | None:
    """A sub-command that a plugin brings."""
    name = f["name"]
    if name not in PLUGINS or (name in ("ctx", "ns") and f.rest):
        return None
    krew = f.local.which("kubectl-krew")
    return f.hint(
        f"kubectl {name} is a plugin that is not installed",
        f.first(f"kubectl krew install {name}") if krew and name != "krew" else None,
        {"ctx": "kubectl config get-contexts", "ns": "kubectl get namespaces"}.get(name),
        "kubectl plugin list",
        why=f"How to: {KREW}"
        if name == "krew"
        else f"krew installs it: kubectl krew install {name}.",
        sure=0.96,
    )


PROPERTIES = ("current-context", "contexts", "clusters", "users", "preferences")


@family.rule(
    on="config", when="unable to parse", says=r"unable to parse (?P<name>\S+) after \[[^\]]*\] at"
)
def property_name(f: Failed) -> Advice:
    """config set or unset of a property that there is not."""
    word = next((w for w in f.rest if f["name"] in w.value.split(".")), None)
    near = nearest(f["name"], PROPERTIES)
    return f.hint(
        f"The kubeconfig has no property {f['name']}",
        *[f.swap(word, word.value.replace(f["name"], n)) for n in near if word],
        why=f"It has {', '.join(PROPERTIES)}.",
        sure=0.95,
    )
