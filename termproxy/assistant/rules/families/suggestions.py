# ruff: noqa: E501  (patterns stay whole)
"""What tools suggest themselves: "did you mean", lists of commands, "run `x` first".

Any program: the wording of these is shared by the libraries that command lines are built with
(argparse, click, cobra, clap, commander, thor, oclif ...). A family that knows the tool is surer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.again import sub_commands
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.usage_lists import offered
from termproxy.assistant.rules.words import Word, parse
from termproxy.assistant.world.spelling import nearest, slip
from termproxy.assistant.world.wordlist import listed

family = Family("suggests")
FAR = 2.0  # a suggestion with more slips than this was hardly meant

PHRASE = (
    r"(?:[Dd]id you mean|[Pp]erhaps you meant|[Mm]aybe you meant|[Yy]ou (?:might|may) have meant"
    r"|[Ss]imilar (?:choices?|commands?|options?|names?|tasks?)(?: to [^:\n]*)?(?: (?:is|are|exists?))?"
    r"|(?:[Tt]he )?most similar (?:choice|command)s?(?: to [^:\n]*)? (?:is|are)|, could be:"
    r"|is ambiguous|Some candidates are|Candidates are)"
)
# A name as commands and options have them; then what may stand between several of them.
NAME = r"[\w@][\w.:@/+-]*|--?[\w][\w.:@/+-]*"
UNKNOWN = (
    "nknown command",
    "nrecognized command",
    "no such command",
    "o such command",
    "nknown subcommand",
    "nrecognized subcommand",
    "o such subcommand",
    "nvalid choice",
    "nvalid command",
    "nvalid subcommand",
    "is not a valid command",
    "is not recognized",
    "ommand not found",
    "registered that meets",
    "subcommand: ",
    "(s) not found",
    "not a task",
    "is not in your gulpfile",
    '" not found',
    "' not found",
    "is not defined",
    "nknown task",
    "nknown argument",
    "nvalid operation",
    "is ambiguous",
)
NOT_COMMANDS = ("optional-dependencies", "dependency-groups", "not defined for")  # fmt: skip
TYPED = (
    r"(?:[Uu]nknown|[Uu]nrecognized|[Ii]nvalid|[Nn]o such|[Nn]ot found) (?:sub-?)?"
    r"(?:command|choice|task|argument|action|verb|operation)(?: (?:verb|name))?:?\s*[`'\"‘]?(?P<a>[\w][\w.:@/+-]*)"
    r"|(?:[Cc]ommand|[Tt]ask|[Ss]ubcommand) [`'\"‘](?P<b>[^`'\"’\n]+)[`'\"’]"
    r"(?: is(?:n't| not)| not found| does not| was not)"
    r"|[`'\"‘](?P<c>[\w][\w.:@/+-]*)[`'\"’] is (?:not an? |not (?:recognized|defined|in)|ambiguous)"
    r"|(?P<d>[\w][\w.:@/+-]*): (?:[Uu]nknown (?:sub)?command|command not found)"
    r"|^(?P<h>-[\w]+): Unknown command"
    r"|registered that meets '(?P<g>[\w-]+)'"
    r"|not found:\s+(?P<e>[\w][\w.:@/+-]*)"
    r"|ambiguous command: (?P<f>[\w-]+)"
    r"|[Uu]nknown (?:sub)?command$"
)
# Commands that so many tools have that a near miss of one can only mean it.
VERBS = listed(
    """add apply build bundle check clean clone config configure create default delete deploy describe
    destroy diff disable edit enable exec export format generate get help import info init inspect
    install link lint list local log login logout logs new open pack plan publish pull push reload
    block unblock remove rename reset restart restore rollback run search serve server set setup shell show start
    status stop switch sync test tree uninstall unlink update upgrade validate version versions view
    watch global"""
)
ACTIONS = listed(
    "start stop restart reload status enable disable mask unmask is-active show cat edit"
)
HELP = re.compile(
    r"(?:^| )(?:--?help|-h|help|-v|--version|--verbose|version|docs|explain|--explain)\b"
)
NOT_A_MEND = re.compile(
    r"\b(?:audit|fund|doctor|notice|deprecat|backtrace|to apply \d+ suggestion|--trace-|full log|more information)",
    re.I,
)


@family.rule(
    programs=(),
    when=(
        "id you mean", "erhaps you meant", "aybe you meant", "ave meant", "imilar", "could be:",
        "is ambiguous", "andidates are",
    ),
)  # fmt: skip
def did_you_mean(f: Failed) -> Advice | None:
    """The tool names what it knows of that is like what was typed."""
    names = suggested(f)
    if "ommand verb" in f.output and f.rest and f.rest[0].value in ACTIONS:
        return None  # the words are the wrong way round
    if not names or f.program in ("git", "psql", "poetry") or "SyntaxError: " in f.output:
        return None
    if f.find(r"^error(?:\[E\d+\])?: [^\n]*\n\s*--> "):
        return None  # rustc speaks of names in the source
    if "nrecognized feature" in f.output:
        return None  # and cargo of a crate's features
    whole = [name for name in names if name.split()[0] == f.program and " " in name]
    if whole:
        return f.hint(f"{f.program} suggests another command", *_replaced(f, whole[0]), sure=0.9)
    word = typed_word(f, names)
    if word is None:
        return None
    known = sub_commands().get(f.program, ()) if word is f.sub_word else ()
    known = () if any(name.startswith(word.value) for name in names) else known
    own = nearest(word.value, known, limit=1, within=1.0)  # pnpm suggests scripts alone
    best = ranked(word.value, [*own, *(name for name in names if name not in own)])
    if "/" in best[0] and slip(word.value, best[0]) > FAR:
        return None  # a file that the code names, not the command
    before = word.value[: word.value.rfind(":") + 1] if word.value.startswith(":") else ""
    fixes = [f.swap(word, before + name) for name in best]
    return f.hint(
        f"{f.program} does not know {word.value}",
        *fixes,
        why=f"It suggests {best[0]}.",
        sure=0.92 if slip(word.value, best[0]) <= FAR else 0.72,  # tools suggest freely
    )


def suggested(f: Failed) -> list[str]:
    """The names after "did you mean": on the same line, or indented below it."""
    found = f.find(PHRASE)
    if found is None:
        return []
    rest, _, below = f.output[found.end() :].partition("\n")
    rest = re.sub(r"^[^:]*\bone of(?: these)?\b|^ (?:this|one of these)\b", "", rest)
    if " in " in rest and "Candidates are" in rest:  # gradle: ambiguous in root project 'x'. ...
        rest = rest.partition("Candidates are")[2]
    rest = rest.split(")")[0].split(". ")[0].strip(" :?.")
    quoted = re.findall(r"[`'\"‘]([^`'\"’\n]+)[`'\"’]", rest)
    if quoted:
        return quoted
    plain = [
        name for name in re.split(r",\s*|\s+or\s+|\s+", rest) if name not in ("and", "", "or", "in")
    ]
    plain = [name.rstrip("?.,") for name in plain]
    if plain and "instead" not in rest:
        return [name for name in plain if re.fullmatch(NAME, name)] if len(plain) < 12 else []
    return _listed_below(below)


def _listed_below(text: str) -> list[str]:
    """Indented names, one or several a line, until the block ends."""
    names: list[str] = []
    for line in text.split("\n"):
        bare = line.strip(" \t*-•▸│|'\"`")
        if not bare:
            if names:
                break
            continue
        if names and line[:1] not in " \t*-•":
            break
        words = [word.strip(",'\"`") for word in bare.split()]
        if not all(re.fullmatch(NAME, word) for word in words):
            break
        names.extend(words)
    return names[:12]


def typed_word(f: Failed, names: Sequence[str]) -> Word | None:
    """The word that was not understood: named by the tool, or else the one most like a name."""
    words = [word for word in f.command.words[1:] if word.value not in names]
    line = next((row for row in f.output.split("\n") if re.search(PHRASE, row)), "")
    about = re.findall(r"[`'\"‘]([^`'\"’\n]+)[`'\"’]", re.split(PHRASE, line)[0])
    ends = {end for word in words for end in (word.value, word.value.rpartition(":")[2])}
    if re.match(r"\s*\S+:\d+", line) or (about and not ends.intersection(about)):
        return None  # a compiler, about a name in a file
    said = re.findall(r"[`'\"‘]([^`'\"’\n]+)[`'\"’]|\b([\w][\w.:-]*)(?=:| is )", f.output)
    named = {one for pair in said for one in pair if one}
    # gradle names the task of :app:task
    quoted = [
        w for w in words if {w.value, w.value.rpartition(":")[2]} & named and not w.value.isdigit()
    ]
    pool = quoted or [word for word in words if word.is_option == names[0].startswith("-")] or words
    pool = [word for word in pool if not word.value.startswith("/")]
    if not pool:
        return None
    return min(pool, key=lambda word: (min(slip(word.value, name) for name in names), word.start))


def ranked(typed: str, names: Sequence[str]) -> list[str]:
    """Best first: the smaller slip; what contains or continues the typed is nearer still."""

    def cost(name: str) -> float:
        inside = 0.6 if len(typed) > 2 and typed in name else 0.0
        return slip(typed, name) - inside

    return sorted(names, key=lambda name: (round(cost(name), 1), len(name)))[:3]


def _replaced(f: Failed, command: str) -> list[str]:
    """The user's command replaced by the tool's words, with the rest of the user's arguments."""
    new = parse(command).commands
    if not new:
        return []
    size = len(new[0].words)
    words = f.command.words
    told = {word.value for word in new[0].words}
    rest = (
        [word.raw for word in words[size:] if word.value not in told] if size < len(words) else []
    )
    return [f.rewrite(" ".join([words[0].raw, *(w.raw for w in new[0].words[1:]), *rest]))]


