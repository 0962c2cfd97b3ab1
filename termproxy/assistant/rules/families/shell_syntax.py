"""Lines the shell could not read: quotes, brackets, keywords, assignments, tests."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shell_files import near_globs
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("syntax")


@family.rule(
    when=(
        "unexpected EOF while looking for matching",
        "unmatched ",
        "Unterminated quoted string",
        "Unexpected end of string",
    ),
    says=r"looking for matching [`'](?P<bash>.+)'$|unmatched (?P<zsh>[\"'`])"
    r"|Unterminated quoted|end of string, quotes are not balanced",
)
def unclosed(f: Failed) -> Advice | None:
    """A quote or bracket that is never closed."""
    closing = f["bash"] or f["zsh"] or _open_quote(f.text)
    names = {
        '"': "double quote",
        "'": "single quote",
        "`": "backtick",
        ")": "parenthesis",
        "}": "brace",
    }
    if closing not in names:
        return None
    fixes = [f.text + closing]
    if (
        f.text.count("'") == 1 and f.text.count('"') == 1
    ):  # opened with the one, closed with the other
        fixes = [f.text.replace("'", '"')]
    elif closing == "'" and (
        whole := re.search(r"(?<=\s)'(?P<said>[^'\"]*\w'\w[^'\"]*)'(?=\s|$)", f.text)
    ):  # 'it's done'
        fixes = [f'{f.text[: whole.start()]}"{whole["said"]}"{f.text[whole.end() :]}']
    elif closing == "'" and re.search(r"\w'\w", f.text):
        # don't, it's: an apostrophe inside the text opened the quote
        escaped = re.sub(r"(\w)'(\w)", r"\1\\'\2", f.text)
        fixes = [escaped if f.text.count("'") == 1 else f.text + closing, f.text + closing]
    return f.hint(f"A {names[closing]} is never closed", *fixes, sure=0.92)


def _open_quote(text: str) -> str:
    inside = ""
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\" and inside != "'":
            at += 2
            continue
        if inside and char == inside:
            inside = ""
        elif not inside and char in "'\"`":
            inside = char
        at += 1
    return inside


@family.rule(when="unexpected end of file", says=r"syntax error: unexpected end of file")
def unfinished(f: Failed) -> Advice | None:
    """A for, while, if, case or { without its end."""
    words = [w.raw for c in f.line.commands for w in (*c.prefix, *c.words)]
    closers = []
    for opening, closing in (("do", "done"), ("then", "fi"), ("{", "}"), ("case", "esac")):
        closers += [closing] * (words.count(opening) - words.count(closing))
    cut = re.fullmatch(r"(?P<line>.*?\S)\s*(?:\|\|?|&&|\|&)", f.text)
    if cut and not closers:
        return f.hint("The line ends where a command is expected", cut["line"], sure=0.85)
    if len(closers) != 1:
        return f.hint("A block is never closed", why="done, fi, esac or } is missing.", sure=0.7)
    text = f.text.rstrip()
    last = text.split()[-1]
    if nearest(last, closers, within=1.3):  # doen
        return f.hint(
            f"{last}: {closers[0]} is meant", f"{text[: -len(last)]}{closers[0]}", sure=0.95
        )
    for word in (w for c in f.line.commands for w in c.words[:1]):  # dnoe < list.txt
        redirected = f.text[word.end :].lstrip()[:1] in ("<", ">", "|")
        if redirected and nearest(word.value, closers, within=1.3):
            return f.hint(
                f"{word.value}: {closers[0]} is meant", f.swap(word, closers[0]), sure=0.95
            )
    if closers == ["esac"] and text.endswith(";;"):
        return f.hint("The closing esac is missing", f"{text} esac", sure=0.93)
    text = text.rstrip(";")
    return f.hint(f"The closing {closers[0]} is missing", f"{text}; {closers[0]}", sure=0.9)


@family.rule(
    when="syntax error near unexpected token",
    says=r"syntax error near unexpected token `(?P<token>.+)'$",
)
def unexpected_token(f: Failed) -> Advice | None:
    """A word or operator where none can stand."""
    token, text = f["token"], f.text
    fixes: list[str] = []
    opener = "then" if re.match(r"\s*if\b", text) else "do"
    for word in re.findall(r";\s*([a-z]+)\b", text):  # for ...; od
        if nearest(word, [opener], within=1.3) and not re.search(rf";\s*{opener}\b", text):
            mended = re.sub(rf"(;\s*){word}\b", rf"\1{opener}", text, count=1)
            return f.hint(f"{word}: {opener} is meant", mended, sure=0.95)
    if token in ("|", "||", "&&", ";", ";;", "&") and re.search(
        r"(?:\|\s*\||&&\s*&&|;\s*;|&\s*;|\|\|\s*\||\|\s+&&)", text
    ):
        doubled = re.sub(r"\|\s+\|", "|", text)
        doubled = re.sub(r"&&\s*&&", "&&", doubled)
        doubled = re.sub(r";\s*;", ";", doubled)
        doubled = re.sub(r"&\s*;", "&", doubled)
        fixes.append(doubled)
    if "&&&" in text:
        fixes.append(re.sub(r"&{3,}", "&&", text))
    elif "|||" in text:
        fixes.append(re.sub(r"\|{3,}", "||", text))
    if re.match(r"^\s*(?:&&|\|\||\||;)", text):
        fixes.append(re.sub(r"^\s*(?:&&|\|\||\||;)+\s*", "", text))
    if token == "newline" and text.endswith(("<", ">")):
        return f.hint("A redirection lacks its file", why=f"Name one behind {text[-1]}.", sure=0.85)
    if re.search(r"<\w[\w-]*>", text):
        return f.hint(
            "A placeholder like <name> was not filled in",
            why="The shell reads < and > as redirections: put the real value there.",
            sure=0.8,
        )
    if token == "(" or (token not in ("fi", "done", "then", "do", "newline", "}") and "(" in text):
        quoted = _quote_brackets(f)
        if quoted:
            fixes.append(quoted)
    if token == ")" and text.count(")") > text.count("("):
        at = text.rfind(")")
        alone = text[at - 1 : at] in (" ", "") and text[at + 1 : at + 2] in (" ", "")
        fixes.append((text[:at] + ("')'" if alone else "") + text[at + 1 :]).rstrip())
    if token in ("then", "do") and not re.search(rf";\s*{token}", text):
        fixes.append(re.sub(rf"\s+{token}\b", f"; {token}", text, count=1))
    if token in ("fi", "done") and not fixes:
        opener = "then" if token == "fi" else "do"
        fixes.append(re.sub(rf"(?<![;\s])\s+{opener}\b", f"; {opener}", text, count=1))
        fixes = [fix for fix in fixes if fix != text]
    if not fixes and re.match(r"\s*(?:for|while|until|if)\b", text):
        fixes += _without_opener(text, "fi" if re.match(r"\s*if\b", text) else "done")
    if token in ("fi", "done", "}") and not fixes and re.search(rf"[^;\s]\s+{token}\b", text):
        fixes.append(re.sub(rf"\s+{token}\b", f"; {token}", text, count=1))
    fixes = [fix for fix in fixes if not BROKEN.search(fix)]
    if not fixes:
        return None
    return f.hint(f"The shell did not expect {token!r} there", *fixes, sure=0.85)


def _without_opener(text: str, token: str) -> list[str]:
    """`while true; echo x; done`: the do is missing (or the then of an if)."""
    opener, heads = ("do", "while|until|for") if token == "done" else ("then", "if|elif")
    if re.search(rf"(?:^|[;\s]){opener}\b", text):
        return []
    head = re.match(rf"\s*(?:{heads})\b[^;]*;\s*", text)
    return [f"{head[0].rstrip()} {opener} {text[head.end() :]}"] if head else []


# Still no line that the shell could read.
BROKEN = re.compile(
    r"(?:^|[;&|\s])(?:if|then|elif|else|while|until|do|!)\s*[;|)]|^\s*[;|)]|[|(]\s*$|(?:&&|\|\|)\s*$"
    r"|;\s*;(?!;)"
)


def _quote_brackets(f: Failed) -> str:
    """The run of non-blank characters around a parenthesis, quoted."""
    found = re.search(r"(?<=\s)[^\s'\"|;&]*\([^\s'\"]*\)?[^\s'\"|;&]*", f.text)
    if not found or found[0].startswith(("$(", "<(", ">(")):
        return ""
    return f.text[: found.start()] + quote(found[0]) + f.text[found.end() :]


@family.rule(when="command not found", status=127, says=r"(?P<value>\S+): command not found$")
def blank_after_equals(f: Failed) -> Advice | None:
    """name= John: the value was taken for a command."""
    found = re.fullmatch(r"(?P<name>[A-Za-z_]\w*)=\s+(?P<value>\S.*)", f.text)
    if not found or not found["value"].startswith(f["value"]):
        return None
    value = found["value"]
    if " " in value and value[0] not in "'\"$(`":
        value = quote(value)
    return f.hint("An assignment has no blanks around =", f"{found['name']}={value}", sure=0.97)


@family.rule(when=("not found", "Unknown command"), status=127)
def blanks_around_equals(f: Failed) -> Advice | None:
    """x = 1: an assignment has no blanks around its sign."""
    found = re.match(r"(?P<name>[A-Za-z_]\w*)\s+=\s*(?P<value>.*)$", f.text)
    if not found or not re.search(rf"\b{found['name']}\b", f.output):
        return None
    name, value = found["name"], found["value"]
    if " " in value and value[0] not in "'\"$(`":
        value = quote(value)
    if f.case.shell == "fish":
        return f.hint("fish assigns with set", f"set {name} {value}", sure=0.97)
    return f.hint("An assignment has no blanks around =", f"{name}={value}", sure=0.97)


VALUE_CUT = re.compile(
    r"(?P<head>(?:export|declare|local|readonly)\s+\w+=)"
    r"(?P<value>[^'\"\s;&|]+(?:\s+[^'\"\s;&|=]+)+)"
)


@family.rule(
    when="not a valid identifier",
    says=r"`(?P<bad>[^']+)': not a valid identifier",
)
def bad_identifier(f: Failed) -> Advice | None:
    """A variable's name has letters, digits and underscores only."""
    bad = f["bad"]
    if file := re.search(r"export \$\(.*?([\w./-]*\.env[\w.]*)", f.text):
        return f.hint(
            f"Not every line of {file[1]} is a plain NAME=value",
            f"set -a; source {'' if '/' in file[1] else './'}{file[1]}; set +a",
            why=f"{f['bad']} is no name with a value.",
            sure=0.93,
        )
    cut = VALUE_CUT.fullmatch(f.text)
    if cut and "=" not in bad:
        return f.hint("A value with blanks is quoted", f'{cut["head"]}"{cut["value"]}"', sure=0.95)
    if bad == "=":
        fixed = re.sub(r"\s+=\s*", "=", f.text, count=1)
        return f.hint("An assignment has no blanks around =", fixed, sure=0.96)
    name = bad.split("=", 1)[0]
    if name.startswith("$"):
        return f.hint("Name the variable without $", f.text.replace(name, name[1:], 1), sure=0.93)
    good = re.sub(r"\W", "_", name)
    good = good if not good[:1].isdigit() else f"_{good}"
    return f.hint(
        f"{name} is no name for a variable",
        f.text.replace(name, good, 1),
        why="Letters, digits and underscores only.",
        sure=0.88,
    )


def _with_blanks(text: str) -> str:
    """The line with blanks inside its test brackets, and with the closing one."""
    text = re.sub(r"(?<![\w$\[])\[(?=[\w$\"'!-])", "[ ", text, count=1)  # [$x = 1 ]
    if re.search(r"[^\s\]]\](?=\s*(?:;|&&|\|\||$))", text):
        return re.sub(r"(?<=[^\s\]])\](?=\s*(?:;|&&|\|\||$))", " ]", text, count=1)
    if re.search(r"\s\](?=\s*(?:;|&&|\|\||$))", text):
        return text
    closed = re.sub(r"\s*(;|&&|\|\||$)", r" ] \1", text, count=1).rstrip()
    return closed.replace("] ;", "];", 1)


family.hint(
    "test-bracket",
    "[ needs a blank and a closing ]",
    lambda f: _with_blanks(f.text),
    when="missing `]'",
    says=r"\[: missing `\]'",
    sure=0.9,
)


@family.rule(when="command not found", says=r"(?P<name>\[{1,2}[^\s\]:]+): command not found")
def test_without_blank(f: Failed) -> Advice | None:
    """[1 -eq 1]: blanks belong inside the brackets."""
    fixed = re.sub(r"(\[{1,2})(?=[^\s\[])", r"\1 ", f.text, count=1)
    fixed = re.sub(r"(?<=[^\s\]])(\]{1,2})(?=\s*(?:;|&|\||$))", r" \1", fixed, count=1)
    return f.hint("Blanks belong inside the brackets", fixed, sure=0.95)


@family.rule(when="`]]'", says=r"unexpected EOF while looking for `\]\]'")
def double_bracket(f: Failed) -> Advice | None:
    """[[ -f x]]: a blank belongs before the closing brackets, or they are missing."""
    fixed = re.sub(r"(?<=[^\s\]])(\]\])(?=\s*(?:;|&|\||$))", r" \1", f.text, count=1)
    if fixed == f.text and "]]" not in f.text:
        fixed = re.sub(r"\s*(;|&&|\|\||$)", r" ]] \1", f.text, count=1).rstrip()
    if fixed == f.text:
        return None
    return f.hint("[[ wants a blank and its closing ]]", fixed, sure=0.94)


@family.rule(when="ambiguous redirect", says=r"(?P<target>\S.*): ambiguous redirect")
def ambiguous_redirect(f: Failed) -> Advice | None:
    """A redirection to a variable that is empty or holds several words."""
    target = f["target"].removeprefix("bash: ")
    word = f.word(target)
    if word is None or not target.startswith("$"):
        return f.hint("That redirection names no single file", sure=0.8)
    return f.hint(
        f"{target} is empty, or has blanks",
        f.line.edit((word.start, word.end, f'"{target}"')),
        f"echo {target}",
        why="In double quotes it stays one name; give it a value if it has none.",
        sure=0.92,
    )


@family.rule(
    when=("cannot overwrite existing file", "file exists: "),
    says=r"(?P<file>[^\s:]+): cannot overwrite existing file|zsh: file exists: (?P<zsh>.+)$",
)
def noclobber(f: Failed) -> Advice | None:
    """set -o noclobber: > does not overwrite."""
    for command in f.line.commands:
        for word in command.redirections:
            if word.raw == ">":
                return f.hint(
                    f"{f['file'] or f['zsh']} exists, and noclobber protects it",
                    f.line.edit((word.start, word.end, ">|")),
                    "set +o noclobber",
                    sure=0.94,
                )
    return None


@family.rule(when="event not found", says=r"(?P<event>!\S*): event not found")
def history_event(f: Failed) -> Advice | None:
    """! in double quotes calls the history."""
    fixed = re.sub(r'"([^"$`\\\']*![^"$`\\\']*)"', r"'\1'", f.text)
    escaped = f.text.replace("!", r"\!") if fixed == f.text else fixed
    return f.hint("! recalls the history here", escaped, why="Single quotes protect it.", sure=0.92)


# They take files, and no patterns of their own.
NO_PATTERNS = frozenset(
    listed("ls cat less head tail wc cp mv rm vim nano chmod chown du stat sort")
)


@family.rule(when=("no matches found",), says=r"no matches found: (?P<glob>.+)$")
def zsh_no_matches(f: Failed) -> Advice | None:
    """zsh refuses a glob that matches nothing: quote what is no glob."""
    word = f.word(f["glob"]) or next((w for w in f.command.words if f["glob"] in w.raw), None)
    if word is None:
        return None
    if f.program in NO_PATTERNS and not set(word.value) & set("[]()^~#?="):
        globs = near_globs(f, word.value)  # quoted or not, there is no such file
        fixes = [f.swap(word, glob, bare=True) for glob in globs]
        return f.hint(f"Nothing here matches {word.value}", *fixes, sure=0.93) if fixes else None
    return f.hint(
        "zsh took this for a file pattern", f.swap(word, f"'{word.value}'", bare=True), sure=0.9
    )
