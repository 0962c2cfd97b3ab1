"""Command not found: mistyped, glued together, elsewhere, retired, or not installed."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.again import sub_commands
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.other_systems import MANAGERS
from termproxy.assistant.rules.families.shell_words import RENAMED, SUBCOMMANDS, WITH_SUBCOMMANDS
from termproxy.assistant.rules.fixes import BUILTINS
from termproxy.assistant.rules.packages import PACKAGES, packaged
from termproxy.assistant.rules.start_up import installs, not_for_sudo, not_started
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import EVERYDAY, nearest, slip
from termproxy.assistant.world.wordlist import listed

family = Family("shell")

GAP = 0.5  # slips that differ by no more than this are told apart by the arguments
NOT_FOUND = (
    r"^(?:(?:-?(?:ba|z|da|k)?sh|fish|sudo|env|time|nohup|\S+): "
    r"(?:line \d+: |\d+: )?)?(?:(?P<name>[^\s:][^:\n]*): (?:command )?"
    r"not found(?:\.{3}| \[No such file or directory\])?$"
    r"|command not found: (?P<zsh>.+)$|Unknown command: (?P<fish>.+)$)"
    r"|^(?:env|nohup|time|sudo|timeout|xargs): (?:cannot run |failed to run command )?"
    r"['‘\"](?P<env>[^'’\"]+)['’\"]: No such file or directory"
    r"|^xargs: (?P<xargs>[^:\n]+): No such file or directory"
    r"|^Command '(?P<debian>[^']+)' not found"
    r"|^The program '(?P<older>[^']+)' (?:is currently not installed|can be found in)"
)


CORE = r"(?:^|: )[a-z]+: (?:command )?not found$"


@family.rule(
    when=("not found", "Unknown command", "No such file or directory", "The program '"),
    says=NOT_FOUND,
    status=(127, 126, 1, 2, 125),
)
def command_not_found(f: Failed) -> Advice | None:
    """A program that is not on the PATH: mistyped, glued, local, retired or not installed."""
    name = f["name"] or f["zsh"] or f["fish"] or f["env"] or f["xargs"] or f["debian"] or f["older"]
    name = name.strip()
    word = f.word(name)
    if f.program == "ssh" and word is None:
        return None  # what is missing there, this machine cannot tell
    if word is None and len(re.findall(rf"\b{re.escape(name)}\b", f.text)) == 1:
        near = _spelled(f, name)  # inside a quoted script: bash -c 'gti status'
        mended = [re.sub(rf"\b{re.escape(name)}\b", other, f.text) for other in near]
        return f.hint(f"{name}: no such command", *mended, sure=0.9) if near else None
    if word is None:
        install = installs(f, name) if re.fullmatch(r"[\w.+-]+", name) else []
        return (
            f.hint(f"{name} is needed, and not installed", *install, sure=0.85) if install else None
        )
    if name in ("sudo", "doas") or name in PYTHON_WORDS or re.match(r"\w+\s+=", f.text):
        return None  # rules of their own
    glued = _glued(f, word)
    if glued and "-" in name[:-1]:  # cd- is no slip of cd
        near = _spelled(f, name)
        glued = [] if near and slip(name, near[0]) <= 0.8 else glued  # apt-gte is apt-get
    if glued:
        return f.hint(f"{name}: no such command", *glued, why="A blank is missing.", sure=0.95)
    if name in ("$", "%", "#", ">", ">>>", "➜", "❯"):
        rest = re.sub(r"^(?:\s*[$%#>➜❯]+\s+)+", "", f.text)
        return f.hint("A prompt sign was pasted too", rest, sure=0.95)
    here = _here(f, word)
    if here:
        return here
    if name in (
        "ls",
        "cat",
        "rm",
        "cp",
        "mv",
        "mkdir",
        "grep",
        "sed",
        "clear",
        "sleep",
        "uname",
    ) and f.find(CORE):
        return f.hint(
            f"PATH is broken: even {name} is not found",
            "export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            f.swap(word, f"/bin/{name}"),
            why="A line PATH=... has overwritten it; $PATH belongs into the new value.",
            sure=0.97,
        )
    own = not_for_sudo(f, name)
    if own:
        return own
    if name in RENAMED:
        known = [new for new in RENAMED[name] if _runs(f, new)]
        if known:
            return f.hint(
                f"{name} is not installed",
                *[f.swap(word, new, bare=True) for new in known],
                *installs(f, name),
                why=f"Here it is {known[0]}.",
                sure=0.95,
            )
        other = next((new for new in RENAMED[name] if new.split()[0] in PACKAGES), "")
        if other and f.local.distribution != "darwin" and name not in PACKAGES:
            return f.hint(
                f"{name} is not there; on Linux it is {other.split()[0]}",
                f"{installs(f, other.split()[0])[0]} && {f.swap(word, other, bare=True)}",
                sure=0.92,
            )
    if re.fullmatch(r"[a-z]+-", name) and _runs(f, name[:-1]):  # ls- la
        following = next((w for w in f.command.words[1:] if w.start == word.end + 1), None)
        if following and re.fullmatch(r"[a-zA-Z]{1,5}", following.value):
            whole = f"{name[:-1]} -{following.raw}"
            return f.hint(
                f"{name}: no such command",
                f.line.edit((word.start, following.end, whole)),
                why="The blank belongs before the hyphen.",
                sure=0.95,
            )
    switched_on = not_started(f, name)
    if switched_on:
        return switched_on
    moved = _moved_blank(f, word)
    if moved:
        return f.hint(f"{name}: no such command", moved, why="The blank is misplaced.", sure=0.95)
    near = [] if name in MANAGERS else _fitting(f, word, _spelled(f, name))
    install = installs(f, name)
    if near and near[0] in EVERYDAY and name not in EVERYDAY and slip(name, near[0]) <= 0.6:
        install = []
    if install and (not near or packaged(name)):
        return f.hint(
            f"{name} is not installed",
            *install,
            *[f.swap(word, other) for other in near if slip(name, other) <= 0.6],
            sure=0.9,
        )
    if near:
        other_word = len(name) <= 4 and slip(name, near[0]) > 1  # nope is no slip of node
        return f.hint(
            f"{name}: no such command",
            *[_also(f, word, other) for other in near],
            *install,
            why=f"Did you mean {near[0]}?",
            sure=0.65 if other_word else 0.93,
        )
    return f.hint(f"{name} is not installed", *install, sure=0.9) if install else None


@family.rule(
    when="No such file or directory",
    status=127,
    says=r"^(?:\S+: )?(?:line \d+: )?(?P<name>[a-z][^\s:/]*/[^\s:]*): No such file",
)
def glued_path(f: Failed) -> Advice | None:
    """cdsrc/lib: a program and the path behind it."""
    word = f.command.words[0]
    glued = _glued(f, word) if word.value == f["name"] and not f.local.exists(word.value) else []
    return f.hint(f"{f['name']}: no such program", *glued, sure=0.96) if glued else None


PYTHON_WORDS = frozenset(listed("import from def class elif except lambda"))


@family.rule(when=("not found", "Unknown command", "syntax error"), status=(127, 2, 1))
def python_at_the_shell(f: Failed) -> Advice | None:
    """A statement of Python typed at the shell."""
    text = f.text
    statement = re.match(
        r"(?:import [\w.]+(?: as \w+)?(?:, ?[\w.]+)*|from [\w.]+ import [\w*]+(?:, ?\w+)*"
        r"|print\s?\(.*\))\s*$",
        text,
    )
    if not statement or ("not found" not in f.output and "syntax error" not in f.output):
        return None
    python = "python3" if f.local.which("python3") or not f.local.which("python") else "python"
    return f.hint("That is Python, and this is the shell", f"{python} -c {quote(text)}", python)


def _spelled(f: Failed, name: str) -> list[str]:
    """Programs, builtins and names from the history that the name may be a slip of."""
    own = f.local.names
    names = set(f.local.programs) | BUILTINS | f.local.recent | own
    names -= {name, "for", "if", "while", "until"}  # mistyped, those are errors of syntax
    prior = f.local.familiar | own  # who makes an alias types it
    near = [n for n in nearest(name, names, prior=prior) if n in prior or _plausible(name, n)]
    if near and near[0] in f.local.recent and near[0] not in f.local.programs:
        near = [n for n in near if n in names]
    if near:
        return near
    # An older name of something that is here: pyhton, where only python3 is installed.
    for old in nearest(name, RENAMED, prior=EVERYDAY, limit=1):
        here = [new for new in RENAMED[old] if _runs(f, new)]
        if here and " " not in here[0]:
            return here[:1]
    # Not here, but everybody's: still what was meant, and the shell will say what is missing.
    return nearest(name, EVERYDAY, limit=1, within=0.9)


def _also(f: Failed, word: Word, new: str) -> str:
    """The word replaced, and the line's other programs that were not found with it."""
    changes = [(word.start, word.end, new)]
    for command in f.line.commands:
        other = command.words[0] if command.words else word
        if other is not word and f.find(rf"\b{re.escape(other.value)}: command not found"):
            near = _spelled(f, other.value)
            changes += [(other.start, other.end, near[0])] if near else []
    return f.line.edit(*changes) if len(changes) > 1 else f.swap(word, new)


