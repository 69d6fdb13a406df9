"""Prove an entry, or a history."""

from contextlib import closing
from pathlib import Path

import click
import msgspec

from comptrol.bootstrap import Platform, publisher
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened
from comptrol.flow.proving import History, cose_receipt, gathered, proven, receipt
from comptrol.flow.publishing import Publisher
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.settings import Settings


@click.command()
@click.argument("position", type=click.IntRange(0), required=False)
@click.option("--subject", help="Prove all that the log has about it, such as lot:h100-0001.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the proof.")
@click.option(
    "--entry", type=click.Path(path_type=Path), help="Where to write the entry that is proven."
)
@click.option("--cose", is_flag=True, help="A COSE Receipt (RFC 9942), which no witness signed.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    position: int | None,
    subject: str | None,
    out: Path | None,
    entry: Path | None,
    cose: bool,
    data: str | None,
    as_json: bool,
) -> None:
    """Prove that the log has the entry at POSITION, or all that it has about a subject.

    The proof holds for whoever has the entry's bytes and a policy: `comptrol ledger verify`.
    """
    if (position is None) == (subject is None):
        raise click.UsageError("name a POSITION, or a --subject")
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform, publisher(platform, folder) as made:
        if subject is not None:
            _give_history(_history(platform, made, subject), out, as_json=as_json)
            return
        assert position is not None  # noqa: S101  (one of the two is given)
        if position >= platform.store.size():
            raise NotFoundError(f"the log has no entry {position}")
        _cover(made, position, cose=cose)
        proof = cose_receipt(made, position) if cose else receipt(made, position)
        if entry is not None:
            raw = next(iter(platform.store.entries(position))).raw
            entry.write_bytes(raw)
            note(f"{counted(len(raw), 'byte')} in {entry}")
    _give(proof, out, position, as_json=as_json)


def _cover(made: Publisher, position: int, *, cose: bool = False) -> None:
    """Publish, if the head that is published does not have the entry yet."""
    final = made.final
    if final is None or position >= final.head.size or cose:
        head = made.publish()
        if not head.final:
            raise UnavailableError(f"the policy is not met: {head.missing}")


def _history(platform: Platform, made: Publisher, subject: str) -> History:
    with platform.store.reading() as reading:
        found = gathered(reading, platform.catalogue, platform.references, subject)
    _cover(made, found.seal_position)
    return proven(made, found)


def _give_history(history: History, out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        out.write_bytes(msgspec.json.encode(history) + b"\n")
        if as_json:
            emit({"subject": history.subject, "entries": len(history.entries), "out": str(out)})
        note(f"{counted(len(history.entries), 'entry')} about {history.subject} in {out}")
    elif as_json:
        emit(history)
    else:
        positions = ", ".join(str(entry.position) for entry in history.entries)
        told = (
            f"{counted(len(history.entries), 'entry')}: {positions}"
            if positions
            else "no entry at all"
        )
        click.echo(f"Of {history.subject} the log has {told}. Write the proof with --out.")


def _give(proof: bytes, out: Path | None, position: int, *, as_json: bool) -> None:
    if out is not None:
        out.write_bytes(proof)
        if as_json:
            emit({"position": position, "out": str(out)})
        note(f"the proof of entry {position}, {counted(len(proof), 'byte')}, in {out}")
    elif as_json:
        emit({"position": position, "proof": proof})
    else:
        click.echo(proof, nl=False)
