"""Samples against sums that are exact, draws against the one-line HMAC, frames in any order."""

import hmac
from fractions import Fraction
from hashlib import sha256
from itertools import product
from math import comb, exp, inf, log, prod

from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.domains.inspection import FramedRun
from comptrol.domains.inspection.formulas import (
    Aim,
    Ordering,
    Part,
    Pool,
    Stratified,
    allocation,
    approximate_samples,
    canonical_runs,
    detection,
    detects_from,
    draw,
    frame_of_names,
    frame_of_runs,
    log_missed,
    samples_needed,
    seed_of,
    worst_log_missed,
)
from comptrol.domains.inspection.statements import StratumName
from comptrol.kernel.identifiers import Digest

rates = st.sampled_from([0.0, 1e-9, 0.05, 0.1, 0.5, 0.99, 1.0])


@st.composite
def samples(draw: st.DrawFn, most: int = 400) -> tuple[int, int, int]:
    population = draw(st.integers(1, most))
    return population, draw(st.integers(0, population)), draw(st.integers(0, population))


def exactly_missed(population: int, sample: int, defective: int, rate: float) -> Fraction:
    low, high = max(0, sample + defective - population), min(sample, defective)
    ways = sum(
        comb(defective, x) * comb(population - defective, sample - x) * Fraction(rate) ** x
        for x in range(low, high + 1)
    )
    return Fraction(ways) / comb(population, sample)


@given(samples(), rates)
def test_what_is_missed_is_the_exact_sum(of: tuple[int, int, int], rate: float) -> None:
    exact, ours = exactly_missed(*of, rate), log_missed(*of, rate)
    if exact == 0:
        assert ours == -inf
    else:
        assert abs(ours - (log(exact.numerator) - log(exact.denominator))) < 1e-9


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.5, 0.9, 0.95]))
def test_the_approximation_is_never_short_and_at_most_three_too_many(
    population: int, data: st.DataObject, confidence: float
) -> None:
    """At a risk of 0.001 it is not so: of 100 items with 99 wrong it says 7, and 2 are enough."""
    defective = data.draw(st.integers(1, population))
    aim = Aim(population=population, diverted=defective, confidence=confidence)
    exact = samples_needed(aim)
    assert exact is not None
    assert 0 <= approximate_samples(aim) - exact <= 3
    sound = population - defective
    beta = 1 - Fraction(confidence)
    missed = prod(Fraction(max(sound - i, 0), population - i) for i in range(exact - 1))
    assert missed > beta * (1 - Fraction(1, 10**8))


@given(samples(120), rates)
def test_more_looked_at_or_more_wrong_is_never_less_likely_seen(
    of: tuple[int, int, int], rate: float
) -> None:
    population, sample, defective = of
    here = detection(population, sample, defective, rate)
    if sample < population:
        assert detection(population, sample + 1, defective, rate) >= here - 1e-12
    if defective < population:
        assert detection(population, sample, defective + 1, rate) >= here - 1e-12


@given(st.integers(1, 300), st.data(), st.sampled_from([0.0, 0.05, 0.3]))
def test_the_inverse_is_the_inverse(population: int, data: st.DataObject, rate: float) -> None:
    defective = data.draw(st.integers(1, population))
    aim = Aim(population=population, diverted=defective, confidence=0.9, miss_rate=rate)
    needed = samples_needed(aim)
    if needed is None:
        assert detection(population, population, defective, rate) < 0.9
        return
    least = detects_from(aim, needed)
    assert least is not None
    assert least <= defective
    assert needed == 1 or detection(population, needed - 1, defective, rate) < 0.9 + 1e-9


# Strata.


@st.composite
def aims(draw: st.DrawFn, *, valued: bool) -> tuple[Stratified, tuple[int, ...]]:
    values = st.sampled_from([0.5, 1.0, 2.0, 3.7]) if valued else st.just(1.0)
    parts = tuple(
        Part(name=str(at), population=draw(st.integers(1, 8)), value=draw(values))
        for at in range(draw(st.integers(1, 3)))
    )
    whole = sum(part.population * part.value for part in parts)
    diverted = draw(st.floats(0.1, whole) if valued else st.integers(1, int(whole)))
    rate = draw(st.sampled_from([0.0, 0.05, 0.3, 0.9]))
    aim = Stratified(parts=parts, diverted=diverted, confidence=0.8, miss_rate=rate)
    return aim, tuple(draw(st.integers(0, part.population)) for part in parts)


def worst_by_trying(aim: Stratified, sample: tuple[int, ...]) -> float:
    placements = product(*(range(part.population + 1) for part in aim.parts))
    return max(
        sum(
            log_missed(part.population, n, x, aim.miss_rate)
            for part, n, x in zip(aim.parts, sample, placed, strict=True)
        )
        for placed in placements
        if sum(x * part.value for x, part in zip(placed, aim.parts, strict=True)) >= aim.diverted
    )


@given(aims(valued=False))
def test_the_worst_placement_is_the_worst_of_all(of: tuple[Stratified, tuple[int, ...]]) -> None:
    assert abs(exp(worst_log_missed(*of)) - exp(worst_by_trying(*of))) < 1e-9


