# ruff: noqa: E501  (messages stay whole, to be searched for)
"""The commands that a tool has, as its usage lists them."""

from __future__ import annotations

import re

from termproxy.assistant.rules.again import sub_commands
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.wordlist import listed

# Tools whose usage does not list them plainly.
COMMANDS = {
    "hg": listed(
        """add addremove annotate archive backout bisect bookmarks branch branches bundle cat clone
        commit config copy diff export files forget graft grep heads help histedit identify import
        incoming init locate log manifest merge outgoing parents paths phase pull purge push rebase
        recover remove rename resolve revert rollback root serve shelve status strip summary tag tags
        tip unbundle unshelve update verify version"""
    ),
    "hdfs": listed(
        """-appendToFile -cat -chgrp -chmod -chown -copyFromLocal -copyToLocal -count -cp -df -du -find
        -get -getmerge -head -help -ls -mkdir -moveFromLocal -mv -put -rm -rmdir -setrep -stat -tail
        -test -text -touchz -usage"""
    ),
    "svn": listed(
        """add auth blame cat changelist checkout cleanup commit copy delete diff export help import
        info list lock log merge mergeinfo mkdir move patch propdel propedit propget proplist propset
        relocate resolve resolved revert status switch unlock update upgrade"""
    ),
    "react-native": listed(
        """bundle clean config doctor info init link log-android log-ios run-android run-ios start
        unlink upgrade"""
    ),
    "adb": listed(
        """devices push pull sync shell emu logcat forward reverse jdwp install install-multiple
        uninstall bugreport backup restore keygen help version wait-for-device start-server kill-server
        get-state get-serialno get-devpath remount root unroot reboot sideload tcpip usb connect disconnect
        pair disable-verity enable-verity"""
    ),
    "pyenv": listed(
        """commands exec global help hooks init install local prefix rehash root shell shims uninstall
        version version-file version-name versions whence which virtualenv activate deactivate"""
    ),
}


def offered(f: Failed) -> list[str]:
    """The commands that the output lists: choices, comma lists, tables, usage lines."""
    names: list[str] = [*COMMANDS.get(f.program, ()), *sub_commands().get(f.program, ())]
    if f.program == "gcloud" and re.search(r"\b(?:instances|clusters|buckets|projects)\b", f.text):
        names += ["list", "describe", "create", "delete"]
    choices = f.find(
        r"(?:choose from|choices:|expected one of|[Vv]alid (?:\w+ )?are:?|one of:)\s*(.+)"
    )
    if choices:
        names += re.findall(r"[\w][\w.:-]*", choices[1])
    comma = re.findall(r"^\s{2,}([a-z][\w-]*(?:, [a-z][\w-]*)+),?$", f.output, re.MULTILINE)
    names += [name for line in comma for name in line.split(", ")]
    program = re.escape(f.program)
    names += re.findall(rf"^\s*(?:{program}) ([a-z][\w-]+)\b", f.output, re.MULTILINE)
    names += re.findall(r"\[([a-z][\w-]*(?:\|[a-z][\w-]*)+)\]", f.output)
    block = re.search(
        r"^[^\n]*(?:[Cc]ommands|COMMANDS|[Tt]asks|[Cc]hoices|[Ss]ubcommands)[^\n]*:\s*\n(.+)",
        f.output,
        re.S | re.M,
    )
    if block:
        names += re.findall(
            r"^\s{1,8}\*?\s?([a-z][\w:-]*)(?=\s{2,}|$|,|\s*\[)", block[1], re.MULTILINE
        )
    names += re.findall(r"^ {1,4}([a-z][\w-]+) {2,}\S", f.output, re.MULTILINE)
    ambiguous = f.find(r"is ambiguous:\n\s+(.+)$")
    if ambiguous:
        names += ambiguous[1].split()
    flat = [part for name in names for part in name.split("|")]
    return [
        name for name in dict.fromkeys(flat) if name not in ("usage", "see", "where", "and", "or")
    ]
