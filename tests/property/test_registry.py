"""Whatever becomes of chips, every one is in one lot, and the books of every level agree.

A walk through the lives of lots is said down the one path and told to a model: a chip has a lot
and a condition, a lot a holder and a place. Both have to agree on what is admitted, too.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger_making import tree_root
from tests.rules.stage import Stage
from tests.rules.test_rules import COMMON

from comptrol.domains.registry import (
    BalanceBy,
    Membership,
    RegistryView,
    Span,
    balance,
    custody,
    membership,
    run_leaf,
    serial_at,
)
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.ledger.tree import check_inclusion, leaf_hash

FIRST: Final = date(2026, 10, 1)
TODAY: Final = datetime(2027, 6, 1, tzinfo=UTC)
HOLDERS: Final = ("maker", "holder", "exporter", "customer")
SITES: Final = ("frankfurt", "mainz")
CERTIFICATES: Final = ("a" * 64, "b" * 64)
WITNESSES: Final = {CERTIFICATES[0]: "inspector", CERTIFICATES[1]: "authority"}
COUNTED: Final = ("broken", "lost", "retired", "declared", "destroyed")
"""The counters of a lot, which are the first words of the conditions they count."""
CUSTODY: Final = ("holder", "custody", "site", "delivered_to", "since")
BECOMING: Final = {
    "broken": ({"working"}, "broken"),
    "repaired": ({"broken"}, "working"),
    "lost": ({"working", "broken", "retired", "declared destroyed"}, "lost"),
    "found": ({"lost"}, "working"),
    "retired": ({"working", "broken"}, "retired"),
    "reinstated": ({"retired", "declared destroyed"}, "working"),
    "destroyed": ({"working", "broken", "retired"}, "declared destroyed"),
    "witnessed": ({"declared destroyed"}, "destroyed"),
}


@dataclass
class Chip:
    """What the model knows of a serial."""

    lot: str
    condition: str = "working"
    day: date = FIRST
    certificate: str | None = None


@dataclass
class Lot:
    """What the model knows of a lot; ``taken`` are the steps that can be taken back, in order."""

    holder: str
    since: date
    custody: str = "made"
    site: str | None = None
    delivered_to: str | None = None
    taken: list[tuple[int, str, str, "Lot"]] = field(default_factory=list)
    shipment: str | None = None

    def where(self) -> str | None:
        return self.site or (self.delivered_to if self.custody == "held" else None)


class Model:
    """Chips and lots in two dictionaries, and the roots that lots were made with."""

    def __init__(self) -> None:
        self.chips: dict[str, Chip] = {}
        self.lots: dict[str, Lot] = {}
        self.sent: dict[str, tuple[str, str, str]] = {}
        self.made_with: dict[str, str] = {}
        self.roots: dict[str, str] = {}
        self.declared: set[tuple[str, str]] = set()
        self.parent: dict[str, str] = {}
        self.seen: dict[str, date] = {}
        self.parts: dict[str, list[tuple[str, int]]] = {}

    def part(self, name: str, of: str, answer: Answer) -> None:
        """Note that a lot is a part of another, and since when."""
        self.parent[name] = of
        self.parts.setdefault(of, []).append((name, getattr(answer, "position", -1)))

    def of(self, lot: str) -> list[str]:
        """Return the chips of a lot, by the serials that stand for one."""
        known = self.chips.items()
        return [name for name, it in known if it.lot == lot and it.condition != "renamed"]


@cache
def beginning() -> Stage:
    """Return the log with which every walk begins: who speaks, a model, two sites, a policy."""
    stage = Stage(TODAY)
    stage.enter(COMMON.cast)
    site = COMMON.scenery["a site stands in Frankfurt"]["provider"]
    said = [
        *COMMON.scenery["the H100 is described"].items(),
        *COMMON.scenery["an inspector is let in"].items(),
        *(("provider", site | {"site": name}) for name in SITES),
        ("authority", POLICY),
    ]
    for speaker, body in said:
        answer = stage.say(speaker, body)
        assert isinstance(answer, Receipt), answer
    return stage


class Walk:
    """One log, the model of it, and how each thing is said to both."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw, self.model, self.stage = draw, Model(), Stage(TODAY)
        begun, store = beginning().store, self.stage.store
        store.rows, store._published = begun.rows, begun._published  # noqa: SLF001  (steps copy)
        self.names = (f"n-{number}" for number in range(10_000))

    def say(self, speaker: str, kind: str, **body: Any) -> Answer:
        said = {"kind": f"registry.{kind}/1", **body}
        return self.stage.say(speaker, {k: _plain(v) for k, v in said.items()})

    def name(self) -> str:
        return next(self.names)

    def pick(self, several: Any) -> Any:
        return self.draw(st.sampled_from(sorted(several)))

    def some(self, several: list[str]) -> list[str]:
        return self.draw(st.lists(st.sampled_from(several), min_size=1, max_size=4, unique=True))

    def day(self, lot: Lot) -> date:
        """Return a day: mostly one that fits to what is known, sometimes the day before."""
        return lot.since + timedelta(self.draw(st.sampled_from((0, 0, 1, 3, 9, -1))))

    def lot(self) -> str:
        return self.pick(self.model.lots)

    def holder_of(self, lot: Lot) -> str:
        return self.draw(st.sampled_from((lot.holder,) * 5 + HOLDERS))


