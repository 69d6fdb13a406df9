"""Kept, then logged; destroyed, then said: whenever it stops, nothing in the log is untrue."""

from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from tests.hiding import BODY, CATALOGUE, ECHO, SALT, core_of, hiding_into, sealed
from tests.speaking import ACME, AUTHORITY, Asked, FixedClock, accepted, codes, enrolled, voice
from typing_extensions import override

from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.vault_sqlite import SqliteVault
from comptrol.domains.privacy import (
    Erased,
    Ground,
    Looked,
    PrivacyView,
    Purpose,
    Topic,
    commitment_to,
)
from comptrol.flow.disclosing import check_presentation, presentation, say_disclosable
from comptrol.flow.erasing import erase, erase_all
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Store
from comptrol.flow.speech import Speaker
from comptrol.flow.turn import read_entry
from comptrol.flow.vaulting import Opening, Vaulting
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import (
    EnvelopeError,
    NotFoundError,
    NotProvenError,
    UnavailableError,
    UnreadableError,
)
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.jws import read_jws
from comptrol.kernel.view import Layout

ACME_KEY, AUTHORITY_KEY = voice(ACME), voice(AUTHORITY)
OPENING = Opening(body=BODY, salt=SALT)
COMMITMENT = commitment_to(SALT, BODY)
REQUEST = Ground.REQUEST


class Stopped(BaseException):
    """The process ends here, as when the power fails: nobody handles it."""


class StoppingVault(SqliteVault):
    """A vault in memory, after one of whose doings the process ends, once."""

    def __init__(self) -> None:
        super().__init__(None)
        self.stops_after = ""

    def _done(self, doing: str) -> None:
        if doing == self.stops_after:
            self.stops_after = ""
            raise Stopped

    @override
    def keep(self, data_subject: str, commitment: Digest, body: bytes, salt: bytes) -> None:
        super().keep(data_subject, commitment, body, salt)
        self._done("keep")

    @override
    def erase(self, commitment: Digest) -> None:
        super().erase(commitment)
        self._done("erase")

    @override
    def erase_all(self, data_subject: str) -> None:
        super().erase_all(data_subject)
        self._done("erase_all")


@pytest.fixture
def layouts() -> tuple[Layout[Any], ...]:
    return CATALOGUE.layouts


@pytest.fixture
def intake(store: Store, clock: FixedClock) -> Intake:
    return hiding_into(store, clock)


@pytest.fixture
def vault() -> Iterator[StoppingVault]:
    with closing(StoppingVault()) as made:
        yield made


@pytest.fixture
def vaulting(intake: Intake, authority: Speaker, vault: StoppingVault) -> Vaulting:
    accepted(authority.say(enrolled(ACME)))
    drawn = iter(range(1, 10_000))
    return Vaulting(
        vault=vault, intake=intake, randomness=lambda size: next(drawn).to_bytes(size, "big")
    )


def asked(word: str) -> Asked:
    return Asked(word=word, times=3)


def seal(vaulting: Vaulting, word: str = "w", subject: str = "p-1") -> int:
    return accepted(vaulting.seal(ACME_KEY, asked(word), subject)).position


def show(vaulting: Vaulting, word: str = "w", subject: str = "p-1") -> int:
    topic = Topic("order-1")
    answer = say_disclosable(vaulting, ACME_KEY, asked(word), topic, subject)
    return accepted(answer).position


def look(position: int, **changed: Any) -> Looked:
    said = Looked(position=position, purpose=Purpose.REVIEW, citation="Example Act, 9", case="7")
    return msgspec.structs.replace(said, **changed)


def unsealed(vaulting: Vaulting, position: int) -> bytes:
    seen = vaulting.unseal(AUTHORITY_KEY, look(position))
    accepted(seen.answer)
    assert seen.words is not None
    return seen.words


def presented(vaulting: Vaulting, position: int, names: list[str]) -> str:
    found = presentation(vaulting, AUTHORITY_KEY, look(position), names)
    accepted(found.answer)
    assert found.text is not None
    return found.text


