"""Do accounts agree with energy, with shipments and with training runs? Questions, not verdicts.

Two sources that disagree show that one of them, or what was assumed to compare them, is wrong;
which, a person finds out (data sheet, sections 6 and 7).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.building import ClusterTable
from comptrol.domains.accounts.formulas.clusters import counted
from comptrol.domains.accounts.formulas.estimates import Estimate, together
from comptrol.domains.accounts.formulas.site_account import SiteTableHeld
from comptrol.domains.accounts.formulas.sites import SiteHeld, SiteLevel, standing
from comptrol.domains.accounts.formulas.stock import Stock
from comptrol.domains.accounts.formulas.stock import standing as stocks_on
from comptrol.domains.accounts.formulas.stock_account import StockTable
from comptrol.domains.accounts.statements import Channel, ClusterMethod
from comptrol.kernel.identifiers import CountryCode

WATTS_PER_MW: Final = Decimal(10) ** 6
HOUR_S: Final = Decimal(3600)
H100_OP_PER_S: Final = Decimal(1979) * 10**12
"""Of one H100 equivalent (``h100e/epoch-8bit``): the fastest that a run can have used it."""


ROOM: Final = "the account has room for it"
NO_ROOM: Final = "more than the account has: a cluster not seen, a run elsewhere, or lineage?"


class Against(Enum):
    """What an account is held against."""

    ENERGY = "energy"
    SHIPMENTS = "shipments"
    RUNS = "training runs"


class Reconciling(Enum):
    """What came of it."""

    AGREES = "agrees"
    QUESTION = "question"
    """The two cannot both be right as they are compared."""
    CANNOT_TELL = "cannot tell"
    """Something needed to compare them is not known."""


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison: what was declared, and between which ends it was expected."""

    against: Against
    about: str
    as_of: date
    finding: Reconciling
    unit: str
    declared: Decimal | None
    expected_low: Decimal | None
    expected_high: Decimal | None
    why: str


