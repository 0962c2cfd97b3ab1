# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: words and values of its command lines that are not in the form it wants."""

from __future__ import annotations

import json
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family, names, namespace_flag
from termproxy.assistant.rules.families.kubernetes_known import entries, option_word
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

kubectl = ("kubectl", "oc", "k", "k3s")


@family.rule(
    on="create", programs=kubectl, when="unknown flag: --", says=r"unknown flag: (?P<flag>--[\w-]+)"
)
def create_what(f: Failed) -> Advice | None:
    """`create secret NAME --from-literal`, `create pod NAME --image`: the kind before the name."""
    words = [w for w in f.rest if not w.is_option]
    kind = words[0].value if words else ""
    if kind == "secret" and f["flag"] in (
        "--from-literal",
        "--from-file",
        "--from-env-file",
        "--type",
    ):
        return f.hint(
            "A secret's type stands before its name: generic, tls or docker-registry",
            f.insert("generic", after=words[0]),
            sure=0.97,
        )
    if kind == "secret" and f["flag"].startswith(("--docker-", "--cert", "--key")):
        sort = "tls" if f["flag"] in ("--cert", "--key") else "docker-registry"
        return f.hint(
            f"A {sort} secret needs its type before its name",
            f.insert(sort, after=words[0]),
            sure=0.97,
        )
    if kind in ("pod", "pods", "po") and f.sub_word and len(words) > 1:
        return f.hint(
            "A single pod is made by kubectl run",
            f.line.edit((f.sub_word.start, words[0].end, "run")),
            why="kubectl create has no sub-command pod.",
            sure=0.97,
        )
    if kind in ("service", "svc") and f["flag"] in ("--tcp", "--node-port", "--clusterip"):
        sort = "nodeport" if f["flag"] == "--node-port" else "clusterip"
        return f.hint(
            "A service's type stands before its name: clusterip, nodeport, loadbalancer or externalname",
            f.insert(sort, after=words[0]),
            sure=0.97,
        )
    return None


@family.rule(
    on=("label", "annotate"),
    when=("at least one label update is required", "at least one annotation update is required"),
    says=r"at least one (?P<what>label|annotation) update",
)
def label_missing(f: Failed) -> Advice:
    """`label pod x tier`, `annotate deploy x owner me`: KEY=VALUE."""
    words = names(f)
    skip = 1 if words and "/" in words[0].value else 2
    key, value = ([*list(words[skip:]), None, None])[:2]
    fix = f.append("<key>=<value>")
    if key is not None and value is not None and len(words) == skip + 2:
        fix = f.line.edit((key.start, value.end, f"{key.raw}={value.raw}"))
    elif key is not None:
        fix = f.swap(key, f"{key.raw}=<value>", bare=True)
    shown = " ".join(w.raw for w in words[:skip])
    return f.hint(
        f"{'A label' if f['what'] == 'label' else 'An annotation'} is given as KEY=VALUE",
        fix,
        f"kubectl get {shown}{namespace_flag(f)} --show-labels"
        if shown and f["what"] == "label"
        else None,
        why="KEY- takes it away.",
        sure=0.93,
    )


EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


@family.rule(
    on="taint",
    when=("taint",),
    says=r"at least one taint update is required|invalid taint (?:effect|spec): (?P<spec>[^,\n]+)",
)
def taint_effect(f: Failed) -> Advice | None:
    """A taint is KEY=VALUE:EFFECT."""
    words = [w for w in f.rest if not w.is_option]
    wrong = f["spec"].strip()
    word = next(
        (w for w in reversed(words) if wrong and wrong in w.value),
        words[-1] if len(words) > 2 else None,
    )
    if word is None:
        return f.hint("A taint is KEY=VALUE:EFFECT", f.append("<key>=<value>:NoSchedule"), sure=0.9)
    head, colon, effect = word.value.partition(":")
    near = (
        nearest(effect, EFFECTS)
        or [e for e in EFFECTS if effect and e.lower().startswith(effect.lower()[:6])]
        if colon
        else []
    )
    return f.hint(
        f"{effect} is no effect of a taint"
        if colon and effect
        else "A taint ends in its effect, like :NoSchedule",
        *[f.swap(word, f"{head}:{e}") for e in near[:1]],
        f.swap(word, f"{head}:NoSchedule"),
        why=f"Effects: {', '.join(EFFECTS)}.",
        sure=0.95,
    )


