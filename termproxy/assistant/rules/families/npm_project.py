# ruff: noqa: E501
"""npm: workspaces, permissions, the network, native packages."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.npm import TOOLS, E
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest

family = Family("npm", *TOOLS)


@family.rule(
    when="No workspaces found",
    says=r"No workspaces found(?::|!)(?:\s*npm (?:error|ERR!)\s+--workspace=(?P<name>\S+))?",
)
def no_workspace(f: Failed) -> Advice | None:
    """-w names no workspace of this project."""
    flags = [w for w in f.command.words if re.match(r"(-w|--workspace(?:s|=.*)?)$", w.value)]
    drop: list[Word] = []
    for flag in flags:
        drop.append(flag)
        if flag.value in ("-w", "--workspace"):
            drop += [w for w in f.command.words if w.value == f["name"]]
    known = _workspaces(f) if f["name"] not in ("", "true") else []
    near = [n for n in known if n.rsplit("/", 1)[-1] == f["name"]][::-1] or nearest(
        f["name"], known
    )
    named = next((w for w in f.command.words if w.value.rpartition("=")[2] == f["name"]), None)
    if near and named:
        return f.hint(
            f"There is no workspace {f['name']}",
            *[f.swap(named, named.value.replace(f["name"], name)) for name in near],
            why=f"Did you mean {near[0]}?",
            sure=0.95,
        )
    return f.hint(
        f"There is no workspace {f['name']}"
        if f["name"] not in ("", "true")
        else "This project has no workspaces",
        f.without(*drop) if drop else None,
        "npm query .workspace",
        why='Workspaces are listed under "workspaces" in package.json.',
        sure=0.88,
    )


def _workspaces(f: Failed) -> list[str]:
    """Folders and names of the workspaces that package.json lists."""
    listed = re.search(
        r'"workspaces"\s*:\s*(?:\{[^}]*?"packages"\s*:\s*)?\[([^\]]*)\]',
        f.local.text("package.json"),
    )
    folders: list[str] = []
    for pattern in re.findall(r'"([^"]+)"', listed[1]) if listed else ():
        root = pattern.removesuffix("/**").removesuffix("/*").rstrip("/")
        folders += [f"{root}/{d}" for d in f.local.folders(root)] if "*" in pattern else [root]
    texts = [f.local.text(f"{folder}/package.json") for folder in folders[:60]]
    names = [m[1] for text in texts if (m := re.search(r'"name"\s*:\s*"([^"]+)"', text))]
    return [*folders, *names]


family.hint(
    "workspace-protocol",
    '"workspace:" dependencies need pnpm or yarn',
    lambda f: "pnpm install" if project.manager(f) != "yarn" else "yarn install",
    lambda f: "yarn install",
    why="npm does not know this kind of version.",
    when='Unsupported URL Type "workspace:"',
    sure=0.93,
)


@family.rule(when="could not determine executable to run", programs=TOOLS)
def no_executable(f: Failed) -> Advice | None:
    """npx found a package that has no program, often of a mistyped name."""
    word = next((w for w in f.operands if w.value not in ("exec",)), None)
    if word is None:
        return None
    near = nearest(word.value, project.POPULAR)
    scripts = project.script_like(f, word.value)
    known = {
        "typescript": f.swap(word, "tsc"),
        "@angular/cli": f.swap(word, "-p @angular/cli ng", bare=True),
    }
    return f.hint(
        f"The package {word.value} has no program to run",
        known.get(word.value),
        *[f.swap(word, n) for n in near if n != word.value],
        *[f.rewrite(project.run(f, s)) for s in scripts],
        f"npm view {word.value} bin",
        why=f"Did you mean {near[0]}?" if near else "Mistyped, or the program has another name.",
        sure=0.92 if near else 0.8,
    )


@family.rule(
    when="no test specified", says=r"^Error: no test specified$", programs=(*TOOLS, "yarn", "pnpm")
)
def no_tests(f: Failed) -> Advice | None:
    """The placeholder that npm init writes."""
    runner = next(
        (r for r in ("vitest", "jest", "mocha") if r in project.dependencies(f)), "node --test"
    )
    return f.hint(
        "package.json has only npm's placeholder as its test script",
        f"npm pkg set scripts.test={f.local and repr(runner) if ' ' in runner else runner} && npm test",
        project.edit("package.json"),
        sure=0.9,
    )


@family.rule(
    when=("EACCES", "EPERM"),
    says=r"(?:code EACCES|Error: EACCES|errno -13).*|code EPERM",
    programs=TOOLS,
)
def permission(f: Failed) -> Advice | None:
    """Global installs into root's folders, or a cache that root owns."""
    own = f.find(r"sudo chown -R \d+:\d+ \"?([^\"\n]+?)\"?$")
    if own:
        return f.hint(
            "npm's cache belongs to root, from an earlier sudo npm",
            f'sudo chown -R "$(id -u):$(id -g)" {own[1]}',
            sure=0.95,
        )
    path = f.find(r"(?:path|mkdir|open|rename|access|unlink|scandir) '?(/[^'\n]+)'?")
    if f.has("-g", "--global") or (path and re.match(r"/(usr|opt)/", path[1])):
        return f.hint(
            "The global folder of npm belongs to root",
            f.sudo(),
            f.first("npm config set prefix ~/.local"),
            why="Install as root, or give npm a folder of your own (then ~/.local/bin must be on the PATH).",
            sure=0.93,
        )
    here = "node_modules" if path and "node_modules" in path[1] else path[1] if path else "."
    return f.hint(
        f"You may not write to {here}",
        f'sudo chown -R "$USER" {here} && {f.text}',
        why="It belongs to another user, often from an earlier sudo npm install.",
        sure=0.88,
    )


