# ruff: noqa: E501
"""node itself (and what runs scripts through it): modules, module kinds, crashes, memory, ports.

An uncaught error prints where it was thrown (`/srv/app/x.js:2`), the line, a caret, then the stack.
"""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.vocabulary import COMMANDS
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.registry import meant, well_known
from termproxy.assistant.world.wordlist import listed

RUNNERS = listed(
    """node nodejs npm npx yarn pnpm bun bunx deno tsx ts-node ts-node-dev nodemon pm2 jest vitest
mocha vite next nuxt webpack rollup eslint prettier tsc ng nest gulp grunt electron make just turbo nx
cypress playwright storybook react-scripts vue-cli-service astro expo serve forever concurrently"""
)
family = Family("node", *RUNNERS)

SERVICES = {
    "5432": ("PostgreSQL", "postgresql"),
    "3306": ("MySQL", "mysql"),
    "6379": ("Redis", "redis-server"),
    "27017": ("MongoDB", "mongod"),
    "5672": ("RabbitMQ", "rabbitmq-server"),
    "9200": ("Elasticsearch", "elasticsearch"),
    "11211": ("memcached", "memcached"),
    "9092": ("Kafka", "kafka"),
    "1433": ("SQL Server", "mssql-server"),
}
FRAME = r"(?:file://)?(?P<file>/[^\s():]+\.[cm]?[jt]sx?):(?P<line>\d+)(?::\d+)?\)?$"


def own_frame(f: Failed) -> tuple[str, str] | None:
    """The user's own file and line: where it was thrown, else the first frame outside packages."""
    head = f.find(r"^(?:file://)?(?P<file>/[^\s():]+\.[cm]?[jt]sx?):(?P<line>\d+)$")
    found = [head] if head else []
    found += list(re.finditer(r"^\s+at .*?" + FRAME, f.output, re.MULTILINE))
    for match in found:
        if match and "node_modules" not in match["file"] and not match["file"].startswith("/usr/"):
            return project.shown(f, match["file"]), match["line"]
    return None


def edit_frame(f: Failed) -> str:
    frame = own_frame(f)
    return project.edit(*frame) if frame else ""


def script_word(f: Failed) -> Word | None:
    """The script that node was given."""
    return f.operands[0] if f.operands else None


@family.rule(
    when="Cannot find module '",
    says=r"Error: Cannot find module '(?P<name>[^']+)'",
)
def module_not_found(f: Failed) -> Advice | None:
    """A missing script, package or file of one's own."""
    name = f["name"]
    if "npm has a bug related to optional dependencies" in f.output or "Failed Suites" in f.output:
        return None  # see jstools and js_tests
    if name.startswith(".prisma/"):
        return None  # made by `prisma generate`: see js_projects
    if name.startswith("/") and re.search(r"requireStack: \[\]", f.output):
        return _script_missing(f, name)
    if (
        f.program in ("ts-node", "tsx", "npx")
        and f.operands
        and name.lstrip("./") == f.operands[-1].value.lstrip("./")
    ):
        return _script_missing(f, os.path.join(f.case.cwd, name))
    by = f.find(r"Require stack:\n- (?P<by>\S+)")
    return missing(f, name, by["by"] if by else "")


@family.rule(
    when=("ERR_MODULE_NOT_FOUND", "Cannot find package"),
    says=r"Cannot find (?:package|module) '(?P<name>[^']+)' imported from '?(?P<by>[^\s']+)",
)
def import_not_found(f: Failed) -> Advice | None:
    """The same for `import`, which wants whole file names."""
    return missing(f, re.sub(r"^file://", "", f["name"]), re.sub(r"^file://", "", f["by"]))


