# ruff: noqa: E501
"""npm and npx: scripts, the registry, the dependency tree, the lock file.

npm prints `npm error code X` (before version 10: `npm ERR! code X`), then lines with a word for X.
"""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.vocabulary import COMMANDS
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.registry import meant
from termproxy.assistant.world.spelling import nearest

TOOLS = ("npm", "npx", "pnpx", "make", "just", "sudo")
family = Family("npm", *TOOLS)
E = r"^npm (?:error|ERR!) "


def script_word(f: Failed, name: str) -> Word | None:
    return next((w for w in f.command.words[1:] if w.value == name), None)


@family.rule(
    when="issing script: ",
    says=r"issing script: [\"']?(?P<script>[^\"'\n]+?)[\"']?$",
    programs=(*TOOLS, "pnpm", "bun"),
)
def missing_script(f: Failed) -> Advice | None:
    """A script that package.json does not have."""
    name, scripts = f["script"], f.local.npm_scripts
    near = project.script_like(f, name) or [s for s in scripts if s == name.split(":")[0]]
    word = script_word(f, name)
    fixes: list[str] = []
    for other in near:
        if word is None or (f.sub == name and f.program == "npm"):  # npm start, npm test
            fixes.append(f.rewrite(project.run(f, other)) if f.program in ("npm", "pnpm") else "")
        elif other in ("start", "test") and len(f.command.words) == 3 and f.program == "npm":
            fixes.append(f.rewrite(f"npm {other}"))
        else:
            fixes.append(f.swap(word, other))
    own = name in COMMANDS["npm"] and name not in ("start", "test", "stop", "restart")
    if own and word and f.sub in ("run", "run-script") and not near:
        fixes.append(f.rewrite(" ".join([f.program, *(w.raw for w in f.rest)])))
    program = f.program if f.program in ("npm", "pnpm", "bun") else "npm"
    nested = f.local.elsewhere("package.json")
    if not fixes and not scripts and nested:
        folder = nested[0].rsplit("/", 1)[0]
        if f'"{name}"' in f.local.text(nested[0]):
            fixes.append(f"cd {folder} && {f.text}")
    known = ", ".join(scripts[:6])
    return f.hint(
        f'package.json has no script "{name}"',
        *fixes,
        f"{program} run",
        why=f"It has: {known}." if known else "It has no such entry under scripts.",
        sure=0.95 if fixes else 0.9,
    )


@family.rule(
    when="Unknown command: ", says=r"^Unknown command: \"(?P<typed>[^\"]+)\"", programs="npm"
)
def unknown_command(f: Failed) -> Advice | None:
    """A script run without `run`, or a mistyped npm command."""
    typed = f["typed"]
    word = script_word(f, typed)
    if word is None:
        return None
    scripts = f.local.npm_scripts
    if typed in scripts:
        return f.hint(
            f"{typed} is a script of this project, not an npm command",
            f.swap(word, f"run {typed}", bare=True),
            sure=0.97,
        )
    glued = typed.removeprefix("run")
    if glued != typed and glued in scripts:
        return f.hint("A blank is missing", f.swap(word, f"run {glued}", bare=True), sure=0.97)
    near = nearest(typed, COMMANDS["npm"], prior=("install", "run", "test", "start", "init"))
    others = project.script_like(f, typed)
    runs = [f.swap(word, f"run {name}", bare=True) for name in others]
    if len(typed) <= 3 and len(f.command.words) > 2 and f.command.words[2].value in scripts:
        near = ["run", *[n for n in near if n != "run"]]  # npm rn build
    if not near and not others:
        return f.hint(
            f"npm has no command {typed}",
            "npm run",
            why="npm run lists this project's scripts.",
            sure=0.8,
        )
    return f.hint(
        f"npm has no command {typed}",
        *([f.swap(word, n) for n in near] + runs if near else runs),
        why=f"Did you mean {near[0] if near else 'run ' + others[0]}?",
        sure=0.96,
    )


@family.rule(
    when=("Could not read package.json", "enoent ENOENT: no such file or directory, open", "no package.json"),
    says=r"(?:Could not read package\.json: Error: |enoent )ENOENT: no such file or directory, open '(?P<path>[^']*package\.json)'|Couldn't find a package\.json file in|No package\.json|no package\.json \(or",
    programs=(*TOOLS, "yarn", "pnpm", "bun"),
)  # fmt: skip
def no_package_json(f: Failed) -> Advice | None:
    """There is no package.json here; perhaps there is one in a folder below."""
    wanted = f["path"]
    local = next(
        (w for w in f.operands if w.value[:1] in "./" and w.value.rstrip("/") != "."), None
    )
    if wanted and local and f.sub in ("install", "i", "link", "add"):
        near = f.local.near(local.value, folders=True)
        return f.hint(
            f"There is no package in {local.value}",
            *[f.swap(local, name) for name in near],
            sure=0.9,
        )
    return _no_manifest(f)


