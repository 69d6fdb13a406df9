"""How is a statement said so that each of its claims can be shown alone, and how is one shown?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.domains.privacy import (
    Disclosable,
    DisclosableEntry,
    Looked,
    Topic,
    core_digest,
)
from comptrol.flow.ports import Voice
from comptrol.flow.speech import Speaker
from comptrol.flow.turn import read_entry
from comptrol.flow.vaulting import Opening, Vaulting
from comptrol.kernel.errors import NotFoundError, NotProvenError
from comptrol.kernel.finding import Answer
from comptrol.kernel.jws import read_jws
from comptrol.kernel.selective import (
    Clear,
    disclosure,
    issue,
    present,
    read_disclosure,
    verified,
)
from comptrol.kernel.statement import Statement

SALT_BYTES: Final = 32
DIGESTS_AT_ONCE: Final = 16
"""Digests come in so many, decoys making them up, so that their number tells next to nothing."""

_encode = msgspec.json.Encoder().encode


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a presentation proves: the claims shown, and the entry that they belong to."""

    position: int
    topic: Topic
    by: str
    claims: Mapping[str, Any]
    erased_at: int | None
    """Where the log says that what was not shown by then has been erased."""


def say_disclosable(
    vaulting: Vaulting, voice: Voice, statement: Statement, topic: Topic, data_subject: str
) -> Answer:
    """Log a statement with all its claims hidden; the vault has what shows each of them."""
    claims = msgspec.json.decode(_encode(statement), type=dict[str, msgspec.Raw])
    kind = msgspec.json.decode(claims.pop("kind"), type=str)
    fresh, now = vaulting.randomness, vaulting.intake.clock.now()
    shown = [disclosure(fresh(SALT_BYTES), name, value) for name, value in claims.items()]
    decoys = [fresh(SALT_BYTES) for _ in range(-len(shown) % DIGESTS_AT_ONCE)]
    clear = Clear(iss=voice.party, iat=int(now.timestamp()), kind=kind)
    core = issue(clear, shown, decoys, voice.key, voice.sign)
    commitment = core_digest(core)
    vaulting.keep(data_subject, commitment, Opening(body=_encode(shown), salt=b""))
    answer = Speaker(vaulting.intake, voice).say(Disclosable(topic=topic, core=core))
    vaulting.forget_unless_hidden(commitment)
    return answer


class Presented(NamedTuple):
    """What came of a look at claims: that it is logged, and a presentation of some of them."""

    answer: Answer
    text: str | None


def presentation(
    vaulting: Vaulting, voice: Voice, said: Looked, names: Sequence[str]
) -> Presented:
    """Say that somebody looks, and return a disclosable entry with some of its claims shown."""
    hidden = vaulting.hidden_at(said.position)
    if not isinstance(hidden, DisclosableEntry):
        raise NotFoundError(f"the entry at position {said.position} is sealed as a whole")
    answer, opening = vaulting.look(voice, said)
    if opening is None:
        return Presented(answer, None)
    kept = msgspec.json.decode(opening.body, type=list[str])
    by_name = {read_disclosure(one)[0]: one for one in kept}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise NotFoundError(f"no claim {', '.join(unknown)}; there are: {', '.join(by_name)}")
    core = _core_at(vaulting, said.position)
    return Presented(answer, present(core, [by_name[name] for name in names]))


def check_presentation(vaulting: Vaulting, text: str) -> Shown:
    """Hold a presentation against the log: who issued it, and which claims it proves."""
    core, _, _ = text.partition("~")
    known = vaulting.hidden_under(core_digest(core))
    if not isinstance(known, DisclosableEntry):
        raise NotProvenError("the log has no such core")
    key = bytes.fromhex(read_jws(core).header["kid"])  # in force when it was admitted
    return Shown(
        position=known.position,
        topic=known.topic,
        by=known.by,
        claims=verified(text, key),
        erased_at=known.erased_at,
    )


def _core_at(vaulting: Vaulting, position: int) -> str:
    with vaulting.intake.store.reading() as reading:
        logged = next(reading.entries(position))
    said = read_entry(vaulting.intake.catalogue, logged).statement
    assert isinstance(said, Disclosable), "the view says that it is one"
    return said.core
