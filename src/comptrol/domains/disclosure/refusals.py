"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class DisclosureRefusal(Refusal):
    """Refusals, most important first."""

    ONLY_SEALED = Reason(
        "disclosure.only-sealed",
        "Large customers are named under seal, never openly.",
        "Regulation (EU) 2016/679 Article 5(1)(f)",
    )
    DEFINITION_EXISTS = Reason(
        "disclosure.definition-exists", "A definition is set once: another one takes its place."
    )
    PERIOD_EXISTS = Reason("disclosure.period-exists", "A period is opened once.")
    FILING_EXISTS = Reason(
        "disclosure.filing-exists", "A filing is filed once: what was otherwise is restated."
    )
    RESTATEMENT_EXISTS = Reason(
        "disclosure.restatement-exists", "A restatement of this name is in the log already."
    )
    UNKNOWN_PERIOD = Reason("disclosure.unknown-period", "No period of this name was opened.")
    UNKNOWN_FILING = Reason("disclosure.unknown-filing", "Nothing was filed under this name.")
    UNKNOWN_DEFINITION = Reason(
        "disclosure.unknown-definition", "No definition of this name was set."
    )
    NOT_ITSELF = Reason(
        "disclosure.not-itself",
        "A provider says of itself whether it reports; the authority may say it of any.",
    )
    NOT_FILER = Reason("disclosure.not-filer", "Whoever filed it restates it.")
    NOT_A_PROVIDER = Reason(
        "disclosure.not-a-provider", "Whoever reports is enrolled as a provider."
    )
    NOT_IN_SCOPE = Reason(
        "disclosure.not-in-scope", "The provider does not report on any of these days."
    )
    IN_SCOPE = Reason(
        "disclosure.in-scope", "The provider reports on this day already, or left after it."
    )
    BACKWARDS = Reason("disclosure.backwards", "Days begin before they end.")
    TOO_LONG = Reason("disclosure.too-long", "A period has 366 days at most.")
    DUE_TOO_EARLY = Reason(
        "disclosure.due-too-early", "A filing is due when its period is over, not before."
    )
    UNKNOWN_DUTY = Reason(
        "disclosure.unknown-duty", "The adopted rulebook has no duty of this name to report."
    )
    NOT_BINDING = Reason(
        "disclosure.not-binding",
        "This duty does not bind when the period begins: it is adopted as policy, or not at all.",
    )
    FIGURE_TWICE = Reason("disclosure.figure-twice", "A period has one definition to a figure.")
    OTHER_FIGURE = Reason("disclosure.other-figure", "The definition is of another figure.")
    NOT_YET_DEFINED = Reason(
        "disclosure.not-yet-defined", "The definition may be used for later days only."
    )
    FACTOR_UNCLEAR = Reason(
        "disclosure.factor-unclear",
        "A factor has both its numbers, and compares to the definition that is replaced.",
    )
    UNKNOWN_EVIDENCE = Reason(
        "disclosure.unknown-evidence", "Evidence stands in the log before what it shows."
    )
    NOT_OVER = Reason("disclosure.not-over", "Figures are filed of days that are over.")
    OUTSIDE_PERIOD = Reason("disclosure.outside-period", "A line tells of days within its period.")
    WRONG_DEFINITION = Reason(
        "disclosure.wrong-definition",
        "A line is under the definition of its figure that is frozen for the period.",
    )
    LINE_TWICE = Reason("disclosure.line-twice", "A day has one value of a figure.")
    ALREADY_FILED = Reason(
        "disclosure.already-filed",
        "The provider has filed this figure of these days: a correction restates it.",
    )
    NOTHING_RESTATED = Reason(
        "disclosure.nothing-restated", "A restated line has a figure and days that were filed."
    )
    NOTHING_CHANGED = Reason(
        "disclosure.nothing-changed", "Only what changes is restated or announced."
    )
    NOT_REVIEWED = Reason(
        "disclosure.not-reviewed", "Another title than that which prepares a filing reviews it."
    )
    NOT_ASKED = Reason(
        "disclosure.not-asked", "The period has no threshold above which a customer is large."
    )
    NOT_SEALED = Reason(
        "disclosure.not-sealed",
        "The signer has sealed no large customers under this commitment.",
    )
    ERASED = Reason("disclosure.erased", "What this commits to has been erased.")
    COMMITMENT_TAKEN = Reason("disclosure.commitment-taken", "What is sealed is filed once.")
    ANNOUNCED = Reason(
        "disclosure.announced", "The provider has announced another definition for this period."
    )
