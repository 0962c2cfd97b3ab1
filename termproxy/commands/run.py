"""Wrap a program: put the rooms together, run, clean up. The composition root of the relay."""

from __future__ import annotations

import os
import sys
from time import monotonic

from termproxy.config import Config, load
from termproxy.core.elsewhere import leads_elsewhere
from termproxy.core.events import Command, Hello
from termproxy.core.gate import Gate
from termproxy.core.insertkey import InsertKey
from termproxy.core.ring import Ring
from termproxy.core.scanner import Scanner
from termproxy.core.session import Session
from termproxy.core.triage import worth_a_word
from termproxy.core.value import TYPE_CHECKING, value
from termproxy.log import Log, describe
from termproxy.places import runtime_folder, session_socket, state_folder
from termproxy.relay.afterwards import hint_after, without_colours
from termproxy.relay.beside import Beside
from termproxy.relay.capabilities import shows_progress
from termproxy.relay.child import Child, ExecError, execute, pipe
from termproxy.relay.descriptors import close_inherited
from termproxy.relay.loop import Relay
from termproxy.relay.runtime import FillFile, InnerFlag
from termproxy.relay.shell import Shell, failure_of
from termproxy.relay.side import Side
from termproxy.relay.stream import Stream
from termproxy.relay.terminal import Size, Terminal, drawable, window_size
from termproxy.shells.inject import prepare

if TYPE_CHECKING:
    from termproxy.cli import Options
    from termproxy.commands.recorded import Recording

FAILED = 1


@value
class Plan:
    """What is started, and whether a shell will tell of its commands.

    `shell` is its kind, "" for any other program. `integrated`: it has our integration, and
    signs its marks with `nonce`. `beyond`: it leads to a shell elsewhere, as `ssh host` does.
    """

    shell: str
    nonce: str
    argv: tuple[str, ...]
    environ: dict[str, str]
    integrated: bool
    beyond: bool


def main(options: Options, environ: dict[str, str]) -> int:
    """Run `options.argv` wrapped; the exit status is the program's.

    Whatever goes wrong in us before it has started, it runs: without us.
    """
    try:
        config = load(environ, options.settings)
        for problem in config.problems:
            sys.stderr.write(f"termproxy: {problem}\n")
        if options.profile is not None:
            from termproxy.commands.profile import profiled

            return profiled(options.profile, lambda: _wrap(options, config, environ))
        return _wrap(options, config, environ)
    except StartedError as error:
        sys.stderr.write(f"termproxy: an error of its own ended the session: {error}\n")
        return FAILED
    except Exception as error:
        return _plain(options, environ, f"it cannot start ({describe(error)})")


def _wrap(options: Options, config: Config, environ: dict[str, str]) -> int:
    outer = InnerFlag.of_session(environ)
    if outer is not None:
        outer.up()
    inner = {**environ, "TERMPROXY_SESSION": session_socket(environ, os.getpid())}
    log = Log(os.path.join(state_folder(environ), "termproxy.log"))
    side = None
    if config.text("hint.mode") != "off":
        side = Side(environ, log, _assistant_profile(options))
    try:
        if not os.get_inheritable(1):
            return _plain(options, inner)  # it was closed, and the program shall find it closed
        if not os.isatty(1):
            return _beside(options, config, inner, side, log)
        if not os.isatty(0) and not options.record:
            # Keys come from a terminal that the program opens by itself; and so does nothing else
            # stand between it and its input.
            return _plain(options, inner)
        return _inside(options, config, inner, side, log)
    except ExecError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    except RefusedError as error:
        sys.stderr.write(f"termproxy: {error}\n")
        return FAILED
    finally:
        if side is not None:
            side.stop()


def _assistant_profile(options: Options) -> str:
    if options.profile is None:
        return ""
    from termproxy.commands.profile import assistant_profile

    return assistant_profile(os.path.abspath(options.profile))


def _inside(
    options: Options, config: Config, inner: dict[str, str], side: Side | None, log: Log
) -> int:
    """The program in a terminal of its own: the usual case."""
    try:
        terminal = Terminal(1)
    except OSError as error:
        return _plain(options, inner, f"the terminal cannot be opened ({error.strerror})")
    try:
        return _relayed(terminal, options, config, inner, side, log)
    finally:
        terminal.close()


def _relayed(
    terminal: Terminal,
    options: Options,
    config: Config,
    inner: dict[str, str],
    side: Side | None,
    log: Log,
) -> int:
    size = terminal.size()
    # A stream that comes from or goes elsewhere, or nowhere, the program has as it is.
    kept = tuple(fd for fd in (0, 2) if not os.isatty(fd))
    plan = _planned(options, config, inner, tty=not kept)
    ring = Ring(int(config.number("history.bytes")))
    shell = _shell(plan, config, size, ring, inner)
    recording = _recording(options, config, inner, size, log) if options.record else None
    try:
        wake = pipe()
        job = not plan.shell
        child = Child(list(plan.argv), plan.environ, terminal.attributes, size, kept, job=job)
    except (ExecError, OSError) as error:
        if recording is not None:
            recording.discard()
        if isinstance(error, ExecError):
            raise
        return _plain(options, inner, f"no pseudo-terminal is to be had ({error.strerror})")
    started = monotonic()
    try:
        close_inherited()
        if shell is not None:
            _prepare_files(shell, log)
        stream = Stream(
            child=child,
            ring=ring,
            log=log,
            excerpt=int(config.number("history.excerpt")),
            shell=shell,
            recorder=recording.recorder if recording is not None else None,
            side=side if shell is not None else None,
            hello=lambda now: _hello(config, plan.shell, now, inner["TERMPROXY_SESSION"]),
            program=() if plan.integrated else options.argv,
            beyond=plan.beyond,
        )
        status = Relay(terminal, child, stream, wake).run()
        if status and not plan.shell and side is not None:
            _say(options, ring, status, monotonic() - started, config, side, log)
    except Exception as error:
        log.line(f"the session was ended by {describe(error)}")
        raise StartedError(describe(error)) from error
    finally:
        _clear_files(shell)
        if recording is not None:
            sys.stderr.write(f"termproxy: {recording.end()}\n")
    return status


