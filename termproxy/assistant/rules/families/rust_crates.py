# ruff: noqa: E501
"""Crates, manifests, linkers and build scripts."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.rust import CRATES
from termproxy.assistant.rules.families.rust import family as toolchains
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("rust-crates", "cargo", "rustc", "maturin", "cross", "trunk")


@family.rule(
    when=(
        "could not be found in registry",
        "could not find `",
        "no matching package",
        "not found in",
    ),
    says=r"(?:the crate `(?P<add>[^`]+)` could not be found|could not find `(?P<install>[^`]+)` in "
    r"registry|no matching package named `(?P<named>[^`]+)` found)",
)
def no_such_crate(f: Failed) -> Advice | None:
    """A crate's name that the registry does not have."""
    typed = f["add"] or f["install"] or f["named"]
    near = nearest(typed, CRATES)
    search = f"cargo search {quote(typed)}"
    if f["named"]:
        spot = next((n for n, line in enumerate(f.local.text("Cargo.toml").splitlines(), 1)
                     if typed in line), "")  # fmt: skip
        return f.hint(
            f"There is no crate {typed}",
            edit(f, "Cargo.toml", spot),
            search,
            why=f"Did you mean {near[0]}?" if near else "Cargo.toml names it.",
            sure=0.9,
        )
    return f.hint(
        f"There is no crate {typed}",
        *[f.swap(typed, name) for name in near],
        search,
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.92,
    )


@family.rule(
    when=("failed to select a version", "does not contain this feature", "does not have that feature",
          "does not have these features", "failed to parse", "no targets specified", "no value",
          "unexpected key or value", "is not supported by the following", "requires rustc"),
)  # fmt: skip
def manifest_trouble(f: Failed) -> Advice | None:
    """Cargo.toml asks for something that is not to be had."""
    rustc = f.find(r"requires rustc ([\d.]+)")
    if rustc:
        return f.hint(
            f"A package needs rustc {rustc[1]} or newer", ahead(f, "rustup update"), sure=0.93
        )
    feature = f.find(r"does not contain (?:this|these) features?: ([\w-]+)")
    if feature:
        manifest = f.local.text("Cargo.toml")
        section = re.search(r"^\[features\]\n((?:[^\[].*\n?)*)", manifest, re.M)
        known = re.findall(r"^([\w-]+)\s*=", section[1], re.M) if section else []
        near = nearest(feature[1], known)
        none = manifest and not section
        return f.hint(
            f"The package has no feature {feature[1]}",
            *[f.swap(feature[1], name) for name in near],
            edit(f, "Cargo.toml") if none else "grep -A20 '^\\[features\\]' Cargo.toml",
            why="Its Cargo.toml has no [features]." if none else "",
            sure=0.9,
        )
    if "no targets specified" in f.output:
        return f.hint(
            "The package has neither src/main.rs nor src/lib.rs",
            "mkdir -p src && echo 'fn main() {}' > src/main.rs",
            sure=0.88,
        )
    if f.find(r"edition|feature `edition\d+` is required"):
        old = f.find(
            r"feature `edition2024` is required|`(\d{4})` is unknown|this version of Cargo is"
        )
        if old:
            return f.hint(
                "This cargo is too old for the package's edition",
                ahead(f, "rustup update"),
                edit(f, "Cargo.toml"),
                sure=0.85,
            )
    version = f.find(
        r"requirement `([\w-]+) = \"([^\"]+)\"|failed to select a version for `([\w-]+)`"
    )
    where = f.find(r"--> (\S*Cargo\.toml):(\d+)")
    if version:
        name = version[1] or version[3]
        return f.hint(
            f"No version of {name} fits what is asked for",
            f"cargo search {name}",
            edit(f, "Cargo.toml"),
            "cargo update",
            sure=0.82,
        )
    if where or "Cargo.toml" in f.output:
        return f.hint(
            "Cargo.toml cannot be read",
            edit(f, where[1] if where else "Cargo.toml", where[2] if where else ""),
            sure=0.85,
        )
    return None


