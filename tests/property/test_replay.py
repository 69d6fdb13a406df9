"""Whatever is said, the log alone gives the same views; and a log that was changed is found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger_making import Subjects, tree_path, tree_root
from tests.speaking import (
    AUTHORITY,
    CATALOGUE,
    PLATFORM,
    REFERENCES,
    START,
    Asked,
    Echoed,
    FixedClock,
    accepted,
    codes,
    enrolled,
    founded,
    intake_into,
    public,
    signed,
    voice,
)

from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.store_memory.rows import MemoryTable
from comptrol.adapters.store_sqlite import SqliteStore, engine
from comptrol.domains.ledger import Equivocated, Sealed
from comptrol.domains.parties import (
    HeadquartersDeclared,
    KeyAdded,
    KeyRevoked,
    OwnershipDeclared,
    ParentDeclared,
    PartiesView,
    RolesSet,
)
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Logged, Reading, Store
from comptrol.flow.proving import gathered
from comptrol.flow.replay import Replayed, compare, replay
from comptrol.flow.sealing import seal_of
from comptrol.flow.speech import Speaker
from comptrol.flow.turn import read_entry
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, open_envelope
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.tree import leaf_hash, root_of
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry, Statement

ACME, PLATFORM_VOICE = voice("acme"), voice(AUTHORITY, PLATFORM)
NAMES = st.sampled_from(["authority", "acme", "beta", "gamma"]).map(PartyId)
COUNTRIES = st.sampled_from(["NL", "US", "XX"]).map(CountryCode)
ROLES = st.lists(st.sampled_from(Role), max_size=2, unique=True).map(tuple)
KEYS = st.builds(public, NAMES, st.integers(0, 2)) | st.just("00" * 32)
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 4))
SHARES = st.integers(0, 10_000)
SOURCE = st.just("a register")
STATEMENTS: st.SearchStrategy[Statement] = st.one_of(
    st.just(founded()),
    st.builds(
        enrolled,
        NAMES,
        *(st.sampled_from(Role),),
        country=COUNTRIES,
        key=st.none() | KEYS,
        person=st.booleans(),
        name=st.sampled_from(["", " ", "A name"]),
    ),
    st.builds(RolesSet, party=NAMES, roles=ROLES, reason=SOURCE),
    st.builds(KeyAdded, party=NAMES, key=KEYS),
    st.builds(KeyRevoked, party=NAMES, key=KEYS, reason=SOURCE),
    st.builds(HeadquartersDeclared, party=NAMES, country=COUNTRIES, on=DAYS, source=SOURCE),
    st.builds(ParentDeclared, party=NAMES, parent=NAMES, on=DAYS, source=SOURCE),
    st.builds(
        OwnershipDeclared,
        asset=NAMES,
        owner=NAMES,
        bp_min=SHARES,
        bp_max=SHARES,
        on=DAYS,
        until=st.none() | DAYS,
        source=SOURCE,
    ),
    st.builds(Asked, word=st.sampled_from(["", "a", "b"]), times=st.integers(-1, 3)),
    st.builds(Echoed, because=st.integers(0, 3), word=st.just("a"), times=st.integers(0, 2)),
)
CLAIMED: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.sampled_from(
    [{"issuer": "beta"}, {"subject": "party:x"}, {"said_at": 2**40}, {"said_at": 0}]
)
ACTS = st.tuples(NAMES, st.sampled_from([0, 0, 0, 1]), STATEMENTS, CLAIMED, st.integers(-1, 8))
"""Who, under which key, what, with which false claims, and how far from the next number."""
BATCHES = st.lists(st.lists(ACTS, min_size=1, max_size=4), min_size=1, max_size=8)
OPENING = [
    founded(),
    *(enrolled(name, role) for name, role in (("acme", Role.PROVIDER), ("beta", Role.CUSTOMER))),
]


def opened(store: Store) -> Intake:
    intake = intake_into(store, FixedClock())
    for answer in Speaker(intake, voice(AUTHORITY)).say_all(OPENING):
        accepted(answer)
    return intake


def envelopes(store: Store, acts: Iterable[Any]) -> list[bytes]:
    """Sign a batch: mostly under the next number of the key, sometimes under another."""
    said: dict[bytes, int] = {}
    raws = []
    for name, number, statement, claimed, off in acts:
        by = voice(name, number)
        following = said.get(by.key, store.sequence(by.key)) + 1
        sequence = max(1, following + (off if off in (-1, 1) else 0))
        said[by.key] = max(following, sequence) if sequence == following else following - 1
        raws.append(signed(statement, by, sequence, **claimed))
    return raws


def replayed(source: Store, into: Store | None = None) -> Replayed:
    return replay(CATALOGUE, REFERENCES, source, into or MemoryStore(), audited_by=PLATFORM_VOICE)


def dense_numbers(store: Store) -> None:
    numbers = defaultdict(list)
    entries = list(store.entries())
    for entry in entries:
        claims = open_envelope(entry.raw).claims
        numbers[claims.key].append(claims.sequence)
    assert [entry.position for entry in entries] == list(range(len(entries)))
    for key, found in numbers.items():
        assert found == list(range(1, store.sequence(key) + 1))


@settings(max_examples=60, deadline=None)
@given(BATCHES)
def test_replay_equals_live_whatever_is_said(batches: list[Any]):
    store = MemoryStore()
    intake = opened(store)
    for acts in batches:
        intake.submit_all(envelopes(store, acts))
    dense_numbers(store)
    into = MemoryStore()
    found = replayed(store, into)
    assert found.differences == ()
    assert found.entries == store.size() == into.size()
    assert list(into.entries()) == list(store.entries())
    keys = {open_envelope(logged.raw).claims.key for logged in store.entries()}
    assert [into.sequence(key) for key in keys] == [store.sequence(key) for key in keys]


def counts(answer: Answer) -> bool:
    """Tell whether a statement was logged, or shows that its signer said two things."""
    return isinstance(answer, Receipt) or "flow.sequence-reused" in codes(answer)


@settings(max_examples=40, deadline=None)
@given(BATCHES)
def test_a_refused_statement_leaves_no_trace(batches: list[Any]):
    """A log that never heard the refused ones is the same log, with the same views.

    But for those that say another thing under a number that was used: each is noted once.
    """
    heard_all, heard_some = MemoryStore(), MemoryStore()
    one, other = opened(heard_all), opened(heard_some)
    for acts in batches:
        raws = envelopes(heard_all, acts)
        answers = one.submit_all(raws)
        kept = [(r, a) for r, a in zip(raws, answers, strict=True) if counts(a)]
        assert other.submit_all([raw for raw, _ in kept]) == [answer for _, answer in kept]
    assert list(heard_all.entries()) == list(heard_some.entries())
    assert compare(CATALOGUE.layouts, heard_all.rows, heard_some.rows)[1] == []


def number(raw: bytes) -> tuple[str, int]:
    claims = open_envelope(raw).claims
    return claims.key.hex(), claims.sequence


def is_other(raw: bytes, first: dict[tuple[str, int], bytes]) -> bool:
    """Tell whether this is another thing than was said under its number, in the same name."""
    known = first.get(number(raw))
    if known is None:
        return False
    said, before = open_envelope(raw), open_envelope(known)
    same = said.to_be_signed() == before.to_be_signed()
    return said.claims.issuer == before.claims.issuer and not same


@settings(max_examples=40, deadline=None)
@given(BATCHES)
def test_whoever_says_two_things_under_one_number_is_noted_once(batches: list[Any]):
    """Under a key in force and in its owner's name: what else is said accuses nobody."""
    store, heard = MemoryStore(), []
    intake = opened(store)
    for acts in batches:
        raws = envelopes(store, acts)
        heard += zip(raws, intake.submit_all(raws), strict=True)
    first = {number(logged.raw): logged.raw for logged in store.entries()}
    answered = [(raw, codes(answer)) for raw, answer in heard]
    reused = [each for each in answered if "flow.sequence-reused" in each[1]]
    other = [each for each in reused if is_other(each[0], first)]
    noted = [entry.statement for entry in read(store, Equivocated)]
    numbers = [(one.key, one.sequence) for one in noted]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= {number(raw) for raw, _ in other}
    in_force = {number(raw) for raw, found in other if "flow.unknown-key" not in found}
    founding = {number(raw) for raw, _ in other if b"parties.founded/1" in raw}
    assert in_force - founding <= set(numbers)
    with store.reading() as reading:
        assert all(leaf_hash(reading.evidence(it.other)).hex() == it.other for it in noted)


