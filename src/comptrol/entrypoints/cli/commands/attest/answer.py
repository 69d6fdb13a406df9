"""Bring the evidence that a challenge asked for."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.domains.attestation import Attested, ChallengeId, Judged
from comptrol.domains.registry import ChipId
from comptrol.entrypoints.cli.commands.attest.check import page
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.evidence_files import read_evidence
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("challenge")
@click.argument("evidence", type=FILE)
@click.option("--chip", required=True, metavar="MAKER/SERIAL", help="Which chip answered.")
@click.option("--as", "party", required=True, help="Who was asked.")
@click.option("--chain", type=FILE, help="Its certificates (PEM), where EVIDENCE is a report.")
@click.option("--device", metavar="GPU-N", help="Whose, where EVIDENCE is of several chips.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    challenge: str,
    evidence: Path,
    chip: str,
    party: str,
    chain: Path | None,
    device: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Log EVIDENCE as the answer to CHALLENGE, and tell what the platform judged it to prove.

    A challenge is answered once: try it with `comptrol attest check` first. Exit code 1: it was
    refused.
    """
    said = Attested(
        chip=ChipId(chip),
        challenge=ChallengeId(challenge),
        evidence=read_evidence(evidence, chain, device),
    )
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(PartyId(party)).say(said)
    if as_json:
        emit(in_words(answer))
        return YES if isinstance(answer, Receipt) else NO
    tell(answer)
    if not isinstance(answer, Receipt):
        return NO
    for entry in answer.consequences:
        if isinstance(entry.statement, Judged):
            for line in page(entry.statement.verdict):
                click.echo(f"    {line}")
    return YES
