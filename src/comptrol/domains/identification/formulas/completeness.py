"""Which fields must a file on a customer have, by which text, and which of them has this one?

None of it is law in force: the rule is proposed, and we found no final one; the guidance binds
nobody by itself. An operator asks for it as policy, and every answer says so.
"""

from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from comptrol.domains.identification.statements import Field, Identification, Identity

IDENTIFYING: Final = (
    Field.NAME,
    Field.ADDRESS,
    Field.COUNTRY,
    Field.PAYMENT,
    Field.EMAIL,
    Field.TELEPHONE,
    Field.IP_ADDRESSES,
)
"""What identifies a customer, and in the same way each of its beneficial owners."""


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One field that a file must have, the text that says so, and how far that text binds."""

    field: Field
    citation: str
    status: str


_ADDED_BY_GUIDANCE: Final = (Field.HEADQUARTERS, Field.ULTIMATE_PARENT, Field.END_USE)

REQUIREMENTS: Final = tuple(
    Requirement(
        field=field,
        citation="BIS guidance on diversion of advanced computing ICs, 2025-05-13",
        status="guidance",
    )
    if field in _ADDED_BY_GUIDANCE
    else Requirement(
        field=field,
        citation="89 FR 5698 (2024-01-29), proposed 15 CFR 7.300-7.310",
        status="proposed",
    )
    for field in Field
)
"""Every field, in the order in which files list them."""


def complete(said: Identification) -> tuple[Field, ...]:
    """Return the fields that a file has in full, in the order of the list."""
    held = set(filled(said.customer)) | set(_further(said))
    return tuple(field for field in Field if field in held)


def missing(held: Collection[Field]) -> tuple[Field, ...]:
    """Return the fields that a file lacks, in the order of the list."""
    return tuple(field for field in Field if field not in held)


def filled(identity: Identity) -> Iterator[Field]:
    """Yield the identifying fields that somebody's identity fills."""
    values = (
        identity.name,
        identity.address,
        identity.country,
        identity.payment,
        identity.email,
        identity.telephone,
        identity.ip_addresses,
    )
    yield from (
        field
        for field, value in zip(IDENTIFYING, values, strict=True)
        if value is not None and value != ()
    )


def _further(said: Identification) -> Iterator[Field]:
    owners = said.beneficial_owners
    if owners is not None and all(set(filled(owner)) == set(IDENTIFYING) for owner in owners):
        yield Field.BENEFICIAL_OWNERS
    if all(_is_verified(one) for one in (said.customer, *(owners or ()))):
        yield Field.VERIFICATION
    further = (
        (Field.RESELLER_CHAIN, said.resale),
        (Field.HEADQUARTERS, said.headquarters),
        (Field.ULTIMATE_PARENT, said.ultimate_parent),
        (Field.END_USE, said.end_use),
    )
    yield from (field for field, value in further if value is not None)


def _is_verified(identity: Identity) -> bool:
    """Tell whether there is something to verify, and all of it was."""
    there = set(filled(identity))
    return bool(there) and there <= {one.field for one in identity.verified}