def looks(vaulting: Vaulting) -> list[tuple[int, str, str]]:
    """Return at which entries somebody looked, who, and for what, as the log has it."""
    with vaulting.intake.store.reading() as rows:
        view = RowsWorld(rows, vaulting.intake.references)[PrivacyView]
        return [(it.at, it.by, it.purpose.value) for it in view.looks.where()]


def said_erased(vaulting: Vaulting) -> list[int]:
    """Return the positions that the log calls erased."""
    with vaulting.intake.store.reading() as reading:
        said = [read_entry(CATALOGUE, logged).statement for logged in reading.entries()]
    return [one.position for one in said if isinstance(one, Erased)]


# Sealing.


def test_what_is_sealed_is_unsealed_as_it_was(vaulting: Vaulting):
    at = seal(vaulting, "Erika")
    assert unsealed(vaulting, at) == msgspec.json.encode(asked("Erika"))


def test_the_log_has_nothing_of_the_words(vaulting: Vaulting):
    seal(vaulting, "Erika")
    show(vaulting, "Erika")
    with vaulting.intake.store.reading() as reading:
        raw = b"".join(logged.raw for logged in reading.entries())
    assert b"Erika" not in raw
    assert b"p-1" not in raw


def test_an_opening_shows_nothing_of_itself_in_a_message():
    assert f"{OPENING} {OPENING!r} {[OPENING]}".count("Opening(…)") == 3
    assert "Erika" not in f"{OPENING}"


def test_the_same_words_have_another_commitment_each_time(vaulting: Vaulting):
    one, other = (vaulting.hidden_at(seal(vaulting)) for _ in range(2))
    assert one.commitment != other.commitment


def test_somebody_elses_sealed_statement_is_taken_with_its_opening(vaulting: Vaulting):
    at = accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")).position
    assert unsealed(vaulting, at) == BODY


TWICE = b'{"kind":"echo.asked/1","word":"a","word":"b"}'
NOT_OPENED = {
    "other words": (sealed(ACME_KEY, 1), Opening(body=BODY + b" ", salt=SALT)),
    "another salt": (sealed(ACME_KEY, 1), Opening(body=BODY, salt=bytes(32))),
    "a short salt": (sealed(ACME_KEY, 1), Opening(body=BODY, salt=SALT[1:])),
    "a salt and a body cut elsewhere": (
        sealed(ACME_KEY, 1),
        Opening(body=SALT[31:] + BODY, salt=SALT[:31]),
    ),
    "words of another kind": (sealed(ACME_KEY, 1, kind="parties.key-added/1"), OPENING),
    "words that are no statement": (
        sealed(ACME_KEY, 1, body=b"{}"),
        Opening(body=b"{}", salt=SALT),
    ),
    "words with a name twice": (sealed(ACME_KEY, 1, body=TWICE), Opening(body=TWICE, salt=SALT)),
    "a signature that does not hold": (sealed(ACME_KEY, 1)[:-1] + b"\x00", OPENING),
}


@pytest.mark.parametrize(("raw", "opening"), NOT_OPENED.values(), ids=NOT_OPENED)
def test_what_does_not_open_it_is_neither_kept_nor_logged(
    vaulting: Vaulting, vault: StoppingVault, raw: bytes, opening: Opening
):
    size = vaulting.intake.store.size()
    with pytest.raises(EnvelopeError) as refused:
        vaulting.submit(raw, opening, "p-1")
    assert "Erika" not in str(refused.value)
    assert vault.commitments("p-1") == ()
    assert vaulting.intake.store.size() == size


@pytest.mark.parametrize("name", ["", "Erika Mustermann", "../p", "p\n", "é"])
def test_a_data_subject_has_a_pseudonym(vaulting: Vaulting, name: str):
    with pytest.raises(UnreadableError, match="pseudonym"):
        vaulting.seal(ACME_KEY, asked("w"), name)


def test_what_the_log_refuses_is_not_kept(vaulting: Vaulting, vault: StoppingVault):
    answer = vaulting.submit(sealed(ACME_KEY, 7), OPENING, "p-1")
    assert codes(answer) == ["flow.sequence-gap"]
    assert vault.commitments("p-1") == ()


