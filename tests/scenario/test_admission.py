"""Who is heard at all, from bytes to the log, on both stores: each refusal of the path itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tests.speaking import (
    ACME,
    AUTHORITY,
    BETA,
    BUG,
    NL,
    PLATFORM,
    START,
    Asked,
    Echoed,
    EchoView,
    FixedClock,
    Speakers,
    accepted,
    codes,
    enrolled,
    founded,
    public,
    signed,
    voice,
)

from comptrol.domains.ledger import Equivocated, LedgerView, Sealed
from comptrol.domains.parties import (
    Enrolled,
    HeldKey,
    KeyAdded,
    KeyRevoked,
    PartiesView,
    RolesSet,
)
from comptrol.flow.admission import CLOCKS_APART_MAX
from comptrol.flow.intake import CLOCK_BACK_MAX, Intake
from comptrol.flow.refusals import FlowRefusal
from comptrol.flow.speech import Speaker
from comptrol.flow.turn import read_entry
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError, UnavailableError
from comptrol.kernel.finding import Answer
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

Say = Callable[..., Answer]
HELLO = Asked(word="hello", times=0)


@pytest.fixture
def acme(authority: Speaker, speaker: Speakers) -> Speaker:
    """Return a customer's voice, in an open log."""
    accepted(authority.say(enrolled(ACME)))
    return speaker(ACME)


@pytest.fixture
def say(intake: Intake) -> Say:
    """Return how any bytes are sent: a statement, its signer, its number, and false claims."""

    def send(said: Statement, party: str = ACME, sequence: int = 1, **claimed: Any) -> Answer:
        return intake.submit(signed(said, voice(party), sequence, **claimed))

    return send


def known(intake: Intake) -> tuple[Any, ...]:
    """Return all that the store holds."""
    with intake.store.reading() as rows:
        tables = [
            list(rows.find(layout, {}, after=None, limit=10_000))
            for layout in intake.catalogue.layouts
        ]
    return tuple(intake.store.entries()), tables


def refused(intake: Intake, answer: Callable[[], Answer]) -> list[str]:
    """Return the codes of a refusal that left nothing."""
    before = known(intake)
    found = codes(answer())
    assert known(intake) == before
    return found


# Each refusal.


def test_before_the_log_is_opened_nothing_else_is_heard(intake: Intake, say: Say):
    assert refused(intake, lambda: say(HELLO)) == ["flow.not-founded"]
    assert refused(intake, lambda: say(enrolled(ACME))) == ["flow.not-founded"]


@pytest.mark.parametrize(
    "wrong", [{"key": voice(ACME).key}, {"issuer": ACME}, {"subject": "party:acme"}]
)
def test_the_log_is_opened_by_whom_the_opening_names(intake: Intake, wrong: dict[str, Any]):
    by = voice(ACME) if "key" in wrong else voice(AUTHORITY)
    raw = signed(founded(), by, 1, **({"issuer": AUTHORITY} | wrong))
    code = "flow.not-about-this" if "subject" in wrong else "flow.not-the-issuer"
    assert refused(intake, lambda: intake.submit(raw)) == [code]


def test_the_log_is_opened_for_the_platform_that_keeps_it(intake: Intake):
    of_another = msgspec.structs.replace(founded(), platform_key=public(AUTHORITY, 1))
    raw = signed(of_another, voice(AUTHORITY), 1)
    assert refused(intake, lambda: intake.submit(raw)) == ["flow.not-the-issuer"]
    by_a_stranger = msgspec.structs.replace(founded(), party=ACME, key=public(ACME))
    raw = signed(by_a_stranger, voice(ACME), 1)
    assert refused(intake, lambda: intake.submit(raw)) == ["flow.not-the-issuer"]


def test_the_log_is_opened_once(intake: Intake, authority: Speaker):
    assert "parties.already-founded" in refused(intake, lambda: authority.say(founded()))


def test_a_key_that_nobody_holds_is_not_heard(intake: Intake, acme: Speaker, say: Say):
    assert acme
    assert refused(intake, lambda: say(HELLO, "stranger")) == ["flow.unknown-key"]


