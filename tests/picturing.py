"""What pictures are drawn of, in few words, and whether a picture is sound; for tests."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from re import fullmatch
from typing import Any, Final
from xml.etree import ElementTree as ET

from tests.supplying import country, described, named, product, shares

from comptrol.adapters.borders import borders
from comptrol.domains.accounts import (
    Account,
    AccountLine,
    AccountRow,
    Axis,
    ChipAccount,
    RecordedAccount,
    Told,
)
from comptrol.domains.caps import Bearer, Cap, Period, Projection, Unit
from comptrol.domains.cases import CaseStatistics, Tally
from comptrol.domains.gate import Order, Through
from comptrol.domains.location import Borders, Judgement, LocationVerdict
from comptrol.domains.registry import Custody, Lot, LotHistory, Place, Shipment, Site, Step
from comptrol.domains.structuring import Counted, Limit
from comptrol.domains.supply import (
    Graph,
    GraphStatement,
    Input,
    InputDescribed,
    Removal,
    Shares,
    SharesReported,
    Stated,
    Supplier,
    SupplierNamed,
    removal,
    removed,
)
from comptrol.entrypoints.pictures.account_bars import account_bars
from comptrol.entrypoints.pictures.account_days import account_days
from comptrol.entrypoints.pictures.account_map import account_map
from comptrol.entrypoints.pictures.burn_down import burn_down
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.custody import custody_chart
from comptrol.entrypoints.pictures.detectors import detectors
from comptrol.entrypoints.pictures.flows import flows
from comptrol.entrypoints.pictures.site_map import site_map
from comptrol.entrypoints.pictures.structured import structured
from comptrol.entrypoints.pictures.supply_graph import supply_graph

DAY: Final = date(2026, 11, 29)
SVG: Final = "{http://www.w3.org/2000/svg}"
ELEMENTS: Final = frozenset(
    {"svg", "title", "desc", "g", "rect", "path", "circle", "line", "text"}
)
_FORM: Final = "d x y x1 x2 y1 y2 cx cy r rx width height viewBox version transform role"
_LOOK: Final = "fill fill-opacity fill-rule stroke stroke-width stroke-dasharray opacity display"
_TEXT: Final = "text-anchor font-family font-size font-weight font-style paint-order"
_MORE: Final = "stroke-miterlimit"
ATTRIBUTES: Final = frozenset(f"{_FORM} {_LOOK} {_TEXT} {_MORE}".split())
HOSTILE: Final = (
    "<script>alert(1)</script>",
    "\"><image href='file:///etc/passwd'/>",
    "]]>&lt;&#0;",
    "\u202eneddih",
    "\x00\x01\x1b[31m\x7f",
    "a" * 10_000,
    "\u6f22" * 10_000,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 40,
    "\u05e9\u05dc\u05d5\u05dd \u0639\u0631\u0628\u064a",
    "\ud800\ufffe",
    "https://elsewhere.example/x.png",
    "datum.value * {{7*7}} ${x}",
    "two\nlines\tand more",
    "e\u0301" * 5_000,
    "",
)


def sound(chart: Chart, *, links: bool = False) -> ET.Element:
    """Return the root of a drawing that is shapes and words alone, on a light ground."""
    root = ET.fromstring(chart.svg.encode())  # noqa: S314  (our own)
    allowed = ELEMENTS | ({"a"} if links else frozenset())
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in allowed
        for name, value in element.attrib.items():
            if name == "href":
                assert links
                assert fullmatch(r"[a-z0-9/%.-]+", value)
            else:
                assert name in ATTRIBUTES
                assert "url(" not in value
                assert ":" not in value
        if element.tag != f"{SVG}desc":
            assert len(element.text or "") <= 240
    assert root.get("role") == ("group" if links else "img")
    assert [it.tag for it in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert all((it.text or "").strip() for it in root[:2])
    assert root[2].tag == f"{SVG}rect"
    assert root[2].get("fill") in {"#ffffff", "white"}
    assert chart.told.strip()
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    return root


def texts(root: ET.Element) -> list[str]:
    return [it.text or "" for it in root.iter(f"{SVG}text")]


@cache
def the_borders() -> Borders:
    return borders()


def site(of: str, place: tuple[str, str, str] | None = None, **more: Any) -> Site:
    fields = {"name": of, "country": None, "source": "a test", "operator": None, **more}
    if place is not None:
        lat, lon, radius_km = map(Decimal, place)
        fields["place"] = Place(lat=lat, lon=lon, radius_km=radius_km)
    return Site(site=of, address=None, power_mw=None, **fields)


def judgement(site: str, verdict: LocationVerdict, position: int = 1, **more: Any) -> Judgement:
    nothing = dict.fromkeys(("chip", "landmark", "place", "country"))
    empty = dict.fromkeys(("excluding", "left_out", "certified_by", "notes"), ())
    fields = {**nothing, **empty, "measurement": "m", "locator": "l", "policy": "p", **more}
    return Judgement(
        site=site,
        verdict=verdict,
        light_verdict=verdict,
        tolerate=0,
        km_per_ms=Decimal(200),
        slack_km=Decimal(0),
        radius_km=Decimal("120.5"),
        margin_ms=Decimal(1),
        light_margin_ms=Decimal(1),
        contradiction=False,
        groups=3,
        because=1,
        position=position,
        **fields,
    )


def cap(unit: Unit = Unit.CHIP_SECONDS, name: str = "cap-1") -> Cap:
    return Cap(
        cap=name,
        bearer=Bearer.WORLD,
        whose="",
        unit=unit,
        ceiling=None,
        source="a test",
        since=date(2026, 1, 1),
        until=None,
        position=1,
    )


def projection(**more: Any) -> Projection:
    fields = {
        "cap": "cap-1",
        "on": DAY,
        "method": "weekly-means/1",
        "window": "life",
        "ceiling": Decimal(25_000_000),
        "used": Decimal(10_000_000),
        "held": Decimal(5_000_000),
        "weeks": 4,
        "per_day_low": Decimal(100_000),
        "per_day_mid": Decimal(200_000),
        "per_day_high": Decimal(400_000),
        "earliest": date(2027, 1, 5),
        "expected": date(2027, 2, 11),
        "latest": date(2027, 4, 27),
        "note": "An interval, no promise.",
    }
    return Projection(**{**fields, **more})


def step(position: int, on: date, custody: Custody, holder: str, **more: Any) -> Step:
    fields = {"site": None, "delivered_to": None, "chips": 1000, "destroyed": 0, **more}
    return Step(
        lot="lot-1",
        position=position,
        kind="registry.said/1",
        on=on,
        logged_at=datetime(2026, 1, 1, tzinfo=UTC),
        signer=holder,
        holder=holder,
        custody=custody,
        since=on,
        **fields,
    )


def history(*steps: Step, name: str = "lot-1", proven: date = date(2026, 6, 1)) -> LotHistory:
    sent = Shipment(
        shipment="s",
        lot=name,
        sender="cloud",
        to="buyer",
        destination="d",
        waybill="w",
        sent_on=date(2026, 8, 1),
        order=None,
    )
    lot = Lot(
        lot=name,
        model="m",
        chips=1000,
        maker="maker",
        holder="cloud",
        custody=Custody.HELD,
        since=proven,
        made_on=date(2026, 1, 3),
        proven_on=proven,
    )
    return LotHistory(lot=lot, runs=(), more_runs=False, steps=steps, shipments=(sent,), counts=())


def order(number: int, on: date, chips: int, length_s: int, customer: str = "acme") -> Order:
    nothing = (
        "end_user origin destination service site possession_passes cluster training_operations"
        " licence under asked_at confirm_within_s run programme"
    )
    return Order(
        **dict.fromkeys(nothing.split()),
        **dict.fromkeys(("resellers", "delivers", "red_flags"), ()),
        **dict.fromkeys(("passes_on", "reexport", "bought_for_customer"), False),
        order=f"o-{number}",
        seller="cloud",
        door=Through.RENTAL,
        customer=customer,
        model="h100",
        chips=chips,
        on=on,
        end_use="training",
        length_s=length_s,
        position=number,
        logged_at=datetime(2026, 1, 1, tzinfo=UTC),
        standing=True,
    )


def limit(name: str, value: int, counts: Counted = Counted.CHIPS_AT_ONCE) -> Limit:
    return Limit(limit=name, counts=counts, value=value, source="a test")


def told(*ends: int | None) -> Told:
    p5, median, p95 = (None if it is None else Decimal(it) for it in ends)
    return Told(p5=p5, median=median, p95=p95, what="percentiles", level=None)


def account_row(country: str, of: Told, **more: Any) -> AccountRow:
    nothing = ["share", "share_low", "share_high", "sample_low", "sample_high", "coverage", "rank"]
    fields = {**dict.fromkeys(nothing), "axis": Axis.TERRITORY, "counted": 1, **more}
    return AccountRow(country=country, h100e=of, **fields)


def account(*rows: AccountRow, on: date = DAY) -> Account:
    empty = ["unallocated", "sensitivity", "spread", "published", "notes", "attribution"]
    words = dict.fromkeys(("method", "table", "how", "definition"), "m")
    return Account(as_of=on, stale=False, rows=rows, **dict.fromkeys(empty, ()), **words)


def line(opening: int, made: int, came: int, went: int, gone: int, more: int = 0) -> AccountLine:
    closing = opening + made + came - went - gone + more
    names = ["opening", "production", "imports", "exports", "retirement", "revaluation", "closing"]
    numbers = map(Decimal, (opening, made, came, went, gone, more, closing))
    return AccountLine(**dict(zip(names, numbers, strict=True)))


def recorded(*lines: tuple[str, AccountLine]) -> RecordedAccount:
    return RecordedAccount(
        start=date(2026, 1, 1),
        until=date(2026, 7, 1),
        factor_set="f",
        factor_set_before="f",
        lines=tuple(
            ChipAccount(country=it, model="h100", chips=each, h100e=each) for it, each in lines
        ),
        unweighed=(),
    )


def tally(group: str, upheld: int | None, dismissed: int | None) -> Tally:
    nothing = dict.fromkeys(("undone", "false_alarms", "notice_days", "decision_days"))
    known = upheld is not None and dismissed is not None and upheld + dismissed > 0
    precision = f"{upheld / (upheld + dismissed):.3f}" if known else None  # type: ignore[operator]
    return Tally(
        group=group,
        cases=9,
        open=0,
        upheld=upheld,
        dismissed=dismissed,
        undetermined=0,
        precision=precision,
        **nothing,
    )


def statistics(*tallies: Tally) -> CaseStatistics:
    empty = dict.fromkeys(("countries", "sizes", "sectors"), ())
    return CaseStatistics(cases=9, detectors=tallies, public=True, note="nothing small", **empty)


def stated(*said: GraphStatement) -> tuple[tuple[Stated, ...], tuple[Supplier, ...]]:
    """Return what the questions about supply answer, once this was said."""
    by = {"said_by": "authority", "position": 1}
    every = [it for it in said if isinstance(it, SharesReported)]
    found = tuple(
        Stated(
            input=Input(input=it.input, is_a=it.is_a, said=it, **by),
            shares=tuple(
                Shares(input=each.input, by=each.by, year=each.year, said=each, **by)
                for each in every
                if each.input == it.input
            ),
            buffer=None,
        )
        for it in said
        if isinstance(it, InputDescribed)
    )
    suppliers = tuple(
        Supplier(
            supplier=it.supplier,
            is_a=it.is_a,
            country=it.country,
            controlled_by=it.controlled_by,
            said=it,
            **by,
        )
        for it in said
        if isinstance(it, SupplierNamed)
    )
    return found, suppliers


def of_dies(title: str = "dies") -> tuple[GraphStatement, ...]:
    """Return a graph of one firm in one country that makes all dies, which go into a chip."""
    return (
        product(),
        described("dies", "chip", title=title[:160].strip() or "dies"),
        described("glass", "chip"),
        country("TW"),
        named("tsmc", country="TW"),
        named("corning", country="US"),
        shares("dies", tsmc=100),
        shares("glass", corning=100),
    )


def without(said: tuple[GraphStatement, ...], *names: str) -> Removal:
    graph = Graph(said)
    return removal(graph, removed(graph, names))


def with_word(word: str) -> Iterator[tuple[str, Callable[[], Chart]]]:
    """Yield every picture with a word wherever somebody else may have written it."""
    third = date(2026, 3, 1)
    places = ("59.9", "10.7", "2")
    sites = (site("a", places, name=word, country="NO"), site("b", name=word, country=word))
    steps = (
        step(1, date(2026, 1, 3), Custody.MADE, word),
        step(2, date(2026, 8, 1), Custody.IN_TRANSIT, "cloud"),
        step(3, date(2026, 9, 1), Custody.HELD, word, site=word),
    )
    rows = (account_row(word, told(1, 2, 3)), account_row("US", told(None, 5, None)))
    rows += (account_row(word, told(4, 5, 6), located=word),)
    period = Period(cap=word, window=word)
    found, suppliers = stated(*of_dies(word))
    seen = [judgement("a", LocationVerdict.IMPOSSIBLE)]
    yield "sites", lambda: site_map(sites, the_borders(), judgements=seen)
    yield "cap", lambda: burn_down(cap(name=word), projection(note=word, window=word), (period,))
    yield "chips", lambda: burn_down(cap(Unit.CHIPS, name=word), projection(window=word))
    yield "custody", lambda: custody_chart(history(*steps), until=DAY, called=word)
    yield (
        "orders",
        lambda: structured(
            [order(1, third, 8, 3600, word)],
            since=third,
            until=DAY,
            limits=[limit(word, 9), limit(word, 9, Counted.CHIP_SECONDS)],
        ),
    )
    yield "bars", lambda: account_bars(account(*rows), Axis.TERRITORY)
    yield "days", lambda: account_days([account(*rows)], Axis.TERRITORY)
    yield "map", lambda: account_map(account(*rows), Axis.TERRITORY, the_borders())
    yield "flows", lambda: flows(recorded((word, line(1, 2, 3, 1, 1))), country=word)
    yield "detectors", lambda: detectors(statistics(tally(word, 3, 1), tally(word, None, None)))
    yield "supply", lambda: supply_graph(found, suppliers, without(of_dies(word), "TW"))
