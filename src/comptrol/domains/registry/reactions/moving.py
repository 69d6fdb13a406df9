"""Does a move keep its notice, and can a site feed what was brought to it?"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.chips import ChipsView, ModelId, Property
from comptrol.domains.registry.queries import is_small, policy_in_force
from comptrol.domains.registry.statements import Installed, LotId, Moved, SiteId
from comptrol.domains.registry.view import DELIVERED, INSTALLED, Notice, Policy, RegistryView
from comptrol.kernel.quantity import plain
from comptrol.kernel.statement import Entry, kind
from comptrol.kernel.view import World

MOVE: Final = "registry.unannounced-move"
POWER: Final = "registry.power"
VERSION: Final = 1
NOTICES_NAMED: Final = 20
_WATTS_PER_MW: Final = 10**6


def unannounced_move(said: Moved | Installed, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield an alarm where a lot was moved without notice, or sooner than the notice allows.

    To install a lot at another site than the one it was brought to is to move it there.
    """
    view = world[RegistryView]
    policy, to = policy_in_force(view), said.to if isinstance(said, Moved) else said.site
    lot = view.lots.get(said.lot)
    if isinstance(said, Installed) and (lot is None or lot.delivered_to in {None, to}):
        return
    if policy is None or is_small(world, entry.signer, policy):
        return
    given = [it for it in view.notices.where(lot=said.lot) if it.to == to]
    used = _last_move(said.lot, to, entry.position, view)
    given = [it for it in given if it.position > used]
    if any(_in_time(notice, said, policy) for notice in given):
        return
    told = f"announced on {given[-1].announced_on}" if given else "which nobody had announced"
    yield Raised(
        because=entry.position,
        alarm=f"{MOVE}/lot:{said.lot}@{entry.position}",
        detector=MOVE,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Lot {said.lot} was moved to {to} on {said.on}, {told}; the notice is "
            f"{policy.notice_days} days."
        ),
        benign=("an emergency, such as a fire or a failing plant",),
        evidence=(entry.position, *(notice.position for notice in given[-NOTICES_NAMED:])),
        parties=(entry.signer,),
        sites=(to,),
        lots=(said.lot,),
    )


def _last_move(lot: LotId, to: SiteId, position: int, view: RegistryView) -> int:
    """Return where the last move to the same site stands: its notice is used up."""
    moves = [
        step.position
        for step in view.steps.where(lot=lot)
        if step.kind == kind(Moved) and step.site == to and step.withdrawn_at is None
    ]
    return max((it for it in moves if it < position), default=-1)


def _in_time(notice: Notice, said: Moved | Installed, policy: Policy) -> bool:
    return notice.announced_on + timedelta(policy.notice_days) <= said.on


def power_alarms(entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield an alarm where the chips at a site draw more than the site has, by their design power.

    Counted are installed chips, and those delivered that no stocktaking has seen lying there: a
    buffer that is physically present is no signal (scenario: over-ordering and skimming).
    """
    view = world[RegistryView]
    lot = view.lots.get(entry.statement.lot)
    site = None if lot is None else lot.stands_at
    known = None if site is None else view.sites.get(site)
    if known is None or not known.power_mw:
        return
    tallies = [
        tally
        for place in (INSTALLED, DELIVERED)
        for tally in view.tallies.where(place=f"{place}:{known.site}")
    ]
    watts = sum((_watts(world, it.model) * it.chips for it in tallies), Decimal(0))
    if watts <= known.power_mw * _WATTS_PER_MW:
        return
    chips = sum(it.chips for it in tallies)
    needed = plain(round(watts / _WATTS_PER_MW, 1))
    yield Raised(
        because=entry.position,
        alarm=f"{POWER}/site:{known.site}@{entry.logged_at:%Y-%m}",
        detector=POWER,
        version=VERSION,
        strength=Strength.STRONG,
        explanation=(
            f"The {chips} chips at {known.site} are designed to draw {needed} MW; the site has "
            f"{plain(known.power_mw)} MW."
        ),
        benign=(
            "a buffer stock that lies there uninstalled and was not counted yet",
            "the site has grown, and its power was not said anew",
            "chips that run below their design power",
            "a holder has said that chips stand there, and its operator knows nothing of them",
        ),
        evidence=(known.said_at, entry.position),
        parties=(entry.signer,),
        sites=(known.site,),
        lots=(entry.statement.lot,),
    )


def _watts(world: World, model: ModelId) -> Decimal:
    """Return the least design power that the catalogue has for a chip; unknown is none."""
    facts = world[ChipsView].facts.where(model=model, property=Property.TDP.value)
    known = [fact.value for fact in facts if fact.value is not None and not fact.withdrawn]
    return min(known, default=Decimal(0))
