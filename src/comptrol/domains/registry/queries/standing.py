"""What of a lot's steps stands: what was taken back is left out, and what it led to set right."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from comptrol.domains.registry.view import Step


def not_withdrawn(steps: Iterable[Step], known_at: datetime | None = None) -> Iterator[Step]:
    """Yield the steps that were not taken back, as they were known at a moment."""
    for step in steps:
        if known_at is not None and step.logged_at > known_at:
            return
        withdrawn = step.withdrawn_on
        if withdrawn is None:
            yield step
        elif known_at is not None and withdrawn > known_at:
            yield msgspec.structs.replace(step, withdrawn_at=None, withdrawn_on=None)


def standing(steps: Iterable[Step]) -> list[Step]:
    """Return the steps of a lot that changed who has how many chips where, in order.

    What became of chips while a wrong statement about their lot stood became of them where the lot
    was without it. A step that is said late, of a day before the one already said, counts from
    that one on.
    """
    found: list[Step] = []
    for step in not_withdrawn(steps):
        if not found:
            found.append(step)
            continue
        last = found[-1]
        now = step if of_custody(step) else within(step, last)
        if of_custody(step) or (now.chips, now.destroyed) != (last.chips, last.destroyed):
            late = now.on < last.on
            found.append(msgspec.structs.replace(now, on=last.on) if late else now)
    return found


def of_custody(step: Step) -> bool:
    """Tell whether a step is about where a lot is, and not about its chips."""
    return step.before is not None


def within(step: Step, custody: Step) -> Step:
    """Return a step about chips of a lot, where the lot was after another step."""
    return msgspec.structs.replace(
        step,
        holder=custody.holder,
        custody=custody.custody,
        site=custody.site,
        delivered_to=custody.delivered_to,
        since=custody.since,
    )
