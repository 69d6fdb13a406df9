"""Exchange what happened to lots with those who have no Comptrol, as events of GS1 EPCIS 2.0."""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final, TextIO

import click

from comptrol.bootstrap.exchanging import (
    PUBLISHED_AT,
    manner_of,
    read_document,
    take_events,
    tell_events,
)
from comptrol.domains.registry import LotId
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, emit, note, opened
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

FILE: Final = click.Path(path_type=Path, dir_okay=False)
_REASON_MAX: Final = 400

ids_option = click.option(
    "--ids",
    "place",
    metavar="URL",
    help="Where names are given, such as https://registry.example/. [default: the log's own]",
)
schema_option = click.option(
    "--schema",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="GS1's JSON Schema of EPCIS 2.0, downloaded; every event is held against it too.",
)


@click.group()
def command() -> None:
    """Write what happened to lots as events of GS1 EPCIS 2.0, or take in what others wrote."""


@command.command("out")
@click.option("--out", type=FILE, required=True, help="Write the document here.")
@click.option("--lot", help="Of one lot alone.")
@click.option("--since", type=click.IntRange(0), default=0, help="From a position of the log on.")
@ids_option
@schema_option
@data_option
@as_json
@click.pass_obj
def write(
    settings: Settings,
    out: Path,
    lot: str | None,
    since: int,
    place: str | None,
    schema: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Write what happened to lots as one EPCISDocument, an event to a statement.

    What is only planned, what was counted and what is about sites is no event of a lot.
    """
    if lot is not None and since:
        raise click.UsageError("--lot and --since: one of them")
    with closing(opened(settings, data)) as platform:
        manner = manner_of(platform, place, schema)
        events = tell_events(platform, out, manner, None if lot is None else LotId(lot), since)
    names = manner.names.place
    if as_json:
        emit({"events": events, "out": str(out), "names": names, "schema": schema is not None})
    else:
        click.echo(
            f"{counted(events, 'event is', 'events are')} in {out}, with names under {names}"
        )
    _note_schema(schema)


@command.command("in")
@click.argument("file", type=FILE)
@click.option(
    "--as",
    "parties",
    required=True,
    multiple=True,
    metavar="PARTY",
    help="Who says so; of several, each says what is theirs. Their keys are here.",
)
@ids_option
@schema_option
@data_option
@as_json
@click.pass_obj
def take(
    settings: Settings,
    file: Path,
    parties: tuple[str, ...],
    place: str | None,
    schema: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Say what the events of FILE say: an EPCISDocument in JSON, or one event.

    What was said before is passed over, so a file can be taken again. Events that are not taken
    are written to FILE.rejected.json, with the reason; those of other parties are left to them.
    """
    beside = file.with_name(f"{file.name}.rejected.json")
    document = read_document(file)
    with closing(opened(settings, data)) as platform, closing(_Rejections(beside)) as rejected:
        manner = manner_of(platform, place, schema)
        total = len(document.events)
        shown: Any = click.progressbar(length=total, label="events", file=sys.stderr)
        with shown as bar:

            def tell(done: int) -> None:
                bar.update(done - bar.pos)

            voices = tuple(map(PartyId, dict.fromkeys(parties)))
            done = take_events(platform, document, voices, manner, rejected.write, tell)
    if as_json:
        emit(done)
    else:
        click.echo(
            f"{counted(done.said, 'event was', 'events were')} said; {done.already} had been "
            f"said before; {done.of_others} are of others; {done.rejected} were not taken."
        )
    _note_schema(schema)
    if done.rejected:
        note(f"{counted(done.rejected, 'event was', 'events were')} not taken: see {beside}")
        raise SystemExit(NO)


def _note_schema(schema: Path | None) -> None:
    if schema is None:
        note(
            f"not held against the published schema: download {PUBLISHED_AT}, name it by --schema"
        )


class _Rejections:
    """The events that were not taken, beside the file; there is none before the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def write(self, number: int, event: Any, reason: str) -> None:  # noqa: ANN401
        """Write one event, with its place in the file and what is wrong with it."""
        try:
            if self._file is None:
                self._file = self._path.open("w", encoding="utf-8", newline="\n")
                self._file.write("[\n")
            else:
                self._file.write(",\n")
            told = {"number": number, "reason": reason[:_REASON_MAX], "event": event}
            self._file.write(_json(told))
        except OSError as error:
            raise UnavailableError(f"{self._path}: {error.strerror}") from error

    def close(self) -> None:
        """Close the file, if there is one; one of an earlier time that is out of date goes."""
        if self._file is None:
            self._path.unlink(missing_ok=True)
            return
        self._file.write("\n]\n")
        self._file.close()


def _json(told: dict[str, Any]) -> str:
    try:
        return json.dumps(told)
    except RecursionError:
        return json.dumps({**told, "event": None})