def read(store: Store, kind: type[Statement]) -> list[Entry[Any]]:
    """Return the entries of a kind."""
    entries = (read_entry(CATALOGUE, logged) for logged in store.entries())
    return [entry for entry in entries if isinstance(entry.statement, kind)]


@settings(max_examples=30, deadline=None)
@given(BATCHES)
def test_every_step_that_logs_something_ends_with_one_seal_of_all_of_it(batches: list[Any]):
    store, ends = MemoryStore(), []
    intake = opened(store)
    for acts in [[], *batches]:
        intake.submit_all(envelopes(store, acts))
        ends += [store.size() - 1] * (store.size() - 1 not in ends)
    seals = read(store, Sealed)
    assert [seal.position for seal in seals] == ends
    assert [seal.statement.seal for seal in seals] == list(range(len(seals)))
    assert [seal.statement.previous for seal in seals] == [None, *ends[:-1]]
    assert [seal.statement.first for seal in seals] == [0, *(end + 1 for end in ends[:-1])]
    assert [seal.statement.because for seal in seals] == [end - 1 for end in ends]


def obvious_subjects(entry: Entry[Any]) -> list[str]:
    """Return what an entry is about, by the words of ``docs/ledger.md``."""
    said, kind = msgspec.to_builtins(entry.statement), type(entry.statement)
    fields = [] if kind is Sealed else [(kind.ABOUT, kind.ABOUT), *kind.CONCERNS]
    named = []
    for word, field in fields:
        found = said[field]
        values = [] if found is None else found if isinstance(found, list | tuple) else [found]
        named += [f"{word}:{value}" for value in values]
    return list(dict.fromkeys(named))


