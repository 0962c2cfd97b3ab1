# ruff: noqa: E501
"""jest, vitest, mocha, playwright, cypress; prisma."""

from __future__ import annotations

import re
from dataclasses import replace

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.jstools import option
from termproxy.assistant.rules.families.node import edit_frame, missing
from termproxy.assistant.rules.places import sample
from termproxy.assistant.rules.words import Word

family = Family("js")  # any program


# Test runners.


def _tests_named_alike(f: Failed) -> list[str]:
    """The line with a test file that is named like the pattern: cart.spec -> src/cart.test.js."""
    for word in f.operands[1:]:
        stem = re.split(r"\.(?:spec|test)\b|\.[jt]sx?$", word.value.rsplit("/", 1)[-1])[0]
        if len(stem) < 3 or word.value in ("run", "test"):
            continue
        ends = [
            f".{kind}.{e}" for kind in ("test", "spec") for e in ("js", "ts", "jsx", "tsx", "mjs")
        ]
        found = [path for end in ends for path in f.local.elsewhere(stem + end)]
        found += [stem + end for end in ends if f.local.is_file(stem + end)]
        if found:
            return [f.swap(word, path) for path in found[:2]]
    return []


family.hint(
    "no-tests-found",
    "There is no test file that it would run",
    lambda f: _tests_named_alike(f),
    lambda f: "find . -name '*.test.*' -not -path './node_modules/*'",
    lambda f: option(f, "--passWithNoTests") if "Error: No tests found" not in f.output else None,
    why="Names must look like x.test.js or x.spec.ts, or the pattern matches none.",
    when=("No tests found, exiting with code 1", "No test files found, exiting with code 1", "Error: No test files found", "Error: No tests found"),
    sure=0.9,
)  # fmt: skip


@family.rule(
    when=(
        "Preset ",
        "Test environment ",
        "Module ts-jest in the transform",
        "cannot be found. Make sure the",
    ),
    says=r"Preset (?P<preset>\S+) not found|Test environment (?P<environment>\S+) cannot be found|Module (?P<transform>\S+) in the \w+ option was not found|'ts-node' is required|Cannot find dependency '(?P<vitest>[^']+)'",
)
def jest_module(f: Failed) -> Advice | None:
    """jest's preset, environment or transform is not installed."""
    package = f["preset"] or f["environment"] or f["transform"] or f["vitest"] or "ts-node"
    if package.startswith("jest-environment-jest-"):
        package = package.replace("jest-environment-", "", 1)
    if package.startswith(("./", "<rootDir>", "/")):
        return None
    return f.hint(f"{package} is not installed", project.add(f, package, dev=True), sure=0.95)


@family.rule(
    when="Unrecognized CLI Parameter",
    says=r"Unrecognized option \"(?P<typed>[^\"]+)\"(?:\. Did you mean \"(?P<meant>[^\"]+)\")?",
)
def jest_option(f: Failed) -> Advice | None:
    """A mistyped option of jest."""
    word = next(
        (w for w in f.command.words if w.value.lstrip("-").split("=")[0] == f["typed"]), None
    )
    meant = f["meant"] if len(f["meant"]) > 1 else ""  # jest finds its -o in many words
    fix = f.swap(word, f"--{meant}") if word and meant else ""
    return f.hint(f"jest has no option {f['typed']}", fix, sure=0.95 if fix else 0.8)


@family.rule(
    when="Test suite failed to run", says=r"● Test suite failed to run\n\s*\n\s*(?P<what>.+)"
)
def suite(f: Failed) -> Advice | Quiet | None:
    """A test file that could not even start."""
    lost = f.find(r"Cannot find module '(?P<name>[^']+)' from '(?P<by>[^']+)'")
    if lost:
        return missing(f, lost["name"], lost["by"])
    if "Jest encountered an unexpected token" in f.output:
        typescript = bool(f.find(r"FAIL\s+\S+\.tsx?\b"))
        return f.hint(
            "jest cannot read this syntax: nothing translates it",
            project.add(f, "ts-jest", dev=True) + " && npx ts-jest config:init" if typescript else project.add(f, "@babel/preset-env babel-jest", dev=True),
            f"NODE_OPTIONS=--experimental-vm-modules {f.text}",
            why="TypeScript needs ts-jest, ES modules need Babel or --experimental-vm-modules.",
            sure=0.85,
        )  # fmt: skip
    if f.find(r"Must use import to load ES Module|Cannot use import statement outside a module"):
        script = f.program != "jest"
        return f.hint(
            "jest loads ES modules only when node is told so",
            f"NODE_OPTIONS=--experimental-vm-modules {f.text if script else f.rewrite('npx ' + ' '.join(w.raw for w in f.command.words))}",
            project.add(f, "@babel/preset-env babel-jest", dev=True),
            sure=0.93,
        )
    place = f.find(
        r"at (?![^\n]*(?:node_modules|node:))[^\n]*?\(?((?!node_modules)[\w./-]+\.[cm]?[jt]sx?):(\d+):\d+\)?$"
    )
    return f.hint(
        f"A test file cannot start: {f['what']}",
        project.edit(place[1], place[2]) if place else None,
        sure=0.75,
    )


