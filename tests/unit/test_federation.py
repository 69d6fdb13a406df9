"""What a proof shows, how papers are made to fit, how lists are blinded, and what stays open."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.federating import (
    ABROAD,
    HOME,
    LOG,
    LOG_POST_QUANTUM,
    STANDING,
    WITNESS,
    WITNESS_POST_QUANTUM,
    Abroad,
    policy,
    release,
    root_of,
    written,
)
from tests.ledger_making import signer
from tests.rules.stage import Stage, key_of
from tests.rules.test_rules import CHAPTERS, Case, say, spoken, staged

from comptrol.domains import federation as domain
from comptrol.domains.chips import ModelId
from comptrol.domains.federation import (
    Accepted,
    FederationView,
    Origin,
    Released,
    Settled,
    Shown,
    TransferId,
    blinded,
    blinded_list,
    known_arrival,
    known_registry,
    known_release,
    packed,
    present_chips,
    read_blinded_list,
    shown,
)
from comptrol.domains.federation.formulas import is_scattered, serials_wrong
from comptrol.domains.federation.statements import ENTRY_BYTES_MAX
from comptrol.domains.registry import LotId, SerialRange, SiteId, Span, spans_said
from comptrol.flow.federating import Papers, fitting, origin_of, statement_in
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX, Claims, seal
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.finding import Finding, Receipt
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import read_proof

registries, registry_policies, open_releases, terms, transfer, unmatched = domain.DOMAIN.queries
FACTS = Path(__file__).parents[2].parent / "shared/facts/log.md"


# -- what is shown ----------------------------------------------------------------------------


def asked(entry: bytes, proof: str, believed: str | None = None) -> Shown[Released] | Finding:
    return shown(entry, proof, origin=ABROAD, policy=believed or policy(), wanted=Released)


def test_a_release_is_shown_by_its_entry_and_its_proof() -> None:
    abroad, at = written()
    found = asked(abroad.entries[0], abroad.proof(0))
    assert isinstance(found, Shown), found
    assert found.statement == STANDING["the release"]
    assert (found.signer, found.index) == ("exporter-abroad", at["the release"])


@pytest.mark.parametrize("more", [(), (LOG_POST_QUANTUM,), (WITNESS_POST_QUANTUM,)])
def test_signatures_beside_those_that_are_needed_do_no_harm(more: tuple[Any, ...]) -> None:
    abroad, _ = written()
    assert isinstance(asked(abroad.entries[0], abroad.proof(0, LOG, WITNESS, *more)), Shown)


def test_either_key_of_the_log_will_do() -> None:
    abroad, _ = written()
    proof = abroad.proof(0, LOG_POST_QUANTUM, WITNESS)
    assert isinstance(asked(abroad.entries[0], proof), Shown)
    assert isinstance(asked(abroad.entries[0], proof, policy(LOG)), Finding)


def test_the_published_proof_of_an_entry_leads_to_its_head_and_no_further() -> None:
    """Entry 4 of the vector with known keys is in its log, and is no signed statement."""
    if not FACTS.exists():
        pytest.skip("the published vectors do not lie beside the project")
    text = FACTS.read_text()
    start = text.index("c2sp.org/tlog-proof@v1\nindex 4\n")
    proof, keys = text[start:].split("\n\nregistry.example/test+", 1)
    log, cosigner = ("registry.example/test+" + keys).split("\n")[:2]
    believed = f"log {log}\nwitness w {cosigner}\nquorum w\n"
    options: dict[str, Any] = {"origin": "registry.example/test", "policy": believed}
    found = shown(b"entry 4", f"{proof}\n", wanted=Released, **options)
    assert isinstance(found, Finding)
    assert found.code == "federation.entry-unreadable"
    other = shown(b"entry 5", f"{proof}\n", wanted=Released, **options)
    assert isinstance(other, Finding)
    assert other.code == "federation.not-in-log"


def test_a_name_that_stands_twice_can_be_read_two_ways_and_shows_nothing() -> None:
    by, abroad = key_of("exporter"), Abroad()
    body = msgspec.json.encode(STANDING["the release"])
    twice = body[:-1] + b',"chips":4000}'
    claims = Claims(issuer=by.party, subject="transfer:t-1", said_at=1, sequence=1, key=by.key)
    at = abroad.log(seal(claims, twice, by.sign))
    found = asked(abroad.entries[at], abroad.proof(at))
    assert isinstance(found, Finding)
    assert found.code == "federation.entry-unreadable"


# -- what fits --------------------------------------------------------------------------------


def accepted(proof: str, entry: bytes = b"e", serials: Iterable[SerialRange] = ()) -> Accepted:
    return Accepted(
        transfer=TransferId("t-1"),
        from_registry=Origin(ABROAD),
        entry=entry,
        proof=proof,
        lot=LotId("lot-2"),
        destination=SiteId("frankfurt"),
        model=ModelId("h100"),
        on=date(2026, 10, 20),
        serials=tuple(serials),
    )


def lines(proof: str) -> list[str]:
    return [line.split()[1] for line in proof.splitlines() if line.startswith("— ")]


def test_what_the_policy_does_not_know_is_left_out_of_a_proof() -> None:
    abroad, _ = written()
    proof = abroad.proof(0, LOG, signer("nobody", 4), WITNESS, WITNESS_POST_QUANTUM)
    said = fitting(proof, read_policy(policy().encode()), accepted)
    assert lines(said.proof) == [ABROAD, "witness.example/w"]
    assert isinstance(asked(abroad.entries[0], said.proof), Shown)


def test_post_quantum_lines_stay_where_there_is_room() -> None:
    abroad, _ = written()
    proof = abroad.proof(0, LOG, LOG_POST_QUANTUM, WITNESS)
    roomy = fitting(proof, read_policy(policy().encode()), accepted)
    assert len(lines(roomy.proof)) == 3
    entry = b"e" * 9_900
    tight = fitting(proof, read_policy(policy().encode()), lambda it: accepted(it, entry))
    assert len(lines(tight.proof)) == 2
    assert isinstance(asked(abroad.entries[0], tight.proof), Shown)


def test_a_witness_that_is_needed_stays_whatever_its_key() -> None:
    abroad, _ = written()
    believed = policy(LOG_POST_QUANTUM, witness=WITNESS_POST_QUANTUM)
    proof = abroad.proof(0, LOG_POST_QUANTUM, WITNESS_POST_QUANTUM)
    said = fitting(proof, read_policy(believed.encode()), accepted)
    assert said.proof == proof
    assert isinstance(asked(abroad.entries[0], said.proof, believed), Shown)


def test_what_nobody_knows_is_left_for_the_check_to_refuse() -> None:
    abroad, _ = written()
    proof = abroad.proof(0, signer("nobody", 1))
    assert fitting(proof, read_policy(policy().encode()), accepted).proof == proof


def test_what_does_not_fit_is_bad_input() -> None:
    abroad, _ = written()
    with pytest.raises(UnreadableError, match=f"at most {PAYLOAD_BYTES_MAX}"):
        fitting(
            abroad.proof(0),
            read_policy(policy().encode()),
            lambda proof: accepted(proof, b"e" * 12_000),
        )


def longest() -> Released:
    name, words = "n" * 63, "\U0001f310"
    return release(
        name,
        lot=LotId(name),
        to_registry=Origin("\u00e9" * 200),
        to_party=PartyId(name),
        country=CountryCode("NL"),
        destination=words * 200,
        waybill=words * 100,
        order=words * 100,
        maker=PartyId(name),
        model=ModelId(name),
        tpp=Decimal("123456789012.123456789012345678901234567890123456789"),
        chips=10**7,
        root=Digest("f" * 64),
    )


def test_the_longest_release_and_the_most_serials_fit_into_an_acceptance() -> None:
    abroad = Abroad()
    for _ in range(40):
        at = abroad.say(longest())
    assert len(abroad.entries[at]) < ENTRY_BYTES_MAX / 2
    runs = [Span(f"{number:02d}-", 6, 1, 2) for number in range(200)]
    while is_scattered(runs):
        runs.pop()
    assert len(runs) > 90
    serials = packed(runs).serials
    said = fitting(
        abroad.proof(at, LOG, LOG_POST_QUANTUM, WITNESS),
        read_policy(policy().encode()),
        lambda proof: accepted(proof, abroad.entries[at], serials),
    )
    assert msgspec.json.decode(msgspec.json.encode(said), type=Accepted) == said


def test_papers_say_what_they_are_and_nothing_is_believed_of_it() -> None:
    abroad, _ = written()
    papers = Papers(transfer=TransferId("t-1"), entry=abroad.entries[0], proof=abroad.proof(0))
    assert origin_of(papers) == ABROAD
    assert statement_in(papers, Released) == STANDING["the release"]
    with pytest.raises(UnreadableError, match=r"the entry is no federation\.settled/1"):
        statement_in(papers, Settled)
    assert read_proof(papers.proof.encode()).index == 0


# -- serials ----------------------------------------------------------------------------------


def test_runs_travel_as_ranges_and_single_serials() -> None:
    runs = [Span("AB-X", 0, 0, 0), Span("H", 6, 1, 8), Span("H", 6, 10, 10)]
    serials, listed = packed(runs)
    assert serials == (SerialRange(prefix="H", first=1, last=8, digits=6),)
    assert listed == ("AB-X", "H000010")
    assert spans_said(serials, listed) == runs


@pytest.mark.parametrize(
    ("spans", "wrong"),
    [
        ([], "no serial is named"),
        ([Span("H", 6, 8, 1)], "ends before it begins"),
        ([Span("H", 2, 1, 100)], "runs out of digits"),
        ([Span("H0", 5, 1, 2)], "the number is all the digits"),
        ([Span("H", 6, 1, 4), Span("H", 6, 4, 5)], "meets"),
        ([Span("H", 12, 0, 10**12 - 1)], "at most 10000000"),
    ],
)
def test_serials_that_cannot_be_written_so_are_named(spans: list[Span], wrong: str) -> None:
    assert wrong in str(serials_wrong(spans))


# -- blinding ---------------------------------------------------------------------------------

RFC_4231 = [
    ("0b" * 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        "4a656665",
        "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        "aa" * 131,
        "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
]


@pytest.mark.parametrize(("key", "text", "expected"), RFC_4231)
def test_a_name_is_blinded_as_rfc_4231_has_it(key: str, text: str, expected: str) -> None:
    assert blinded(bytes.fromhex(key), text).hex() == expected


KEY = b"k" * 32
CHIPS = ["maker/H000002", "maker/H000001", "rival/H000001"]


def test_a_list_is_in_the_order_of_its_values_and_not_of_its_names() -> None:
    first, *values = blinded_list(KEY, CHIPS)
    assert first.startswith("comptrol/blinded@v1 3 ")
    assert values == sorted(values)
    assert list(blinded_list(KEY, CHIPS[::-1])) == [first, *values]
    assert read_blinded_list(KEY, [first, *values], 3) == {blinded(KEY, it) for it in CHIPS}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda it: it[:0], "line 1: expected comptrol/blinded@v1"),
        (lambda it: ["x y z\n", *it[1:]], "line 1: expected"),
        (lambda it: [it[0].replace(" 3 ", " -3 "), *it[1:]], "line 1: expected"),
        (lambda it: [it[0].replace(" 3 ", " 4 "), *it[1:]], "says 4 names"),
        (lambda it: it[:-1], "says 3 names"),
        (lambda it: [*it, it[-1]], "says 3 names"),
        (lambda it: [it[0].replace(" 3 ", " 9 "), *it[1:]], "9 names; at most 5"),
        (lambda it: [*it[:2], "short\n", it[3]], "line 3: expected 64"),
        (lambda it: [*it[:2], "g" * 64, it[3]], "line 3: expected 64"),
    ],
)
def test_what_is_no_list_is_told_with_its_line(spoil: Any, told: str) -> None:
    with pytest.raises(UnreadableError, match=told):
        read_blinded_list(KEY, spoil(list(blinded_list(KEY, CHIPS))), 5)


def test_a_list_under_another_key_is_not_compared() -> None:
    with pytest.raises(UnreadableError, match="under another key"):
        read_blinded_list(b"x" * 32, blinded_list(KEY, CHIPS), 5)


# -- what is known ----------------------------------------------------------------------------


def played(*given: Any, on_clock: datetime = datetime(2026, 11, 1, tzinfo=UTC)) -> Stage:
    """Return a log in which all this was said, as a case of the rules is."""
    chapter = CHAPTERS["federation"]
    begun = staged(chapter, Case(name="", when="", then="admitted", on_clock=on_clock))
    for sentence in given:
        for said in spoken(sentence, chapter):
            assert isinstance(say(begun, said), Receipt), said
    return begun


def world(stage: Stage) -> RowsWorld:
    with stage.store.reading() as rows:
        return RowsWorld(rows, stage.references)


def test_an_open_release_is_listed_with_its_days() -> None:
    known = world(played("abroad is known", "a lot is released"))
    (found,) = open_releases(known, on=date(2026, 11, 9))
    assert (found.release.transfer, found.days, found.overdue) == ("t-9", 30, False)
    (late,) = open_releases(known, on=date(2026, 11, 10))
    assert (late.days, late.overdue) == (31, True)


def test_a_newer_agreement_says_how_long_it_may_take() -> None:
    shorter = {"authority": {"like": "abroad is named", "accept_days": 5}}
    known = world(played("abroad is known", "a lot is released", shorter))
    (found,) = open_releases(known, on=date(2026, 10, 16))
    assert (found.accept_days, found.overdue) == (5, True)
    (now,) = registries(known)
    assert now.accept_days == 5
    assert [it.accept_days for it in registry_policies(known, registry=ABROAD)] == [30, 5]


def test_an_arrival_keeps_the_policy_that_it_was_believed_by() -> None:
    later = {"authority": {"like": "abroad is named", "accept_days": 5}}
    stage = played("abroad is known", "a lot is accepted", later)
    known = world(stage)
    (arrival,) = transfer(known, transfer="t-1").arrivals
    before, after = registry_policies(known, registry=ABROAD)
    assert arrival.policy_at == before.position < arrival.position < after.position


def test_what_is_closed_is_open_no_more() -> None:
    stage = played("abroad is known", "a lot is released", "the acceptance is shown")
    assert open_releases(world(stage), on=date(2027, 1, 1)) == ()
    assert transfer(world(stage), transfer="t-9").release.settled_on == date(2026, 10, 20)


def test_the_terms_of_a_lot_are_what_its_release_has_to_say() -> None:
    found = terms(world(played()), lot="lot-1")
    assert (found.chips, found.root, found.tpp) == (8, root_of("H|6|1|8"), Decimal(15832))
    assert found.serials == (SerialRange(prefix="H", first=1, last=8, digits=6),)


def test_what_was_destroyed_does_not_cross() -> None:
    inspected = [
        "an inspector is let in",
        {
            "maker": {
                "kind": "registry.destroyed/1",
                "lot": "lot-1",
                "chips": ["maker/H000008"],
                "on": "2026-10-05",
                "method": "shredded",
                "certificate": "7" * 64,
                "witness": "inspector",
            }
        },
        {
            "inspector": {
                "kind": "registry.witnessed/1",
                "lot": "lot-1",
                "chips": ["maker/H000008"],
                "on": "2026-10-06",
                "certificate": "7" * 64,
            }
        },
    ]
    stage = played("abroad is known", *inspected)
    found = terms(world(stage), lot="lot-1")
    assert (found.chips, found.root) == (7, root_of("H|6|1|7"))
    said = {"like": "a lot is released", "chips": 7, "root": found.root}
    (spoken_,) = spoken({"maker": said}, CHAPTERS["federation"])
    assert isinstance(say(stage, spoken_), Receipt)
    assert stage.rebuilt().differences == ()


def test_a_claim_is_unmatched_until_its_chips_arrive_with_a_proof() -> None:
    stage = played("abroad is known", "chips are claimed")
    (found,) = unmatched(world(stage))
    assert (found.chips, found.unmatched) == (2, 2)
    (arriving,) = spoken("a lot is accepted", CHAPTERS["federation"])
    assert isinstance(say(stage, arriving), Receipt)
    assert unmatched(world(stage)) == ()


def test_a_claim_of_chips_that_were_made_here_stays_unmatched() -> None:
    here = {"holder": {"like": "chips are claimed", "listed": ["H000001", "H000101"]}}
    stage = played("abroad is known", here, "a lot is accepted")
    (found,) = unmatched(world(stage))
    assert (found.chips, found.unmatched) == (2, 1)


def test_chips_are_present_where_they_count() -> None:
    stage = played("abroad is known", "a lot is accepted")
    assert len(list(present_chips(world(stage)))) == 12
    (leaving,) = spoken("a lot is released", CHAPTERS["federation"])
    say(stage, leaving)
    names = [f"maker/H000{number}" for number in range(101, 105)]
    assert list(present_chips(world(stage))) == names


def test_a_chip_without_a_number_is_named_as_it_is_printed() -> None:
    listed = ["AB-X", "1652923033635"]
    lot = {"kind": "registry.made/1", "lot": "lot-7", "model": "h100", "on": "2026-10-01"}
    stage = played({"maker": lot | {"listed": listed}})
    assert {"maker/AB-X", "maker/1652923033635"} < set(present_chips(world(stage)))


def test_what_is_not_known_is_said_so() -> None:
    known = world(played())
    view = known[FederationView]
    for ask in (
        lambda: known_registry(view, Origin(ABROAD)),
        lambda: known_release(view, TransferId("t-9")),
        lambda: known_arrival(view, Origin(ABROAD), TransferId("t-1")),
        lambda: transfer(known, transfer="t-1"),
        lambda: terms(known, lot="lot-9"),
    ):
        with pytest.raises(NotFoundError):
            ask()
    assert registry_policies(known, registry=HOME) == ()