def _fitting(f: Failed, word: Word, near: list[str]) -> list[str]:
    """Those that the arguments fit first: `gi status` is git's, not go's; mv wants two names."""
    if word is not f.command.words[0] or not f.operands:
        return near
    first = f.operands[0].value
    for name in ("git", "npm", "docker", "apt", "cargo"):  # it status, gut log
        if first in sub_commands()[name] and name not in near and slip(word.value, name) <= 1.25:
            near = [name, *near]
    if not near:
        return near

    def misfit(name: str) -> int:
        known = sub_commands().get(name)
        if known:
            return -1 if first in known else 0 if nearest(first, known, limit=1) else 1
        if name in ("mv", "cp", "ln") and len(f.operands) == 1:
            return 1
        return int(name == "tee" and f.local.is_dir(first))

    best = slip(word.value, near[0]) + GAP
    close = [name for name in near if slip(word.value, name) <= best]
    return sorted(close, key=misfit) + [name for name in near if name not in close]


def _plausible(typed: str, program: str) -> bool:
    """A program that is no one's habit: npm-check is no slip of pkcheck."""
    return slip(typed, program) <= max(1.3, 0.2 * len(typed))


def _moved_blank(f: Failed, word: Word) -> str:
    """`l s -la`, `gi tstatus`, `c d src`: a program that a blank cuts in two."""
    following = next((w for w in f.command.words[1:] if w.start == word.end + 1), None)
    if following is None or f.local.exists(following.value) or following.raw != following.value:
        return ""
    whole = word.value + following.value
    late = range(len(word.value) - 1, 1, -1)  # gitp ush
    for size in (*range(len(word.value) + 1, len(whole) + 1), *late):
        program, tail = whole[:size], whole[size:]
        if program not in EVERYDAY or not _runs(f, program):
            continue
        if not tail or tail in SUBCOMMANDS.get(program, ()):
            return f.line.edit((word.start, following.end, f"{program} {tail}".strip()))
    return ""


