"""What the gate adds to ``sbatch``: submissions with our hook and with an empty one, in turns.

Needs root and Slurm's packages, as the tests of Slurm do; without them nothing is measured.
"""

import sys
from collections.abc import Iterator
from statistics import mean, median
from time import perf_counter

from tests.slurm.bed.processes import MissingError
from tests.slurm.bed.site import Site, site

from benches.measurement import Measurement

BLOCKS, EACH = 8, 25
EMPTY = """\
function slurm_job_submit(job_desc, part_list, submit_uid) return slurm.SUCCESS end
function slurm_job_modify(job_desc, job_rec, part_list, modify_uid) return slurm.SUCCESS end
return slurm.SUCCESS
"""


def sbatch() -> Iterator[Measurement]:
    """Measure 200 submissions with the gate and 200 without, eight blocks of each in turns."""
    try:
        with site() as standing:
            asked, unasked = _blocks(standing)
    except MissingError as error:
        print(f"not measured: {error}", file=sys.stderr)
        return
    for name, of in (("", mean), ("_median", median)):
        yield Measurement(
            name=f"gate.sbatch_added{name}_ms",
            value=of(asked) - of(unasked),
            unit="ms",
            target=None if name else "<= 3",
            limit_name="sbatch with an empty hook",
            limit=of(unasked),
        )


def _blocks(standing: Site) -> tuple[list[float], list[float]]:
    cluster = standing.c1
    ours = (cluster.folder / "job_submit.lua").read_text()
    times: dict[bool, list[float]] = {True: [], False: []}
    for block in range(2 * BLOCKS):
        gated = block % 2 == 0
        cluster.open_hook(ours if gated else EMPTY)
        cluster.sbatch("-H", "-t1", "-G1")  # reads the hook
        times[gated] += [_submitted(standing) for _ in range(EACH)]
        cluster.empty()
    return times[True], times[False]


def _submitted(standing: Site) -> float:
    start = perf_counter()
    ran = standing.c1.sbatch("-H", "-t1", "-G1")
    took = perf_counter() - start
    if ran.code:
        raise SystemExit(ran.err)
    return took * 1e3