def test_a_key_speaks_for_its_holder_alone(intake: Intake, acme: Speaker, say: Say):
    assert acme
    assert refused(intake, lambda: say(HELLO, issuer=AUTHORITY)) == ["flow.not-the-issuer"]
    assert refused(intake, lambda: say(HELLO, issuer=BETA)) == ["flow.not-the-issuer"]


def test_a_consequence_is_not_taken_from_outside(intake: Intake, acme: Speaker, say: Say):
    assert acme
    echoed = Echoed(because=1, word="hello", times=0)
    assert refused(intake, lambda: say(echoed)) == ["flow.only-the-platform"]
    assert refused(intake, lambda: say(echoed, AUTHORITY, 3)) == ["flow.only-the-platform"]


@pytest.mark.parametrize("said", [HELLO, Echoed(because=1, word="hello", times=0)])
def test_nothing_is_taken_under_the_platforms_own_key(
    intake: Intake, authority: Speaker, speaker: Speakers, said: Statement
):
    assert authority
    platform = speaker(AUTHORITY, PLATFORM)
    assert refused(intake, lambda: platform.say(said)) == ["flow.only-the-platform"]


def test_a_party_without_the_role_is_not_heard(intake: Intake, acme: Speaker):
    assert refused(intake, lambda: acme.say(enrolled(BETA))) == ["flow.role-missing"]


def test_a_role_counts_from_the_next_statement_on(
    intake: Intake, acme: Speaker, authority: Speaker
):
    beta = Enrolled(party=BETA, name="Beta", country=NL, roles=(Role.CUSTOMER,))
    assert refused(intake, lambda: acme.say(beta)) == ["flow.role-missing"]
    accepted(authority.say(RolesSet(party=ACME, roles=(Role.PROVIDER,), reason="a provider now")))
    accepted(acme.say(beta))
    accepted(authority.say(RolesSet(party=ACME, roles=(), reason="no longer")))
    assert refused(intake, lambda: acme.say(HELLO)) == ["flow.role-missing"]


def test_a_number_is_used_once(intake: Intake, acme: Speaker, say: Say):
    accepted(acme.say(HELLO))
    other = Asked(word="other", times=0)
    assert codes(say(other)) == ["flow.sequence-reused"]
    assert refused(intake, lambda: say(other)) == ["flow.sequence-reused"]
    assert refused(intake, lambda: say(HELLO, said_at=1)) == ["flow.sequence-reused"]


def read(intake: Intake, start: int) -> list[Statement]:
    """Return what the log says from a position on."""
    log = intake.store.entries(start)
    return [read_entry(intake.catalogue, logged).statement for logged in log]


def test_what_is_said_in_anothers_name_accuses_nobody(intake: Intake, acme: Speaker):
    accepted(acme.say(HELLO))
    raw = signed(Asked(word="other", times=0), voice(ACME), 1, issuer=BETA)
    before = intake.store.size()
    assert "flow.sequence-reused" in codes(intake.submit(raw))
    assert intake.store.size() == before


@pytest.mark.parametrize("claimed", [{}, {"said_at": 1}], ids=str)
def test_another_statement_under_a_used_number_is_noted_and_kept(
    intake: Intake, acme: Speaker, claimed: dict[str, Any]
):
    first = accepted(acme.say(HELLO)).position
    raw = signed(Asked(word="other", times=0), voice(ACME), 1, **claimed)
    before, other = intake.store.size(), Digest(leaf_hash(raw).hex())
    assert "flow.sequence-reused" in codes(intake.submit(raw))
    noted, seal = read(intake, before)
    assert noted == Equivocated(
        because=first, party=ACME, key=public(ACME), sequence=1, other=other
    )
    assert isinstance(seal, Sealed)
    assert (seal.first, seal.because) == (before, before)
    with intake.store.reading() as reading:
        assert reading.evidence(other) == raw
        assert [one.position for one in LedgerView(reading).equivocations.where()] == [first]


def test_a_signer_who_goes_on_is_noted_once_for_each_number(
    intake: Intake, acme: Speaker, say: Say
):
    for answer in acme.say_all([HELLO, HELLO]):
        accepted(answer)
    for word in ("one", "two", "three"):
        for sequence in (1, 2):
            other = Asked(word=word, times=0)
            assert codes(say(other, ACME, sequence)) == ["flow.sequence-reused"]
    noted = [it for it in read(intake, 0) if isinstance(it, Equivocated)]
    assert [(it.sequence, it.because) for it in noted] == [(1, 4), (2, 5)]


