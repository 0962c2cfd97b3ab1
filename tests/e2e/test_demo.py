from __future__ import annotations

import sys
from collections.abc import Callable

from tests.e2e.terminal import Terminal

Wrap = Callable[..., Terminal]


def test_the_tour_shows_hints_and_leaves_nothing_behind(wrap: Wrap) -> None:
    terminal = wrap("demo", "--fast", cols=100, rows=60)
    assert terminal.end() == 0
    terminal.shows("cat src/main.py", "chmod +x build.sh", "Now yours:")
    # the fix was taken over with the key, and run: the tour only told that there is a key
    terminal.shows("$ chmod +x build.sh && ./build.sh\nbuilding\n")


def test_interrupted_it_ends_with_the_terminal_in_order(wrap: Wrap) -> None:
    terminal = wrap("demo", cols=100, rows=60)
    terminal.shows("termproxy: your shell as it is")
    terminal.type(b"\x03")
    assert terminal.end() == 130


SLOW = """
from termproxy.commands import demo

def with_late_hints(home, make=demo._scratch_project):
    folder = home / ".config" / "termproxy"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[hint]\\nwait_ms = 0\\n")
    return make(home)

demo._scratch_project = with_late_hints
raise SystemExit(demo.main(["--fast"]))
"""


def test_on_a_slow_machine_the_prompts_stay_whole(open_terminal: Callable[..., Terminal]) -> None:
    """A late hint opens rows with line feeds. The demo showed them through a terminal that turns
    each into CR LF; so the cursor came back to the first column, and the next line was typed over
    the prompt."""
    terminal = open_terminal(sys.executable, "-c", SLOW, cols=100, rows=60)
    assert terminal.end() == 0
    terminal.shows("cat src/main.py", "chmod +x build.sh", "Now yours:")
    comments = [row for row in terminal.rows() if "# " in row]
    assert len(comments) == 6
    assert all(row.startswith("demo $ # ") for row in comments)
    assert any(row.startswith("  termproxy --help shows the rest") for row in terminal.rows())