def _glued(f: Failed, word: Word) -> list[str]:
    """`gitstatus`, `cd..`, `ls-la`, `apt-install`: a known program and what belongs behind it."""
    raw = word.value
    if raw in ("cd-", "cd~", "cd.", "cd/"):
        return [f.swap(word, f"cd {raw[2]}", bare=True)]
    if dots := re.fullmatch(r"cd(\.{2,})(/\S*)?", raw):
        up = "/".join([".."] * (len(dots[1]) - 1))
        return [f.swap(word, f"cd {up}{dots[2] or ''}", bare=True)]
    made: list[str] = []
    joined = re.fullmatch(r"([a-z][\w.]+)(-[a-zA-Z]{1,3}\d*)", raw)  # wc-l, df-h, ps-ef
    if joined and _runs(f, joined[1]) and joined[1] not in EVERYDAY_NAMES_WITH_HYPHEN:
        made.append(f.swap(word, f"{joined[1]} {joined[2]}", bare=True))
    for program in ON_PATHS:  # cdDocuments, catnotes.txt
        tail = raw.removeprefix(program)
        if tail != raw and tail[:1] not in "./~-" and f.local.exists(tail):
            made.append(f.swap(word, f"{program} {tail}", bare=True))
    for program in INTERPRETERS:  # python3main.py
        tail = raw.removeprefix(program)
        if tail != raw and "." in tail and f.local.is_file(tail) and _runs(f, program):
            made.append(f.swap(word, f"{program} {tail}", bare=True))
    for program in RUNS_ANOTHER:
        tail = raw.removeprefix(program)
        if tail != raw and len(tail) > 1 and tail in f.local.programs and _runs(f, program):
            made.append(f.swap(word, f"{program} {tail}", bare=True))
    for program in sorted(WITH_SUBCOMMANDS, key=len, reverse=True):
        tail = raw[len(program) :]
        if not raw.startswith(program) or len(tail) < 2 or not _runs(f, program):
            continue
        if tail[0] == "-" and re.match(r"--?[a-zA-Z]", tail):
            subs = SUBCOMMANDS.get(program, ())
            if tail[1:] in subs:
                made.append(f.swap(word, f"{program} {tail[1:]}", bare=True))
            elif program in ("ls", "rm", "cp", "mkdir", "git", "python3", "python", "node", "apt"):
                made.append(f.swap(word, f"{program} {tail}", bare=True))
            break
        if tail in SUBCOMMANDS.get(program, ()) or (program == "cd" and tail[0] in "./~"):
            made.append(f.swap(word, f"{program} {tail}", bare=True))
            break
    return made


INTERPRETERS = ("python3", "python", "node", "bash", "sh", "perl", "ruby")
ON_PATHS = ("cd", "ls", "cat", "vim", "vi", "nano", "less", "rm", "source", "mkdir", "touch")
EVERYDAY_NAMES_WITH_HYPHEN = ("apt", "docker", "git")  # apt-get and such are commands themselves
RUNS_ANOTHER = ("man", "sudo", "watch", "which", "time", "whatis", "type")


