"""Where the microseconds of the byte path go, and whether a byte costs the same in a long flood."""

from __future__ import annotations

import os
import select
import statistics
import subprocess
import sys
import time
import tty
from collections.abc import Callable

from benchmarks.kit import ROOT, Scratch, interleaved, table, termproxy

# One read of a pty gives no more.
CHUNK = 4095
REPEATS = 4000
SIZES = (1, 10, 100, 1000)


def parts(scratch: Scratch, rounds: int) -> None:
    """Each step of one read of a flood, by itself and warm: a lower bound of its share."""
    sys.path.insert(0, str(ROOT))
    from termproxy.core.asciicast import Encoder
    from termproxy.core.gate import Gate
    from termproxy.core.ring import Ring
    from termproxy.core.scanner import Scanner

    plain = (b"The quick brown fox jumps over the lazy dog, and then again.\r\n" * 70)[:CHUNK]
    coloured = (b"\x1b[31merror\x1b[0m in \x1b[34mfile.rs\x1b[0m: something\r\n" * 99)[:CHUNK]
    master, slave = os.openpty()
    tty.setraw(slave)
    poll = select.poll()
    poll.register(master, select.POLLIN)

    def observers(data: bytes) -> dict[str, Callable[[], object]]:
        scanner, ring, gate, encoder = Scanner(b"n" * 16), Ring(4 << 20), Gate(80, 24), Encoder(2)
        return {
            "scanner: our marks": lambda: scanner.feed(data),
            "ring: the last 4 MiB": lambda: ring.append(data),
            "gate and modes": lambda: gate.output(data, 1.0),
            "recording: encode": lambda: encoder.output(1.0, data),
        }

    def turn(data: bytes) -> None:
        os.write(slave, data)
        poll.poll(0)
        os.read(master, 65536)

    kinds = {"plain": plain, "coloured": coloured}
    rows = []
    for name in observers(plain):
        rows.append([name, *(_each(observers(data)[name], rounds) for data in kinds.values())])
    # Both ends of a pty are at work for each read, so this is the program's write as well.
    moved = [_each(lambda data=data: turn(data), rounds) for data in kinds.values()]
    rows.append(["kernel: write to a pty, poll, read", *moved])
    os.close(master)
    os.close(slave)
    table(f"one read of {CHUNK} bytes, µs for each step", ["", *kinds], rows)


def _each(act: Callable[[], object], rounds: int) -> str:
    best = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(REPEATS):
            act()
        best.append((time.perf_counter() - begin) / REPEATS * 1e6)
    return f"{statistics.median(best):.2f}"


def sizes(scratch: Scratch, rounds: int) -> None:
    """Processor time for each 100 MB, from a short flood to a long one."""
    outer = scratch.compiled("outer")
    source = scratch.folder / "unit"
    source.write_bytes(b"%078d\n" % 7 * (1_000_000 // 79))
    rows = []
    for megabytes in SIZES:
        line = f"for i in $(seq {megabytes}); do cat {source}; done"
        ways = {
            "script": ["script", "-qefc", line, "/dev/null"],
            "termproxy": termproxy("sh", "-c", line),
        }
        costs: dict[str, list[float]] = {name: [] for name in ways}

        def measure(
            name: str, ways: dict[str, list[str]] = ways, costs: dict[str, list[float]] = costs
        ) -> float:
            done = subprocess.run(
                [outer, *ways[name]],
                capture_output=True, text=True, env=scratch.environ(), check=False,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            size, wall, cpu = done.stderr.split()[-3:]
            costs[name].append(float(cpu) / (int(size) / 100e6))
            return int(size) / float(wall) / 1e6

        times = 1 if megabytes >= 1000 else rounds
        speed = interleaved(list(ways), times, measure)
        rows.append(
            [f"{megabytes} MB", *(
                f"{statistics.median(values):.2f}"
                for name in ways for values in (speed[name], costs[name])
            )]
        )  # fmt: skip
    header = ["", "script MB/s", "cpu s/100 MB", "termproxy MB/s", "cpu s/100 MB"]
    table("a flood of each length, the start included", header, rows)