family.hint(
    "rename-failed",
    "node_modules is in a broken state",
    lambda f: "rm -rf node_modules && npm install",
    why="A half-done install stands in the way.",
    when=("ENOTEMPTY: directory not empty, rename", "code ENOTEMPTY"),
    sure=0.92,
)
family.hint(
    "integrity",
    "A downloaded package does not match the lock file's checksum",
    lambda f: f.first("npm cache clean --force"),
    "rm package-lock.json && npm install",
    when=("code EINTEGRITY", "EINTEGRITY"),
    sure=0.92,
)
family.hint(
    "file-exists",
    "A file of another program stands in the way",
    lambda f: f.append("--force"),
    when="code EEXIST",
    sure=0.85,
)


@family.rule(
    when=("ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ECONNRESET", "ECONNREFUSED", "ERR_SOCKET_TIMEOUT"),
    says=E + r"code (?P<code>ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ECONNREFUSED|ERR_SOCKET_TIMEOUT)",
)  # fmt: skip
def network(f: Failed) -> Advice | None:
    """The registry cannot be reached."""
    found = f.find(
        r"request to (https?://([^/\s:]+)\S*) failed|(?:getaddrinfo \w+|connect \w+) ([^\s:]+)"
    )
    host = (found[2] or found[3]) if found else "registry.npmjs.org"
    custom = host != "registry.npmjs.org"
    return f.hint(
        f"{host} cannot be reached ({f['code']})",
        "npm config get registry" if custom else "npm ping",
        "npm config delete registry" if custom else "npm config get proxy",
        why="Network, DNS, proxy, or a registry of your own in .npmrc.",
        sure=0.88,
    )


family.hint(
    "certificate",
    "npm does not trust the registry's certificate",
    "npm config set cafile /etc/ssl/certs/ca-certificates.crt",
    "npm config get registry",
    why="Usually a company proxy that re-signs TLS: give npm its root certificate.",
    when=("SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "self-signed certificate in certificate chain"),
    programs=(*TOOLS, "yarn", "pnpm"),
    sure=0.88,
)  # fmt: skip
family.hint(
    "not-installed",
    "Packages that package.json asks for are not installed",
    "npm install",
    when=("UNMET DEPENDENCY", "code ELSPROBLEMS"),
    sure=0.95,
)
family.hint(
    "gyp-python",
    "A native package needs Python to be built",
    lambda f: f.first(f.local.installer("python3 make g++")),
    when=("gyp ERR! find Python", "Can't find Python executable"),
    programs=(),
    sure=0.95,
)
family.hint(
    "gyp-make",
    "Something is to be built here, and the compiler or make is not installed",
    lambda f: f.first(f.local.installer("build-essential")),
    when=("gyp ERR! stack Error: not found: make", "gyp ERR! build error\ngyp ERR! stack Error: not found", "make: g++: No such file", "make: cc: No such file"),
    programs=(*TOOLS, "yarn", "pnpm"),
    sure=0.95,
)  # fmt: skip
family.hint(
    "git-missing",
    "npm needs git for one of these packages, and it is not installed",
    lambda f: f.first(f.local.installer("git")),
    when=("syscall spawn git", "spawn git ENOENT"),
    sure=0.95,
)


@family.rule(when="code 128", says=E + r"code 128$")
def git_dependency(f: Failed) -> Advice | None:
    """A dependency from git could not be fetched."""
    url = f.find(r"ls-remote (?:\S+ )*?((?:ssh|https?|git)\S+)")
    return f.hint(
        "A dependency from a git repository could not be fetched",
        f"git ls-remote {url[1]}" if url else None,
        "git config --global url.https://github.com/.insteadOf ssh://git@github.com/",
        why="No access by this protocol: test it with git itself.",
        sure=0.85,
    )


family.quiet(
    "outdated",
    "npm outdated exits 1 when something is outdated",
    on="outdated",
    when="Package",
    sure=0.96,
)
family.hint(
    "audit-found",
    "Some packages have known security holes",
    "npm audit fix",
    when="npm audit fix",
    on="audit",
    sure=0.9,
)
family.hint(
    "missing-name",
    "npm needs the name of a package",
    lambda f: f"npm {f.sub} <package>",
    when="Must provide a package name",
    sure=0.85,
)
family.hint(
    "peer-major",
    "npx may not install {name}, and the project does not have it",
    lambda f: [f.without(w) for w in f.command.words if w.value in ("--no-install", "--no")],
    lambda f: f.insert("--yes") if not f.has("--no-install", "--no") else None,
    lambda f: project.add(f, f["name"], dev=True),
    when="npx canceled due to missing packages",
    says=r"missing packages and no YES option: \[\"(?P<name>@?[^@\"]+)",
    sure=0.92,
)
