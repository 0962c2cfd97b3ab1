"""What shell integration adds to each prompt, inside the shells themselves: no relay here.

Two ways: from Enter on `true` to the next prompt, with and without integration in turn, by the
clock and by the processor time of the shell (with typing and drawing); and our hooks by themselves,
called many times by the shell that they live in (the best of a few batches). Linux only.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import statistics
import sys
import time

from benchmarks.kit import ROOT, Pty, Scratch, interleaved, table

ENTERS = 60
CALLS = 200
BATCHES = 8
READY = b"READY$ "

PROMPTS = {
    "bash": (".bashrc", "PS1='READY$ '\nHISTFILE=\n"),
    "zsh": (".zshrc", "PS1='READY$ '\nunsetopt prompt_sp\n"),
    "fish": (
        ".config/fish/config.fish",
        "function fish_prompt; echo -n 'READY$ '; end\nset -g fish_greeting\n"
        "function fish_title; end\nset -g fish_autosuggestion_enabled 0\n",
    ),
}
# One command and the prompt after it, as the shell does it, without the reading and drawing.
HOOKS = {
    "bash": """
        __tp_loop() {
            local i ps
            for ((i = 0; i < $1; i++)); do
                ps=${PS0@P}; { __tp_prompt; } 2>/dev/null; ps=${PS1@P}
            done
        }
    """,
    "zsh": """
        __tp_loop() {
            local i ps
            for ((i = 0; i < $1; i++)); do
                __tp_preexec true true true; __tp_precmd; ps=${(%)PS1}
            done
        }
    """,
    "fish": """
        function __tp_loop
            for i in (seq $argv[1])
                emit fish_preexec true; emit fish_postexec true; emit fish_prompt
            end
        end
    """,
}
TIMED = """
__tp_loop 50; cat CLOCK >TIMES
BATCHES
echo DO''NE
"""


def run(scratch: Scratch, rounds: int) -> None:
    """The shells that are installed, one after the other; TERMPROXY_TEST_SHELLS adds more."""
    named = os.environ.get("TERMPROXY_TEST_SHELLS", "").split(":")
    rows = []
    for program in [*PROMPTS, *filter(None, named)]:
        if shutil.which(program):
            rows.append(
                [_label(program), *_enter(scratch, program, rounds), _hooks(scratch, program)]
            )
    table(
        f"integration's cost per command, ms ({ENTERS * rounds} commands; goal 0.3)",
        ["", "bare p50", "ours p50", "added", "bare cpu", "ours cpu", "added", "hooks cpu"],
        rows,
    )


def _label(program: str) -> str:
    return program if "/" not in program else "/".join(program.split("/")[-4:])


def _start(scratch: Scratch, program: str, *, integrate: bool) -> Pty:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from termproxy.shells.inject import prepare

    name, text = PROMPTS[os.path.basename(program)]
    rc = scratch.home / name
    rc.parent.mkdir(parents=True, exist_ok=True)
    kept = rc.read_text() if rc.exists() else None
    rc.write_text(text)
    argv, environ = [program], scratch.environ()
    if integrate:
        fill = scratch.folder / "fill"
        fill.touch()
        environ["TERMPROXY_FILL"] = str(fill)
        injection = prepare(argv, environ, "0123456789abcdef0123456789abcdef")
        argv, environ = list(injection.argv), injection.env
    shell = Answering(argv, environ)
    shell.until(READY)
    if kept is not None:
        rc.write_text(kept)
    return shell


class Answering(Pty):
    """A pty whose terminal says what it is: fish 4 waits for that."""

    def read(self, timeout: float = 60.0) -> bytes:
        data = super().read(timeout)
        if re.search(rb"\x1b\[0?c", data):
            self.write(b"\x1b[?62;22c")
        return data


def _enter(scratch: Scratch, program: str, rounds: int) -> list[str]:
    shells = {name: _start(scratch, program, integrate=name == "ours") for name in ("bare", "ours")}
    for shell in shells.values():
        shell.drain()

    def measure(name: str) -> float:
        shell = shells[name]
        shell.write(b"true")
        shell.read()
        _settle(shell)
        begin = time.perf_counter()
        shell.write(b"\r")
        took = shell.until(READY) - begin
        _settle(shell)
        return took * 1e3

    used: dict[str, list[float]] = {name: [] for name in shells}

    def command(name: str) -> float:
        begin = _cpu(shells[name])
        took = measure(name)
        used[name].append(_cpu(shells[name]) - begin)
        return took

    results = interleaved(list(shells), ENTERS * rounds, command)
    for shell in shells.values():
        shell.close()
    clock, cpu = (
        [statistics.median(of[name]) for name in ("bare", "ours")] for of in (results, used)
    )
    return [
        *(f"{value:.2f}" for value in clock),
        f"{clock[1] - clock[0]:+.2f}",
        *(f"{value:.2f}" for value in cpu),
        f"{cpu[1] - cpu[0]:+.2f}",
    ]


def _clock(shell: Pty) -> str:
    """A file that begins with the nanoseconds for which the shell has had a processor.

    sched-stats.rst of Linux. Other load on the machine does not count.
    """
    return f"/proc/{shell.pid}/schedstat"


def _cpu(shell: Pty) -> float:
    with open(_clock(shell)) as file:
        return int(file.read().split()[0]) / 1e6


def _settle(shell: Pty) -> None:
    while shell.read(0.01):
        pass
    shell.seen = b""


def _hooks(scratch: Scratch, program: str) -> str:
    shell = _start(scratch, program, integrate=True)
    times, script = scratch.folder / "times", scratch.folder / "hooks"
    batches = f"__tp_loop {CALLS}; cat CLOCK >>TIMES\n" * BATCHES
    timed = TIMED.replace("BATCHES", batches).replace("TIMES", str(times))
    timed = timed.replace("CLOCK", _clock(shell))
    script.write_text(HOOKS[os.path.basename(program)] + timed)
    shell.write(f". {script}\r".encode())
    shell.until(b"DONE")
    shell.close()
    moments = [int(line.split()[0]) for line in times.read_text().splitlines()]
    best = min(after - before for before, after in itertools.pairwise(moments))
    return f"{best / CALLS / 1e6:.3f}"
