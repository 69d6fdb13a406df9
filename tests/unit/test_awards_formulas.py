"""How much is taken back, out of which months, and how alike two texts are."""

from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.awards import NREL, compared, taken_percent
from comptrol.domains.awards.formulas import (
    Left,
    Sent,
    Tie,
    account_name,
    due,
    linked,
    parts,
    shared_ppm,
    shingles,
)
from comptrol.domains.awards.statements import Takes

MONTHS = [f"2027-{it:02}" for it in range(1, 13)]
TEXT = "the storm surge along the northern coast is forecast from buoys and from satellites " * 3


def test_what_is_taken_is_cumulative_and_does_not_compound():
    first = due(NREL, planned=25_000, used=14_000, before=0, balance=86_000)
    second = due(NREL, planned=50_000, used=20_000, before=first, balance=75_000)
    assert (first, second) == (5_000, 17_500 - 5_000)


def test_a_boundary_gets_the_milder_step():
    steps = [taken_percent(NREL, used, 1_000) for used in (700, 699, 550, 549, 400, 399, 200, 199)]
    assert steps == [0, 20, 20, 35, 35, 55, 55, 80]


def test_what_was_never_planned_is_not_taken():
    assert due(NREL, planned=0, used=0, before=0, balance=100) == 0


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-5, 10**9))
def test_never_more_is_taken_than_is_left(planned: int, used: int, before: int, balance: int):
    taken = due(NREL, planned=planned, used=used, before=before, balance=balance)
    assert 0 <= taken <= max(0, balance)
    assert taken + before <= max(before, planned)


@given(
    st.lists(st.integers(0, 1_000), min_size=12, max_size=12),
    st.integers(0, 20_000),
    st.sampled_from(MONTHS),
    st.sampled_from(Takes),
)
def test_parts_come_to_what_is_taken_and_no_month_gives_more_than_it_has(
    left: list[int], amount: int, this_month: str, takes: Takes
):
    rows = [Left(month=it, chip_seconds=many) for it, many in zip(MONTHS, left, strict=True)]
    found = parts(rows, amount, this_month=this_month, takes=takes)
    assert sum(found.values()) == min(amount, sum(left))
    assert all(0 < found[it] <= many for it, many in zip(MONTHS, left, strict=True) if it in found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_two_accounts_have_the_same_name(programme: str, pool: str):
    assert account_name("award-a-b", "c") != account_name("award-a", "b-c")
    assert len(account_name(programme, pool)) <= 63


def test_a_text_shares_all_of_its_wording_with_itself_whatever_its_marks():
    other = TEXT.upper().replace(" ", ",  ")
    assert shared_ppm(shingles(TEXT), shingles(other)) == 1_000_000


def test_two_texts_of_their_own_share_nothing():
    texts = {"a": TEXT, "b": "we train a language model on the minutes of parliament since 1850"}
    assert list(compared(texts)) == []


def test_an_empty_text_is_like_nothing():
    assert list(compared({"a": "", "b": "", "c": TEXT})) == []


def test_the_form_that_all_filled_in_makes_nobody_alike():
    form = "please describe the scientific case and the team in at most four pages of text "
    texts = {f"p-{it}": form + f"project {it} is about subject {it} and " * 2 for it in range(8)}
    assert all(shared < 200_000 for _, _, shared in compared(texts))
    texts["copy"] = form + TEXT
    texts["again"] = form + TEXT.replace("northern", "southern", 1)
    most = max(compared(texts), key=lambda it: it[2])
    assert most[:2] == ("again", "copy")
    assert most[2] > 500_000


def test_an_institution_alone_links_nobody_and_an_investigator_does():
    marks = ((Tie.INSTITUTION, "university"), (Tie.APPLICANT, "university"))
    sent = [Sent(proposal=f"p-{it}", marks=((Tie.INVESTIGATOR, f"{it}"), *marks)) for it in "abc"]
    assert linked(sent, ()) == ()
    same = Sent(proposal="p-d", marks=((Tie.INVESTIGATOR, "a"),))
    (group,) = linked([*sent, same], ())
    assert (group.proposals, group.ties) == (("p-a", "p-d"), (Tie.INVESTIGATOR,))


def test_what_is_linked_in_a_chain_is_one_group():
    sent = [Sent(proposal=it, marks=()) for it in "abcd"]
    (group,) = linked(sent, [("a", "b"), ("c", "b")])
    assert group.proposals == ("a", "b", "c")
