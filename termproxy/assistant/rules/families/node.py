# ruff: noqa: E501
"""node itself (and what runs scripts through it): modules, module kinds, crashes, memory, ports.

An uncaught error prints where it was thrown (`/srv/app/x.js:2`), the line, a caret, then the stack.
"""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.vocabulary import COMMANDS
from termproxy.assistant.rules.packages import PACKAGES
from termproxy.assistant.rules.words import Word
from termproxy.assistant.spelling import nearest
from termproxy.assistant.wordlist import listed

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
        why = "Mistyped, or you are in another folder."
        fixes += [f.rewrite(project.run(f, s)) for s in scripts if s in ("start", "dev")][:1]
    return f.hint(
        f"There is no file {word.value} here",
        *fixes,
        f"ls {folder}".strip(),
        why=why,
        sure=0.92,
    )


def _built(path: str) -> bool:
    return bool(re.match(r"(?:\./)?(?:dist|build|lib|out|\.next|\.output|output)/", path))


def missing(f: Failed, name: str, by: str) -> Advice | None:
    """A package that is not installed, or a file of one's own that is not there."""
    package = project.package_of(name)
    if package and not name.startswith("/"):
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
        near = (
            nearest(package, project.POPULAR)
            if package not in project.POPULAR and not asked
            else []
        )
        return f.hint(
            f"The package {package} is not installed",
            project.install(f) if asked else project.add(f, package, dev=_is_tool(f, package)),
            f.first(project.install(f)) if asked else None,
            *[project.add(f, n) for n in near[:1]],
            why="package.json lists it: install the dependencies."
            if asked
            else f"{project.shown(f, by) or 'The code'} needs it.",
            sure=0.95,
        )
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
    near = [exact, *near] if exact else near
    spelled = _spelled_like(name, target, near[0]) if near else ""
    fix = ""
    if spelled and source and near and f.local.exists(source):
        fix = f"sed -i 's|{_written(f, source, name, target)}|{spelled}|' {source} && {f.text}"
    if fix and spelled == _written(f, source, name, target):
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


def _spelled_like(name: str, target: str, found: str) -> str:
    base = os.path.dirname(name) if name.startswith(".") else "."
    if os.path.dirname(target) != os.path.dirname(found) and not found.endswith("/index.js"):
        return ""
    tail = os.path.basename(found)
    stem = (
        tail
        if "." in os.path.basename(name) or not name.startswith(".")
        else re.sub(r"\.[cm]?[jt]sx?$", "", tail)
    )
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


def _own_source(f: Failed) -> str:
    frame = own_frame(f)
    word = script_word(f)
    return frame[0] if frame else word.value if word else ""


@family.rule(when="Cannot use import statement outside a module")
def import_in_commonjs(f: Failed) -> Advice | None:
    """`import` in a file that node takes for CommonJS."""
    if "Jest encountered" in f.output or "●" in f.output:
        return None
    source = _own_source(f)
    word = f.word(source)
    if source.endswith(".ts"):
        return f.hint(
            "node cannot run TypeScript with imports this way",
            f.rewrite(f"npx tsx {source}"),
            sure=0.9,
        )
    if "node_modules" in source or not source:
        return f.hint(
            "A package wants to be loaded as an ES module", "npm pkg set type=module", sure=0.72
        )
    module = re.sub(r"\.js$", ".mjs", source)
    typed = f.first("npm pkg set type=module")
    renamed = (
        f"mv {source} {module} && {f.swap(word, module)}" if word and module != source else None
    )
    manifest = bool(f.local.above("package.json"))
    return f.hint(
        f"{source} uses import, but node takes it for CommonJS",
        *([typed, renamed] if manifest else [renamed, "npm init -y && " + typed]),
        why='ES modules need "type": "module" in package.json, or the ending .mjs.',
        sure=0.95,
    )


@family.rule(
    when=(
        "is not defined in ES module scope",
        "ERR_REQUIRE_ESM",
        "require() of ES Module",
        "ERR_AMBIGUOUS_MODULE_SYNTAX",
    )
)
def require_in_module(f: Failed) -> Advice | None:
    """CommonJS in an ES module, or require() of one."""
    esm = f.find(r"require\(\) of ES Module (\S+)")
    if esm:
        package = re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", esm[1])
        source = _own_source(f)
        return f.hint(
            f"{package[1] if package else 'It'} is an ES module only: it must be imported, not required",
            project.edit(*(own_frame(f) or (source, ""))) if source else None,
            f.first("npm pkg set type=module"),
            why="Write `await import(...)`, or install its last CommonJS version.",
            sure=0.85,
        )
    source = _own_source(f)
    word = f.word(source)
    if not source:
        return None
    common = re.sub(r"\.m?js$", ".cjs", source)
    name = (f.find(r"(\S+) is not defined in ES module scope") or [""] * 2)[1]
    return f.hint(
        f"{source} is an ES module: it has no {name or 'require'}",
        f"mv {source} {common} && {f.swap(word, common)}" if word and common != source else None,
        edit_frame(f),
        why="Use import, or give it the ending .cjs.",
        sure=0.94,
    )


