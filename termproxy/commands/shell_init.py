"""`termproxy shell-init SHELL`: what the start-up file of a shell elsewhere is to hold.

The integration that termproxy injects into local shells, with a word that everyone may know in
place of the nonce (core/unsigned.py). Where termproxy is not in front its marks mean nothing to any
terminal, and where it wraps this very shell they make room for the real ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from termproxy.core.unsigned import WORD
from termproxy.shells.inject import HERE, SHELLS

USAGE = """\
usage: termproxy shell-init bash|zsh|fish

Prints what makes a shell on another host, in a container or of another user
tell the termproxy in front of it about its commands. Put it at the end of the
start-up file there:

  termproxy shell-init bash | ssh HOST 'cat >> ~/.bashrc'
  termproxy shell-init zsh  | ssh HOST 'cat >> ~/.zshrc'
  termproxy shell-init fish | ssh HOST 'cat >> ~/.config/fish/config.fish'

fish 4 over ssh needs nothing of this, but is understood better with it.
"""
USAGE_ERROR = 2
ABOUT = """\
# termproxy (begin): tells a termproxy that you come from where each command begins and ends, by
# marks that no terminal shows. From `termproxy shell-init`; delete it as far as "(end)" to undo.
"""


def main(argv: list[str]) -> int:
    """Print the snippet; 2 for wrong argv."""
    if argv[:1] in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if len(argv) != 1 or os.path.basename(argv[0]) not in SHELLS:
        wanted = f"not {' '.join(argv)}" if argv else "one of them"
        sys.stderr.write(f"termproxy shell-init: it is for bash, zsh or fish, {wanted}.\n")
        return USAGE_ERROR
    sys.stdout.write(snippet(os.path.basename(argv[0])))
    return 0


def snippet(shell: str) -> str:
    """The lines for the start-up file of `shell` ("bash", "zsh" or "fish")."""
    with open(os.path.join(HERE, f"termproxy.{shell}"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    code = "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))
    wrap: dict[str, Callable[[str], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
    return f"{ABOUT}{wrap[shell](code)}# termproxy (end)\n"


def _bash(code: str) -> str:
    return (
        "if [[ $- == *i* && ${TERM:-dumb} != dumb && -z ${__tp_n-}${TERMPROXY_NONCE-} ]]; then\n"
        f"TERMPROXY_NONCE={WORD.decode()} TERMPROXY_FILL= TERMPROXY_INJECT=\n{code}\nfi\n"
    )


def _zsh(code: str) -> str:
    return (
        "if [[ -o interactive && ${TERM:-dumb} != dumb && -z ${__tp_n-} ]]; then\n"
        f"typeset -g __tp_n={WORD.decode()} __tp_f=\n{code}\nfi\n"
    )


def _fish(code: str) -> str:
    return (
        'if status is-interactive; and test "$TERM" != dumb\n'
        "and not set -q __tp_n; and not set -q TERMPROXY_NONCE\n"
        f"set -g TERMPROXY_NONCE {WORD.decode()}\nset -g TERMPROXY_FILL ''\n{code}\nend\n"
    )
