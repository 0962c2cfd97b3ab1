"""argv -> what to do. The only reader of sys.argv and os.environ in the front process.

Options of termproxy stand before PROGRAM; everything from PROGRAM on is the program's own. So
this is read by hand: argparse would take the program's options for ours, and costs 6 ms.
"""

from __future__ import annotations

import os
import sys

from termproxy.core.value import TYPE_CHECKING, replace, value

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

HELP = """\
termproxy: your shell as it is, and a hint when a command fails

Usage:
  termproxy [OPTIONS] [PROGRAM [ARGS...]]  wrap a program (default: $SHELL)
  termproxy COMMAND [ARGS...]              one of the commands below
  `--` before PROGRAM ends the options.

Hints:
  --hints MODE            auto, rules, ask, or off (also: --no-hints)
  --model NAME            the Ollama model to ask
  --set KEY=VALUE         any setting; `termproxy config` lists them

Recording:
  --record FILE           write the session to FILE, failed commands marked
  --append, --overwrite   if FILE is there: go on with it, or replace it
  --record-input          record what is typed, too (never a password)

Other:
  --profile[=FILE]        write cProfile data of both processes on exit
  --version, --help

Inside a session:
  why      explain the last command, failed or not
  ask      ask the model; it is told what was just done
  last     the latest commands; last --output prints what one of them printed
  fix      print the command that the last hint offers
  context  print what the model is sent about the last failure
  mute     no more hints of a rule, for a command, or in a folder
  unmute   take that back
  trust    use the .termproxy.toml of a folder
  untrust  take that back
  memory   fixes that worked: list, forget, off, on
  status   the assistant, the model, the last problem

Commands (each has --help):
  doctor   what works here, what does not, and what to do about it
  explain  explain a log, from a file or a pipe
  model    the models that are there; model pull NAME fetches one
  replay   play a recording, from a file or a pipe
  redact   mask the secrets in recordings
  cache    answers of the model that are kept; cache clear forgets them
  config   show every setting and where it came from
  demo     a one-minute tour that touches none of your files
  shell-init  what a shell on another host needs for hints, too
  hint     --why: where the last hint came from; --batch: hints for JSON lines

Examples:
  termproxy bash
  termproxy --record build.cast make -j4
  cat build.cast | termproxy replay --speed 2
"""

COMMANDS = (
    *("why", "ask", "last", "fix", "context", "mute", "unmute", "trust", "untrust"),
    *("memory", "status"),
    *("doctor", "explain", "model", "cache", "replay", "redact", "config", "demo", "hint"),
    "shell-init",
)
USAGE_ERROR = 2
NOT_FOUND = 127


@value
class Options:
    """The command line of a wrapped program. `settings` are (key, text) pairs for the config.

    `command` is the file that starts termproxy, "" if that is not known (`python -m termproxy`).
    """

    argv: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    record: str = ""
    append: bool = False
    overwrite: bool = False
    profile: str | None = None
    command: str = ""


class UsageError(Exception):
    """The command line makes no sense; the sentence says why."""


FLAGS = {
    "--no-hints": ("hint.mode", "off"),
    "--record-input": ("record.input", "true"),
}
WITH_VALUE = {"--hints": "hint.mode", "--model": "model.name"}
OPTIONS = (
    *("--hints", "--no-hints", "--model", "--set", "--record", "--append", "--overwrite"),
    *("--record-input", "--profile", "--version", "--help"),
)
DEFAULT_PROFILE = "termproxy.prof"


def parse(arguments: list[str], shell: str) -> Options:
    """Options and the program, from the arguments after our own name. Raises UsageError."""
    settings: list[tuple[str, str]] = []
    record, profile = "", None
    append = overwrite = False
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option, has_value, given = rest.pop(0).partition("=")
        if option == "--" and not has_value:
            break
        if option == "--profile":
            profile = given or DEFAULT_PROFILE
        elif option in WITH_VALUE or option in ("--record", "--set"):
            if not has_value:
                if not rest:
                    raise UsageError(f"{option} needs a value.")
                given = rest.pop(0)
            if option == "--record":
                if not given:  # a variable that is not set; not to record is not what was meant
                    raise UsageError("--record needs the name of a file.")
                record = given
            elif option == "--set":
                key, separator, text = given.partition("=")
                if not separator:
                    raise UsageError(f"--set needs KEY=VALUE, not {given}.")
                settings.append((key, text))
            else:
                settings.append((_fitting(option, given), given))
        elif has_value:
            raise UsageError(f"{option} takes no value.")
        elif option in FLAGS:
            settings.append(FLAGS[option])
        elif option == "--append":
            append = True
        elif option == "--overwrite":
            overwrite = True
        else:
            near = _nearest(option, OPTIONS)
            raise UsageError(f"there is no option {option}.{near and f' Did you mean {near}?'}")
    if (append or overwrite) and not record:
        raise UsageError("--append and --overwrite belong to --record FILE.")
    if append and overwrite:
        raise UsageError("--append and --overwrite exclude each other.")
    argv = tuple(rest) or (shell,)
    return Options(argv, tuple(settings), record, append, overwrite, profile)


