"""scripts/bench: termproxy and its peers side by side, interleaved, medians and ratios."""

from __future__ import annotations

import argparse
import os
import platform

from benchmarks import bytepath, footprint, hints, latency, placing, prompt, rules, throughput
from benchmarks.kit import Scratch

SUITES = {
    "relay": [throughput.run],
    "bytes": [bytepath.parts],
    "sizes": [bytepath.sizes],
    "echo": [latency.echo, latency.busy, latency.streaming],
    "start": [latency.start],
    "prompt": [prompt.run],
    "hints": [hints.instant, hints.request, hints.shelf],
    "placing": [placing.insertion, placing.keys],
    "rules": [rules.accuracy, rules.beside],
    "memory": [footprint.memory, footprint.failures],
    "idle": [footprint.idle],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--rounds", type=int, default=5, help="more for a noisy machine")
    given = parser.parse_args()
    unknown = [name for name in given.suites if name not in SUITES]
    if unknown:
        parser.error(f"there is no suite {unknown[0]}; there are {', '.join(SUITES)}")
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"{os.cpu_count()} cores, load {load}"
    )
    scratch = Scratch()
    try:
        for name in given.suites or SUITES:
            for suite in SUITES[name]:
                suite(scratch, given.rounds)
    finally:
        scratch.close()


main()
