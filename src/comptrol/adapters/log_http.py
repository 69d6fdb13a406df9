"""A published log read over HTTP, path by path: no redirects, no proxies, nothing unbounded."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from comptrol.kernel.errors import UnavailableError, UnreadableError

BYTES_MAX: Final = 17 * 1024 * 1024
"""A full bundle has 256 entries of less than 64 KiB."""
PATIENCE_S: Final = 20.0


class HttpLog:
    """Reads a log under a URL."""

    def __init__(self, url: str, patience_s: float = PATIENCE_S) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise UnreadableError(f"{url!r} is no URL of a log: http://… or https://…")
        self._url, self._prefix = url.rstrip("/"), parts.path.rstrip("/")
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._patience_s = patience_s

    def get(self, path: str) -> bytes | None:
        """Return a file's content; nothing where there is none."""
        kind = HTTPSConnection if self._secure else HTTPConnection
        connection = kind(self._host, self._port, timeout=self._patience_s)
        try:
            connection.request("GET", f"{self._prefix}/{path}")
            response = connection.getresponse()
            content = response.read(BYTES_MAX + 1)
        except (OSError, HTTPException) as error:
            raise UnavailableError(f"{self._url}/{path}: {error}") from error
        finally:
            connection.close()
        if response.status == 404:  # noqa: PLR2004
            return None
        if response.status != 200 or len(content) > BYTES_MAX:  # noqa: PLR2004
            raise UnavailableError(f"{self._url}/{path} answered {response.status}")
        return content
