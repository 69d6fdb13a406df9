"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class SupplyRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_INPUT = Reason("supply.unknown-input", "Nobody has described this input.")
    UNKNOWN_SUPPLIER = Reason("supply.unknown-supplier", "Nobody has named this supplier.")
    UNKNOWN_COUNTRY = Reason("supply.unknown-country", "No country has this code.")
    OTHER_KIND = Reason(
        "supply.other-kind",
        "What was one kind of thing does not become another, nor stand for it.",
    )
    CIRCLE = Reason("supply.circle", "Nothing goes into itself, controls itself or feeds itself.")
    NAMED_TWICE = Reason("supply.named-twice", "The same thing is named twice.")
    MORE_THAN_THE_WHOLE = Reason(
        "supply.more-than-the-whole",
        "Shares of one supply come to no more than 105 percent of it.",
    )
    NO_NUMBER = Reason("supply.no-number", "Neither stock nor ramp is told.")
    UNKNOWN_PROGRAMME = Reason("supply.unknown-programme", "Nobody has planned this programme.")
    UNKNOWN_PART = Reason(
        "supply.unknown-part", "The programme has no phase or milestone of this name."
    )
    UNKNOWN_SITE = Reason("supply.unknown-site", "No site of this name is registered.")
    UNKNOWN_FACTORS = Reason(
        "supply.unknown-factors", "No factor set of this name has been adopted."
    )
    NO_CRITERION = Reason(
        "supply.no-criterion", "Criteria need a threshold, and one of compute its factor set."
    )
    NO_CRITERIA = Reason(
        "supply.no-criteria", "No criteria of this name are in force on that day."
    )
    CRITERIA_SET = Reason("supply.criteria-set", "These criteria have been set for this day.")
    CRITERIA_NOT_MET = Reason("supply.criteria-not-met", "The site does not meet the criteria.")
    CRITERIA_OPEN = Reason(
        "supply.criteria-open",
        "Whether the site meets the criteria is open: a person has to say on what it rests.",
    )
    ALREADY_DESIGNATED = Reason("supply.already-designated", "The site is designated already.")
    NOT_DESIGNATED = Reason("supply.not-designated", "The site is not designated on that day.")
    UNKNOWN_DUTY = Reason("supply.unknown-duty", "The criteria ask for no such duty.")
    NOT_OPERATOR = Reason(
        "supply.not-operator", "Of a site speaks whoever runs it, or who sees for others."
    )
    UNKNOWN_INCIDENT = Reason("supply.unknown-incident", "Nobody has opened this incident.")
    INCIDENT_CLOSED = Reason("supply.incident-closed", "The incident has been closed.")
    UNKNOWN_REPORT = Reason("supply.unknown-report", "This incident asks for no such report.")
    REPORTS_MISSING = Reason(
        "supply.reports-missing", "Reports that this incident asks for have not been made."
    )
    NOT_RESTATED = Reason(
        "supply.not-restated", "What was reported is restated with a reason, and nothing else is."
    )
    UNKNOWN_PLAN = Reason("supply.unknown-plan", "Nobody has planned this.")
    NOT_PASSED = Reason(
        "supply.not-passed", "A test is passed where all was restored as soon as the plan says."
    )
    NAME_TAKEN = Reason("supply.name-taken", "This name stands for something else.")
    IMPOSSIBLE_NUMBER = Reason("supply.impossible-number", "No amount is like this.")
    TURNED_ROUND = Reason("supply.turned-round", "What came later stands before what came first.")
    IN_THE_FUTURE = Reason("supply.in-the-future", "This has not been yet.")
