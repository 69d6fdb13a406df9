"""How good award plans are, how soon, and whether the same call always gives the same plan."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from statistics import fmean
from time import perf_counter
from typing import Final

import msgspec

from benches.allocation_calls import HIGH_DEMAND, LARGE, LOW_DEMAND, made, named, shuffled
from benches.allocation_greedy import RANKS, funded
from benches.measurement import Measurement
from comptrol.bootstrap.allocating import award_solver
from comptrol.domains.allocation import Call, Plan, plan_digest, verify
from comptrol.flow.allocating import Effort, Solved

SEED_LARGE: Final = 301
GOOD: Final = Effort()
LONGER: Final = Effort(gap=0.0005, seconds=45)
SEED_OF_HASHES: Final = 103


@cache
def _planned(seed: int, effort: Effort, size: str = "") -> tuple[Solved, float]:
    """Return the awards of a named call, checked, and the seconds that they took."""
    call = made(seed, LARGE) if size else named(seed)
    start = perf_counter()
    solved = award_solver().solve(call, effort)
    seconds = perf_counter() - start
    _check(call, solved)
    return solved, seconds


def _check(call: Call, solved: Solved) -> None:
    """Refuse to measure a plan in which the exact check finds anything wrong."""
    found = verify(_plain(call), _plain(_plan(call, solved)))
    if found.violations:
        raise SystemExit(f"{call.call}: {found.violations[0].sentence}")


def _plain(it: Call | Plan) -> object:
    return msgspec.json.decode(msgspec.json.Encoder(decimal_format="string").encode(it))


def _plan(call: Call, solved: Solved) -> Plan:
    return Plan(
        call=call.call,
        objective=solved.objective,
        bound=solved.bound,
        bound_of=solved.bound_of,
        gap=solved.gap,
        awards=solved.awards,
    )


def _digest(call: Call) -> str:
    return plan_digest(_plan(call, award_solver().solve(call, GOOD)))


def soon() -> Iterator[Measurement]:
    """Plan seven calls of 500 proposals, 12 pools and 12 months: gap and time of the worst."""
    found = [_planned(seed, GOOD) for seed in (*HIGH_DEMAND, *LOW_DEMAND)]
    gap = max(float(solved.gap) for solved, _ in found)
    yield Measurement(name="allocation.gap_500", value=100 * gap, unit="%", target="<= 0.3")
    seconds = max(seconds for _, seconds in found)
    yield Measurement(name="allocation.seconds_500", value=seconds, unit="s", target="<= 10")


def longer() -> Iterator[Measurement]:
    """Plan the five calls of high demand to half a thousandth, for a minute at most."""
    found = [_planned(seed, LONGER) for seed in HIGH_DEMAND]
    gap = max(float(solved.gap) for solved, _ in found)
    yield Measurement(name="allocation.gap_500_60s", value=100 * gap, unit="%", target="<= 0.2")
    seconds = max(seconds for _, seconds in found)
    yield Measurement(name="allocation.seconds_500_60s", value=seconds, unit="s", target="<= 60")


def large() -> Iterator[Measurement]:
    """Plan a call of 2,000 proposals, 30 pools and 12 months."""
    solved, seconds = _planned(SEED_LARGE, GOOD, "large")
    gap = 100 * float(solved.gap)
    yield Measurement(name="allocation.gap_2000", value=gap, unit="%", target="<= 0.4")
    yield Measurement(name="allocation.seconds_2000", value=seconds, unit="s", target="<= 120")


def lists() -> Iterator[Measurement]:
    """Compare with funding down a list, on the five calls of high demand."""
    greedy, score = [], []
    for seed in HIGH_DEMAND:
        funds = {name: float(funded(named(seed), rank)) for name, rank in RANKS.items()}
        points = float(_planned(seed, GOOD)[0].objective)
        greedy.append(100 * (points / max(funds.values()) - 1))
        score.append(100 * (points / funds["score"] - 1))
    yield Measurement(name="allocation.over_greedy", value=fmean(greedy), unit="%", target=">= 9")
    yield Measurement(name="allocation.over_greedy_lowest", value=min(greedy), unit="%")
    yield Measurement(name="allocation.over_rank", value=fmean(score), unit="%", target=">= 18")
    yield Measurement(
        name="allocation.over_rank_lowest", value=min(score), unit="%", target=">= 18"
    )


def hashes() -> Iterator[Measurement]:
    """Count different plans of one call: again, shuffled, with two other seeds of hashing."""
    call = named(SEED_OF_HASHES)
    digests = {_digest(call), _digest(call), _digest(shuffled(call, 7))}
    module = [sys.executable, "-m", "benches.allocation", str(SEED_OF_HASHES)]
    for seed in (1, 2):
        command = ["env", f"PYTHONHASHSEED={seed}", *module]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        digests.add(done.stdout.strip())
    yield Measurement(
        name="allocation.plan_hashes", value=len(digests), unit="plans", target="<= 1"
    )


BENCHES: Final[tuple[Callable[[], Iterator[Measurement]], ...]] = (
    soon,
    longer,
    large,
    lists,
    hashes,
)

if __name__ == "__main__":
    print(_digest(named(int(sys.argv[1]))))
