"""How is an issuer asked? Over TLS (or on loopback), in time, and for so many bytes at most."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from comptrol.flow.addresses import is_loopback, is_sound
from comptrol.kernel.errors import UnavailableError

SECONDS_MAX: Final = 10
BYTES_MAX: Final = 256 * 1024
OK: Final = 200
REFUSED: Final = range(400, 500)


class RefusedByIssuerError(Exception):
    """The issuer says no to what it was asked."""


def ask(url: str, form: Mapping[str, str] | None = None, secret: str = "") -> dict[str, Any]:
    """Return the JSON object at an address; with a form, what it answers to that."""
    host = secure_host(url)
    headers = {"accept": "application/json"}
    if secret:
        headers["authorization"] = secret
    try:
        with (
            httpx.Client(timeout=SECONDS_MAX, trust_env=not is_loopback(host)) as client,
            client.stream(
                "GET" if form is None else "POST", url, data=form, headers=headers
            ) as it,
        ):
            status, raw = it.status_code, _read(it)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        what = f"the issuer at {host} is out of reach: {type(error).__name__}"
        raise UnavailableError(what) from error
    if form is not None and status in REFUSED:
        raise RefusedByIssuerError
    if status != OK:
        raise UnavailableError(f"the issuer at {host} answers with status {status}")
    return _object(host, raw)


def secure_host(url: str) -> str:
    """Return the host of an address; UnavailableError where anybody could read along."""
    if not is_sound(url):
        raise UnavailableError("the issuer names an address without TLS: it is not asked")
    return urlsplit(url).hostname or ""


def _read(answer: httpx.Response) -> bytes:
    raw = b""
    for chunk in answer.iter_bytes():
        raw += chunk
        if len(raw) > BYTES_MAX:
            raise UnavailableError(f"the issuer answers with more than {BYTES_MAX} bytes")
    return raw


def _object(host: str, raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UnavailableError(f"the issuer at {host} answers with something that is not JSON")
    return found