@family.rule(
    on="patch",
    when=("looking for beginning of", "unable to parse", "after object key", "cannot unmarshal"),
    says=r"invalid character '(?P<char>.+?)' (?:looking for|after)|unable to parse \"(?P<what>[^\n]+)\": |json: cannot unmarshal \w+ into",
)
def patch_json(f: Failed) -> Advice | None:
    """A patch that is no JSON: names without quotes, single quotes inside, NAME=VALUE."""
    word = option_word(f, "-p", "--patch")
    if word is None or word.raw.startswith("{"):  # the shell's doing: patch_quotes
        return None
    text = word.value.strip()
    pair = re.fullmatch(r"([\w.]+)=(.+)", text)
    if pair:
        value = pair[2] if re.fullmatch(r"\d+|true|false", pair[2]) else json.dumps(pair[2])
        keys = pair[1].split(".") if "." in pair[1] else ["spec", pair[1]]
        body = "".join(f'{{"{key}":' for key in keys) + value + "}" * len(keys)
        return f.hint("A patch is JSON or YAML, no NAME=VALUE", f.swap(word, body), sure=0.92)
    mended = re.sub(r"'", '"', text)
    mended = re.sub(r"([{,]\s*)([A-Za-z_][\w./-]*)(\s*:)", r'\1"\2"\3', mended)
    mended = re.sub(
        r"(:\s*)([A-Za-z_][\w./-]*)(\s*[,}\]])",
        lambda m: m[0] if m[2] in ("true", "false", "null") else f'{m[1]}"{m[2]}"{m[3]}',
        mended,
    )
    mended = re.sub(r",(\s*[}\]])", r"\1", mended)
    mended += "}" * (mended.count("{") - mended.count("}"))
    try:
        json.loads(mended)
    except ValueError:
        return f.hint(
            "The patch is not valid JSON",
            why="Names and texts in double quotes, the whole in single ones.",
            sure=0.85,
        )
    return f.hint(
        "The patch is not valid JSON: names and texts need double quotes",
        f.line.edit((word.start, word.end, quote(mended))) if mended != text else None,
        sure=0.94,
    )


@family.rule(
    when="invalid literal source",
    says=r"invalid literal source (?P<what>[^,\n]+), expected key=value",
)
def literal(f: Failed) -> Advice:
    """--from-literal=NAME without a value."""
    word = next((w for w in f.rest if w.value.endswith(f["what"])), None)
    return f.hint(
        f"--from-literal wants NAME=VALUE, not {f['what']}",
        f.swap(word, f"{word.raw}=<value>", bare=True) if word else None,
        sure=0.94,
        verified=False,
    )


