"""How the five published tables become statements.

Traps of the tables: an empty share is a supplier of whom nobody says how much, and not nought; a
provider may be no country but a remainder (``Various countries``, ``EUR``); organisations repeat
under other names with one id; shares by country and by organisation are two views of one supply;
rows of provision point at stages too; years differ from input to input.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from comptrol.adapters.supply_tables.lines import SENTENCE_MAX, Line, lines_of
from comptrol.adapters.supply_tables.whole import check_circles
from comptrol.domains.supply import (
    WHOLE_PPM,
    Axis,
    Graph,
    GraphStatement,
    InputDescribed,
    InputId,
    InputKind,
    Portion,
    Share,
    SharesReported,
    SupplierId,
    SupplierKind,
    SupplierNamed,
)
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

CountryNamed = Callable[[str], str | None]

STAGES, INPUTS, PROVIDERS = "stages.csv", "inputs.csv", "providers.csv"
PROVISION, SEQUENCE = "provision.csv", "sequence.csv"
PREFIX: Final = "data_"
"""Before the names of the files as they are published."""
CHART: Final = tuple(
    f"market_share_chart_{it}" for it in ("global_market_size_info", "caption", "source")
)
KINDS: Final = {
    "process": InputKind.PROCESS,
    "tool_resource": InputKind.TOOL,
    "material_resource": InputKind.MATERIAL,
    "design_resource": InputKind.DESIGN,
    "ultimate_output": InputKind.PRODUCT,
}
REMAINDERS: Final = {"various countries", "various companies", "eur", "europe"}
AXES: Final = {"country": Axis.COUNTRY, "organization": Axis.FIRM}
SOURCE: Final = "the published tables"
UNTOLD: Final = "Shares as the table has them; it does not tell what was measured."


def read_published(
    folder: Path, country_named: CountryNamed
) -> tuple[tuple[GraphStatement, ...], tuple[str, ...]]:
    """Return what the five tables say, in an order in which it can be said, and notes."""
    reading = _Reading(folder, country_named)
    said = tuple(reading.said())
    check_circles(Graph(said), str(folder / SEQUENCE))
    return said, (*_licence(folder), *dict.fromkeys(reading.notes))


class _Reading:
    """Five tables as they become one graph."""

    def __init__(self, folder: Path, country_named: CountryNamed) -> None:
        self._folder, self._country_named = folder, country_named
        self.notes: list[str] = []
        self._captions: dict[str, str] = {}
        self._nodes: dict[str, InputDescribed] = {}
        self._suppliers: dict[str, SupplierNamed] = {}
        """By the ids of the table."""
        self._numbers: dict[str, str] = {}
        self._axes: dict[str, Axis] = {}

    def said(self) -> Iterator[GraphStatement]:
        """Read all five, and return what they say: what something goes into comes before it."""
        for line in self._lines(STAGES, ("stage_id", "stage_name"), ("description", *CHART)):
            self._stage(line)
        needed: tuple[str, ...] = ("input_id", "input_name", "type", "stage_id")
        for line in self._lines(INPUTS, needed, ("stage_name", "description", "year", *CHART)):
            self._input(line)
        needed = ("input_id", "goes_into_id", "is_type_of_id")
        names = ("input_name", "goes_into_name", "is_type_of_name")
        for line in self._lines(SEQUENCE, needed, names):
            self._link(line)
        needed = ("provider_name", "alias", "provider_id", "provider_type")
        for line in self._lines(PROVIDERS, needed, ("country",)):
            self._provider(line)
        shares = tuple(self._shares())
        yield from _in_order(self._nodes, str(self._folder / SEQUENCE))
        yield from self._suppliers.values()
        yield from shares

    def _lines(self, name: str, needed: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Line]:
        prefixed = self._folder / f"{PREFIX}{name}"
        path = prefixed if prefixed.is_file() else self._folder / name
        return lines_of(path, needed, known, self.notes)

    def _stage(self, line: Line) -> None:
        self._described(line, line.name("stage_id"), line.needed("stage_name"), InputKind.STAGE)

    def _input(self, line: Line) -> None:
        kind = KINDS.get(line.text("type"))
        if kind is None:
            line.fail("type", f"{line.text('type')[:40]!r}: expected {', '.join(KINDS)}")
        stage = line.names("stage_id")
        if stage and stage[0] not in self._nodes:
            line.fail("stage_id", f"{stage[0]}: no such stage")
        self._described(line, line.name("input_id"), line.needed("input_name"), kind, *stage)

    def _described(  # one row of either table
        self, line: Line, node: str, title: str, kind: InputKind, stage: str | None = None
    ) -> None:
        if node in self._nodes:
            line.fail("input_id", f"{node} stands in an earlier row")
        caption = line.text(CHART[1]) or UNTOLD
        self._captions[node] = caption[:SENTENCE_MAX]
        self._nodes[node] = InputDescribed(
            input=InputId(node),
            title=title,
            is_a=kind,
            stage=None if stage is None else InputId(stage),
            source=(line.text(CHART[2]) or SOURCE)[:SENTENCE_MAX],
        )

    def _link(self, line: Line) -> None:
        node, into, of = (
            line.name("input_id"),
            line.names("goes_into_id"),
            line.names("is_type_of_id"),
        )
        for field, it in (("input_id", node), *((f, x) for f, those in (
            ("goes_into_id", into), ("is_type_of_id", of)) for x in those)):  # fmt: skip
            if it not in self._nodes or self._nodes[it].is_a is InputKind.STAGE:
                line.fail(field, f"{it}: no such input")
        if not into and not of:
            line.fail("goes_into_id", "is empty, and so is is_type_of_id: expected either")
        known = self._nodes[node]
        self._nodes[node] = InputDescribed(
            input=known.input,
            title=known.title,
            is_a=known.is_a,
            stage=known.stage,
            source=known.source,
            goes_into=tuple(dict.fromkeys((*known.goes_into, *map(InputId, into)))),
            type_of=tuple(dict.fromkeys((*known.type_of, *map(InputId, of)))),
        )

    def _provider(self, line: Line) -> None:
        """Read a provider; one that repeats under another name is one provider."""
        number, printed = line.name("provider_id"), line.needed("provider_name")
        axis, country = self._place_of(line, printed)
        alias = line.text("alias")
        is_a = SupplierKind(axis.value)
        if printed.casefold() in REMAINDERS:
            self.notes.append(f"{printed!r} is a remainder: what it supplies may be anybody's")
            is_a = SupplierKind.UNALLOCATED
        title = alias if is_a is SupplierKind.COUNTRY and alias else printed
        known = self._suppliers.get(number)
        if known is not None and (known.is_a, known.title) != (is_a, title):
            line.fail("provider_id", f"{number} is {known.title!r} in an earlier row")
        name = country.lower() if is_a is SupplierKind.COUNTRY and country else number
        if self._numbers.setdefault(name, number) != number:
            line.fail("provider_name", f"{title}: stands under another id in an earlier row")
        also = (*(() if known is None else known.also_called), printed, alias)
        self._axes[number] = axis
        self._suppliers[number] = SupplierNamed(
            supplier=SupplierId(name),
            title=title,
            is_a=is_a,
            country=None if is_a is SupplierKind.UNALLOCATED else country,
            also_called=tuple(it for it in dict.fromkeys(also) if it and it != title),
            source=SOURCE,
        )

    def _place_of(self, line: Line, printed: str) -> tuple[Axis, CountryCode | None]:
        """Return by which axis a provider is told, and its country where it has one."""
        axis = AXES.get(line.text("provider_type"))
        if axis is None:
            line.fail("provider_type", f"expected one of {', '.join(AXES)}")
        field = "provider_name" if axis is Axis.COUNTRY else "country"
        place = printed if axis is Axis.COUNTRY else line.text("country")
        code = self._country_named(place) if place else None
        if place and code is None and place.casefold() not in REMAINDERS:
            line.fail(field, f"{place[:60]!r}: no country is called so")
        return axis, None if code is None else CountryCode(code)

    def _shares(self) -> Iterator[SharesReported]:
        """Yield one table of shares for each input, year and axis."""
        tables: dict[tuple[str, int, Axis], dict[SupplierId, Line]] = defaultdict(dict)
        needed = ("provider_id", "provided_id", "share_provided", "year", "source")
        for line in self._lines(PROVISION, needed, ("provider_name", "provided_name")):
            number, node = line.name("provider_id"), line.name("provided_id")
            supplier = self._suppliers.get(number)
            if supplier is None:
                line.fail("provider_id", f"{number}: no such provider")
            if node not in self._nodes:
                line.fail("provided_id", f"{node}: no such input, and no such stage")
            table = tables[node, line.year("year"), self._axes[number]]
            if supplier.supplier in table:
                line.fail("provider_id", f"{number} provides {node} in an earlier row, that year")
            table[supplier.supplier] = line
        for (node, year, axis), rows in sorted(tables.items(), key=lambda it: str(it[0])):
            yield _table(node, year, axis, rows, self._captions[node])


def _table(
    node: str, year: int, axis: Axis, rows: Mapping[SupplierId, Line], caption: str
) -> SharesReported:
    sources = dict.fromkeys(line.text("source") for line in rows.values())
    return SharesReported(
        input=InputId(node),
        year=year,
        by=axis,
        shares=tuple(
            Share(supplier=supplier, portion=_portion(line)) for supplier, line in rows.items()
        ),
        definition=caption,
        source=("; ".join(filter(None, sources)) or SOURCE)[:SENTENCE_MAX],
    )


def _portion(line: Line) -> Portion | None:
    """Return a share in percent as millionths, rounded outwards; nothing where it is empty."""
    found = line.number("share_provided", 100)
    if found is None:
        return None
    exact = found * (WHOLE_PPM // 100)
    low = int(exact)
    return Portion(low_ppm=low, high_ppm=low if exact == Decimal(low) else low + 1)


def _in_order(nodes: Mapping[str, InputDescribed], place: str) -> Iterator[InputDescribed]:
    """Yield every input after all that it goes into, or is a type of: so they can be said."""
    said: set[str] = set()
    waiting = sorted(nodes.values(), key=lambda it: (it.is_a is not InputKind.STAGE, it.input))
    while waiting:
        ready = [it for it in waiting if said.issuperset((*it.goes_into, *it.type_of))]
        if not ready:
            check_circles(Graph(waiting), place)
        said.update(it.input for it in ready)
        yield from ready
        waiting = [it for it in waiting if it.input not in said]


def _licence(folder: Path) -> Iterator[str]:
    path = folder / "LICENSE.md"
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    if "noncommercial" in text.casefold():
        yield "these tables are licensed for non-commercial use only: see LICENSE.md beside them"
