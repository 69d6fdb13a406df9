"""The 50 percent rule against a naive fixpoint, and what may never depend on anything."""

import json
from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.adapters.ownership_files import (
    read_bods,
    read_gleif_csv,
    read_gleif_json,
    read_graph,
)
from comptrol.domains.parties import (
    Cascade,
    Holding,
    Holdings,
    MissingOwner,
    MissingShare,
    OwnershipVerdict,
    Threshold,
    cascade,
    check_proof,
    effective,
    proof,
    would_settle,
)
from comptrol.kernel.errors import UnreadableError

DAY = date(2026, 6, 1)
NAMES = ("X", "Y", "A", "B", "C", "D")
BLOCKED, UNRESOLVED, CLEAR = OwnershipVerdict

shares = st.sampled_from([0, 1, 1666, 1667, 2500, 2501, 4999, 5000, 5001, 10_000])
days = st.none() | st.integers(-2, 2).map(lambda it: DAY + timedelta(days=it))


@st.composite
def holdings(draw: st.DrawFn) -> Holding:
    low, high = sorted((draw(shares), draw(shares)))
    start, until = draw(days), draw(days)
    if start is not None and until is not None and until <= start:
        start = None
    owner, asset = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    named = {"owner": owner, "asset": asset, "source": draw(st.sampled_from(["", "register"]))}
    bounds = {"bp_min": low, "bp_max": draw(st.sampled_from([low, high]))}
    control = draw(st.integers(0, 9)) == 0
    return Holding(**named, **bounds, start=start, until=until, control=control)


graphs = st.lists(holdings(), max_size=12)
rules = st.builds(
    Threshold,
    line_bp=st.sampled_from([1, 2500, 5000, 10_000]),
    strict=st.booleans(),
    aggregate=st.booleans(),
    control_counts=st.booleans(),
)
seeds = st.sets(st.sampled_from(NAMES), max_size=2)


def worked(graph: list[Holding], listed: set[str], rule: Threshold, open_: set[str]) -> Cascade:
    return cascade(Holdings(graph), listed, rule=rule, day=DAY, open_=open_)


def in_force(graph: list[Holding]) -> list[Holding]:
    return [
        it
        for it in graph
        if (it.start is None or it.start <= DAY) and (it.until is None or it.until > DAY)
    ]


def naive(graph: list[Holding], seeds_: set[str], rule: Threshold, bound: str) -> set[str]:
    """Repeat until nothing changes; each listed party alone where shares do not add up."""
    if not rule.aggregate and len(seeds_) > 1:
        return {it for one in seeds_ for it in naive(graph, {one}, rule, bound)}
    caught = set(seeds_)
    while True:
        more = set(caught)
        for asset in NAMES:
            held = [it for it in in_force(graph) if it.asset == asset and it.owner in caught]
            total = sum(getattr(it, bound) for it in held)
            over = total > rule.line_bp if rule.strict else total >= rule.line_bp
            if over or (rule.control_counts and any(it.control for it in held)):
                more.add(asset)
        if more == caught:
            return caught
        caught = more


@settings(max_examples=300)
@given(graphs, seeds, seeds, rules)
def test_the_work_list_catches_whom_a_naive_fixpoint_catches(
    graph: list[Holding], listed: set[str], open_: set[str], rule: Threshold
) -> None:
    found = worked(graph, listed, rule, open_)
    lower = naive(graph, listed, rule, "bp_min")
    upper = naive(graph, listed | open_, rule, "bp_max")
    for party in found.parties():
        expected = BLOCKED if party in lower else UNRESOLVED if party in upper else CLEAR
        assert found.verdict(party) is expected


@settings(max_examples=200)
@given(graphs, seeds, rules, st.data())
def test_widening_an_interval_only_moves_towards_unresolved(
    graph: list[Holding], listed: set[str], rule: Threshold, data: st.DataObject
) -> None:
    before = worked(graph, listed, rule, set())
    wider = Holdings(graph)
    for number in range(len(graph)):
        low = data.draw(st.integers(0, wider.low[number]))
        wider.change(number, low, data.draw(st.integers(wider.high[number], 10_000)))
    after = cascade(wider, listed, rule=rule, day=DAY)
    for party in before.parties():
        assert after.verdict(party) in {before.verdict(party), UNRESOLVED}


@settings(max_examples=200)
@given(graphs, seeds, rules, st.data())
def test_nothing_depends_on_the_order_of_the_holdings(
    graph: list[Holding], listed: set[str], rule: Threshold, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(graph))
    one, two = worked(graph, listed, rule, set()), worked(other, listed, rule, set())
    for party in one.parties():
        assert one.verdict(party) is two.verdict(party)
        assert proof(one, party) == proof(two, party)
        assert would_settle(one, party) == would_settle(two, party)
    assert effective(one.holdings, listed, DAY) == effective(two.holdings, listed, DAY)


@settings(max_examples=300)
@given(graphs, seeds, rules)
def test_every_proof_holds_and_only_the_blocked_have_one(
    graph: list[Holding], listed: set[str], rule: Threshold
) -> None:
    found = worked(graph, listed, rule, set())
    for party in found.parties():
        steps = proof(found, party)
        assert bool(steps) == (found.verdict(party) is BLOCKED)
        if steps:
            assert steps[0].id == party
            faults = check_proof(steps, register=graph, listed=listed, rule=rule, day=DAY)
            assert faults == ()


