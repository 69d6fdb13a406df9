"""Of which chips was there no proof for too long, and where do too many fail?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.queries import is_small
from comptrol.domains.registry.statements import WITNESSES, ChipId, LotId, Means, SiteId
from comptrol.domains.registry.view import (
    Condition,
    Custody,
    Lot,
    Policy,
    RegistryView,
    run_of,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

SILENT: Final = "registry.silent"
FAILING: Final = "registry.failing"
VERSION: Final = 1
NAMED_MAX: Final = 50
FAILURES_MIN: Final = 5
"""A single failure is never judged (methods sheet, section 3.4)."""


def silence_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every site of which too large a part was silent for too long.

    Unaccounted for is not absent: what is silent may be there. A site that was agreed to be
    inspected instead is quiet as long as the inspections keep their time.
    """
    view = world[RegistryView]
    since = on - timedelta(policy.silence_days)
    by_site: defaultdict[SiteId, list[Lot]] = defaultdict(list)
    for lot in view.lots.where(custody=Custody.INSTALLED):
        if lot.site is not None and lot.since <= on and lot.there:
            by_site[lot.site].append(lot)
    for site, lots in sorted(by_site.items()):
        if _inspected_instead(world, site, lots, on):
            continue
        judged = [lot for lot in lots if not is_small(world, lot.holder, policy)]
        silent = {lot.lot: lot.there - _heard(world, lot, since, on) for lot in judged}
        chips, quiet = sum(lot.there for lot in judged), sum(silent.values())
        if quiet > policy.silent_share_max * chips:
            yield _silent(site, judged, silent, on, because, policy)


def _heard(world: World, lot: Lot, since: date, on: date) -> int:
    """Return of how many chips of a lot there was proof, from a day to another, or since."""
    view = world[RegistryView]
    if lot.since >= since or _counted_by_witness(world, lot, since, on):
        return lot.there
    contacts = tuple(view.contacts.where(lot=lot.lot))
    heard = [contact.chip for contact in contacts if since <= contact.at.date()]
    return sum(_counts(view, chip) for chip in heard)


def _counts(view: RegistryView, chip: ChipId) -> bool:
    run = run_of(view, chip)
    return run is not None and run.condition is not Condition.DESTROYED


def _counted_by_witness(world: World, lot: Lot, since: date, on: date) -> bool:
    counts = world[RegistryView].counts.where(lot=lot.lot)
    parties = world[PartiesView]
    return any(since <= count.on <= on and may(parties, count.by, WITNESSES) for count in counts)


def _inspected_instead(world: World, site: SiteId, lots: list[Lot], on: date) -> bool:
    """Tell whether a site is under an agreement, and was inspected within its time."""
    view = world[RegistryView]
    agreed = view.agreements.get(site)
    if agreed is None or on < agreed.on:
        return False
    since = on - timedelta(agreed.every_days)
    if agreed.on >= since:
        return True
    inspected = any(
        contact.means is Means.INSPECTED and since <= contact.at.date() <= on
        for lot in lots
        for contact in view.contacts.where(lot=lot.lot)
    )
    return inspected or all(_counted_by_witness(world, lot, since, on) for lot in lots)


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
            f"Of {quiet} of {chips} chips installed at {site} there was no proof in the "
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
        gone = lot.broken + lot.lost + lot.retired + lot.declared + lot.destroyed
        failed[lot.holder] += gone
        days[lot.holder] += lot.chips * max((on - lot.made_on).days, 365)
        if gone:
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
