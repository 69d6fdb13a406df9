"""What is shown of a filing, with where each part of it stands in the log?"""

import msgspec

from comptrol.bootstrap import Platform
from comptrol.domains.disclosure import FilingId, Shown, filing
from comptrol.domains.parties import PartiesView
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import leaf_hash


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a filing at its place in the log, with the leaf hash of its bytes (RFC 6962)."""

    what: str
    position: int
    leaf: Digest


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """A filing with all that belongs to it, and where that stands."""

    shown: Shown
    provider_name: str
    """As it is enrolled. A person has none."""
    stands: tuple[Stands, ...]


def proven(platform: Platform, name: str) -> Proven:
    """Return a filing, or raise NotFoundError."""
    with platform.world() as world:
        found = filing(world, filing=FilingId(name))
        party = world[PartiesView].parties.get(found.filing.provider)
    parts = [
        *((f"definition {it.definition}", it.position) for it in found.definitions),
        (f"period {found.period.period}", found.period.position),
        (f"filing {found.filing.filing}", found.filing.position),
        *((f"restatement {it.restatement}", it.position) for it in found.restatements),
    ]
    return Proven(
        shown=found,
        provider_name=party.name if party is not None and not party.person else "",
        stands=tuple(
            Stands(what=what, position=position, leaf=_leaf(platform, position))
            for what, position in parts
        ),
    )


def _leaf(platform: Platform, position: int) -> Digest:
    logged = next(iter(platform.store.entries(position)))
    return Digest(leaf_hash(logged.raw).hex())