def obvious_map(store: Store) -> dict[str, list[tuple[int, bytes]]]:
    about = defaultdict(list)
    for logged in store.entries():
        for subject in obvious_subjects(read_entry(CATALOGUE, logged)):
            about[subject].append((logged.position, leaf_hash(logged.raw)))
    return about


def check_history(reading: Reading, subject: str, subjects: Subjects, about: list[int]) -> None:
    history = gathered(reading, CATALOGUE, REFERENCES, subject).history
    number = int(leaf_number(subject), 2) >> (64 - subjects.depth)
    assert history.bucket == subjects.buckets[number]
    assert list(history.path) == tree_path(number, subjects.leaves)
    log = list(reading.entries())
    assert [entry.position for entry in history.entries] == about
    assert [entry.entry for entry in history.entries] == [log[at].raw for at in about]
    assert history.seal == log[-1].raw


def leaf_number(subject: str) -> str:
    return "".join(f"{byte:08b}" for byte in sha256(subject.encode()).digest()[:8])


@settings(max_examples=30, deadline=None)
@given(BATCHES)
def test_the_root_and_every_history_are_those_of_an_obvious_recomputation(batches: list[Any]):
    store = MemoryStore()
    intake = opened(store)
    for acts in batches:
        intake.submit_all(envelopes(store, acts))
    leaves, about = [leaf_hash(logged.raw) for logged in store.entries()], obvious_map(store)
    subjects, last = Subjects(about), read(store, Sealed)[-1].statement
    with store.reading() as reading:
        assert Prover(reading.tile).root(len(leaves)) == root_of(leaves) == tree_root(leaves)
        for subject in (*about, "party:nobody", "word:never said"):
            positions = [position for position, _ in about.get(subject, ())]
            check_history(reading, subject, subjects, positions)
    assert (last.subjects, last.depth, last.map_root) == (len(about), 8, subjects.root.hex())


@settings(max_examples=15, deadline=None)
@given(BATCHES)
def test_both_stores_answer_alike_and_replay_into_each_other(batches: list[Any]):
    with TemporaryDirectory() as folder:
        memory, rebuilt = MemoryStore(), SqliteStore(Path(folder, "2.db"), CATALOGUE.layouts)
        disk = SqliteStore(Path(folder, "1.db"), CATALOGUE.layouts)
        with closing(disk), closing(rebuilt):
            one, other = opened(memory), opened(disk)
            for acts in batches:
                raws = envelopes(memory, acts)
                assert one.submit_all(raws) == other.submit_all(raws)
            assert list(disk.entries()) == list(memory.entries())
            assert replayed(disk).differences == ()
            assert replayed(memory, rebuilt).differences == ()


