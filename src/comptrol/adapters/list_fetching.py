"""Fetches lists from where they are published: over TLS, bounded, and whole or not at all."""

import ssl
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.kernel.errors import UnavailableError, UnreadableError

OFFICIAL: Final = {
    "consolidated.json": "https://data.trade.gov/downloadable_consolidated_screening_list/v1/"
    "consolidated.json",
}
"""File names and official addresses that were seen in a source; others are given by hand."""

BYTES_MAX: Final = 256 * 1024 * 1024
SECONDS_MAX: Final = 120
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def fetched(address: str, folder: Path, name: str) -> Path:
    """Fetch one list into a folder, in place of what stood there under its name."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise UnreadableError(f"{address} is not https: a list is fetched over TLS only")
    if parts.scheme not in {"http", "https"}:
        raise UnreadableError(f"{address} is no address of the web")
    request = Request(address, headers={"User-Agent": "comptrol"})  # noqa: S310  (checked above)
    try:
        with urlopen(  # noqa: S310  (checked above)
            request, timeout=SECONDS_MAX, context=ssl.create_default_context()
        ) as answer:
            content = answer.read(BYTES_MAX + 1)
    except (URLError, TimeoutError, OSError) as error:
        raise UnavailableError(f"{address} cannot be fetched now: {error}") from error
    if len(content) > BYTES_MAX:
        raise UnreadableError(f"{address} sends more than {BYTES_MAX} bytes: it is no list")
    file = folder / name
    put(file, content, mode=EVERYONE_READS)
    return file
