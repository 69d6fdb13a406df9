"""What ``sacct -P`` says was used: runs, arrays, requeues, parts of GPUs, and what is no row."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from comptrol.adapters.meters.slurm import DAY_S, Asked, read_accounts
from comptrol.adapters.meters.slurm_words import gpus_by_type, moment
from comptrol.domains.metering import Flag, Readings
from comptrol.kernel.errors import UnreadableError

PRINTED = Path(__file__).parents[1] / "vectors" / "meters"
"""What Slurm 22.05.8 printed of jobs on a cluster of its own, but for the mark of the gate."""
HEADER = "JobID|JobIDRaw|Submit|Start|End|ElapsedRaw|State|AllocTRES|Account|Cluster|AdminComment"
NOON = 1_764_590_400
"""2025-12-01 12:00 UTC."""
THREE = "billing=2,cpu=2,gres/gpu=3,gres/gpu:h100=3,node=1"


def line(job: str = "25", **other: object) -> str:
    told = {
        "raw": job.partition("_")[0].partition("+")[0],
        "submit": NOON - 10,
        "start": NOON,
        "end": NOON + 60,
        "elapsed": 60,
        "state": "COMPLETED",
        "tres": THREE,
        "account": "alpha",
        "cluster": "c1",
        "comment": "comptrol:c1-abc",
        **other,
    }
    return "|".join(map(str, (job, *told.values())))


def read(tmp_path: Path, *rows: str, header: str = HEADER, asked: Asked | None = None) -> Readings:
    file = tmp_path / "sacct.txt"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return read_accounts(file, asked or Asked())


def reasons(found: Readings) -> str:
    return " ".join(f"{it.place}: {it.reason}" for it in found.rejected)


def test_a_run_is_usage_of_its_order(tmp_path: Path):
    (row,) = read(tmp_path, line()).rows
    assert (row.source, row.event, row.order) == ("slurm/c1", f"25/{NOON}/2025-12-01", "c1-abc")
    assert (row.chips, row.chip_seconds, row.tenant, row.flags) == (3, 180, "alpha", ())
    assert row.since == datetime(2025, 12, 1, 12, tzinfo=UTC)


def test_a_total_beside_its_types_is_counted_once():
    assert gpus_by_type("gres/gpu=3,gres/gpu:h100=3") == {"h100": 3}
    assert gpus_by_type("gres/gpu=5,gres/gpu:h100=2,gres/gpu:a100=1") == {
        "h100": 2,
        "a100": 1,
        "": 2,
    }


def test_types_of_one_run_are_events_of_their_own(tmp_path: Path):
    tres = "gres/gpu=3,gres/gpu:h100=2,gres/gpu:a100=1"
    asked = Asked(models={"h100": "nvidia-h100-sxm5-80gb"})
    found = read(tmp_path, line(tres=tres), asked=asked)
    assert [(it.event.rpartition("/")[2], it.chips, it.model) for it in found.rows] == [
        ("a100", 1, None),
        ("h100", 2, "nvidia-h100-sxm5-80gb"),
    ]


def test_runs_of_one_job_that_was_requeued_are_events_of_their_own(tmp_path: Path):
    again = line(start=NOON + 100, end=NOON + 130, state="COMPLETED")
    found = read(tmp_path, line(state="REQUEUED"), again)
    assert (len(found.rows), found.chip_seconds) == (2, 270)


def test_elements_of_arrays_and_components_are_jobs_of_their_own(tmp_path: Path):
    found = read(
        tmp_path, line("25_1", raw=26), line("25_2", raw=27), line("30+0"), line("30+1", raw=31)
    )
    assert found.chip_seconds == 4 * 180
    waiting = read(tmp_path, line("25_[3-10]", raw=25, start="Unknown", end="Unknown"))
    assert waiting.rows == ()
    assert waiting.notes == ("1 runs have not begun",)


def test_a_text_that_stands_there_twice_is_counted_once(tmp_path: Path):
    found = read(tmp_path, line(), HEADER, line())
    assert (len(found.rows), found.chip_seconds) == (1, 180)
    assert "1 told again in the same words" in found.notes[0]


def test_steps_are_within_their_job(tmp_path: Path):
    found = read(tmp_path, line(), line("25.batch"), line("25.extern"), line("25.0"))
    assert found.chip_seconds == 180
    assert "3 steps" in found.notes[0]


def test_a_run_is_cut_at_midnight_and_loses_nothing(tmp_path: Path):
    end = NOON + 2 * DAY_S + 7
    found = read(tmp_path, line(end=end))
    assert [it.chip_seconds for it in found.rows] == [129_600, 259_200, 3 * (DAY_S // 2 + 7)]
    assert sum(it.chip_seconds for it in found.rows) == 3 * (end - NOON)
    assert [it.flags for it in found.rows] == [(Flag.GOES_ON,), (Flag.GOES_ON,), ()]


def test_a_run_that_goes_on_is_told_for_the_days_that_are_over_and_they_stay_so(tmp_path: Path):
    open_run = {"end": "Unknown", "state": "RUNNING"}
    first = read(tmp_path, line(**open_run, elapsed=DAY_S)).rows
    later = read(tmp_path, line(**open_run, elapsed=2 * DAY_S)).rows
    over = read(tmp_path, line(end=NOON + 2 * DAY_S + 5)).rows
    assert (len(first), len(later), len(over)) == (1, 2, 3)
    assert later[:1] == first
    assert over[:2] == later


def test_a_run_that_ends_at_midnight_is_told_the_same_before_and_after(tmp_path: Path):
    midnight = NOON + DAY_S // 2
    before = read(tmp_path, line(end="Unknown", state="RUNNING", elapsed=DAY_S // 2))
    after = read(tmp_path, line(end=midnight))
    assert before.rows == ()
    assert [it.flags for it in after.rows] == [()]


def test_times_without_a_zone_need_one(tmp_path: Path):
    local = {"start": "2025-12-01T13:00:00", "end": "2025-12-01T13:01:00", "submit": NOON}
    assert "SLURM_TIME_FORMAT=%s" in reasons(read(tmp_path, line(**local)))
    (row,) = read(tmp_path, line(**local), asked=Asked(zone=ZoneInfo("Europe/Berlin"))).rows
    assert row.since == datetime(2025, 12, 1, 12, tzinfo=UTC)


def test_an_hour_that_was_twice_is_no_certain_time():
    with pytest.raises(UnreadableError, match="was twice in Europe/Berlin"):
        moment("2025-10-26T02:30:00", ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param(line()[:60], "half a line", id="half a line"),
        pytest.param(line(comment="a|b"), "separator in a comment", id="a separator"),
        pytest.param(line(end=NOON - 5), "ends 5 s before it begins", id="a clock set back"),
        pytest.param(line(end="Unknown"), "runawayjobs", id="over and without an end"),
        pytest.param(line(end="yesterday"), "is no time", id="no time"),
        pytest.param(line(tres="gres/shard=4"), "share of a GPU", id="a share"),
        pytest.param(line(tres="gres/gpu=-3"), "number of GPUs", id="negative"),
        pytest.param(line(tres="gres/gpu=NaN"), "number of GPUs", id="not a number"),
        pytest.param(line("x"), "no number of a job", id="no job"),
        pytest.param(line(start=0), "ten years", id="since 1970"),
        pytest.param(line(cluster=""), "--source", id="no cluster"),
        pytest.param(line(comment="comptrol:NOT AN ORDER"), "order: ", id="no order"),
        pytest.param(line(cluster="a b"), "source: ", id="a gap in a name"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_stops_no_other(tmp_path: Path, row: str, why: str):
    found = read(tmp_path, row, line("99"))
    assert [it.event.partition("/")[0] for it in found.rows] == ["99"]
    assert why in reasons(found)
    assert found.rejected[0].place == "line 2"


@pytest.mark.parametrize(
    ("header", "why"),
    [
        pytest.param("25|1|2|3", "SLURM_TIME_FORMAT=%s sacct", id="no header"),
        pytest.param("JobID|Start|End|State", "alloctres", id="a column short"),
        pytest.param(HEADER.replace("Submit", "Start"), "stands twice", id="twice"),
        pytest.param(HEADER + "|JobName", "words of users", id="words of users"),
        pytest.param(HEADER + "|SubmitLine", "leave it out", id="a line of users"),
    ],
)
def test_another_header_is_refused(tmp_path: Path, header: str, why: str):
    with pytest.raises(UnreadableError, match=why):
        read(tmp_path, line(), header=header)


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_says_how_to_write_one(tmp_path: Path, text: str):
    (tmp_path / "sacct.txt").write_text(text)
    with pytest.raises(UnreadableError, match="write it with"):
        read_accounts(tmp_path / "sacct.txt", Asked())


def test_another_encoding_is_named(tmp_path: Path):
    file = tmp_path / "sacct.txt"
    file.write_bytes(f"{HEADER}\n{line()}\n".encode("utf-16"))
    with pytest.raises(UnreadableError, match="save it as UTF-8"):
        read_accounts(file, Asked())
    file.write_bytes(f"{HEADER}\n{line()}\n{line('26', account='café')}\n".encode("latin-1"))
    found = read_accounts(file, Asked())
    assert len(found.rows) == 1
    assert "not UTF-8 at byte" in reasons(found)


def test_a_separator_that_no_name_has_may_stand_between(tmp_path: Path):
    found = read(tmp_path, line().replace("|", "\x1f"), header=HEADER.replace("|", "\x1f"))
    assert found.chip_seconds == 180


def test_one_run_that_is_told_in_two_ways_is_believed_in_neither(tmp_path: Path):
    found = read(tmp_path, line(), line(end=NOON + 90))
    assert found.rows == ()
    assert "says something else" in reasons(found)


def test_what_slurm_really_prints_is_read():
    found = read_accounts(PRINTED / "sacct_22.05.8.txt", Asked())
    told = {it.event.partition("/")[0]: it.chip_seconds for it in found.rows}
    assert told == {"1": 6, "2_1": 1, "2_2": 1, "2_3": 1, "3": 6, "4+0": 2, "4+1": 4}
    assert all(it.order for it in found.rows)
    assert found.rejected == ()
    assert [it.partition(" ")[0] for it in found.notes] == ["8", "1", "1"]


def test_local_times_of_slurm_are_read_with_their_zone():
    found = read_accounts(PRINTED / "sacct_22.05.8_local.txt", Asked(zone=ZoneInfo("UTC")))
    exact = {it.name: it for it in read_accounts(PRINTED / "sacct_22.05.8.txt", Asked()).rows}
    assert len(found.rows) == 6
    assert all(exact[it.name] == it for it in found.rows)


def test_a_run_that_goes_on_without_an_order_waits_until_its_comment_is_there(tmp_path: Path):
    found = read(tmp_path, line(end="Unknown", state="RUNNING", elapsed=3 * DAY_S, comment=""))
    assert found.rows == ()
    assert "under no order" in found.notes[0]
    over = read(tmp_path, line(end=NOON + DAY_S, comment="by hand"))
    assert [it.order for it in over.rows] == [None, None]
