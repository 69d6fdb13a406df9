"""What shows when all that people decided is looked at together?

That one person decides nearly everything about one customer, or agrees with one colleague alone;
and that whoever decided belongs to the group of whom it was about. Both are patterns that are
seen where nothing is wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.oversight.queries import Act, What
from comptrol.domains.oversight.statements import PolicySet
from comptrol.domains.parties import PartiesView, group
from comptrol.domains.structuring import StructuringView, group_of
from comptrol.domains.structuring import policy_on as linking_on
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

ONE_REVIEWER: Final = "oversight.one-reviewer"
CONFLICT: Final = "oversight.conflict"
PPM: Final = 1_000_000
EVIDENCE_MAX: Final = 50


def decided_alarms(
    acts: Iterable[Act], policy: PolicySet | None, entry: Entry[Any], world: World
) -> Iterator[Raised]:
    """Yield who decides nearly all about one, or with one, and who decides about its own group."""
    every = list(acts)
    if policy is not None:
        yield from _about_one(every, policy, entry)
        yield from _with_one(every, policy, entry)
    yield from _conflicts(every, entry, world)


def _about_one(every: list[Act], policy: PolicySet, entry: Entry[Any]) -> Iterator[Raised]:
    by_party: dict[PartyId, dict[PartyId, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act in every:
        for party in act.parties:
            by_party[party][act.by].append(act)
    for party, by in sorted(by_party.items()):
        of = sum(map(len, by.values()))
        who, found = max(by.items(), key=lambda it: (len(it[1]), it[0]))
        if _is_nearly_all(len(found), of, policy):
            told = f"{who} made {len(found)} of {of} decisions about {party}."
            yield _one_reviewer(f"{who}/{party}", told, found, (party, who), policy, entry)


def _with_one(every: list[Act], policy: PolicySet, entry: Entry[Any]) -> Iterator[Raised]:
    by_asker: dict[PartyId, dict[PartyId, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act in every:
        if act.what is What.OVERRIDE_AGREED and act.other is not None:
            by_asker[act.other][act.by].append(act)
    for asker, by in sorted(by_asker.items()):
        of = sum(map(len, by.values()))
        who, found = max(by.items(), key=lambda it: (len(it[1]), it[0]))
        if _is_nearly_all(len(found), of, policy):
            told = f"{who} agreed to {len(found)} of {of} overrides that {asker} had asked for."
            yield _one_reviewer(f"{asker}+{who}", told, found, (asker, who), policy, entry)


def _is_nearly_all(many: int, of: int, policy: PolicySet) -> bool:
    return of >= policy.decided_min and many * PPM >= of * policy.share_ppm


def _one_reviewer(
    name: str,
    told: str,
    found: list[Act],
    parties: tuple[PartyId, ...],
    policy: PolicySet,
    entry: Entry[Any],
) -> Raised:
    places = sorted(it.position for it in found)[-EVIDENCE_MAX:]
    return Raised(
        because=entry.position,
        alarm=f"{ONE_REVIEWER}/{name}",
        detector=ONE_REVIEWER,
        version=1,
        strength=Strength.WEAK,
        explanation=f"{told} The policy {policy.policy} asks from {policy.share_ppm} ppm on.",
        benign=(
            "The office is small, or one desk is in charge of this customer.",
            "One person knows this field, and the others have asked it to decide.",
            "Duties are shared by days or hours, and these orders come at the same ones.",
        ),
        evidence=tuple(places),
        parties=parties,
    )


def _conflicts(every: list[Act], entry: Entry[Any], world: World) -> Iterator[Raised]:
    about: dict[tuple[PartyId, PartyId], list[Act]] = defaultdict(list)
    for act in every:
        for party in act.parties:
            about[act.by, party].append(act)
    today, linked = entry.logged_at.date(), dict[PartyId, dict[PartyId, Strength]]()
    for (who, party), found in sorted(about.items()):
        if who not in linked:
            linked[who] = _kin(who, today, world)
        strength = linked[who].get(party)
        if strength is not None:
            yield _conflict(who, party, strength, found, entry)


def _kin(who: PartyId, today: date, world: World) -> dict[PartyId, Strength]:
    """Return who is linked to somebody: by parents as declared, or by what is said of both."""
    policy = linking_on(world[StructuringView], today)
    said = group_of(world, who, policy, today) if policy is not None else None
    members = said.members if said is not None else ()
    found = {PartyId(it): Strength.WEAK for it in members}
    found |= dict.fromkeys(group(world[PartiesView], who), Strength.FACT)
    return found


def _conflict(
    who: PartyId, party: PartyId, strength: Strength, found: list[Act], entry: Entry[Any]
) -> Raised:
    how = "has the same parent" if strength is Strength.FACT else "is linked by what is said of it"
    places = sorted(it.position for it in found)[-EVIDENCE_MAX:]
    return Raised(
        because=entry.position,
        alarm=f"{CONFLICT}/{who}/{party}",
        detector=CONFLICT,
        version=1,
        strength=strength,
        explanation=f"{who} made {len(found)} decisions about {party}, which {how} as {who}.",
        benign=(
            "The link is a hypothesis, or was over when it was decided.",
            "Both belong to one state, and the office is independent within it.",
            "The decision went against that party.",
        ),
        evidence=tuple(places),
        parties=(party, who),
    )