POLICY: Final = {
    "kind": "registry.policy-adopted/1",
    "policy": "p",
    "countersign_days": 14,
    "transit_days_max": 30,
    "notice_days": 14,
    "silence_days": 90,
    "silent_share_max": "0",
    "small_holder_tpp": "0",
    "speed_km_per_hour": "900",
    "failures_per_year_max": "0",
    "source": "a test",
}
SERIALS: Final = st.tuples(st.sampled_from(("A", "B-")), st.integers(0, 40)) | st.tuples(
    st.sampled_from(("AB-X", "AB-Y", "Z7-")), st.none()
)
"""A prefix and a number of three digits, or a serial without one."""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def printed(prefix: str, number: int | None) -> str:
    return prefix if number is None else f"{prefix}{number:03d}"


def obvious_runs(serials: set[tuple[str, int | None]]) -> list[str]:
    """Return the texts of the longest runs, in order, one serial after the other."""
    ordered = sorted((p, 0 if n is None else 3, n or 0) for p, n in serials)
    runs: list[list[Any]] = []
    for prefix, digits, number in ordered:
        if digits and runs and runs[-1][:2] == [prefix, digits] and runs[-1][3] == number - 1:
            runs[-1][3] = number
        else:
            runs.append([prefix, digits, number, number])
    return ["|".join(map(str, run)) for run in runs]


# What can be said, each to both. Every one returns whether the model admits it, and the answer.


RANGES: Final = st.lists(
    st.tuples(st.sampled_from(("A", "A", "B-")), st.integers(0, 40), st.integers(1, 9)),
    min_size=1,
    max_size=3,
)
"""A prefix, a first number and a length."""


def made(walk: Walk) -> tuple[bool, Answer]:
    model, lot = walk.model, walk.name()
    ranges, listed = walk.draw(RANGES), walk.draw(st.sets(SERIALS, max_size=4))
    ranged = [
        (p, number) for p, first, length in ranges for number in range(first, first + length)
    ]
    serials = [*ranged, *listed]
    names = {f"maker/{printed(*it)}": it for it in serials}
    root = tree_root([leaf_hash(text.encode()) for text in obvious_runs(set(serials))]).hex()
    said = [
        {"prefix": prefix, "first": first, "last": first + length - 1, "digits": 3}
        for prefix, first, length in ranges
    ]
    words = {"serials": said, "listed": [printed(*it) for it in listed]}
    words |= {"root": root} if walk.draw(st.booleans()) else {}
    answer = walk.say("maker", "made", lot=lot, model="h100", on=FIRST, **words)
    admitted = len(names) == len(serials) and not names.keys() & model.chips.keys()
    if admitted:
        model.lots[lot] = Lot("maker", FIRST)
        model.chips |= {name: Chip(lot) for name in names}
        model.made_with |= dict.fromkeys(names, lot)
        model.roots[lot] = root
    return admitted, answer


def speaks_for(lot: Lot, signer: str, on: date) -> bool:
    return lot.holder == signer and lot.custody != "in transit" and on >= lot.since