@family.rule(
    when=(
        "--path must point",
        "takes one argument",
        "did not match any packages",
        "No such file or directory",
    ),
    says=r"`(?P<path>[^`]+)` is not a directory\. --path|\"(?P<option>--\w+)\" takes one argument|specification `(?P<spec>[^`]+)` did not"
    r"|failed to read `(?P<manifest>[^`]+Cargo\.toml)`",
)
def paths_and_names(f: Failed) -> Advice | None:
    """A path, program or package that is not there."""
    if f["option"]:
        names = re.findall(r"^ {4}([\w-]+)$", f.output, re.MULTILINE)
        return f.hint(
            f"{f['option']} wants a name",
            *[f.insert(n, after=w) for n in names if (w := f.word(f["option"]))],
            sure=0.9,
        )
    if f["spec"] and f.sub == "uninstall":
        return f.hint(f"{f['spec']} is not installed", "cargo install --list", sure=0.88)
    if f["spec"]:
        binary = f.local.is_file(f"src/bin/{f['spec']}.rs")
        at = next((w for w in f.command.words if w.value in ("-p", "--package")), None)
        members = [n for n in f.local.folders() if f.local.is_file(f"{n}/Cargo.toml")]
        members += [f"{d}/{n}" for d in ("crates", "packages", "libs") for n in f.local.folders(d)]
        near = nearest(f["spec"], [m.rsplit("/", 1)[-1] for m in members])
        return f.hint(
            f"No package {f['spec']} in this workspace",
            f.swap(at, "--bin") if binary and at else None,
            *[f.swap(f["spec"], n) for n in near],
            "cargo tree --depth 0 --workspace" if not near and not binary else None,
            why=f"{f['spec']} is a program of the package." if binary else "",
            sure=0.9,
        )
    if f["manifest"]:
        return f.hint(
            f"There is no {f['manifest']}",
            edit(f, "Cargo.toml"),
            why="Cargo.toml names a folder that is not there.",
            sure=0.86,
        )
    found = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("Cargo.toml") if "/" in p]
    word = next((w for a, w in pairwise(f.command.words) if a.value == "--path"), None)
    return f.hint(
        f"No folder {f['path']} here", *[f.swap(word, n) for n in found if word], sure=0.85
    )


family.hint(
    "uncommitted",
    "cargo publish wants everything committed",
    "git status",
    lambda f: f.append("--allow-dirty"),
    when="contain changes that were not yet committed",
    sure=0.93,
)
family.hint(
    "lock-version",
    "Cargo.lock was written by a newer cargo than this",
    lambda f: ahead(f, "rustup update"),
    "cargo --version",
    when="lock file version",
    says=r"lock file version `?\d+`? (?:was found, but this version|requires)",
    sure=0.94,
)


@family.rule(when="linker `", says=r"linker `(?P<linker>[^`]+)` not found")
def no_linker(f: Failed) -> Advice | None:
    """rustc needs a C linker."""
    packages = {
        "cc": "build-essential",
        "aarch64-linux-gnu-gcc": "gcc-aarch64-linux-gnu",
        "arm-linux-gnueabihf-gcc": "gcc-arm-linux-gnueabihf",
        "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
        "musl-gcc": "musl-tools",
        "x86_64-linux-musl-gcc": "musl-tools",
        "lld": "lld",
        "rust-lld": "lld",
        "clang": "clang",
        "mold": "mold",
    }
    package = packages.get(f["linker"], f["linker"])
    return f.hint(
        "Rust needs a C linker, and none is installed"
        if f["linker"] == "cc"
        else f"The linker {f['linker']} is not installed",
        f.local.installer(package),
        sure=0.96,
    )


@family.rule(
    when=("failed to run custom build command", "Could not find directory of OpenSSL"),
    says=r"failed to run custom build command for `(?P<crate>[\w-]+)|OpenSSL installation",
)
def build_script(f: Failed) -> Advice | None:
    """A crate that builds C code misses a library or tool."""
    crate = f["crate"] or "openssl-sys"
    if crate == "openssl-sys":
        return f.hint(
            "The crate openssl-sys needs OpenSSL's headers",
            f.local.installer("libssl-dev pkg-config"),
            why="Or use rustls, or the crate's feature vendored.",
            sure=0.95,
        )
    tool = _missing_tool(f)
    wanted = TOOL_PACKAGES.get(tool, tool) or CRATE_PACKAGES.get(crate, "")
    if not wanted:
        return f.hint(
            f"The build script of {crate} failed",
            f.append("-vv"),
            why="It often misses a C library or tool: the last lines above say which.",
            sure=0.65,
        )
    return f.hint(f"The crate {crate} needs {wanted}", f.local.installer(wanted), sure=0.93)


def _missing_tool(f: Failed) -> str:
    """The program that the build script says it does not find."""
    said = f.find(
        r"is `?(cmake|protoc|clang|pkg-config|nasm|perl|python3?|make|cc)`? not installed|"
        r"Could not find `(protoc|pkg-config|cmake)`|(pkg-config) (?:command )?could not be "
        r"found|Unable to find (libclang)"
    )
    return next(filter(None, said.groups()), "") if said else ""