def _script_missing(f: Failed, path: str) -> Advice | None:
    word = next(
        (w for w in f.operands if path.endswith("/" + w.value.lstrip("./")) or path == w.value),
        None,
    )
    relative = project.shown(f, path)
    if word is None:  # inside `npm start`: the script line in package.json names it
        return _named_by_package_json(f, relative)
    if f.program in ("node", "nodejs") and word.value in COMMANDS["npm"] and "." not in word.value:
        tail = " ".join(w.raw for w in f.command.words[1:])
        return f.hint(
            f"{word.value} is a command of npm, not of node", f.rewrite(f"npm {tail}"), sure=0.95
        )
    if f.program in ("node", "nodejs") and word.value in f.local.npm_scripts:
        return f.hint(
            f"{word.value} is a script of package.json",
            f.rewrite(f"npm run {word.value}"),
            sure=0.95,
        )
    near = f.local.near(word.value)
    near += [p for p in f.local.elsewhere(word.value) if p not in near]
    if near:
        return f.hint(
            f"There is no file {word.value} here",
            *[f.swap(word, name) for name in near],
            why=f"Did you mean {near[0]}?",
            sure=0.95,
        )
    folder = os.path.dirname(word.value)
    scripts = f.local.npm_scripts
    fixes = []
    if _built(word.value) and ("build" in scripts or not scripts):
        fixes += (
            ["npm run build", f.first("npm run build")]
            if not scripts
            else [f.first("npm run build")]
        )
        why = "It is made by the build, which has not run; or you are in another folder."
    else:
        started = next((project.run(f, s) for s in scripts if s in ("start", "dev")), "")
        why = "Mistyped, or you are in another folder."
        why += f" The project itself starts with {started}." if started else ""
    return f.hint(
        f"There is no file {word.value} here",
        *fixes,
        f"ls {folder}".strip(),
        why=why,
        sure=0.92,
    )


def _named_by_package_json(f: Failed, relative: str) -> Advice:
    near = f.local.near(relative)
    build = "build" in f.local.npm_scripts and _built(relative) and f.sub != "build"
    return f.hint(
        f"The script {relative} does not exist",
        f.first("npm run build") if build else None,
        f"sed -i 's|{relative}|{near[0]}|' package.json && {f.text}" if near else None,
        f"ls {os.path.dirname(relative)}".strip(),
        project.edit("package.json"),
        why=f"There is {near[0]}." if near else "package.json asks node to run it.",
        sure=0.93,
    )


def _built(path: str) -> bool:
    return bool(re.match(r"(?:\./)?(?:dist|build|lib|out|\.next|\.output|output)/", path))


def missing(f: Failed, name: str, by: str) -> Advice | None:
    """A package that is not installed, or a file of one's own that is not there."""
    package = project.package_of(name)
    if package and not name.startswith("/"):
        return _package_missing(f, package, by)
    return _own_file_missing(f, name, by)


def _package_missing(f: Failed, package: str, by: str) -> Advice:
    if package in project.BUILTIN or (
        "node_modules" in by and package not in project.dependencies(f)
    ):
        return f.hint(
            f"The installed packages are incomplete: {package} is missing",
            f.first(project.install(f)),
            "rm -rf node_modules && npm install",
            sure=0.85,
        )
    asked = package in project.dependencies(f)
    known = asked or package in project.POPULAR or package in well_known("npm")
    near = [] if known else meant(package, "npm", (*project.POPULAR, *project.dependencies(f)))
    if near:
        return _misspelt(f, package, near[0], by)
    return f.hint(
        f"The package {package} is not installed",
        project.install(f) if asked else project.add(f, package, dev=_is_tool(f, package)),
        f.first(project.install(f)) if asked else None,
        why="package.json lists it: install the dependencies."
        if asked
        else f"{project.shown(f, by) or 'The code'} needs it.",
        sure=0.95,
    )


def _misspelt(f: Failed, package: str, right: str, by: str) -> Advice:
    """An import of a name that nobody knows, beside one that everybody does."""
    source = project.shown(f, by) if by else ""
    line = _line_with(f, source, package)
    there = right in project.dependencies(f)
    steps = [_respelt(f, source, line, package, right)] if source and line else []
    steps += [] if there else [project.add(f, right, dev=_is_tool(f, right))]
    return f.hint(
        f"There is no package {package} here; {right} is meant?",
        " && ".join([*steps, f.text]) if source and line else None,
        project.edit(source, line) if source else None,
        project.add(f, package) if not there else None,
        why=f"{source} imports it." if source else "",
        sure=0.95,
    )


def _respelt(f: Failed, source: str, line: str, wrong: str, right: str) -> str:
    """sed for the import alone: a variable on the same line may have the same name."""
    single = f"'{wrong}" in f.local.text(source)
    quoted, outer = ("'", '"') if single else ('"', "'")
    return f"sed -i {outer}{line}s|{quoted}{wrong}|{quoted}{right}|{outer} {source}"