@family.rule(programs=(), when=UNKNOWN, says=TYPED)
def unknown_command(f: Failed) -> Advice | None:
    """A sub-command the tool does not know, and what it says that it knows."""
    if any(text in f.output for text in NOT_COMMANDS):
        return None
    if f.status == 127 or f.program in ("git", "pip", "apt", "apt-get", "bash", "sh"):
        return None
    typed = next((f[group] for group in "abcdefgh" if f[group]), "").rstrip(".:")
    if typed == f.program:  # adb: unknown command shel
        typed = (f.find(r"nknown (?:sub)?command:? ['\"]?([\w-]+)") or ["", ""])[1]
    word = f.word(typed) if typed else f.sub_word
    if word is None:
        word = next((w for w in f.operands if typed and w.value.split(":")[0] == typed), None)
    if word is None or word is f.command.words[0] or (f.program, f.sub) == ("podman", "compose"):
        return None
    head, colon, tail = word.value.partition(":")
    name, kept = (head, colon + tail) if typed == head else (word.value, "")
    behind = f.command.words[f.command.words.index(word) + 1 :] if word in f.command.words else ()
    if behind and behind[0].value in ACTIONS and not nearest(name, VERBS):
        swapped = f.line.edit(
            (word.start, word.end, behind[0].raw), (behind[0].start, behind[0].end, word.raw)
        )
        return f.hint("The action comes before the name", swapped, sure=0.95)
    known = offered(f)
    near = (
        nearest(name, known, prior=VERBS) or [k for k in known if name in k and len(name) > 2][:2]
    )
    sure = 0.9
    if not near:  # one part of a compound name: extenson for prepare_extension
        parts = {part: k for k in reversed(known) for part in re.split(r"[-_]", k) if len(part) > 4}
        near = [parts[part] for part in nearest(name, parts, limit=1)]
    if not near and not known:
        near = nearest(name, VERBS, within=1.2 if len(name) > 3 else 0.9)
        near = near or [verb for verb in VERBS if verb.startswith(name) and len(name) > 2][:1]
        sure = 0.8
    if not near:
        return None
    line = [f.swap(word, other + kept) for other in near]
    return f.hint(f"{f.program} has no {name}", *line, why=f"Did you mean {near[0]}?", sure=sure)


