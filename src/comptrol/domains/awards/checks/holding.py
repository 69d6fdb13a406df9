"""Is there such an award, is it open, and is it this party's?"""

from collections.abc import Iterator
from datetime import date

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards.refusals import AwardsRefusal
from comptrol.domains.awards.view import Award, AwardsView
from comptrol.domains.parties import PartiesView, group
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def award_of(world: World, name: ProposalId) -> Award | None:
    """Return an award; nothing: there is none of this name."""
    return world[AwardsView].awards.get(name)


def unknown(name: ProposalId) -> Finding:
    """Return the finding that there is no such award."""
    return Finding.of(AwardsRefusal.UNKNOWN_AWARD, name)


def not_holder(award: Award, signer: PartyId) -> Iterator[Finding]:
    """Refuse whoever does not hold an award; whose it is, is not told."""
    if award.holder != signer:
        yield Finding.of(AwardsRefusal.NOT_HOLDER, award.award)


def with_holder(award: Award, party: PartyId, world: World) -> bool:
    """Tell whether a party holds an award, or has one ultimate parent with whoever does."""
    return party in group(world[PartiesView], award.holder)


def over(award: Award) -> Iterator[Finding]:
    """Refuse what comes after the end of an award."""
    if not award.open:
        why = award.over.value if award.over is not None else "over"
        yield Finding.of(AwardsRefusal.OVER, f"{award.award} was {why}")


def ahead(day: date, today: date) -> Iterator[Finding]:
    """Refuse what tells of a day that is still to come."""
    if day > today:
        yield Finding.of(AwardsRefusal.TOO_EARLY, f"{day}, and today is {today}")
