"""A round of sixty through the API and the command line: who gets what, why, and an appeal."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.scenario.harness import Ran, Served, comptrol, serving

from comptrol.bootstrap import award_solver, created, found, today
from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.round.asking import CALL, Asking
from comptrol.entrypoints.demo.round.cast import APPEALS, CHAIR, SECOND
from comptrol.entrypoints.demo.round.dates import Dates
from comptrol.entrypoints.demo.round.playing import Round
from comptrol.entrypoints.demo.scenery import adopt_law
from comptrol.entrypoints.demo.stage import Stage
from comptrol.kernel.finding import Answer, Finding, Receipt, Refused
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Statement

AGO_DAYS = 62
"""So long ago the call opened: its plan is made today."""
ADOPTS = ("--reason", "The check found nothing wrong in it.", "--by", "Of the allocation panel")
FEWER_PPM = 300_000
Plan = dict[str, Any]


class Spoken(Stage):
    """A stage on which everything is said to a server, over HTTP."""

    def __init__(self, served: Served) -> None:
        super().__init__(served.platform)
        self._served = served

    def says(self, party: PartyId, statement: Statement) -> Answer:
        return self.says_all(party, (statement,))[0]

    def says_all(self, party: PartyId, statements: Sequence[Statement]) -> list[Answer]:
        return [self._answer(self._served.sign(party, one)[0]) for one in statements]

    def _answer(self, raw: bytes) -> Answer:
        response = self._served.post(raw)
        told = response.json()
        if response.status_code == 422:
            return Refused(msgspec.convert(told["findings"], tuple[Finding, ...]))
        assert response.status_code == 201, told
        leaf, at = told["receipt"]["leaf"], told["receipt"]["logged_at"]
        return Receipt(
            position=told["position"], leaf=leaf, logged_at=msgspec.convert(at, datetime)
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round that is reviewed: all of it was said over HTTP, two months long."""
    folder = tmp_path_factory.mktemp("round") / "data"
    dates = Dates(today() - timedelta(days=AGO_DAYS))
    clock = StoryClock(dates.opens)
    with created(folder, processes=0, clock=clock) as platform:
        found(platform, name="Authority of a test", country=CountryCode("SG"))
        assert adopt_law(Stage(platform)).held
    with serving(folder, clock=clock) as served:
        stage, played = Spoken(served), Round(clock, award_solver(), Asking(dates))
        for play in (
            *(played.open, played.propose, played.settle),
            *(played.trim, played.assign, played.review),
        ):
            scene = play(stage)
            assert scene.held, scene.lines
        shown = served.client.get("/allocation/proposals", params={"call": CALL}).json()
        assert len(shown) == 60
        assert {it["score"] for it in shown} == {None}
    return folder


def run(folder: Path, *arguments: object) -> Ran:
    return comptrol(*arguments, "--data", folder)


def said(folder: Path, party: str, kind: str, **body: object) -> Ran:
    path = folder.parent / "body.json"
    path.write_text(json.dumps(body))
    return run(folder, "say", kind, path, "--as", party)


def planned(folder: Path, name: str, *adopting: object) -> Plan:
    """Let the panel have the call planned, and adopt the plan; return it."""
    call, plan = folder.parent / f"{name}-call.json", folder.parent / f"{name}.json"
    assert run(folder, "allocate", "call", CALL, "--out", call).code == 0
    solved = comptrol("allocate", "solve", call, "--out", plan, "--gap", "0.0005", "--json")
    assert solved.code == 0, solved.err
    assert comptrol("allocate", "check", call, plan).code == 0
    adopt = ("allocate", "adopt", plan, "--name", name, *adopting, *ADOPTS)
    for party in (CHAIR, SECOND):
        ran = run(folder, *adopt, "--as", party)
        assert ran.code == 0, ran.out + ran.err
    found: Plan = json.loads(plan.read_text())
    return found


def test_a_round_is_planned_appealed_and_planned_again(folder: Path):
    reason = "The worst area comes out better, and it costs little."
    theta = {"call": CALL, "theta_ppm": 800_000, "reason": reason, "by": "Chair"}
    assert said(folder, CHAIR, "allocation.theta-chosen/1", **theta).code == 0
    first = planned(folder, "plan-1")
    assert first["gap"] <= 0.0005
    refused = {it["proposal"]: it for it in first["reasons"] if it["outcome"] == "refused"}
    assert all(it["confirmed_by_resolve"] for it in refused.values())
    appellant = min(it for it, why in refused.items() if why.get("ground") == "no-capacity")

    told = run(folder, "ask", "allocation/proposals", f"call={CALL}", "limit=100", "--json")
    applicant = next(it["applicant"] for it in told.json if it["proposal"] == appellant)
    about = (f"proposal={appellant}", f"party={applicant}")
    reasons = run(folder, "ask", "allocation/my-reasons", *about, "--json").json
    assert "No pool that it may use has room" in reasons["notice"]["sentence"]
    assert not any(it in reasons["notice"]["sentence"] for it in refused)

    body = {"proposal": appellant, "ground": "need"}
    assert said(folder, applicant, "allocation.appealed/1", **body).code == 0
    granted = {
        "proposal": appellant,
        "granted": True,
        "remedy": {"least_fraction_ppm": FEWER_PPM},
        "reason": "A part of the need is useful already.",
        "by": "Appeals officer",
    }
    assert said(folder, CHAIR, "allocation.appeal-decided/1", **granted).code == 1
    assert said(folder, APPEALS, "allocation.appeal-decided/1", **granted).code == 0

    second = planned(folder, "plan-2", "--cause", "appeal", "--replaces", "plan-1")
    awards = [{it["proposal"] for it in plan["awards"]} for plan in (first, second)]
    assert appellant not in awards[0]
    assert appellant in awards[1]
    compared = comptrol(
        *("allocate", "compare", folder.parent / "plan-2-call.json"),
        *(folder.parent / "plan-1.json", folder.parent / "plan-2.json"),
        *("--but", appellant, "--json"),
    )
    assert compared.code == 0
    cost = compared.json
    assert float(cost["cost_to_others"]) > 0
    assert cost["compared"]["same"] > len(awards[1]) // 2
    assert run(folder, "ledger", "rebuild", "--check").code == 0
