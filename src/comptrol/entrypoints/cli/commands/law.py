"""Classify chips and judge requests by the law of any day."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap import found, in_memory, references, today
from comptrol.domains.gate import judge
from comptrol.domains.law import (
    Classification,
    Decision,
    Inquiry,
    Outcome,
    Policy,
    Posture,
    Rulebook,
    classify,
)
from comptrol.entrypoints.cli.commands.say import tell_decision
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened, table
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.cli.tables import CASE_COLUMNS, case, rows
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import plain
from comptrol.settings import Settings


@click.group()
def command() -> None:
    """Classify chips and judge requests by the law of any day."""


@command.command("classify")
@click.argument("cases", type=click.Path(path_type=Path))
@click.option("--as-of", type=DAY, help="The day whose law applies. [default: today]")
@as_json
def classify_cases(cases: Path, as_of: datetime | None, as_json: bool) -> None:
    """Classify every chip of CASES (a CSV file), with the arithmetic.

    Columns: chip, market (dc or consumer), nonplanar (1 or 0), dense_Tops, bits, die_mm2,
    io_bidir_GBps, dram_GBps; an empty cell is unknown. Where no rate is known, tpp_published
    stands in; where no die area is known, pd_published.
    """
    rulebook = references().of(Rulebook)
    day = as_of.date() if as_of else today()
    found = [classify(case(row), day, rulebook) for row in rows(cases, CASE_COLUMNS)]
    if as_json:
        for item in found:
            emit(_fields(item))
        return
    table(
        ("chip", "class", "TPP", "density", "by", "needs"),
        (
            (
                i.chip,
                i.item_class + (" (note 2)" if i.note2 else ""),
                _short(i.tpp),
                _short(i.performance_density),
                " ".join(i.limbs),
                " ".join(i.needs),
            )
            for i in found
        ),
    )


@command.command("decide")
@click.argument("request", type=click.Path(path_type=Path))
@click.option("--as-of", type=DAY, help="The day whose law applies. [default: today]")
@click.option("--known-at", type=DAY, help="The day as of whose knowledge. [default: today]")
@click.option("--posture", type=OneOf(Posture), help="Which text binds.")
@click.option("--policy", type=OneOf(Policy), help="What is asked beyond the law.")
@data_option
@as_json
@click.pass_obj
def decide_request(
    settings: Settings,
    request: Path,
    as_of: datetime | None,
    known_at: datetime | None,
    posture: Posture | None,
    policy: Policy | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Say how the sale or rental in REQUEST (a JSON file) would be ruled on. Nothing is logged.

    Without a data folder, by the shipped chips and lists, the enforced posture, the law alone;
    with --policy rental-parity, a rental is judged as the purchase would be too. Exit code 1: it
    would be refused.
    """
    asked = read_json(request, Inquiry)
    days = {
        "as_of": as_of.date() if as_of else today(),
        "known_at": known_at.date() if known_at else today(),
    }
    try:
        decision = _in_world(settings, data, asked, days, posture, policy)
    except (UnreadableError, NotFoundError) as error:
        raise type(error)(f"{request}: {error}") from error
    if as_json:
        emit(decision)
    else:
        chosen = settings.over(data=data).data
        click.echo(f"    judged by: {chosen or 'the shipped chips and lists, nothing adopted'}")
        tell_decision(decision)
    return NO if decision.outcome is Outcome.REFUSE else YES


def _in_world(
    settings: Settings,
    data: str | None,
    request: Inquiry,
    days: dict[str, date],
    posture: Posture | None,
    policy: Policy | None,
) -> Decision:
    if settings.over(data=data).data is not None:
        platform = opened(settings, data)
    else:
        platform = in_memory()
        found(platform, name="Reference", country=CountryCode("US"))
    try:
        with platform.world() as world:
            return judge(world, request=request, posture=posture, policy=policy, **days)
    finally:
        platform.close()


def _fields(item: Classification) -> dict[str, Any]:
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    return {"chip": fields.pop("chip"), "class": fields.pop("item_class"), **fields}


def _short(number: Any) -> str:  # noqa: ANN401
    return "" if number is None else plain(round(number, 3))