# From the source: what stands after "error: ", and what to add to the line.
for name, said, title, added in (
    ("rule-resource", "at least one resource must be specified", "The rule needs --resource", "--resource=<resource>"),
    ("rule-verb", "at least one verb must be specified", "The rule needs --verb", "--verb=get,list,watch"),
    ("binding-role", "exactly one of clusterrole or role must be specified", "The binding needs one role: --clusterrole or --role", "--clusterrole=view"),
    ("binding-subject", "you must specify at least one value of user, group or serviceaccount", "The binding needs someone", "--serviceaccount=<namespace>:<name>"),
    ("wait-for", "--for", "kubectl wait needs to know what for", "--for=condition=Ready"),
    ("budget-amount", "one of min-available or max-unavailable must be specified", "The budget needs an amount", "--min-available=1"),
    ("docker-secret", "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required", "A registry secret needs server, user and password", "--docker-server=<registry> --docker-username=<user> --docker-password=<password>"),
    ("debug-image", "you must specify --image", "kubectl debug needs an image to bring along", "-it --image=busybox"),
    ("ingress-no-rule", "every ingress has to either specify a default-backend", "The ingress has no rule", "--rule='<host>/*=<service>:<port>'"),
    ("tty-stdin", "-i/--stdin is required for containers with -t/--tty=true", "-t without -i has no input", "-i"),
    ("force-stop", "--grace-period must have --force specified", "--grace-period=0 needs --force", "--force"),
):  # fmt: skip
    family.hint(
        name,
        title,
        lambda f, added=added: f.append(added),  # type: ignore[misc]
        when=said
        if name != "wait-for"
        else (
            "condition must be set",
            "must specify at least one --for",
            "unrecognized condition: []",
        ),
        programs=kubectl,
        sure=0.93,
    )


@family.rule(
    when="is invalid and should be in format host/path",
    says=r"rule (?P<rule>\S+) is invalid and should be in format (?P<form>host/path=svcname:svcport)",
)
def ingress_rule(f: Failed) -> Advice:
    """--rule of an ingress: host/path=service:port."""
    word = next((w for w in f.rest if w.value in (f["rule"], f"--rule={f['rule']}")), None)
    head, _, tail = f["rule"].partition("=")
    host = head if "/" in head else f"{head}/*"
    return f.hint(
        "A rule is HOST/PATH=SERVICE:PORT",
        f.swap(word, word.value.replace(f["rule"], f"{host}={tail or '<service>:<port>'}"))
        if word
        else None,
        sure=0.93,
        verified=False,
    )


CONFIG = {"cluster": "clusters", "context": "contexts", "user": "users", "auth info": "users"}


@family.rule(
    when=(
        "does not exist",
        "cannot delete cluster",
        "cannot delete user",
        "cannot rename the context",
        "no server found for cluster",
    ),
    says=r"(?P<what>cluster|auth info) \"(?P<name>[^\"]+)\" does not exist|cannot (?:delete|rename) (?:the )?(?P<kind>cluster|user|context) \"?(?P<old>[^\s,\"]+)\"?,? (?:not in|it's not in)|no server found for cluster \"(?P<served>[^\"]+)\"",
)
def config_name(f: Failed) -> Advice | None:
    """A cluster, user or context that the kubeconfig does not have."""
    what = f["what"] or f["kind"] or "cluster"
    name = f["name"] or f["old"] or f["served"]
    section = CONFIG[what]
    known = entries(f, section)
    near = nearest(name, known)
    word = next(
        (w for w in f.command.words[1:] if name in (w.value, w.value.rpartition("=")[2])), None
    )
    return f.hint(
        f"Your kubeconfig has no {'user' if what == 'auth info' else what} {name}",
        *[f.swap(word, word.value.replace(name, n)) for n in near if word],
        f"kubectl config get-{section}",
        why=f"It has: {', '.join(known[:5])}." if known else "",
        sure=0.96,
    )


@family.rule(
    on="explain",
    when='field "',
    says=r"field \"(?P<field>[^\"]+)\" does not exist",
)
def explain_field(f: Failed) -> Advice | None:
    """kubectl explain KIND.FIELD with a field that the kind does not have."""
    word = next(iter(names(f)), None)
    if word is None:
        return None
    path = word.value.split(".")
    at = path.index(f["field"]) if f["field"] in path else len(path) - 1
    near = nearest(f["field"], FIELDS, limit=2)
    return f.hint(
        f"There is no field {f['field']} in {'.'.join(path[:at])}",
        *[f.swap(word, ".".join([*path[:at], n, *path[at + 1 :]])) for n in near],
        f"kubectl explain {'.'.join(path[:at])}",
        sure=0.93,
    )


