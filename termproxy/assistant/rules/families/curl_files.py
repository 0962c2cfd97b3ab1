"""curl: files that it may not write."""

from __future__ import annotations

import os
import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.http import family


@family.rule(
    when=(
        "Failure writing output to destination",
        "Failed writing body",
        "client returned ERROR on write",
    ),
    says=r"curl: \(23\) ",
    programs="curl",
)
def not_mine_to_write(f: Failed) -> Advice | None:
    """-o into a folder of root's: curl -s says no more than "failure writing"."""
    words = f.command.words
    word = next(
        (
            b
            for a, b in pairwise(words)
            if a.value in ("-o", "--output") or re.fullmatch(r"-[a-zA-Z]*o", a.value)
        ),
        None,
    )
    if word is None or f.command.sudo:
        return None
    path = os.path.expanduser(word.value)
    folder = os.path.dirname(path) or "."
    if not f.local.is_dir(folder):
        return f.hint(f"There is no folder {folder}", f.insert("--create-dirs"), sure=0.94)
    system = path.startswith(
        ("/usr/", "/opt/", "/etc/", "/bin/", "/sbin/", "/lib/", "/boot/", "/srv/")
    )
    if not system:
        return None
    program = path.startswith(("/usr/local/bin/", "/usr/bin/", "/opt/"))
    return f.hint(
        f"Only root may write to {folder}",
        f.sudo(),
        f.swap(word, f"~/.local/bin/{os.path.basename(path)}") if program else None,
        sure=0.95,
    )
