"""Who plays in the round: institutions that ask, reviewers, a panel, providers."""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.entrypoints.demo.stage import INVENTED, LISTED, Stage
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

CHAIR: Final = PartyId("panel-chair")
SECOND: Final = PartyId("panel-second")
TECHNICAL: Final = PartyId("technical-office")
APPEALS: Final = PartyId("appeals-office")
FJORD: Final = PartyId("fjord-compute")
STRAITS: Final = PartyId("straits-compute")

INSTITUTIONS: Final = tuple(
    (PartyId(party), name, country)
    for party, name, country in (
        ("delta-institute", "Delta Institute for Water (invented)", "NL"),
        ("rhine-university", "Rhine University (invented)", "DE"),
        ("garonne-laboratory", "Garonne Laboratory (invented)", "FR"),
        ("hida-institute", "Hida Institute of Science (invented)", "JP"),
        ("han-river-university", "Han River University (invented)", "KR"),
        ("cerrado-institute", "Cerrado Institute (invented)", "BR"),
        ("deccan-institute", "Deccan Institute (invented)", "IN"),
        ("tugela-university", "Tugela University (invented)", "ZA"),
        ("otago-sound-centre", "Sound Centre for Ocean Science (invented)", "NZ"),
        ("sierra-laboratory", "Sierra Laboratory (invented)", "US"),
        ("tana-centre", "Tana Centre for Crops (invented)", "KE"),
        (LISTED, "Inspur (Beijing) Electronic Information Industry Co., Ltd.", "CN"),
    )
)
"""Twelve that ask; the last is on the Entity List, and its entry there is real."""

REVIEWERS: Final = tuple(PartyId(f"reviewer-{number:02}") for number in range(1, 19))
"""Eighteen, under names that say nothing of who they are."""

HOMES: Final = {
    reviewer: INSTITUTIONS[at % (len(INSTITUTIONS) - 1)][0]
    for at, reviewer in enumerate(REVIEWERS)
}
"""Where each of them works: it reviews nothing from there."""

OFFICES: Final = (
    (CHAIR, "Chair of the allocation panel (invented)", "SG", Role.ALLOCATOR),
    (SECOND, "Second of the allocation panel (invented)", "SG", Role.ALLOCATOR),
    (TECHNICAL, "Technical review office (invented)", "SG", Role.REVIEWER),
    (APPEALS, "Appeals office (invented)", "SG", Role.REVIEWER),
    (FJORD, "Fjord Compute AS (invented)", "NO", Role.PROVIDER),
    (STRAITS, "Straits Compute Sdn Bhd (invented)", "MY", Role.PROVIDER),
)


def enrolments(stage: Stage) -> Iterator[Statement]:
    """Yield how the authority enrols everybody, each with a key of its own, and where they sit."""
    asking = ((party, name, country, Role.CUSTOMER) for party, name, country in INSTITUTIONS)
    reviewing = (
        (party, f"A reviewer, number {at}", "SG", Role.REVIEWER)
        for at, party in enumerate(REVIEWERS, start=1)
    )
    everybody = (*OFFICES, *asking, *reviewing)
    for party, name, country, role in everybody:
        key = PublicKey(stage.platform.keyring.create(party).key.hex())
        yield Enrolled(
            party=party, name=name, country=CountryCode(country), roles=(role,), key=key
        )
    for party, _, country, role in everybody:
        if role in {Role.CUSTOMER, Role.PROVIDER}:
            seat = CountryCode(country)
            yield HeadquartersDeclared(party=party, country=seat, on=stage.today, source=INVENTED)
            yield ParentDeclared(party=party, parent=party, on=stage.today, source=INVENTED)