def _planned(options: Options, config: Config, inner: dict[str, str], *, tty: bool) -> Plan:
    """How the program is to be started, with our integration where its shell takes it."""
    nonce = os.urandom(8).hex()
    injection = prepare(options.argv, inner, nonce, tty=tty)
    integrated = injection.active and config.on("shell.integration")
    # `termproxy ssh host`: the shell on the other side may tell, though none does here.
    beyond = not integrated and config.on("shell.integration") and leads_elsewhere(options.argv)
    argv, environ = (injection.argv, injection.env) if integrated else (options.argv, inner)
    if integrated and options.command:
        environ["TERMPROXY_COMMAND"] = options.command
    return Plan(injection.shell, nonce, argv, environ, integrated, beyond)


def _beside(
    options: Options, config: Config, inner: dict[str, str], side: Side | None, log: Log
) -> int:
    """The program writes to a pipe or file: it is left in its place, its output copied."""
    if options.record:
        raise RefusedError("--record needs a terminal, and standard output is none.")
    ring = Ring(int(config.number("history.bytes")))
    started = monotonic()
    try:
        program = Beside(list(options.argv), inner, ring)
    except OSError as error:
        return _plain(options, inner, f"no pipe is to be had ({error.strerror})")
    try:
        close_inherited()
        status = program.run()
    except Exception as error:
        log.line(f"the copying was ended by {describe(error)}")
        raise StartedError(describe(error)) from error
    if status and side is not None:
        _say(options, ring, status, monotonic() - started, config, side, log)
    return status


def _say(
    options: Options,
    ring: Ring,
    status: int,
    duration: float,
    config: Config,
    side: Side,
    log: Log,
) -> None:
    """The hint after a program, no shell, that failed as a whole; on standard error."""
    try:
        import shlex

        text = shlex.join(options.argv)
        command = Command(1, text, os.getcwd(), status, duration, 0, ring.end)
        if not worth_a_word(command, fullscreen=False):
            return
        failure = failure_of(command, ring, int(config.number("history.excerpt")))
        rows = hint_after(failure, _hello(config, "", drawable(window_size(2))), side)
        if not os.isatty(2):
            rows = tuple(without_colours(row) for row in rows)
        sys.stderr.buffer.write(b"".join(row + b"\n" for row in rows))
        sys.stderr.flush()
    except KeyboardInterrupt:
        pass  # they do not want to wait for it; the status is still the program's
    except Exception as error:
        log.line(f"no hint for this failure: {describe(error)}")


def _prepare_files(shell: Shell, log: Log) -> None:
    if shell.inner is not None:
        shell.inner.down()
    try:
        if shell.fill is not None:
            shell.fill.make()
    except OSError as error:
        shell.fill = None
        log.line(f"the insert key works on empty lines only: {error}")


def _clear_files(shell: Shell | None) -> None:
    if shell is not None and shell.fill is not None:
        shell.fill.clear()
    if shell is not None and shell.inner is not None:
        shell.inner.down()


def _shell(
    plan: Plan, config: Config, size: Size, ring: Ring, environ: dict[str, str]
) -> Shell | None:
    """What observes the shell, here or beyond; None where none will tell us anything."""
    if not plan.integrated and not plan.beyond:
        return None
    size = drawable(size)
    progress = config.text("hint.progress")
    key = config.text("hint.key") if config.text("hint.mode") != "off" else ""
    shell = Shell(
        Scanner(plan.nonce.encode()),
        Session(plan.shell, ring.read),
        Gate(
            size.cols,
            size.rows,
            hold=config.number("hint.wait_ms") / 1000,
            progress=progress == "on" or (progress == "auto" and shows_progress(environ)),
        ),
        InsertKey(key) if key else None,
        inner=InnerFlag.of_session(environ),
    )
    if plan.integrated and shell.keys is not None:
        shell.fill = FillFile(runtime_folder(environ), f"{os.getpid()}.fill")
        plan.environ["TERMPROXY_FILL"] = shell.fill.path
    return shell


def _hello(config: Config, shell: str, size: Size, socket: str = "") -> Hello:
    place = (shell, size.cols, size.rows, socket)
    return Hello(dict(config.values), *place, config.commands, config.firm)


def _recording(
    options: Options, config: Config, environ: dict[str, str], size: Size, log: Log
) -> Recording:
    from termproxy.commands.recorded import Recording, RecordingError

    try:
        return Recording(options, config, environ, size, log)
    except RecordingError as error:
        raise RefusedError(str(error)) from error


def _plain(options: Options, environ: dict[str, str], reason: str = "") -> int:
    """Without us rather than not at all."""
    if reason:
        sys.stderr.write(f"termproxy: {reason}; {options.argv[0]} runs without termproxy.\n")
    sys.stderr.flush()
    try:
        execute(list(options.argv), environ)
    except OSError as error:
        failure = ExecError(options.argv[0], error.errno or 0)
        sys.stderr.write(f"{failure}\n")
        return failure.status


class StartedError(Exception):
    """An error of ours after the program had started: it cannot be run once more."""


class RefusedError(Exception):
    """What was asked for cannot be had; the sentence says why, and nothing was started."""
