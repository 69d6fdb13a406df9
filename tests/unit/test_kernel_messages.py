"""What an error of a reader says, word for word: whoever sent the bytes mends them by it.

``messages.txt`` beside the vectors has every message that the tables of the other tests lead to.
``python -m tests.unit.test_kernel_messages`` writes it anew; what is committed says what changed.
"""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ledger_cast import head, signed
from tests.unit import test_envelope as envelopes
from tests.unit import test_ledger_note as notes
from tests.unit import test_ledger_policy as policies
from tests.unit import test_ledger_proof as proofs
from tests.unit import test_ledger_receipt as receipts
from tests.unit import test_ledger_tile as tiles
from tests.unit import test_ledger_witness as witnesses
from tests.unit import test_sealed_envelope as sealed
from tests.unit import test_selective as cores

from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.note import Note, read_note, read_verifier_key
from comptrol.kernel.ledger.policy import judge
from comptrol.kernel.ledger.policy_text import read_policy
from comptrol.kernel.ledger.proof import read_proof
from comptrol.kernel.ledger.receipt_encoding import read_receipt
from comptrol.kernel.ledger.tile import place_at, unbundled
from comptrol.kernel.ledger.witnessing import read_request
from comptrol.kernel.selective import verified

KEPT = Path(__file__).parents[1] / "vectors" / "messages.txt"


def cases(test: Callable[..., None]) -> list[tuple[Any, ...]]:
    """Return what a test is asked for, one case after the other."""
    (mark, *_) = [it for it in test.pytestmark if it.name == "parametrize"]  # type: ignore[attr-defined]
    several = not isinstance(mark.args[0], str)
    listed = [getattr(it, "values", it) for it in mark.args[1]]
    return [tuple(it) if several or isinstance(it, tuple) else (it,) for it in listed]


def checkpoint(text: str) -> object:
    root = b64encode(bytes(32)).decode()
    return read_checkpoint(Note(text=text.replace("R", root), lines=(notes.LINE,)).raw)


def proof(old: str, new: str) -> object:
    return read_proof(proofs.RAW.replace(old.encode(), new.encode(), 1))


TABLES: dict[str, tuple[Callable[..., Any], list[tuple[Any, ...]]]] = {
    "envelope": (open_envelope, cases(envelopes.test_a_malformed_envelope_is_refused)),
    "sealed": (open_envelope, cases(sealed.test_a_malformed_sealed_envelope_is_refused)),
    "key": (read_verifier_key, cases(notes.test_what_is_no_key_is_refused)),
    "note": (read_note, cases(notes.test_what_is_no_note_is_refused)),
    "checkpoint": (checkpoint, cases(notes.test_what_is_no_head_is_refused)),
    "head": (
        lambda origin, size, root: Head(origin=origin, size=size, root=root),
        cases(notes.test_no_head_is_made_that_could_not_be_read),
    ),
    "policy": (
        lambda text, _: read_policy(text.encode()),
        cases(policies.test_what_the_format_forbids_is_refused),
    ),
    "belief": (
        lambda text, _: judge(read_policy(text.encode()), signed(head(7), policies.LOG).raw),
        cases(policies.test_a_head_that_no_known_log_signed_is_not_believed),
    ),
    "proof": (proof, cases(proofs.test_what_is_no_proof_is_refused)),
    "proof, cut": (read_proof, cases(proofs.test_what_is_cut_or_too_long_is_refused)),
    "tile": (place_at, cases(tiles.test_no_other_spelling_is_read)),
    "bundle": (unbundled, cases(tiles.test_a_bundle_that_is_cut_short_is_refused)),
    "request": (read_request, cases(witnesses.test_what_is_no_request_is_refused)),
    "receipt": (
        read_receipt,
        cases(receipts.test_any_other_encoding_is_refused)
        + [(receipts.RECEIPT[:at],) for at in range(len(receipts.RECEIPT))]
        + [(receipts.GROWTH[:at],) for at in range(len(receipts.GROWTH))],
    ),
    "core": (
        lambda core, _: verified(cores.present(core, []), cores.ACME.key),
        cases(cores.test_a_core_that_is_none_of_ours_is_named_for_what_is_wrong),
    ),
    "presentation": (
        lambda shown: verified(shown, cores.ACME.key),
        cases(cores.test_a_presentation_that_shows_anything_else_proves_nothing),
    ),
}


def told(read: Callable[..., Any], listed: list[tuple[Any, ...]]) -> list[str]:
    """Return each message once, in the order of the cases."""
    said: dict[str, None] = {}
    for case in listed:
        try:
            read(*case)
        except ComptrolError as error:
            said[str(error)] = None
    return [*said]


def written() -> dict[str, list[str]]:
    return {name: told(*table) for name, table in TABLES.items()}


def kept() -> dict[str, list[str]]:
    parts = (part.splitlines() for part in KEPT.read_text().split("# ") if part)
    return {name: [line for line in lines if line] for name, *lines in parts}


@pytest.mark.parametrize("name", TABLES)
def test_an_error_says_what_it_said(name: str) -> None:
    assert told(*TABLES[name]) == kept()[name], "python -m tests.unit.test_kernel_messages"


if __name__ == "__main__":
    parts = ("\n".join((f"# {name}", *lines, "")) for name, lines in written().items())
    KEPT.write_text("\n".join(parts))