def test_what_a_signer_says_after_it_was_noted_is_heard(intake: Intake, acme: Speaker, say: Say):
    first = accepted(acme.say(Asked(word="hello", times=1)))
    assert codes(say(Asked(word="other"))) == ["flow.sequence-reused"]
    again = accepted(say(Asked(word="hello", times=1)))
    assert (again.repeated, again.consequences) == (True, first.consequences)
    later = accepted(acme.say(HELLO)).position
    assert [type(said) for said in read(intake, later - 2)] == [Equivocated, Sealed, Asked, Sealed]


def test_both_of_two_statements_in_one_batch_that_use_one_number_are_there(
    intake: Intake, acme: Speaker
):
    raws = [acme.envelope(Asked(word=word, times=0), 1) for word in ("one", "two")]
    first, second = intake.submit_all(raws)
    assert (accepted(first).position, codes(second)) == (4, ["flow.sequence-reused"])
    assert [type(said) for said in read(intake, 4)] == [Asked, Equivocated, Sealed]


@pytest.mark.parametrize("sequence", [2, 7, 2**63 - 1])
def test_numbers_have_no_gap(intake: Intake, acme: Speaker, say: Say, sequence: int):
    assert acme
    assert refused(intake, lambda: say(HELLO, ACME, sequence)) == ["flow.sequence-gap"]


@pytest.mark.parametrize("subject", ["", "word", "word:Hello", "party:acme", "word:hello "])
def test_the_envelope_says_what_the_statement_is_about(
    intake: Intake, acme: Speaker, say: Say, subject: str
):
    assert acme
    assert refused(intake, lambda: say(HELLO, subject=subject)) == ["flow.not-about-this"]


def test_a_signers_clock_may_run_ahead_a_little_and_no_more(
    intake: Intake, acme: Speaker, say: Say, clock: FixedClock
):
    assert acme
    clock.at = START.replace(microsecond=0) + timedelta(seconds=1)
    latest = int((clock.at + CLOCKS_APART_MAX).timestamp())
    for late in (latest + 1, 2**40, 2**63 - 1):
        assert refused(intake, lambda at=late: say(HELLO, said_at=at)) == ["flow.from-the-future"]
    accepted(say(HELLO, said_at=latest))


def test_what_was_said_long_ago_is_heard(acme: Speaker, say: Say):
    assert acme
    accepted(say(HELLO, said_at=0))


def test_the_future_is_measured_by_the_log_and_not_by_a_clock_set_back(
    acme: Speaker, clock: FixedClock
):
    clock.forward(hours=1)
    at = accepted(acme.say(HELLO)).logged_at
    clock.at = at - CLOCK_BACK_MAX
    assert accepted(acme.say(HELLO)).logged_at == at


def test_with_a_clock_that_went_far_back_nothing_is_taken_till_it_is_set(
    intake: Intake, acme: Speaker, clock: FixedClock
):
    at = accepted(acme.say(HELLO)).logged_at
    before, raw = known(intake), acme.next_envelope(HELLO)
    for back in (CLOCK_BACK_MAX + timedelta(microseconds=1), timedelta(days=400)):
        clock.at = at - back
        with pytest.raises(UnavailableError, match="the clock went back"):
            intake.submit(raw)
        assert known(intake) == before
    clock.at = at
    assert accepted(intake.submit(raw)).logged_at == at


def test_every_reason_is_given_in_order_of_precedence(intake: Intake, acme: Speaker, say: Say):
    assert acme
    found = refused(
        intake,
        lambda: say(enrolled(BETA), ACME, 9, issuer=BETA, subject="x", said_at=2**40),
    )
    order = [refusal.reason.code for refusal in FlowRefusal]
    assert found == sorted(found, key=order.index)
    assert found == [
        "flow.not-the-issuer",
        "flow.role-missing",
        "flow.sequence-gap",
        "flow.not-about-this",
        "flow.from-the-future",
    ]


