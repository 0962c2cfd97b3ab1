# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Scripts of the user's own that the shell stumbles over: unset names, other shells, line ends."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit, sample
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("script")

PLACE = r"^(?:-?bash: )?(?P<script>[^\s:][^:\n]*): (?:line )?(?P<line>\d+): "
ENV_FILES = (".env", ".env.local", "env.sh", ".envrc")


@family.rule(
    when=("unbound variable", "parameter not set", "parameter null or not set"),
    says=rf"(?:{PLACE}|^-?(?:ba|z|da|k)?sh: )(?P<name>\$?[\w@*#!?-]+): "
    r"(?:unbound variable|parameter (?:null or )?not set)$",
)
def unbound(f: Failed) -> Advice | None:
    """`set -u`, and a variable or an argument that nobody gave."""
    name, script = f["name"], f["script"]
    place = f"{script}, line {f['line']}, " if script else "The line "
    if not script:
        if f.program in ("bash", "sh", "zsh"):
            return None
        return f.hint(f"{name} is not set", f"{name}=<value>", "set +u", sure=0.85)
    if name.lstrip("$").isdigit() and name != "0":
        return f.hint(
            f"The script wants an argument ({'$' + name.lstrip('$')}), and none was given",
            f"{f.text} <argument>",
            edit(f, script, f["line"]),
            why=f"{place}uses it.",
            sure=0.93,
        )
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        return f.hint(f"{name} is not set", edit(f, script, f["line"]), sure=0.8)
    for file in ENV_FILES:
        if re.search(rf"^(?:export )?{name}=", f.local.text(file), re.MULTILINE):
            return f.hint(
                f"{name} is not set; {file} has it",
                f"set -a && source ./{file} && set +a && {f.text}",
                f"{name}=<value> {f.text}",
                why=f"{place}uses it.",
                sure=0.95,
            )
    return f.hint(
        f"The variable {name} is not set",
        f"{name}=<value> {f.text}" if name.upper() == name else None,
        edit(f, script, f["line"]),
        why=f"{place}uses it, and set -u forbids that.",
        sure=0.93,
    )


@family.rule(
    when=("not found", "Syntax error", "syntax error", "Bad substitution", "Illegal option", "bad variable name", "unexpected operator", "not a valid identifier", "Bad fd number", "Bad for loop variable"),
    says=rf"{PLACE}(?P<said>(?:\[\[|source|declare|typeset|function|shopt|mapfile|readarray|pushd|popd|let|select|\(\()(?:: not found)$|[Ss]yntax error(?:: Bad for loop variable| near unexpected token `\('|: \"\(\" unexpected|: redirection unexpected)|Bad substitution|set: Illegal option -o pipefail|\[: \S*: unexpected operator|local: \S*: bad variable name|Syntax error: Bad fd number|Syntax error: Bad for loop variable)",
)  # fmt: skip
def written_for_bash(f: Failed) -> Advice | None:
    """A script with bash's words, run by a plain sh."""
    script = f["script"]
    plain = f.program in ("sh", "dash", "ash")
    head = f.local.first_line(script)
    if f.program in ("bash", "zsh", "ksh") or (
        not plain and not re.match(r"#!\s*/bin/(?:da)?sh\b|#!.*env sh\b", head)
    ):
        return None  # fmt: skip
    why = f"{script}, line {f['line']}, has what only bash knows."
    if plain:
        return f.hint(
            "The script is written for bash, and sh ran it",
            f.rewrite(" ".join(("bash", *(w.raw for w in f.command.words[1:])))),
            why=why,
            sure=0.96,
        )
    return f.hint(
        "The script is written for bash, and its first line asks for sh",
        f"sed -i '1s|.*|#!/usr/bin/env bash|' {quote(script)} && {f.text}",
        f.rewrite(" ".join(("bash", *(w.raw for w in f.command.words)))),
        why=why,
        sure=0.95,
    )


