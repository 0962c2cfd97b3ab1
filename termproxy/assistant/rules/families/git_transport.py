# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: connections that fail on the way: certificates, proxies, cut transfers, old protocols."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote

family = Family("git-transport", "git", "hub", "git-lfs")


def _with(f: Failed, setting: str) -> str:
    """The line with a setting for this once."""
    return f.insert(f"-c {setting}")


@family.rule(
    when=("certificate verification failed", "SSL certificate problem", "server certificate"),
    says=r"(?:unable to access '(?P<url>[^']+)': )?(?:server certificate verification failed|SSL certificate problem: (?P<what>[^\n]+))",
)
def certificate(f: Failed) -> Advice:
    """The server's certificate is not trusted here."""
    host = re.sub(r"^\w+://(?:[^/@]*@)?([^/:]+).*", r"\1", f["url"])
    what = f["what"].strip()
    insecure = Fix(_with(f, "http.sslVerify=false"), dangerous="does not verify the server")
    known = re.search(r"(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org)$", host)
    if "expired" in what or "not yet valid" in what:
        return f.hint(
            f"The certificate of {host or 'the server'} is {'not yet valid' if 'not yet' in what else 'expired'}",
            "date",
            insecure,
            why="Its owner must renew it; or this machine's clock is wrong.",
            sure=0.93,
        )
    authorities = f"{f.local.installer('ca-certificates')} && {f.local.sudo}update-ca-certificates"
    if "CAfile: none" in f.output or known:
        return f.hint(
            "No certificate authorities are known here"
            if "CAfile: none" in f.output
            else f"The certificate of {host} cannot be verified",
            f"{authorities} && {f.text}",
            insecure,
            why="The package ca-certificates is missing or old"
            + ("." if "CAfile: none" in f.output else ", or a proxy breaks the connection open."),
            sure=0.94,
        )
    return f.hint(
        f"The certificate of {host or 'the server'} is "
        + ("self-signed" if "self" in what else "from an unknown authority"),
        f"git config --global http.https://{host or '<host>'}/.sslCAInfo <ca.pem>",
        insecure,
        why="Tell git the authority's certificate (a company's or a server's own).",
        sure=0.9,
    )


@family.rule(
    when=("RPC failed", "early EOF", "unexpected disconnect", "the remote end hung up unexpectedly", "index-pack failed", "GnuTLS recv error", "gnutls_handshake", "SSL_ERROR_SYSCALL", "HTTP/2 stream", "Recv failure", "TLS connection was non-properly terminated"),
)  # fmt: skip
def cut_off(f: Failed) -> Advice | None:
    """A transfer that breaks off."""
    if f.find(
        r"Permission denied|publickey|HTTP 40[13]|error: 40[13]|GH00\d|hook declined|denied to"
    ):
        return None
    if f.sub == "push":
        if f.find(r"HTTP 413|error: 413|Request Entity Too Large"):
            return f.hint(
                "The server takes no push of that size over HTTP",
                f.first("git remote set-url --push origin git@<host>:<user>/<repository>.git"),
                why="ssh has no such limit; or the server's limit (client_max_body_size) must be raised.",
                sure=0.9,
            )
        if not f.find(r"RPC failed|HTTP/2|GnuTLS|gnutls|SSL_ERROR|Recv failure"):
            return None
        return f.hint(
            "The connection broke off while pushing",
            f"git config http.postBuffer 524288000 && {f.text}",
            _with(f, "http.version=HTTP/1.1"),
            why="A large push over HTTP, a proxy or a weak network.",
            sure=0.92,
        )
    if not f.find(
        r"RPC failed|early EOF|unexpected disconnect|index-pack failed|GnuTLS|gnutls|SSL_ERROR|HTTP/2|Recv failure|non-properly"
    ):
        return None  # "hung up" alone: what stands above says why
    shallow = (
        f.insert("--depth 1", after=f.sub_word or 0)
        if f.sub == "clone" and not f.has("--depth")
        else ""
    )
    newer = _with(f, "http.version=HTTP/1.1")
    tls = f.find(r"gnutls_handshake|GnuTLS|SSL_ERROR")
    received = f.find(r"early EOF|index-pack|Receiving|Enumerating|sideband|unexpected disconnect")
    return f.hint(
        "The connection broke off" + (" while receiving" if received else ""),
        *((shallow, newer) if received or not tls else (newer, shallow)),
        f"git config --global http.postBuffer 524288000 && {f.text}",
        why="A large repository, a proxy or a weak network: fetch less, or over HTTP/1.1.",
        sure=0.92,
    )  # fmt: skip


