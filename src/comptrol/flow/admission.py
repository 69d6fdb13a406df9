"""May this signer say this at all? Asked of every statement before its domain is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from comptrol.domains.parties import Founded, PartiesView, key_in_force, may
from comptrol.flow.ports import Voice
from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.envelope import Claims, Envelope
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PublicKey
from comptrol.kernel.statement import Consequence, Entry, kind
from comptrol.kernel.view import World

CLOCKS_APART_MAX = timedelta(minutes=5)
"""How far a signer's clock may run ahead of the log's."""


def admit(
    envelope: Envelope, entry: Entry[Any], last: int, world: World, voice: Voice
) -> Iterator[Finding]:
    """Yield every reason not to hear this signer, whose last number is ``last``."""
    claims, statement = envelope.claims, entry.statement
    if entry.position == 0 or isinstance(statement, Founded):
        yield from _opens_the_log(claims, entry, voice)
    else:
        yield from _speaks_for(claims, entry, world)
    expected = last + 1
    if claims.sequence < expected:
        yield Finding.of(FlowRefusal.SEQUENCE_REUSED, f"{claims.sequence}; next is {expected}")
    elif claims.sequence > expected:
        yield Finding.of(FlowRefusal.SEQUENCE_GAP, f"{claims.sequence}; next is {expected}")
    if claims.subject != statement.subject:
        detail = f"{claims.subject!r} is not {statement.subject!r}"
        yield Finding.of(FlowRefusal.NOT_ABOUT_THIS, detail)
    if claims.said_at > (entry.logged_at + CLOCKS_APART_MAX).timestamp():
        detail = f"said at {claims.said_at}, logged at {entry.logged_at.isoformat()}"
        yield Finding.of(FlowRefusal.FROM_THE_FUTURE, detail)


def _opens_the_log(claims: Claims, entry: Entry[Any], voice: Voice) -> Iterator[Finding]:
    said = entry.statement
    if not isinstance(said, Founded):
        yield Finding.of(FlowRefusal.NOT_FOUNDED, "entry 0 is parties.founded/1")
    elif claims.key.hex() != said.key or claims.issuer != said.party:
        yield Finding.of(FlowRefusal.NOT_THE_ISSUER, "the founder signs with the key it names")
    elif voice.key.hex() != said.platform_key or voice.party != said.party:
        yield Finding.of(FlowRefusal.NOT_THE_ISSUER, "this platform speaks under another key")


def _speaks_for(claims: Claims, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view = world[PartiesView]
    held = key_in_force(view, PublicKey(claims.key.hex()))
    if held is None:
        yield Finding.of(FlowRefusal.UNKNOWN_KEY, claims.key.hex())
    elif held.party != claims.issuer:
        yield Finding.of(FlowRefusal.NOT_THE_ISSUER, f"it is a key of {held.party}")
    said = type(entry.statement)
    if issubclass(said, Consequence) or (held is not None and held.platform):
        yield Finding.of(FlowRefusal.ONLY_THE_PLATFORM, kind(said))
    elif held is not None and not may(view, held.party, said.SAID_BY):
        roles = ", ".join(sorted(role.value for role in said.SAID_BY))
        yield Finding.of(FlowRefusal.ROLE_MISSING, f"{kind(said)} is said by: {roles}")
