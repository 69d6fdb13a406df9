"""The provider's own gate beside a real authority that goes away, comes back, and disagrees."""

import asyncio
import resource
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.scenario.harness import comptrol, problem, until
from tests.scenario.provider_harness import Authority, Gate, authority, gate, opened

from comptrol.domains.gate import (
    Amended,
    Change,
    Confirmed,
    Ended,
    GateView,
    Known,
    Order,
    Ordered,
    OrderId,
    Resumed,
    Suspended,
    Tier,
    TiersSet,
)
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.gate import GateSettings, NeighbourDesk, desk_in, read_settings
from comptrol.entrypoints.agents.gate.filing import GATHER_S
from comptrol.flow.turn import read_entry
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.statement import kind

PROVIDER, CUSTOMER = "straits-compute", "rio-claro-analytics"
H100, SITE = "nvidia-h100-sxm5-80gb", "dayone-nusajaya"
JOB: dict[str, Any] = {
    "customer": CUSTOMER,
    "model": H100,
    "chips": 8,
    "length_s": 60,
    "site": SITE,
    "end_use": "crop forecasts",
    "possession_passes": False,
    "service": "managed-job",
}
SETTINGS = f"""
folder = "gate"
refresh_s = 0.1
[authority]
url = "URL"
party = "{PROVIDER}"
key = "data/keys/{PROVIDER}.key"
[[lease]]
name = "rio"
customer = "{CUSTOMER}"
model = "{H100}"
site = "{SITE}"
chips = 64
hours = 24
end_use = "crop forecasts"
possession_passes = false
"""


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ground") / "data"
    opened(folder)
    return folder


@pytest.fixture
def served(ground: Path, tmp_path: Path) -> Iterator[Authority]:
    with authority(Path(shutil.copytree(ground, tmp_path / "data"))) as serving:
        yield serving


@pytest.fixture
def told(served: Authority, tmp_path: Path) -> GateSettings:
    path = tmp_path / "gate.toml"
    path.write_text(SETTINGS.replace("URL", served.url))
    return read_settings(path)


@pytest.fixture
def own(told: GateSettings) -> Iterator[Gate]:
    with gate(told) as beside:
        yield beside


def ask(own: Gate, order: str, **other: Any) -> httpx.Response:
    return own.client.post("/orders", json={**JOB, "order": order, **other})


def let_through(own: Gate, order: str, **other: Any) -> None:
    answer = ask(own, order, **other)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["outcome"], answer.json()["ruled_by"]) == ("allow", "here")


def said(own: Gate, order: str, what: str, **body: Any) -> httpx.Response:
    return own.client.post(f"/orders/{order}/{what}", json=body)


def in_the_log(served: Authority, kind: type[Any]) -> list[Any]:
    """Return all that was said of one kind, in the order of the log."""
    assert served.platform is not None
    entries = (read_entry(served.platform.catalogue, it) for it in served.platform.store.entries())
    return [it.statement for it in entries if isinstance(it.statement, kind)]


def row(served: Authority, order: str) -> Order:
    assert served.platform is not None
    with served.platform.world() as world:
        found = world[GateView].orders.get(OrderId(order))
    assert found is not None
    return found


def lease_of(served: Authority) -> Order:
    (name,) = {it.order for it in in_the_log(served, Ordered) if it.order.startswith("rio.")}
    return row(served, name)


# -- within the lease -------------------------------------------------------------------------


def test_within_its_lease_the_gate_rules_itself_and_files_what_it_let_through(
    served: Authority, own: Gate
) -> None:
    let_through(own, "job-1", confirm_within_s=600)
    assert said(own, "job-1", "confirm", job="c1/7@2026").status_code == 204
    assert said(own, "job-1", "amend", change={"chips": 16}).json()["outcome"] == "allow"
    assert said(own, "job-1", "end", used_chip_seconds=480).status_code == 204
    own.filed()
    filed = row(served, "job-1")
    assert filed.under == lease_of(served).order
    assert filed.asked_at is not None
    assert (filed.job, filed.chips, filed.used_chip_seconds) == ("c1/7@2026", 16, 480)
    assert own.health()["refused"] == 0


