"""May a release be closed: because it was accepted there, or because it never will be?"""

from collections.abc import Iterator

from comptrol.domains.federation.checks.telling import (
    back_in_time,
    lot_exists,
    not_yet,
    own_origin,
    serial_taken,
    unknown_site,
)
from comptrol.domains.federation.formulas import Shown, shown
from comptrol.domains.federation.queries import crossing_runs
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.federation.statements import (
    Confirmed,
    FederationStatement,
    Outcome,
    Recalled,
    Settled,
)
from comptrol.domains.federation.view import (
    FederationView,
    Progress,
    Release,
    registry_in_force,
)
from comptrol.domains.registry import RegistryView, serials_root
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_confirmed(said: Confirmed, world: World) -> Iterator[Finding]:
    """Refuse unless the other registry is shown to have accepted what was released."""
    release = _release(said, world)
    if release is not None:
        yield from _closed(release)
        yield from _not_settled(said, release, Outcome.ACCEPTED, world)
    else:
        yield Finding.of(FederationRefusal.UNKNOWN_TRANSFER, said.transfer)


def check_recalled(
    said: Recalled, entry: Entry[FederationStatement], world: World
) -> Iterator[Finding]:
    """Refuse unless the other registry is shown to have declined it, which is for good there.

    Nothing less will do. That much time has passed says nothing of the other log, and nor does the
    word of anybody here: the lot would count twice once it is accepted after all.
    """
    release = _release(said, world)
    if release is None:
        yield Finding.of(FederationRefusal.UNKNOWN_TRANSFER, said.transfer)
        return
    yield from _closed(release)
    yield from _not_settled(said, release, Outcome.DECLINED, world)
    if release.holder != entry.signer:
        detail = f"{said.transfer} was released by {release.holder}"
        yield Finding.of(FederationRefusal.NOT_HOLDER, detail)
    yield from lot_exists(world, said.lot)
    if release.progress is Progress.OPEN:
        yield from _cannot_return(release, world)
    yield from unknown_site(world, said.site)
    yield from back_in_time(said.on, release.on)
    yield from not_yet(entry, said.on)


def _cannot_return(release: Release, world: World) -> Iterator[Finding]:
    runs = crossing_runs(world[RegistryView], release.lot)
    if serials_root(runs) != release.root:
        detail = f"some of what {release.lot} had is in another lot by now"
        yield Finding.of(FederationRefusal.ROOT_DIFFERS, detail)
    yield from serial_taken(world, release.maker, runs, back=release.lot)


def _release(said: Confirmed | Recalled, world: World) -> Release | None:
    return world[FederationView].releases.get(said.transfer)


def _closed(release: Release) -> Iterator[Finding]:
    if release.progress is Progress.CONFIRMED:
        detail = f"{release.transfer}, at position {release.closed_at}"
        yield Finding.of(FederationRefusal.ALREADY_CONFIRMED, detail)
    if release.progress is Progress.RECALLED:
        detail = f"{release.transfer}, as lot {release.returned_as}"
        yield Finding.of(FederationRefusal.ALREADY_RECALLED, detail)


def _not_settled(
    said: Confirmed | Recalled, release: Release, outcome: Outcome, world: World
) -> Iterator[Finding]:
    found = _settled(said, release, world)
    if isinstance(found, Finding):
        yield found
        return
    there, ours = found.statement, own_origin(world)
    if there.from_registry != ours:
        detail = f"{there.from_registry} released it; this is {ours}"
        yield Finding.of(FederationRefusal.ANOTHER_REGISTRY, detail)
    if (there.transfer, there.root) != (release.transfer, release.root):
        detail = f"the entry is about {there.transfer}, of root {there.root}"
        yield Finding.of(FederationRefusal.ANOTHER_TRANSFER, detail)
    if there.outcome is not outcome:
        detail = f"it was {there.outcome.value} on {there.on}"
        yield Finding.of(FederationRefusal.ANOTHER_OUTCOME, detail)


def _settled(
    said: Confirmed | Recalled, release: Release, world: World
) -> Shown[Settled] | Finding:
    """Return what the other registry has said, judged by the policy that is in force now."""
    other = registry_in_force(world[FederationView], release.to_registry)
    assert other is not None, "a lot is released to a known registry"
    return shown(
        said.entry, said.proof, origin=other.registry, policy=other.policy, wanted=Settled
    )
