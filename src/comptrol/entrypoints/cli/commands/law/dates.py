"""Answer one request on many days."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap import today
from comptrol.domains.gate import judge
from comptrol.domains.law import Decision, Inquiry, Policy, Posture
from comptrol.entrypoints.cli.law_dates import Answered, dates_page
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option, rulebook_option
from comptrol.entrypoints.cli.output import answer
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.settings import Settings

TURNS: Final = (
    date(2022, 12, 1),
    date(2023, 12, 1),
    date(2025, 2, 1),
    date(2025, 12, 1),
    date(2026, 2, 1),
    date(2026, 8, 1),
)
"""A day in every time of the law: first rule, second, AI Diffusion, its end, 2026, the UAE."""


@click.command()
@click.argument("request", type=click.Path(path_type=Path))
@click.option("--on", "days", type=DAY, multiple=True, help="A day; may be given many times.")
@click.option("--policy", type=OneOf(Policy), help="What is asked beyond the law.")
@rulebook_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    request: Path,
    days: tuple[datetime, ...],
    policy: Policy | None,
    rulebook: str | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Answer REQUEST (a JSON file) on many days, enforced and codified, as a page (Markdown).

    Without --on the days are one in every time of the law since 2022, and today.
    """
    asked = read_json(request, Inquiry)
    chosen = [it.date() for it in days] or [*TURNS, today()]
    try:
        with world_of(settings, data) as world:
            found = answered(world, asked, chosen, today(), rulebook=rulebook, policy=policy)
    except (UnreadableError, NotFoundError) as error:
        raise type(error)(f"{request}: {error}") from error
    answer(found, dates_page(request.stem, asked, found), as_json=as_json)


def answered(
    world: RowsWorld,
    asked: Inquiry,
    days: Sequence[date],
    known_at: date,
    *,
    rulebook: str | None = None,
    policy: Policy | None = None,
) -> tuple[Answered, ...]:
    """Return the answers of each day under both postures, by what is known on one day."""

    def judged(on: date, posture: Posture) -> Decision:
        return judge(
            world,
            request=asked,
            as_of=on,
            known_at=known_at,
            posture=posture,
            policy=policy,
            rulebook=rulebook,
        )

    return tuple(
        Answered(
            on=on,
            known_at=known_at,
            enforced=judged(on, Posture.ENFORCED),
            codified=judged(on, Posture.CODIFIED),
        )
        for on in days
    )
