# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Options no program knows: getopt's, argparse's, click's, clap's and cobra's words for it."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("options")

UNKNOWN = (
    "unrecognized option",
    "unrecognized argument",
    "unknown option",
    "Unknown option",
    "invalid option",
    "no such option",
    "No such option",
    "unexpected argument",
    "unknown flag",
    "unknown switch",
    "bad option",
    "Unrecognized option",
    "illegal option",
    "unknown predicate",
    "is unknown",
)
SAYS = (
    r"(?:[Uu]nrecognized|[Uu]nknown|[Ii]nvalid|[Nn]o such|bad|illegal) (?:command[- ]line )?"
    r"(?:option|argument|flag|switch|predicate|parameter)s?(?: --)?:? *[-`'‘\"]*(?:-- )?(?P<option>-{0,2}[\w][\w.-]*)"
    r"|unexpected argument '(?P<clap>-[^']+)'"
)
# Long options that GNU programs share.
GNU = listed(
    """--all --almost-all --append --archive --backup --binary --block-size --bytes --check --classify
    --color --compare --complement --count --create --date --debug --decompress --delete
    --delimiter --dereference --directory --dry-run --exclude --exclude-dir --expression --extended-regexp
    --extract --fields --file --files-with-matches --files-without-match --fixed-strings --follow --force
    --format --full-time --group-directories-first --group --help --human-readable --ignore-case --in-place
    --include --inode --interactive --invert-match --keep --keep-going --length --line-number --lines --link
    --list --long --max-count --max-depth --mode --name --newer --no-clobber --no-dereference
    --no-messages --null --number --numeric-sort --numeric-uid-gid --only-matching --output --owner
    --parents --perl-regexp --preserve --print0 --progress --quiet --quoting-style --recursive --reference
    --regexp --remove-destination --repeated --retry --reverse --same-order --si --silent --size --sort
    --stable --strip-components --suffix --summarize --suppress-matches --symbolic --symbolic-link
    --target-directory --time --time-style --total --uncompress --unique --update --user --verbose
    --version --width --word-regexp --words --wildcards --zero-terminated --gzip --bzip2 --xz --get
    --port --host --config --timeout --verbosity --input --watch
    --partial --compress --stats --itemize-changes --times --perms --links --checksum --bwlimit --rsh"""
)
_POSTGRES = "--host --port --username --no-password --password --version --help"
_MYSQL = listed(
    """--host --port --user --password --database --socket --protocol --execute --batch --force
    --table --vertical --html --xml --skip-column-names --column-names --raw --silent --verbose --version
    --help --default-character-set --local-infile --max-allowed-packet --compress --safe-updates
    --ssl-mode --ssl-ca --ssl-cert --ssl-key --skip-ssl --connect-timeout --login-path --prompt
    --auto-rehash --no-auto-rehash --line-numbers --delimiter --defaults-file --no-defaults"""
)
OWN = {
    # psql(1) 15 and its companions
    "psql": listed(
        _POSTGRES
        + """ --command --dbname --file --list --variable --set --no-psqlrc --single-transaction
        --echo-all --echo-errors --echo-queries --echo-hidden --log-file --no-readline --output --quiet
        --single-step --single-line --no-align --csv --field-separator --html --pset --record-separator
        --tuples-only --table-attr --expanded --field-separator-zero --record-separator-zero"""
    ),
    "pg_dump": listed(
        _POSTGRES
        + """ --dbname --file --format --jobs --verbose --compress --data-only --large-objects --clean
        --create --schema --exclude-schema --encoding --no-owner --schema-only --superuser --table
        --exclude-table --no-privileges --column-inserts --if-exists --inserts --section --role"""
    ),
    "pg_restore": listed(
        _POSTGRES
        + """ --dbname --file --format --jobs --verbose --data-only --clean --create --list --use-list
        --schema --no-owner --schema-only --table --no-privileges --single-transaction --if-exists --role
        --exit-on-error --section"""
    ),
    "createdb": listed(_POSTGRES + " --owner --template --encoding --locale --tablespace --echo"),
    "dropdb": listed(_POSTGRES + " --if-exists --force --interactive --echo --maintenance-db"),
    "createuser": listed(
        _POSTGRES + " --superuser --createdb --createrole --login --pwprompt --interactive --echo"
    ),
    # mysql(1) 8.0 and mariadb(1) 10.11
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "mysqldump": listed(
        """--host --port --user --password --socket --databases --all-databases --tables
        --single-transaction --no-data --no-create-info --routines --triggers --events --quick
        --add-drop-table --add-drop-database --ignore-table --result-file --where --compact --force
        --extended-insert --column-statistics --set-gtid-purged --default-character-set --verbose"""
    ),
    "mysqladmin": listed("--host --port --user --password --socket --sleep --verbose --wait"),
    "rustc": listed(
        """--edition --crate-type --crate-name --emit --print --out-dir --explain --test --target
        --allow --warn --force-warn --deny --forbid --cap-lints --codegen --version --verbose
        --extern --sysroot --error-format --color --diagnostic-width --remap-path-prefix --cfg"""
    ),
}
FIND = listed(
    """-name -iname -type -size -mtime -mmin -atime -ctime -newer -user -group -perm -path -ipath -regex
    -iregex -maxdepth -mindepth -exec -execdir -ok -delete -print -print0 -printf -ls -prune -empty -not
    -and -or -follow -xdev -links -inum -nouser -nogroup -quit -readable -writable -executable -wholename"""
)


