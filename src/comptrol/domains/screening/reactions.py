"""What the platform says about parties as it gets to know their names, or another list."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.parties import Enrolled, PartiesView, Party
from comptrol.domains.screening.formulas import Matcher
from comptrol.domains.screening.statements import Adopted, Screened
from comptrol.domains.screening.view import IN_FORCE, ScreeningView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

RECORDED_MAX: Final = 8
"""The best matches that are recorded. Ten long ones might not fit an envelope of 16 KiB."""


def observe(entry: Entry[Any], world: World) -> Iterator[Screened]:
    """Screen a party as it enrols, and every party when an edition is adopted.

    A person is enrolled without a name, so nothing can be screened and nothing is said: the gate
    asks. The same holds while the edition in force is not the one that is loaded here.
    """
    said = entry.statement
    if isinstance(said, Enrolled):
        in_force = world[ScreeningView].current.get(IN_FORCE)
        if in_force is not None and in_force.digest == world.reference(Matcher).digest:
            yield from _screened(said, entry.position, world.reference(Matcher))
    elif isinstance(said, Adopted):
        for party in world[PartiesView].parties.where():
            yield from _screened(party, entry.position, world.reference(Matcher))


def _screened(who: Enrolled | Party, because: int, matcher: Matcher) -> Iterator[Screened]:
    """Say what screening a party finds, unless it has no name to screen."""
    names = tuple(name for name in (who.name, *who.aliases) if name.strip())
    if who.person or not names:
        return
    matches = matcher.search(names, country=who.country, limit=RECORDED_MAX)
    yield Screened(
        because=because,
        party=who.party,
        edition=matcher.edition.edition,
        digest=matcher.digest,
        matcher=matcher.version,
        verdict=matcher.verdict(matches),
        matches=matches,
    )
