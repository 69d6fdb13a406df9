"""What is broken in a trial, in which order, and how long it took until all was well again."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random  # noqa: TID251  (seeded: the same faults every time)
from time import monotonic, sleep
from typing import Final

import msgspec

from benches.trial.databases import Pair
from benches.trial.plan import SLOT_S, TAIL, Plan
from benches.trial.stage import Stage

HOUR_S: Final = 3600
LINGER_MS: Final = 60
STALL_S: Final = 3.0
RECOVERY_S: Final = 180.0
SEEN_S: Final = 30.0
"""For so long a process is waited for that is begun only when there is work for it."""


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """One fault as it happened; seconds are from the beginning of the load."""

    kind: str
    begun: float
    mended: float
    """When its cause was gone: a killed program is begun again at once."""
    taking: float
    """When statements were taken again, by the server's own word."""
    final: float
    """When all that had been logged by then was published again."""
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """A way to break things: what is done, and whether the server's process ends by it."""

    kind: str
    do: Callable[[Stage], str]
    often: int = 1
    ends_server: bool = False


def kill_server(stage: Stage) -> str:
    """Kill the server, and begin it again."""
    stage.server.kill()
    stage.server.start()
    return ""


def drain(stage: Stage) -> str:
    """End the server as an operator does, and begin it again."""
    start = monotonic()
    code = stage.server.stop()
    took = monotonic() - start
    stage.server.start()
    return f"it ended with {code} after {took:.1f} s"


def kill_signer(stage: Stage) -> str:
    """Kill the process that signs heads; the server begins another."""
    return _kill_child(stage, "comptrol.adapters.signer.process")


def kill_worker(stage: Stage) -> str:
    """Kill a process that checks signatures; the server begins others."""
    return _kill_child(stage, "multiprocessing")


def _kill_child(stage: Stage, word: str) -> str:
    end = monotonic() + SEEN_S
    while monotonic() < end:
        for pid, words in stage.server.children():
            if word in words and "resource_tracker" not in words:
                _kill(pid)
                return f"process {words.split(' ')[0].rsplit('/', 1)[-1]} of {word}"
        sleep(0.1)
    return "there was no such process"


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def kill_witness(stage: Stage) -> str:
    """Kill one of two witnesses, of which one is enough, and begin it again after a while."""
    stage.witnesses[0].kill()
    sleep(stage.plan.held_s)
    stage.witnesses[0].start()
    return ""


def lose_witnesses(stage: Stage) -> str:
    """Kill both witnesses: nothing becomes final until one is there again."""
    for one in stage.witnesses:
        one.kill()
    sleep(stage.plan.held_s)
    for one in stage.witnesses:
        one.start()
    return ""


def kill_gate(stage: Stage) -> str:
    """Kill the provider's own gate, and begin it again."""
    stage.gate.kill()
    stage.gate.start()
    return ""


def fill_disk(stage: Stage) -> str:
    """Leave no room on the disk of the data folder for a while."""
    stage.disk.fill()
    sleep(stage.plan.held_s)
    stage.disk.empty()
    return ""


def slow_disk(stage: Stage) -> str:
    """Let every sync take longer for a while."""
    stage.meddling.linger(LINGER_MS)
    sleep(stage.plan.held_s)
    stage.meddling.linger(0)
    return f"{LINGER_MS} ms more to each sync"


def stall(stage: Stage) -> str:
    """Stop the server's process for some seconds, as a machine that stalls does."""
    stage.server.tell(signal.SIGSTOP)
    sleep(min(STALL_S, stage.plan.held_s))
    stage.server.tell(signal.SIGCONT)
    return ""


def clock_back(stage: Stage) -> str:
    """Set the clock of the server's machine back by two hours for a while."""
    before = stage.meddling.offset_s
    stage.meddling.set_clock(before - 2 * HOUR_S)
    sleep(stage.plan.held_s)
    stage.meddling.set_clock(before)
    return "two hours back, then right again"


