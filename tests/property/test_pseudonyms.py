"""Whatever is filed: sums hold what happened, spellings make one pseudonym, epochs do not link."""

import unicodedata
from collections import defaultdict
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.adapters.oprf import blind, evaluate, finalize, prf, public_key
from comptrol.adapters.oprf.protocol import Evaluated, key_of_seed
from comptrol.domains.pseudonyms import (
    Identifier,
    Pseudonym,
    Reading,
    Usage,
    UsageRow,
    Whose,
    Window,
    canonical,
    faults,
)
from comptrol.domains.pseudonyms.formulas import pieces, rolling_windows, summed
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Flop

START = date(2026, 1, 1)
DAYS = 12
KEY, OTHER = (key_of_seed(bytes([it]) * 32, b"test") for it in (1, 2))
FEW = settings(max_examples=25)


class Truth(NamedTuple):
    """What one customer really had at one provider, hour by hour, and where its periods end."""

    provider: str
    customer: str
    hours: tuple[int, ...]
    cuts: tuple[int, ...]


def pseudonym(letter: str) -> Pseudonym:
    return Pseudonym(f"1.{letter * 64}")


@st.composite
def truths(draw: Any) -> list[Truth]:
    cuts = {p: tuple(sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=3)))) for p in "xy"}
    return [
        Truth(
            provider,
            customer,
            tuple(draw(st.lists(st.integers(0, 9), min_size=24 * DAYS, max_size=24 * DAYS)))
            if draw(st.booleans())
            else tuple([draw(st.integers(0, 9))] * 24 * DAYS),
            cuts[provider],
        )
        for provider in "xy"
        for customer in draw(st.sets(st.sampled_from("abc"), max_size=3))
    ]


def filed(of: list[Truth], *, readings: bool) -> list[tuple[PartyId, Usage]]:
    """File what happened, each provider by its own periods."""
    found = []
    for provider in sorted({it.provider for it in of}):
        own = sorted((it for it in of if it.provider == provider), key=lambda it: it.customer)
        ends = (0, *own[0].cuts, DAYS)
        for first, last in pairwise(ends):
            rows = tuple(row(it, first, last, readings=readings) for it in own)
            since, until = START + timedelta(first), START + timedelta(last)
            said = Usage(epoch=1, since=since, until=until, rows=rows)
            assert list(faults(said)) == []
            found.append((PartyId(provider), said))
    return found


def row(of: Truth, first: int, last: int, *, readings: bool) -> UsageRow:
    hours = of.hours[24 * first : 24 * last]
    total = 3600 * sum(hours)
    told = tuple(Reading(hour=at, chips=chips) for at, chips in enumerate(hours) if at % 7 == 0)
    return UsageRow(
        customer=pseudonym(of.customer),
        group=pseudonym("f"),
        chip_seconds=total,
        flop=Flop.of(total, 2 * total, 3 * total),
        peak_chips=max(hours),
        readings=told if readings else (),
    )


@FEW
@given(truths(), st.integers(0, DAYS - 1), st.integers(1, DAYS), st.booleans())
def test_what_really_happened_is_in_every_range(
    of: list[Truth],
    first: int,
    length: int,
    readings: bool,  # noqa: FBT001
) -> None:
    last = min(first + length, DAYS)
    window = Window(since=START + timedelta(first), until=START + timedelta(last))
    by_customer = pieces(filed(of, readings=readings), Whose.CUSTOMER)
    for letter in {it.customer for it in of}:
        own = [it.hours[24 * first : 24 * last] for it in of if it.customer == letter]
        found = summed(by_customer[pseudonym(letter)], window)
        really = 3600 * sum(map(sum, own))
        at_once = max(map(sum, zip(*own, strict=True)))
        assert found.chip_seconds.low <= really <= found.chip_seconds.high
        assert found.flop.low <= really <= found.flop.high
        assert found.chips.low <= at_once <= found.chips.high


@FEW
@given(truths())
def test_the_sums_are_the_sums_of_what_was_filed(of: list[Truth]) -> None:
    window = Window(since=START, until=START + timedelta(DAYS))
    said = filed(of, readings=False)
    for whose in Whose:
        expected: dict[str, int] = defaultdict(int)
        for _, usage in said:
            for it in usage.rows:
                expected[it.customer if whose is Whose.CUSTOMER else it.group] += it.chip_seconds
        found = {name: summed(own, window) for name, own in pieces(said, whose).items()}
        assert {name: it.chip_seconds.low for name, it in found.items()} == expected
        assert {name: it.chip_seconds.high for name, it in found.items()} == expected
        assert {name: it.flop_mid for name, it in found.items()} == {
            name: 2 * total for name, total in expected.items()
        }


