"""python: the script, the package or the options that it was started with."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python import family
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when=(
        "ensurepip is not",
        "'ensurepip'",
        "python3-venv",
        "No module named venv",
        "No module named ensurepip",
    ),
    programs=(),
)
def venv_missing(f: Failed) -> Advice | None:
    """Debian ships venv in a package of its own."""
    told = f.find(r"apt(?:-get)? install (python3[\d.]*-venv)")
    if (
        told is None
        and not f.find(r"'-m', 'ensurepip'")
        and "ensurepip" not in f.output
        and "No module named venv" not in f.output
    ):
        return None
    exact = f.local.installer(told[1]) if told else None
    return f.hint(
        "Debian ships venv in a package of its own",
        f.local.installer("python3-venv"),
        exact,
        sure=0.95,
    )


@family.rule(when="can't open file", says=r"can't open file '(?P<path>[^']+)'")
def no_script(f: Failed) -> Advice | None:
    """python app instead of app.py, or a script elsewhere."""
    word = next(
        (
            w
            for w in f.operands
            if f["path"] in (w.value, f.local.path(w.value))
            or f["path"].endswith("/" + w.value.removeprefix("./"))
        ),
        None,
    )
    if word is None:
        return None
    name = word.value
    if f.local.is_file(name + ".py"):
        return f.hint(f"No file {name}", f.swap(word, name + ".py"), sure=0.97)
    if name in ("install", "freeze", "uninstall"):
        return f.hint(
            f"{name} is a command of pip", f.swap(word, f"-m pip {name}", bare=True), sure=0.9
        )
    if name in (
        "pip",
        "venv",
        "pytest",
        "http.server",
        "ipython",
        "black",
        "mypy",
    ) or name.startswith("SimpleHTTP"):
        return f.hint(
            f"{name} is a module: run it with -m", f.swap(word, f"-m {name}", bare=True), sure=0.94
        )
    near = (
        [n for n in f.local.near(name) if n.endswith(".py")]
        or [
            n
            for n in f.local.near(name)
            if not f.local.is_dir(n) or f.local.is_file(f"{n}/__main__.py")
        ]
        or f.local.elsewhere(name)
    )
    if not near and "." not in name:
        near = f.local.near(name + ".py") or f.local.elsewhere(name + ".py")
        if not near:
            return f.hint(f"No file {name}", f.swap(word, name + ".py"), sure=0.75, verified=False)
    if near:
        return f.hint(
            f"No file {name}",
            *[f.swap(word, n) for n in near],
            why=f"There is {near[0]}.",
            sure=0.96,
        )
    folder = name.rpartition("/")[0]
    look = f"ls {quote(folder)}" if folder and f.local.is_dir(folder) else ""
    why = "" if name.startswith("/") else "The path counts from this folder."
    manage = "You are not in the folder of the Django project." if name == "manage.py" else why
    return f.hint(f.missing("file", name), look, why=manage, sure=0.72)


@family.rule(
    when="can't find '__main__' module in",
    says=r"can't find '__main__' module in '(?P<path>[^']+)'",
)
def no_main(f: Failed) -> Advice | None:
    """python FOLDER without a __main__.py."""
    word = f.operands[0] if f.operands else None
    if word is None:
        return None
    names = [n for n in f.local.entries(word.value) if n.endswith(".py")]
    main = next(
        (n for n in ("main.py", "app.py", "manage.py", "run.py", "cli.py") if n in names), ""
    )
    folder = word.value.rstrip("/")
    return f.hint(
        f"{folder} has no __main__.py",
        f.swap(word, f"{folder}/{main}") if main else f"ls {quote(folder)}",
        sure=0.9 if main else 0.75,
    )


@family.rule(when=("unknown option", "Unknown option"), says=r"[Uu]nknown option:? -+(?P<o>\S+)")
def unknown_flag(f: Failed) -> Advice | None:
    """python --versoin"""
    near = nearest(f"--{f['o']}", ("--version", "--help", "--check-hash-based-pycs"))
    word = f.word(f"--{f['o']}")
    return (
        f.hint("Python has no such option", *[f.swap(word, n) for n in near], sure=0.92)
        if near and word
        else None
    )
