"""A trial in small: loaded and broken, a served log loses nothing; and the checks would notice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from benches.trial import checking
from benches.trial.checking import Balances, Entered, lost, moved, twice
from benches.trial.journal import Acknowledged, Journal, acknowledged, digest
from benches.trial.plan import Plan
from benches.trial.programs import Program
from benches.trial.programs_checking import alarms
from benches.trial.sampling import Growth, Sample, Sampling
from benches.trial.trial import tried

from comptrol.domains.caps import Act, Bearer, CapId, CapSet, HoldId, Posted, Take, Unit
from comptrol.kernel.identifiers import PartyId

FAULTS = (
    "server-killed", "server-drained", "signer-killed", "witnesses-lost", "gate-killed",
    "server-stalled", "disk-full", "disk-slow", "clock-back",
)  # fmt: skip
"""All that fit into a minute; the others are for ``make trial``."""


def test_nothing_is_lost_doubled_or_overshot_while_things_break(tmp_path: Path):
    plan = Plan(
        folder=tmp_path, minutes=0.3, share=0.4, calibration_s=2.0, disk_mb=600, faults=FAULTS,
        writers=2,
    )  # fmt: skip
    outcome = tried(plan)
    assert outcome.wrong == []
    assert outcome.found.acknowledged > 0
    assert outcome.found.let > 0
    assert outcome.found.rulings.keys() >= {"allow", "hold", "refuse"}
    happened = {it.kind for it in outcome.broken}
    assert happened >= {"server-killed", "server-drained", "signer-killed", "gate-killed"}


# -- the checks themselves ---------------------------------------------------------------------


RAWS = [b"one", b"two", b"three"]
LOG = [Entered(digest(raw), b"key", at + 1) for at, raw in enumerate(RAWS)]


def told(folder: Path, *rows: Acknowledged) -> Iterator[Acknowledged]:
    journal = Journal(folder / "said-load-0.jsonl")
    journal.keep(rows)
    journal.close()
    return acknowledged(folder)


def test_what_the_log_bears_out_is_not_lost(tmp_path: Path):
    rows = [Acknowledged(digest=digest(raw), position=at) for at, raw in enumerate(RAWS)]
    assert list(lost(LOG, told(tmp_path, *rows))) == []


@pytest.mark.parametrize("position", [0, 2, 3, 10**9])
def test_a_forged_line_of_the_journal_is_found(tmp_path: Path, position: int):
    forged = Acknowledged(digest=digest(b"never said"), position=position)
    (found,) = lost(LOG, told(tmp_path, forged))
    assert forged.digest in found


def test_a_statement_at_another_position_is_found(tmp_path: Path):
    (found,) = lost(LOG, told(tmp_path, Acknowledged(digest=digest(b"one"), position=1)))
    assert "something else" in found


def test_a_statement_with_two_positions_is_found():
    rows = [Acknowledged(digest="a", position=at) for at in (1, 1, 2)]
    assert len(list(moved(rows))) == 1


def test_what_stands_twice_is_found():
    assert list(twice(LOG)) == []
    assert len(list(twice([*LOG, LOG[0]]))) == 2
    assert len(list(twice([*LOG, Entered("another", b"key", 2)]))) == 1


def test_a_hold_that_is_not_posted_is_found():
    row = Acknowledged(digest="a", position=1, holds={"order-1": 2})
    assert list(checking.holds_lost({"order-1": 2}, [row])) == []
    assert len(list(checking.holds_lost({"order-1": 3}, [row]))) == 1
    assert len(list(checking.holds_lost({}, [row]))) == 1


def posted(hold: str, held: int, act: Act = Act.HOLD) -> Posted:
    takes = (Take(cap=CapId("cap"), held=held),)
    return Posted(because=0, hold=HoldId(hold), act=act, takes=takes)


def test_a_cap_above_its_ceiling_is_found():
    balances, today = Balances(), date(2026, 11, 1)
    cap = CapSet(
        cap=CapId("cap"), bearer=Bearer.PARTY, whose=PartyId("c"), unit=Unit.CHIPS, ceiling=10,
        source="test", since=today,
    )  # fmt: skip
    assert list(balances.take(0, cap)) == []
    assert list(balances.take(1, posted("a", 10))) == []
    assert "11 of 10" in next(balances.take(2, posted("b", 1)))
    assert list(balances.take(3, posted("a", -10, Act.VOID))) == []
    assert balances.sums == {"cap": 1}


def test_an_alarm_of_the_monitor_is_found_and_one_made_on_purpose_is_not(tmp_path: Path):
    said = tmp_path / "monitor"
    stale = '{"detector":"ledger.head-stale"}'
    said.write_text('{"detector":"ledger.forked"}\nx\n' + f"{stale}\n")
    assert len(list(alarms(said))) == 1


def growing(tmp_path: Path, mb_per_s: float) -> Growth:
    sampling = Sampling(Program("none", ["true"], tmp_path / "said"))
    sampling.samples += [
        Sample(float(at), 7, 100 + mb_per_s * at + at % 3, 20) for at in range(900)
    ]
    found = sampling.growth()
    assert found is not None
    return found


def test_memory_that_grows_is_told_from_memory_that_is_flat(tmp_path: Path):
    assert growing(tmp_path, 0.0).flat
    grown = growing(tmp_path, 0.05)
    assert grown.judged
    assert not grown.flat
    assert grown.mb_per_hour == pytest.approx(180, abs=5)
