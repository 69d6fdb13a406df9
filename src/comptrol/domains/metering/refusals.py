"""How this domain says no. Usage that happened is never refused for being too much of a cap."""

from comptrol.kernel.finding import Reason, Refusal


class MeteringRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_ORDER = Reason(
        "metering.unknown-order", "The signer has made no order of this name at the gate."
    )
    UNKNOWN_EVENT = Reason(
        "metering.unknown-event", "The signer has told no event of this name from this source."
    )
    EVENT_EXISTS = Reason(
        "metering.event-exists", "This event was told before, in the same words: it is counted."
    )
    EVENT_CONFLICT = Reason(
        "metering.event-conflict",
        "An event of this name says something else: correct it, or give the new one a new name.",
    )
    OTHER_VERSION = Reason(
        "metering.other-version", "A correction is the next version of the event, and no other."
    )
    WRONG_DOOR = Reason("metering.wrong-door", "A sale uses no chip time: its chips have gone.")
    OTHER_MODEL = Reason("metering.other-model", "The order is for chips of another model.")
    UNKNOWN_MODEL = Reason("metering.unknown-model", "Nobody has described such a chip here.")
    TURNED_ROUND = Reason("metering.turned-round", "It would end before it begins.")
    TOO_LONG = Reason("metering.too-long", "One event is a year at most: tell it in parts.")
    OTHER_TIME = Reason(
        "metering.other-time", "It is told of a time that has not come, or was before the order."
    )
    MORE_THAN_TIME = Reason(
        "metering.more-than-time", "More chip time than so many chips have in that time."
    )
    PEAK_UNKNOWN = Reason(
        "metering.peak-unknown",
        "Operations cannot be held against the peak of chips whose model is not told.",
    )
    ABOVE_PEAK = Reason(
        "metering.above-peak",
        "More operations than the chips can do at their highest dense peak: an error of data, "
        "or a link that is missing.",
        "arXiv:2403.08501",
    )
    SAID_TWICE = Reason("metering.said-twice", "A flag stands there twice.")
    NO_PLACE = Reason(
        "metering.no-place", "So much in all that the sums of the order or the day have no place."
    )
    OTHERS_BATCH = Reason(
        "metering.others-batch", "A provider files its own usage, and nobody else's."
    )
    BATCH_EXISTS = Reason(
        "metering.batch-exists", "This batch was filed before, with the same digest: it is there."
    )
    BATCH_CONFLICT = Reason(
        "metering.batch-conflict",
        "Another batch was filed under this period and number: correct its rows in a later one.",
    )