@family.rule(
    when=("\\r': command not found", "\\r': ", "/bin/bash^M", "\\r: not found", "^M: bad interpreter", "‘bash\\r’", "'bash\\r'", "‘python3\\r’", "‘sh\\r’", "‘python\\r’"),
    says=r"^(?:/usr/bin/env: [‘'](?P<tool>\w+)\\r[’']|(?:\S+: )?(?P<script>[^\s:][^:\n]*?): (?:line \d+: )?(?:\$'|\d+: |.*bad interpreter|\S+\^M|.*\\r))",
)  # fmt: skip
def windows_line_ends(f: Failed) -> Advice | None:
    """A script whose lines end as on Windows."""
    words = [w.value for w in f.command.words]
    script = next((w for w in (f["script"], *words) if w and f.local.is_file(w)), "")
    if not script or "\r" not in f.local.text(script):
        return None
    return f.hint(
        "The script has the line ends of Windows",
        rf"sed -i 's/\r$//' {quote(script)} && {f.text}",
        f"dos2unix {quote(script)} && {f.text}",
        why="The invisible \\r at the end of each line is taken for a part of it.",
        sure=0.96,
    )


LANGUAGES = {"py": "python3", "js": "node", "mjs": "node", "rb": "ruby", "pl": "perl", "php": "php"}


@family.rule(
    when=("line ", "Syntax error", "not found"),
    says=rf"(?:{PLACE}|^import(?:-im6\.q16)?: )",
)
def no_first_line(f: Failed) -> Advice | None:
    """A script in Python or such without #!, which the shell took for its own."""
    path = f.command.words[0].value if f.command.words else ""
    tool = LANGUAGES.get(path.rpartition(".")[2])
    if "/" not in path or not tool or not f.local.is_file(path):
        return None
    if f.local.first_line(path).startswith("#!"):
        return None
    words = [path.removeprefix("./"), *(w.raw for w in f.command.words[1:])]
    return f.hint(
        "The script does not say what runs it, so the shell tried",
        f.rewrite(" ".join((tool, *words))),
        f"sed -i '1i #!/usr/bin/env {tool}' {quote(path.removeprefix('./'))} && {f.text}",
        why=f"Its first line should be #!/usr/bin/env {tool}.",
        sure=0.97,
    )


CLOSING = {"if": "fi", "do": "done", "case": "esac", "{": "}"}
OPENS = re.compile(
    r"(?:^|[;&|(]|\b(?:then|else|do|in)\b|\)|[{!])\s*(if|case|fi|esac|done|\{|\})(?=[\s;)]|$)|(?:^|;)\s*(do)(?=[\s;]|$)"
)