class Watts(msgspec.Struct, frozen=True, kw_only=True):
    """IT power for each chip of a type, with its interval."""

    chip: str
    p5: Decimal
    median: Decimal
    p95: Decimal


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """The IT power of a site from a day on, as its source says."""

    site: str
    on: date
    mw: Decimal


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """All that a designer has shipped until a day, in H100 equivalents."""

    designer: str
    on: date
    h100e: Estimate


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A training run as its source describes it."""

    model: str
    countries: tuple[CountryCode, ...]
    unknown: tuple[str, ...]
    """Names of countries that nobody is called."""
    on: date
    flop: Decimal
    hours: Decimal

    @property
    def h100e_least(self) -> Decimal:
        """Return how many H100 equivalents it needs at the least: at peak, all the time."""
        return self.flop / (self.hours * HOUR_S * H100_OP_PER_S)


def with_energy(
    table: SiteTableHeld, watts: Mapping[str, Watts], declared: Iterable[Declared], day: date
) -> Iterator[Reconciled]:
    """Yield for each site with chips whether they fit into its declared IT power.

    The ends of chips add. Chips without a figure make what is expected open upwards, so that only
    too little power can be asked about.
    """
    power: dict[str, Declared] = {}
    for it in declared:
        if it.on <= day and (it.site not in power or power[it.site].on <= it.on):
            power[it.site] = it
    levels: dict[str, tuple[SiteHeld, list[SiteLevel]]] = {}
    for site, level in standing(table.sites, day):
        levels.setdefault(site.name, (site, []))[1].append(level)
    for name in sorted(levels):
        site, found = levels[name]
        yield _powered(site, [it for it in found if it.units != 0], watts, power.get(name), day)


def _powered(
    site: SiteHeld,
    levels: Sequence[SiteLevel],
    watts: Mapping[str, Watts],
    declared: Declared | None,
    day: date,
) -> Reconciled:
    known = [(it.units, watts[it.chip]) for it in levels if it.units and it.chip in watts]
    strange = sorted({it.chip for it in levels if it.units is None or it.chip not in watts})
    low = sum((units * it.p5 for units, it in known), Decimal(0)) / WATTS_PER_MW
    high = sum((units * it.p95 for units, it in known), Decimal(0)) / WATTS_PER_MW
    open_ended = f"no figure for {', '.join(strange)}; " if strange else ""
    if declared is None or not known:
        finding = Reconciling.CANNOT_TELL
        why = f"{open_ended}{'no IT power is declared' if declared is None else 'no chip to ask'}"
    elif declared.mw < low:
        finding, why = Reconciling.QUESTION, f"{open_ended}less power than the chips need"
    elif strange:
        finding, why = Reconciling.CANNOT_TELL, f"{open_ended}not less than the others need"
    elif declared.mw > high:
        finding, why = Reconciling.QUESTION, "more power than the chips need: what else is there?"
    else:
        finding, why = Reconciling.AGREES, "within what the chips need"
    return Reconciled(
        against=Against.ENERGY,
        about=site.name,
        as_of=day,
        finding=finding,
        unit="MW",
        declared=None if declared is None else declared.mw,
        expected_low=low if known else None,
        expected_high=None if strange else high,
        why=why,
    )


def with_shipments(table: StockTable, made: Iterable[Made], day: date) -> Iterator[Reconciled]:
    """Yield for each designer whether all owners together have what was shipped.

    Only official stock, on the last day that all of it is of: smuggled chips are shipped too, and
    stand among those of somebody else.
    """
    by_designer: dict[str, list[Made]] = {}
    for it in made:
        if it.on <= day:
            by_designer.setdefault(it.designer, []).append(it)
    for designer, shipped in sorted(by_designer.items()):
        newest = sorted(shipped, key=lambda it: it.on, reverse=True)
        each = [(it, _official(table, it)) for it in newest]
        alike = ((it, found) for it, found in each if found and not _late(it, found))
        chosen, found = next(alike, each[0])
        yield _shipped(designer, chosen, together(it.h100e for it in found), _late(chosen, found))


def _official(table: StockTable, shipped: Made) -> list[Stock]:
    return [
        it
        for it in stocks_on(table.stocks, shipped.on)
        if it.designer == shipped.designer and it.channel is Channel.OFFICIAL
    ]


def _late(shipped: Made, found: Sequence[Stock]) -> list[str]:
    """Return the owners whose stock is of another day than what was shipped."""
    return sorted(it.owner for it in found if it.on != shipped.on)


def _shipped(designer: str, shipped: Made, owned: Estimate, late: Sequence[str]) -> Reconciled:
    low, high = shipped.h100e.low, shipped.h100e.high
    ends = (owned.low, owned.high, low, high)
    if None in ends or late:
        finding = Reconciling.CANNOT_TELL
        why = f"of another day: {', '.join(late)}" if late else "an interval is unknown"
    elif (owned.low or 0) > (high or 0):
        finding, why = Reconciling.QUESTION, "owners have more than was shipped"
    elif (owned.high or 0) < (low or 0):
        finding, why = Reconciling.QUESTION, "owners have less than was shipped: who has the rest?"
    else:
        finding, why = Reconciling.AGREES, "the intervals have something in common"
    return Reconciled(
        against=Against.SHIPMENTS,
        about=f"{designer}: owners {owned.low:,.0f} to {owned.high:,.0f}"
        if owned.low is not None and owned.high is not None
        else designer,
        as_of=shipped.on,
        finding=finding,
        unit="H100e",
        declared=owned.middles_known,
        expected_low=low,
        expected_high=high,
        why=why,
    )


def with_runs(
    table: ClusterTable, method: ClusterMethod, runs: Iterable[Run]
) -> Iterator[Reconciled]:
    """Yield for each run whether the account of its countries had room for it on its day.

    A run needs at least its operations over hours at peak; where the account has less, a cluster
    is missing, the run was elsewhere, or the operations are those of a base model too.
    """
    for run in runs:
        size, why = _room(table, method, run)
        found = Reconciling.CANNOT_TELL
        if size is not None:
            enough = run.h100e_least <= size
            found = Reconciling.AGREES if enough else Reconciling.QUESTION
            why = ROOM if enough else NO_ROOM
        yield Reconciled(
            against=Against.RUNS,
            about=f"{run.model} ({', '.join(run.countries) or '?'})",
            as_of=run.on,
            finding=found,
            unit="H100e",
            declared=run.h100e_least,
            expected_low=None,
            expected_high=size,
            why=why,
        )


def _room(table: ClusterTable, method: ClusterMethod, run: Run) -> tuple[Decimal | None, str]:
    """Return what the account has in the countries of a run; of nothing seen, why not."""
    if run.on > table.last:
        return None, f"the table of clusters ends on {table.last}"
    if run.unknown or not run.countries:
        return None, f"of no known country: {', '.join(run.unknown) or 'not told'}"
    size = _located(table, method, run)
    return (size, "") if size else (None, "the table has no cluster there on that day")


def _located(table: ClusterTable, method: ClusterMethod, run: Run) -> Decimal:
    sized = counted(table.clusters, method, run.on).sized
    mine = (it.h100e(method.basis) for it in sized if it.country in run.countries)
    return sum((it for it in mine if it is not None), Decimal(0))