def test_what_is_logged_already_stays_kept_when_it_is_sent_again(vaulting: Vaulting):
    at = accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")).position
    assert accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")).repeated
    again = vaulting.submit(sealed(ACME_KEY, 2), OPENING, "p-1")
    assert codes(again) == ["privacy.logged-already"]
    assert unsealed(vaulting, at) == BODY


def test_what_was_erased_is_not_kept_again_when_it_is_sent_again(
    vaulting: Vaulting, vault: StoppingVault
):
    at = accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")).position
    accepted(erase(vaulting, AUTHORITY_KEY, at, REQUEST))
    for number in (1, 2):
        vaulting.submit(sealed(ACME_KEY, number), OPENING, "p-1")
        with pytest.raises(NotFoundError):
            vault.opening(COMMITMENT)


def test_after_a_stop_it_is_kept_and_not_logged_and_sending_it_again_goes_on(
    vaulting: Vaulting, vault: StoppingVault
):
    vault.stops_after = "keep"
    size = vaulting.intake.store.size()
    with pytest.raises(Stopped):
        vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")
    assert vaulting.intake.store.size() == size
    assert vault.opening(COMMITMENT) == OPENING
    at = accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")).position
    assert unsealed(vaulting, at) == BODY


def test_only_a_sealed_entry_is_unsealed(vaulting: Vaulting):
    shown = show(vaulting)
    for position in (0, shown, 10**6):
        with pytest.raises(NotFoundError):
            unsealed(vaulting, position)


def test_words_that_do_not_open_the_entry_are_not_shown(vaulting: Vaulting, vault: StoppingVault):
    at = seal(vaulting)
    commitment = vaulting.hidden_at(at).commitment
    vault.erase(commitment)
    vault.keep("p-1", commitment, b"other words", SALT)
    with pytest.raises(UnavailableError, match="does not open"):
        unsealed(vaulting, at)


# Looking.


def test_a_look_is_in_the_log_with_its_purpose_before_anything_is_seen(vaulting: Vaulting):
    at, claims = seal(vaulting, "Erika"), show(vaulting, "Erika")
    unsealed(vaulting, at)
    presented(vaulting, claims, ["times"])
    assert looks(vaulting) == [(at, AUTHORITY, "review"), (claims, AUTHORITY, "review")]


REFUSED = {
    "a party without an office": (ACME_KEY, {}, ["privacy.not-yours"]),
    "an office without a citation": (AUTHORITY_KEY, {"citation": None}, ["privacy.no-reason"]),
    "an office without a case": (AUTHORITY_KEY, {"case": None}, ["privacy.no-reason"]),
    "another's words as its own": (
        AUTHORITY_KEY,
        {"purpose": Purpose.OWN_WORDS},
        ["privacy.not-yours"],
    ),
    "a key that is not known": (voice(ACME, 7), {}, ["flow.unknown-key"]),
    "an authority under a key of its own making": (
        PartyKey(AUTHORITY, ACME_KEY._private),  # noqa: SLF001
        {},
        ["flow.not-the-issuer"],
    ),
}


@pytest.mark.parametrize(("key", "changed", "expected"), REFUSED.values(), ids=REFUSED)
def test_whoever_may_not_look_sees_nothing(
    vaulting: Vaulting, key: PartyKey, changed: dict[str, Any], expected: list[str]
):
    at, claims = seal(vaulting, "Erika"), show(vaulting, "Erika")
    seen = vaulting.unseal(key, look(at, **changed))
    assert (codes(seen.answer), seen.words) == (expected, None)
    shown = presentation(vaulting, key, look(claims, **changed), ["word"])
    assert (codes(shown.answer), shown.text) == (expected, None)
    assert looks(vaulting) == []


def test_a_party_looks_at_its_own_words_by_its_own_right_and_that_is_logged_too(
    vaulting: Vaulting,
):
    at = seal(vaulting, "Erika")
    own = Looked(position=at, purpose=Purpose.OWN_WORDS)
    assert vaulting.unseal(ACME_KEY, own).words == msgspec.json.encode(asked("Erika"))
    assert looks(vaulting) == [(at, ACME, "own-words")]


