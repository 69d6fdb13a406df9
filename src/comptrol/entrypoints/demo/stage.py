"""The stage of the story: who plays, with which keys, and how a line is spoken."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.domains.gate import Ruled
from comptrol.domains.law import Decision
from comptrol.domains.parties import (
    Enrolled,
    HeadquartersDeclared,
    OwnershipDeclared,
    ParentDeclared,
)
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement, kind

MAKER = PartyId("northbridge-silicon")
PROVIDER = PartyId("straits-compute")
REVIEWER = PartyId("review-office")
INSPECTOR = PartyId("inspectorate")
PARENT = PartyId("lioncrest-holding")
SUBSIDIARY = PartyId("lioncrest-research")
LISTED = PartyId("inspur-beijing")
ORDINARY = PartyId("rio-claro-analytics")
SMALL = PartyId("utrecht-herbarium")

INVENTED = "invented for the demonstration"

CAST: tuple[tuple[PartyId, str, str, Role], ...] = (
    (MAKER, "Northbridge Silicon Inc. (invented)", "US", Role.MAKER),
    (PROVIDER, "Straits Compute Sdn Bhd (invented)", "MY", Role.PROVIDER),
    (REVIEWER, "Review Office of the Authority (invented)", "SG", Role.REVIEWER),
    (INSPECTOR, "Inspectorate of the Authority (invented)", "SG", Role.INSPECTOR),
    (PARENT, "Lioncrest Holding (invented)", "CN", Role.CUSTOMER),
    (SUBSIDIARY, "Lioncrest Research Pte Ltd (invented)", "SG", Role.CUSTOMER),
    (
        LISTED,
        "Inspur (Beijing) Electronic Information Industry Co., Ltd.",
        "CN",
        Role.CUSTOMER,
    ),
    (ORDINARY, "Rio Claro Analytics Ltda (invented)", "BR", Role.CUSTOMER),
    (SMALL, "Utrecht Herbarium (invented)", "NL", Role.CUSTOMER),
)
"""Everyone but the listed company is invented; its entry on the list is real."""

SEATS: tuple[tuple[PartyId, str, PartyId], ...] = (
    (PROVIDER, "MY", PROVIDER),
    (PARENT, "CN", PARENT),
    (SUBSIDIARY, "SG", PARENT),
    (LISTED, "CN", LISTED),
    (ORDINARY, "BR", ORDINARY),
    (SMALL, "NL", SMALL),
)
"""Where each has its headquarters, and who its ultimate parent is."""


class Stage:
    """The platform, and everybody who speaks on it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.today = platform.today()

    def days_ago(self, days: int) -> date:
        """Return a day of the story."""
        return self.today - timedelta(days=days)

    def says(self, party: PartyId, statement: Statement) -> Answer:
        """Let a party say one thing down the one path."""
        return self.platform.speaker(party).say(statement)

    def says_all(self, party: PartyId, statements: Sequence[Statement]) -> list[Answer]:
        """Let a party say some things, in order."""
        return self.platform.speaker(party).say_all(list(statements))

    def envelope(self, party: PartyId, statement: Statement, sequence: int) -> bytes:
        """Let a party sign under a number of its choice."""
        return self.platform.speaker(party).envelope(statement, sequence)

    def next_sequence(self, party: PartyId) -> int:
        """Return the number that a party's next statement must have."""
        return self.platform.store.sequence(self.platform.keyring.of(party).key) + 1

    def enrol_cast(self) -> list[Answer]:
        """Make a key for everybody, enrol them, and say where they answer to."""
        return self.platform.speaker(AUTHORITY).say_all([*self._enrolments(), *self._seats()])

    def _enrolments(self) -> Iterator[Statement]:
        for party, name, country, role in CAST:
            yield Enrolled(
                party=party,
                name=name,
                country=CountryCode(country),
                roles=(role,),
                key=PublicKey(self.platform.keyring.create(party).key.hex()),
            )

    def _seats(self) -> Iterator[Statement]:
        for party, country, parent in SEATS:
            yield HeadquartersDeclared(
                party=party, country=CountryCode(country), on=self.today, source=INVENTED
            )
            yield ParentDeclared(party=party, parent=parent, on=self.today, source=INVENTED)
        yield OwnershipDeclared(
            asset=SUBSIDIARY,
            owner=PARENT,
            bp_min=10_000,
            bp_max=10_000,
            on=self.today,
            source=INVENTED,
        )


def decision(answer: Answer) -> Decision | None:
    """Return the ruling that followed a statement."""
    if isinstance(answer, Receipt):
        for entry in answer.consequences:
            if isinstance(entry.statement, Ruled):
                return entry.statement.decision
    return None


def consequences(answer: Answer) -> list[str]:
    """Return the kinds of what the platform said because of a statement."""
    return (
        [kind(type(e.statement)) for e in answer.consequences]
        if isinstance(answer, Receipt)
        else []
    )


def codes(answer: Answer) -> list[str]:
    """Return the codes of a refusal; nothing where there was none."""
    return [finding.code for finding in answer.findings] if isinstance(answer, Refused) else []
