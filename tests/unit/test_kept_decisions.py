"""The digests of decisions: one and the same for the same words, whichever object says them."""

from hashlib import sha256

import msgspec
from msgspec.structs import replace
from tests.unit.test_ruling_fits import ruled

from comptrol.domains.gate.view.rulings import ALIKE_MAX, Digests
from comptrol.domains.law import Decision


def test_a_decision_read_from_the_log_has_the_digest_of_the_one_that_was_said() -> None:
    said = ruled((), ()).decision
    text = msgspec.json.encode(said)
    read = msgspec.json.decode(text, type=Decision)
    digests = Digests()
    assert digests.of(said) == digests.of(read) == digests.of(said) == sha256(text).hexdigest()


def test_each_of_very_many_has_its_own_also_where_the_first_are_forgotten() -> None:
    digests, said = Digests(), ruled((), ()).decision
    many = [replace(said, conditions=(str(number),)) for number in range(3 * ALIKE_MAX)]
    first = [digests.of(it) for it in many]
    assert len(set(first)) == len(many)
    assert [digests.of(replace(it)) for it in many] == first
    assert [digests.of(it) for it in many] == first
