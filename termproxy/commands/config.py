"""termproxy config: every setting, its value, and where that came from."""

from __future__ import annotations

import os
import sys

from termproxy.config import COMMANDS, SETTINGS, Config, load
from termproxy.core.value import TYPE_CHECKING
from termproxy.places import config_path

if TYPE_CHECKING:
    from termproxy.config import Value

USAGE = """\
usage: termproxy config [--path]

Shows every setting, its value and where it came from. --path prints the file's
place.
"""


def main(argv: list[str]) -> int:
    """Print the settings; 1 if something in them is wrong."""
    environ = dict(os.environ)
    if argv == ["--path"]:
        sys.stdout.write(config_path(environ) + "\n")
        return 0
    if argv in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if argv:
        sys.stderr.write(f"termproxy config: there is no argument {argv[0]}.\n{USAGE}")
        return 2
    config = load(environ)
    sys.stdout.write(report(config, config_path(environ)))
    for problem in config.problems:
        sys.stderr.write(f"termproxy: {problem}\n")
    return 1 if config.problems else 0


def report(config: Config, path: str) -> str:
    """The settings as TOML with comments, so that it can be saved as a configuration file."""
    lines = [f"# {path}" + ("" if os.path.exists(path) else " (not there yet)")]
    section = ""
    for setting in SETTINGS:
        head, _, name = setting.key.partition(".")
        if head != section:
            section = head
            lines += ["", f"[{section}]"]
        lines.append(f"# {setting.meaning}")
        if setting.choices:
            lines.append(f"# {setting.allowed}")
        given = config.values[setting.key]
        shown = f"{name} = {toml('(set, not shown)' if setting.secret and given else given)}"
        origin = config.origins[setting.key]
        lines.append(f"{shown:<36}# {origin}")
    lines += ["", f"[{COMMANDS}]", '# A mode for commands: "npm test" = "rules"']
    for pattern, mode in config.commands:
        lines.append(f"{f'{toml(pattern)} = {toml(mode)}':<36}# {path}")
    return "\n".join(lines) + "\n"


def toml(given: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, str):
        escaped = given.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + '"'
    return str(given)
