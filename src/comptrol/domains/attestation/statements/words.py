"""The words that statements about attestation are made of."""

from enum import Enum
from typing import Annotated, NewType

from msgspec import Meta

from comptrol.kernel.identifiers import END, HEX_32, NAME

ChallengeId = NewType("ChallengeId", Annotated[str, Meta(pattern=NAME)])
PinName = NewType("PinName", Annotated[str, Meta(pattern=NAME)])

Nonce = NewType("Nonce", Annotated[str, Meta(pattern=HEX_32)])
"""32 bytes in hexadecimal: what a chip is to sign, so that it cannot have signed it before."""

DieId = NewType("DieId", str)
"""A model and the serial of the certificate of a die's boot ROM: ``GH100/41431D480FE5E87274``."""

LeafId = NewType("LeafId", str)
"""The serial of the certificate of a firmware layer, which may change: ``leaf/53C22B…``."""

IdentityId = NewType(
    "IdentityId", Annotated[str, Meta(pattern=r"^([A-Z]{2}[0-9]{3}|leaf)/[0-9A-F]{1,40}" + END)]
)
"""A die, or one of its firmware layers where nothing has shown yet which die has it."""

Text = Annotated[str, Meta(min_length=1, max_length=400)]


class Grade(Enum):
    """How much an attestation proves, the most first. It is never raised later."""

    A = "A"
    """The chip's own report, checked here up to the vendor's root, with our nonce in it."""
    B = "B"
    """A token of the vendor's service, under a key that was pinned here, with our nonce in it."""
    C = "C"
    """The operator's word, and nobody else's."""
    NONE = "none"
    """Nothing: it is forged, stale, about something else, or the vendor says no."""


class Form(Enum):
    """What evidence there is."""

    REPORT = "report"
    """What the chip signed, with its certificates."""
    TOKEN = "token"  # noqa: S105  (a word, not a password)
    """What a service says that has looked at such a report (EAT, RFC 9711)."""


class PinForm(Enum):
    """What is pinned."""

    ROOT = "root"
    """The certificate of a vendor's root, in PEM."""
    JWKS = "jwks"
    """A snapshot of the keys of a vendor's service (RFC 7517)."""


class Status(Enum):
    """What is known of revocation, or of the comparison with reference measurements."""

    UNKNOWN = "unknown"
    """Nobody looked: the verifier works offline."""
    GOOD = "good"
    BAD = "bad"