@family.rule(when=UNKNOWN, says=SAYS)
def unknown_option(f: Failed) -> Advice | None:
    """An option that the program does not know."""
    if f.program in ("git", "pip", "pip3", "apt", "apt-get"):
        return None
    typed = f["option"] or f["clap"]
    word = _word(f, typed)
    if word is None:
        return None
    if f.program in ("pacman", "yay", "paru", "pikaur", "yaourt") and len(typed.lstrip("-")) == 1:
        return _operation(f, word, typed.lstrip("-"))
    name = word.value.partition("=")[0]
    tail = word.value[len(name) :]
    suggested = re.findall(
        r"(?:similar|[Dd]id you mean|[Pp]ossible options|Maybe)[^-\n]*?[`'\"]?(--?[a-z][\w-]+)",
        f.output,
    )
    if suggested and suggested[0] != name:
        return f.hint(
            f"{f.program} has no option {name}",
            *[f.swap(word, option + tail) for option in suggested[:2]],
            sure=0.95,
        )
    if f.program == "find":
        known: list[str] | tuple[str, ...] = FIND
    else:
        told = re.findall(r"(?<![\w-])(--[a-z][\w-]+)", f.output)
        told = [option for option in told if option not in f.args]
        known = told if len(told) > 3 else GNU
    own = OWN.get(f.program, ())
    if name.startswith("--") or f.program == "find":
        guess = known is GNU
        near = nearest(name, own) or (nearest(name, known) if len(name) > 5 or not guess else [])
        if not near and len(name) > 5 and f.program != "find":
            near = nearest(name, [f"--{o}" for o in f.local.long_options(f.program)], within=1.3)
        if near:
            return f.hint(
                f"{f.program} has no option {name}",
                *[f.swap(word, option + tail) for option in near],
                sure=0.85 if guess else 0.9,
                verified=not guess,
            )
        letter = _letter_for(f, name[2:]) if name.startswith("--") else ""
        if letter:
            fix = f.swap(word, f"{letter} {tail[1:]}" if tail else letter, bare=True)
            return f.hint(f"{f.program} has letters only: {letter}", fix, sure=0.88)
    elif len(name) > 2 and name.startswith("-"):
        # getopt named one letter: of a cluster, unless the whole is the name of an option.
        cluster = len(typed.lstrip("-")) == 1
        long = [] if cluster else nearest("-" + name, known)
        long = long or [o for o in known if o == "-" + name]
        if long or f"-{name}" in GNU:
            right = long[0] if long else f"-{name}"
            return f.hint("Long options have two dashes", f.swap(word, right + tail), sure=0.88)
    return f.hint(
        f"{f.program} has no option {name if len(name) > 2 else typed}",
        sure=0.72,
    )


def _operation(f: Failed, word: Word, letter: str) -> Advice:
    """pacman's operations are capital letters."""
    if letter.isupper():
        return f.hint(
            f"{f.program} has no operation -{letter}",
            f"{f.program} --help",
            why="-S installs, -R removes, -Q asks what is installed, -F looks for files, -U takes a file.",
            sure=0.9,
        )
    right = word.value.replace(letter, letter.upper(), 1)
    return f.hint("Its operations are capital letters", f.swap(word, right), sure=0.9)


def _letter_for(f: Failed, name: str) -> str:
    """`-c <count>` in a usage that has no long options, for --count."""
    if re.search(r"^\s+(?:-\w, )?--\w", f.output, re.MULTILINE):
        return ""
    placeholder = f.find(rf"^\s+(-\w)[ =][<\[]?{re.escape(name)}[>\]]?\s")
    told = placeholder or f.find(rf"^\s+(-\w)\s{{2,}}(?:\w+ )?{re.escape(name)}\b")
    return told[1] if told else ""


def _word(f: Failed, typed: str) -> Word | None:
    bare = typed.lstrip("-")
    for word in f.command.words[1:]:
        name = word.value.partition("=")[0]
        if name.lstrip("-") == bare and name.startswith("-"):
            return word
    for word in f.command.words[1:]:
        if len(bare) == 1 and re.match(rf"-\w*{re.escape(bare)}", word.value):
            return word
    return None


@family.rule(
    when=("--help' for more information", "Try '", "or --help", "--help for usage"),
    says=r"(?:Run|Try|try|run|see|See) [`'\"]?(?P<help>[\w./-]+(?: [\w-]+)? (?:--help|-h|help))['`\"]?",
)
def suggested_help(f: Failed) -> Advice | None:
    """The program names its own help."""
    if f.has("-h") and f["help"].endswith("--help"):
        return f.hint("It is --help here", f.swap("-h", "--help"), sure=0.85)
    return None
