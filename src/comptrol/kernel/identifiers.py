"""Names that travel between domains, each a type of its own."""

from typing import Annotated, NewType

from msgspec import Meta

END = r"$(?!\n)"
"""The end of a text. In Python ``$`` alone would let a line break follow."""

NAME = r"^[a-z0-9][a-z0-9._-]{0,62}" + END
"""Lower-case letters, digits, dot, dash, underscore: the same in every file system and URL."""

COUNTRY = r"^[A-Z]{2}" + END
HEX_32 = r"^[0-9a-f]{64}" + END
"""Two capital letters; 32 bytes in hexadecimal."""

EMAIL = r"^[^@\s]{1,64}@[^@\s]{1,189}" + END
TELEPHONE = r"^\+[1-9][0-9]{6,14}" + END
"""An address with one @; a number with its country's code (ITU-T E.164)."""

PartyId = NewType("PartyId", Annotated[str, Meta(pattern=NAME)])
"""A party's name in the log. A pseudonym where the party is a person."""

CountryCode = NewType("CountryCode", Annotated[str, Meta(pattern=COUNTRY)])
"""An ISO 3166-1 alpha-2 code. Hong Kong, Macao and Taiwan have their own."""

Digest = NewType("Digest", Annotated[str, Meta(pattern=HEX_32)])
"""A SHA-256 digest in hexadecimal."""

PublicKey = NewType("PublicKey", Annotated[str, Meta(pattern=HEX_32)])
"""An Ed25519 public key (RFC 8032) in hexadecimal."""