@family.rule(
    when=("Failed to connect to", "Couldn't connect to server", "Connection timed out", "Connection refused", "Network is unreachable", "Operation timed out", "Could not resolve proxy", "Proxy CONNECT aborted", "Received HTTP code", "No route to host", "Connection reset by", "Connection closed by"),
    says=r"(?:Failed to connect to (?P<host>[\w.-]+) port (?P<port>\d+)|connect to host (?P<there>[\w.-]+) port (?P<door>\d+)|Could not resolve proxy: (?P<proxy>[\w.-]+)|(?P<aborted>Proxy CONNECT aborted|Received HTTP code \d+ from proxy)|(?:Connection (?:reset|closed) by (?:remote host|[\d.:a-f]+|(?P<peer>[\w.-]+))))",
)  # fmt: skip
def unreachable(f: Failed) -> Advice | None:
    """Nobody answers there, or a proxy of old is in the way."""
    settings = f.local.git.config if f.local.git else {}
    unset = "git config --global --unset http.proxy"
    host, port = f["host"] or f["there"], f["port"] or f["door"]
    if f["proxy"] or f["aborted"] or host in ("127.0.0.1", "localhost"):
        return f.hint(
            f"The proxy {f['proxy'] or (host and f'{host}:{port}')} does not answer".replace(
                "  ", " "
            )
            if not f["aborted"]
            else "The proxy refuses the connection",
            f.first(f"{unset if 'http.proxy' not in settings else unset.replace(' --global', '')}"),
            "git config --get-regexp 'https?.proxy'; env | grep -i proxy",
            why="git is told to use it by http.proxy or $https_proxy.",
            sure=0.9,
        )
    if not host and not f["peer"]:
        if not f.find(r"kex_exchange_identification|Connection (?:reset|closed) by"):
            return None
        host, port = _server(f), "22"
        if not host:
            return None
    host = host or f["peer"]
    if port == "22" and re.search(r"(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org)$", host):
        door = {
            "github.com": "ssh.github.com",
            "gitlab.com": "altssh.gitlab.com",
            "bitbucket.org": "altssh.bitbucket.org",
        }[host]
        return f.hint(
            f"Port 22 of {host} is closed to you",
            f"ssh -T -p 443 git@{door}",
            f'git config --global url."ssh://git@{door}:443/".insteadOf git@{host}:',
            f'git config --global url."https://{host}/".insteadOf git@{host}:',
            why=f"A firewall blocks ssh: {host} also takes it on port 443, or use https.",
            sure=0.92,
        )
    return f.hint(
        f"{host} does not answer on port {port}" if port else f"{host} closed the connection",
        f"curl -Iv https://{host}" if port == "443" else f"nc -vz -w 5 {host} {port or 22}",
        f"ping -c 3 {host}",
        why="No network, a firewall, a proxy or VPN that is missing, or the server is down.",
        sure=0.87,
    )  # fmt: skip


def _server(f: Failed) -> str:
    """The host of the address on the line, or of the remote."""
    addresses = [w.value for w in f.rest]
    if f.local.git:
        addresses += [
            value for key, value in f.local.git.config.items() if re.match(r"remote\..*\.url$", key)
        ]
    for address in addresses:
        found = re.match(r"(?:ssh://)?(?:[\w.-]+@)([\w.-]+)[:/]", address)
        if found:
            return found[1]
    return ""