@given(aims(valued=True))
def test_where_values_differ_the_chance_to_miss_is_never_too_small(
    of: tuple[Stratified, tuple[int, ...]],
) -> None:
    assert exp(worst_log_missed(*of)) >= exp(worst_by_trying(*of)) - 1e-9


@settings(max_examples=50)
@given(aims(valued=False))
def test_an_allocation_holds_wherever_the_wrong_items_are(
    of: tuple[Stratified, tuple[int, ...]],
) -> None:
    aim, _ = of
    found = allocation(aim)
    whole = tuple(part.population for part in aim.parts)
    if found is None:
        assert exp(worst_by_trying(aim, whole)) > 0.2
    else:
        assert exp(worst_by_trying(aim, found)) <= 0.2 + 1e-9


# Draws.

seeds = st.binary(min_size=32, max_size=32)
names = st.lists(
    st.text("ABHX0123456789/-", min_size=1, max_size=90), min_size=1, max_size=60, unique=True
)


@st.composite
def runs(draw: st.DrawFn) -> FramedRun:
    digits = draw(st.integers(0, 12))
    last = draw(st.integers(0, 10**digits - 1)) if digits else 0
    first = draw(st.integers(max(0, last - 300), last))
    prefix = draw(st.sampled_from(["acme/H", "acme/", "x/A-B_c."]))
    return FramedRun(prefix=prefix, digits=digits, first=first, last=last)


def written_out(run: FramedRun) -> list[str]:
    numbers = range(run.first, run.last + 1)
    return [f"{run.prefix}{n:0{run.digits}d}" if run.digits else run.prefix for n in numbers]


def drawn_plainly(seed: bytes, named: list[str], count: int) -> list[tuple[str, str]]:
    ordered = sorted((hmac.digest(seed, it.encode(), "sha256").hex(), it) for it in named)
    return [(name, order) for order, name in ordered[:count]]


@given(seeds, names, st.integers(0, 70))
def test_a_draw_is_the_first_by_hmac(seed: bytes, named: list[str], count: int) -> None:
    pool = Pool([[it.encode() for it in named]], len(named), count)
    (found,) = draw(seed, [pool])
    assert [(it.name, it.order) for it in found] == drawn_plainly(seed, named, count)


@given(seeds, runs(), st.integers(0, 40))
def test_a_run_is_drawn_from_as_if_it_were_written_out(
    seed: bytes, run: FramedRun, count: int
) -> None:
    (found,) = draw(seed, [Pool([run], run.chips, count)])
    assert [(it.name, it.order) for it in found] == drawn_plainly(seed, written_out(run), count)


@given(seeds, st.text(max_size=60))
def test_the_order_is_that_of_hmac(seed: bytes, name: str) -> None:
    assert Ordering(seed).of(name.encode()) == hmac.digest(seed, name.encode(), "sha256")


@given(seeds, st.lists(runs(), min_size=1, max_size=4), st.integers(1, 5), st.data())
def test_a_draw_does_not_depend_on_the_order_of_the_frame(
    seed: bytes, some: list[FramedRun], count: int, data: st.DataObject
) -> None:
    apart = {name for run in some for name in written_out(run)}
    shuffled = data.draw(st.permutations(sorted(apart)))
    one, other = (
        draw(seed, [Pool([[it.encode() for it in order]], len(apart), count)])
        for order in (sorted(apart), shuffled)
    )
    assert one == other


# Frames.


@given(st.integers(0, 500), st.lists(st.integers(1, 499), max_size=8, unique=True), st.data())
def test_a_frame_is_the_same_however_its_runs_are_cut(
    first: int, cuts: list[int], data: st.DataObject
) -> None:
    whole = FramedRun(prefix="acme/H", digits=6, first=first, last=first + 499)
    starts = [first, *sorted(first + cut for cut in cuts)]
    ends = [*(start - 1 for start in starts[1:]), whole.last]
    pieces = [
        FramedRun(prefix="acme/H", digits=6, first=start, last=end)
        for start, end in zip(starts, ends, strict=True)
    ]
    assert canonical_runs(data.draw(st.permutations(pieces))) == (whole,)


@given(names)
def test_a_frame_of_names_is_what_sorting_and_hashing_says(named: list[str]) -> None:
    in_order = sorted(it.encode() for it in named)
    lines = b"".join(it + b"\n" for it in in_order)
    assert frame_of_names({"": in_order}) == sha256(lines).hexdigest()


def test_a_frame_of_runs_is_what_is_printed_of_it() -> None:
    run = FramedRun(prefix="maker/H", digits=6, first=1, last=8)
    printed = b"frankfurt\tmaker/H\t6\t1\t8\n"
    assert frame_of_runs({StratumName("frankfurt"): [run]}) == sha256(printed).hexdigest()


def test_the_seed_is_the_frame_and_then_the_beacon() -> None:
    frame = Digest("ab" * 32)
    assert seed_of(frame, "7d3b1c") == sha256(b"\xab" * 32 + b"7d3b1c").digest()
