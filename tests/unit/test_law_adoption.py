"""Adopting a rulebook: which one, and how the law is judged from then on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.adapters.store_memory.rows import MemoryRows
from comptrol.domains.law import (
    DOMAIN,
    Adopted,
    LawView,
    Policy,
    Posture,
    Rulebooks,
    Stance,
    adopted,
    stance,
)
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry

RULEBOOK, DAY = read_rulebook(), date(2026, 10, 1)


def adoption(**more: Any) -> Entry[Adopted]:
    said = Adopted(
        **{
            "rulebook": RULEBOOK.name,
            "digest": RULEBOOK.digest,
            "posture": Posture.CODIFIED,
            "policy": Policy.RENTAL_PARITY,
            "by": "export compliance lead",
            "reason": "the stricter reading",
            "on": DAY,
            "small_use_chips": 16,
            "small_use_chip_hours": 500,
            **more,
        }
    )
    now = datetime(2026, 10, 1, tzinfo=UTC)
    return Entry(position=7, logged_at=now, signer=PartyId("authority"), statement=said)


def world() -> tuple[MemoryRows, RowsWorld]:
    rows = MemoryRows()
    return rows, RowsWorld(
        rows,
        References(
            {
                Rulebooks: lambda: Rulebooks(
                    {RULEBOOK.name: lambda: RULEBOOK}, default=RULEBOOK.name
                )
            }
        ),
    )


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, []),
        ({"rulebook": "another"}, ["law.unknown-rulebook"]),
        ({"digest": Digest("0" * 64)}, ["law.digest-differs"]),
        ({"on": date(2022, 10, 20)}, ["law.before-the-rulebook"]),
    ],
)
def test_only_the_rulebook_loaded_here_can_be_adopted(
    more: dict[str, Any], codes: list[str]
) -> None:
    _, known = world()
    assert [finding.code for finding in DOMAIN.check(adoption(**more), known)] == codes


def test_the_adoption_in_force_says_how_to_judge() -> None:
    rows, known = world()
    in_force, history, *_ = DOMAIN.queries
    with pytest.raises(NotFoundError):
        in_force(known)
    assert stance(adopted(known[LawView])) == Stance()
    for change in DOMAIN.apply(known[LawView], adoption()):
        rows.put(change)
    assert in_force(known).position == 7
    assert len(history(known)) == 1
    assert stance(adopted(known[LawView])) == Stance(
        posture=Posture.CODIFIED,
        policy=Policy.RENTAL_PARITY,
        small_use_chips=16,
        small_use_chip_hours=500,
        chosen="export compliance lead, on 2026-10-01",
    )
