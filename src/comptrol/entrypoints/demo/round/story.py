"""The story of a round: every scene is one step of it, and what must come of it."""

from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.round.appealing import Hearing
from comptrol.entrypoints.demo.round.asking import Asking
from comptrol.entrypoints.demo.round.dates import DEMONSTRATED
from comptrol.entrypoints.demo.round.playing import Round
from comptrol.entrypoints.demo.scenery import adopt_law
from comptrol.entrypoints.demo.story import Story
from comptrol.flow.allocating.solver import Solver


def round_of_sixty(clock: StoryClock, solver: Solver) -> Story:
    """Return the scenes of the round, in order; they move the clock."""
    played = Round(clock, solver, Asking(DEMONSTRATED))
    hearing = Hearing(played)
    return (
        ("The authority adopts the law of the day, in the enforced posture", adopt_law),
        ("A policy is published, a call is opened, two providers offer pools", played.open),
        ("Sixty proposals ask for compute", played.propose),
        ("The law asks a person about some of them", played.settle),
        ("The technical office says what each needs", played.trim),
        ("Reviewers say with what they have to do, and are given proposals", played.assign),
        ("Every proposal is reviewed twice", played.review),
        ("The panel sees what evenness costs, and chooses", played.choose),
        ("The plan is made, checked and said", played.plan),
        ("Two of the panel adopt it, and everybody is told", played.adopt),
        ("One who got nothing reads why, and appeals", hearing.appeal),
        ("Somebody who had no part in it grants the appeal", hearing.decide),
        ("The plan is made again, and what that costs the others is shown", hearing.replan),
        ("A flood does not wait for a call: two people grant hours kept back", hearing.help),
        ("The award is used, by the one who has it alone", hearing.use),
    )
