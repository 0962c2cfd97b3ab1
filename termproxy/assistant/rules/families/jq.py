# ruff: noqa: E501
"""jq, yq, awk, sed, find, xargs, grep, cut, sort and their kind: what was written wrongly."""

from __future__ import annotations

import re
from json import loads

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

json = Family("jq", "jq", "yq", "gojq", "jaq")
find = Family("find", "find", "xargs", "fd", "fdfind")
text = Family(
    "text",
    *listed("awk gawk mawk sed grep egrep zgrep cut sort tr head tail uniq split column date"),
)

BUILTINS = listed(
    """length keys values map select sort sort_by group_by unique unique_by add any all
to_entries from_entries with_entries has contains inside startswith endswith join split test match
capture sub gsub ascii_downcase ascii_upcase tostring tonumber type first last limit range floor
min max min_by max_by flatten reverse not empty error env input inputs now todate fromdate del
paths recurse tojson fromjson ltrimstr rtrimstr indices index rindex tojson explode implode
transpose round sqrt pow log debug walk splits ascii until while repeat getpath setpath"""
)


def program_word(f: Failed) -> Word | None:
    """jq's filter: the first operand that is no option's value."""
    words = iter(f.command.words[1:])
    for word in words:
        if word.value in ("--arg", "--argjson", "--slurpfile", "--rawfile"):
            next(words, None)
            next(words, None)
        elif word.value in ("--indent", "-L", "-f", "--from-file"):
            next(words, None)
        elif not word.is_option:
            return word
    return None


@json.rule(
    when="is not defined at", says=r"error: (?P<name>[\w$]+)(?:/(?P<arity>\d+))? is not defined"
)
def not_defined(f: Failed) -> Advice | None:
    """A function that jq does not have: a forgotten dot, a key with a hyphen, a typo."""
    word = program_word(f)
    name = f["name"]
    if word is None:
        return None
    if f.local.is_file(word.value):
        return f.hint(
            "jq wants a filter before the file",
            f.line.edit((word.start, word.start, ". ")),
            sure=0.96,
        )
    hyphen = re.search(rf"\.([A-Za-z_]\w*(?:-\w+)*-{re.escape(name)}(?:-\w+)*)", word.value)
    if hyphen:
        new = word.value.replace("." + hyphen[1], f'."{hyphen[1]}"', 1)
        return f.hint("A key with a hyphen needs quotes in jq", f.swap(word, new), sure=0.96)
    if name.startswith("$"):
        return f.hint(
            f"jq has no variable {name}", f.insert(f"--arg {name[1:]} <value>"), sure=0.85
        )
    near = nearest(name, BUILTINS)
    if near:
        return f.hint(
            f"jq has no function {name}",
            *[
                f.swap(word, re.sub(rf"(?<![\w.]){re.escape(name)}\b", n, word.value))
                for n in near[:2]
            ],
            why=f"Did you mean {near[0]}?",
            sure=0.94,
        )
    if (
        f["arity"] in ("0", "")
        and re.fullmatch(r"[\w.\[\]-]+", word.value)
        and word.value[0] != "."
    ):
        return f.hint("A path begins with a dot in jq", f.swap(word, "." + word.value), sure=0.95)
    quoted = re.sub(rf"([=!<>]=?\s*){re.escape(name)}\b", rf'\1"{name}"', word.value)
    return f.hint(
        f"jq has no function {name}",
        f.swap(word, quoted) if quoted != word.value else None,
        f.swap(word, re.sub(rf"(?<![\w.\"]){re.escape(name)}\b", f".{name}", word.value)),
        why="A key is written with a dot before it, text in double quotes.",
        sure=0.88,
    )


@json.rule(when="syntax error", says=r"error: syntax error, unexpected (?P<what>[^\s,]+)")
def filter_syntax(f: Failed) -> Advice | None:
    """The filter is not complete, or its quotes were taken by the shell."""
    word = program_word(f)
    if word is None:
        return None
    if f["what"].strip() in ("$end", "end", "INVALID_CHARACTER") or "$end" in f.output:
        closed = _closed(word.value)
        if closed != word.value:
            return f.hint(
                "The filter is not complete: a bracket is open", f.swap(word, closed), sure=0.93
            )
        trimmed = re.sub(r"\s*[|,+*/-]\s*$", "", word.value)
        if trimmed != word.value:
            return f.hint(
                f"Something is missing after the last {word.value.strip()[-1]}",
                f.swap(word, trimmed),
                sure=0.88,
            )
    single = re.sub(r"'", '"', word.value)
    if single != word.value:
        return f.hint("jq's text stands in double quotes", f.swap(word, single), sure=0.9)
    index = re.sub(r"(?<=\w)\.(?=\[)|(?<=[\w\]])\.\.", ".", word.value)
    return f.hint(
        "The filter has a syntax error",
        f.swap(word, index) if index != word.value else None,
        f"jq . {' '.join(w.raw for w in f.operands[1:])}".rstrip(),
        why="Put the whole filter in single quotes.",
        sure=0.78,
    )


