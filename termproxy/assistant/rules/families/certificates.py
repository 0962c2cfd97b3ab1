# ruff: noqa: E501
"""TLS as curl, wget and their kind meet it: certificates that are not accepted, or no TLS at all."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.web import LOCAL, family, host_of, port_of, url_word

# How each client is told not to look at the certificate, and which CA to believe.
INSECURE = {
    "curl": "-k",
    "wget": "--no-check-certificate",
    "http": "--verify=no",
    "https": "--verify=no",
    "xh": "--verify=no",
}
AUTHORITY = {
    "curl": "--cacert ",
    "wget": "--ca-certificate=",
    "http": "--verify=",
    "https": "--verify=",
}


@family.rule(
    when=("SSL", "certificate", "TLS", "CERTIFICATE_VERIFY_FAILED"),
    says=r"certificate problem: (?P<curl>.+)$|CERTIFICATE_VERIFY_FAILED\][^:]*: (?P<python>[^\n(]+)"
    r"|(?P<name>no alternative certificate subject name|does not match hostname|hostname mismatch"
    r"|certificate subject name)|cannot verify \S+ certificate|certificate of [‘'][^\n]*not trusted",
)
def certificate(f: Failed) -> Advice | None:
    """The server's certificate is not accepted."""
    cause = f["curl"] or f["python"] or f.output
    word = url_word(f)
    host = host_of(word.value) if word else ""
    if "expired" in cause:
        return _expired(f, host)
    if f["name"] or "mismatch" in cause or "does not match" in cause:
        return _wrong_name(f, host)
    if host in LOCAL or re.search(r"self[- ]signed certificate(?! in)", cause):
        return _self_signed(f)
    if "self" in cause and "chain" in cause:
        return _own_authority(f)
    return f.hint(
        "No known CA stands for the certificate",
        f.local.installer("ca-certificates") + " && sudo update-ca-certificates",
        _trust(f) if _ca_file(f) else None,
        _insecure(f),
        why="The CA bundle is missing or old, or the server does not send its chain.",
        sure=0.86,
    )


def _expired(f: Failed, host: str) -> Advice:
    return f.hint(
        f"The certificate of {host} has expired",
        _shown(f, "-dates"),
        _insecure(f),
        "date",
        why="Its owner must renew it; or this machine's clock is wrong.",
        sure=0.92,
    )


def _wrong_name(f: Failed, host: str) -> Advice:
    names = _shown(f, "-subject -ext subjectAltName")
    return f.hint(
        f"The certificate is not for the name {host}",
        *((_insecure(f), names) if host in LOCAL else (names, _insecure(f))),
        why="Use the name that the certificate was made for.",
        sure=0.9,
    )


def _self_signed(f: Failed) -> Advice:
    trust, insecure = _trust(f), _insecure(f)
    return f.hint(
        "The certificate is self-signed",
        *((trust, insecure) if _ca_file(f) else (insecure, trust)),
        why="Give its CA file, or skip the check where you trust the server.",
        sure=0.93,
    )


def _own_authority(f: Failed) -> Advice:
    look = _look(f)
    return f.hint(
        "A company's proxy or own CA signed the certificate",
        _trust(f) if _ca_file(f) else f"{look} -showcerts" if look else "",
        _insecure(f),
        why="Add its CA to the system (update-ca-certificates), or name it.",
        sure=0.88,
    )


def _insecure(f: Failed) -> str:
    """The line without the check; "" for a client that has no option for it."""
    return f.insert(INSECURE[f.program]) if f.program in INSECURE else ""


def _ca_file(f: Failed) -> str:
    return next((n for n in sorted(f.local.entries()) if re.search(r"\.(?:pem|crt|cer)$", n)), "")


def _trust(f: Failed) -> str:
    """The line with the CA file that lies here, or the name that one usually has."""
    if f.program not in AUTHORITY:
        return ""
    return f.insert(f"{AUTHORITY[f.program]}{_ca_file(f) or 'ca.pem'}")


def _look(f: Failed) -> str:
    """openssl asks the server for its certificate; "" when the line has no address."""
    word = url_word(f)
    if word is None:
        return ""
    host = host_of(word.value)
    return f"openssl s_client -connect {host}:{port_of(word.value)} -servername {host} </dev/null"


def _shown(f: Failed, what: str) -> str:
    look = _look(f)
    return f"{look} 2>/dev/null | openssl x509 -noout {what}" if look else ""


@family.rule(
    when=("wrong version number", "packet length too long", "unexpected TLS packet", "unknown protocol",
          "tlsv1 alert", "record layer failure", "WRONG_VERSION_NUMBER"),
)  # fmt: skip
def not_tls(f: Failed) -> Advice | None:
    """https:// to a server that speaks plain HTTP."""
    word = url_word(f)
    if word is None or not word.value.startswith("https://"):
        return None
    if f.find(r"alert (?:internal error|protocol version|handshake)"):
        return f.hint(
            "Server and client found no common TLS version or name", f.insert("-v"), sure=0.75
        )
    return f.hint(
        "The server speaks plain HTTP there, not HTTPS",
        f.swap(word, "http://" + word.value[8:]),
        sure=0.95,
    )
