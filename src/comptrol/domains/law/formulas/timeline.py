"""The rulebook as a calendar: what the law says otherwise from one day on."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from comptrol.domains.law.formulas.almanac import NOTHING, is_codified, is_member, state_of
from comptrol.domains.law.formulas.bearing import Embargo
from comptrol.domains.law.formulas.rule import Rule
from comptrol.domains.law.formulas.rulebook import DestinationSet, Rulebook
from comptrol.kernel.dated import Source
from comptrol.kernel.quantity import plain

_DAY = timedelta(days=1)
_EVERYTHING_KNOWN = date.max


class DatedChange(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the law says otherwise from a day on."""

    on: date
    what: str
    """``rule US-5``, ``codified US-5``, ``compliance US-5``, ``deadline US-6``, ``parameter …``,
    ``group A:5``, ``destinations aia`` or ``embargo RU``."""
    title: str
    jurisdiction: str
    before: str
    after: str
    source: Source


def changes(rulebook: Rulebook) -> tuple[DatedChange, ...]:
    """Return every dated change, oldest first: one day, one thing, before and after."""
    found = [
        *(change for rule in rulebook.rules.values() for change in _of_rule(rule)),
        *_of_parameters(rulebook),
        *_of_groups(rulebook),
        *_of_places(rulebook),
    ]
    return tuple(sorted(found, key=lambda it: (it.on, it.what, it.title)))


def _of_rule(rule: Rule) -> Iterator[DatedChange]:
    for day in sorted(_boundaries(rule)):
        before, after = (state_of(rule, it, _EVERYTHING_KNOWN) for it in (day - _DAY, day))
        if before != after:
            record = rule.enforced(day, _EVERYTHING_KNOWN)
            source = (record.source if record else None) or rule.source
            yield _change(day, f"rule {rule.id}", rule, before, after, source)
        then, now = (is_codified(rule, it, _EVERYTHING_KNOWN) for it in (day - _DAY, day))
        if then != now:
            was, is_now = ("codified" if it else NOTHING for it in (then, now))
            yield _change(day, f"codified {rule.id}", rule, was, is_now, rule.source)
    if rule.compliance_from is not None:
        yield _change(rule.compliance_from, f"compliance {rule.id}", rule, "not due", "due",
                      rule.source)  # fmt: skip
    for it in rule.deadlines:
        yield _change(it.on, f"deadline {rule.id}", rule, "", it.text, it.source)


def _boundaries(rule: Rule) -> set[date]:
    records = (*rule.codified, *rule.enforcement)
    ends = {it.until for it in records if it.until is not None}
    return ends | {it.start for it in records}


def _change(
    day: date, what: str, rule: Rule, before: str, after: str, source: Source
) -> DatedChange:
    return DatedChange(
        on=day,
        what=what,
        title=rule.title,
        jurisdiction=rule.jurisdiction,
        before=before,
        after=after,
        source=source,
    )


def _of_parameters(rulebook: Rulebook) -> Iterator[DatedChange]:
    for name, found in rulebook.parameters.items():
        before = NOTHING
        for value in found.values:
            after = NOTHING if value.value is None else plain(value.value)
            if after == before:
                continue  # a first value of nothing only says from when a number is spoken of
            yield _plain_change(
                value.start, f"parameter {name}", found.title, before, after, value.source
            )
            before = after


def _plain_change(
    day: date, what: str, title: str, before: str, after: str, source: Source
) -> DatedChange:
    return DatedChange(
        on=day, what=what, title=title, jurisdiction="", before=before, after=after, source=source
    )


def _of_groups(rulebook: Rulebook) -> Iterator[DatedChange]:
    """Yield who joined and left, but not the day on which the copied record begins."""
    for group, members in rulebook.groups.items():
        for country, spans in members.items():
            days = {it.start: it.source for it in spans}
            days |= {it.until: it.source for it in spans if it.until is not None}
            for day, source in days.items():
                then, now = (is_member(rulebook, group, country, it) for it in (day - _DAY, day))
                if then != now and day > rulebook.groups_from:
                    was, is_now = ("in" if it else "out" for it in (then, now))
                    yield _plain_change(day, f"group {group}", country, was, is_now, source)


def _of_places(rulebook: Rulebook) -> Iterator[DatedChange]:
    named: list[tuple[str, DestinationSet | Embargo]] = [
        (f"destinations {it.name}", it) for it in rulebook.destinations.values()
    ]
    named += [(f"embargo {it.country}", it) for them in rulebook.embargoes.values() for it in them]
    for what, it in named:
        yield _plain_change(it.start, what, what, NOTHING, "named", it.source)
        if it.until is not None:
            yield _plain_change(it.until, what, what, "named", NOTHING, it.source)
