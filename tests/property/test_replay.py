"""Whatever is said, the log alone gives the same views; and a log that was changed is found."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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
    enrolled,
    founded,
    intake_into,
    public,
    signed,
    voice,
)

from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.store_memory import MemoryStore, MemoryTable
from comptrol.adapters.store_sqlite import SqliteStore, engine
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
from comptrol.flow.ports import Logged, Store
from comptrol.flow.replay import Replayed, compare, replay
from comptrol.flow.speech import Speaker
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, open_envelope
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

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
    assert {key: into.sequence(key) for key in store.sequences} == {
        key: store.sequence(key) for key in store.sequences
    }


@settings(max_examples=40, deadline=None)
@given(BATCHES)
def test_a_refused_statement_leaves_no_trace(batches: list[Any]):
    """A log that never heard the refused ones is the same log, with the same views."""
    heard_all, heard_some = MemoryStore(), MemoryStore()
    one, other = opened(heard_all), opened(heard_some)
    for acts in batches:
        raws = envelopes(heard_all, acts)
        answers = one.submit_all(raws)
        kept = [r for r, a in zip(raws, answers, strict=True) if isinstance(a, Receipt)]
        receipts = [answer for answer in answers if isinstance(answer, Receipt)]
        assert other.submit_all(kept) == receipts
    assert heard_all.log == heard_some.log
    assert compare(CATALOGUE.layouts, heard_all.rows, heard_some.rows)[1] == []


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
            assert list(disk.entries()) == memory.log
            assert replayed(disk).differences == ()
            assert replayed(memory, rebuilt).differences == ()


# A log or a view that was changed behind the platform's back.


@pytest.fixture
def live() -> MemoryStore:
    """Return a log with two chains of consequences: entries 3 to 5 and 6 to 7."""
    store = MemoryStore()
    intake = opened(store)
    acme = Speaker(intake, voice("acme"))
    accepted(acme.say(Asked(word="one", times=2)))
    accepted(acme.say(Asked(word="two", times=1)))
    return store


def rewritten(entries: Iterable[tuple[Statement, Any]]) -> MemoryStore:
    """Return a log forged from statements and who signed them, with the views it folds to."""
    store, numbers = MemoryStore(), defaultdict(int)
    for position, (said, by) in enumerate(entries):
        numbers[by.key] += 1
        raw = signed(said, by, numbers[by.key])
        logged = Logged(position=position, logged_at=START, raw=raw)
        with store.writing(START) as step:
            step.append(logged, by.key, numbers[by.key])
    folded = MemoryStore()
    replayed(store, folded)
    store.rows = folded.rows
    return store


START_OF_LOG = [(said, voice(AUTHORITY)) for said in OPENING]
ASKED = (Asked(word="one", times=1), ACME)
ECHOED = (Echoed(because=3, word="one", times=0), PLATFORM_VOICE)


def test_a_log_that_was_not_changed_agrees(live: MemoryStore):
    assert replayed(live) == Replayed(entries=8, derived=3, rows=12, differences=())
    assert replayed(rewritten([*START_OF_LOG, ASKED, ECHOED])).differences == ()


@pytest.mark.parametrize(
    ("forged", "found"),
    [
        ([ASKED], "end of the log"),
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


def test_a_changed_envelope_is_found(live: MemoryStore):
    raw = bytearray(live.log[1].raw)
    raw[-1] ^= 1
    live.log[1] = msgspec.structs.replace(live.log[1], raw=bytes(raw))
    assert "position 1" in replayed(live).differences[0]


@pytest.mark.parametrize("damage", ["unreadable", "missing"])
def test_a_damaged_log_is_never_taken_for_whole(live: MemoryStore, damage: str):
    if damage == "unreadable":
        live.log[3] = msgspec.structs.replace(live.log[3], raw=live.log[3].raw[:-1])
    else:
        del live.log[3]
    found = replayed(live)
    assert found.entries == 3
    assert {"unreadable": "cannot be read", "missing": "entries are missing"}[damage] in (
        found.differences[0]
    )


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
    for size in (1, 2, 3):
        monkeypatch.setattr("comptrol.flow.replay.BATCH", size)
        into = MemoryStore()
        assert replayed(live, into).differences == ()
        assert PartiesView(into.rows).parties.get(PartyId("acme")) is not None


def test_a_consequence_that_could_not_be_read_back_is_not_logged():
    """The platform's answer is longer than what it answers: just too long for an envelope."""
    store = MemoryStore()
    acme = Speaker(opened(store), ACME)
    room = ENVELOPE_BYTES_MAX - len(acme.next_envelope(Asked(word="x" * 8_000)))
    longest = Asked(word="x" * (8_000 + room // 2))
    with suppress(ComptrolError):
        acme.say(longest)
    assert all(open_envelope(logged.raw) for logged in store.entries())