def test_an_office_says_why_it_looks_even_at_its_own_words(vaulting: Vaulting):
    at = accepted(vaulting.seal(AUTHORITY_KEY, asked("Erika"), "p-1")).position
    seen = vaulting.unseal(AUTHORITY_KEY, Looked(position=at, purpose=Purpose.OWN_WORDS))
    assert (codes(seen.answer), seen.words) == (["privacy.office-says-why"], None)


def test_a_look_with_what_it_saw_shows_nothing_of_it_in_a_message(vaulting: Vaulting):
    seen = vaulting.unseal(AUTHORITY_KEY, look(seal(vaulting, "Erika")))
    assert f"{seen} {seen!r} {[seen]}".count("Seen(Receipt, …)") == 3


# Disclosing.


def test_claims_are_shown_one_by_one(vaulting: Vaulting):
    at = show(vaulting, "Erika")
    shown = check_presentation(vaulting, presented(vaulting, at, ["times"]))
    assert (shown.position, shown.topic, shown.by) == (at, "order-1", ACME)
    assert shown.claims.keys() == {"iss", "iat", "kind", "times"}
    assert shown.claims["times"] == 3
    assert shown.erased_at is None
    everything = check_presentation(vaulting, presented(vaulting, at, ["word", "times"]))
    assert everything.claims["word"] == "Erika"


def test_the_number_of_digests_says_nothing_of_the_number_of_claims(vaulting: Vaulting):
    core = presented(vaulting, show(vaulting), [])
    assert len(read_jws(core[:-1]).claims["_sd"]) == 16


def test_a_claim_that_is_not_there_is_not_shown(vaulting: Vaulting):
    with pytest.raises(NotFoundError, match="word, times"):
        presented(vaulting, show(vaulting), ["wrod"])


def test_a_core_that_was_never_logged_proves_nothing(vaulting: Vaulting):
    for text in (core_of(ACME_KEY) + "~", "", "~", "a.b.c~"):
        with pytest.raises(NotProvenError):
            check_presentation(vaulting, text)


def test_what_was_shown_before_an_erasure_still_proves_itself(vaulting: Vaulting):
    at = show(vaulting, "Erika")
    before = presented(vaulting, at, ["times"])
    said_at = accepted(erase(vaulting, AUTHORITY_KEY, at, REQUEST)).position
    assert check_presentation(vaulting, before).erased_at == said_at
    with pytest.raises(NotFoundError, match="erased"):
        presented(vaulting, at, ["times"])


# Erasing.

Make = Callable[[Vaulting, str, str], int]
makes = pytest.mark.parametrize("make", [seal, show])


@makes
def test_what_is_erased_is_gone_and_the_log_says_so(
    vaulting: Vaulting, vault: StoppingVault, make: Make
):
    at, other = make(vaulting, "Erika", "p-1"), make(vaulting, "Otto", "p-1")
    kept = vaulting.hidden_at(at).commitment, vaulting.hidden_at(other).commitment
    accepted(erase(vaulting, AUTHORITY_KEY, at, REQUEST))
    with pytest.raises(NotFoundError):
        vault.opening(kept[0])
    assert vault.opening(kept[1])
    with pytest.raises(NotFoundError, match="erased"):
        vaulting.hidden_at(at)
    assert said_erased(vaulting) == [at]


@makes
def test_nothing_is_destroyed_that_the_log_would_not_call_erased(
    vaulting: Vaulting, vault: StoppingVault, make: Make
):
    at = make(vaulting, "Erika", "p-1")
    commitment = vaulting.hidden_at(at).commitment
    for key in (ACME_KEY, PartyKey(AUTHORITY, ACME_KEY._private), voice(AUTHORITY, 3)):  # noqa: SLF001
        answer = erase(vaulting, key, at, REQUEST)
        assert set(codes(answer)) <= {"flow.role-missing", "flow.unknown-key"}
        assert isinstance(answer, Refused)
        assert isinstance(erase_all(vaulting, key, "p-1", REQUEST), Refused)
    assert codes(erase(vaulting, AUTHORITY_KEY, at + 1_000, REQUEST)) == ["privacy.nothing-hidden"]
    assert vault.opening(commitment)
    assert said_erased(vaulting) == []


