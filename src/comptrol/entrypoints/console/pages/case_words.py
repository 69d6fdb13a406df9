"""What every act against somebody has to say, as fields of a form (guardrail 1)."""

from typing import Final

FACTS: Final = 3
"""So many facts a form has room for; what has more is said with the command line."""
ACT_FIELDS: Final = (
    "act.rule.rule",
    "act.rule.version",
    "act.rule.citation",
    *(f"act.facts.{n}.{part}" for n in range(FACTS) for part in ("text", "evidence")),
    "act.method",
    "act.inputs",
    "act.reasons",
    "act.deadline",
    "act.remedy",
    "act.responsible",
)
ACT_LABELS: Final = {
    "act.rule.rule": "Rule, by its name",
    "act.rule.version": "Version of the rule",
    "act.rule.citation": "Where the rule stands",
    **{f"act.facts.{n}.text": f"Fact {n + 1}" for n in range(FACTS)},
    **{f"act.facts.{n}.evidence": f"Entries that show fact {n + 1}" for n in range(FACTS)},
    "act.method": "Method that found it, with its version",
    "act.inputs": "What the method was given",
    "act.reasons": "Reasons in plain words",
    "act.remedy": "What the subject can do about it, and where",
    "act.responsible": "Title of the person who answers for it",
}
ACT_NEEDED: Final = (
    "act.rule.rule",
    "act.rule.version",
    "act.rule.citation",
    "act.facts.0.text",
    "act.facts.0.evidence",
    "act.method",
    "act.inputs",
    "act.reasons",
    "act.deadline",
    "act.remedy",
    "act.responsible",
)
