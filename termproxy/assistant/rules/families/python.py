# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Python: tracebacks, syntax."""

from __future__ import annotations

import re
import sys
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_names import DISTRIBUTIONS
from termproxy.assistant.rules.places import sample
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

family = Family("python", "python", "ipython", "pypy")
# collections lost these names in Python 3.10
ABSTRACT = listed(
    """Mapping MutableMapping Sequence MutableSequence Iterable Iterator Callable Hashable Set
    MutableSet Sized Container Generator Awaitable Coroutine Collection KeysView ItemsView"""
)


@family.rule(
    programs=(),
    when=("ImportError: cannot import name",),
    says=r"cannot import name '(?P<name>[^']+)' from (?P<partly>partially initialized module )?'(?P<module>[^']+)'(?: \((?:most likely due to a circular import\) \()?(?P<file>[^)]+)\))?",
)
def cannot_import(f: Failed) -> Advice | None:
    """A name that the module does not have: circular, shadowed or another version."""
    file = f["file"]
    if f["partly"]:
        return f.hint(
            "Two modules import each other",
            _edit_last(f),
            f"grep -n import {quote(_short(f, file))}" if file else None,
            why=f"{f['module']} was not finished when {f['name']} was asked for: import it inside "
            "the function that needs it, or move what both use to a third module.",
            sure=0.9,
        )
    suggestion = f.find(r"Did you mean: '([^']+)'")
    if suggestion:
        return f.hint(
            f"{f['module']} has no {f['name']}",
            _edit_last(f),
            why=f"Did you mean {suggestion[1]}?",
            sure=0.85,
        )
    if f["module"] == "collections" and f["name"] in ABSTRACT:
        return _moved(f)
    if (
        file
        and not re.search(r"site-packages|dist-packages|/lib/python|^/usr/", file)
        and f["module"].split(".")[0] in sys.stdlib_module_names
    ):
        return f.hint(
            f"Your file {_short(f, file)} hides Python's own {f['module']}",
            f"mv {quote(_short(f, file))} my_{_short(f, file)}",
            sure=0.85,
        )
    if file and "site-packages" in file:
        return _other_version(f)
    return f.hint(f"{f['module']} has no {f['name']}", _edit_last(f), sure=0.75)


def _moved(f: Failed) -> Advice:
    """collections.Mapping and the like, gone since 3.10."""
    path = _frame(f)[0]
    own = "site-packages" not in path
    library = re.search(r"site-packages/(\w+)", path)
    return f.hint(
        f"{f['name']} has moved to collections.abc",
        _edit_last(f) if own else f"pip install --upgrade {library[1]}" if library else None,
        why="Since Python 3.10; newer versions of a library know that.",
        sure=0.93,
    )


def _other_version(f: Failed) -> Advice:
    """An installed package lacks the name: it, or the one that asks, is too old."""
    top = f["module"].split(".")[0]
    inside = re.findall(r'File "[^"]*site-packages/(\w+)[^"]*", line', f.output)
    asks = inside[-1] if inside and inside[-1] != top else ""
    if asks:
        return f.hint(
            f"The installed {asks} does not fit the installed {top}",
            f"pip install --upgrade {DISTRIBUTIONS.get(asks, asks)} {DISTRIBUTIONS.get(top, top)}",
            f"pip show {DISTRIBUTIONS.get(top, top)}",
            why=f"{top} has no {f['name']}: one of the two is too old.",
            sure=0.88,
        )
    return f.hint(
        f"The installed {top} has no {f['name']}",
        f"pip install --upgrade {DISTRIBUTIONS.get(top, top)}",
        f"pip show {DISTRIBUTIONS.get(top, top)}",
        why="Another version is expected.",
        sure=0.8,
    )


def _short(f: Failed, path: str) -> str:
    """A path as seen from cwd."""
    return path.removeprefix(f.case.cwd.rstrip("/") + "/")


def _script(f: Failed) -> str:
    return next((w.value for w in f.operands if w.value.endswith(".py")), "")


def _frame(f: Failed) -> tuple[str, str]:
    """File and line of the deepest frame in the user's own code."""
    frames = re.findall(r'^\s*File "([^"]+)", line (\d+)', f.output, re.MULTILINE)
    foreign = re.compile(
        r"site-packages|dist-packages|/lib/python|^<(?!stdin)|/bin/[^/.]+$|^(?!/).*\.pyx$"
    )
    own = [frame for frame in frames if not foreign.search(frame[0])]
    path, line = (own or frames or [("", "")])[-1]
    return path, line


