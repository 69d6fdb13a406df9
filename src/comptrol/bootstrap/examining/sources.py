"""How old is what is judged by: the lists, and the law?"""

from collections.abc import Iterator
from typing import Final

from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, ok, skipped, warning
from comptrol.domains.law import adopted_rulebook, doubts
from comptrol.domains.screening import ScreeningView, current

LIST_DAYS_MAX: Final = 30
"""A choice of ours, and no law's: whoever was listed since an edition is not found in it."""
RULEBOOK_DAYS_MAX: Final = 90
"""A choice of ours too: law changes more seldom than lists, and a change is dated ahead."""


def lists(place: Place) -> Iterator[Seen]:
    """Tell how old the edition of the lists is that parties are held against."""
    world = place.world()
    if world is None:
        yield skipped("lists", "the views do not open")
        return
    adopted = current(world[ScreeningView])
    if adopted is None:
        yield warning("lists", "no edition was adopted", "comptrol lists adopt")
        return
    days = (place.now.date() - adopted.published).days
    seen = f"edition {adopted.edition} of {adopted.published}, {days} days ago"
    if days > LIST_DAYS_MAX:
        yield warning("lists", seen, "read the lists of today: comptrol lists update, then adopt")
    else:
        yield ok("lists", seen)


def rulebook(place: Place) -> Iterator[Seen]:
    """Tell when the adopted rulebook was held against the law, and what waits for a person."""
    world = place.world()
    if world is None:
        yield skipped("rulebook", "the views do not open")
        return
    adopted = adopted_rulebook(world)
    if adopted is None:
        do = "comptrol law adopt; until then nothing can be judged"
        yield warning("rulebook", "none is adopted, or the adopted one is not at hand", do)
        return
    days = (place.now.date() - adopted.checked_on).days
    seen = f"{adopted.name}, held against its sources on {adopted.checked_on}, {days} days ago"
    if days > RULEBOOK_DAYS_MAX:
        do = "look for what changed since, and adopt a newer one: comptrol law ahead"
        yield warning("rulebook", seen, do)
    else:
        yield ok("rulebook", seen)
    marked = sum(it.confirm for it in doubts(adopted))
    yield ok(
        "rulebook marks",
        f"{marked} records wait for a named person to confirm them",
        "comptrol law uncertain lists them" if marked else "",
    )
