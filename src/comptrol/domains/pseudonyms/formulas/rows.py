"""Can a filing be as it is? What is sealed no check of the log ever sees: so it is asked here."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from comptrol.domains.pseudonyms.statements import Usage, UsageFiled, UsageRow
from comptrol.kernel.identifiers import Digest

SECONDS_PER_DAY = 86_400
HOURS_PER_DAY = 24


def outline(said: Usage, commitment: Digest, restates: int | None = None) -> UsageFiled:
    """Return what is said openly of a filing."""
    return UsageFiled(
        commitment=commitment,
        epoch=said.epoch,
        since=said.since,
        until=said.until,
        part=said.part,
        parts=said.parts,
        restates=restates,
    )


def faults(said: Usage) -> Iterator[str]:
    """Yield what is wrong with the rows of a filing, by row and field; never what stands there."""
    days = max((said.until - said.since).days, 0)
    before = ""
    for number, row in enumerate(said.rows):
        if row.customer == before:
            yield f"row {number}, field customer: expected every customer once"
        elif row.customer < before:
            yield f"row {number}, field customer: expected the rows in the order of pseudonyms"
        before = row.customer
        yield from (f"row {number}, {fault}" for fault in _row_faults(row, said.epoch, days))


def _row_faults(row: UsageRow, epoch: int, days: int) -> Iterator[str]:
    for field, pseudonym in (("customer", row.customer), ("group", row.group)):
        if pseudonym.partition(".")[0] != str(epoch):
            yield f"field {field}: expected a pseudonym of epoch {epoch}"
    if row.chip_seconds > row.peak_chips * days * SECONDS_PER_DAY:
        yield "field chip_seconds: expected at most peak_chips times the seconds of the period"
    if not row.flop.is_sayable:
        yield "field flop: expected less than 10^30"
    hours = [reading.hour for reading in row.readings]
    if any(after <= before for before, after in pairwise(hours)):
        yield "field readings: expected each hour once, in their order"
    if hours and hours[-1] >= days * HOURS_PER_DAY:
        yield "field readings: expected hours within the period"
    if any(reading.chips > row.peak_chips for reading in row.readings):
        yield "field readings: expected no more chips than peak_chips"


def hours_before(day: date) -> int:
    """Return how many hours there were before a day, so that readings of all filings line up."""
    return day.toordinal() * HOURS_PER_DAY


def day_of(hour: int) -> date:
    """Return the day of an hour that is counted so."""
    return date.fromordinal(hour // HOURS_PER_DAY)
