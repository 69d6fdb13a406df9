"""Whom does a provider have to name, that was asked who is past a threshold?"""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.pseudonyms.queries import Opened, opened
from comptrol.domains.pseudonyms.reactions.crossing import owner_in
from comptrol.domains.pseudonyms.statements import (
    NamingAsked,
    NamingDue,
    Pseudonym,
    Whose,
    Window,
)
from comptrol.domains.pseudonyms.view import PseudonymsView
from comptrol.kernel.view import World

DUE_MAX: Final = 200
"""So many customers of one group are named by one provider at once."""


def due(said: NamingAsked, because: int, world: World) -> Iterator[NamingDue]:
    """Yield the row of each customer to be named, in the provider's latest filing that has it.

    A provider that filed nothing of whoever it is has nobody to name.
    """
    crossing = world[PseudonymsView].crossings.get(said.crossing)
    assert crossing is not None, "an admitted question names a crossing"
    pseudonym = owner_in(crossing, world)
    if pseudonym is None:
        return
    window = Window(since=crossing.since, until=crossing.until)
    own = (
        it for it in opened(world, crossing.epoch, window) if it.filing.provider == said.provider
    )
    rows: dict[Pseudonym, NamingDue] = {}
    for found in own:
        for number, customer in _rows(found, pseudonym, crossing.whose):
            rows[customer] = NamingDue(
                because=because, provider=said.provider, filing=found.filing.position, row=number
            )
    in_place = sorted(rows.values(), key=lambda it: (it.filing, it.row))
    yield from in_place[:DUE_MAX]


def _rows(found: Opened, pseudonym: Pseudonym, whose: Whose) -> Iterator[tuple[int, Pseudonym]]:
    for number, row in enumerate(found.usage.rows):
        of = row.customer if whose is Whose.CUSTOMER else row.group
        if of == pseudonym:
            yield number, row.customer
