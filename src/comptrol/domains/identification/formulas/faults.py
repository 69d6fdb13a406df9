"""What is wrong with a file that can be read? By field and by what was expected, never by value.

The log cannot see a sealed file, so nobody refuses it there: it is asked before it is sealed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_address
from re import compile as pattern
from re import sub
from typing import Final, NamedTuple

from comptrol.domains.identification.formulas.completeness import filled
from comptrol.domains.identification.statements import (
    Access,
    Identification,
    Identity,
    Purpose,
    Resale,
    Verification,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import CountryCode

RETENTION_MAX: Final = timedelta(days=3653)
"""Ten years: the longest that a rule we know of asks records to be kept (31 CFR 501.601)."""

_LONG_NUMBER: Final = pattern("[0-9]{9}")
"""Card numbers have 12 digits and more (ISO/IEC 7812), account numbers seldom less than nine."""
_BETWEEN_DIGITS: Final = "(?<=[0-9])[._:-](?=[0-9])"


class Fault(NamedTuple):
    """A field of a file that cannot be as it is, and what was expected there."""

    field: str
    expected: str


def faults(said: Identification, countries: Countries, today: date) -> Iterator[Fault]:
    """Yield everything in a file that cannot be, in the order of its fields."""
    yield from _in_identity("customer", said.customer, countries, today)
    for index, owner in enumerate(said.beneficial_owners or ()):
        yield from _in_identity(f"beneficial_owners[{index}]", owner, countries, today)
    yield from _in_resale(said)
    yield from _in_country("headquarters", said.headquarters, countries)
    if said.end_use is not None and said.end_use.signed_on > today:
        yield Fault("end_use.signed_on", f"a day not after {today}")
    if not today <= said.retention_until <= today + RETENTION_MAX:
        expected = f"a day from {today} to {today + RETENTION_MAX}"
        yield Fault("retention_until", expected)


def _in_identity(
    path: str, identity: Identity, countries: Countries, today: date
) -> Iterator[Fault]:
    yield from _in_country(f"{path}.country", identity.country, countries)
    if identity.payment is not None and _has_long_number(identity.payment.payer_reference):
        expected = "a token of at most eight digits in a row, never a card or account number"
        yield Fault(f"{path}.payment.payer_reference", expected)
    for index, access in enumerate(identity.ip_addresses or ()):
        yield from _in_access(f"{path}.ip_addresses[{index}]", access, today)
    there = set(filled(identity))
    for index, verified in enumerate(identity.verified):
        where = f"{path}.verified[{index}]"
        if verified.field not in there:
            yield Fault(f"{where}.field", "an identifying field that is filled here")
        yield from _in_verification(where, verified, today)


def _in_country(path: str, country: CountryCode | None, countries: Countries) -> Iterator[Fault]:
    if country is not None and country not in countries:
        yield Fault(path, "a country of ISO 3166-1, two letters")


def _in_access(path: str, access: Access, today: date) -> Iterator[Fault]:
    try:
        ip_address(access.address)
    except ValueError:
        yield Fault(f"{path}.address", "an IPv4 or IPv6 address")
    if access.last_at < access.first_at:
        yield Fault(f"{path}.last_at", "a moment not before first_at")
    if access.last_at >= datetime.combine(today + timedelta(days=1), time(), UTC):
        yield Fault(f"{path}.last_at", f"a moment not after {today}")


def _in_verification(path: str, verified: Verification, today: date) -> Iterator[Fault]:
    if verified.on > today:
        yield Fault(f"{path}.on", f"a day not after {today}")


def _in_resale(said: Identification) -> Iterator[Fault]:
    resale = said.resale or Resale(resellers=())
    lists = {"resellers": resale.resellers, "end_users": resale.end_users or ()}
    for name, parties in lists.items():
        if said.party in parties:
            yield Fault(f"resale.{name}", "other parties than the customer itself")
        if len(set(parties)) < len(parties):
            yield Fault(f"resale.{name}", "each party once")
    if not set(resale.resellers).isdisjoint(resale.end_users or ()):
        yield Fault("resale.end_users", "no party through whom the customer comes")
    resells = said.end_use is not None and Purpose.RESALE in said.end_use.purposes
    if resells and resale.end_users is None:
        yield Fault("resale.end_users", "the end users by name: end_use says that it resells")


def _has_long_number(reference: str) -> bool:
    """Tell whether a token holds a long number, however it is cut.

    >>> [_has_long_number(it) for it in ("tok_12345678", "4111-1111-1111-1111", "DE12.3456789")]
    [False, True, True]
    """
    return _LONG_NUMBER.search(sub(_BETWEEN_DIGITS, "", reference)) is not None
