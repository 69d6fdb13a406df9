"""File a batch of usage."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.lake import Batch, Lake, highest_in
from comptrol.domains.metering import BatchFiled, MeteringRefusal, MeteringView, batch_name
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.cli.commands.lake.options import lake_folder, lake_option
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, answer, emit, note, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Receipt, Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as", "party", required=True, help="The provider whose usage it is.")
@click.option("--period", required=True, metavar="YYYY-MM[-DD]", help="When all of it began.")
@click.option(
    "--sequence",
    required=True,
    type=click.IntRange(1, 999_999),
    help="The number of the batch within its period.",
)
@lake_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    party: str,
    period: str,
    sequence: int,
    lake: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Put the usage in FILE (.parquet or .csv) into the lake, and its digest into the log.

    The same bytes under the same number again are known, and nothing is done; other bytes under
    a number that is taken are refused: a correction is a row of a later batch, with a higher
    version. Rows that cannot be taken are written beside FILE, each with its reason.
    """
    peaks, now = _known(settings, party, data)
    sending = (file, party, period, sequence)
    filed = Lake(lake_folder(settings, lake, data)).add(sending, peaks, now, note)
    name = batch_name(party, period, sequence)
    if filed.conflict:
        note(f"{name} is filed already, of other bytes: send corrections under the next number")
        return NO
    logged = _logged(settings, data, filed.batch)
    if isinstance(logged, Refused):
        if as_json:
            emit(in_words(logged))
        else:
            tell(logged)
        note(f"its file is in the lake, and is not in the log: once that is mended, {_AGAIN}")
        return NO
    told = _told(filed.batch, logged, repeated=filed.repeated)
    answer(told, _page(told), as_json=as_json)
    return YES


_AGAIN = "call the same command again"


def _known(settings: Settings, party: str, data: str | None) -> tuple[dict[str, int], datetime]:
    """Return the peaks of every chip, and now; raise where the provider cannot speak here."""
    with closing(opened(settings, data)) as platform:
        platform.keyring.of(PartyId(party))
        with platform.world() as world:
            if world[PartiesView].parties.get(PartyId(party)) is None:
                raise NotFoundError(f"{party} is not enrolled")
            return highest_in(world), platform.intake.clock.now()


def _logged(settings: Settings, data: str | None, filed: Batch) -> int | Refused:
    """Say in the log that a batch was filed, and return where; it may stand there already.

    The log is closed while rows are looked at, which may take minutes.
    """
    name = batch_name(filed.provider, filed.period, filed.sequence)
    said = BatchFiled(
        batch=name,
        provider=filed.provider,
        period=filed.period,
        sequence=filed.sequence,
        digest=filed.digest,
        rows=filed.sums.rows,
        rejected=filed.rejected,
        chip_seconds=filed.sums.chip_seconds,
        flop=filed.sums.flop,
    )
    with closing(opened(settings, data)) as platform:
        answered = platform.speaker(filed.provider).say(said)
        if isinstance(answered, Receipt):
            return answered.position
        exists = MeteringRefusal.BATCH_EXISTS.reason.code
        with platform.world() as world:
            known = world[MeteringView].batches.get(name)
        if known is not None and [it.code for it in answered.findings] == [exists]:
            return known.position
        return answered


def _told(batch: Batch, position: int, *, repeated: bool) -> dict[str, Any]:
    flop = batch.sums.flop
    whole = None if flop is None else map(Decimal, flop.whole)
    return {
        "batch": batch_name(batch.provider, batch.period, batch.sequence),
        "position": position,
        "repeated": repeated,
        "rows": batch.sums.rows,
        "rejected": batch.rejected,
        "chip_seconds": batch.sums.chip_seconds,
        "flop": whole and dict(zip(("low", "mid", "high"), whole, strict=True)),
        "digest": batch.digest,
    }


def _page(told: dict[str, Any]) -> Iterator[str]:
    again = " before" if told["repeated"] else ""
    rows = f"{counted(told['rows'], 'row', shape=',')}, {told['rejected']:,} not taken"
    yield f"{told['batch']} was filed{again}: {rows}."
    yield f"{counted(told['chip_seconds'], 'chip-second', shape=',')}; digest {told['digest']}"
    yield f"In the log at position {told['position']}."
