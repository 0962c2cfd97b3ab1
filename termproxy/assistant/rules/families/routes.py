# ruff: noqa: E501  (messages stay whole, to be searched for)
"""ip and iptables: their little languages."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import among
from termproxy.assistant.world.wordlist import listed

ip = Family("ip", "ip", "bridge", "tc")
iptables = Family("iptables", "iptables", "ip6tables")

# ip-route(8), ip-address(8), ip-link(8)
KEYWORDS = listed(
    """via dev src metric proto scope table onlink add del delete change replace show get flush list
    default local broadcast label peer up down mtu address name type set master nomaster promisc
    netns"""
)


@ip.rule(
    when="is a garbage",
    says=r"(?:Error: )?either \"(?P<word>\w+)\" is (?:a )?duplicate, or \"(?P<typed>[^\"]+)\" is a garbage",
)
def garbage(f: Failed) -> Advice | None:
    """A word where ip expects one of its own: `gw` is route's word for via."""
    word = f.word(f["typed"])
    if word is None:
        return None
    near = ["via"] if f["typed"] in ("gw", "gateway") else among(f["typed"], KEYWORDS)
    return f.hint(
        f"ip does not know {f['typed']} there",
        *[f.swap(word, n) for n in near],
        f"ip {f.sub} help" if f.sub and not near else None,
        sure=0.95 if near else 0.8,
    )


@iptables.rule(
    when="unknown option",
    says=r"unknown option \"(?P<option>--(?:dport|sport|dports|sports|destination-port|source-port|syn|tcp-flags|icmp-type))\"",
)
def protocol_first(f: Failed) -> Advice | None:
    """Ports belong to a protocol, which has to be named before."""
    word = next((w for w in f.command.words if w.value.split("=")[0] == f["option"]), None)
    if word is None:
        return None
    named = f.has("-p", "--protocol")
    several = f["option"].endswith("ports") and f["option"] in ("--dports", "--sports")
    if several:
        step = "-m multiport" if named else "-p tcp -m multiport"
    else:
        step = "-p icmp" if f["option"] == "--icmp-type" else "-p tcp"
        if named:
            return f.hint(
                f"-p has to stand before {f['option']}",
                why="And must be tcp or udp for ports.",
                sure=0.88,
            )
    return f.hint(
        f"{f['option']} needs {step} before it",
        f.line.edit((word.start, word.start, f"{step} ")),
        sure=0.96,
    )


@iptables.rule(when="No chain/target/match by that name")
def no_chain(f: Failed) -> Advice | None:
    """A mistyped chain or target."""
    words = f.command.words
    chains = listed("INPUT OUTPUT FORWARD PREROUTING POSTROUTING")
    targets = listed("ACCEPT DROP REJECT LOG MASQUERADE DNAT SNAT REDIRECT RETURN MARK")
    for before, word in pairwise(words):
        known = (
            chains
            if re.fullmatch(r"-[AIDRLFPNXZ]", before.value)
            else targets
            if before.value == "-j"
            else ()
        )
        near = among(word.value, known) if word.value not in known else []
        if near:
            return f.hint(f"There is no {word.value}", *[f.swap(word, n) for n in near], sure=0.94)
    return f.hint("There is no such chain or target", "sudo iptables -S", sure=0.85)
