"""Does a command lead to a shell elsewhere: on another host, in a container, of another user?

Asked with the words of the process in the foreground, or of the command line where processes
cannot be seen. Whether somebody types there (`docker exec -it`) is not asked: without a shell
there are no marks.
"""

from __future__ import annotations

from termproxy.core.commandline import Simple
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Their whole purpose.
ALWAYS = frozenset(
    {
        *("ssh", "slogin", "autossh", "mosh", "mosh-client", "et", "dbclient"),
        *("su", "runuser", "lxc-attach", "distrobox-enter", "systemd-nspawn"),
        *("chroot", "nsenter", "schroot"),
    }
)
# program -> the sub-commands that open a session, each word by word
SESSIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(
        ("docker", "podman", "nerdctl"),
        (("exec",), ("run",), ("attach",), ("start",), ("compose", "exec"), ("compose", "run"),
         ("container", "exec"), ("container", "run"), ("container", "attach")),
    ),
    **dict.fromkeys(("docker-compose", "podman-compose"), (("exec",), ("run",))),
    **dict.fromkeys(("kubectl", "oc", "k3s"), (("exec",), ("attach",), ("debug",), ("run",),
                                               ("rsh",), ("kubectl", "exec"))),
    **dict.fromkeys(("lxc", "incus"), (("exec",), ("shell",), ("console",))),
    "machinectl": (("shell",), ("login",)),
    "vagrant": (("ssh",),),
    "multipass": (("shell",),),
    "limactl": (("shell",),),
    "toolbox": (("enter",), ("run",)),
    "distrobox": (("enter",),),
    "gcloud": (("compute", "ssh"),),
    "gh": (("codespace", "ssh"), ("cs", "ssh")),
    "fly": (("ssh", "console"),),
    "flyctl": (("ssh", "console"),),
    "heroku": (("run",),),
    "tailscale": (("ssh",),),
    "kitten": (("ssh",),),
}  # fmt: skip
AS_ROOT = frozenset({"sudo", "doas", "pkexec"})
# `sudo bash`, `docker`'s own wrapper scripts: what is run counts, not what runs it.
SHELLS = frozenset({"bash", "zsh", "fish", "sh", "dash", "ksh", "mksh", "ash"})
INTERPRETERS = ("python", "ruby", "perl", "node", *SHELLS)


def leads_elsewhere(words: Sequence[str]) -> bool:
    """True if `words`, a command without its redirections, opens a session elsewhere."""
    words = tuple(words)
    if not words:
        return False
    as_root = any(word.rpartition("/")[2] in AS_ROOT for word in words[:4])
    bare = Simple(words).bare or words
    program = bare[0].rpartition("/")[2].removeprefix("-")
    if program.startswith(INTERPRETERS):
        if as_root and program in SHELLS and all(word.startswith("-") for word in bare[1:]):
            return "-c" not in bare
        script = bare[1].rpartition("/")[2].removesuffix(".py") if len(bare) > 1 else ""
        if script in SESSIONS or script in ALWAYS:
            return leads_elsewhere((script, *bare[2:]))
        return False
    if program in ALWAYS:
        return True
    if program in AS_ROOT:  # nothing but options: a shell is meant
        return bool({"-s", "-i", "--shell", "--login"} & set(bare))
    return _opens_session(program, bare[1:])


def _opens_session(program: str, arguments: tuple[str, ...]) -> bool:
    """Do the first words that are no options, or the words of one, name such a sub-command?"""
    for session in SESSIONS.get(program, ()):
        for at, word in enumerate(arguments):
            if arguments[at : at + len(session)] == session:
                return True
            previous = arguments[at - 1] if at else ""
            if not word.startswith("-") and not previous.startswith("-"):
                break
    return False
