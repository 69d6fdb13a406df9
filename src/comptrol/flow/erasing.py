"""In what order is something destroyed, and said to be? So that no crash makes the log a lie.

**Destroyed, then said.** After a crash in between, the words are gone and the log does not say so
yet: asking again finds nothing to destroy, and says it. The other way round, a crash would leave
an erasure in the log, for good, and the words still readable. And since what is destroyed does not
come back, the log is asked first: it is kept to this process, so that no other's writing stops us
half-way, and it says whether it would take the erasure from this voice.

Where the log calls an entry erased already, a vault that came back from a backup forgets again.
"""

from collections.abc import Iterator, Mapping

from comptrol.domains.parties import PartiesView, key_in_force, may
from comptrol.domains.privacy import Erased, Ground, PrivacyView, hiding_at
from comptrol.flow.ports import Voice
from comptrol.flow.refusals import FlowRefusal
from comptrol.flow.speech import Speaker
from comptrol.flow.vaulting import Vaulting
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Finding, Refused
from comptrol.kernel.identifiers import PublicKey
from comptrol.kernel.statement import Entry, kind


def erase(vaulting: Vaulting, voice: Voice, position: int, ground: Ground) -> Answer:
    """Destroy what an entry hides, and then say so. Asked again after a crash, it goes on."""
    said = Erased(position=position, ground=ground)
    intake = vaulting.intake
    intake.store.claim()
    with intake.store.reading() as rows:
        world = RowsWorld(rows, intake.references)
        hidden = hiding_at(world[PrivacyView], position)
        reasons = (*_not_yours(voice, world), *_untimely(vaulting, voice, said, world))
    if hidden is not None and (not reasons or hidden.erased_at is not None):
        vaulting.vault.erase(hidden.commitment)
    if reasons:
        return Refused(intake.catalogue.by_precedence(reasons))
    return Speaker(intake, voice).say(said)


def erase_all(
    vaulting: Vaulting, voice: Voice, data_subject: str, ground: Ground
) -> Mapping[int, Answer] | Refused:
    """Destroy everything that is kept for a data subject, and then say so for each entry.

    The vault knows which entries those were until all of it is said, so that asking again after a
    crash says the rest.
    """
    intake, vault = vaulting.intake, vaulting.vault
    intake.store.claim()
    with intake.store.reading() as rows:
        reasons = tuple(_not_yours(voice, RowsWorld(rows, intake.references)))
    if reasons:
        return Refused(intake.catalogue.by_precedence(reasons))
    vault.erase_all(data_subject)
    hidden = [vaulting.hidden_under(one) for one in vault.commitments(data_subject)]
    owed = sorted(one.position for one in hidden if one is not None and one.erased_at is None)
    speaker = Speaker(intake, voice)
    answers = {at: speaker.say(Erased(position=at, ground=ground)) for at in owed}
    if not any(isinstance(answer, Refused) for answer in answers.values()):
        vault.forget(data_subject)
    return answers


def _not_yours(voice: Voice, world: RowsWorld) -> Iterator[Finding]:
    """Yield why the log would not hear this of this voice."""
    parties = world[PartiesView]
    held = key_in_force(parties, PublicKey(voice.key.hex()))
    if held is None or held.party != voice.party:
        yield Finding.of(FlowRefusal.UNKNOWN_KEY, f"it is no key of {voice.party}")
    elif not may(parties, voice.party, Erased.SAID_BY):
        yield Finding.of(FlowRefusal.ROLE_MISSING, f"{kind(Erased)} is said by: authority")


def _untimely(
    vaulting: Vaulting, voice: Voice, said: Erased, world: RowsWorld
) -> Iterator[Finding]:
    """Yield why the log would not hear this now, whoever says it."""
    entry = Entry(
        position=said.position + 1,
        logged_at=vaulting.intake.clock.now(),
        signer=voice.party,
        statement=said,
    )
    yield from vaulting.intake.catalogue.owner(said).check(entry, world)
