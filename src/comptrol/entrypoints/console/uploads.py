"""How a form with a file arrives: bounded, in time, the file on disk and never whole in memory."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from shutil import copyfileobj
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from comptrol.entrypoints.console.forms import is_number
from comptrol.kernel.errors import UnreadableError

BYTES_MAX: Final = 256 * 1024 * 1024
"""About five million rows of a table of chips."""
SECONDS_MAX: Final = 600
FIELDS_MAX: Final = 20
AT_ONCE_OF_ONE: Final = 2
AT_ONCE: Final = 8
PARTED: Final = "multipart/form-data"


class Arriving:
    """How many files arrive at once: each lies on disk twice before anybody looks at it."""

    def __init__(self) -> None:
        self._now: Counter[str] = Counter()

    @contextmanager
    def counted(self, owner: str) -> Generator[None]:
        """Count a file while it arrives. Raises HTTPException where too many do already."""
        if self._now[owner] >= AT_ONCE_OF_ONE or self._now.total() >= AT_ONCE:
            told = "too many files arrive at once: wait until one of them is here"
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, told, {"retry-after": "30"})
        self._now[owner] += 1
        try:
            yield
        finally:
            self._now[owner] -= 1
            self._now += Counter()  # forgets who sends no more


async def upload_of(
    request: Request, field: str, into: Path, *, most: int = BYTES_MAX
) -> Mapping[str, str]:
    """Write the one file of a form to disk, and return its other fields.

    Raises HTTPException where it is too large or too slow, UnreadableError where it is none.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != PARTED:
        raise UnreadableError(f"a form with a file is sent as {PARTED}")
    length = request.headers.get("content-length", "")
    if is_number(length) and int(length) > most:
        raise _too_large(most)
    parser = MultiPartParser(
        request.headers, _bounded(request, most), max_files=1, max_fields=FIELDS_MAX
    )
    try:
        async with asyncio.timeout(SECONDS_MAX):
            form = await parser.parse()
    except MultiPartException as error:
        raise UnreadableError(f"the form cannot be read: {error.message}") from error
    except TimeoutError as error:
        raise HTTPException(
            HTTPStatus.REQUEST_TIMEOUT, f"the file did not arrive in {SECONDS_MAX} s"
        ) from error
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "the request was cut short") from error
    try:
        file = form.get(field)
        if not isinstance(file, UploadFile) or not file.filename:
            raise UnreadableError("choose a file first")
        await run_in_threadpool(_written, file, into)
        return {name: it for name, it in form.items() if isinstance(it, str)}
    finally:
        await form.close()


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        yield chunk


def _too_large(most: int) -> HTTPException:
    told = f"a file has at most {most // (1024 * 1024)} MiB: split the table, lots kept together"
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)


def _written(file: UploadFile, into: Path) -> None:
    file.file.seek(0)
    with into.open("xb") as there:
        copyfileobj(file.file, there)