def split(walk: Walk) -> tuple[bool, Answer]:
    model, name, into = walk.model, walk.lot(), walk.name()
    lot, chips = model.lots[name], model.of(name)
    signer, on, some = walk.holder_of(lot), walk.day(lot), walk.some(chips)
    listed = [chip.partition("/")[2] for chip in some]
    answer = walk.say(signer, "split", lot=name, into=into, on=on, listed=listed)
    admitted = speaks_for(lot, signer, on) and len(some) < len(chips)
    if admitted:
        model.lots[into] = replace(lot, taken=[])
        model.part(into, name, answer)
        for chip in some:
            model.chips[chip].lot = into
    return admitted, answer


def shipped(walk: Walk) -> tuple[bool, Answer]:
    model, name, shipment = walk.model, walk.lot(), walk.name()
    lot = model.lots[name]
    signer, on, to = walk.holder_of(lot), walk.day(lot), walk.pick(HOLDERS)
    words = {"shipment": shipment, "to": to, "destination": walk.pick(SITES), "waybill": "w"}
    answer = walk.say(signer, "shipped", lot=name, on=on, **words)
    admitted = speaks_for(lot, signer, on) and to != signer
    if admitted:
        step(
            walk,
            name,
            (answer, signer, "shipped"),
            custody="in transit",
            since=on,
            shipment=shipment,
        )
        model.sent[shipment] = (name, to, words["destination"])
    return admitted, answer


def step(walk: Walk, name: str, said: tuple[Answer, str, str], **changes: Any) -> None:
    """Let a lot take a step in the model, from which it can come back."""
    (answer, by, kind), lot = said, walk.model.lots[name]
    at = getattr(answer, "position", -1)
    taken = [*lot.taken, (at, by, kind, lot)]
    walk.model.lots[name] = replace(lot, **{"site": None, "taken": taken, **changes})


def open_shipment(walk: Walk) -> tuple[str, str, Lot] | None:
    model = walk.model
    under_way = {it.shipment: name for name, it in model.lots.items() if it.shipment}
    if not under_way:
        return None
    shipment = walk.pick(under_way)
    return shipment, under_way[shipment], model.lots[under_way[shipment]]


def received(walk: Walk) -> tuple[bool, Answer] | None:
    sent = open_shipment(walk)
    if sent is None:
        return None
    (shipment, name, lot), model, missing_lot = sent, walk.model, walk.name()
    chips, to, site = model.of(name), *model.sent[shipment][1:]
    signer, on = walk.draw(st.sampled_from((to,) * 5 + HOLDERS)), walk.day(lot)
    missing = walk.some(chips) if walk.draw(st.integers(0, 3)) == 0 else []
    words = {"missing": missing, "missing_lot": missing_lot} if missing else {}
    answer = walk.say(signer, "received", shipment=shipment, lot=name, on=on, **words)
    admitted = signer == to and on >= lot.since and len(missing) < len(chips)
    if admitted:
        new = {"holder": to, "custody": "held", "since": on, "delivered_to": site}
        step(walk, name, (answer, signer, "received"), shipment=None, **new)
        if missing:
            lost(walk, lot, missing, missing_lot, on)
            model.part(missing_lot, name, answer)
    return admitted, answer


def lost(walk: Walk, lot: Lot, missing: list[str], name: str, on: date) -> None:
    """Let what was missing become a lot that its sender answers for."""
    model = walk.model
    model.lots[name] = replace(lot, custody="held", since=on, taken=[], shipment=None)
    for chip in missing:
        known = model.chips[chip]
        known.lot = name
        if known.condition in BECOMING["lost"][0]:
            known.condition = "lost"


def declined(walk: Walk) -> tuple[bool, Answer] | None:
    sent = open_shipment(walk)
    if sent is None:
        return None
    shipment, name, lot = sent
    to = walk.model.sent[shipment][1]
    signer, on = walk.draw(st.sampled_from((to,) * 5 + HOLDERS)), walk.day(lot)
    answer = walk.say(signer, "declined", shipment=shipment, lot=name, on=on, reason="no")
    admitted = signer == to and on >= lot.since
    if admitted:
        step(walk, name, (answer, signer, "declined"), custody="held", since=on, shipment=None)
    return admitted, answer


