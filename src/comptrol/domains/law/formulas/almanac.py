"""The rulebook as a calendar: what is in force on a day, what changed when, what is uncertain."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from comptrol.domains.law.formulas.bearing import Embargo
from comptrol.domains.law.formulas.rule import Rule
from comptrol.domains.law.formulas.rulebook import DestinationSet, Rulebook
from comptrol.kernel.dated import Quality, Source
from comptrol.kernel.identifiers import CountryCode, Digest
from comptrol.kernel.quantity import plain

_DAY = timedelta(days=1)
_EVERYTHING_KNOWN = date.max
NOTHING = "nothing"
"""What stands before a rule begins, and after a value has ended."""


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


class RuleState(msgspec.Struct, frozen=True, kw_only=True):
    """One rule on a day."""

    rule: str
    title: str
    jurisdiction: str
    state: str
    """What the authority does with it; ``nothing`` before it begins or is known."""
    codified: bool
    effect: str
    source: Source


class ParameterState(msgspec.Struct, frozen=True, kw_only=True):
    """One number on a day. No value: it has not begun, or has ended."""

    parameter: str
    title: str
    unit: str
    value: Decimal | None
    source: Source


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """A rulebook as it stood on a day, as far as was known on another."""

    rulebook: str
    digest: Digest
    on: date
    known_at: date
    rules: tuple[RuleState, ...]
    parameters: tuple[ParameterState, ...]
    groups: dict[str, tuple[CountryCode, ...]]


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A record that nobody should rely on before a named person has looked at its source."""

    what: str
    citation: str
    quality: Quality
    confirm: bool


def in_force(rulebook: Rulebook, day: date, known_at: date) -> InForce:
    """Return the state of every rule, the value of every parameter and the groups of a day."""
    groups = {
        name: tuple(sorted(it for it in members if _member(rulebook, name, it, day)))
        for name, members in sorted(rulebook.groups.items())
    }
    return InForce(
        rulebook=rulebook.name,
        digest=rulebook.digest,
        on=day,
        known_at=known_at,
        rules=tuple(_rule_state(it, day, known_at) for it in rulebook.rules.values()),
        parameters=tuple(_parameter_state(rulebook, name, day) for name in rulebook.parameters),
        groups=groups,
    )


def changes(rulebook: Rulebook) -> tuple[DatedChange, ...]:
    """Return every dated change, oldest first: one day, one thing, before and after."""
    found = [
        *(change for rule in rulebook.rules.values() for change in _of_rule(rule)),
        *_of_parameters(rulebook),
        *_of_groups(rulebook),
        *_of_places(rulebook),
    ]
    return tuple(sorted(found, key=lambda it: (it.on, it.what, it.title)))


def doubts(rulebook: Rulebook) -> tuple[Doubt, ...]:
    """Return what a named person must confirm, and what was recalled or reconstructed.

    Of the country groups that were copied backwards the count is given, and those in doubt.
    """
    groups = [m for members in rulebook.groups.values() for it in members.values() for m in it]
    copied = sum(it.source.quality == "reconstructed" for it in groups)
    found = [_doubt(what, source) for what, source in _sources(rulebook)]
    found += [
        _doubt(f"{it.country} in group {it.group} from {it.start}", it.source)
        for it in groups
        if it.source.confirm or it.source.quality == "recalled"
    ]
    if copied:
        seen = rulebook.groups_seen_on
        what = f"{copied} memberships of country groups, copied back from {seen}"
        found.append(
            Doubt(what=what, citation="15 CFR part 740, Supplement No. 1",
                  quality="reconstructed", confirm=False)
        )  # fmt: skip
    return tuple(it for it in found if it.confirm or it.quality in {"recalled", "reconstructed"})


def _doubt(what: str, source: Source) -> Doubt:
    return Doubt(
        what=what, citation=source.citation, quality=source.quality, confirm=source.confirm
    )


def _sources(rulebook: Rulebook) -> Iterator[tuple[str, Source]]:
    for rule in rulebook.rules.values():
        yield f"rule {rule.id}", rule.source
        yield from ((f"rule {rule.id}, {name}", it) for name, it in rule.sections.items())
        for record in (*rule.codified, *rule.enforcement):
            if record.source is not None:
                yield f"rule {rule.id} from {record.start}", record.source
        yield from ((f"deadline {rule.id} {it.on}", it.source) for it in rule.deadlines)
    for parameter in rulebook.parameters.values():
        for value in parameter.values:
            yield f"parameter {parameter.name} from {value.start}", value.source
    for question in rulebook.questions.values():
        yield f"question {question.id}", question.source
    yield from ((it.title, it.source) for it in rulebook.end_uses)
    yield from ((it.title, it.source) for it in rulebook.listings.values())


def _rule_state(rule: Rule, day: date, known_at: date) -> RuleState:
    record = rule.enforced(day, known_at)
    return RuleState(
        rule=rule.id,
        title=rule.title,
        jurisdiction=rule.jurisdiction,
        state=_state(rule, day, known_at),
        codified=_codified(rule, day, known_at),
        effect=rule.effect,
        source=(record.source if record else None) or rule.source,
    )


def _state(rule: Rule, day: date, known_at: date) -> str:
    record = rule.enforced(day, known_at)
    return record.state.value if record is not None else NOTHING


def _codified(rule: Rule, day: date, known_at: date) -> bool:
    known = rule.announced <= known_at
    return known and any(record.holds(day, known_at) for record in rule.codified)


def _of_rule(rule: Rule) -> Iterator[DatedChange]:
    for day in sorted(_boundaries(rule)):
        before, after = (_state(rule, it, _EVERYTHING_KNOWN) for it in (day - _DAY, day))
        if before != after:
            record = rule.enforced(day, _EVERYTHING_KNOWN)
            source = (record.source if record else None) or rule.source
            yield _change(day, f"rule {rule.id}", rule, before, after, source)
        then, now = (_codified(rule, it, _EVERYTHING_KNOWN) for it in (day - _DAY, day))
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


def _parameter_state(rulebook: Rulebook, name: str, day: date) -> ParameterState:
    found = rulebook.parameters[name]
    value = found.on(day) if found.values[0].start <= day else None
    return ParameterState(
        parameter=name,
        title=found.title,
        unit=found.unit,
        value=value.value if value is not None else None,
        source=(value or found.values[0]).source,
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


def _member(rulebook: Rulebook, group: str, country: CountryCode, day: date) -> bool:
    spans = rulebook.groups[group][country]
    return any(it.start <= day and (it.until is None or day < it.until) for it in spans)


def _of_groups(rulebook: Rulebook) -> Iterator[DatedChange]:
    """Yield who joined and left, but not the day on which the copied record begins."""
    for group, members in rulebook.groups.items():
        for country, spans in members.items():
            days = {it.start: it.source for it in spans}
            days |= {it.until: it.source for it in spans if it.until is not None}
            for day, source in days.items():
                then, now = (_member(rulebook, group, country, it) for it in (day - _DAY, day))
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
