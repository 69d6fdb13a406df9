"""The curve of what it costs to be even, as it was solved last."""

from datetime import date
from typing import Final, NamedTuple

from comptrol.entrypoints.console.kept import Kept
from comptrol.flow.allocating import Point


class Curve(NamedTuple):
    """Its points, of which call, and how far the log went when they were solved."""

    points: tuple[Point, ...]
    as_of: date
    digest: str
    entries: int


CURVES: Final[Kept[Curve]] = Kept(50)
"""The newest of each call, by the log and the call."""
