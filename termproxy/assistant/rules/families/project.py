# ruff: noqa: E501
"""What a JavaScript project says about itself: its package manager, its dependencies, its scripts."""

from __future__ import annotations

import json
import os
import re

from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

LOCKS = (
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "yarn"),
    ("bun.lockb", "bun"),
    ("bun.lock", "bun"),
    ("package-lock.json", "npm"),
)
BUILTIN = frozenset(
    listed(
        """assert async_hooks buffer child_process cluster console constants crypto dgram dns domain
events fs http http2 https inspector module net os path perf_hooks process punycode querystring
readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi
worker_threads zlib test"""
    )
)
# Names of the registry that people mistype; the rest of it we cannot know.
POPULAR = listed(
    """react react-dom vue angular svelte next nuxt express koa fastify lodash axios moment dayjs
date-fns typescript webpack webpack-cli webpack-dev-server vite vitest jest mocha chai jasmine
eslint prettier nodemon ts-node tsx tslib rxjs redux react-redux react-router react-router-dom
zustand mobx formik yup zod joi dotenv cors body-parser cookie-parser morgan helmet mongoose mongodb
mysql mysql2 pg sequelize typeorm prisma knex redis ioredis socket.io socket.io-client ws graphql
apollo-server jsonwebtoken bcrypt bcryptjs passport multer nodemailer uuid nanoid chalk commander
yargs inquirer ora debug winston pino request node-fetch got superagent cheerio puppeteer playwright
cypress tailwindcss postcss autoprefixer sass node-sass less styled-components classnames bootstrap
jquery d3 three chart.js electron gulp grunt rollup parcel esbuild babel-loader css-loader style-loader
file-loader html-webpack-plugin rimraf cross-env concurrently husky lint-staged lerna turbo nx pm2
serve http-server json-server create-react-app create-next-app create-vite @types/node @types/react
@types/jest @types/express @babel/core @babel/preset-env @babel/preset-react @angular/cli
@angular/core @vue/cli @nestjs/core @nestjs/cli @nestjs/common @prisma/client @reduxjs/toolkit
@testing-library/react @testing-library/jest-dom @tanstack/react-query @mui/material @emotion/react
@vitejs/plugin-react async bluebird underscore immutable ramda glob minimist semver yarn pnpm npm
typeorm reflect-metadata class-validator class-transformer firebase aws-sdk stripe sharp jimp
ts-jest eslint-config-prettier eslint-plugin-react eslint-config-airbnb openai left-pad is-odd"""
)
# Script names that mean the same thing.
SIBLINGS = (
    listed("dev start serve develop start:dev dev:start watch server preview"),
    listed("start dev serve start:dev develop start:prod server preview"),
    listed("build compile bundle build:prod dist build:all prod"),
    listed("test test:unit tests unit test:all vitest jest check test:ci"),
    listed("lint eslint lint:check check lint:js lint:fix"),
    listed("format fmt prettier format:write format:fix prettify"),
    listed("typecheck type-check check-types types tsc check:types ts"),
    listed("watch dev build:watch start"),
    listed("preview serve start"),
    listed("serve start dev preview"),
    listed("deploy release publish"),
    listed("e2e test:e2e cypress playwright"),
    listed("clean clear reset"),
    listed("docs doc build:docs"),
)


def edit(path: str, line: str | int = "") -> str:
    """The corpus' way to open a file at a line."""
    return f"${{EDITOR:-vi}} {f'+{line} ' if line else ''}{quote(path)}"


def shown(f: Failed, path: str) -> str:
    """An absolute path as the user would write it from cwd."""
    path = re.sub(r"^file://", "", path)
    cwd = f.case.cwd.rstrip("/")
    if path.startswith(cwd + "/"):
        return path[len(cwd) + 1 :]
    # A case written down elsewhere: the same file, seen from here.
    name = os.path.basename(path)
    return (
        name if path.startswith("/") and not f.local.exists(path) and f.local.exists(name) else path
    )


def manager(f: Failed) -> str:
    """npm, yarn, pnpm or bun: by the lock file, else by the command itself."""
    for lock, name in LOCKS:
        if f.local.above(lock):
            return name
    return f.program if f.program in ("yarn", "pnpm", "bun") else "npm"


def add(f: Failed, package: str, *, dev: bool = False) -> str:
    """The command that adds a package to this project."""
    tool = manager(f)
    flag = (" -D" if tool != "bun" else " -d") if dev else ""
    return f"{tool} {'install' if tool == 'npm' else 'add'}{flag} {package}"


def install(f: Failed) -> str:
    return f"{manager(f)} install"


def run(f: Failed, script: str) -> str:
    """The command that runs a script of package.json."""
    tool = manager(f)
    if tool in ("yarn", "pnpm") or (tool == "npm" and script in ("start", "test")):
        return f"{tool} {script}"
    return f"{tool} run {script}"


def dependencies(f: Failed) -> frozenset[str]:
    """Everything package.json asks for."""
    path = f.local.above("package.json")
    try:
        manifest = json.loads(f.local.text(path)) if path else {}
        kinds = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
        return frozenset(name for kind in kinds for name in manifest.get(kind) or {})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return frozenset()


def package_of(module: str) -> str:
    """lodash/fp -> lodash, @scope/name/x -> @scope/name; "" for a path."""
    if not module or module[0] in "./" or ":" in module:
        return ""
    parts = module.split("/")
    return "/".join(parts[:2]) if module[0] == "@" else parts[0]


def script_like(f: Failed, typed: str) -> list[str]:
    """The scripts of this project that a script name may be a slip of, or another word for."""
    scripts = list(f.local.npm_scripts)
    near = nearest(typed, scripts)
    if near:
        return near
    found = [s for s in scripts if s.startswith(typed + ":") or s.endswith(":" + typed)]
    for names in SIBLINGS:
        if names[0] == typed:
            found = [s for s in names if s in scripts] + [s for s in found if s not in names]
            break
    return found[:2]
