"""OLLAMA_HOST, read as Ollama itself reads it (envconfig.Host and ConnectableHost). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from termproxy.assistant.safety.plain import plain

DEFAULT_PORT = 11434
SCHEME_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's address. `prefix` is "" or "/path" without a slash at its end.

    `warning` is a sentence when a part of what was written made no sense and was left out.
    """

    scheme: str
    host: str
    port: int
    prefix: str = ""
    warning: str = ""

    @property
    def url(self) -> str:
        """The base that a path such as "/api/chat" is appended to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.prefix}"

    @property
    def loopback(self) -> bool:
        """Whether what is sent there stays on this machine."""
        from ipaddress import ip_address

        if self.host.lower().rstrip(".") == "localhost":
            return True
        try:
            return ip_address(self.host.partition("%")[0]).is_loopback
        except ValueError:
            return False


def parse(text: str) -> Endpoint:
    """The address that `text` means; "" is the default, http://127.0.0.1:11434.

    A bare host has port 11434 while `http://host` has port 80: that is Ollama's rule, and its
    documentation's most frequent surprise. A port that makes no sense becomes the default one.
    An address to listen on (0.0.0.0, [::], an empty host) becomes one to connect to. A user name
    and password are left out: they would end up in messages, and Ollama takes none.
    """
    text = plain(text).strip().strip("\"'").strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
        port = DEFAULT_PORT
        if text == "ollama.com":
            scheme, port = "https", 443
    else:
        port = SCHEME_PORTS.get(scheme, DEFAULT_PORT)
    authority, _, path = rest.partition("/")
    userinfo, _, authority = authority.rpartition("@")
    host, written_port = _split(authority)
    warning = "A password in the address is not used; set a header instead." if userinfo else ""
    if written_port is not None:
        if written_port.isascii() and written_port.isdigit() and int(written_port) <= 65535:
            port = int(written_port)
        else:
            warning = f"“{written_port}” is not a port, so {port} is used."
    path = path.strip("/")
    return Endpoint(scheme, _connectable(host), port, f"/{path}" if path else "", warning)


def _split(authority: str) -> tuple[str, str | None]:
    """`host`, `host:port`, `[v6]:port`, `[v6]`, `v6`: the host, and the port if one is written."""
    if authority.startswith("["):
        host, _, rest = authority[1:].partition("]")
        return host, rest[1:] if rest.startswith(":") else None
    if authority.count(":") == 1:
        host, _, port = authority.partition(":")
        return host, port
    return authority, None


def _connectable(host: str) -> str:
    if host in ("", "0.0.0.0"):
        return "127.0.0.1"
    return "::1" if host == "::" else host
