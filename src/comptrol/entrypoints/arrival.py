"""How the body of a request arrives, at every face: so many bytes, in so much time, or not."""

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request


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
