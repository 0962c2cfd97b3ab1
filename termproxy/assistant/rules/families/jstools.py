# ruff: noqa: E501
"""tsc, vite, webpack, rollup, esbuild, next, jest, vitest, mocha, eslint, prettier, playwright, prisma.

They run under many names (npx, npm run, yarn, make), so their rules look at every program, and
their messages are chosen to be unmistakable.
"""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.node import alias_lost, missing
from termproxy.assistant.world.spelling import closest
from termproxy.assistant.world.wordlist import listed

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


@family.rule(
    when="error TS",
    says=r"^(?:(?P<file>[^\s:(][^:(\n]*?)[:(](?P<line>\d+)[:,](?P<column>\d+)\)?(?: -|:) )?error TS(?P<code>\d+): (?P<what>.+)$",
    programs=(),
)
def typescript(f: Failed) -> Advice | None:
    """The first error of the TypeScript compiler."""
    code, what, file, line = f["code"], f["what"], f["file"], f["line"]
    quoted = re.findall(r"'([^']+)'", what)
    name = quoted[0] if quoted else ""
    place = project.edit(project.shown(f, file), line) if file else ""
    if code in ("2307", "2792") and name:
        if name.startswith("."):
            return missing(f, name, file) if file else None
        package = project.package_of(name)
        if package in project.BUILTIN:
            return f.hint(
                "The types of node are not installed",
                project.add(f, "@types/node", dev=True),
                sure=0.95,
            )
        if package and name[:2] not in ("@/", "~/"):
            asked = package in project.dependencies(f)
            return f.hint(
                f"The package {package} is not installed",
                project.install(f) if asked else project.add(f, package, dev=project_tool(package)),
                project.add(f, f"@types/{package}", dev=True)
                if package[0] != "@" and not asked
                else None,
                place,
                why="package.json lists it: install the dependencies." if asked else "",
                sure=0.94,
            )
        return f.hint(
            f"{name} cannot be found",
            "grep -n paths tsconfig.json",
            place,
            why="An alias: see paths in tsconfig.json.",
            sure=0.85,
        )
    if code == "7016" and name:
        package = project.package_of(name)
        types = "@types/" + package.lstrip("@").replace("/", "__")
        return f.hint(f"{package} comes without types", project.add(f, types, dev=True), sure=0.95)
    if code in ("2580", "2591", "2688") and (
        "node" in what or name in ("process", "require", "Buffer", "module")
    ):
        return f.hint(
            "The types of node are not installed",
            project.add(f, "@types/node", dev=True),
            place,
            sure=0.95,
        )
    if code in ("2582", "2593"):
        runner = "vitest" if "vitest" in project.dependencies(f) else "@types/jest"
        return f.hint(
            "The types of the test runner are not installed",
            project.add(f, runner, dev=True),
            place,
            sure=0.93,
        )
    if code == "2688" and name:
        return f.hint(
            f"The types of {name} are not installed",
            project.add(f, f"@types/{name}", dev=True),
            sure=0.9,
        )
    if code in ("5023", "5025") and name:
        return _tsc_option(f, name, quoted[1] if len(quoted) > 1 else "", file, line)
    if code in ("5058", "5083", "5057", "6053") and name:
        word = next(
            (w for w in f.operands if w.value == name or w.value.endswith(os.path.basename(name))),
            None,
        )
        near = f.local.near(word.value if word else project.shown(f, name))
        if not near and os.path.basename(name).startswith("tsconfig"):
            near = [n for n in f.local.entries() if re.fullmatch(r"tsconfig[\w.-]*\.json", n)]
        return f.hint(
            f"There is no {project.shown(f, name)}",
            *[f.swap(word, n) for n in near if word],
            "npx tsc --init" if name.endswith("tsconfig.json") else None,
            sure=0.93,
        )
    if code == "5112":
        return f.hint(
            "Files were named, so tsc would not read tsconfig.json",
            f.append("--ignoreConfig"),
            "tsc -p ." if f.program == "tsc" else "npx tsc -p .",
            why="Since TypeScript 6 one has to say which: the project, or single files without it.",
            sure=0.94,
        )
    if code == "18003":
        return f.hint(
            "tsconfig.json matches no TypeScript file",
            project.edit("tsconfig.json"),
            "find . -name '*.ts' -not -path './node_modules/*'",
            why="Look at include, exclude and files.",
            sure=0.9,
        )
    if code == "17004":
        return f.hint(
            "JSX needs the compiler option jsx",
            option(f, "--jsx react-jsx"),
            project.edit("tsconfig.json"),
            why='Set "jsx": "react-jsx" in tsconfig.json.',
            sure=0.92,
        )
    if code in ("1259", "1192"):
        return f.hint(
            "A default import of a CommonJS module",
            option(f, "--esModuleInterop"),
            project.edit("tsconfig.json"),
            why='Set "esModuleInterop": true in tsconfig.json.',
            sure=0.85,
        )
    if not place:
        return f.hint(what.rstrip("."), project.edit("tsconfig.json"), sure=0.75)
    meant = re.search(r"Did you mean (?:the static member |to write )?'([^']+)'", what)
    count = f.find(r"Found (\d+) errors")
    return f.hint(
        f"Type error in {project.shown(f, file)}, line {line}" if code[0] != "1" or len(code) > 4 else f"Syntax error in {project.shown(f, file)}, line {line}",
        place,
        why=(f"Did you mean {meant[1]}?" if meant else what) + (f" ({count[1]} errors in all)" if count else ""),
        sure=0.88,
    )  # fmt: skip