@family.rule(when=("ERR_UNKNOWN_FILE_EXTENSION", "Missing initializer in const", "Unexpected token ':'", "Unexpected identifier", "Unexpected strict mode reserved word", "ERR_UNSUPPORTED_TYPESCRIPT", "Unexpected token 'export'", "Unexpected token"), programs=("node", "nodejs", "nodemon"))  # fmt: skip
def typescript(f: Failed) -> Advice | None:
    """node given a .ts file."""
    word = next((w for w in f.operands if re.search(r"\.[cm]?tsx?$", w.value)), None)
    if word is None or (f.find(FRAME) is None and "ERR_UNKNOWN_FILE" not in f.output):
        return None
    tail = " ".join(w.raw for w in f.command.words[1:])
    return f.hint(
        "This node cannot run TypeScript",
        f.rewrite(f"npx tsx {tail}"),
        f.rewrite(f"npx ts-node {tail}"),
        sure=0.96,
    )


@family.rule(
    when="EADDRINUSE",
    says=r"EADDRINUSE: address already in use (?:(?P<host>[^\s\n]*):)?(?P<port>\d+)",
    programs=(),
)
def port_in_use(f: Failed) -> Advice | None:
    """Another process listens on that port."""
    port = f["port"]
    other = str(int(port) + 1)
    return f.hint(
        f"Port {port} is in use",
        f"lsof -i :{port}",
        f"PORT={other} {f.text}" if not f.text.startswith("PORT=") else None,
        f"fuser -k {port}/tcp",
        why=f"Another process already listens on port {port}.",
        sure=0.93,
    )


@family.rule(
    when=("listen EACCES", "EACCES: permission denied 0.0.0.0"),
    says=r"EACCES: permission denied (?P<host>[^\s\n]*?):?(?P<port>\d+)$",
    programs=(),
)
def port_needs_root(f: Failed) -> Advice | None:
    """Ports below 1024 belong to root."""
    high = {"80": "8080", "443": "8443"}.get(f["port"], "8080")
    return f.hint(
        f"Port {f['port']} is below 1024: only root may listen there",
        f"PORT={high} {f.text}",
        f.sudo(),
        'sudo setcap cap_net_bind_service=+ep "$(readlink -f "$(which node)")"',
        sure=0.92,
    )


@family.rule(
    when="ECONNREFUSED", says=r"ECONNREFUSED (?P<host>[\d.]+|::1|\[?[0-9a-f:]+\]?):(?P<port>\d+)"
)
def connection_refused(f: Failed) -> Advice | None:
    """Nothing listens where the program wants to connect."""
    port, host = f["port"], f["host"]
    name, unit = SERVICES.get(port, ("", ""))
    local = host in ("127.0.0.1", "::1", "0.0.0.0")
    return f.hint(
        f"{name} is not running on port {port}" if name else f"Nothing listens on {host}:{port}",
        f"sudo systemctl start {unit}" if name and local else None,
        f"docker compose up -d {_service(f, unit)}".strip()
        if f.local.compose_services and name
        else None,
        f"ss -ltnp 'sport = :{port}'" if local else f"nc -zv {host} {port}",
        why="The connection was refused: start the server, or mend the address.",
        sure=0.92 if name else 0.88,
    )


def _service(f: Failed, unit: str) -> str:
    names = f.local.compose_services
    return next((n for n in names if n[:5] in unit or unit[:5] in n or n in ("db", "database")), "")


@family.rule(
    when=("getaddrinfo ENOTFOUND", "getaddrinfo EAI_AGAIN"),
    says=r"getaddrinfo (?P<code>ENOTFOUND|EAI_AGAIN) (?P<host>[^\s\n]+)",
    programs=RUNNERS,
)
def host_unknown(f: Failed) -> Advice | None:
    """A host name that does not resolve."""
    host = f["host"].rstrip(",")
    if "npm error" in f.output or "npm ERR!" in f.output:
        return None
    service = host in f.local.compose_services or "." not in host
    return f.hint(
        f"The host name {host} cannot be resolved",
        f"getent hosts {host}",
        f"docker compose up -d {host}" if host in f.local.compose_services else None,
        why="Names of compose services resolve only inside their network."
        if service
        else "Mistyped, or no DNS.",
        sure=0.85,
    )