def installed(walk: Walk) -> tuple[bool, Answer]:
    name = walk.lot()
    lot, site = walk.model.lots[name], walk.pick(SITES)
    signer, on = walk.holder_of(lot), walk.day(lot)
    answer = walk.say(signer, "installed", lot=name, site=site, on=on)
    admitted = speaks_for(lot, signer, on) and lot.site in {None, site}
    admitted = admitted and lot.custody != "installed"
    if admitted:
        step(walk, name, (answer, signer, "installed"), custody="installed", since=on, site=site)
    return admitted, answer


def moved(walk: Walk) -> tuple[bool, Answer]:
    name = walk.lot()
    lot, site = walk.model.lots[name], walk.pick(SITES)
    signer, on = walk.holder_of(lot), walk.day(lot)
    answer = walk.say(signer, "moved", lot=name, to=site, on=on)
    admitted = speaks_for(lot, signer, on) and lot.site != site
    if admitted:
        new = {"custody": "held", "since": on, "site": site, "delivered_to": site}
        step(walk, name, (answer, signer, "moved"), **new)
    return admitted, answer


def corrected(walk: Walk) -> tuple[bool, Answer] | None:
    """Take back the last step of a lot, by whoever made it, or another's."""
    names = [name for name, lot in walk.model.lots.items() if lot.taken]
    if not names:
        return None
    name = walk.pick(names)
    at, by, kind, before = walk.model.lots[name].taken[-1]
    signer = walk.draw(st.sampled_from((by,) * 5 + HOLDERS))
    answer = walk.say(signer, "corrected", lot=name, wrong=at, reason="a slip")
    parts = [it for it, made_at in walk.model.parts.get(name, ()) if made_at >= at]
    admitted = signer == by and not (kind == "received" and parts)
    if admitted:
        walk.model.lots[name] = before
    return admitted, answer


def became(walk: Walk) -> tuple[bool, Answer]:
    """Say what has become of some chips of a lot, or of all of it."""
    verb, name = walk.pick(BECOMING), walk.lot()
    lot, chips, model = walk.model.lots[name], walk.model.of(name), walk.model
    some = walk.some(chips) if walk.draw(st.booleans()) else []
    certificate = walk.pick(CERTIFICATES)
    signer = WITNESSES[certificate] if verb == "witnessed" else walk.holder_of(lot)
    on = max(walk.day(lot), *(model.chips[chip].day for chip in some), date.min)
    words = {
        "destroyed": {"method": "m", "witness": WITNESSES[certificate]},
        "witnessed": {},
    }.get(verb, {"reason": "r"})
    words |= {"certificate": certificate} if verb in {"destroyed", "witnessed"} else {}
    words |= {"chips": some} if some else {}
    answer = walk.say(signer, verb, lot=name, on=on, **words)
    fit = [chip for chip in some or chips if can_become(verb, model.chips[chip], certificate)]
    admitted = bool(fit) and (not some or len(fit) == len(some))
    admitted = admitted and on >= max((model.chips[chip].day for chip in fit), default=on)
    if verb == "witnessed":
        admitted = admitted and was_declared(model, name, certificate)
    else:
        moving = verb == "lost" and lot.custody == "in transit" and lot.holder == signer
        admitted = admitted and (speaks_for(lot, signer, on) or (moving and on >= lot.since))
    if admitted:
        become(walk, verb, fit, on, certificate)
        model.declared |= {(name, certificate)} if verb == "destroyed" else set()
    return admitted, answer


def can_become(verb: str, chip: Chip, certificate: str) -> bool:
    same = verb != "witnessed" or chip.certificate == certificate
    return same and chip.condition in BECOMING[verb][0]


def was_declared(model: Model, name: str, certificate: str) -> bool:
    while (name, certificate) not in model.declared and name in model.parent:
        name = model.parent[name]
    return (name, certificate) in model.declared


def become(walk: Walk, verb: str, chips: list[str], on: date, certificate: str) -> None:
    for chip in chips:
        known = walk.model.chips[chip]
        known.condition, known.day = BECOMING[verb][1], on
        known.certificate = certificate if verb in {"destroyed", "witnessed"} else None


