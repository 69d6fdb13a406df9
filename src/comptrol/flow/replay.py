"""Rebuild every view from the log alone, and say whether it comes out the same."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice, zip_longest
from typing import Any

import msgspec
from msgspec.structs import replace

from comptrol.domains.ledger import Sealed
from comptrol.domains.parties import PartiesView
from comptrol.flow.admission import admit
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged, Step, Store, Voice
from comptrol.flow.sealing import seal_of
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.identifiers import PublicKey
from comptrol.kernel.signature import verify
from comptrol.kernel.statement import Consequence, Entry, fitted
from comptrol.kernel.view import EVERY, Layout, Rows

BATCH = 2_000
DIFFERENCES_SHOWN = 20
TELL_EVERY = 1_000

Tell = Callable[[int], None]
"""Hears how many entries or rows are done. What it raises ends the replay, with nothing kept."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay found. Differences are sentences; none means that everything agrees."""

    entries: int
    derived: int
    """How many consequences were derived again from what caused them."""
    rows: int = 0
    differences: tuple[str, ...] = ()


class Replay:
    """Folds a log into an empty store, deriving every reaction again on the way."""

    def __init__(
        self, catalogue: Catalogue, references: References, audited_by: Voice | None
    ) -> None:
        self._catalogue, self._references = catalogue, references
        self._voice = audited_by
        self._entries = self._derived = 0
        self._differences: list[str] = []
        self._expected: list[Iterator[Consequence]] = []
        self._unsealed: dict[int, datetime] = {}
        self._world: RowsWorld

    def run(self, log: Iterator[Logged], into: Store) -> Replayed:
        """Fold a whole log into a store."""
        batch = self._batch(log)
        while batch:
            following = self._batch(log)
            with into.writing(batch[-1].logged_at) as step:
                self._world = RowsWorld(step.rows, self._references)
                whole = all(self._fold(logged, step) for logged in batch)
                if whole and not following:
                    self._settle(None)
                    self._differences += [f"no seal covers position {at}" for at in self._unsealed]
            batch = following if whole else []
        return Replayed(
            entries=self._entries,
            derived=self._derived,
            differences=tuple(self._differences),
        )

    def _batch(self, log: Iterator[Logged]) -> list[Logged]:
        """Return what is folded in one step: it ends with a seal, which digests all its rows."""
        batch = list(islice(log, BATCH))
        while batch and not self._is_seal(batch[-1]):
            following = next(log, None)
            if following is None:
                break
            batch.append(following)
        return batch

    def _is_seal(self, logged: Logged) -> bool:
        try:
            return isinstance(read_entry(self._catalogue, logged).statement, Sealed)
        except EnvelopeError:
            return True  # nothing that follows it is folded

    def _fold(self, logged: Logged, step: Step) -> bool:
        """Fold one entry; return whether what follows it can be folded too."""
        try:
            entry, claims = read_entry(self._catalogue, logged), open_envelope(logged.raw).claims
        except EnvelopeError as error:
            self._differences.append(
                f"position {logged.position} cannot be read: {error}; if an earlier version wrote "
                "it, its form is not kept (docs/backup.md says which are)"
            )
            return False
        expected = step.position, step.sequence(claims.key) + 1
        if (logged.position, claims.sequence) != expected:
            found = f"position {logged.position}, number {claims.sequence}"
            self._differences.append(f"{found}: expected {expected}: entries are missing")
            return False
        if isinstance(entry.statement, Sealed):
            self._settle(None, f"position {entry.position}, a seal")
            self._check_seal(entry, entry.statement, step)
        else:
            self._settle(entry)
            self._unsealed[entry.position] = entry.logged_at
        self._check_voice(entry, claims.key)
        if self._voice is not None and not self._audit(logged, entry, step, self._voice):
            return False
        about = entry.statement.subjects_named()
        step.append(logged, claims.key, claims.sequence, about)
        if not self._apply(entry, step):
            return False
        self._entries += 1
        self._expected.append(self._reactions(entry))
        return True

    def _apply(self, entry: Entry[Any], step: Step) -> bool:
        """Fold one entry's statement; the log is not trusted here, so what cannot be is noted."""
        domain = self._catalogue.owner(entry.statement)
        try:
            for change in domain.apply(self._world[domain.view], entry):
                step.store(change)
        except AssertionError as error:
            self._differences.append(f"position {entry.position} cannot be folded: {error}")
            return False
        return True

    def _reactions(self, entry: Entry[Any]) -> Iterator[Consequence]:
        for react in self._catalogue.reactors(entry.statement):
            yield from tuple(react(entry, self._world))

    def _settle(self, entry: Entry[Any] | None, end: str = "the end of the log") -> None:
        """Hold the next entry against what the earlier ones must have led to.

        Reactions are derived lazily, when the entry after the recorded observations comes up,
        because that is when the platform derived them.
        """
        said = entry.statement if entry is not None else None
        if isinstance(said, Consequence) and said.RECORDED:
            return
        while self._expected:
            expected = next(self._expected[-1], None)
            if expected is None:
                self._expected.pop()
                continue
            self._derived += 1
            if said != expected and said != fitted(expected)[0]:
                where = f"position {entry.position}" if entry else end
                self._differences.append(f"{where}: expected {expected}, found {said}")
            return
        if isinstance(said, Consequence):
            self._differences.append(f"nothing led to the consequence {said}")

    def _check_seal(self, entry: Entry[Any], said: Sealed, step: Step) -> None:
        """Hold a seal against what the entries before it add up to.

        A seal of views of another shape, by another version, cannot be held against our rows.
        """
        expected = seal_of(step, self._world, self._catalogue.shape, entry.logged_at)
        if expected is not None and said.layouts != expected.layouts:
            expected = replace(expected, rows=said.rows, layouts=said.layouts)
        self._derived += 1
        if said != expected:
            self._differences.append(
                f"position {entry.position}: expected the seal {expected}, found {said}"
            )
        for position, at in self._unsealed.items():
            if at != said.at:
                self._differences.append(f"position {position}: logged at {at}, not {said.at}")
        self._unsealed.clear()

    def _check_voice(self, entry: Entry[Any], key: bytes) -> None:
        """Note a consequence that the platform did not sign, and anything else that it did."""
        held = self._world[PartiesView].keys.get(PublicKey(key.hex()))
        by_platform = held is not None and held.platform
        if by_platform != isinstance(entry.statement, Consequence):
            self._differences.append(f"position {entry.position}: signed under the wrong key")

    def _audit(self, logged: Logged, entry: Entry[Any], step: Step, voice: Voice) -> bool:
        """Note a signature that does not hold, and what should not have been admitted."""
        envelope = open_envelope(logged.raw)
        try:
            verify(envelope)
        except EnvelopeError as error:
            self._differences.append(f"position {logged.position}: {error}")
            return False
        if isinstance(entry.statement, Consequence):
            return True
        reasons = [
            *admit(envelope, entry, step.sequence(envelope.claims.key), self._world, voice),
            *self._catalogue.owner(entry.statement).check(entry, self._world),
        ]
        for reason in reasons:
            self._differences.append(f"position {logged.position}: {reason.code} {reason.detail}")
        return not reasons