TOOL_PACKAGES = {
    "protoc": "protobuf-compiler",
    "libclang": "libclang-dev",
    "python": "python3",
    "cc": "build-essential",
}
# What the crates that bind to C libraries, or build some, need of Debian.
CRATE_PACKAGES = {
    "prost-build": "protobuf-compiler",
    "tonic-build": "protobuf-compiler",
    "libsqlite3-sys": "libsqlite3-dev",
    "libudev-sys": "libudev-dev",
    "alsa-sys": "libasound2-dev",
    "pq-sys": "libpq-dev",
    "mysqlclient-sys": "default-libmysqlclient-dev",
    "libdbus-sys": "libdbus-1-dev",
    "glib-sys": "libglib2.0-dev",
    "gtk-sys": "libgtk-3-dev",
    "gdk-sys": "libgtk-3-dev",
    "webkit2gtk-sys": "libwebkit2gtk-4.1-dev",
    "javascriptcore-rs-sys": "libwebkit2gtk-4.1-dev",
    "soup3-sys": "libsoup-3.0-dev",
    "fontconfig-sys": "libfontconfig-dev",
    "yeslogic-fontconfig-sys": "libfontconfig-dev",
    "freetype-sys": "libfreetype-dev",
    "servo-fontconfig-sys": "libfontconfig-dev",
    "libz-sys": "zlib1g-dev",
    "bzip2-sys": "libbz2-dev",
    "lzma-sys": "liblzma-dev",
    "zstd-sys": "libzstd-dev",
    "curl-sys": "libcurl4-openssl-dev",
    "libgit2-sys": "libgit2-dev",
    "libssh2-sys": "libssh2-1-dev",
    "bindgen": "libclang-dev",
    "rocksdb-sys": "librocksdb-dev",
    "librocksdb-sys": "clang libclang-dev",
    "opencv": "libopencv-dev",
    "x11": "libx11-dev",
    "wayland-sys": "libwayland-dev",
    "hidapi": "libudev-dev",
    "libusb1-sys": "libusb-1.0-0-dev",
    "rdkafka-sys": "librdkafka-dev cmake",
    "ring": "build-essential",
    "aws-lc-sys": "cmake",
}


family.hint(
    "library-only",
    "The package is a library: it has no program to run",
    lambda f: f.swap("run", "test") if f.sub == "run" else f.swap("install", "add"),
    "ls examples src/bin",
    why="A program starts in src/main.rs or src/bin/.",
    when=("a bin target must be available for", "there is nothing to install in"),
    sure=0.93,
)


@toolchains.rule(when="is not installed", says=r"toolchain '(?P<name>[^']+)' is not installed")
def toolchain_missing(f: Failed) -> Advice | None:
    """A toolchain that is not there."""
    name = f["name"]
    short = re.sub(r"-(?:x86_64|aarch64|i686)-.*", "", name)
    channel = re.match(r"(nightly|beta|stable)-", short)
    dated = re.fullmatch(
        r"(?:nightly|beta|stable)-\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)+(?:-beta\S*)?", short
    )
    near = (
        [channel[1]]
        if channel and not dated
        else nearest(short, ("stable", "beta", "nightly"), limit=1)
    )
    near = [] if dated else near
    plus = "+" if f.word(f"+{short}") else ""
    mended = [f.swap(plus + short, plus + near[0])] if near and f.word(plus + short) else []
    return f.hint(
        f"The toolchain {name} is not installed",
        *mended,
        ahead(f, f"rustup toolchain install {quote(short)}") if not near else None,
        sure=0.93,
    )


@toolchains.rule(
    when=("could not find specification for target", "does not support target"),
    says=r"(?:specification for target|does not support target) [\"'](?P<typed>[^\"']+)[\"']",
)
def unknown_target(f: Failed) -> Advice | None:
    """A target triple that rustc does not know."""
    known = listed(
        """x86_64-unknown-linux-gnu x86_64-unknown-linux-musl aarch64-unknown-linux-gnu
aarch64-unknown-linux-musl armv7-unknown-linux-gnueabihf wasm32-unknown-unknown wasm32-wasip1
x86_64-pc-windows-gnu x86_64-pc-windows-msvc x86_64-apple-darwin aarch64-apple-darwin
thumbv7em-none-eabihf riscv32imc-unknown-none-elf aarch64-linux-android i686-unknown-linux-gnu"""
    )
    near = nearest(f["typed"], known)
    listing = "rustup target list" if f.program == "rustup" else "rustc --print target-list"
    return f.hint(
        f"rustc knows no target {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        listing,
        sure=0.92,
    )


@family.rule(
    when="Permission denied (os error 13)",
    says=r"failed to (?:open|create|write|remove)[^:\n]*:? `?(?P<path>/[^`\n]*?/(?:target|\.cargo)(?=/|`|$))",
    programs="cargo",
)
def owned_by_another(f: Failed) -> Advice:
    """target or ~/.cargo of another user: mostly a `sudo cargo` made it."""
    folder = f["path"]
    return f.hint(
        f"{folder} is not yours",
        f.first(f'sudo chown -R "$USER" {quote(folder)}'),
        f"ls -ld {quote(folder)}",
        why="Perhaps cargo ran as root there.",
        sure=0.92,
    )