def _no_manifest(f: Failed) -> Advice:
    below = [p for p in f.local.elsewhere("package.json") if "node_modules" not in p]
    folders = [path.rsplit("/", 1)[0] for path in below if "/" in path]
    above = f.local.above("../package.json")
    fixes = [f"cd {folder} && {f.text}" for folder in folders]
    if above and not fixes:
        fixes.append(f"cd .. && {f.text}")
    elif not fixes:
        fixes = [
            f"{f.program if f.program in ('yarn', 'pnpm', 'bun') else 'npm'} init -y",
            "cd ..",
        ]
    return f.hint(
        "There is no package.json in this folder",
        *fixes,
        why=f"There is one in {folders[0]}." if folders else "You are in another folder, or the project is not set up yet.",
        sure=0.95 if folders else 0.92,
    )  # fmt: skip


def _other_lock(f: Failed) -> str:
    """The clean install of the manager whose lock file stands here."""
    for lock, line in (
        ("yarn.lock", "yarn install --frozen-lockfile"),
        ("pnpm-lock.yaml", "pnpm install --frozen-lockfile"),
        ("bun.lock", "bun install --frozen-lockfile"),
    ):
        if f.local.is_file(lock):
            return f.rewrite(line)
    return ""


family.hint(
    "ci-without-lock",
    "npm ci needs a package-lock.json, and there is none",
    lambda f: _other_lock(f),
    lambda f: f.swap("ci", "install"),
    lambda f: "npm install --package-lock-only && npm ci",
    why="npm install makes one; a lock file of another manager is that one's.",
    when="can only install with an existing package-lock.json",
    sure=0.96,
)
family.hint(
    "lock-out-of-date",
    "package-lock.json does not match package.json",
    lambda f: f.swap("ci", "install") if f.sub == "ci" else "npm install",
    why="npm install brings the lock file up to date; commit it afterwards.",
    when=(
        "are in sync. Please update your lock file",
        "npm ci` can only install packages when your",
    ),
    sure=0.97,
)
family.hint(
    "audit-without-lock",
    "npm audit reads package-lock.json, and there is none",
    lambda f: f.first("npm install --package-lock-only"),
    when="requires an existing lockfile",
    sure=0.96,
)


def _version_words(f: Failed, package: str) -> Word | None:
    return next(
        (w for w in f.operands if w.value == package or w.value.rpartition("@")[0] == package), None
    )


@family.rule(
    when=("E404", "404 Not Found", "404 (Not Found)", "not in the npm registry", "on the \"npm\" registry", "package not found"),
    says=r"code E404|ERR_PNPM_FETCH_404|404 \(?Not Found\)?|Couldn't find package \"(?P<yarn>[^\"]+)\" on the|error: package \"(?P<bun>[^\"]+)\" not found",
    programs=(*TOOLS, "yarn", "pnpm", "bun"),
)  # fmt: skip
def no_such_package(f: Failed) -> Advice | None:
    """The registry has no package of that name."""
    found = f.find(r"'(?P<name>(?:@[^/'@]+/)?[^'@]+)@[^']*' (?:could not be found|is not in)") or f.find(
        r"^(?P<name>\S+) is not in the npm registry"
    ) or f.find(r"404 Not Found - GET https?://[^/]+/(?P<name>\S+?)(?: - .*)?$")  # fmt: skip
    name = f["yarn"] or f["bun"] or (found["name"] if found else "")
    if not name:  # yarn 2 and later, pnpm 12: the message is folded
        folded = re.search(
            r"(?P<yarn>\S+)@\S+ can't be resolved to a satisfying range|latest version of (?P<pnpm>\S+?): Failed",
            re.sub(r"\s+", " ", f.output),
        )
        name = (folded["yarn"] or folded["pnpm"]) if folded else ""
    name = name.replace("%2f", "/").replace("%2F", "/")
    if not name:
        return None
    word = _version_words(f, name)
    if word is None and f.operands and f.program in ("npm", "npx") and name in f.operands[-1].value:
        word = f.operands[-1]
    if word is None and not project.dependencies(f):
        return None
    near = meant(name, "npm", (*project.POPULAR, *project.dependencies(f)))
    if word is None:
        return f.hint(f"The registry has no package {name}", project.edit("package.json"),
                      why="package.json asks for it: mistyped, or private.", sure=0.85)  # fmt: skip
    fixes: list[str | Fix] = [f.swap(word, word.value.replace(name, other)) for other in near]
    scripts = project.script_like(f, name) if f.program == "npx" else []
    fixes += [f.rewrite(project.run(f, script)) for script in scripts]
    if name[0] == "@":
        fixes.append(f.first("npm login"))
    fixes.append(f"npm search {name.split('/')[-1]}")
    return f.hint(
        f"The registry has no package {name}",
        *fixes,
        why=f"Did you mean {near[0]}?" if near else "Mistyped, or private: then log in first.",
        sure=0.94 if near else 0.85,
    )