def test_what_is_let_through_in_a_row_is_filed_together(served: Authority, own: Gate) -> None:
    """Filed one by one, each made the next job wait for the authority's work on the last."""
    let_through(own, "job-0", chips=1)
    own.filed()
    begun = monotonic()
    for number in range(1, 21):
        let_through(own, f"job-{number}", chips=1)
    own.filed()
    together = (monotonic() - begun) / GATHER_S + 2
    assert served.platform is not None
    entries = [read_entry(served.platform.catalogue, it) for it in served.platform.store.entries()]
    orders = [it for it in entries if isinstance(it.statement, Ordered)][-20:]
    assert [it.statement.order for it in orders] == [f"job-{number}" for number in range(1, 21)]
    assert len({it.logged_at for it in orders}) <= together


def test_a_change_that_changes_nothing_is_let_through_and_not_filed(
    served: Authority, own: Gate
) -> None:
    let_through(own, "job-1")
    for change in ({"chips": 8}, {"length_s": 60}, {"chips": 8, "length_s": 60}):
        assert said(own, "job-1", "amend", change=change).json()["outcome"] == "allow"
    own.filed()
    assert own.health()["refused"] == 0, own.health()["last_refused"]
    assert own.client.get("/orders/job-1/startable").json()["outcome"] == "allow"
    assert in_the_log(served, Amended) == []


def test_the_same_name_gets_the_same_answer_and_another_content_is_a_conflict(
    served: Authority, own: Gate
) -> None:
    let_through(own, "job-1")
    let_through(own, "job-1")
    problem(ask(own, "job-1", chips=9), 409)
    own.again()
    let_through(own, "job-1")
    problem(ask(own, "job-1", length_s=61), 409)
    own.filed()
    assert [it.order for it in in_the_log(served, Ordered)].count("job-1") == 1


def test_beyond_the_lease_the_authority_is_asked(served: Authority, own: Gate) -> None:
    let_through(own, "job-1", chips=60)
    for order, other in (
        ("many", {"chips": 5}),
        ("long", {"length_s": 25 * 3600}),
        ("other", {"customer": "utrecht-herbarium"}),
    ):
        assert ask(own, order, **other).json()["ruled_by"] == "authority"
        assert row(served, order).under is None
    assert said(own, "job-1", "end", used_chip_seconds=60).status_code == 204
    let_through(own, "job-2", chips=64)


def test_an_order_that_the_authority_let_through_lives_by_it(served: Authority, own: Gate) -> None:
    assert ask(own, "herbs", customer="utrecht-herbarium").json()["outcome"] == "allow"
    assert ask(own, "herbs", customer="utrecht-herbarium").json()["outcome"] == "allow"
    problem(ask(own, "herbs", customer="utrecht-herbarium", chips=9), 409)
    assert own.client.get("/orders/herbs/startable").json()["outcome"] == "allow"
    for _ in range(2):
        assert said(own, "herbs", "confirm", job="c1/9").status_code == 204
    problem(said(own, "herbs", "confirm", job="c1/10"), 409)
    assert said(own, "herbs", "amend", change={"chips": 4}).json()["outcome"] == "allow"
    assert own.client.get("/orders/herbs").json()["ruled_by"] == "authority"
    for _ in range(2):
        assert said(own, "herbs", "end", used_chip_seconds=7).status_code == 204
    problem(said(own, "herbs", "end", used_chip_seconds=8), 409)
    problem(said(own, "nothing", "end", used_chip_seconds=8), 404)
    assert row(served, "herbs").used_chip_seconds == 7


# -- the authority away -----------------------------------------------------------------------