def _closed(program: str) -> str:
    """The filter with its open brackets closed."""
    stack: list[str] = []
    in_text = False
    pairs = {"(": ")", "[": "]", "{": "}"}
    for char in program:
        if char == '"':
            in_text = not in_text
        elif not in_text and char in pairs:
            stack.append(pairs[char])
        elif not in_text and stack and char == stack[-1]:
            stack.pop()
    return program + ('"' if in_text else "") + "".join(reversed(stack))


def _a(kind: str) -> str:
    return f"{'An' if kind[:1] in 'aeio' else 'A'} {kind}"


@json.rule(
    when=("Cannot index", "Cannot iterate over", "has no keys", "cannot be", "is not valid in"),
    says=r"Cannot (?P<verb>index|iterate over) (?P<kind>\w+)(?: with (?:string )?(?P<by>\"[^\"]*\"|\w+))?|has no keys|cannot be",
)
def wrong_shape(f: Failed) -> Advice | None:
    """The data has another shape than the filter expects."""
    word = program_word(f)
    if word is None:
        return None
    if f["verb"] == "iterate over":
        return _nothing_to_go_through(f, word)
    if f["verb"] == "index":
        return _wrong_index(f, word)
    if "has no keys" in f.output:
        cut = re.sub(r"\s*\|\s*keys.*", "", word.value)
        return f.hint("The value has no keys", f.swap(word, cut), sure=0.85)
    if "cannot be added" in f.output:
        return f.hint(
            "Text and numbers cannot be added",
            why='Convert with tostring or tonumber: (.a | tostring) + "x"',
            sure=0.78,
        )
    return None


def _files(f: Failed, word: Word) -> str:
    """What is read, as typed; "" for standard input."""
    return " ".join(w.raw for w in f.operands if w is not word)


def _keys(f: Failed, word: Word) -> str:
    files = _files(f, word)
    return f"jq keys {files}" if files else ""


def _look(f: Failed, word: Word) -> str:
    files = _files(f, word)
    return f"jq 'type' {files}" if files else "jq ."


def _nothing_to_go_through(f: Failed, word: Word) -> Advice:
    """.[] of what has no elements."""
    kind, program = f["kind"], word.value
    if kind == "null":
        meant = _list_meant(f, word)
        return f.hint(
            "There is nothing to go through: the value is null",
            f.swap(word, meant) if meant else _keys(f, word),
            None if meant else f.swap(word, re.sub(r"\[\](?!\?)", "[]?", program)),
            why=f"The list is called {meant.split('[')[0]} there."
            if meant
            else "The key is misspelt; or []? passes over what is missing.",
            sure=0.93 if meant else 0.9,
        )
    return f.hint(
        f"{_a(kind)} is no list or object",
        f.swap(word, program.replace("[]", "", 1)),
        _look(f, word),
        sure=0.88,
    )


def _list_meant(f: Failed, word: Word) -> str:
    """The filter with the key of the file that holds a list: misspelt, or the only one."""
    first = re.match(r"\.(\w+)(?=\[\])", word.value)
    file = next((w.value for w in f.operands if w is not word), "")
    if first is None or not file:
        return ""
    try:
        data = loads(f.local.text(file, 65536))
    except ValueError:
        return ""
    lists = [k for k, v in data.items() if isinstance(v, list)] if isinstance(data, dict) else []
    keys = nearest(first[1], lists) or (lists if len(lists) == 1 else [])
    plain = keys and re.fullmatch(r"\w+", keys[0])
    return f".{keys[0]}{word.value[first.end() :]}" if plain else ""


