"""Is everybody treated alike? By the country that customers answer to, and by their size.

Rates of one country beside those of all others: what was held, what was refused, who was named in
an alarm, and how many of the alarms on which people decided were dismissed. A gap is a question
and no answer: countries differ in what the law asks of them. Rows of few are kept back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import Enum
from itertools import islice
from typing import Final

import msgspec

from comptrol.domains.alarms import Alarm, AlarmsView
from comptrol.domains.cases import CaseId, CasesView, Outcome
from comptrol.domains.gate import GateView, Order
from comptrol.domains.law import Outcome as RulingOutcome
from comptrol.domains.ledger import LedgerView
from comptrol.domains.oversight.formulas import (
    Gap,
    RateRange,
    gap,
    rate_range,
    suppressed,
    told_parts,
)
from comptrol.domains.oversight.queries.policies import policy_on
from comptrol.domains.oversight.view import OversightView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

FIRST_MONTHS: Final = (1, 4, 7, 10)
DAYS_MAX: Final = 366
ORDERS_MAX: Final = 50_000
ALARMS_MAX: Final = 50_000
UNKNOWN: Final = "unknown"
"""Whose headquarters nobody has declared."""


class By(Enum):
    """What customers are told apart by."""

    COUNTRY = "country"
    """The country of headquarters, as it was declared."""
    SIZE = "size"
    """Chips ordered in these days, in the classes of the policy."""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A rate of one group of customers, and how far it is from that of all others."""

    rate: RateRange
    others: Gap | None
    """Nothing: there are no others."""
    apart: bool
    """The gap is hardly chance, in about 95 of 100 cases. Why it is there, this does not say."""


class Treated(msgspec.Struct, frozen=True, kw_only=True):
    """How one group of customers fared. A rate is nothing where it would tell of few."""

    group: str
    customers: int
    orders: int
    held: Compared | None
    refused: Compared | None
    alarmed: Compared | None
    """Customers of it that an alarm names."""
    dismissed: Compared | None
    """Of the customers in decided cases, those whose case was dismissed: false alarms."""


class EqualTreatment(msgspec.Struct, frozen=True, kw_only=True):
    """How groups of customers fared in some days, and how many groups are kept back."""

    since: date
    until: date
    by: By
    least: int | None
    groups: tuple[Treated, ...]
    kept_back: int
    """So many groups are too small to be told of, or would follow from the others."""
    whole: bool


class _Customer(msgspec.Struct, kw_only=True):
    """What is counted of one customer."""

    orders: int = 0
    held: int = 0
    refused: int = 0
    chips: int = 0
    alarmed: bool = False
    decided: bool = False
    dismissed: bool = False