@FEW
@given(truths(), st.integers(1, DAYS), st.integers(0, DAYS - 1), st.integers(1, DAYS))
def test_no_rolling_window_has_more_than_those_that_are_looked_at(
    of: list[Truth], days: int, first: int, length: int
) -> None:
    since, until = START + timedelta(first), START + timedelta(first + length)
    for own in pieces(filed(of, readings=True), Whose.CUSTOMER).values():
        every = [
            Window(since=since + timedelta(it + 1 - days), until=since + timedelta(it + 1))
            for it in range(length)
        ]
        chosen = rolling_windows(days, own, since, until)
        assert set(chosen) <= set(every)
        for end in ("low", "high"):
            for unit in ("chip_seconds", "flop", "chips"):
                most = max(getattr(getattr(summed(own, it), unit), end) for it in every)
                assert most == max(getattr(getattr(summed(own, it), unit), end) for it in chosen)


# -- identifiers ------------------------------------------------------------------------------

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODES = st.text(ALPHABET, min_size=1, max_size=20)
REGISTERED = st.builds(
    Identifier, country=st.sampled_from(["DE", "GB", "US"]), register=CODES, number=CODES
)


def otherwise(draw: Any, text: str) -> str:
    """Return a text in another spelling: cases, wide letters, blanks and strokes between."""
    signs = []
    for sign in text:
        wide = chr(ord(sign) + 0xFEE0)
        assert unicodedata.normalize("NFKC", wide) == sign
        signs.append(draw(st.sampled_from([sign, sign.lower(), wide])))
        signs.append(draw(st.sampled_from(["", "", " ", "-", "/", ".", "\u00a0"])))
    return "".join(signs)


@FEW
@given(st.data(), REGISTERED)
def test_one_identifier_in_two_spellings_is_one(data: Any, identifier: Identifier) -> None:
    told = {
        field: otherwise(data.draw, str(getattr(identifier, field)))
        for field in ("country", "register", "number")
    }
    assert canonical(Identifier(**told)) == canonical(identifier)  # type: ignore[arg-type]


@FEW
@given(REGISTERED, REGISTERED)
def test_two_identifiers_are_two(first: Identifier, second: Identifier) -> None:
    assert (canonical(first) == canonical(second)) == (first == second)


@FEW
@given(st.from_regex(r"[0-9A-Z]{18}[0-9]{2}", fullmatch=True), REGISTERED)
def test_an_lei_stands_for_all_the_rest(lei: str, beside: Identifier) -> None:
    both = Identifier(
        lei=lei, country=beside.country, register=beside.register, number=beside.number
    )
    assert canonical(both) == canonical(Identifier(lei=lei)) != canonical(beside)


# -- pseudonyms -------------------------------------------------------------------------------

INPUTS = st.lists(st.binary(max_size=40), min_size=1, max_size=4)


def drawn(seed: bytes) -> Any:
    """Return a randomness that is the same for the same seed."""
    count = 0

    def more(many: int) -> bytes:
        nonlocal count
        count += 1
        return (sha256(seed + count.to_bytes(4, "big")).digest() * 2)[:many]

    return more


def asked(key: bytes, inputs: list[bytes], seed: bytes) -> tuple[Any, Evaluated]:
    blinded = [blind(it, drawn(seed + it)) for it in inputs]
    return blinded, evaluate(key, [it.sent for it in blinded], drawn(seed))


@FEW
@given(INPUTS, st.binary(min_size=1, max_size=4), st.binary(min_size=1, max_size=4))
def test_the_blinding_never_changes_a_pseudonym(
    inputs: list[bytes], seed: bytes, other: bytes
) -> None:
    for one in (seed, other):
        blinded, answer = asked(KEY, inputs, one)
        assert list(finalize(public_key(KEY), blinded, answer)) == [prf(KEY, it) for it in inputs]


@FEW
@given(INPUTS, INPUTS, INPUTS)
def test_what_a_provider_gets_does_not_depend_on_what_others_ask(
    own: list[bytes], others: list[bytes], more: list[bytes]
) -> None:
    transcripts = []
    for before in (others, more):
        asked(KEY, before, b"somebody else")
        blinded, answer = asked(KEY, own, b"own")
        transcripts.append(([it.sent for it in blinded], answer))
    assert transcripts[0] == transcripts[1]


@FEW
@given(st.sets(st.binary(max_size=20), min_size=1, max_size=6))
def test_a_dictionary_without_the_key_finds_nothing_and_epochs_do_not_link(
    names: set[bytes],
) -> None:
    filed_under = {prf(KEY, it) for it in names}
    assert len(filed_under) == len(names)
    assert not filed_under & {prf(OTHER, it) for it in names}
