"""A file on a customer as it would be written, every value of it a canary."""

from typing import Any

import msgspec

from comptrol.domains.identification import Identification

DAY = "2026-10-20"
NAME, OWNER = "Kanarienvogel Forschung", "Zaunkoenig Eigner"
VALUES = (
    NAME,
    OWNER,
    "Amselweg 4711",
    "post@kanarienvogel.example",
    "eigner@zaunkoenig.example",
    "+4930123456789",
    "tok_kanarienvogel",
    "192.0.2.171",
    "2001:db8::4711",
    "Habicht Holding",
)
"""What must be nowhere but in the vault."""


def identity(name: str = NAME, **other: Any) -> dict[str, Any]:
    """Return what identifies somebody, all of it verified."""
    fields = ("name", "address", "country", "payment", "email", "telephone", "ip-addresses")
    whole = {
        "name": name,
        "address": ["Amselweg 4711", "10115 Berlin"],
        "country": "DE",
        "payment": {
            "means": "card",
            "payer_reference": "tok_kanarienvogel",
            "payer_is_customer": True,
            "source_verified": True,
        },
        "email": "post@kanarienvogel.example",
        "telephone": "+4930123456789",
        "ip_addresses": [
            access("192.0.2.171", "access"),
            access("2001:db8::4711", "administration"),
        ],
        "verified": [{"field": field, "method": "register", "on": DAY} for field in fields],
    }
    return whole | other


def access(address: str, use: str) -> dict[str, str]:
    """Return that an IP address was used, and when."""
    moments = {"first_at": "2026-10-01T08:00:00Z", "last_at": "2026-10-19T18:00:00+02:00"}
    return {"address": address, "use": use, **moments}


def customer_file(**other: Any) -> dict[str, Any]:
    """Return a file in which nothing is missing."""
    whole = {
        "customer": identity(),
        "beneficial_owners": [identity(OWNER, email="eigner@zaunkoenig.example")],
        "resale": {"resellers": []},
        "headquarters": "DE",
        "ultimate_parent": "Habicht Holding",
        "end_use": {"purposes": ["training"], "remote_access": False, "signed_on": DAY},
        "retention_until": "2031-10-31",
        "legal_basis": "contract",
    }
    return whole | other


def read(**other: Any) -> Identification:
    """Return the same file as the statement that it becomes."""
    whole = {"kind": "identification.file/1", "party": "customer", **customer_file(**other)}
    return msgspec.convert(whole, Identification)