def relabelled(walk: Walk) -> tuple[bool, Answer]:
    model, name = walk.model, walk.lot()
    chip = walk.pick(model.of(name))
    to = f"maker/{printed(*walk.draw(SERIALS))}"
    words = {"chip": chip, "to": to, "on": FIRST + timedelta(9), "reason": "r"}
    answer = walk.say("maker", "relabelled", lot=name, **words)
    admitted = to not in model.chips
    if admitted:
        model.chips[to] = replace(model.chips[chip])
        model.chips[chip] = Chip(name, "renamed")
        model.seen |= {to: model.seen[chip]} if chip in model.seen else {}
    return admitted, answer


def counted(walk: Walk) -> tuple[bool, Answer]:
    """Count a lot as an inspector, anywhere, with strangers: it changes no chip and no lot."""
    name = walk.lot()
    lot, chips = walk.model.lots[name], walk.model.of(name)
    missing = walk.some(chips) if walk.draw(st.booleans()) else []
    strangers = walk.some([*walk.model.chips, "maker/nobody"])
    on = walk.day(lot)
    lots = [{"lot": name, "missing": missing}]
    words = {"lots": lots, "strangers": strangers, "site": walk.pick(SITES)}
    at = lot.site if lot.custody != "held" else lot.site or lot.delivered_to
    away = at not in {None, words["site"]}
    if on >= lot.since and not (missing and away):
        known = [it for it in strangers if it in walk.model.chips]
        walk.model.seen |= {it: max(on, walk.model.seen.get(it, on)) for it in known}
    admitted = on >= lot.since and not (missing and away)
    return admitted, walk.say("inspector", "counted", on=on, **words)


SAYABLE: Final = (
    *(made, split, split, shipped, shipped, received, received, declined, installed, moved),
    *(corrected, corrected, became, became, became, became, relabelled, counted),
)
"""What is said next: what others lead to stands twice."""


def say_one(walk: Walk) -> None:
    """Say one thing, and hold the answer against the model's."""
    say = made if not walk.model.lots else walk.draw(st.sampled_from(SAYABLE))
    before = rows(walk, "registry_lots")
    said = say(walk)
    if said is None:
        return
    admitted, answer = said
    assert isinstance(answer, Receipt) == admitted, (say.__name__, answer)
    if not admitted:
        assert rows(walk, "registry_lots") == before


def walked(draw: Callable[[st.SearchStrategy[Any]], Any], length: int) -> Walk:
    walk = Walk(draw)
    for _ in range(draw(st.integers(2, length))):
        say_one(walk)
    return walk


def rows(walk: Walk, table: str) -> list[dict[str, Any]]:
    return walk.stage.rows(table)


@contextmanager
def world(walk: Walk) -> Iterator[RowsWorld]:
    with walk.stage.store.reading() as reading:
        yield RowsWorld(reading, walk.stage.references)


# What has to hold, whatever was said.

WALKS = settings(max_examples=40, deadline=None)


def serials_of_run(row: dict[str, Any]) -> list[str]:
    numbers = range(row["first"], row["last"] + 1)
    return [f"{row['maker']}/{serial_at(row['prefix'], row['digits'], n)}" for n in numbers]


def check_chips(walk: Walk) -> None:
    """Every serial is in exactly one run; lot and condition are those of the model."""
    known = rows(walk, "registry_runs")
    serials = [
        (name, row["lot"], row["condition"]) for row in known for name in serials_of_run(row)
    ]
    expected = [(name, it.lot, it.condition) for name, it in walk.model.chips.items()]
    assert sorted(serials) == sorted(expected)
    for one, other in pairwise(sorted(known, key=lambda it: (it["prefix"], it["first"]))):
        assert one["prefix"] != other["prefix"] or one["last"] < other["first"]


def check_lots(walk: Walk) -> None:
    """A lot counts its chips, each condition apart, and is where the model has it."""
    model, known = walk.model, rows(walk, "registry_lots")
    assert {row["lot"] for row in known} == set(model.lots)
    for row in known:
        chips, lot = model.of(row["lot"]), model.lots[row["lot"]]
        told = Counter(model.chips[chip].condition.split()[0] for chip in chips)
        assert row["chips"] == len(chips)
        assert {it: row[it] for it in COUNTED} == {it: told[it] for it in COUNTED}
        assert {it: row[it] for it in CUSTODY} == {it: _plain(getattr(lot, it)) for it in CUSTODY}