def test_while_the_authority_is_away_the_gate_goes_on_within_its_lease_and_files_it_later(
    served: Authority, own: Gate
) -> None:
    let_through(own, "before")
    own.filed()
    served.end()
    for number in range(5):
        let_through(own, f"job-{number}", chips=4)
        assert said(own, f"job-{number}", "confirm", job=f"c1/{number}").status_code == 204
    assert said(own, "job-0", "end", used_chip_seconds=30).status_code == 204
    assert own.client.get("/orders/job-1/startable").json()["outcome"] == "allow"
    away = problem(ask(own, "much", chips=100), 503)
    assert "gate's side" in away["detail"]
    assert "has 64" in away["detail"]
    problem(ask(own, "other", customer="utrecht-herbarium"), 503)
    assert own.health()["unfiled"] == 11
    own.again()
    assert own.health()["unfiled"] == 11
    let_through(own, "job-1", chips=4)
    served.begin()
    own.filed()
    assert [it.order for it in in_the_log(served, Ordered) if it.under is not None] == [
        *("before", "job-0", "job-1", "job-2", "job-3", "job-4")
    ]
    assert len(in_the_log(served, Confirmed)) == 5
    assert lease_of(served).under_chips == 8 + 4 * 4
    assert own.health()["refused"] == 0


def test_what_becomes_of_an_order_of_the_authority_is_kept_while_that_is_away(
    served: Authority, own: Gate
) -> None:
    assert ask(own, "herbs", customer="utrecht-herbarium").json()["outcome"] == "allow"
    served.end()
    assert said(own, "herbs", "confirm", job="c1/9").status_code == 204
    assert said(own, "herbs", "end", used_chip_seconds=7).status_code == 204
    own.again()
    served.begin()
    until(lambda: row(served, "herbs").used_chip_seconds == 7)
    assert row(served, "herbs").job == "c1/9"


def test_what_was_asked_of_an_authority_that_was_away_is_not_ordered_later(
    served: Authority, own: Gate
) -> None:
    served.end()
    problem(ask(own, "phantom", customer="utrecht-herbarium"), 503)
    served.begin()
    let_through(own, "job-1")
    own.filed()
    assert "phantom" not in {it.order for it in in_the_log(served, Ordered)}


def test_a_gate_that_has_no_lease_and_no_authority_lets_nothing_through(
    served: Authority, told: GateSettings
) -> None:
    served.end()
    with gate(told) as own:
        problem(ask(own, "job-1"), 503)
        problem(own.client.get("/orders/job-1/startable"), 503)
        assert own.client.get("/stops").json() == []
        assert "out of reach" in own.health()["authority"]
        served.begin()
        until(lambda: own.health()["leases"]["rio"].startswith("until"))
        let_through(own, "job-2")


# -- disagreement -----------------------------------------------------------------------------


def test_a_lease_that_must_stop_stops_all_that_stands_under_it(
    served: Authority, own: Gate
) -> None:
    let_through(own, "job-1")
    own.filed()
    lease, why = lease_of(served).order, "The site is closed for an inspection."
    served.says("review-office", Suspended(order=lease, reason=why))
    until(lambda: [it["order"] for it in own.client.get("/stops").json()] == ["job-1"])
    assert own.client.get("/orders/job-1/startable").json()["outcome"] == "refuse"
    until(lambda: "must stop" in own.health()["leases"]["rio"])
    assert ask(own, "job-2").json()["ruled_by"] == "authority"
    served.says("review-office", Resumed(order=lease, reason="The inspection is over now."))
    until(lambda: ask(own, f"x{own.desk.now():%S%f}").json()["ruled_by"] == "here")
    assert own.client.get("/stops").json() == []
    assert lease_of(served).order == lease


