from __future__ import annotations

import asyncio

import pytest

from termproxy.assistant.trouble import note, note_context, note_error
from termproxy.core.link import Decoder, LinkError
from termproxy.log import describe
from tests.assistant.secret_corpus import tokens

TOKEN = tokens()["github classic"]


def test_no_secret_gets_into_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    note(f"rule x failed: ValueError: curl -H 'Authorization: Bearer {TOKEN}'")
    try:
        raise ValueError(f"cannot read GITHUB_TOKEN={TOKEN}")
    except ValueError as error:
        note_error(error)
    written = capfd.readouterr().err
    assert TOKEN not in written
    assert "rule x failed" in written
    assert "test_trouble.py" in written
    assert "-1>" in written


async def test_nor_from_a_task_that_nobody_awaits(capfd: pytest.CaptureFixture[str]) -> None:
    asyncio.get_running_loop().set_exception_handler(note_context)
    gone = asyncio.Event()

    def fail() -> None:
        gone.set()
        raise RuntimeError(f"mysql --password={TOKEN}")

    asyncio.get_running_loop().call_soon(fail)
    await gone.wait()
    written = capfd.readouterr().err
    assert "RuntimeError" in written
    assert TOKEN not in written


def test_the_relay_writes_no_text_of_the_users() -> None:
    """It cannot redact: an error that quotes what it was given is named without its words."""
    for broken in (lambda: int(TOKEN), lambda: {}[TOKEN], lambda: "".index(TOKEN)):
        with pytest.raises((ValueError, LookupError)) as caught:
            broken()
        told = describe(caught.value)
        assert TOKEN not in told
        assert type(caught.value).__name__ in told
    assert "Permission denied" in describe(PermissionError(13, "Permission denied"))
    with pytest.raises(LinkError) as caught:
        Decoder().feed(len(TOKEN).to_bytes(4, "little") + TOKEN.encode())
    assert TOKEN not in str(caught.value)
