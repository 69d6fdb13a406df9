"""What is known of the adopted law, and of letters that bind one company."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import msgspec

from comptrol.domains.law.formulas import Letter
from comptrol.domains.law.statements import (
    Adopted,
    LawStatement,
    LetterEnded,
    LetterId,
    LetterRecorded,
    Policy,
    Posture,
)
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
    small_use_chips: int | None
    small_use_chip_hours: int | None


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """Which adoption is in force."""

    which: str
    position: int


class LawView(View):
    """The adoption in force, every adoption there was, and letters to single companies."""

    current: Table[str, Current] = Table.of("law_current", Current, key="which")
    adoptions: Table[int, Adoption] = Table.of("law_adoptions", Adoption, key="position")
    letters: Table[LetterId, Letter] = Table.of(
        "law_letters", Letter, key="letter", indexes=("party",)
    )


def apply(view: LawView, entry: Entry[LawStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Adopted() as said:
            yield view.adoptions.put(_adoption(said, entry.position, entry.signer))
            yield view.current.put(Current(which=IN_FORCE, position=entry.position))
        case LetterRecorded() as said:
            fields = {name: getattr(said, name) for name in LetterRecorded.__struct_fields__}
            yield view.letters.put(Letter(position=entry.position, **fields))
        case LetterEnded(letter=name, on=on):
            letter = view.letters.get(name)
            assert letter is not None, "an admitted end names a known letter"
            yield view.letters.put(msgspec.structs.replace(letter, until=on))
        case never:
            assert_never(never)


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
        small_use_chips=said.small_use_chips,
        small_use_chip_hours=said.small_use_chip_hours,
    )
