"""What may be asked of reporting."""

from comptrol.domains.disclosure.queries.adding_up import Undrafted
from comptrol.domains.disclosure.queries.calendar import Calendar, Due, Standing, calendar
from comptrol.domains.disclosure.queries.drafting import (
    Draft,
    Rulings,
    Week,
    draft,
)
from comptrol.domains.disclosure.queries.filings import (
    Shown,
    announcements,
    definitions,
    filing,
    filings,
    members,
    periods,
)
from comptrol.domains.disclosure.queries.large import large_customers
from comptrol.domains.disclosure.queries.standing import Missing, reported_days
from comptrol.domains.disclosure.queries.thresholds import ClusterAbove, RunAbove

__all__ = [
    "Calendar",
    "ClusterAbove",
    "Draft",
    "Due",
    "Missing",
    "Rulings",
    "RunAbove",
    "Shown",
    "Standing",
    "Undrafted",
    "Week",
    "announcements",
    "calendar",
    "definitions",
    "draft",
    "filing",
    "filings",
    "large_customers",
    "members",
    "periods",
    "reported_days",
]