@family.rule(
    programs=(),
    when=("sage:", "SAGE:", "ommands", "sage ", " version "),
    status=(1, 2, 64, 129),
    name="usage",
)
def usage(f: Failed) -> Advice | None:
    """The tool shows how it is used: a word that is nearly one of its commands was meant to be."""
    known = offered(f)
    if len(known) < 3 or f.program == "git":
        return None
    way = f.find(r"[Uu]sage:\s*([\w -]*[\w-])\s+([\[<{][^\n]*)")
    if way and "ommand" not in way[2] and set(way[1].split()) <= set(f.text.split()):
        return None  # all its words were understood: what is wrong is behind them
    best: tuple[float, Word, list[str]] | None = None
    for word in f.operands[:4]:
        if word.value in known or not re.fullmatch(r"[a-z][a-z-]+", word.value):
            continue
        near = nearest(word.value, known)
        if near and (best is None or slip(word.value, near[0]) < best[0]):
            best = (slip(word.value, near[0]), word, near)
    if best is None:
        return None
    _, word, near = best
    return f.hint(
        f"{f.program} has no {word.value}",
        *[f.swap(word, name) for name in near],
        why=f"Did you mean {near[0]}?",
        sure=0.85,
    )


# What these tell to use are words for themselves (gdb's own commands), or what rules of theirs know.
OTHER_WORDS = (
    "git",
    "pip",
    "rustc",
    "gdb",
    "lldb",
    "sqlite3",
    "psql",
    "mysql",
    "redis-cli",
    "kubectl",
    "helm",
)


