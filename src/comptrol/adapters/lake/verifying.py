"""Is everything in the lake as it was filed, and as the log has it?"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import ibis

from comptrol.adapters.lake.columns import KEY
from comptrol.adapters.lake.engines import Engine
from comptrol.adapters.lake.filing import sums_of
from comptrol.adapters.lake.shelf import Batch, Compaction, Place, Shelf, digest_of_file
from comptrol.kernel.identifiers import Digest

Logged = Callable[[Batch], Digest | None]
"""Returns the digest that the log has of a batch."""


SEVERAL: Final = 2


class Told(NamedTuple):
    """What was found of one file."""

    where: str
    holds: bool
    told: str


def verify(shelf: Shelf, engine: Engine, logged: Logged | None) -> Iterator[Told]:
    """Hold every file against its record, every record against the log, and compactions too."""
    beside: dict[str, list[Place]] = {}
    for place in shelf.places():
        beside.setdefault(place.folder.parent.name, []).append(place)
        covered = set(place.compaction.covers) if place.compaction is not None else set[int]()
        for batch in place.batches:
            where = f"{batch.provider}/{batch.period}/{batch.sequence}"
            file = place.file_of(batch)
            if not file.exists() and batch.sequence in covered:
                yield Told(where, holds=True, told="its file is gone; a compaction has its rows")
            else:
                yield from _file(where, engine, place, batch)
            if logged is not None:
                yield from _in_the_log(where, batch, logged(batch))
        if place.compaction is not None:
            yield from _compaction(engine, place, place.compaction)
    for provider, places in beside.items():
        yield from _once(engine, provider, places)


def _once(engine: Engine, provider: str, places: list[Place]) -> Iterator[Told]:
    """Look for events that stand in several periods: they would count once in each."""
    there = [
        engine.opened(files).select(*KEY, place=ibis.literal(place.folder.name))
        for place in places
        if (files := [it for it in map(place.file_of, place.live) if it.exists()])
    ]
    if len(there) < SEVERAL:
        return
    every = ibis.union(*there)
    found = every.group_by(*KEY).agg(first=every.place.min(), last=every.place.max())
    (row,) = engine.rows(found.aggregate(many=(found.first != found.last).sum().fill_null(0)))
    told = "every event stands in one period"
    if row["many"]:
        told = f"{row['many']} events stand in more than one period, and count in each"
    yield Told(provider, holds=not row["many"], told=told)


def _file(where: str, engine: Engine, place: Place, one: Batch | Compaction) -> Iterator[Told]:
    file = place.file_of(one)
    if not file.exists():
        yield Told(where, holds=False, told=f"{file.name} is missing")
    elif digest_of_file(file) != one.digest:
        yield Told(where, holds=False, told=f"{file.name} is not what was filed")
    elif sums_of(engine, [file]) != one.sums:
        yield Told(where, holds=False, told=f"{file.name} does not come to what its record says")
    else:
        yield Told(where, holds=True, told=f"{one.sums.rows} rows as they were filed")


def _in_the_log(where: str, batch: Batch, digest: Digest | None) -> Iterator[Told]:
    if digest is None:
        yield Told(where, holds=False, told="the log does not know it")
    elif digest != batch.digest:
        yield Told(where, holds=False, told=f"the log has it with the digest {digest}")


def _compaction(engine: Engine, place: Place, made: Compaction) -> Iterator[Told]:
    where = f"{made.provider}/{made.period}/compact-{made.number}"
    yield from _file(where, engine, place, made)
    parts = [it.sums for it in place.batches if it.sequence in set(made.covers)]
    if not parts or sum(parts[1:], start=parts[0]) != made.sums:
        yield Told(where, holds=False, told="it does not come to what its batches come to")
