"""The adversary bench: what its frame promises to whoever writes a scenario, in a small world."""

from datetime import date, timedelta
from functools import cache
from random import Random  # noqa: TID251  (seeded: every run is the same)
from typing import Final

import pytest
from benches.adversary import reporting
from benches.adversary.acts import Acts
from benches.adversary.bench import Scale, World, figures, world
from benches.adversary.cast import FIRST_DAY, PROVIDER
from benches.adversary.judging import Case, about, judged
from benches.adversary.running import Actor, DayClock, Play, Seen, opened
from benches.adversary.scenario import Scenario, SeenBy, discovered, unbuilt
from benches.adversary.stage import Stage

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.parties import Enrolled
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role

SMALL: Final = ("run-slicing", "subthreshold-swarm")
"""Scenarios that are over within weeks, so that a world of them is small."""
SCALE: Final = Scale(begins_within_days=7, jobs_a_day=1, days=60)


@cache
def played() -> World:
    """Play the small scenarios once, in a background of a job a day."""
    return world(0, SMALL, SCALE)


def test_attacks_are_seen_and_no_twin_is_flagged() -> None:
    attacks = [it for it in played().verdicts if it.attack]
    twins = [it for it in played().verdicts if not it.attack]
    assert sum(it.flagged for it in attacks) > len(attacks) / 2
    assert [it for it in twins if it.flagged] == []


def test_every_strength_has_an_attack_and_a_twin() -> None:
    found = [(it.scenario, it.strength, it.attack) for it in played().verdicts]
    wanted = [
        (it.ID, strength, attack)
        for it in discovered(SMALL)
        for strength in it.STRENGTHS
        for attack in (True, False)
    ]
    assert found == wanted


def test_what_is_seen_has_evidence_of_the_deed_and_comes_after_it() -> None:
    seen = [it for it in played().verdicts if it.attack and it.flagged]
    assert all(it.of_deed for it in seen)
    assert all(it.days is not None and it.days >= 0 for it in seen)


def test_nobody_of_the_background_is_named() -> None:
    assert played().background == []
    assert played().parties > 0


def test_the_figures_are_those_of_the_contract() -> None:
    found = {it.name: it for it in figures([played()])}
    assert found["cases.recall"].target == ">= 0.90"
    assert found["cases.twin_false_alarms"].value == 0


@pytest.mark.parametrize("scenario", discovered(), ids=lambda it: it.ID)
def test_a_scenario_says_what_it_is_and_how_it_is_seen(scenario: Scenario) -> None:
    assert len(set(scenario.STRENGTHS)) == len(scenario.STRENGTHS) > 1
    assert any(scenario.SEEN_BY)
    known = {name for name, _ in unbuilt(())}
    assert not known or scenario.ID in known


@pytest.mark.parametrize("scenario", discovered(), ids=lambda it: it.ID)
def test_whatever_a_scenario_makes_bears_the_name_of_its_instance(scenario: Scenario) -> None:
    for acts in (scenario.attack, scenario.twin):
        stage = Stage("n0001", FIRST_DAY + timedelta(days=1), Random("a test"))  # noqa: S311
        first = next(acts(stage, scenario.STRENGTHS[0]))
        assert first.day >= stage.begins
        assert "n0001-" in first.statement.subject


def test_what_no_file_is_for_is_listed_and_never_counted() -> None:
    listed = {name for name, _ in unbuilt(discovered())}
    assert not listed & {it.ID for it in discovered()}


# The judge, by itself.


def alarm(**other: tuple[str, ...]) -> Raised:
    return Raised(
        because=9,
        alarm="structuring.rate/x",
        detector="structuring.rate",
        version=1,
        strength=Strength.WEAK,
        explanation="seen",
        benign=("nothing",),
        evidence=(3,),
        **other,  # type: ignore[arg-type]
    )


def verdict(*seen: Seen, attack: bool = True, refused: bool = False) -> tuple[object, ...]:
    case = Case("x", "bold", attack, 0, SeenBy(("structuring.rate",), (), ("flow.no",)))
    actor = Actor("n0001", nothing(), deeds=[(FIRST_DAY + timedelta(days=5), 3)])
    if refused:
        actor.refused.append((FIRST_DAY + timedelta(days=6), "flow.no"))
    found = judged(case, actor, seen)
    return found.flagged, found.days, found.of_deed


def nothing() -> Acts[None]:
    yield from ()


def on(day: int, **other: tuple[str, ...]) -> Seen:
    return Seen(FIRST_DAY + timedelta(days=day), alarm(**(other or {"parties": ("n0001-a",)})))


def test_an_alarm_is_about_whom_it_names() -> None:
    said = alarm(parties=("n0001-a", "provider-0"), chips=("n0012-SN-7",), sites=("b-n0003",))
    assert about(said) == {"n0001", "n0012"}


def test_days_count_from_the_deed() -> None:
    assert verdict(on(9)) == (True, 4, True)


def test_an_alarm_before_the_deed_does_not_see_it() -> None:
    assert verdict(on(4)) == (False, None, False)


def test_a_refusal_sees_it_and_nothing_is_logged() -> None:
    assert verdict(refused=True) == (True, 1, None)


def test_a_twin_is_flagged_by_whatever_names_it() -> None:
    case = Case("x", "bold", attack=False, seed=0, seen_by=SeenBy(("gate.other",)))
    assert judged(case, Actor("n0001", nothing()), [on(1)]).flagged


# The frame does not let a scenario err in silence.


def test_a_refusal_that_is_not_expected_stops_the_bench() -> None:
    stage = Stage("n0001", FIRST_DAY + timedelta(days=1), Random("a test"))  # noqa: S311

    def wrong() -> Acts[None]:
        twice = Enrolled(
            party=PartyId(PROVIDER), name="P", country=CountryCode("NL"), roles=(Role.CUSTOMER,)
        )
        yield stage.says(0, "authority", twice)

    with pytest.raises(SystemExit, match=r"n0001.*parties\."):
        run(Actor("n0001", wrong()))


def test_days_that_go_back_stop_the_bench() -> None:
    stage = Stage("n0001", FIRST_DAY + timedelta(days=1), Random("a test"))  # noqa: S311

    def backwards() -> Acts[None]:
        yield from stage.customer(2, "a", "NL")
        yield from stage.customer(1, "b", "NL")

    with pytest.raises(SystemExit, match="n0001"):
        run(Actor("n0001", backwards()))


def run(actor: Actor) -> None:
    clock = DayClock()
    with opened(clock) as platform:
        Play(platform, clock, ()).run([actor])


def test_the_calendar_of_reports_ends_within_what_is_played() -> None:
    last = max(it.due for it in reporting.calendar() if hasattr(it, "due"))
    assert last < date(2027, 3, 1)
