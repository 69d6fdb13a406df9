"""What a rulebook is: law and policy as data, every record dated and with its source."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

import msgspec

from comptrol.domains.law.formulas.bearing import Embargo, EndUse, ListEffect
from comptrol.domains.law.formulas.record import Record
from comptrol.domains.law.formulas.rule import NamedChip, Question, RedFlag, Rule
from comptrol.kernel.dated import Dated, Source
from comptrol.kernel.identifiers import CountryCode, Digest

NO_DIGEST: Final = Digest("0" * 64)
"""What stands in the place of a digest in what is digested."""


class DestinationSet(Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """Countries that a rule names, from one day to before another."""

    name: str
    members: tuple[CountryCode, ...]
    start: date
    until: date | None = None
    source: Source


class Membership(Record, frozen=True, kw_only=True, rename={"start": "from"}):
    """A country in a country group, from one day to before another."""

    group: str
    country: CountryCode
    start: date
    until: date | None = None
    source: Source


class TreatedAs(Record, frozen=True, kw_only=True, rename={"start": "from", "other": "as"}):
    """A place that these rules treat as part of another: Hong Kong as China."""

    country: CountryCode
    other: CountryCode
    start: date
    until: date | None = None
    source: Source


class Rulebook(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """All of it, each part by its name, under one digest."""

    name: str
    title: str
    first_day: date
    known_from: date
    checked_on: date
    parameters: dict[str, Dated[Decimal]]
    rules: dict[str, Rule]
    questions: dict[str, Question]
    listings: dict[str, ListEffect]
    embargoes: dict[CountryCode, tuple[Embargo, ...]]
    end_uses: tuple[EndUse, ...]
    red_flags: dict[str, RedFlag]
    named_chips: tuple[NamedChip, ...]
    destinations: dict[str, DestinationSet]
    groups: dict[str, dict[CountryCode, tuple[Membership, ...]]]
    groups_from: date
    """The day from which the groups are known at all."""
    groups_seen_on: date
    """The day on which the groups were read; before it they are copied backwards."""
    treated_as: dict[CountryCode, TreatedAs]
    digest: Digest = NO_DIGEST

    @property
    def speaking(self) -> tuple[Rule, ...]:
        """Return the rules that are all data: those with a record of where they apply."""
        return tuple(rule for rule in self.rules.values() if rule.applies)


def canonical(rulebook: Rulebook) -> bytes:
    """Return the canonical JSON of everything in a rulebook but its digest."""
    content = msgspec.structs.replace(rulebook, digest=NO_DIGEST)
    return msgspec.json.encode(content, order="sorted")


def digest_of(rulebook: Rulebook) -> Digest:
    """Return SHA-256 over the canonical JSON of a rulebook."""
    return Digest(sha256(canonical(rulebook)).hexdigest())
