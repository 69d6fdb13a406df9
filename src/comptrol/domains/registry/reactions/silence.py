"""Of which chips was there no proof for too long, and where do too many fail?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.queries import is_small
from comptrol.domains.registry.statements import (
    Arrived,
    ChipId,
    LotId,
    Made,
    Means,
    Received,
    SiteId,
)
from comptrol.domains.registry.view import (
    Condition,
    Custody,
    Lot,
    Policy,
    RegistryView,
    run_of,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.statement import kind
from comptrol.kernel.view import World

SILENT: Final = "registry.silent"
FAILING: Final = "registry.failing"
VERSION: Final = 1
NAMED_MAX: Final = 50
FAILURES_MIN: Final = 5
"""A single failure is never judged (methods sheet, section 3.4); the five are ours."""
_BEGINS: Final = frozenset({kind(Made), kind(Received), kind(Arrived)})
_FAILED: Final = frozenset(Condition) - {Condition.WORKING, Condition.RENAMED}


def silence_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every site of which too large a part was silent for too long.

    Unaccounted for is not absent: what is silent may be there. A site that was agreed to be
    inspected instead is quiet as long as the inspections keep their time.
    """
    view = world[RegistryView]
    since = on - timedelta(policy.silence_days)
    by_site: defaultdict[SiteId, list[Lot]] = defaultdict(list)
    for custody in (Custody.INSTALLED, Custody.HELD):
        for lot in view.lots.where(custody=custody):
            if lot.stands_at is not None and lot.since <= on and lot.there:
                by_site[lot.stands_at].append(lot)
    holders = {lot.holder for lots in by_site.values() for lot in lots}
    small = {it for it in holders if is_small(world, it, policy)}
    for site, lots in sorted(by_site.items()):
        if inspected_instead(world, site, lots, on):
            continue
        judged = [lot for lot in lots if lot.holder not in small]
        silent = {lot.lot: lot.there - _heard(world, lot, since, on) for lot in judged}
        chips, quiet = sum(lot.there for lot in judged), sum(silent.values())
        if quiet > policy.silent_share_max * chips:
            yield _silent(site, judged, silent, on, because, policy)


def _heard(world: World, lot: Lot, since: date, on: date) -> int:
    """Return of how many chips of a lot there was proof, from a day to another, or since.

    A hand-over is proof by two parties. That its holder installed or moved it is proof of nothing.
    """
    view = world[RegistryView]
    if lot.proven_on >= since:
        return lot.there
    contacts = tuple(view.contacts.where(lot=lot.lot))
    heard = [contact.chip for contact in contacts if since <= contact.at.date()]
    proven = sum(_counts(view, chip) for chip in heard)
    return min(max(proven, seen_by_witness(world, lot, since, on)), lot.there)


def _counts(view: RegistryView, chip: ChipId) -> bool:
    run = run_of(view, chip)
    return run is not None and run.condition is not Condition.DESTROYED


def seen_by_witness(world: World, lot: Lot, since: date, on: date) -> int:
    """Return how many chips of a lot a witness has counted, at most, from a day to another."""
    counts = world[RegistryView].counts.where(lot=lot.lot)
    parties = world[PartiesView]
    seen = (
        count.seen
        for count in counts
        if since <= count.on <= on and may(parties, count.by, WITNESSES)
    )
    return max(seen, default=0)


def inspected_instead(world: World, site: SiteId, lots: list[Lot], on: date) -> bool:
    """Tell whether a site is under an agreement, and some of each lot was inspected in time."""
    view = world[RegistryView]
    agreed = view.agreements.get(site)
    if agreed is None or on < agreed.on:
        return False
    since = on - timedelta(agreed.every_days)
    return agreed.on >= since or all(_inspected(world, lot, since, on) for lot in lots)


def _inspected(world: World, lot: Lot, since: date, on: date) -> bool:
    contacts = world[RegistryView].contacts.where(lot=lot.lot)
    seen = (it for it in contacts if it.means is Means.INSPECTED)
    found = any(since <= it.at.date() <= on for it in seen)
    return found or lot.proven_on >= since or seen_by_witness(world, lot, since, on) > 0


def _silent(
    site: SiteId,
    lots: list[Lot],
    silent: dict[LotId, int],
    on: date,
    because: int,
    policy: Policy,
) -> Raised:
    quiet, chips = sum(silent.values()), sum(lot.there for lot in lots)
    named = [lot for lot in lots if silent[lot.lot]][:NAMED_MAX]
    return Raised(
        because=because,
        alarm=f"{SILENT}/site:{site}@{on:%Y-%m}",
        detector=SILENT,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Of {quiet} of {chips} chips at {site} there was no proof in the "
            f"{policy.silence_days} days before {on}: they are unaccounted for, which is not "
            "absent."
        ),
        benign=("a site that cannot be reached: agree on inspections", "a prober that is down"),
        evidence=tuple(lot.step for lot in named),
        parties=tuple(sorted({lot.holder for lot in named}))[:NAMED_MAX],
        sites=(site,),
        lots=tuple(lot.lot for lot in named),
    )


def attrition_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every holder whose chips fail or vanish faster than they should."""
    failed: Counter[PartyId] = Counter()
    days: Counter[PartyId] = Counter()
    lots: defaultdict[PartyId, list[Lot]] = defaultdict(list)
    for lot in world[RegistryView].lots.where():
        days[lot.holder] += lot.chips * max((on - lot.proven_on).days, 365)
        if lot.broken + lot.lost + lot.retired + lot.declared + lot.destroyed:
            failed[lot.holder] += _failed_here(world[RegistryView], lot)
            lots[lot.holder].append(lot)
    for holder, number in sorted(failed.items()):
        rate = Decimal(number * 365) / days[holder] if days[holder] else Decimal(0)
        if number < FAILURES_MIN or rate <= policy.failures_per_year_max:
            continue
        if not is_small(world, holder, policy):
            told = (
                f"{number} chips of {holder} are broken, lost, retired or destroyed: "
                f"{round(100 * rate, 1)} % of its chips in a year, of "
                f"{round(100 * policy.failures_per_year_max, 1)} % that policy expects at most."
            )
            yield _failing(f"party:{holder}@{on:%Y}", told, lots[holder], because)


def _failed_here(view: RegistryView, lot: Lot) -> int:
    """Return how many chips of a lot failed since its holder has it: not before, elsewhere."""
    steps = view.steps.where(lot=lot.lot)
    begun = max((it.position for it in steps if it.kind in _BEGINS), default=0)
    runs = (run for run in view.runs.where(lot=lot.lot) if run.condition in _FAILED)
    return sum(run.chips for run in runs if run.since > begun)


def _failing(about: str, told: str, lots: list[Lot], because: int) -> Raised:
    return Raised(
        because=because,
        alarm=f"{FAILING}/{about}",
        detector=FAILING,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=told,
        benign=("a bad batch", "a site that was closed", "old chips retired together"),
        evidence=tuple(lot.step for lot in lots[:NAMED_MAX]),
        parties=(lots[0].holder,),
        lots=tuple(lot.lot for lot in lots[:NAMED_MAX]),
    )