# A log or a view that was changed behind the platform's back.


@pytest.fixture
def live() -> MemoryStore:
    """Return a log with two chains of consequences: entries 4 to 6 and 8 to 9; 7 is a seal."""
    store = MemoryStore()
    intake = opened(store)
    acme = Speaker(intake, voice("acme"))
    accepted(acme.say(Asked(word="one", times=2)))
    accepted(acme.say(Asked(word="two", times=1)))
    return store


Said = tuple[Statement, PartyKey]
"""What is said, and under which key."""


def rewritten(
    *batches: Sequence[Said], seal: Callable[[Sealed], Sealed | None] = lambda derived: derived
) -> MemoryStore:
    """Return a log forged from statements and who signed them, with the views it folds to.

    Whoever holds the platform's key seals each batch as the log is; ``seal`` changes the last one.
    """
    store, numbers = MemoryStore(), defaultdict(int)
    for batch in batches:
        with store.writing(START) as step:
            world = RowsWorld(step.rows, REFERENCES)
            for said in batch:
                log(step, world, said, numbers)
            sealed = seal_of(step, world, CATALOGUE.shape, START)
            sealed = seal(sealed) if batch is batches[-1] else sealed
            if sealed is not None:
                log(step, world, (sealed, PLATFORM_VOICE), numbers)
    return store


def log(step: Any, world: RowsWorld, said: Said, numbers: dict[bytes, int]) -> None:
    """Log and fold a statement, whether or not it was to be admitted."""
    statement, by = said
    numbers[by.key] += 1
    raw, position = signed(statement, by, numbers[by.key]), step.position
    logged = Logged(position=position, logged_at=START, raw=raw)
    step.append(logged, by.key, numbers[by.key], statement.subjects_named())
    domain = CATALOGUE.owner(statement)
    for change in domain.apply(world[domain.view], read_entry(CATALOGUE, logged)):
        step.store(change)


START_OF_LOG = [(said, voice(AUTHORITY)) for said in OPENING]
ASKED = (Asked(word="one", times=1), ACME)
ECHOED = (Echoed(because=3, word="one", times=0), PLATFORM_VOICE)


def test_a_log_that_was_not_changed_agrees(live: MemoryStore):
    assert replayed(live) == Replayed(entries=11, derived=6, rows=16, differences=())
    assert replayed(rewritten([*START_OF_LOG, ASKED, ECHOED])).differences == ()


@pytest.mark.parametrize(
    ("forged", "found"),
    [
        ([ASKED], "position 4, a seal: expected"),
        ([ASKED, ASKED], "position 4: expected"),
        ([ASKED, (Echoed(because=3, word="two", times=0), PLATFORM_VOICE)], "position 4"),
        ([ASKED, (Echoed(because=2, word="one", times=0), PLATFORM_VOICE)], "position 4"),
        ([ASKED, ECHOED, ECHOED], "nothing led to"),
        ([ECHOED], "nothing led to"),
        ([ASKED, (ECHOED[0], voice(AUTHORITY))], "wrong key"),
        ([ASKED, (ECHOED[0], ACME)], "wrong key"),
        ([(ASKED[0], PLATFORM_VOICE), ECHOED], "wrong key"),
    ],
    ids=[
        "left out",
        "put off",
        "of another content",
        "of another cause",
        "said twice",
        "out of nothing",
        "signed by the authority",
        "signed by the party",
        "caused by the platform",
    ],
)
def test_a_forged_consequence_is_found(forged: list[Any], found: str):
    differences = replayed(rewritten([*START_OF_LOG, *forged])).differences
    assert any(found in difference for difference in differences), differences


def test_a_consequence_that_nobody_waited_for_is_found():
    differences = replayed(rewritten([*START_OF_LOG, ASKED], seal=lambda _: None)).differences
    assert "the end of the log: expected Echoed" in differences[0]


