"""Say one thing."""

from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.gate import Bypassed, Ruled
from comptrol.domains.law import Decision
from comptrol.domains.screening import Screened
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.entrypoints.cli.statements import read_statement
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Consequence, kind
from comptrol.settings import Settings


@click.command()
@click.argument("kind_name", metavar="KIND")
@click.argument("body", type=click.Path(path_type=Path))
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who says it.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    kind_name: str,
    body: Path,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Sign the statement in BODY (a JSON file) as a party whose key is here, and log it.

    KIND is one of `comptrol kinds`, such as gate.ordered/1. Exit code 1: it was refused.
    """
    platform = opened(settings, data)
    try:
        said = read_statement(platform, kind_name, body)
        answer = platform.speaker(PartyId(party)).say(said)
    finally:
        platform.close()
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO


def tell(answer: Answer) -> None:
    """Tell a person what became of a statement."""
    if isinstance(answer, Receipt):
        again = " (it was logged before)" if answer.repeated else ""
        click.echo(f"Accepted at position {answer.position}{again}.")
        for entry in answer.consequences:
            click.echo(f"  then {kind(type(entry.statement))} at {entry.position}")
            _tell_consequence(entry.statement)
        return
    click.echo("Refused:")
    for finding in answer.findings:
        cited = f" [{finding.citation}]" if finding.citation else ""
        click.echo(f"  {finding.code}: {finding.title} {finding.detail}{cited}")


def _tell_consequence(said: Consequence) -> None:
    if isinstance(said, Ruled):
        tell_decision(said.decision)
    elif isinstance(said, Screened):
        found = [f"{match.name} ({match.list}, {match.score})" for match in said.matches]
        click.echo(f"    screened: {said.verdict.value} {'; '.join(found)}")
    elif isinstance(said, Bypassed):
        click.echo(f"    {said.detail}")


def tell_decision(decision: Decision) -> None:
    """Tell a person how a request was ruled on, and why."""
    click.echo(f"    outcome: {decision.outcome.value}, by the law of {decision.as_of}")
    chosen = f", chosen by {decision.posture_chosen}" if decision.posture_chosen else ""
    click.echo(
        f"    posture: {decision.posture.value}{chosen}; policy: {decision.policy_name.value}"
    )
    for part in ("law", "policy", "pending"):
        for finding in getattr(decision, part):
            click.echo(f"    {part}: {finding.effect.value} ({finding.status}) {finding.detail}")
            click.echo(f"      {finding.rule}: {finding.citation}")
    for question in decision.questions:
        blocks = "blocks" if question.blocking else "open, does not block"
        click.echo(f"    question {question.id} ({blocks}): {question.text}")
        for allowed in question.answers:
            click.echo(f"      {allowed.answer}: {allowed.meaning} ({allowed.then.value})")
    for condition in decision.conditions:
        click.echo(f"    condition: {condition}")
    for step in decision.steps:
        click.echo(f"    arithmetic: {step}")
