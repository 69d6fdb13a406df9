"""What it costs to draw from as many chips as were ever made of one kind."""

import hmac
from collections.abc import Callable, Iterator
from hashlib import sha256
from statistics import median
from time import perf_counter

from benches.measurement import Measurement
from comptrol.bootstrap.inspection import in_processes
from comptrol.domains.inspection import FramedRun, Pool, draw

LOTS, LOT_CHIPS, STRATA, SAMPLES = 1_000, 10_000, 10, 30
PROCESSES, RUNS = 2, 3
PEER_CHIPS = 200_000
SEED = sha256(b"the same draw in every run").digest()


def drawn() -> Iterator[Measurement]:
    """Measure a draw from ten strata of a million chips each, beside the one-line HMAC."""
    pools = [Pool(_runs(at), LOTS // STRATA * LOT_CHIPS, SAMPLES) for at in range(STRATA)]
    with in_processes(PROCESSES) as each:
        draw(SEED, [Pool(_runs(0), LOT_CHIPS * LOTS // STRATA, 1)], each)  # the processes start
        times = [_timed(lambda: draw(SEED, pools, each)) for _ in range(RUNS)]
    yield Measurement(
        name="registry.draw_10m_s",
        value=median(times),
        unit="s, 300 of 10,000,000 serials in 10 strata and 1,000 runs, two processes",
        target="<= 5",
        peer="sorted by hmac.digest(seed, serial, sha256), one process, from 200,000",
        peer_value=_plainly() * LOTS * LOT_CHIPS / PEER_CHIPS,
    )


def _runs(stratum: int) -> list[FramedRun]:
    return [
        FramedRun(prefix=f"acme/L{lot:04}-", digits=6, first=0, last=LOT_CHIPS - 1)
        for lot in range(stratum, LOTS, STRATA)
    ]


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _plainly() -> float:
    """Draw from some of the chips as anybody would, hold it against ours, and return the time."""
    names = [f"acme/L0000-{number:06}".encode() for number in range(PEER_CHIPS)]
    start = perf_counter()
    first = sorted((hmac.digest(SEED, name, "sha256"), name) for name in names)[:SAMPLES]
    taken = perf_counter() - start
    run = FramedRun(prefix="acme/L0000-", digits=6, first=0, last=PEER_CHIPS - 1)
    (ours,) = draw(SEED, [Pool([run], PEER_CHIPS, SAMPLES)])
    if [it.name.encode() for it in ours] != [name for _, name in first]:
        raise ValueError("the draw and the one-line HMAC differ")
    return taken


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (drawn,)
