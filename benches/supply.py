"""How long does it take to ask what the loss of one country cuts off?"""

import random  # noqa: TID251  (seeded: the same graph in every run)
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from benches.measurement import Measurement
from comptrol.adapters.reference_files import countries as iso
from comptrol.adapters.supply_tables import read_supply
from comptrol.domains.supply import (
    Axis,
    Graph,
    GraphStatement,
    InputDescribed,
    InputId,
    InputKind,
    Portion,
    Removed,
    Share,
    SharesReported,
    SupplierId,
    SupplierKind,
    SupplierNamed,
    chokepoints,
    countries,
    removal,
)
from comptrol.kernel.identifiers import CountryCode

PUBLISHED = Path(__file__).parents[2] / "shared/data/eto"
"""The published tables, beside the repository where there are any. They may not be shipped."""
INPUTS, FIRMS_EACH = 2_000, 12
CODES = ("US", "CN", "JP", "KR", "TW", "NL", "DE", "GB", "FR", "SG", "MY", "IL")
WHOLE = 1_000_000


def removing() -> Iterator[Measurement]:
    """Measure the loss of every single country, one by one, each on a graph just read."""
    published = PUBLISHED.is_dir()
    said = read_supply(PUBLISHED, iso().named).said if published else tuple(_made())
    what = "published tables, 129 inputs" if published else f"a made graph, {INPUTS} inputs"
    times = [(_timed(said, code), code) for code in countries(Graph(said))]
    slowest, code = max(times)
    yield Measurement(
        name="supply.removal_s",
        value=slowest,
        unit=f"s, the slowest of {len(times)} countries ({code}), {what}, read before",
        target="<= 1.0",
    )
    start = perf_counter()
    chokepoints(Graph(said))
    yield Measurement(
        name="supply.chokepoints_s",
        value=perf_counter() - start,
        unit="s, every index, cuts of two or fewer, and every country's loss",
    )


def removing_from_many() -> Iterator[Measurement]:
    """Measure the same on a made graph of two thousand inputs with twelve firms each."""
    said = tuple(_made())
    slowest, code = max((_timed(said, code), code) for code in countries(Graph(said)))
    yield Measurement(
        name="supply.removal_2000_s",
        value=slowest,
        unit=f"s, the slowest of {len(CODES)} countries ({code}), {INPUTS} inputs, made",
    )


def _timed(said: tuple[GraphStatement, ...], code: CountryCode) -> float:
    graph = Graph(said)
    start = perf_counter()
    removal(graph, Removed(frozenset({code})))
    return perf_counter() - start


def _made() -> Iterator[GraphStatement]:
    rng = random.Random(1)  # noqa: S311  (the same graph in every run)
    for number in range(INPUTS):
        into = {f"i{rng.randrange(number)}" for _ in range(2)} if number else set()
        yield InputDescribed(
            input=InputId(f"i{number}"),
            title=f"Input {number}",
            is_a=InputKind.PROCESS if number else InputKind.PRODUCT,
            goes_into=tuple(sorted(map(InputId, into))),
            source="made",
        )
    for number in range(FIRMS_EACH * 20):
        yield SupplierNamed(
            supplier=SupplierId(f"f{number}"),
            title=f"Firm {number}",
            is_a=SupplierKind.FIRM,
            country=CountryCode(CODES[number % len(CODES)]),
            source="made",
        )
    for number in range(INPUTS):
        those = rng.sample(range(FIRMS_EACH * 20), FIRMS_EACH)
        each = Portion(low_ppm=WHOLE // FIRMS_EACH, high_ppm=WHOLE // FIRMS_EACH + 1)
        yield SharesReported(
            input=InputId(f"i{number}"),
            year=2025,
            by=Axis.FIRM,
            shares=tuple(Share(supplier=SupplierId(f"f{it}"), portion=each) for it in those),
            definition="made",
            source="made",
        )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (removing, removing_from_many)
