# ruff: noqa: E501
"""ping, nc, dig, ip, openssl: names, ports, routes."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.web import LOCAL, unknown_host
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

network = Family(
    "network",
    *listed(
        "ping ping6 nc ncat netcat telnet dig host nslookup traceroute mtr whois ip ss openssl"
    ),
)

# Names and reachability.

fetchers = Family("network", "curl", "wget", "http", "git")


@fetchers.rule(
    when=("resolve host", "unable to resolve"),
    says=r"[Cc]ould not resolve host: (?P<a>https?)$|unable to resolve host address [‘'](?P<b>https?)['’]",
)
def scheme_without_colon(f: Failed) -> Advice | None:
    """http//host: the colon is missing, and http was taken for the host."""
    word = next((w for w in f.command.words if re.match(r"https?/{1,2}[\w.\[-]", w.value)), None)
    if word is None:
        return None
    right = re.sub(r"^(https?)/+", r"\1://", word.value)
    return f.hint("The colon behind http is missing", f.swap(word, right), sure=0.97)


@network.rule(
    when=("Name or service not known", "NXDOMAIN", "unknown host", "could not resolve", "not found: ",
          "getaddrinfo", "Temporary failure in name resolution", "nodename nor servname", "can't find"),
    says=r"^(?:ping6?|traceroute|mtr): (?:unknown host )?(?P<ping>(?:\w+://)?[^\s:]+(?::\d+)?): |host \"(?P<nc>[^\"]+)\""
    r"|can't find (?P<nslookup>\S+): NXDOMAIN|Host (?P<host>\S+) not found"
    r"|(?:unknown host|could not resolve) (?P<other>\S+)|^telnet: could not resolve (?P<telnet>[^/]+)/",
)  # fmt: skip
def name_not_known(f: Failed) -> Advice | None:
    """A host name that DNS does not know."""
    host = next(
        filter(None, (f[g] for g in ("ping", "nc", "nslookup", "host", "other", "telnet"))), ""
    )
    host = re.sub(r"^\w+://", "", host)
    if "Temporary failure" in f.output:
        return f.hint(
            "DNS does not answer",
            "ping -c1 1.1.1.1",
            "resolvectl status",
            "cat /etc/resolv.conf",
            sure=0.88,
        )
    if re.match(r"\d+\.\d+\.\d+\.\d+$", host):
        return f.hint(f"{host} is no valid address: numbers go up to 255", sure=0.8)
    return unknown_host(f, host)


@network.rule(
    when="refused",
    says=r"(?P<host>[\w.:-]+)?[^\n]*Connection refused",
    programs=("nc", "ncat", "netcat", "telnet", "openssl"),
)
def port_closed(f: Failed) -> Advice | None:
    """Nothing listens on that port."""
    found = f.find(r"connect to (?:host )?(\S+)(?: \([^)]*\))? port (\d+)")
    hosts = [w.value for w in f.operands if not w.value.startswith("-")]
    pair = next((w for w in hosts if re.match(r"[\w.-]+:\d+$", w)), "")
    host = found[1] if found else pair.split(":")[0] if pair else hosts[0] if hosts else ""
    port = found[2] if found else pair.split(":")[1] if pair else hosts[1] if len(hosts) > 1 else ""
    if not host:
        return None
    if host in LOCAL:
        return f.hint(
            f"Nothing listens on port {port}", "ss -ltnp", f"ss -ltnp 'sport = :{port}'", sure=0.94
        )
    return f.hint(
        f"Nothing listens on {host}:{port}",
        f"ping -c1 {quote(host)}",
        f"ssh {quote(host)} ss -ltn",
        why="The host is there, but the service is not running, or on another port.",
        sure=0.85,
    )