@makes
def test_after_a_stop_it_is_gone_and_asking_again_says_so(
    vaulting: Vaulting, vault: StoppingVault, make: Make
):
    at = make(vaulting, "Erika", "p-1")
    commitment = vaulting.hidden_at(at).commitment
    vault.stops_after = "erase"
    with pytest.raises(Stopped):
        erase(vaulting, AUTHORITY_KEY, at, REQUEST)
    assert said_erased(vaulting) == []
    with pytest.raises(NotFoundError):
        vault.opening(commitment)
    accepted(erase(vaulting, AUTHORITY_KEY, at, REQUEST))
    assert said_erased(vaulting) == [at]


def test_a_vault_from_a_backup_forgets_again(vaulting: Vaulting, vault: StoppingVault):
    at = accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1")).position
    accepted(erase(vaulting, AUTHORITY_KEY, at, REQUEST))
    vault.keep("p-1", COMMITMENT, BODY, SALT)
    answer = erase(vaulting, AUTHORITY_KEY, at, REQUEST)
    assert codes(answer) == ["privacy.erased-already"]
    with pytest.raises(NotFoundError):
        vault.opening(COMMITMENT)


def test_a_person_is_erased_with_everything(vaulting: Vaulting, vault: StoppingVault):
    mine = [seal(vaulting, "Erika"), show(vaulting, "Erika"), seal(vaulting, "Erika")]
    others = seal(vaulting, "Otto", "p-2")
    accepted(erase(vaulting, AUTHORITY_KEY, mine[0], REQUEST))
    vault.keep("p-1", Digest("0" * 64), b"kept and never logged", SALT)
    answers = erase_all(vaulting, AUTHORITY_KEY, "p-1", REQUEST)
    assert not isinstance(answers, Refused)
    assert list(answers) == mine[1:]
    assert said_erased(vaulting) == mine
    assert vault.commitments("p-1") == ()
    assert unsealed(vaulting, others)
    with pytest.raises(NotFoundError):
        vault.opening(Digest("0" * 64))


def test_after_a_stop_the_rest_of_a_person_is_said_when_asked_again(
    vaulting: Vaulting, vault: StoppingVault
):
    mine = [seal(vaulting, "Erika"), show(vaulting, "Erika")]
    commitments = [vaulting.hidden_at(at).commitment for at in mine]
    vault.stops_after = "erase_all"
    with pytest.raises(Stopped):
        erase_all(vaulting, AUTHORITY_KEY, "p-1", REQUEST)
    assert said_erased(vaulting) == []
    for commitment in commitments:
        with pytest.raises(NotFoundError):
            vault.opening(commitment)
    accepted(erase(vaulting, AUTHORITY_KEY, mine[1], REQUEST))
    answers = erase_all(vaulting, AUTHORITY_KEY, "p-1", REQUEST)
    assert not isinstance(answers, Refused)
    assert list(answers) == mine[:1]
    assert sorted(said_erased(vaulting)) == mine
    assert vault.commitments("p-1") == ()


def test_the_receipt_of_what_was_erased_is_the_same_as_before(vaulting: Vaulting):
    first = accepted(vaulting.submit(sealed(ACME_KEY, 1), OPENING, "p-1"))
    accepted(erase(vaulting, AUTHORITY_KEY, first.position, REQUEST))
    again = accepted(vaulting.intake.submit(sealed(ACME_KEY, 1)))
    assert (again.position, again.leaf, again.repeated) == (first.position, first.leaf, True)


def test_a_dictionary_opens_an_unsalted_digest_and_no_commitment(vaulting: Vaulting):
    """20,000 names such as a register lists: every one tried takes a second."""
    names = [f"5299{number:014}{number % 97:02}" for number in range(20_000)]
    at = seal(vaulting, names[12_345])
    commitment = vaulting.hidden_at(at).commitment
    bodies = [msgspec.json.encode(asked(name)) for name in names]
    assert sha256(unsealed(vaulting, at)).hexdigest() in {sha256(b).hexdigest() for b in bodies}
    for known in (b"", bytes(32), commitment.encode(), ECHO.encode()):
        assert commitment not in {sha256(known + body).hexdigest() for body in bodies}
        assert commitment not in {sha256(known + name.encode()).hexdigest() for name in names}
