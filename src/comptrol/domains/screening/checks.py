"""What may be said about screening, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.screening.formulas import Matcher
from comptrol.domains.screening.refusals import ScreeningRefusal
from comptrol.domains.screening.statements import Adopted, Screened, ScreeningStatement
from comptrol.domains.screening.view import ScreeningView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[ScreeningStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Adopted() as said:
            yield from _check_adopted(said, world)
        case Screened():
            return  # a consequence: only the platform says it, and intake takes it from nobody
        case never:
            assert_never(never)


def _check_adopted(said: Adopted, world: World) -> Iterator[Finding]:
    """Refuse an edition that is not the one loaded here, or not what it is said to be."""
    loaded = world.reference(Matcher).edition
    if said.digest != loaded.digest:
        detail = f"{said.digest} is not {loaded.digest} of {loaded.edition}"
        yield Finding.of(ScreeningRefusal.LIST_NOT_HERE, detail)
    known = world[ScreeningView].editions.get(said.edition)
    if known is not None and known.digest != said.digest:
        detail = f"{said.edition} is {known.digest} since position {known.position}"
        yield Finding.of(ScreeningRefusal.EDITION_TAKEN, detail)
    if said.digest == loaded.digest:
        for field in ("edition", "title", "published", "entities", "names", "source"):
            told, found = getattr(said, field), getattr(loaded, field)
            if told != found:
                detail = f"{field} is {found}, not {told}"
                yield Finding.of(ScreeningRefusal.MISDESCRIBED, detail)
