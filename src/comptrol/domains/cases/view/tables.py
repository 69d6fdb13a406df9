"""The tables of cases, and what they may be searched by."""

from comptrol.domains.cases.statements import CaseId, ReviewId
from comptrol.domains.cases.view.rows import (
    Answer,
    Appeal,
    Case,
    Decision,
    Evidence,
    Notice,
    Policy,
    Review,
    Step,
    Subject,
    Taken,
)
from comptrol.kernel.view import Key, Table, View

IN_FORCE = "in-force"
"""The one row of a table that has one."""


class CasesView(View):
    """Cases, everything that was said in them, and the measures that follow."""

    policies: Table[str, Policy] = Table.of("cases_policies", Policy, key="name")
    cases: Table[CaseId, Case] = Table.of("cases", Case, key="case", indexes=("open", "stage"))
    subjects: Table[Key, Subject] = Table.of("cases_subjects", Subject, key="party case")
    steps: Table[Key, Step] = Table.of("cases_steps", Step, key="case position")
    notices: Table[Key, Notice] = Table.of("cases_notices", Notice, key="case position")
    answers: Table[Key, Answer] = Table.of("cases_answers", Answer, key="case position")
    evidence: Table[Key, Evidence] = Table.of("cases_evidence", Evidence, key="case evidence")
    decisions: Table[CaseId, Decision] = Table.of("cases_decisions", Decision, key="case")
    measures: Table[Key, Taken] = Table.of(
        "cases_measures", Taken, key="case number", indexes=("in_force", "ended_at")
    )
    appeals: Table[Key, Appeal] = Table.of(
        "cases_appeals", Appeal, key="case position", indexes=("case open",)
    )
    reviews: Table[ReviewId, Review] = Table.of("cases_reviews", Review, key="review")
