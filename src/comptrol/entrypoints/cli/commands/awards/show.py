"""Show one award: use against plan, conditions, requests, what was taken, what came of it."""

from collections.abc import Iterator
from contextlib import closing

import click

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards import AwardFile, Use, award, use
from comptrol.entrypoints.cli.amounts import hours
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings

HEADINGS = ("pool", "month", "planned", "open", "held", "used", "waits for")


@click.command()
@click.argument("name", metavar="AWARD")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, name: str, data: str | None, as_json: bool) -> None:
    """Show AWARD: what it is planned for month by month, and what became of that.

    What is open is what the gate lets through in that month, and in no other.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = award(world, award=ProposalId(name))
        today = platform.intake.clock.now().date()
        used = use(world, award=ProposalId(name), on=today)
    if as_json:
        emit({"file": found, "use": used})
        return
    for line in _head(found, used):
        click.echo(one_line(line))
    click.echo()
    table(HEADINGS, _months(used), nothing="Nothing has been used.")
    lines = list(_said(found))
    if lines:
        click.echo()
    for line in lines:
        click.echo(one_line(line))


def _head(found: AwardFile, used: Use) -> Iterator[str]:
    row = found.award
    state = "open" if row.over is None else row.over.value
    yield f"{row.award} of call {row.call}, held by {row.holder}, {state}"
    yield f"Orders that draw on it name the programme {row.programme}"
    policy = "no policy" if found.policy is None else f"policy {found.policy.policy}"
    percent = "nothing was planned yet" if used.percent is None else f"{used.percent} %"
    yield (
        f"Used in months that are over: {hours(used.used_to_date)} of "
        f"{hours(used.expected_to_date)} ({percent}); {policy}"
    )


def _months(used: Use) -> Iterator[tuple[object, ...]]:
    for it in used.months:
        amounts = (hours(many) for many in (it.planned, it.ceiling, it.held, it.used))
        yield (it.pool, it.month, *amounts, it.waits_for)


def _said(found: AwardFile) -> Iterator[str]:
    for it in found.milestones:
        yield f"Milestone {it.milestone} by {it.due}: {it.what} ({it.state.value})"
    for one in found.requests:
        state = {None: "open", True: "accepted", False: "declined"}[one.accepted]
        yield f"Request {one.request} of {one.asked_on}: {one.reason} ({state})"
    for notice in found.notices:
        yield f"Notice {notice.notice} of {notice.given_on}, until {notice.answer_by}"
    for act in found.acts:
        state = "undone on appeal" if act.undone else f"can be appealed until {act.appeal_until}"
        yield f"{act.matter.value} {act.act} of {act.done_on}: {hours(act.chip_seconds)}, {state}"
    for appeal in found.appeals:
        state = {None: "open", True: "granted", False: "dismissed"}[appeal.granted]
        yield f"Appeal {appeal.appeal} against {appeal.act}: {state}"
    for outcome in found.outcomes:
        where = "open to all" if outcome.open_to_all else "not open"
        yield f"{outcome.product.value}: {outcome.title}, {outcome.reference} ({where})"
