"""Which chips are never heard of, though their neighbours are? (scenario family: attestation)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.registry.formulas import (
    expected_silent,
    hearing,
    silent_by_chance,
)
from comptrol.domains.registry.queries import is_small
from comptrol.domains.registry.reactions.silence import inspected_instead, seen_by_witness
from comptrol.domains.registry.statements import SiteId
from comptrol.domains.registry.view import (
    Condition,
    Contact,
    Custody,
    Lot,
    Policy,
    RegistryView,
    run_of,
)
from comptrol.kernel.view import World

DETECTOR: Final = "registry.quiet"
VERSION: Final = 1
QUIET_MIN: Final = 3
"""Fewer chips are never asked about (ours)."""
AGAIN_MIN: Final = 2
"""In so many parts of the days others were heard of, at least. Of one reading alone it is not
known who was missed in it: all that were heard of were heard then."""
NAMED_MAX: Final = 50
_MILLION: Final = 1_000_000


def quiet_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every site where the same chips are silent, as chance does not explain.

    Policy lets a part of a site be silent, since chips are missed now and then: each time others.
    Of a lot all of which was proven or counted nothing is asked; nor of chips that are said to be
    broken, lost or retired. What is beyond policy's part is named by ``registry.silent``.
    """
    if policy.quiet_chance_ppm is None:
        return
    view, by_site = world[RegistryView], defaultdict[SiteId, list[Lot]](list)
    since = on - timedelta(policy.silence_days)
    for lot in view.lots.where(custody=Custody.INSTALLED):
        if lot.stands_at is not None and lot.since <= on and lot.proven_on < since:
            by_site[lot.stands_at].append(lot)
    for site, lots in sorted(by_site.items()):
        if inspected_instead(world, site, lots, on):
            continue
        large = [it for it in lots if not is_small(world, it.holder, policy)]
        judged = [_quiet(world, it, since, on) for it in large]
        yield from _judged(site, judged, on, because, policy)


class _Lot(NamedTuple):
    lot: Lot
    chips: int
    """That work, as far as anybody says."""
    ages: list[tuple[int, int | None]]
    """How many days ago each that was heard of was so last, and before."""
    counted: int
    """How many a witness saw."""

    @property
    def silent(self) -> int:
        return max(0, self.chips - max(len(self.ages), self.counted))


def _quiet(world: World, lot: Lot, since: date, on: date) -> _Lot:
    """Return how many chips of a lot work, and when those were heard of that were."""
    view = world[RegistryView]
    away = lot.broken + lot.lost + lot.retired + lot.declared + lot.destroyed
    heard = [it for it in view.contacts.where(lot=lot.lot) if since <= it.at.date() <= on]
    if away:
        heard = [it for it in heard if _works(view, it)]
    ages = [((on - it.at.date()).days, _age(it, on)) for it in heard]
    return _Lot(lot, lot.chips - away, ages, seen_by_witness(world, lot, since, on))


def _works(view: RegistryView, contact: Contact) -> bool:
    run = run_of(view, contact.chip)
    return run is not None and run.condition is Condition.WORKING


def _age(contact: Contact, on: date) -> int | None:
    return None if contact.before_at is None else (on - contact.before_at.date()).days


def _judged(
    site: SiteId, lots: list[_Lot], on: date, because: int, policy: Policy
) -> Iterator[Raised]:
    chips, silent = sum(it.chips for it in lots), sum(it.silent for it in lots)
    if silent < QUIET_MIN or silent > policy.silent_share_max * chips:
        return
    known = hearing((age for it in lots for age in it.ages), policy.silence_days)
    expected = expected_silent(chips, known)
    chance = silent_by_chance(silent, expected)
    if known.parts >= AGAIN_MIN and chance * _MILLION <= (policy.quiet_chance_ppm or 0):
        told = (
            f"Of {silent} of {chips} chips that work at {site} there was no proof in the "
            f"{policy.silence_days} days before {on}, while others were heard of again and again. "
            f"Of {known.heard} others {known.missed} were missed last, and there was proof in "
            f"{known.parts} parts of these days: {expected:.2g} silent ones are to be expected, "
            f"and as many by chance with a probability of {chance:.1e} at most. They are "
            "unaccounted for, which is not absent."
        )
        yield _alarm(site, [it.lot for it in lots if it.silent], told, on, because)


def _alarm(site: SiteId, lots: list[Lot], told: str, on: date, because: int) -> Raised:
    named = lots[:NAMED_MAX]
    return Raised(
        because=because,
        alarm=f"{DETECTOR}/site:{site}@{on:%Y-%m}",
        detector=DETECTOR,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=told,
        benign=(
            "chips that have failed or are switched off, and nobody has said so",
            "a part of a hall that the prober does not reach",
        ),
        evidence=tuple(it.step for it in named),
        parties=tuple(sorted({it.holder for it in named})),
        sites=(site,),
        lots=tuple(it.lot for it in named),
    )
