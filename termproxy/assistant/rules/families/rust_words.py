# ruff: noqa: E501
"""cargo and rustc: names and words that cannot be, and files that are not there."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.rust import family
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

HARNESS = listed(
    """--include-ignored --ignored --exclude-should-panic --test --bench --list --logfile
--nocapture --no-capture --test-threads --skip --quiet --exact --color --format --show-output
--report-time --shuffle --shuffle-seed"""
)
SECTIONS = (("dev-dependencies", "--dev"), ("build-dependencies", "--build"))


@family.rule(when="couldn't read", says=r"couldn't read `?(?P<file>[^`\n:]+)`?: No such file")
def no_source(f: Failed) -> Advice | None:
    """rustc: the source file is not there."""
    near = f.local.near(f["file"]) or f.local.elsewhere(f["file"])
    return f.hint(
        f.missing("file", f["file"]),
        *[f.swap(f["file"], name) for name in near if f.word(f["file"])],
        "cargo build" if not near and f.local.is_file("Cargo.toml") else None,
        why=f"There is {near[0]}." if near else "",
        sure=0.95 if near else 0.8,
    )


@family.rule(
    when="package name",
    says=r"(?:invalid character `(?P<bad>.)` in (?:package|crate) name: `(?P<name>[^`]+)`|the name `(?P<old>[^`]+)` cannot be used as a package name|invalid package name `(?P<taken>[^`]+)`: (?P<reason>it [^\n]+))",
    on=("new", "init"),
)
def no_name(f: Failed) -> Advice | None:
    """A folder's name that no package can have: the package gets another."""
    name = f["name"] or f["taken"] or f["old"]
    mended = re.sub(r"[^\w-]+", "-", name).strip("-") if f["bad"] and not f["bad"].isdigit() else ""
    word = f.word(name)
    return f.hint(
        f"A package cannot be called {name}",
        f.swap(word, mended) if word and mended and mended != name else None,
        f.append(
            f"--name {mended}"
            if mended and mended != name
            else f"--name {name}-app"
            if name[0].isalpha()
            else "--name <name>"
        ),
        why=f"{f['reason'].capitalize()}."
        if f["reason"]
        else "Names are letters, digits, - and _, and start with a letter.",
        sure=0.92,
    )


@family.rule(
    when="unexpected argument 'lib",
    says=r"unexpected argument '(?P<kind>lib|bin)' found",
    on=("new", "init"),
)
def kind_is_an_option(f: Failed) -> Advice | None:
    """`cargo new app lib`"""
    return f.hint(
        f"The kind is an option: --{f['kind']}", f.swap(f["kind"], f"--{f['kind']}"), sure=0.95
    )


@family.rule(when="failed to parse lock file", says=r"failed to parse lock file at: (?P<file>\S+)")
def broken_lock(f: Failed) -> Advice | None:
    """Cargo.lock is cut off, edited, or has a merge's marks in it."""
    marks = "<<<<<<<" in f.local.text(f["file"])
    fresh = f.first(f"git checkout --theirs {quote('Cargo.lock')}") if marks else ""
    return f.hint(
        "Cargo.lock has a merge's marks in it" if marks else "Cargo.lock cannot be read",
        fresh,
        f.first("rm Cargo.lock"),
        f"git checkout Cargo.lock && {f.text}" if f.local.git and not marks else None,
        why="cargo writes it anew from Cargo.toml.",
        sure=0.92,
    )


@family.rule(
    when="Unrecognized option: '",
    says=r"error: Unrecognized option: '(?P<typed>[\w-]+)'",
    on=("test", "t", "bench"),
)
def harness_option(f: Failed) -> Advice | None:
    """After `--` stand the options of the test program, which are not cargo's."""
    typed = f"--{f['typed']}"
    meant = [o for o in HARNESS if o.endswith(f["typed"])] or nearest(typed, HARNESS)
    word = f.word(typed)
    return f.hint(
        f"The test program has no option {typed}",
        *[f.swap(word, name) for name in meant[:2] if word],
        "cargo test -- --help",
        sure=0.94 if meant else 0.8,
    )


@family.rule(
    when="could not be found in `",
    says=r"the dependency `(?P<name>[^`]+)` could not be found in `(?P<section>[\w-]+)`(?:; it is present in `(?P<there>[\w-]+)`)?",
)
def not_a_dependency(f: Failed) -> Advice | None:
    """cargo rm of a crate that Cargo.toml does not name there."""
    text = f.local.text("Cargo.toml")
    for section, option in SECTIONS:
        part = re.search(rf"^\[{section}\]\n((?:[^\[].*\n?)*)", text, re.MULTILINE)
        if f["there"] == section or (
            part and re.search(rf"^{re.escape(f['name'])}\b", part[1], re.MULTILINE)
        ):
            return f.hint(
                f"{f['name']} stands in [{section}]",
                f.insert(option, after=f.sub_word or 0),
                sure=0.95,
            )
    known = [
        k
        for k in re.findall(r"^([\w-]+)(?:\.\w+)? *=", text, re.MULTILINE)
        if k not in ("name", "version", "edition")
    ]
    near = nearest(f["name"], known)
    return f.hint(
        f"Cargo.toml does not name {f['name']}",
        *[f.swap(f["name"], name) for name in near],
        edit(f, "Cargo.toml") if not near else None,
        sure=0.9 if near else 0.8,
    )


