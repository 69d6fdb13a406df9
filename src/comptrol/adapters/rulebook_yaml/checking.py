"""Do the records of a rulebook fit together? What one names, the rulebook has."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from comptrol.adapters.rulebook_yaml.folder import Part
from comptrol.adapters.rulebook_yaml.marks import line_of, mistake
from comptrol.domains.law import NEEDED_PARAMETERS, NEEDED_RULES, Applies, Rulebook
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import COUNTRY

_COUNTRY = re.compile(COUNTRY)
_BORNE = ("listings", "embargoes")
_FROM_RULES = ("questions", "red_flags", "named_chips")
_DATED = ("embargoes", "destinations", "groups")


def check_names(rulebook: Rulebook, parts: Iterable[Part]) -> None:
    """Refuse a record that names what is not there, and one that lacks what judging needs."""
    for part in parts:
        _check_rules(part, rulebook)
        _check_bearings(part, rulebook)
        _check_intervals(part)
        _check_applies(part, rulebook)
    lacking = (NEEDED_RULES - set(rulebook.rules)) | (NEEDED_PARAMETERS - set(rulebook.parameters))
    if lacking:
        few = ", ".join(sorted(lacking)[:3])
        what = f"{rulebook.name}: {len(lacking)} records that judging needs are not in it"
        raise UnreadableError(f"{what} ({few}); does it extend united-states?")


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
