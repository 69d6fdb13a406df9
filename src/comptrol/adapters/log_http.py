"""A published log read over HTTP, path by path: no redirects, no proxies, nothing unbounded."""

import socket
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

from comptrol.adapters.shelf_files import BYTES_MAX
from comptrol.flow.publication import OutOfReachError
from comptrol.kernel.errors import UnavailableError, UnreadableError

PATIENCE_S: Final = 20.0


class HttpLog:
    """Reads a log under a URL."""

    def __init__(self, url: str, patience_s: float = PATIENCE_S) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise UnreadableError(f"{url!r} is no URL of a log: {error}") from error
        if parts.username is not None or parts.password is not None:
            raise UnreadableError("the URL of a log has no user and no password in it")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise UnreadableError(f"{url!r} is no URL of a log: http://… or https://…")
        self._url, self._prefix = url.rstrip("/"), parts.path.rstrip("/")
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, port
        self._patience_s = patience_s

    def get(self, path: str) -> bytes | None:
        """Return a file's content; nothing where there is none."""
        kind = HTTPSConnection if self._secure else HTTPConnection
        try:
            connection = kind(self._host, self._port, timeout=self._patience_s)
        except HTTPException as error:
            raise UnreadableError(f"{self._url} is no URL of a log: {error}") from error
        end = Timer(self._patience_s, _hang_up, (connection,))
        end.daemon = True
        end.start()
        try:
            connection.request("GET", f"{self._prefix}/{path}")
            with connection.getresponse() as response:
                content = response.read(BYTES_MAX + 1)
        except (OSError, HTTPException) as error:
            raise OutOfReachError(f"{self._url}/{path}: {error}") from error
        finally:
            end.cancel()
            connection.close()
        if response.status == HTTPStatus.NOT_FOUND:
            return None
        if response.status != HTTPStatus.OK or len(content) > BYTES_MAX:
            raise UnavailableError(f"{self._url}/{path} answered {response.status}")
        if response.length:  # http.client gives what came as if it were all
            what = f"{response.length} bytes less came than were announced"
            raise OutOfReachError(f"{self._url}/{path}: {what}")
        return content


def _hang_up(connection: HTTPConnection) -> None:
    """End a request that takes too long as a whole, however steadily its bytes drip."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
