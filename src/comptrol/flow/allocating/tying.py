"""Among whom is the difference smaller than what reviewers, or the solver, can tell apart?

Scores are drawn again and again within their noise, and the relaxation is solved each time. Who is
in on some draws and out on others is in the tie band; so is whoever lost without a proof. Outside
the band the plan stands. Drawing is by digests of a published seed: anybody gets the same scores.
"""

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from statistics import NormalDist, fmean
from typing import Final

import msgspec

from comptrol.domains.allocation import Call, Plan, Proposal
from comptrol.flow.allocating.explaining import near_ties
from comptrol.flow.allocating.restating import ByPowers, Restated
from comptrol.flow.allocating.solver import Solver

SAMPLES: Final = 100
LOW, HIGH = Decimal("0.2"), Decimal("0.8")
TENTH, SHARE = Decimal("0.1"), Decimal("0.0001")
SCORE_MIN, SCORE_MAX = Decimal("0.1"), Decimal(100)
NORMAL: Final = NormalDist()
NO_ERRORS: Final[Mapping[str, Decimal]] = {}
LABEL: Final = b"comptrol/scores/1"


class Noise(msgspec.Struct, frozen=True, kw_only=True):
    """How far a score may be off: published before anything is drawn."""

    sigma: Decimal
    """Where too few reviews tell: pooled, in points of the score."""
    by_proposal: Mapping[str, Decimal] = NO_ERRORS
    """Standard errors of the scores of single proposals."""
    restating: Restated = ByPowers()
    """What a proposal would be worth with another score: the policy's curve."""


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """Who is drawn among, and how often each was in."""

    members: tuple[str, ...]
    inclusion: dict[str, Decimal]
    """By proposal, the part of an award that it had on average."""
    near: tuple[str, ...]
    """Of the members, those refused without a proof that they lose."""
    samples: int
    seed: str


def tie_band(  # noqa: PLR0913  (each is a choice, and published)
    call: Call,
    plan: Plan,
    noise: Noise,
    solver: Solver,
    *,
    seed: str,
    samples: int = SAMPLES,
    told: Callable[[int], None] | None = None,
) -> Band:
    """Return the proposals that are in on 20 to 80 per cent of the draws, and the near ties."""
    calls = [_drawn_again(call, noise, seed, turn) for turn in range(samples)]
    relaxed = solver.relax_each(calls, told)
    open_ = _open(call)
    inclusion = {
        name: _share([it.included.get(name, 0.0) for it in relaxed]) for name in sorted(open_)
    }
    near = tuple(it for it in near_ties(plan) if it in open_)
    between = {name for name, part in inclusion.items() if LOW <= part <= HIGH}
    return Band(
        members=tuple(sorted(between | set(near))),
        inclusion=inclusion,
        near=near,
        samples=samples,
        seed=seed,
    )


def drawn_score(proposal: Proposal, noise: Noise, seed: str, turn: int) -> Decimal:
    """Return a score within its noise, to a tenth: the same one for the same seed and turn."""
    sigma = noise.by_proposal.get(proposal.id, noise.sigma)
    fields = (LABEL, seed.encode(), str(turn).encode(), proposal.id.encode())
    octets = b"".join(len(it).to_bytes(8, "big") + it for it in fields)
    place = int.from_bytes(hashlib.sha256(octets).digest()[:6], "big")
    off = NORMAL.inv_cdf((place + 0.5) / 2**48)
    score = proposal.score + sigma * Decimal(f"{off:.6f}")
    return min(SCORE_MAX, max(SCORE_MIN, score)).quantize(TENTH)


def _drawn_again(call: Call, noise: Noise, seed: str, turn: int) -> Call:
    proposals = tuple(
        noise.restating.scored(it, drawn_score(it, noise, seed, turn)) for it in call.proposals
    )
    return msgspec.structs.replace(call, proposals=proposals)


def _open(call: Call) -> set[str]:
    """Return the proposals on which nothing is settled yet and which may be awarded something."""
    settled = {it.proposal for it in call.decided} | {it.proposal for it in call.booked}
    return {it.id for it in call.proposals if it.pools} - settled


def _share(parts: list[float]) -> Decimal:
    return Decimal(fmean(parts) if parts else 0.0).quantize(SHARE)
