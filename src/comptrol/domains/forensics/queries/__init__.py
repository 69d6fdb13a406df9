"""What may be asked about the honesty of reports."""

from comptrol.domains.forensics.queries.comparing import Compared, compared
from comptrol.domains.forensics.queries.drawing import AuditDraw, DrawnWeek, audit_draw
from comptrol.domains.forensics.queries.due import due
from comptrol.domains.forensics.queries.panel import (
    Balance,
    chips_held,
    in_scope,
    panel,
    providers_at_all,
)
from comptrol.domains.forensics.queries.policies import (
    advice,
    estimates,
    forensic_policy,
    looks,
    policy_on,
)
from comptrol.domains.forensics.queries.seeing import (
    VERSION,
    Calendar,
    Read,
    Seen,
    Verdict,
    calendar_of,
    places,
    see,
)
from comptrol.domains.forensics.queries.standing import (
    STRENGTHS,
    Standing,
    advised,
    answers,
    raised_before,
    standing,
)

__all__ = [
    "STRENGTHS",
    "VERSION",
    "AuditDraw",
    "Balance",
    "Calendar",
    "Compared",
    "DrawnWeek",
    "Read",
    "Seen",
    "Standing",
    "Verdict",
    "advice",
    "advised",
    "answers",
    "audit_draw",
    "calendar_of",
    "chips_held",
    "compared",
    "due",
    "estimates",
    "forensic_policy",
    "in_scope",
    "looks",
    "panel",
    "places",
    "policy_on",
    "providers_at_all",
    "raised_before",
    "see",
    "standing",
]
