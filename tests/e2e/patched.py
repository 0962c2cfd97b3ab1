"""Termproxy with a fault: patched.py PYTHON-TEXT [ARGUMENTS OF TERMPROXY...].

The text runs before termproxy does and replaces what it likes.
"""

from __future__ import annotations

import sys

text = sys.argv.pop(1)
exec(compile(text, "<fault>", "exec"), {"__name__": "fault"})

from termproxy.cli import main  # noqa: E402

main()
