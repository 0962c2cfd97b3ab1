"""The instant rules on the corpus of failures: how often right, how fast; beside thefuck."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.failures import SPLITS, TABLES, UNPRIVILEGED, WANTED, Case, environ, load, make
from benchmarks.kit import Scratch, quantile, table, termproxy

PEER_CASES = 12  # of each split and world: every one of them costs it a third of a second
HEAD = ["mended", "first fix", "of three", "offered are right", "some hint", "kept silent"]
Given = Sequence[str]  # the fixes; [""] is a hint without any


def accuracy(scratch: Scratch, rounds: int) -> None:
    """Exact first fix, of three, silence kept; per split and world, with the time a case takes."""
    rows: list[list[str]] = []
    times: list[float] = []
    misses: list[str] = []
    for split in SPLITS:
        cases = list(load(split, scratch))
        answers, took = _ask(scratch, cases)
        times += took
        for family in sorted({case.family for case in cases}):
            pairs = [(c, a) for c, a in zip(cases, answers, strict=True) if c.family == family]
            rows.append([split, family, *_judged(pairs)])
        rows.append([split, "all", *_judged(list(zip(cases, answers, strict=True)))])
        misses += [
            f"  {split}: {case.record['command']}  ->  {', '.join(given[:1]) or 'silence'}"
            for case, given in zip(cases, answers, strict=True)
            if not _right(case, given) and not (given and WANTED in case.fixes)
        ]
    table("rules on the corpus of failures", ["split", "world", *HEAD], rows)
    print("\n".join(misses))
    quick = [f"{quantile(times, q) * 1e3:.2f}" for q in (0.5, 0.95)] + [f"{max(times) * 1e3:.2f}"]
    table(
        "one case, line in to line out", ["", "p50 ms", "p95 ms", "max ms"], [["termproxy", *quick]]
    )
    starts = [_start(scratch) for _ in range(rounds)]
    table(
        "start-up to the first answer",
        ["", "p50 ms"],
        [["termproxy", f"{quantile(starts, 0.5) * 1e3:.0f}"]],
    )


def beside(scratch: Scratch, _rounds: int) -> None:
    """The same failures given to thefuck and to us, where it is installed (THEFUCK names it)."""
    peer = os.environ.get("THEFUCK") or shutil.which("thefuck") or ""
    if not peer:
        print("thefuck is not installed: no comparison (pip install thefuck; THEFUCK=path)")
        return
    rows = []
    for split in TABLES:
        chosen: list[Case] = []
        count: Counter[str] = Counter()
        # It runs each command again: not those that root's rights would let do harm.
        cases = [case for case in load(split, scratch) if case.family not in UNPRIVILEGED]
        step = max(1, len(cases) // (PEER_CASES * len({case.family for case in cases})))
        for case in cases[::step]:
            count[case.family] += 1
            chosen.append(case)
        ours, took = _ask(scratch, chosen)
        theirs: list[list[str]] = []
        slow: list[float] = []
        for number, case in enumerate(chosen):
            folder = scratch.folder / "peer" / split / str(number) / "place"
            make(case.family, folder)
            begin = time.perf_counter()
            theirs.append(_peer(peer, case, folder))
            slow.append(time.perf_counter() - begin)
        for name, answers, spent in (("termproxy", ours, took), ("thefuck", theirs, slow)):
            judged = _judged(list(zip(chosen, answers, strict=True)))
            rows.append([split, name, *judged, f"{quantile(spent, 0.5) * 1e3:.1f}"])
    head = ["split", "", *HEAD, "p50 ms"]
    table("beside thefuck (it gives one fix, and runs the command again)", head, rows)


def _ask(scratch: Scratch, cases: Sequence[Case]) -> tuple[list[list[str]], list[float]]:
    """The fixes for each case and the seconds it took, from one process of the batch interface."""
    process = _batch(scratch)
    assert process.stdin
    assert process.stdout
    answers: list[list[str]] = []
    times: list[float] = []
    for warm, case in [(True, cases[0]), *((False, case) for case in cases)]:
        line = json.dumps(case.record).encode() + b"\n"
        begin = time.perf_counter()
        process.stdin.write(line)
        process.stdin.flush()
        told = process.stdout.readline()
        if not warm:
            times.append(time.perf_counter() - begin)
            answer = json.loads(told)
            answers.append(answer["fixes"] or [""] * bool(answer["title"]))
    process.stdin.close()
    process.wait()
    return answers, times


def _batch(scratch: Scratch) -> subprocess.Popen[bytes]:
    command = termproxy("hint", "--batch")
    return subprocess.Popen(
        command, env=scratch.environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _start(scratch: Scratch) -> float:
    case = {"id": 0, "command": "gti status", "exit_code": 127, "cwd": "/",
            "output": "bash: gti: command not found"}  # fmt: skip
    begin = time.perf_counter()
    process = _batch(scratch)
    out, _ = process.communicate(json.dumps(case).encode() + b"\n")
    if b"git status" not in out:
        raise RuntimeError(f"no answer: {out!r}")
    return time.perf_counter() - begin


def _peer(peer: str, case: Case, folder: Path) -> list[str]:
    """What thefuck would run instead: it prints that, and the alias `fuck` evaluates it."""
    told = environ(folder.parent)
    told["PATH"] = f"{Path(peer).parent}:{told['PATH']}"
    told |= {
        "TF_SHELL": "bash",
        "TF_ALIAS": "fuck",
        "TF_HISTORY": str(case.record["command"]),
        "PYTHONIOENCODING": "utf-8",
        "XDG_CONFIG_HOME": str(folder.parent / "config"),
    }
    done = subprocess.run(
        [peer, "THEFUCK_ARGUMENT_PLACEHOLDER", "-y"],
        cwd=folder,
        env=told,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    fixed = done.stdout.strip().replace(f"{folder}/", "")  # it writes folders in full
    return [fixed] if fixed else []


def _right(case: Case, given: Sequence[str]) -> bool:
    if case.quiet or not given:
        return not given and case.quiet
    return _plain(given[0]) in map(_plain, case.fixes)


def _plain(line: str) -> str:
    """A line without the quotes it does not need: cd "projects" is cd projects."""
    try:
        return " ".join(shlex.split(line))
    except ValueError:
        return line


def _judged(pairs: Iterable[tuple[Case, Given]]) -> list[str]:
    """The columns of HEAD. Where any hint will do, only "some hint" and its silence count."""
    pairs = list(pairs)
    loud = [(case, given) for case, given in pairs if not case.quiet]
    exact = [(case, given) for case, given in loud if WANTED not in case.fixes]
    still = [given for case, given in pairs if case.quiet]
    offered = [
        (case, given) for case, given in pairs if any(given[:1]) and WANTED not in case.fixes
    ]
    return [
        str(len(exact)),
        _share(sum(_right(case, given) for case, given in exact), len(exact)),
        _share(
            sum(any(_right(case, [fix]) for fix in given[:3]) for case, given in exact), len(exact)
        ),
        _share(sum(_right(case, given) for case, given in offered), len(offered)),
        _share(sum(bool(given) for _, given in loud), len(loud)),
        _share(sum(not given for given in still), len(still)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "-"
