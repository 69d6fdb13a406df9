"""What a ruling costs: in batches, over HTTP at a steady rate, and by a provider's own gate."""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: every run is the same)
from subprocess import PIPE, run
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from benches.gate_sidecar import sidecar
from benches.gate_slurm import sbatch
from benches.gate_world import PROVIDERS, order, people, platform, provider
from benches.ledger_served import serving
from benches.load import Loaded
from benches.measurement import Measurement, percentile
from benches.path import verified
from comptrol.bootstrap import AUTHORITY, Platform, log_key_added, new_log_keys, write_policy
from comptrol.kernel.finding import Receipt

ORDERS, WARM, BATCH = 9_000, 1_000, 500
RATE, SECONDS = 300, 20
ORIGIN = "bench.example/gate"


def _said(opened: Platform, orders: int, seed: int) -> list[bytes]:
    """Return so many orders of one provider, signed."""
    chance, speaker = Random(seed), opened.speaker(provider(0))  # noqa: S311
    start = opened.store.sequence(opened.keyring.of(provider(0)).key) + 1
    return [
        speaker.envelope(order(chance, f"b-{seed}-{at}", opened.today()), start + at)
        for at in range(orders)
    ]


def batches() -> Iterator[Measurement]:
    """Measure rulings in batches of 500: screened, by law, tiers and caps, durable."""
    with platform() as opened:
        people(opened)
        _submitted(opened, _said(opened, WARM, 1))
        raws = _said(opened, ORDERS, 2)
        seconds = _submitted(opened, raws)
        limit = verified(raws)
    yield Measurement(
        name="gate.batch_per_s",
        value=ORDERS / seconds,
        unit="rulings/s",
        target=">= 3000",
        limit_name="Ed25519 checks alone, 2 processes",
        limit=limit,
    )


def _submitted(opened: Platform, raws: list[bytes]) -> float:
    start = perf_counter()
    answers = list(opened.intake.submit_stream(raws, BATCH))
    seconds = perf_counter() - start
    assert all(isinstance(answer, Receipt) for answer in answers)  # noqa: S101
    return seconds


def served() -> Iterator[Measurement]:
    """Measure rulings over HTTP, ten providers at 300 orders a second in all, for 20 seconds."""
    with TemporaryDirectory() as folder:
        within = Path(folder)
        with platform(within) as opened:
            people(opened)
            keys = new_log_keys(within / "data", ORIGIN)
            write_policy(within / "data", keys)
            opened.speaker(AUTHORITY).say_all([log_key_added(key) for key in keys])
            for at in range(PROVIDERS):
                chance, speaker = Random(at), opened.speaker(provider(at))  # noqa: S311
                raws = [
                    speaker.envelope(order(chance, f"h-{at}-{turn}", opened.today()), turn + 1)
                    for turn in range(RATE * SECONDS // PROVIDERS)
                ]
                (within / f"{at}.cose-seq").write_bytes(b"".join(raws))
        with serving(within / "data") as url:
            loaded = _offered(url, within)
    if loaded.refused:
        raise SystemExit(f"{loaded.refused} of the bench's orders were not admitted")
    for share, name, target in ((0.5, "p50", "<= 3"), (0.99, "p99", "<= 20")):
        yield Measurement(
            name=f"gate.http_{name}_ms",
            value=percentile(loaded.acknowledged, share) * 1e3,
            unit="ms",
            target=target,
        )


def _offered(url: str, folder: Path) -> Loaded:
    arguments = [url, str(RATE), str(RATE * SECONDS), str(PROVIDERS), str(folder), "0"]
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "benches.load", *arguments]
    done = run(command, check=True, stdout=PIPE, cwd=root, timeout=300)  # noqa: S603
    return msgspec.json.decode(done.stdout, type=Loaded)


BENCHES = (batches, served, sidecar, sbatch)
