"""Whether a decision may rest on what it cites: admissions, facts, channels that agree."""

from collections.abc import Iterable, Iterator

from comptrol.domains.alarms import Alarm, AlarmsView, Strength
from comptrol.domains.cases.queries.bearing import bears_on
from comptrol.domains.cases.queries.weighing import detectors
from comptrol.domains.cases.statements import MILD, Channel, Decided, Measure
from comptrol.domains.cases.view import Case, CasesView, Evidence
from comptrol.domains.gate import GateView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def has_key(world: World, party: PartyId) -> bool:
    """Tell whether a party has a key in force, and so speaks for itself."""
    keys = world[PartiesView].keys.where(party=party)
    return any(it.revoked_at is None and not it.platform for it in keys)


def told_at(world: World, case: Case) -> int:
    """Return where the last notice of a case stands; 0: none was given."""
    notices = world[CasesView].notices.where(case=case.case)
    return max((it.position for it in notices), default=0)


def admitted(world: World, case: Case) -> frozenset[PartyId]:
    """Return who has admitted the facts of the last notice: by itself, or having no key."""
    return frozenset(_admitted(world, case))


def _admitted(world: World, case: Case) -> Iterator[PartyId]:
    view, since = world[CasesView], told_at(world, case)
    for it in view.answers.where(case=case.case):
        if it.position > since and it.said.admits:
            step = view.steps.get((case.case, it.position))
            itself = step is not None and step.by == it.said.party
            if itself or not has_key(world, it.said.party):
                yield it.said.party


def reached(world: World, measure: Measure) -> set[PartyId]:
    """Return everybody whom a measure reaches: those it names, and all in the orders it names."""
    orders = (world[GateView].orders.get(it) for it in measure.orders)
    others = (party for it in orders if it is not None for party in it.parties)
    return {*measure.parties, *others}


def a_signal_alone(world: World, case: Case, said: Decided) -> bool:
    """Tell whether a decision goes beyond questions and looks on one statistical channel alone.

    It is enough that everybody whom it reaches beyond that admitted the facts; that an alarm of
    strength ``fact`` about a subject is cited; that what was seen, and not estimated, is of
    another channel than the signals; or that two channels agree. Evidence that speaks against
    the case carries nothing, what an alarm has seen already or another piece shows counts once,
    and what somebody told is a signal like others.
    """
    beyond = [it for it in said.measures if it.measure not in MILD]
    if not beyond:
        return False
    everybody = {party for it in beyond for party in reached(world, it)}
    if said.admission and everybody <= admitted(world, case):
        return False
    alarms = _alarms(world, case, said)
    if any(it.strength is Strength.FACT for it in alarms):
        return False
    known = detectors(world)
    signals = {
        known[it.detector].channel if it.detector in known else Channel.RECORDS for it in alarms
    }
    seen = set[Channel]()
    for piece in _of_its_own(_cited(world, case, said), alarms):
        (signals if _is_signal(piece) else seen).add(piece.channel)
    return not (seen - signals) and len(signals) < 2  # noqa: PLR2004  (two channels agree)


def _alarms(world: World, case: Case, said: Decided) -> list[Alarm]:
    """Return the alarms that a decision cites and that are about the subjects of the case."""
    raised = world[AlarmsView].alarms
    cited = (it for name in said.alarms if (it := raised.get(name)) is not None)
    return [it for it in cited if bears_on(world, it, case)]


def _cited(world: World, case: Case, said: Decided) -> Iterator[Evidence]:
    for name in dict.fromkeys(said.evidence):
        piece = world[CasesView].evidence.get((case.case, name))
        if piece is not None and piece.supports:
            yield piece


def _of_its_own(pieces: Iterable[Evidence], alarms: Iterable[Alarm]) -> Iterator[Evidence]:
    """Yield the evidence that shows something new: neither an alarm's own, nor another piece's.

    Of two that overlap the one that says less counts: an estimate before what was seen.
    """
    known = {place for it in alarms for place in (it.position, it.because, *it.evidence)}
    positions, digests = set[int](), set[str]()
    for piece in sorted(pieces, key=lambda it: (not _is_signal(it), it.position)):
        own = set(piece.positions) - known
        told = bool(own) or (piece.digest is not None and not piece.positions)
        if told and not own & positions and piece.digest not in digests:
            yield piece
        positions |= own
        if piece.digest is not None:
            digests.add(piece.digest)


def _is_signal(piece: Evidence) -> bool:
    return piece.statistical or piece.channel is Channel.WHISTLE_BLOWER
