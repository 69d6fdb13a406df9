"""Say who cannot be told apart: between whom lots decide."""

from decimal import Decimal
from pathlib import Path

import click
import msgspec

from comptrol.bootstrap.allocating import award_solver
from comptrol.domains.allocation import call_digest
from comptrol.entrypoints.cli.call_files import FILE, read_call, read_plan, write_json
from comptrol.entrypoints.cli.call_tables import name_in, number_in
from comptrol.entrypoints.cli.draws import Bound
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.solving import counting, percent
from comptrol.entrypoints.cli.tables import rows
from comptrol.flow.allocating.tying import SAMPLES, Noise, tie_band
from comptrol.kernel.errors import UnreadableError


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("--sigma", required=True, help="How far a score may be off, in points of score.")
@click.option("--errors", type=FILE, help="CSV: proposal,standard_error, where reviews tell.")
@click.option("--samples", type=click.IntRange(1, 10_000), default=SAMPLES, show_default=True)
@click.option("--sampling", default="band", show_default=True, help="Seed of the sampled scores.")
@click.option("--beacon", required=True, help="The public beacon whose word will decide.")
@click.option("--round", "number", type=click.IntRange(1), required=True, help="A future one.")
@click.option("--out", type=FILE, required=True, help="Where the band goes (JSON).")
@as_json
def command(
    call_file: Path,
    plan_file: Path,
    sigma: str,
    errors: Path | None,
    samples: int,
    sampling: str,
    beacon: str,
    number: int,
    out: Path,
    as_json: bool,
) -> None:
    """Draw scores within their noise, and see who is in on 20 to 80 per cent of the draws.

    Whoever lost without a proof is in the band too; outside it PLAN stands. Publish the band,
    with the round of the beacon, before that round: then `comptrol allocate draw`.
    """
    call = read_call(call_file)
    plan = read_plan(plan_file, call)
    noise = Noise(sigma=_sigma(sigma), by_proposal=dict(_errors(errors)))
    told = counting("relaxations")
    band = tie_band(call, plan, noise, award_solver(), seed=sampling, samples=samples, told=told)
    bound = Bound(
        call=call.call,
        input_digest=call_digest(call),
        band=band.members,
        beacon=beacon,
        round=number,
        samples=samples,
        sampling=sampling,
        noise=f"normal, standard error {noise.sigma:f} points where none is given",
    )
    write_json(out, bound)
    if as_json:
        emit({"band": bound, "inclusion": band.inclusion, "near": band.near})
        return
    headings = ("proposal", "in on", "why")
    near = set(band.near)
    why = ("lost without a proof" if it in near else "between" for it in band.members)
    lines = zip(
        band.members, (percent(band.inclusion[it]) for it in band.members), why, strict=True
    )
    table(headings, lines, nothing="The band is empty: nothing stands so near to the line.")
    note(f"{len(band.members)} of {len(band.inclusion)} are in the band, written to {out}")


def _sigma(text: str) -> Decimal:
    try:
        sigma = msgspec.convert(text, Decimal)
    except msgspec.ValidationError:
        sigma = Decimal(-1)
    if not (sigma.is_finite() and 0 <= sigma <= 100):  # noqa: PLR2004  (points of a score)
        raise UnreadableError(f"--sigma: is {text[:40]!r}; 0 to 100 points were expected")
    return sigma


def _errors(path: Path | None) -> list[tuple[str, Decimal]]:
    if path is None:
        return []
    read = rows(path, ("proposal", "standard_error"), tell=note)
    return [(name_in(it, "proposal"), number_in(it, "standard_error")) for it in read]