@family.rule(
    when=("Failed to load url", "Failed to resolve import", "imported from"),
    says=r"Error: Failed to load url (?P<url>\S+) \(resolved id: [^)]*\) in (?P<in>\S+)\. Does the file exist"
    r"|Error: Failed to resolve import [\"'](?P<import>[^\"']+)[\"'] from [\"'](?P<from>[^\"']+)[\"']"
    r"|Error: Cannot find (?:module|package) '(?P<name>[^']+)' imported from '?(?P<by>[^'\s]+)",
    programs=(),
)
def vitest_suite(f: Failed) -> Advice | None:
    """A test file that vitest could not load: what it imports is not there."""
    if "Failed Suites" not in f.output:
        return None
    name, by = f["url"] or f["import"] or f["name"], f["in"] or f["from"] or f["by"]
    advice = missing(f, name, by)
    return advice and replace(advice, confidence=0.97)


@family.rule(
    when=("obsolete", "snapshot"),
    says=r"› \d+ snapshots? (?:failed|obsolete|not written)|Snapshots? +\d+ (?:failed|obsolete)|\d+ snapshots? obsolete",
)
def snapshots(f: Failed) -> Advice | None:
    """Snapshots that no longer match: look, then update."""
    if f.find(r"^Tests?:?\s.*\d+ failed") and not f.find(r"toMatch(?:Inline)?Snapshot"):
        return None
    return f.hint(
        "Snapshots differ",
        option(f, "-u"),
        why="If the new output is right, update them.",
        sure=0.75,
    )


@family.rule(
    when=("Tests:", "Test Files ", "failing", "AssertionError", "✘ ", "failed"),
    says=r"^Tests?:?\s+(?:.*\b)?\d+ failed|^\s*\d+ failing$|^ ?(?:Test Files|     Tests)\s+\d+ failed|^Test Suites: \d+ failed|^\s+\d+ failed$|^# fail [1-9]|Failed Tests \d+|^\s*\d+ (?:passing|passed)[^\n]*\n\s*\d+ fail",
)
def tests_failed(f: Failed) -> Quiet | None:
    """(silence) a failing test says itself what is wrong"""
    if "Test suite failed to run" in f.output and not f.find(r"●.*›"):
        return None
    if "Failed Suites" in f.output and "Failed Tests" not in f.output:
        return None  # no test has run: a file could not be loaded
    if "Executable doesn't exist at" in f.output or "Host system is missing" in f.output:
        return None  # the browser of the tests could not start
    return Quiet("a failing test is the programmer's business", 0.96)


family.hint(
    "playwright-browsers",
    "Playwright's browsers are not installed",
    lambda f: f.first("npx playwright install"),
    when=("npx playwright install\n", "Executable doesn't exist at", "playwright install"),
    says=r"Executable doesn't exist at|Please run the following command to download new browsers",
    sure=0.95,
)
family.hint(
    "playwright-libraries",
    "Libraries that the browser needs are missing",
    lambda f: f.first("sudo npx playwright install-deps"),
    when=("Host system is missing dependencies to run browsers",),
    sure=0.95,
)
family.hint(
    "puppeteer-chrome",
    "Puppeteer's Chrome is not installed",
    lambda f: f.first("npx puppeteer browsers install chrome"),
    when=("Could not find Chrome (ver.", "Could not find Chromium (rev."),
    sure=0.95,
)
family.hint(
    "cypress-binary",
    "Cypress' program is not installed",
    lambda f: f.first("npx cypress install"),
    when="No version of Cypress is installed",
    sure=0.95,
)
family.hint(
    "prisma-generate",
    "Prisma's client has not been generated",
    lambda f: f.first("npx prisma generate"),
    when=(
        "@prisma/client did not initialize yet",
        "Prisma Client could not locate the Query Engine",
    ),
    sure=0.96,
)


@family.rule(
    when=("Environment variable not found: ",),
    says=r"Environment variable not found: (?P<name>\w+)",
)
def prisma_env(f: Failed) -> Advice | None:
    """Prisma's database URL is not set."""
    model = "" if f.local.exists(".env") else sample(f, ".env")
    return f.hint(
        f"The variable {f['name']} is not set",
        f"cp {model} .env && {f.text}" if model else None,
        f"{f['name']}=<value> {f.text}",
        "cat .env",
        why="Set it in .env.",
        sure=0.88,
        verified=bool(sample),
    )


def _script(f: Failed) -> list[Word]:
    """The script and what follows it, without the runner before it (npx ts-node, nodemon --exec)."""
    words = list(f.command.words)
    at = next(
        (i for i, w in enumerate(words) if re.search(r"\.[cm]?[jt]sx?$", w.value)), len(words)
    )
    return words[at:]


