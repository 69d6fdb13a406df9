"""What would a proposal be worth by the curve of its policy, had it been scored otherwise?"""

from decimal import Decimal

import msgspec
from msgspec.structs import replace

from comptrol.domains.allocation.formulas.curves import MILLION, worth
from comptrol.domains.allocation.formulas.exchange import Proposal
from comptrol.domains.allocation.statements import ValueCurve


class ByCurve(msgspec.Struct, frozen=True, kw_only=True):
    """Tells a proposal again with one thing changed, and its worth by the published curve."""

    curve: ValueCurve

    def scored(self, proposal: Proposal, score: Decimal) -> Proposal:
        """Return the proposal with another score."""
        return self._told(replace(proposal, score=score))

    def needing(self, proposal: Proposal, need_h100e_hours: Decimal) -> Proposal:
        """Return the proposal with another need."""
        return self._told(replace(proposal, need_h100e_hours=need_h100e_hours))

    def content_with(self, proposal: Proposal, fraction: Decimal) -> Proposal:
        """Return the proposal with another least fraction, in whole millionths."""
        return self._told(replace(proposal, least_fraction=fraction))

    def _told(self, it: Proposal) -> Proposal:
        least_ppm = int(it.least_fraction * MILLION)
        what = worth(self.curve, it.weight, it.score, it.need_h100e_hours, least_ppm)
        return replace(it, award_value=what.award_value, segments=what.segments)
