"""cargo and rustc."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("rust", "cargo", "rustc", "rustup", "maturin", "cross", "trunk", "wasm-pack")

COMMANDS = listed(
    """build run test check new init add remove clippy fmt doc update clean bench publish
install uninstall search tree fetch metadata fix package login vendor generate-lockfile help"""
)
PLUGINS = {
    **{
        name: f"cargo-{name}"
        for name in listed(
            """watch edit expand audit outdated nextest tarpaulin llvm-cov deny make generate bloat
udeps machete release leptos lambda criterion insta hack zigbuild ndk deb binstall msrv
geiger fuzz mutants espflash dist chef component wasi readme sweep cache modules semver-
checks vet about careful shuttle dylint workspaces"""
        )
    },
    "flamegraph": "flamegraph",
    "tauri": "tauri-cli",
    "sqlx": "sqlx-cli",
    "asm": "cargo-show-asm",
    "upgrade": "cargo-edit",
    "rm": "cargo-edit",
    "embed": "probe-rs-tools",
    "update-all": "cargo-update",
    "install-update": "cargo-update",
}
CRATES = listed(
    """serde serde_json serde_yaml tokio clap anyhow thiserror rand regex reqwest log
env_logger tracing tracing-subscriber chrono uuid rayon itertools lazy_static once_cell futures
async-trait axum actix-web hyper rocket warp sqlx diesel bytes syn quote proc-macro2 toml
tempfile libc nix bitflags url base64 sha2 hex num num-traits ndarray crossbeam parking_lot
indexmap hashbrown smallvec dashmap tower tower-http tonic prost bincode criterion proptest
colored indicatif walkdir csv image ratatui crossterm bevy egui wgpu winit polars dotenvy config
ripgrep fd-find bat exa eza hyperfine tokei cargo-watch cargo-edit starship zoxide"""
)


@family.rule(when="no such command", says=r"no such (?:sub)?command: [`'](?P<typed>[^`']+)[`']")
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped sub-command, or a plugin that is not installed."""
    typed = f["typed"]
    toolchain = PLUGINS.get(typed)
    if toolchain:
        return f.hint(
            f"cargo {typed} is a plugin that is not installed",
            f"cargo install {toolchain} && {f.text}",
            f"cargo install {toolchain}",
            sure=0.94,
        )
    near = nearest(typed, COMMANDS, prior=("build", "run", "test", "check"))
    said = f.find(r"(?:similar name exists: |Did you mean )`([^`]+)`")
    if not near and said and len(typed) > 1 and typed[0] == said[1][0]:
        near = [said[1]]
    if not near:
        plugin = nearest(typed, PLUGINS, limit=1)
        return f.hint(
            f"cargo has no command {typed}",
            *[f"cargo install {PLUGINS[name]} && {f.swap(typed, name)}" for name in plugin],
            f"cargo search cargo-{typed}" if not plugin else None,
            "cargo --list",
            sure=0.85 if plugin else 0.75,
        )
    return f.hint(
        f"cargo has no command {typed}",
        *[f.swap(typed, name) for name in near],
        why=f"Did you mean {near[0]}?",
        sure=0.96,
    )


@family.rule(when="could not find `Cargo.toml`")
def no_manifest(f: Failed) -> Advice | None:
    """cargo outside a project."""
    found = [path.rsplit("/", 1)[0] for path in f.local.elsewhere("Cargo.toml") if "/" in path]
    if found:
        return f.hint(
            f"The project is in {found[0]}",
            *[f"cd {quote(folder)} && {f.text}" for folder in found[:2]],
            sure=0.93,
        )
    return f.hint(
        "There is no Cargo.toml here or above",
        "cargo init",
        "cd ..",
        why="cargo runs inside a project; cargo init makes one here.",
        sure=0.88,
    )


@family.rule(
    when=("use of undeclared crate", "unresolved import", "can't find crate for", "unlinked crate",
          "undeclared type or module", "cannot find module or crate"),
    says=r"^error\[E0(?:432|433|463)\]: [^\n]*`(?P<path>[\w:]+)`[^\n]*(?:\n[^\n]*?--> "
    r"(?P<file>[^:\n]+):(?P<line>\d+))?",
)  # fmt: skip
def crate_missing(f: Failed) -> Advice | None:
    """A crate that Cargo.toml does not name, or a target's std that is not installed."""
    target = f.find(r"rustup target add ([\w-]+)")
    if target:
        return f.hint(
            f"The standard library for {target[1]} is not installed",
            ahead(f, f"rustup target add {target[1]}"),
            sure=0.97,
        )
    said = f.find(r"cargo add (\S+?)`")
    hint = f.find(r"(?:extern crate|missing crate|undeclared crate or module|unlinked crate|import"
                  r"|module or crate) `(\w+)")  # fmt: skip
    crate = said[1] if said else (hint[1] if hint else f["path"].split("::")[0])
    crates = dict.fromkeys([crate, *re.findall(r"cargo add (\S+?)`", f.output)])
    if crate in ("crate", "self", "super", "std", "core", "alloc") or f.program == "rustc":
        return f.hint(
            f"{f['path']} is not found",
            edit(f, f["file"], f["line"]) if f["file"] else None,
            why="rustc alone knows no crates: use cargo." if f.program == "rustc" else "",
            sure=0.84,
        )
    names = " ".join(quote(name) for name in crates)
    return f.hint(
        f"The crate {crate} is not in Cargo.toml",
        ahead(f, f"cargo add {names}"),
        edit(f, f["file"], f["line"]) if f["file"] else None,
        sure=0.94,
    )


