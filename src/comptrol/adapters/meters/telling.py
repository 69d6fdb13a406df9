"""How does what a meter file says become a row of usage? Checked, or refused with its reason."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from comptrol.domains.metering import EVENT_MAX, UsageRow, chip_microseconds
from comptrol.kernel.errors import UnreadableError

_MICRO: Final = 10**6
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2200


def row_of(fields: Mapping[str, object]) -> UsageRow:
    """Return a row of fields; without ``chip_seconds`` its chips were in use all the time.

    Raises UnreadableError with what is wrong and what was expected.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        row = msgspec.convert({"chip_seconds": 0, **given}, UsageRow)
    except msgspec.ValidationError as error:
        raise UnreadableError(_worded(str(error))) from error
    _check_times(row)
    # One moment has one spelling: an event is known again by its words.
    row = msgspec.structs.replace(
        row, since=row.since.astimezone(UTC), until=row.until.astimezone(UTC)
    )
    most = chip_microseconds(row.chips, row.since, row.until) // _MICRO
    if "chip_seconds" not in given:
        row = msgspec.structs.replace(row, chip_seconds=most)
    if row.chip_seconds > most:
        raise UnreadableError(
            f"chip_seconds: {row.chip_seconds} told; {row.chips} chips from {row.since} to "
            f"{row.until} have {most}: expected seconds, all chips together"
        )
    if row.flop is not None and not row.flop.is_sayable:
        raise UnreadableError("flop: expected less than 10^30: one event is so much at most")
    return row


def _check_times(row: UsageRow) -> None:
    if row.since.tzinfo is None or row.until.tzinfo is None:
        raise UnreadableError("since and until: expected an offset from UTC, such as Z at the end")
    if not (row.since.year >= _FIRST_YEAR and row.until.year < _LAST_YEAR):
        raise UnreadableError(
            f"since and until: expected years from {_FIRST_YEAR} on, of this age"
        )
    if row.until <= row.since:
        raise UnreadableError(
            f"until: {row.until} is not after since, {row.since}: expected the end of the usage"
        )
    if row.until - row.since > EVENT_MAX:
        raise UnreadableError(
            f"until: {row.until - row.since} long; tell a year at most, in parts"
        )


def _worded(error: str) -> str:
    """Return what msgspec says, with the field first."""
    what, found, where = error.rpartition(" - at `")
    if not found:
        return error
    return f"{where.removeprefix('$.').removesuffix('`')}: {what[:1].lower()}{what[1:]}"


def utc(seconds: int) -> datetime:
    """Return a moment of whole seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
