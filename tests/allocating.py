"""A small round of allocation, said sentence by sentence, with plans that are made by hand."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

import msgspec
from tests.rules.stage import AUTHORITY, Stage
from tests.rules.test_rules import COMMON, say, spoken

from comptrol.domains.allocation import (
    Award,
    Booking,
    Call,
    CallId,
    Cause,
    Made,
    Plan,
    PlanId,
    awards_ordered,
    call_digest,
    call_document,
    said_of,
    verify,
)
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Receipt, Refused

CLOSED = datetime(2026, 11, 12, tzinfo=UTC)
"""The call takes proposals until two days before."""
PEOPLE = {
    "chair": ["allocator"],
    "second": ["allocator"],
    "rev-1": ["reviewer"],
    "rev-2": ["reviewer"],
    "rev-3": ["reviewer"],
    "judge": ["reviewer"],
    "north": ["customer"],
    "south": ["customer"],
    "east": ["customer"],
}
REVIEWERS = ("rev-1", "rev-2", "rev-3")
LAW = ["the law is adopted", "the list is adopted", "the H100 is described"]
POLICY: dict[str, Any] = {
    "kind": "allocation.policy-set/1",
    "policy": "merit-1",
    "curve": {"version": "merit 1", "form": "share", "slopes_ppm": [900_000, 600_000, 300_000]},
    "theta_ppm": 0,
    "noise_sigma": "6",
    "merit_threshold": "50",
    "reviews_min": 2,
    "load_max": 4,
    "sources": ["Decision of the board of 2026-10-01"],
    "by": "Head of Allocation",
    "review_by": "2027-10-01",
}
CALL: dict[str, Any] = {
    "kind": "allocation.call-opened/1",
    "call": "call-1",
    "programme": "research",
    "title": "First call",
    "months": ["2027-01", "2027-02"],
    "opens": "2026-11-01",
    "closes": "2026-11-10",
    "policy": "merit-1",
    "areas": [{"area": "climate"}, {"area": "health"}],
    "tracks": [{"track": "regular"}, {"track": "fast", "ask_max_h100e_hours": 800}],
    "reserves": [{"reserve": "emergency", "share_ppm": 100_000}],
    "as_of": "2026-11-01",
    "by": "Head of Allocation",
}
POOL: dict[str, Any] = {
    "kind": "allocation.pool-offered/1",
    "call": "call-1",
    "pool": "alder",
    "provider": "provider",
    "model": "h100",
    "site_country": "GB",
    "speed_h100e": "1",
    "capacity_chip_hours": [1000, 1000],
}


def proposal(name: str, party: str, **changed: Any) -> dict[str, Any]:
    return {
        "kind": "allocation.proposed/1",
        "call": "call-1",
        "proposal": name,
        "applicant": party,
        "institution": party,
        "area": "climate",
        "track": "regular",
        "need_h100e_hours": 1000,
        "least_fraction_ppm": 500_000,
        "first_month": "2027-01",
        "last_month": "2027-02",
        "pools": [{"pool": "alder"}],
        "investigator": f"{len(party):064x}",
        "end_use": "weather research",
    } | changed


class Round:
    """A stage on which a round is played; whatever is refused stops the play."""

    def __init__(self, policy: Mapping[str, Any] | None = None, **call: Any) -> None:
        self.stage = Stage()
        self.stage.enter(COMMON.cast)
        for party, roles in PEOPLE.items():
            enrolled = {"party": party, "name": party.title(), "country": "GB", "roles": roles}
            key = {"kind": "parties.enrolled/1", "key": f"key of {party}"}
            self.says(AUTHORITY, enrolled | key)
        for party in ("provider", "north", "south", "east"):
            self.seat(party)
        for sentence in LAW:
            for it in spoken(sentence, COMMON):
                assert isinstance(say(self.stage, it), Receipt)
        self.says("chair", POLICY | dict(policy or {}))
        self.says("chair", CALL | call)
        self.says("provider", POOL)

    def seat(self, party: str) -> None:
        """Say where a party answers to, so that the law has no question."""
        told = {"party": party, "on": "2026-10-01", "source": "commercial register"}
        self.says(AUTHORITY, {"kind": "parties.headquarters/1", "country": "GB"} | told)
        self.says(AUTHORITY, {"kind": "parties.parent/1", "parent": party} | told)

    def tells(self, speaker: str, body: Mapping[str, Any]) -> Answer:
        return self.stage.say(speaker, body)

    def says(self, speaker: str, body: Mapping[str, Any]) -> Receipt:
        answer = self.tells(speaker, body)
        assert isinstance(answer, Receipt), f"{body}: {answer}"
        return answer

    def refused(self, speaker: str, body: Mapping[str, Any]) -> list[str]:
        answer = self.tells(speaker, body)
        assert isinstance(answer, Refused), answer
        return [it.code for it in answer.findings]

    def on(self, at: datetime) -> None:
        self.stage.clock.at = at

    def asked(self, query: Callable[..., Any], **named: Any) -> Any:
        with self.stage.store.reading() as rows:
            return query(RowsWorld(rows, self.stage.references), **named)

    def review(self, name: str, *scores: str) -> None:
        """Have a proposal reviewed by as many as there are scores."""
        reviewers = list(REVIEWERS[: len(scores)])
        assigned = {"kind": "allocation.assigned/1", "proposal": name, "reviewers": reviewers}
        self.says("chair", assigned)
        for reviewer, score in zip(reviewers, scores, strict=True):
            said = {"kind": "allocation.reviewed/1", "proposal": name, "score": score}
            self.says(reviewer, said)

    def declare(self, *reviewers: str) -> None:
        for it in reviewers:
            said = {"kind": "allocation.reviewer-declared/1", "call": "call-1", "reviewer": it}
            self.says(it, said)

    def call(self, as_of: date) -> Call:
        found: Call = self.asked(call_document, call=CallId("call-1"), as_of=as_of)
        return found

    def plan(self, awards: Mapping[str, Iterable[tuple[str, str, int]]], as_of: date) -> Plan:
        """Return a plan of these bookings, worth what it is worth."""
        call = self.call(as_of)
        made = awards_ordered(
            tuple(
                Award(
                    proposal=name,
                    bookings=tuple(Booking(pool=p, month=m, chip_hours=h) for p, m, h in those),
                )
                for name, those in awards.items()
            )
        )
        draft = Plan(
            call=call.call,
            objective=Decimal(0),
            bound=Decimal(10**6),
            gap=Decimal(1),
            awards=made,
            input_digest=call_digest(call),
            made=Made(solver="by hand", version="1"),
        )
        worth = verify(_built_in(call), _built_in(draft)).objective
        number = (Decimal(worth.numerator) / Decimal(worth.denominator)).quantize(
            Decimal("0.000001")
        )
        bound = number + Decimal("0.000001")
        gap = ((bound - number) / max(Decimal(1), abs(bound))).quantize(
            Decimal("1e-9"), ROUND_CEILING
        )
        return msgspec.structs.replace(draft, objective=number, bound=bound, gap=gap)

    def sentences(
        self, plan: Plan, name: str, cause: Cause, as_of: date, replaces: str | None = None
    ) -> list[dict[str, Any]]:
        parts, planned = said_of(
            plan,
            PlanId(name),
            cause=cause,
            as_of=as_of,
            replaces=None if replaces is None else PlanId(replaces),
        )
        return [msgspec.to_builtins(it) for it in (*parts, planned)]

    def adopt(self, name: str) -> Receipt:
        said = {"kind": "allocation.plan-adopted/1", "plan": name, "reason": "It is the best one."}
        self.says("chair", said | {"by": "Chair of the panel"})
        return self.says("second", said | {"by": "Deputy chair of the panel"})

    def differences(self) -> tuple[Any, ...]:
        return tuple(self.stage.rebuilt().differences)


def _built_in(thing: msgspec.Struct) -> Any:
    return msgspec.to_builtins(thing, builtin_types=(Decimal,))


DAY = CLOSED.date()
FIRST = {
    "p-south": [("alder", "2027-01", 400), ("alder", "2027-02", 400)],
    "p-east": [("alder", "2027-01", 500), ("alder", "2027-02", 500)],
}
"""The first plan of the small round: south and east get theirs, north nothing."""


def proposed(**policy: Any) -> Round:
    """Three ask for more than there is; ``p-north`` was scored low by one of two."""
    played = Round(policy)
    for party, need in (("north", 800), ("south", 800), ("east", 1000)):
        it = proposal(f"p-{party}", party, need_h100e_hours=need, least_fraction_ppm=1_000_000)
        played.says(party, it)
    played.on(CLOSED)
    played.declare("rev-1", "rev-2", "rev-3")
    played.review("p-north", "55", "50")
    played.review("p-south", "70", "72.5")
    played.review("p-east", "90", "88")
    return played
