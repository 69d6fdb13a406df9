"""A ruling fits into an entry of the log, whatever it has to say."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains.gate import OrderId, Ruled
from comptrol.domains.gate.statements.shortening import SHORTENED
from comptrol.domains.law import AccessRequest, Letter, LetterId, LetterReach, decide
from comptrol.domains.screening import Match, Verdict
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import fitted

DAY = date(2026, 11, 24)
LETTERS = tuple(
    Letter(
        letter=LetterId(f"letter-{number}"),
        party=PartyId("p" * 60),
        instrument="I" * 400,
        on=date(2025, 1, 1),
        models=("H100",),
        reach=LetterReach.EVERYWHERE,
    )
    for number in range(4)
)
MATCHES = tuple(
    Match(
        entity_id="e" * 40,
        name="N" * 120,
        list=code,
        score=Decimal("0.95"),
        why="W" * 200,
        effect="",
        citation="",
        footnotes=(0, 4),
    )
    for code in ("SDN", "EL", "UVL", "MEU")
)


def ruled(letters: tuple[Letter, ...], matches: tuple[Match, ...]) -> Ruled:
    specs = {"dense_Tops": 1979, "bits": 8, "die_mm2": 814, "market": "dc", "nonplanar": True}
    asked = msgspec.convert(
        {
            "door": "sale",
            "item": {"chip": "H100", "specs": specs},
            "from": "TW",
            "to": "CN",
            "end_use": "military wmd weapon supercomputer foundry ".ljust(400, "\U000e0001"),
            "recipient": {"name": "N" * 120, "country": "CN", "hq_country": "CN"},
        },
        AccessRequest,
    )
    asked = msgspec.structs.replace(
        asked, letters=letters, listings=matches, screening_verdict=Verdict.MATCH
    )
    decision = decide(asked, read_rulebook(), countries(), as_of=DAY, known_at=DAY)
    return Ruled(because=1, order=OrderId("o"), asked=asked, decision=decision)


def test_a_ruling_that_fits_is_left_as_it_is() -> None:
    said = ruled((), ())
    fits, payload = fitted(said)
    assert fits is said
    assert payload == msgspec.json.encode(said)


@pytest.mark.parametrize("letters", [LETTERS, LETTERS[:1], ()])
def test_a_ruling_that_says_too_much_is_shortened_and_says_so(letters: tuple[Letter, ...]) -> None:
    said = ruled(letters, MATCHES)
    found, payload = fitted(said)
    assert len(msgspec.json.encode(said)) > PAYLOAD_BYTES_MAX
    assert payload == msgspec.json.encode(found)
    assert len(payload) <= PAYLOAD_BYTES_MAX
    assert SHORTENED in found.decision.conditions
    assert found.decision.outcome is said.decision.outcome
    kept = [(it.rule, it.effect, it.citation) for it in found.decision.law]
    assert kept == [(it.rule, it.effect, it.citation) for it in said.decision.law]
    names = [it.id for it in found.decision.questions]
    assert names == [it.id for it in said.decision.questions]
