"""Log, views, tiles and map in lists and dicts. What has been published never changes."""

import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from comptrol.adapters.store_memory.rows import MemoryRows
from comptrol.flow.ports import Logged, Settled
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.growth import Growth, Links, standing_of
from comptrol.kernel.ledger.subject_map import Nodes, depth_for
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.view import Change

Tiles = dict[tuple[int, int], bytes]


class MemoryBuckets:
    """The buckets of the subject map."""

    def __init__(self, buckets: Mapping[int, bytes]) -> None:
        self._buckets = buckets

    def some(self, numbers: Sequence[int]) -> Mapping[int, bytes]:
        """Return buckets by their numbers; those without a record are left out."""
        return {number: self._buckets[number] for number in numbers if number in self._buckets}

    def every(self) -> Iterable[tuple[int, bytes]]:
        """Return every bucket that has a record."""
        return self._buckets.items()


class Published(NamedTuple):
    """The log as a step left it."""

    log: tuple[Logged, ...] = ()
    links: tuple[Links, ...] = ()
    tiles: Tiles = {}  # noqa: RUF012  (never changed: a step makes another)
    buckets: Mapping[int, bytes] = {}
    proofs: Mapping[Digest, bytes] = {}
    sequences: Mapping[bytes, tuple[int, ...]] = {}


class MemoryReading(MemoryRows):
    """Views, log, tiles and map as one whole step left them."""

    def __init__(self, rows: MemoryRows, published: Published) -> None:
        super().__init__(rows.tables)
        self._published = published

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        return iter(self._published.log[start:])

    def size(self) -> int:
        """Return how many entries the log has."""
        return len(self._published.log)

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile as far as it is filled; empty where there is none."""
        return self._published.tiles.get((level, number), b"")

    def bucket(self, number: int) -> bytes:
        """Return a bucket of the subject map."""
        return self._published.buckets.get(number, b"")

    def map_path(self, number: int) -> tuple[bytes, ...]:
        """Return the siblings from a bucket of the subject map up to its root."""
        buckets = self._published.buckets
        subjects = sum(map(len, buckets.values())) // 80
        return tuple(Nodes(depth_for(subjects), buckets.items()).path(number))

    def linked(self, position: int) -> tuple[Logged, Links]:
        """Return an entry, and where the entries before it about its subjects are."""
        if not 0 <= position < self.size():
            raise NotFoundError(f"the log has no entry {position}")
        return self._published.log[position], self._published.links[position]

    def position_under(self, key: bytes, sequence: int) -> int | None:
        """Return where the statement of a key under a number is; nothing if it was not used."""
        positions = self._published.sequences.get(key, ())
        return positions[sequence - 1] if 1 <= sequence <= len(positions) else None

    def evidence(self, leaf: Digest) -> bytes | None:
        """Return bytes that were kept as evidence."""
        return self._published.proofs.get(leaf)


class MemoryStep:
    """One step: a copy of what it changes, published at its end."""

    def __init__(self, rows: MemoryRows, published: Published, at: datetime) -> None:
        self.at, self._before = at, published
        self.rows = MemoryRows(rows.tables)
        self.log: list[Logged] = []
        self.links: list[Links] = []
        self.proofs: dict[Digest, bytes] = {}
        self.sequences: dict[bytes, list[int]] = {}
        edge = Edge.read(len(published.log), lambda level, n: published.tiles.get((level, n), b""))
        buckets = MemoryBuckets(published.buckets)
        self.growth = Growth(standing_of(edge, buckets.every()), buckets)

    @property
    def position(self) -> int:
        """Return the position the next entry takes."""
        return len(self._before.log) + len(self.log)

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return len(self._before.sequences.get(key, ())) + len(self.sequences.get(key, ()))

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        positions = [*self._before.sequences.get(key, ()), *self.sequences.get(key, ())]
        known = 1 <= sequence <= len(positions)
        return [*self._before.log, *self.log][positions[sequence - 1]] if known else None

    def foresee(self, table: str, keys: Sequence[str]) -> None:
        """Do nothing: all rows are in memory already."""

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position."""
        return iter([*self._before.log, *self.log][position + 1 :])

    def append(
        self, logged: Logged, key: bytes, sequence: int, subjects: tuple[str, ...] = ()
    ) -> None:
        """Log an entry at the next position."""
        assert logged.position == self.position, "positions have no gap"
        assert sequence == self.sequence(key) + 1, "sequence numbers have no gap"
        self.sequences.setdefault(key, []).append(logged.position)
        self.growth.add(logged.position, logged.raw, subjects)
        self.log.append(logged)

    def digested(self, rows: Digest) -> Digest:
        """Return the running digest of the rows after that of the last seal."""
        return self.rows.digested(rows)

    def settle(self) -> Settled:
        """Bring the subject map up to the last entry."""
        self.links += self.growth.settled()
        return Settled(
            subjects=self.growth.subjects,
            depth=self.growth.depth,
            map_root=Digest(self.growth.map_root().hex()),
        )

    def keep_evidence(self, raw: bytes) -> None:
        """Keep bytes that prove something and are no entry, under their leaf hash."""
        self.proofs[Digest(leaf_hash(raw).hex())] = raw

    def store(self, change: Change) -> None:
        """Store one row of a view."""
        self.rows.put(change)

    def published(self) -> Published:
        """Return the log as this step leaves it."""
        self.links += self.growth.settled()
        before, written = self._before, self.growth.tiles()
        buckets = {} if self.growth.redrawn else before.buckets
        sequences = {
            key: (*before.sequences.get(key, ()), *added) for key, added in self.sequences.items()
        }
        return Published(
            log=(*before.log, *self.log),
            links=(*before.links, *self.links),
            tiles={**before.tiles, **{(p.level, p.number): hashes for p, hashes in written}},
            buckets={**buckets, **self.growth.changed},
            proofs={**before.proofs, **self.proofs},
            sequences={**before.sequences, **sequences},
        )


class MemoryStore:
    """Log and views in lists and dicts."""

    def __init__(self) -> None:
        self.rows = MemoryRows()
        self._published = Published()
        self._turn = threading.Lock()

    def claim(self) -> None:
        """Nobody else can reach it."""

    @contextmanager
    def writing(self, now: datetime) -> Generator[MemoryStep]:
        """Begin one atomic step."""
        with self._turn:
            log = self._published.log
            at = max(now, log[-1].logged_at) if log else now
            step = MemoryStep(self.rows, self._published, at)
            yield step
            self._published, self.rows = step.published(), MemoryRows(step.rows.tables)

    @contextmanager
    def reading(self) -> Generator[MemoryReading]:
        """Read log and views as the last whole step left them."""
        yield MemoryReading(self.rows, self._published)

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        return iter(self._published.log[start:])

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return len(self._published.sequences.get(key, ()))

    def size(self) -> int:
        """Return how many entries the log has."""
        return len(self._published.log)

    def close(self) -> None:
        """Hold nothing, so let go of nothing."""