def _edit_last(f: Failed) -> str:
    path, line = _frame(f)
    if not path or path.startswith("<"):
        return ""
    script = _script(f)
    short = script if script and path.endswith("/" + script.removeprefix("./")) else _short(f, path)
    return f"${{EDITOR:-vi}} +{line} {quote(short)}"


def _closed(f: Failed, what: str) -> str:
    """The -c text with the bracket that was never closed, where only one is missing."""
    opened = re.match(r"'([(\[{])' was never closed", what)
    word = next((b for a, b in pairwise(f.command.words) if a.value == "-c"), None)
    if not opened or word is None or word.raw[0] not in "'\"" or word.raw[-1] != word.raw[0]:
        return ""
    closing = {"(": ")", "[": "]", "{": "}"}[opened[1]]
    if word.value.count(opened[1]) - word.value.count(closing) != 1:
        return ""
    return f.line.edit((word.end - 1, word.end - 1, closing))


@family.rule(
    programs=(),
    when=("SyntaxError:", "IndentationError:", "TabError:"),
    says=r"^(?P<kind>SyntaxError|IndentationError|TabError): (?P<what>.+)$",
)
def syntax(f: Failed) -> Advice | None:
    """Python could not read the file."""
    path, line = _frame(f)
    if not path and not f.program.startswith(("py", "ipython")):
        return None  # JavaScript's, in the same words
    if path.startswith("<") and f.has("-c"):
        return f.hint(
            f"Python could not read the -c text: {f['what']}", _closed(f, f["what"]), sure=0.7
        )
    what = f["what"]
    print_call = "Missing parentheses in call to 'print'" in what
    interpreter = (
        f.swap(f.command.words[0], "python2") if print_call and f.local.which("python2") else None
    )
    first = f.local.first_line(_script(f)) if _script(f) else ""
    if f.program.startswith("python") and re.match(r"#!.*\b(?:ba|z)?sh\b", first):
        return f.hint("That is a shell script", f.swap(f.command.words[0], "bash"), sure=0.95)
    titles = {
        "IndentationError": "The indentation is wrong",
        "TabError": "Tabs and blanks are mixed",
    }
    return f.hint(
        f"{titles.get(f['kind'], 'Python could not read the file')}: {what}"
        if f["kind"] not in titles
        else f"{titles[f['kind']]}, line {line}",
        _edit_last(f),
        interpreter,
        why=what if f["kind"] in titles else f"In line {line}.",
        sure=0.9,
    )


@family.rule(
    programs=(),
    when=("Traceback (most recent call last)",),
    says=r"^(?P<kind>[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning|Exit|NotFound|Refused)[\w]*)(?:: (?P<what>.*))?$",
)
def uncaught(f: Failed) -> Advice | None:
    """An exception of the user's own program: where to look."""
    errors = re.findall(
        r"^([A-Za-z_][\w.]*(?:Error|Exception)\w*)(?:: (.*))?$", f.output, re.MULTILINE
    )
    kind, what = errors[-1] if errors else (f["kind"], f["what"])
    path, line = _frame(f)
    if (
        not path
        or kind == "KeyboardInterrupt"
        or re.match(r"/(?:usr|opt|snap)/|<|.*/bin/[^/.]+$", path)
    ):
        return None  # not the user's to mend
    name = kind.rsplit(".", 1)[-1]
    said = f"{name}: {what}" + (" (pandas)" if "/pandas/" in f.output else "")
    meaning = next((text for pattern, text in MEANINGS if re.match(pattern, said)), "")
    last = re.findall(r'^\s*File "([^"]+)", line (\d+)', f.output, re.MULTILINE)[-1]
    suggested = re.search(r"Did you mean: '(?P<name>\w+)'", what)
    if not meaning and suggested:
        meaning = f"Did you mean {suggested['name']}?"
    if not meaning and last == (path, line):
        return None  # the last lines of the output say as much
    where = f"{_short(f, path)}, line {line}"
    return f.hint(
        f"{name}, from your {where}" if last != (path, line) else f"{name} in {where}",
        _edit_last(f),
        why=meaning or "That is the last place in your own code; the rest is a library's.",
        sure=0.75,
    )


