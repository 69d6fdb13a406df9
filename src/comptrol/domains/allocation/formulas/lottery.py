"""In which order are proposals drawn, that neither reviews nor the solver can tell apart?

What is drawn among, and which round of a public beacon decides, is committed before that round:
then nobody chose the order, and anybody can work it out again from the log alone. Ties of scores
are drawn by lot at the Swiss National Science Foundation since 2021 (Heyard et al., Statistics and
Public Policy, 2022); seed and tickets are our own design.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.allocation.formulas.exchange import Name
from comptrol.kernel.errors import UnreadableError

LABEL: Final = b"comptrol/lottery/1"
LENGTH_BYTES: Final = 8
Hex = Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){1,1024}$(?!\n)")]


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """The lot of one proposal."""

    proposal: Name
    ticket: Hex


class Committed(msgspec.Struct, frozen=True, kw_only=True):
    """What was said before the round: who is drawn among, for which call, and what decides."""

    input_digest: Hex
    """Of the call, as it was planned: a score corrected later goes to appeal, not in here."""
    band: tuple[Name, ...]
    beacon: str
    round: int


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """What was said after the round: what the beacon gave, and what came of it."""

    beacon: str
    round: int
    beacon_output: Hex
    seed: Hex
    order: tuple[Name, ...]
    awarded: tuple[Name, ...]


def seed_of(input_digest: str, beacon_output: str) -> str:
    """Return the seed of a draw, from what was committed and what nobody knew then.

    Each field has its length before it, so that no two pairs of inputs read alike.

    >>> seed_of("ab", "cdef") == seed_of("abcd", "ef")
    False
    """
    return _hashed(LABEL, _octets(input_digest), _octets(beacon_output))


def ticket(seed: str, proposal: str) -> str:
    """Return the lot of a proposal: it depends on no other proposal, and on no order of a file."""
    return _hashed(_octets(seed), proposal.encode())


def walk(seed: str, band: tuple[str, ...]) -> tuple[Ticket, ...]:
    """Return the proposals of a band in the order in which they are drawn: lowest ticket first."""
    lots = ((ticket(seed, it), it) for it in set(band))
    return tuple(Ticket(proposal=name, ticket=lot) for lot, name in sorted(lots))


def awarded_in(
    order: tuple[str, ...], fits: Callable[[tuple[str, ...], str], bool]
) -> tuple[str, ...]:
    """Return who is awarded: each in its turn, if it still fits beside those before it."""
    awarded: tuple[str, ...] = ()
    for proposal in order:
        if fits(awarded, proposal):
            awarded = (*awarded, proposal)
    return awarded


def draw_faults(committed: Committed, drawn: Draw) -> tuple[str, ...]:
    """Return what does not hold of a draw: nothing, or each fault as a sentence.

    Whether a proposal still fitted is no part of it: the plan after the draw shows that.
    """
    return tuple(_faults(committed, drawn))


def _faults(committed: Committed, drawn: Draw) -> Iterator[str]:
    if (drawn.beacon, drawn.round) != (committed.beacon, committed.round):
        yield (
            f"round {drawn.round} of {drawn.beacon} was used, and round {committed.round} of "
            f"{committed.beacon} was committed to: wait for it, another round never decides"
        )
    seed = seed_of(committed.input_digest, drawn.beacon_output)
    if drawn.seed != seed:
        yield f"the seed is {seed}, not {drawn.seed}"
    order = tuple(it.proposal for it in walk(seed, committed.band))
    if drawn.order != order:
        yield f"the order of tickets is {', '.join(order)}"
    if len(set(drawn.awarded)) < len(drawn.awarded):
        yield "a proposal was awarded twice"
    for stranger in sorted(set(drawn.awarded) - set(committed.band)):
        yield f"{stranger} was awarded, and is not in the band"


def _octets(digits: str) -> bytes:
    """Read hexadecimal digits, or raise UnreadableError."""
    try:
        octets = bytes.fromhex(digits)
    except ValueError:
        octets = b""
    if not octets or octets.hex() != digits.lower():
        raise UnreadableError(f"{digits[:40]!r}: hexadecimal digits were expected")
    return octets


def _hashed(*fields: bytes) -> str:
    lengths = (len(it).to_bytes(LENGTH_BYTES, "big") for it in fields)
    return hashlib.sha256(
        b"".join(part for pair in zip(lengths, fields, strict=True) for part in pair)
    ).hexdigest()
