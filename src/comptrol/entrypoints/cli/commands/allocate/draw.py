"""Draw lots among those that nobody can tell apart; or check a draw."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.allocating import award_solver
from comptrol.domains.allocation import AllocationView, CallId, call_digest, plan_digest, seed_of
from comptrol.entrypoints.cli.call_files import (
    FILE,
    read_call,
    read_document,
    read_plan,
    write_json,
)
from comptrol.entrypoints.cli.draws import Bound, Lots, faults, logged_faults
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, answer, opened
from comptrol.flow.allocating.drawing import Drawing, drawn
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.settings import Settings


@click.command()
@click.argument("call_file", metavar="[CALL", type=FILE, required=False)
@click.argument("plan_file", metavar="PLAN]", type=FILE, required=False)
@click.option("--band", type=FILE, help="What was published before the round (JSON).")
@click.option("--beacon-output", metavar="HEX", help="What the beacon said in that round.")
@click.option("--lots", type=FILE, help="Where the lots go, or stand (JSON).")
@click.option("--out", type=FILE, help="Where the plan after the draw goes (JSON).")
@click.option("--check", is_flag=True, help="Draw again what --lots says, and compare.")
@click.option("--log", "logged", metavar="NAME", help="Check the draw that a log has of a call.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    call_file: Path | None,
    plan_file: Path | None,
    band: Path | None,
    beacon_output: str | None,
    lots: Path | None,
    out: Path | None,
    check: bool,
    logged: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    r"""Draw between those of --band, with what the beacon said in the round that was promised.

    \b
    draw CALL PLAN --band BAND --beacon-output HEX --lots LOTS --out PLAN
    draw CALL PLAN --band BAND --lots LOTS --check     anybody, with a solver
    draw --log NAME --data DIR --check                 from the log alone

    The members walk in the order of their tickets, and each is awarded that still fits. Exit
    code 1: a draw does not hold.
    """
    if logged is not None:
        return _told(_of_log(settings, data, CallId(logged)), {"call": logged}, as_json=as_json)
    if call_file is None or plan_file is None or band is None or lots is None:
        raise UnreadableError("CALL, PLAN, --band and --lots were expected, or --log")
    call = read_call(call_file)
    plan, bound = read_plan(plan_file, call), read_document(band, Bound)
    if bound.input_digest != call_digest(call):
        raise UnreadableError(f"{band}, field input_digest: is of another call")
    if check:
        said = read_document(lots, Lots)
        wrong = list(faults(bound, said))
        if not wrong:
            again = drawn(call, plan, bound.band, said.seed, award_solver())
            wrong = _differing(again, said)
        return _told(wrong, {"seed": said.seed, "order": said.order}, as_json=as_json)
    if beacon_output is None or out is None:
        raise UnreadableError("--beacon-output and --out were expected, or --check")
    seed = seed_of(bound.input_digest, beacon_output)
    found = drawn(call, plan, bound.band, seed, award_solver())
    write_json(out, found.plan)
    made = _lots(bound, beacon_output, found)
    write_json(lots, made)
    in_, left = ", ".join(found.awarded), ", ".join(found.left_out)
    page = (f"awarded   {in_ or 'nobody'}", f"left out  {left or 'nobody'}", f"seed      {seed}")
    answer(made, page, as_json=as_json)
    return YES


def _lots(bound: Bound, beacon_output: str, found: Drawing) -> Lots:
    return Lots(
        call=bound.call,
        beacon=bound.beacon,
        round=bound.round,
        beacon_output=beacon_output.lower(),
        seed=found.seed,
        order=found.order,
        tickets=tuple(it.ticket for it in found.tickets),
        awarded=found.awarded,
        plan_digest=plan_digest(found.plan),
    )


def _differing(again: Drawing, said: Lots) -> list[str]:
    wrong = []
    if again.awarded != said.awarded:
        wrong.append(f"awarded are {', '.join(again.awarded) or 'nobody'}")
    if tuple(it.ticket for it in again.tickets) != said.tickets:
        wrong.append("the tickets are others")
    if plan_digest(again.plan) != said.plan_digest:
        wrong.append(f"the plan after the draw is {plan_digest(again.plan)}")
    return wrong


def _of_log(settings: Settings, data: str | None, call: CallId) -> list[str]:
    with closing(opened(settings, data)) as platform, platform.world() as world:
        row = world[AllocationView].draws.get(call)
    if row is None or row.drawn is None:
        raise NotFoundError(f"the log has no draw of call {call!r}")
    return list(logged_faults(row.committed, row.drawn))


def _told(wrong: list[str], told: dict[str, Any], *, as_json: bool) -> int:
    said = wrong or ("drawn again: the same order, and the same awards",)
    answer({"verified": not wrong, "differs": wrong, **told}, said, as_json=as_json)
    return NO if wrong else YES
