"""Which destructions has nobody certified in time? (scenario family: custody gap)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.registry.queries import is_small
from comptrol.domains.registry.view import Condition, Declaration, Lot, Policy, RegistryView
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import World

DETECTOR: Final = "registry.unwitnessed"
VERSION: Final = 1


def unwitnessed_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every destruction that its holder stated, and its witness did not.

    A destruction has two sides, as a hand-over has, and the second has as many days to say so.
    Until then the chips count, and their holder answers for them.
    """
    view = world[RegistryView]
    for lot in view.lots.where():
        if not lot.declared or is_small(world, lot.holder, policy):
            continue
        chips: dict[Digest, int] = {}
        for run in view.runs.where(lot=lot.lot):
            if run.condition is Condition.DECLARED and run.certificate is not None:
                chips[run.certificate] = chips.get(run.certificate, 0) + run.chips
        for certificate, number in sorted(chips.items()):
            stated = _stated(view, lot, certificate)
            if stated is not None and (on - stated.on).days > policy.countersign_days:
                yield _alarm(lot, stated, number, on, because, policy)


def _stated(view: RegistryView, lot: Lot, certificate: Digest) -> Declaration | None:
    """Return what the holder said: of the lot, or of one that it was split off from."""
    above: Lot | None = lot
    while above is not None:
        found = view.declarations.get((above.lot, certificate))
        if found is not None:
            return found
        above = None if above.parent is None else view.lots.get(above.parent)
    return None


def _alarm(
    lot: Lot, stated: Declaration, chips: int, on: date, because: int, policy: Policy
) -> Raised:
    days = (on - stated.on).days
    return Raised(
        because=because,
        alarm=f"{DETECTOR}/lot:{lot.lot}@{stated.position}",
        detector=DETECTOR,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"{lot.holder} said that {chips} chips of lot {lot.lot} were destroyed on "
            f"{stated.on} before {stated.witness}, who has not said so in {days} days, of "
            f"{policy.countersign_days} allowed. They count, and {lot.holder} answers for them."
        ),
        benign=(
            "a witness who is late with the certificate",
            "a certificate that was mistyped on one side",
        ),
        evidence=(stated.position,),
        parties=(lot.holder, stated.witness),
        lots=(lot.lot,),
    )
