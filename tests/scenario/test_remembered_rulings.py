"""What rulings rest on is remembered between them, and asked anew once it has changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.rules.stage import CATALOGUE
from tests.trading import SMALL_USE, Market

from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.domains.gate import GateView, OrderId, order
from comptrol.flow.world import RowsWorld


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market over a file that one process alone writes: its steps remember."""
    lock = FolderLock(tmp_path / ".in-use")
    with closing(SqliteStore(tmp_path / "log.db", CATALOGUE.layouts, lock=lock)) as store:
        yield Market(store=store)


def test_what_was_not_known_of_a_customer_is_known_once_it_is_said(market: Market) -> None:
    market.party("acme", "NL", parent=None)
    gaps = [market.rents("acme").asked.not_known for _ in "ab"]
    assert gaps[0] == gaps[1] != ()
    assert any("the ultimate parent of acme is not known" in it for it in gaps[0])
    market.under("acme", "acme")
    assert not any("ultimate parent" in it for it in market.rents("acme").asked.not_known)


def test_where_the_seller_answers_to_is_as_it_was_last_said(market: Market) -> None:
    market.party("acme", "NL")
    market.seated("provider", "SG")
    assert [market.rents("acme").asked.operator_hq for _ in "ab"] == ["SG", "SG"]
    market.seated("provider", "FR")
    assert market.rents("acme").asked.operator_hq == "FR"


def test_sums_are_told_once_somebody_asks_for_them_and_no_longer(market: Market) -> None:
    market.party("acme", "NL")
    assert market.rents("acme", chips=1).asked.group_chips == 1
    open_tier = {"policy": "tiers", "window_days": 30, "tiers": []}
    said = {"source": "Operator policy of 2026-10-02", "by": "Head of policy"}
    market.tell("authority", kind="gate.tiers-set/1", **open_tier, **said)
    assert market.rents("acme", chips=1).asked.group_chips == 2, "small use still asks"
    market.adopt(policy="rental-parity")
    assert market.rents("acme", chips=1).asked.group_chips is None
    market.adopt(policy="rental-parity", **SMALL_USE)
    assert market.rents("acme", chips=1).asked.group_chips == 4


def test_what_is_decided_in_the_same_words_is_kept_once(market: Market) -> None:
    market.adopt(policy="rental-parity")
    market.party("acme", "NL")
    names = [market.rents("acme").order for _ in range(3)]
    other = market.rents(market.party("beta", "CN"))
    with market.stage.store.reading() as rows:
        view = GateView(rows)
        rulings = {it.order: it for it in view.rulings.where()}
        assert len({rulings[name].decided for name in names}) == 1
        assert len(rulings) == 4
        kept = {it.digest for it in view.decisions.where()}
        assert kept == {it.decided for it in rulings.values()}
        world = RowsWorld(rows, market.stage.references)
        for name in (*names, other.order):
            (ruling,) = order(world, order=OrderId(name)).rulings
            assert ruling.decision.as_of == rulings[name].as_of
            assert ruling.decision.rulebook_digest == ruling.rulebook_digest
        (told,) = order(world, order=OrderId(other.order)).rulings
        assert told.decision == other.decision
