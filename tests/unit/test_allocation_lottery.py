import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.allocation import (
    Committed,
    Draw,
    awarded_in,
    draw_faults,
    seed_of,
    walk,
)
from comptrol.kernel.errors import UnreadableError

INPUT = "ab" * 32
OUTPUT = "0123456789abcdef" * 4
BAND = ("fusion", "materials", "language", "protein")
NAMES = st.lists(
    st.text(alphabet="abcdefghij0123456789", min_size=1, max_size=8), unique=True, max_size=12
)


def committed(band: tuple[str, ...] = BAND) -> Committed:
    return Committed(input_digest=INPUT, band=band, beacon="drand", round=4_000_000)


def draw(of: Committed, **changes: object) -> Draw:
    seed = seed_of(of.input_digest, OUTPUT)
    order = tuple(it.proposal for it in walk(seed, of.band))
    held = Draw(
        beacon=of.beacon,
        round=of.round,
        beacon_output=OUTPUT,
        seed=seed,
        order=order,
        awarded=order[:2],
    )
    return msgspec.structs.replace(held, **changes)


def lot(seed: str, proposal: str) -> str:
    fields = (bytes.fromhex(seed), proposal.encode())
    return hashlib.sha256(b"".join(len(it).to_bytes(8, "big") + it for it in fields)).hexdigest()


def test_a_seed_is_sha_256_of_label_input_and_beacon_each_with_its_length():
    fields = (b"comptrol/lottery/1", bytes.fromhex(INPUT), bytes.fromhex(OUTPUT))
    octets = b"".join(len(it).to_bytes(8, "big") + it for it in fields)
    assert seed_of(INPUT, OUTPUT) == hashlib.sha256(octets).hexdigest()


def test_no_two_inputs_read_alike():
    assert seed_of("abcd", "ef") != seed_of("ab", "cdef")


def test_digits_may_be_capital_letters_and_nothing_else():
    assert seed_of(INPUT.upper(), OUTPUT) == seed_of(INPUT, OUTPUT)
    for wrong in ("", "abc", "xy", "ab cd", " ab"):
        with pytest.raises(UnreadableError, match="hexadecimal digits were expected"):
            seed_of(wrong, OUTPUT)


@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_a_file_draws_nobody_forward(names, chance):
    shuffled = list(names)
    chance.shuffle(shuffled)
    seed = seed_of(INPUT, OUTPUT)
    assert walk(seed, tuple(names)) == walk(seed, tuple(shuffled))


@given(NAMES)
def test_everybody_of_a_band_has_one_ticket_and_the_lowest_is_first(names):
    seed = seed_of(INPUT, OUTPUT)
    drawn = walk(seed, (*names, *names))
    assert sorted(it.proposal for it in drawn) == sorted(names)
    assert [it.ticket for it in drawn] == sorted(lot(seed, it) for it in names)


def test_another_word_of_the_beacon_is_another_order():
    orders = {
        tuple(it.proposal for it in walk(seed_of(INPUT, f"{place:04x}"), BAND))
        for place in range(64)
    }
    assert len(orders) > 15


def test_a_band_of_one_is_awarded_if_it_fits():
    assert awarded_in(("fusion",), lambda _, __: True) == ("fusion",)


def test_nobody_is_awarded_where_nothing_fits():
    assert awarded_in(BAND, lambda _, __: False) == ()
    assert draw_faults(committed(), draw(committed(), awarded=())) == ()


def test_each_is_asked_of_in_turn_with_those_before_it():
    asked: list[tuple[tuple[str, ...], str]] = []

    def fits(awarded: tuple[str, ...], proposal: str) -> bool:
        asked.append((awarded, proposal))
        return proposal != "materials"

    assert awarded_in(("fusion", "materials", "protein"), fits) == ("fusion", "protein")
    assert asked == [((), "fusion"), (("fusion",), "materials"), (("fusion",), "protein")]


def test_a_draw_replays_from_what_was_said():
    assert draw_faults(committed(), draw(committed())) == ()
    assert draw_faults(committed(()), draw(committed(()))) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"round": 4_000_001}, "another round never decides"),
        ({"beacon": "nist"}, "another round never decides"),
        ({"seed": "00" * 32}, "the seed is"),
        ({"order": tuple(sorted(BAND, reverse=True))}, "the order of tickets is"),
        ({"awarded": ("fusion", "fusion")}, "awarded twice"),
        ({"awarded": ("climate",)}, "climate was awarded, and is not in the band"),
    ],
)
def test_each_fault_of_a_draw_is_found_alone(changes, told):
    (fault,) = draw_faults(committed(), draw(committed(), **changes))
    assert told in fault


def test_a_score_that_is_corrected_after_the_commitment_changes_no_draw():
    corrected = msgspec.structs.replace(committed(), input_digest="cd" * 32)
    assert draw_faults(committed(), draw(committed())) == ()
    assert draw_faults(committed(), draw(corrected)) != ()
