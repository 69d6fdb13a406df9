"""How a maker's table of chips becomes lots: row by row, in order, and again where it stopped.

A lot of the table is said in parts that fit an envelope. Saying a part again is no mistake: a lot
that is there already, with the same serials, is passed over; so an interrupted load is begun anew.
What is wrong with one row stops no other: the row is handed back with the reason.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from itertools import islice
from typing import Final, NamedTuple, Protocol

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.registry import (
    LotId,
    Made,
    RegistryView,
    Serial,
    chip_of,
    run_of,
    runs_of,
    serials_root,
    span_of,
)
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

CHIPS_PER_PART: Final = 500
"""Serials to one statement: 500 of 20 letters take 12 of the 16 KiB of an envelope."""
BYTES_PER_PART: Final = 11_000
PARTS_PER_STEP: Final = 64

Known = Callable[[], AbstractContextManager[RowsWorld]]
"""Reads what is known at that moment."""


class SaysMany(Protocol):
    """One party's voice: a ``Speaker``, or one whose words go through the writer of a server."""

    def say_all(self, statements: Sequence[Statement]) -> list[Answer]:
        """Say many things in one step, in order. After a refusal the rest has a gap in numbers."""
        ...


class ChipRow(NamedTuple):
    """One row of the table, and its number in the file."""

    line: int
    serial: str
    model: str
    lot: str
    made_on: date


class Rejected(NamedTuple):
    """A row that was not taken, and why."""

    row: ChipRow
    reason: str


class Part(NamedTuple):
    """Rows of one lot that are said together."""

    lot: LotId
    rows: tuple[ChipRow, ...]


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table."""

    rows: int
    registered: int
    already: int
    """In lots that were there already, with the same serials."""
    rejected: int
    lots: int


class Loading:
    """One table on its way into the log, in the voice of the maker whose chips they are."""

    def __init__(
        self,
        speaker: SaysMany,
        maker: PartyId,
        known: Known,
        reject: Callable[[Rejected], None],
        *,
        parts_per_step: int = PARTS_PER_STEP,
    ) -> None:
        self._speaker, self._maker, self._known = speaker, maker, known
        self._reject, self._step = reject, parts_per_step
        self.registered = self.already = self.rejected = self.lots = 0

    def run(self, rows: Iterable[ChipRow], tell: Callable[[int], None]) -> Loaded:
        """Say every lot of the table; ``tell`` hears how many rows are done."""
        parts = parts_of(rows, self._refuse)
        waiting: deque[Part] = deque()
        while batch := self._next(waiting, parts):
            waiting.extendleft(reversed(self._say(self._fresh(batch))))
            tell(self._done)
        return Loaded(
            rows=self._done,
            registered=self.registered,
            already=self.already,
            rejected=self.rejected,
            lots=self.lots,
        )

    @property
    def _done(self) -> int:
        return self.registered + self.already + self.rejected

    def _next(self, waiting: deque[Part], parts: Iterator[Part]) -> list[Part]:
        first = [waiting.popleft() for _ in range(min(len(waiting), self._step))]
        return first + list(islice(parts, self._step - len(first)))

    def _fresh(self, batch: list[Part]) -> list[tuple[Part, Made]]:
        """Return what has to be said: lots that are not there already as they are here."""
        fresh = []
        with self._known() as world:
            view = world[RegistryView]
            for part in batch:
                made = _made(part)
                there = view.lots.get(part.lot)
                if there is None:
                    fresh.append((part, made))
                elif (there.root, there.model, there.maker) == (
                    made.root,
                    made.model,
                    self._maker,
                ):
                    self.already += len(part.rows)
                else:
                    self._again(part, view)
        return fresh

    def _again(self, part: Part, view: RegistryView) -> None:
        """Pass over the rows that are in a lot already; hand back those that are not."""
        for row in part.rows:
            run = run_of(view, chip_of(self._maker, row.serial))
            if run is not None and run.lot == part.lot:
                self.already += 1
            elif run is not None:
                self._refuse(row, f"the chip is in lot {run.lot} already")
            else:
                self._refuse(row, f"a lot {part.lot} is there already, without this chip")

    def _say(self, fresh: list[tuple[Part, Made]]) -> list[Part]:
        """Say a step; return what has to be tried again, because something before it failed."""
        again: list[Part] = []
        failed = False
        answers = self._speaker.say_all([made for _, made in fresh])
        for (part, _), answer in zip(fresh, answers, strict=True):
            if isinstance(answer, Receipt):
                self.registered += len(part.rows)
                self.lots += 1
            elif failed:
                again.append(part)
            else:
                failed = True
                again += self._without_bad_rows(part, answer)
        return again

    def _without_bad_rows(self, part: Part, answer: Refused) -> list[Part]:
        """Hand back the rows that a refusal is about; return the part without them."""
        reason = f"{answer.findings[0].title} {answer.findings[0].detail}"
        good = []
        with self._known() as world:
            view = world[RegistryView]
            for row in part.rows:
                taken = run_of(view, chip_of(self._maker, row.serial))
                if taken is None:
                    good.append(row)
                else:
                    self._refuse(row, f"the chip is in lot {taken.lot} already")
        if len(good) == len(part.rows):  # it is not about single serials
            for row in good:
                self._refuse(row, reason)
            return []
        return [part._replace(rows=tuple(good))] if good else []

    def _refuse(self, row: ChipRow, reason: str) -> None:
        self.rejected += 1
        self._reject(Rejected(row, reason))


def parts_of(rows: Iterable[ChipRow], refuse: Callable[[ChipRow, str], None]) -> Iterator[Part]:
    """Yield the rows of each lot that stand together, in parts; a serial counts once in each."""
    numbers: dict[str, int] = {}
    held: dict[str, ChipRow] = {}
    size = 0
    first: ChipRow | None = None
    for row in rows:
        same = first is not None and first[2:] == row[2:]
        if first is not None and (
            not same or len(held) == CHIPS_PER_PART or size > BYTES_PER_PART
        ):
            yield _part(first, held, numbers)
            held, size = {}, 0
        first = row
        if row.serial in held:
            refuse(row, f"the serial stands on line {held[row.serial].line} too")
            continue
        held[row.serial] = row
        size += len(row.serial) + 3
    if first is not None and held:
        yield _part(first, held, numbers)


def _part(first: ChipRow, held: dict[str, ChipRow], numbers: dict[str, int]) -> Part:
    number = numbers[first.lot] = numbers.get(first.lot, 0) + 1
    name = first.lot if number == 1 else f"{first.lot}.{number}"
    return Part(LotId(name), tuple(held.values()))


def _made(part: Part) -> Made:
    row = part.rows[0]
    runs = runs_of(sorted(span_of(it.serial) for it in part.rows))
    return Made(
        lot=part.lot,
        model=ModelId(row.model),
        on=row.made_on,
        listed=tuple(Serial(it.serial) for it in part.rows),
        root=serials_root(runs),
    )
