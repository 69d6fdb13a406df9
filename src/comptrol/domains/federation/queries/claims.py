"""What may be asked about claims: which chips from abroad has nobody shown to be released?"""

import msgspec

from comptrol.domains.federation.view import Claim, FederationView
from comptrol.domains.registry import RegistryView, Span, runs_meeting, spans_said
from comptrol.kernel.view import World


class ArrivalUnmatched(msgspec.Struct, frozen=True, kw_only=True):
    """A claim of which some chips have not been taken over with a proof since."""

    claim: Claim
    chips: int
    unmatched: int
    """How many of them are in no lot that came from that registry."""


def unmatched_acceptances(world: World) -> tuple[ArrivalUnmatched, ...]:
    """Return the chips that somebody has from abroad, and no registry has released to here."""
    found = []
    for claim in world[FederationView].claims.where():
        spans = spans_said(claim.serials, claim.listed)
        chips = sum(span.chips for span in spans)
        matched = sum(_matched(world[RegistryView], claim, span) for span in spans)
        if matched < chips:
            found.append(ArrivalUnmatched(claim=claim, chips=chips, unmatched=chips - matched))
    return tuple(found)


def _matched(view: RegistryView, claim: Claim, span: Span) -> int:
    """Return how many serials of a span are in lots that came from the registry it names."""
    count = 0
    for run in runs_meeting(view, claim.maker, span):
        lot = view.lots.get(run.lot)
        if lot is not None and lot.origin == claim.from_registry:
            count += min(run.last, span.last) - max(run.first, span.first) + 1
    return count
