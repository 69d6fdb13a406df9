"""The function is RFC 9497's, to the last bit, on the group of RFC 9496."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha512
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pytest

from comptrol.adapters.oprf import blind, evaluate, finalize, prf, public_key
from comptrol.adapters.oprf.encoding import decoded, encoded, sqrt_ratio
from comptrol.adapters.oprf.group import ORDER, Element, is_scalar
from comptrol.adapters.oprf.protocol import (
    BATCH_MAX,
    Blinded,
    Evaluated,
    check,
    key_of_seed,
    random_scalar,
)
from comptrol.kernel.errors import NotProvenError, UnreadableError

VECTORS = Path(__file__).parents[1] / "vectors" / "oprf"
VOPRF = json.loads((VECTORS / "rfc9497_voprf.json").read_text())
GROUP = json.loads((VECTORS / "rfc9496_ristretto255.json").read_text())
KEY, ANNOUNCED = bytes.fromhex(VOPRF["skSm"]), bytes.fromhex(VOPRF["pkSm"])
IDENTITY = bytes(32)


def these(text: str) -> list[bytes]:
    return [bytes.fromhex(one) for one in text.split(",")]


def drawn(*scalars: bytes) -> Callable[[int], bytes]:
    """Return a randomness that gives just these."""
    left: Iterator[bytes] = iter(scalars)
    return lambda _: next(left)


@pytest.mark.parametrize("number", range(1, 16))
def test_multiples_of_the_generator_are_written_as_the_rfc_has_them(number: int) -> None:
    written = bytes.fromhex(GROUP["multiples_of_the_generator"][number - 1])
    assert Element.base_times(number.to_bytes(32, "little")).written() == written
    assert Element.read(written).written() == written
    point = decoded(written)
    assert point is not None
    assert encoded(point) == written


@pytest.mark.parametrize("written", GROUP["invalid"])
def test_what_is_no_element_is_never_read_as_one(written: str) -> None:
    assert decoded(bytes.fromhex(written)) is None
    with pytest.raises(UnreadableError, match="expected an element"):
        Element.read(bytes.fromhex(written))


@pytest.mark.parametrize("written", [IDENTITY, b"", bytes(31), bytes(33), b"\x02" + bytes(32)])
def test_the_identity_and_other_lengths_are_refused(written: bytes) -> None:
    with pytest.raises(UnreadableError):
        Element.read(written)


@pytest.mark.parametrize(("sentence", "written"), GROUP["from_hash"])
def test_a_hash_is_mapped_as_the_rfc_maps_it(sentence: str, written: str) -> None:
    assert Element.of_hash(sha512(sentence.encode()).digest()).written().hex() == written


def test_a_root_of_nothing_is_nothing() -> None:
    assert sqrt_ratio(0, 5) == (True, 0)
    assert sqrt_ratio(5, 0) == (False, 0)


def test_the_key_of_the_rfc_comes_of_its_seed() -> None:
    seed, purpose = bytes.fromhex(VOPRF["seed"]), bytes.fromhex(VOPRF["keyInfo"])
    assert key_of_seed(seed, purpose) == KEY
    assert public_key(KEY) == ANNOUNCED


@pytest.mark.parametrize("vector", VOPRF["vectors"])
def test_every_step_gives_what_the_rfc_prints(vector: dict[str, Any]) -> None:
    factors, inputs = these(vector["Blind"]), these(vector["Input"])
    blinded = [blind(one, drawn(factor)) for one, factor in zip(inputs, factors, strict=True)]
    assert [one.sent for one in blinded] == these(vector["BlindedElement"])
    once = bytes.fromhex(vector["Proof"]["r"])
    answer = evaluate(KEY, [one.sent for one in blinded], drawn(once))
    assert list(answer.elements) == these(vector["EvaluationElement"])
    assert answer.proof.hex() == vector["Proof"]["proof"]
    outputs = these(vector["Output"])
    assert list(finalize(ANNOUNCED, blinded, answer)) == outputs
    assert [prf(KEY, one) for one in inputs] == outputs


def asked(*inputs: bytes) -> tuple[list[Blinded], Evaluated]:
    blinded = [blind(one, token_bytes) for one in inputs]
    return blinded, evaluate(KEY, [one.sent for one in blinded], token_bytes)


def test_the_blinding_changes_what_is_sent_and_not_what_comes_of_it() -> None:
    blinded, answer = asked(b"same", b"same")
    assert blinded[0].sent != blinded[1].sent
    first, second = finalize(ANNOUNCED, blinded, answer)
    assert first == second == prf(KEY, b"same")


def test_an_answer_made_with_another_key_is_not_taken() -> None:
    blinded, _ = asked(b"a", b"b")
    other = evaluate(random_scalar(token_bytes), [one.sent for one in blinded], token_bytes)
    with pytest.raises(NotProvenError, match="announced key"):
        finalize(ANNOUNCED, blinded, other)


@pytest.mark.parametrize(
    "bent",
    [
        lambda it: it._replace(elements=it.elements[::-1]),
        lambda it: it._replace(elements=it.elements[:1]),
        lambda it: it._replace(elements=(it.elements[0], it.elements[0])),
        lambda it: it._replace(proof=it.proof[::-1]),
        lambda it: it._replace(proof=bytes(64)),
        lambda it: it._replace(proof=it.proof[:63]),
        lambda it: it._replace(proof=it.proof[:32] + b"\xff" * 32),
        lambda it: it._replace(proof=it.proof[:32] + ORDER.to_bytes(32, "little")),
    ],
)
def test_an_answer_that_was_bent_is_not_taken(bent: Callable[[Evaluated], Evaluated]) -> None:
    blinded, answer = asked(b"a", b"b")
    with pytest.raises(NotProvenError):
        check(ANNOUNCED, [one.sent for one in blinded], bent(answer))


def test_an_answer_with_the_identity_in_it_is_not_taken() -> None:
    blinded, answer = asked(b"a")
    with pytest.raises(UnreadableError):
        finalize(ANNOUNCED, blinded, answer._replace(elements=(IDENTITY,)))


def test_one_element_that_is_none_stops_a_whole_batch() -> None:
    blinded, _ = asked(b"a")
    with pytest.raises(UnreadableError):
        evaluate(KEY, [blinded[0].sent, IDENTITY], token_bytes)


@pytest.mark.parametrize("many", [0, BATCH_MAX + 1])
def test_a_batch_has_a_size(many: int) -> None:
    with pytest.raises(UnreadableError, match="expected 1 to 512"):
        evaluate(KEY, [ANNOUNCED] * many, token_bytes)


def test_a_scalar_is_drawn_again_until_it_is_one() -> None:
    too_large, one = ORDER.to_bytes(32, "little"), (1).to_bytes(32, "little")
    assert random_scalar(drawn(bytes(32), too_large, one)) == one
    assert not is_scalar(bytes(32))
    assert not is_scalar(too_large)


def test_nothing_of_an_input_is_shown_where_it_is_printed() -> None:
    assert repr(blind(b"5493001KJTIIGC8Y1R12", token_bytes)) == "Blinded(…)"