@pytest.mark.parametrize(
    ("said", "by", "code"),
    [
        (RolesSet(party=PartyId("acme"), roles=(), reason="x"), ACME, "flow.role-missing"),
        (Asked(word="x", times=0), voice("mallory"), "flow.unknown-key"),
        (Asked(word="", times=0), ACME, "echo.silence"),
        (founded(), voice(AUTHORITY), "parties.already-founded"),
    ],
    ids=["role missing", "key of nobody", "refused by the domain", "founded again"],
)
def test_an_entry_that_was_never_admissible_is_found(said: Statement, by: PartyKey, code: str):
    differences = replayed(rewritten([*START_OF_LOG, (said, by)])).differences
    assert any(f"position 3: {code} " in difference for difference in differences), differences


def put_back(store: MemoryStore, log: Iterable[Logged]) -> None:
    """Put other entries in the place of a log, behind its back."""
    known = store._published  # noqa: SLF001  (a thief asks nobody)
    store._published = known._replace(log=tuple(log))  # noqa: SLF001


def changed(store: MemoryStore, position: int, **fields: Any) -> None:
    log = list(store.entries())
    log[position] = msgspec.structs.replace(log[position], **fields)
    put_back(store, log)


def test_a_changed_envelope_is_found(live: MemoryStore):
    raw = bytearray(list(live.entries())[1].raw)
    raw[-1] ^= 1
    changed(live, 1, raw=bytes(raw))
    assert "position 1" in replayed(live).differences[0]


@pytest.mark.parametrize("position", [3, 4], ids=["a seal", "a statement"])
@pytest.mark.parametrize("damage", ["unreadable", "missing"])
def test_a_damaged_log_is_never_taken_for_whole(live: MemoryStore, damage: str, position: int):
    log = list(live.entries())
    if damage == "unreadable":
        changed(live, position, raw=log[position].raw[:-1])
    else:
        put_back(live, log[:position] + log[position + 1 :])
    found = replayed(live)
    assert found.entries == position
    assert {"unreadable": "cannot be read", "missing": "entries are missing"}[damage] in (
        found.differences[0]
    )


# Seals.

TWO_BATCHES = START_OF_LOG, [(Asked(word="one", times=1), ACME)]
SECOND = (Echoed(because=4, word="one", times=0), PLATFORM_VOICE)


def test_seals_are_derived_again(live: MemoryStore):
    assert [entry.position for entry in read(live, Sealed)] == [3, 7, 10]
    without = rewritten(*TWO_BATCHES[:1], [*TWO_BATCHES[1], SECOND])
    assert replayed(without) == Replayed(entries=7, derived=3, rows=12, differences=())


@pytest.mark.parametrize(
    "other",
    [
        {"seal": 2},
        {"because": 4},
        {"first": 3},
        {"at": START + timedelta(microseconds=1)},
        {"previous": 2},
        {"previous": None},
        {"subjects": 5},
        {"depth": 9},
        {"map_root": Digest("1" * 64)},
        {"rows": Digest("1" * 64)},
        {"map_root": Digest("1" * 64), "layouts": Digest("2" * 64)},
    ],
    ids=str,
)
def test_a_seal_that_says_something_else_is_found(other: dict[str, Any]):
    def forged(seal: Sealed) -> Sealed:
        assert all(getattr(seal, field) != value for field, value in other.items()), seal
        return msgspec.structs.replace(seal, **other)

    store = rewritten(TWO_BATCHES[0], [*TWO_BATCHES[1], SECOND], seal=forged)
    assert any("position 6: expected the seal" in it for it in replayed(store).differences)


def test_a_seal_by_a_version_with_other_views_is_held_against_all_but_the_rows():
    def by_another(seal: Sealed) -> Sealed:
        rows, layouts = Digest("1" * 64), Digest("2" * 64)
        return msgspec.structs.replace(seal, rows=rows, layouts=layouts)

    assert replayed(rewritten(START_OF_LOG, seal=by_another)).differences == ()


def test_a_seal_that_is_not_the_platforms_is_found():
    sealed = read(rewritten(START_OF_LOG), Sealed)[0].statement
    store = rewritten([*START_OF_LOG, (sealed, ACME)], seal=lambda _: None)
    assert any("wrong key" in difference for difference in replayed(store).differences)


