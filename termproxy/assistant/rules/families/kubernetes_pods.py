# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl: logs, exec, attach and port-forward of pods."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family, names, namespace_flag
from termproxy.assistant.world.spelling import nearest


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
    says=r"container (?P<name>\S+) is not valid for pod (?P<pod>\S+)(?: out of: (?P<known>[^\n]+))?|container not found \(\"(?P<gone>[^\"]+)\"\)",
)
def no_container(f: Failed) -> Advice:
    """-c names no container of the pod."""
    pod = f["pod"] or next((w.value for w in names(f)), "")
    known = [n for n in re.split(r", ", f["known"]) if n and not n.endswith("(init)")]
    near = nearest(f["name"], known) or known[:3]
    word = next((w for w in f.rest if f["name"] and w.value.rpartition("=")[2] == f["name"]), None)
    return f.hint(
        f"The pod has no container {f['name'] or f['gone']}",
        *[f.swap(word, word.value.replace(f["name"], n)) for n in near if word],
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
            f"The {'pod' if 'Pod ' in f.output else 'service'} has no port {f['none'].strip(chr(39))}",
            f"kubectl get {target.replace('/', ' ')}{namespace_flag(f)}",
            sure=0.92,
        )
    return f.hint(
        "The ports are missing: LOCAL:REMOTE",
        f.append("8080:80"),
        f"kubectl describe {target.replace('/', ' ') if '/' in target else f'pod {target}'}{namespace_flag(f)}"
        if target
        else None,
        sure=0.9,
        verified=False,
    )