def replay(
    catalogue: Catalogue,
    references: References,
    source: Store,
    into: Store,
    *,
    audited_by: Voice | None = None,
    tell: Tell = lambda _: None,
) -> Replayed:
    """Rebuild a store from another's log, and compare every row of every view.

    Where a voice is given, every signature is checked too, and every statement is held against
    what was known when it was said, as if it came in now to the platform with that voice.
    """
    with source.reading() as live:
        log = _told(live.entries(), tell)
        replayed = Replay(catalogue, references, audited_by).run(log, into)
        with into.reading() as rebuilt:
            rows, differences = compare(catalogue.layouts, live, rebuilt)
    return replace(
        replayed,
        rows=rows,
        differences=(*replayed.differences, *differences)[:DIFFERENCES_SHOWN],
    )


def _told(log: Iterator[Logged], tell: Tell) -> Iterator[Logged]:
    for number, logged in enumerate(log):
        if number % TELL_EVERY == 0:
            tell(number)
        yield logged


def compare(layouts: Sequence[Layout[Any]], one: Rows, other: Rows) -> tuple[int, list[str]]:
    """Compare every row of every table; return how many there are and what differs."""
    count, differences = 0, []
    for layout in layouts:
        ours = one.find(layout, {}, after=None, limit=EVERY)
        theirs = other.find(layout, {}, after=None, limit=EVERY)
        for left, right in zip_longest(ours, theirs):
            count += 1
            if left != right:
                differences.append(f"{layout.name}: live {left}, rebuilt {right}")
    return count, differences
