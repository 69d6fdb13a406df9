"""What may be asked about transfers: what is open, and what became of one."""

from datetime import date

import msgspec

from comptrol.domains.federation.statements import Origin, TransferId
from comptrol.domains.federation.view import (
    Arrival,
    FederationView,
    Progress,
    Release,
    registry_in_force,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World


class OpenRelease(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that was released, and nobody has shown that it was accepted."""

    release: Release
    days: int
    """Since the day of the release."""
    accept_days: int
    """How many there may be, as was agreed with the other registry."""
    overdue: bool


class TransferFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known here under the name of a transfer."""

    release: Release | None
    """As it was released from here."""
    arrivals: tuple[Arrival, ...]
    """As it came here: one from each registry that has used the name."""


def known_release(view: FederationView, transfer: TransferId) -> Release:
    """Return what was released from here, or say that nothing was."""
    found = view.releases.get(transfer)
    if found is None:
        raise NotFoundError(f"no transfer {transfer!r} was released here")
    return found


def known_arrival(view: FederationView, registry: Origin, transfer: TransferId) -> Arrival:
    """Return what became here of a transfer from another registry, or say that nothing did."""
    found = view.arrivals.get((registry, transfer))
    if found is None:
        raise NotFoundError(f"no transfer {transfer!r} of {registry!r} was accepted or declined")
    return found


def open_releases(world: World, *, on: date) -> tuple[OpenRelease, ...]:
    """Return what was released and not shown to be accepted by a day, the oldest first."""
    view = world[FederationView]
    found = []
    for release in view.releases.where(progress=Progress.OPEN):
        other = registry_in_force(view, release.to_registry)
        assert other is not None, "a lot is released to a known registry"
        days = (on - release.on).days
        found.append(
            OpenRelease(
                release=release,
                days=days,
                accept_days=other.accept_days,
                overdue=days > other.accept_days,
            )
        )
    return tuple(sorted(found, key=_age))


def _age(it: OpenRelease) -> tuple[date, int]:
    return it.release.on, it.release.position


def transfer(world: World, *, transfer: TransferId) -> TransferFile:
    """Return what became of a transfer, from here or to here."""
    view = world[FederationView]
    found = TransferFile(
        release=view.releases.get(transfer),
        arrivals=tuple(view.arrivals.where(transfer=transfer)),
    )
    if found.release is None and not found.arrivals:
        raise NotFoundError(f"nothing was released, accepted or declined as {transfer!r}")
    return found
