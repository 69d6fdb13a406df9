"""How published tables are read: every trap, and every mistake by file, line and field."""

import csv
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from comptrol.adapters.account_tables import (
    read_clusters,
    read_curated_stock,
    read_owner_stock,
)
from comptrol.adapters.reference_files import countries
from comptrol.bootstrap.accounting import read_tables
from comptrol.domains.accounts import (
    SHIPPED,
    SIXTEEN,
    Basis,
    Certainty,
    Channel,
    Cluster,
    ClusterMethod,
    Ends,
    Grade,
    counted,
)
from comptrol.kernel.errors import UnreadableError

DAY: Final = date(2025, 3, 31)
CLUSTER: Final = {
    "Name": "One",
    "Status": "Existing",
    "Certainty": "Confirmed",
    "Country": "United States of America",
    "Owner": "OpenAI,Microsoft",
    "First Operational Date": "2024-01-01",
    "Decommissioned Date (if applicable)": "",
    "Superseded by": "",
    "Possible Duplicate": "",
    "Include in Standard Analysis": "True",
    "GPU Supplier (primary)": "NVIDIA",
    "H100 equivalents": "100.5",
    "Max OP/s": "1.0e+17",
    "8-bit OP/s": "",
    "16-bit OP/s": "9.895e16",
}
CURATED: Final = {
    "owner": "China (smuggled)",
    "designer": "Nvidia",
    "series_start": "2024-01-01",
    "end_date": "2025-12-31",
    "units_p5": "1",
    "units_med": "2",
    "units_p95": "3",
    "h100e_p5": "1",
    "h100e_med": "2",
    "h100e_p95": "4",
}
OWNED: Final = {
    "Chip manufacturer": "Nvidia",
    "Owner": "Microsoft",
    "End date": "3/31/2026",
    "H100e (5th percentile)": "1",
    "Compute estimate in H100e (median)": "2",
    "H100e (95th percentile)": "4",
    "Number of Units (5th percentile)": "1",
    "Number of Units": "2",
    "Number of Units (95th percentile)": "4",
    "Incomplete": "checked",
}