def _wrong_index(f: Failed, word: Word) -> Advice:
    """A key of a list, a number of an object, a field of what has none."""
    kind, by, program = f["kind"], f["by"].strip('"'), word.value
    if kind == "array" and by and by != "string":
        element = f".[].{by}" if program.startswith(f".{by}") else f"[].{by}"
        asked = re.sub(rf"(?<!\[\])\.?\"?{re.escape(by)}\b\"?", element, program, count=1)
        return f.hint(
            f"That is a list: .{by} must be asked of its elements",
            f.swap(word, asked),
            _look(f, word),
            sure=0.92,
        )
    if kind == "object" and by in ("number", ""):
        return f.hint(
            "That is an object, not a list",
            f.swap(word, re.sub(r"\[\d+\]", "[]", program, count=1)),
            _keys(f, word),
            sure=0.85,
        )
    field = rf"\.\"?{re.escape(by)}\"?"
    shorter = re.sub(rf"{field}.*$", "", program) or "."
    lenient = re.sub(rf"({field})(?!\?)", r"\1?", program, count=1) if by else program
    return f.hint(
        "The value is null" if kind == "null" else f"{_a(kind)} has no fields",
        f.swap(word, shorter) if by and program.count(".") > 1 else None,
        f.swap(word, lenient) if lenient != program else None,
        _look(f, word),
        sure=0.85,
    )


@json.rule(
    when="parse error",
    says=r"parse error: (?P<what>.+?) at line (?P<line>\d+), column (?P<column>\d+)",
)
def not_json(f: Failed) -> Advice | None:
    """The input is no JSON."""
    word = program_word(f)
    file = next((w for w in f.operands if w is not word), None)
    if file is None:
        before = [c for c in f.line.commands if c is not f.command]
        source = before[-1] if before else None
        web = source is not None and source.program in ("curl", "wget", "http")
        inner = f.line.text[source.start : source.end] if source else ""
        return f.hint(
            "What came in is no JSON",
            inner.replace(" -s ", " -si ", 1)
            if web and " -s " in inner
            else f"{inner} | head -n 20"
            if inner
            else None,
            why="Look at it without jq: often an error page." if web else "Look at it without jq.",
            sure=0.86,
        )
    head = f.local.text(file.value, 2048)
    if re.match(r"\s*[\w-]+:\s", head) or file.value.endswith((".yml", ".yaml")):
        return f.hint(
            f"{file.value} is YAML",
            f.rewrite(
                f.command.words[0].raw.replace("jq", "yq")
                + f.line.text[f.command.words[0].end : f.command.end]
            ),
            sure=0.88,
        )
    why = ""
    if "'" in head and "single" not in head and re.search(r"[{,]\s*'", head):
        why = "JSON wants double quotes, not single ones."
    elif re.search(r",\s*[}\]]", head):
        why = "A comma before a closing bracket is not allowed."
    elif re.search(r"^\s*//|/\*", head, re.MULTILINE):
        why = "JSON has no comments."
    elif head.startswith("\ufeff"):
        why = "It begins with a byte order mark."
    return f.hint(
        f"{file.value} is not valid JSON (line {f['line']}, column {f['column']})",
        edit(f, file.value, f["line"]),
        f"head -n 5 {file.raw}",
        why=why or f["what"],
        sure=0.88,
    )


@json.rule(
    when=("Could not open file", "Could not open", "no such file", "Error reading"),
    says=r"Could not open (?:file )?(?P<name>.+?): |Error reading [^(]*\((?P<yq>[^)]+)\)|open (?P<go>[^:\n]+): no such file",
)
def missing_file(f: Failed) -> Advice | None:
    """A file that is not there."""
    name = f["name"] or f["yq"] or f["go"]
    if f.local.exists(name):
        at = f.find(r"in \"[^\"]+\", line (\d+)")
        return f.hint(f"{name} is not valid YAML", edit(f, name, at[1] if at else ""), sure=0.86)
    near = f.local.near(name) or f.local.elsewhere(name)
    return f.hint(f"No {name} here", *[f.swap(name, n) for n in near],
                  sure=0.94 if near else 0.8)  # fmt: skip


json.quiet(
    "false",
    "-e: false or null gives 1",
    status=1,
    sure=0.95,
    unless=lambda f: not f.has("-e", "--exit-status") or "error" in f.output,
)
json.quiet(
    "no-result",
    "-e: no output gives 4",
    status=4,
    sure=0.95,
    unless=lambda f: not f.has("-e", "--exit-status") or "error" in f.output,
)
