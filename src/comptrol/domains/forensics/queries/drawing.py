"""Which weeks are audited? Those that a public seed draws: nobody can choose them, or foresee."""

from datetime import date, timedelta
from typing import Final

import msgspec

from comptrol.domains.disclosure import DisclosureView
from comptrol.domains.forensics.statements import Level
from comptrol.domains.forensics.view import ForensicsView
from comptrol.domains.inspection import Pool, draw, frame_of_names, seed_of
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

WEEK_DAYS: Final = 7
WEEKS_MAX: Final = 60
MEMBERS_MAX: Final = 10_000


class DrawnWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A week of a provider that is to be audited."""

    provider: PartyId
    since: date
    until: date
    level: Level
    order: str


class AuditDraw(msgspec.Struct, frozen=True, kw_only=True):
    """What was drawn, of what, by which seed: anybody can draw it again (docs/inspections.md)."""

    frame: Digest
    beacon: str
    seed: str
    weeks: tuple[DrawnWeek, ...]


def audit_draw(
    world: World,
    *,
    since: date,
    until: date,
    beacon: str,
    weeks: Limit = 1,
    weeks_at_audit: Limit = 4,
) -> AuditDraw:
    """Return the weeks to audit: of all in scope a few, of those advised to be audited more.

    The frame is every week of every member; its digest is published before the beacon speaks.
    """
    days = (until - since).days
    if not WEEK_DAYS <= days <= WEEK_DAYS * WEEKS_MAX:
        raise UnreadableError(f"{since} to {until}: expected 1 to {WEEKS_MAX} weeks")
    view, strata = world[ForensicsView].advice, dict[str, list[bytes]]()
    levels: dict[str, Level] = {}
    for it in world[DisclosureView].members.where(limit=MEMBERS_MAX):
        known = view.get(it.provider)
        levels[it.provider] = known.level if known is not None else Level.NONE
        for week in range(days // WEEK_DAYS):
            day = since + timedelta(days=WEEK_DAYS * week)
            if it.since <= day and (it.left_on is None or day < it.left_on):
                stratum = strata.setdefault(levels[it.provider].value, [])
                stratum.append(f"{it.provider}/{day}".encode())
    strata = {name: sorted(names) for name, names in strata.items()}
    frame = frame_of_names(strata)
    seed = seed_of(frame, beacon)
    wanted = {name: weeks_at_audit if name == Level.AUDIT.value else weeks for name in strata}
    pools = [Pool([names], len(names), wanted[name]) for name, names in sorted(strata.items())]
    drawn = [it for some in draw(seed, pools) for it in some]
    return AuditDraw(
        frame=frame,
        beacon=beacon,
        seed=seed.hex(),
        weeks=tuple(_week(it.name, it.order, levels) for it in drawn),
    )


def _week(name: str, order: str, levels: dict[str, Level]) -> DrawnWeek:
    provider, _, day = name.rpartition("/")
    since = date.fromisoformat(day)
    return DrawnWeek(
        provider=PartyId(provider),
        since=since,
        until=since + timedelta(days=WEEK_DAYS),
        level=levels[provider],
        order=order,
    )
