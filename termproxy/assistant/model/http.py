"""The one door to the network: HTTP requests with deadlines, and failures as ModelProblem.

aiohttp takes 200 ms to import, so that happens when first needed. Behaviour relied on
(measured with aiohttp 3.9 and 3.14): leaving a response before its end closes the socket, which
is what makes a server stop computing; `readany` gives b"" only at the end; a body cut by
the peer raises ClientPayloadError unless it is HTTP/1.0.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Mapping
from errno import ECONNREFUSED
from typing import TYPE_CHECKING, Any, TypeVar

from termproxy.assistant.model import problems
from termproxy.assistant.model.chat import Deadlines, Kind, ModelProblem
from termproxy.assistant.safety.plain import one_line

if TYPE_CHECKING:
    import aiohttp

    from termproxy.assistant.model.endpoint import Endpoint

T = TypeVar("T")

LONGEST_BODY = 8 * 1024 * 1024
LONGEST_ERROR = 64 * 1024


def warm_up() -> None:
    """Import aiohttp now, in a thread, rather than between a failure and its question."""
    import aiohttp  # noqa: F401


class Wire:
    """Requests to one server. Cancelling a task closes its connection.

    Connections are not kept alive: a stale one would fail a POST, which may not be repeated
    blindly, and a new one to this machine costs 0.1 ms.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        deadlines: Deadlines,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        allow_remote: bool = False,
        start: str = "start it with `ollama serve`",
    ) -> None:
        self.endpoint = endpoint
        self._deadlines = deadlines
        self._headers = {"Accept-Encoding": "identity", **dict(headers)}
        self._allow_remote = allow_remote
        self._start = start
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return self.endpoint.url

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body. Raises ModelProblem when there is no whole answer."""
        return await self._small("GET", path, None)

    async def post(
        self, path: str, payload: Mapping[str, Any], *, model: str = "", patience: float = 0.0
    ) -> tuple[int, bytes]:
        """As `get`. `patience` in seconds, else that for small questions."""
        return await self._small("POST", path, payload, model=model, patience=patience)

    async def pieces(
        self, path: str, payload: Mapping[str, Any], *, model: str
    ) -> AsyncGenerator[bytes, None]:
        """The body of a streamed answer as it comes. Raises ModelProblem, also half-way.

        Close the generator (`contextlib.aclosing`) when leaving it early.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + self._deadlines.total
        request = self._session_now().post(
            self.url + path, json=payload, headers=self._headers, allow_redirects=False
        )
        patience, phase = self._deadlines.first_token, "its first word"
        if self._deadlines.total < patience:
            patience, phase = self._deadlines.total, "the whole answer"
        response = await self._await(request, model, phase, patience)
        try:
            if response.status != 200:
                body = await self._await(
                    _bounded(response, LONGEST_ERROR), model, phase, self._deadlines.listing
                )
                raise problems.from_error(response.status, body, model=model, url=self.url)
            while True:
                left = end - clock()
                if left < patience:
                    patience, phase = max(left, 0), "the whole answer"
                piece = await self._await(response.content.readany(), model, phase, patience)
                if not piece:
                    return
                yield piece
                patience, phase = self._deadlines.stall, "its next word"
        finally:
            response.close()

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _small(
        self,
        method: str,
        path: str,
        payload: Mapping[str, Any] | None,
        *,
        model: str = "",
        patience: float = 0.0,
    ) -> tuple[int, bytes]:
        session = self._session_now()

        async def exchange() -> tuple[int, bytes]:
            async with session.request(
                method, self.url + path, json=payload, headers=self._headers, allow_redirects=False
            ) as response:
                try:
                    return response.status, await _bounded(response, LONGEST_BODY)
                finally:
                    response.close()

        return await self._await(exchange(), model, "", patience or self._deadlines.listing)

    async def _await(self, work: Awaitable[T], model: str, phase: str, seconds: float) -> T:
        import aiohttp

        try:
            async with asyncio.timeout(seconds):
                return await work
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError):
                if not phase:
                    raise problems.silent(self.url, seconds) from None
                raise problems.timed_out(model, phase, seconds) from None
            raise self._translated(error, model) from error

    def _session_now(self) -> aiohttp.ClientSession:
        if not self.endpoint.loopback and not self._allow_remote:
            raise ModelProblem(
                Kind.REMOTE_REFUSED,
                f"{self.url} is not this machine; set model.allow_remote = true "
                "if what commands print may be sent there.",
            )
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True, limit=0),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=self._deadlines.connect,
                    sock_connect=self._deadlines.connect,
                    sock_read=None,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                # A proxy from the environment breaks calls to this very machine.
                trust_env=not self.endpoint.loopback,
            )
        return self._session

    def _translated(self, error: Exception, model: str) -> ModelProblem:
        import aiohttp

        detail = one_line(f"{type(error).__name__}: {error}")
        kind, sentence = Kind.SERVER_ERROR, f"Talking to the server at {self.url} failed: {detail}."
        match error:
            case ModelProblem():
                return error
            case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
                kind = Kind.BAD_ADDRESS
                sentence = f"{self.url} is not an address of a server; correct OLLAMA_HOST."
            case aiohttp.ClientConnectorCertificateError():
                kind = Kind.UNREACHABLE
                sentence = f"The certificate of {self.url} is not trusted; check the address."
            case aiohttp.ClientSSLError():
                kind = Kind.BAD_ADDRESS
                sentence = f"No TLS is spoken at {self.url}; write http:// if that is meant."
            case TimeoutError():
                kind = Kind.UNREACHABLE
                sentence = f"{self.url} does not answer; check the address and the network."
            case aiohttp.ClientConnectorError() as failed:
                kind, sentence = self._unconnected(failed)
            case aiohttp.ClientPayloadError():
                return problems.cut_short(model or "The server")
            case aiohttp.ClientResponseError():
                return problems.not_a_server(self.url, "no HTTP", detail=detail)
            case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError() | ConnectionError():
                kind = Kind.CRASHED
                sentence = f"The server at {self.url} hung up without an answer; see its log."
        return ModelProblem(kind, sentence, detail=detail)

    def _unconnected(self, error: aiohttp.ClientConnectorError) -> tuple[Kind, str]:
        from socket import gaierror

        if isinstance(error.os_error, gaierror):
            name = self.endpoint.host
            return Kind.UNREACHABLE, f"The name {name} is not known; check OLLAMA_HOST."
        if error.os_error.errno == ECONNREFUSED or self.endpoint.loopback:
            who = "Ollama" if "ollama" in self._start else "model"
            return Kind.REFUSED, f"No {who} server at {self.url}: {self._start}."
        reason = one_line(error.os_error.strerror or str(error.os_error), 80)
        return Kind.UNREACHABLE, f"{self.url} cannot be reached ({reason}); check the network."


async def _bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, cut at `limit` bytes."""
    pieces = []
    size = 0
    while size < limit and (piece := await response.content.readany()):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)[:limit]
