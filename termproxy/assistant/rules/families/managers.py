# ruff: noqa: E501
"""yarn (1 and berry), pnpm, bun, corepack; and programs that a script needs but nobody installed."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.npm import _no_manifest
from termproxy.assistant.rules.families.vocabulary import COMMANDS
from termproxy.assistant.world.spelling import nearest, slip

family = Family("packages", "yarn", "pnpm", "bun", "pnpx", "bunx", "corepack", "npm", "npx")

# A program's package, where it has another name.
PACKAGE_OF = {
    "tsc": "typescript",
    "vue-cli-service": "@vue/cli-service",
    "ng": "@angular/cli",
    "nest": "@nestjs/cli",
    "react-scripts": "react-scripts",
    "webpack": "webpack webpack-cli",
    "playwright": "@playwright/test",
    "svelte-kit": "@sveltejs/kit",
    "storybook": "storybook",
    "start-storybook": "@storybook/react",
    "babel": "@babel/cli",
    "commitlint": "@commitlint/cli",
    "tailwindcss": "tailwindcss",
    "biome": "@biomejs/biome",
    "changeset": "@changesets/cli",
    "remix": "@remix-run/dev",
    "run-s": "npm-run-all",
    "run-p": "npm-run-all",
    "gulp": "gulp",
    "vue-tsc": "vue-tsc",
    "ts-node": "ts-node typescript",
}


@family.rule(
    when=(": not found", "command not found", "is not recognized"),
    says=r"^(?:sh|/bin/sh|bash|dash): (?:line )?(?:\d+: )?(?P<name>[\w./@-]+): (?:command )?not found|^(?:bun: )?command not found: (?P<bun>[\w./@-]+)$",
    programs=("npm", "yarn", "pnpm", "bun", "turbo", "nx", "lerna", "npx"),
)
def program_of_script(f: Failed) -> Advice | None:
    """`sh: 1: vite: not found` inside a script: the dependencies are not installed."""
    name = f["name"] or f["bun"]
    if name == f.program:
        return None  # the manager itself is not there
    wanted = project.dependencies(f)
    package = PACKAGE_OF.get(name, name)
    listed = any(p in wanted for p in (package.split()[0], name))
    present = f.local.is_dir("node_modules")
    tool = project.manager(f)
    install = f"{tool} install"
    if f.local.which(name) and not listed and not present:
        return None
    if name in ("python", "python3", "git", "make", "docker", "bash", "java", "php", "ruby", "aws"):
        return f.hint(
            f"The script needs {name}, which is not installed",
            f.local.installer(name),
            sure=0.85,
        )
    if lifecycle := _pruned(f, name):
        return lifecycle
    near = nearest(name, (*wanted, *PACKAGE_OF, *project.POPULAR)) if not listed else []
    near = [n for n in near if n not in (name,) and "/" not in n]
    if present and not listed:
        return f.hint(
            f"The script runs {name}, which is not installed",
            project.add(f, package, dev=True),
            f.first(install),
            f"sed -i 's/{name}/{near[0]}/' package.json && {f.text}" if near else None,
            why=f"Did it mean {near[0]}?" if near else "No dependency in package.json brings it.",
            sure=0.9,
        )
    if near and not listed and wanted:
        return f.hint(
            f"The script runs {name}, which no dependency brings",
            f"sed -i 's/{name}/{near[0]}/' package.json && {f.text}",
            f.first(install),
            project.edit("package.json"),
            why=f"Did it mean {near[0]}?",
            sure=0.85,
        )
    return f.hint(
        f"{name} is not installed in this project",
        f.first(install),
        project.add(f, package, dev=True) if not listed else None,
        why="node_modules is missing or out of date: install the dependencies.",
        sure=0.96,
    )


def _pruned(f: Failed, name: str) -> Advice | None:
    """npm install --omit=dev: the project's own `prepare` runs a development dependency."""
    script = f.find(r"^> \S+ (prepare|postinstall|preinstall|prepublish|install)$")
    if not script or not f.has(
        "--omit=dev", "--production", "--only=production", "--omit", "--prod"
    ):
        return None
    return f.hint(
        f"The script {script[1]} needs {name}, which is for development only",
        f.append("--ignore-scripts"),
        f"npm pkg set scripts.{script[1]}='{name} || true'" if f.program == "npm" else None,
        why="It runs at every install, and development packages are left out here.",
        sure=0.97,
    )