@network.rule(status=1, programs=("nc", "ncat", "netcat"))
def nc_silent(f: Failed) -> Advice | None:
    """nc without -v says nothing of a refused connection."""
    if f.output.strip() or f.has("-l", "-v") or len(f.line.commands) > 1:
        return None
    values = [w.value for w in f.operands]
    if len(values) < 2 or not values[-1].isdigit():
        return None
    if values[0] in LOCAL:
        return f.hint(
            f"Nothing listens on port {values[-1]}", "ss -ltnp", f.insert("-v"), sure=0.85
        )
    return f.hint(
        f"{values[0]}:{values[-1]} does not answer",
        f.insert("-v"),
        f"ping -c1 {values[0]}",
        sure=0.85,
    )


@network.rule(when="connect:errno=", programs="openssl")
def openssl_port(f: Failed) -> Advice | None:
    """openssl s_client -connect without a port."""
    word = next((b for a, b in pairwise(f.command.words) if a.value == "-connect"), None)
    if word is None:
        return None
    if ":" not in word.value:
        return f.hint("-connect wants a port, too", f.swap(word, f"{word.value}:443"), sure=0.96)
    host, _, port = word.value.rpartition(":")
    if host in LOCAL:
        return f.hint(f"Nothing listens on port {port}", "ss -ltnp", sure=0.92)
    return f.hint(f"{word.value} does not answer", f"nc -zv {quote(host)} {port}", sure=0.88)


@network.rule(when="Address already in use", programs=("nc", "ncat", "netcat"))
def port_taken(f: Failed) -> Advice | None:
    """Another program listens on that port."""
    port = next((w.value for w in reversed(f.operands) if w.value.isdigit()), "")
    if not port:
        return None
    return f.hint(
        f"Port {port} is in use",
        f"ss -ltnp 'sport = :{port}'",
        f.swap(port, str(int(port) + 1)),
        sure=0.93,
    )


@network.rule(
    when=("100% packet loss", "Destination Host Unreachable", "Network is unreachable"),
    programs=("ping", "ping6"),
)
def no_echo(f: Failed) -> Advice | None:
    """The host does not answer ping."""
    host = next((w.value for w in reversed(f.operands) if not w.value.isdigit()), "")
    if "Network is unreachable" in f.output:
        return f.hint("There is no way to that network", "ip route", "ip addr", sure=0.88)
    return f.hint(
        f"{host} does not answer",
        f"traceroute {quote(host)}",
        "ip route",
        why="It is down, or a firewall drops ping: try its service itself.",
        sure=0.82,
    )


@network.rule(when=("no servers could be reached", "communications error to"))
def no_dns_server(f: Failed) -> Advice | None:
    """The DNS server does not answer."""
    at = next((w for w in f.command.words if w.value.startswith("@")), None)
    server = next((w for w in f.operands[1:] if re.match(r"[\d.]+$", w.value)), None)
    return f.hint(
        "The DNS server does not answer",
        f.swap(at, "@1.1.1.1")
        if at
        else f.swap(server, "1.1.1.1")
        if server
        else f.append("@1.1.1.1")
        if f.program == "dig"
        else f.append("1.1.1.1"),
        "cat /etc/resolv.conf",
        sure=0.88,
    )


@network.rule(when=("is unknown, try", "does not exist", "Cannot find device"), programs="ip")
def ip_command(f: Failed) -> Advice | None:
    """A mistyped object or device of ip."""
    typed = f.find(r"(?:Object|Command) \"([^\"]+)\" is unknown")
    if typed:
        near = nearest(
            typed[1],
            listed(
                "addr address link route neigh rule netns tunnel maddress add del set show up down"
            ),
        )
        if typed[1] in ("a", "addrs"):
            near = ["addr"]
        return f.hint(
            f"ip knows no {typed[1]}", *[f.swap(typed[1], n) for n in near], "ip help", sure=0.93
        )
    device = f.find(r"[Dd]evice \"([^\"]+)\"")
    if device:
        names = [n for n in f.local.entries("/sys/class/net") if n != "lo"]
        near = nearest(device[1], names) or names[:2]
        return f.hint(
            f"There is no device {device[1]}",
            *[f.swap(device[1], n) for n in near[:2]],
            "ip -br link",
            sure=0.9,
        )
    return None


