"""How many megabytes a second pass through, and what a megabyte costs in processor time."""

from __future__ import annotations

import base64
import random
import statistics
import subprocess
from pathlib import Path

from benchmarks.kit import Scratch, interleaved, peers, ratio, table, termproxy

MEGABYTES = 40


def plain(path: Path) -> None:
    lines = base64.encodebytes(random.Random(1).randbytes(MEGABYTES * 740_000))
    path.write_bytes(lines)


def coloured(path: Path) -> None:
    chance = random.Random(2)
    words = [f"\x1b[{chance.randint(30, 37)}mword{n}\x1b[0m" for n in range(500)]
    lines = b"".join((" ".join(chance.choices(words, k=6)) + "\n").encode() for _ in range(4000))
    path.write_bytes(lines * (MEGABYTES * 1_000_000 // len(lines)))


def run(scratch: Scratch, rounds: int) -> None:
    outer = scratch.compiled("outer")
    for kind, make in (("plain", plain), ("coloured", coloured)):
        source = scratch.folder / kind
        make(source)
        ways = peers(scratch, ["cat", str(source)])
        # A shell with its integration is where a user lives: marks are looked for.
        shell = ["bash", "-c", f"cat {source}"]
        ways["termproxy, recording"] = termproxy(
            "--record", str(scratch.folder / "own.cast"), "--overwrite", *shell
        )
        seconds: dict[str, list[float]] = {name: [] for name in ways}

        def measure(
            name: str, ways: dict[str, list[str]] = ways, seconds: dict[str, list[float]] = seconds
        ) -> float:
            done = subprocess.run(
                [outer, *ways[name]],
                capture_output=True,
                text=True,
                env=scratch.environ(),
                check=False,
                stdin=subprocess.DEVNULL,
            )
            size, wall, cpu = done.stderr.split()[-3:]
            seconds[name].append(float(cpu) / (int(size) / 100e6))
            return int(size) / float(wall) / 1e6

        speed = interleaved(list(ways), rounds, measure)
        rows = [
            [
                name,
                f"{statistics.median(speed[name]):.1f}",
                f"{ratio(speed[name], speed['bare pty']):.2f}",
                f"{ratio(speed[name], speed['script']):.2f}" if "script" in speed else "-",
                f"{statistics.median(seconds[name]):.2f}",
            ]
            for name in ways
        ]
        table(
            f"throughput, {MEGABYTES} MB {kind}, median of {rounds}",
            ["", "MB/s", "of bare", "of script", "cpu s/100 MB"],
            rows,
        )
