"""What statements about the books add up to."""

from collections.abc import Iterator
from typing import Any, Final, assert_never

import msgspec

from comptrol.domains.registry.statements import (
    AccountStatement,
    ChipId,
    Counted,
    InspectionAgreed,
    PolicyAdopted,
    Reviewed,
    Sighted,
)
from comptrol.domains.registry.view.book_rows import Agreement, Contact, Count, Policy
from comptrol.domains.registry.view.carving import run_of
from comptrol.domains.registry.view.rows import Condition
from comptrol.domains.registry.view.steps import known
from comptrol.domains.registry.view.tables import IN_FORCE, RegistryView
from comptrol.domains.registry.view.tallies import placed
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

_NOT_THERE: Final = frozenset({Condition.LOST, Condition.DESTROYED})
"""Of these the books do not say that they are there: nobody looks for them."""


def apply_account(view: RegistryView, entry: Entry[AccountStatement]) -> Iterator[Change]:
    """Fold one statement about the books."""
    match entry.statement:
        case Counted() as said:
            yield from _counted(view, said, entry)
        case PolicyAdopted() as said:
            fields = msgspec.structs.asdict(said)
            yield view.policies.put(Policy(name=IN_FORCE, adopted_at=entry.position, **fields))
        case InspectionAgreed() as said:
            fields = msgspec.structs.asdict(said)
            yield view.agreements.put(Agreement(**fields, position=entry.position))
        case Sighted() as said:
            yield view.contacts.put(_contact(view, said, entry.position))
        case Reviewed():
            return
        case never:
            assert_never(never)


def _counted(view: RegistryView, said: Counted, entry: Entry[Any]) -> Iterator[Change]:
    for count in said.lots:
        lot = known(view, count.lot)
        if lot.stands_at not in {None, said.site}:
            continue  # counted where the books do not have it: an alarm, and no stocktaking of it
        yield from placed(view, msgspec.structs.replace(lot, counted_at=entry.position))
        yield view.counts.put(
            Count(
                lot=count.lot,
                position=entry.position,
                site=said.site,
                on=said.on,
                by=entry.signer,
                seen=max(lot.there - lot.lost - _unseen(view, count.missing), 0),
                missing=count.missing,
            )
        )


def _unseen(view: RegistryView, missing: tuple[ChipId, ...]) -> int:
    """Return how many of these chips the books had as there until now."""
    runs = [run_of(view, chip) for chip in missing]
    return sum(run is not None and run.condition not in _NOT_THERE for run in runs)


def _contact(view: RegistryView, said: Sighted, position: int) -> Contact:
    run = run_of(view, said.chip)
    before = view.contacts.get(said.chip)
    stands = run is not None and run.condition is not Condition.RENAMED
    now = Contact(
        chip=said.chip,
        lot=run.lot if run is not None and stands else None,
        at=said.at,
        means=said.means,
        site=said.site,
        position=position,
    )
    if before is None:
        return now
    if said.at < before.at:
        return _with_earlier(before, now)
    if before.site is not None:
        return _after(now, before)
    return msgspec.structs.replace(  # a proof of life has no place
        now,
        before_at=before.before_at,
        before_means=before.before_means,
        before_site=before.before_site,
        before_position=before.before_position,
    )


def _with_earlier(last: Contact, late: Contact) -> Contact:
    """Return the last proof of a chip after one that was said late: it stays the last."""
    nearer = last.before_at is None or late.at > last.before_at
    known = last.site is not None and late.site is not None
    return _after(last, late) if known and nearer else last


def _after(last: Contact, before: Contact) -> Contact:
    return msgspec.structs.replace(
        last,
        before_at=before.at,
        before_means=before.means,
        before_site=before.site,
        before_position=before.position,
    )
