"""How is a file of the Beneficial Ownership Data Standard read, version 0.4?

Of every record the latest statement counts, and a closed one ends on its day. What an indirect
interest sums up stands beside it as component records, so that it is not counted twice. Whoever
is not named stays so: no person is made up, and the owner counts as one who may be listed. What
was guessed for want of a date is told.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.adapters.ownership_files.bods_dates import (
    ended_by,
    first_day,
    is_partial,
    latest,
)
from comptrol.adapters.ownership_files.bods_interests import (
    OFFICE,
    SHARES,
    UNKNOWN,
    VOTES,
    Interest,
)
from comptrol.adapters.ownership_files.bods_statements import Statement
from comptrol.adapters.ownership_files.register import OwnershipFile
from comptrol.domains.parties import Holding
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.signature import check_names

STATEMENTS_MAX: Final = 1_000_000


def read_bods(raw: bytes) -> OwnershipFile:
    """Read a package of statements; what is wrong is named by its path in the file."""
    try:
        found = msgspec.json.decode(
            raw, type=Annotated[tuple[Statement, ...], Meta(max_length=STATEMENTS_MAX)]
        )
        check_names(raw)
        return _Package(found).read()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(f"no BODS 0.4 statements: {error}") from error


class _Package:
    """One package, and what was not read of it."""

    def __init__(self, statements: tuple[Statement, ...]) -> None:
        self._statements = statements
        self._records = {it.record_id for it in statements}
        self._notes: Counter[str] = Counter()
        self._undisclosed: set[str] = set()
        self._names: dict[str, str] = {}

    def read(self) -> OwnershipFile:
        """Return the holdings of the latest statement of every record."""
        found = latest(self._statements)
        if len(found.statements) < len(self._statements):
            earlier = len(self._statements) - len(found.statements)
            self._notes[f"{earlier} earlier statements of the same records are not history"] = 1
        if found.guessed:
            many = f"{len(found.guessed)} records, {found.guessed[0]} for one"
            told = "no date tells which statement is the latest, and the later in the file counts"
            self._notes[f"{many}: {told}"] = 1
        for it in found.statements:
            self._name(it)
        holdings = tuple(one for it in found.statements for one in self._holdings(it))
        annotated = sum(len(it.annotations) for it in self._statements)
        if annotated:
            self._notes[f"{annotated} annotations are not read"] = 1
        unnamed = {it for one in holdings for it in (one.owner, one.asset)} - self._names.keys()
        for one in sorted(unnamed):
            self._notes[f"record {one} is named and has no statement"] = 1
        notes = (f"{text} ({n} times)" if n > 1 else text for text, n in self._notes.items())
        return OwnershipFile(
            holdings=holdings,
            names=self._names,
            undisclosed=frozenset(self._undisclosed),
            notes=tuple(notes),
        )

    def _name(self, said: Statement) -> None:
        details = said.record_details
        called = details.name or next((it.full_name for it in details.names), "")
        if said.record_type in {"entity", "person"}:
            self._names[said.record_id] = called or said.record_id
        kind = details.person_type or details.entity_type.get("type", "")
        if kind.startswith(("anonymous", "unknown")):
            self._undisclosed.add(said.record_id)
            self._notes[f"{said.record_id} is an {kind}: it may be listed"] = 1

    def _holdings(self, said: Statement) -> Iterator[Holding]:
        if said.record_type not in {"entity", "person", "relationship"}:
            raise UnreadableError(
                f"{said.statement_id}: recordType {said.record_type!r} is unknown"
            )
        if said.record_type != "relationship":
            return
        asset = said.record_details.subject
        if not isinstance(asset, str):
            self._notes[f"{said.record_id}: the subject is not named, and nothing is read"] = 1
            return
        owner = self._owner(said)
        shares = [it for it in said.record_details.interests if it.type == SHARES]
        others = [it for it in said.record_details.interests if it.type != SHARES]
        controls = any(it.controls() for it in others)
        counted = [it for it in shares if not self._summed_up(said, it)]
        if not counted and not shares and self._may_own(said, others):
            counted = [self._spanning(said, others)]
        for number, interest in enumerate(counted):
            yield self._holding(said, owner, asset, interest, control=controls and not number)

    def _owner(self, said: Statement) -> str:
        """Return who has the interest: where nobody is named, the record that says so."""
        owner = said.record_details.interested_party
        if isinstance(owner, str):
            return owner
        reason = owner.reason if owner is not None else "no interested party"
        self._undisclosed.add(said.record_id)
        self._names[said.record_id] = f"not disclosed: {reason}"
        self._notes[f"{said.record_id}: the owner is not disclosed ({reason})"] = 1
        return said.record_id

    def _summed_up(self, said: Statement, interest: Interest) -> bool:
        """Tell whether an indirect share is the sum of components that are read themselves."""
        if interest.direct_or_indirect == "indirect" and self._has_components(said):
            self._notes["an indirect share is read as its components, and not again"] += 1
            return True
        if interest.direct_or_indirect != "direct" and interest.share is not None:
            told = f"{interest.direct_or_indirect} share without its chain is of unknown size"
            self._notes[told] += 1
        return False

    def _has_components(self, said: Statement) -> bool:
        """Tell whether all the components that a record names are in the file."""
        components = said.record_details.component_records
        return bool(components) and self._records.issuperset(components)

    def _may_own(self, said: Statement, others: list[Interest]) -> bool:
        """Tell whether a relationship without a shareholding leaves it open that there is one."""
        if self._has_components(said):
            self._notes["an indirect interest is read as its components, and not again"] += 1
            return False
        for it in others:
            if it.type and it.type != VOTES:
                self._notes[f"{it.type} is no share"] += 1
        return not others or any(it.type not in OFFICE for it in others)

    def _spanning(self, said: Statement, others: list[Interest]) -> Interest:
        """Return an interest of unknown size over the days of those that there are."""
        starts, ends = [it.start for it in others], [it.end for it in others]
        try:
            start = min(starts, key=_first) if all(starts) and starts else ""
            end = max(ends, key=_last) if all(ends) and ends else ""
        except ValueError as error:
            raise UnreadableError(f"statement {said.statement_id}: {error}") from error
        return Interest(start=start, end=end)

    def _holding(
        self, said: Statement, owner: str, asset: str, interest: Interest, *, control: bool
    ) -> Holding:
        low, high = interest.bounds() if interest.type == SHARES else UNKNOWN
        try:
            start, until = self._days(said, interest)
            return Holding(
                owner=owner,
                asset=asset,
                bp_min=low,
                bp_max=high,
                start=start,
                until=until,
                source=f"BODS statement {said.statement_id}",
                control=control,
            )
        except ValueError as error:
            raise UnreadableError(f"statement {said.statement_id}: {error}") from error

    def _days(self, said: Statement, interest: Interest) -> tuple[date | None, date | None]:
        """Return from when and until when; the end is the first day on which it no longer is."""
        start, end = first_day(interest.start), interest.end
        if not end and said.record_status == "closed":
            end = said.statement_date
            if not end:
                told = "a closed record without a date counts as if it were not closed"
                self._notes[told] += 1
        if is_partial(end):
            self._notes["an end without its day is read as the last day of its month or year"] += 1
        until = ended_by(end)
        if start is not None and until == start:
            until = start + timedelta(days=1)
        return start, until


def _first(text: str) -> date:
    return first_day(text) or date.min


def _last(text: str) -> date:
    return ended_by(text) or date.max
