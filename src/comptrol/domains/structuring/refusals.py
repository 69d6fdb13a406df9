"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class StructuringRefusal(Refusal):
    """Refusals, most important first."""

    NO_POLICY = Reason(
        "structuring.no-policy", "No policy says what is looked for on the last of these days."
    )
    UNKNOWN_PARTY = Reason("structuring.unknown-party", "This party is not enrolled.")
    UNKNOWN_ORDER = Reason("structuring.unknown-order", "There is no order of this name.")
    NOT_ITS_SELLER = Reason(
        "structuring.not-its-seller", "A provider may say this of its own orders alone."
    )
    NAME_TAKEN = Reason("structuring.name-taken", "This name stands for something else already.")
    NAMED_TWICE = Reason("structuring.named-twice", "The same thing is named twice.")
    TURNED_ROUND = Reason("structuring.turned-round", "It ends before it begins.")
    TOO_LONG = Reason("structuring.too-long", "One look goes over no more days than this.")
    NOT_OVER = Reason("structuring.not-over", "Only days that are over can be looked at.")
    NOT_LOGGED = Reason("structuring.not-logged", "Nothing stands there in the log yet.")
    UNKNOWN_DEFINITION = Reason(
        "structuring.unknown-definition", "No definition of a covered cluster goes by this name."
    )
    IMPOSSIBLE_WINDOW = Reason(
        "structuring.impossible-window", "A limit has the window that its count asks for."
    )
