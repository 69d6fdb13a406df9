"""May an inspector say this of a chip: was it drawn, and are they free to judge it?"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.attestation import AttestationView, proof_in
from comptrol.domains.inspection.refusals import InspectionRefusal
from comptrol.domains.inspection.statements import Looked, Outcome, Tampering
from comptrol.domains.inspection.view import Inspection, InspectionView
from comptrol.domains.parties import PartiesView, owners, seat
from comptrol.domains.registry import RegistryView, SiteId, chip_standing
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

SEEN: Final = frozenset({Outcome.FOUND, Outcome.TAMPERED, Outcome.SERIAL_DIFFERS})
"""Outcomes of which a chip was before the inspector."""


def check_looked(said: Looked, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a result of a chip that was not drawn, of one's own chips, or that is none."""
    view = world[InspectionView]
    planned = view.inspections.get(said.inspection)
    if planned is None:
        yield Finding.of(InspectionRefusal.UNKNOWN_INSPECTION, said.inspection)
        return
    if planned.closed_at is not None:
        yield Finding.of(InspectionRefusal.ALREADY_CLOSED, f"at position {planned.closed_at}")
    if next(view.drawn.where(inspection=said.inspection, chip=said.chip), None) is None:
        yield Finding.of(InspectionRefusal.NOT_DRAWN, said.chip)
    earlier = view.results.get((said.inspection, said.chip))
    if earlier is not None:
        detail = f"{earlier.outcome.value}, at position {earlier.position}"
        yield Finding.of(InspectionRefusal.ALREADY_LOOKED_AT, detail)
    yield from _check_interest(said, entry, world)
    if said.site is not None and world[RegistryView].sites.get(said.site) is None:
        yield Finding.of(InspectionRefusal.UNKNOWN_SITE, said.site)
    for detail in _contradictions(said):
        yield Finding.of(InspectionRefusal.CONTRADICTORY, detail)
    yield from _check_challenge(said, planned, world)
    if planned.drawn_at is not None and said.looked_at < planned.drawn_at:
        detail = f"{said.looked_at} is before {planned.drawn_at}"
        yield Finding.of(InspectionRefusal.BEFORE_DRAW, detail)
    if said.looked_at > entry.logged_at:
        detail = f"{said.looked_at} is after {entry.logged_at}"
        yield Finding.of(InspectionRefusal.NOT_YET, detail)


def _check_challenge(said: Looked, planned: Inspection, world: World) -> Iterator[Finding]:
    """Refuse a live challenge that the plan asks for and nobody names, or that shows nothing."""
    name = said.live_challenge
    if name is None:
        if planned.live_challenge_required and said.outcome is Outcome.FOUND:
            yield Finding.of(InspectionRefusal.CHALLENGE_MISSING, said.chip)
        return
    if said.outcome not in SEEN:
        return  # that it contradicts itself is said already
    proof = proof_in(world[AttestationView], name, said.chip)
    if proof is None:
        detail = f"{name} is no challenge that {said.chip} answered with grade A or B"
        yield Finding.of(InspectionRefusal.CHALLENGE_UNPROVEN, detail)
    elif planned.seeded_at is None or proof.because < planned.seeded_at:
        detail = f"{name} was answered at position {proof.because}, before the draw"
        yield Finding.of(InspectionRefusal.CHALLENGE_UNPROVEN, detail)


def _check_interest(said: Looked, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse an inspector who answers for the chip or for the place, or is linked to who does."""
    registry, parties = world[RegistryView], world[PartiesView]
    standing = chip_standing(registry, said.chip)
    sites = (said.site, standing.site if standing is not None else None)
    answering = [standing.holder if standing is not None else None]
    answering += [_operator(registry, site) for site in sites]
    for party in dict.fromkeys(it for it in answering if it is not None):
        if _linked(parties, entry.signer, party, entry.logged_at.date()):
            detail = f"{entry.signer} and {party}, who answers for {said.chip} or its place"
            yield Finding.of(InspectionRefusal.CONFLICT_OF_INTEREST, detail)


def _operator(view: RegistryView, site: SiteId | None) -> PartyId | None:
    found = view.sites.get(site) if site is not None else None
    return found.operator if found is not None else None


def _linked(view: PartiesView, one: PartyId, other: PartyId, on: date) -> bool:
    """Tell whether two parties are one, or one owns of the other, or one parent stands above."""
    if one == other:
        return True
    owns = any(
        share.owner == owner
        for owner, asset in ((one, other), (other, one))
        for share in owners(view, asset, on)
    )
    return owns or bool(_family(view, one) & _family(view, other))


def _family(view: PartiesView, party: PartyId) -> set[PartyId]:
    found = seat(view, party)
    parent = found.ultimate_parent if found is not None else None
    return {party} if parent is None else {party, parent}


def _contradictions(said: Looked) -> Iterator[str]:
    """Yield what in a result does not go with its outcome."""
    if said.serial_matches != (said.outcome in {Outcome.FOUND, Outcome.TAMPERED}):
        yield f"{said.outcome.value}, and serial_matches is {said.serial_matches}".lower()
    if (said.outcome is Outcome.TAMPERED) != (said.tampering is Tampering.SEEN):
        yield f"{said.outcome.value}, and tampering is {said.tampering.value}"
    if said.outcome is Outcome.FOUND and said.site is None:
        yield "what is found is found at some site"
    if said.outcome not in SEEN and (said.logs_read or said.live_challenge is not None):
        yield f"{said.outcome.value}, and its logs were read or it answered a challenge"
