"""Permissions, and files that cannot be executed."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shell_files import named_word
from termproxy.assistant.rules.families.shell_here import DOCUMENT, interpreter_for
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("access")

NEEDS_ROOT = (
    "must be root",
    "must be run as root",
    "must run as root",
    "must be superuser",
    "need to be root",
    "needs to be run as root",
    "need root",
    "needs root",
    "requires root",
    "require root",
    "are you root?",
    "only root can",
    "Only root can",
    "only root may",
    "superuser privilege",
    "root privilege",
    "run as root",
    "under the root user",
    "unless you are root",
    "not super-user",
    "requires superuser",
    "requires administrator",
    "insufficient privileges",
    "Insufficient privileges",
    "you don't have write permissions",
    "You don't have write permissions",
    "Interactive authentication required",
    "interactive authentication required",
    "Authentication is required",
    "with superuser privileges",
    "use `sudo`",
    "try sudo",
    "requires elevated",
    "you cannot perform this operation unless you are root",
    "Operation not permitted",
    "Permission denied",
    "permission denied",
)
# Where sudo looks on every system (sudoers, secure_path).
SECURE_PATH = frozenset(
    ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
)
# A program that refuses root says "run as root", too.
NOT_AS_ROOT = (
    r"(?i)(?:do not|don't|must not|should not|not be|never|cannot|can't|refus\w+ to) "
    r"(?:\w+ ){0,3}(?:run|running|executed|started) (?:\w+ )?as (?:the )?root"
)
# Their "permission denied" is about something that root does not mend.
OTHERS = listed(
    "ssh scp sftp rsync git docker docker-compose podman psql mysql npm yarn pnpm pip pip3 kubectl "
    "sudo su ssh-copy-id ssh-add mosh python python3 node cargo go make brew gh terraform aws "
    "find du composer gem bundle curl ulimit umask cd source ansible ansible-playbook createuser "
    "createdb dropdb dropuser pg_dump pg_dumpall pg_restore mysqldump mysqladmin redis-cli mongosh"
)


@family.rule(when=("Permission denied", "permission denied"), status=126)
def not_executable(f: Failed) -> Advice | None:
    """A script without the x bit, or a folder called as a program."""
    word = _refused_word(f)
    if word is None:
        return None
    path = word.value
    if f.local.is_dir(path):
        return f.hint(f"{path} is a folder", f.swap(word, f"cd {word.raw}", bare=True), sure=0.93)
    name = path[2:] if path.startswith("./") else path
    interpreter = interpreter_for(path, f.local.first_line(path))
    run = f.swap(word, f"{interpreter} {name}", bare=True) if interpreter else None
    if f.local.is_executable(path):
        return f.hint(
            f"{path} may not be executed here",
            run,
            why="It has the x bit: another user's file, or a file system mounted noexec.",
            sure=0.75,
        )
    if f.local.is_file(path) and DOCUMENT.search(path):
        return f.hint(
            f"{path} is no program",
            f"${{EDITOR:-vi}} {quote(path)}",
            f"cat {quote(path)}",
            sure=0.85,
        )
    if re.search(
        r"(?:^|/)(?:activate(?:\.\w+)?|\.?(?:bash|zsh)rc|\.?(?:bash_)?profile|\.env)$", path
    ):
        return f.hint(
            f"{path} is read into the shell that runs, not started",
            f.swap(word, f"source {word.raw}", bare=True),
            sure=0.96,
        )
    if built := _compiled(f, name):
        return f.hint(
            f"{path} is source code, no program", *built, why="Compile it first.", sure=0.95
        )
    chmod = f.first(f"chmod +x {quote(name)}")
    shebang = f.local.first_line(path).startswith("#!")
    alone = run and not shebang and interpreter not in ("bash", "sh", "zsh")
    return f.hint(
        f"{path} is not marked as executable"
        if not alone
        else f"{path} needs {interpreter} to run",
        *((run, chmod) if alone else (chmod, run)),
        why="It has no #! line." if alone and f.local.is_file(path) else "",
        sure=0.95,
    )


def _refused_word(f: Failed) -> Word | None:
    """The program that the shell names: its first word, as typed."""
    named = next(
        (
            command.words[0]
            for command in f.line.commands
            if command.words and f.output.find(f"{command.words[0].value}: ") >= 0
        ),
        None,
    )
    return named or next(
        (c.words[0] for c in f.line.commands if c.words and c.words[0].value in f.output), None
    )


def _compiled(f: Failed, path: str) -> list[str]:
    """The ways to run a file of source code, by its ending; none for a script."""
    if f.local.first_line(path).startswith("#!"):
        return []
    stem, dot, ending = path.rpartition(".")
    compiler = {"c": "gcc", "cpp": "g++", "cc": "g++", "cxx": "g++", "rs": "rustc"}.get(ending)
    rest = " ".join(word.raw for word in f.command.words[1:])
    if not dot or not stem:
        return []
    if compiler:
        program = quote(stem if "/" in stem else f"./{stem}")
        return [f"{compiler} {quote(path)} -o {quote(stem)} && {program} {rest}".strip()]
    runner = {"go": "go run", "java": "java", "kts": "kotlinc -script", "ts": "npx tsx"}.get(ending)
    return [f"{runner} {quote(path)} {rest}".strip()] if runner else []


@family.rule(
    when="is not an executable file",
    says=r"['‘]?(?P<path>[^'’\n]+?)['’]? exists but is not an executable file",
)
def fish_not_executable(f: Failed) -> Advice | None:
    """The same, as fish says it."""
    word = f.word(f["path"].split("Unknown command. ")[-1].strip("'"))
    if word is None:
        return None
    name = word.value.removeprefix("./")
    interpreter = interpreter_for(word.value, f.local.first_line(word.value))
    return f.hint(
        f"{word.value} is not marked as executable",
        f.first(f"chmod +x {quote(name)}"),
        f.swap(word, f"{interpreter} {name}", bare=True) if interpreter else None,
        sure=0.95,
    )


@family.rule(when=("required file not found", "bad interpreter"))
def bad_interpreter(f: Failed) -> Advice | None:
    """The #! line names a program that is not there, or ends in a carriage return."""
    found = f.find(
        r"^(?:\S+: )?(?:line \d+: )?(?P<path>[^:\n]+): (?:cannot execute: required file not found"
        r"|bad interpreter: (?P<zsh>[^:\n]+)|(?P<bash>[^:\n]+): bad interpreter)"
    )
    word = f.word(found["path"].strip()) if found else None
    if word is None or found is None:
        return None
    first = f.local.first_line(word.value)
    return _misled(f, word, (found["bash"] or found["zsh"] or first.removeprefix("#!")).strip(" "))


