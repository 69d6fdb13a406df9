"""How is a file on a customer kept? Its words under seal, and openly that there is one.

1. Ask whether the file can be as it is, and whether the log would hear what is said openly of it.
2. Say the file under seal, with the customer as data subject: whose erasure takes it along.
3. Say openly that it is there, which fields it has, and until when it may be kept.

After a crash between 2 and 3 the log has a seal of which nothing more is said. Filing again makes
another; both go when the customer is erased.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from comptrol.domains.identification import (
    Identification,
    IdentificationRefusal,
    Identified,
    faults,
    outline,
)
from comptrol.domains.parties import PartiesView, may
from comptrol.flow.ports import Voice
from comptrol.flow.refusals import FlowRefusal
from comptrol.flow.speech import Speaker
from comptrol.flow.vaulting import Vaulting
from comptrol.flow.world import RowsWorld
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Answer, Finding, Receipt, Refused
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry, kind

_NOT_SEALED_YET: Final = Digest("0" * 64)


class Filed(NamedTuple):
    """What became of a file: its seal, where it came to that, and what is said openly of it."""

    sealed: Receipt | None
    answer: Answer


def keep_file(vaulting: Vaulting, voice: Voice, said: Identification) -> Filed:
    """Seal a file on a customer and say that it is there; or refuse, and keep nothing of it."""
    vaulting.intake.store.claim()  # so that nothing comes between what is asked and what is said
    reasons = tuple(_reasons(vaulting, voice, said))  # 1
    if reasons:
        return Filed(None, Refused(vaulting.intake.catalogue.by_precedence(reasons)))
    sealed = vaulting.seal(voice, said, data_subject=said.party)  # 2
    if not isinstance(sealed, Receipt):
        return Filed(None, sealed)
    commitment = vaulting.hidden_at(sealed.position).commitment
    answer = Speaker(vaulting.intake, voice).say(outline(said, commitment))  # 3
    return Filed(sealed, answer)


def _reasons(vaulting: Vaulting, voice: Voice, said: Identification) -> Iterator[Finding]:
    """Yield why the log would not hear of this file; raise if the file cannot be as it is."""
    intake = vaulting.intake
    now = intake.clock.now()
    wrong = tuple(faults(said, intake.references.of(Countries), now.date()))
    if wrong:
        raise UnreadableError(
            "\n".join(f"field {it.field}: expected {it.expected}" for it in wrong)
        )
    entry = Entry(
        position=intake.store.size(),
        logged_at=now,
        signer=PartyId(voice.party),
        statement=outline(said, _NOT_SEALED_YET),
    )
    with intake.store.reading() as rows:
        world = RowsWorld(rows, intake.references)
        if not may(world[PartiesView], entry.signer, Identified.SAID_BY):
            roles = ", ".join(sorted(role.value for role in Identified.SAID_BY))
            yield Finding.of(FlowRefusal.ROLE_MISSING, f"{kind(Identified)} is said by: {roles}")
        for finding in intake.catalogue.owner(entry.statement).check(entry, world):
            if finding.code != IdentificationRefusal.UNKNOWN_FILE.reason.code:
                yield finding