def test_a_batch_that_was_sealed_twice_is_found():
    sealed = read(rewritten(START_OF_LOG), Sealed)[0].statement
    again = msgspec.structs.replace(sealed, seal=1, because=3, first=4, previous=3)
    store = rewritten([*START_OF_LOG, (sealed, PLATFORM_VOICE), (again, PLATFORM_VOICE)])
    assert any("expected the seal None" in it for it in replayed(store).differences)


def test_a_log_whose_last_batch_has_no_seal_is_found(live: MemoryStore):
    put_back(live, list(live.entries())[:-1])
    found = [it for it in replayed(live).differences if "no seal covers" in it]
    assert found == ["no seal covers position 8", "no seal covers position 9"]


@pytest.mark.parametrize("position", [0, 4, 6])
def test_a_changed_time_of_an_entry_is_found(live: MemoryStore, position: int):
    changed(live, position, logged_at=START + timedelta(seconds=1))
    assert any(f"position {position}: logged at" in it for it in replayed(live).differences)


def tampered(live: MemoryStore, how: str) -> None:
    layout = PartiesView.parties.layout
    first, *rest = live.rows.tables[layout.name].rows.values()
    other = {
        "changed": [msgspec.structs.replace(first, name="Another"), *rest],
        "removed": rest,
        "added": [first, *rest, msgspec.structs.replace(first, party=PartyId("zeta"))],
    }[how]
    table = live.rows.tables[layout.name] = MemoryTable(layout)
    for row in other:
        table.put(layout.key_of(row), row)


@pytest.mark.parametrize("how", ["changed", "removed", "added"])
def test_a_row_that_was_tampered_with_is_found(live: MemoryStore, how: str):
    tampered(live, how)
    found = replayed(live).differences
    assert found
    assert all("parties:" in difference for difference in found)


def test_a_row_that_was_tampered_with_on_disk_is_found(tmp_path: Path):
    path = tmp_path / "store.db"
    with closing(SqliteStore(path, CATALOGUE.layouts)) as store:
        opened(store)
        assert replayed(store).differences == ()
        with closing(engine.connect(path)) as thief:
            thief.execute("""UPDATE parties SET roles = '["authority"]' WHERE party = 'acme'""")
        (difference,) = replayed(store).differences
    assert "acme" in difference


def test_every_row_of_every_table_is_compared(live: MemoryStore):
    tables = CATALOGUE.layouts
    count, differences = compare(tables, live.rows, live.rows)
    kept = live.rows.tables
    held = {layout: len(kept[layout.name].rows) for layout in tables if layout.name in kept}
    assert (count, differences) == (sum(held.values()), [])
    for layout in held:
        assert compare([layout], live.rows, MemoryStore().rows)[1], layout.name


def test_a_replay_goes_on_from_batch_to_batch(live: MemoryStore, monkeypatch: pytest.MonkeyPatch):
    """Consequences are derived again although their cause was in an earlier batch."""
    for size in (1, 2, 3, 4, 5, 8):
        monkeypatch.setattr("comptrol.flow.replay.BATCH", size)
        into = MemoryStore()
        assert replayed(live, into).differences == ()
        assert PartiesView(into.rows).parties.get(PartyId("acme")) is not None


def test_a_replay_folds_whole_steps_whatever_their_number(
    live: MemoryStore, monkeypatch: pytest.MonkeyPatch
):
    """A seal digests the rows of its whole step, so no step is cut in two."""
    monkeypatch.setattr("comptrol.flow.replay.BATCH", 2)
    with closing(Counting()) as into:
        assert replayed(live, into).differences == ()
    assert into.sizes == [4, 8, 11]


class Counting(MemoryStore):
    """A store that notes how long its log was after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Any]:
        with super().writing(now) as step:
            yield step
        self.sizes.append(self.size())


def test_a_consequence_that_could_not_be_read_back_is_not_logged():
    """The platform's answer is longer than what it answers: just too long for an envelope."""
    store = MemoryStore()
    acme = Speaker(opened(store), ACME)
    room = ENVELOPE_BYTES_MAX - len(acme.next_envelope(Asked(word="x" * 8_000)))
    longest = Asked(word="x" * (8_000 + room // 2))
    with suppress(ComptrolError):
        acme.say(longest)
    assert all(open_envelope(logged.raw) for logged in store.entries())
