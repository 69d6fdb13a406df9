"""May this backup be restored so? What is asked, and what is refused before anything is written.

A backup knows how far the log had come when it was made, and not how far it went: heads may have
been signed since, and to go on from the backup would sign others of their sizes. So whoever
restores says how far the log went: by the signer, which was kept, or by the newest head that
anybody has. Entries that the backup lacks come from the published log; without it, nothing is
done.
"""

from pathlib import Path
from typing import NamedTuple

from comptrol.adapters.backup_folder import (
    KeptLog,
    Manifest,
    check_place,
    check_room,
    free_bytes_at,
)
from comptrol.bootstrap.keeping.heads import Seen, last_of, named, published
from comptrol.bootstrap.keeping.reading import names_keys_of_heads
from comptrol.bootstrap.keeping.verifying import verify
from comptrol.bootstrap.monitoring import policy_in
from comptrol.bootstrap.publishing import POLICY
from comptrol.bootstrap.records import DATABASE, records_of
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.settings import Settings


class Restoring(NamedTuple):
    """What is to be brought back, to where, and what says how far the log went."""

    target: Path
    to: Path
    signer: Path | None = None
    """The signer of the lost folder, as it is."""
    signer_keys: Path | None = None
    """A backup of its keys, where it was lost."""
    vault: Path | None = None
    """A backup of the vault."""
    head: str | None = None
    """The newest head that anybody has: a file, a published log, a URL."""
    published: str | None = None
    """The published log: it has the entries that the backup lacks."""
    policy: Path | None = None
    """Whom to believe of heads; nothing: the policy in the backup."""
    digest: str | None = None
    """The digest of the manifest, as it was kept elsewhere."""


class Ready(NamedTuple):
    """A backup that was verified, its log, and every head of that log that is known."""

    manifest: Manifest
    log: KeptLog
    seen: tuple[Seen, ...]

    @property
    def ahead(self) -> Seen | None:
        """Return the head that goes furthest; nothing where none was ever signed."""
        return max(self.seen, key=lambda it: it.head.size, default=None)


def ready(asked: Restoring, settings: Settings) -> Ready:
    """Return what is to be restored, or say what must be known first."""
    manifest, log = _checked(asked, settings)
    made = Ready(manifest, log, tuple(_seen(asked)))
    _check_known(asked, made)
    return made


def _checked(asked: Restoring, settings: Settings) -> tuple[Manifest, KeptLog]:
    """Refuse what cannot be restored, or must not be written over."""
    found = verify(asked.target, digest=asked.digest)
    if found.differences:
        told = "; ".join(found.differences)
        raise NotProvenError(f"{asked.target} is not what it was made as: {told}")
    log = found.manifest.log
    if log is None:
        raise UnavailableError(f"{asked.target} holds no log, but {found.manifest.holds}")
    if asked.signer is not None and asked.signer_keys is not None:
        raise UnavailableError("name the signer itself, or a backup of its keys: not both")
    check_place(asked.to, asked.target)
    check_room(asked.to, sum(it.size for it in found.manifest.files), free_bytes_at(asked.to))
    if settings.database is not None and records_of(asked.to, settings).exist():
        raise UnavailableError("there is a log already in the database: it is left alone")
    for apart, holds in ((asked.vault, "vault"), (asked.signer_keys, "signer-keys")):
        if apart is not None:
            _check_apart(apart, holds)
    return found.manifest, log


def _check_apart(apart: Path, holds: str) -> None:
    found = verify(apart)
    if found.differences:
        raise NotProvenError(f"{apart} is not what it was made as: {found.differences[0]}")
    if found.manifest.holds != holds:
        raise UnavailableError(f"{apart} holds no {holds}, but {found.manifest.holds}")


def _seen(asked: Restoring) -> list[Seen]:
    """Return every head that is known, from the signer and from outside."""
    seen = [] if asked.signer is None else [last_of(asked.signer)]
    if asked.head is not None or asked.published is not None:
        policy = policy_in(asked.policy or asked.target / POLICY)
        if asked.head is not None:
            seen.append(named(asked.head, policy))
        if asked.published is not None:
            seen.append(published(asked.published, policy))
    return [it for it in seen if it is not None]


def _check_known(asked: Restoring, made: Ready) -> None:
    """Refuse to go on where nobody knows how far the log went, or where its entries are."""
    signed = asked.signer is not None or bool(made.seen)
    if not signed and names_keys_of_heads(asked.target / DATABASE):
        raise UnavailableError(
            "heads of this log may have been signed after this backup, and to go on from it might "
            "fork the log. Name its signer (--signer DIR), if that is left; else the newest head "
            "that anybody has (--head: of the published log, a mirror, a witness, a monitor, a "
            "receipt), and the published log, if you can (--published URL or DIR)"
        )
    if asked.published is None and made.ahead is not None and made.ahead.head.size > made.log.size:
        raise UnavailableError(
            f"the backup has {made.log.size} entries, and a head of {made.ahead.head.size} was "
            f"signed ({made.ahead.where}): restore a newer backup, or name the published log, "
            "which has the entries between (--published URL or DIR). To go on from here would "
            "fork the log"
        )
