"""The gate for those who work at it: orders shown, queued, told of, stopped, judged again."""

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.scenario.gate_harness import H100, HOUR, Day, a_day, began, this_morning

from comptrol.domains.law import Policy
from comptrol.entrypoints.cli.commands.gate.paging import every

WHY = "It was looked into, and this came of it."
MANY = 520
"""More orders than the gate judges again at once."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate") / "data"
    began(folder)
    return folder


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Day:
    return a_day(begun, tmp_path / "data")


def about(day: Day, speaker: str, what: str, order: str, **more: Any) -> None:
    day.tell(speaker, f"gate.{what}/1", order=order, **more)


def refused_by_a_cap(day: Day) -> None:
    day.cap("total", 100 * HOUR)
    day.rents("r-1")
    day.rents("r-2", chips=16)


# Orders.


def test_orders_are_told_with_how_each_was_ruled_and_why(day: Day):
    refused_by_a_cap(day)
    all_of_them = day.run("gate", "orders")
    assert all_of_them.code == 0
    allowed, refused, why = all_of_them.out.splitlines()
    assert allowed.startswith("r-1: nimbus rents 8 ")
    assert allowed.endswith(": open; the ruling in force: allow")
    assert refused.startswith("r-2: nimbus rents 16 ")
    assert refused.endswith(": refused")
    assert why.startswith("  Cap total: ceiling ")
    assert "[cap:total: " in why
    assert all_of_them.err.strip() == "2 orders."


def test_what_was_refused_is_told_alone(day: Day):
    refused_by_a_cap(day)
    only = day.run("gate", "orders", "--outcome", "refuse")
    assert [line.split(":")[0] for line in only.out.splitlines()] == ["r-2", "  Cap total"]
    assert only.err.strip() == "1 order ruled 'refuse'."
    (one,) = day.run("gate", "orders", "--outcome", "refuse", "--json").lines
    assert one["order"]["order"] == "r-2"
    assert len(one["reasons"]) == 1
    whose = one["order"]["customer"]
    assert len(day.run("gate", "orders", "--customer", whose, "--json").lines) == 2
    none = day.run("gate", "orders", "--outcome", "hold", "--customer", whose)
    assert (none.code, none.out) == (0, "")
    assert none.err.strip() == f"No order ruled 'hold' of {whose}."


# One order.


def test_an_order_whose_time_is_up_is_not_shown_as_open(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1", confirm_within_s=60)
    told = day.run("gate", "show", "r-1").out
    assert "\n  lapsed: nobody took it up, and its time was up " in told
    assert "free for whoever orders next" in told
    assert "open" not in told


def test_an_order_is_shown_as_it_lives(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1", service="bare-metal")
    about(day, "nimbus", "confirmed", "r-1", job="c1/7")
    change = {"length_s": 20 * HOUR}
    about(day, "nimbus", "amended", "r-1", change=change, reason="it takes longer")
    about(day, "nimbus", "amended", "r-1", change={"chips": 4}, reason="fewer do")
    at = day.clock.at.isoformat()
    about(day, "nimbus", "ended", "r-1", at=at, used_chip_seconds=41 * HOUR)
    ran = day.run("gate", "show", "r-1")
    assert ran.code == 0
    for line in (
        f"r-1: nimbus rents 4 {H100} out to zephyr",
        f"  at frankfurt for 10 h from {day.today} on, as bare-metal",
        "  ended; the ruling in force: allow",
        "  job: c1/7",
        "not taken: length 20 h (it takes longer)",
        "taken: chips 4 (fewer do)",
        "  total: 0 h held, 41 h used",
        "  1 h of chip time were used beyond what was held",
    ):
        assert line in ran.out


def test_a_program_gets_the_whole_order_with_its_hold_and_its_licence(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1")
    whole = day.run("gate", "show", "r-1", "--json").json
    assert whole["order"]["standing"]
    assert [it["outcome"] for it in whole["rulings"]] == ["allow"]
    assert whole["hold"]["takes"] == [{"cap": "total", "held": 80 * HOUR, "used": 0}]
    assert (whole["licence"], whole["overrides"], whole["appeals"]) == (None, [], [])


def test_what_a_cap_refuses_is_shown_with_the_numbers(day: Day):
    refused_by_a_cap(day)
    told = day.run("gate", "show", "r-2").out
    assert "\n  refused\n" in told
    assert "open; the ruling in force: allow" in day.run("gate", "show", "r-1").out
    assert "Cap total: ceiling 360000 chip-seconds, held 288000, used 0, asked 576000." in told
    started = day.run("gate", "start", "r-2")
    assert started.code == 1
    assert started.out.startswith("r-2 may not start.\n  Cap total: ")
    assert "A refused order stays refused" in started.out


def test_what_is_allowed_may_start(day: Day):
    day.rents("r-1")
    ran = day.run("gate", "start", "r-1")
    assert (ran.code, ran.out) == (0, "r-1 may start.\n")
    assert day.run("gate", "start", "r-1", "--json").json["outcome"] == "allow"
    about(day, "first", "suspended", "r-1", reason="a case was opened about it")
    ran = day.run("gate", "start", "r-1")
    assert (ran.code, ran.out) == (1, "r-1 may not start.\n  The order is suspended.\n")


def test_who_answered_overrode_and_appealed_is_shown(day: Day):
    refused_by_a_cap(day)
    about(day, "zephyr", "appealed", "r-2", grounds="the agreement was raised last week")
    by = {"reason": WHY, "by": "Duty reviewer"}
    about(day, "first", "override-asked", "r-2", outcome="allow", **by)
    assert "it waits for a second reviewer" in day.run("gate", "show", "r-2").out
    about(day, "second", "override-agreed", "r-2", **by)
    about(day, "third", "appeal-decided", "r-2", granted=False, **by)
    told = day.run("gate", "show", "r-2").out
    for line in (
        ": allow\n    two reviewers decided: It was looked into",
        ": first (Duty reviewer) asks for: allow\n",
        ": second agrees\n",
        ": the agreement was raised last week\n    dismissed by third (Duty reviewer), ",
    ):
        assert line in told


def test_a_sale_is_shown_with_its_licence_and_what_is_left_of_it(day: Day):
    day.licence("d-100", chips=20)
    day.sells("s-1", "D-100", 12)
    told = day.run("gate", "show", "s-1").out
    assert f"s-1: chipco sells 12 {H100} to quiet\n  from US to DE, on {day.today}\n" in told
    assert "Licence:\n  d-100 (licence): 8 chips are left\n" in told
    assert day.run("gate", "show", "s-1", "--json").json["licence"]["left"] == 8


def test_nothing_of_the_log_moves_the_cursor_or_begins_a_line(day: Day):
    day.rents("r-1", end_use="weather\x1b[2J\nRulings:\n  9, because of 9: allow")
    for command in ("show", "notice"):
        told = day.run("gate", command, "r-1").out
        assert "\x1b" not in told
        assert "\nRulings:\n  9" not in told
    about(day, "nimbus", "confirmed", "r-1", job="c1\x1b[2J")
    day.seat("zephyr", "CN")
    for command in (("stops",), ("standing", "--seller", "nimbus")):
        told = day.run("gate", *command).out
        assert "c1\ufffd[2J" in told
        assert "\x1b" not in told


@pytest.mark.parametrize(
    "words",
    [
        ("show", "r-0"),
        ("start", "r-0"),
        ("notice", "r-0"),
        ("licence", "d-0"),
        ("stops", "--seller", "numbus"),
        ("standing", "--seller", "numbus"),
        ("orders", "--customer", "numbus"),
        ("licences", "--holder", "numbus"),
        ("times", "--days", "0"),
        ("queue", "--longer-than", "soon"),
    ],
    ids=" ".join,
)
def test_a_slip_is_bad_input_and_never_good_news(day: Day, words: tuple[str, ...]):
    ran = day.run("gate", *words)
    assert (ran.code, ran.out) == (2, "")
    assert words[-1] in ran.err


# People.


def test_what_waits_longest_stands_first_and_too_long_is_a_no(day: Day):
    day.seat("quiet", "CN")
    day.rents("z-first", customer="quiet")
    day.clock.at += timedelta(hours=3)
    day.rents("a-second", customer="quiet")
    ran = day.run("gate", "queue")
    assert ran.code == 0
    waiting = [line.split()[-5:] for line in ran.out.splitlines()[1:3]]
    assert [it[0] for it in waiting] == ["z-first", "a-second"]
    assert waiting[0][1:] == ["ruling", "quiet", "nimbus", "policy.rental-parity"]
    assert "2 orders wait now" in ran.out
    whole = day.run("gate", "queue", "--longer-than", 24, "--json")
    assert (whole.code, whole.json["longer"]) == (1, 2)
    since = whole.json["waiting"][0]["since"][:19].replace("T", " ")
    assert f"the first since {since} UTC." in whole.err
    assert day.run("gate", "queue", "--longer-than", 1000).code == 0


def test_an_appeal_and_half_an_override_wait_for_people_too(day: Day):
    refused_by_a_cap(day)
    about(day, "nimbus", "appealed", "r-2", grounds="the agreement was raised last week")
    by = {"reason": WHY, "by": "Duty reviewer"}
    about(day, "first", "override-asked", "r-2", outcome="allow", **by)
    waiting = day.run("gate", "queue", "--json").json["waiting"]
    assert sorted((it["order"], it["what"]) for it in waiting) == [
        ("r-2", "appeal"),
        ("r-2", "override"),
    ]
    assert all(it["waited_s"] > 24 * HOUR for it in waiting)


def test_where_nobody_waits_that_is_said_with_how_long_others_waited(day: Day):
    day.seat("quiet", "CN")
    day.rents("r-1", customer="quiet")
    assert "\n  held: waits for a person\n" in day.run("gate", "show", "r-1").out
    assert "nothing was decided that had waited" in day.run("gate", "times").out
    day.clock.at += timedelta(minutes=90)
    answer = {"question": "policy.rental-parity", "answer": "proceed"}
    about(day, "first", "answered", "r-1", reason=WHY, by="Duty reviewer", **answer)
    ran = day.run("gate", "queue")
    assert ran.out.startswith("Nothing waits for a person.\n")
    told = "1 was decided that had waited: half of them within 1 h 30 min"
    assert told in ran.out
    assert told in day.run("gate", "times").out
    assert day.run("gate", "times", "--json").json["longest_s"] == 5400
    until = (day.clock.at - timedelta(days=1)).date()
    assert day.run("gate", "times", "--until", until, "--json").json["decided"] == 0


def test_the_customer_is_told_why_and_how_to_appeal(day: Day):
    refused_by_a_cap(day)
    ran = day.run("gate", "notice", "r-2")
    assert ran.code == 0
    headings = [line for line in ran.out.splitlines() if line.startswith("#")]
    assert headings == ["# Notice on order r-2", "## Why", "## How to appeal", "## Evidence"]
    assert "\n- The cap total has no room for it." in ran.out
    assert "(operator policy: Agreement 7, paragraph 2)" in ran.out
    assert "gate.appealed/1" in ran.out
    assert day.run("gate", "notice", "r-2", "--json").json["to"] == "zephyr"


def test_a_notice_names_what_is_open_and_nobody_who_reviewed(day: Day):
    day.seat("quiet", "CN")
    day.rents("r-1", customer="quiet")
    told = day.run("gate", "notice", "r-1").out
    assert "## What is open\n" in told
    answer = {"question": "policy.rental-parity", "answer": "refuse"}
    about(day, "first", "answered", "r-1", reason=WHY, by="Duty reviewer", **answer)
    told = day.run("gate", "notice", "r-1").out
    assert "It is refused." in told
    assert "first" not in told


@pytest.mark.parametrize(
    ("who", "office"),
    [
        ("first", "a reviewer"),
        ("authority", "the authority"),
        ("nimbus", "its seller, nimbus"),
    ],
)
def test_a_notice_says_who_suspended_an_order_since_when_why_and_what_can_be_done(
    day: Day, who: str, office: str
):
    day.rents("r-1")
    about(day, who, "suspended", "r-1", reason="its meters tell nothing")
    page = day.run("gate", "notice", "r-1").out
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings == [
        "# Notice on order r-1",
        "## Why",
        "## What can be done",
        "## Evidence",
    ]
    assert "It was allowed. It is suspended: nothing may run" in page
    assert "It is allowed" not in page
    assert ("has to stop" in page) is (who != "nimbus")
    why = f"It was suspended by {office} on {day.today}: its meters tell nothing (suspension: "
    assert f"\n- {why}entry " in page
    assert "no appeal is made against it" in page
    assert "first" not in page
    about(day, who, "resumed", "r-1", reason="they tell it all again")
    assert "suspended" not in day.run("gate", "notice", "r-1").out


def test_a_notice_of_what_must_stop_says_why_and_how_to_appeal(day: Day):
    day.rents("r-1")
    day.seat("zephyr", "CN")
    day.licence("d-100", chips=20)
    day.sells("s-1", "d-100", 12)
    ended = {"licence": "d-100", "on": day.today, "reason": "it was revoked today"}
    day.tell("authority", "gate.licence-ended/1", **ended)
    for order in ("r-1", "s-1"):
        told = day.run("gate", "notice", order).out
        assert "It was let through before, and has to stop." in told
        assert "## How to appeal\n" in told
        assert "## Why\n" in told


def test_a_notice_of_what_nobody_took_up_says_that_it_has_lapsed(day: Day):
    day.rents("r-1", confirm_within_s=60)
    day.clock.at += timedelta(minutes=2)
    day.rents("r-2")
    told = day.run("gate", "notice", "r-1").out
    assert "It was allowed. Nobody took it up in time: it has lapsed" in told
    assert "## What can be done\n\nThe seller may ask again, with a new order.\n" in told


def test_a_notice_is_written_into_a_new_file_and_over_none(day: Day, tmp_path: Path):
    day.rents("r-1")
    path = tmp_path / "notice.md"
    ran = day.run("gate", "notice", "r-1", "--out", path)
    assert (ran.code, ran.out) == (0, f"Wrote the notice to zephyr: {path}\n")
    written = path.read_text(encoding="utf-8")
    assert written.startswith("# Notice on order r-1\n\nTo zephyr\n\nnimbus asked on ")
    again = day.run("gate", "notice", "r-1", "--out", path)
    assert again.code == 2
    assert path.read_text(encoding="utf-8") == written


def test_what_people_write_is_no_link_and_no_markup_in_a_notice(day: Day):
    day.cap("total", 1, source="see [annex](http://x.example) <b>now</b> *today*")
    day.rents("r-1")
    told = day.run("gate", "notice", "r-1").out
    assert r"\[annex\](http://x.example) \<b\>now\</b\> \*today\*" in told


# What must stop, and what is judged again.


def test_what_was_let_through_and_may_not_go_on_must_stop(day: Day):
    day.rents("r-1")
    about(day, "nimbus", "confirmed", "r-1", job="c1/7")
    calm = day.run("gate", "stops")
    assert (calm.code, calm.out, calm.err) == (0, "", "Nothing has to stop.\n")
    day.seat("zephyr", "CN")
    ran = day.run("gate", "stops", "--seller", "nimbus")
    assert ran.code == 1
    assert ran.out.startswith("r-1 (job c1/7) must stop: hold\n  The purchase would need")
    (line,) = day.run("gate", "stops", "--json").lines
    assert (line["order"], line["job"]) == ("r-1", "c1/7")
    assert day.run("gate", "stops", "--seller", "chipco").code == 0
    assert "IT MUST STOP" in day.run("gate", "show", "r-1").out
    assert day.run("gate", "standing", "--seller", "nimbus").out.rstrip().endswith("MUST STOP")


def test_what_stands_of_a_seller_is_shown_until_it_is_over(day: Day):
    day.rents("cluster", service="reserved-cluster")
    day.rents("j-1", under="cluster", chips=4)
    lines = day.run("gate", "standing", "--seller", "nimbus").out.splitlines()
    assert [line.split()[0] for line in lines] == ["order", "cluster", "j-1"]
    assert "4 chips, 40 h of chip time, of 80 h" in day.run("gate", "show", "cluster").out
    at = day.clock.at.isoformat()
    about(day, "nimbus", "ended", "j-1", at=at)
    (left,) = day.run("gate", "standing", "--seller", "nimbus", "--json").lines
    assert left["order"] == "cluster"
    none = day.run("gate", "standing", "--seller", "chipco")
    assert (none.code, none.out) == (0, "")


def test_a_recheck_goes_on_past_what_is_judged_at_once(day: Day):
    day.adopts(Policy.STATUTE_ONLY)
    day.seat("quiet", "CN")
    orders = [day.rental(f"r-{number:03}", customer="quiet") for number in range(MANY)]
    day.all("nimbus", *orders)
    day.clock.at = this_morning()
    day.adopts(Policy.RENTAL_PARITY)
    assert len(day.run("gate", "stops", "--json").lines) == 500
    ran = day.run("gate", "recheck", "--json")
    assert ran.code == 1
    changed = [it["order"] for it in ran.lines]
    assert changed == [f"r-{number:03}" for number in range(500, MANY)]
    assert {it["outcome"] for it in ran.lines} == {"hold"}
    assert "20 rulings came out otherwise." in ran.err
    assert len(day.run("gate", "stops", "--json").lines) == MANY
    again = day.run("gate", "recheck")
    assert (again.code, again.out) == (0, "")


def test_a_recheck_is_asked_for_by_the_authority(day: Day):
    day.rents("r-1")
    ran = day.run("gate", "recheck", "--as", "nimbus")
    assert ran.code == 1
    assert "flow.role-missing" in ran.out
    told = day.run("gate", "recheck", "--as", "nimbus", "--json")
    assert (told.code, told.json["accepted"]) == (1, False)


# Licences.


def test_a_licence_is_drawn_down_to_nothing_and_no_further(day: Day):
    day.licence("d-100", chips=20)
    day.sells("s-1", "D-100", 12)
    day.sells("s-2", "d-100", 9)
    assert "It is for 20 chips, 12 are drawn, asked 9." in day.run("gate", "show", "s-2").out
    day.sells("s-3", "D-100", 8)
    told = day.run("gate", "licence", "d-100").out
    assert f"  drawn: 20 chips, of 20\n  left: 0 chips\n    {H100}: 20 drawn\n" in told
    at = day.clock.at.isoformat()
    about(day, "chipco", "ended", "s-3", at=at, shipped_chips=0)
    (line,) = day.run("gate", "licences", "--json").lines
    assert (line["licence"]["drawn"], line["left"]) == (12, 8)
    cells = day.run("gate", "licences", "--holder", "chipco").out.splitlines()[1].split()
    assert cells[:7] == ["d-100", "licence", "chipco", H100, "20", "12", "8"]
    ended = {"on": day.today, "reason": "it was revoked by letter"}
    day.tell("authority", "gate.licence-ended/1", licence="d-100", **ended)
    assert f"ended on {day.today}" in day.run("gate", "licence", "d-100").out
    assert f"{day.today} (ended)" in day.run("gate", "licences").out


def test_the_clock_of_a_notice_and_the_share_of_a_volume_are_shown(day: Day):
    volume = {"share_percent": 50, "of_country": "US", "source": "FR-2026-01-15/2026-00789"}
    day.licence("nac-7", type="nac", notice_days=25, volume=volume)
    told = day.run("gate", "licence", "nac-7").out
    assert "  notice: 25 days before anything ships\n" in told
    assert "  volume: at most 50 % of what went to US (FR-2026-01-15/2026-00789)\n" in told
    assert f"    {H100}: nothing was reported, so that nothing may go\n" in told
    day.sells("s-1", "nac-7", 10)
    earlier = (day.clock.at - timedelta(days=25)).date().isoformat()
    report = {"licence": "nac-7", "on": earlier}
    told = {"model": H100, "chips": 25, "source": "own books"}
    day.tell("chipco", "gate.volume-reported/1", **report, **told)
    about(day, "chipco", "notified", "s-1", reference="NAC 4711", **report)
    told = day.run("gate", "licence", "nac-7").out
    assert f"25 went to US by {earlier}, so that 12 may go; 10 are drawn, 2 are left" in told
    assert "  drawn: 10 chips, no number is set\n" in told


def test_where_there_is_no_licence_that_is_said_beside_the_answer(day: Day):
    ran = day.run("gate", "licences")
    assert (ran.code, ran.out, ran.err) == (0, "", "No licence has been entered.\n")


# Pages.


class Row(NamedTuple):
    name: str
    what: str


def pages(rows: list[Row], page: int) -> list[Row]:
    def read(after: str | None) -> list[Row]:
        return [it for it in rows if after is None or it.name > after][:page]

    return list(every(read, lambda it: it.name, page))


@pytest.mark.parametrize("many", range(12))
def test_every_page_is_read_once(many: int):
    rows = [Row(f"{number:02}", "") for number in range(many)]
    assert pages(rows, 4) == rows


def test_a_name_that_is_cut_by_the_end_of_a_page_is_whole():
    rows = [Row(name, what) for name in "abcdef" for what in ("appeal", "override", "ruling")]
    for page in (4, 5, 6, 7, 17, 18, 19):
        assert pages(rows, page) == rows
