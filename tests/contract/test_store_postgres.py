"""What a store on a server promises beyond the others: kills, crashes, two machines, replicas."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import postgres
from tests.contract.test_store import (
    FULL,
    KEY,
    LAYOUTS,
    NOW,
    OTHER,
    THINGS,
    Thing,
    entry,
    found,
    left,
    names,
    put,
    say,
    whole_step,
)

from comptrol.flow.ports import OvertakenError
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.view import EVERY, Change

ROOT = Path(__file__).parents[2]


def opened(url, **how):
    return closing(postgres.store(url, LAYOUTS, **how))


def until_it_works(action, tries=300):
    for _ in range(tries):
        with suppress(UnavailableError):
            return action()
        sleep(0.1)
    return action()


# One schema, one writer.


def test_what_was_stored_is_there_when_the_tables_are_opened_again(schema):
    with opened(schema) as first:
        say(first, b"a", b"b")
        put(first, FULL)
    with opened(schema) as again:
        assert [e.raw for e in again.entries()] == [b"a", b"b"]
        assert (again.sequence(KEY), found(again)) == (2, [FULL])
        assert say(again, b"c") == [2]


@pytest.mark.parametrize("claimed", [False, True], ids=["by writing", "before it writes"])
def test_of_two_writers_the_second_is_told_and_keeps_nothing(schema, claimed):
    with opened(schema) as one, opened(schema) as other:
        one.claim() if claimed else say(one, b"one")
        with pytest.raises(UnavailableError, match="in use by another process"):
            say(other, b"other")
        with pytest.raises(UnavailableError, match="on another machine"):
            other.claim()
        assert b"other" not in [logged.raw for logged in other.entries()]
        assert say(one, b"on") == [0 if claimed else 1]


def test_two_schemas_of_one_database_have_a_writer_each(cluster, schema):
    cluster.ask("CREATE SCHEMA IF NOT EXISTS another")
    with opened(schema) as one, opened(cluster.url("another")) as other:
        assert say(one, b"one") == say(other, b"other") == [0]


def test_whoever_waits_for_a_writer_to_end_goes_on_from_where_it_ended(schema):
    whole = [b"%d" % number for number in range(300)]
    with opened(schema) as other:
        with opened(schema) as one:
            say(one, *whole[:200])
        assert say(other, *whole[200:]) == list(range(200, 300))
        assert [logged.raw for logged in other.entries()] == whole


def test_a_reader_needs_no_lock(schema):
    with opened(schema) as one, opened(schema) as other:
        put(one, Thing(name="a"))
        say(one, b"a")
        assert (names(found(other)), other.size(), other.sequence(KEY)) == (["a"], 1, 1)


def test_more_rows_than_a_page_are_read_in_order_and_once(schema):
    with opened(schema) as store:
        put(store, *(Thing(name=f"{number:05}", number=number % 2) for number in range(2_500)))
        assert names(found(store)) == [f"{number:05}" for number in range(2_500)]
        assert len(found(store, number=1)) == 1_250
        assert len(found(store, limit=1_500)) == 1_500
        with store.writing(NOW) as step:
            rows = step.rows.find(THINGS, {"number": 0}, after=("00100",), limit=EVERY)
            assert names(rows) == [f"{number:05}" for number in range(102, 2_500, 2)]


TEXT = st.text(st.sampled_from("\x00\x01\x02a"), max_size=5)


@given(one=TEXT, other=TEXT)
def test_text_that_it_cannot_hold_comes_back_and_sorts_as_before(one, other):
    from comptrol.adapters.store_postgres.dialect import kept_text, told_text  # noqa: PLC0415

    assert told_text(kept_text(one)) == one
    assert (kept_text(one) < kept_text(other)) == (one < other)
    assert "\x00" not in kept_text(one)


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.text(max_size=3), max_size=12, unique=True))
def test_rows_sort_as_python_sorts_text(emptied, texts):
    with opened(emptied(LAYOUTS)) as store:
        put(store, *(Thing(name=text) for text in texts))
        assert names(found(store)) == sorted(texts)


# Others change what a step has read: it says so, and leaves nothing.


def overtaken(store, cluster, url):
    with store.writing(NOW) as step:
        step.sequence(KEY)
        step.append(entry(step.position, b"lost"), KEY, 2)
        cluster.ask("UPDATE issuers SET sequence = sequence", schema=url.rpartition("%3D")[2])


def test_a_step_that_was_overtaken_leaves_nothing_and_may_be_taken_again(cluster, schema):
    with opened(schema) as store:
        say(store, b"kept")
        before = left(store)
        with pytest.raises(OvertakenError):
            overtaken(store, cluster, schema)
        assert left(store) == before
        assert say(store, b"again") == [1]


# Sessions, processes and servers that end.


def end_sessions(cluster):
    query = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND application_name = 'comptrol'"
    )
    cluster.ask(query)


def test_a_session_that_was_lost_between_steps_is_taken_up_again_unnoticed(cluster, schema):
    with opened(schema) as store:
        say(store, b"a")
        end_sessions(cluster)
        assert say(store, b"b") == [1]
        assert [e.raw for e in store.entries()] == [b"a", b"b"]


def lost_in_a_step(store, cluster):
    with store.writing(NOW) as step:
        step.append(entry(step.position, b"lost"), OTHER, 1)
        end_sessions(cluster)


def test_a_session_that_is_lost_in_a_step_leaves_nothing_of_it(cluster, schema):
    with opened(schema) as store:
        say(store, b"a")
        with pytest.raises(UnavailableError, match="cannot be written"):
            lost_in_a_step(store, cluster)
        assert store.sequence(OTHER) == 0
        assert say(store, b"b") == [1]


def test_whoever_lost_its_session_does_not_write_beside_the_next_writer(cluster, schema):
    with opened(schema) as one, opened(schema) as other:
        say(one, b"one")
        end_sessions(cluster)
        assert say(other, b"other") == [1]
        with pytest.raises(UnavailableError, match="in use by another process"):
            say(one, b"lost")
        assert [e.raw for e in one.entries()] == [b"one", b"other"]


WRITER = """
import sys
from tests.contract.test_store import KEY, LAYOUTS, NOW, THINGS, Change, Thing, entry
from tests import postgres

