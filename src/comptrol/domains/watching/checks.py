"""What may be said of what was watched, given what is known."""

from collections.abc import Iterator

from comptrol.domains.watching.refusals import WatchingRefusal
from comptrol.domains.watching.statements import WatchingStatement
from comptrol.domains.watching.view import WatchingView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[WatchingStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    said, view, today = entry.statement, world[WatchingView], entry.logged_at.date()
    if view.watches.get(said.watch) is not None:
        yield Finding.of(WatchingRefusal.NAME_TAKEN, said.watch)
    if said.through > entry.position:
        yield Finding.of(
            WatchingRefusal.NOT_LOGGED, f"position {said.through}; the next is {entry.position}"
        )
    if said.on > today:
        yield Finding.of(WatchingRefusal.NOT_YET, f"{said.on}, and today is {today}")
    known = (it for ran in said.ran if (it := view.marks.get(ran.name)) is not None)
    beyond = [it for it in known if said.through < it.through or said.on < it.on]
    if beyond:
        told = f"{beyond[0].name} was watched before position {beyond[0].through}"
        yield Finding.of(WatchingRefusal.BACKWARDS, f"{told}, on {beyond[0].on}")
    names = [it.name for it in said.ran]
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield Finding.of(WatchingRefusal.NAMED_TWICE, ", ".join(twice))
