"""What only happens at an edge: where bytes end, as the map doubles, in the other library."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

import msgspec
import pytest
from tests.ledger_cast import LOG, LOG_DSA, head, signed
from tests.speaking import Asked, voice
from tests.speaking import signed as envelope

from comptrol.kernel.cbor import Reading
from comptrol.kernel.columns import unread_columns
from comptrol.kernel.countries import Countries, Country
from comptrol.kernel.dated import Dated, Source, Value
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError, NotProvenError, OutOfRangeError
from comptrol.kernel.identifiers import CountryCode, Digest
from comptrol.kernel.lasting import Forgetful, Lasting
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.growth import Growth, Standing, standing_of
from comptrol.kernel.ledger.receipt import sign_root, without_receipt
from comptrol.kernel.ledger.rows import rows_digest
from comptrol.kernel.ledger.tree import check_consistency, check_inclusion
from comptrol.kernel.ledger.witnessing import Outcome, decide, read_request, write_request
from comptrol.kernel.lei import is_lei
from comptrol.kernel.signature import holds_by_openssl, libsodium
from comptrol.kernel.view import Tables
from comptrol.kernel.watch import Since

ACME = voice("acme")
encoded = msgspec.json.Encoder().encode
VALID = open_envelope(envelope(Asked(word="hello"), ACME, 1))


# -- bytes that end ------------------------------------------------------------------------------


def test_nothing_is_read_behind_the_end() -> None:
    for read in (Reading(b"").number, Reading(b"").byte_string, Reading(b"").text):
        with pytest.raises(EnvelopeError, match="expected a word at byte 0"):
            read("a word")


def test_a_number_that_is_cut_short_is_none() -> None:
    with pytest.raises(EnvelopeError, match="expected a word at byte 0"):
        Reading(b"\x19\x01").number("a word")
    assert Reading(b"\x19\x01\x00").number("a word") == 256


# -- two libraries, one answer -------------------------------------------------------------------


@pytest.mark.parametrize("by", ["libsodium", "openssl"])
def test_either_library_tells_a_signature_from_none(by: str) -> None:
    holds = libsodium() if by == "libsodium" else holds_by_openssl
    assert holds is not None, "PyNaCl is installed for the tests"
    key, signature, text = VALID.claims.key, VALID.signature, VALID.to_be_signed()
    assert holds(key, signature, text)
    assert not holds(key, signature, text + b" ")
    assert not holds(key, bytes(64), text)
    with pytest.raises(EnvelopeError, match="weak"):
        holds(bytes(32), signature, text)


# -- the subject map -----------------------------------------------------------------------------


class Stored:
    """Buckets as a step left them."""

    def __init__(self, buckets: Mapping[int, bytes]) -> None:
        self.buckets = dict(buckets)

    def some(self, numbers: Sequence[int]) -> Mapping[int, bytes]:
        return {it: self.buckets[it] for it in numbers if it in self.buckets}

    def every(self) -> Iterable[tuple[int, bytes]]:
        return self.buckets.items()


def grown(before: Standing, stored: Stored, subjects: range) -> tuple[Growth, Standing]:
    growth = Growth(before, stored)
    for number in subjects:
        growth.add(number, b"entry %d" % number, (f"lot:{number}",))
    growth.settled()
    growth.tiles()
    return growth, growth.kept()


def test_the_map_doubles_as_it_fills_and_has_the_root_of_what_is_in_it() -> None:
    start = Standing(Edge(), standing_of(Edge(), ()).nodes, 0)
    first, standing = grown(start, Stored({}), range(1024))
    assert (first.depth, first.subjects, first.redrawn) == (8, 1024, False)
    second, after = grown(standing, stored := Stored(first.changed), range(1024, 1025))
    assert (second.depth, second.subjects, second.redrawn) == (9, 1025, True)
    again = standing_of(after.edge, second.changed.items())
    assert (again.subjects, again.nodes.root()) == (1025, second.map_root())
    assert sorted(map(len, stored.buckets.values())) != sorted(map(len, second.changed.values()))


def test_every_subject_is_found_again_after_the_map_doubled() -> None:
    start = Standing(Edge(), standing_of(Edge(), ()).nodes, 0)
    first, standing = grown(start, Stored({}), range(1024))
    second, after = grown(standing, Stored(first.changed), range(1024, 1030))
    third = Growth(after, Stored(second.changed))
    for number in (0, 1023, 1024, 1029):
        third.add(2000 + number, b"more", (f"lot:{number}",))
    assert third.settled() == [(0,), (1023,), (1024,), (1029,)]
    assert third.subjects == 1030


# -- words ---------------------------------------------------------------------------------------


def test_what_does_not_lead_from_one_size_to_another_says_from_which_to_which() -> None:
    small, large = head(3), head(7)
    with pytest.raises(NotProvenError, match="does not lead from size 3 to size 7"):
        check_consistency(3, small.root, 7, large.root, [bytes(32)] * 4)


def test_a_tree_does_not_shrink() -> None:
    with pytest.raises(NotProvenError, match="a tree of 3 cannot have grown from one of 7"):
        check_consistency(7, head(7).root, 3, head(3).root, [])


def test_what_is_no_envelope_has_no_receipt_in_it() -> None:
    with pytest.raises(EnvelopeError, match="expected a COSE_Sign1"):
        without_receipt(b"\x00")


def test_an_index_at_the_size_is_no_entry() -> None:
    with pytest.raises(NotProvenError):
        check_inclusion(bytes(32), 7, 7, [], head(7).root)


def test_a_key_that_signs_no_receipts_is_told_whose_key_does() -> None:
    with pytest.raises(NotProvenError, match=f"receipts of {head(7).origin} are signed with"):
        sign_root(head(7), LOG_DSA.key, LOG_DSA.sign)


def test_a_witness_says_which_log_it_does_not_know() -> None:
    raw = write_request(0, (), signed(head(7, origin="other.example"), LOG).raw)
    decision = decide(read_request(raw), {LOG.key.name: [LOG.key]}, None)
    assert decision.outcome is Outcome.UNKNOWN_LOG
    assert decision.why == "no log 'other.example' is known"


# -- what is remembered ---------------------------------------------------------------------------

ON_A = Tables(("a",))


def test_what_is_remembered_is_what_was_answered() -> None:
    memory, asked = Lasting(), [1, 2, 3]
    assert memory.ask(ON_A, ("what",), lambda: asked.pop(0)) == 1
    assert memory.ask(ON_A, ("what",), lambda: asked.pop(0)) == 1
    assert memory.ask(ON_A, ("else",), lambda: asked.pop(0)) == 2
    assert len(memory) == 2
    memory.changed("b")
    assert memory.ask(ON_A, ("what",), lambda: 0) == 1
    memory.changed("a")
    assert len(memory) == 0
    assert memory.ask(ON_A, ("what",), lambda: asked.pop(0)) == 3


def test_an_answer_of_nothing_is_remembered_too() -> None:
    memory = Lasting()
    assert memory.ask(ON_A, ("what",), lambda: None) is None
    assert memory.ask(ON_A, ("what",), lambda: 1) is None  # type: ignore[func-returns-value]


def test_who_forgets_answers_anew() -> None:
    answers = iter((1, 2))
    assert [Forgetful().settled(ON_A, (), lambda: next(answers)) for _ in "ab"] == [1, 2]


def test_the_digest_of_rows_is_of_their_tables_and_keys_in_order() -> None:
    one, two = Source(instrument="one", section="1"), Source(instrument="two", section="2")
    before = Digest("ab" * 32)
    lines = [b"apples", encoded(two), b"", b"pears", encoded(one), encoded(two), b""]
    text = b"\n".join(lines).replace(b"\n\n", b"\n")
    found = rows_digest(before, {"pears": {(2,): two, (1,): one}, "apples": {("x",): two}})
    assert found == sha256(bytes.fromhex(before) + text).hexdigest()


# -- small things --------------------------------------------------------------------------------


def test_a_column_that_is_like_none_is_named_alone() -> None:
    assert unread_columns(["id", "zzzz"], ["id"], "line 1") == [
        "line 1: column 'zzzz' is not read"
    ]


def test_a_column_with_spaces_and_capitals_is_read_as_meant() -> None:
    notes = unread_columns(["id", " Birth Date"], ["id", "birth"], "line 1")
    assert notes == ["line 1: column ' Birth Date' is not read; the nearest that is: 'birth'"]


def test_a_country_is_found_by_code_and_by_each_of_its_names() -> None:
    france = Country(
        alpha2=CountryCode("FR"), alpha3="FRA", numeric="250", name="France", other_names=("Gaul",)
    )
    known = Countries([france])
    assert {known.named(it) for it in (" fr ", "FRA", "france", "GAUL ")} == {"FR"}
    assert known.named("Frankia") is None
    assert (known.name(CountryCode("FR")), known.name(CountryCode("XX"))) == ("France", "XX")
    assert "FR" in known
    assert "XX" not in known


def test_a_value_holds_from_its_day_until_the_next() -> None:
    source = Source(instrument="an act", section="")
    values = tuple(Value(start=date(2026, 1, day), value=day, source=source) for day in (2, 5))
    found = Dated(name="limit", title="A limit", unit="TPP", values=values)
    assert [found.on(date(2026, 1, day)).value for day in (2, 4, 5, 6)] == [2, 2, 5, 5]
    assert source.citation == "an act"
    with pytest.raises(OutOfRangeError, match=r"limit begins on 2026-01-02: .* on 2026-01-01"):
        found.on(date(2026, 1, 1))
    with pytest.raises(ValueError, match="limit: values must be in order, one per day"):
        msgspec.structs.replace(found, values=values[::-1]).__post_init__()


@pytest.mark.parametrize(
    "text",
    ["", "5493001KJTIIGC8Y1R1", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1RAB", "\u0665" * 20],
)
def test_what_has_no_shape_of_an_lei_is_none(text: str) -> None:
    assert not is_lei(text)


@pytest.mark.parametrize(
    ("last", "new"), [(None, True), (date(2026, 1, 1), True), (date(2026, 1, 2), False)]
)
def test_a_day_is_new_until_it_was_watched(last: date | None, *, new: bool) -> None:
    assert Since(today=date(2026, 1, 2), size=0, last=last, entries=()).a_new_day is new
