"""The world that every instance plays in: who is there, and what the authority has adopted."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from benches.adversary.stage import public_key
from comptrol.domains.chips import ModelId
from comptrol.domains.gate import Known, Through, Tier, TiersSet
from comptrol.domains.law import Adopted, Policy, Posture, Rulebook
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.domains.registry import PolicyAdopted, SiteId, SiteRegistered
from comptrol.domains.structuring import (
    Alike,
    Bunching,
    Counted,
    Evidence,
    HandOver,
    Headroom,
    Limit,
    LimitId,
    Margin,
    PolicyId,
    PolicySet,
    Span,
    Swarm,
    Unattributed,
    Weight,
)
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

FIRST_DAY: Final = date(2026, 1, 5)
"""A Monday: the world is founded on it."""
MAKER, EXPORTER, HOLDER = PartyId("maker"), PartyId("exporter"), PartyId("holder")
INSPECTOR, REVIEWER = PartyId("inspector"), PartyId("reviewer")
HALLS: Final = {
    PartyId("provider-0"): ("MY", SiteId("hall-0")),
    PartyId("provider-1"): ("NL", SiteId("hall-1")),
    PartyId("provider-2"): ("JP", SiteId("hall-2")),
    PartyId("provider-3"): ("BR", SiteId("hall-3")),
}
"""Who rents out compute, and the hall of each, with its country."""
PROVIDERS: Final = tuple(HALLS)
PROVIDER, HALL = PROVIDERS[0], HALLS[PROVIDERS[0]][1]

H100, A100 = ModelId("nvidia-h100-sxm5-80gb"), ModelId("nvidia-a100-sxm4-80-gb")
H20: Final = ModelId("nvidia-hgx-h20")
_CAST: Final = (
    (MAKER, Role.MAKER, "US"),
    (EXPORTER, Role.EXPORTER, "US"),
    (HOLDER, Role.HOLDER, "NL"),
    (INSPECTOR, Role.INSPECTOR, "SG"),
    (REVIEWER, Role.REVIEWER, "SG"),
    *((provider, Role.PROVIDER, country) for provider, (country, _) in HALLS.items()),
)

RATE_CHIPS: Final = 64
PATH_CHIPS: Final = 1700
MONTH_CHIP_SECONDS: Final = 16 * 30 * 86_400
YEAR_CHIP_SECONDS: Final = 8 * 90 * 86_400
"""What is watched: 64 chips at once; 1,700 sold in a year; the time of 16 chips in any 30 days,
and that of 8 chips for 90 days in a year. These are the numbers of a bench, not of any law."""
LIMITS: Final = (
    Limit(
        limit=LimitId("review"),
        counts=Counted.CHIPS_AT_ONCE,
        value=RATE_CHIPS,
        door=Through.RENTAL,
        source="Operator policy of 2026, article 4",
    ),
    Limit(
        limit=LimitId("path"),
        counts=Counted.CHIPS_ORDERED,
        value=PATH_CHIPS,
        span=Span.YEAR,
        door=Through.SALE,
        source="US AI Diffusion rule, small-order path: codified, not enforced, a test rule",
    ),
    Limit(
        limit=LimitId("time"),
        counts=Counted.CHIP_SECONDS,
        value=MONTH_CHIP_SECONDS,
        span=Span.ROLLING,
        days=30,
        source="Operator policy of 2026, article 5",
    ),
    Limit(
        limit=LimitId("year"),
        counts=Counted.CHIP_SECONDS,
        value=YEAR_CHIP_SECONDS,
        span=Span.YEAR,
        source="Operator policy of 2026, article 6",
    ),
)
STRONG: Final = frozenset(
    {
        Evidence.BENEFICIAL_OWNER,
        Evidence.PAYMENT_INSTRUMENT,
        Evidence.DEVICE_KEY,
        Evidence.ULTIMATE_PARENT,
    }
)


def opening(rulebook: Rulebook) -> Iterator[Statement]:
    """Yield what the authority says on the first day, after the log was founded."""
    yield Adopted(
        rulebook=rulebook.name,
        digest=rulebook.digest,
        posture=Posture.ENFORCED,
        policy=Policy.RENTAL_PARITY,
        by="Head of compliance",
        reason="A rental is judged as the purchase would be.",
        on=FIRST_DAY,
        small_use_chips=16,
        small_use_chip_hours=500,
    )
    for party, role, country in _CAST:
        yield from _enrolled(party, role, CountryCode(country))
    for provider, (country, hall) in HALLS.items():
        yield SiteRegistered(
            site=hall,
            name=f"Hall of {provider}",
            country=CountryCode(country),
            source="the operator's notice",
            operator=provider,
        )
    yield from _policies()


def _enrolled(party: PartyId, role: Role, country: CountryCode) -> Iterator[Statement]:
    on, key = FIRST_DAY, public_key(party)
    name = f"The {party.replace('-', ' ')}"
    yield Enrolled(party=party, name=name, country=country, roles=(role,), key=key)
    yield HeadquartersDeclared(party=party, country=country, on=on, source="register")
    yield ParentDeclared(party=party, parent=party, on=on, source="register")


def _policies() -> Iterator[Statement]:
    known = Known(screened=True, headquarters=True, ultimate_parent=True)
    small = Known(screened=True, headquarters=True)
    yield TiersSet(
        policy="tiers",
        window_days=30,
        tiers=(
            Tier(name="small", chips=16, chip_hours=500, known=small),
            Tier(name="large", known=known),
        ),
        source="Operator policy of 2026",
        by="Head of policy",
    )
    yield PolicyAdopted(
        policy="books",
        countersign_days=14,
        transit_days_max=30,
        notice_days=14,
        silence_days=90,
        silent_share_max=Decimal("0.1"),
        small_holder_tpp=Decimal(0),
        speed_km_per_hour=Decimal(900),
        failures_per_year_max=Decimal("0.09"),
        source="treaty draft arXiv:2511.10783 for notice and refresh; a bench",
        quiet_chance_ppm=1000,
    )
    yield _splitting()


def _splitting() -> PolicySet:
    return PolicySet(
        policy=PolicyId("splitting"),
        since=FIRST_DAY - timedelta(days=1),
        source="a bench",
        by="Head of analysis",
        limits=LIMITS,
        weights=tuple(Weight(by=it, weight=2 if it in STRONG else 1) for it in Evidence),
        bound_at=2,
        owner_share_bp=5000,
        members_min=2,
        reach_days=130,
        hand_over=HandOver(gap_s=600, alike_bp=9000, times_min=3),
        bunching=Bunching(
            width_bp=1000, neighbours=4, observations_min=20, false_discovery_ppm=10_000
        ),
        headroom=Headroom(share_bp=9500, periods=3, chance_ppm=50_000),
        margin=Margin(within_bp=200, chips_min=RATE_CHIPS),
        swarm=Swarm(definition="ccc/v3", nodes_min=2, hours_min=24),
        unattributed=Unattributed(share_ppm=100_000, chips_min=8),
        alike=Alike(
            within_days=3,
            accounts_min=4,
            observations_min=20,
            times_min=5,
            false_discovery_ppm=10_000,
        ),
        horizon_days=30,
        training_prior_ppm=1000,
    )
