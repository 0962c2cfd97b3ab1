"""Files and folders that are missing, misspelt or elsewhere."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import SURPLUS, nearest, numbered, slip
from termproxy.assistant.world.wordlist import listed

family = Family("files")

GONE = (
    "No such file or directory",
    "no such file or directory",
    "cannot find or open",
    "Unable to open",
    "No such file",
    "does not exist",
    "cannot open",
    "can't open",
    "Can't open",
    "can't read",
)
ENDINGS = {"gunzip": ".gz", "zcat": ".gz", "unxz": ".xz", "bunzip2": ".bz2", "unzip": ".zip"}
CREATES = listed("touch mkdir tee cp mv install ln rsync")
READERS = listed(
    "cat less more head tail bat vim vi nano wc sort uniq file stat source . view tac nl"
)
INTERPRETERS = listed(
    "python python3 node bash sh zsh ruby perl php Rscript lua deno bun ts-node ash dash"
)


FILE_TOOLS = frozenset(
    (
        *READERS,
        *INTERPRETERS,
        *CREATES,
        *listed("unzip zip gzip gunzip xz bzip2 7z unrar sed awk tar dd gcc g++ cc scp"),
    )
)


def named_word(f: Failed, *literals: str) -> Word | None:
    """The word of the command that the complaint names, longest first."""
    words = [*f.command.words[1:], *f.command.redirections, *f.command.words[:1]]
    for command in f.line.commands:
        words.extend((*command.words, *command.redirections))
    words = [word for word in words if word.value and not re.fullmatch(r"\d*[<>&|]+", word.raw)]
    words.sort(key=lambda word: -len(word.value))
    lines = f.output.splitlines()[:40]
    lines.sort(key=lambda line: not line.startswith(f"{f.program}: "))
    for line in lines:
        if not any(literal in line for literal in literals):
            continue
        named = [word for word in words if _names(f, line, word)]
        if named:
            missing = [word for word in named if not f.local.exists(word.value)]
            return (missing or named)[0]
    return None


def _names(f: Failed, line: str, word: Word) -> bool:
    """Does this line of output speak of the word?"""
    for value in (word.value, word.value.rstrip("/"), f.local.path(word.value)):
        if not value or value not in line:
            continue
        if re.search(rf"(?<![\w./~-]){re.escape(value)}/?(?![\w/-]|\.\w)", line):
            program = any(command.words[:1] == (word,) for command in f.line.commands)
            return not program or _runs_itself(f, word, line)
    value = word.value.partition("=")[2]
    return bool(value and value in line and re.search(rf"['‘\"\s:]{re.escape(value)}['’\":]", line))


def _runs_itself(f: Failed, word: Word, line: str) -> bool:
    """`bash: ./x: No such file`: the program word is the subject, not the complainer."""
    ran = "/" not in word.value and f.status not in (126, 127)
    return not ran and not line.startswith(f"{word.value}: ")


@family.rule(when=GONE)
def missing_file(f: Failed) -> Advice | None:
    """A file or folder that is not there: misspelt, elsewhere, or its folder must be made."""
    word = named_word(f, *GONE)
    if f.status == 127 and word and "/" not in word.value and f.program in ("env", "xargs"):
        return None
    if f.program in ("cd", "pushd", "mkdir", "git", "docker", "env", "nohup", "hdfs"):
        return None
    if word is None:
        return _target_folder(f)
    if f.program.startswith("python") and "can't open file" in f.output:
        return None  # a folder is no script: the interpreter's own rule knows
    if not re.search("[Nn]o such file", f.output) and f.program not in FILE_TOOLS:
        return None  # databases, clusters and queues "do not exist" in the same words
    path = word.value
    if os.path.islink(f.local.path(path)) and not os.path.exists(f.local.path(path)):
        target = os.readlink(f.local.path(path))
        return f.hint(f"{path} is a link to {target}, which is not there", sure=0.92)
    if f.local.exists(path) and "$" not in word.raw:
        return _destination(f, word) or _target_folder(f)
    if _is_destination(f, word):
        return _destination(f, word)
    return _source(f, word)


def _target_folder(f: Failed) -> Advice | None:
    """cp and mv of something that is here into a folder that is not, however they say it."""
    words = f.operands
    if f.program not in ("cp", "mv") or len(words) < 2 or f.local.exists(words[-1].value):
        return None
    if not all(f.local.exists(word.value) for word in words[:-1]):
        return None
    return _destination(f, words[-1])


def _is_destination(f: Failed, word: Word) -> bool:
    """Is this where something shall be written?"""
    if word in f.command.redirections:
        at = f.command.redirections.index(word)
        return at > 0 and ">" in f.command.redirections[at - 1].raw
    if f.program == "touch":
        return True
    if f.program not in CREATES:
        return False
    created = f.find(
        r"cannot create|cannot move|failed to create|target|failed to open .* for writing"
        r"|^tee: |destination directory|: No such file or directory$"
    )
    last = f.operands and f.operands[-1] is word
    if f.find(r"cannot stat|failed to access|link_stat") is not None:
        return False
    return bool(created and (last or f.program in ("tee", "install")))


def _destination(f: Failed, word: Word) -> Advice | None:
    """The folder to write to must be made (or was misspelt)."""
    path = word.value
    if f.program == "cp" and f.find(r"cannot create directory"):
        folder = os.path.dirname(path.rstrip("/"))
    elif f.find(r"target ['‘]") or path.endswith("/"):
        folder = path.rstrip("/")
    elif f.find(r"cp: directory ['‘]") and not os.path.dirname(path):
        folder = path
    else:
        folder = os.path.dirname(path)
    if not folder or f.local.is_dir(folder):
        return None
    near = [n for n in f.local.near(folder, folders=True, limit=1) if not numbered(folder, n)]
    name = path[len(folder) :]
    mended = [f.swap(word, near[0] + name)] if near else []
    make = f.first(f"mkdir -p {quote(folder)}")
    fixes = [*mended, make] if near and slip(folder, near[0]) < SURPLUS else [make, *mended]
    return f.hint(f.missing("folder", folder), *fixes, why="Make it first.", sure=0.92)


UNPACK = {".gz": "zcat", ".xz": "xzcat", ".bz2": "bzcat", ".zst": "zstdcat"}


def _packed_input(f: Failed, word: Word) -> Advice | None:
    """`psql < dump.sql` beside dump.sql.gz."""
    command = next((c for c in f.line.commands if word in c.redirections), None)
    ending = next((e for e in UNPACK if f.local.is_file(word.value + e)), "")
    if command is None or not ending or command is not f.line.commands[0] or command.joint:
        return None
    sign = command.redirections[command.redirections.index(word) - 1]
    start = (command.prefix or command.words)[0].start
    cut = (sign.start, min(word.end + 1, len(f.text)), "")
    piped = f.line.edit((start, start, f"{UNPACK[ending]} {quote(word.value + ending)} | "), cut)
    return f.hint(f"There is only {word.value}{ending}", piped.strip(), sure=0.95)


def _source(f: Failed, word: Word) -> Advice | None:
    path = word.value
    option, equals, value = path.partition("=")
    if equals and not f.local.exists(path):
        near = f.local.near(value) or f.local.elsewhere(value)
        fixes = [f.swap(word, f"{option}={name}") for name in near]
        return f.hint(f"No {value} here", *fixes, sure=0.93) if fixes else None
    packed = _packed_input(f, word)
    if packed:
        return packed
    windows = path.replace("/Scripts/", "/bin/")
    if windows != path and f.local.is_file(windows):
        return f.hint("Scripts is bin here", f.swap(word, windows), sure=0.96)
    activate = re.match(r"(.*?([^/]*))/bin/activate$", path)
    if activate and f.program in ("source", ".") and not f.local.exists(activate[1]):
        known = [n for n in (".venv", "venv", "env") if f.local.is_file(f"{n}/bin/activate")]
        fixes = [f.swap(word, f"{n}/bin/activate") for n in known]
        make = f.first(f"python3 -m venv {quote(activate[1])}")
        return f.hint(f"No virtual environment {activate[1]} here", *fixes, make, sure=0.93)
    inside = re.sub(r"/activate$", "/bin/activate", path)
    if inside != path and f.local.is_file(inside):
        return f.hint("It is in the folder bin", f.swap(word, inside), sure=0.95)
    near = _meant(f, path)
    if near and word is f.command.words[0] and path.startswith("./"):
        built = _built(f, path, near)
        if built:
            return built
    if near:
        if word is f.command.words[0]:
            here = path.startswith("./")
            near = [f"./{n}" if "/" not in n or (here and n[0] not in "./") else n for n in near]
        fixes = [f.swap(word, name) for name in near]
        if any(fixes):
            return f.hint(f.missing("file", path), *fixes, why=f"There is {near[0]}.", sure=0.94)
        return None  # the similar one is an argument, too, and was dealt with
    if word.raw == path and (globs := near_globs(f, path)):
        return f.hint(
            f"Nothing here matches {path}",
            *[f.swap(word, glob, bare=True) for glob in globs],
            sure=0.93,
        )
    return _look(f, path)


def _meant(f: Failed, path: str) -> list[str]:
    """What may be meant by a path that is not there: like it, of the right kind, elsewhere."""
    folders = f.program in ("rmdir",)
    near = f.local.near(path, folders=folders)
    ending = ENDINGS.get(f.program, "")
    if ending and not any(n.endswith(ending) for n in near):
        stem = path.rpartition(".")[0] or path
        whole = [n for n in f.local.entries(os.path.dirname(path) or ".") if n.endswith(ending)]
        start = os.path.basename(stem) + "."
        folder = path[: path.rfind("/") + 1]
        near = [folder + n for n in whole if n.startswith(start)][:2] or near
    if not near and "/" not in path and "." not in path and f.program in INTERPRETERS:
        near = [name for name in f.local.entries() if name.startswith(path + ".")]
    if not near:
        near = f.local.elsewhere(path)
    if not near:
        near = in_history(f, path) or f.local.strayed(path)
    if not near and path.startswith("/") and f.local.exists(path[1:]):
        near = [path[1:]]
    if not near and f.local.exists("/" + path) and "/" in path:
        near = ["/" + path]
    return near


def near_globs(f: Failed, pattern: str) -> list[str]:
    """`data/*.cvs`: the same pattern with its folder or its ending mended, where it matches."""
    folder, slash, last = pattern.rpartition("/")
    if "*" not in last or set(folder) & set("*?[$"):
        return []
    if folder and not f.local.is_dir(folder):
        made = [f"{name}/{last}" for name in f.local.near(folder, folders=True)]
        return [glob for glob in made if _matches(f, glob)]
    start, dot, ending = last.rpartition(".")
    if not dot or "*" in ending:
        return []
    endings = {name.rpartition(".")[2] for name in f.local.entries(folder or ".") if "." in name}
    made = [f"{folder}{slash}{start}.{new}" for new in nearest(ending, sorted(endings))]
    return [glob for glob in made if _matches(f, glob)]


def _matches(f: Failed, glob: str) -> bool:
    folder, _, last = glob.rpartition("/")
    return any(fnmatchcase(name, last) for name in f.local.entries(folder or "."))


def _built(f: Failed, path: str, near: list[str]) -> Advice | None:
    """./hello where hello.c is: it was not compiled yet."""
    name = path[2:]
    source = next((n for n in near if n.removeprefix("./").startswith(f"{name}.")), "")
    source = source.removeprefix("./")
    compiler = {
        "c": "gcc",
        "cpp": "g++",
        "cc": "g++",
        "cxx": "g++",
        "rs": "rustc",
        "go": "go build",
    }
    tool = compiler.get(source.rsplit(".", 1)[-1])
    if not tool or not source:
        return None
    make = f.first(f"make {quote(name)}") if name in f.local.make_targets else None
    build = (
        f"{tool} {quote(source)}"
        if tool in ("rustc", "go build")
        else f"{tool} {quote(source)} -o {quote(name)}"
    )
    return f.hint(f"{source} was not compiled yet", make, f.first(build), sure=0.94)


def _look(f: Failed, path: str) -> Advice | None:
    """Nothing similar: say which part of the path is missing, and what is there instead.

    Of a bare name there is nothing to say that the tool has not said.
    """
    folder = os.path.dirname(path.rstrip("/"))
    if not folder or "$" in path or f.program in ("rm", "unlink"):
        return None
    while folder not in ("", "/", "~") and not f.local.is_dir(folder):
        folder = os.path.dirname(folder)
    if folder in ("", "/"):
        return None
    return f.hint(
        f.missing("file", path)
        if path[:1] in "/~."
        else f"{folder} has no {path[len(folder) + 1 :]}",
        why="Nothing there has a similar name.",
        sure=0.72,
    )


def in_history(f: Failed, path: str) -> list[str]:
    """A longer path that ends so, was used lately, and exists."""
    if "/" in path:
        return []
    used = (word for line in reversed(f.case.history[-300:]) for word in line.split())
    return [
        word for word in dict.fromkeys(used) if word.endswith("/" + path) and f.local.exists(word)
    ][:2]


@family.rule(when=GONE[:1])
def blanks_in_name(f: Failed) -> Advice | None:
    """A file name with blanks, unquoted: the parts are looked for one by one."""
    words = f.command.words[1:]
    for size in (2, 3, 4):
        for at in range(len(words) - size + 1):
            part = words[at : at + size]
            whole = " ".join(word.value for word in part)
            if f.local.exists(whole) and not any(f.local.exists(word.value) for word in part):
                line = f.line.edit((part[0].start, part[-1].end, quote(whole)))
                return f.hint("Quote a name that has blanks", line, sure=0.96)
    return None
