"""Which filings, keys and thresholds stand?"""

from collections.abc import Iterator
from datetime import date, timedelta

from comptrol.domains.pseudonyms.statements import ThresholdId, Window
from comptrol.domains.pseudonyms.view import (
    EpochKey,
    EvaluationDay,
    Filing,
    PseudonymsView,
    Threshold,
)
from comptrol.kernel.identifiers import Digest, PartyId

FILINGS_MAX = 200_000
"""So many filings of one epoch are looked through: half a year of 1,000 providers, day by day."""


def epoch_key(view: PseudonymsView, epoch: int) -> EpochKey | None:
    """Return the announced key of an epoch."""
    return view.epochs.get(epoch)


def latest_epoch(view: PseudonymsView) -> int:
    """Return the highest epoch that was announced; 0 where there is none."""
    return max((it.epoch for it in view.epochs.where()), default=0)


def evaluations_on(view: PseudonymsView, epoch: int, provider: PartyId, day: date) -> int:
    """Return how many evaluations a provider asked for on a day."""
    found: EvaluationDay | None = view.evaluations.get((epoch, provider, day))
    return found.many if found is not None else 0


def filing_under(view: PseudonymsView, commitment: Digest) -> Filing | None:
    """Return the filing of what was sealed under a commitment."""
    return next(view.filings.where(commitment=commitment, limit=1), None)


def standing_of(view: PseudonymsView, provider: PartyId, epoch: int) -> Iterator[Filing]:
    """Yield a provider's filings of an epoch that no other took the place of."""
    for filing in view.filings.where(provider=provider, epoch=epoch, limit=FILINGS_MAX):
        if filing.restated_by is None:
            yield filing


def standing_in(view: PseudonymsView, epoch: int, window: Window) -> Iterator[Filing]:
    """Yield the standing filings of all providers whose periods touch a window."""
    for filing in view.filings.where(epoch=epoch, limit=FILINGS_MAX):
        touches = filing.since < window.until and window.since < filing.until
        if filing.restated_by is None and touches:
            yield filing


def thresholds_on(view: PseudonymsView, day: date) -> tuple[Threshold, ...]:
    """Return every threshold as it is in force on a day."""
    latest: dict[ThresholdId, Threshold] = {
        row.threshold: row for row in view.thresholds.where() if row.since <= day
    }
    return tuple(it for it in latest.values() if it.until is None or day < it.until)


def threshold_names(view: PseudonymsView) -> tuple[ThresholdId, ...]:
    """Return the names of all thresholds that were ever set."""
    return tuple(dict.fromkeys(row.threshold for row in view.thresholds.where()))


def in_force(view: PseudonymsView, threshold: ThresholdId, window: Window) -> Threshold | None:
    """Return a threshold as it is in force on the last day of a window."""
    last = window.until - timedelta(1)
    rows = [row for row in view.thresholds.where(threshold=threshold) if row.since <= last]
    if not rows or (rows[-1].until is not None and rows[-1].until <= last):
        return None
    return rows[-1]
