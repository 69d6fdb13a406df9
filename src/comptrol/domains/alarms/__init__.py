"""What looks wrong: signals that the platform raises, each with its evidence, and never a verdict.

An alarm says which detector, in which version, saw what, where in the log that stands, how strong
it is, and which innocent explanations it could not exclude. It decides nothing: a statistical
signal alone never proves anything, and what follows is for a person, in a case with notice, answer
and appeal. Detectors stand in the domains that have what they look at; this one has what they say.
"""

from comptrol.domains.alarms.checks import check
from comptrol.domains.alarms.queries import alarm, alarms, raised_from, unraised
from comptrol.domains.alarms.refusals import AlarmsRefusal
from comptrol.domains.alarms.statements import AlarmsStatement, Raised, Strength
from comptrol.domains.alarms.view import Alarm, AlarmsView, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "Alarm",
    "AlarmsView",
    "Raised",
    "Strength",
    "raised_from",
    "unraised",
]

DOMAIN: Domain[AlarmsStatement, AlarmsView] = Domain(
    name="alarms",
    statements=(Raised,),
    refusals=AlarmsRefusal,
    view=AlarmsView,
    check=check,
    apply=apply,
    queries=(alarm, alarms),
)
