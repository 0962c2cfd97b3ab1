# ruff: noqa: E501
"""docker: programs inside an image, and terminals."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.docker import DOCKER, subject

family = Family("docker", *DOCKER)


@family.rule(
    when=(
        "executable file not found",
        "no such file or directory: unknown",
        "executable file `",
        "no such file or directory",
    ),
    says=r"exec: \"(?P<name>[^\"]+)\": (?:executable file not found|stat [^:]+: no such file)|executable file `(?P<crun>[^`]+)` not found|starting container process caused: exec: \"(?P<old>[^\"]+)\"",
)
def no_program_inside(f: Failed) -> Advice | None:
    """A program that the image does not have."""
    if f.program in ("kubectl", "oc"):
        return None
    name = f["name"] or f["crun"] or f["old"]
    word = next(
        (w for w in reversed(f.command.words) if w.value == name or w.value.split(" ")[0] == name),
        None,
    )
    shell = name.rsplit("/", 1)[-1] in ("bash", "zsh", "fish")
    if name.startswith("-") and word:  # docker run image -it: an option behind the image
        image = subject(f)
        if image:
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