def _fitting(option: str, given: str) -> str:
    """The setting that `option` sets. Raises UsageError when it cannot be set to `given`.

    Which may well be PROGRAM, the value itself being forgotten.
    """
    from termproxy.config import TABLE

    setting = TABLE[WITH_VALUE[option]]
    if setting.choices and given not in setting.choices:
        raise UsageError(f"{option} needs {setting.allowed}, not {given}.")
    return setting.key


def run(argv: list[str]) -> int:
    """Do what the command line says; the exit status."""
    first = argv[0] if argv else ""
    if first in ("--help", "-h"):
        sys.stdout.write(HELP)
        return 0
    if first in ("--version", "-V"):
        from termproxy import __version__

        sys.stdout.write(f"termproxy {__version__}\n")
        return 0
    if first in COMMANDS:
        return _command(first)(argv[1:])
    try:
        options = parse(argv, _shell())
    except UsageError as error:
        sys.stderr.write(f"termproxy: {error} Try `termproxy --help`.\n")
        return USAGE_ERROR
    options = replace(options, command=_own_command())
    environ = _environment()
    try:
        from termproxy.commands.run import main as wrap
    except Exception as error:  # half an installation, a full disk: they still want their shell
        return _without_us(options.argv, environ, error)
    status = wrap(options, environ)
    if status == NOT_FOUND and not any(option.startswith("-") for option in argv[:1]):
        sys.stderr.write(_meant(argv[0] if argv else ""))
    return status


def _meant(program: str) -> str:
    """A sub-command that was mistyped is taken for a program."""
    near = "--help" if program == "help" else _nearest(program, COMMANDS)
    return f"Did you mean `termproxy {near}`?\n" if near else ""


def _nearest(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    return (get_close_matches(word, known, n=1, cutoff=0.7) or [""])[0]


def _without_us(argv: tuple[str, ...], environ: dict[str, str], error: Exception) -> int:
    import signal

    sys.stderr.write(f"termproxy: it cannot start ({error}); {argv[0]} runs without termproxy.\n")
    sys.stderr.flush()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores these two at its start
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    try:
        os.execvpe(argv[0], argv, environ)
    except OSError as failure:
        sys.stderr.write(f"termproxy: {argv[0]}: {failure.strerror}\n")
        return 127 if isinstance(failure, FileNotFoundError) else 126


def _own_command() -> str:
    path = os.path.abspath(sys.argv[0])
    return path if os.path.basename(path) == "termproxy" and os.access(path, os.X_OK) else ""


def _environment() -> dict[str, str]:
    """The environment that we were given.

    In the C locale Python sets LC_CTYPE for itself (PEP 538); programs under us would print
    UTF-8 where they would not without us.
    """
    environ = dict(os.environ)
    if "LC_CTYPE" in environ and sys.platform == "linux":
        try:
            with open("/proc/self/environ", "rb") as file:
                given = b"\0" + file.read()
        except OSError:
            return environ
        if b"\0LC_CTYPE=" not in given:
            del environ["LC_CTYPE"]
    return environ


def _occupy_closed_streams() -> None:
    """Keep descriptors 0 to 2 from being given to files of ours if we were started without.

    The stand-ins close on exec, so that the program finds closed what was closed.
    """
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)


def _command(name: str) -> Callable[[list[str]], int]:
    """The `main` of a sub-command. Spelled out, so that tools that follow imports can."""
    match name:
        case "replay":
            from termproxy.commands.replay import main as command
        case "redact":
            from termproxy.commands.redact import main as command
        case "config":
            from termproxy.commands.config import main as command
        case "demo":
            from termproxy.commands.demo import main as command
        case "last":
            from termproxy.commands.last import main as command
        case "fix":
            from termproxy.commands.fix import main as command
        case "why":
            from termproxy.commands.why import main as command
        case "ask":
            from termproxy.commands.ask import main as command
        case "explain":
            from termproxy.commands.explain import main as command
        case "context":
            from termproxy.commands.context import main as command
        case "mute":
            from termproxy.commands.mute import main as command
        case "unmute":
            from termproxy.commands.mute import unmute as command
        case "trust":
            from termproxy.commands.trust import main as command
        case "untrust":
            from termproxy.commands.trust import untrust as command
        case "memory":
            from termproxy.commands.memory import main as command
        case "cache":
            from termproxy.commands.cache import main as command
        case "model":
            from termproxy.commands.model import main as command
        case "doctor":
            from termproxy.commands.doctor import main as command
        case "shell-init":
            from termproxy.commands.shell_init import main as command
        case "status":
            from termproxy.commands.status import main as command
        case _:
            from termproxy.commands.hint import main as command
    return command


def _shell() -> str:
    """The user's shell: $SHELL, or as the password database has it."""
    shell = os.environ.get("SHELL")
    if not shell:
        import pwd

        try:
            shell = pwd.getpwuid(os.getuid()).pw_shell
        except KeyError:
            shell = ""
    return shell or "/bin/sh"


def main() -> NoReturn:
    """The `termproxy` command."""
    _occupy_closed_streams()
    try:
        status = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output left, as in `termproxy config | head -1`. Python would complain
        # once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = 141
    except KeyboardInterrupt:
        status = 130
    try:
        sys.stderr.flush()
    except OSError:
        pass  # nobody reads it any more
    # All files are written by now, and taking the interpreter apart takes 2 ms of the user's time.
    os._exit(status)