def test_a_change_of_policy_reaches_the_gate(served: Authority, own: Gate) -> None:
    let_through(own, "job-1")
    own.filed()
    tiers = TiersSet(
        policy="nobody",
        window_days=30,
        tiers=(NOTHING_KNOWN,),
        source="Operator policy",
        by="Head of policy",
    )
    answer = served.says("authority", tiers)
    assert isinstance(answer, Receipt), answer

    def startable() -> dict[str, Any]:
        told: dict[str, Any] = own.client.get("/orders/job-1/startable").json()
        return told

    until(lambda: startable()["outcome"] != "allow")
    assert "be known" in startable()["reasons"][0]
    assert ask(own, "job-2").json()["ruled_by"] == "authority"


def test_what_the_authority_does_not_let_through_after_all_must_stop(
    served: Authority, own: Gate
) -> None:
    served.end()
    let_through(own, "job-1")
    own.end()
    served.begin()
    lease = lease_of(served).order
    served.says(PROVIDER, Ended(order=lease, at=datetime.now(UTC), reason="by hand"))  # noqa: TID251
    own.begin()
    own.filed()
    stops = own.client.get("/stops").json()
    assert [it["order"] for it in stops] == ["job-1"]
    assert "ended or must stop" in stops[0]["reasons"][0]
    assert own.client.get("/orders/job-1").json()["outcome"] == "refuse"
    assert own.client.get("/orders/job-1/startable").json()["outcome"] == "refuse"
    assert own.health()["refused"] == 1
    assert said(own, "job-1", "end", used_chip_seconds=5).status_code == 204
    assert own.client.get("/stops").json() == []


# -- life -------------------------------------------------------------------------------------


def test_what_nobody_confirms_in_time_lapses_here_and_its_room_is_free_again(
    served: Authority, own: Gate
) -> None:
    let_through(own, "job-1", chips=64, confirm_within_s=1)
    assert ask(own, "job-2").json()["ruled_by"] == "authority"
    until(lambda: own.client.get("/orders/job-1").json()["life"] == "lapsed")
    problem(said(own, "job-1", "confirm", job="c1/1"), 409)
    assert own.client.get("/orders/job-1/startable").json()["outcome"] == "refuse"
    own.filed()
    until(lambda: ask(own, f"x{own.desk.now():%S%f}").json()["ruled_by"] == "here")
    assert said(own, "job-1", "end", used_chip_seconds=5).status_code == 204
    own.filed()
    assert row(served, "job-1").used_chip_seconds == 5


def test_a_job_is_bound_once_and_over_once(served: Authority, own: Gate) -> None:
    let_through(own, "job-1")
    for _ in range(2):
        assert said(own, "job-1", "confirm", job="c1/7").status_code == 204
    problem(said(own, "job-1", "confirm", job="c1/8"), 409)
    for _ in range(2):
        assert said(own, "job-1", "end", used_chip_seconds=60).status_code == 204
    problem(said(own, "job-1", "end", used_chip_seconds=61), 409)
    problem(said(own, "job-1", "amend", change={"chips": 1}), 409)
    own.filed()
    own.again()
    assert said(own, "job-1", "end", used_chip_seconds=60).status_code == 204
    problem(said(own, "job-1", "end", used_chip_seconds=61), 409)
    assert len(in_the_log(served, Confirmed)) == len(in_the_log(served, Ended)) == 1


def test_a_change_that_has_no_room_leaves_the_job_as_it_was(served: Authority, own: Gate) -> None:
    let_through(own, "job-1", chips=60)
    refused = said(own, "job-1", "amend", change={"chips": 65}).json()
    assert refused["outcome"] == "refuse"
    assert "no-room-above" in refused["reasons"][0]
    assert said(own, "job-1", "amend", change={"end_use": "x"}).json()["outcome"] == "refuse"
    for _ in range(2):
        assert said(own, "job-1", "amend", change={"chips": 64}).json()["outcome"] == "allow"
    own.filed()
    assert row(served, "job-1").chips == 64
    assert len(in_the_log(served, Amended)) == 1


