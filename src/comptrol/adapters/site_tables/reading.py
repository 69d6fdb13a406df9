"""How the three files of an edition become one table."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from comptrol.adapters.site_tables.lines import (
    MODIFIED,
    QUANTITIES,
    SITES,
    TIMELINES,
    Line,
    Refuse,
    lines_of,
)
from comptrol.adapters.site_tables.rows import (
    GRADES,
    TAGGED,
    LevelRow,
    SiteRow,
    SiteTable,
    named,
    slug,
    unlisted,
)
from comptrol.domains.registry import SiteId
from comptrol.kernel.days import day_in
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import NAME, CountryCode

SOURCE: Final = "Epoch AI, Frontier Data Centers, epoch.ai/data"
_UNITS_MAX: Final = 10**9
_DIGITS: Final = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,20})?")

CountryNamed = Callable[[str], str | None]


class Edition(NamedTuple):
    """An edition as it was read, and from which lines."""

    table: SiteTable
    lines: Mapping[tuple[str, ...], Line]
    """By site, or by site, chip and day."""
    timeline: Mapping[SiteId, Decimal]
    """The H100 equivalents of each site on the day of the edition, by its timeline."""
    planned: int
    """Rows of timelines for days after the edition."""
    repeated: int
    """Quantities that a later row of the same site, chip and day replaces."""
    strangers: tuple[str, ...]
    """Who has a timeline, and stands in no other file."""


def read_edition(
    folder: Path,
    country_named: CountryNamed,
    refuse: Refuse,
    *,
    edition: date | None = None,
    leave_out: Collection[str] = (),
) -> Edition:
    """Return an edition; its day is the last on which a quantity was modified, if none is given.

    A column that nobody knows could change what a row means: rows that have something in it are
    refused, unless it is to be left out.
    """
    quantities = tuple(lines_of(folder / QUANTITIES, leave_out, refuse))
    on = edition or _last_modified(folder / QUANTITIES, quantities)
    reading = _Reading(country_named, refuse, on)
    for line in lines_of(folder / SITES, leave_out, reading.without_site):
        reading.each(line, reading.site)
    for line in quantities:
        reading.each(line, reading.level)
    for line in lines_of(folder / TIMELINES, leave_out, refuse):
        reading.each(line, reading.built)
    return reading.edition()


class _Reading:
    """Three files as they become one table."""

    def __init__(self, country_named: CountryNamed, refuse: Refuse, on: date) -> None:
        self._country_named, self._refuse, self._on = country_named, refuse, on
        self._sites: dict[str, SiteRow] = {}
        self._levels: dict[str, list[LevelRow]] = {}
        self._refused: set[str] = set()
        self._lines: dict[tuple[str, ...], Line] = {}
        self._built: dict[str, tuple[date, Decimal | None]] = {}
        self._planned = self._repeated = 0

    def each(self, line: Line, read: Callable[[Line], None]) -> None:
        """Read one line, or hand it back."""
        try:
            read(line)
        except UnreadableError as error:
            self._refuse(line, str(error))

    def without_site(self, line: Line, reason: str) -> None:
        """Hand back the line of a site; what else there is of it is refused too."""
        self._refused.add(line.cells.get("Name", ""))
        self._refuse(line, reason)

    def site(self, line: Line) -> None:
        """Read a site."""
        cells = line.cells
        name = cells["Name"]
        if name in self._sites:
            raise UnreadableError(f"{name[:80]}: stands in an earlier row")
        self._refused.add(name)
        country = self._country_named(cells["Country"])
        if country is None:
            raise UnreadableError(f"Country {cells['Country'][:60]!r}: no country is called so")
        row = SiteRow(
            site=self._new(name),
            name=name,
            country=CountryCode(country),
            address=cells["Address"] or None,
            owners=tuple(named(cells["Owner"])),
            users=tuple(named(cells["Users"])),
            power_mw=_number("Current power (MW)", cells),
            h100e_published=_number("Current H100 equivalents", cells),
            levels=(),
        )
        self._refused.discard(name)
        self._sites[name], self._lines[(row.site,)] = row, line

    def _new(self, name: str) -> SiteId:
        """Return the identifier of a site that has none yet."""
        found = slug(name)
        if not re.match(NAME, found):
            raise UnreadableError(f"name {name[:80]!r}: it makes no identifier")
        if (found,) in self._lines:
            other = self._lines[(found,)]
            raise UnreadableError(f"its identifier {found} is that of line {other.line} already")
        return SiteId(found)

    def level(self, line: Line) -> None:
        """Read how many chips of a type there are at a site from a day on."""
        cells = line.cells
        name, on = cells["Data center"], _day(cells)
        if name in self._refused:
            raise UnreadableError(f"{name[:80]}: its row in {SITES} is refused")
        if not cells["Chip type"]:
            raise UnreadableError("Chip type: is empty")
        row = LevelRow(
            chip=cells["Chip type"],
            date=on,
            units=_units(cells),
            planned=on > self._on,
            owner=tuple(named(cells["Owner"])),
            user=tuple(named(cells["User"])),
            source_note=" ".join(_notes(cells)),
        )
        if name not in self._sites:
            self._sites[name] = unlisted(self._new(name), name)
            self._lines[(self._sites[name].site,)] = line
        key = (self._sites[name].site, row.chip, on.isoformat())
        self._repeated += key in self._lines
        self._lines[key] = line
        self._levels.setdefault(name, []).append(row)

    def built(self, line: Line) -> None:
        """Read how far a site was on a day."""
        name, on = line.cells["Data center"], _day(line.cells)
        h100e = _number("H100 equivalents", line.cells)
        if on > self._on:
            self._planned += 1
        elif name not in self._built or self._built[name][0] <= on:
            self._built[name] = (on, h100e)

    def edition(self) -> Edition:
        """Return all that was read."""
        rows = [
            msgspec.structs.replace(row, levels=tuple(self._levels.get(name, ())))
            for name, row in self._sites.items()
        ]
        timeline = {
            self._sites[name].site: h100e
            for name, (_, h100e) in self._built.items()
            if name in self._sites and h100e is not None
        }
        return Edition(
            table=SiteTable(
                edition=self._on, source=SOURCE, sites=tuple(sorted(rows, key=lambda it: it.site))
            ),
            lines=self._lines,
            timeline=timeline,
            planned=self._planned,
            repeated=self._repeated,
            strangers=tuple(sorted(self._built.keys() - self._sites.keys() - self._refused)),
        )


def _notes(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield how the row is known, and whatever its cells say that is not a name with a grade."""
    yield f"Chip type: {cells['Chip type source']}. Units: {cells['Number of Units source']}."
    for column in ("Owner", "User"):
        cell = cells[column]
        if cell and not {tag["tag"] for tag in TAGGED.finditer(cell)} & GRADES:
            yield f"{column} as printed: {cell}."
    if cells["Notes"]:
        yield cells["Notes"].strip()


def _number(column: str, cells: Mapping[str, str]) -> Decimal | None:
    text = cells[column]
    if not text:
        return None
    if not _DIGITS.fullmatch(text):
        raise UnreadableError(f"{column} {text[:40]!r}: expected a number, or nothing")
    return Decimal(text)


def _units(cells: Mapping[str, str]) -> int | None:
    """Return how many there are; nothing where it is not known: nought is not known either."""
    found = _number("Number of Units", cells)
    if not found:
        return None
    if found != found.to_integral_value() or found > _UNITS_MAX:
        raise UnreadableError(f"Number of Units {found}: expected a whole number below 1e9")
    return int(found)


def _day(cells: Mapping[str, str]) -> date:
    text = cells["Date"]
    try:
        return day_in(text)
    except ValueError as error:
        raise UnreadableError(f"Date {text[:40]!r}: expected YYYY-MM-DD") from error


def _last_modified(path: Path, lines: Collection[Line]) -> date:
    days = [line.cells.get(MODIFIED, "")[:10] for line in lines]
    try:
        return max(map(date.fromisoformat, days))
    except ValueError as error:
        raise UnreadableError(
            f"{path}: no {MODIFIED} tells its day: name it by --edition"
        ) from error