def check_contacts(walk: Walk) -> None:
    """The last proof of a chip is the last there was, in whatever order it was told."""
    chips, seen = walk.model.chips, {}
    for row in rows(walk, "registry_contacts"):
        seen[row["chip"]] = date.fromisoformat(row["at"][:10])
        known = chips[row["chip"]]
        assert row["lot"] == (None if known.condition == "renamed" else known.lot)
        assert row["before_at"] is None or row["before_at"] <= row["at"]
    assert seen == walk.model.seen


def check_tallies(walk: Walk) -> None:
    """What is kept added up is what adding up all lots gives."""
    expected: Counter[str] = Counter()
    for row in rows(walk, "registry_lots"):
        there, at = row["chips"] - row["destroyed"], row["site"]
        held_at = at or (row["delivered_to"] if row["custody"] == "held" else None)
        counted_here = row["counted_at"] is not None and row["counted_at"] > row["step"]
        expected[f"holder:{row['holder']}"] += there
        if row["custody"] == "installed":
            expected[f"installed:{at}"] += there
        elif held_at is not None and not counted_here:
            expected[f"delivered:{held_at}"] += there
    kept = {row["place"]: row["chips"] for row in rows(walk, "registry_tallies")}
    assert {place: chips for place, chips in kept.items() if chips} == +expected


def check_replay(walk: Walk) -> None:
    replayed = walk.stage.rebuilt()
    assert (replayed.entries, replayed.differences) == (walk.stage.store.size(), ())


@WALKS
@given(st.data())
def test_every_chip_is_in_one_lot_and_in_one_condition(data: st.DataObject):
    walk = walked(data.draw, 24)
    check_chips(walk)
    check_lots(walk)
    check_tallies(walk)
    check_contacts(walk)
    check_replay(walk)


def chips_by(walk: Walk, key: Callable[[str, Lot], str | None]) -> Counter[str | None]:
    """Return how many chips count, by a key of their lot."""
    counted: Counter[str | None] = Counter()
    for it in walk.model.chips.values():
        if it.condition not in {"renamed", "destroyed"}:
            counted[key(it.lot, walk.model.lots[it.lot])] += 1
    return counted


def place(lot: Lot) -> str:
    if lot.custody == "in transit":
        return "in transit"
    return lot.where() or "with its maker or nowhere"


def ends(lines: Any) -> dict[str, int]:
    return {line.key: line.end for line in lines if line.end}


EVER: Final = date(2000, 1, 1), date(2100, 1, 1)


@WALKS
@given(st.data())
def test_the_books_end_with_what_is_there(data: st.DataObject):
    walk = walked(data.draw, 24)
    with world(walk) as now:
        told = {by: balance(now, by=by, start=EVER[0], until=EVER[1]) for by in BalanceBy}
    model = walk.model
    assert ends(told[BalanceBy.HOLDER]) == chips_by(walk, lambda _, lot: lot.holder)
    assert ends(told[BalanceBy.SITE]) == chips_by(walk, lambda _, lot: place(lot))
    assert ends(told[BalanceBy.MODEL]) == chips_by(walk, lambda _, __: "h100")
    destroyed = sum(it.condition == "destroyed" for it in model.chips.values())
    for lines in told.values():
        assert sum(line.destroyed for line in lines) == destroyed
        assert sum(line.begin for line in lines) == 0
        assert all(
            line.end == line.found + line.lost + line.uncounted + line.muf for line in lines
        )


@WALKS
@given(st.data(), st.lists(st.integers(0, 60), min_size=2, max_size=5, unique=True))
def test_a_balance_holds_over_every_period_and_the_next_begins_where_it_ends(
    data: st.DataObject, days: list[int]
):
    walk = walked(data.draw, 24)
    periods = list(pairwise(FIRST + timedelta(day) for day in sorted(days)))
    with world(walk) as now:
        for by in BalanceBy:
            lines = [
                {line.key: line for line in balance(now, by=by, start=one, until=other)}
                for one, other in periods
            ]
            for line in (line for period in lines for line in period.values()):
                into, out = line.begin + line.receipts, line.shipments + line.destroyed
                assert line.end == into - out
                assert min(line.end, line.begin, line.receipts, line.shipments) >= 0
            for one, other in pairwise(lines):
                for key in one.keys() | other.keys():
                    ended = one[key].end if key in one else 0
                    assert ended == (other[key].begin if key in other else 0)