def test_a_lease_that_runs_out_is_followed_by_another_and_ended(
    served: Authority, told: GateSettings
) -> None:
    short = replace(told.lease[0], hours=1, chips=1, renew_percent=50)
    with gate(replace(told, lease=(short,))) as own:
        let_through(own, "job-1", chips=1, length_s=1801)
        until(lambda: len(own.desk.keeper.leases) == 2)
        assert said(own, "job-1", "end", used_chip_seconds=1700).status_code == 204
        until(lambda: len(own.desk.keeper.leases) == 1)
        own.filed()
        first, second = (it for it in in_the_log(served, Ordered) if it.order.startswith("rio."))
        assert row(served, first.order).used_chip_seconds == 1700
        assert row(served, second.order).standing
        let_through(own, "job-2", chips=1, length_s=60)


def test_a_gate_whose_journal_is_lost_takes_its_lease_up_again(
    served: Authority, own: Gate, told: GateSettings
) -> None:
    let_through(own, "job-1", chips=60)
    own.filed()
    own.end()
    shutil.rmtree(told.folder)
    own.begin()
    assert ask(own, "job-2", chips=5).json()["ruled_by"] == "authority"
    let_through(own, "job-3", chips=4)
    assert len([it for it in in_the_log(served, Ordered) if it.order.startswith("rio.")]) == 1


# -- clocks, disks, and what is sent ----------------------------------------------------------


class Wrong:
    """A clock that is wrong by so much."""

    def __init__(self, **by: float) -> None:
        self.by = timedelta(**by)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by  # noqa: TID251


@pytest.mark.parametrize("by", [{"days": 3}, {"days": -3}, {"minutes": 20}])
def test_a_clock_that_is_wrong_does_no_harm(
    served: Authority, told: GateSettings, by: dict[str, float]
) -> None:
    with gate(told, Wrong(**by)) as own:
        let_through(own, "job-1")
        own.filed()
        asked_at = row(served, "job-1").asked_at
        assert asked_at is not None
        assert abs(asked_at - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251
        assert own.health()["refused"] == 0


@pytest.mark.parametrize("by", [{"days": 3}, {"days": -3}])
def test_a_gate_that_knows_no_time_but_a_wrong_one_lets_nothing_through(
    served: Authority, told: GateSettings, by: dict[str, float]
) -> None:
    with gate(told) as own:
        let_through(own, "job-1")
    served.end()
    with gate(told, Wrong(**by)) as own:
        problem(ask(own, "job-2"), 503)


def test_what_cannot_be_kept_is_not_let_through(
    served: Authority, own: Gate, told: GateSettings
) -> None:
    let_through(own, "job-1")
    own.filed()
    served.end()
    journal = told.folder / "gate.db-wal"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size, hard))
    try:
        for number in range(3):
            problem(ask(own, f"full-{number}"), 503)
        problem(said(own, "job-1", "end", used_chip_seconds=1), 503)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    let_through(own, "full-1", chips=56)
    assert said(own, "job-1", "end", used_chip_seconds=1).status_code == 204
    served.begin()
    own.filed()
    filed = {it.order for it in in_the_log(served, Ordered) if it.under is not None}
    assert filed == {"job-1", "full-1"}


def test_a_torn_journal_is_noticed(told: GateSettings, served: Authority) -> None:  # noqa: ARG001
    told.folder.mkdir()
    (told.folder / "gate.db").write_bytes(b"not a database, and long enough" * 200)
    with pytest.raises(UnavailableError, match=r"gate\.db"):
        Gate(told).begin()


def test_two_gates_do_not_share_a_folder(own: Gate, told: GateSettings) -> None:  # noqa: ARG001
    with pytest.raises(UnavailableError, match="in use"):
        Gate(told).begin()


def test_many_ask_at_once_and_never_get_more_than_the_lease_has(
    served: Authority, own: Gate
) -> None:
    served.end()
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: ask(own, f"job-{n}", chips=4), range(40)))
    assert sorted(it.status_code for it in answers) == [200] * 16 + [503] * 24
    served.begin()
    own.filed()
    assert lease_of(served).under_chips == 64
    assert own.health()["refused"] == 0


