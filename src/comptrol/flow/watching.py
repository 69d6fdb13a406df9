"""How is every detector of every domain asked, from where the last watch ended?

1. Read the marks, and what was logged since: nothing is read again that was looked at before,
   unless a detector has changed, or there is too much to go through one by one.
2. Ask each domain which looks are due. A look is an ordinary statement of the authority, and its
   alarms are its consequences: a watch that is stopped leaves whole looks, and no half ones.
3. Say them, one to a step, so that nobody who writes waits for more than one.
4. Say up to where that went. Only then is anything told: whoever is told twice was told too often,
   whoever is never told not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.alarms import Alarm, raised_from
from comptrol.domains.watching import Mark, Ran, Watched, WatchId, WatchingView
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Store
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Answer, Finding, Refused
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.watch import Since, Watch

ENTRIES_MAX: Final = 100_000
"""So many new entries are gone through one by one; of more, everything is looked at."""
MOVE_ON: Final = 10_000
"""After so many entries without anything to look at, the mark is moved all the same."""

Say = Callable[[Statement], Answer]
Tell = Callable[[int, int, str], None]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of the watch did."""

    watch: WatchId | None
    """Nothing: there was nothing to look at, and nothing new."""
    through: int
    read: int | None
    """Entries that were gone through; nothing: for some detectors this was the first time."""
    ran: tuple[Ran, ...]
    refused: tuple[Finding, ...]
    """Why looks were refused, each reason once."""
    failed: tuple[str, ...] = ()
    """Mistakes of ours: whose detectors could not say what they want to look at, and why."""
    alarms: tuple[Alarm, ...]
    """That were raised since the run before, in the order of the log."""


class Due(msgspec.Struct, frozen=True):
    """The looks of one domain that are due."""

    watch: Watch
    looks: tuple[Statement, ...]
    failed: str | None = None


class Watching:
    """The watch over one log."""

    def __init__(
        self, catalogue: Catalogue, store: Store, references: References, say: Say
    ) -> None:
        self._catalogue, self._store = catalogue, store
        self._references, self._say = references, say
        self._watches = tuple(it for domain in catalogue.domains for it in domain.watches)

    def run(self, today: date, tell: Tell = lambda *_: None) -> Done:
        """Ask every detector about what is new; ``tell`` hears how many looks are done, of what.

        Raises UnavailableError where the log cannot be written.
        """
        with self._store.reading() as rows:
            world, size = RowsWorld(rows, self._references), rows.size()
            marks = {it.name: it for it in world[WatchingView].marks.where()}
            begun = max((it.position for it in marks.values()), default=-1) + 1
            followed = [_followed(it, marks) for it in self._watches]
            entries = self._entries(followed, size)
            due = [
                _due(watch, _since(mark, today, size, entries), world)
                for watch, mark in zip(self._watches, followed, strict=True)
            ]
        ran, refused = self._ask(due, tell)
        read = None if None in followed else len(entries)
        done = self._end(begun, size, today, read, ran, refused)
        failed = tuple(it.failed for it in due if it.failed is not None)
        return msgspec.structs.replace(done, failed=failed)

    def _entries(self, followed: Sequence[Mark | None], size: int) -> tuple[Entry[Statement], ...]:
        """Return what was logged since the earliest mark from which one by one is not too much.

        A mark that stays behind, because its looks fail, keeps nobody else from going on.
        """
        near = (it.through for it in followed if it is not None and _is_near(it, size))
        begin = min(near, default=size)
        found: list[Entry[Statement]] = []
        for logged in self._store.entries(begin):
            if logged.position >= size:
                break
            found.append(read_entry(self._catalogue, logged))
        return tuple(found)

    def _ask(self, due: list[Due], tell: Tell) -> tuple[tuple[Ran, ...], tuple[Finding, ...]]:
        """Say every look, and count what was refused."""
        total, done = sum(len(it.looks) for it in due), 0
        ran: list[Ran] = []
        refused: dict[str, Finding] = {}
        for one in due:
            wrong = int(one.failed is not None)  # its mark stays where it is
            for look in one.looks:
                tell(done, total, one.watch.name)
                answer = self._say(look)
                if isinstance(answer, Refused):
                    wrong += 1
                    refused |= {it.code: it for it in answer.findings}
                done += 1
            ran.append(
                Ran(
                    name=one.watch.name,
                    version=one.watch.version,
                    looks=len(one.looks),
                    refused=wrong,
                )
            )
        return tuple(ran), tuple(refused.values())

    def _end(
        self,
        begun: int,
        size: int,
        today: date,
        read: int | None,
        ran: tuple[Ran, ...],
        refused: tuple[Finding, ...],
    ) -> Done:
        """Say how far it went, if anything was to be done or to be told."""
        with self._store.reading() as rows:
            new = next(raised_from(RowsWorld(rows, self._references), begun), None)
        idle = read is not None and read < MOVE_ON and new is None
        if idle and not any(it.looks for it in ran):
            return Done(watch=None, through=size, read=read, ran=ran, refused=refused, alarms=())
        name = WatchId(f"watch-{today}-{size}")
        answer = self._say(Watched(watch=name, through=size, on=today, ran=ran))
        if isinstance(answer, Refused):
            reason = answer.findings[0]
            raise UnavailableError(
                "how far this watch came was not logged, the next one looks again: "
                f"{reason.code}: {reason.title} {reason.detail}"
            )
        with self._store.reading() as rows:
            world = RowsWorld(rows, self._references)
            alarms = [it for it in raised_from(world, begun) if it.position < answer.position]
        return Done(
            watch=name,
            through=size,
            read=read,
            ran=ran,
            refused=refused,
            alarms=tuple(alarms),
        )


def _followed(watch: Watch, marks: Mapping[str, Mark]) -> Mark | None:
    """Return the mark from which a watch goes on; nothing: it begins, or has changed."""
    mark = marks.get(watch.name)
    return mark if mark is not None and mark.version == watch.version else None


def _is_near(mark: Mark, size: int) -> bool:
    return size - mark.through <= ENTRIES_MAX


def _since(
    mark: Mark | None, today: date, size: int, entries: tuple[Entry[Statement], ...]
) -> Since:
    if mark is None:
        return Since(today=today, size=size, last=None, entries=None)
    new = tuple(it for it in entries if it.position >= mark.through)
    near = _is_near(mark, size)
    return Since(today=today, size=size, last=mark.on, entries=new if near else None)


def _due(watch: Watch, since: Since, world: RowsWorld) -> Due:
    try:
        return Due(watch, tuple(watch.looks(world, since)))
    except Exception as mistake:  # noqa: BLE001  (of one domain: the others are asked)
        return Due(watch, (), f"{watch.name}: {type(mistake).__name__}: {mistake}")