def unclosed(text: str) -> tuple[str, int] | None:
    """The last block of a script that nothing ends: its word and line. Quotes are cut out first."""
    waiting: list[tuple[str, int]] = []
    for number, row in enumerate(text.splitlines(), 1):
        bare = re.sub(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|(?:^|\s)#.*|\$\{[^}]*\}", " ", row)
        for first, second in OPENS.findall(bare):
            word = first or second
            if word in CLOSING:
                waiting.append((word, number))
            elif waiting and CLOSING[waiting[-1][0]] == word:
                waiting.pop()
            else:
                return None  # not understood: say nothing exact
    return waiting[-1] if waiting else None


@family.rule(
    when=("syntax error", "unexpected EOF while looking", "command not found", "conditional binary operator"),
    says=rf"{PLACE}(?:syntax error[: ](?P<what>[^\n]+)|(?P<open>unexpected EOF while looking for matching [^\n]+)|(?P<test>\[{{1,2}}\S+): command not found|(?P<cond>conditional binary operator expected))",
)  # fmt: skip
def unreadable_script(f: Failed) -> Advice | None:
    """A script that the shell cannot read: the place to look at."""
    script = f["script"]
    start_up = script.startswith("/") and f.program in ("source", ".")
    if not (start_up or f.local.is_file(script)) or "\r" in f.local.text(script):
        return None
    if f["test"]:
        title = f"{script}, line {f['line']}: blanks belong inside the brackets"
    elif "end of file" in f["what"] and (begun := unclosed(f.local.text(script))):
        word, line = begun
        return f.hint(
            f"{script}: the {word} of line {line} is never closed",
            edit(f, script, line),
            f"bash -n {quote(script)}",
            why=f"Its {CLOSING[word]} is missing.",
            sure=0.95,
        )
    elif f["open"] or "end of file" in f["what"]:
        title = f"{script}: a quote, bracket or block is never closed"
    else:
        title = f"{script}, line {f['line']}: the shell cannot read that"
    return f.hint(
        title,
        edit(f, script, f["line"]),
        why="done, fi, esac, } or a quote is missing above." if "never closed" in title else "",
        sure=0.93,
    )


@family.rule(
    when="No such file or directory", says=r"(?P<path>[\w./-]+): No such file or directory$"
)
def sample_beside(f: Failed) -> Advice | None:
    """A file of settings that is made from the sample beside it: .env from .env.example."""
    path = f["path"]
    word = f.word(path)
    if word is None or f.local.exists(path):
        return None
    model = sample(f, path)
    made = word is f.command.words[-1] and f.program in ("cp", "mv", "touch")
    if not model or made:
        return None
    return f.hint(
        f"{path} has to be made; there is a {model}",
        f.first(f"cp {quote(model)} {quote(path)}"),
        f.swap(word, model),
        why="Fill in your own values.",
        sure=0.97,
    )


family.hint(
    "appimage-fuse",
    "AppImages need FUSE 2, which is not installed",
    lambda f: f.first(f.local.installer("libfuse2")),
    lambda f: f.append("--appimage-extract-and-run"),
    when=("AppImages require FUSE", "libfuse.so.2"),
    sure=0.95,
)


@family.rule(
    when="into itself",
    says=r"cannot (?:copy|move) (?:a directory, )?['‘](?P<what>[^'’]+)['’],? (?:to a subdirectory of itself|into itself), ['‘](?P<to>[^'’]+)['’]",
    programs=("cp", "mv"),
)
def into_itself(f: Failed) -> Advice | None:
    """cp -r src src/backup."""
    word = f.word(f["to"]) or (f.operands[-1] if len(f.operands) > 1 else None)
    name = f["to"].rstrip("/").rpartition("/")[2]
    if word is None:
        return None
    other = f"{name}-copy" if name == f["what"].rstrip("/") else name
    return f.hint(
        f"{f['to']} lies inside of {f['what']}", f.swap(word, other), why="A folder cannot hold itself.", sure=0.93
    )  # fmt: skip


@family.rule(when="Try 'rm ./-", says=r"Try 'rm (?P<path>\./-[^']+)' to remove the file")
def dash_file(f: Failed) -> Advice:
    """rm of a file whose name begins with a hyphen; rm itself tells the way."""
    name = f["path"].removeprefix("./")
    return f.hint(f"{name} is taken for options", f.swap(name, f["path"]), f.insert("--", after=0), sure=0.98)  # fmt: skip


@family.rule(when="command not found", status=127, says=r"=[^\s:]*: command not found$")
def dollar_assigned(f: Failed) -> Advice | None:
    """$name=value: an assignment names the variable without $."""
    if not re.match(r"\$[A-Za-z_]\w*=", f.text):
        return None
    return f.hint("An assignment has no $ before the name", f.text[1:], sure=0.97)


@family.rule(
    programs=("source", "."),
    when="command not found",
    says=r"(?P<name>[^\s:]+): command not found$",
)
def unquoted_value(f: Failed) -> Advice | None:
    """A file of settings with blanks in a value: NAME=two words runs the second word."""
    path = next((w.value for w in f.operands if f.local.is_file(w.value)), "")
    row = re.compile(rf"\s*(?:export\s+)?(?P<key>\w+)=[^\s'\"]+ +{re.escape(f['name'])}(?:\s|$)")
    for number, line in enumerate(f.local.text(path, 65536).splitlines() if path else (), 1):
        if found := row.match(line):
            return f.hint(
                f"The value of {found['key']} has a blank: it needs quotes",
                rf"""sed -i '{number}s/=\(.*\)/="\1"/' {quote(path)} && {f.text}""",
                edit(f, path, number),
                sure=0.97,
            )
    return None


@family.rule(
    when="command not found", status=127, says=rf"{PLACE}(?P<name>[\w.+-]+): command not found$"
)
def command_in_script(f: Failed) -> Advice | None:
    """A script of the user's own names a command that does not exist."""
    script = f["script"]
    if not f.local.is_file(script) or "\r" in f.local.text(script):
        return None
    near = nearest(f["name"], f.local.programs, limit=1)
    return f.hint(
        f"{script}, line {f['line']}: there is no command {f['name']}",
        edit(f, script, f["line"]),
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.8,
    )


family.hint(
    "no-screen",
    "No detached screen session is there",
    "screen -ls",
    "screen",
    when="There is no screen to be",
    programs=("screen",),
    sure=0.9,
)
