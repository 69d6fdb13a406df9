"""How long and how much may a connection take before it is a request, and after?

What uvicorn leaves open is bounded here: how long the head of a request takes to arrive, how large
it is, how many connections there are, and how long an answer waits to be read. Whose certificate a
client has shown is told to the application, as ASGI has it (TLS extension 0.2).

Not bounded here: a TLS handshake, which asyncio gives a minute; and how many connections one
address has, which a server in front knows better.
"""

import asyncio
import ssl
from typing import Any, Final

import uvicorn
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from comptrol.bootstrap.certificates import subject_of
from comptrol.entrypoints.arrival import TooLargeError

CONNECTIONS_MAX: Final = 2_000
HEAD_BYTES_MAX: Final = 32 * 1024
"""Method, path, query and headers together."""
HEAD_SECONDS_MAX: Final = 10.0
IDLE_SECONDS_MAX: Final = 5
"""Between two requests."""
LAST_HEAD_SECONDS_MAX: Final = 2.0
"""A server that ends waits so long for a head of which nothing has come yet, or a part."""
LAST_IDLE_SECONDS_MAX: Final = 0.1
"""And for a next request, which may have come and not have been read."""
READ_SECONDS_MAX: Final = 60.0
"""An answer that nobody reads for so long is given up."""

_END: Final = b"connection: close\r\ncontent-length: 0\r\n\r\n"
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\n" + _END
_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + _END
_TOO_MANY: Final = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n" + _END


class BoundedConnection(HttpToolsProtocol):
    """One connection, with an end to everything that is waited for."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head_bytes, self._in_head, self._too_large = 0, False, False
        self._head_ends: asyncio.TimerHandle | None = None
        self._read_ends: asyncio.TimerHandle | None = None
        self._next_ends: asyncio.TimerHandle | None = None
        self._shown: dict[str, Any] | None = None

    # What asyncio calls.

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as asyncio hands it over
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS_MAX:
            self._refuse(_TOO_MANY)
            return
        secured: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        certificate = None if secured is None else secured.getpeercert(binary_form=True)
        if certificate is not None:
            self._shown = {"tls": {"client_cert_name": subject_of(certificate)}}
        self._head_ends = self.loop.call_later(HEAD_SECONDS_MAX, self._give_up)

    @override
    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > HEAD_BYTES_MAX:
            self._refuse(_TOO_LARGE)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._head_done()
        self._read_done()
        self._next_begun()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_ends = self.loop.call_later(READ_SECONDS_MAX, self.transport.abort)

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._read_done()

    # What the parser calls.

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._next_begun()
        if self._shown is not None:
            self.scope["extensions"] = self._shown
        if self._head_ends is None:
            self._head_ends = self.loop.call_later(HEAD_SECONDS_MAX, self._give_up)

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        # What stands behind a body in pieces is no header: it would come after all that servers in
        # front have said of the caller, and none of them has looked at it (RFC 9110, 6.5.1).
        if self._in_head:
            super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_done()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > HEAD_BYTES_MAX:
            self._too_large = True
            raise TooLargeError(f"a head of {size} bytes")  # the parser ends, and tells uvicorn
        super().on_headers_complete()

    # What uvicorn calls.

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.timeout_keep_alive_task is not None and not self._in_head:
            # uvicorn's own ends with the next byte, which may be of a body that nobody waits for.
            self._next_begun()
            late = self.timeout_keep_alive_handler
            self._next_ends = self.loop.call_later(IDLE_SECONDS_MAX, late)

    @override
    def shutdown(self) -> None:
        # uvicorn closes at once what has no answer to give, and with it a request on its way.
        if self._head_ends is not None:
            self._head_done()
            self._head_ends = self.loop.call_later(LAST_HEAD_SECONDS_MAX, self._give_up)
        elif self._next_ends is not None:
            self._next_begun()
            late = self.timeout_keep_alive_handler
            self._next_ends = self.loop.call_later(LAST_IDLE_SECONDS_MAX, late)
        else:
            super().shutdown()

    @override
    def send_400_response(self, msg: str) -> None:
        if self._too_large:
            self._refuse(_TOO_LARGE)
        else:
            super().send_400_response(msg)

    @override
    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():  # the last answer was not even read
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def _give_up(self) -> None:
        self._head_ends = None
        if self._in_head:
            self._refuse(_TOO_SLOW)
        else:
            self.transport.close()

    def _refuse(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()

    def _head_done(self) -> None:
        if self._head_ends is not None:
            self._head_ends.cancel()
            self._head_ends = None

    def _next_begun(self) -> None:
        if self._next_ends is not None:
            self._next_ends.cancel()
            self._next_ends = None

    def _read_done(self) -> None:
        if self._read_ends is not None:
            self._read_ends.cancel()
            self._read_ends = None
