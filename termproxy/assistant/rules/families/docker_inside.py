# ruff: noqa: E501
"""docker: programs inside an image, and terminals."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.compose import compose_file
from termproxy.assistant.rules.families.docker import DOCKER, subject
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest

family = Family("docker", *DOCKER)
TAKES_VALUE = ("-p", "-v", "-e", "-w", "-u", "-m", "-h", "-l", "--name", "--network", "--env", "--env-file",
               "--volume", "--publish", "--mount", "--restart", "--platform", "--gpus")  # fmt: skip


@family.rule(
    when=(
        "executable file not found",
        "no such file or directory: unknown",
        "executable file `",
        "no such file or directory",
        "docker-entrypoint.sh: ",
    ),
    says=r"docker-entrypoint\.sh: (?:exec: )?(?:line )?\d+: (?:exec: )?(?:(?P<entry>-[\w-]+): not found|[Ii]llegal option (?P<dash>-\w))|exec: \"(?P<name>[^\"]+)\": (?:executable file not found|stat [^:]+: no such file)|executable file `(?P<crun>[^`]+)` not found|starting container process caused: exec: \"(?P<old>[^\"]+)\"",
)
def no_program_inside(f: Failed) -> Advice | None:
    """A program that the image does not have."""
    if f.program in ("kubectl", "oc") or "finding pause binary" in f.output:
        return None
    name = f["name"] or f["crun"] or f["old"] or f["entry"] or f["dash"]
    if not name:
        return None
    word = next(
        (w for w in reversed(f.command.words) if w.value == name or w.value.split(" ")[0] == name),
        None,
    )
    shell = name.rsplit("/", 1)[-1] in ("bash", "zsh", "fish")
    if name == "-c" and word and f.sub == "exec":
        return f.hint(
            "The shell's name is missing before -c", f.swap(word, "sh -c", bare=True), sure=0.95
        )
    if name.startswith("-") and word:  # docker run image -it: an option behind the image
        image = subject(f)
        if image:
            words = list(f.command.words)
            after = words[words.index(word) + 1] if word is not words[-1] else None
            if after and name in TAKES_VALUE:
                moved = f.without(word, after)
                at = moved.find(image.raw)
                return f.hint(
                    f"The option {name} stands behind the image, so it was run as a program",
                    f"{moved[:at]}{word.raw} {after.raw} {moved[at:]}",
                    why="Options come before the image's name.",
                    sure=0.96,
                )
            moved = f.without(word)
            at = moved.find(image.raw)
            return f.hint(f"The option {name} stands behind the image, so it was run as a program",
                          f"{moved[:at]}{word.raw} {moved[at:]}", why="Options come before the image's name.", sure=0.95)  # fmt: skip
    if shell and word:
        return f.hint(
            f"There is no {name} in that image",
            f.swap(word, "sh"),
            why="Small images (alpine, busybox) have only sh.",
            sure=0.96,
        )
    if word and " " in word.value:
        return f.hint(
            f'The whole of "{word.value}" was taken for one program',
            f.swap(word, word.value, bare=True),
            why="Without the quotes, words are passed apart.",
            sure=0.92,
        )
    image = subject(f)
    return f.hint(
        f"There is no program {name} in the image",
        f"{f.program} run --rm -it --entrypoint sh {image.raw}" if image and f.sub == "run" else f"{f.program} exec -it {image.raw} sh" if image and f.sub == "exec" else None,
        why="Look inside with a shell.",
        sure=0.85,
    )  # fmt: skip


@family.rule(when="input device is not a TTY", says=r"input device is not a TTY")
def no_tty(f: Failed) -> Advice | None:
    """-t in a pipe or script."""
    word = next((w for w in f.command.words if w.value in ("-it", "-ti")), None)
    if word:
        return f.hint(
            "There is no terminal for -t",
            f.swap(word, "-i"),
            why="In a pipe or script only -i works.",
            sure=0.97,
        )
    tty = next((w for w in f.command.words if w.value in ("-t", "--tty")), None)
    return f.hint(
        "There is no terminal for -t",
        f.without(tty) if tty else f.swap("exec", "exec -T", bare=True),
        sure=0.95,
    )


@family.rule(
    when="Unable to locate package",
    says=r"E: Unable to locate package (?P<name>\S+)",
    on=("run", "exec"),
)
def no_lists(f: Failed) -> Advice | None:
    """apt in a container: images carry no package lists."""
    line = f.text
    found = re.search(r"\b(apt(?:-get)?)\s+(?:-\w+\s+)*install\b", line)
    if found is None or "update" in line:
        return None
    holder = next((w for w in f.command.words if found[0] in w.value), None)
    if holder:
        mended = line[: found.start()] + f"{found[1]} update && " + line[found.start() :]
    else:
        rest = line[found.start() :]
        mended = f"{line[: found.start()]}sh -c '{found[1]} update && {rest}'"
    return f.hint(
        f"apt in the container does not find {f['name']}: images carry no package lists",
        mended,
        why="Fetch them first, with update.",
        sure=0.95,
    )


@family.rule(
    when="Could not read package.json",
    says=r"Could not read package\.json: Error: ENOENT: no such file or directory, open '(?P<path>/[^']+)'",
    on="run",
)
def no_package_json(f: Failed) -> Advice | None:
    """npm in a container, over a folder that holds no project."""
    if not re.search(r"\$PWD|\$\(pwd\)|-v \.:|\$\{PWD\}", f.text):
        return None
    near = next((p for p in f.local.elsewhere("package.json") if "/" in p), "")
    return f.hint(
        "The folder that is mounted has no package.json",
        f.first(f"cd {near.rsplit('/', 1)[0]}") if near else "ls -a",
        why="The container sees this folder: start it in the project's.",
        sure=0.9,
    )


family.hint(
    "duration",
    "docker knows no unit {unit}: it is written {short}",
    lambda f: [
        f.swap(w, w.value.replace(f["value"], f["value"].replace(f["unit"], f["unit"][0])))
        for w in f.command.words
        if f["value"] in w.value
    ][:1],
    when="unknown unit",
    says=r"unknown unit \"(?P<unit>(?P<short>[hms])\w+)\" in duration \"(?P<value>[^\"]+)\"",
    why="Durations are like 10m or 24h.",
    sure=0.96,
)
family.hint(
    "restart-policy",
    "docker knows no restart policy {typed}",
    lambda f: [
        f.swap(w, w.value.replace(f["typed"], n))
        for n in nearest(f["typed"], ("always", "no", "on-failure", "unless-stopped"))[:1]
        for w in f.command.words
        if f["typed"] in w.value
    ],
    when="invalid restart policy",
    says=r"invalid restart policy:? '?(?P<typed>[\w-]+)'?",
    why="There are no, always, on-failure and unless-stopped.",
    sure=0.96,
)


@family.rule(
    on="logs",
    when=("'docker logs' requires 1 argument", '"docker logs" requires exactly 1 argument'),
)
def tail_value(f: Failed) -> Advice | None:
    """`docker logs --tail web`: the name was taken for the number."""
    flag = next((w for w in f.command.words if w.value in ("--tail", "-n")), None)
    if flag is None:
        return None
    return f.hint(
        f"{flag.value} took the container's name for its number",
        f.swap(flag, f"{flag.value} 100", bare=True),
        sure=0.93,
    )


family.hint(
    "container-name",
    "A container's name has no blanks or other signs: {typed}",
    lambda f: f.swap(f["typed"], re.sub(r"[^\w.-]+", "-", f["typed"]).strip("-")),
    when="Invalid container name",
    says=r"Invalid container name \((?P<typed>[^)]+)\)",
    sure=0.96,
)
family.hint(
    "machine",
    "docker machine is retired",
    "docker context ls",
    programs=(),
    when=(
        "unknown command: docker machine",
        "docker-machine: command not found",
        "'machine' is not a docker command",
        "docker-machine: not found",
    ),
    why="Contexts reach daemons elsewhere: docker context create NAME --docker host=ssh://user@host.",
    sure=0.97,
)


@family.rule(
    when=("exited with code", "exited with status"),
    says=r"^(?P<name>[\w.-]+?)(?:-\d+)? exited with (?:code|status) (?P<code>[1-9]\d*)",
    on=("compose", "up", "run"),
)
def service_ended(f: Failed) -> Advice | None:
    """`compose up` in the foreground: a service ended, and its own words stand above."""
    told = re.findall(
        rf"^{re.escape(f['name'])}(?:-\d+)? +\| +([^\n]*(?:[Ee]rror|ERROR|FATAL|fatal|[Cc]annot|not found|denied|[Ff]ailed)[^\n]*)",
        f.output,
        re.MULTILINE,
    )
    if not told:
        return None
    return f.hint(
        f"The service {f['name']} ended with status {f['code']}",
        f"docker compose run --rm {f['name']} sh",
        f"docker compose logs {f['name']}",
        why=told[-1].strip()[:150] if "Error: " not in told[0] else told[0].strip()[:150],
        sure=0.85,
    )


family.hint(
    "killed",
    "The container was killed (status 137): mostly for want of memory",
    "sudo dmesg | grep -i 'killed process'",
    "docker stats --no-stream",
    lambda f: f.swap("run", "run --memory=4g", bare=True) if not f.has("-m", "--memory") else None,
    why="The kernel, or the limit of -m, stopped it.",
    when="Killed",
    says=r"^Killed$",
    on="run",
    status=137,
    sure=0.85,
)


# The images' entrypoints, in their own words (docker-library, percona, bitnami).
UNSET = r"(?:superuser password|password option|database) (?:option )?is not specified"


@family.rule(
    when=("is not specified", "You must specify POSTGRES_PASSWORD", "MARIADB_ROOT_PASSWORD"),
    says=rf"[Dd]atabase is uninitialized and (?:superuser )?password(?: option)? is not specified|{UNSET}",
)
def no_password(f: Failed) -> Advice | None:
    """postgres, mysql and mariadb images want a password at their first start."""
    variable = f.find(r"\b((?:POSTGRES|MARIADB_ROOT|MYSQL_ROOT)_PASSWORD)\b")
    if variable is None:
        return None
    image = subject(f) if f.sub in ("run", "create") else None
    file = compose_file(f) if f.sub in ("compose", "up") or f.program == "docker-compose" else ""
    return f.hint(
        f"The database is new and has no password: set {variable[1]}",
        f.line.edit((image.start, image.start, f"-e {variable[1]}=<password> ")) if image else None,
        edit(file) if file else None,
        why="It is read at the first start only, when the data folder is empty.",
        sure=0.97,
    )


@family.rule(
    when=("no such file or directory", "exec format error"),
    says=r"^(?:\S+ \| )?exec (?P<name>/?[\w./-]+): (?P<how>no such file or directory|exec format error)",
)
def script_interpreter(f: Failed) -> Advice | None:
    """The entrypoint is there, but its #! line is not a program: Windows' line ends, mostly."""
    name = f["name"].rsplit("/", 1)[-1]
    here = name if f.local.is_file(name) else next(iter(f.local.elsewhere(name)), "")
    text = f.local.text(here) if here else ""
    image = subject(f)
    again = f"docker build -t {image.raw} . && {f.text}" if image and f.sub == "run" else ""
    if f["how"].startswith("exec"):
        if not here or text.startswith("#!"):
            return None
        return f.hint(
            f"{name} has no #! line, so the kernel cannot run it",
            f"sed -i '1i #!/bin/sh' {here}" + (f" && {again}" if again else ""),
            sure=0.95,
        )
    if "\r" in text:
        return f.hint(
            f"{name} has Windows line ends: its #! line names a program that is not there",
            f"sed -i 's/\\r$//' {here}" + (f" && {again}" if again else ""),
            why="Keep it so in git: *.sh text eol=lf in .gitattributes.",
            sure=0.97,
        )
    shebang = text.split("\n", 1)[0].removeprefix("#!").strip() if text.startswith("#!") else ""
    return f.hint(
        f"{name} cannot be run: its interpreter {shebang + ' ' if shebang else ''}is not in the image"
        if shebang
        else f"{f['name']} or its interpreter is not in the image",
        edit(here, 1) if shebang else None,
        f"sed -i 's/\\r$//' {here}" if here and not shebang else None,
        f"{f.program} run --rm -it --entrypoint sh {image.raw}" if image and f.sub == "run" else None,
        why="Alpine images have sh, no bash. Windows line ends do the same."
        if "bash" in shebang
        else "Windows line ends in the script do the same.",
        sure=0.88,
    )  # fmt: skip
