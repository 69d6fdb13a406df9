"""The borders of countries, as shipped: a map of arcs, each shared by the two sides of it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib.resources import files
from typing import Final

import msgspec

from comptrol.domains.location import EARTH_RADIUS_KM, Borders, Drawn, shape_of
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import CountryCode

_FILE: Final = files("comptrol.reference") / "borders.json"

Ring = tuple[int, ...]
"""Arcs one after the other; one that runs backwards is named by its complement (TopoJSON)."""
Corner = tuple[float, float]


class CountryRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One country: its rings, and those of what it may claim and the map gives to nobody."""

    rings: tuple[Ring, ...]
    disputed: tuple[Ring, ...]


class BorderTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The map as its file has it."""

    accuracy_km: Decimal
    accuracy_source: str
    source: str
    scale: tuple[float, float]
    translate: tuple[float, float]
    arcs: tuple[str, ...]
    """Of each arc the first point, then steps from point to point: eastwards, northwards, …"""
    countries: dict[CountryCode, CountryRow]


def borders() -> Borders:
    """Return the borders that are shipped, each country put together when it is asked for."""
    try:
        table = msgspec.json.decode(_FILE.read_bytes(), type=BorderTable)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise UnavailableError(f"borders.json: {error}; install comptrol anew") from error
    doubt = float(table.accuracy_km) / EARTH_RADIUS_KM

    def drawn(country: CountryCode) -> Drawn | None:
        row = table.countries.get(country)
        if row is None or not row.rings:
            return None
        disputed = shape_of(_corners(table, row.disputed), doubt) if row.disputed else None
        return Drawn(shape_of(_corners(table, row.rings), doubt), disputed)

    return Borders(table.countries, drawn, source=table.source, accuracy_km=table.accuracy_km)


def _corners(table: BorderTable, rings: Iterable[Ring]) -> Iterator[Sequence[Corner]]:
    for ring in rings:
        corners: list[Corner] = []
        for number in ring:
            arc = list(_arc(table, number if number >= 0 else ~number))
            corners.extend((arc if number >= 0 else arc[::-1])[1 if corners else 0 :])
        yield corners


def _arc(table: BorderTable, number: int) -> Iterator[Corner]:
    x = y = 0
    steps = map(int, table.arcs[number].split())
    for east, north in zip(steps, steps, strict=True):
        x, y = x + east, y + north
        yield y * table.scale[1] + table.translate[1], x * table.scale[0] + table.translate[0]
