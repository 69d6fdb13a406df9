"""What may be said under seal, what may be said erased, and what is known of it then."""

from typing import Any

import pytest
from tests.hiding import BODY, CATALOGUE, ECHO, SALT, core_of, hiding_into, sealed
from tests.speaking import (
    ACME,
    AUTHORITY,
    BETA,
    FixedClock,
    Speakers,
    accepted,
    codes,
    enrolled,
    public,
    voice,
)

from comptrol.domains.parties import KeyAdded, KeyRevoked, PartiesView
from comptrol.domains.privacy import (
    Disclosable,
    DisclosableEntry,
    Erased,
    Ground,
    PrivacyView,
    SealedEntry,
    Topic,
    commitment_to,
    core_digest,
)
from comptrol.domains.privacy.queries import commitment, disclosables
from comptrol.domains.privacy.queries import sealed as sealed_entries
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Store
from comptrol.flow.speech import Speaker
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Answer
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import Layout

COMMITMENT = commitment_to(SALT, BODY)


@pytest.fixture
def layouts() -> tuple[Layout[Any], ...]:
    return CATALOGUE.layouts


@pytest.fixture
def intake(store: Store, clock: FixedClock) -> Intake:
    return hiding_into(store, clock)


@pytest.fixture
def log(authority: Speaker, intake: Intake) -> Intake:
    """Return the path into a log with two parties."""
    for party in (ACME, BETA):
        accepted(authority.say(enrolled(party)))
    return intake


def disclosable(core: str, topic: str = "order-1") -> Disclosable:
    return Disclosable(topic=Topic(topic), core=core)


def erased(position: int) -> Erased:
    return Erased(position=position, ground=Ground.REQUEST)


def say_sealed(log: Intake, party: str = ACME, **other: Any) -> Answer:
    by = voice(party)
    return log.submit(sealed(by, log.store.sequence(by.key) + 1, **other))


# Under seal.


def test_anybody_enrolled_says_something_under_seal(log: Intake):
    receipt = accepted(say_sealed(log))
    with log.store.reading() as rows:
        found = commitment(RowsWorld(rows, log.references), commitment=COMMITMENT)
    assert found == SealedEntry(
        position=receipt.position, commitment=COMMITMENT, kind=ECHO, by=ACME
    )


def test_a_stranger_says_nothing_under_seal(log: Intake):
    assert codes(say_sealed(log, "stranger")) == ["flow.unknown-key"]


def test_what_is_sealed_is_not_said(log: Intake):
    """It reaches no view of the domain whose kind it is."""
    body = b'{"kind":"parties.roles-set/1","party":"acme","roles":["authority"],"reason":"mine"}'
    accepted(say_sealed(log, body=body, kind="parties.roles-set/1"))
    with log.store.reading() as rows:
        acme = RowsWorld(rows, log.references)[PartiesView].parties.get(ACME)
    assert acme is not None
    assert [role.value for role in acme.roles] == ["customer"]


def test_a_commitment_is_logged_once(log: Intake):
    accepted(say_sealed(log))
    assert codes(say_sealed(log)) == ["privacy.logged-already"]
    assert codes(say_sealed(log, BETA)) == ["privacy.logged-already"]
    accepted(say_sealed(log, salt=bytes(32)))


def test_the_same_envelope_again_is_the_same_entry(log: Intake):
    raw = sealed(voice(ACME), 1)
    first, again = accepted(log.submit(raw)), accepted(log.submit(raw))
    assert (again.position, again.leaf, again.repeated) == (first.position, first.leaf, True)


@pytest.mark.parametrize("kind", ["privacy.disclosable/1", "privacy.erased/1", "privacy.sealed/1"])
def test_what_is_said_of_the_logs_secrets_is_said_openly(log: Intake, kind: str):
    assert codes(say_sealed(log, kind=kind)) == ["privacy.not-sealable"]


def test_it_is_about_its_commitment(log: Intake):
    assert codes(say_sealed(log, subject="commitment:" + "0" * 64)) == ["flow.not-about-this"]


# Claim by claim.


def test_anybody_enrolled_says_something_whose_claims_are_hidden(log: Intake, speaker: Speakers):
    core = core_of(voice(ACME))
    receipt = accepted(speaker(ACME).say(disclosable(core)))
    with log.store.reading() as rows:
        found = disclosables(RowsWorld(rows, log.references), topic=Topic("order-1"))
    assert found == (
        DisclosableEntry(
            position=receipt.position,
            commitment=core_digest(core),
            topic=Topic("order-1"),
            kind=ECHO,
            by=ACME,
        ),
    )


def test_a_second_key_of_the_issuer_signs_a_core_too(log: Intake, speaker: Speakers):
    accepted(speaker(ACME).say(KeyAdded(party=ACME, key=public(ACME, 1))))
    accepted(speaker(ACME).say(disclosable(core_of(voice(ACME, 1)))))
    assert log.store.size()