# What the usual exceptions mean, where their message does not say it.
MEANINGS = (
    (r"AttributeError: 'NoneType' object", "Something gave None where an object was expected."),
    (r"TypeError: 'NoneType' object", "Something gave None where a value was expected."),
    (
        r"TypeError: .*missing \d+ required",
        "The call passes fewer arguments than the function takes.",
    ),
    (
        r"TypeError: .*takes \d+ positional",
        "The call passes more arguments than the function takes.",
    ),
    (
        r"TypeError: (?:can only concatenate|unsupported operand)",
        "Two values of different types meet there: convert one of them.",
    ),
    (r"KeyError: .*\(pandas\)", "The table has no such column: df.columns lists them."),
    (r"KeyError: ", "The dictionary has no such key; .get() gives a default instead."),
    (r"IndexError: ", "The index lies behind the end of the sequence."),
    (
        r"UnicodeDecodeError: ",
        "The bytes are no UTF-8: name the encoding, or open the file as binary.",
    ),
    (
        r"JSONDecodeError: Expecting value: line 1 column 1",
        "The text is no JSON at all: empty, or a page of HTML.",
    ),
    (
        r"EOFError: EOF when reading",
        "input() found nothing more to read: there was no terminal, or the pipe was empty.",
    ),
    (r"IsADirectoryError: ", "A folder was opened as if it were a file."),
    (r"gaierror: ", "The host's name cannot be resolved: a slip, or no network."),
    (r"TypeError: File must be opened in binary mode", "Open it with mode 'rb'."),
    (r"RecursionError: ", "A function calls itself without end."),
    (
        r"UnboundLocalError: ",
        "The name is assigned further down, which makes it local to the function.",
    ),
    (r"ValueError: invalid literal for int", "The text is not a whole number."),
    (
        r"ValueError: (?:not enough|too many) values to unpack",
        "The two sides of the assignment have different lengths.",
    ),
    (
        r"ConnectionRefusedError: ",
        "Nothing listens there: the server does not run, or on another port.",
    ),
    (r"NameError: ", "Never assigned or imported, or misspelt."),
    (
        r"AttributeError: '",
        "It has nothing of that name: misspelt, or another kind of object than expected.",
    ),
    (r"ZeroDivisionError: ", "The divisor was 0."),
    (r"TypeError: ", "A value of another type than that place takes."),
    (r"ValueError: ", "The type fits there, the value does not."),
    (r"OverflowError: ", "The number is too large for that place."),
)


@family.rule(
    programs=(),
    when="Traceback (most recent call last)",
    says=r"^FileNotFoundError: \[Errno 2\] No such file or directory: '(?P<path>[^']+)'$",
)
def opens_missing_file(f: Failed) -> Advice | None:
    """A program opens a file that is not there: relative to the current folder, perhaps."""
    path = f["path"]
    frame, line = _frame(f)
    started = "_execute_child" in f.output  # a program, not a file
    if not frame or started or f.local.exists(path) or frame.startswith("<"):
        return None
    script = _script(f)
    place = f"{_short(f, frame)}, line {line}"
    beside = script.rpartition("/")[0]
    if beside and path[0] not in "/~" and f.local.exists(f"{beside}/{path}"):
        return f.hint(
            f"{path} is in {beside}, not in the current folder",
            f"cd {quote(beside)} && {f.swap(script, script.rpartition('/')[2])}",
            why=f"{place} opens it relative to where you are.",
            sure=0.9,
        )
    model = sample(f, path)
    if model:
        return f.hint(
            f"{path} has to be made; there is a {model}",
            f"cp {quote(model)} {quote(path)} && {f.text}",
            why=f"{place} opens it.",
            sure=0.9,
        )
    near = f.local.near(path) or f.local.elsewhere(path)
    if near:
        return f.hint(
            f"No {path} here; there is {near[0]}",
            _edit_last(f),
            why=f"{place} opens it relative to the current folder.",
            sure=0.8,
        )
    above = path.rpartition("/")[0]
    lost = f"There is no folder {above}" if above and not f.local.is_dir(above) else f"No {path}"
    return f.hint(
        f"{lost}{'' if path[0] in '/~' else ' here'}",
        f"ls {quote(above)}" if above and f.local.is_dir(above) else "ls",
        why=f"{place} opens {path}"
        + ("." if path[0] in "/~" else ", relative to the current folder."),
        sure=0.75,
    )


@family.rule(
    when=("Unable to create", "Permission denied"),
    says=r"Error: \[Errno 13\] Permission denied: '(?P<path>[^']+)'|PermissionError: \[Errno 13\] Permission denied: '(?P<p2>[^']+)'",
)
def permission(f: Failed) -> Advice | None:
    """A file that Python may not open."""
    path = f["path"] or f["p2"]
    return f.hint(
        f"No permission for {path}",
        f.sudo() if not f.local.is_root else None,
        sure=0.75,
    )
