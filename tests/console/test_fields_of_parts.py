"""A statement that has parts becomes a form without JSON, and the form a statement."""

from datetime import date

import pytest

from comptrol.domains.cases import CaseId, Decided, MeasureKind, Outcome
from comptrol.entrypoints.console.fields import Asked, fields_of, read_form
from comptrol.kernel.errors import UnreadableError

NAMES = (
    *("outcome", "act.rule.citation", "act.facts.0.text", "act.facts.0.evidence"),
    *("act.facts.2.text", "act.facts.2.evidence"),
    *("measures.1.measure", "measures.1.what", "measures.1.until"),
)
FORM = {
    "outcome": "upheld",
    "act.rule.citation": "Policy, article 9",
    "act.facts.0.text": "",
    "act.facts.2.text": "It was not declared.",
    "act.facts.2.evidence": "3\n7",
    "measures.1.measure": "ask",
    "measures.1.what": "say what it is",
    "measures.1.until": "2026-12-01",
}


def test_a_form_of_parts_is_read_and_what_is_empty_left_out() -> None:
    given = {"case": CaseId("c-1"), "act.on": date(2026, 11, 1)}
    said = read_form(Decided, NAMES, FORM, given)
    assert isinstance(said, Decided)
    assert said.outcome is Outcome.UPHELD
    assert (said.act.on, said.act.rule.citation) == (date(2026, 11, 1), "Policy, article 9")
    (fact,) = said.act.facts
    assert (fact.text, fact.evidence) == ("It was not declared.", (3, 7))
    (measure,) = said.measures
    assert (measure.measure, measure.until) == (MeasureKind.ASK, date(2026, 12, 1))


def test_a_field_of_a_part_is_asked_as_its_type_asks_and_named_by_its_part() -> None:
    fields = {it.name: it for it in fields_of(Decided, NAMES, FORM, {}, ("act.facts.0.text",))}
    assert fields["measures.1.measure"].asked is Asked.CHOICE
    assert fields["measures.1.until"].asked is Asked.DAY
    assert fields["act.facts.2.evidence"].asked is Asked.LINES
    assert fields["act.facts.0.text"].required
    assert not fields["act.facts.2.text"].required
    assert fields["measures.1.until"].label == "Measure 2: until"
    assert fields["measures.1.what"].value == "say what it is"


def test_a_part_that_cannot_be_read_is_named() -> None:
    form = {**FORM, "measures.1.until": "soon"}
    with pytest.raises(UnreadableError, match="until"):
        read_form(Decided, NAMES, form, {"case": CaseId("c-1")})
