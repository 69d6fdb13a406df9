"""Many writers, random caps, and a server that is killed in between: is a cap ever overshot?

``make soak-caps`` runs 16 writers until 100,000 orders have been asked for, while the serving
process gets a SIGKILL after every few thousand. Afterwards the log alone is read: no posting may
have brought a cap above its ceiling, no hold that was acknowledged may be missing, and every view
must come out of the log again as it is stored.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: every run asks the same)
from signal import SIGKILL
from socket import create_connection
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Final

from benches.soak_stage import Soak, people, provider
from benches.soak_writers import PATIENCE_S, Writer
from benches.trial.programs import free_port
from benches.workload import platform
from comptrol.bootstrap import Platform, open_platform
from comptrol.domains.caps import CapSet, CapsView, HoldId, Posted, current
from comptrol.flow.turn import read_entry

LOOKED_S: Final = 0.01
COMMAND: Final = str(Path(sys.executable).parent / "comptrol")


def run(soak: Soak) -> None:
    """Let the writers write, and kill the server under them now and then."""
    soak.port = free_port()
    with closing(open_platform(soak.data, processes=0)) as opened:
        writers = [Writer(soak, at, opened.speaker(provider(at))) for at in range(soak.writers)]
        for writer in writers:
            key = opened.keyring.of(provider(writer.at)).key
            writer.number = opened.store.sequence(key)
    chance, server = Random(soak.seed), _server(soak)  # noqa: S311
    try:
        for writer in writers:
            writer.start()
        while soak.kills < soak.kills_max and _went_on(soak, chance.randint(*soak.kill_after)):
            server.send_signal(SIGKILL)
            server.wait(PATIENCE_S)
            soak.kills += 1
            server = _server(soak)
        soak.over.wait()
        for writer in writers:
            writer.join(2 * PATIENCE_S)
            if writer.is_alive():
                soak.failed.append(f"writer {writer.at} never ended")
    finally:
        server.send_signal(SIGKILL)
        server.wait(PATIENCE_S)


def _went_on(soak: Soak, orders: int) -> bool:
    """Wait until so many more were asked for: how fast that goes is the machine's affair.

    Tells whether there is anything left to ask for.
    """
    until = soak.asked + orders
    while soak.asked < until:
        if soak.over.wait(LOOKED_S):
            return False
    return True


def _server(soak: Soak) -> Popen[bytes]:
    command = [COMMAND, "--data", str(soak.data), "serve", "--port", str(soak.port)]
    process = Popen(command, stdout=DEVNULL, stderr=DEVNULL)  # noqa: S603
    end = monotonic() + PATIENCE_S
    while monotonic() < end:  # what is killed before it serves was never under load
        with suppress(OSError), create_connection(("127.0.0.1", soak.port), timeout=1):
            break
        sleep(0.05)
    return process


def checked(soak: Soak) -> list[str]:
    """Return everything that is wrong afterwards: by the log alone, then by the views."""
    wrong = list(soak.failed)
    with closing(open_platform(soak.data, processes=0)) as opened:
        wrong += _by_the_log(opened, soak)
        wrong += _by_the_views(opened, soak)
        replayed = opened.rebuilt(audit=True)
        wrong += [f"the replay differs: {it}" for it in replayed.differences]
    return wrong


def _by_the_log(opened: Platform, soak: Soak) -> Iterator[str]:
    """Add up the postings on plain caps one by one: none may pass a ceiling, none be lost."""
    ceilings: dict[str, int] = {}
    sums, posted = defaultdict[str, int](int), dict[str, int]()
    for logged in opened.store.entries():
        said = read_entry(opened.catalogue, logged).statement
        if isinstance(said, CapSet) and said.window is None and said.ceiling is not None:
            ceilings[said.cap] = said.ceiling
        if not isinstance(said, Posted):
            continue
        if said.act.value == "hold":
            posted[said.hold] = logged.position
        for take in said.takes:
            sums[take.cap] += take.held + take.used
            if sums[take.cap] > ceilings.get(take.cap, sums[take.cap]):
                yield f"{take.cap} is overshot at position {logged.position}"
    lost = [it for it, position in soak.held.items() if posted.get(it) != position]
    yield from (f"the hold of {it} was acknowledged, and is not in the log" for it in lost[:5])


def _by_the_views(opened: Platform, soak: Soak) -> Iterator[str]:
    now = datetime.now(UTC)  # noqa: TID251
    with opened.world() as world:
        view = world[CapsView]
        for cap in view.caps.where():
            rows = list(view.periods.where(cap=cap.cap))
            if cap.window is not None and cap.window.days is not None:
                rows = [it for it in (current(world, cap, now),) if it is not None]
            for it in rows:
                if cap.top is not None and it.held + it.counted(cap.basis) > cap.top:
                    yield f"{cap.cap} is overshot in {it.window}: {it}"
        missing = [it for it in soak.held if view.holds.get(HoldId(it)) is None]
        yield from (f"the hold of {it} is in no view" for it in missing[:5])


def soaked(soak: Soak) -> Soak:
    """Run a whole soak in a folder and return it; what is wrong is in what failed."""
    with platform(soak.folder) as opened:
        people(opened, soak)
    run(soak)
    soak.failed = checked(soak)
    return soak


def main(writers: int = 16, orders: int = 100_000) -> None:
    """Soak, and say what came of it."""
    start = monotonic()
    with TemporaryDirectory() as folder:
        soak = soaked(Soak(Path(folder), writers, orders, kill_after=(2_000, 6_000)))
    print(
        f"{writers} writers, {soak.asked} orders, {len(soak.held)} holds acknowledged, "
        f"{soak.kills} kills, {monotonic() - start:.0f} s"
    )
    for it in soak.failed[:20]:
        print(f"WRONG: {it}")
    if soak.failed:
        raise SystemExit(1)
    print("No cap was overshot, no hold was lost, and the log gives every view again.")


if __name__ == "__main__":
    main(*(int(it) for it in sys.argv[1:]))