def clock_forward(stage: Stage) -> str:
    """Set the clock of the server's machine forward by an hour; it stays there."""
    stage.meddling.set_clock(stage.meddling.offset_s + HOUR_S)
    return "one hour forward, for good; the signer refuses, and the server is restarted"


def _postgres(how: str) -> Callable[[Stage], str]:
    def restart(stage: Stage) -> str:
        assert isinstance(stage.databases, Pair)  # noqa: S101  (planned for PostgreSQL alone)
        stage.databases.restart(how)
        return ""

    return restart


def fail_over(stage: Stage) -> str:
    """Lose the primary for good and promote its replica."""
    assert isinstance(stage.databases, Pair)  # noqa: S101  (planned for PostgreSQL alone)
    stage.databases.fail_over()
    return ""


def kinds(stage: Stage) -> Iterator[Fault]:
    """Yield every fault that this machine and this store allow."""
    yield Fault("server-killed", kill_server, often=4, ends_server=True)
    yield Fault("server-drained", drain, often=2, ends_server=True)
    yield Fault("signer-killed", kill_signer, often=3)
    yield Fault("worker-killed", kill_worker, often=2)
    yield Fault("witness-killed", kill_witness, often=2)
    yield Fault("witnesses-lost", lose_witnesses)
    yield Fault("gate-killed", kill_gate, often=3)
    yield Fault("server-stalled", stall)
    if stage.disk.mounted:
        yield Fault("disk-full", fill_disk, often=2)
    if stage.meddling.works:
        yield Fault("disk-slow", slow_disk, often=2)
        yield Fault("clock-back", clock_back)
        yield Fault("clock-forward", clock_forward, ends_server=True)
    if isinstance(stage.databases, Pair):
        yield Fault("postgres-restarted", _postgres("fast"), often=2)
        yield Fault("postgres-crashed", _postgres("immediate"), often=2)
        yield Fault("postgres-failed-over", fail_over)


def schedule(plan: Plan, known: list[Fault]) -> list[tuple[float, Fault]]:
    """Return when to do what: each kind once at least, in a seeded order, the restarts early."""
    chance = Random(plan.seed)  # noqa: S311  (seeded)
    wanted = [it for it in known if plan.faults is None or it.kind in plan.faults]
    room = int(plan.seconds // SLOT_S)
    drawn = list(wanted)
    more = [it for it in wanted for _ in range(it.often - 1)]
    chance.shuffle(more)
    drawn += more[: max(0, room - len(drawn))]
    early = [it for it in drawn if it.ends_server]
    late = [it for it in drawn if not it.ends_server]
    chance.shuffle(late)
    before = max(0, int(len(drawn) * (1 - TAIL)) - len(early))
    first, last = [*early, *late[:before]], late[before:]
    chance.shuffle(first)
    order = [*first, *last]
    every = plan.seconds / (len(order) + 0.5) if order else 0.0
    return [(every * (at + 0.5), fault) for at, fault in enumerate(order)]


def break_things(stage: Stage, start: float) -> list[Broken]:
    """Break one thing after another while the load goes on; return what happened."""
    happened = []
    for due, fault in schedule(stage.plan, list(kinds(stage))):
        sleep(max(0.0, start + due - monotonic()))
        begun = monotonic()
        stage.busy.set()
        note = fault.do(stage)
        stage.busy.clear()
        mended = monotonic()
        if fault.kind == "clock-forward":
            sleep(1.0)
        taking, final = stage.until_final(RECOVERY_S)
        happened.append(
            Broken(
                kind=fault.kind,
                begun=begun - start,
                mended=mended - start,
                taking=taking - start,
                final=final - start,
                note=note,
            )
        )
        took = f"taking again after {taking - mended:.2f} s, final after {final - mended:.2f} s"
        print(f"  {begun - start:7.1f} s  {fault.kind:22} {took}  {note}", flush=True)
    sleep(max(0.0, start + stage.plan.seconds - monotonic()))
    return happened