@family.rule(
    when=("ETARGET", "notarget", "ERR_PNPM_NO_MATCHING_VERSION", "any versions for"),
    says=r"No matching version found for (?P<name>@?[^@\s]+)@(?P<version>\S+?)\.?(?: while fetching.*| with a date.*)?$"
    r"|any versions for \"(?P<yarn>[^\"]+)\" that matches",
    programs=(*TOOLS, "yarn", "pnpm"),
)
def no_such_version(f: Failed) -> Advice | None:
    """The package exists, that version does not."""
    name = f["name"] or f["yarn"]
    word = _version_words(f, name)
    return f.hint(
        f"{name} has no version {f['version']}".rstrip()
        if f["version"]
        else f"{name} has no such version",
        f.swap(word, f"{name}@latest") if word else None,
        f"npm view {name} versions",
        None if word else project.edit("package.json"),
        why="" if word else "A dependency in package.json asks for it.",
        sure=0.93,
    )


@family.rule(
    when=("ERESOLVE", "ERR_PNPM_PEER_DEP_ISSUES"),
    says=r"code ERESOLVE|ERESOLVE (?:unable|could not)",
)
def peer_conflict(f: Failed) -> Advice | None:
    """Peer dependencies that cannot be met together."""
    found = f.find(r"peer (\S+?)@\"?([^\"\n]+)\"? from (\S+)")
    why = f"{found[3]} wants {found[1]} {found[2]}." if found else ""
    have = f.find(r"Found: (\S+)")
    legacy = (
        f.append("--legacy-peer-deps") if f.program == "npm" else "npm install --legacy-peer-deps"
    )
    return f.hint(
        "Two packages want different versions of the same dependency",
        legacy,
        f.append("--force") if f.program == "npm" else None,
        why=why + (f" Installed: {have[1]}." if have and why else ""),
        sure=0.95,
    )


@family.rule(when="EJSONPARSE", says=E + r"(?:JSON\.parse|code EJSONPARSE)", programs=TOOLS)
def broken_json(f: Failed) -> Advice | None:
    """package.json (or another file) is not valid JSON."""
    found = f.find(r"position (\d+)")
    name = f.find(r"Invalid (?:json in )?(\S*package[\w.-]*\.json)")
    path = "package.json" if not name or name[1].endswith("/package.json") else name[1]
    text = f.local.text(path)
    line: int | str = text.count("\n", 0, int(found[1])) + 1 if found and text else ""
    return f.hint(
        f"{path} is not valid JSON" + (f" near line {line}" if line else ""),
        project.edit(path, line),
        f"node -e \"JSON.parse(require('fs').readFileSync('{path}','utf8'))\"",
        why="Look for a missing or surplus comma, or a quote.",
        sure=0.95,
    )


@family.rule(
    when=("EBADENGINE", "ERR_PNPM_UNSUPPORTED_ENGINE", "is incompatible with this module"),
    says=r"Required: \{ ?\"?node\"?: ?[\"'](?P<npm>[^\"']+)|Expected version[:\"\s]+(?P<yarn>[^\"\n]+)",
    programs=(*TOOLS, "yarn", "pnpm"),
)
def wrong_node(f: Failed) -> Advice | None:
    """The package wants another version of node."""
    wanted = f["npm"] or f["yarn"].strip()
    major = re.search(r"\d+", wanted)
    version = major[0] if major else "--lts"
    return f.hint(
        f"This needs node {wanted}",
        f"nvm install {version} && {f.text}" if major else "nvm install --lts",
        f.append("--ignore-engines") if f.program == "yarn" else f.append("--engine-strict=false"),
        why="Another version of node is running.",
        sure=0.92,
    )


@family.rule(
    when="Invalid version",
    says=E + r"Invalid version: (?P<typed>\S+)|^npm (?:error|ERR!) Invalid version",
    on="version",
)
def invalid_version(f: Failed) -> Advice | None:
    """`npm version pacth`."""
    typed = next((w for w in f.rest if not w.is_option), None)
    steps = (
        "major",
        "minor",
        "patch",
        "premajor",
        "preminor",
        "prepatch",
        "prerelease",
        "from-git",
    )
    near = nearest(typed.value, steps) if typed else []
    return f.hint(
        f"{typed.value if typed else 'That'} is no version",
        *[f.swap(typed, n) for n in near if typed],
        "npm version patch",
        sure=0.95 if near else 0.85,
    )


@family.rule(when="code EUSAGE", says=E + r"code EUSAGE", programs="npm")
def usage(f: Failed) -> Advice | None:
    """Words npm cannot make sense of (`npm config st`, `npm version pacth`)."""
    if f.sub == "version":
        return invalid_version(f)
    nested = {"config": ("set", "get", "delete", "list", "edit", "fix"), "cache": ("add", "clean", "ls", "verify"),
              "pkg": ("get", "set", "delete", "fix"), "dist-tag": ("add", "rm", "ls"), "token": ("list", "revoke", "create"),
              "owner": ("add", "rm", "ls"), "profile": ("get", "set", "enable-2fa"), "team": ("create", "add", "rm", "ls")}  # fmt: skip
    word = next((w for w in f.rest if not w.is_option), None)
    names = nested.get(f.sub, ())
    near = nearest(word.value, names) if word and word.value not in names else []
    if word and near:
        return f.hint(
            f"npm {f.sub} has no command {word.value}", *[f.swap(word, n) for n in near], sure=0.95
        )
    return f.hint(f"npm {f.sub} was used in a way it does not know", f"npm help {f.sub}", sure=0.72)
