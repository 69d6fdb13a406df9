"""An authority with its law and its parties, in a data folder: served by the real server."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from comptrol.bootstrap import AUTHORITY, Platform, created, found, site_statements
from comptrol.domains.law import Policy, Posture, Rulebooks
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

SITE = "dayone-nusajaya"
MODEL = "nvidia-h100-sxm5-80gb"
SOURCE = "invented for a test"
CAST = (
    ("harbour", "Harbour Compute (invented)", "SG", Role.PROVIDER),
    ("ridge", "Ridge Compute (invented)", "NL", Role.PROVIDER),
    ("office", "Review Office (invented)", "SG", Role.REVIEWER),
    ("alpha", "Alpha Weather (invented)", "NL", Role.CUSTOMER),
    ("beta", "Beta Weather (invented)", "NL", Role.CUSTOMER),
    ("fleeting", "Fleeting Research (invented)", "NL", Role.CUSTOMER),
    ("moving", "Moving Research (invented)", "NL", Role.CUSTOMER),
    ("unsettled", "Unsettled Research (invented)", "NL", Role.CUSTOMER),
    ("inspur", "Inspur (Beijing) Electronic Information Industry Co., Ltd.", "CN", Role.CUSTOMER),
    ("saderat", "Bank Saderat Iran", "IR", Role.CUSTOMER),
)
"""Everyone but the two last is invented; theirs are real entries of the lists."""
OPEN = "unsettled"
"""Nobody knows where this one answers to."""


def founded(folder: Path) -> None:
    """Make a log: the shipped chips and sites, a rulebook, and everybody in the test."""
    with created(folder, processes=0) as platform:
        found(platform, name="The authority", country=CountryCode("SG"))
        choice: dict[str, Any] = {
            "posture": Posture.ENFORCED,
            "policy": Policy.RENTAL_PARITY,
            "by": "a test",
            "reason": "for a test",
        }
        said = [platform.adopt(platform.references.of(Rulebooks).default, choice)]
        voice = platform.speaker(AUTHORITY)
        said += voice.say_all([*site_statements(), *_enrolments(platform)])
        said += voice.say_all(list(_seats(platform.today())))
        assert all(isinstance(answer, Receipt) for answer in said), said


def _enrolments(platform: Platform) -> Iterator[Statement]:
    for party, name, country, role in CAST:
        yield Enrolled(
            party=PartyId(party),
            name=name,
            country=CountryCode(country),
            roles=(role,),
            key=PublicKey(platform.keyring.create(PartyId(party)).key.hex()),
        )


def _seats(on: date) -> Iterator[Statement]:
    for party, _, country, role in CAST:
        if party != OPEN and role is not Role.REVIEWER:
            yield HeadquartersDeclared(
                party=PartyId(party), country=CountryCode(country), on=on, source=SOURCE
            )
            yield ParentDeclared(party=PartyId(party), parent=PartyId(party), on=on, source=SOURCE)
