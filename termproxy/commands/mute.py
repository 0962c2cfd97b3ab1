"""`termproxy mute` and `unmute`: what hints need not be given for, kept over sessions."""

from __future__ import annotations

import os
import sys

from termproxy.assistant.mutes import KINDS, Mute, Mutes
from termproxy.assistant.safety.plain import one_line
from termproxy.commands import paper
from termproxy.commands.session import Session, SessionError
from termproxy.places import mutes_path

USAGE = """\
usage: termproxy mute                    list what is muted
       termproxy mute last               the rule of the last hint
       termproxy mute rule NAME          a rule, or a family of rules
       termproxy mute command WORDS...   failures of lines that begin so
       termproxy mute folder [PATH]      all that fails there and below
                                         (default: here)

`termproxy hint --why` names the rule of a hint.
`termproxy unmute` with the same words takes it back.
"""
UNMUTE_USAGE = """\
usage: termproxy unmute KIND WORDS...    the words that `termproxy mute` had
       termproxy unmute last             the rule of the last hint
       termproxy unmute all              everything

`termproxy mute` lists what is muted.
"""


def main(argv: list[str]) -> int:
    """Add a mute, or list them."""
    return _run("mute", argv)


def unmute(argv: list[str]) -> int:
    """Take a mute back."""
    return _run("unmute", argv)


def _run(name: str, argv: list[str]) -> int:
    usage = USAGE if name == "mute" else UNMUTE_USAGE
    if argv in (["--help"], ["-h"]):
        sys.stdout.write(usage)
        return 0
    mutes = Mutes(mutes_path(os.environ))
    known = list(mutes.all())
    if not argv and name == "mute":
        sys.stdout.write("".join(f"{one_line(str(mute), 4096)}\n" for mute in known))
        if not known and paper.rich_out():
            sys.stdout.write("nothing is muted\n")
        return 0
    if name == "unmute" and argv == ["all"]:
        return _write(name, mutes, [], "nothing is muted any more")
    try:
        mute = _meant(argv)
    except SessionError as error:
        return paper.refuse(name, str(error))
    except FileNotFoundError:
        return paper.gone(name)
    if mute is None:
        sys.stderr.write(usage)
        return 2
    if name == "mute":
        kept = known if mute in known else [*known, mute]
        return _write(name, mutes, kept, f"{mute} is muted")
    if mute not in known:
        return paper.refuse(name, f"{mute} is not muted; `termproxy mute` lists what is.")
    return _write(
        name, mutes, [other for other in known if other != mute], f"{mute} is heard again"
    )


def _meant(argv: list[str]) -> Mute | None:
    """The mute that the words stand for; None when they make no sense.

    Raises SessionError, or FileNotFoundError when the folder that we are in is no more.
    """
    kind, *words = argv or [""]
    if kind == "last" and not words:
        told = Session.around(os.environ).ask("hint")["latest"]
        if told is None or told["source"] == "model":
            raise SessionError("No rule has given a hint in this session yet.")
        return Mute("rule", told["rule"])
    if kind == "folder":
        path = os.path.abspath(" ".join(words) or ".")
        return None if "#" in path or "\n" in path else Mute(kind, path)
    what = " ".join(" ".join(words).split())
    if kind not in KINDS or not what or "#" in what or (kind == "rule" and " " in what):
        return None
    return Mute(kind, what)


def _write(name: str, mutes: Mutes, kept: list[Mute], said: str) -> int:
    try:
        mutes.write(kept)
    except OSError as error:
        return paper.refuse(name, f"{mutes.path} cannot be written: {error.strerror}.")
    sys.stdout.write(f"{one_line(said, 4096)}\n")
    return 0