class _Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted of a group."""

    customers: int
    orders: int
    held: int
    refused: int
    alarmed: int
    decided: int
    dismissed: int


def _over(quarter: date) -> date | None:
    """Return the day after a quarter; nothing after the last that a calendar has."""
    if (quarter.year, quarter.month) == (date.max.year, FIRST_MONTHS[-1]):
        return None
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def equal_treatment(world: World, *, quarter: date, by: By = By.COUNTRY) -> EqualTreatment:
    """Return holds, refusals, alarms and false alarms of a quarter by country or size, with gaps.

    ``quarter`` is its first day, and it has to be over: from stretches of days that anybody
    chooses, one less the other tells of a single customer.
    """
    latest = next(world[LedgerView].latest.where(limit=1), None)
    seal = None if latest is None else world[LedgerView].seals.get(latest.seal)
    if quarter.day != 1 or quarter.month not in FIRST_MONTHS:
        raise UnreadableError(f"{quarter}: expected the first day of a quarter")
    until = _over(quarter)
    if seal is None or until is None or seal.at.date() < until:
        raise UnreadableError(f"{quarter}: expected a quarter that is over, this one is not")
    return compared(world, since=quarter, until=until, by=by)


def compared(world: World, *, since: date, until: date, by: By = By.COUNTRY) -> EqualTreatment:
    """Return the same of any days: for the authority alone, no public question leads here.

    Of orders whose first day is from ``since`` to before ``until``, and of alarms and decisions
    of these days.
    """
    if not 0 < (until - since).days <= DAYS_MAX:
        raise UnreadableError(f"{since} to {until}: expected at least a day, at most {DAYS_MAX}")
    policy = policy_on(world[OversightView], until - timedelta(1))
    least, sizes = (None, ()) if policy is None else (policy.least, policy.sizes)
    customers, whole = _customers(world, since, until)
    name = _country(world[PartiesView]) if by is By.COUNTRY else _size(customers, sizes)
    groups: dict[str, list[_Customer]] = defaultdict(list)
    for party, found in customers.items():
        groups[name(party)].append(found)
    counts = {group: len(members) for group, members in groups.items()}
    kept_back = suppressed(counts, least) if least is not None else frozenset(groups)
    sums = {group: _summed(members) for group, members in sorted(groups.items())}
    every = _summed(customers.values())
    return EqualTreatment(
        since=since,
        until=until,
        by=by,
        least=least,
        groups=tuple(
            _treated(group, found, every, least)
            for group, found in sums.items()
            if group not in kept_back
        ),
        kept_back=len(kept_back),
        whole=whole,
    )


def _customers(world: World, since: date, until: date) -> tuple[Mapping[PartyId, _Customer], bool]:
    found: dict[PartyId, _Customer] = defaultdict(_Customer)
    read = 0
    for order in islice(_orders(world[GateView], since, until), ORDERS_MAX):
        _count(found[order.parties[0]], order)
        read += 1
    alarms = 0
    for alarm in islice(world[AlarmsView].alarms.where(), ALARMS_MAX):
        alarms += 1
        if since <= alarm.raised_at.date() < until:
            _name(found, alarm)
    view = world[CasesView]
    for decision in view.decisions.where():
        if since <= decision.at.date() < until:
            for subject in _subjects(view, decision.case):
                if subject in found:
                    found[subject].decided = True
                    if decision.said.outcome is Outcome.DISMISSED:
                        found[subject].dismissed = True
    return found, read < ORDERS_MAX and alarms < ALARMS_MAX


def _orders(view: GateView, since: date, until: date) -> Iterable[Order]:
    for number in range((until - since).days):
        yield from view.orders.where(on=since + timedelta(number))


def _count(customer: _Customer, order: Order) -> None:
    customer.orders += 1
    customer.chips += order.chips
    customer.held += order.outcome is RulingOutcome.HOLD
    customer.refused += order.outcome is RulingOutcome.REFUSE


def _name(found: dict[PartyId, _Customer], alarm: Alarm) -> None:
    for party in alarm.parties:
        if party in found:
            found[party].alarmed = True


def _subjects(view: CasesView, case: CaseId) -> tuple[PartyId, ...]:
    known = view.cases.get(case)
    return () if known is None else known.parties


def _country(view: PartiesView) -> Callable[[PartyId], str]:
    def country(party: PartyId) -> str:
        known = view.parties.get(party)
        return UNKNOWN if known is None or known.headquarters is None else known.headquarters

    return country


def _size(
    customers: Mapping[PartyId, _Customer], bounds: tuple[int, ...]
) -> Callable[[PartyId], str]:
    def size(party: PartyId) -> str:
        chips, low = customers[party].chips, 1
        for bound in bounds:
            if chips < bound:
                return f"{low} to {bound - 1} chips"
            low = bound
        return f"{low} chips or more"

    return size


def _summed(members: Iterable[_Customer]) -> _Sums:
    every = list(members)
    return _Sums(
        customers=len(every),
        orders=sum(it.orders for it in every),
        held=sum(it.held for it in every),
        refused=sum(it.refused for it in every),
        alarmed=sum(it.alarmed for it in every),
        decided=sum(it.decided for it in every),
        dismissed=sum(it.dismissed for it in every),
    )


def _treated(group: str, own: _Sums, every: _Sums, least: int | None) -> Treated:
    def rate(part: str, of: str) -> Compared | None:
        found, whole = getattr(own, part), getattr(own, of)
        rest, whole_rest = getattr(every, part) - found, getattr(every, of) - whole
        if not whole or not told_parts(found, whole, least):
            return None
        others = None
        if whole_rest and told_parts(rest, whole_rest, least):
            others = gap(found, whole, rest, whole_rest)
        apart = others is not None and others.is_apart
        return Compared(rate=rate_range(found, whole), others=others, apart=apart)

    return Treated(
        group=group,
        customers=own.customers,
        orders=own.orders,
        held=rate("held", "orders"),
        refused=rate("refused", "orders"),
        alarmed=rate("alarmed", "customers"),
        dismissed=rate("dismissed", "decided"),
    )