network.hint(
    "nc-port",
    "nc wants a port, too",
    lambda f: f.append("80"),
    when="missing port number",
    sure=0.85,
)
network.hint(
    "ping-permission",
    "ping may not open its socket",
    lambda f: f.sudo(),
    "sudo setcap cap_net_raw+ep $(which ping)",
    programs=("ping", "ping6"),
    when=("Operation not permitted", "socket: Permission denied"),
    sure=0.9,
)


@network.rule(programs=("ifconfig", "ip"), when=("Device not found", "does not exist"))
def no_interface(f: Failed) -> Advice | None:
    """ifconfig eth9: the interfaces are known to the kernel."""
    found = f.find(
        r"^(?P<a>\S+): error fetching .*Device not found|^Device \"(?P<b>[^\"]+)\" does not"
    )
    word = f.word(found["a"] or found["b"]) if found else None
    if found is None or word is None:
        return None
    near = nearest(word.value, f.local.entries("/sys/class/net"))
    return f.hint(
        f"No interface {word.value}",
        *[f.swap(word, name) for name in near],
        "ip -brief link" if not near else None,
        sure=0.9,
    )


@network.rule(
    programs=("whois",),
    when=(
        "No whois server",
        "No match for",
        "NOT FOUND",
        "not found",
        "No Data Found",
        "No entries",
    ),
)
def whois_of_an_address(f: Failed) -> Advice | None:
    """whois knows registered domains: neither addresses of pages nor the hosts below a domain."""
    word = next(iter(f.operands), None)
    if word is None:
        return None
    host = re.sub(r"^\w+://|[/?#].*$", "", word.value).rsplit("@", 1)[-1]
    host = re.sub(r":\d+$", "", host)
    parts = host.split(".")
    if host == word.value and len(parts) > 2:
        return f.hint(
            "whois knows domains, not hosts", f.swap(word, ".".join(parts[1:])), sure=0.85
        )
    return (
        f.hint("whois wants a domain", f.swap(word, host), sure=0.93)
        if host != word.value
        else None
    )


@network.rule(
    when="timed out",
    says=r"connect to (?P<host>\S+) (?:\(\S+\) )?port (?P<port>\d+) \(tcp\) (?:timed out|failed: Connection timed out)",
    programs=("nc", "ncat", "netcat"),
)
def nc_timeout(f: Failed) -> Advice:
    """No answer at all: off, or a firewall."""
    host = quote(f["host"])
    return f.hint(
        f"{f['host']} does not answer on port {f['port']}",
        f"ping -c 3 {host}",
        f"traceroute {host}",
        why="A closed port would be refused at once: the host is off, or a firewall drops the packets.",
        sure=0.9,
    )


@network.rule(
    programs=("tcpdump", "tshark", "dumpcap", "iftop"),
    when="No such device",
    says=r"(?:^|: )(?P<name>[\w.:@-]+): No such device exists",
)
def no_capture_device(f: Failed) -> Advice:
    """tcpdump -i of no interface here."""
    near = nearest(f["name"], f.local.entries("/sys/class/net"))
    return f.hint(
        f"There is no interface {f['name']}",
        *[f.swap(f["name"], name) for name in near],
        "ip -brief link",
        sure=0.93,
    )


@network.rule(
    programs="dig",
    when="couldn't get address for",
    says=r"couldn't get address for '(?P<name>[^']+)'",
)
def no_name_server(f: Failed) -> Advice:
    """dig @SERVER of a name that does not resolve itself."""
    word = f.word(f"@{f['name']}")
    return f.hint(
        f"The name server {f['name']} cannot be found itself",
        f.without(word) if word else None,
        f.swap(word, "@1.1.1.1") if word else None,
        sure=0.92,
    )