@family.rule(when=("IDENTIFICATION HAS CHANGED", "Host key verification failed"))
def host_key(f: Failed) -> Advice:
    """The ssh server of the repository has another key, or none that is known."""
    told = f.find(r"-R \"?(?P<host>[^\"\s]+)") or f.find(r"Host key for (?P<host>\S+) has changed")
    host = (told["host"] if told else "") or _server(f) or "github.com"
    keyscan = f"ssh-keyscan {quote(host)} >> ~/.ssh/known_hosts"
    if "IDENTIFICATION HAS CHANGED" in f.output:
        return f.hint(
            f"The key of {host} is not the one known",
            f"ssh-keygen -R {quote(host)}",
            f"ssh-keygen -R {quote(host)} && {f.text}",
            why="GitHub changed its RSA key in March 2023. Compare the new fingerprint before you accept it."
            if host == "github.com"
            else "Reinstalled, or someone in between: make sure before you forget the old key.",
            sure=0.96,
        )
    return f.hint(
        f"The key of {host} is not known here yet",
        f.first(keyscan),
        f"ssh -T git@{host}",
        why="Compare the fingerprint with the one that the host publishes.",
        sure=0.93,
    )


@family.rule(
    when=("unauthenticated git protocol", "'remote-", "protocol '", "remote-", "remote helper for", "Protocol \"", "transport '"),
    says=r"(?P<old>unauthenticated git protocol on port 9418)|protocol '(?P<odd>[^']+)' is not supported|remote helper for '(?P<helper>[^']+)'|git: 'remote-(?P<unknown>[^']+)' is not|Protocol \"(?P<bad>[^\"]+)\" (?:disabled|not supported)|transport '(?P<transport>[^']+)' not allowed",
)  # fmt: skip
def protocol(f: Failed) -> Advice | None:
    """An address whose beginning git does not know."""
    if f["transport"]:
        return f.hint(
            f"git does not fetch submodules by {f['transport']} any more",
            _with(f, f"protocol.{f['transport']}.allow=always"),
            sure=0.94,
        )
    if f["old"]:
        word = next((w for w in f.rest if w.value.startswith("git://")), None)
        return f.hint(
            "git:// addresses are no longer served",
            f.swap(word, word.value.replace("git://", "https://", 1)) if word else None,
            f.first('git config --global url."https://".insteadOf git://'),
            sure=0.95,
        )
    name = f["odd"] or f["helper"] or f["bad"] or f["unknown"]
    word = next(
        (w for w in f.rest if w.value.startswith(f"{name}:") or f"{name}://" in w.value), None
    )
    if name in ("http", "https") and f["helper"]:
        return f.hint(
            "This git cannot speak https",
            f.first(f.local.installer("git")),
            "git --exec-path",
            why="git-remote-https is missing: git was built without libcurl, or its folder is incomplete.",
            sure=0.85,
        )
    letters = re.sub(r"[^a-z]", "", name.lower())
    right = "ssh" if letters.endswith("ssh") else "http" if letters.endswith("http") else "https"
    if word is None or not re.search(r"h?tt?p|ssh", letters):
        return f.hint(f"git knows no protocol {name}", "git remote -v", sure=0.82)
    return f.hint(
        f"git knows no protocol {name}",
        f.swap(word, right + word.value[word.value.index("://") :] if "://" in word.value else word.value),
        sure=0.94,
    )  # fmt: skip


family.hint(
    "server-trouble",
    "The server answered {code}",
    "git ls-remote",
    why="Trouble on its side, or too many requests: wait and try again.",
    when="The requested URL returned error: ",
    says=r"The requested URL returned error: (?P<code>5\d\d|429)",
    sure=0.85,
)
family.hint(
    "address-gone",
    "There is no repository at that address (404), or you may not see it",
    lambda f: "git remote -v" if f.sub != "clone" else "gh auth login",
    when="The requested URL returned error: 404",
    sure=0.82,
)
family.hint(
    "unauthorised",
    "The server wants a login (401)",
    "gh auth login",
    "git config --global credential.helper store",
    when="The requested URL returned error: 401",
    sure=0.82,
)
