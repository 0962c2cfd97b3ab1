# ruff: noqa: E501
"""node: files, programs and limits it meets while it runs; uncaught errors."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.node import RUNNERS, edit_frame, own_frame
from termproxy.assistant.rules.packages import PACKAGES
from termproxy.assistant.rules.places import sample
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("node", *RUNNERS)


@family.rule(
    when="ENOENT: no such file or directory",
    says=r"ENOENT: no such file or directory, (?P<call>\w+) '(?P<path>[^']+)'",
)
def no_file(f: Failed) -> Advice | None:
    """A file that the program wants to open."""
    if f["path"].endswith("package.json") and re.search(r"npm (error|ERR!)", f.output):
        return None
    path = project.shown(f, f["path"])
    near = f.local.near(path)
    model = sample(f, path)
    return f.hint(
        f"The program wants {path}, which does not exist",
        f"cp {model} {path} && {f.text}" if model else None,
        edit_frame(f),
        why=f"There is {near[0]}." if near else "The path counts from the folder you run it in.",
        sure=0.9,
    )


@family.rule(when="ENOENT", says=r"spawn (?P<name>[^\s\n]+) ENOENT")
def spawn(f: Failed) -> Advice | None:
    """A program that the script starts is not installed."""
    if f["name"] == "git":
        return None
    name = os.path.basename(f["name"])
    known = {*f.local.programs, *PACKAGES}
    near = nearest(name, known) if name not in known else []
    return f.hint(
        f"The script wants to run {name}, which is not on the PATH",
        edit_frame(f) if near else f.local.installer(name),
        why=f"Did it mean {near[0]}?" if near else "",
        sure=0.85,
        verified=bool(near),
    )


@family.rule(
    when=("EMFILE", "ENFILE"),
    says=r"EMFILE: too many open files|ENFILE: file table overflow",
    programs=(),
)
def too_many_files(f: Failed) -> Advice | None:
    """The limit of open files, or of inotify instances when it watches."""
    if re.search(r"EMFILE: too many open files, watch", f.output):
        return f.hint(
            "The kernel limit of inotify instances is used up",
            "echo fs.inotify.max_user_instances=512 | sudo tee -a /etc/sysctl.conf && sudo sysctl -p",
            f.first("ulimit -n 65536"),
            sure=0.92,
        )
    return f.hint("The limit of open files is used up", f.first("ulimit -n 65536"), sure=0.92)


family.hint(
    "watchers",
    "The kernel limit of file watchers is used up",
    "echo fs.inotify.max_user_watches=524288 | sudo tee -a /etc/sysctl.conf && sudo sysctl -p",
    "sudo sysctl fs.inotify.max_user_watches=524288",
    why="Each watched file counts; the limit is the kernel's, not the disk's.",
    when=("System limit for number of file watchers reached", "inotify watch limit reached", "inotify_add_watch: No space left", "inotify resources exhausted", "upper limit on inotify watches reached", "inotify cannot be used, reverting to polling: No space left"),
    programs=(),
    sure=0.97,
)  # fmt: skip


@family.rule(when="SyntaxError", says=r"^SyntaxError: (?P<what>.+)$|^(?P<bare>SyntaxError)$")
def syntax(f: Failed) -> Advice | None:
    """A slip in the source, or in JSON that it reads."""
    what = f["what"]
    if "JSON" in what and not f.find(r"\.json:"):
        frame = own_frame(f)
        found = re.search(
            r"readFileSync\(['\"]([^'\"]+)|require\(['\"]([^'\"]+\.json)",
            f.local.text(frame[0]) if frame else "",
        )
        path = (found[1] or found[2]) if found else ""
        return f.hint(
            f"{path or 'What the program reads'} is not valid JSON",
            project.edit(path) if path else edit_frame(f),
            why=what,
            sure=0.85,
        )
    if f.find(r"^\[eval\]"):
        return f.hint("The code after -e has a syntax error", why=what, sure=0.8)
    if "does not provide an export named" in what:
        return f.hint(
            what.replace("The requested module ", ""),
            edit_frame(f),
            why="Mistyped, or it is exported as default.",
            sure=0.92,
        )
    frame = own_frame(f)
    if frame is None:
        return None
    return f.hint(
        f"Syntax error in {frame[0]}, line {frame[1]}",
        project.edit(*frame),
        why=f"{what}.",
        sure=0.93,
    )


@family.rule(
    when="    at ",
    says=r"^(?:Uncaught )?(?P<kind>(?:TypeError|ReferenceError|RangeError|Error|AssertionError|URIError|\w+Error)(?: \[\w+\])?): (?P<what>.+)$",
    status=1,
)
def uncaught(f: Failed) -> Advice | None:
    """An error nobody caught: the line of one's own code that threw it."""
    frame = own_frame(f)
    if frame is None:
        return None
    kind, what = f["kind"].split(" ")[0], f["what"].rstrip(".")
    env = re.search(r"(?:env(?:ironment)?\.? ?var(?:iable)?s?[: ]*|process\.env\.|environment variable[: ]*)\W*([A-Z][A-Z0-9_]{2,})|([A-Z][A-Z0-9_]{3,}) (?:is not set|is not defined|is required|must be set|missing)", what)  # fmt: skip
    if env:
        name = env[1] or env[2]
        return f.hint(f"The program wants the variable {name}", f"{name}=<value> {f.text}",
                      "cp .env.example .env" if f.local.exists(".env.example") and not f.local.exists(".env") else None,
                      project.edit(*frame), sure=0.82, verified=False)  # fmt: skip
    if unset := _variable_unset(f, frame, what):
        return unset
    loop = "call stack" in what
    return f.hint(
        f"{kind} in {frame[0]}, line {frame[1]}",
        project.edit(*frame),
        why="The function calls itself without end." if loop else f"{what}.",
        sure=0.82,
    )