# What the others call it.
MEANT = {
    "yarn": {
        "require": "add",
        "uninstall": "remove",
        "rm": "remove",
        "delete": "remove",
        "i": "add",
        "ls": "list",
    },
    "pnpm": {"delete": "remove", "del": "remove"},
}


@family.rule(
    when=("error Command \"", "Couldn't find a script named", "ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL", "Script not found"),
    says=r"error Command \"(?P<classic>[^\"]+)\" not found|Couldn't find a script named \"(?P<berry>[^\"]+)\""
    r"|EXEC_FIRST_FAIL\S*\s+(?:× )?Command \"(?P<pnpm>[^\"]+)\" not found|Script not found \"(?P<bun>[^\"]+)\"",
)  # fmt: skip
def missing_script(f: Failed) -> Advice | None:
    """`yarn biuld`: neither a command, a script nor an installed program."""
    name = f["classic"] or f["berry"] or f["pnpm"] or f["bun"]
    word = next((w for w in f.command.words[1:] if w.value == name), None)
    if word is None:
        return None
    scripts, tool = f.local.npm_scripts, f.program
    offered = re.findall(r"Did you mean \"(?:pnpm )?([^\"]+)\"\?", f.output)
    near = [*nearest(name, scripts), *offered]
    # `yarn globl add`: the manager's own commands, when the word stands where they stand.
    own = (
        []
        if f.sub in ("run", "exec")
        else nearest(name, COMMANDS.get(tool, ()), prior=("install", "add", "run"))
    )
    both = [*near, *own]
    if name in MEANT.get(tool, {}):
        both.insert(0, MEANT[tool][name])
    if own and near and slip(name, own[0]) < slip(name, near[0]):
        both = [*own[:1], *both]  # pnpm isntall, and pnpm suggests start
    names = list(dict.fromkeys(both or project.script_like(f, name)))
    package = PACKAGE_OF.get(name, name)
    asked = package.split()[0] in project.dependencies(f)
    known = package in project.POPULAR or name in PACKAGE_OF
    known_tool = asked or known
    return f.hint(
        f"There is no script or command {name}",
        f.first(f"{tool} install") if known_tool and asked else None,
        project.add(f, package, dev=True) if known and not asked and not near else None,
        *[f.swap(word, n) for n in names],
        f"{tool} run",
        why=f"Did you mean {names[0]}?"
        if names and not known_tool
        else f"package.json has: {', '.join(scripts[:6])}."
        if scripts
        else "",
        sure=0.95 if names or known_tool else 0.85,
    )


@family.rule(
    when=("Couldn't find a package.json file", "No project found in", "ERR_PNPM_NO_IMPORTER_MANIFEST", "ERR_PNPM_NO_PKG_MANIFEST", "could not find a package.json"),
)  # fmt: skip
def no_manifest(f: Failed) -> Advice:
    """No package.json here (yarn, pnpm, bun)."""
    return _no_manifest(f)


family.hint(
    "install-is-add",
    "yarn adds packages with `yarn add`",
    lambda f: f.swap("install", "add"),
    when="`install` has been replaced with `add`",
    sure=0.98,
)
family.hint(
    "workspace-root",
    "This would add it to the root of the workspace",
    lambda f: f.append("-W") if f.program == "yarn" else f.append("-w"),
    why="Say so with the flag, or run it in the package's own folder.",
    when=("add the dependency to the workspace root", "ERR_PNPM_ADDING_TO_ROOT"),
    sure=0.94,
)
family.hint(
    "frozen-lockfile",
    "The lock file does not match package.json",
    lambda f: f"{f.program if f.program in ('yarn', 'pnpm', 'bun') else 'npm'} install",
    lambda f: f.swap("--frozen-lockfile", "--no-frozen-lockfile") if f.program == "pnpm" else "",
    why="Update it with a plain install, and commit it.",
    when=("but yarn was run with `--frozen-lockfile`", "ERR_PNPM_OUTDATED_LOCKFILE", "ERR_PNPM_NO_LOCKFILE", "lockfile would have been modified by this install", "lockfile would have been created by this install", "lockfile had changes, but lockfile is frozen", "ERR_PNPM_FROZEN_LOCKFILE_WITH_OUTDATED"),
    sure=0.95,
)  # fmt: skip


