"""Fetches lists from where they are published: over TLS, bounded, and whole or not at all."""

import ssl
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from typing_extensions import override

from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.kernel.errors import UnavailableError, UnreadableError

OFFICIAL: Final = {
    "consolidated.json": "https://data.trade.gov/downloadable_consolidated_screening_list/v1/"
    "consolidated.json",
}
"""File names and official addresses that were seen in a source; others are given by hand."""

BYTES_MAX: Final = 256 * 1024 * 1024
SECONDS_MAX: Final = 120
_TOLD_MAX: Final = 300
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class _Trusted(HTTPRedirectHandler):
    """Follows only to addresses that could have been given themselves."""

    @override
    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """Return the request to the new address."""
        try:
            check_address(newurl)
        except UnreadableError:
            fp.close()  # nobody else would
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetched(address: str, folder: Path, name: str) -> Path:
    """Fetch one list into a folder, in place of what stood there under its name."""
    file = folder / name
    put(file, content(address), mode=EVERYONE_READS)
    return file


def check_address(address: str, what: str = "a list") -> None:
    """Refuse an address that is none, or that is not reached over TLS (loopback may be)."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnreadableError(f"{address!r} is no address of the web: {error}") from error
    plain = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme not in {"http", "https"} or not host or not plain:
        raise UnreadableError(f"{address!r} is no address of the web")
    if parts.scheme != "https" and host not in _LOOPBACK:
        raise UnreadableError(f"{address} is not https: {what} is fetched over TLS only")


def content(address: str, *, what: str = "a list", most: int = BYTES_MAX) -> bytes:
    """Return what is at an address: at most so many bytes, and whole or not at all."""
    check_address(address, what)
    opener = build_opener(_Trusted, HTTPSHandler(context=ssl.create_default_context()))
    request = Request(address, headers={"User-Agent": "comptrol"})  # noqa: S310  (checked before)
    try:
        with opener.open(request, timeout=SECONDS_MAX) as answer:
            found: bytes = answer.read(most + 1)
            stated = answer.headers.get("content-length")
    except HTTPError as error:
        with error:
            told = error.read(_TOLD_MAX).decode(errors="replace")
        raise UnavailableError(f"{address} cannot be fetched now: {error}; {told}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise UnavailableError(f"{address} cannot be fetched now: {error}") from error
    if len(found) > most:
        raise UnreadableError(f"{address} sends more than {most} bytes: it is not {what}")
    if stated is not None and stated.isdecimal() and int(stated) != len(found):
        raise UnavailableError(f"{address} sent {len(found)} of {stated} bytes: cut short")
    return found
