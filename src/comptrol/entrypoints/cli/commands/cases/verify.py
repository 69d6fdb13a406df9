"""Check a dossier."""

from argparse import Namespace
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import click

from comptrol import verify_ledger
from comptrol.bootstrap import POLICY
from comptrol.domains import DOMAINS
from comptrol.domains.privacy import commitment_to
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.evidence_files import read_file
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.pictures.case_page import page
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.dossier import CASE, HISTORY, INDEX, Dossier, as_read
from comptrol.flow.dossier_checking import Shown, differences
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import ComptrolError

PAGE: Final = "dossier.html"
FILE_BYTES_MAX: Final = 1 << 28


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path),
              help="Whom to believe. [default: the folder's own, of its giver]")  # fmt: skip
@as_json
def command(folder: Path, policy: Path | None, as_json: bool) -> int:
    """Check all of a dossier: digests, every entry's proof, that none is left out, and the page.

    Exit code 1: something does not hold.
    """
    made = as_read(_read(folder / CASE))
    report = verify_ledger.Report()
    try:
        believed = verify_ledger.Policy((policy or folder / POLICY).read_bytes())
        verify_ledger.history(Namespace(proof=folder / HISTORY), believed, report)
        _check_entries(folder, made, believed, report)
    except (verify_ledger.UnreadableError, verify_ledger.BrokenError, OSError) as error:
        report.wrong("proofs", str(error)[:400])
    for where, what in (
        *_wrong_digests(folder),
        *_wrong_history(made, report),
        *_wrong_openings(folder, made),
        *_wrong_page(folder, made),
        *((CASE, it) for it in differences(made, _shown(folder, made))),
    ):
        report.wrong(where, what)
    holds = report.count == 0
    if as_json:
        emit({"verified": holds, "case": made.file.case.case, "entries": len(made.entries),
              "findings": report.findings, "unchecked": report.unchecked})  # fmt: skip
        return YES if holds else NO
    for it in report.findings:
        click.echo(printable(f"{it['where']}: {it['what']}"))
    for what in report.unchecked:
        click.echo(printable(f"Not checked: {what}"))
    told = "All of it holds" if holds else f"It does not hold. Findings: {report.count}"
    click.echo(f"{told}: {counted(len(made.entries), 'entry')} of case {made.file.case.case}.")
    return YES if holds else NO


def _read(path: Path) -> bytes:
    return read_file(path, bytes_max=FILE_BYTES_MAX)


def _check_entries(
    folder: Path,
    made: Dossier,
    policy: verify_ledger.Policy,
    report: verify_ledger.Report,
) -> None:
    """Check that the log has each entry at its place, and that what is shown of it was signed."""
    for it in made.entries:
        raw = _read(folder / f"entries/{it.position}.cose")
        proof = _read(folder / f"entries/{it.position}.proof")
        if verify_ledger.check_receipt(proof, raw, policy, report) != it.position:
            report.wrong(it.proof, f"it is of another position than {it.position}")
        try:
            envelope = open_envelope(raw)
        except ComptrolError as error:
            report.wrong(it.entry, str(error))
            continue
        if envelope.claims.issuer != it.by:
            report.wrong(it.entry, f"it was said by {envelope.claims.issuer}, not by {it.by}")
        shown = None if it.sealed else _read(folder / f"entries/{it.position}.json")
        if shown is not None and shown != envelope.payload:
            report.wrong(it.entry, "the JSON beside it is not what was signed")


def _wrong_digests(folder: Path) -> Iterator[tuple[str, str]]:
    known = {INDEX}
    for line in _read(folder / INDEX).decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute() or not path.is_file():
            yield INDEX, f"{name} is not there"
            continue
        known.add(name)
        if sha256(_read(folder / name)).hexdigest() != digest:
            yield name, "its digest is another one"
    there = {str(it.relative_to(folder)) for it in folder.rglob("*") if it.is_file()}
    yield from ((name, f"{INDEX} does not have it") for name in sorted(there - known))


def _wrong_history(made: Dossier, report: verify_ledger.Report) -> Iterator[tuple[str, str]]:
    """Say whether the page and the proofs are of one case, and of all that the log has of it."""
    name = made.file.case.case
    if report.seen.get("subject") != f"case:{name}":
        yield HISTORY, f"it is not the history of case {name}"
    missing = set(report.seen.get("positions", ())) - {it.position for it in made.entries}
    if missing:
        yield CASE, f"the log has entry {min(missing)} about the case too"


def _wrong_openings(folder: Path, made: Dossier) -> Iterator[tuple[str, str]]:
    for it in made.opened:
        salt = _read(folder / f"opened/{it.position}.salt")
        words = _read(folder / f"opened/{it.position}.json")
        sealed = open_envelope(_read(folder / f"entries/{it.position}.cose"))
        if sealed.claims.subject != f"commitment:{commitment_to(salt, words)}":
            yield it.words, "it is not what was sealed"


def _wrong_page(folder: Path, made: Dossier) -> Iterator[tuple[str, str]]:
    if _read(folder / PAGE) != page(made):
        yield PAGE, f"it does not say what {CASE} says"


def _shown(folder: Path, made: Dossier) -> dict[int, Shown]:
    """Return what the entries of a dossier say, and who said it; what is sealed is left out."""
    catalogue, found = Catalogue(DOMAINS), dict[int, Shown]()
    for it in made.entries:
        try:
            envelope = open_envelope(_read(folder / f"entries/{it.position}.cose"))
            said = catalogue.read(envelope)
        except ComptrolError:
            continue  # it has been named already, or is of a later version: then it differs
        found[it.position] = Shown(envelope.claims.issuer, said)
    return found
