"""What may be said before a case is decided: a policy, an opening, a notice, answers, evidence."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases.checks.parts import (
    check_act,
    check_logged,
    check_own,
    check_voice,
    found_case,
    speaks_for,
)
from comptrol.domains.cases.queries import bears_on, days_of, policy_in_force
from comptrol.domains.cases.refusals import CasesRefusal
from comptrol.domains.cases.statements import (
    Answered,
    Channel,
    EvidenceAdded,
    Noticed,
    Opened,
    PolicySet,
)
from comptrol.domains.cases.view import TOLD, UNDECIDED, Case, CasesView, Stage
from comptrol.domains.gate import GateView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.privacy import PrivacyView, hiding_under
from comptrol.domains.registry import RegistryView
from comptrol.kernel.days import later
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

IN_CHARGE: Final = frozenset({Role.AUTHORITY, Role.REVIEWER, Role.INSPECTOR})
EVIDENCE_TAKEN: Final = frozenset({*UNDECIDED, Stage.APPEALED})


def check_policy(said: PolicySet, world: World) -> Iterator[Finding]:
    """Yield why a policy cannot be set."""
    known = policy_in_force(world)
    if known is not None and known.said.policy == said.policy:
        yield Finding.of(CasesRefusal.NAME_TAKEN, f"policy {said.policy}")
    names = [it.detector for it in said.detectors]
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield Finding.of(CasesRefusal.NAME_TAKEN, f"detector {', '.join(twice)}"[:400])


def check_opened(said: Opened, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why a case cannot be opened."""
    if policy_in_force(world) is None:
        yield Finding.of(CasesRefusal.NO_POLICY, "say cases.policy-set/1")
    if world[CasesView].cases.get(said.case) is not None:
        yield Finding.of(CasesRefusal.NAME_TAKEN, f"case {said.case}")
    unknown = tuple(_unknown(said, world))
    if unknown:
        yield Finding.of(CasesRefusal.UNKNOWN_SUBJECT, "; ".join(unknown)[:400])
    raised = world[AlarmsView].alarms
    for name in said.alarms:
        alarm = raised.get(name)
        if alarm is None:
            yield Finding.of(CasesRefusal.UNKNOWN_ALARM, name[:400])
        elif not bears_on(world, alarm, said):
            yield Finding.of(CasesRefusal.ALARM_OF_OTHERS, name[:400])
    rule = said.rule
    if not all(it.strip() for it in (rule.rule, rule.version, rule.citation)):
        yield Finding.of(CasesRefusal.NO_GROUND, "rule, version and citation")
    yield from check_own(entry, said.parties, world)


def _unknown(said: Opened, world: World) -> Iterator[str]:
    """Say what of the subjects is not known here, or is of somebody else."""
    parties, registry = world[PartiesView].parties, world[RegistryView]
    yield from (f"party {it}" for it in said.parties if parties.get(it) is None)
    yield from (f"site {it}" for it in said.sites if registry.sites.get(it) is None)
    yield from (f"lot {it}" for it in said.lots if registry.lots.get(it) is None)
    for name in said.orders:
        order = world[GateView].orders.get(name)
        if order is None:
            yield f"order {name}"
        elif not {order.seller, *order.parties} & set(said.parties):
            yield f"order {name} is of {order.seller} and {order.customer}"


def check_noticed(said: Noticed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why a notice cannot be given: above all what it lacks."""
    case, why_not = found_case(said.case, world, UNDECIDED)
    yield from why_not
    if case is None:
        return
    yield from check_own(entry, case.parties, world)
    days = days_of(world, case).answer
    earliest = later(entry.logged_at.date(), days)
    yield from check_act(said.act, entry, days, earliest)
    if set(said.to) != set(case.parties):
        yield Finding.of(CasesRefusal.NOT_ALL_TOLD, ", ".join(case.parties)[:400])


def check_answered(said: Answered, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why an answer cannot be given. A late one is heard until the decision."""
    case, why_not = found_case(said.case, world, TOLD)
    yield from why_not
    if case is None:
        return
    yield from check_voice(said, case, entry, world)


def check_evidence(said: EvidenceAdded, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why evidence cannot be added."""
    case = world[CasesView].cases.get(said.case)
    if world[CasesView].evidence.get((said.case, said.evidence)) is not None:
        yield Finding.of(CasesRefusal.NAME_TAKEN, f"evidence {said.evidence}")
    yield from found_case(said.case, world, EVIDENCE_TAKEN)[1]
    yield from check_logged(said.positions, entry)
    if case is not None:
        yield from _check_whose(said, case, entry, world)
    secret = said.channel is Channel.WHISTLE_BLOWER
    if not said.positions and said.digest is None:
        yield Finding.of(CasesRefusal.NOTHING_SHOWN, said.evidence)
    elif said.digest is not None and not secret and not _is_hidden(said.digest, world):
        yield Finding.of(CasesRefusal.NOTHING_SHOWN, f"nobody has sealed {said.digest}")
    if secret and said.positions:
        yield Finding.of(CasesRefusal.WHO_TOLD, "an entry of the log names its signer")
    if (said.ratio_ppm is None) != (said.ratio_source is None):
        yield Finding.of(CasesRefusal.RATIO_WITHOUT_SOURCE, said.evidence)


def _is_hidden(digest: Digest, world: World) -> bool:
    return hiding_under(world[PrivacyView], digest) is not None


def _check_whose(
    said: EvidenceAdded, case: Case, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Yield why somebody may not add this: not in charge, and not a subject."""
    its_own = any(speaks_for(world, case, it, entry.signer) for it in case.parties)
    if not its_own and not may(world[PartiesView], entry.signer, IN_CHARGE):
        yield Finding.of(CasesRefusal.NOT_YOURS, entry.signer)
    elif its_own and said.ratio_ppm is not None:
        yield Finding.of(CasesRefusal.NOT_YOURS, "what evidence weighs is for others to say")