@family.rule(when=("heap out of memory", "Reached heap limit"), programs=())
def heap(f: Failed) -> Advice | None:
    """V8's heap limit."""
    size = "8192"
    limit = next((w for w in f.command.words if w.value.startswith("--max-old-space-size=")), None)
    if limit:
        given = int(re.sub(r"\D", "", limit.value) or 0)
        new = f.swap(limit, f"--max-old-space-size={max(4096, given * 2)}")
    elif f.program == "node":
        new = f.insert(f"--max-old-space-size={size}")
    else:
        new = f"NODE_OPTIONS=--max-old-space-size={size} {f.text}"
    return f.hint(
        "node ran out of heap memory",
        new,
        "free -h",
        why="V8 limits its heap; raise the limit if the machine has the memory.",
        sure=0.95,
    )


family.hint(
    "openssl",
    "Old code asks OpenSSL 3 for a hash it no longer allows",
    lambda f: f"NODE_OPTIONS=--openssl-legacy-provider {f.text}",
    lambda f: f.first("npm update webpack react-scripts") if f.program != "node" else None,
    why="Usually webpack 4 with node 17 or newer.",
    when=("digital envelope routines::unsupported", "ERR_OSSL_EVP_UNSUPPORTED"),
    programs=(),
    sure=0.95,
)


@family.rule(
    when="ENOENT: no such file or directory",
    says=r"ENOENT: no such file or directory, (?P<call>\w+) '(?P<path>[^']+)'",
)
def no_file(f: Failed) -> Advice | None:
    """A file that the program wants to open."""
    if f["path"].endswith("package.json") and re.search(r"npm (error|ERR!)", f.output):
        return None
    path = project.shown(f, f["path"])
    near = f.local.near(path)
    sample = [
        p for p in (f"{path}.example", f"{path}.sample", f"{path}.template") if f.local.exists(p)
    ]
    return f.hint(
        f"The program wants {path}, which does not exist",
        f"cp {sample[0]} {path} && {f.text}" if sample else None,
        edit_frame(f),
        f"ls {os.path.dirname(path)}".strip(),
        why=f"There is {near[0]}." if near else "The path counts from the folder you run it in.",
        sure=0.9,
    )


@family.rule(when="ENOENT", says=r"spawn (?P<name>[^\s\n]+) ENOENT")
def spawn(f: Failed) -> Advice | None:
    """A program that the script starts is not installed."""
    if f["name"] == "git":
        return None
    name = os.path.basename(f["name"])
    known = {*f.local.programs, *PACKAGES}
    near = nearest(name, known) if name not in known else []
    return f.hint(
        f"The script wants to run {name}, which is not on the PATH",
        edit_frame(f) if near else f.local.installer(name),
        why=f"Did it mean {near[0]}?" if near else "",
        sure=0.85,
        verified=bool(near),
    )


@family.rule(
    when=("EMFILE", "ENFILE"),
    says=r"EMFILE: too many open files|ENFILE: file table overflow",
    programs=(),
)
def too_many_files(f: Failed) -> Advice | None:
    """The limit of open files, or of inotify instances when it watches."""
    if re.search(r"EMFILE: too many open files, watch", f.output):
        return f.hint(
            "The kernel limit of inotify instances is used up",
            "echo fs.inotify.max_user_instances=512 | sudo tee -a /etc/sysctl.conf && sudo sysctl -p",
            f.first("ulimit -n 65536"),
            sure=0.92,
        )
    return f.hint("The limit of open files is used up", f.first("ulimit -n 65536"), sure=0.92)


family.hint(
    "watchers",
    "The kernel limit of file watchers is used up",
    "echo fs.inotify.max_user_watches=524288 | sudo tee -a /etc/sysctl.conf && sudo sysctl -p",
    "sudo sysctl fs.inotify.max_user_watches=524288",
    why="Each watched file counts; the limit is the kernel's, not the disk's.",
    when=("System limit for number of file watchers reached", "inotify watch limit reached", "inotify_add_watch: No space left", "inotify resources exhausted", "upper limit on inotify watches reached", "inotify cannot be used, reverting to polling: No space left"),
    programs=(),
    sure=0.97,
)  # fmt: skip