def test_a_domain_is_asked_only_about_signers_who_are_heard(
    intake: Intake, acme: Speaker, say: Say
):
    assert refused(intake, lambda: acme.say(Asked(word=""))) == ["echo.silence"]
    assert refused(intake, lambda: say(Asked(word=""), "stranger")) == ["flow.unknown-key"]


# The same again.


def test_the_same_bytes_again_are_answered_with_the_same_place(intake: Intake, acme: Speaker):
    raw = acme.next_envelope(Asked(word="hello", times=2))
    first = accepted(intake.submit(raw))
    before = known(intake)
    again = accepted(intake.submit(raw))
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.position, again.logged_at) == (first.position, first.logged_at)
    assert again.leaf == first.leaf == leaf_hash(raw).hex()
    assert again.consequences == first.consequences
    assert len(first.consequences) == 2
    assert known(intake) == before


def test_the_same_bytes_twice_in_one_batch_are_logged_once(intake: Intake, acme: Speaker):
    raw = acme.next_envelope(Asked(word="hello", times=1))
    first, again = map(accepted, intake.submit_all([raw, raw]))
    assert (again.position, again.repeated) == (first.position, True)
    assert again.consequences == first.consequences
    assert intake.store.size() == 7


def test_the_same_bytes_are_known_after_the_key_was_revoked_and_the_clock_went_on(
    intake: Intake, acme: Speaker, clock: FixedClock
):
    raw = acme.next_envelope(HELLO)
    first = accepted(intake.submit(raw))
    accepted(acme.say(KeyRevoked(party=ACME, key=public(ACME), reason="lost")))
    clock.forward(days=9)
    assert accepted(intake.submit(raw)).position == first.position


def test_what_was_refused_can_be_said_again_under_the_same_number(
    intake: Intake, acme: Speaker, authority: Speaker
):
    raw = acme.next_envelope(enrolled(BETA, key=None))
    assert codes(intake.submit(raw)) == ["flow.role-missing"]
    accepted(authority.say(RolesSet(party=ACME, roles=(Role.EXPORTER,), reason="exports")))
    assert not accepted(intake.submit(raw)).repeated


# Batches.


def test_a_refused_statement_stops_no_other_of_its_batch(
    intake: Intake, acme: Speaker, speaker: Speakers, authority: Speaker
):
    accepted(authority.say(enrolled(BETA)))
    beta = speaker(BETA)
    answers = intake.submit_all(
        [
            acme.envelope(HELLO, 1),
            beta.envelope(enrolled("gamma"), 1),
            beta.envelope(HELLO, 1),
            acme.envelope(HELLO, 2),
        ]
    )
    assert [codes(answer) for answer in answers] == [[], ["flow.role-missing"], [], []]
    assert [accepted(answers[i]).position for i in (0, 2, 3)] == [6, 7, 8]
    assert (intake.store.size(), intake.store.sequence(voice(BETA).key)) == (10, 1)


def test_a_batch_is_one_step_with_one_time(intake: Intake, acme: Speaker):
    answers = [accepted(answer) for answer in acme.say_all([HELLO, HELLO, HELLO])]
    assert [answer.position for answer in answers] == [4, 5, 6]
    assert {answer.logged_at for answer in answers} == {START}
    assert intake.store.size() == 8
    assert intake.submit_all([]) == []
    assert intake.store.size() == 8


def unreadable(raw: bytes, how: str) -> bytes:
    return {
        "cut short": raw[:-1],
        "changed": raw[:-1] + bytes([raw[-1] ^ 1]),
        "empty": b"",
        "of no kind": signed(HELLO, voice(ACME), 2).replace(b"asked/1", b"asked/2"),
    }[how]


@pytest.mark.parametrize("how", ["cut short", "changed", "empty", "of no kind"])
def test_an_unreadable_statement_is_named_and_its_batch_leaves_nothing(
    intake: Intake, acme: Speaker, how: str
):
    before = known(intake)
    raws = [acme.envelope(HELLO, number) for number in (1, 2, 3)]
    raws[1] = unreadable(raws[1], how)
    with pytest.raises(EnvelopeError, match="statement 1 of the batch"):
        intake.submit_all(raws)
    assert known(intake) == before