@family.rule(
    programs=(),
    when="No such file or directory",
    says=r"^(?:\S*/)?env: ['‘\"`]?(?P<named>[^'’\"`:\n]+?)['’\"`]?: No such file or directory",
)
def env_interpreter(f: Failed) -> Advice | None:
    """#!/usr/bin/env NAME, and there is no such program."""
    named = f["named"].replace("\\r", "\r")
    for word in f.command.words[:2]:  # ./script, or sh's `exec`, `nice`, `sudo` before it
        path = f.local.which(word.value) if "/" not in word.value else word.value
        first = f.local.first_line(path) if path else ""
        if re.match(rf"#!.*\benv\b.*{re.escape(named.split()[0])}", first):
            return _misled(f, word, named)
    return None


def _misled(f: Failed, word: Word, named: str) -> Advice | None:
    """What to do about a script whose #! line names something that is not there."""
    path = word.value
    first = f.local.first_line(path)
    name = path[2:] if path.startswith("./") else path
    if "^M" in named or "\r" in named:
        return f.hint(
            f"{name} has Windows line ends (CR LF)",
            f.first(f"sed -i 's/\\r$//' {quote(name)}"),
            f.first(f"dos2unix {quote(name)}"),
            why="The carriage return counts as part of the interpreter's name.",
            sure=0.96,
        )
    if f.local.text(path, 4).startswith("\x7fELF"):
        return f.hint(
            f"The loader {name} was built for is not here",
            f"file {quote(path)}",
            f"ldd {quote(path)}",
            why="It was built for another system or C library.",
            sure=0.85,
        )
    interpreter = interpreter_for(path, first or f"#!{named}")
    if not interpreter:
        return f.hint(
            f"The #! line of {name} names a missing program", f"head -1 {quote(path)}", sure=0.75
        )
    if not f.local.which(interpreter):
        near = nearest(interpreter, f.local.programs, prior=f.local.familiar, limit=1)
        if not near:
            plain = {
                name.rstrip("0123456789."): name
                for name in sorted(f.local.programs, key=len, reverse=True)
            }
            near = [plain[name] for name in nearest(interpreter, plain, limit=1)]
        known = near[0] if near else interpreter_for(path, "")
        if not known:
            return f.hint(
                f"{interpreter}, which the #! line names, is not installed",
                f"head -1 {quote(path)}",
                sure=0.78,
            )
        interpreter = known
    venv = re.match(r"(?P<venv>(?:.*/)?\.?v?env)/bin/[^/]+$", path)
    if venv and f.local.is_file(f"{venv['venv']}/pyvenv.cfg"):
        return f.hint(
            "The virtual environment was moved: its programs name the old place",
            f.first(f"python3 -m venv --clear {quote(venv['venv'])}"),
            why="--clear makes it anew where it is now; then install the packages again.",
            sure=0.95,
        )
    return f.hint(
        f"The #! line names {(named.split() or ['a program'])[0]}, which is not there",
        f.swap(word, f"{interpreter} {name}", bare=True),
        f.first(f"sed -i '1s|.*|#!/usr/bin/env {interpreter}|' {quote(name)}"),
        sure=0.93,
    )