@family.rule(
    programs=(),
    when=("un ", "se ", "ry "),
    says=r"(?<!\b[Yy]ou )(?:\b[Rr]un|\b[Uu]se|\b[Tt]ry(?: running)?|\b[Ee]xecute|\bby running)(?: the)?:? [`'\"](?P<told>[\w./-]+(?: [^`'\"\n<>…]+)?)[`'\"](?P<after>[^\n.]{0,40}(?:\n[^\n.]{0,30})?)",
)
def tells_what_to_run(f: Failed) -> Advice | None:
    """The tool names the very command: instead of this one, or before it."""
    told, after = f["told"].strip(), f["after"]
    line = next((row for row in f.output.split("\n") if told in row), "")
    if HELP.search(told) or NOT_A_MEND.search(line) or f.program in OTHER_WORDS:
        return None
    if (
        "for help" in after
        or "for usage" in after
        or "for a list" in after
        or "for detail" in after
        or re.match(r"[`'\"]? to (?:see|show|list|view|get|display)\b", after)
    ):
        return None
    words = told.split()
    if words[0].startswith("-"):
        return None
    if len(words) == 1 and " command" in after:
        words = [f.program, *words]  # use "login" command
    runner = f.program in ("npx", "bunx", "pnpx") and f.sub == words[0]
    if {words[0], f.program} == {"python", "python3"}:
        words[0] = f.program
    if (words[0] != f.program and not runner) or len(words) < 2 or words[0] == words[1]:
        return None
    step = " ".join([f.program, *words] if runner else words)
    if step in f.text:
        return None
    sub = f.sub
    other = len(words) > 2 and words[1] != sub and not f.has(*words[2:])
    if (
        other
        or re.search("instead|replaced|does not take", after + line)
        or set(words[2:]) & {w.value for w in f.rest}
    ):
        return f.hint(f"{f.program} says what to run instead", *_instead(f, words), sure=0.88)
    if len(words) == 2 and words[1] in ("upgrade", "update") and f.rest:
        return f.hint(f"{f.program} says what to run instead", *_instead(f, words), sure=0.8)
    return f.hint(f"{step} has to come first", f.first(step), step, sure=0.82)


def _instead(f: Failed, words: Sequence[str]) -> list[str]:
    """The told sub-command with the user's own arguments."""
    sub = f.sub_word
    if sub is None or len(words) != 2:
        return [" ".join(words)]
    return [f.line.edit((sub.start, sub.end, words[1]))]


@family.rule(
    programs=(), when=" with -", says=r"\b[Rr]un (?P<program>[\w-]+) with (?P<option>--?[\w-]+)"
)
def wants_option(f: Failed) -> Advice | None:
    """The tool names the option that it wants."""
    if f["program"] != f.program or f.has(f["option"]) or HELP.search(f["option"]):
        return None
    return f.hint(f"{f.program} wants {f['option']} here", f.insert(f["option"]), sure=0.88)
