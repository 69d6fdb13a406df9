"""What takes long, and who may begin it: one module for each kind of work."""

from typing import Final

from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.works import balancing, checking, importing, rescreening

STARTS: Final[tuple[Start, ...]] = (
    balancing.START,
    checking.START,
    importing.START,
    rescreening.START,
)
