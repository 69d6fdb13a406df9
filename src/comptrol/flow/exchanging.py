"""How events that others recorded become statements of a party: in order, and each only once.

An event says something about a lot, or about chips by name. It is held against what the log has:
a lot that is named as a whole must be whole, and whatever was said before is not said again, so
that a file can be taken again after it was interrupted, or mended. What is wrong with one event
stops no other; it is handed back with the reason.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from comptrol.domains.registry import ChipId, Condition, Lot, LotId, RegistryView, run_of
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.happenings import Happenings
from comptrol.flow.ports import Reading
from comptrol.flow.sayable import first_reason, sayable
from comptrol.flow.saying_again import (
    Sameness,
    lot_of,
    same,
    same_taken_back,
    samenesses,
    taking_back,
)
from comptrol.flow.speech import Speaker
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

STATEMENTS_PER_STEP: Final = 64

S = TypeVar("S", bound=Statement)


class What(NamedTuple):
    """What an event is about: a lot, or chips by name."""

    lot: LotId | None = None
    chips: tuple[ChipId, ...] = ()
    quantity: int | None = None
    whole: bool = False
    """Whether it has to be about all of the lot."""
    expected: LotId | None = None
    """Which lot the chips are said to be, where it is not looked up by its name."""
    maker: PartyId | None = None
    """Whose serials they are, where the statement leaves it to its signer."""


class Heard(NamedTuple):
    """One event as it was read: who says it, what it is about, and what it says of that."""

    number: int
    event: Any
    party: PartyId | None
    what: What
    said: Callable[[LotId, tuple[ChipId, ...] | None], Statement]
    taken_back: str | None = None
    """Why it is taken back, where that is what the event says."""


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the events of a file."""

    said: int
    already: int
    """That were in the log before."""
    of_others: int
    """That are for parties who do not speak here."""
    rejected: int


class Log(NamedTuple):
    """How the log is read."""

    reading: Callable[[], AbstractContextManager[Reading]]
    catalogue: Catalogue
    references: References


Reject = Callable[[int, Any, str], None]
"""Hears of an event that was not taken: its number, itself, and why."""

Waiting = tuple[Heard, PartyId, Statement]


