"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal

EQUATION = "arXiv:2303.11341, equation 1"


class InspectionRefusal(Refusal):
    """Refusals, most important first."""

    INSPECTION_EXISTS = Reason(
        "inspection.inspection-exists", "An inspection of this name is planned already."
    )
    UNKNOWN_INSPECTION = Reason(
        "inspection.unknown-inspection", "No inspection of this name is planned."
    )
    NOT_PLANNER = Reason(
        "inspection.not-planner", "Whoever planned it, or the authority, says how it goes on."
    )
    ALREADY_CLOSED = Reason("inspection.already-closed", "The inspection is over.")
    ALREADY_SEEDED = Reason(
        "inspection.already-seeded", "What is drawn is drawn once: no second seed is taken."
    )
    UNKNOWN_STRATUM = Reason(
        "inspection.unknown-stratum",
        "A stratum names a site, a country, a holder or a model that nobody knows.",
    )
    STRATA_MEET = Reason(
        "inspection.strata-meet", "A chip is in one stratum, and a stratum has one name."
    )
    FRAME_TOO_LARGE = Reason("inspection.frame-too-large", "So many chips are inspected in parts.")
    FRAME_DIFFERS = Reason(
        "inspection.frame-differs",
        "What is drawn from is what the registry lists at this moment, chip by chip.",
    )
    ONE_AIM = Reason(
        "inspection.one-aim",
        "A plan looks for wrong chips, or for a run among all chips together.",
    )
    IMPOSSIBLE_NUMBER = Reason(
        "inspection.impossible-number",
        "A probability is between 0 and 1, a quantity above 0, each of at most 12 decimals.",
    )
    WITHOUT_FACTOR = Reason(
        "inspection.without-factor",
        "Chips that count by a factor set are of one model to a stratum, and it has a factor.",
    )
    NOTHING_TO_CATCH = Reason(
        "inspection.nothing-to-catch", "These chips are too few for such a run.", EQUATION
    )
    TOO_MANY_SAMPLES = Reason(
        "inspection.too-many-samples",
        "Nobody draws more chips than there are, or more than ten thousand at once, or none.",
    )
    TOO_FEW_SAMPLES = Reason(
        "inspection.too-few-samples",
        "The samples do not give the confidence that the plan states.",
    )
    BEACON_BEFORE_FREEZE = Reason(
        "inspection.beacon-before-freeze",
        "The beacon speaks after the frame is frozen, when nobody knows yet what it will draw.",
    )
    BEACON_WINDOW = Reason(
        "inspection.beacon-window",
        "The time in which the beacon may speak has an end, at most seven days after it begins.",
    )
    ANOTHER_BEACON = Reason(
        "inspection.another-beacon",
        "The beacon is the one that the plan named beforehand, in the time that it named.",
    )
    DRAW_FIRST = Reason(
        "inspection.draw-first", "Once the beacon has spoken, an inspection is drawn."
    )
    NOT_DRAWN = Reason("inspection.not-drawn", "Only a chip that was drawn is looked at.")
    ALREADY_LOOKED_AT = Reason(
        "inspection.already-looked-at", "A chip has one result in an inspection."
    )
    CONFLICT_OF_INTEREST = Reason(
        "inspection.conflict-of-interest",
        "Nobody inspects what they hold, house or own, or what those linked to them do.",
    )
    UNKNOWN_SITE = Reason("inspection.unknown-site", "No site of this name is registered.")
    CONTRADICTORY = Reason(
        "inspection.contradictory", "The outcome is not what the rest of the result says."
    )
    CHALLENGE_MISSING = Reason(
        "inspection.challenge-missing",
        "By the plan a chip is found only if it has answered a challenge after it was drawn.",
    )
    CHALLENGE_UNPROVEN = Reason(
        "inspection.challenge-unproven",
        "This chip has not answered that challenge, with grade A or B, after it was drawn.",
    )
    BEFORE_DRAW = Reason(
        "inspection.before-draw", "A chip is looked at after it is drawn, not before."
    )
    NOT_YET = Reason("inspection.not-yet", "What is said to have been has not been yet.")
