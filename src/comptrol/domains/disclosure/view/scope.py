"""Who reports, from when until when."""

import msgspec

from comptrol.domains.disclosure.statements import ScopeEntered, ScopeLeft
from comptrol.domains.disclosure.view.rows import Member
from comptrol.domains.disclosure.view.tables import DisclosureView
from comptrol.kernel.view import Change


def entered(view: DisclosureView, said: ScopeEntered, position: int) -> Change:
    """Fold that a provider reports from now on."""
    row = Member(
        provider=said.provider,
        since=said.since,
        left_on=None,
        reason=said.reason,
        evidence=(),
        entered_at=position,
        left_at=None,
    )
    return view.members.put(row)


def left(view: DisclosureView, said: ScopeLeft, position: int) -> Change:
    """Fold that a provider reports no more."""
    known = [it for it in view.members.where(provider=said.provider) if it.left_on is None]
    assert known, "an admitted end is of a provider that reports"
    row = msgspec.structs.replace(
        known[-1],
        left_on=said.on,
        reason=said.reason,
        evidence=said.evidence,
        left_at=position,
    )
    return view.members.put(row)
