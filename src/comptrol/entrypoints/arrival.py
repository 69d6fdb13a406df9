"""How a request arrives, at every face: from where, and so many bytes, in so much time, or not."""

import asyncio
import re
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request

FORWARDED: Final = "x-forwarded-for"
NAME_LETTERS_MAX: Final = 64
_WITH_PORT: Final = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?")
SITE_BITS: Final = 64
"""Of an IPv6 address: one subscriber has at least so many addresses to choose from (RFC 6177)."""


class TooLargeError(Exception):
    """The body is larger than the route takes."""


class TooSlowError(Exception):
    """The body did not arrive in time."""


async def arrived(request: Request, *, most: int, seconds: float) -> bytes:
    """Read a body of at most so many bytes; stop reading when there are more, or it takes long.

    Raises TooLargeError and TooSlowError, and ClientDisconnect where the client hung up.
    """
    chunks, size = list[bytes](), 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > most:
                    raise TooLargeError(f"the body has more than {most} bytes")
                chunks.append(chunk)
    except TimeoutError as error:
        raise TooSlowError(f"the body did not arrive in {seconds} s") from error
    return b"".join(chunks)


async def arrived_or_refused(request: Request, *, most: int, seconds: float) -> bytes:
    """Read a body as ``arrived`` does; raise what the HTTP status of a failure is."""
    try:
        return await arrived(request, most=most, seconds=seconds)
    except TooLargeError as error:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(error)) from error
    except TooSlowError as error:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, str(error)) from error
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "the request was cut short") from error


def caller(request: HTTPConnection, proxies: int) -> IPv4Address | IPv6Address | str:
    """Return where somebody is, as the nearest server that is ours was told; a name if it is none.

    Each server in front adds at the end whom it heard; whatever stands before that anybody may
    have written.
    """
    there = request.client.host if request.client is not None else ""
    if proxies:
        heard = [it.strip() for it in ",".join(request.headers.getlist(FORWARDED)).split(",")]
        there = heard[-proxies] if len(heard) >= proxies and heard[-proxies] else there
        there = _without_port(there)
    try:
        address = ip_address(there)
    except ValueError:
        return there[:NAME_LETTERS_MAX]
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address
    return address


def _without_port(text: str) -> str:
    """Return an address without the port that some servers in front write behind it.

    >>> _without_port("192.0.2.1:4711"), _without_port("[2001:db8::1]:4711")
    ('192.0.2.1', '2001:db8::1')
    >>> _without_port("2001:db8::1"), _without_port("192.0.2.1")
    ('2001:db8::1', '192.0.2.1')
    """
    found = _WITH_PORT.fullmatch(text)
    return (found[1] or found[2]) if found is not None else text


def address_of(request: HTTPConnection, proxies: int) -> str:
    """Return the name under which a caller is counted: its address, or of IPv6 its site."""
    there = caller(request, proxies)
    if isinstance(there, IPv6Address):
        return str(IPv6Address(int(there) >> SITE_BITS << SITE_BITS))
    return str(there)
