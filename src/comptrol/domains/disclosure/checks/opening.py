"""May a definition be set, a period be opened, another definition be announced?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from comptrol.domains.disclosure.checks.scope import reports
from comptrol.domains.disclosure.refusals import DisclosureRefusal
from comptrol.domains.disclosure.statements import (
    BY_POLICY,
    DefinitionAnnounced,
    DefinitionSet,
    PeriodOpened,
)
from comptrol.domains.disclosure.view import Definition, DisclosureView
from comptrol.domains.law import LawView, adopted, adopted_rulebook, duty_binds, duty_named, stance
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World

PERIOD_DAYS_MAX: Final = 366


def check_definition(said: DefinitionSet, view: DisclosureView) -> Iterator[Finding]:
    """Refuse a second one of a name, and what compares to nothing that is known."""
    known = view.definitions.get(said.definition)
    if known is not None:
        yield Finding.of(DisclosureRefusal.DEFINITION_EXISTS, f"at position {known.position}")
    before = view.definitions.get(said.replaces) if said.replaces is not None else None
    if said.replaces is not None and before is None:
        yield Finding.of(DisclosureRefusal.UNKNOWN_DEFINITION, said.replaces)
    if said.review_by < said.since:
        detail = f"used from {said.since}, looked at again by {said.review_by}"
        yield Finding.of(DisclosureRefusal.BACKWARDS, detail)
    if before is not None and before.figure != said.figure:
        detail = f"{before.definition} is of {before.figure}"
        yield Finding.of(DisclosureRefusal.OTHER_FIGURE, detail)
    factor = (said.factor_num is None, said.factor_den is None)
    if factor[0] != factor[1] or (not factor[0] and said.replaces is None):
        over = " over ".join(str(it or "nothing") for it in (said.factor_num, said.factor_den))
        detail = f"{over} of {said.replaces or 'nothing'}"
        yield Finding.of(DisclosureRefusal.FACTOR_UNCLEAR, detail)


def check_period(said: PeriodOpened, entry: Entry[Statement], world: World) -> Iterator[Finding]:
    """Refuse a period that is there, is turned round, or whose figures mean nothing certain."""
    view = world[DisclosureView]
    known = view.periods.get(said.period)
    if known is not None:
        yield Finding.of(DisclosureRefusal.PERIOD_EXISTS, f"at position {known.position}")
    found = {name: view.definitions.get(name) for name in said.definitions}
    for name, definition in found.items():
        if definition is None:
            yield Finding.of(DisclosureRefusal.UNKNOWN_DEFINITION, name)
    if not said.since < said.until:
        yield Finding.of(DisclosureRefusal.BACKWARDS, f"{said.since} to {said.until}")
    elif (said.until - said.since).days > PERIOD_DAYS_MAX:
        detail = f"{(said.until - said.since).days} days"
        yield Finding.of(DisclosureRefusal.TOO_LONG, detail)
    if said.due < said.until:
        detail = f"due on {said.due}, over on {said.until}"
        yield Finding.of(DisclosureRefusal.DUE_TOO_EARLY, detail)
    yield from _check_duty(said, entry.logged_at.date(), world)
    yield from _check_frozen(said, [it for it in found.values() if it is not None])


def _check_duty(said: PeriodOpened, today: date, world: World) -> Iterator[Finding]:
    """Refuse a duty that the adopted law does not have, or that binds nobody."""
    if said.duty == BY_POLICY:
        return
    rulebook = adopted_rulebook(world)
    found = duty_named(rulebook, said.duty) if rulebook is not None else None
    if found is None:
        name = rulebook.name if rulebook is not None else "no rulebook is adopted"
        yield Finding.of(DisclosureRefusal.UNKNOWN_DUTY, f"{said.duty}: {name}")
        return
    rule, _ = found
    posture = stance(adopted(world[LawView])).posture
    if not duty_binds(rule, said.since, today, posture):
        state = rule.enforced(said.since, today)
        told = state.state.value if state is not None else "nothing"
        detail = f"{rule.id} is {told} on {said.since}, under the posture {posture.value}"
        yield Finding.of(DisclosureRefusal.NOT_BINDING, detail)


def _check_frozen(said: PeriodOpened, found: list[Definition]) -> Iterator[Finding]:
    figures = Counter(it.figure for it in found)
    twice = [figure for figure, many in figures.items() if many > 1]
    if twice or len(set(said.definitions)) < len(said.definitions):
        detail = ", ".join(twice) or "the same definition"
        yield Finding.of(DisclosureRefusal.FIGURE_TWICE, detail)
    for it in found:
        if it.since > said.since:
            detail = f"{it.definition} is for {it.since} and later"
            yield Finding.of(DisclosureRefusal.NOT_YET_DEFINED, detail)


def check_announced(
    said: DefinitionAnnounced, signer: PartyId, view: DisclosureView
) -> Iterator[Finding]:
    """Refuse to announce what is not frozen for the period, or compares other figures."""
    period = view.periods.get(said.from_period)
    if period is None:
        yield Finding.of(DisclosureRefusal.UNKNOWN_PERIOD, said.from_period)
    yield from _check_compared(said, view)
    if period is not None and not reports(view, signer, period.since, period.until):
        yield Finding.of(DisclosureRefusal.NOT_IN_SCOPE, f"{signer} in {period.period}")
    for line in said.backcast:
        if not line.since < line.until:
            yield Finding.of(DisclosureRefusal.BACKWARDS, f"{line.since} to {line.until}")
    frozen = period is None or said.after in period.definitions
    told = all((it.figure, it.definition) == (said.figure, said.after) for it in said.backcast)
    if not frozen or not told:
        detail = f"{said.after} in {said.from_period}" if not frozen else "of an earlier value"
        yield Finding.of(DisclosureRefusal.WRONG_DEFINITION, detail)
    if said.before == said.after:
        yield Finding.of(DisclosureRefusal.NOTHING_CHANGED, said.after)
    known = view.announcements.get((signer, said.figure, said.from_period))
    if known is not None:
        yield Finding.of(DisclosureRefusal.ANNOUNCED, f"at position {known.position}")


def _check_compared(said: DefinitionAnnounced, view: DisclosureView) -> Iterator[Finding]:
    found = {name: view.definitions.get(name) for name in (said.before, said.after)}
    for name, definition in found.items():
        if definition is None:
            yield Finding.of(DisclosureRefusal.UNKNOWN_DEFINITION, name)
    for name, definition in found.items():
        if definition is not None and definition.figure != said.figure:
            detail = f"{name} is of {definition.figure}"
            yield Finding.of(DisclosureRefusal.OTHER_FIGURE, detail)
