# ruff: noqa: E501
"""Python, pip, make, apt, ssh, ports, npm, docker: the everyday failures.

None of these messages is printed by a tool during the test. They are recalled, and shortened to
the telling lines; paths and names are made up. (tests/corpora/failures holds what was recorded.)
"""

from __future__ import annotations

import socket

import pytest

from tests.assistant.rules.kit import World

EXTERNALLY = "error: externally-managed-environment\n\n× This environment is externally managed"


@pytest.mark.parametrize(
    ("command", "status", "output", "fix"),
    [
        ("python3 app.py", 1, 'Traceback (most recent call last):\n  File "/x/app.py", line 1, in <module>\n    import yaml\nModuleNotFoundError: No module named \'yaml\'', "pip install PyYAML && python3 app.py"),
        ("python3 pkg/main.py", 1, "ImportError: attempted relative import with no known parent package", "python3 -m pkg.main"),
        ("python3 -m pyest", 1, "/usr/bin/python3: No module named pyest", "python3 -m pytest"),
        ("python3 -m pkg.mian", 1, "/usr/bin/python3: No module named pkg.mian", "python3 -m pkg.main"),
        ("pip install requests", 1, EXTERNALLY, "python3 -m venv .venv && source .venv/bin/activate && pip install requests"),
        ("pip instal requests", 1, 'ERROR: unknown command "instal" - maybe you meant "install"', "pip install requests"),
        ("pip install requirements.txt", 1, "ERROR: Could not find a version that satisfies the requirement requirements.txt (from versions: none)\nERROR: No matching distribution found for requirements.txt", "pip install -r requirements.txt"),
        ("pip install djnago", 1, "ERROR: No matching distribution found for djnago", "pip install django"),
        ("python3 -m venv .venv", 1, "The virtual environment was not created successfully because ensurepip is not\navailable.\n\n    apt install python3.11-venv\n", "sudo apt install python3-venv"),
        ("python3 app.py", 1, '  File "app.py", line 3\n    x = (\n        ^\nSyntaxError: \'(\' was never closed', "${EDITOR:-vi} +3 app.py"),
        ("make biuld", 2, "make: *** No rule to make target 'biuld'.  Stop.", "make build"),
        ("make", 2, "Makefile:2: *** missing separator.  Stop.", "sed -i 's/^    /\\t/' Makefile && make"),
        ("apt instal vim", 100, "E: Invalid operation instal", "apt install vim"),
        ("sudo apt-get search vim", 100, "E: Invalid operation search", "sudo apt-cache search vim"),
        ("apt install vim", 100, "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?", "sudo apt install vim"),
        ("sudo apt install vim", 100, "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (apt-get)", "ps -fp 1234"),
        ("sudo dpkg -i app.deb", 1, "dpkg: dependency problems prevent configuration of app:", "sudo apt install ./app.deb"),
        ("ssh web", 255, "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nOffending ED25519 key in /home/u/.ssh/known_hosts:3\nHost key for web has changed and you have requested strict checking.\nHost key verification failed.", "ssh-keygen -R web"),
        ("ssh u@h", 255, "u@h: Permission denied (publickey).", "ssh-copy-id u@h"),
        ("ssh prodd", 255, "ssh: Could not resolve hostname prodd: Name or service not known", "ssh prod"),
        ("ssh -i key.pem u@h", 255, "Permissions 0644 for 'key.pem' are too open.", "chmod 600 key.pem"),
        ("npm run biuld", 1, 'npm error Missing script: "biuld"', "npm run build"),
        ("npm run dev", 1, 'npm ERR! Missing script: "dev"', "npm start"),
        ("docker ps", 1, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "sudo systemctl start docker"),
        ("docker ps", 1, "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock", "sudo usermod -aG docker $USER && newgrp docker"),
    ],
)  # fmt: skip
def test_tables(world: World, command: str, status: int, output: str, fix: str) -> None:
    world.file("pkg/__init__.py").file("pkg/main.py").file("requirements.txt")
    world.file("Makefile", "build:\n    echo\n").file(".ssh/config", "Host prod\n")
    world.file("package.json", '{"scripts": {"start": "x", "build": "y"}}')
    assert world.first(command, output, status) == fix


def test_the_holder_of_a_port_is_named(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        output = f"OSError: [Errno 98] Address already in use: ('127.0.0.1', {port})"
        advice = world.advice(f"python3 -m http.server {port}", output)
    assert advice
    assert "pid" in advice.title
    assert advice.fixes[0].command == f"python3 -m http.server {port + 1}"


def test_a_free_port_by_now_still_has_its_hint(world: World) -> None:
    fixes = world.fixes(
        "node server.js", "Error: listen EADDRINUSE: address already in use :::3999"
    )
    assert fixes == ["lsof -i :3999", "PORT=4000 node server.js", "fuser -k 3999/tcp"]
