# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl and kustomize: kustomizations, and files that secrets and config maps are made from."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family
from termproxy.assistant.rules.families.kubernetes_known import declared, option_word, plural
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest

FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
KUSTOMIZATION = (
    "resources", "patches", "images", "configMapGenerator", "secretGenerator", "generatorOptions",
    "namespace", "namePrefix", "nameSuffix", "commonLabels", "commonAnnotations", "labels",
    "components", "replicas", "transformers", "generators", "replacements", "helmCharts", "crds",
    "configurations", "openapi", "patchesStrategicMerge", "patchesJson6902", "buildMetadata",
    "validators", "vars", "bases",
)  # fmt: skip


def row_of(rows: list[str], text: str, *, start: bool = False) -> str:
    """The number of the first line with a text (or that starts with it); "" when there is none."""
    numbers = (
        n for n, row in enumerate(rows, 1) if (row.startswith(text) if start else text in row)
    )
    found = next(numbers, 0)
    return str(found) if found else ""


@family.rule(
    when=("accumulating resources", "nvalid Kustomization", "no matches for Id"),
    says=r"accumulating resources from '(?P<entry>[^']+)': (?:evalsymlink failure|open )|invalid Kustomization: (?:json: )?unknown field \"(?P<field>[^\"]+)\"|no matches for Id (?P<kind>\w+)\.\S+?/(?P<name>[\w.-]+?)\.",
)
def kustomization_broken(f: Failed) -> Advice | None:
    """A kustomization that names a file, field or target that is not there."""
    word = option_word(f, "-k", "--kustomize")
    plain = [w.value for w in f.rest if not w.is_option] if f.sub in ("kustomize", "build") else []
    folder = word.value.rstrip("/") if word else plain[0].rstrip("/") if plain else "."
    start = "" if folder == "." else f"{folder}/"
    file = next((f"{start}{n}" for n in FILES if f.local.exists(f"{start}{n}")), "")
    rows = f.local.text(file).split("\n") if file else []
    if f["entry"]:
        entry = f["entry"]
        near = f.local.near(start + entry) or [
            start + n for n in f.local.at(folder).elsewhere(entry)
        ]
        meant = near[0].removeprefix(start) if near else ""
        at = row_of(rows, entry)
        plainly = re.fullmatch(r"[\w./-]+", meant + entry)
        return f.hint(
            f"{file or 'kustomization.yaml'} names {entry}, which is not there",
            f"sed -i '{at}s|{entry}|{meant}|' {file} && {f.text}"
            if meant and at and plainly
            else None,
            edit(file, at) if file else None,
            why=f"There is {meant}." if meant else "",
            sure=0.95,
        )
    if f["field"]:
        near = nearest(f["field"], KUSTOMIZATION)
        return f.hint(
            f"A kustomization has no field {f['field']}",
            edit(file, row_of(rows, f["field"], start=True)) if file else None,
            why=f"Did you mean {near[0]}?" if near else "",
            sure=0.95,
        )
    have = [name for kind, name in declared(f) if kind == plural(f["kind"]) and name != f["name"]]
    near = nearest(f["name"], have)
    return f.hint(
        f"A patch is for the {f['kind']} {f['name']}, which the resources do not have",
        edit(file, row_of(rows, "patch", start=True)) if file else None,
        why=f"Did you mean {near[0]}?"
        if near
        else "Name and namespace must be the same in the patch and in the resource.",
        sure=0.94,
    )


ENDS = {"--cert": (".crt", ".pem", ".cer"), "--key": (".key",)}


@family.rule(
    on="create",
    when=("Cannot read file", "is not a valid key name"),
    says=r"Cannot read file (?P<file>[^,\s]+), open|\"(?P<key>[^\"]+)\" is not a valid key name",
)
def source_file(f: Failed) -> Advice:
    """create secret or configmap from a file that is not there, or whose names cannot be keys."""
    if f["key"]:
        sources = [
            w.value.split("=", 1)[1] for w in f.rest if re.match(r"--from-(env-)?file=", w.value)
        ]
        word = option_word(f, "--from-env-file", "--from-file")
        file = word.value if word else sources[0] if sources else ""
        line = row_of(f.local.text(file).split("\n"), f["key"], start=True) if file else ""
        return f.hint(
            f"{f['key']} cannot be a key",
            edit(file, line) if line else None,
            why="Letters, digits, '-', '_' and '.', no blanks.",
            sure=0.94,
        )
    typed = next((w for w in f.rest if w.value.endswith(f["file"])), None)
    ends = ENDS.get(typed.value.partition("=")[0], ()) if typed else ()
    alike = [n for n in f.local.entries() if ends and n.endswith(ends)]
    near = f.local.near(f["file"]) or f.local.elsewhere(f["file"]) or alike[:2]
    return f.hint(
        f"There is no file {f['file']}",
        *[f.swap(typed, typed.value.replace(f["file"], n)) for n in near if typed],
        "ls" if not near else None,
        sure=0.94,
    )


@family.rule(
    when="unable to find one of 'kustomization.yaml'", programs=("kubectl", "kustomize", "oc")
)
def kustomization(f: Failed) -> Advice:
    """A folder without a kustomization: usually that of an overlay is meant."""
    word = option_word(f, "-k", "--kustomize") if f.program != "kustomize" else None
    word = word or next((w for w in reversed(f.rest) if f.local.is_dir(w.value)), None)
    root = word.value.rstrip("/") if word else "."
    near = [d for d in _kustomizations(f, root) if d != root]
    near.sort(key=lambda folder: (folder.rpartition("/")[2] == "base", folder))
    return f.hint(
        "There is no kustomization.yaml in that folder",
        *[f.swap(word, folder) for folder in near[:3] if word],
        f.text.replace("-k", "-f", 1) if f.has("-k") and not near else None,
        "kustomize create --autodetect" if not near else None,
        why=f"There is {near[0]}." if near else "",
        sure=0.94,
    )


def _kustomizations(f: Failed, root: str) -> list[str]:
    """Folders below with a kustomization, two levels deep, as they are typed."""
    lead = "" if root == "." else f"{root}/"
    first = [lead + d for d in f.local.folders(root)[:30]]
    second = [f"{d}/{e}" for d in first for e in f.local.folders(d)[:20]]
    return [d for d in (*first, *second) if any(f.local.is_file(f"{d}/{n}") for n in FILES)]
