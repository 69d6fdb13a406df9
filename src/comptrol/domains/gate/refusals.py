"""How this domain says no. A ruling that refuses is not among these: it is a statement."""

from comptrol.kernel.finding import Reason, Refusal


class GateRefusal(Refusal):
    """Refusals, most important first."""

    NO_LAW_ADOPTED = Reason(
        "gate.no-law-adopted", "Nothing can be ruled on before a rulebook is adopted."
    )
    OTHER_RULEBOOK = Reason(
        "gate.other-rulebook", "The adopted rulebook is not kept here: nobody can be judged by it."
    )
    ORDER_EXISTS = Reason("gate.order-exists", "An order of this name has been made already.")
    CHAIN = Reason("gate.chain", "The chain from the customer to the end user is not whole.")
    UNKNOWN_CUSTOMER = Reason("gate.unknown-customer", "The customer is not enrolled.")
    OWN_CUSTOMER = Reason("gate.own-customer", "A seller is not its own customer.")
    UNKNOWN_MODEL = Reason("gate.unknown-model", "The catalogue has no chip of this name.")
    NOT_PROVIDER = Reason("gate.not-provider", "Only a provider rents out compute.")
    WRONG_DOOR = Reason("gate.wrong-door", "The order says what belongs to the other door.")
    INCOMPLETE = Reason("gate.incomplete", "The order lacks what its door asks for.")
    UNKNOWN_COUNTRY = Reason(
        "gate.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    UNKNOWN_SITE = Reason("gate.unknown-site", "No site of this name is registered.")
    SITE_WITHOUT_COUNTRY = Reason(
        "gate.site-without-country", "Nobody can be judged by a place that is not known."
    )
    AFTER_THE_FACT = Reason(
        "gate.after-the-fact", "An order asks before the chips are handed out, not after."
    )
    TOO_FAR_AHEAD = Reason(
        "gate.too-far-ahead", "Nobody knows the law of a day so far ahead: order nearer to it."
    )
    BEFORE_THE_LAW = Reason("gate.before-the-law", "The rulebook does not reach back to this day.")
    UNKNOWN_RED_FLAG = Reason("gate.unknown-red-flag", "The rulebook knows no such red flag.")
    UNKNOWN_ORDER = Reason("gate.unknown-order", "No order of this name has been made.")
    OWN_ORDER = Reason("gate.own-order", "Nobody answers a question about an order of their own.")
    NOT_ASKED = Reason("gate.not-asked", "The ruling in force leaves no such question open.")
    NO_SUCH_ANSWER = Reason("gate.no-such-answer", "The question does not have this answer.")
    CONFIRMED_LISTING = Reason(
        "gate.confirmed-listing",
        "It was confirmed that the party is the listed one: no order's answer sets that aside.",
    )
    TOO_MUCH = Reason("gate.too-much", "Nobody counts so much: split it, or look at the units.")
    UNDER_NOTHING = Reason(
        "gate.under-nothing", "It stands under no order that reserves a cluster."
    )
    OTHER_THAN_ABOVE = Reason(
        "gate.other-than-above", "It is for something else than the order that it stands under."
    )
    NO_ROOM_ABOVE = Reason(
        "gate.no-room-above", "The order that reserves the cluster has no room for it."
    )
    OTHER_TIME = Reason("gate.other-time", "The time that is stated cannot be.")
    NOT_STANDING = Reason("gate.not-standing", "In the state that it is in this cannot be said.")
    NO_ROOM_NOW = Reason(
        "gate.no-room-now", "It would begin in a window in which a cap has no room for it."
    )
    BOUND = Reason("gate.bound", "The order has been taken up: it is bound to one job, for good.")
    NOT_YOURS = Reason(
        "gate.not-yours",
        "A reviewer or the authority suspended it: one of them lets it go on.",
    )
    OTHER_COUNT = Reason("gate.other-count", "The log knows of another number of chips.")
    USE_NOT_STATED = Reason(
        "gate.use-not-stated", "Of a rental that was taken up it is stated what it used."
    )
    CHANGE_WAITS = Reason("gate.change-waits", "Another change of it still waits for a person.")
    NO_CHANGE = Reason("gate.no-change", "It would be as it is.")
    SAME_PERSON = Reason(
        "gate.same-person", "It needs another person, who had no part in it so far."
    )
    OVERRIDE_OPEN = Reason(
        "gate.override-open", "An override of this order waits for a second person already."
    )
    NO_OVERRIDE = Reason("gate.no-override", "Nobody has asked to override this ruling.")
    OVERTAKEN = Reason(
        "gate.overtaken", "What was asked for was about another ruling, or a smaller order."
    )
    AGAINST_LAW = Reason(
        "gate.against-law", "Law keeps it from going: two people override policy, never law."
    )
    RESTRAINED = Reason(
        "gate.restrained", "A decided case holds it: that is appealed there, and not overridden."
    )
    NOTHING_TO_APPEAL = Reason("gate.nothing-to-appeal", "There is no ruling against it.")
    APPEAL_OPEN = Reason("gate.appeal-open", "An appeal of this order is open already.")
    APPEALED = Reason("gate.appealed", "An appeal against this very ruling has been decided.")
    NO_APPEAL = Reason("gate.no-appeal", "No appeal of this order is open.")
    TIERS_TURNED_ROUND = Reason(
        "gate.tiers-turned-round", "A tier is not wider than the one before it."
    )
    NOBODY_TO_ASK = Reason(
        "gate.nobody-to-ask", "The adopted rulebook has no question that tiers could ask."
    )
    LICENCE_EXISTS = Reason("gate.licence-exists", "A licence of this name was entered already.")
    LICENCE_TURNED_ROUND = Reason(
        "gate.licence-turned-round", "The licence would end before it begins."
    )
    UNKNOWN_LICENCE = Reason("gate.unknown-licence", "No licence of this name is in force here.")
    NOTICE_GIVEN = Reason("gate.notice-given", "A notice of this order has been entered already.")
    NOT_COUNTED = Reason("gate.not-counted", "The licence has no such condition.")