store = postgres.store(sys.argv[1], LAYOUTS)
while True:
    with store.writing(NOW) as step:
        position = step.position
        step.append(entry(position, b"%d" % position), KEY, position + 1)
        step.store(Change(THINGS, Thing(name=str(position), number=position)))
        step.rows.find(THINGS, {"number": 7}, after=None, limit=1)
    print(position, flush=True)
"""


def killed_after(url, steps):
    """Start a writer in a process of its own, kill it after some steps; return what it told."""
    command = [sys.executable, "-c", WRITER, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603  (ours)
        told = [int(writer.stdout.readline()) for _ in range(steps)]
        os.kill(writer.pid, signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().splitlines() if line.isdigit()]
    return told


def test_a_killed_writer_loses_nothing_it_acknowledged_and_gives_up_its_lock(schema):
    told = []
    for steps in (7, 30, 5):
        told += killed_after(schema, steps)
        with opened(schema) as store:
            store.claim()
            raws = [logged.raw for logged in store.entries()]
            assert raws == [b"%d" % position for position in range(len(raws))]
            assert len(told) <= len(raws) <= len(told) + 3
            assert len(found(store)) == store.sequence(KEY) == len(raws)


def say_on(store, told, stopping):
    """Say one thing after another; keep what was acknowledged, and say again what was not."""
    for number in count():
        if stopping.is_set():
            return
        with suppress(UnavailableError):
            told.append((say(store, b"%d" % number)[0], b"%d" % number))
            continue
        sleep(0.05)


def test_a_server_that_crashes_keeps_what_was_acknowledged_and_the_store_goes_on():
    with postgres.cluster() as server, opened(server.url()) as store:
        told, stopping = [], threading.Event()
        speaking = threading.Thread(target=say_on, args=(store, told, stopping))
        speaking.start()
        try:
            for _ in range(3):
                before = len(told)
                sleep(0.3)
                server.stop("immediate")
                server.start()
                until_it_works(store.size)
                until_it_works(lambda before=before: more(told, before))
        finally:
            stopping.set()
            speaking.join()
        assert len(told) > 3
        kept = {logged.position: logged.raw for logged in store.entries()}
        assert [(at, kept.get(at)) for at, _ in told] == told
        assert len(kept) <= len(told) + 3  # committed, and never acknowledged
        assert sorted(kept) == list(range(len(kept)))
        put(store, Thing(name="after"))


def more(told, before):
    if len(told) <= before:
        raise UnavailableError("nothing more was said yet")


def test_a_full_disk_leaves_nothing_and_the_store_goes_on_when_there_is_room():
    with postgres.folder() as disk:
        small = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(disk)]
        if subprocess.run(small, check=False, capture_output=True).returncode:  # noqa: S603
            pytest.skip("a small disk cannot be mounted here")
        try:
            with postgres.cluster(disk, max_wal_size="32MB", min_wal_size="32MB") as server:
                on_a_full_disk(server, disk / "ballast")
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S603, S607


def filled(store):
    for _ in range(200):  # of the log of the server there is a little room left
        with store.writing(NOW) as step:
            for number in range(200):
                following = step.sequence(OTHER) + 1
                step.append(
                    entry(step.position, bytes(4096)), OTHER, following, (f"lot:{number}",)
                )


def on_a_full_disk(server, ballast):
    with opened(server.url()) as store:
        put(store, Thing(name="old"))
        say(store, b"kept")
        before = left(store)
        with suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(bytes(4096))
                file.flush()
        with pytest.raises(UnavailableError):
            filled(store)
        ballast.unlink()
        words = ("-D", str(server.data), "-w", "-l", str(server.folder / "log"), "-m", "immediate")
        server.run("pg_ctl", *words, "restart")
        until_it_works(store.size)
        until_it_works(lambda: put(store, Thing(name="old")))
        assert left(store)[2][0] == before[2][0]
        assert store.size() in {1, 1 + 200 * (store.sequence(OTHER) // 200)}


# Replicas.


@pytest.fixture(scope="module")
def pair():
    """Return a server and a replica that follows it."""
    with postgres.cluster() as first, postgres.folder() as beside:
        second = postgres.Cluster(beside, postgres.needed())
        second.copy_of(first)
        second.start()
        try:
            yield first, second
        finally:
            second.stop()


def with_replica(pair, name, lag_max_s=3600):
    from comptrol.adapters.store_postgres import Address, Replica  # noqa: PLC0415

    first, second = pair
    first.ask(f"CREATE SCHEMA IF NOT EXISTS {name}")
    return opened(first.url(name), replica=Replica(Address(second.url(name)), lag_max_s))


def on_the_replica(store):
    with store.reading() as reading:
        ask = "SELECT pg_is_in_recovery()"
        return reading._connection.execute(ask).fetchone()[0]  # noqa: SLF001  (where it reads)


def until_on_the_replica(store):
    for _ in range(100):
        if on_the_replica(store):
            return True
        sleep(0.05)
    return False


def test_what_is_read_comes_from_a_replica_while_it_keeps_up(pair):
    with with_replica(pair, "keeping_up", lag_max_s=0) as store:
        say(store, b"a")
        put(store, Thing(name="a"))
        assert until_on_the_replica(store)
        assert [e.raw for e in store.entries()] == [b"a"]
        assert names(found(store)) == ["a"]


def test_a_replica_that_does_not_have_what_was_said_is_not_read(pair):
    _, second = pair
    with with_replica(pair, "behind") as store:
        say(store, b"a")
        assert until_on_the_replica(store)
        second.ask("SELECT pg_wal_replay_pause()")
        try:
            say(store, b"b")
            assert not on_the_replica(store)
            assert [e.raw for e in store.entries()] == [b"a", b"b"]
        finally:
            second.ask("SELECT pg_wal_replay_resume()")
        assert until_on_the_replica(store)


def test_a_replica_that_is_away_is_done_without(pair):
    from comptrol.adapters.store_postgres import Address, Replica  # noqa: PLC0415

    first, _ = pair
    first.ask("CREATE SCHEMA IF NOT EXISTS away")
    away = Replica(Address("postgresql://comptrol@/postgres?host=/nowhere"), 5)
    with opened(first.url("away"), replica=away) as store:
        say(store, b"a")
        assert [e.raw for e in store.entries()] == [b"a"]
        assert not on_the_replica(store)


def test_a_replica_is_not_written_to(pair):
    _, second = pair
    with pytest.raises(UnavailableError, match="is a replica"):
        postgres.store(second.url(), LAYOUTS)


def test_a_replica_that_hears_nothing_is_not_believed():
    with postgres.cluster() as first, postgres.folder() as beside:
        second = postgres.Cluster(beside, postgres.needed())
        second.copy_of(first)
        second.start()
        try:
            with with_replica((first, second), "silent", lag_max_s=0) as store:
                say(store, b"a")
                assert until_on_the_replica(store)
                first.stop("immediate")
                sleep(0.5)
                with pytest.raises(UnavailableError, match="cannot be read"):
                    on_the_replica(store)
        finally:
            second.stop()


# What is wrong with a server is said in words.


def test_a_server_that_is_away_is_told_of():
    with pytest.raises(UnavailableError, match="cannot be reached"):
        postgres.store("postgresql://comptrol@127.0.0.1:1/comptrol", LAYOUTS)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_in_another_encoding_is_refused(cluster, encoding):
    name = f"in_{encoding.lower()}"
    cluster.ask(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'")
    with pytest.raises(UnavailableError, match=f"is in {encoding}"):
        postgres.store(cluster.url(database=name), LAYOUTS)


def test_a_server_that_does_not_sync_is_refused():
    with (
        postgres.cluster(fsync="off") as server,
        pytest.raises(UnavailableError, match="loses what it committed"),
    ):
        postgres.store(server.url(), LAYOUTS)


def test_whoever_may_not_make_tables_is_told_which_right_is_missing(cluster, schema):
    cluster.ask("CREATE ROLE stranger LOGIN")
    name = schema.rpartition("%3D")[2]
    cluster.ask(f"GRANT USAGE ON SCHEMA {name} TO stranger")
    with pytest.raises(UnavailableError, match="a right is missing: permission denied"):
        postgres.store(cluster.url(name, user="stranger"), LAYOUTS)


def test_a_schema_that_is_not_there_is_told_of(cluster):
    with pytest.raises(UnavailableError, match="no schema to keep tables in"):
        postgres.store(cluster.url("nowhere"), LAYOUTS)


def test_tables_of_something_else_are_left_alone(cluster, schema):
    name = schema.rpartition("%3D")[2]
    cluster.ask(f"CREATE TABLE {name}.entries (x int)")
    with pytest.raises(UnavailableError, match="tables of something else"):
        postgres.store(schema, LAYOUTS)
    query = f"SELECT tablename FROM pg_tables WHERE schemaname = '{name}'"  # noqa: S608
    assert cluster.ask(query) == [("entries",)]


def test_tables_of_another_version_are_refused(schema):
    postgres.store(schema, LAYOUTS[:1]).close()
    with pytest.raises(UnavailableError, match="another version"):
        postgres.store(schema, LAYOUTS)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x",
        "postgresql://comptrol:secret@localhost/comptrol",
        "postgresql://localhost/x?secret=1",
    ],
)
def test_an_address_that_cannot_be_read_is_told_of_and_not_repeated(url):
    postgres.needed()
    with pytest.raises(UnreadableError) as raised:
        postgres.store(url, LAYOUTS)
    assert "secret" not in str(raised.value)


def test_a_whole_step_costs_few_journeys(schema):
    """Bundles, tiles, map, rows and numbers of 300 entries, each table with one statement."""
    with opened(schema) as store:
        put(store, Thing(name="old"))
        say(store, b"kept")
        whole_step(store)
        assert store.size() == 300
        with store.writing(NOW) as step:
            step.store(Change(THINGS, Thing(name="old")))
