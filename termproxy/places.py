"""Where files are: the XDG Base Directory Specification, and what a running session has.

A variable that holds a relative path is ignored, as the specification says.
"""

from __future__ import annotations

import os

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# No file can be made or found there, whoever asks: for a user without a home.
NOWHERE = "/dev/null"


def config_path(environ: Mapping[str, str]) -> str:
    """Where the configuration file is, or would be."""
    return os.path.join(_config_folder(environ), "config.toml")


def mutes_path(environ: Mapping[str, str]) -> str:
    """Where it is written what needs no hint."""
    return os.path.join(_config_folder(environ), "mutes")


def rules_folder(environ: Mapping[str, str]) -> str:
    """Where users keep rules of their own."""
    return os.path.join(_config_folder(environ), "rules")


def trust_path(environ: Mapping[str, str]) -> str:
    """Where it is written which folders' files are trusted."""
    return os.path.join(state_folder(environ), "folders")


def state_folder(environ: Mapping[str, str]) -> str:
    """Where the log lives."""
    return _base(environ, "XDG_STATE_HOME", os.path.join(".local", "state"))


def answers_path(environ: Mapping[str, str]) -> str:
    """Where the model's answers are kept: what may be thrown away at any time."""
    return os.path.join(_base(environ, "XDG_CACHE_HOME", ".cache"), "answers.sqlite")


def memory_path(environ: Mapping[str, str]) -> str:
    """Where the fixes that worked are kept."""
    data = _base(environ, "XDG_DATA_HOME", os.path.join(".local", "share"))
    return os.path.join(data, "memory.sqlite")


def runtime_folder(environ: Mapping[str, str]) -> str:
    """Where a running session has its socket and its private files: a folder for its user alone.

    $XDG_RUNTIME_DIR, if that is ours: after `su` it is still the other user's. Else a folder of
    our own in /tmp, whose owner and mode are checked by whoever uses it. A path that does not fit
    into a socket's address (unix(7): 108 bytes, 104 on BSDs) is no use either.
    """
    base = environ.get("XDG_RUNTIME_DIR", "")
    folder = os.path.join(base, "termproxy")
    if os.path.isabs(base) and len(os.fsencode(folder)) < 85:
        try:
            if os.stat(os.path.join(base, "")).st_uid == os.getuid():
                return folder
        except OSError:
            pass
    return f"/tmp/termproxy-{os.getuid()}"


def session_socket(environ: Mapping[str, str], pid: int) -> str:
    """Where the session whose relay is process `pid` can be asked about itself."""
    return os.path.join(runtime_folder(environ), f"{pid}.sock")


def session_process(socket: str) -> int:
    """The process id of the relay whose session has this socket; 0 when it is none of ours."""
    number = os.path.basename(socket).removesuffix(".sock")
    return int(number) if number.isdecimal() and len(number) < 12 else 0


def _config_folder(environ: Mapping[str, str]) -> str:
    return _base(environ, "XDG_CONFIG_HOME", ".config")


def _base(environ: Mapping[str, str], variable: str, otherwise: str) -> str:
    """Our folder in `variable`, or in `otherwise` of the user's home."""
    base = environ.get(variable, "")
    if not os.path.isabs(base):
        base = os.path.join(_home(environ), otherwise)
    return os.path.join(base, "termproxy")


def _home(environ: Mapping[str, str]) -> str:
    """$HOME, or as the password database has it: a container's user may be in neither.

    One that is not there is not for us to make, as root could: /nonexistent is Debian's home for
    those who shall have none.
    """
    home = environ.get("HOME", "")
    if not os.path.isabs(home):
        import pwd

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            return NOWHERE
    return home if os.path.isabs(home) and os.path.isdir(home) else NOWHERE
