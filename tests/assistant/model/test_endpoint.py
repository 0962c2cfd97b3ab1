"""The values of Ollama's own TestHost and TestConnectableHost, as a client resolves them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model.endpoint import parse

FORMS = {
    "": "http://127.0.0.1:11434",
    "1.2.3.4": "http://1.2.3.4:11434",
    ":1234": "http://127.0.0.1:1234",
    "1.2.3.4:1234": "http://1.2.3.4:1234",
    "example.com": "http://example.com:11434",
    "example.com:1234": "http://example.com:1234",
    ":0": "http://127.0.0.1:0",
    ":66000": "http://127.0.0.1:11434",
    ":-1": "http://127.0.0.1:11434",
    ":x": "http://127.0.0.1:11434",
    "[::1]": "http://[::1]:11434",
    "[::]": "http://[::1]:11434",
    "::": "http://[::1]:11434",
    "::1": "http://[::1]:11434",
    "[::1]:1337": "http://[::1]:1337",
    " 1.2.3.4 ": "http://1.2.3.4:11434",
    '"1.2.3.4"': "http://1.2.3.4:11434",
    ' " 1.2.3.4 " ': "http://1.2.3.4:11434",
    "'1.2.3.4'": "http://1.2.3.4:11434",
    "http://1.2.3.4": "http://1.2.3.4:80",
    "http://1.2.3.4:4321": "http://1.2.3.4:4321",
    "https://1.2.3.4": "https://1.2.3.4:443",
    "https://1.2.3.4:4321": "https://1.2.3.4:4321",
    "https://example.com/ollama": "https://example.com:443/ollama",
    "https://example.com/ollama/": "https://example.com:443/ollama",
    "http://example.com:8080/a/b": "http://example.com:8080/a/b",
    "example.com/path": "http://example.com:11434/path",
    "ollama.com": "https://ollama.com:443",
    "0.0.0.0": "http://127.0.0.1:11434",
    "0.0.0.0:8080": "http://127.0.0.1:8080",
    "http://0.0.0.0": "http://127.0.0.1:80",
    "localhost": "http://localhost:11434",
    "http://bob:pw@1.2.3.4:5": "http://1.2.3.4:5",
    "1.2.3.4:5/\x1b[2Jx": "http://1.2.3.4:5/x",
}


@pytest.mark.parametrize("written", FORMS)
def test_every_form_of_ollama_host(written: str) -> None:
    assert parse(written).url == FORMS[written]


@pytest.mark.parametrize("written", [":66000", ":-1", ":x", "host:１２"])
def test_a_port_that_is_none_is_left_out_with_a_warning(written: str) -> None:
    assert parse(written).port == 11434
    assert parse(written).warning
    assert not parse("host:12").warning


@pytest.mark.parametrize(
    "host", ["", "localhost", "LOCALHOST", "127.9.9.9", "::1", "0.0.0.0", "::"]
)
def test_this_machine(host: str) -> None:
    assert parse(host).loopback


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "example.com", "localhost.evil.com", "127.0.0.1.evil.com", "2130706433"]
)
def test_not_this_machine(host: str) -> None:
    assert not parse(host).loopback


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    endpoint = parse(text)
    assert 0 <= endpoint.port <= 65535
    assert endpoint.url.startswith(endpoint.scheme + "://")
    assert isinstance(endpoint.loopback, bool)
