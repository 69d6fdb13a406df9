"""What is said of the keys that make pseudonyms, and of their use."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.pseudonyms.statements.words import ElementText, Epoch
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement

BATCH_MAX = 512
PROVIDERS = frozenset({Role.PROVIDER})


class KeyAnnounced(Statement, frozen=True, kw_only=True, tag="pseudonyms.key-announced/1"):
    """The authority announces the key of an epoch, so that everybody can check its use."""

    ABOUT: ClassVar[str] = "epoch"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    epoch: Epoch
    key: ElementText
    """The public key of RFC 9497: what every evaluation is proven against."""
    since: date
    until: date
    """Usage of the days from ``since`` up to and without ``until`` is filed under it."""
    evaluates_until: date
    """From this day on nobody evaluates under it: the private key is destroyed."""
    evaluations_per_day: Count
    """How many a provider may ask for in a day: what a search through all names runs into."""


class EvaluationAsked(Statement, frozen=True, kw_only=True, tag="pseudonyms.evaluation-asked/1"):
    """A provider asks for pseudonyms of identifiers that it sends blinded, beside this."""

    ABOUT: ClassVar[str] = "epoch"
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    epoch: Epoch
    many: Annotated[int, Meta(ge=1, le=BATCH_MAX)]
    digest: Digest
    """SHA-256 of the blinded elements, one after the other: random to everybody."""
