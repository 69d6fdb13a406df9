"""The rulebook on one day: what is in force, and what is uncertain."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.law.formulas.rule import Rule
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.kernel.dated import Quality, Source
from comptrol.kernel.identifiers import CountryCode, Digest

NOTHING = "nothing"
"""What stands before a rule begins, and after a value has ended."""


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
        name: tuple(sorted(it for it in members if is_member(rulebook, name, it, day)))
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
        yield from ((f"duty {it.duty}", it.source) for it in rule.reports)
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
        state=state_of(rule, day, known_at),
        codified=is_codified(rule, day, known_at),
        effect=rule.effect,
        source=(record.source if record else None) or rule.source,
    )


def state_of(rule: Rule, day: date, known_at: date) -> str:
    """Return what an authority did with a rule on a day; nothing before it began or was known."""
    record = rule.enforced(day, known_at)
    return record.state.value if record is not None else NOTHING


def is_codified(rule: Rule, day: date, known_at: date) -> bool:
    """Tell whether the text of a rule stood in a code on a day."""
    known = rule.announced <= known_at
    return known and any(record.holds(day, known_at) for record in rule.codified)


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


def is_member(rulebook: Rulebook, group: str, country: CountryCode, day: date) -> bool:
    """Tell whether a country was in a group on a day."""
    spans = rulebook.groups[group][country]
    return any(it.start <= day and (it.until is None or day < it.until) for it in spans)
