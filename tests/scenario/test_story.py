"""The story of the demonstration: it holds on both stores, and it can fail."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from comptrol.adapters.store_sqlite.engine import connect
from comptrol.bootstrap import DATABASE, Platform, created, in_memory
from comptrol.domains.gate import OrderId, bypasses, order, orders
from comptrol.domains.registry import LotId, lot
from comptrol.entrypoints.demo import telling
from comptrol.entrypoints.demo.attacks import forge, overreach, replay_order, skip_number
from comptrol.entrypoints.demo.scene import Scene
from comptrol.entrypoints.demo.scenery import adopt_law, enrol, load_sites
from comptrol.entrypoints.demo.stage import Stage
from comptrol.entrypoints.demo.story import STORY, Play
from comptrol.entrypoints.demo.telling import tell_story
from comptrol.entrypoints.demo.trade import (
    answer_question,
    go_round_the_gate,
    hand_over,
    make,
    order_sale,
    rent_to_subsidiary,
    sell_to_listed,
)
from comptrol.kernel.errors import NotFoundError

BROKEN = "   NOT AS EXPECTED"
Opened = Callable[[], Platform]


@pytest.fixture(params=["memory", "sqlite"])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    if request.param == "memory":
        with closing(in_memory()) as made:
            yield made
    else:
        with created(tmp_path / "data", processes=0) as made:
            yield made


@pytest.fixture
def empty() -> Iterator[Platform]:
    with closing(in_memory()) as made:
        yield made


def tell(platform: Platform) -> tuple[bool, list[str]]:
    lines: list[str] = []
    return tell_story(platform, lines.append), lines


def scene(lines: list[str], play: Play) -> str:
    """Return what was told of a scene."""
    number = 1 + [known for _, known in STORY].index(play)
    heads = [index for index, line in enumerate(lines) if not line.startswith(" ")]
    assert lines[heads[number]] == f"{number}. {STORY[number - 1][0]}"
    return "\n".join(lines[heads[number] : heads[number + 1]])


def test_the_story_holds_on_both_stores(platform: Platform) -> None:
    held, lines = tell(platform)
    assert held, "\n".join(lines)
    assert BROKEN not in lines
    heads = [line for line in lines if not line.startswith(" ")]
    assert [head.partition(".")[0] for head in heads] == [str(n) for n in range(len(STORY) + 2)]
    assert "0 differences" in lines[-1]
    expected(platform)
    shown(lines)


def expected(platform: Platform) -> None:
    """What the log must hold in the end, asked of the views and not of the story."""
    with platform.world() as world:
        assert {o.order: o.outcome.value for o in orders(world) if o.outcome is not None} == {
            "sale-1": "allow",
            "sale-2": "refuse",
            "rental-1": "refuse",
            "rental-2": "hold",
            "rental-3": "allow",
            "rental-5": "hold",
            "rental-7": "hold",
            "rental-8": "refuse",
        }
        for never in ("rental-4", "rental-6"):
            with pytest.raises(NotFoundError):
                order(world, order=OrderId(never))
        asked = order(world, order=OrderId("rental-1"))
        assert [ruling.outcome.value for ruling in asked.rulings] == ["hold", "refuse"]
        assert [given.answer for given in asked.answers] == ["refuse"]
        assert [bypass.lot for bypass in bypasses(world)] == ["h100-0002", "h100-0003"]
        sold = lot(world, lot=LotId("h100-0001")).lot
        assert (sold.holder, sold.site) == ("straits-compute", "dayone-nusajaya")


def shown(lines: list[str]) -> None:
    """What a person must see of the scenes that matter most."""
    told = {
        adopt_law: ["rulebook digest"],
        load_sites: ["H100-equivalents today", "likely"],
        enrol: ["9 parties screened"],
        make: ["accepted at"],
        order_sale: ["gate.ruled/1", "TPP = 1979 dense TOPS x 8 bits = 15832"],
        hand_over: ["held by straits-compute, installed"],
        sell_to_listed: ["law: licence_required", "US-21", "15 CFR 744.16"],
        go_round_the_gate: ["then gate.bypassed/1"],
        rent_to_subsidiary: ["law: none", "C-1", "policy: licence_required", "asks: "],
        answer_question: ["policy: red_flag", "Answered refuse"],
        forge: ["the signature does not hold"],
        replay_order: ["the log has not grown"],
        skip_number: ["flow.sequence-gap"],
        overreach: ["flow.role-missing"],
    }
    for play, words in told.items():
        text = scene(lines, play)
        assert all(word in text for word in words), text
    assert "law: licence_required" not in scene(lines, rent_to_subsidiary)


@pytest.mark.parametrize("play", [adopt_law, make, order_sale, rent_to_subsidiary])
def test_a_story_with_a_scene_left_out_does_not_hold(
    empty: Platform, monkeypatch: pytest.MonkeyPatch, play: Play
) -> None:
    """Later scenes rest on earlier ones: that they hold is no matter of course."""
    monkeypatch.setattr(telling, "STORY", tuple(told for told in STORY if told[1] is not play))
    held, lines = tell(empty)
    assert not held
    assert BROKEN in lines


def test_one_broken_scene_breaks_the_story(
    empty: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pretend(stage: Stage) -> Scene:
        return Scene(held=stage.platform.store.size() == 0)

    monkeypatch.setattr(telling, "STORY", (*STORY, ("The log is empty", pretend)))
    held, lines = tell(empty)
    assert not held
    assert lines.count(BROKEN) == 1
    assert lines[lines.index(BROKEN) - 1] == f"{len(STORY) + 1}. The log is empty"


def test_a_row_changed_behind_the_log_breaks_the_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every scene holds, and still the replay finds what was done to the views."""
    path = tmp_path / "data" / DATABASE

    def tamper(stage: Stage) -> Scene:
        del stage
        with closing(connect(path)) as outside:
            changed = outside.execute(
                "UPDATE gate_orders SET outcome = 'allow' WHERE \"order\" = 'sale-2'"
            )
            return Scene(held=changed.rowcount == 1)

    monkeypatch.setattr(telling, "STORY", (*STORY, ("Somebody edits a row", tamper)))
    with created(tmp_path / "data", processes=0) as platform:
        held, lines = tell(platform)
    assert not held
    assert BROKEN not in lines
    assert any(line.startswith("   DIFFERS: ") and "sale-2" in line for line in lines)
