"""What is known about the adopted law."""

from collections.abc import Iterator
from datetime import date

import msgspec

from comptrol.domains.law.statements import Adopted, LawStatement, Policy, Posture
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Table, View

IN_FORCE = "in-force"


class Adoption(msgspec.Struct, frozen=True, kw_only=True):
    """One adoption, and the place in the log that made it."""

    position: int
    said_by: PartyId
    rulebook: str
    digest: Digest
    posture: Posture
    policy: Policy
    by: str
    reason: str
    on: date
    small_use_chip_hours: int | None


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """Which adoption is in force."""

    which: str
    position: int


class LawView(View):
    """The adoption in force, and every adoption there was."""

    current: Table[str, Current] = Table.of("law_current", Current, key="which")
    adoptions: Table[int, Adoption] = Table.of("law_adoptions", Adoption, key="position")


def apply(view: LawView, entry: Entry[LawStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    yield view.adoptions.put(_adoption(entry.statement, entry.position, entry.signer))
    yield view.current.put(Current(which=IN_FORCE, position=entry.position))


def _adoption(said: Adopted, position: int, signer: PartyId) -> Adoption:
    return Adoption(
        position=position,
        said_by=signer,
        rulebook=said.rulebook,
        digest=said.digest,
        posture=said.posture,
        policy=said.policy,
        by=said.by,
        reason=said.reason,
        on=said.on,
        small_use_chip_hours=said.small_use_chip_hours,
    )
