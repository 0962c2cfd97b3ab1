# ruff: noqa: E501  (messages stay whole, to be searched for)
"""kubectl and helm: certificates of the cluster and of the user, and http for https."""

from __future__ import annotations

import base64
import binascii
import re
import time

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.kubernetes import family
from termproxy.assistant.rules.families.kubernetes_known import current, kubeconfig

# Two times in a row are a certificate's validity (RFC 5280, 4.1.2.5): UTCTime or GeneralizedTime.
VALIDITY = re.compile(rb"[\x17\x18][\x0d\x0f]\d{12,14}Z(?:\x17\x0d(\d{12})Z|\x18\x0f(\d{14})Z)")


def item(f: Failed, section: str, name: str) -> str:
    """The lines of one entry of the kubeconfig."""
    text = f.local.text(kubeconfig(f))
    block = re.search(rf"^{section}:\n((?:[ -].*\n?)*)", text, re.MULTILINE)
    for entry in re.split(r"^(?= *- )", block[1] if block else "", flags=re.MULTILINE):
        if re.search(rf"^(?: *- | +)name: *\"?{re.escape(name)}\"?\s*$", entry, re.MULTILINE):
            return entry
    return ""


def client_end(f: Failed) -> str:
    """When the current user's certificate ends: "2025-01-31", or "" when it has none."""
    user = re.search(r"^ +user: *(\S+)", item(f, "contexts", current(f)), re.MULTILINE)
    entry = item(f, "users", user[1]) if user else ""
    data = re.search(r"client-certificate-data: *(\S+)", entry)
    file = re.search(r"client-certificate: *(\S+)", entry)
    try:
        pem = base64.b64decode(data[1]).decode() if data else f.local.text(file[1]) if file else ""
        body = re.search(r"-----BEGIN CERTIFICATE-----([^-]+)", pem)
        found = VALIDITY.search(base64.b64decode(body[1])) if body else None
    except (binascii.Error, ValueError):
        return ""
    if found is None:
        return ""
    digits = (b"20" + found[1] if found[1] else found[2]).decode()
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


@family.rule(
    when=("Unauthorized", "must be logged in", "provide credentials"),
    says=r"Unauthorized|must be logged in|provide credentials",
)
def client_expired(f: Failed) -> Advice | None:
    """The certificate that the kubeconfig logs in with has expired."""
    end = client_end(f)
    if not end or end >= time.strftime("%Y-%m-%d", time.gmtime()):
        return None
    text = f.local.text(kubeconfig(f))
    context = current(f)
    return f.hint(
        f"Your certificate for the cluster has expired on {end}",
        "minikube start"
        if context == "minikube"
        else f"kind export kubeconfig --name {context.removeprefix('kind-')}"
        if context.startswith("kind-")
        else "sudo systemctl restart k3s"
        if f.local.exists("/etc/rancher/k3s")
        else "sudo kubeadm certs renew all"
        if f.local.exists("/etc/kubernetes/pki")
        else None,
        "kubectl config view --minify",
        "kubectl config get-contexts" if text.count("context:") > 1 else None,
        why="Fetch a new kubeconfig, or have the certificate renewed.",
        sure=0.96,
    )