def _runs(f: Failed, command: str) -> bool:
    name = command.split()[0]
    if command.startswith("python3 -m pip"):
        return bool(f.local.which("python3"))
    return name in BUILTINS or name in f.local.names or bool(f.local.which(name))


def _here(f: Failed, word: Word) -> Advice | None:
    """A program of this project: in cwd, in node_modules/.bin, in the virtual environment."""
    name = word.value
    if "/" in name:
        return None
    wrapper = next((path for path in _wrappers(name) if f.local.is_executable(path)), "")
    if wrapper and not f.local.is_file(name):
        return f.hint(
            f"{name} is not installed; this project brings its own",
            f.swap(word, wrapper),
            sure=0.95,
        )
    script = next((path for path in _wrappers(name)[:1] if f.local.is_file(path)), "")
    if script and name in ("mvn", "gradle"):
        return f.hint(
            f"{name} is not installed; this project brings its own",
            f.first(f"chmod +x {script[2:]}").replace(f.text, f.swap(word, script)),
            sure=0.95,
        )
    if f.local.is_file(name):
        if f.local.is_executable(name):
            return f.hint(
                f"{name} is here, but the current folder is not searched",
                f.swap(word, f"./{name}"),
                sure=0.95,
            )
        if DOCUMENT.search(name):
            return f.hint(
                f"{name} is a file, no program", f"${{EDITOR:-vi}} {name}", f"less {name}", sure=0.9
            )
        first = f.local.first_line(name)
        interpreter = interpreter_for(name, first)
        return f.hint(
            f"{name} is here, but it is not executable",
            f.swap(word, f"{interpreter} {name}", bare=True) if interpreter else None,
            f"chmod +x {name} && {f.swap(word, f'./{name}')}",
            sure=0.9,
        )
    strayed = f.local.elsewhere(name) if re.search(r"\.(?:sh|py|rb|pl|js)$", name) else []
    if len(strayed) == 1:
        runs = interpreter_for(name, f.local.first_line(strayed[0]))
        there = f.local.is_executable(strayed[0])
        return f.hint(
            f"{name} is in {strayed[0].rpartition('/')[0]}",
            f.swap(word, f"./{strayed[0]}") if there else None,
            f.swap(word, f"{runs} {strayed[0]}", bare=True) if runs else None,
            sure=0.93,
        )
    if f.local.above(f"node_modules/.bin/{name}"):
        return f.hint(
            f"{name} is installed in this project, not globally",
            f.swap(word, f"npx {name}", bare=True),
            sure=0.95,
        )
    if f.local.venv and f.local.is_file(f"{f.local.venv}/bin/{name}"):
        return f.hint(
            f"{name} is in the virtual environment {f.local.venv}, which is not active",
            f"source {f.local.venv}/bin/activate && {f.text}",
            f.swap(word, f"{f.local.venv}/bin/{name}"),
            sure=0.95,
        )
    for folder in ("/usr/sbin", "/sbin", "/usr/local/sbin"):
        if name in ("ifconfig", "route", "arp", "netstat"):
            break  # retired: what took their place is on the PATH
        if f.local.is_executable(f"{folder}/{name}"):
            return f.hint(
                f"{name} is in {folder}, which is not on your PATH",
                f.sudo() if not f.local.is_root and not f.command.sudo else None,
                f.swap(word, f"{folder}/{name}"),
                sure=0.9,
            )
    return None


def _wrappers(name: str) -> tuple[str, ...]:
    """Where a project keeps its own programs: ./gradlew, bin/rails, vendor/bin/phpunit."""
    return (f"./{name}w", f"bin/{name}", f"vendor/bin/{name}", f"script/{name}")


def interpreter_for(name: str, first_line: str) -> str:
    """What runs this script: from its #! line, else from its extension."""
    found = re.match(r"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(\S+)", first_line)
    if found:
        program = found[1].rsplit("/", 1)[-1]
        return re.sub(r"^python(?:\d[\d.]*)?$", "python3", program)
    extension = name.rsplit(".", 1)[-1] if "." in name else ""
    return {
        "py": "python3",
        "sh": "bash",
        "bash": "bash",
        "zsh": "zsh",
        "js": "node",
        "mjs": "node",
        "rb": "ruby",
        "pl": "perl",
        "php": "php",
        "lua": "lua",
        "r": "Rscript",
    }.get(extension.lower(), "")


DOCUMENT = re.compile(
    r"(?:\.(?:txt|md|rst|json|ya?ml|toml|conf|cfg|ini|log|csv|html?|css|xml|pdf|png|jpe?g)"
    r"|^(?:README|LICENSE|Makefile|Dockerfile))$",
    re.IGNORECASE,
)