@settings(max_examples=300)
@given(graphs, seeds, seeds, rules)
def test_a_missing_fact_settles_what_it_is_said_to_settle(
    graph: list[Holding], listed: set[str], open_: set[str], rule: Threshold
) -> None:
    found = worked(graph, listed, rule, open_)
    for party in found.parties():
        facts = would_settle(found, party)
        assert not facts or found.verdict(party) is UNRESOLVED
        for fact in facts:
            if isinstance(fact, MissingShare):
                settled_by_a_share(found, graph, party, fact)
            else:
                settled_by_an_owner(found, party, fact)


def settled_by_a_share(
    found: Cascade, graph: list[Holding], party: str, fact: MissingShare
) -> None:
    """Put the number in the first of the holdings that it may be, and work it out anew."""
    bounds = (fact.owner, fact.asset, fact.bp_min, fact.bp_max, fact.source)
    number = next(
        index
        for index, it in enumerate(graph)
        if (it.owner, it.asset, it.bp_min, it.bp_max, it.source) == bounds
        and it in in_force(graph)
        and not (found.rule.control_counts and it.control)
    )
    for share, expected in ((fact.blocked_from, BLOCKED), (fact.clear_to, CLEAR)):
        if share is None:
            continue
        further = share - 1 if expected is BLOCKED else share + 1
        assert answered(found, graph, number, party, share) is expected
        if fact.bp_min <= further <= fact.bp_max:
            assert answered(found, graph, number, party, further) is not expected


def answered(
    found: Cascade, graph: list[Holding], number: int, party: str, share: int
) -> OwnershipVerdict:
    settled = Holdings(graph)
    settled.change(number, share, share)
    anew = cascade(settled, found.listed, rule=found.rule, day=DAY, open_=found.open)
    return anew.verdict(party)


def settled_by_an_owner(found: Cascade, party: str, fact: MissingOwner) -> None:
    rest = found.open - {fact.owner}
    graph, rule, owner = found.holdings, found.rule, fact.owner
    listed = cascade(graph, found.listed | {owner}, rule=rule, day=DAY, open_=rest)
    without = cascade(graph, found.listed, rule=rule, day=DAY, open_=rest)
    if fact.if_listed is BLOCKED:
        assert party == owner or listed.verdict(party) is BLOCKED
    if fact.if_not_listed is CLEAR:
        assert without.verdict(party) is CLEAR


@settings(max_examples=200)
@given(graphs, seeds)
def test_effective_ownership_lies_between_its_ends(graph: list[Holding], listed: set[str]) -> None:
    for found in effective(Holdings(graph), listed, DAY).values():
        assert 0 <= found.bp_min <= found.bp_max <= 10_000


# -- the readers ------------------------------------------------------------------------------

WORDS = (
    *("edges", "owner", "asset", "bp_min", "bp_max", "from", "to", "listed", "as_of", "relations"),
    *("statementId", "recordId", "recordType", "relationship", "recordDetails", "subject"),
    *("interestedParty", "interests", "share", "exact", "shareholding", "Relationship", "$"),
    *("RelationshipRecord", "StartNode", "NodeID", "RelationshipPeriods", "RelationshipPeriod"),
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
texts = leaves | st.sampled_from(WORDS) | st.sampled_from(["2026-01-01", "direct", "new"])
values = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)
    ),
    max_leaves=30,
)
READERS = (read_graph, read_bods, read_gleif_json, read_gleif_csv)


def never_crashes(raw: bytes) -> None:
    for read in READERS:
        with suppress(UnreadableError):
            read(raw)


@settings(max_examples=300)
@given(values)
def test_no_json_makes_a_reader_crash(value: object) -> None:
    never_crashes(json.dumps(value).encode())


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_no_bytes_make_a_reader_crash(raw: bytes) -> None:
    never_crashes(raw)
    never_crashes(b'{"edges": [' + raw + b'], "listed": []}')


details = st.fixed_dictionaries(
    {"subject": texts, "interestedParty": values, "interests": st.lists(values, max_size=2)}
)
statements = st.fixed_dictionaries(
    {
        "statementId": st.sampled_from(["a", "b"]),
        "recordId": st.sampled_from(["r", "x"]),
        "recordType": st.sampled_from(["relationship", "entity", "person"]),
        "recordDetails": details,
    },
    optional={"statementDate": texts, "recordStatus": st.sampled_from(["new", "closed"])},
)


@settings(max_examples=300)
@given(st.lists(statements, max_size=4))
def test_no_statements_make_the_reader_crash(said: list[object]) -> None:
    never_crashes(json.dumps(said).encode())


columns = ("Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID")
kinds = st.sampled_from(["IS_DIRECTLY_CONSOLIDATED_BY", "IS_SUBFUND_OF", ""])


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6), kinds), max_size=4))
def test_no_table_makes_the_reader_crash(rows: list[tuple[str, ...]]) -> None:
    head = ",".join((*columns, "Relationship.RelationshipType"))
    never_crashes("\n".join((head, *map(",".join, rows))).encode("utf-8", "replace"))
