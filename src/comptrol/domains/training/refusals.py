"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal

BOUND = "arXiv:2403.08501: operations are at most chips x seconds x peak"
LINEAGE = "Commission guidelines of 2025-07-18, Annex A.1, paragraph 121"


class TrainingRefusal(Refusal):
    """Refusals, most important first."""

    RUN_EXISTS = Reason("training.run-exists", "A run of this name is declared already.")
    UNKNOWN_RUN = Reason("training.unknown-run", "No run of this name is declared.")
    NOT_DEVELOPER = Reason(
        "training.not-developer", "Only the developer, or the authority, speaks of a run."
    )
    UNKNOWN_PARTY = Reason("training.unknown-party", "The developer is not enrolled.")
    ALREADY_ENDED = Reason(
        "training.already-ended", "The run is over: what goes on from it is another run."
    )
    UNKNOWN_SOURCE = Reason(
        "training.unknown-source", "A run comes from runs that are declared already.", LINEAGE
    )
    SOURCE_TWICE = Reason(
        "training.source-twice", "A run comes from another one in one way, once.", LINEAGE
    )
    CIRCLE = Reason("training.circle", "No run comes from itself.", LINEAGE)
    SHARE_UNFIT = Reason(
        "training.share-unfit", "A share is of data, more than 0 and at most 1, all at most 1."
    )
    PERIOD_EXISTS = Reason(
        "training.period-exists", "A period of this name is declared: correct it."
    )
    UNKNOWN_PERIOD = Reason("training.unknown-period", "The run has no period of this name.")
    TURNED_ROUND = Reason("training.turned-round", "It would end before it begins.")
    BEFORE_RUN = Reason("training.before-run", "Nothing is used before the run begins.")
    NOT_YET = Reason("training.not-yet", "What is said to have been has not been yet.")
    TOO_LONG = Reason(
        "training.too-long", "Chips work for no more seconds than there are in the period."
    )
    NOTHING_USED = Reason(
        "training.nothing-used", "A period names chips, what they did, or what it came to."
    )
    UNKNOWN_MODEL = Reason("training.unknown-model", "No model of this name is described.")
    NO_SUCH_RATE = Reason(
        "training.no-such-rate", "The model is not known to multiply at this precision."
    )
    IMPOSSIBLE_NUMBER = Reason(
        "training.impossible-number",
        "A utilisation is above 0 and at most 1, of at most 12 decimals; a quantity is whole.",
    )
    ARCHITECTURE_UNFIT = Reason(
        "training.architecture-unfit",
        "What was done is parameters and tokens, or passes and their operations: one of the two.",
    )
    NOT_DENSE = Reason(
        "training.not-dense",
        "Parameters and tokens give the operations of a dense transformer only: name passes.",
        "Commission guidelines of 2025-07-18, Annex A.3",
    )
    ABOVE_PEAK = Reason(
        "training.above-peak", "So many operations are more than the chips can do.", BOUND
    )
