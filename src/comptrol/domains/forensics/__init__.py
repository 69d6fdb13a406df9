"""Whether filed reports stay honest over time: lag, bias, restatements, definitions, the panel.

Reports that each look right may together be late, always restated one way, shaded inside the
tolerance, or counted otherwise than before. The detectors hold a reporter against its own history
and against what others measured; each has a floor below which it says ``not enough``. What they
see is raised as an alarm with the innocent explanations that could not be excluded; how closely a
person is advised to look rises with alarms and falls with time. It owns policies, estimates,
audits, looks and advice, and no filing (``disclosure``): nothing follows from it for anybody.
"""

from comptrol.domains.forensics.checks import check
from comptrol.domains.forensics.queries import (
    VERSION,
    AuditDraw,
    Balance,
    DrawnWeek,
    Read,
    Standing,
    Verdict,
    advice,
    audit_draw,
    due,
    estimates,
    forensic_policy,
    looks,
    panel,
    standing,
)
from comptrol.domains.forensics.reactions import HEARS, react
from comptrol.domains.forensics.refusals import ForensicsRefusal
from comptrol.domains.forensics.statements import (
    Audited,
    Channel,
    Completeness,
    Drift,
    Estimated,
    Factor,
    Favours,
    ForensicsStatement,
    Lateness,
    Level,
    LevelAdvised,
    Looked,
    LookedThrough,
    LookId,
    OneSided,
    Pair,
    Paired,
    PolicyId,
    PolicySet,
    Step,
    Switching,
    Watched,
)
from comptrol.domains.forensics.view import Advice, Audit, Estimate, ForensicsView, Look, apply
from comptrol.kernel.domain import Domain
from comptrol.kernel.watch import Watch

__all__ = [
    "DOMAIN",
    "Advice",
    "Audit",
    "AuditDraw",
    "Audited",
    "Balance",
    "Channel",
    "Completeness",
    "DrawnWeek",
    "Drift",
    "Estimate",
    "Estimated",
    "Factor",
    "Favours",
    "ForensicsRefusal",
    "ForensicsView",
    "Lateness",
    "Level",
    "LevelAdvised",
    "Look",
    "LookId",
    "Looked",
    "LookedThrough",
    "OneSided",
    "Pair",
    "Paired",
    "PolicyId",
    "PolicySet",
    "Read",
    "Standing",
    "Step",
    "Switching",
    "Verdict",
    "Watched",
    "audit_draw",
    "forensic_policy",
    "panel",
    "standing",
]

DOMAIN: Domain[ForensicsStatement, ForensicsView] = Domain(
    name="forensics",
    statements=(PolicySet, Estimated, Audited, Looked, LookedThrough, LevelAdvised),
    refusals=ForensicsRefusal,
    view=ForensicsView,
    check=check,
    apply=apply,
    react=react,
    hears=HEARS,
    watches=(Watch(name="forensics", version=VERSION, looks=due),),
    queries=(
        forensic_policy,
        looks,
        estimates,
        advice,
        standing,
        panel,
        audit_draw,
    ),
)
