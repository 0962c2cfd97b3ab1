"""How each integration script gets into its shell, without an edited file.

bash reads it in place of ~/.bashrc (`--rcfile`), or through ENV in POSIX mode when it is a login
shell, which knows no --rcfile; the script then reads what bash would have read. zsh finds it in
ZDOTDIR, which it restores at once. fish sources it after config.fish (`--init-command`).

Each gets only an interactive shell that the user started plainly. Options that ask for a bare
shell (`--norc`, `-f`, `--no-config`, `--posix`) are respected: no integration, everything else.
"""

from __future__ import annotations

import os

from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HERE = os.path.dirname(os.path.abspath(__file__))
SHELLS = ("bash", "zsh", "fish")

ZSH_FILES = (".zshenv", ".zprofile", ".zshrc", ".zlogin")
ZSH_GLOBAL = ("/etc/zshenv", "/etc/zsh/zshenv")


@value
class Injection:
    """What to execute. `argv` and `env` are as given when nothing is injected.

    `shell` names the known interactive shell that `argv` starts ("" when it starts none), and
    `reason` says why it gets no integration ("" when it does).
    """

    argv: tuple[str, ...]
    env: dict[str, str]
    shell: str = ""
    reason: str = ""

    @property
    def active(self) -> bool:
        """Will the shell tell us what it does?"""
        return bool(self.shell) and not self.reason


def prepare(
    argv: Sequence[str],
    environ: Mapping[str, str],
    nonce: str,
    directory: str = HERE,
    *,
    tty: bool = True,
    exists: Callable[[str], bool] = os.path.exists,
) -> Injection:
    """Decide whether `argv` is a shell that can be asked to tell what it does, and ask it.

    `nonce` goes into its environment, whence the script takes it before the user's files are
    read (fish: after). `directory` holds the scripts. `tty`: are its input and output a terminal?
    Of `environ` the script takes two more: TERMPROXY_FILL, the file that the fill widget reads, and
    TERMPROXY_COMMAND, which `termproxy` is to run where the user has no such command.
    """
    argv = tuple(argv)
    env = dict(environ)
    name = os.path.basename(argv[0]) if argv else ""
    login = name.startswith("-")
    shell = name.removeprefix("-")
    if shell not in SHELLS:
        return Injection(argv, env)
    parse = {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]
    asked = parse(argv[1:])
    if asked.runs_script:
        return Injection(argv, env)
    reason = asked.reason
    if not tty:
        reason = "its input or output is not a terminal"
    elif environ.get("TERM", "") in ("", "dumb"):
        reason = "TERM is dumb or not set"
    elif shell == "zsh" and not reason:
        reason = _zsh_obstacle(environ, exists)
    if reason:
        return Injection(argv, env, shell, reason)

    env["TERMPROXY_NONCE"] = nonce
    if shell == "bash":
        argv = _inject_bash(argv, env, asked, login or asked.login, directory)
    elif shell == "zsh":
        if "ZDOTDIR" in env:
            env["TERMPROXY_ZDOTDIR"] = env["ZDOTDIR"]
        env["ZDOTDIR"] = os.path.join(directory, "zsh")
    else:
        script = os.path.join(directory, "termproxy.fish")
        quoted = script.replace("\\", "\\\\").replace("'", "\\'")
        argv = (argv[0], f"--init-command=source '{quoted}'", *argv[1:])
    return Injection(argv, env, shell)


@value
class Asked:
    """What a shell's arguments ask for."""

    runs_script: bool = False
    login: bool = False
    reason: str = ""
    rcfile: str = ""
    rest: tuple[str, ...] = ()


def _inject_bash(
    argv: tuple[str, ...], env: dict[str, str], asked: Asked, login: bool, directory: str
) -> tuple[str, ...]:
    script = os.path.join(directory, "termproxy.bash")
    if not login:
        env["TERMPROXY_INJECT"] = "rc"
        if asked.rcfile:
            env["TERMPROXY_RCFILE"] = asked.rcfile
        return (argv[0], "--rcfile", script, *asked.rest)
    # POSIX mode has defaults of its own for these two. The script takes them back.
    flags = ["login"]
    if "HISTFILE" not in env:
        env["HISTFILE"] = os.path.join(env.get("HOME", ""), ".bash_history")
        flags.append("histfile")
    if "MAILCHECK" not in env:
        flags.append("mailcheck")
    if "ENV" in env:
        env["TERMPROXY_ENV"] = env["ENV"]
    env["ENV"] = script
    env["TERMPROXY_INJECT"] = ",".join(flags)
    return (argv[0], "--posix", *asked.rest)