@family.rule(when="could not determine which binary to run")
def which_binary(f: Failed) -> Advice | None:
    """cargo run in a package with several programs."""
    names = f.find(r"available binaries: (.+)$")
    bins = [name.strip() for name in names[1].split(",")] if names else []
    sub = f.sub_word
    return f.hint(
        "The package has several programs",
        *[f.insert(f"--bin {quote(name)}", after=sub) for name in bins if sub],
        why="Say which one with --bin.",
        sure=0.95,
    )


@family.rule(
    when=("target named `", "target, but there"),
    says=r"no (?P<kind>bin|example|test|bench) target named `(?P<typed>[^`]+)`",
)
def no_such_target(f: Failed) -> Advice | None:
    """A program, example or test that the package does not have."""
    said = f.find(r"(?:similar name exists: |Did you mean )`([^`]+)`")
    known = re.findall(r"^ {4}([\w-]+)$", f.output, re.M)
    near = [said[1]] if said else nearest(f["typed"], known) or known
    return f.hint(
        f"The package has no {f['kind']} {f['typed']}",
        *[f.swap(f["typed"], name) for name in near[:2]],
        *_instead(f) if not near else (),
        sure=0.95 if near else 0.85,
    )


def _instead(f: Failed) -> list[str]:
    """No target of that kind: a test's name goes without --test; else the folder says."""
    kind = f["kind"]
    by_name = f.word("--test") if kind == "test" else None
    folder = {"example": "examples", "test": "tests", "bench": "benches"}.get(kind, "src/bin")
    listing = f"ls {folder}" if f.local.is_dir(folder) else ""
    if kind in ("bin", "example") and not listing:
        return [f"cargo run --{kind}"]  # lists those that there are
    return [f.without(by_name) if by_name and not listing else "", listing]


@family.rule(
    when="not found in workspace", says=r"package\(s\) `(?P<typed>[^`]+)` not found in workspace"
)
def no_such_package(f: Failed) -> Advice | None:
    """-p with a package that the workspace does not have."""
    members = re.findall(r'name\s*=\s*"([^"]+)"', f.local.text("Cargo.lock"))
    near = nearest(f["typed"], members)
    return f.hint(
        f"The workspace has no package {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        "cargo tree --workspace --depth 0",
        sure=0.9,
    )


family.hint(
    "lock",
    "Another cargo is at work in this folder",
    "ps -C cargo -o pid,etime,args",
    when="Blocking waiting for file lock",
    sure=0.75,
)
family.hint(
    "locked",
    "Cargo.lock does not fit Cargo.toml, and --locked forbids to change it",
    lambda f: f.without("--locked") if f.has("--locked") else f.without("--frozen"),
    "cargo update --workspace",
    when="because --locked was passed",
    sure=0.92,
)
family.hint(
    "init-again",
    "This is a cargo package already",
    "cargo build",
    when="cannot be run on existing Cargo packages",
    sure=0.85,
)
family.hint(
    "new-exists",
    "The folder {name} exists already",
    lambda f: f"cargo init {quote(f['name'])}",
    when="already exists",
    says=r"destination `(?:[^`]*/)?(?P<name>[^`/]+)` already exists",
    why="cargo init works in a folder that is there.",
    sure=0.92,
)
family.hint(
    "not-a-program",
    "{name} is a library: there is no program in it to install",
    "cargo add {name}",
    when="because it has no binaries",
    says=r"nothing to install in `(?P<name>[\w-]+)",
    sure=0.95,
)
family.hint(
    "install-here",
    "To install the package of this folder, say so with --path",
    "cargo install --path .",
    when="use `cargo install --path .`",
    sure=0.96,
)
family.hint(
    "no-token",
    "You are not logged in to crates.io",
    lambda f: ahead(f, "cargo login"),
    when="no token found, please run `cargo login`",
    sure=0.95,
)
family.hint(
    "dirty",
    "There are changes that are not committed",
    lambda f: f.append("--allow-dirty"),
    "git status",
    when="use the `--allow-dirty`",
    sure=0.85,
)
family.hint(
    "bad-manifest-path",
    "There is no {path}",
    lambda f: [
        f.swap(f["path"], n) for n in f.local.near(f["path"]) or f.local.elsewhere("Cargo.toml")
    ],
    when="manifest path `",
    says=r"manifest path `(?P<path>[^`]+)` does not exist",
    sure=0.88,
)


family.quiet(
    "tests",
    "failing tests are the programmer's business",
    when="test result: FAILED",
    on=("test", "t", "nextest"),
    sure=0.97,
)
family.quiet("doctests", "as above", when="Doc-tests", says=r"^failures:$", on="test", sure=0.96)
family.quiet(
    "format-check", "asked whether it is formatted", when="Diff in", on="fmt", status=1, sure=0.95
)


family.quiet(
    "own-status",
    "cargo run passes the program's own status on",
    when="Running `",
    says=r"Running `[^`]+`\s*\Z",
    on=("run", "r"),
    sure=0.9,
)
