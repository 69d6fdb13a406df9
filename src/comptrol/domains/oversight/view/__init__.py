"""What is known of those who watch: policies, reviews, reminders, looks and declarations."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import msgspec

from comptrol.domains.oversight.statements import (
    InterestDeclared,
    Looked,
    LookedThrough,
    LookId,
    OversightStatement,
    PolicyId,
    PolicySet,
    ReviewDue,
    Reviewed,
    ReviewSet,
    Verdict,
)
from comptrol.domains.oversight.view.rows import Declaration, Look, Policy, Reminder, Review
from comptrol.kernel.days import later
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

__all__ = ["Declaration", "Look", "OversightView", "Policy", "Reminder", "Review", "apply"]


class OversightView(View):
    """Policies, reviews of anything, reminders of them, looks, and who declared what."""

    policies: Table[Key, Policy] = Table.of(
        "oversight_policies", Policy, key="since policy", indexes=("policy",)
    )
    reviews: Table[Key, Review] = Table.of("oversight_reviews", Review, key="matter name")
    reminders: Table[Key, Reminder] = Table.of(
        "oversight_reminders", Reminder, key="matter name due_on"
    )
    looks: Table[LookId, Look] = Table.of("oversight_looks", Look, key="look")
    declarations: Table[Key, Declaration] = Table.of(
        "oversight_declarations", Declaration, key="by position", indexes=("declaration",)
    )


def apply(view: OversightView, entry: Entry[OversightStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case PolicySet() as said:
            yield view.policies.put(_policy(said, entry.position))
        case ReviewSet() as said:
            yield view.reviews.put(_set(said, entry.position))
        case Reviewed() as said:
            yield view.reviews.put(_reviewed(view, said, entry))
        case Looked() as said:
            yield view.looks.put(
                Look(look=said.look, on=said.on, by=entry.signer, position=entry.position)
            )
        case ReviewDue() as said:
            fields = msgspec.structs.asdict(said)
            yield view.reminders.put(Reminder(**fields, position=entry.position))
        case LookedThrough() as said:
            yield view.looks.put(_looked_through(view, said))
        case InterestDeclared() as said:
            fields = msgspec.structs.asdict(said)
            yield view.declarations.put(
                Declaration(**fields, by=entry.signer, position=entry.position)
            )
        case never:
            assert_never(never)


def _policy(said: PolicySet, position: int) -> Policy:
    return Policy(since=said.since, policy=PolicyId(said.policy), said=said, position=position)


def _set(said: ReviewSet, position: int) -> Review:
    return Review(
        matter=said.matter,
        name=said.name,
        review_by=said.review_by,
        every_days=said.every_days,
        source=said.source,
        by=said.by,
        position=position,
    )


def _reviewed(view: OversightView, said: Reviewed, entry: Entry[OversightStatement]) -> Review:
    known = view.reviews.get((said.matter, said.name))
    on = entry.logged_at.date()
    every_days = known.every_days if known is not None else None
    return Review(
        matter=said.matter,
        name=said.name,
        review_by=said.next_by or next_review(said, on, every_days),
        every_days=every_days,
        reviewed_on=on,
        verdict=said.verdict,
        reasons=said.reasons,
        source=known.source if known is not None else None,
        by=said.by,
        position=entry.position,
    )


def next_review(said: Reviewed, on: date, every_days: int | None) -> date | None:
    """Return by when something is reviewed next that has its review every so many days."""
    if said.verdict is Verdict.ENDED or every_days is None:
        return None
    return later(on, every_days)


def _looked_through(view: OversightView, said: LookedThrough) -> Look:
    known = view.looks.get(said.look)
    assert known is not None, "the platform answers a look"
    fields = msgspec.structs.asdict(said)
    return msgspec.structs.replace(
        known, **{name: fields[name] for name in fields if name not in {"because", "look"}}
    )