def written(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def clusters(folder: Path, *rows: dict[str, str]) -> tuple[Cluster, ...]:
    path = written(folder / "gpu_clusters.csv", *({**CLUSTER, **it} for it in rows))
    return read_clusters(path, countries().named)


def names(found: tuple[Cluster, ...], **switches: Any) -> list[str]:
    return [it.name for it in counted(found, ClusterMethod(**switches), DAY).rows]


def test_a_cluster_is_read_with_its_code_and_its_original_country(tmp_path: Path):
    (found,) = clusters(tmp_path, {})
    assert (found.country, found.country_written) == ("US", "United States of America")
    assert found.owners == ("OpenAI", "Microsoft")
    assert set(found.amounts) == {Basis.H100E, Basis.MOST, Basis.BITS_16}
    assert found.h100e(Basis.BITS_8) is None
    assert found.h100e(Basis.BITS_16) == 100


def test_who_is_hidden_or_unknown_has_no_name(tmp_path: Path):
    hidden = {"Name": "Anonymized Chinese System", "GPU Supplier (primary)": "Anonymized"}
    unknown = {"GPU Supplier (primary)": "Unknown"}
    one, other = clusters(tmp_path, hidden, unknown)
    assert (one.vendor, one.anonymised) == ("", True)
    assert (other.vendor, other.anonymised) == ("", False)


def test_a_name_is_no_key(tmp_path: Path):
    assert len(names(clusters(tmp_path, {}, {}))) == 2


def test_a_planned_successor_deletes_no_live_cluster(tmp_path: Path):
    old = {"Superseded by": "Two, Three"}
    planned = {"Name": "Two", "Status": "Planned", "First Operational Date": "2027-01-01"}
    assert names(clusters(tmp_path, old, planned)) == ["One"]
    running = {**planned, "Status": "Existing", "First Operational Date": "2025-03-31"}
    assert names(clusters(tmp_path, old, running)) == ["Two"]
    assert names(clusters(tmp_path, old, running), superseded=True) == ["One", "Two"]


def test_a_successor_that_is_not_certain_enough_deletes_nothing(tmp_path: Path):
    found = clusters(tmp_path, {"Superseded by": "Two"}, {"Name": "Two", "Certainty": "Unlikely"})
    assert names(found) == ["Two"]
    assert names(found, least_certain=Certainty.CONFIRMED) == ["One"]


def test_a_duplicate_is_removed_and_kept_where_the_method_says_so(tmp_path: Path):
    found = clusters(tmp_path, {"Possible Duplicate": "True"})
    assert names(found) == []
    assert names(found, duplicates=True) == ["One"]


def test_a_cluster_counts_from_its_first_day_until_the_day_of_its_end(tmp_path: Path):
    end = "Decommissioned Date (if applicable)"
    found = clusters(
        tmp_path,
        {"Name": "begins", "First Operational Date": "2025-03-31"},
        {"Name": "later", "First Operational Date": "2025-04-01"},
        {"Name": "without a day", "First Operational Date": ""},
        {"Name": "ended", end: "2025-03-31"},
        {"Name": "ends later", end: "2025-04-01"},
    )
    assert names(found) == ["begins", "ends later"]


def test_an_end_known_to_the_month_ends_a_cluster_only_where_the_method_says_so(tmp_path: Path):
    found = clusters(tmp_path, {"Decommissioned Date (if applicable)": "2021-07"})
    assert found[0].ended == date(2021, 7, 31)
    assert names(found) == ["One"]
    assert names(found, ends=Ends.MONTH) == []


def test_the_other_shipped_method_leaves_out_what_began_before_2019(tmp_path: Path):
    found = clusters(tmp_path, {"First Operational Date": "2018-12-31"}, {"Name": "Two"})
    assert [it.name for it in counted(found, SHIPPED[SIXTEEN], DAY).rows] == ["Two"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Country", "Atlantis"),
        ("Status", "Perhaps"),
        ("Certainty", "Sure"),
        ("First Operational Date", "2024-13-01"),
        ("First Operational Date", "01/02/2024"),
        ("Decommissioned Date (if applicable)", "2021-13"),
        ("H100 equivalents", "-5"),
        ("H100 equivalents", "NaN"),
        ("Max OP/s", "1e+999"),
        ("Possible Duplicate", "maybe"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(tmp_path: Path, field: str, text: str):
    with pytest.raises(UnreadableError, match="line 3, field") as error:
        clusters(tmp_path, {}, {field: text})
    assert field in str(error.value)
    assert "expected" in str(error.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "missing column"),
        (b"Name,Status\n", "missing column"),
        (b"\xff\xfe", "not UTF-8"),
        (",".join([*CLUSTER, "Name"]).encode() + b"\n", "stands twice"),
        (",".join(CLUSTER).encode() + b"\nOne\n", "1 fields"),
        (",".join(CLUSTER).encode() + b'\n"One\n', "not CSV"),
    ],
)
def test_a_file_that_is_no_table_of_clusters_is_named(tmp_path: Path, content: bytes, told: str):
    path = tmp_path / "gpu_clusters.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=told):
        read_clusters(path, countries().named)


# Stocks.


def test_what_is_smuggled_is_a_channel_of_its_own(tmp_path: Path):
    (found,) = read_curated_stock(written(tmp_path / "china.csv", CURATED))
    assert (found.owner, found.channel) == ("China", Channel.SMUGGLED)
    assert (found.h100e.low, found.h100e.middle, found.h100e.high) == (1, 2, 4)


def test_a_missing_interval_is_unknown_and_not_of_no_width(tmp_path: Path):
    bare = {**CURATED, "h100e_p5": "", "h100e_p95": ""}
    (found,) = read_curated_stock(written(tmp_path / "china.csv", bare))
    assert found.h100e.grade is Grade.POINT
    assert found.h100e.high is None


@pytest.mark.parametrize(
    ("field", "text"),
    [("h100e_p5", ""), ("h100e_med", ""), ("h100e_med", "9"), ("end_date", "")],
)
def test_half_an_interval_is_an_error(tmp_path: Path, field: str, text: str):
    with pytest.raises(UnreadableError, match="line 2, field"):
        read_curated_stock(written(tmp_path / "china.csv", {**CURATED, field: text}))


def test_days_by_owner_are_written_month_first(tmp_path: Path):
    (found,) = read_owner_stock(written(tmp_path / "x_cumulative_totals.csv", OWNED))
    assert found.on == date(2026, 3, 31)
    assert found.incomplete


@pytest.mark.parametrize("text", ["31/3/2026", "2026-03-31", "2/30/2026", ""])
def test_another_order_of_day_and_month_is_an_error(tmp_path: Path, text: str):
    path = written(tmp_path / "x_cumulative_totals.csv", {**OWNED, "End date": text})
    with pytest.raises(UnreadableError, match="M/D/YYYY"):
        read_owner_stock(path)


def test_a_table_of_flows_is_no_stock(tmp_path: Path):
    with pytest.raises(UnreadableError, match="a table of flows"):
        read_owner_stock(written(tmp_path / "nvidia_owners_quarters.csv", OWNED))


# Folders.


def test_a_folder_without_tables_says_what_was_expected(tmp_path: Path):
    with pytest.raises(UnreadableError, match="expected gpu_clusters"):
        read_tables(tmp_path, lambda _: None)
    with pytest.raises(UnreadableError, match="not a folder"):
        read_tables(tmp_path / "none", lambda _: None)


def test_two_editions_in_one_folder_are_one_too_many(tmp_path: Path):
    for name in ("gpu_clusters.1.csv", "gpu_clusters.2.csv"):
        written(tmp_path / name, CLUSTER)
    with pytest.raises(UnreadableError, match="leave one edition"):
        read_tables(tmp_path, lambda _: None)