def test_one_name_asked_for_by_many_at_once_is_let_through_once(
    served: Authority, own: Gate
) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ask(own, "job-1"), range(16)))
    assert {it.text for it in answers} == {answers[0].text}
    own.filed()
    assert [it.order for it in in_the_log(served, Ordered)].count("job-1") == 1


CHANGE = Change(chips=2)
NOTHING_KNOWN = Tier(name="none", chips=1, known=Known())


def ordered(name: str) -> Ordered:
    """Return a job as an integration asks for it."""
    fields = {**JOB, "order": name, "door": "rental", "on": datetime.now(UTC).date()}  # noqa: TID251
    return msgspec.convert({"kind": kind(Ordered), **fields}, Ordered)


BAD: list[tuple[str, Any, int]] = [
    ("/orders", b"", 400),
    ("/orders", b"{", 400),
    ("/orders", b"[]", 400),
    ("/orders", b'{"order": "a", "order": "b"}', 400),
    ("/orders", {**JOB}, 400),
    ("/orders", {**JOB, "order": "A"}, 400),
    ("/orders", {**JOB, "order": "a", "colour": "red"}, 400),
    ("/orders", {**JOB, "order": "a", "kind": "gate.ended/1"}, 400),
    ("/orders", {**JOB, "order": "a", "chips": 0}, 400),
    ("/orders", {**JOB, "order": "a", "asked_at": "2026-01-01T00:00:00Z"}, 400),
    ("/orders", b"x" * 70_000, 400),
    ("/orders/job-1/end", {"order": "job-2", "used_chip_seconds": 1}, 400),
    ("/orders/NO/end", {"used_chip_seconds": 1}, 400),
    ("/orders/job-1/confirm", {}, 400),
    ("/orders/job-1/amend", {"change": {"colour": 1}}, 400),
    ("/orders/job-1/start", {}, 404),
    ("/nothing", {}, 404),
    ("/stops", {}, 405),
]


@pytest.mark.parametrize(("path", "body", "status"), BAD)
def test_what_cannot_be_read_is_a_problem(own: Gate, path: str, body: Any, status: int) -> None:
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    problem(own.client.post(path, **sent), status)


# -- other ways in ----------------------------------------------------------------------------


def test_a_scheduler_asks_the_gate_beside_it_as_it_asks_an_authority(
    served: Authority, own: Gate, tmp_path: Path
) -> None:
    of_the_authority = {
        "url": served.url,
        "party": PROVIDER,
        "key": str(served.key(PROVIDER)),
        "journal": "other.db",
    }

    async def played(table: dict[str, Any], name: str) -> None:
        desk = desk_in(table, tmp_path)
        order = ordered(name)
        try:
            assert (await desk.ask(order)).allowed
            assert (await desk.ask(order)).allowed
            with pytest.raises(UnreadableError):
                await desk.ask(replace(order, chips=9))
            assert (await desk.startable(order.order)).allowed
            await desk.confirm(Confirmed(order=order.order, job="c1/1"))
            with pytest.raises(UnreadableError):
                await desk.confirm(Confirmed(order=order.order, job="c1/2"))
            change = Amended(order=order.order, change=CHANGE, reason="smaller")
            assert (await desk.amend(change)).allowed
            assert (await desk.amend(change)).allowed
            at = own.desk.now()
            await desk.end(Ended(order=order.order, at=at, used_chip_seconds=3))
            with pytest.raises(NotFoundError):
                await desk.end(Ended(order=OrderId("none"), at=at, used_chip_seconds=3))
            assert await desk.stops() == ()
        finally:
            await desk.close()

    asyncio.run(played({"gate": own.url}, "beside"))
    own.filed()
    own.end()
    asyncio.run(played(of_the_authority, "straight"))
    own.begin()
    assert row(served, "beside").under is not None
    assert row(served, "straight").under is None
    with pytest.raises(UnreadableError):
        desk_in({"url": served.url}, tmp_path)


