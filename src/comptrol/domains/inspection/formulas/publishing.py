"""What is published of a draw, so that anybody can draw again and compare?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.inspection.formulas.drawing import METHOD, Each, Pool, draw, one_by_one
from comptrol.domains.inspection.formulas.frames import frame_of_names, seed_of
from comptrol.kernel.identifiers import Digest

CHECKS: Final = (
    "frame: SHA-256 of the serials sorted by their bytes, each followed by a line feed",
    "with strata: of lines of stratum, tab, serial",
    "seed: SHA-256 of the frame's 32 bytes and the beacon's value, which was published later",
    "order: HMAC-SHA256 of the serial under the seed; of each stratum the first are drawn",
    "for one serial: openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED",
    "for all: comptrol inspect check DRAW.json SERIALS",
)
"""How anybody checks a draw, with a sort, a hash and an HMAC."""


Number = Annotated[int, Meta(ge=0, le=10**12)]


class StratumDrawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stratum, whose name is empty where there is but one, and how many were drawn of it."""

    stratum: str
    population: Number
    samples: Number


class SerialDrawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One serial that was drawn, in the order of the draw of its stratum."""

    serial: str
    stratum: str
    order: str


class PublishedDraw(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draw: of what, by which seed, and what came of it."""

    method: str
    frame: Digest
    population: Number
    seed: Digest
    beacon: str | None
    """Nothing where the seed was given as such: then nobody can see where it is from."""
    strata: tuple[StratumDrawn, ...]
    drawn: tuple[SerialDrawn, ...]
    check: tuple[str, ...] = CHECKS


def published_draw(
    strata: Mapping[str, Sequence[bytes]],
    samples: Mapping[str, int],
    *,
    seed: Digest | None = None,
    beacon: str | None = None,
    each: Each = one_by_one,
) -> PublishedDraw:
    """Draw of names, sorted by their bytes, by a seed or by a beacon's value."""
    assert (seed is None) != (beacon is None), (
        "a draw has a seed, or a beacon that it follows from"
    )
    frame = frame_of_names(strata)
    if seed is None:
        seed = Digest(seed_of(frame, beacon or "").hex())
    named = sorted(strata)
    pools = [Pool([strata[it]], len(strata[it]), samples[it]) for it in named]
    drawn = draw(bytes.fromhex(seed), pools, each)
    return PublishedDraw(
        method=METHOD,
        frame=frame,
        population=sum(pool.population for pool in pools),
        seed=seed,
        beacon=beacon,
        strata=tuple(
            StratumDrawn(stratum=name, population=pool.population, samples=pool.samples)
            for name, pool in zip(named, pools, strict=True)
        ),
        drawn=tuple(
            SerialDrawn(serial=it.name, stratum=name, order=it.order)
            for name, some in zip(named, drawn, strict=True)
            for it in some
        ),
    )


def differences(said: PublishedDraw, found: PublishedDraw) -> Iterator[str]:
    """Yield what of a draw that somebody published is not what comes of drawing again."""
    for field in ("method", "frame", "population", "seed"):
        one, other = getattr(said, field), getattr(found, field)
        if one != other:
            yield f"{field}: {one} is said, {other} is found"
    if said.strata != found.strata:
        yield "strata: other names, or other numbers"
    missing = [it.serial for it in found.drawn if it not in said.drawn]
    beside = [it.serial for it in said.drawn if it not in found.drawn]
    if missing:
        yield f"drawn: {len(missing)} that the seed draws are not there, {missing[0]!r} for one"
    if beside:
        yield f"drawn: {len(beside)} are there that the seed does not draw, {beside[0]!r} for one"
    if not missing and not beside and said.drawn != found.drawn:
        yield "drawn: in another order, or one of them twice"
