"""Which customers of a provider used more than the threshold of a period?"""

from collections import Counter
from datetime import date

from comptrol.domains.disclosure.queries.adding_up import most, rows_of
from comptrol.domains.disclosure.queries.standing import reported_days
from comptrol.domains.disclosure.statements import LargeCustomer, PeriodId
from comptrol.domains.disclosure.view import DisclosureView, Period
from comptrol.domains.gate import GateView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def large_customers(
    world: World, provider: PartyId, period: PeriodId
) -> tuple[LargeCustomer, ...]:
    """Return who used more than the threshold of a period, by name: to be said under seal alone.

    It is no question of the outside: a customer may be a person.
    """
    found, since, until = period_asked(world, provider, period)
    if found.large_customer_chip_seconds is None:
        return ()
    sums: Counter[PartyId] = Counter()
    for rows in rows_of(world, provider, since, until).values():
        for row in most(rows, lambda row: row.chip_seconds):
            order = world[GateView].orders.get(row.order) if row.order else None
            if order is not None:
                sums[order.customer] += row.chip_seconds
    return tuple(
        LargeCustomer(customer=name, chip_seconds=seconds)
        for name, seconds in sorted(sums.items())
        if seconds > found.large_customer_chip_seconds
    )


def period_asked(world: World, provider: PartyId, period: PeriodId) -> tuple[Period, date, date]:
    """Return a period, the first day on which a provider reports, and the day after the last."""
    view = world[DisclosureView]
    found = view.periods.get(period)
    if found is None:
        raise NotFoundError(f"no period {period} was opened")
    stretches = reported_days(view, provider, found)
    if not stretches:
        raise NotFoundError(f"{provider} does not report on any day of {period}")
    return found, stretches[0][0], stretches[-1][1]
