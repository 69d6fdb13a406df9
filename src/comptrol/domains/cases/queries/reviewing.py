"""Whether a new day has something that the authority must say: an expiry, a step overdue."""

from collections.abc import Iterator
from datetime import date

from comptrol.domains.cases.queries.files import Due, due_in
from comptrol.domains.cases.statements import Reviewed, ReviewId
from comptrol.domains.cases.view import CasesView
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since

ENDS = "end-or-renew"


def looks(world: World, since: Since) -> Iterator[Reviewed]:
    """Yield a review of all cases on a new day on which something ended or became overdue."""
    if not since.a_new_day:
        return
    name = ReviewId(f"review-{since.today}")
    known = world[CasesView].reviews.get(name)
    if known is None and any(newly_due(world, since.last, since.today)):
        yield Reviewed(review=name, on=since.today)


def newly_due(world: World, last: date | None, today: date) -> Iterator[Due]:
    """Yield what became overdue after a day, up to and with another."""
    for case in world[CasesView].cases.where(open=True):
        for it in due_in(world, case, today):
            if it.overdue and (it.step == ENDS or last is None or last <= it.due_on):
                yield it
