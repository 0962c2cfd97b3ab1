"""What this machine knows of a cluster without asking it.

Names of objects stand in the manifests of the folder and in the history; kinds in the discovery
cache that kubectl keeps (~/.kube/cache/discovery/HOST_PORT/GROUP/VERSION/serverresources.json);
contexts, users and clusters in the kubeconfig.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from termproxy.assistant.advice import Fix
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# Plural, singular, then the short names: as `kubectl api-resources` has them.
KINDS = tuple(
    tuple(row.split())
    for row in """pods pod po
services service svc
deployments deployment deploy
replicasets replicaset rs
statefulsets statefulset sts
daemonsets daemonset ds
jobs job
cronjobs cronjob cj
configmaps configmap cm
secrets secret
ingresses ingress ing
namespaces namespace ns
nodes node no
persistentvolumes persistentvolume pv
persistentvolumeclaims persistentvolumeclaim pvc
serviceaccounts serviceaccount sa
horizontalpodautoscalers horizontalpodautoscaler hpa
networkpolicies networkpolicy netpol
poddisruptionbudgets poddisruptionbudget pdb""".splitlines()
)
PLURAL = {word: row[0] for row in KINDS for word in row}
WORKLOADS = ("deployments", "statefulsets", "daemonsets")
FOLDERS = (".", "k8s", "kubernetes", "manifests", "deploy", "base")
DOCUMENT = re.compile(r"^---.*$", re.MULTILINE)
CACHE = "~/.kube/cache/discovery"
MOST_FILES = 80  # of the discovery cache; a cluster with operators has some 60
MOST_LINES = 400  # of the history


def plural(kind: str) -> str:
    """ "deploy.apps" -> "deployments"; a kind that is not known stays as it is."""
    word = kind.split(".")[0].lower()
    return PLURAL.get(word, word)


def kubeconfig(f: Failed) -> str:
    """The file that kubectl reads: of the line, of the environment, or the usual one."""
    words = f.command.words
    for flag, value in itertools.pairwise(words):
        if flag.value == "--kubeconfig":
            return value.value
    for word in (*f.command.prefix, *words):
        name, equals, path = word.value.partition("=")
        if equals and name in ("KUBECONFIG", "--kubeconfig"):
            return path
    return f.local.environ.get("KUBECONFIG", "").split(":")[0] or "~/.kube/config"


def entries(f: Failed, section: str) -> list[str]:
    """Names in a section of the kubeconfig: contexts, clusters or users."""
    block = re.search(rf"^{section}:\n((?:[ -].*\n?)*)", f.local.text(kubeconfig(f)), re.MULTILINE)
    return re.findall(r"^ *(?:- |  )name: (\S+)", block[1], re.MULTILINE) if block else []


def current(f: Failed) -> str:
    found = re.search(r"^current-context: *\"?([^\s\"]+)", f.local.text(kubeconfig(f)), re.M)
    return found[1] if found else ""


def declared(f: Failed) -> Iterator[tuple[str, str]]:
    """(plural, name) of every object in the manifests of this folder and the usual ones below."""
    for folder in FOLDERS:
        files = [n for n in f.local.entries(folder) if n.endswith((".yaml", ".yml"))]
        for name in files[:20]:
            for text in DOCUMENT.split(f.local.text(f"{folder}/{name}", 32 * 1024)):
                kind = re.search(r"^kind: *(\w+)", text, re.MULTILINE)
                named = re.search(r"^metadata:\n(?: +.*\n)*? +name: *[\"']?([\w.-]+)", text, re.M)
                if kind and named:
                    yield plural(kind[1]), named[1]


def mentioned(f: Failed) -> Iterator[tuple[str, str]]:
    """(plural, name) of what earlier kubectl lines named, the latest first."""
    for line in reversed(f.case.history[-MOST_LINES:]):
        words = line.split()
        if not {"kubectl", "k", "oc"}.intersection(words[:3]) or line.strip() == f.text:
            continue
        for one, two in itertools.zip_longest(words[1:], words[2:], fillvalue=""):
            kind, slash, name = one.partition("/")
            if slash and kind in PLURAL and name:
                yield plural(kind), name
            elif one in PLURAL and re.fullmatch(r"[a-z0-9][\w.-]+", two):
                yield plural(one), two
            elif one in ("-n", "--namespace") and two:
                yield "namespaces", two


def known(f: Failed, kind: str) -> dict[str, bool]:
    """Names of objects of a kind -> whether a manifest here declares them."""
    seen = {name: True for what, name in declared(f) if what == kind}
    for what, name in mentioned(f):
        if what == kind:
            seen.setdefault(name, False)
    if kind == "namespaces":
        for name in re.findall(r"^ +namespace: *(\S+)", f.local.text(kubeconfig(f)), re.M):
            seen.setdefault(name, True)
    return seen


def instead(f: Failed, kind: str, name: str) -> list[Fix]:
    """The line with the name that `name` may be a slip of."""
    names = known(f, kind)
    word = next((w for w in f.rest if name in re.split(r"[/=]", w.value)), None)
    if word is None:
        return []
    made = [(n, f.swap(word, word.value.replace(name, n))) for n in nearest(name, names, limit=2)]
    return [Fix(line, verified=names[n]) for n, line in made if line]


def workload(f: Failed, name: str) -> str:
    """ "deployment/web", when manifests or history know `name` as one (or as a StatefulSet...)."""
    for kind, other in (*declared(f), *mentioned(f)):
        if other == name and kind in WORKLOADS:
            return f"{kind.removesuffix('s')}/{name}"
    return ""


def cluster_kinds(f: Failed) -> list[str]:
    """Kinds of the clusters that kubectl has asked, with their singular and short names."""
    found: list[str] = []
    budget = MOST_FILES
    for host in f.local.folders(CACHE)[:4]:
        for group in f.local.folders(f"{CACHE}/{host}"):
            path = f"{CACHE}/{host}/{group}"
            versions = [v for v in f.local.folders(path) if f.local.is_file(f"{path}/{v}/{FILE}")]
            files = [f"{path}/{FILE}", *(f"{path}/{v}/{FILE}" for v in versions)]
            for file in files if budget > 0 else ():
                budget -= 1
                text = f.local.text(file)
                found += re.findall(r'"(?:name|singularName)":"([a-z0-9-]+)"', text)
                short = re.findall(r'"shortNames":\[([^\]]+)\]', text)
                found += [name for names in short for name in re.findall(r'"([^"]+)"', names)]
    return list(dict.fromkeys(found))


FILE = "serverresources.json"


def option_word(f: Failed, *options: str) -> Word | None:
    """The value of an option, as its own word; None when it is joined or not there."""
    for flag, value in itertools.pairwise(f.command.words):
        if flag.value in options:
            return value
    return None


def manifest(f: Failed) -> str:
    """What -f names: one local file or ""."""
    joined = next(
        (w.value.split("=", 1)[1] for w in f.rest if re.match(r"(-f|--filename)=", w.value)), ""
    )
    word = option_word(f, "-f", "--filename")
    path = word.value if word else joined
    if f.local.is_dir(path):
        named = f.find(r"(?:ing|from|object|read) \"(?P<file>[^\"\n]+\.(?:ya?ml|json))\"")
        path = named["file"] if named else ""
        path = path if f.local.exists(path) else ""
    return "" if path.startswith(("http://", "https://")) or path == "-" else path


def at(f: Failed, file: str, key: str) -> str:
    """The line of the first `key:` in a manifest, as text; "" when there is none."""
    return along(f, file, [key]) if file and key else ""


def along(f: Failed, file: str, keys: list[str], value: str = "") -> str:
    """The line of the last of `keys`, each looked for below the one before it.

    `value` prefers a line that also holds this text; a key that does not occur is passed over.
    """
    rows = f.local.text(file).split("\n") if file else []
    place = 0
    for last, key in ((key == keys[-1], key) for key in keys):
        pattern = re.compile(rf"(?:^|[{{,])\s*(?:- +)?[\"']?{re.escape(key)}[\"']?\s*:")
        found = [n for n, row in enumerate(rows[place:], place + 1) if pattern.search(row)]
        if last and value:
            found = [n for n in found if value in rows[n - 1]] or found
        elif not last:
            found = found[:1]
        if found:
            place = found[0] if last else found[0] - (1 if rows[found[0] - 1].count(":") > 1 else 0)
        elif last:
            place = 0
    return str(place) if place else ""


STRAY = {  # what people call them
    word: meant
    for row in """srv svc
serv svc
svcs svc
dep deploy
depl deploy
deps deploy
dpl deploy
container pods
containers pods
config cm
configs cm
conf cm
cmap cm
vol pv
volume pv
volumes pv
claims pvc
account sa
accounts sa
autoscaler hpa
stateful sts
cron cj""".splitlines()
    for word, meant in [listed(row)]
}