@WALKS
@given(st.data(), st.integers(0, 60))
def test_every_level_has_as_many_chips_as_every_other(data: st.DataObject, day: int):
    walk, until = walked(data.draw, 24), FIRST + timedelta(day)
    with world(walk) as now:
        totals = {
            sum(line.end for line in balance(now, by=by, start=EVER[0], until=until))
            for by in BalanceBy
        }
        wholes = {
            line.key: line for line in balance(now, by=BalanceBy.SITE, start=EVER[0], until=until)
        }
        for key, line in wholes.items():
            (alone,) = balance(now, by=BalanceBy.SITE, start=EVER[0], until=until, key=key)
            assert alone == line
    assert len(totals) == 1


@WALKS
@given(st.data())
def test_a_statement_that_is_taken_back_leaves_its_lot_as_it_was(data: st.DataObject):
    walk = walked(data.draw, 20)
    names = [name for name, lot in walk.model.lots.items() if lot.custody != "in transit"]
    if not names:
        return
    name = walk.pick(names)
    before = row_of(walk, name)
    lot, on = walk.model.lots[name], walk.model.lots[name].since
    for kind, words in LEAVING:
        named = {"shipment": walk.name()} if kind == "shipped" else {}
        if isinstance(walk.say(lot.holder, kind, lot=name, on=on, **words, **named), Receipt):
            at = row_of(walk, name)["step"]
            back = walk.say(lot.holder, "corrected", lot=name, wrong=at, reason="a slip")
            assert isinstance(back, Receipt), back
            assert row_of(walk, name) == before
    check_replay(walk)


LEAVING: Final = (
    ("installed", {"site": "frankfurt"}),
    ("moved", {"to": "mainz"}),
    ("shipped", {"to": "rival", "destination": "mainz", "waybill": "w"}),
)


def row_of(walk: Walk, name: str) -> dict[str, Any]:
    (row,) = (row for row in rows(walk, "registry_lots") if row["lot"] == name)
    return row


@WALKS
@given(st.data())
def test_every_chip_is_shown_to_be_of_the_lot_it_was_made_in(data: st.DataObject):
    walk = walked(data.draw, 20)
    with world(walk) as now:
        for chip, lot in walk.model.made_with.items():
            shown = membership(now, chip=chip)
            assert (shown.lot, shown.root) == (lot, walk.model.roots[lot])
            leads_to_the_root(shown)
        for chip in walk.model.chips.keys() - walk.model.made_with.keys():
            with pytest.raises(NotFoundError):
                membership(now, chip=chip)


def leads_to_the_root(shown: Membership) -> None:
    path = [bytes.fromhex(it) for it in shown.path]
    root = bytes.fromhex(shown.root)
    check_inclusion(run_leaf(Span(*shown.run)), shown.index, shown.size, path, root)


@WALKS
@given(st.data(), st.integers(-1, 60))
def test_what_was_known_of_a_lot_stays_known(data: st.DataObject, day: int):
    """What is said later, or taken back, changes no answer about an earlier moment."""
    walk, on = walked(data.draw, 12), FIRST + timedelta(day)
    with world(walk) as now:
        moment = walk.stage.clock.at
        before = {name: custody(now, lot=name, on=on, known_at=moment) for name in walk.model.lots}
        assert before == {name: custody(now, lot=name, on=on) for name in walk.model.lots}
    walk.stage.clock.at += timedelta(days=1)
    for _ in range(walk.draw(st.integers(1, 12))):
        say_one(walk)
    with world(walk) as now:
        after = {name: custody(now, lot=name, on=on, known_at=moment) for name in before}
        view = now[RegistryView]
        for name in walk.model.lots:
            step = custody(now, lot=name, on=EVER[1])
            lot = view.lots.get(name)
            assert step is not None
            assert {it: getattr(step, it) for it in CUSTODY[:4]} == {
                it: getattr(lot, it) for it in CUSTODY[:4]
            }
    assert after == before
