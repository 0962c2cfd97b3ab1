# ruff: noqa: E501  (messages stay whole, to be searched for)
"""openssl: files missing or of another kind, chains that are not known, mistyped commands."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.network import network
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed


@network.rule(
    when=(
        "Could not open file",
        "Could not read",
        "Can't open",
        "No such file",
        "verification failed",
        "Invalid command",
    ),
    programs="openssl",
)
def openssl(f: Failed) -> Advice | None:
    """openssl: a file that is missing or of another kind, a command mistyped."""
    bad = f.find(r"Invalid command '([^']+)'")
    if bad:
        known = listed(
            "x509 req genrsa rsa s_client s_server verify enc dgst rand pkcs12 pkey ec ecparam genpkey ca crl passwd version speed"
        )
        near = nearest(bad[1], known)
        return f.hint(
            f"openssl has no command {bad[1]}",
            *[f.swap(bad[1], n) for n in near],
            "openssl help",
            sure=0.92,
        )
    missing = f.find(
        r"Could not open file or uri for loading \S+(?: \S+)* from (\S+)|Can't open \"?(\S+?)\"? for reading"
    )
    if missing:
        name = missing[1] or missing[2]
        near = f.local.near(name) or f.local.elsewhere(name)
        return f.hint(
            f"No {name} here", *[f.swap(name, n) for n in near], "ls", sure=0.93 if near else 0.8
        )
    kind = f.find(r"Could not read (?:any )?(certificate|private key|.*?) (?:of \S+ )?from (\S+)")
    return _other_kind(f, kind[1], kind[2]) if kind else _unverified(f)


def _other_kind(f: Failed, wanted: str, file: str) -> Advice:
    text = f.local.text(file, 4096)
    holds = re.search(r"-----BEGIN ([A-Z ]+)-----", text)
    der = (
        ""
        if holds or not f.local.exists(file)
        else f.append("-inform DER")
        if f.sub != "verify"
        else ""
    )
    return f.hint(
        f"{file} holds no {wanted}",
        der,
        f"head -n 1 {quote(file)}",
        why=f"It holds a {holds[1].lower()}." if holds else "",
        sure=0.88,
    )


def _unverified(f: Failed) -> Advice | None:
    """openssl verify: the issuer is not known, or it is its own."""
    if f.sub == "verify" and f.operands and "unable to get local issuer" in f.output:
        if f.has("-CAfile", "-CApath", "-untrusted"):
            return None
        at = f.operands[0]
        return f.hint(
            "Who issued the certificate is not known here",
            f.insert("-CAfile <ca.pem>", after=at),
            f.insert("-untrusted <chain.pem>", after=at),
            why="Name the CA's certificate, or those between it and this one (-untrusted).",
            sure=0.92,
        )
    if "self-signed" in f.output and f.sub == "verify" and f.operands:
        file = f.operands[-1]
        return f.hint(
            "It is self-signed: no CA is known for it",
            f.insert(f"-CAfile {file.raw}", after=f.operands[0]),
            sure=0.85,
        )
    return None


@network.rule(
    when="unsupported", says=r"unsupported:[^\n]*Algorithm \((?P<name>[\w-]+)", programs="openssl"
)
def legacy(f: Failed) -> Advice | None:
    """An algorithm that OpenSSL 3 keeps in its legacy provider (openssl-provider-legacy(7))."""
    if f.has("-legacy"):
        return None
    name = f["name"]
    at = f.sub_word
    provider = "-provider legacy -provider default"
    return f.hint(
        f"OpenSSL 3 keeps {name} among the old algorithms, which are off",
        f.insert("-legacy" if f.sub == "pkcs12" else provider, after=at) if at else None,
        why="The file was written by an older program.",
        sure=0.95,
    )