FIELDS = listed(
    """spec status metadata containers initContainers volumes volumeMounts env envFrom ports resources
    limits requests image imagePullPolicy imagePullSecrets command args livenessProbe readinessProbe
    startupProbe securityContext serviceAccountName nodeSelector affinity tolerations restartPolicy
    template replicas selector matchLabels strategy rollingUpdate labels annotations namespace name
    type clusterIP externalIPs loadBalancerIP sessionAffinity targetPort nodePort rules http paths
    backend service tls ingressClassName schedule jobTemplate concurrencyPolicy suspend backoffLimit
    completions parallelism ttlSecondsAfterFinished data stringData storageClassName accessModes
    volumeClaimTemplates serviceName updateStrategy minReadySeconds revisionHistoryLimit lifecycle
    hostNetwork dnsPolicy terminationGracePeriodSeconds persistentVolumeClaim configMap secret
    emptyDir hostPath items key valueFrom configMapKeyRef secretKeyRef fieldRef"""
)
family.hint(
    "copy-source",
    "{path} is not on this machine",
    lambda f: [f.swap(w, n) for w in [f.word(f["path"])] if w for n in f.local.near(f["path"])],
    lambda f: (
        f"ls {quote(d)}" if (d := f["path"].rpartition("/")[0]) and f.local.is_dir(d) else "ls"
    ),
    on="cp",
    when="doesn't exist in local filesystem",
    says=r"(?P<path>\S+) doesn't exist in local filesystem",
    sure=0.94,
)


@family.rule(
    when="recognized file extensions are",
    says=r"error reading \[?(?P<folder>[^\]\n]+?)\]?: recognized file extensions are",
)
def no_manifests(f: Failed) -> Advice:
    """-f FOLDER in which no manifest stands."""
    word = option_word(f, "-f", "--filename")
    folder = f["folder"].split()[0].rstrip("/")
    below = [
        d
        for d in f.local.folders(folder)
        if any(n.endswith((".yaml", ".yml", ".json")) for n in f.local.entries(f"{folder}/{d}"))
    ]
    kustom = [d for d in below if f.local.exists(f"{folder}/{d}/kustomization.yaml")]
    helm = f.local.exists(f"{folder}/Chart.yaml")
    return f.hint(
        f"No manifest stands in {folder}" + (" itself" if below else ""),
        f"helm install {folder.rsplit('/', 1)[-1]} {folder}" if helm else None,
        f.append("-R") if below and not kustom else None,
        *[
            f.line.edit((word.start, word.end, f"{folder}/{d}"))
            for d in below[:2]
            if word and not kustom
        ],
        *[f.text.replace(f"-f {word.raw}", f"-k {folder}/{d}") for d in kustom[:3] if word],
        f"ls {folder}" if not below and not helm else None,
        why="-R looks into folders below, too." if below and not kustom else "",
        sure=0.94,
    )


@family.rule(
    on=("apply", "create", "delete", "diff", "replace"),
    when="kustomization",
    says=r"\"(?P<file>(?:[^\"\n]*/)?kustomization\.ya?ml)\"|from \"(?P<other>[^\"]*kustomization\.ya?ml)\"|kind \"Kustomization\"",
)
def kustomization_file(f: Failed) -> Advice | None:
    """-f on a folder with a kustomization.yaml, which -k is for."""
    word = option_word(f, "-f", "--filename")
    if word is None:
        return None
    folder = word.value if f.local.is_dir(word.value) else word.value.rpartition("/")[0] or "."
    if not f.local.exists(f"{folder}/kustomization.yaml") and not f.local.exists(
        f"{folder}/kustomization.yml"
    ):
        return None
    flag = next(a for a, b in zip(f.command.words, f.command.words[1:], strict=False) if b is word)
    return f.hint(
        "A folder with a kustomization.yaml is applied with -k",
        f.line.edit((flag.start, word.end, f"-k {quote(folder)}")),
        sure=0.96,
    )
