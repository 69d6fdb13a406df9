"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal

_NOTES = "15 CFR part 774, Supp. 1, 3A090 Technical Notes"


class ChipsRefusal(Refusal):
    """Refusals, most important first."""

    DESCRIBED_BY_ANOTHER = Reason(
        "chips.described-by-another",
        "Only the authority may describe anew what another party has described.",
    )
    NAME_TAKEN = Reason("chips.name-taken", "Another model is known by this name.")
    NO_RATE = Reason("chips.no-rate", "A model has at least one dense rate.", _NOTES)
    SPARSE_RATE = Reason(
        "chips.sparse-rate", "Rates are dense: a sparse figure is not what the law counts.", _NOTES
    )
    FACT_UNFIT = Reason(
        "chips.fact-unfit", "A number has a value, a word has a text, and only a rate a precision."
    )
    WRONG_UNIT = Reason("chips.wrong-unit", "This property is told in another unit.")
    UNKNOWN_WORD = Reason("chips.unknown-word", "This property knows other words only.")
    IMPOSSIBLE_NUMBER = Reason("chips.impossible-number", "No chip has this number.")
    FACT_TWICE = Reason("chips.fact-twice", "A model has one fact of a property and precision.")
    FACTOR_SET_EXISTS = Reason(
        "chips.factor-set-exists",
        "A factor set of this name is adopted: a corrected one takes a new name.",
    )
    CHIP_TWICE = Reason("chips.chip-twice", "A factor set counts a chip once.")
