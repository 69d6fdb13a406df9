"""What is proposed, drawn and covered, asked of a log with real signatures."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.rules.stage import Stage

from comptrol.domains import inspection
from comptrol.domains.inspection import (
    Coverage,
    FramedRun,
    InspectionId,
    InspectionView,
    Outcome,
    Proposal,
    RunToCatch,
    Stratum,
    coverage,
    known_inspection,
    proposal,
    redrawn,
)
from comptrol.domains.inspection.formulas import run_detection
from comptrol.domains.inspection.queries import run_among
from comptrol.domains.inspection.reactions import PART_RUNS
from comptrol.domains.inspection.statements import Drawn, Framed, StratumName
from comptrol.domains.inspection.view import PART_CHIPS
from comptrol.domains.registry import ChipId
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import Digest

CHIPS, ONE = 400, InspectionId("i-1")
CAST = (
    {"party": "authority", "name": "Bureau", "country": "US",
     "platform_key": "key of authority/platform"},
    {"party": "maker", "name": "Acme", "country": "US", "roles": ["maker"]},
    {"party": "inspector", "name": "Office", "country": "AT", "roles": ["inspector"]},
)  # fmt: skip
FACT = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
HERE = (Stratum(stratum=StratumName("here"), site="frankfurt"),)
BEACON = datetime(2026, 11, 2, tzinfo=UTC)
shown_inspection, inspections, _, drawn, _ = inspection.DOMAIN.queries


def said(stage: Stage, who: str, body: dict[str, Any]) -> Receipt:
    answer = stage.say(who, body)
    assert isinstance(answer, Receipt), answer
    return answer


@pytest.fixture
def stage() -> Stage:
    """A log with four hundred chips at one site."""
    stage = Stage()
    stage.enter(CAST)
    rate = {"property": "rate", "value": "1979", "unit": "tera-ops/s", "precision": "FP8"}
    facts = [rate | FACT | {"basis": "dense"}]
    model = {"kind": "chips.described/1", "model": "h100", "name": "H100", "maker": "Acme"}
    said(stage, "maker", model | {"facts": facts})
    site = {"kind": "registry.site/1", "site": "frankfurt", "name": "F", "country": "DE"}
    said(stage, "authority", site | {"source": "own records"})
    made = {"kind": "registry.made/1", "lot": "lot-1", "model": "h100", "on": "2026-10-01"}
    serials = [{"prefix": "H", "first": 1, "last": CHIPS, "digits": 6}]
    said(stage, "maker", made | {"serials": serials})
    installed = {"kind": "registry.installed/1", "lot": "lot-1", "site": "frankfurt"}
    said(stage, "maker", installed | {"on": "2026-10-02"})
    return stage


def proposed(stage: Stage, **asked: Any) -> Proposal:
    with stage.store.reading() as rows:
        world = RowsWorld(rows, stage.references)
        return proposal(world, **{"strata": HERE, "diverted": 20, **asked})


def covered(stage: Stage) -> Coverage:
    with stage.store.reading() as rows:
        return coverage(RowsWorld(rows, stage.references), inspection=ONE)


def planned(stage: Stage, **changed: Any) -> None:
    diverted = changed.get("diverted") or 20
    found = proposed(stage, diverted=diverted)
    strata = [msgspec.to_builtins(it) for it in found.strata]
    body = {
        "kind": "inspection.planned/1",
        "inspection": ONE,
        "as_of": 1,
        "frame": found.frame,
        "strata": strata,
        "confidence": "0.95",
        "miss_rate": "0",
        "diverted": diverted,
        "beacon_source": "a beacon",
        "beacon_from": BEACON.isoformat(),
        "beacon_until": (BEACON + timedelta(days=1)).isoformat(),
        "assumptions": list(found.plan.assumptions),
    }
    said(stage, "inspector", body | changed)


def seeded(stage: Stage) -> None:
    stage.clock.at = BEACON + timedelta(hours=1)
    body = {"kind": "inspection.seeded/1", "inspection": ONE, "beacon": "7d3b1c"}
    said(stage, "inspector", body | {"source": "a beacon", "published_at": BEACON.isoformat()})


def looked(stage: Stage, chip: str, outcome: Outcome, **changed: Any) -> None:
    found = outcome is Outcome.FOUND
    said(
        stage,
        "inspector",
        {
            "kind": "inspection.result/1",
            "inspection": ONE,
            "chip": chip,
            "outcome": outcome.value,
            "serial_matches": found,
            "still_owned": True if found else None,
            "logs_read": found,
            "tampering": "none-seen" if found else "not-checked",
            "site": "frankfurt",
            "looked_at": stage.clock.at.isoformat(),
            "evidence": "3" * 64,
        }
        | changed,
    )


def drawn_chips(stage: Stage) -> list[ChipId]:
    with stage.store.reading() as rows:
        world = RowsWorld(rows, stage.references)
        return [it.chip for it in drawn(world, inspection=ONE, limit=1000)]


# Proposals.


def test_what_is_proposed_is_admitted_as_it_stands(stage: Stage) -> None:
    planned(stage)
    assert covered(stage).strata[0].population == CHIPS


def test_a_proposal_names_frame_and_samples(stage: Stage) -> None:
    found = proposed(stage)
    assert found.chips == CHIPS
    assert found.plan.samples == sum(it.samples for it in found.strata)
    assert found.plan.achieved_confidence is not None
    assert found.plan.achieved_confidence >= 0.95


def test_a_stratum_may_be_a_country_a_holder_or_a_model(stage: Stage) -> None:
    name = StratumName("s")
    strata = (
        Stratum(stratum=name, country="DE"),
        Stratum(stratum=name, holder="maker"),
        Stratum(stratum=name, model="h100"),
        Stratum(stratum=name),
    )
    assert {proposed(stage, strata=(it,)).chips for it in strata} == {CHIPS}
    with pytest.raises(UnreadableError, match="no chips"):
        proposed(stage, strata=(Stratum(stratum=name, country="FR"),))


BAD = [
    ({"strata": (Stratum(stratum="s", site="atlantis"),)}, NotFoundError, "site atlantis"),
    ({"strata": (Stratum(stratum="s", model="h999"),)}, NotFoundError, "model h999"),
    ({"strata": (*HERE, *HERE)}, UnreadableError, "named twice"),
    ({"strata": (*HERE, Stratum(stratum="all"))}, UnreadableError, "a chip in common"),
    ({"diverted": CHIPS + 1}, UnreadableError, "400 in all"),
    ({"confidence": Decimal(1)}, UnreadableError, "confidence"),
    ({"confidence": Decimal("sNaN")}, UnreadableError, "confidence"),
    ({"confidence": Decimal("0." + 30 * "9")}, UnreadableError, "12 decimals"),
    ({"miss_rate": Decimal(1)}, UnreadableError, "miss_rate"),
    ({"miss_rate": Decimal("0." + 30 * "9")}, UnreadableError, "12 decimals"),
    ({"factor_set": "f-1"}, NotFoundError, "no factor set"),
]


@pytest.mark.parametrize(("asked", "error", "message"), BAD)
def test_what_cannot_be_proposed_is_refused(
    stage: Stage, asked: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        proposed(stage, **asked)


def test_where_no_sample_suffices_a_proposal_says_so(stage: Stage) -> None:
    found = proposed(stage, diverted=1, miss_rate=Decimal("0.1"))
    assert found.plan.samples is None
    assert "no sample size suffices" in found.plan.why_not


# Draws.


def test_what_is_drawn_is_what_the_frame_and_the_beacon_draw(stage: Stage) -> None:
    planned(stage)
    seeded(stage)
    with stage.store.reading() as rows:
        view = RowsWorld(rows, stage.references)[InspectionView]
        ((_, names),) = redrawn(view, known_inspection(view, ONE))
    assert [it.name for it in names] == drawn_chips(stage)


def test_draws_are_read_a_page_at_a_time(stage: Stage) -> None:
    planned(stage)
    seeded(stage)
    with stage.store.reading() as rows:
        world = RowsWorld(rows, stage.references)
        first = drawn(world, inspection=ONE, limit=10)
        then = drawn(world, inspection=ONE, limit=1000, after="here/9")
        assert [it.chip for it in (*first, *then)] == drawn_chips(stage)
        with pytest.raises(UnreadableError, match="after"):
            drawn(world, inspection=ONE, after="here")


def test_a_draw_that_is_told_in_parts_is_one_draw(stage: Stage) -> None:
    planned(stage, diverted=2)
    seeded(stage)
    chips = drawn_chips(stage)
    assert len(set(chips)) == len(chips) > 2 * PART_CHIPS


def test_the_longest_names_fit_into_an_envelope() -> None:
    prefix = "m" * 63 + "/" + "S" * 39
    run = FramedRun(prefix=prefix, digits=12, first=10**12 - 2, last=10**12 - 1)
    name, stratum = InspectionId("i" * 63), StratumName("s" * 63)
    framed = Framed(
        because=2**62, inspection=name, stratum=stratum, part=10**6, runs=(run,) * PART_RUNS
    )
    chips = (ChipId(prefix + "9" * 12),) * PART_CHIPS
    seed = Digest("f" * 64)
    picked = Drawn(
        because=2**62, inspection=name, stratum=stratum, part=10**6, seed=seed, chips=chips
    )
    assert len(msgspec.json.encode(framed)) <= PAYLOAD_BYTES_MAX
    assert len(msgspec.json.encode(picked)) <= PAYLOAD_BYTES_MAX


# Coverage.


def test_before_anything_is_looked_at_nothing_is_covered(stage: Stage) -> None:
    planned(stage)
    found = covered(stage)
    assert (found.drawn, found.looked_at, found.achieved_confidence) == (0, 0, 0)
    assert (found.seed, found.would_have_detected_from) == (None, None)


def test_what_was_looked_at_in_full_covers_what_was_planned(stage: Stage) -> None:
    planned(stage)
    seeded(stage)
    for chip in drawn_chips(stage):
        looked(stage, chip, Outcome.FOUND)
    found = covered(stage)
    assert found.looked_at == found.drawn
    assert found.without_result == ()
    assert found.achieved_confidence >= 0.95
    assert found.would_have_detected_from is not None
    assert found.would_have_detected_from <= 20


def test_what_was_not_looked_at_counts_for_nothing(stage: Stage) -> None:
    planned(stage)
    seeded(stage)
    first, second, third, *rest = drawn_chips(stage)
    looked(stage, first, Outcome.FOUND)
    looked(stage, second, Outcome.NOT_SHOWN)
    looked(stage, third, Outcome.REFUSED_ACCESS)
    found = covered(stage)
    assert found.looked_at == 2
    assert [it.chip for it in found.wrong] == [second, third]
    assert found.without_result == tuple(rest)
    assert found.outcomes == {"found": 1, "not-shown": 1, "refused-access": 1}
    assert 0 < found.achieved_confidence < 0.95


RUN = {
    "flop": "1e24",
    "chip_flop_per_day": "8.64e19",
    "run_days": "365",
    "period_days": "30",
    "snapshots_per_day": "0.1",
}


def test_looking_for_a_run_covers_it_in_the_measure_of_what_was_looked_at(stage: Stage) -> None:
    planned(stage, diverted=None, run=RUN)
    seeded(stage)
    before = covered(stage)
    for chip in drawn_chips(stage)[:5]:
        looked(stage, chip, Outcome.FOUND)
    after = covered(stage)
    assert before.achieved_confidence == 0
    run = run_among(
        RunToCatch(**{name: Decimal(it) for name, it in RUN.items()}), CHIPS, Decimal("0.95")
    )
    assert after.achieved_confidence == pytest.approx(1 - (1 - run.shown) ** 5)
    assert after.achieved_confidence < run_detection(run, 5)
    assert "one period of 30 days" in after.assumptions[-1]
    assert after.would_have_detected_from is None


def test_a_chip_of_which_nobody_read_the_logs_shows_no_run(stage: Stage) -> None:
    planned(stage, diverted=None, run=RUN)
    seeded(stage)
    looked(stage, drawn_chips(stage)[0], Outcome.FOUND, logs_read=False)
    found = covered(stage)
    assert (found.looked_at, found.achieved_confidence) == (0, 0)
    assert [it.missing for it in found.incomplete] == [("logs_read",)]


def test_a_look_that_was_cut_short_counts_for_nothing_and_is_told_apart(stage: Stage) -> None:
    planned(stage)
    seeded(stage)
    first, second, third, *_ = drawn_chips(stage)
    looked(stage, first, Outcome.FOUND, logs_read=False)
    looked(stage, second, Outcome.FOUND, still_owned=None, tampering="not-checked")
    looked(stage, third, Outcome.FOUND, still_owned=False)
    found = covered(stage)
    assert (found.looked_at, found.strata[0].looked_at, found.strata[0].incomplete) == (2, 2, 1)
    assert [(it.chip, it.missing) for it in found.incomplete] == [
        (second, ("still_owned", "tampering"))
    ]
    assert [it.chip for it in found.wrong] == [third]


def test_chips_that_count_by_a_factor_set_are_covered_by_it(stage: Stage) -> None:
    factors = {"kind": "chips.factors-adopted/1", "factor_set": "f-1", "title": "F"}
    factor = {"chip": "H100", "model": "h100", "h100e": "2", "basis": "8-bit"}
    about = {"definition": "8-bit", "source": "https://factors.example", "retrieved": "2026-10-01"}
    said(stage, "authority", factors | about | {"factors": [factor]})
    strata = (Stratum(stratum=StratumName("here"), site="frankfurt", model="h100"),)
    doubled = proposed(stage, strata=strata, diverted=40, factor_set="f-1")
    assert doubled.plan.samples == proposed(stage).plan.samples
    planned(
        stage,
        strata=[msgspec.to_builtins(it) for it in doubled.strata],
        diverted=40,
        factor_set="f-1",
    )
    seeded(stage)
    for chip in drawn_chips(stage):
        looked(stage, chip, Outcome.FOUND)
    assert covered(stage).achieved_confidence >= 0.95


def test_inspections_are_listed_by_name(stage: Stage) -> None:
    planned(stage)
    with stage.store.reading() as rows:
        world = RowsWorld(rows, stage.references)
        assert [it.inspection for it in inspections(world)] == [ONE]
        assert inspections(world, after=ONE) == ()
        assert shown_inspection(world, inspection=ONE).diverted == 20
        with pytest.raises(NotFoundError):
            coverage(world, inspection=InspectionId("i-2"))


def test_the_log_replays(stage: Stage) -> None:
    planned(stage)
    seeded(stage)
    looked(stage, drawn_chips(stage)[0], Outcome.NOT_SHOWN)
    assert stage.rebuilt().differences == ()
