"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class AllocationRefusal(Refusal):
    """Refusals, most important first."""

    NO_LAW = Reason("allocation.no-law", "No rulebook has been adopted that says who is eligible.")
    UNKNOWN_POLICY = Reason(
        "allocation.unknown-policy", "No policy of allocation goes by this name."
    )
    UNKNOWN_CALL = Reason("allocation.unknown-call", "No call goes by this name.")
    UNKNOWN_POOL = Reason("allocation.unknown-pool", "The call has no pool of this name.")
    UNKNOWN_PROPOSAL = Reason(
        "allocation.unknown-proposal", "No proposal goes by this name, or it was taken back."
    )
    UNKNOWN_PARTY = Reason("allocation.unknown-party", "No party of this name is enrolled.")
    UNKNOWN_MODEL = Reason("allocation.unknown-model", "The catalogue has no such model of chip.")
    UNKNOWN_COUNTRY = Reason(
        "allocation.unknown-country", "No country has this ISO 3166-1 code of two letters."
    )
    UNKNOWN_PLAN = Reason(
        "allocation.unknown-plan",
        "No plan of this call goes by this name, or not from this signer.",
    )
    NAME_TAKEN = Reason("allocation.name-taken", "This name stands for something else already.")
    OVER = Reason("allocation.over", "The call is over.")
    NOT_OPEN = Reason("allocation.not-open", "The call takes proposals from one day to another.")
    NOT_CLOSED = Reason(
        "allocation.not-closed", "The call still takes proposals: what is compared comes together."
    )
    BACKWARDS = Reason("allocation.backwards", "What comes later stands before what comes first.")
    NOT_IN_CALL = Reason(
        "allocation.not-in-call", "The call has no such month, area, track or reserve."
    )
    SLOPES_RISE = Reason(
        "allocation.slopes-rise",
        "Each further part of a need is worth no more than the one before.",
    )
    SCORES_KNOWN = Reason(
        "allocation.scores-known",
        "Reviews have been said: what decides by them can no longer be changed.",
    )
    NOT_YOURS = Reason(
        "allocation.not-yours", "Only the one whom it is about may say this, or who said it first."
    )
    ASK_TOO_LARGE = Reason(
        "allocation.ask-too-large",
        "All linked proposals together ask for more than this track gives to one.",
    )
    NOT_NATIONAL = Reason(
        "allocation.not-national", "Only a national call has priorities: elsewhere merit decides."
    )
    NOTHING_SET = Reason(
        "allocation.nothing-set", "Either an area or proposals, with a weight, a floor or both."
    )
    NOT_ASKED = Reason(
        "allocation.not-asked", "The law leaves this pool to nobody: it has said yes or no itself."
    )
    MORE_THAN_ASKED = Reason(
        "allocation.more-than-asked", "A need is trimmed, and gets no pool that nobody asked for."
    )
    CONFLICTED = Reason(
        "allocation.conflicted", "Who has a part in a matter neither reviews nor decides it."
    )
    NOT_DECLARED = Reason(
        "allocation.not-declared", "A reviewer first says what it has to do with a call."
    )
    UNKNOWN_REVIEWER = Reason("allocation.unknown-reviewer", "No party of this name may review.")
    OVERLOADED = Reason(
        "allocation.overloaded", "A reviewer has as many proposals as the policy lets one have."
    )
    ASSIGNED_ALREADY = Reason(
        "allocation.assigned-already", "The reviewer has this proposal already, or gave it back."
    )
    NOT_ASSIGNED = Reason(
        "allocation.not-assigned", "Only who was asked to review a proposal does, and did."
    )
    REVIEWED_ALREADY = Reason("allocation.reviewed-already", "A reviewer reviews a proposal once.")
    STRUCK_ALREADY = Reason("allocation.struck-already", "The review counts no more already.")
    TOO_LATE = Reason("allocation.too-late", "The time for this is over.")
    SEEN_ALREADY = Reason(
        "allocation.seen-already", "How even a plan is was chosen, or somebody has seen who wins."
    )
    NO_THETA = Reason(
        "allocation.no-theta", "The panel first chooses how even the areas come out."
    )
    REVIEWS_MISSING = Reason(
        "allocation.reviews-missing", "A proposal lacks reviews that the policy asks for."
    )
    PLAN_SETTLED = Reason("allocation.plan-settled", "The plan was said, or this part of it was.")
    PARTS_MISSING = Reason("allocation.parts-missing", "Parts of the plan have not been said.")
    ANOTHER_CALL = Reason(
        "allocation.another-call", "The plan was made for other than what the log has here."
    )
    ANOTHER_PLAN = Reason(
        "allocation.another-plan", "The parts are not the plan that the digest is of."
    )
    REPLACES_ANOTHER = Reason(
        "allocation.replaces-another", "A plan replaces the one that was adopted, and says why."
    )
    VIOLATES = Reason("allocation.violates", "The exact check found a rule that the plan breaks.")
    NO_LOTTERY = Reason("allocation.no-lottery", "The policy has no lottery.")
    DRAW_OPEN = Reason(
        "allocation.draw-open", "A draw was committed to: it is drawn, once, before all else."
    )
    NO_DRAW = Reason("allocation.no-draw", "No draw is committed to, or it is drawn already.")
    BEACON_BEFORE = Reason(
        "allocation.beacon-before", "The beacon speaks after what it decides was settled."
    )
    ANOTHER_DRAW = Reason(
        "allocation.another-draw", "This is not what the committed band and round come to."
    )
    NO_CHANGE = Reason("allocation.no-change", "It changes nothing, or was so already.")
    SAME_PERSON = Reason("allocation.same-person", "It takes a second person.")
    RESERVE_SPENT = Reason(
        "allocation.reserve-spent", "The reserve has not so much in that month."
    )
    NOTHING_TO_APPEAL = Reason(
        "allocation.nothing-to-appeal", "No plan has decided on this proposal."
    )
    APPEAL_OPEN = Reason(
        "allocation.appeal-open", "An appeal against this was made, or may still be made."
    )
    NO_APPEAL = Reason("allocation.no-appeal", "No appeal is open.")
    AGAINST_LAW = Reason(
        "allocation.against-law", "What the rulebook refuses, no appeal in a round gives."
    )
    NO_REMEDY = Reason(
        "allocation.no-remedy",
        "An appeal that is granted changes something, a dismissed one nothing.",
    )
