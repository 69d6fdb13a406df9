"""What may each account be drawn on in a month, as a scheduler is told?"""

import re

import msgspec

from comptrol.domains.allocation import CallId, ProposalId
from comptrol.domains.awards.queries.using import MonthOfUse, months_of, open_awards
from comptrol.domains.awards.statements import Account
from comptrol.domains.awards.statements.words import MONTH
from comptrol.domains.awards.view import Award
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Drawable(msgspec.Struct, frozen=True, kw_only=True):
    """One account in one month, in chip-seconds. A second line: the gate is the first."""

    award: ProposalId
    programme: str
    holder: PartyId
    account: Account
    month: str
    ceiling: int
    used: int
    used_before: int
    """In all months before it."""


def drawable(
    world: World,
    *,
    month: str,
    provider: PartyId | None = None,
    call: CallId | None = None,
) -> tuple[Drawable, ...]:
    """Return every account of open awards in a month: of one provider, of one call, or of all.

    Raises UnreadableError for what is no month of the years 2000 to 2999.
    """
    if re.search(MONTH, month) is None:
        raise UnreadableError(f"month: {month!r} is none of 2000 to 2999, such as 2026-12")
    return tuple(
        _drawable(award, account, month, months_of(world, award))
        for award in open_awards(world, call)
        for account in award.accounts
        if provider in {None, account.provider}
    )


def _drawable(
    award: Award, account: Account, month: str, months: tuple[MonthOfUse, ...]
) -> Drawable:
    own = [it for it in months if it.pool == account.pool]
    this = next((it for it in own if it.month == month), None)
    return Drawable(
        award=award.award,
        programme=award.programme,
        holder=award.holder,
        account=account,
        month=month,
        ceiling=this.ceiling if this is not None else 0,
        used=this.used if this is not None else 0,
        used_before=sum(it.used for it in own if it.month < month),
    )