@family.rule(
    when="nrecognized feature",
    says=r"[Uu]nrecognized features? for crate (?P<crate>[\w-]+): (?P<typed>[\w-]+)",
)
def no_feature(f: Failed) -> Advice | None:
    """cargo add --features with one that the crate has not."""
    near = re.findall(r"^help: [^\n]*exists?: `([\w-]+)`", f.output, re.MULTILINE)
    listing = re.findall(r"^ {4}([\w-]+)$", f.output, re.MULTILINE)
    near = near or nearest(f["typed"], listing)
    word = next((w for w in f.rest if f["typed"] in w.value and f["crate"] != w.value), None)
    return f.hint(
        f"{f['crate']} has no feature {f['typed']}",
        *[f.swap(word, word.value.replace(f["typed"], name)) for name in near[:2] if word],
        f"cargo info {f['crate']}",
        sure=0.95 if near else 0.85,
    )


@family.rule(when="is not defined", says=r"profile `(?P<typed>[^`]+)` is not defined")
def no_profile(f: Failed) -> Advice | None:
    """--profile with a name that neither cargo nor Cargo.toml has."""
    own = re.findall(r"^\[profile\.([\w-]+)\]", f.local.text("Cargo.toml"), re.MULTILINE)
    near = nearest(f["typed"], [*own, "dev", "release", "test", "bench"])
    meant = {"debug": "dev", "dbg": "dev", "prod": "release", "production": "release"}.get(
        f["typed"]
    )
    near = [meant] if meant else near
    return f.hint(
        f"There is no profile {f['typed']}",
        *[f.swap(f["typed"], name) for name in near[:2]],
        edit(f, "Cargo.toml"),
        why="cargo has dev, release, test and bench; others are [profile.NAME] in Cargo.toml.",
        sure=0.93 if near else 0.85,
    )


@family.rule(when="jobs may not be 0")
def no_jobs(f: Failed) -> Advice:
    """-j 0, which other tools take for "all"."""
    word = next((w for w in f.rest if w.value in ("-j0", "--jobs=0")), None) or f.word("0")
    new = word.value.replace("0", "default") if word else ""
    return f.hint(
        "cargo has no -j 0",
        f.swap(word, new) if word else None,
        why="Without -j it takes all CPUs.",
        sure=0.93,
    )


@family.rule(
    when=("can't find", "couldn't find"),
    says=r"can't find (?:`[^`]+` )?(?P<kind>bin|example|test|bench|lib)(?:rary)? (?:`[^`]+` )?at (?:path )?`(?P<path>[^`]+)`",
)
def target_without_file(f: Failed) -> Advice:
    """Cargo.toml names a program whose source is not there."""
    path = f["path"].removeprefix(f"{f.local.cwd.rstrip('/')}/")
    near = f.local.near(path, limit=1) or f.local.elsewhere(path)[:1]
    return f.hint(
        f"Cargo.toml names {path}, which is not there",
        edit(f, "Cargo.toml", _row(f, path.rsplit("/", 1)[-1])),
        f"ls {quote(path.rpartition('/')[0] or '.')}",
        why=f"There is {near[0]}." if near else "Its path = counts from Cargo.toml's folder.",
        sure=0.92,
    )


@family.rule(
    when="must be one of: <20", says=r"argument for `--edition` must be one of: <(?P<known>[\d|]+)"
)
def no_edition(f: Failed) -> Advice | None:
    """rustc --edition of a year without one."""
    given = f.find(r"instead was `(\d+)`")
    older = [year for year in f["known"].strip("|").split("|") if given and year <= given[1]]
    word = next((w for w in f.command.words if given and w.value.endswith(given[1])), None)
    return f.hint(
        f"Rust has no edition {given[1]}" if given else "Rust has no such edition",
        f.swap(word, word.value.replace(given[1], older[-1])) if word and given and older else None,
        why=f"There are {f['known'].strip('|').replace('|', ', ')}.",
        sure=0.95,
    )


@family.rule(
    when="Unrecognized option: '",
    says=r"Unrecognized option: '(?P<typed>[0-3sz])'",
    programs="rustc",
)
def optimised(f: Failed) -> Advice | None:
    """-O3, as of gcc."""
    word = f.word(f"-O{f['typed']}")
    if word is None:
        return None
    return f.hint(
        "rustc has no -O3: that is -C opt-level",
        f.swap(word, f"-C opt-level={f['typed']}", bare=True),
        sure=0.95,
    )


@family.rule(
    when="unexpected argument",
    says=r"unexpected argument '(?P<typed>[^-'][^']*)' found\n[^\0]*Usage: cargo test",
    on=("test", "t"),
)
def second_filter(f: Failed) -> Advice | None:
    """cargo test takes one filter; the test program takes many."""
    at = f.sub_word
    if at is None or f.word(f["typed"]) is None or f.word("--"):
        return None
    return f.hint(
        "cargo test takes one name; the test program takes many",
        f.insert("--", after=at),
        why="What stands after -- goes to the test program.",
        sure=0.93,
    )


def _row(f: Failed, text: str) -> int | str:
    rows = f.local.text("Cargo.toml").splitlines()
    return next((n for n, row in enumerate(rows, 1) if text in row), "")
