"""Who may ask a session, and what becomes of odd questions."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from termproxy.assistant.session.door import LONGEST_QUESTION, Door, DoorError, RefusalError
from termproxy.assistant.session.recall import Memory
from termproxy.core.events import Message, Recall, Recalled

AS_NOBODY = """\
import os, socket, sys
os.setgid(65534); os.setuid(65534)
wire = socket.socket(socket.AF_UNIX)
wire.connect(sys.argv[1])
try:
    wire.sendall(b'{"ask": "status"}\\n')
    got = wire.recv(100)
except ConnectionError:  # closed before it was read
    got = b""
sys.stdout.write(repr(got))
"""


async def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    if asked.get("ask") == "refuse":
        raise RefusalError("Not now.")
    if asked.get("ask") == "stumble":
        raise KeyError("oops")
    return {"heard": dict(asked)}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    opened = Door(str(tmp_path / "run" / "1.sock"), answer)
    await opened.open()
    yield opened
    await opened.close()


async def told(door: Door, question: bytes) -> bytes:
    reader, writer = await asyncio.open_unix_connection(door.path)
    writer.write(question)
    reply = await reader.read()
    writer.close()
    return reply


async def test_a_question_gets_its_answer(door: Door) -> None:
    assert json.loads(await told(door, b'{"ask": "x", "n": 1}\n')) == {
        "heard": {"ask": "x", "n": 1}
    }


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (b"hello\n", "A question is a line of JSON."),
        (b"[1]\n", "A question is a JSON object."),
        (b"\xff\n", "A question is a line of JSON."),
        (b"[" * 50_000 + b"\n", "A question is a line of JSON."),
        (b'{"ask": "refuse"}\n', "Not now."),
        (b'{"ask": "stumble"}\n', "The assistant stumbled over this; its log has the details."),
    ],
)
async def test_odd_questions_get_a_sentence(door: Door, question: bytes, problem: str) -> None:
    assert json.loads(await told(door, question)) == {"problem": problem}
    assert b"heard" in await told(door, b"{}\n")


async def test_who_talks_without_end_is_let_go(door: Door) -> None:
    try:
        assert await told(door, b"x" * (2 * LONGEST_QUESTION)) == b""
    except ConnectionError:
        pass
    assert b"heard" in await told(door, b"{}\n")


@pytest.mark.skipif(os.getuid() != 0 or sys.platform != "linux", reason="needs another user")
async def test_other_users_get_nothing_even_if_they_reach_the_socket() -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        door = Door(f"{open_to_all}/run/1.sock", answer)
        await door.open()
        for path, mode in ((open_to_all, 0o711), (f"{open_to_all}/run", 0o711), (door.path, 0o666)):
            os.chmod(path, mode)
        stranger = await asyncio.create_subprocess_exec(
            sys.executable, "-c", AS_NOBODY, door.path, stdout=subprocess.PIPE
        )
        output, _ = await stranger.communicate()
        await door.close()
    assert output == b"b''"


async def test_a_folder_that_is_not_ours_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(DoorError, match="not a folder of ours"):
            await Door(str(tmp_path / name / "1.sock"), answer).open()
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o711)
    with pytest.raises(DoorError, match="chmod 700"):
        await Door(str(tmp_path / "open" / "1.sock"), answer).open()
    with pytest.raises(DoorError, match="No such file"):
        await Door(str(tmp_path / "a" / "b" / "1.sock"), answer).open()


async def test_folder_and_socket_are_private_and_the_socket_goes(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    path = tmp_path / "run" / "1.sock"
    path.touch()  # left by one that was killed
    door = Door(str(path), answer)
    await door.open()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await door.close()
    assert not path.exists()


async def test_what_dead_sessions_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    """Flags of inner sessions stayed for ever, and met whoever came to have that number again.

    A container has process numbers of its own and may share the folder: a socket that answers is
    never swept, though nobody here has its number.
    """
    gone = subprocess.Popen(["true"])
    gone.wait()
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    elsewhere = Door(str(folder / "999999998.sock"), answer)
    await elsewhere.open()
    for kind in ("sock", "fill", "inner"):
        (folder / f"{gone.pid}.{kind}").touch()
        (folder / f"{os.getpid()}.{kind}").touch()
    kept = {f"{os.getpid()}.{kind}" for kind in ("sock", "fill", "inner")}
    for name in ("999999998.fill", "notes.sock", "12.txt"):
        (folder / name).touch()
        kept.add(name)
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(folder / "999999997.sock"))  # and never listened to again
    door = Door(str(folder / "1.sock"), answer)
    await door.open()
    assert {path.name for path in folder.iterdir()} == {*kept, "1.sock", "999999998.sock"}
    await door.close()
    await elsewhere.close()


async def test_answers_of_the_relay_find_who_asked() -> None:
    sent: list[Message] = []
    memory = Memory(sent.append)
    first = asyncio.ensure_future(memory.recall(3))
    second = asyncio.ensure_future(memory.recall(output=10))
    await asyncio.sleep(0)
    tickets = [message.ticket for message in sent if isinstance(message, Recall)]
    memory.heard(Recalled(999, 0, ()))  # nobody waits for that one
    memory.heard(Recalled(tickets[1], 2, ()))
    memory.heard(Recalled(tickets[0], 1, ()))
    assert ((await first).running, (await second).running) == (1, 2)


async def test_a_relay_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("termproxy.assistant.session.recall.PATIENCE", 0.01)
    with pytest.raises(RefusalError, match="does not answer"):
        await Memory(lambda message: None).recall()
