"""Which reader reads a meter, and with what peaks of chips?"""

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from comptrol.adapters.meters import slurm
from comptrol.adapters.meters.cloud_events import (
    BATCH,
    JSON,
    STRUCTURED,
    read_events,
    told_in,
)
from comptrol.adapters.meters.columns import read_columns
from comptrol.adapters.meters.exposition import read_scrapes
from comptrol.adapters.meters.fields import USUAL, fields_named
from comptrol.adapters.meters.prometheus import clock_ms, last_window, read_prometheus
from comptrol.adapters.meters.scraping import keep_scrape
from comptrol.adapters.meters.series import WINDOW_S, Asked, Span
from comptrol.adapters.meters.slurm_words import (
    ENDED,
    UNTYPED,
    allocated_gpus,
    allocation_of,
    gpus,
    is_whole,
    order_in,
)
from comptrol.bootstrap.chip_peaks import peaks_shipped
from comptrol.domains.metering import Readings
from comptrol.kernel.errors import UnreadableError

__all__ = [
    "BATCH",
    "ENDED",
    "JSON",
    "STRUCTURED",
    "UNTYPED",
    "USUAL",
    "WINDOW_S",
    "Format",
    "Reading",
    "allocated_gpus",
    "allocation_of",
    "gpus",
    "is_whole",
    "order_in",
    "readings",
    "told_in",
]

LATE_MS: Final = 60_000
"""So long after its end the last readings of a window are in."""
WINDOWS_BACK: Final = 24
"""So many windows are read where no beginning is told."""


class Format(Enum):
    """What says what was used."""

    SLURM = "slurm"
    DCGM = "dcgm"
    PROMETHEUS = "prometheus"
    CSV = "csv"
    CLOUDEVENTS = "cloudevents"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What is read, and what is known beside it."""

    where: str
    """A file, or an address."""
    format: Format
    now: datetime
    source: str | None = None
    zone: str | None = None
    models: dict[str, str] = {}
    order_label: str | None = None
    tenant_label: str | None = None
    metrics: tuple[str, ...] = ()
    window_s: int = WINDOW_S
    since: datetime | None = None
    until: datetime | None = None
    only: str = ""
    kept: Path | None = None


def readings(asked: Reading) -> Readings:
    """Return what a meter says."""
    address = asked.where.startswith(("http://", "https://"))
    match asked.format:
        case Format.PROMETHEUS:
            if not address:
                raise UnreadableError("a Prometheus is read at its address: http://HOST:9090")
            return _prometheus(asked)
        case Format.DCGM:
            return _dcgm(asked, address=address)
        case _ if address:
            raise UnreadableError(f"--format {asked.format.value} is read from a file")
        case Format.SLURM:
            known = slurm.Asked(source=asked.source, zone=_zone(asked.zone), models=asked.models)
            return slurm.read_accounts(Path(asked.where), known)
        case Format.CSV:
            return read_columns(Path(asked.where), asked.source)
        case Format.CLOUDEVENTS:
            return read_events(Path(asked.where))


def _prometheus(asked: Reading) -> Readings:
    window_ms = asked.window_s * 1000
    until = last_window(clock_ms(asked.where), asked.window_s, LATE_MS)
    if asked.until is not None:
        told = int(asked.until.timestamp() * 1000) // window_ms * window_ms
        until = min(until, told)
    since = until - WINDOWS_BACK * window_ms
    if asked.since is not None:
        since = -(-int(asked.since.timestamp() * 1000) // window_ms) * window_ms
    if since >= until:
        raise UnreadableError(
            f"no window of {asked.window_s} s begins at --since or later and is over by --until "
            "and now: choose a longer time, or a shorter --window"
        )
    span = Span(since_ms=since, until_ms=until)
    fields = fields_named(asked.metrics)
    return read_prometheus(asked.where, fields, span, _series(asked), asked.only)


def _dcgm(asked: Reading, *, address: bool) -> Readings:
    fields = fields_named(asked.metrics)
    if not address:
        return read_scrapes(Path(asked.where), fields, _series(asked))
    if asked.kept is None:
        raise UnreadableError("one scrape tells no usage: name with --kept a file to keep them in")
    keep_scrape(asked.where, asked.kept, fields, asked.now)
    return read_scrapes(asked.kept, fields, _series(asked))


def _series(asked: Reading) -> Asked:
    return Asked(
        source=asked.source,
        order=asked.order_label,
        tenant=asked.tenant_label,
        models=asked.models,
        peaks=peaks_shipped() if asked.models else {},
        window_s=asked.window_s,
    )


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise UnreadableError(f"--zone {name[:60]!r} is no time zone: {error}") from error
    except KeyError as error:
        raise UnreadableError(f"--zone {name[:60]!r} is no time zone, such as UTC") from error