def _bash(args: Sequence[str]) -> Asked:
    """bash(1): long options come first; -c, -s, -o and -O; the first other word is a script."""
    login = False
    reason = rcfile = ""
    stdin = False
    rest: list[str] = []
    at = 0
    while at < len(args):
        word = args[at]
        at += 1
        if word in ("--rcfile", "--init-file"):
            rcfile = args[at] if at < len(args) else ""
            at += 1
            continue
        rest.append(word)
        if word in ("-", "--"):
            break
        if word.startswith("--"):
            if word == "--login":
                login = True
            elif word in ("--norc", "--noprofile", "--posix", "--restricted"):
                reason = f"{word} was asked for"
            elif word not in ("--noediting", "--verbose", "--debugger", "--protected"):
                return Asked(runs_script=True)  # --version, --help, --dump-strings, ...
        elif word[:1] in "-+" and len(word) > 1:
            letters = word[1:]
            if word[0] == "-":
                if "c" in letters or "D" in letters:
                    return Asked(runs_script=True)
                login = login or "l" in letters
                stdin = stdin or "s" in letters
                if "r" in letters:
                    reason = "a restricted shell was asked for"
            for _ in range(letters.count("o") + letters.count("O")):
                if at < len(args):
                    rest.append(args[at])
                    if args[at] == "posix":
                        reason = "POSIX mode was asked for"
                    at += 1
        else:
            at -= 1
            rest.pop()
            break
    if at < len(args) and not stdin:
        return Asked(runs_script=True)
    return Asked(login=login, reason=reason, rcfile=rcfile, rest=(*rest, *args[at:]))


def _zsh(args: Sequence[str]) -> Asked:
    """zshoptions(1): single letters may be joined; -o takes a name, in any spelling."""
    reason = ""
    stdin = False
    at = 0
    while at < len(args):
        word = args[at]
        if word in ("-", "--"):
            at += 1
            break
        if not (word[:1] in ("-", "+") and len(word) > 1):
            break
        at += 1
        on = word[0] == "-"
        names: list[str] = []
        if word.startswith("--"):
            if word in ("--version", "--help"):
                return Asked(runs_script=True)
            if word == "--emulate":
                reason = "--emulate was asked for"
                at += 1
            names.append(word[2:])
        else:
            letters = word[1:]
            if "o" in letters:
                letters, _, name = letters.partition("o")
                if not name and at < len(args):
                    name = args[at]
                    at += 1
                names.append(name)
            if on and "c" in letters:
                return Asked(runs_script=True)
            stdin = stdin or (on and "s" in letters)
            if on and "f" in letters:
                reason = "-f was asked for"
            if on and ("r" in letters):
                reason = "a restricted shell was asked for"
        for name in names:
            plain = name.replace("_", "").replace("-", "").lower()
            if on and plain in ("norcs", "restricted", "privileged"):
                reason = f"{name} was asked for"
            elif not on and plain == "rcs":
                reason = "no rcs was asked for"
    if at < len(args) and not stdin:
        return Asked(runs_script=True)
    return Asked(reason=reason)


def _fish(args: Sequence[str]) -> Asked:
    """fish(1): getopt's syntax; the first other word is a script."""
    with_value = {
        "--init-command",
        "--debug",
        "--debug-output",
        "--debug-stack-frames",
        "--features",
        "--profile",
        "--profile-startup",
    }
    script_or_nothing = {"--command", "--no-execute", "--version", "--help"}
    script_or_nothing |= {"--print-debug-categories", "--print-rusage-self"}
    at = 0
    while at < len(args):
        word = args[at]
        at += 1
        if word == "--":
            break
        if word.startswith("--"):
            if word == "--no-config":
                return Asked(reason="--no-config was asked for")
            if word in with_value:
                at += 1
            elif word.partition("=")[0] in script_or_nothing:
                return Asked(runs_script=True)
        elif word.startswith("-") and len(word) > 1:
            for place, letter in enumerate(word[1:], 2):
                if letter in "cnvh":
                    return Asked(runs_script=True)
                if letter == "N":
                    return Asked(reason="--no-config was asked for")
                if letter in "CdDfop":
                    at += place == len(word)
                    break
        else:
            at -= 1
            break
    return Asked(runs_script=at < len(args))


def _zsh_obstacle(environ: Mapping[str, str], exists: Callable[[str], bool]) -> str:
    home = environ.get("ZDOTDIR") or environ.get("HOME", "")
    if not any(exists(os.path.join(home, name)) for name in ZSH_FILES):
        return "zsh has no startup files yet, and offers to make them"
    for path in ZSH_GLOBAL:
        try:
            with open(path, "rb") as file:
                lines = file.read().splitlines()
        except OSError:
            continue
        if any(b"ZDOTDIR" in line and not line.lstrip().startswith(b"#") for line in lines):
            return f"{path} sets ZDOTDIR"
    return ""
