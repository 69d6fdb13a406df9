"""Say one thing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains import caps, gate
from comptrol.domains.caps import Act, Posted
from comptrol.domains.gate import Bypassed, Ruled
from comptrol.domains.law import Decision
from comptrol.domains.screening import Screened
from comptrol.entrypoints.cli.amounts import moment
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
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
    for line in _told(answer):
        click.echo(one_line(line))


def tell_decision(decision: Decision) -> None:
    """Tell a person how a request was ruled on, and why."""
    for line in _decision(decision):
        click.echo(one_line(f"    {line}"))


def _told(answer: Answer) -> Iterator[str]:
    if isinstance(answer, Receipt):
        again = " (it was logged before)" if answer.repeated else ""
        yield f"Accepted at position {answer.position}{again}."
        for entry in answer.consequences:
            yield f"  then {kind(type(entry.statement))} at {entry.position}"
            yield from (f"    {line}" for line in _consequence(entry.statement))
        return
    yield "Refused:"
    for finding in answer.findings:
        cited = f" [{finding.citation}]" if finding.citation else ""
        yield f"  {finding.code}: {finding.title} {finding.detail}{cited}"


def _consequence(said: Consequence) -> Iterator[str]:
    """Yield in words what the platform said because of a statement."""
    match said:
        case Ruled(decision=decision, amendment=amendment):
            if amendment is not None:
                yield f"on the change that was asked for at position {amendment}"
            yield from _decision(decision)
        case Screened(party=party, verdict=verdict, matches=matches):
            found = [f"{match.name} ({match.list}, {match.score})" for match in matches]
            beside = f": {'; '.join(found)}" if found else ""
            yield f"screened {party}: {verdict.value}{beside}"
        case Bypassed(detail=detail):
            yield detail
        case Posted():
            yield from _posted(said)
        case gate.Lapsed(orders=orders) if orders:
            yield f"not confirmed in time: {', '.join(orders)}"
        case caps.Lapsed(holds=holds):
            yield f"free again: what was held for {', '.join(holds)}"
        case _:
            return


_ACTS: Final = {
    Act.HOLD: "held",
    Act.GROW: "more is held",
    Act.SHRINK: "less is held",
    Act.CONFIRM: "confirmed: it no longer lapses",
    Act.USE: "used so far",
    Act.SETTLE: "settled",
    Act.VOID: "nothing is held any more",
    Act.LATE: "counted after its hold had ended",
    Act.CORRECT: "corrected",
}


def _posted(said: Posted) -> Iterator[str]:
    """Yield what an order takes of caps: chips of some, chip-seconds of others."""
    until = "" if said.lapses_at is None else f", until {moment(said.lapses_at)} if not confirmed"
    yield f"{_ACTS[said.act]}{until}"
    exact = said.further.takes if said.further is not None else ()
    named = [(it.cap, it.held, it.used) for it in said.takes]
    named += [(it.cap, int(it.held), int(it.used)) for it in exact]
    for cap, held, used in named:
        parts = (("held", held), ("used", used))
        told = ", ".join(f"{name} {many:+d}" for name, many in parts if many)
        yield f"  {cap}: {told or 'nothing'}"
    if said.overrun:
        yield (
            f"  {counted(said.overrun, 'chip-second was', 'chip-seconds were')} used beyond "
            "what was held"
        )


def _decision(decision: Decision) -> Iterator[str]:
    yield f"outcome: {decision.outcome.value}, by the law of {decision.as_of}"
    chosen = f", chosen by {decision.posture_chosen}" if decision.posture_chosen else ""
    policy = decision.policy_name.value
    yield f"posture: {decision.posture.value}{chosen}; policy: {policy}"
    for part in ("law", "policy", "pending"):
        for finding in getattr(decision, part):
            yield f"{part}: {finding.effect.value} ({finding.status}) {finding.detail}"
            yield f"  {finding.rule}: {finding.citation}"
    for question in decision.questions:
        blocks = "blocks" if question.blocking else "open, does not block"
        yield f"question {question.id} ({blocks}): {question.text}"
        for allowed in question.answers:
            yield f"  {allowed.answer}: {allowed.meaning} ({allowed.then.value})"
    yield from (f"condition: {condition}" for condition in decision.conditions)
    yield from (f"arithmetic: {step}" for step in decision.steps)
