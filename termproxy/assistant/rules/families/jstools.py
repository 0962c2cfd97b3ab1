# ruff: noqa: E501
"""vite, webpack, rollup, esbuild, next, jest, vitest, mocha, eslint, prettier, playwright, prisma.

They run under many names (npx, npm run, yarn, make), so their rules look at every program, and
their messages are chosen to be unmistakable.
"""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.node import alias_lost, missing
from termproxy.assistant.world.spelling import nearest

family = Family("js")  # any program


def option(f: Failed, text: str) -> str:
    """The line with an option, after `--` when a package manager would keep it for itself."""
    if (
        f.program == "npm"
        and f.sub in ("run", "test", "start", "run-script", "t")
        and not f.has("--")
    ):
        return f.append(f"-- {text}")
    return f.append(text)


# Bundlers.


@family.rule(
    when=("failed to resolve import", "Failed to resolve import", "Can't resolve '", "Could not resolve \"", "Failed to resolve entry for package", "The following dependencies are imported but could not be resolved", "Cannot resolve module", "Module not found: Can't resolve", "[UNRESOLVED_IMPORT]"),
    says=r"[Ff]ailed to resolve import \"(?P<rollup>[^\"]+)\" from \"(?P<by>[^\"]+)\"|Can't resolve '(?P<webpack>[^']+)'(?: in '(?P<folder>[^']+)')?|Could not resolve \"(?P<esbuild>[^\"]+)\"(?: from \"(?P<by2>[^\"]+)\")?"
    r"|\[UNRESOLVED_IMPORT\] (?:Error: )?Could not resolve '(?P<rolldown>[^']+)' in (?P<by3>[^\s\[]+)",
)  # fmt: skip
def unresolved_import(f: Failed) -> Advice | None:
    """A bundler cannot find what is imported."""
    name = f["rollup"] or f["webpack"] or f["esbuild"] or f["rolldown"]
    by = f["by"] or f["by2"] or f["by3"]
    if not by:
        where = f.find(
            r"(?:ERROR in |^\s*|^)(?:\./)?(?P<by>(?!node_modules)[\w./@-]+\.[cm]?[jt]sx?)(?::(?P<line>\d+)| \d+:)"
        )
        by = where["by"] if where else ""
    if f["esbuild"] and not by and f.program == "esbuild" and (word := f.word(name)):
        near = f.local.near(name) or f.local.elsewhere(name)
        return f.hint(
            f.missing("file", name),
            *[f.swap(word, n) for n in near],
            why=f"There is {near[0]}." if near else "esbuild starts from the file that is named.",
            sure=0.97 if near else 0.96,
        )
    if name.startswith("./src") and f["webpack"] and not by:
        return f.hint("webpack finds no entry: there is no src/index.js", "mkdir -p src && touch src/index.js",
                      project.edit("webpack.config.js") if f.local.exists("webpack.config.js") else None, sure=0.85)  # fmt: skip
    if name.startswith("/") and by.endswith(".html"):
        target = name.lstrip("/")
        near = f.local.near(target) or f.local.elsewhere(target)
        page = project.shown(f, by)
        return f.hint(f"{page} asks for {target}, which does not exist",
                      f"sed -i 's|{name}|/{near[0]}|' {page} && {f.text}" if near else None,
                      project.edit(page), why=f"There is {near[0]}." if near else "", sure=0.92)  # fmt: skip
    if name[:2] in ("@/", "~/"):
        lost = alias_lost(f, name, by)
        if lost:
            return lost
        return f.hint(f"The alias in {name} is not known to the bundler", "grep -n alias vite.config.* webpack.config.* tsconfig.json",
                      why="Or the file behind it does not exist.", sure=0.82)  # fmt: skip
    return missing(f, name, by)


family.hint(
    "vite-no-index",
    "vite starts from index.html, and there is none here",
    lambda f: f"cd {p[0].rsplit('/', 1)[0]} && {f.text}" if (p := [x for x in f.local.elsewhere("index.html") if "/" in x]) else "",
    why="You are in another folder, or the page has another place (root in vite.config).",
    when='Could not resolve entry module "index.html"',
    sure=0.9,
)  # fmt: skip


@family.rule(when="failed to load config from", says=r"failed to load config from (?P<path>\S+)")
def vite_config(f: Failed) -> Advice | None:
    """vite.config is broken, or imports what is not installed."""
    path = project.shown(f, f["path"])
    lost = f.find(r"Cannot find (?:package|module) '(?P<name>[^']+)'")
    if lost:
        return missing(f, lost["name"], path)
    place = f.find(r"^\s*(\S*config\.\w+):(\d+):\d+")
    return f.hint(
        f"{path} has an error" + (f" in line {place[2]}" if place else ""),
        project.edit(path, place[2] if place else ""),
        sure=0.93,
    )


