"""The session's private files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_a_full_disk_never_leaves_half_a_command_to_insert(tmp_path: Path) -> None:
    """A write takes what fits. Of `rm -rf /tmp/x` that could be `rm -rf /`."""
    script = (
        "import os, resource, sys\n"
        "from termproxy.relay.runtime import FillFile\n"
        "file = FillFile(sys.argv[1], '1.fill')\n"
        "file.make()\n"
        "file.put('ls')\n"
        "print(os.stat(file.path).st_size)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))\n"
        "try:\n"
        "    file.put('rm -rf /tmp/x')\n"
        "except OSError as error:\n"
        "    print(error.strerror, os.stat(file.path).st_size)\n"
    )
    folder = tmp_path / "run"
    told = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
    )
    assert told.stdout == "2\nNo space left on device 0\n"