WRONG: dict[str, tuple[str, list[str]]] = {
    "no JWT": ("a.b", ["privacy.not-sd-jwt"]),
    "a presentation": (core_of(voice(ACME)) + "~", ["privacy.not-sd-jwt"]),
    "a JWT of another type": (core_of(voice(ACME), typ="JWT"), ["privacy.not-sd-jwt"]),
    "signed with no algorithm": (core_of(voice(ACME), alg="none"), ["privacy.signed-otherwise"]),
    "signed with ECDSA": (core_of(voice(ACME), alg="ES256"), ["privacy.signed-otherwise"]),
    "hashed with SHA-512": (
        core_of(voice(ACME), _sd_alg="sha-512"),
        ["privacy.hashed-otherwise"],
    ),
    "with a claim in clear": (core_of(voice(ACME), word="Erika"), ["privacy.claim-in-clear"]),
    "with an expiry in clear": (core_of(voice(ACME), exp=1), ["privacy.claim-in-clear"]),
    "of another issuer": (core_of(voice(ACME), iss="beta"), ["privacy.not-the-issuer"]),
    "of another party": (
        core_of(voice(BETA)),
        ["privacy.not-the-issuer", "privacy.unknown-key"],
    ),
    "under a key of nobody": (core_of(voice(ACME, 5)), ["privacy.unknown-key"]),
    "under no key at all": (core_of(voice(ACME), kid="mine"), ["privacy.unknown-key"]),
    "naming another's key": (core_of(voice(ACME), kid=public(BETA)), ["privacy.unknown-key"]),
    "signed by nobody": (core_of(voice(ACME))[:-8] + "AAAAAAAA", ["privacy.signature-broken"]),
    "changed in everything": (
        core_of(voice(BETA), alg="none", _sd_alg="md5", word="Erika"),
        [
            "privacy.signed-otherwise",
            "privacy.hashed-otherwise",
            "privacy.claim-in-clear",
            "privacy.not-the-issuer",
            "privacy.unknown-key",
        ],
    ),
}


@pytest.mark.parametrize(("core", "expected"), WRONG.values(), ids=WRONG)
def test_a_core_that_is_none_of_ours_is_refused_by_name(
    log: Intake, speaker: Speakers, core: str, expected: list[str]
):
    assert codes(speaker(ACME).say(disclosable(core))) == expected
    assert log.store.sequence(voice(ACME).key) == 0


def test_what_is_refused_is_not_repeated_in_the_reasons(log: Intake, speaker: Speakers):
    answer = speaker(ACME).say(disclosable(core_of(voice(ACME), Erika="Mustermann")))
    assert "Erika" not in str(answer)
    assert log.store.size()


def test_a_core_is_signed_under_a_key_still_in_force(log: Intake, speaker: Speakers):
    for said in (
        KeyAdded(party=ACME, key=public(ACME, 1)),
        KeyRevoked(party=ACME, key=public(ACME, 1), reason="lost"),
    ):
        accepted(speaker(ACME).say(said))
    core = core_of(voice(ACME, 1))
    assert codes(speaker(ACME).say(disclosable(core))) == ["privacy.unknown-key"]
    assert log.store.size()


def test_the_authority_does_not_sign_a_core_under_the_platforms_key(
    log: Intake, authority: Speaker
):
    platform = log.voice
    core = core_of(voice(AUTHORITY, 99))
    assert platform.key == voice(AUTHORITY, 99).key
    assert codes(authority.say(disclosable(core))) == ["privacy.unknown-key"]


def test_a_core_is_logged_once(log: Intake, speaker: Speakers):
    core = core_of(voice(ACME))
    accepted(speaker(ACME).say(disclosable(core)))
    again = disclosable(core, "order-2")
    assert codes(speaker(ACME).say(again)) == ["privacy.logged-already"]
    assert log.store.size()


# Erased.


def test_the_authority_says_what_is_erased(log: Intake, authority: Speaker, speaker: Speakers):
    sealed_at = accepted(say_sealed(log)).position
    shown_at = accepted(speaker(ACME).say(disclosable(core_of(voice(ACME))))).position
    said_at = [accepted(authority.say(erased(at))).position for at in (sealed_at, shown_at)]
    with log.store.reading() as rows:
        view = RowsWorld(rows, log.references)[PrivacyView]
        rows_now = view.sealed.get(sealed_at), view.disclosables.get(shown_at)
    assert [row and row.erased_at for row in rows_now] == said_at


def test_nobody_else_says_so(log: Intake, speaker: Speakers):
    at = accepted(say_sealed(log)).position
    assert codes(speaker(ACME).say(erased(at))) == ["flow.role-missing"]


def test_it_is_erased_once(log: Intake, authority: Speaker):
    at = accepted(say_sealed(log)).position
    accepted(authority.say(erased(at)))
    assert codes(authority.say(erased(at))) == ["privacy.erased-already"]


@pytest.mark.parametrize("position", [0, 1, 1_000, 2**63 - 1])
def test_only_what_hides_something_is_erased(log: Intake, authority: Speaker, position: int):
    accepted(say_sealed(log))
    assert codes(authority.say(erased(position))) == ["privacy.nothing-hidden"]


# Asked.


def test_sealed_entries_are_listed_in_the_order_of_the_log(log: Intake):
    made = [accepted(say_sealed(log, salt=bytes([n]) * 32)).position for n in range(5)]
    with log.store.reading() as rows:
        world = RowsWorld(rows, log.references)
        page = sealed_entries(world, limit=2)
        rest = sealed_entries(world, after=page[-1].position)
    assert [entry.position for entry in (*page, *rest)] == made
    assert len(page) == 2


def test_a_commitment_that_is_not_there_is_not_found(log: Intake):
    with log.store.reading() as rows, pytest.raises(NotFoundError):
        commitment(RowsWorld(rows, log.references), commitment=Digest("0" * 64))
