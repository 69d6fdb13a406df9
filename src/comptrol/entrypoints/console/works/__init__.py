"""What takes long, and who may begin it: one module for each kind of work."""

from typing import Final

from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.works import (
    balancing,
    checking,
    evening,
    importing,
    plan_checking,
    proposing,
    rescreening,
    supposing,
    trying_law,
)

STARTS: Final[tuple[Start, ...]] = (
    balancing.START,
    checking.START,
    evening.START,
    importing.START,
    plan_checking.START,
    proposing.START,
    rescreening.START,
    supposing.START,
    trying_law.START,
)
