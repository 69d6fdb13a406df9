"""May a provider enter the scope of reporting, or leave it?"""

from collections.abc import Iterator
from datetime import date

from comptrol.domains.disclosure.refusals import DisclosureRefusal
from comptrol.domains.disclosure.statements import ScopeEntered, ScopeLeft
from comptrol.domains.disclosure.view import DisclosureView
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World

PROVIDERS = frozenset({Role.PROVIDER})


def check_entered(said: ScopeEntered, signer: PartyId, world: World) -> Iterator[Finding]:
    """Refuse what is said of another, of nobody who provides, or of days it reports on already."""
    yield from _check_speaker(said.provider, signer, world)
    if not may(world[PartiesView], said.provider, PROVIDERS):
        yield Finding.of(DisclosureRefusal.NOT_A_PROVIDER, said.provider)
    for it in world[DisclosureView].members.where(provider=said.provider):
        if it.left_on is None or said.since < it.left_on:
            detail = f"from {it.since} to {it.left_on or 'further notice'}"
            yield Finding.of(DisclosureRefusal.IN_SCOPE, detail)
            return


def check_left(said: ScopeLeft, entry: Entry[Statement], world: World) -> Iterator[Finding]:
    """Refuse the end of what did not begin, or has ended, and evidence that is not there."""
    yield from _check_speaker(said.provider, entry.signer, world)
    known = [
        it
        for it in world[DisclosureView].members.where(provider=said.provider)
        if it.left_on is None
    ]
    if not known:
        yield Finding.of(DisclosureRefusal.NOT_IN_SCOPE, said.provider)
    elif said.on <= known[-1].since:
        detail = f"it reports from {known[-1].since}, and would not from {said.on}"
        yield Finding.of(DisclosureRefusal.BACKWARDS, detail)
    for position in said.evidence:
        if position >= entry.position:
            yield Finding.of(DisclosureRefusal.UNKNOWN_EVIDENCE, f"position {position}")


def reports(view: DisclosureView, provider: PartyId, since: date, until: date) -> bool:
    """Tell whether a provider reports on any day from ``since`` to the day before ``until``."""
    return any(
        it.since < until and (it.left_on is None or since < it.left_on)
        for it in view.members.where(provider=provider)
    )


def _check_speaker(provider: PartyId, signer: PartyId, world: World) -> Iterator[Finding]:
    if signer != provider and not may(world[PartiesView], signer, AUTHORITY):
        yield Finding.of(DisclosureRefusal.NOT_ITSELF, f"{signer} says it of {provider}")
