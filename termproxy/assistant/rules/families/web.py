# ruff: noqa: E501
"""curl, wget, httpie, ping, nc, dig, openssl: addresses, servers, names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

HTTP = ("curl", "wget", "http", "https", "xh", "curlie", "aria2c", "ab", "wrk", "hey", "siege")
family = Family("web", *HTTP)
network = Family(
    "network",
    *listed(
        "ping ping6 nc ncat netcat telnet dig host nslookup traceroute mtr whois ip ss openssl"
    ),
)

SITES = listed(
    """google.com github.com gitlab.com example.com localhost stackoverflow.com pypi.org
npmjs.com raw.githubusercontent.com api.github.com docker.com hub.docker.com amazonaws.com
cloudflare.com wikipedia.org youtube.com debian.org ubuntu.com python.org kernel.org facebook.com
twitter.com microsoft.com apple.com bitbucket.org huggingface.co crates.io rust-lang.org golang.org
nodejs.org yahoo.com bing.com reddit.com linkedin.com openai.com anthropic.com"""
)
TOP_LEVEL = {"con": "com", "cmo": "com", "ocm": "com", "vom": "com", "comm": "com", "ogr": "org",
             "orgg": "org", "nte": "net", "ent": "net", "og": "org", "cm": "com", "oi": "io"}  # fmt: skip
LOCAL = ("localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]")


def url_word(f: Failed) -> Word | None:
    """The address on the line."""
    candidates = [w for w in f.command.words[1:] if not w.is_option]
    for word in candidates:
        if "://" in word.value:
            return word
    return next(
        (
            w
            for w in reversed(candidates)
            if re.match(r"[\w.-]+(?::\d+)?(?:/|$)", w.value)
            and ("." in w.value or ":" in w.value or "localhost" in w.value)
        ),
        None,
    )


def host_of(url: str) -> str:
    found = re.match(r"(?:\w+://)?(?:[^/@]*@)?(\[[^]]+\]|[^/:?#]*)", url)
    return found[1] if found else ""


def port_of(url: str) -> int:
    found = re.match(r"(\w+://)?(?:[^/@]*@)?(?:\[[^]]+\]|[^/:?#]*):(\d+)", url)
    return int(found[2]) if found else 443 if url.startswith("https") else 80


def spelled(host: str) -> list[str]:
    """Well-known hosts that this one may be a slip of; a wrong ending alone is mended, too."""
    stem, _, top = host.rpartition(".")
    found: list[str] = []
    parts = host.split(".")
    for size in (len(parts), 2):
        tail, head = ".".join(parts[-size:]), ".".join(parts[:-size])
        found += [f"{head}.{name}" if head else name for name in nearest(tail, SITES, limit=1)]
        if tail in SITES:
            break
    if stem and top in TOP_LEVEL:
        found.append(f"{stem}.{TOP_LEVEL[top]}")
    return [name for name in dict.fromkeys(found) if name != host]


def unknown_host(f: Failed, host: str) -> Advice:
    """A name that DNS does not know: a slip, or no network."""
    word = next((w for w in f.command.words[1:] if host and host in w.value), None)
    mended = [f.swap(word, word.value.replace(host, name, 1)) for name in spelled(host) if word]
    if word and f.program in (
        "ping",
        "nc",
        "dig",
        "host",
        "nslookup",
        "traceroute",
        "mtr",
        "telnet",
    ):
        bare = re.sub(r"^\w+://", "", word.value).split("/")[0]
        bare = bare if f.program in ("nc", "telnet") else re.sub(r":\d+$", "", bare)
        if bare != word.value and bare:
            return f.hint(
                f"{f.program} wants a host name, not an address with {'a path' if '://' in word.value else 'a port'}",
                f.swap(word, bare),
                sure=0.95,
            )
    return f.hint(
        f"The host name {host} is not known",
        *mended,
        f"getent hosts {quote(host)}" if not mended else None,
        "ping -c1 1.1.1.1" if not mended else None,
        why=f"Did you mean {spelled(host)[0]}?"
        if mended
        else "A typo, or DNS or the network is down.",
        sure=0.93 if mended else 0.9,
    )


@family.rule(
    when=("Could not resolve host", "unable to resolve host address", "Name or service not known",
          "Couldn’t resolve", "Temporary failure in name resolution"),
    says=r"(?:Could not resolve host: |unable to resolve host address [‘'`\"])(?P<host>[^\s’'\"]+)"
    r"|Name or service not known|Couldn’t resolve|Temporary failure",
)  # fmt: skip
def name_unknown(f: Failed) -> Advice | None:
    """A host name that DNS does not know."""
    word = url_word(f)
    host = f["host"] or (host_of(word.value) if word else "")
    broken = next(
        (w for w in f.command.words[1:] if re.match(r"https?(?:/{1,2}|;//|:/)[\w.]", w.value)), None
    )
    if host in ("http", "https") and broken:
        right = re.sub(r"^(https?)[:;]?/{1,2}", r"\1://", broken.value)
        return f.hint(
            "The address is not written right",
            f.swap(broken, right),
            why="After http comes ://",
            sure=0.96,
        )
    if "." not in host and f.program == "curl" and host != "localhost":
        others = [w for w in f.command.words[1:] if w.value == host]
        if others and word and word.value != host and "://" in word.value:
            return f.hint(
                f"{host} was taken for a second address",
                f.line.edit((word.start, others[0].end, quote(word.value + "%20" + host)))
                if others[0].start > word.end else None,
                why="An argument with blanks needs quotes.",
                sure=0.85,
            )  # fmt: skip
    return unknown_host(f, host) if host else None


def listening(f: Failed, port: int) -> Sequence[str]:
    return (f"ss -ltnp 'sport = :{port}'", "ss -ltnp")


@family.rule(
    when=(
        "Failed to connect to",
        "failed: Connection refused",
        "Connection refused",
        "Couldn't connect",
    ),
    says=r"Failed to connect to (?P<host>\S+) port (?P<port>\d+)[^:\n]*(?:: (?P<why>.*))?$"
    r"|Connecting to [^\n]*?\|?(?P<whost>[\w.:-]+?)\|?:(?P<wport>\d+)\.\.\. failed: (?P<wwhy>Connection refused)"
    r"|host='(?P<hhost>[^']+)', port=(?P<hport>\d+)[^\n]*Connection refused",
    programs=(*HTTP, "git", "pip", "npm"),
)
def refused(f: Failed) -> Advice | None:
    """Nothing listens there."""
    if f.program not in HTTP:
        return None
    word = url_word(f)
    host = (host_of(word.value) if word else "") or f["host"] or f["whost"] or f["hhost"]
    port = int(f["port"] or f["wport"] or f["hport"])
    late = "imed out" in f["why"]
    proxy = next((w for w in f.command.words if w.value in ("-x", "--proxy")), None)
    if proxy or (
        word and f["host"] and f["host"] != host_of(word.value) and f["host"] not in LOCAL
    ):
        return f.hint(
            f"The proxy {f['host']}:{port} does not answer",
            f"curl --noproxy '*' {f.text.split(None, 1)[-1]}"
            if f.program == "curl" and not proxy
            else None,
            "env | grep -i proxy",
            sure=0.85,
        )
    if host in LOCAL or host.startswith("127."):
        return f.hint(
            f"Nothing listens on port {port}",
            "ss -ltnp",
            f"ss -ltnp 'sport = :{port}'",
            why="The server is not running, or on another port.",
            sure=0.95,
        )
    check = f"nc -zv {quote(host)} {port}"
    return f.hint(
        f"No answer from {host}:{port}" if late else f"Nothing listens on {host}:{port}",
        f"ping -c1 {quote(host)}" if late else check,
        check if late else f"ping -c1 {quote(host)}",
        why="The server is down, or a firewall is in between.",
        sure=0.9,
    )


@family.rule(
    when=("timed out", "Operation timed out", "No route to host", "Network is unreachable"),
    says=r"(?:Connection|Operation|connection|Connect\w*) timed out|No route to host|Network is unreachable",
)
def no_answer(f: Failed) -> Advice | None:
    """The host does not answer in time."""
    word = url_word(f)
    host = host_of(word.value) if word else ""
    if not host:
        return None
    if "received" in f.output and "timed out" in f.output and f.has("-m", "--max-time"):
        limit = next((w for w in f.command.words if w.value in ("-m", "--max-time")), None)
        after = f.command.words[f.command.words.index(limit) + 1] if limit else None
        if after and after.value.isdigit():
            return f.hint(
                "The answer took longer than --max-time allows",
                f.swap(after, str(int(after.value) * 3)),
                sure=0.88,
            )
    unreachable = "unreachable" in f.output
    return f.hint(
        "The network is not reachable" if unreachable else f"{host} does not answer",
        "ip route" if unreachable else f"ping -c1 {quote(host)}",
        f"nc -zv {quote(host)} {port_of(word.value)}" if word else None,
        why="The host is down, a firewall drops the packets, or a VPN is off.",
        sure=0.88,
    )


@family.rule(
    when=(
        "Empty reply from server",
        "Recv failure: Connection reset",
        "Received HTTP/0.9",
        "Connection reset by peer",
    ),
)
def not_http(f: Failed) -> Advice | None:
    """The server closed, or speaks something else: often HTTPS."""
    word = url_word(f)
    if word is None:
        return None
    plain = word.value.startswith("http://") or "://" not in word.value
    tls = "https://" + re.sub(r"^http://", "", word.value)
    http09 = "HTTP/0.9" in f.output
    return f.hint(
        "The server answered with something that is not HTTP"
        if http09
        else "The server closed the connection without an answer",
        f.swap(word, tls) if plain else None,
        f.insert("-v") if f.program == "curl" else None,
        why="Perhaps it speaks HTTPS there, or it crashed: look at its log.",
        sure=0.82,
    )


@family.rule(when="Could not resolve proxy", says=r"Could not resolve proxy: (?P<proxy>[\w.-]+)")
def no_such_proxy(f: Failed) -> Advice:
    """A proxy of another network is still set."""
    return f.hint(
        f"The proxy {f['proxy']} is not known here",
        f.insert("--noproxy '*'") if f.program == "curl" else f.insert("--no-proxy") if f.program == "wget" else f.first("unset http_proxy https_proxy"),
        "env | grep -i proxy",
        "unset http_proxy https_proxy all_proxy",
        why="$https_proxy (or ~/.curlrc) names it: unset it outside of that network.",
        sure=0.95,
    )  # fmt: skip


@family.rule(
    when="unable to resolve host address",
    says=r"unable to resolve host address [‘'](?P<scheme>https?|ftp)[’']",
)
def one_slash(f: Failed) -> Advice | None:
    """wget http:/host/path"""
    word = next(
        (w for w in f.operands if re.match(r"(?:https?|ftp)(?::/|/|//)(?!/)\w", w.value)), None
    )
    if word is None:
        return None
    rest = re.sub(r"^\w+:?/+", "", word.value)
    return f.hint(
        "An address has :// after its scheme", f.swap(word, f"{f['scheme']}://{rest}"), sure=0.96
    )
