"""May this be taken over from another registry, or declined?"""

from collections.abc import Iterator, Sequence

from comptrol.domains.federation.checks.telling import (
    back_in_time,
    lot_exists,
    no_origin,
    not_yet,
    own_origin,
    serial_taken,
    unknown_maker,
    unknown_model,
    unknown_site,
)
from comptrol.domains.federation.formulas import Shown, is_performance, serials_wrong, shown
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.federation.statements import (
    Accepted,
    Declined,
    FederationStatement,
    Outcome,
    Released,
)
from comptrol.domains.federation.view import FederationView, registry_in_force
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import Span, runs_of, serials_root, spans_said
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import AUTHORITY
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_accepted(
    said: Accepted, entry: Entry[FederationStatement], world: World
) -> Iterator[Finding]:
    """Refuse unless the addressee shows a release to here, of exactly these chips, once."""
    yield from no_origin(world)
    yield from _already_settled(said, world)
    released = _released(said, world)
    if isinstance(released, Finding):
        yield released
    else:
        yield from _not_for_here(said, released.statement, world)
        if released.statement.to_party != entry.signer:
            yield _not_addressee(released.statement, entry.signer)
        yield from unknown_maker(world, released.statement.maker)
        yield from back_in_time(said.on, released.statement.on)
        yield from _other_chips(said, released.statement, world)
    yield from lot_exists(world, said.lot)
    yield from unknown_model(world, said.model)
    yield from unknown_site(world, said.destination)
    yield from not_yet(entry, said.on)


def check_declined(
    said: Declined, entry: Entry[FederationStatement], world: World
) -> Iterator[Finding]:
    """Refuse unless the addressee or the authority shows a release to here that is still open."""
    yield from no_origin(world)
    yield from _already_settled(said, world)
    released = _released(said, world)
    if isinstance(released, Finding):
        yield released
    else:
        yield from _not_for_here(said, released.statement, world)
        authority = may(world[PartiesView], entry.signer, AUTHORITY)
        if released.statement.to_party != entry.signer and not authority:
            yield _not_addressee(released.statement, entry.signer)
        yield from back_in_time(said.on, released.statement.on)
    yield from not_yet(entry, said.on)


def _already_settled(said: Accepted | Declined, world: World) -> Iterator[Finding]:
    known = world[FederationView].arrivals.get((said.from_registry, said.transfer))
    if known is not None:
        accepted = known.outcome is Outcome.ACCEPTED
        refusal = (
            FederationRefusal.ALREADY_ACCEPTED if accepted else FederationRefusal.ALREADY_DECLINED
        )
        yield Finding.of(refusal, f"{said.transfer} on {known.on}, at position {known.position}")


def _released(said: Accepted | Declined, world: World) -> Shown[Released] | Finding:
    """Return the release that is shown, judged by the policy that is in force now."""
    other = registry_in_force(world[FederationView], said.from_registry)
    if other is None:
        return Finding.of(FederationRefusal.UNKNOWN_REGISTRY, said.from_registry)
    return shown(
        said.entry, said.proof, origin=other.registry, policy=other.policy, wanted=Released
    )


def _not_for_here(
    said: Accepted | Declined, released: Released, world: World
) -> Iterator[Finding]:
    ours = own_origin(world)
    if ours is not None and released.to_registry != ours:
        detail = f"it was released to {released.to_registry}; this is {ours}"
        yield Finding.of(FederationRefusal.ANOTHER_REGISTRY, detail)
    if released.transfer != said.transfer:
        detail = f"the entry is about {released.transfer}, not {said.transfer}"
        yield Finding.of(FederationRefusal.ANOTHER_TRANSFER, detail)
    if not is_performance(released.tpp):
        yield Finding.of(FederationRefusal.LOT_DIFFERS, "no chip has the TPP that is stated")


def _not_addressee(released: Released, signer: PartyId) -> Finding:
    return Finding.of(FederationRefusal.NOT_ADDRESSEE, f"{released.to_party}, not {signer}")


def _other_chips(said: Accepted, released: Released, world: World) -> Iterator[Finding]:
    spans = spans_said(said.serials, said.listed)
    wrong = serials_wrong(spans)
    if wrong is not None:
        yield Finding.of(FederationRefusal.SERIALS_WRONG, wrong)
        return
    runs = runs_of(spans)
    yield from _another_root(runs, released)
    yield from serial_taken(world, released.maker, runs)


def _another_root(runs: Sequence[Span], released: Released) -> Iterator[Finding]:
    chips, found = sum(run.chips for run in runs), serials_root(runs)
    if (chips, found) != (released.chips, released.root):
        detail = f"{chips} chips of root {found}; released: {released.chips} of {released.root}"
        yield Finding.of(FederationRefusal.ROOT_DIFFERS, detail)
