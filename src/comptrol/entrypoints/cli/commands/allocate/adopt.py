"""Say a plan to a log, part by part, for two people to adopt."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click

from comptrol.bootstrap import today
from comptrol.domains.allocation import (
    AllocationView,
    CallId,
    Cause,
    Plan,
    PlanAdopted,
    PlanId,
    call_document,
    plan_digest,
    said_of,
)
from comptrol.entrypoints.cli.call_files import FILE, checked, read_made, read_plan
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.entrypoints.cli.saying import from_words
from comptrol.flow.answers import in_words
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement
from comptrol.kernel.view import World
from comptrol.settings import Settings


@click.command()
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("--name", required=True, help="What the plan is called in the log.")
@click.option("--cause", type=OneOf(Cause), default=Cause.FIRST.value, show_default=True)
@click.option("--replaces", metavar="NAME", help="The plan in whose place it comes.")
@click.option("--as-of", type=DAY, help="The day of the call that it was made for. [today]")
@click.option("--reason", help="Adopt it too: why.")
@click.option("--by", help="The title under which it is adopted.")
@click.option("--as", "party", required=True, help="Who says it: an allocator.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    plan_file: Path,
    name: str,
    cause: Cause,
    replaces: str | None,
    as_of: datetime | None,
    reason: str | None,
    by: str | None,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Say PLAN to the log: it is checked here first, and again by the log.

    With --reason and --by the party adopts it too. A plan that the log has is only adopted: the
    second party that does so makes it hold. Exit code 1: it was refused.
    """
    if (reason is None) != (by is None):
        raise UnreadableError("--reason and --by were expected together: why, under which title")
    plan, day = read_made(plan_file), as_of.date() if as_of is not None else today()
    adopting = (
        () if reason is None else (from_words(PlanAdopted, plan=name, reason=reason, by=by),)
    )
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            if _has(world, name, plan):
                said: tuple[Statement, ...] = adopting
            else:
                _check(world, plan_file, plan, day)
                parts, planned = said_of(
                    plan,
                    PlanId(name),
                    cause=cause,
                    as_of=day,
                    replaces=PlanId(replaces) if replaces is not None else None,
                )
                said = (*parts, planned, *adopting)
        speaker = platform.speaker(PartyId(party))
        if not said:
            note(f"the log has plan {name} already; with --reason and --by it is adopted")
        for statement in said:
            answer = speaker.say(statement)
            if as_json:
                emit(in_words(answer))
            else:
                tell(answer)
            if not isinstance(answer, Receipt):
                return NO
    return YES


def _has(world: World, name: str, plan: Plan) -> bool:
    """Tell whether a log has a plan already; another one of that name is no such plan."""
    known = world[AllocationView].plans.get(PlanId(name))
    if known is not None and known.said.plan_digest != plan_digest(plan):
        raise UnreadableError(f"the log has another plan {name}, of {known.said.plan_digest}")
    return known is not None


def _check(world: World, path: Path, plan: Plan, day: date) -> None:
    call = call_document(world, call=CallId(plan.call), as_of=day)
    read_plan(path, call)
    for it in checked(call, plan, str(path)).violations:
        note(f"{it.code}: {it.sentence}")
