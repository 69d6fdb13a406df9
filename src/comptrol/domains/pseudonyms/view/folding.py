"""What do the statements on usage under pseudonyms add up to?"""

from collections.abc import Iterator
from typing import TypeAlias, assert_never

import msgspec

from comptrol.domains.pseudonyms.statements import (
    Crossed,
    EvaluationAsked,
    Joined,
    KeyAnnounced,
    Name,
    Named,
    NamingAsked,
    NamingDue,
    PseudonymsStatement,
    ThresholdSet,
    Usage,
    UsageFiled,
)
from comptrol.domains.pseudonyms.view.rows import (
    Ask,
    Crossing,
    Due,
    EpochKey,
    EvaluationDay,
    Filing,
    Join,
    NamedCustomer,
    PseudonymsView,
    Threshold,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

Naming: TypeAlias = NamingAsked | NamingDue | Named
_fields = msgspec.structs.asdict


def apply(view: PseudonymsView, entry: Entry[PseudonymsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case KeyAnnounced() as said:
            yield view.epochs.put(_epoch(said, entry.position))
        case EvaluationAsked() as said:
            yield _evaluated(view, said, entry)
        case UsageFiled() as said:
            yield from _filed(view, said, entry)
        case ThresholdSet() as said:
            yield view.thresholds.put(_threshold(said, entry.position))
        case Joined() as said:
            yield view.joins.put(_join(said, entry))
        case Crossed() as said:
            yield view.crossings.put(_crossing(said, entry.position))
        case NamingAsked() | NamingDue() | Named() as said:
            yield from _naming(view, said, entry)
        case Usage() | Name():
            raise AssertionError("what is said under seal is not admitted openly")
        case never:
            assert_never(never)


def _epoch(said: KeyAnnounced, position: int) -> EpochKey:
    return EpochKey(position=position, **_fields(said))


def _threshold(said: ThresholdSet, position: int) -> Threshold:
    return Threshold(position=position, **_fields(said))


def _join(said: Joined, entry: Entry[PseudonymsStatement]) -> Join:
    return Join(position=entry.position, joined_on=entry.logged_at.date(), **_fields(said))


def _crossing(said: Crossed, position: int) -> Crossing:
    told = {name: value for name, value in _fields(said).items() if name != "because"}
    return Crossing(position=position, **told)


def _evaluated(
    view: PseudonymsView, said: EvaluationAsked, entry: Entry[PseudonymsStatement]
) -> Change:
    day = entry.logged_at.date()
    before = view.evaluations.get((said.epoch, entry.signer, day))
    return view.evaluations.put(
        EvaluationDay(
            epoch=said.epoch,
            provider=entry.signer,
            day=day,
            many=said.many + (before.many if before else 0),
            batches=1 + (before.batches if before else 0),
        )
    )


def _filed(
    view: PseudonymsView, said: UsageFiled, entry: Entry[PseudonymsStatement]
) -> Iterator[Change]:
    known = view.filings.get(said.restates) if said.restates is not None else None
    if known is not None:
        yield view.filings.put(msgspec.structs.replace(known, restated_by=entry.position))
    yield view.filings.put(
        Filing(
            position=entry.position,
            provider=entry.signer,
            filed_on=entry.logged_at.date(),
            **_fields(said),
        )
    )


def _naming(
    view: PseudonymsView, said: Naming, entry: Entry[PseudonymsStatement]
) -> Iterator[Change]:
    at, on = entry.position, entry.logged_at.date()
    match said:
        case NamingAsked():
            yield view.asks.put(Ask(position=at, by=entry.signer, asked_on=on, **_fields(said)))
        case NamingDue(because=ask, provider=provider, filing=filing, row=row):
            yield view.dues.put(
                Due(position=at, ask=ask, provider=provider, filing=filing, row=row)
            )
        case Named(due=due):
            known = view.dues.get(due)
            assert known is not None, "an admitted name was asked for"
            yield view.dues.put(msgspec.structs.replace(known, named_at=at))
            named = NamedCustomer(position=at, provider=entry.signer, named_on=on, **_fields(said))
            yield view.names.put(named)
        case never:
            assert_never(never)
