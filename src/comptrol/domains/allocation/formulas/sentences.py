"""What is an applicant told? Why, and what would have been enough: no names, and no score."""

from collections.abc import Iterable
from typing import Final

from comptrol.domains.allocation.statements import Confirmed, Declining, PlannedReason

REMEDY: Final = "You may appeal; somebody who had no part in this decides."
_PLAIN: Final = {
    Declining.BELOW_THRESHOLD: "Its reviews came to less than the policy asks of every proposal.",
    Declining.GROUP_CEILING: (
        "What its institution, its track or proposals linked with it may have is used up by "
        "proposals that are worth more."
    ),
    Declining.NO_CAPACITY: "No pool that it may use has room for its least in its months.",
    Declining.OUTBID: "What is on offer goes to proposals that are worth more together.",
    Declining.LOTTERY: (
        "Neither reviews nor the solver could tell it from others; a public lot decided, and it "
        "was not drawn in time to fit."
    ),
    Declining.PANEL: "Two of the panel decided against it, for a reason that is published.",
}
_FIELDS: Final = {
    "pools": "with pool {to}",
    "months": "in the months {to}",
    "least_fraction": "with a least useful part of {to}",
}


def told(reason: Declining, planned: PlannedReason | None) -> str:
    """Return why a proposal is given nothing, with what solving again confirmed."""
    sentences = [_PLAIN[reason]]
    if reason is Declining.OUTBID and planned is not None and planned.confirmed_by_resolve:
        sentences.extend(_confirmed(planned))
    return " ".join(sentences)


def _confirmed(planned: PlannedReason) -> Iterable[str]:
    within = ", with the other awards as published" if planned.within else ""
    if planned.award_value_that_wins is not None:
        yield (
            f"Its least award is worth {planned.value} points; above "
            f"{planned.award_value_that_wins} it would be in{within}."
        )
    for change in planned.changes:
        yield f"It would be in {_changed(change)}."


def _changed(change: Confirmed) -> str:
    return _FIELDS[change.field].format(to=change.to)


def not_eligible(as_of: str, rules: Iterable[str], citations: Iterable[str]) -> str:
    """Return why the law lets a proposal use none of its pools."""
    named = (
        ", ".join(sorted(set(rules))) or "a question that a person answered with no, or not yet"
    )
    cited = "; ".join(sorted({it for it in citations if it}))
    where = f" ({cited})" if cited else ""
    return f"By the law of {as_of} it may use none of its pools: {named}{where}."[:900]


def rules_named(rules: Iterable[str]) -> str:
    """Return which rules of law a notice rests on."""
    return ", ".join(sorted(set(rules)))[:300] or "questions that the law leaves to people"
