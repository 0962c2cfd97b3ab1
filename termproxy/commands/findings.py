"""What `termproxy doctor` looks at. A look gives findings; it changes nothing and never raises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from termproxy.assistant.folders import Trust, read
from termproxy.assistant.model.asking import model_settings, new_client, speaks_openai
from termproxy.assistant.model.chat import Kind, ModelProblem
from termproxy.assistant.mutes import Mutes
from termproxy.assistant.safety.plain import one_line
from termproxy.assistant.view import Look
from termproxy.commands import paper
from termproxy.commands.session import MORE, VARIABLE, Session, SessionError
from termproxy.commands.whereabouts import of_this_process
from termproxy.config import Config
from termproxy.places import config_path, mutes_path, state_folder, trust_path
from termproxy.regular import read_regular
from termproxy.shells.inject import SHELLS, prepare

# The oldest versions that the integration is tested with.
OLDEST = {"bash": (4, 4), "zsh": (5, 3), "fish": (3, 4)}
RC_FILES = {
    "bash": (".bashrc", ".bash_profile", ".profile"),
    "zsh": (".zshrc", ".zshenv", ".zprofile"),
    "fish": (".config/fish/config.fish",),
}
FRAMEWORKS = (
    "starship", "oh-my-zsh", "powerlevel10k", "oh-my-posh", "zsh-autosuggestions", "prezto",
    "zsh-syntax-highlighting", "bash-preexec", "ble.sh", "atuin", "bash-it", "zinit",
)  # fmt: skip
PATIENCE = 5.0


class Mark(Enum):
    """How a finding is meant; the value is its sign where there are no colours."""

    GOOD = "ok"
    NOTE = "--"
    BAD = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report, and for a problem what to do about it."""

    mark: Mark
    topic: str
    what: str
    remedy: str = ""


def good(topic: str, what: str) -> Finding:
    return Finding(Mark.GOOD, topic, what)


def note(topic: str, what: str, remedy: str = "") -> Finding:
    return Finding(Mark.NOTE, topic, what, remedy)


def bad(topic: str, what: str, remedy: str) -> Finding:
    return Finding(Mark.BAD, topic, what, remedy)


