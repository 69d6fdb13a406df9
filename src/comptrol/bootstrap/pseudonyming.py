"""How are pseudonyms put together: the authority's keys, and a provider's blinding?"""

from collections.abc import Sequence
from datetime import date
from secrets import token_bytes

from comptrol.adapters.oprf import Blinding
from comptrol.bootstrap.platform import AUTHORITY, Platform
from comptrol.bootstrap.sealed_usage import epoch_keys, evaluator
from comptrol.domains.privacy import PrivacyView, hiding_under
from comptrol.domains.pseudonyms import KeyAnnounced, PseudonymsView, latest_epoch
from comptrol.flow.evaluating import Evaluating
from comptrol.flow.parcels import Parcels
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.finding import Answer


def evaluating(platform: Platform) -> Evaluating:
    """Return the authority's side of making pseudonyms."""
    return Evaluating(intake=platform.intake, evaluator=evaluator(platform.kept))


def parcels(platform: Platform) -> Parcels:
    """Return what takes in usage and names under seal."""
    return Parcels(vaulting=platform.vault)


def blinded(identifiers: Sequence[str]) -> Blinding:
    """Blind canonical identifiers, so that nobody who sees them learns anything of them."""
    return Blinding(identifiers, token_bytes)


def announce_epoch(
    platform: Platform, *, since: date, until: date, evaluates_until: date, per_day: int
) -> Answer:
    """Make the key of the next epoch, keep it, and let the authority announce it.

    One that was made and never announced, because it was refused or after a crash, is used now.
    """
    with platform.world() as world:
        epoch = latest_epoch(world[PseudonymsView]) + 1
    platform.store.claim()
    said = KeyAnnounced(
        epoch=epoch,
        key=epoch_keys(platform.kept).made(epoch, token_bytes),
        since=since,
        until=until,
        evaluates_until=evaluates_until,
        evaluations_per_day=per_day,
    )
    return platform.speaker(AUTHORITY).say(said)


def destroy_epoch(platform: Platform, epoch: int) -> None:
    """Destroy the private key of an epoch that evaluates no more."""
    with platform.world() as world:
        key = world[PseudonymsView].epochs.get(epoch)
    if key is None or platform.today() < key.evaluates_until:
        until = "which is not announced" if key is None else f"until {key.evaluates_until}"
        raise UnavailableError(f"epoch {epoch} evaluates {until}: its key is left alone")
    epoch_keys(platform.kept).destroy(epoch)


def sealed_name_at(platform: Platform, named: int) -> int:
    """Return the position of the sealed entry that has the name given at a position."""
    with platform.world() as world:
        found = world[PseudonymsView].names.get(named)
        sealed = None if found is None else hiding_under(world[PrivacyView], found.commitment)
    if sealed is None:
        raise NotFoundError(f"nobody was named at position {named}")
    return sealed.position