def _variable_unset(f: Failed, frame: tuple[str, str], what: str) -> Advice | None:
    """process.env.NAME.split(...) where NAME is not set."""
    rows = f.local.text(frame[0]).splitlines()
    row = rows[int(frame[1]) - 1] if frame[1].isdigit() and 0 < int(frame[1]) <= len(rows) else ""
    name = re.search(r"process\.env\.(\w+)[.\[]", row)
    if name is None or "of undefined" not in what:
        return None
    listed = re.search(rf"^(?:export )?{name[1]}=", f.local.text(".env"), re.MULTILINE)
    loads = f.program == "node" and f.command.words
    return f.hint(
        f"The environment variable {name[1]} is not set",
        f.insert("--env-file=.env") if listed and loads else None,
        f"{name[1]}=<value> {f.text}",
        project.edit(*frame),
        why=f"{frame[0]}, line {frame[1]}, reads it."
        + (" .env has it, and is not read." if listed else ""),
        sure=0.92,
    )


@family.rule(when="Could not find '", says=r"^Could not find '(?P<path>[^']+)'", programs=("node",))
def no_test_file(f: Failed) -> Advice | None:
    """node --test with a file that is not there."""
    path = project.shown(f, f["path"])
    near = f.local.near(path)
    word = f.word(path)
    return f.hint(
        f"There is no test file {path}",
        *[f.swap(word, n) for n in near if word],
        "node --test",
        sure=0.9,
    )


@family.rule(
    when=("ℹ fail ", "# fail ", "✖ failing tests"),
    says=r"^(?:ℹ|#) (?:fail|tests) [1-9]",
    programs=RUNNERS,
)
def tests_failed(f: Failed) -> Quiet:
    """(silence) a failing test says itself what is wrong"""
    return Quiet("a failing test is the programmer's business", 0.96)


family.hint(
    "nvm-missing",
    "That version of node is not installed",
    lambda f: f"nvm install {m[1]}" if (m := f.find(r"version \"?v?([\w./*-]+)\"? is not yet installed")) else "nvm ls-remote",
    when="is not yet installed",
    programs=("nvm",),
    sure=0.95,
)  # fmt: skip
family.hint(
    "nvm-na",
    "There is no such version of node",
    "nvm ls-remote --lts",
    "nvm install --lts",
    when="not found - try `nvm ls-remote` to browse available versions",
    programs=("nvm",),
    sure=0.9,
)
family.hint(
    "fetch-failed",
    "A request of the program failed",
    lambda f: edit_frame(f),
    why="Its cause stands below: [cause].",
    when="TypeError: fetch failed",
    sure=0.7,
)


@family.rule(
    when=("NODE_MODULE_VERSION", "invalid ELF header"),
    says=r"(?:node_modules/(?P<package>(?:@[^/\s]+/)?[^/\s]+)/\S+\.node)",
)
def other_binary(f: Failed) -> Advice:
    """A compiled module was built for another node or system."""
    copied = "invalid ELF header" in f.output
    return f.hint(
        f"{f['package']} was built for another {'system' if copied else 'version of node'}",
        f.first(f"npm rebuild {f['package']}"),
        "rm -rf node_modules && npm ci" if f.local.is_file("package-lock.json") else None,
        why="node_modules came from another machine, or into the container."
        if copied
        else "node was changed since it was installed.",
        sure=0.95,
    )


@family.rule(
    when="EACCES: permission denied",
    says=r"EACCES: permission denied, (?P<call>open|mkdir|unlink|rename|scandir|copyfile|rmdir|chmod) '(?P<path>[^']+)'",
)
def not_allowed(f: Failed) -> Advice | None:
    """A file that the program may not touch."""
    if re.search(r"npm (?:error|ERR!)", f.output):
        return None
    return f.hint(
        f"The program may not {f['call']} {project.shown(f, f['path'])}",
        f"ls -ld {quote(f['path'])}",
        why="Its owner and mode tell who may.",
        sure=0.88,
    )


@family.rule(
    when=("ERR_IMPORT_ASSERTION_TYPE_MISSING", "ERR_IMPORT_ATTRIBUTE_MISSING"),
    says=r"Module \"(?P<url>[^\"]+)\" needs an import (?:assertion|attribute) of[^\n]*json",
)
def json_import(f: Failed) -> Advice:
    """import of a .json file without saying that it is one."""
    name = f["url"].rsplit("/", 1)[-1]
    script = next((w.value for w in f.operands if re.search(r"\.[cm]?[jt]s$", w.value)), "")
    rows = f.local.text(script).split("\n") if script else []
    line = next((at for at, row in enumerate(rows, 1) if "import" in row and name in row), 0)
    return f.hint(
        f"An import of {name} has to say that it is JSON",
        project.edit(script, str(line)) if line else None,
        why=f"import x from './{name}' with {{ type: 'json' }}",
        sure=0.94,
    )
