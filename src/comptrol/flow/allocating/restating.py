"""What would a proposal be worth, had its score, its need or its least fraction been another?

A call has values and not the curve that they came from. The policy of a call has the curve, and
may be asked in place of this one; what is here holds for every curve that rises by such powers.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final, Protocol

import msgspec

from comptrol.domains.allocation import ZERO, Proposal, points, valued

HALF: Final = Decimal("0.5")


class Restated(Protocol):
    """Tells a proposal again, with one thing changed and its value after it."""

    def scored(self, proposal: Proposal, score: Decimal) -> Proposal:
        """Return the proposal with another score."""
        ...

    def needing(self, proposal: Proposal, need_h100e_hours: Decimal) -> Proposal:
        """Return the proposal with another need."""
        ...

    def content_with(self, proposal: Proposal, fraction: Decimal) -> Proposal:
        """Return the proposal with another least fraction."""
        ...


class ByPowers(msgspec.Struct, frozen=True, kw_only=True):
    """Values rise with the square of the score and the root of the need.

    The sheet of our measurements has these powers; a published policy may have others.
    """

    score: Decimal = Decimal(2)
    need: Decimal = HALF

    def scored(self, proposal: Proposal, score: Decimal) -> Proposal:
        """Return the proposal with another score; of a score of zero nothing follows."""
        if not proposal.score:
            return msgspec.structs.replace(proposal, score=score)
        told = msgspec.structs.replace(proposal, score=score)
        return _times(told, (score / proposal.score) ** self.score)

    def needing(self, proposal: Proposal, need_h100e_hours: Decimal) -> Proposal:
        """Return the proposal with another need."""
        told = msgspec.structs.replace(proposal, need_h100e_hours=need_h100e_hours)
        return _times(told, (need_h100e_hours / proposal.need_h100e_hours) ** self.need)

    def content_with(self, proposal: Proposal, fraction: Decimal) -> Proposal:
        """Return the proposal with another least fraction.

        Above its own: what the curve gives there. Below its own a call says nothing of the curve;
        taken is a straight line that no concave curve through the same values lies under.
        """
        own = proposal.least_fraction
        if fraction >= own:
            return _raised(proposal, fraction)
        slope = max([it for _, it in proposal.segments] + [proposal.award_value / own])
        return msgspec.structs.replace(
            proposal,
            least_fraction=fraction,
            award_value=proposal.award_value - slope * (own - fraction),
            segments=((own - fraction, slope), *proposal.segments),
        )


def _raised(proposal: Proposal, fraction: Decimal) -> Proposal:
    need = Fraction(proposal.need_h100e_hours)
    skipped, rest = fraction - proposal.least_fraction, list[tuple[Decimal, Decimal]]()
    for length, slope in proposal.segments:
        taken = min(length, skipped)
        skipped -= taken
        if length > taken:
            rest.append((length - taken, slope))
    worth = points(valued(proposal, need * Fraction(fraction)) if fraction else ZERO)
    return msgspec.structs.replace(
        proposal, least_fraction=fraction, award_value=worth, segments=tuple(rest)
    )


def _times(proposal: Proposal, factor: Decimal) -> Proposal:
    factor = points(Fraction(factor))
    return msgspec.structs.replace(
        proposal,
        award_value=points(Fraction(proposal.award_value * factor)),
        segments=tuple((length, slope * factor) for length, slope in proposal.segments),
    )
