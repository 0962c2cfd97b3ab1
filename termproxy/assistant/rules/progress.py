"""How far a line came before it failed: `cd proj && pyhton3 app.py` fails in proj, after the cd."""

from __future__ import annotations

import os

from termproxy.assistant.rules.words import Command, Line
from termproxy.assistant.world.local import Local
from termproxy.assistant.world.wordlist import listed

# Not to be done twice: they changed what the rest of the line met.
CHANGES = frozenset(listed("cd pushd popd mkdir mv rm rmdir ln source . export"))


def behind(line: Line, failed: Command) -> str:
    """The part of the line that has run and must not run again, with its operator; "" for none."""
    at = line.commands.index(failed) if failed in line.commands else 0
    while at and line.commands[at].joint in ("|", "|&"):
        at -= 1
    earlier = line.commands[:at]
    if not any(command.program in CHANGES for command in earlier):
        return ""
    if any(command.joint not in ("", "&&", ";", "\n") for command in line.commands[: at + 1]):
        return ""
    text = line.text[: line.commands[at].start]
    return "" if set(text) & set("(){}") else text


def there(local: Local, line: Line, failed: Command) -> Local:
    """Local truth where the failed command ran: in the folder that the line had gone to."""
    folder = local.cwd
    for command in line.commands:
        if command is failed:
            break
        if command.program in ("cd", "pushd") and len(command.args) == 1:
            folder = os.path.join(folder, local.path(command.args[0]))
    folder = os.path.normpath(folder)
    return local if folder == os.path.normpath(local.cwd) else local.at(folder)
