"""What reviewers say: with what they have to do, what a proposal needs, and how good it is."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from comptrol.domains.allocation import (
    Criterion,
    Ground,
    Link,
    NeedReviewed,
    Proposed,
    Reviewed,
    ReviewerDeclared,
)
from comptrol.entrypoints.demo.filings.noise import error_ppm, uniform
from comptrol.entrypoints.demo.round.asking import CALL, SEED
from comptrol.entrypoints.demo.round.cast import HOMES, REVIEWERS
from comptrol.kernel.identifiers import Digest, PartyId

TRIMMED: Final = 4
"""One need in so many is trimmed, by a fifth."""
LEAST_SCORE, SPREAD = 350, 550
"""The true merit of a proposal, in tenths of a point: from here, and so far beyond."""
STRICT: Final = 40_000
"""How far reviewers differ in how strict they are: one sigma, in millionths of 100 points."""
NOISE: Final = 50_000


def declarations(
    everything: Sequence[Proposed],
) -> Iterator[tuple[PartyId, ReviewerDeclared]]:
    """Yield what each reviewer says it has to do with: its institution, and a joint paper."""
    for reviewer in REVIEWERS:
        links = [Link(institution=HOMES[reviewer], ground=Ground.INSTITUTION)]
        if uniform(SEED, reviewer, "paper", below=2):
            paper = everything[uniform(SEED, reviewer, "which", below=len(everything))]
            links.append(
                Link(proposal=paper.proposal, ground=Ground.JOINT_WORK, last=_recent(paper))
            )
        yield reviewer, ReviewerDeclared(call=CALL, reviewer=reviewer, links=tuple(links))


def _recent(paper: Proposed) -> str:
    """Return a month in the year before the work is to begin: it counts."""
    return f"{int(paper.first_month[:4]) - 1}{paper.first_month[4:]}"


def need(of: Proposed, number: int) -> NeedReviewed:
    """Return what the technical office says that a proposal needs."""
    trimmed = number % TRIMMED == TRIMMED - 1
    return NeedReviewed(
        proposal=of.proposal,
        need_h100e_hours=of.need_h100e_hours * (8 if trimmed else 10) // 10,
        least_fraction_ppm=of.least_fraction_ppm,
        pools=of.pools,
        reasons=_code(f"technical reasons on {of.proposal}"),
        by="Technical reviewer on duty",
    )


def review(of: Proposed, reviewer: PartyId) -> Reviewed:
    """Return one review: the merit of the proposal as a reviewer sees it."""
    points = _points(of, reviewer)
    return Reviewed(
        proposal=of.proposal,
        score=f"{points // 10}.{points % 10}",
        criteria=(Criterion(criterion="excellence", score=str(points // 10)),),
        text=_code(f"review of {of.proposal} by {reviewer}"),
    )


def _points(of: Proposed, reviewer: PartyId) -> int:
    merit = LEAST_SCORE + uniform(SEED, of.proposal, "merit", below=SPREAD)
    strict = error_ppm(SEED, reviewer, "strict", sigma_ppm=STRICT)
    noise = error_ppm(SEED, of.proposal, reviewer, sigma_ppm=NOISE)
    return min(1_000, max(0, merit + (strict + noise) // 1_000))


def _code(text: str) -> Digest:
    return Digest(sha256(f"{SEED}/{text}".encode()).hexdigest())
