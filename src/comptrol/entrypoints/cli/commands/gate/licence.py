"""Show one licence."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import click

from comptrol.domains.gate import LicenceFile, LicenceId
from comptrol.domains.gate import licence as licence_file
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.settings import Settings


@click.command()
@click.argument("licence", metavar="NAME")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, licence: str, data: str | None, as_json: bool) -> None:
    """Show the licence NAME: whom and what it is for, what is drawn and left, what it hangs on."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = licence_file(world, licence=LicenceId(licence))
        today = platform.today()
    answer(found, map(one_line, _page(found, today)), as_json=as_json)


def _page(found: LicenceFile, today: date) -> Iterator[str]:
    """Yield a licence: what it says, what is drawn, and what its conditions come to today."""
    licence = found.licence
    yield f"{licence.licence} ({licence.type.value}), given to {licence.holder}"
    yield f"  source: {licence.source}"
    yield f"  for: {', '.join(licence.models)}"
    yield f"  to: {', '.join(licence.consignees) or 'nobody is named: a person reads its text'}"
    yield f"  destinations: {', '.join(licence.destinations) or 'none is named'}"
    until = "no end is set" if licence.until is None else f"good until before {licence.until}"
    yield f"  from {licence.since}; {until}"
    if licence.ended_on is not None:
        yield f"  ended on {licence.ended_on}: nothing new is let through"
    of = "no number is set" if licence.chips is None else f"of {licence.chips}"
    yield f"  drawn: {counted(licence.drawn, 'chip')}, {of}"
    if found.left is not None:
        yield f"  left: {counted(found.left, 'chip')}"
    for it in found.drawn:
        yield f"    {it.model}: {it.chips} drawn"
    if licence.notice_days is not None:
        yield f"  notice: {counted(licence.notice_days, 'day')} before anything ships"
    yield from _volume(found, today)


def _volume(found: LicenceFile, today: date) -> Iterator[str]:
    """Yield what a volume condition allows of each model, by the last report of its day."""
    condition = found.licence.volume
    if condition is None:
        return
    share, country = condition.share_percent, condition.of_country
    yield f"  volume: at most {share} % of what went to {country} ({condition.source})"
    for model in found.licence.models:
        reports = [it for it in found.volumes if it.model == model and it.on <= today]
        if not reports:
            yield f"    {model}: nothing was reported, so that nothing may go"
            continue
        last = reports[-1]
        drawn = sum(it.chips for it in found.drawn if it.model == model)
        most = share * last.chips // 100
        yield (
            f"    {model}: {last.chips} went to {country} by {last.on}, so that {most} may go; "
            f"{drawn} are drawn, {most - drawn} are left"
        )
