"""--profile: cProfile around the relay, and a short report when everything is over."""

from __future__ import annotations

import os
import sys

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

COSTLIEST = 10


def assistant_profile(path: str) -> str:
    """Where the assistant's profile goes when the relay's goes to `path`."""
    stem, extension = os.path.splitext(path)
    return f"{stem}.assistant{extension}"


def profiled(path: str, work: Callable[[], int]) -> int:
    """Run `work` under cProfile, write the dumps and say where they are."""
    import cProfile

    path = os.path.abspath(path)  # the session may end in another directory
    profiler = cProfile.Profile()
    try:
        return profiler.runcall(work)
    finally:
        profiler.disable()
        try:
            profiler.dump_stats(path)
        except OSError as error:
            sys.stderr.write(f"termproxy: no profile in {path}: {error.strerror}.\n")
        else:
            report("relay", path)
            beside = assistant_profile(path)
            if os.path.exists(beside):
                report("assistant", beside)


def report(who: str, path: str) -> None:
    """One profile's place and its costliest functions, on standard error."""
    import pstats

    try:
        stats = pstats.Stats(path)
    except (OSError, ValueError, TypeError, EOFError) as error:
        sys.stderr.write(f"termproxy: the {who}'s profile {path} cannot be read: {error}\n")
        return
    rows = sorted(stats.stats.items(), key=lambda row: row[1][2], reverse=True)  # type: ignore[attr-defined]
    lines = [
        f"\ntermproxy: profile of the {who} in {path}",
        "   own s   total s     calls  function",
    ]
    for (file, line, name), (_, calls, own, total, _) in rows[:COSTLIEST]:
        place = name if file == "~" else f"{name} ({os.path.basename(file)}:{line})"
        lines.append(f"{own:8.3f}  {total:8.3f}  {calls:8d}  {place}")
    sys.stderr.write("\n".join(lines) + "\n")