def all_findings(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """The whole report, as it is found."""
    looks: tuple[Callable[[Mapping[str, str], Config], Iterator[Finding]], ...] = (
        session, shell, terminal, model, configuration, files,
    )  # fmt: skip
    for look in looks:
        yield from look(environ, config)


# --------------------------------------------------------------------------- the session


def session(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """Are we wrapped, and does the assistant answer?"""
    if not environ.get(VARIABLE):
        yield note("session", "This shell does not run under termproxy.", "Start `termproxy bash`.")
        return
    try:
        told = Session.around(environ).ask("status")
    except SessionError as error:
        yield bad("session", str(error).removesuffix(MORE), _why_unintegrated(environ, config))
        return
    failures = paper.number(told["failures"], "failed command")
    hints = f"{paper.number(told['hints'], 'hint')} for {failures}"
    up = f"The assistant is up for {paper.seconds(told['seconds'])}: {hints}."
    place = of_this_process(environ)
    if place and place.replaced:
        yield bad(
            "session",
            f"`exec` put this {place.shell} in the place of the session's {told['shell']}: "
            f"it tells nothing of its commands. {up}",
            f"Start `termproxy {place.shell}` in its stead. To read startup files again, "
            "source them.",
        )
    else:
        yield good("session", f"Inside; {told['shell']} tells where commands begin and end. {up}")
    if place and place.nested and not place.replaced:
        yield note(
            "session",
            f"This {place.nearest} runs inside the session's {told['shell']}, "
            "where all that is done in it is one command.",
            f"Leave it, or start `termproxy {place.nearest}` in a terminal of its own.",
        )
    if problem := told["model"].get("problem"):
        yield note("session", f"The last question to the model failed: {problem}")


def _why_unintegrated(environ: Mapping[str, str], config: Config) -> str:
    """The likeliest reason why a wrapped shell has no assistant, as something to do."""
    if config.text("hint.mode") == "off":
        return (
            f"Hints are off by {config.origins['hint.mode']}; set hint.mode to rules, ask or auto."
        )
    if not config.on("shell.integration"):
        where = config.origins["shell.integration"]
        return f"shell.integration is false by {where}; set it to true."
    folder = os.path.dirname(environ[VARIABLE])
    try:
        found = os.lstat(folder)
    except OSError:
        pass
    else:
        if found.st_uid != os.getuid() or found.st_mode & 0o077:
            return f"{folder} must be yours alone: chmod 700 it, and start a new session."
    reason = prepare((environ.get("SHELL") or "/bin/sh",), environ, "").reason
    if reason:
        return f"The shell got no integration: {reason}. {_integration_remedy(reason)}"
    log = os.path.join(state_folder(environ), "termproxy.log")
    return f"Was termproxy started with --no-hints, or on a program that is no shell? See {log}."


# --------------------------------------------------------------------------- the shell


def shell(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """Which shell a new session would start, and whether it can tell us what it does."""
    path = environ.get("SHELL") or "/bin/sh"
    name = os.path.basename(path)
    if name not in SHELLS:
        yield note(
            "shell",
            f"{path} is none of {', '.join(SHELLS)}: its commands cannot be told apart.",
            "Name one of these: `termproxy bash`.",
        )
        return
    spoken = _output([path, "--version"])
    found = re.search(r"(\d+)\.(\d+)(?:\.\d+)?", spoken)
    version = found[0] if found else "of unknown version"
    if found and (int(found[1]), int(found[2])) < OLDEST[name]:
        oldest = ".".join(map(str, OLDEST[name]))
        yield bad("shell", f"{name} {version} is too old.", f"Install {name} {oldest} or later.")
    else:
        yield good("shell", f"{path}, {version}")
    reason = prepare((path,), environ, "").reason
    if reason and "TERM" not in reason:  # which is the terminal's to tell
        yield bad("shell", f"It would get no integration: {reason}.", _integration_remedy(reason))
    if not config.on("shell.integration"):
        yield note("shell", "shell.integration is false: no hints in shells.")
    if found_in := _frameworks(environ, name):
        yield note("shell", f"In its startup files: {', '.join(found_in)}.")


def _integration_remedy(reason: str) -> str:
    if "TERM" in reason:
        return "Set TERM to what your terminal is, such as xterm-256color."
    if "startup files" in reason:
        return "Create one: touch ~/.zshrc"
    if "ZDOTDIR" in reason:
        return "Set ZDOTDIR in ~/.zshenv instead."
    return "Start the shell plainly, from a terminal."


def _frameworks(environ: Mapping[str, str], name: str) -> list[str]:
    home = environ.get("ZDOTDIR" if name == "zsh" else "HOME") or environ.get("HOME", "")
    text = ""
    for file in RC_FILES[name]:
        try:
            text += read_regular(os.path.join(home, file), 1 << 18).decode(errors="replace")
        except OSError:
            pass
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return [name for name in FRAMEWORKS if any(name in line for line in lines)]


# --------------------------------------------------------------------------- the terminal


def terminal(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """What hints are drawn on."""
    term = environ.get("TERM", "")
    parts = [term or "TERM is not set"]
    parts += [environ[name] for name in ("TERM_PROGRAM", "COLORTERM") if environ.get(name)]
    if term in ("", "dumb"):
        yield bad("terminal", ", ".join(parts), "Set TERM; a dumb terminal gets no hints.")
    else:
        look = Look.of(environ)
        shown = "no colour" if look.color == "none" else f"{look.color} colours"
        yield good("terminal", f"{', '.join(parts)}: {shown}")
        if not look.unicode:
            yield note(
                "terminal",
                "The locale is not UTF-8, so hints are drawn in ASCII.",
                "Set LANG to a UTF-8 locale, such as C.UTF-8.",
            )
    for variable, program in (("TMUX", "tmux -V"), ("STY", "screen -v"), ("ZELLIJ", "zellij -V")):
        if environ.get(variable):
            version = _output(program.split()) or program.split()[0]
            yield note("terminal", f"Inside {one_line(version, 60)}.")


# --------------------------------------------------------------------------- the model


def model(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """Whether a model would answer, which one and why."""
    import asyncio

    mode = config.text("hint.mode")
    if mode != "auto":
        only = (
            "a model is asked on request only" if mode == "ask" else "no model is asked for hints"
        )
        yield note("model", f"hint.mode is {mode}: {only}.")
    yield from asyncio.run(_model(environ, config))


async def _model(environ: Mapping[str, str], config: Config) -> list[Finding]:
    openai = speaks_openai(config.values)
    settings = model_settings(config.values, environ)
    client = new_client(settings, openai=openai)
    dialect = "OpenAI's dialect" if openai else "Ollama"
    try:
        version = await client.version()
        where = settings.host or "this machine"
        findings = [good("model", f"{dialect} {version} answers at {one_line(where, 80)}.".strip())]
        if not client.local:
            findings.append(
                note("model", "It runs on another machine: what fails here goes there.")
            )
        choice = await client.choose()
    except ModelProblem as problem:
        return [bad("model", problem.sentence, _model_remedy(problem, openai))]
    finally:
        await client.close()
    state = "it is loaded" if choice.loaded else "it is not loaded: its first answer takes longer"
    findings.append(good("model", f"{choice.model} ({choice.why}); {state}."))
    if choice.cloud:
        findings.append(note("model", "It is a cloud model: what fails here goes there."))
    return findings


def _model_remedy(problem: ModelProblem, openai: bool) -> str:
    if problem.kind is Kind.REFUSED and not openai and shutil.which("ollama") is None:
        return (
            "Ollama is not on the PATH: get it at https://ollama.com/download, or set model.host."
        )
    if problem.kind is Kind.NO_MODEL:
        return "termproxy model pull NAME does the same."
    return 'Rules work without a model; hint.mode = "rules" ends the questions.'


# --------------------------------------------------------------------------- files


def configuration(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """The configuration file and the mutes."""
    path = config_path(environ)
    for problem in config.problems:
        yield bad("settings", problem, "Correct it; `termproxy config` shows what counts.")
    if not config.problems:
        there = "" if os.path.exists(path) else " (not there: the defaults count)"
        yield good("settings", f"{path}{there}")
    for path, digest in Trust(trust_path(environ)).all():
        file = read(path)
        state = "used" if file and file.digest == digest else "changed since, so it is not used"
        yield note("settings", f"{one_line(path, 120)} is trusted: {state}.")
    if muted := Mutes(mutes_path(environ)).all():
        yield note("settings", f"{len(muted)} muted; `termproxy mute` lists them.")


def files(environ: Mapping[str, str], config: Config) -> Iterator[Finding]:
    """The log."""
    folder = state_folder(environ)
    log = os.path.join(folder, "termproxy.log")
    existing = folder
    while not os.path.exists(existing):
        existing = os.path.dirname(existing)
    there = os.path.isfile(log) or (os.path.isdir(existing) and not os.path.exists(log))
    if not there or not os.access(log if os.path.exists(log) else existing, os.W_OK):
        yield bad("log", f"{log} cannot be written.", writable_remedy(environ, existing))
        return
    try:
        size = f", {paper.size(os.path.getsize(log))}"
    except OSError:
        size = " (nothing went wrong yet)"
    yield good("log", f"{log}{size}")


def writable_remedy(environ: Mapping[str, str], existing: str) -> str:
    """What to do about a log that cannot be written in or below `existing`.

    What is above a home, or in its place, belongs to others.
    """
    home = environ.get("HOME", "")
    elsewhere = "et XDG_STATE_HOME to a folder of yours."
    if os.path.isdir(home) and os.path.commonpath((home, existing)) == os.path.normpath(home):
        return f"Give yourself {existing} back (chown), or s{elsewhere}"
    return f"S{elsewhere}"


def _output(argv: list[str]) -> str:
    """What a program prints first; "" when it does not."""
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return (done.stdout or done.stderr).decode("utf-8", "replace").partition("\n")[0]