def _installed_first(f: Failed) -> str:
    """Install, then what was wanted, its script spelt as package.json has it."""
    if f.sub in ("install", ""):
        return "yarn install"
    word = f.rest[0] if f.sub == "run" and f.rest else f.sub_word
    scripts = f.local.npm_scripts
    near = nearest(word.value, scripts, limit=1) if word and word.value not in scripts else []
    return f"yarn install && {f.swap(word, near[0]) if word and near else f.text}"


family.hint(
    "berry-not-installed",
    "This project's packages are not installed",
    _installed_first,
    when=("This package doesn't seem to be present in your lockfile", "doesn't seem to have been installed - running an install", "Couldn't find the node_modules state file"),
    sure=0.95,
)  # fmt: skip
family.hint(
    "yarn-no-lockfile",
    "There is no yarn.lock here yet",
    lambda f: f.first("yarn install"),
    lambda f: f.rewrite(re.sub(r"^yarn", "npm", " ".join(w.raw for w in f.command.words))) if f.local.exists("package-lock.json") else "",
    when="No lockfile in this directory. Run `yarn install`",
    sure=0.92,
)  # fmt: skip


@family.rule(
    when=('"packageManager"', "configured to use", "Use \"pnpm install\"", "only-allow", "Use `pnpm install`", "Please use pnpm", "Please use yarn"),
    says=r"\"packageManager\": \"(?:yarn@)?(?P<pm>npm|yarn|pnpm|bun)|configured to use (?P<pm2>npm|yarn|pnpm|bun)|Use \"(?P<pm3>npm|yarn|pnpm|bun) install\"|Please use (?P<pm4>pnpm|yarn|npm)|only-allow (?P<pm5>\w+)",
)  # fmt: skip
def other_manager(f: Failed) -> Advice | None:
    """The project wants another package manager."""
    wanted = f["pm"] or f["pm2"] or f["pm3"] or f["pm4"] or f["pm5"]
    if wanted == f.program:
        return f.hint(
            f"The project wants another version of {wanted}", f.first("corepack enable"), sure=0.95
        )
    verb = f.sub or "install"
    moved = {
        "install": {"npm": "install"},
        "add": {"npm": "install"},
        "ci": {"yarn": "install --immutable", "pnpm": "install --frozen-lockfile"},
    }
    verb = moved.get(verb, {}).get(
        wanted, "add" if verb in ("i", "install") and wanted != "npm" else verb
    )
    if not any(not w.is_option for w in f.rest) and verb == "add":
        verb = "install"
    tail = " ".join(w.raw for w in f.rest)
    return f.hint(
        f"This project uses {wanted}",
        f.rewrite(f"{wanted} {verb} {tail}".strip()),
        f"corepack enable && {wanted} install",
        sure=0.95,
    )


family.hint(
    "pnpm-global-dir",
    "pnpm has no folder for global programs yet",
    "pnpm setup && source ~/.bashrc",
    when="ERR_PNPM_NO_GLOBAL_BIN_DIR",
    sure=0.95,
)
family.hint(
    "pnpm-missing-name",
    "A package name is missing",
    lambda f: f"{f.program} install",
    lambda f: f.append("<package>"),
    why="Everything that package.json lists is installed by install.",
    when=("ERR_PNPM_MISSING_PACKAGE_NAME", "Missing list of packages to add to your project", "Missing packages to add"),
    sure=0.9,
)  # fmt: skip
family.hint(
    "cannot-remove",
    "package.json does not list that package",
    lambda f: f"{f.program} {'ls' if f.program != 'yarn' else 'list'} --depth=0",
    when=("ERR_PNPM_CANNOT_REMOVE_MISSING_DEPS", "This module isn't specified in a package.json file", "aren't referenced by any workspace", "isn't a direct dependency"),
    sure=0.88,
)  # fmt: skip
family.hint(
    "modules-aborted",
    "pnpm wants to rebuild node_modules, and may not ask here",
    lambda f: f"CI=true {f.text}",
    "rm -rf node_modules && pnpm install",
    when="ERR_PNPM_ABORTED_REMOVE_MODULES_DIR",
    sure=0.9,
)
family.hint(
    "no-filter-match",
    "No project of this workspace matches the filter",
    "pnpm ls -r --depth -1",
    when="No projects matched the filters",
    sure=0.85,
)
