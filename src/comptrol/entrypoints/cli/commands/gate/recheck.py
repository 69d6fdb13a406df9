"""Have every standing order judged by the law and the facts of today."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, Final

import click

from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.domains.gate import GateView, Order, OrderId, Rechecked, Ruled, reasons
from comptrol.domains.law import LawView, Outcome, adopted
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.flow.answers import in_words
from comptrol.flow.speech import Speaker
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

STEP: Final = 400
"""The gate judges 500 orders at once. Pages go on after fewer, so that an order that comes to
stand between two of them is in neither gap: what is judged twice comes out the same."""
PAGES_MAX: Final = 100_000


@click.command()
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who asks for it.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, party: str, data: str | None, as_json: bool) -> int:
    """Have every standing order judged by today's law and facts; show what comes out otherwise.

    It says gate.recheck-asked/1 until no order is left. JSON has a line to each ruling that
    changed. Exit code 1: some order may not go on.
    """
    with closing(opened(settings, data)) as platform:
        answers = _pages(platform, platform.speaker(PartyId(party)))
        changed = list[Ruled]()
        for answer in answers:
            if isinstance(answer, Refused):
                _refused(answer, as_json=as_json)
                return NO
            for said in _rulings(answer):
                changed.append(said)
                _tell(said, as_json=as_json)
    note(f"{counted(len(changed), 'ruling')} came out otherwise.")
    return NO if any(it.decision.outcome is not Outcome.ALLOW for it in changed) else YES


def _pages(platform: Platform, speaker: Speaker) -> Iterator[Answer]:
    """Say it page by page, with a bar of the orders that were judged."""
    with platform.world() as world:
        found = adopted(world[LawView])
        total = sum(1 for _ in world[GateView].orders.where(standing=True))
    if found is None:
        raise UnreadableError("no law is adopted: the authority says law.adopted/1 first")
    after: OrderId | None = None
    shown: Any = click.progressbar(length=total, label="orders", file=sys.stderr)
    with shown as bar:
        for _ in range(PAGES_MAX):
            page = _page(platform, after)
            yield speaker.say(Rechecked(rulebook=found.rulebook, after=after))
            bar.update(len(page))
            if len(page) < STEP:
                return
            after = page[-1].order


def _page(platform: Platform, after: OrderId | None) -> Sequence[Order]:
    """Return the standing orders that are judged next."""
    start = None if after is None else (after,)
    with platform.world() as world:
        return tuple(world[GateView].orders.where(after=start, limit=STEP, standing=True))


def _rulings(answer: Receipt) -> Iterator[Ruled]:
    for entry in answer.consequences:
        if isinstance(entry.statement, Ruled):
            yield entry.statement


def _refused(answer: Refused, *, as_json: bool) -> None:
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)


def _tell(said: Ruled, *, as_json: bool) -> None:
    why = reasons(said.decision)
    if as_json:
        emit({"order": said.order, "outcome": said.decision.outcome, "reasons": why})
        return
    click.echo(one_line(f"{said.order}: {said.decision.outcome.value}"))
    for reason in why:
        click.echo(one_line(f"  {reason}"))
