"""What the platform notes of what is sealed: said once, recorded, and never with a name."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.pseudonyms.reactions.crossing import crossed
from comptrol.domains.pseudonyms.reactions.naming import due
from comptrol.domains.pseudonyms.statements import Joined, NamingAsked
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["observe"]


HEARS: Final = (Joined, NamingAsked)


def observe(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Yield who is past a threshold once usage is added up, and who is to be named once asked."""
    match entry.statement:
        case Joined() as said:
            yield from crossed(said, entry.position, world)
        case NamingAsked() as said:
            yield from due(said, entry.position, world)
        case _:
            return
