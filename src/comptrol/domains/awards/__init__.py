"""What becomes of an award: its account, its conditions, its use, what is taken back and why.

An award opens an account for each pool (``caps.granted/1``): a ceiling in each month that was
planned, nothing in any other, for its holder alone. Whatever changes that later is a posting of
its own. Nothing is taken back without notice, figures and a chance to move it first, and all of
it can be appealed; silence on our side takes nothing. What looks like hoarding or splitting
raises an alarm, and decides nothing. The round that decides who gets what is ``allocation``.
"""

from comptrol.domains.awards.checks import check
from comptrol.domains.awards.formulas import (
    METHOD,
    NREL,
    account_name,
    compared,
    hours_in,
    taken_percent,
)
from comptrol.domains.awards.queries import (
    AwardFile,
    Drawable,
    Due,
    MonthOfUse,
    Use,
    award,
    awards,
    drawable,
    due_acts,
    due_look,
    use,
)
from comptrol.domains.awards.reactions import react
from comptrol.domains.awards.refusals import AwardsRefusal
from comptrol.domains.awards.statements import (
    TOLD,
    Account,
    AppealDecided,
    Appealed,
    AwardsStatement,
    ClawedBack,
    Closed,
    Compared,
    Figures,
    Looked,
    LookId,
    Matter,
    MilestoneDecided,
    MilestoneSet,
    NoticeGiven,
    Opened,
    OutageTold,
    OutcomeTold,
    Pair,
    PolicySet,
    Rephased,
    RephasingAsked,
    RephasingDecided,
    Replanned,
    Reported,
    Returned,
    Step,
    Taken,
)
from comptrol.domains.awards.view import Award, AwardsView, MilestoneState, apply
from comptrol.kernel.domain import Domain
from comptrol.kernel.watch import Watch

__all__ = [
    "DOMAIN",
    "METHOD",
    "NREL",
    "TOLD",
    "Account",
    "AppealDecided",
    "Appealed",
    "Award",
    "AwardFile",
    "AwardsView",
    "ClawedBack",
    "Compared",
    "Drawable",
    "Due",
    "Figures",
    "LookId",
    "Looked",
    "Matter",
    "MilestoneDecided",
    "MilestoneSet",
    "MilestoneState",
    "MonthOfUse",
    "NoticeGiven",
    "OutageTold",
    "OutcomeTold",
    "Pair",
    "PolicySet",
    "RephasingAsked",
    "RephasingDecided",
    "Reported",
    "Step",
    "Use",
    "account_name",
    "award",
    "awards",
    "compared",
    "drawable",
    "due_acts",
    "hours_in",
    "taken_percent",
    "use",
]

DOMAIN: Domain[AwardsStatement, AwardsView] = Domain(
    name="awards",
    statements=(
        PolicySet,
        Opened,
        Replanned,
        Closed,
        MilestoneSet,
        Reported,
        MilestoneDecided,
        RephasingAsked,
        RephasingDecided,
        Rephased,
        OutageTold,
        NoticeGiven,
        ClawedBack,
        Taken,
        Returned,
        Appealed,
        AppealDecided,
        OutcomeTold,
        Compared,
        Looked,
    ),
    refusals=AwardsRefusal,
    view=AwardsView,
    check=check,
    apply=apply,
    react=react,
    queries=(award, awards, use, due_acts, drawable),
    watches=(Watch(name="awards", version=1, looks=due_look),),
)
