"""Do the records of a rulebook fit together? What one names, the rulebook has."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from comptrol.adapters.rulebook_yaml.folder import Part
from comptrol.adapters.rulebook_yaml.marks import line_of, mistake
from comptrol.adapters.rulebook_yaml.reports import check_reports
from comptrol.domains.law import NEEDED_PARAMETERS, NEEDED_RULES, Applies, Rulebook
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import COUNTRY
from comptrol.kernel.quantity import is_limit

_COUNTRY = re.compile(COUNTRY)
_GROUPS = ("A:1", "A:5", "A:6", "D:1", "D:3", "D:4", "D:5", "E:1", "E:2")
"""The country groups of Supplement No. 1 to part 740 that a rule or a record here names."""
_BORNE = ("listings", "embargoes")
_FROM_RULES = ("questions", "red_flags", "named_chips")
_DATED = ("embargoes", "destinations", "groups")


def check_names(
    rulebook: Rulebook, parts: Iterable[Part], known: frozenset[str], countries: Countries
) -> None:
    """Refuse a record that names what is not there, and a rulebook that lacks what judging needs.

    A parameter must be ``known`` by a shipped rulebook, or named by a rule: else nothing reads it.
    """
    named = {
        name
        for rule in rulebook.rules.values()
        for it in rule.applies
        for name in (it.training_above, it.training_from)
    } | {it.threshold for rule in rulebook.rules.values() for it in rule.reports}
    for part in parts:
        _check_parameters(part, known | named)
        _check_countries(part, countries)
        _check_rules(part, rulebook)
        _check_bearings(part, rulebook)
        _check_intervals(part)
        _check_applies(part, rulebook)
        check_reports(part, rulebook)
    lacking = (NEEDED_RULES - set(rulebook.rules)) | (NEEDED_PARAMETERS - set(rulebook.parameters))
    if lacking:
        few = ", ".join(sorted(lacking)[:3])
        what = f"{rulebook.name}: {len(lacking)} records that judging needs are not in it"
        raise UnreadableError(f"{what} ({few}); does it extend united-states?")


def _check_parameters(part: Part, read: Iterable[str]) -> None:
    """Refuse a number that no chip and no training could be held against, and one never read."""
    for name, parameter in part.sections["parameters"].items():
        file = part.folder / "parameters" / f"{name.lower()}.yaml"
        if name.lower() not in read and name not in read:
            raise mistake(file.name, line_of(file, "name"), "name", "nothing reads this parameter")
        for index, value in enumerate(parameter.values):
            number = value.value
            if number is not None and not is_limit(number):
                line = line_of(file, "values", index, "value")
                expected = "a limit is above zero and below 1e40, with at most 12 decimals"
                raise mistake(file.name, line, f"values.{index}.value", expected)


def _check_countries(part: Part, countries: Countries) -> None:
    """Refuse a country or a country group that does not exist."""
    for section, index, codes in _codes(part):
        for code in codes:
            if code not in countries or codes.count(code) > 1:
                line = line_of(part.folder / f"{section}.yaml", index)
                expected = f"{code!r} is no country of ISO 3166-1, or stands here twice"
                raise mistake(f"{section}.yaml", line, str(index), expected)
    for index, record in enumerate(part.sections["groups"].values()):
        if record.group not in _GROUPS:
            line = line_of(part.folder / "groups.yaml", index)
            expected = f"there is no group {record.group!r}; there are {', '.join(_GROUPS)}"
            raise mistake("groups.yaml", line, f"{index}.group", expected)
    for rule in part.sections["rules"].values():
        file = part.folder / "rules" / f"{rule.id.lower()}.yaml"
        for number, it in enumerate(rule.applies):
            for name in (*it.origins, *it.places, *it.seats):
                if _COUNTRY.fullmatch(name) and name not in countries:
                    line = line_of(file, "applies", number)
                    expected = f"{name!r} is no country of ISO 3166-1"
                    raise mistake(file.name, line, f"applies.{number}", expected)


def _codes(part: Part) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for index, record in enumerate(part.sections["destinations"].values()):
        yield "destinations", index, record.members
    for index, record in enumerate(part.sections["end_uses"].values()):
        yield "end_uses", index, record.countries
    for section in ("embargoes", "groups"):
        for index, record in enumerate(part.sections[section].values()):
            yield section, index, (record.country,)


def _check_rules(part: Part, rulebook: Rulebook) -> None:
    for section in _FROM_RULES:
        for index, (name, record) in enumerate(part.sections[section].items()):
            if record.rule not in rulebook.rules:
                file = f"{section}.yaml"
                line = line_of(part.folder / file, index)
                raise mistake(file, line, f"{name}.rule", f"there is no rule {record.rule!r}")


def _check_bearings(part: Part, rulebook: Rulebook) -> None:
    for section in _BORNE:
        for index, record in enumerate(part.sections[section].values()):
            for bearing in (record.sale, record.rental):
                if bearing.question and bearing.question not in rulebook.questions:
                    line = line_of(part.folder / f"{section}.yaml", index)
                    expected = f"there is no question {bearing.question!r}"
                    raise mistake(f"{section}.yaml", line, "question", expected)


def _check_intervals(part: Part) -> None:
    """Refuse an interval that ends before it begins."""
    for section in _DATED:
        for index, record in enumerate(part.sections[section].values()):
            if _backwards(record):
                line = line_of(part.folder / f"{section}.yaml", index)
                raise mistake(f"{section}.yaml", line, "until", f"is not after {record.start}")
    for name, rule in part.sections["rules"].items():
        for field in ("codified", "enforcement"):
            for number, record in enumerate(getattr(rule, field)):
                if _backwards(record):
                    file = part.folder / "rules" / f"{name.lower()}.yaml"
                    line = line_of(file, field, number, "until")
                    expected = f"is not after {record.start}"
                    raise mistake(file.name, line, f"{field}.{number}.until", expected)


def _backwards(record: Any) -> bool:  # noqa: ANN401
    return record.until is not None and record.until <= record.start


def _check_applies(part: Part, rulebook: Rulebook) -> None:
    for rule in part.sections["rules"].values():
        file = part.folder / "rules" / f"{rule.id.lower()}.yaml"
        for index, applies in enumerate(rule.applies):
            for field, name, known in _named_by(applies, rulebook):
                if name and name not in known:
                    line = line_of(file, "applies", index, field)
                    where = f"applies.{index}.{field}"
                    raise mistake(file.name, line, where, f"there is no {name!r}")


def _named_by(applies: Applies, rulebook: Rulebook) -> Iterator[tuple[str, str, Iterable[str]]]:
    yield "question", applies.question, rulebook.questions
    yield "training_above", applies.training_above, rulebook.parameters
    yield "training_from", applies.training_from, rulebook.parameters
    for field in ("origins", "places", "seats"):
        for name in getattr(applies, field):
            if not _COUNTRY.fullmatch(name):
                yield field, name, rulebook.destinations
