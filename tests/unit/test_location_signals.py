"""Delay that was added, and relays: each beside its innocent twin, at several strengths.

The delays are those of a matrix that was measured (222 servers, 30 pings each), where it is at
hand; it has no coordinates, and needs none here.
"""

import random  # noqa: TID251  (seeded: the same delays in every run)
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from comptrol.domains.location.formulas import excess, floors, recent, signed, signing, unsigned
from comptrol.domains.location.statements import Heard, LandmarkId

MATRIX = Path(__file__).parents[3] / "shared/data/latency/fleek_simulon_ping.bin"
needs_shared = pytest.mark.skipif(
    not MATRIX.exists(), reason="the shared inputs are elsewhere: no measured delays"
)
SERVERS = 222
LANDMARKS = 40
NOW = datetime(2026, 11, 1, tzinfo=UTC)
JUMP_MS, UNIFORM_MS, SHARE = Decimal(3), Decimal("2.5"), Decimal("0.8")


def heard(*rtts_ms: str, echoes_ms: Sequence[str] = (), is_signed: bool = True) -> list[Heard]:
    """Return what landmarks heard, one round trip each."""
    return [
        Heard(
            landmark=LandmarkId(f"l{n}"),
            rtts_ms=(Decimal(rtt_ms),),
            signed=is_signed,
            echoes_ms=(Decimal(echoes_ms[n]),) if n < len(echoes_ms) else (),
        )
        for n, rtt_ms in enumerate(rtts_ms)
    ]


def test_the_floor_of_a_landmark_is_the_least_it_had() -> None:
    before = floors((), heard("10", "20"), NOW)
    after = floors(before, heard("12", "15"), NOW + timedelta(days=1))
    assert [(it.landmark, it.rtt_ms) for it in after] == [
        ("l0", Decimal(10)),
        ("l1", Decimal(15)),
    ]


def test_a_floor_is_forgotten_after_so_many_days() -> None:
    known = floors((), heard("10"), NOW)
    assert recent(known, NOW + timedelta(days=90), 90) == known
    assert recent(known, NOW + timedelta(days=90, seconds=1), 90) == ()


def test_the_first_day_there_is_forgets_nothing_and_overflows_nothing() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    known = floors((), heard("10"), NOW)
    assert recent(known, first, 10_000) == known
    assert recent(floors((), heard("10"), first), NOW, 10_000) == ()


def test_what_the_device_did_not_sign_lowers_no_floor() -> None:
    assert floors((), heard("10", is_signed=False), NOW) == ()


def test_an_excess_is_counted_at_landmarks_that_have_a_floor() -> None:
    known = floors((), heard("10", "20", "30"), NOW)
    over = excess(known, heard("15", "25.5", "80", "1"), Decimal(1), Decimal("5.5"))
    assert over is not None
    assert (over.middle_ms, over.landmarks, over.alike, over.late) == (Decimal("5.5"), 3, 2, 2)
    assert excess((), heard("15"), Decimal(1), Decimal(1)) is None


def test_signing_is_what_a_signed_reply_takes_longer_than_an_echo() -> None:
    took = signing(heard("12", "25", "33", echoes_ms=("10", "20", "30")))
    assert took is not None
    assert (took.least_ms, took.most_ms, took.spread_ms) == (2, 5, 3)
    assert signing(heard("12")) is None
    assert signing(heard("12", echoes_ms=("10",), is_signed=False)) is None


def test_a_tenth_at_either_end_is_set_aside() -> None:
    rtts = [str(10 + n % 2) for n in range(18)] + ["500", "1"]
    took = signing(heard(*rtts, echoes_ms=["9"] * 20))
    assert took is not None
    assert (took.landmarks, took.spread_ms) == (16, 1)


def test_replies_are_counted_by_whether_they_were_signed() -> None:
    both = [*heard("1", "2"), *heard("3", is_signed=False)]
    assert (signed(both), unsigned(both)) == (2, 1)


# -- the scenarios, on delays that were measured ----------------------------------------------


class Network:
    """Some servers of the matrix as landmarks, another as the device; delays as they were."""

    def __init__(self, seed: int) -> None:
        raw = MATRIX.read_bytes()
        self.chosen = random.Random(seed)  # noqa: S311
        device, *landmarks = self.chosen.sample(range(SERVERS), LANDMARKS + 1)
        self.pairs = [
            struct.unpack_from("<4I", raw, 16 * (SERVERS * it + device)) for it in landmarks
        ]

    def window(self, added: Sequence[float] = (), challenges: int = 20) -> list[Heard]:
        """Measure every landmark: the least of so many pings, from the least known upwards."""
        found = []
        for number, (least, mean, _, _) in enumerate(self.pairs):
            pings = (
                least + self.chosen.expovariate(1 / max(1, mean - least))
                for _ in range(challenges)
            )
            ms = min(pings) / 1000 + (added[number] if added else 0.0)
            found.append(
                Heard(
                    landmark=LandmarkId(f"l{number}"),
                    rtts_ms=(Decimal(f"{ms:.3f}"),),
                    signed=True,
                )
            )
        return found


def flagged(network: Network, added: Sequence[float]) -> bool:
    """Tell whether added delay is seen against five measurements without any."""
    known: tuple = ()
    for day in range(5):
        known = floors(known, network.window(), NOW + timedelta(days=day))
    over = excess(known, network.window(added), UNIFORM_MS, JUMP_MS)
    assert over is not None
    return over.middle_ms >= JUMP_MS and max(over.alike, over.late) >= SHARE * over.landmarks


@needs_shared
@pytest.mark.parametrize("stall_ms", [5.0, 10.0, 40.0, 150.0])
def test_a_stall_at_every_landmark_is_seen_at_any_strength(stall_ms: float) -> None:
    seen = [flagged(Network(seed), [stall_ms] * LANDMARKS) for seed in range(20)]
    assert sum(seen) >= 19


@needs_shared
@pytest.mark.parametrize("stall_ms", [10.0, 40.0, 150.0])
def test_a_stall_that_differs_from_landmark_to_landmark_is_seen_too(stall_ms: float) -> None:
    seen = []
    for seed in range(20):
        network = Network(seed)
        added = [stall_ms * network.chosen.uniform(0.5, 1.5) for _ in range(LANDMARKS)]
        seen.append(flagged(network, added))
    assert sum(seen) >= 19


@needs_shared
@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("congestion_ms", [5.0, 40.0, 150.0])
def test_congestion_at_some_landmarks_is_not(share: float, congestion_ms: float) -> None:
    seen = []
    for seed in range(20):
        network = Network(seed)
        added = [
            congestion_ms * network.chosen.uniform(0.2, 1.8)
            if network.chosen.random() < share
            else 0.0
            for _ in range(LANDMARKS)
        ]
        seen.append(flagged(network, added))
    assert sum(seen) == 0


@needs_shared
def test_an_ordinary_day_is_not() -> None:
    assert sum(flagged(Network(seed), ()) for seed in range(100)) == 0