family.hint(
    "unknown-extension",
    "node does not load {ending} files by itself",
    lambda f: f.rewrite("npx tsx " + " ".join(w.raw for w in _script(f))) if _script(f) else "",
    why="In a project of ES modules ts-node does not work without its loader; tsx does.",
    when="ERR_UNKNOWN_FILE_EXTENSION",
    says=r"Unknown file extension \"(?P<ending>\.tsx?)\"",
    sure=0.9,
)
family.hint(
    "next-lock",
    "Another next dev runs in this folder already",
    "pkill -f 'next dev'",
    lambda f: f"rm -f .next/dev/lock && {f.text}",
    "lsof -i :3000",
    when="Unable to acquire lock at",
    says=r"Unable to acquire lock at \S*\.next",
    sure=0.92,
)
family.hint(
    "corepack-keys",
    "This corepack is too old to know npm's new keys",
    lambda f: f.first("npm install -g corepack@latest"),
    when=("Cannot find matching keyid", "Cannot find matching keyid:"),
    sure=0.96,
)
family.hint(
    "sharp-platform",
    "sharp's binary for this platform is not installed",
    lambda f: f.first(f"npm install --os={f['os']} --cpu={f['cpu']} sharp"),
    "rm -rf node_modules package-lock.json && npm install",
    when='Could not load the "sharp" module',
    says=r"using the (?P<os>linux|linuxmusl|darwin|win32)-(?P<cpu>\w+) runtime",
    sure=0.94,
)


family.hint(
    "not-exported",
    "The package {package} does not export {path} any more",
    lambda f: edit_frame(f),
    "npm ls {package}",
    why="Another version than the code was written for: see its README for the new import.",
    when="ERR_PACKAGE_PATH_NOT_EXPORTED",
    says=r"Package subpath '(?P<path>[^']+)' is not defined by \"exports\" in \S*node_modules/(?P<package>(?:@[^/]+/)?[^/]+)/package\.json",
    sure=0.92,
)
family.hint(
    "tailwind-postcss",
    "Tailwind 4 has its PostCSS plugin in a package of its own",
    lambda f: f.first(project.add(f, "@tailwindcss/postcss", dev=True)),
    why="And name @tailwindcss/postcss in postcss.config.",
    when="you'll need to install `@tailwindcss/postcss`",
    sure=0.96,
)
family.hint(
    "watch-without-git",
    "--watch compares with git, and this is no repository",
    lambda f: f.swap("--watch", "--watchAll"),
    "git init",
    when="--watch is not supported without git/hg",
    sure=0.96,
)
family.hint(
    "prettier-config",
    "{file} is not valid: {what}",
    lambda f: project.edit(project.shown(f, f["file"]), f["line"]),
    when="Invalid configuration for file",
    says=r"(?:YAML|JSON|TOML)?\s*Error in \"(?P<file>[^\"]+)\":\n\[error\] (?P<what>[^\n]+?) at line (?P<line>\d+)",
    sure=0.95,
)
family.hint(
    "pnpm-store",
    "node_modules was made with another store of pnpm",
    lambda f: f"rm -rf node_modules && {f.text}",
    when="ERR_PNPM_UNEXPECTED_STORE",
    sure=0.94,
)


@family.rule(
    when="await is only valid in async functions and the top level bodies of modules",
    says=r"SyntaxError: await is only valid in async functions",
)
def top_level_await(f: Failed) -> Advice:
    """await outside of a function that is async: in one that is not, or in no module."""
    row = f.find(r"^(?P<code>[^\n]*\bawait\b[^\n]*)\n\s*\^+\s*\n")
    before = row["code"].partition("await")[0] if row else ""
    if re.search(r"\bfunction\b|=>|^\s|\{", before):
        return f.hint(
            "await stands in a function that is not async",
            edit_frame(f),
            why="Write async before the function.",
            sure=0.99,
        )
    word = next((o for o in f.operands if o.value.endswith(".js")), None)
    other = re.sub(r"[.]js$", ".mjs", word.raw) if word else ""
    moved = f.program == "node" and word is not None
    return f.hint(
        "await stands outside of a function, in a script that is no module",
        f"mv {word.raw} {other} && {f.swap(word, other)}" if word and moved else None,
        edit_frame(f),
        why="In a module (.mjs, or type: module) it may stand there.",
        sure=0.99,
    )


family.hint(
    "npm-broken-tree",
    "node_modules and the lock file do not fit each other",
    lambda f: f"rm -rf node_modules package-lock.json && {f.text}",
    why="Often another package manager had made them.",
    when="Cannot read properties of",
    says=r"^npm (?:error|ERR!) Cannot read properties of (?:null|undefined)",
    sure=0.92,
)
family.hint(
    "pnpm-peers",
    "Packages want other versions of each other",
    lambda f: f.append("--config.strict-peer-dependencies=false"),
    when="ERR_PNPM_PEER_DEP_ISSUES",
    sure=0.92,
)


family.hint(
    "jest-config",
    "jest finds neither package.json nor jest.config.js in this folder",
    "cd ..",
    "npm init -y",
    when="Could not find a config file based on provided values",
    why="You are in another folder, or the project is not set up yet.",
    sure=0.92,
)