class Exchanging:
    """Events on their way into one log, in the voices of the parties who speak here."""

    def __init__(self, speakers: Mapping[PartyId, Speaker], log: Log, reject: Reject) -> None:
        self._speakers, self._log, self._reject = speakers, log, reject
        self._before: dict[LotId, Counter[Sameness]] = {}
        self._waiting: list[Waiting] = []
        self._touched: set[str] = set()
        self.said = self.already = self.of_others = self.rejected = 0

    def run(self, heard: Iterable[Heard], tell: Callable[[int], None]) -> Exchanged:
        """Say what every event says; ``tell`` hears how many are done."""
        for each in heard:
            try:
                self._take(each)
            except UnreadableError as error:
                self.refuse(each.number, each.event, str(error))
            tell(self.said + self.already + self.of_others + self.rejected)
        self._say()
        return Exchanged(
            said=self.said,
            already=self.already,
            of_others=self.of_others,
            rejected=self.rejected,
        )

    def pass_over(self) -> None:
        """Count an event that stands twice in its file."""
        self.already += 1

    def refuse(self, number: int, event: Any, reason: str) -> None:  # noqa: ANN401
        """Hand back an event, also one that could not even be read."""
        self.rejected += 1
        self._reject(number, event, reason)

    def _take(self, each: Heard) -> None:
        party = self._party(each)
        if party not in self._speakers:
            self.of_others += 1
            return
        if each.what.maker not in {None, party}:
            raise UnreadableError(f"the chips are made by {each.what.maker}, not by {party}")
        statement = self._about_a_lot(each, party)
        subjects = {it for it in statement.subjects_named() if it.startswith("lot:")}
        if subjects & self._touched or each.taken_back is not None:
            self._say()
        said = self._still_to_say(each, party, sayable(statement))
        if said is None:
            self.already += 1
            return
        self._waiting.append((each, party, said))
        self._touched |= subjects
        if len(self._waiting) == STATEMENTS_PER_STEP:
            self._say()

    def _party(self, each: Heard) -> PartyId:
        if each.party is not None:
            return each.party
        if len(self._speakers) > 1:
            raise UnreadableError("it names no party, and several speak here")
        return next(iter(self._speakers))

    def _about_a_lot(self, each: Heard, party: PartyId) -> Statement:
        """Return what is said, once it is known which lot the chips are in."""
        what = each.what
        if what.lot is not None:
            return each.said(what.lot, what.chips or None)
        self._say()
        with self._log.reading() as reading:
            lot = _lot_with(RowsWorld(reading, self._log.references)[RegistryView], what, party)
        return each.said(lot.lot, None if what.whole else what.chips)

    def _still_to_say(self, each: Heard, party: PartyId, said: S) -> Statement | None:
        """Return what has to be said so that the log has it; nothing where it was said before."""
        lot = lot_of(said)
        with self._log.reading() as reading:
            happenings = Happenings(reading, self._log.catalogue, self._log.references)
            if lot not in self._before:
                self._before[lot] = Counter(samenesses(happenings.said_of(lot)))
            if each.taken_back is None:
                if self._was_said(lot, same(party, said)):
                    return None
                _check_quantity(each.what, happenings.view.lots.get(lot))
                return said
            if self._was_said(lot, same_taken_back(party, said, each.taken_back)):
                return None
            return sayable(taking_back(happenings.said_of(lot), party, said, each.taken_back))

    def _was_said(self, lot: LotId, sameness: Sameness) -> bool:
        """Tell whether the log said this before this file, once for every time that it did."""
        before = self._before[lot]
        if before[sameness] < 1:
            return False
        before[sameness] -= 1
        return True

    def _say(self) -> None:
        """Say what waits; those who speak one after another speak in their order."""
        waiting, self._waiting, self._touched = self._waiting, [], set()
        while waiting:
            party = waiting[0][1]
            others = (at for at, it in enumerate(waiting) if it[1] != party)
            end = next(others, len(waiting))
            waiting = self._say_in_one_voice(party, waiting[:end]) + waiting[end:]

    def _say_in_one_voice(self, party: PartyId, batch: list[Waiting]) -> list[Waiting]:
        """Say a step; return what has to be said again, because something before it failed."""
        answers = self._speakers[party].say_all([statement for _, _, statement in batch])
        for index, answer in enumerate(answers):
            if isinstance(answer, Receipt):
                self.said += 1
                continue
            each = batch[index][0]
            self.refuse(each.number, each.event, first_reason(answer))
            return batch[index + 1 :]
        return []


def _lot_with(view: RegistryView, what: What, party: PartyId) -> Lot:
    """Return the one lot that has all of these chips."""
    name = _only_lot(view, what.chips, party)
    if what.expected not in {None, name}:
        raise UnreadableError(f"these chips are in lot {name}, and it names {what.expected}")
    lot = view.lots.get(name)
    assert lot is not None, "a run is of a lot"
    _check_quantity(what._replace(quantity=len(what.chips)), lot)
    return lot


def _only_lot(view: RegistryView, chips: Sequence[ChipId], party: PartyId) -> LotId:
    lots = set[LotId]()
    for chip in chips:
        run = run_of(view, chip)
        if run is None or run.condition in {Condition.DESTROYED, Condition.RENAMED}:
            raise UnreadableError(f"there is no chip {chip}, and {party} names no lot")
        lots.add(run.lot)
    if len(lots) != 1:
        some = ", ".join(sorted(lots)[:3]) or "none"
        raise UnreadableError(f"a statement is about one lot; these chips are in {some}")
    return lots.pop()


def _check_quantity(what: What, lot: Lot | None) -> None:
    """Refuse a number that is not that of the lot: what goes its own way is split off first."""
    if lot is None or not what.whole or what.quantity in {None, lot.there}:
        return
    raise UnreadableError(
        f"{what.quantity} chips of lot {lot.lot}, which has {lot.there}: what goes its own way "
        "is split off first"
    )
