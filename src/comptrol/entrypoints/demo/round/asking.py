"""What is on offer, and what sixty proposals ask for: drawn by a stated seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from comptrol.domains.allocation import (
    Area,
    AreaWeight,
    CallId,
    CallOpened,
    CurveForm,
    PolicyId,
    PolicySet,
    PoolFit,
    PoolId,
    PoolOffered,
    Programme,
    ProposalId,
    Proposed,
    Reserve,
    ReserveClass,
    Track,
    ValueCurve,
)
from comptrol.domains.chips import ModelId
from comptrol.entrypoints.demo.filings.noise import uniform
from comptrol.entrypoints.demo.round.cast import FJORD, INSTITUTIONS, STRAITS
from comptrol.entrypoints.demo.round.dates import Dates
from comptrol.kernel.identifiers import CountryCode, Digest

SEED: Final = "a round of sixty, 1"
CALL: Final = CallId("open-science-2027")
POLICY: Final = PolicyId("open-science-1")
PROPOSALS: Final = 60
AREAS: Final = ("climate", "health", "crops", "materials", "language")
FAST_MAX: Final = 20_000

POOLS: Final = (
    ("fjord-h100", FJORD, "nvidia-h100-sxm5-80gb", "NO", "1", 260_000),
    ("fjord-a100", FJORD, "nvidia-a100-sxm4-80-gb", "NO", "0.32", 400_000),
    ("straits-h100", STRAITS, "nvidia-h100-sxm5-80gb", "MY", "1", 180_000),
    ("straits-h200", STRAITS, "nvidia-h200-sxm", "MY", "1", 120_000),
)
"""Name, provider, model, country, H100 equivalents of a chip, chip-hours of a month."""

NEEDS: Final = (8_000, 15_000, 120_000, 240_000, 400_000, 700_000, 1_200_000)
LEAST: Final = (300_000, 500_000, 700_000, 1_000_000)
RUNS_ON_PERCENT: Final = 55
LENGTHS: Final = (3, 6, 12)


@dataclass(frozen=True)
class Asking:
    """What is offered and asked for in a round that opens on a day."""

    dates: Dates

    def policy(self) -> PolicySet:
        """Return the published policy of the round."""
        return PolicySet(
            policy=POLICY,
            curve=ValueCurve(
                version="share 1",
                form=CurveForm.SHARE,
                award_share_ppm=400_000,
                slopes_ppm=(900_000, 600_000, 300_000),
            ),
            weights=(
                AreaWeight(area="crops", weight="1.5"),
                AreaWeight(area="climate", weight="1.5"),
            ),
            noise_sigma="6",
            calibration_prior=4,
            merit_threshold="40",
            reviews_min=2,
            load_max=8,
            lottery=True,
            sources=("Decision 1 of the allocation panel (invented for the demonstration)",),
            by="Chair of the allocation panel",
            review_by=self.dates.opens + timedelta(365),
        )

    def call(self) -> CallOpened:
        """Return the call: twelve months, five areas, two tracks, a part kept back."""
        return CallOpened(
            call=CALL,
            programme=Programme.RESEARCH,
            title="Open science 2027",
            months=self.dates.months,
            opens=self.dates.opens,
            closes=self.dates.closes,
            policy=POLICY,
            areas=tuple(
                Area(area=area, floor_h100e_hours=400_000, penalty_per_h100e_hour="0.0004")
                for area in AREAS
            ),
            tracks=(
                Track(track="regular"),
                Track(track="fast", ceiling_ppm=100_000, ask_max_h100e_hours=FAST_MAX),
            ),
            reserves=(Reserve(reserve=ReserveClass.EMERGENCY, share_ppm=50_000),),
            institution_ceiling_ppm=200_000,
            as_of=self.dates.opens,
            by="Chair of the allocation panel",
        )

    def offers(self) -> Iterator[PoolOffered]:
        """Yield what two providers offer: four pools, with less in the month of maintenance."""
        for pool, provider, model, country, speed, hours in POOLS:
            yield PoolOffered(
                call=CALL,
                pool=PoolId(pool),
                provider=provider,
                model=ModelId(model),
                site_country=CountryCode(country),
                speed_h100e=speed,
                capacity_chip_hours=tuple(
                    hours * (8 if at == uniform(SEED, pool, "off", below=12) else 10) // 10
                    for at in range(len(self.dates.months))
                ),
            )

    def proposals(self) -> Iterator[Proposed]:
        """Yield the sixty, five from each of twelve institutions."""
        for number in range(PROPOSALS):
            yield self.proposal(number)

    def proposal(self, number: int) -> Proposed:
        """Return one of them."""
        party, _, _ = INSTITUTIONS[number % len(INSTITUTIONS)]
        name = ProposalId(f"p{number + 1:02}")
        need = _one_of(NEEDS, number, "need")
        length = _one_of(LENGTHS, number, "length")
        first = uniform(SEED, number, "first", below=len(self.dates.months) - 2)
        last = min(first + length, len(self.dates.months)) - 1
        fast = need <= FAST_MAX and number < len(INSTITUTIONS)
        return Proposed(
            call=CALL,
            proposal=name,
            applicant=party,
            institution=party,
            area=AREAS[number // len(INSTITUTIONS) % len(AREAS)],
            track="fast" if fast else "regular",
            need_h100e_hours=need,
            least_fraction_ppm=_one_of(LEAST, number, "least"),
            first_month=self.dates.months[first],
            last_month=self.dates.months[last],
            pools=_fits(number),
            investigator=_code(f"investigator of {name}"),
            end_use="open research",
            text=_code(f"the words of {name}"),
        )


def _fits(number: int) -> tuple[PoolFit, ...]:
    """Return the pools that one proposal can use: one at least."""
    drawn = {pool: uniform(SEED, number, pool, below=100) for pool, *_ in POOLS}
    chosen = [pool for pool, percent in drawn.items() if percent < RUNS_ON_PERCENT]
    chosen = chosen or [POOLS[number % len(POOLS)][0]]
    return tuple(
        PoolFit(
            pool=PoolId(pool),
            fit_ppm=700_000 + 10_000 * uniform(SEED, number, pool, "fit", below=51),
        )
        for pool in chosen
    )


def _one_of(of: tuple[int, ...], number: int, what: str) -> int:
    return of[uniform(SEED, number, what, below=len(of))]


def _code(text: str) -> Digest:
    return Digest(sha256(f"{SEED}/{text}".encode()).hexdigest())
