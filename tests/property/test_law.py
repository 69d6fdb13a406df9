"""What must hold of every answer of the law, whatever is asked."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains.chips import Specification
from comptrol.domains.law import (
    AccessRequest,
    Decision,
    Effect,
    Fabrication,
    Item,
    Outcome,
    Policy,
    Posture,
    Recipient,
    Stance,
    classify,
    decide,
)
from comptrol.domains.screening import Match, Verdict
from comptrol.kernel.identifiers import CountryCode

RULEBOOK, COUNTRIES = read_rulebook(), countries()
RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}
CLASSES = {"none": 0, "3A090.b": 1, "3A090.a": 2}

codes = st.sampled_from(
    [CountryCode(code) for code in ("CN", "HK", "MO", "FR", "AE", "SA", "IL", "SG", "BR", "US")]
)
days = st.dates(date(2022, 10, 21), date(2027, 6, 1))
amounts = st.decimals("1", "40000", places=3)
densities = st.decimals("0.01", "60", places=4)
lists = st.sampled_from(["SDN", "EL", "DPL", "UVL", "MEU", "CMIC", "SSI", "ISN", "NEW"])
makings = st.builds(
    Fabrication,
    node_nm=st.sampled_from([None, Decimal(7), Decimal(28)]),
    datasheet_of=st.sampled_from([None, "approved", "authorised", "other"]),
    designer_hq=st.none() | codes,
    designer_reports=st.booleans(),
    attested_by=st.sampled_from([None, "fabricator", "approved-osat"]),
    packaged_in=st.none() | codes,
    transistors=st.none() | st.integers(29 * 10**9, 41 * 10**9),
    has_hbm=st.sampled_from([None, True, False]),
)
items = st.builds(
    Item,
    form=st.sampled_from(["ic", "computer"]),
    entry=st.sampled_from([None, "4A003.b", "5A992"]),
    fabrication=st.none() | makings,
    designer_hq=st.none() | codes,
    tpp=st.none() | amounts,
    performance_density=st.none() | densities,
    market=st.sampled_from([None, "dc", "consumer"]),
    io_bidirectional_gb_per_s=st.none() | amounts,
    dram_gb_per_s=st.none() | amounts,
    quantity=st.integers(1, 100),
)
recipients = st.builds(
    Recipient,
    name=st.just("Acme"),
    country=codes,
    hq_country=st.none() | codes,
    ultimate_parent_hq=st.none() | codes,
)
stances = st.builds(
    Stance,
    posture=st.sampled_from(Posture),
    policy=st.sampled_from(Policy),
    small_use_chips=st.none() | st.integers(0, 100),
    small_use_chip_hours=st.none() | st.integers(0, 100),
)
listings = st.lists(
    lists.map(
        lambda code: Match(
            entity_id="1", name="A", list=code, score=Decimal(1), why="", effect="", citation=""
        )
    ),
    max_size=3,
).map(tuple)


def requests(**fixed: Any) -> st.SearchStrategy[AccessRequest]:
    parts = {
        "door": st.sampled_from(["sale", "rental"]),
        "item": items,
        "origin": codes,
        "destination": codes,
        "site_country": codes,
        "recipient": recipients,
        "reexport": st.booleans(),
        "end_use": st.sampled_from(["", "inference", "wmd", "military", "a navy simulation"]),
        "listings": listings,
        "screening_verdict": st.sampled_from([None, *Verdict]),
        "chip_hours": st.none() | st.integers(1, 200).map(Decimal),
        "possession_passes": st.sampled_from([None, True, False]),
        "training_operations": st.sampled_from([None, Decimal(10**25), Decimal(2 * 10**26)]),
        "red_flags": st.sampled_from([(), ("purpose-masked",), ("listed-owner",)]),
        "passes_on": st.booleans(),
        "end_user_named": st.booleans(),
        "group_chips": st.none() | st.integers(1, 200),
        "group_chip_hours": st.none() | st.integers(1, 200).map(Decimal),
        "not_known": st.sampled_from([(), ("Its ultimate parent is not known.",)]),
        "place": st.sampled_from([None, "vessel"]),
        "operator_parent_hq": st.none() | codes,
    }
    return st.builds(AccessRequest, **{**parts, **fixed})


def judged(asked: AccessRequest, day: date, stance: Stance) -> Decision:
    return decide(asked, RULEBOOK, COUNTRIES, as_of=day, known_at=day, stance=stance)


@given(density=densities, low=amounts, high=amounts, day=st.dates(date(2023, 11, 17)))
def test_more_performance_never_lowers_the_class(
    density: Decimal, low: Decimal, high: Decimal, day: date
) -> None:
    found = [
        classify(
            Specification(tpp_stated=tpp, performance_density_stated=density, datacenter=True),
            day,
            RULEBOOK,
        )
        for tpp in sorted((low, high))
    ]
    assert CLASSES[found[0].item_class] <= CLASSES[found[1].item_class]


@given(asked=requests(), code=lists, day=days, stance=stances)
def test_one_more_listing_never_helps(
    asked: AccessRequest, code: str, day: date, stance: Stance
) -> None:
    more = Match(
        entity_id="2", name="B", list=code, score=Decimal(1), why="", effect="", citation=""
    )
    listed = msgspec.structs.replace(asked, listings=(*asked.listings, more))
    before, after = judged(asked, day, stance), judged(listed, day, stance)
    assert RANK[after.outcome] >= RANK[before.outcome]


@given(asked=requests(), day=days, stance=stances)
def test_an_answer_survives_its_json(asked: AccessRequest, day: date, stance: Stance) -> None:
    found = judged(asked, day, stance)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Decision) == found
    assert msgspec.json.decode(msgspec.json.encode(asked), type=AccessRequest) == asked


@given(
    asked=requests(
        door=st.just("rental"),
        end_use=st.just("inference"),
        listings=st.just(()),
        possession_passes=st.sampled_from([None, False]),
    ),
    day=days,
    stance=stances,
)
def test_the_law_never_requires_a_licence_for_a_plain_rental(
    asked: AccessRequest, day: date, stance: Stance
) -> None:
    found = judged(asked, day, stance)
    assert not any(finding.effect is Effect.LICENCE_REQUIRED for finding in found.law)
    assert found.outcome is not Outcome.REFUSE


@given(asked=requests(), day=days, stance=stances)
def test_the_outcome_follows_from_what_is_shown(
    asked: AccessRequest, day: date, stance: Stance
) -> None:
    found = judged(asked, day, stance)
    barred = any(finding.effect is Effect.LICENCE_REQUIRED for finding in found.law)
    blocked = any(question.blocking for question in found.questions)
    expected = Outcome.REFUSE if barred else Outcome.HOLD if blocked else Outcome.ALLOW
    assert found.outcome is expected


@given(asked=requests(door=st.just("rental")), day=days, stance=stances)
def test_what_the_operator_asks_to_be_known_is_never_law(
    asked: AccessRequest, day: date, stance: Stance
) -> None:
    missing = msgspec.structs.replace(asked, not_known=("Nobody has verified it.",))
    plain = judged(msgspec.structs.replace(asked, not_known=()), day, stance)
    found = judged(missing, day, stance)
    assert (found.law, found.policy, found.pending) == (plain.law, plain.policy, plain.pending)
    more = {it.id for it in found.questions} - {it.id for it in plain.questions}
    assert more == {"policy.known"}
    assert RANK[found.outcome] == max(RANK[plain.outcome], RANK[Outcome.HOLD])


@given(
    asked=requests(door=st.just("rental")),
    more=st.integers(0, 200),
    day=days,
    stance=stances,
)
def test_counting_affiliates_in_never_helps(
    asked: AccessRequest, more: int, day: date, stance: Stance
) -> None:
    alone = msgspec.structs.replace(asked, group_chips=None, group_chip_hours=None)
    hours = None if asked.chip_hours is None else asked.chip_hours + more
    together = msgspec.structs.replace(
        asked, group_chips=asked.item.quantity + more, group_chip_hours=hours
    )
    before, after = judged(alone, day, stance), judged(together, day, stance)
    assert RANK[after.outcome] >= RANK[before.outcome]


@given(asked=requests(), day=days, stance=stances)
def test_the_codified_posture_is_never_more_permissive(
    asked: AccessRequest, day: date, stance: Stance
) -> None:
    enforced = judged(asked, day, msgspec.structs.replace(stance, posture=Posture.ENFORCED))
    codified = judged(asked, day, msgspec.structs.replace(stance, posture=Posture.CODIFIED))
    assert RANK[codified.outcome] >= RANK[enforced.outcome]
