"""Awards as people, programs and schedulers see them."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.scenario.gate_harness import H100, HOUR, Day, a_day, began
from tests.schemas import complaints

from comptrol.kernel.identifiers import PartyId

BY = {"by": "Head of Allocation"}
TEXT = "the storm surge along the northern coast is forecast from buoys and from satellites " * 3
HOURS = {0: 744, 1: 1_500, 2: 100}
"""Chip-hours of this month and of those after it."""


def month(day: Day, ahead: int) -> str:
    """Return the name of this month, or of one after it."""
    number = day.clock.at.year * 12 + day.clock.at.month - 1 + ahead
    return f"{number // 12}-{number % 12 + 1:02}"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("awards") / "data"
    began(folder)
    return folder


@pytest.fixture(scope="module")
def awarded(begun: Path) -> Path:
    day = a_day(begun, begun.parent / "awarded")
    with day.opened() as platform:
        key = platform.keyring.create(PartyId("council")).key.hex()
    council = {"party": "council", "name": "Council", "country": "DE", "roles": ["allocator"]}
    day.tell("authority", "parties.enrolled/1", key=key, **council)
    _call(day)
    words = {"call": "autumn", "grant": "storms", "reserve": "emergency"}
    bookings = [
        {"pool": "alder", "month": month(day, it), "chip_hours": many}
        for it, many in HOURS.items()
    ]
    granted = {**words, "holder": "zephyr", "bookings": bookings, "reason": "Floods are forecast."}
    for party in ("authority", "council"):
        day.tell(party, "allocation.reserve-granted/1", **granted, **BY)
    return day.folder


def _call(day: Day) -> None:
    today = day.today
    curve = {"version": "sqrt-1", "form": "concave", "slopes_ppm": [1_500_000, 500_000]}
    merit = {"policy": "merit-1", "curve": curve, "noise_sigma": "8", "sources": ["Terms"]}
    day.tell("authority", "allocation.policy-set/1", **merit, **BY, review_by="2099-01-01")
    day.tell(
        "authority",
        "allocation.call-opened/1",
        call="autumn",
        programme="research",
        title="Autumn",
        months=[month(day, it) for it in range(6)],
        opens=today,
        closes=today,
        policy="merit-1",
        areas=[{"area": "climate"}],
        tracks=[{"track": "regular"}],
        reserves=[{"reserve": "emergency", "share_ppm": 500_000}],
        as_of=today,
        **BY,
    )
    pool = {"call": "autumn", "pool": "alder", "provider": "nimbus", "model": H100}
    room = {"site_country": "DE", "speed_h100e": "1", "capacity_chip_hours": [100_000] * 6}
    day.tell("nimbus", "allocation.pool-offered/1", **pool, **room)


@pytest.fixture
def day(awarded: Path, tmp_path: Path) -> Day:
    return a_day(awarded, tmp_path / "data")


def test_where_nothing_was_awarded_that_is_said(begun: Path, tmp_path: Path):
    empty = a_day(begun, tmp_path / "copy")
    assert empty.run("awards", "list").out == "No award was made.\n"
    assert empty.run("awards", "due").out == "Nothing waits.\n"


def test_an_award_is_listed_and_shown_with_its_months(day: Day):
    day.rents("r-1", programme="award-storms", length_s=10 * HOUR)
    assert "storms  zephyr  autumn" in day.run("awards", "list").out
    shown = day.run("awards", "show", "storms")
    assert "Orders that draw on it name the programme award-storms" in shown.out
    row = next(it.split("  ") for it in shown.out.splitlines() if month(day, 0) in it)
    assert [it.strip() for it in row if it][2:5] == ["744 h", "744 h", "80 h"]
    (line,) = day.run("awards", "list", "--json").lines
    assert line["use"]["months"][0]["held"] == 80 * HOUR


def test_what_somebody_said_begins_no_line_of_its_own(day: Day):
    words = {"award": "storms", "outcome": "o-1", "product": "dataset", "open_to_all": True}
    title = "Winters\nstorms of call autumn, held by nobody\x1b[2J"
    told = {"title": title, "reference": "doi:1\r\nNotice", "on": day.today}
    day.tell("zephyr", "awards.outcome-told/1", **words, **told)
    *_, last = day.run("awards", "show", "storms").out.splitlines()
    assert last.startswith("dataset: Winters\ufffdstorms of call autumn")
    assert last.endswith("Notice (open to all)")


@pytest.mark.parametrize("month", ["2027-13", "0000-01", "0001-01", "9999-12"])
def test_a_month_of_no_calendar_of_awards_is_refused(day: Day, month: str):
    for words in (["slurm", "--cluster", "c1"], ["kueue"]):
        ran = day.run("awards", *words, "--month", month)
        assert (ran.code, "month" in ran.err) == (2, True)


def test_an_award_that_there_is_not_is_said_so(day: Day):
    ran = day.run("awards", "show", "floods")
    assert (ran.code, "no award 'floods'" in ran.err) == (2, True)


def test_slurm_is_told_of_minutes_and_never_to_clean(day: Day):
    told = day.run("awards", "slurm", "--cluster", "c1", "--month", month(day, 1)).out
    lines = [it for it in told.splitlines() if not it.startswith("#")]
    assert lines == [
        "Cluster - 'c1'",
        "Parent - 'root'",
        (
            "Account - 'award-storms':Description='award-storms':Organization='zephyr':"
            "GrpTRESMins=gres/gpu=90000"
        ),
    ]
    assert "never with clean" in told


@pytest.mark.skipif(shutil.which("sacctmgr") is None, reason="sacctmgr is not installed")
def test_sacctmgr_reads_the_words_of_the_file(day: Day, tmp_path: Path):
    path = tmp_path / "awards.cfg"
    day.run("awards", "slurm", "--cluster", "c1", "--out", path)
    program = shutil.which("sacctmgr") or ""
    ran = subprocess.run(  # noqa: S603  (a program that was looked for, and a file of ours)
        [program, "-i", "load", f"file={path}"], capture_output=True, check=False, timeout=30
    )
    assert b"Misformatted" not in ran.stdout + ran.stderr


def test_kueue_is_told_of_chips_at_once_rounded_up(day: Day):
    told = day.run("awards", "kueue", "--month", month(day, 1))
    objects: list[dict[str, Any]] = list(yaml.safe_load_all(told.out))
    assert [complaints(it) for it in objects] == [[], []]
    flavor, queue = objects
    (group,) = queue["spec"]["resourceGroups"]
    (of_flavor,) = group["flavors"]
    assert of_flavor["name"] == flavor["metadata"]["name"]
    assert of_flavor["resources"] == [{"name": "nvidia.com/gpu", "nominalQuota": 3}]


def test_texts_are_compared_outside_the_log(day: Day, tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "p-1.txt").write_text(TEXT)
    (folder / "p-2.txt").write_text(TEXT.replace("northern", "southern", 1))
    ran = day.run("awards", "similar", folder, "--least", "50")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[1].startswith("p-1    p-2")


def test_a_text_that_was_not_proposed_is_refused(day: Day, tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "p-1.txt").write_text(TEXT)
    ran = day.run("awards", "similar", folder, "--call", "autumn")
    assert (ran.code, "no proposal of this name" in ran.err) == (2, True)
    _proposed(day, sha256(b"another").hexdigest())
    ran = day.run("awards", "similar", folder, "--call", "autumn")
    assert (ran.code, "its digest differs" in ran.err) == (2, True)


def _proposed(day: Day, text: str) -> None:
    asked = {"need_h100e_hours": 100, "least_fraction_ppm": 500_000, "pools": [{"pool": "alder"}]}
    months = {"first_month": month(day, 0), "last_month": month(day, 3)}
    whose = {"applicant": "quiet", "institution": "quiet", "area": "climate", "track": "regular"}
    name = {"call": "autumn", "proposal": "p-1", "investigator": "1" * 64, "text": text}
    day.tell("quiet", "allocation.proposed/1", **asked, **months, **whose, **name)


def test_an_empty_folder_has_nothing_to_compare(day: Day, tmp_path: Path):
    ran = day.run("awards", "similar", tmp_path)
    assert (ran.code, "PROPOSAL.txt" in ran.err) == (2, True)
