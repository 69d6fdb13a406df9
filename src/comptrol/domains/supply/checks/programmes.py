"""Who may say what of programmes: named things are known, days are over, amounts are possible."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from comptrol.domains.supply.checks.telling import in_the_future, named_twice, unknown_country
from comptrol.domains.supply.refusals import SupplyRefusal
from comptrol.domains.supply.statements import (
    CapacityReported,
    InputId,
    InvestmentStated,
    MilestoneReached,
    ProgrammeId,
    ProgrammePlanned,
    ProgrammeStatement,
    StockpileReported,
)
from comptrol.domains.supply.view import SupplyView
from comptrol.kernel.finding import Finding
from comptrol.kernel.quantity import is_measure
from comptrol.kernel.view import World


def check_programme(said: ProgrammeStatement, today: date, world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about a programme or a stockpile."""
    view = world[SupplyView]
    match said:
        case ProgrammePlanned():
            yield from _planned(said, world)
        case InvestmentStated():
            yield from _invested(said, view)
            yield from in_the_future(said.on, today)
        case MilestoneReached():
            known = [it.milestone for it in _programme(view, said.programme).milestones]
            yield from _unknown(view, said.programme, said.milestone, known)
            yield from in_the_future(said.on, today)
        case CapacityReported():
            known = [it.phase for it in _programme(view, said.programme).phases]
            yield from _unknown(view, said.programme, said.phase, known)
            yield from in_the_future(said.on, today)
        case StockpileReported():
            yield from _stockpile(said, world)
            yield from in_the_future(said.on, today)
        case never:
            assert_never(never)


class _Nothing:
    """A programme that nobody planned: it has no parts."""

    milestones = ()
    phases = ()


def _programme(view: SupplyView, name: ProgrammeId) -> ProgrammePlanned | _Nothing:
    row = view.programmes.get(name)
    return _Nothing() if row is None else row.said


def _unknown(
    view: SupplyView, programme: ProgrammeId, part: str, known: Sequence[str]
) -> Iterator[Finding]:
    if view.programmes.get(programme) is None:
        yield Finding.of(SupplyRefusal.UNKNOWN_PROGRAMME, programme)
    elif part not in known:
        yield Finding.of(SupplyRefusal.UNKNOWN_PART, f"{programme}: {part}")


def _planned(said: ProgrammePlanned, world: World) -> Iterator[Finding]:
    view = world[SupplyView]
    yield from _unknown_input(view, said.input)
    yield from unknown_country(world, said.country)
    yield from named_twice("phase", [it.phase for it in said.phases])
    yield from named_twice("milestone", [it.milestone for it in said.milestones])
    known = view.programmes.get(said.programme)
    if known is not None and (known.input, known.country) != (said.input, said.country):
        told = f"{said.programme} is a programme for {known.input} in {known.country}"
        yield Finding.of(SupplyRefusal.NAME_TAKEN, told)


def _invested(said: InvestmentStated, view: SupplyView) -> Iterator[Finding]:
    if view.programmes.get(said.programme) is None:
        yield Finding.of(SupplyRefusal.UNKNOWN_PROGRAMME, said.programme)
    known = view.investments.get(said.investment)
    if known is not None and known.programme != said.programme:
        told = f"{said.investment} is an investment in {known.programme}"
        yield Finding.of(SupplyRefusal.NAME_TAKEN, told)
    if not is_measure(said.amount):
        yield Finding.of(SupplyRefusal.IMPOSSIBLE_NUMBER, f"{said.amount} {said.currency}")


def _stockpile(said: StockpileReported, world: World) -> Iterator[Finding]:
    view = world[SupplyView]
    yield from _unknown_input(view, said.input)
    yield from unknown_country(world, said.country)
    known = view.stockpiles.get(said.stockpile)
    if known is not None and known.input != said.input:
        told = f"{said.stockpile} is a stockpile of {known.input}"
        yield Finding.of(SupplyRefusal.NAME_TAKEN, told)


def _unknown_input(view: SupplyView, name: InputId) -> Iterator[Finding]:
    if view.inputs.get(name) is None:
        yield Finding.of(SupplyRefusal.UNKNOWN_INPUT, name)
