"""Over any supply graph: bounds hold the truth, and cuts are those that trying all finds."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.supplying import WHOLE, described, fed, graph, named, product, shares

from comptrol.domains.supply import (
    Axis,
    CutSets,
    Level,
    Portion,
    Reach,
    Removed,
    Share,
    SharesReported,
    State,
    SupplierKind,
    Types,
    circles,
    concentration,
    read,
    removal,
)

FIRMS = ("a", "b", "c", "d")
NODES = ("n0", "n1", "n2", "n3", "n4")


@st.composite
def truths(draw):
    """Return true shares in millionths that come to the whole."""
    cuts = sorted(draw(st.lists(st.integers(0, WHOLE), min_size=3, max_size=3)))
    ends = (0, *cuts, WHOLE)
    return dict(zip(FIRMS, (b - a for a, b in pairwise(ends)), strict=True))


@st.composite
def tables(draw):
    """Return the truth, and a table that is true of it: intervals, gaps, and who is left out."""
    truth = draw(truths())
    told = []
    for firm, share in truth.items():
        word = draw(st.sampled_from(("exact", "interval", "unknown", "left out")))
        if word == "unknown":
            told.append(Share(supplier=firm))
        elif word != "left out":
            low, high = (
                (0, 0) if word == "exact" else draw(st.tuples(*[st.integers(0, WHOLE)] * 2))
            )
            portion = Portion(low_ppm=max(0, share - low), high_ppm=min(WHOLE, share + high))
            told.append(Share(supplier=firm, portion=portion))
    left_out = {it for it in FIRMS if it not in {share.supplier for share in told}}
    closes = any(truth[it] for it in left_out)
    rest = [Share(supplier="rest")] if closes else []
    said = SharesReported(
        input="tool", year=2025, by=Axis.FIRM, shares=(*told, *rest), definition="-", source="-"
    )
    return truth, said


REST = named("rest", is_a=SupplierKind.UNALLOCATED)


def built(said, *more):
    return graph(described("tool", "chip"), product(), *map(named, FIRMS), REST, said, *more)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_the_truth_lies_within_the_bounds_of_every_group(case):
    truth, said = case
    found = read(said, built(said))
    named_ones = [it for it in FIRMS if it in found.named]
    for size in range(1, len(named_ones) + 1):
        for group in combinations(named_ones, size):
            share = found.together(frozenset(group))
            assert share.low <= sum(truth[it] for it in group) <= share.high


@given(tables())
@settings(max_examples=60, deadline=None)
def test_the_true_index_lies_within_its_bounds(case):
    truth, said = case
    found = concentration(built(said), "tool", "firm")
    if found is not None:
        true = sum(it**2 for it in truth.values())
        assert found.hhi.low * 10**8 <= true <= found.hhi.high * 10**8
        assert found.largest[0].low * 10**4 <= max(truth.values()) <= found.largest[0].high * 10**4


@given(tables())
@settings(max_examples=60, deadline=None)
def test_a_leader_that_is_told_leads(case):
    truth, said = case
    found = concentration(built(said), "tool", "firm")
    if found is not None and found.leader is not None:
        assert truth[found.leader.supplier] == max(truth.values())


@st.composite
def graphs(draw):
    """Return a small acyclic graph in which every share is known, or the supplier is alone."""
    said = [product(), *map(named, FIRMS)]
    for number, node in enumerate(NODES):
        later = ("chip", *NODES[:number])
        into = draw(st.lists(st.sampled_from(later), max_size=2, unique=True))
        of = draw(st.lists(st.sampled_from(NODES[:number]), max_size=1)) if number else []
        rule = draw(st.sampled_from(tuple(Types)))
        said.append(
            described(node, *into, of=tuple(it for it in of if it not in into), types=rule)
        )
        firms = draw(st.lists(st.sampled_from(FIRMS), max_size=3, unique=True))
        if firms:
            said.append(shares(node, **{it: 100 / len(firms) for it in firms}))
    if draw(st.booleans()):
        supplier, source = draw(st.permutations(FIRMS))[:2]
        said.append(fed(supplier, "n0", source, complete=draw(st.booleans())))
    return graph(*said)


def fails(found, removed, certain):
    """Tell by trying whether a chip can no longer be made: the naive reading of the rules."""
    gone = set(removed)
    for _ in FIRMS:
        for supplier, inputs in found.sources.items():
            for said in inputs.values():
                if set(said.sources) <= gone and (said.complete or not certain):
                    gone.add(supplier)
    failed, before = set(), None
    while before != len(failed):
        before = len(failed)
        for node in found.inputs:
            table = found.shares.get((node, Axis.FIRM))
            own = table is not None and {it.supplier for it in table.shares} <= gone
            types, rule = found.types.get(node, ()), found.rule_of_types(node)
            some = any(it in failed for it in types)
            every = bool(types) and all(it in failed for it in types)
            by_types = some if rule is Types.EVERY or (
                rule is Types.UNKNOWN and not certain) else every and not (
                certain and table is not None)  # fmt: skip
            if own or by_types or any(it in failed for it in found.into.get(node, ())):
                failed.add(node)
    return "chip" in failed


@given(graphs(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_least_cuts_are_those_that_trying_everything_finds(found, certain):
    by_order = CutSets(found, Level.FIRM, order_max=len(FIRMS), certain=certain).of["chip"]
    sets = [frozenset(it) for n in range(1, 5) for it in combinations(FIRMS, n)]
    failing = [it for it in sets if fails(found, it, certain)]
    least = {it for it in failing if not any(other < it for other in failing)}
    assert by_order == least


@given(graphs(), st.sets(st.sampled_from(FIRMS)), st.sampled_from(FIRMS))
@settings(max_examples=60, deadline=None)
def test_who_loses_more_has_no_less_cut(found, some, one):
    fewer, more = (
        removal(found, Removed(frozenset(), frozenset(it), Reach.EITHER), over=0)
        for it in (some, some | {one})
    )
    rank = {"stands": State.STANDS, "open": State.OPEN, "cut": State.CUT}
    before = {it.input: rank[it.state] for it in fewer.cut_off}
    after = {it.input: rank[it.state] for it in more.cut_off}
    assert all(after.get(node, State.STANDS) >= state for node, state in before.items())


@given(graphs(), st.sets(st.sampled_from(FIRMS), min_size=1))
@settings(max_examples=60, deadline=None)
def test_every_path_begins_with_a_loss_and_follows_the_graph(found, some):
    done = removal(found, Removed(frozenset(), frozenset(some), Reach.EITHER), over=0)
    lost = {it.input for it in done.lost}
    for one in done.cut_off:
        assert one.path[0].input in lost
        assert one.path[-1].input == one.input
        for step, onward in pairwise(one.path):
            said = found.inputs[step.input]
            links = said.goes_into if step.then == "goes into" else said.type_of
            assert onward.input in links


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_a_graph_that_only_leads_on_has_no_circle(found):
    assert (
        circles({it: (*found.goes_into[it], *found.is_type_of[it]) for it in found.inputs}) == ()
    )