@family.rule(when=("Exec format error", "cannot execute binary file"))
def exec_format(f: Failed) -> Advice | None:
    """A binary of another machine, a script without #!, or a binary given to a shell."""
    if f.program in ("bash", "sh", "zsh", "dash", "source", ".") and f.operands:
        path = f.operands[0].value
        run = path if "/" in path else f"./{path}"
        rest = " ".join(word.raw for word in f.operands[1:])
        return f.hint(
            f"{path} is a program, not a script", f.rewrite(f"{run} {rest}".strip()), sure=0.93
        )
    path = f.command.words[0].raw
    return f.hint(
        "The file was built for another machine, or is damaged",
        f"file {path}",
        "uname -m",
        why="Compare what it was built for with this machine.",
        sure=0.85,
    )


@family.rule(when=NEEDS_ROOT)
def needs_root(f: Failed) -> Advice | None:
    """Only root may do this."""
    if f.command.sudo or f.local.is_root or f.program in OTHERS:
        return None
    if f.find(NOT_AS_ROOT):
        return None
    if f.status == 126 and "Operation not permitted" not in f.output:
        return None
    plain = "ermission denied" in f.output and not any(
        literal in f.output for literal in NEEDS_ROOT[:-3]
    )
    title = "Permission denied" if plain else "This needs root's rights"
    if plain:
        word = named_word(f, "ermission denied")
        if word is None and f.find(rf"^(?:\S*/)?{re.escape(f.program)}: ") is None:
            return None
        if word is not None:
            title = f"No permission for {word.value}"
            if word in f.command.redirections:
                return _redirected(f, word)
    return f.hint(title, f.sudo(), sure=0.85)


def _redirected(f: Failed, target: Word) -> Advice | None:
    """`sudo echo x > /etc/y` would not help: the shell opens the file, not the command."""
    at = f.command.redirections.index(target)
    sign = f.command.redirections[at - 1]
    if ">" not in sign.raw:
        return f.hint(f"No permission for {target.value}", f.sudo(), sure=0.85)
    append = "-a " if sign.raw.endswith(">>") else ""
    start = sign.start
    while start and f.line.text[start - 1] == " ":
        start -= 1
    tee = f.line.edit((start, target.end, f" | sudo tee {append}{target.raw}")).strip()
    return f.hint(
        f"No permission to write {target.value}",
        tee,
        f"sudo sh -c {quote(f.text)}",
        why="The shell opens the file before sudo could help: tee does it as root.",
        sure=0.9,
    )


@family.rule(when=("Permission denied", "permission denied", "Operation not permitted"))
def sudo_redirection(f: Failed) -> Advice | None:
    """sudo does not reach a redirection."""
    if not f.command.sudo or not f.command.redirections:
        return None
    for at, word in enumerate(f.command.redirections):
        if at and ">" in f.command.redirections[at - 1].raw and word.value in f.output:
            sign = f.command.redirections[at - 1]
            append = "-a " if sign.raw.endswith(">>") else ""
            bare = next(w for w in f.command.prefix if w.value in ("sudo", "doas"))
            line = f.line.edit(
                (bare.start, bare.end + 1, ""),
                (sign.start, word.end, f"| sudo tee {append}{word.raw}"),
            )
            why = "sudo runs the command only; the shell opens the file."
            return f.hint(f"No permission to write {word.value}", line.strip(), why=why, sure=0.95)
    return None


@family.rule(when="not found", says=r"^sudo: (?P<name>\S+): command not found")
def sudo_loses_the_path(f: Failed) -> Advice | None:
    """A program on the user's PATH that sudo does not see."""
    name = f["name"]
    word = f.word(name)
    if word is None:
        return None
    path = f.local.which(name)
    if not path or os.path.dirname(path) in SECURE_PATH:
        return None
    return f.hint(
        f"{name} is not on root's PATH",
        f.swap(word, f'env "PATH=$PATH" {word.raw}', bare=True),
        f.swap(word, path),
        sure=0.95,
    )
