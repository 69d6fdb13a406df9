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
    UNKNOWN_ORDER = Reason("gate.unknown-order", "No order of this name has been made.")
    OWN_ORDER = Reason("gate.own-order", "Nobody answers a question about an order of their own.")
    NOT_ASKED = Reason("gate.not-asked", "The ruling in force leaves no such question open.")
    NO_SUCH_ANSWER = Reason("gate.no-such-answer", "The question does not have this answer.")
