"""Every page of the gate with hostile text wherever there is text: it is shown as text."""

import pytest
from tests.console.gatekeeping import HOSTILE, REASON, Gate
from tests.console.hostile import hostile
from tests.console.standing_in import Seen, seen_by, visitor_of

TEXTS = (HOSTILE, "a b\u2067" + "\U0001f9ea" * 2000, "two words " + "x" * 10_000)
PAGES = (
    *("/orders", "/orders/o1", "/orders/held", "/orders/refused", "/queue", "/stops"),
    *("/caps", "/caps/small", "/licences", "/licences/l-1", "/bypasses", "/filings-due"),
    *("/meters?provider=provider", "/filings", "/judge", "/classify?chip=h100"),
)


@pytest.fixture(scope="module")
def gate() -> Gate:
    made = Gate()
    made.order("o1", end_use="weather research")
    made.held()
    made.refused()
    made.tell("customer", kind="gate.appealed/1", order="refused", grounds=REASON)
    said = {"type": "licence", "holder": "maker", "models": ["h100"], "since": "2026-01-01"}
    made.tell("authority", kind="gate.licence-recorded/1", licence="l-1", source="a b", **said)
    return made


def everything(gate: Gate, text: str) -> Seen:
    return seen_by(hostile(gate.platform, text), visitor_of(gate.platform, "reviewer"))


@pytest.mark.parametrize("text", TEXTS, ids=["markup", "emoji", "long"])
def test_hostile_text_stays_text(gate: Gate, text: str) -> None:
    seen = everything(gate, text)
    rulings = [
        f"/orders/{name}/rulings/{gate.market.standing_of(name).ruled_at}"
        for name in ("o1", "held", "refused")
    ]
    for path in (*PAGES, *rulings):
        answer = seen.get(f"/console{path}")
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path
        assert "\u202e" not in answer.text, path
        assert len(answer.text) < 250_000, path


def test_pictures_hold_hostile_text_as_text(gate: Gate) -> None:
    seen = everything(gate, HOSTILE)
    order = gate.market.standing_of("o1")
    for name in ("outcomes", "ownership"):
        path = f"/console/orders/o1/rulings/{order.ruled_at}/charts/{name}.svg"
        assert "<script" not in seen.get(path).text
