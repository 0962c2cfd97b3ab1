# ruff: noqa: E501
"""kubectl: manifests, conflicts; logs, exec and port-forward of pods."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import _one, family, names, namespace_flag
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed


@family.rule(
    when=("error parsing", "error converting YAML", "yaml: line", "error validating", "json: line"),
    says=r"(?:error parsing|unable to parse|failed to parse) (?P<file>[^\s:]+)|error converting YAML to JSON|cannot load (?P<values>\S+): error",
)
def broken_yaml(f: Failed) -> Advice | None:
    """A manifest that is not YAML."""
    line = f.find(r"(?<![.\w])(?:yaml|json): (?:line (\d+): )?(.+)$")
    file = (
        f["file"]
        or f["values"]
        or next(
            (
                w.value
                for p, w in zip(f.command.words, f.command.words[1:], strict=False)
                if p.value in ("-f", "--filename", "--values")
            ),
            "",
        )
    )
    chart = next((w.value for w in f.operands[1:] if f.local.is_file(f"{w.value}/Chart.yaml")), "")
    if f.program == "helm" and chart and file and not f.local.exists(file):
        file = os.path.join(chart, file)
    what = line[2] if line else ""
    tabs = "cannot start any token" in what
    return f.hint(
        f"{file or 'The file'} is not valid YAML"
        + (f" near line {line[1]}" if line and line[1] else ""),
        edit(file, line[1] if line and line[1] else "") if file else None,
        why="A tab where blanks must be."
        if tabs
        else "Indentation or a missing colon."
        if "mapping" in what or "expected" in what
        else what,
        sure=0.94,
    )


@family.rule(
    when=(
        "error validating",
        "no matches for kind",
        "unknown field",
        "ValidationError",
        "strict decoding error",
        "apiVersion not set",
        "kind not set",
        "Object 'Kind' is missing",
        "no objects passed",
    ),
    says=r"no matches for kind \"(?P<kind>[^\"]+)\" in version \"(?P<version>[^\"]+)\"|unknown field \"(?P<field>[^\"]+)\"|ValidationError\((?P<where>[^)]+)\): (?P<what>[^;\n]+)|(?P<unset>apiVersion|kind) not set|Object '(?P<lost>\w+)' is missing|no objects passed",
)
def invalid_manifest(f: Failed) -> Advice | None:
    """A manifest that the API does not accept."""
    file = next(
        (
            w.value
            for p, w in zip(f.command.words, f.command.words[1:], strict=False)
            if p.value in ("-f", "--filename")
        ),
        "",
    )
    if f["kind"]:
        moved = {
            "Ingress": "networking.k8s.io/v1",
            "Deployment": "apps/v1",
            "StatefulSet": "apps/v1",
            "DaemonSet": "apps/v1",
            "ReplicaSet": "apps/v1",
            "CronJob": "batch/v1",
            "Job": "batch/v1",
            "PodDisruptionBudget": "policy/v1",
            "HorizontalPodAutoscaler": "autoscaling/v2",
            "NetworkPolicy": "networking.k8s.io/v1",
            "CustomResourceDefinition": "apiextensions.k8s.io/v1",
        }
        new = moved.get(f["kind"])
        near = nearest(
            f["kind"],
            tuple(moved)
            + listed(
                "Pod Service ConfigMap Secret Namespace ServiceAccount Role RoleBinding ClusterRole PersistentVolumeClaim"
            ),
        )
        if new and new != f["version"]:
            return f.hint(
                f"{f['kind']} is no longer in {f['version']}: it moved to {new}",
                f"sed -i 's|{f['version']}|{new}|' {file} && {f.text}"
                if file and f.program == "kubectl"
                else None,
                f"kubectl explain {f['kind'].lower()}",
                sure=0.93,
            )
        if near:
            return f.hint(
                f"The cluster knows no kind {f['kind']}",
                f"sed -i 's/kind: {f['kind']}/kind: {near[0]}/' {file} && {f.text}"
                if file
                else None,
                "kubectl api-resources",
                why=f"Did you mean {near[0]}?",
                sure=0.92,
            )
        return f.hint(
            f"The cluster knows no kind {f['kind']}",
            f"kubectl api-resources | grep -i {f['kind']}",
            "kubectl get crd",
            why="Its custom resource definition (the operator) must be installed first.",
            sure=0.9,
        )
    if "no objects passed" in f[0]:
        return f.hint(
            f"{file or 'The input'} holds no object", edit(file) if file else None, sure=0.88
        )
    field = f["field"] or (f.find(r"unknown field \"([^\"]+)\"") or ["", ""])[1]
    path = field.split(".")[-1] if field else ""
    number = (
        next(
            (
                n
                for n, row in enumerate(f.local.text(file).split("\n"), 1)
                if path and re.match(rf"\s*-?\s*{re.escape(path)}\s*:", row)
            ),
            "",
        )
        if file
        else ""
    )
    lost = f["unset"] or f["lost"]
    return f.hint(
        f"The manifest has an unknown field {field}"
        if field
        else f"The manifest lacks {lost}"
        if lost
        else "The manifest is not valid",
        edit(file, number) if file else None,
        why=f["what"] or ("Mistyped, or indented to the wrong place." if field else ""),
        sure=0.91,
    )


@family.rule(
    when=(
        "AlreadyExists",
        "field is immutable",
        "has been modified",
        "may not change",
        "Invalid value",
    ),
    says=r"\(AlreadyExists\)(?:: error when creating \"(?P<file>[^\"]+)\")?: (?P<kind>[\w.]+) \"(?P<name>[^\"]+)\"|field is immutable|has been modified|updates to \S+ spec for fields other than|pod updates may not change|(?P<what>[\w.\[\]]+): Invalid value: (?P<value>\"[^\"]*\"|[^:\n]+): (?P<why>[^\n]+)",
)
def conflict(f: Failed) -> Advice | None:
    """It exists already, or may not be changed in place."""
    if "AlreadyExists" in f[0]:
        kind, name = f["kind"].split(".")[0], f["name"]
        if f.sub == "create" and f.has("-f", "--filename"):
            return f.hint(
                f"{_one(kind)} {name} exists already",
                f.swap("create", "apply"),
                f.swap("create", "replace"),
                sure=0.95,
            )
        delete = f"kubectl delete {_one(kind)} {name}{namespace_flag(f)} && {f.text}"
        if f.sub == "create" and kind in ("secrets", "configmaps", "namespaces", "deployments"):
            return f.hint(
                f"{_one(kind)} {name} exists already",
                f"{f.text} --dry-run=client -o yaml | kubectl apply -f -",
                delete,
                sure=0.94,
            )
        return f.hint(
            f"{_one(kind)} {name} exists already",
            delete,
            f"kubectl get {_one(kind)} {name}{namespace_flag(f)}",
            sure=0.92,
        )
    if "has been modified" in f[0]:
        return f.hint(
            "Someone changed the object in the meantime",
            f.text + " --force-conflicts --server-side" if f.sub == "apply" else "",
            why="Fetch it again and repeat your change.",
            sure=0.8,
        )
    if f["what"] and "immutable" not in f["why"]:
        return f.hint(f"{f['what']} may not be {f['value'][:40]}", why=f["why"][:160], sure=0.78)
    file = f.has("-f", "--filename")
    kept = f.find(r"cannot patch \"(?P<name>[^\"]+)\" with kind (?P<kind>\w+)")
    if f.program == "helm" and kept:
        return f.hint(
            f"That field of the {kept['kind']} {kept['name']} cannot be changed in place",
            f"kubectl delete {kept['kind'].lower()} {kept['name']}{namespace_flag(f)} && {f.text}",
            why="Delete it, and the upgrade makes it anew.",
            sure=0.93,
        )
    return f.hint(
        "That field cannot be changed in a living object",
        f.swap("apply", "replace --force", bare=True) if f.sub == "apply" and file else "",
        f"{f.text.replace('apply', 'delete', 1)} && {f.text}" if f.sub == "apply" else "",
        why="Delete it and create it anew: replace --force does both.",
        sure=0.9,
    )


# Pods: logs, exec, port-forward.


@family.rule(
    when=("a container name must be specified", "choose one of"),
    says=r"a container name must be specified for pod (?P<pod>\S+?),? choose one of: \[(?P<names>[^\]]+)\]",
)
def which_container(f: Failed) -> Advice:
    """A pod with several containers."""
    found = f["names"].split()
    dashes = next((w for w in f.command.words if w.value == "--"), None)
    place = next((w for w in f.rest if not w.is_option), None)
    return f.hint(
        "The pod has several containers: say which",
        *[
            f.insert(f"-c {n}", after=place) if place and dashes else f.append(f"-c {n}")
            for n in found[:3]
        ],
        why=f"It has {', '.join(found)}.",
        sure=0.96,
    )


@family.rule(
    when="is not valid for pod",
    says=r"container (?P<name>\S+) is not valid for pod (?P<pod>\S+)|container not found \(\"(?P<gone>[^\"]+)\"\)",
)
def no_container(f: Failed) -> Advice:
    """-c names no container of the pod."""
    pod = f["pod"] or next((w.value for w in names(f)), "")
    return f.hint(
        f"The pod has no container {f['name'] or f['gone']}",
        f"kubectl get pod {pod}{namespace_flag(f)} -o jsonpath='{{.spec.containers[*].name}}'",
        sure=0.92,
    )


@family.rule(
    when=(
        "is waiting to start",
        "previous terminated container",
        "is terminated",
        "unable to upgrade connection",
        "cannot exec into a container",
        "pod is not running",
        "current phase is",
    ),
    says=r"container \"(?P<name>[^\"]+)\" in pod \"(?P<pod>[^\"]+)\" is (?P<state>waiting to start: .+|terminated)|previous terminated container \"[^\"]+\" in pod \"(?P<prev>[^\"]+)\" not found|unable to upgrade connection: (?P<up>.+)|cannot exec into a container in a completed pod; current phase is (?P<phase>\w+)|[Pp]od is not running(?:\. Current status=(?P<status>\w+))?",
)
def not_ready(f: Failed) -> Advice | None:
    """The container does not run (yet, or any more)."""
    pod = f["pod"] or f["prev"] or next((w.value for w in names(f)), "")
    target = pod if "/" in pod else f"pod {pod}"
    ns = namespace_flag(f)
    if f["prev"]:
        previous = next(
            (w for w in f.command.words if w.value in ("--previous", "-p", "--previous=true")), None
        )
        return f.hint(
            "The container has not been restarted: there is no earlier log",
            f.without(previous) if previous else None,
            sure=0.95,
        )
    state = f["state"]
    pulling = "image" in state.lower()
    return f.hint(
        "The container cannot pull its image"
        if pulling
        else f"The container is {state.split(':')[-1].strip() or 'not running'}"
        if state
        else "The pod is not running",
        f"kubectl describe {target}{ns}",
        f"kubectl get {target}{ns}"
        if not state
        else f"kubectl logs {pod}{ns} --previous"
        if "Crash" in state or f["phase"]
        else None,
        f"kubectl logs {pod}{ns}" if f["phase"] else None,
        why="The events at the end of describe say why.",
        sure=0.94,
    )


@family.rule(
    when=(
        "is not supported anymore",
        "you must specify at least one command",
        "executable file not found",
        "must be specified",
        "pod or type/name must be specified",
        "expected 'logs",
    ),
    says=r"exec \[POD\] \[COMMAND\] is not supported anymore|must specify at least one command for the container|exec: \"(?P<name>[^\"]+)\": (?:executable file not found|stat [^:]+: no such file)|pod(?:, type/name or --filename)?(?: or type/name)? must be specified|expected 'logs",
)
def exec_form(f: Failed) -> Advice | None:
    """exec needs -- before the command, and a program that exists."""
    if f.program not in ("kubectl", "oc", "k"):
        return None
    plain = names(f)
    if f["name"] == "tar" and f.sub == "cp" and len(plain) == 2:
        pod, _, path = plain[0].value.partition(":")
        return f.hint(
            "kubectl cp needs tar in the container, and it has none",
            f"kubectl exec {pod}{namespace_flag(f)} -- cat {path} > {plain[1].raw}"
            if path and not plain[1].value.endswith(("/", "."))
            else None,
            why="cat through exec does without.",
            sure=0.95,
        )
    if f["name"]:
        word = next((w for w in reversed(f.command.words) if w.value == f["name"]), None)
        shell = os.path.basename(f["name"]) in ("bash", "zsh", "fish")
        return f.hint(
            f"There is no {f['name']} in that container",
            f.swap(word, "sh") if word and shell else None,
            why="Small images have only sh, or no shell at all (then: kubectl debug).",
            sure=0.95,
        )
    if "not supported" in f[0] and len(plain) > 1:
        command = plain[1]
        return f.hint(
            "-- belongs before the command",
            f.line.edit((command.start, command.start, "-- ")),
            sure=0.98,
        )
    if "at least one command" in f[0]:
        dashes = any(w.value == "--" for w in f.command.words)
        return f.hint(
            "The command to run is missing", f.append("sh" if dashes else "-- sh"), sure=0.96
        )
    return f.hint("The pod's name is missing", f"kubectl get pods{namespace_flag(f)}", sure=0.93)


@family.rule(
    when=(
        "unable to listen on any of the requested ports",
        "unable to listen on port",
        "list of ports are required",
        "does not have a named port",
        "does not have a service port",
    ),
    says=r"requested ports: \[\{(?P<port>\d+) |listen on port (?P<port2>\d+)|list of ports are required|does not have a (?:named|service) port (?P<none>\S+)",
)
def port_forward(f: Failed) -> Advice:
    """port-forward: local port taken, or no port given."""
    port = f["port"] or f["port2"]
    if port:
        other = str(int(port) + 1 if int(port) > 1023 else int(port) + 8000)
        word = next((w for w in f.rest if re.match(rf"{port}(:|$)", w.value)), None)
        new = (
            (
                word.value.replace(port, other, 1)
                if word and ":" in word.value
                else f"{other}:{port}"
            )
            if word
            else ""
        )
        return f.hint(
            f"Port {port} of this machine cannot be used",
            f.swap(word, new) if word else None,
            f"lsof -i :{port}",
            why="It is in use, or below 1024.",
            sure=0.94,
        )
    target = next((w.raw for w in names(f)), "")
    if f["none"]:
        return f.hint(
            f"The service has no port {f['none']}",
            f"kubectl get {target.replace('/', ' ')}{namespace_flag(f)}",
            sure=0.92,
        )
    return f.hint(
        "The ports are missing: LOCAL:REMOTE",
        f.append("8080:80"),
        f"kubectl get {target.replace('/', ' ')}" if target else None,
        sure=0.9,
        verified=False,
    )
