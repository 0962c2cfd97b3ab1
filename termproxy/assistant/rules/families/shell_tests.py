"""The shell's own commands: tests, options and signals that it does not know."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("builtins")

# bash 5.2: shopt, set -o.
SHOPT = listed(
    """autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist
    compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand
    dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore
    globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete
    huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset
    login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation
    nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose
    sourcepath varredir_close xpg_echo"""
)
SET_O = listed(
    """allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof
    interactive-comments keyword monitor noclobber noexec noglob nolog notify nounset onecmd
    physical pipefail posix privileged verbose vi xtrace"""
)
COMPARISONS = {"-eq": "=", "-ne": "!=", "-lt": "<", "-gt": ">"}


@family.rule(
    when=("invalid shell option name", "invalid option name"),
    says=r"(?:shopt|set): (?P<name>[\w-]+): invalid (?:shell )?option name",
)
def option_name(f: Failed) -> Advice | None:
    """shopt or set -o with a mistyped name."""
    near = nearest(f["name"], SHOPT if f.program == "shopt" else SET_O)
    return f.hint(
        f"The shell has no option {f['name']}",
        *[f.swap(f["name"], name) for name in near],
        sure=0.93 if near else 0.78,
    )


@family.rule(
    when=("integer expression expected", "integer expected", "Illegal number"),
    says=r"(?:\[|test)(?:: |: line \d+: )(?:Illegal number: )?(?P<value>[^:\n]*?)"
    r"(?:: integer (?:expression )?expected)?$",
    programs=("[", "test"),
)
def words_as_numbers(f: Failed) -> Advice | None:
    """[ a -eq b ]: words are compared with = and !=."""
    word = next((w for w in f.command.words if w.value in COMPARISONS), None)
    if word is None:
        return None
    sign = COMPARISONS[word.value]
    value = f["value"]
    if value in ("", '""') or re.fullmatch(r"\s*", value):
        return f.hint(f"{word.value} compares numbers, and one of them is empty", sure=0.85)
    if sign not in ("=", "!="):
        return f.hint(f"{word.value} compares numbers, and {value} is none", sure=0.8)
    return f.hint(
        f"{word.value} compares numbers, and {value} is none",
        f.swap(word, sign, bare=True),
        why="Words are compared with = and !=.",
        sure=0.93,
    )


@family.rule(
    when=("unary operator expected", "binary operator expected"),
    says=r"(?:\[|test)(?:: |: line \d+: )(?P<sign>[^:\n]+): (?:unary|binary) operator expected",
    programs=("[", "test"),
)
def empty_variable(f: Failed) -> Advice | None:
    """[ $x = 1 ] with an empty x, or one of several words."""
    bare = [w for w in f.command.words if re.fullmatch(r"\$(?:\w+|\{\w+\})", w.raw)]
    if not bare:
        return f.hint("[ was given too few words, or too many", sure=0.75)
    fixed = f.line.edit(*((w.start, w.end, f'"{w.raw}"') for w in bare))
    return f.hint(
        f"{bare[0].raw} is empty, or has blanks",
        fixed,
        why="In double quotes it stays one word.",
        sure=0.94,
    )


SIGNALS = listed(
    """EXIT DEBUG RETURN ERR HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM
    CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"""
)


@family.rule(
    when=("invalid signal specification", "bad trap", "unknown signal"),
    says=r"(?P<name>[\w-]+): (?:invalid signal specification|bad trap)",
)
def signal_name(f: Failed) -> Advice | None:
    """trap or kill with a signal that does not exist."""
    word = next((w for w in f.command.words if w.value.lstrip("-") == f["name"].lstrip("-")), None)
    if word is None:
        return None
    dashes = word.value[: len(word.value) - len(word.value.lstrip("-"))]
    bare = word.value[len(dashes) :]
    known = [f"SIG{s}" for s in SIGNALS] if bare.upper().startswith("SIG") else SIGNALS
    near = nearest(bare.upper(), known)
    return f.hint(
        f"There is no signal {bare}",
        *[f.swap(word, dashes + name) for name in near],
        sure=0.93 if near else 0.8,
    )


@family.rule(when=("alias: ", "not found"), says=r"^(?:\S+: )?alias: (?P<name>[\w.-]+): not found")
def alias_with_blanks(f: Failed) -> Advice | None:
    """alias x = 'y': no blanks around the sign."""
    found = re.search(r"\balias\s+([\w.:+-]+)\s*=\s*", f.text)
    if f.program != "alias" or not found or found[0] == f"alias {found[1]}=":
        return None
    fixed = f"{f.text[: found.start()]}alias {found[1]}={f.text[found.end() :]}"
    return f.hint("An alias has no blanks around =", fixed, sure=0.96)


@family.rule(when=("bad substitution", "Bad substitution"))
def bad_substitution(f: Failed) -> Advice | None:
    """${...} that the shell cannot read."""
    told = f.find(r"(?P<what>\$\{[^\n]*?\}?): [Bb]ad substitution") or f.find(
        r"(?P<what>)[Bb]ad sub"
    )
    if told is None:
        return None
    inner = told["what"]
    call = re.fullmatch(r"\$\{([a-z][\w-]* [^{}]+)\}", inner)
    fix = (
        f.text.replace(inner, f"$({call[1]})")
        if call and f.local.which(call[1].split()[0])
        else None
    )
    return f.hint(
        f"The shell cannot read {inner}" if inner else "The shell cannot read a ${...}",
        fix,
        why="${name} is a variable; $(command) is what a command prints.",
        sure=0.85,
    )


@family.rule(
    when="Permission denied",
    says=r"^(?:\S+: )?(?:line \d+: )?cd: (?P<path>.+): Permission denied$",
    programs=("cd", "pushd"),
)
def closed_folder(f: Failed) -> Advice | None:
    """A folder that one may not enter."""
    word = f.operands[0] if f.operands else None
    if word is None or f.local.is_root:
        return None
    return f.hint(
        f"You may not go into {word.value}",
        f"sudo ls {word.raw}",
        why="sudo cd would not help: cd is the shell's own. sudo -i opens a shell of root's.",
        sure=0.8,
    )


@family.rule(
    when="No such file or directory",
    says=r"^(?:\S*sh: )?(?:line \d+: )?(?P<name>[a-z][\w.-]*/\S*): No such file or directory$",
    status=127,
)
def glued_to_its_path(f: Failed) -> Advice | None:
    """`nano/etc/hosts`: a blank is missing between program and path."""
    word = f.word(f["name"])
    program, _, rest = f["name"].partition("/")
    if word is None or word is not f.command.words[0] or f.local.exists(program):
        return None
    if not f.local.which(program) and program not in ("cd", "source"):
        return None
    if not rest:
        return f.hint(f"{program} is a program, no folder", f.swap(word, program), sure=0.85)
    top = "/" + rest.split("/")[0]
    if not f.local.exists(top):
        return None
    return f.hint("A blank is missing", f.swap(word, f"{program} /{rest}", bare=True), sure=0.95)


@family.rule(
    when="value too great for base",
    says=r"value too great for base \(error token is \"(?P<number>0\d+)\"\)",
)
def octal(f: Failed) -> Advice:
    """$((08+1)): a leading zero makes an octal number (bash(1), ARITHMETIC EVALUATION)."""
    number = f["number"]
    typed = re.search(rf"(?<![\w#.]){number}(?!\w)", f.text)
    fixed = f"{f.text[: typed.start()]}10#{f.text[typed.start() :]}" if typed else ""
    return f.hint(
        f"The leading 0 makes {number} an octal number",
        fixed,
        why="" if typed else "10#$name reads it as a decimal one.",
        sure=0.95,
    )


@family.rule(when="readonly variable", says=r"(?P<name>\w+): readonly variable")
def constant(f: Failed) -> Advice:
    """A variable that was made readonly stays so while the shell lives."""
    return f.hint(
        f"{f['name']} is readonly",
        f"readonly -p | grep -w {f['name']}",
        why="Nothing undoes readonly in this shell: choose another name, or start a new shell.",
        sure=0.85,
    )
