"""What each sign for or against a match is worth. Set from data: see docs/screening.md.

Every number was found by a search over one half of the labelled sets; the figures that are
published come from the other half (``benches/screening_sets.py``). ``review_min`` of organisations
lets 1 in 200 unrelated companies of the tuning half through, half of what is allowed; that of
persons lets no company through, and 1 in 50 invented persons.
"""

from typing import Final, NamedTuple


class Scale(NamedTuple):
    """What is taken off, and how alike words are: shares of 1."""

    review_min: float
    """From it on a person looks."""
    edit_loss: float
    """An edit in a word of six letters or more costs this times its share of the letters."""
    three_letters: float
    four_letters: float
    five_letters: float
    """How alike two words of so many letters are that differ by one."""
    exchanged: float
    """How alike two words of two to four letters are with two neighbours in each other's place."""
    two_errors: float
    """How alike two words of five or six letters are that differ by two."""
    of_place: float
    """How alike a place and the Russian adjective of it are; nothing: names of persons."""
    beginning: float
    """How alike a word and its first letters are, at most."""
    initial: float
    """How alike a word and its first letter are."""
    sound: float
    """How alike two words of the same consonants are."""
    weight_min: float
    """The commonest word weighs so much; the rarest weighs 1."""
    title: float
    """What titles and little words weigh."""
    patronymic: float
    """What share of its weight a patronymic has."""
    spelled: float
    """What share of the evidence a word is that agrees but for its spelling."""
    rest_min: float
    rest_loss: float
    """How alike what is left on both sides, written together, must be to count; and its loss."""
    aside_asked: float
    aside_listed: float
    """What is taken off for words that only one of the two names has."""
    evidence_from: float
    evidence_span: float
    aside_min: float
    """Words aside count less, down to a share, the more weight of words agrees."""
    leading: float
    """Words aside count so much where one name begins with all of the other."""
    single: float
    """Taken off where one word agrees and others are aside."""
    conflict: float
    conflict_share: float
    """Taken off for words that each name has and the other has not."""
    whole_loss: float
    whole_conflict_max: float
    """Two names that are alike as a whole are so less this, unless more weight conflicts."""
    slip_letters: float
    """Two names of so many letters, written together, that differ by one are alike as a whole
    whatever words conflict; nothing: one letter may be all that tells two of them apart."""
    numbers_differ: float
    numbers_missing: float
    forms_differ: float
    forms_missing: float


READ_REVIEW_MIN: Final = 0.62
"""For names that were read from Chinese characters: a reading is a guess, so that a person looks
earlier, and always."""

ORGANISATION: Final = Scale(
    review_min=0.825,
    edit_loss=0.828,
    three_letters=0.454,
    four_letters=0.604,
    five_letters=0.762,
    exchanged=0.700,
    two_errors=0.772,
    of_place=0.950,
    beginning=0.428,
    initial=0.178,
    sound=0.569,
    weight_min=0.121,
    title=0.010,
    patronymic=0.968,
    spelled=0.200,
    rest_min=0.737,
    rest_loss=1.347,
    aside_asked=0.638,
    aside_listed=0.466,
    evidence_from=0.240,
    evidence_span=1.373,
    aside_min=0.222,
    leading=0.408,
    single=0.911,
    conflict=1.043,
    conflict_share=0.745,
    whole_loss=0.042,
    whole_conflict_max=0.536,
    slip_letters=0,
    numbers_differ=0.084,
    numbers_missing=0.936,
    forms_differ=0.094,
    forms_missing=0.076,
)

PERSON: Final = Scale(
    review_min=0.82,
    edit_loss=0.719,
    three_letters=0.496,
    four_letters=0.405,
    five_letters=0.839,
    exchanged=0.750,
    two_errors=0.350,
    of_place=0.000,
    beginning=0.830,
    initial=0.574,
    sound=0.787,
    weight_min=0.172,
    title=0.183,
    patronymic=0.593,
    spelled=0.273,
    rest_min=0.759,
    rest_loss=0.942,
    aside_asked=0.686,
    aside_listed=0.571,
    evidence_from=1.026,
    evidence_span=1.020,
    aside_min=0.270,
    leading=0.600,
    single=0.150,
    conflict=0.367,
    conflict_share=0.354,
    whole_loss=0.072,
    whole_conflict_max=0.291,
    slip_letters=8,
    numbers_differ=0.250,
    numbers_missing=0.048,
    forms_differ=0.026,
    forms_missing=0.012,
)