@family.rule(
    when="x509: ",
    says=r"x509: certificate (?:(?P<signed>signed by unknown authority)|is (?P<valid>valid for (?P<names>[^\n]+?), not (?P<host>[^\s\"]+))|has (?P<expired>expired) or is not yet valid(?:: current time \S+ is (?P<when>after|before) (?P<date>[\d-]+))?)",
)
def certificate(f: Failed) -> Advice | None:
    """The cluster's certificate: unknown signer, another name, expired."""
    url = f.find(r"https://(?P<host>[^/:\s\"]+)(?::(?P<port>\d+))?/")
    where = f"{url['host']}:{url['port'] or 443}" if url else ""
    show = (
        f"openssl s_client -connect {where} </dev/null 2>/dev/null | openssl x509 -noout -dates -ext subjectAltName"
        if where
        else ""
    )
    if f.program == "helm" and f.sub in (
        "repo",
        "pull",
        "dependency",
        "registry",
        "search",
        "push",
    ):
        return f.hint(
            f"The certificate of {url['host'] if url else 'the repository'} is not trusted here",
            show,
            why="A company's own authority has to be told with --ca-file.",
            sure=0.88,
        )
    skip = f.append(
        "--kube-insecure-skip-tls-verify" if f.program == "helm" else "--insecure-skip-tls-verify"
    )
    if f["expired"]:
        return f.hint(
            "The cluster's certificate "
            + ("is not valid yet" if f["when"] == "before" else "has expired")
            + (f" ({'from' if f['when'] == 'before' else 'on'} {f['date']})" if f["date"] else ""),
            show or "kubectl config view --minify",
            "sudo kubeadm certs check-expiration"
            if f.local.exists("/etc/kubernetes/pki")
            else None,
            skip,
            why="It is renewed on the control plane; or this machine's clock is wrong.",
            sure=0.9,
        )
    if f["valid"]:
        names = [n for n in re.split(r",\s*", f["names"]) if not n.startswith("kubernetes")]
        cluster = _cluster_at(f, where)
        same = f"--server=https://{names[0]}:{url['port'] or 443}" if names and url else ""
        return f.hint(
            f"The cluster's certificate is not for {f['host']}",
            f"kubectl config set-cluster {cluster} {same}" if cluster and same else None,
            show,
            why=f"It is for {', '.join(names[:4])}." if names else "",
            sure=0.9,
        )
    return f.hint(
        "The cluster's certificate is signed by someone unknown",
        "kubectl config view --minify",
        show,
        skip,
        why="The cluster was rebuilt, or a proxy stands between: fetch a new kubeconfig.",
        sure=0.9,
    )


def _cluster_at(f: Failed, where: str) -> str:
    """The kubeconfig's name of the cluster at HOST:PORT."""
    text = f.local.text(kubeconfig(f))
    for item in re.split(r"^(?=- )", text, flags=re.MULTILINE):
        if f"//{where}" in item and (name := re.search(r"^(?:- |  )name: (\S+)", item, re.M)):
            return name[1]
    return ""


@family.rule(
    when=(
        "first record does not look like a TLS handshake",
        "HTTP response to HTTPS client",
        "HTTP request to an HTTPS server",
        "rejected our request for an unknown reason",
    ),
    says=r"first record does not look like a TLS handshake|server gave HTTP response to HTTPS client|(?P<plain>Client sent an HTTP request to an HTTPS server|the server rejected our request for an unknown reason)",
)
def scheme(f: Failed) -> Advice | None:
    """http where https is meant, or the other way round."""
    registry = f.find(r"https://\S+/v2/\S*")
    if f.program == "helm" and registry:
        return f.hint(
            "That registry speaks plain http",
            f.append("--plain-http"),
            f"curl -sI {registry[0].replace('https', 'http', 1).rstrip(':').rstrip(chr(34))}",
            sure=0.94,
        )
    if f.program == "helm" and f.sub not in ("list", "ls", "status", "uninstall", "get", "history"):
        return None
    if "unknown reason" in f[0] and "server: http://" not in f.local.text(kubeconfig(f)):
        return None
    old, new = ("http", "https") if f["plain"] else ("https", "http")
    found = re.search(rf"server: {old}://(\S+)", f.local.text(kubeconfig(f)))
    url = f.find(r"https?://([^/\s\"\\]+)")
    where = url[1] if url else found[1] if found else ""
    cluster = _cluster_at(f, where) if where else ""
    return f.hint(
        f"{where or 'The server'} speaks {new}, and was asked with {old}",
        f"kubectl config set-cluster {cluster} --server={new}://{where}" if cluster else None,
        f"curl -k {new}://{where}/version" if where else None,
        "kubectl config view --minify",
        why="" if f["plain"] else "Perhaps something else than a cluster listens there.",
        sure=0.9,
    )


@family.rule(
    when=("unable to read client-", "unable to read certificate-authority"),
    says=r"unable to read (?P<what>client-cert|client-key|certificate-authority) (?P<file>\S+) for (?P<name>\S+) due to open",
)
def credential_file(f: Failed) -> Advice:
    """A certificate or key that the kubeconfig names is not there."""
    near = f.local.near(f["file"])
    option = {"client-cert": "client-certificate"}.get(f["what"], f["what"])
    verb = "set-cluster" if f["what"].startswith("certificate") else "set-credentials"
    return f.hint(
        f"The kubeconfig names {f['file']}, which cannot be read",
        *[f"kubectl config {verb} {f['name']} --{option}={n}" for n in near[:1]],
        f"ls -l {f['file'].rsplit('/', 1)[0] or '/'}",
        "kubectl config get-contexts",
        sure=0.93,
    )