def test_a_gate_that_is_away_is_no_answer(tmp_path: Path) -> None:
    async def ask() -> None:
        desk = desk_in({"gate": "http://127.0.0.1:9"}, tmp_path)
        assert isinstance(desk, NeighbourDesk)
        with pytest.raises(UnavailableError, match="no answer"):
            await desk.ask(ordered("a"))
        await desk.close()

    asyncio.run(ask())


SPOILT = [
    (SETTINGS.replace('folder = "gate"', 'folder = "gate"\ncolour = "red"'), "colour"),
    (SETTINGS.replace('name = "rio"', 'name = "Rio Claro"'), "name"),
    (SETTINGS + SETTINGS[SETTINGS.index("[[lease]]") :], "same name"),
    (SETTINGS.replace("chips = 64", "chips = 0"), "chips"),
    ("folder = ", "gate.toml"),
]


@pytest.mark.parametrize(("text", "said"), SPOILT)
def test_settings_that_cannot_be_meant_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text)
    ran = comptrol("agent", "gate", "--config", path)
    assert ran.code == 2
    assert said in ran.err


def test_settings_that_are_not_there_are_told(tmp_path: Path) -> None:
    assert comptrol("agent", "gate", "--config", tmp_path / "none.toml").code == 3


# -- what is filed is what was ruled ----------------------------------------------------------

acts = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 5), st.integers(1, 40)),
        st.tuples(st.just("confirm"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("grow"), st.integers(0, 5), st.integers(1, 40)),
        st.tuples(st.just("end"), st.integers(0, 5), st.integers(0, 500)),
        st.tuples(st.sampled_from(["away", "back", "restart"]), st.just(0), st.just(0)),
    ),
    max_size=20,
)


@given(acts=acts)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_filed_is_what_was_ruled_once_and_in_order(
    served: Authority, own: Gate, acts: list[tuple[str, int, int]]
) -> None:
    before = len(in_the_log(served, Ordered))
    ruled: dict[str, dict[str, Any]] = {}
    for act, number, amount in acts:
        order = f"p{before}-{number}"
        if act in {"away", "back", "restart"}:
            _happened(served, own, act)
        elif act == "ask":
            answer = ask(own, order, chips=amount)
            if answer.status_code == 200 and answer.json()["ruled_by"] == "here":
                ruled.setdefault(order, {"chips": amount, "used": 0, "job": None, "over": False})
        elif order in ruled:
            _acted(own, order, act, amount, ruled[order])
    _happened(served, own, "back")
    own.filed()
    filed = [it for it in in_the_log(served, Ordered)[before:] if it.under is not None]
    assert [it.order for it in filed] == list(ruled)
    for order, last in ruled.items():
        _filed_as_ruled(row(served, order), last)
        if not last["over"]:
            assert said(own, order, "end", used_chip_seconds=0).status_code == 204
    assert own.health()["refused"] == 0, own.health()["last_refused"]
    own.filed()


def _filed_as_ruled(found: Order, last: dict[str, Any]) -> None:
    assert found.outcome is Outcome.ALLOW
    assert (found.chips, found.job) == (last["chips"], last["job"])
    assert found.used_chip_seconds == last["used"]


def _happened(served: Authority, own: Gate, act: str) -> None:
    if act == "away":
        served.end()
    elif act == "restart":
        own.again()
    elif served.platform is None:
        served.begin()


def _acted(own: Gate, order: str, act: str, amount: int, last: dict[str, Any]) -> None:
    if act == "confirm":
        if said(own, order, "confirm", job=f"c1/{order}").status_code == 204:
            last["job"] = f"c1/{order}"
    elif act == "grow":
        answer = said(own, order, "amend", change={"chips": amount})
        if answer.status_code == 200 and answer.json()["outcome"] == "allow":
            last["chips"] = amount
    elif said(own, order, "end", used_chip_seconds=amount).status_code == 204 and not last["over"]:
        last["over"], last["used"] = True, amount
