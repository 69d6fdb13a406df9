"""One trial from beginning to end: world, capacity, load and faults, and what must hold after."""

from contextlib import closing, nullcontext
from time import monotonic, sleep
from typing import Any

import msgspec

from benches.trial import checking, programs_checking
from benches.trial.databases import Databases, pair
from benches.trial.faults import Broken, break_things
from benches.trial.journal import acknowledged, let
from benches.trial.latencies import Times, divided, rate, rows
from benches.trial.plan import Plan
from benches.trial.programs_checking import Ran, alarms, looks, programs_said, receipts_broken
from benches.trial.sampling import Growth
from benches.trial.stage import Stage
from comptrol.bootstrap import open_platform

WARM_S = 5.0
UNDER_WAY = 12


class Outcome(msgspec.Struct, kw_only=True):
    """Everything that a trial came to."""

    minutes: float
    share: float
    store: str
    seed: int
    writers: int
    capacity_per_s: float
    """Operations a second in the calibration; of each mix about half are statements."""
    offered_per_s: float
    load_s: float
    broken: list[Broken]
    times: dict[str, dict[str, Times]]
    found: checking.Found
    programs: list[Ran]
    growth: Growth | None
    restarts: list[tuple[float, str]]
    gate: dict[str, Any]
    looks: int
    receipts: int
    refused: dict[str, int]
    gate_said: dict[str, int]
    unanswered: int
    shed: int
    tracebacks: list[str]
    wrong: list[str]
    """Every sentence on what did not hold; empty: all did."""


def tried(plan: Plan) -> Outcome:
    """Run a whole trial in its folder and return what it came to."""
    with pair() if plan.store == "postgres" else nullcontext(Databases()) as databases:
        stage = Stage(plan, databases)
        try:
            stage.open()
            return _loaded(stage)
        finally:
            stage.close()
            stage.disk.close()


def _loaded(stage: Stage) -> Outcome:
    plan = stage.plan
    capacity = _capacity(stage)
    print(f"  capacity: {capacity:.0f} operations a second", flush=True)
    begun = stage.offer("load", rate=capacity * plan.share)
    broken = break_things(stage, begun)
    load_s = monotonic() - begun
    told = stage.enough("load")
    gate = stage.filed()
    stage.until_final()
    sleep(1.0)
    growth = stage.sampling.growth()
    stage.close()
    found, programs, receipts = _checked(
        stage, {k: v for it in told for k, v in it.receipts.items()}
    )
    outcome = Outcome(
        minutes=plan.minutes,
        share=plan.share,
        store=plan.store,
        seed=plan.seed,
        writers=plan.writers,
        capacity_per_s=capacity,
        offered_per_s=sum(it.offered for it in told) / load_s,
        load_s=load_s,
        broken=broken,
        times=divided(list(rows(plan.acknowledged, "load")), broken),
        found=found,
        programs=programs,
        growth=growth,
        restarts=[(at - begun, what) for at, what in stage.restarts],
        gate=gate,
        looks=looks(stage.said("monitor")),
        receipts=sum(len(it.receipts) for it in told),
        refused=_summed([it.refused for it in told]),
        gate_said=_summed([it.gate_said for it in told]),
        unanswered=sum(it.unanswered for it in told),
        shed=sum(it.shed for it in told),
        tracebacks=programs_checking.tracebacks(stage.said("server")),
        wrong=[*found.wrong, *receipts, *alarms(stage.said("monitor"))],
    )
    outcome.wrong += _judged(outcome)
    return outcome


def _capacity(stage: Stage) -> float:
    """Return how many operations a second the machine does when so many are always under way."""
    seconds = stage.plan.calibration_s
    start = stage.offer("calibration", under_way=UNDER_WAY // stage.plan.writers)
    sleep(max(0.0, start + WARM_S + seconds - monotonic()))
    stage.enough("calibration")
    found = list(rows(stage.plan.acknowledged, "calibration"))
    return rate(found, WARM_S, WARM_S + seconds)


def _checked(
    stage: Stage, receipts: dict[int, bytes]
) -> tuple[checking.Found, list[Ran], list[str]]:
    plan = stage.plan
    with closing(open_platform(plan.data, processes=0, settings=stage.settings)) as opened:
        told, jobs = list(acknowledged(plan.acknowledged)), list(let(plan.acknowledged))
        found = checking.check_log(opened, told, jobs)
        raws = {
            it: next(iter(opened.store.entries(it))).raw for it in receipts if it < found.entries
        }
    policy = (plan.folder / "policy").read_bytes()
    broken = list(receipts_broken(policy, receipts, raws))
    stage.begin_witnesses()  # what is left is published once more
    programs = list(programs_said(plan, stage.environment()))
    for one in stage.witnesses:
        one.stop()
    return found, programs, broken


def _judged(outcome: Outcome) -> list[str]:
    """Return what does not hold of the rest."""
    wrong = [f"{it.command} ended with {it.code}: {it.said}" for it in outcome.programs if it.code]
    growth = outcome.growth
    if growth is not None and growth.judged and not growth.flat:
        wrong.append(f"memory grew by {growth.mb_per_hour:.0f} MB an hour")
    if growth is not None and growth.judged and growth.leaks_files:
        wrong.append(f"{growth.files_before} files were open, and then {growth.files_after}")
    if outcome.unanswered:
        wrong.append(f"{outcome.unanswered} requests were never answered")
    if outcome.gate.get("unfiled"):
        wrong.append(f"the gate still had not filed: {outcome.gate}")
    return wrong


def _summed(counts: list[dict[str, int]]) -> dict[str, int]:
    names = sorted({name for it in counts for name in it})
    return {name: sum(it.get(name, 0) for it in counts) for name in names}