def project_tool(package: str) -> bool:
    return bool(re.match(r"vite|@vitejs|jest|eslint|@types|typescript|webpack|rollup", package))


# `tsc --all`, TypeScript 5: the options of the command line that people type.
TSC = listed(
    """allowJs alwaysStrict baseUrl build checkJs composite declaration declarationDir esModuleInterop
    forceConsistentCasingInFileNames help incremental init inlineSourceMap isolatedModules jsx lib
    listFiles locale module moduleResolution newLine noEmit noEmitOnError noImplicitAny
    noImplicitReturns noUnusedLocals noUnusedParameters outDir outFile paths preserveWatchOutput
    pretty project removeComments resolveJsonModule rootDir showConfig skipLibCheck sourceMap strict
    strictNullChecks target traceResolution tsBuildInfoFile typeRoots types verbose version watch"""
)


def _tsc_option(f: Failed, name: str, meant: str, file: str, line: str) -> Advice:
    word = next(
        (w for w in f.command.words if w.value.lstrip("-").split("=")[0] == name.lstrip("-")), None
    )
    if not meant:
        meant = closest(name.lstrip("-"), TSC)
    if word and not meant:
        return f.hint(f"tsc has no option {name}", sure=0.85)
    if word and meant:
        return f.hint(
            f"tsc has no option {name}",
            f.swap(word, f"--{meant}"),
            why=f"Did you mean {meant}?",
            sure=0.96,
        )
    return f.hint(
        f"tsconfig.json has an unknown option {name}",
        f'sed -i \'s/"{name}"/"{meant}"/\' {file or "tsconfig.json"}' if meant else None,
        project.edit(file or "tsconfig.json", line),
        why=f"Did you mean {meant}?" if meant else "",
        sure=0.93,
    )


family.hint(
    "tsc-placeholder",
    "npx found a package named tsc that is not TypeScript",
    "npm install -D typescript",
    lambda f: f.first("npm install -D typescript"),
    lambda f: f.swap("tsc", "-p typescript tsc", bare=True),
    when="This is not the tsc command you are looking for",
    sure=0.96,
)
family.hint(
    "tsc-help",
    "tsc found no tsconfig.json and no file to compile",
    "npx tsc --init",
    lambda f: (
        f.append(name)
        if (name := next((n for n in f.local.entries() if n.endswith(".ts")), ""))
        else ""
    ),
    when="tsc: The TypeScript Compiler - Version",
    sure=0.92,
)


# Bundlers.


@family.rule(
    when=("failed to resolve import", "Failed to resolve import", "Can't resolve '", "Could not resolve \"", "Failed to resolve entry for package", "The following dependencies are imported but could not be resolved", "Cannot resolve module", "Module not found: Can't resolve"),
    says=r"[Ff]ailed to resolve import \"(?P<rollup>[^\"]+)\" from \"(?P<by>[^\"]+)\"|Can't resolve '(?P<webpack>[^']+)'(?: in '(?P<folder>[^']+)')?|Could not resolve \"(?P<esbuild>[^\"]+)\"(?: from \"(?P<by2>[^\"]+)\")?",
)  # fmt: skip
def unresolved_import(f: Failed) -> Advice | None:
    """A bundler cannot find what is imported."""
    name = f["rollup"] or f["webpack"] or f["esbuild"]
    by = f["by"] or f["by2"]
    if not by:
        where = f.find(
            r"(?:ERROR in |^\s*|^)(?:\./)?(?P<by>(?!node_modules)[\w./@-]+\.[cm]?[jt]sx?)(?::(?P<line>\d+)| \d+:)"
        )
        by = where["by"] if where else ""
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
    )
)
def nextjs(f: Failed) -> Advice | None:
    """next: sub-command, folder, missing build."""
    slip = f.find(r"\"next (\S+)\" does not exist\. Did you mean \"next (\S+)\"")
    if slip:
        return f.hint(f"next has no command {slip[1]}", f.swap(slip[1], slip[2]), sure=0.96)
    if "production build" in f.output:
        build = "npm run build" if "build" in f.local.npm_scripts else "npx next build"
        return f.hint(
            "There is no production build yet", f.first(build), f.swap("start", "dev"), sure=0.95
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


family.hint(
    "optional-dependency",
    "npm left out a package for this platform",
    "rm -rf node_modules package-lock.json && npm install",
    when=(
        "npm has a bug related to optional dependencies",
        "You installed esbuild for another platform",
    ),
    why="It happens when the lock file was written on another system.",
    sure=0.95,
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
