"""What the gate adds to ``sbatch``: submissions with our hook and with an empty one, in turns.

Once with an agent that asks the authority, once with one that asks the provider's own gate, which
rules within a lease. Needs root and Slurm's packages, as the tests of Slurm do; without them
nothing is measured.
"""

import json
import sys
from collections.abc import Iterator
from statistics import mean, median
from time import perf_counter

import httpx
from tests.slurm.bed.cluster import Cluster
from tests.slurm.bed.processes import MissingError, until
from tests.slurm.bed.site import PROGRAM, PROVIDERS, Site, site
from tests.slurm.bed.world import MODEL, SITE

from benches.gate_sidecar import LEASE
from benches.measurement import Measurement
from benches.trial.programs import free_port

BLOCKS, EACH = 8, 25
EMPTY = """\
function slurm_job_submit(job_desc, part_list, submit_uid) return slurm.SUCCESS end
function slurm_job_modify(job_desc, job_rec, part_list, modify_uid) return slurm.SUCCESS end
return slurm.SUCCESS
"""


def sbatch() -> Iterator[Measurement]:
    """Measure 200 submissions with the gate and 200 without; again with a provider's own gate."""
    try:
        with site() as standing:
            ours = (standing.c1.folder / "job_submit.lua").read_text()
            yield from _added("sbatch", *_blocks(standing, ours))
            standing.until_settled(standing.c1.name)
            gate = _lease(standing)
            yield from _added("sbatch_leased", *_blocks(standing, ours, gate))
    except MissingError as error:
        print(f"not measured: {error}", file=sys.stderr)


def _added(called: str, asked: list[float], unasked: list[float]) -> Iterator[Measurement]:
    for name, of in (("", mean), ("_median", median)):
        yield Measurement(
            name=f"gate.{called}_added{name}_ms",
            value=of(asked) - of(unasked),
            unit="ms",
            target=None if name else "<= 3",
            limit_name="sbatch with an empty hook",
            limit=of(unasked),
        )


def _lease(standing: Site) -> str:
    """Start the provider's own gate and let the agent ask it from now on; return where it is."""
    cluster, party = standing.c1.name, PROVIDERS[standing.c1.name]
    config = standing.config(cluster)
    key, port = standing.bed / "authority" / "keys" / f"{party}.key", free_port()
    words = {"url": standing.url, "party": party, "key": key, "model": MODEL, "site": SITE}
    words |= {"customer": "alpha", "end_use": "weather research", "folder": "gate"}
    told = config.with_name("gate.toml")
    told.write_text(LEASE.format(**words))
    url = f"http://127.0.0.1:{port}"
    standing.daemons.stop(f"agent-{cluster}")
    command = (*PROGRAM, "agent", "gate", "--config", str(told), "--port", str(port))
    standing.daemons.start("gate", *command)
    standing.daemons.answers("gate", lambda: _has_lease(url))
    text = config.read_text()
    before, after = text[: text.index("[desk]")], text[text.index("[models]") :]
    config.write_text(f'{before}[desk]\ngate = "{url}"\n\n{after}')
    standing.serve_agent(cluster)
    until(lambda: standing.known(cluster), f"the agent of {cluster} knows it")
    return url


def _has_lease(url: str) -> bool:
    try:
        health = httpx.get(f"{url}/health", timeout=2, trust_env=False)
    except httpx.HTTPError:
        return False
    return health.is_success and health.json()["leases"]["bench"].startswith("until ")


def _expect_ruled_here(cluster: Cluster, url: str) -> None:
    """Refuse to measure jobs of which the provider's own gate asked the authority after all."""
    queue = json.loads(cluster.run("squeue", "--json").out)["jobs"]
    waiting = [it for it in queue if "PENDING" in it["job_state"]]  # and not one of a block before
    orders = [it["admin_comment"].removeprefix("comptrol:") for it in waiting]
    with httpx.Client(timeout=2, trust_env=False) as client:
        told = [client.get(f"{url}/orders/{order}").json() for order in orders]
    here = sum(it.get("ruled_by") == "here" for it in told)
    if here < EACH:
        raise SystemExit(f"of {EACH} jobs the provider's own gate ruled on {here}")


def _blocks(standing: Site, ours: str, gate: str | None = None) -> tuple[list[float], list[float]]:
    """Return milliseconds of submissions with our hook and without, in eight blocks of each.

    Where the provider's own gate is to rule, it must have ruled on every one.
    """
    cluster = standing.c1
    times: dict[bool, list[float]] = {True: [], False: []}
    for block in range(2 * BLOCKS):
        gated = block % 2 == 0
        cluster.open_hook(ours if gated else EMPTY)
        cluster.sbatch("-H", "-t1", "-G1")  # reads the hook
        times[gated] += [_submitted(standing) for _ in range(EACH)]
        if gate and gated:
            _expect_ruled_here(cluster, gate)
        cluster.empty()
    return times[True], times[False]


def _submitted(standing: Site) -> float:
    start = perf_counter()
    ran = standing.c1.sbatch("-H", "-t1", "-G1")
    took = perf_counter() - start
    if ran.code:
        raise SystemExit(ran.err)
    return took * 1e3