def test_a_stream_is_taken_batch_by_batch(intake: Intake, acme: Speaker):
    raws = [acme.envelope(HELLO, number) for number in range(1, 8)]
    positions = [accepted(answer).position for answer in intake.submit_stream(raws, batch=3)]
    assert positions == [4, 5, 6, 8, 9, 10, 12]


def test_a_stream_keeps_the_batches_before_the_one_that_is_unreadable(
    intake: Intake, acme: Speaker
):
    raws = [acme.envelope(HELLO, number) for number in range(1, 8)]
    raws[4] = raws[4][:-1]
    with pytest.raises(EnvelopeError, match="statement 4 of the batch"):
        list(intake.submit_stream(raws, batch=3))
    assert intake.store.size() == 8


# Keys, by position.


def test_a_key_added_counts_from_the_next_entry_on(intake: Intake, acme: Speaker):
    second = voice(ACME, 1)
    added = acme.envelope(KeyAdded(party=ACME, key=public(ACME, 1)), 1)
    with_it = signed(HELLO, second, 1)
    answers = intake.submit_all([with_it, added, with_it])
    assert [codes(answer) for answer in answers] == [["flow.unknown-key"], [], []]


def test_a_revoked_key_is_heard_up_to_its_revocation_and_not_after(intake: Intake, acme: Speaker):
    revoked = KeyRevoked(party=ACME, key=public(ACME), reason="lost")
    raws = [acme.envelope(said, n) for n, said in enumerate((HELLO, revoked, HELLO), 1)]
    answers = intake.submit_all(raws)
    assert [codes(answer) for answer in answers] == [[], [], ["flow.unknown-key"]]
    with intake.store.reading() as rows:
        held = PartiesView(rows).keys.get(public(ACME))
    assert held == HeldKey(key=public(ACME), party=ACME, added_at=2, revoked_at=5)


def test_a_revoked_key_is_nobodys_to_take_again(acme: Speaker, authority: Speaker):
    accepted(acme.say(KeyRevoked(party=ACME, key=public(ACME), reason="lost")))
    again = KeyAdded(party=ACME, key=public(ACME))
    assert codes(authority.say(again)) == ["parties.key-taken"]
    assert codes(authority.say(enrolled(BETA, key=public(ACME)))) == ["parties.key-taken"]


def test_numbers_belong_to_the_key_and_not_to_the_party(acme: Speaker, speaker: Speakers):
    accepted(acme.say(HELLO))
    accepted(acme.say(KeyAdded(party=ACME, key=public(ACME, 1))))
    second = speaker(ACME, 1)
    assert open_envelope(second.next_envelope(HELLO)).claims.sequence == 1
    accepted(second.say(HELLO))
    assert open_envelope(acme.next_envelope(HELLO)).claims.sequence == 3


# What the platform says.


def test_consequences_follow_their_cause_signed_by_the_platform(intake: Intake, acme: Speaker):
    receipt = accepted(acme.say(Asked(word="hello", times=2)))
    assert [(e.position, e.statement) for e in receipt.consequences] == [
        (5, Echoed(because=4, word="hello", times=1)),
        (6, Echoed(because=5, word="hello", times=0)),
    ]
    claims = [open_envelope(logged.raw).claims for logged in intake.store.entries(5)]
    platform = voice(AUTHORITY, PLATFORM)
    assert [(c.key, c.issuer, c.sequence, c.said_at) for c in claims] == [
        (platform.key, AUTHORITY, 3, int(START.timestamp())),
        (platform.key, AUTHORITY, 4, int(START.timestamp())),
        (platform.key, AUTHORITY, 5, int(START.timestamp())),
    ]
    assert isinstance(read(intake, 7)[0], Sealed)
    with intake.store.reading() as rows:
        assert [heard.position for heard in EchoView(rows).heard.where()] == [4, 5, 6]


def test_a_bug_while_the_platform_speaks_leaves_nothing(intake: Intake, acme: Speaker):
    before = known(intake)
    raws = [acme.envelope(HELLO, 1), acme.envelope(Asked(word=BUG, times=2), 2)]
    with pytest.raises(AssertionError, match="what cannot be"):
        intake.submit_all(raws)
    assert known(intake) == before
    accepted(acme.say(HELLO))
