"""What may answer at an address, or not, and what is told of it."""

from __future__ import annotations

import socket

import pytest

from termproxy.assistant.model.chat import (
    Deadlines,
    Kind,
)
from tests import fake_ollama as fake
from tests.assistant.model.conversing import (
    AT_ONCE,
    client_of,
    refusal,
)
from tests.fake_ollama import FakeOllama


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_nobody_listens() -> None:
    port = free_port()
    problem = await refusal(client_of(f"127.0.0.1:{port}"))
    assert problem.kind is Kind.REFUSED
    assert problem.sentence == (
        f"No Ollama server at http://127.0.0.1:{port}: start it with `ollama serve`."
    )
    assert (await refusal(client_of(f"localhost:{port}"))).kind is Kind.REFUSED


async def test_a_remote_address_is_refused_before_a_byte_is_sent() -> None:
    for host in ("192.0.2.1:11434", "https://example.com", "http://10.0.0.7"):
        problem = await refusal(client_of(host))
        assert problem.kind is Kind.REMOTE_REFUSED
        assert "allow_remote" in problem.sentence


async def test_a_name_that_does_not_exist() -> None:
    client = client_of("no-such-host.invalid", allow_remote=True)
    problem = await refusal(client)
    assert problem.kind is Kind.UNREACHABLE
    assert "no-such-host.invalid" in problem.sentence


@pytest.mark.parametrize("host", ["htp://127.0.0.1:80", "http://a b/"])
async def test_an_address_that_is_none(host: str) -> None:
    problem = await refusal(client_of(host, allow_remote=True))
    assert problem.kind in (Kind.BAD_ADDRESS, Kind.UNREACHABLE)


TRANSPORT = {
    "accept and close": (fake.bytes_then(b""), Kind.CRASHED),
    "RST before headers": (fake.bytes_then(b"", "reset"), Kind.CRASHED),
    "partial headers": (fake.bytes_then(b"HTTP/1.1 200 OK\r\nContent-"), Kind.CRASHED),
    "not HTTP": (fake.SCENARIOS["not-http"], Kind.NOT_A_SERVER),
    "redirect": (fake.redirecting("/api/tags"), Kind.NOT_A_SERVER),
    "nginx": (fake.SCENARIOS["html"], Kind.UNREACHABLE),
    "another server": (fake.whole(404, b"404 page not found", fake.TEXT), Kind.NOT_A_SERVER),
    "somebody's web page": (fake.whole(200, b"<html>hi</html>", "text/html"), Kind.NOT_A_SERVER),
    "malformed list": (fake.whole(200, b'{"models":[{"na'), Kind.NOT_A_SERVER),
    "another API": (fake.whole(200, {"data": []}), Kind.NOT_A_SERVER),
    "forbidden by Host": (fake.whole(403, b""), Kind.FORBIDDEN),
    "panic": (fake.whole(500, b""), Kind.CRASHED),
}


@pytest.mark.parametrize("name", TRANSPORT)
async def test_what_may_answer_at_an_address(name: str) -> None:
    scenario, kind = TRANSPORT[name]
    async with FakeOllama() as server:
        server.routes["GET", "/api/tags"] = scenario
        problem = await refusal(client_of(server))
    assert problem.kind is kind, problem
    assert problem.sentence.endswith(".")


async def test_a_list_that_hangs_while_the_version_comes() -> None:
    async with FakeOllama() as server:
        server.routes["GET", "/api/tags"] = fake.held(fake.whole(200, {"models": []}))
        client = client_of(server)
        assert await client.version() == "0.33.0"
        await client.close()
        problem = await refusal(client_of(server, deadlines=Deadlines(listing=AT_ONCE)))
    assert problem.kind is Kind.TIMEOUT
    assert server.url in problem.sentence


async def test_tls_where_none_is_spoken() -> None:
    async with FakeOllama() as server:
        problem = await refusal(client_of(server.url.replace("http:", "https:")))
    assert problem.kind is Kind.BAD_ADDRESS
    assert "http://" in problem.sentence


async def test_ipv6() -> None:
    async with FakeOllama(host="::1") as server:
        client = client_of(server)
        assert await client.version() == "0.33.0"
        await client.close()


async def test_the_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with FakeOllama() as server:
        client = client_of(server)
        assert await client.version() == "0.33.0"
        await client.close()