def _own_file_missing(f: Failed, name: str, by: str) -> Advice:
    """An import by path: mended where the right one is plain, else opened."""
    source = project.shown(f, by) if by else ""
    line = _line_with(f, source, name)
    target = (
        os.path.normpath(os.path.join(os.path.dirname(source), name)) if name[0] == "." else name
    )
    target = project.shown(f, target)
    near = f.local.near(target) or [
        n for e in (".js", ".ts", ".mjs") for n in f.local.near(target + e)
    ]
    exact = next(
        (
            target + e
            for e in (".js", ".mjs", ".cjs", "/index.js", ".ts")
            if f.local.exists(target + e)
        ),
        "",
    )
    near = [n for n in ([exact, *near] if exact else near) if n != source]
    written = _written(f, source, name, target)
    spelled = (
        _spelled_like(written, target, near[0], whole=not name.startswith(".")) if near else ""
    )
    fix = ""
    if spelled and source and near and f.local.exists(source):
        fix = f"sed -i 's|{written}|{spelled}|' {source} && {f.text}"
    if fix and spelled == written:
        fix = ""
    return f.hint(
        f"{source or 'The code'} asks for {target}, which does not exist",
        fix if fix and spelled else None,
        project.edit(source, line) if source else None,
        f"ls {os.path.dirname(target)}".strip() if not near else None,
        why="In ES modules the import must name the whole file." if exact and spelled.endswith(exact.rsplit("/", 1)[-1])
        else f"There is {near[0]}." if near else "Mistyped, moved, or not built yet.",
        sure=0.93,
    )  # fmt: skip


def _written(f: Failed, source: str, name: str, target: str) -> str:
    """How the source spells the import: an ES error gives the absolute path instead."""
    if name.startswith("."):
        return name
    text = f.local.text(source)
    stem = os.path.basename(target)
    found = re.search(rf"[\"'](\.[^\"']*{re.escape(stem)})[\"']", text)
    return found[1] if found else f"./{stem}"


def _spelled_like(name: str, target: str, found: str, *, whole: bool) -> str:
    if not name.startswith("."):
        return ""
    base = os.path.dirname(name)
    if os.path.dirname(target) != os.path.dirname(found) and not found.endswith("/index.js"):
        return ""
    tail = os.path.basename(found)
    stem = tail if "." in os.path.basename(name) or whole else re.sub(r"\.[cm]?[jt]sx?$", "", tail)
    return f"{base}/{stem}"


def _line_with(f: Failed, source: str, name: str) -> str:
    tail = os.path.basename(re.sub(r"\.[cm]?js$", "", name))
    for number, line in enumerate(f.local.text(source).split("\n"), 1) if source else ():
        if tail in line and re.search(r"require|import|from", line):
            return str(number)
    frame = own_frame(f)
    return frame[1] if frame and frame[0] == source else ""


def _is_tool(f: Failed, package: str) -> bool:
    return bool(
        re.match(r"@types/|@vitejs/|@babel/|eslint|prettier|typescript|vite$|vitest|jest|ts-|webpack|rollup|@typescript-eslint|@eslint|globals$|husky|nodemon|mocha|postcss|tailwindcss|autoprefixer|sass$", package)
    )  # fmt: skip


EXTENSIONS = ("", ".tsx", ".ts", ".jsx", ".js", ".vue")


def alias_lost(f: Failed, name: str, by: str) -> Advice | None:
    """`@/components/x`: the alias is set up, and the file behind it does not exist."""
    base = "src/" if f.local.is_dir("src") else ""
    path = base + name[2:]
    near = next((n for end in EXTENSIONS if (n := f.local.near(path + end))), [])
    config = f.local.text("tsconfig.json") + f.local.text("jsconfig.json")
    if not near and "Next.js" not in f.output and not re.search(r"['\"][@~]/\*['\"]", config):
        return None
    told = re.findall(r"^\./(\S+\.[cm]?[jt]sx?)$", f.output, re.MULTILINE)
    where = by or (told[0] if told else "")
    page = project.shown(f, where) if where else ""
    stem = re.sub(r"\.[jt]sx?$", "", near[0].removeprefix(base)) if near else ""
    return f.hint(
        f"There is no {path}",
        f"sed -i 's|{name}|{name[:2]}{stem}|' {page} && {f.text}" if stem and page else None,
        project.edit(page) if page else None,
        why=f"There is {near[0]}." if near else f"{page or 'A file'} imports {name}.",
        sure=0.9,
    )