@family.rule(when="SyntaxError", says=r"^SyntaxError: (?P<what>.+)$|^(?P<bare>SyntaxError)$")
def syntax(f: Failed) -> Advice | None:
    """A slip in the source, or in JSON that it reads."""
    what = f["what"]
    if "JSON" in what and not f.find(r"\.json:"):
        frame = own_frame(f)
        found = re.search(
            r"readFileSync\(['\"]([^'\"]+)|require\(['\"]([^'\"]+\.json)",
            f.local.text(frame[0]) if frame else "",
        )
        path = (found[1] or found[2]) if found else ""
        return f.hint(
            f"{path or 'What the program reads'} is not valid JSON",
            project.edit(path) if path else edit_frame(f),
            why=what,
            sure=0.85,
        )
    if f.find(r"^\[eval\]"):
        return f.hint("The code after -e has a syntax error", why=what, sure=0.8)
    if "does not provide an export named" in what:
        return f.hint(
            what.replace("The requested module ", ""),
            edit_frame(f),
            why="Mistyped, or it is exported as default.",
            sure=0.92,
        )
    frame = own_frame(f)
    if frame is None:
        return None
    return f.hint(
        f"Syntax error in {frame[0]}, line {frame[1]}",
        project.edit(*frame),
        why=f"{what}.",
        sure=0.93,
    )


@family.rule(
    when="    at ",
    says=r"^(?:Uncaught )?(?P<kind>(?:TypeError|ReferenceError|RangeError|Error|AssertionError|URIError|\w+Error)(?: \[\w+\])?): (?P<what>.+)$",
    status=1,
)
def uncaught(f: Failed) -> Advice | None:
    """An error nobody caught: the line of one's own code that threw it."""
    frame = own_frame(f)
    if frame is None:
        return None
    kind, what = f["kind"].split(" ")[0], f["what"].rstrip(".")
    env = re.search(r"(?:env(?:ironment)?\.? ?var(?:iable)?s?[: ]*|process\.env\.|environment variable[: ]*)\W*([A-Z][A-Z0-9_]{2,})|([A-Z][A-Z0-9_]{3,}) (?:is not set|is not defined|is required|must be set|missing)", what)  # fmt: skip
    if env:
        name = env[1] or env[2]
        return f.hint(f"The program wants the variable {name}", f"{name}=<value> {f.text}",
                      "cp .env.example .env" if f.local.exists(".env.example") and not f.local.exists(".env") else None,
                      project.edit(*frame), sure=0.82, verified=False)  # fmt: skip
    loop = "call stack" in what
    return f.hint(
        f"{kind} in {frame[0]}, line {frame[1]}",
        project.edit(*frame),
        why="The function calls itself without end." if loop else f"{what}.",
        sure=0.82,
    )


@family.rule(when="Could not find '", says=r"^Could not find '(?P<path>[^']+)'", programs=("node",))
def no_test_file(f: Failed) -> Advice | None:
    """node --test with a file that is not there."""
    path = project.shown(f, f["path"])
    near = f.local.near(path)
    word = f.word(path)
    return f.hint(
        f"There is no test file {path}",
        *[f.swap(word, n) for n in near if word],
        "node --test",
        sure=0.9,
    )


@family.rule(
    when=("ℹ fail ", "# fail ", "✖ failing tests"),
    says=r"^(?:ℹ|#) (?:fail|tests) [1-9]",
    programs=RUNNERS,
)
def tests_failed(f: Failed) -> Quiet:
    """(silence) a failing test says itself what is wrong"""
    return Quiet("a failing test is the programmer's business", 0.96)


family.hint(
    "nvm-missing",
    "That version of node is not installed",
    lambda f: f"nvm install {m[1]}" if (m := f.find(r"version \"?v?([\w./*-]+)\"? is not yet installed")) else "nvm ls-remote",
    when="is not yet installed",
    programs=("nvm",),
    sure=0.95,
)  # fmt: skip
family.hint(
    "nvm-na",
    "There is no such version of node",
    "nvm ls-remote --lts",
    "nvm install --lts",
    when="not found - try `nvm ls-remote` to browse available versions",
    programs=("nvm",),
    sure=0.9,
)
family.hint(
    "fetch-failed",
    "A request of the program failed",
    lambda f: edit_frame(f),
    why="Its cause stands below: [cause].",
    when="TypeError: fetch failed",
    sure=0.7,
)
