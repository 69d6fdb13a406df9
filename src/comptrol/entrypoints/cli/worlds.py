"""What a question is asked of: a log, or nothing but what is shipped."""

from collections.abc import Generator
from contextlib import contextmanager

from comptrol.bootstrap import found, in_memory
from comptrol.entrypoints.cli.output import opened
from comptrol.flow.world import RowsWorld
from comptrol.kernel.identifiers import CountryCode
from comptrol.settings import Settings


@contextmanager
def world_of(settings: Settings, data: str | None) -> Generator[RowsWorld]:
    """Open the data folder that the caller named; where none was, the shipped facts alone."""
    if settings.over(data=data).data is not None:
        platform = opened(settings, data)
    else:
        platform = in_memory()
        found(platform, name="Reference", country=CountryCode("US"), lists=False)
    try:
        with platform.world() as world:
            yield world
    finally:
        platform.close()