@family.rule(
    when="is already in use",
    says=r"Port (?P<port>\d+) is already in use|[Ss]omething is already running on port (?P<port2>\d+)",
)
def strict_port(f: Failed) -> Advice | None:
    """A dev server's port is taken."""
    port = f["port"] or f["port2"]
    word = next((w for w in f.command.words if port in w.value), None)
    other = str(int(port) + 1)
    return f.hint(
        f"Port {port} is in use",
        f"lsof -i :{port}",
        f.swap(word, word.value.replace(port, other)) if word else option(f, f"--port {other}"),
        f"fuser -k {port}/tcp",
        why=f"Another process already listens on port {port}.",
        sure=0.93,
    )


@family.rule(
    when="ERROR: ", says=r"(?:✘ \[ERROR\] |^\S+?:\d+:\d+: ERROR: |\[ERROR\] )(?P<what>.+)$"
)
def esbuild(f: Failed) -> Advice | None:
    """An error of esbuild, with its place."""
    place = f.find(r"^\s*(?P<file>[\w./@-]+\.[cm]?[jt]sx?):(?P<line>\d+):\d+:?")
    if place is None or "node_modules" in place["file"]:
        return None
    return f.hint(
        f"Error in {place['file']}, line {place['line']}",
        project.edit(place["file"], place["line"]),
        why=f"{f['what']}.",
        sure=0.88,
    )


@family.rule(
    when=(
        "does not exist. Did you mean",
        "Couldn't find any `pages` or `app`",
        "Could not find a production build",
        "Invalid project directory provided",
    )
)
def nextjs(f: Failed) -> Advice | None:
    """next: sub-command, folder, missing build."""
    slip = f.find(r"\"next (\S+)\" does not exist\. Did you mean \"next (\S+)\"")
    if slip:
        return f.hint(f"next has no command {slip[1]}", f.swap(slip[1], slip[2]), sure=0.96)
    gone = f.find(r"Invalid project directory provided, no such directory: \S*?/(?P<word>[\w-]+)$")
    if gone:
        return _no_such_folder(f, gone["word"])
    if "production build" in f.output:
        build = "npm run build" if "build" in f.local.npm_scripts else "npx next build"
        return f.hint(
            "There is no production build yet",
            f.first(build),
            "npm run dev" if "dev" in f.local.npm_scripts else "npx next dev",
            sure=0.95,
        )
    if "Couldn't find any" in f.output and "The module 'react' was not found" in f.output:
        return None
    if "Couldn't find any" in f.output:
        return f.hint(
            "next finds no pages or app folder here",
            why="You are in another folder, or the project has none yet.",
            sure=0.85,
        )
    return None


def _no_such_folder(f: Failed, word: str) -> Advice:
    """next takes what is no command for a folder; `next lint` is gone since Next.js 16."""
    if word == "lint":
        return f.hint(
            "Next.js 16 has no `next lint` any more",
            "npx eslint .",
            "npx @next/codemod@latest next-lint-to-eslint-cli .",
            "npm pkg set scripts.lint='eslint .'" if "lint" in f.local.npm_scripts else None,
            why="ESLint is called by itself now; the codemod changes the script.",
            sure=0.95,
        )
    typed = f.word(word)
    near = nearest(word, ("dev", "build", "start", "info", "telemetry", "typegen", "upgrade"))
    return f.hint(
        f"next took {word} for a folder, and there is none",
        *[f.swap(typed, n) for n in near if typed],
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.92,
    )


family.hint(
    "optional-dependency",
    "npm left out a package for this platform",
    "rm -rf node_modules package-lock.json && npm install",
    when=(
        "npm has a bug related to optional dependencies",
        "You installed esbuild for another platform",
    ),
    why="It happens when the lock file was written on another system.",
    sure=0.97,
)
family.hint(
    "next-react",
    "next needs react, which this project does not have",
    lambda f: f.first("npm install next react react-dom"),
    when="Next.js requires that you include it in 'dependencies'",
    sure=0.93,
)
family.hint(
    "vite-entry",
    "vite finds no {entry} in this folder",
    lambda f: (
        f"cd {p[0].rsplit('/', 1)[0]} && {f.text}"
        if (p := [x for x in f.local.elsewhere(f["entry"]) if "/" in x])
        else ""
    ),
    when=("Cannot resolve entry module", "Could not resolve entry module"),
    says=r"(?:Cannot|Could not) resolve entry module \"?(?P<entry>[\w./-]+?)\"?\.?$",
    programs=("vite", "npm", "npx", "pnpm", "yarn", "bun"),
    why="It starts from index.html beside package.json, or from what its configuration names.",
    sure=0.9,
)
family.hint(
    "webpack-cli",
    "webpack's command line is a package of its own",
    lambda f: project.add(f, "webpack-cli", dev=True),
    when="CLI for webpack must be installed",
    sure=0.95,
)
family.hint(
    "old-node",
    "This tool needs a newer node",
    "nvm install --lts",
    "node --version",
    when=("crypto$2.getRandomValues is not a function", "crypto.getRandomValues is not a function", "crypto.hash is not a function", "Vite requires Node.js version", "You are using Node.js", "The Angular CLI requires a minimum Node.js version", "structuredClone is not defined", "ReferenceError: fetch is not defined"),
    sure=0.92,
)  # fmt: skip
