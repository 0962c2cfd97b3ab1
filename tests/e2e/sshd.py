"""A server of our own on the loopback interface, and the client's command that logs in to it.

It runs as whoever runs the tests: as root on a bare machine (no PAM, no /run/sshd, a locked
password) and as an ordinary user, whose server can only let that user in. Nothing of the user's
own is read or written: keys, configuration and known hosts are made for the test.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.terminal import needs

# Where sshd is when it is not on the PATH, which is so for ordinary users of Debian.
SERVER_FOLDERS = "/usr/sbin:/usr/local/sbin:/sbin"


@contextmanager
def server(folder: Path, **environment: str) -> Iterator[tuple[str, ...]]:
    """Run sshd with its files in `folder`; the words of the command that opens a session.

    `environment` is set in each session, before the login shell reads its files.
    """
    needs("ssh", "ssh-keygen")
    program = shutil.which("sshd") or shutil.which("sshd", path=SERVER_FOLDERS)
    if program is None:
        needs("sshd")
    if os.getuid() != 0 and not _terminals_belong_to_tty():
        pytest.skip("/dev/pts is mounted without gid=tty: only root's sshd can open a terminal")
    if os.getuid() == 0:
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # its init script would
    for name in ("host", "user"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(key, check=True, stdin=subprocess.DEVNULL)
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PermitRootLogin yes\nPasswordAuthentication no\nPrintMotd no\nPrintLastLog no\n"
        + "".join(f'SetEnv "{name}={value}"\n' for name, value in environment.items())
    )
    with subprocess.Popen(
        [str(program), "-D", "-e", "-f", str(config)], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = []
        while not said or "listening" not in said[-1]:
            said.append(process.stderr.readline())
            if not said[-1]:
                pytest.fail(f"sshd did not start: {''.join(said)}")
        user = pwd.getpwuid(os.getuid()).pw_name
        yield (
            *("ssh", "-tt", "-p", str(port), "-i", f"{folder}/user", "-o", "IdentitiesOnly=yes"),
            *("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder}/known"),
            *("-o", "LogLevel=ERROR", "-F", "none", f"{user}@127.0.0.1"),
        )
        process.terminate()


def _terminals_belong_to_tty() -> bool:
    """As on every usual system; elsewhere sshd wants to change that, which only root may."""
    ours, slave = os.openpty()
    try:
        return os.fstat(slave).st_gid == grp.getgrnam("tty").gr_gid
    finally:
        os.close(ours)
        os.close(slave)
