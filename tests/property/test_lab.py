"""Whatever is asked, the lab says of every row what the engine says one by one."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from comptrol.adapters.lab_columns import judge_columns, table_of
from comptrol.adapters.lab_columns.judging import READS
from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import SHIPPED, read_rulebook
from comptrol.domains.chips import Rate, Specification
from comptrol.domains.law import LAW, POLICY, Outcome, Policy, Posture, Stance, decide

COUNTRIES = countries()
CHIPS = {
    "H100": Specification(
        name="H100",
        rates=(Rate(dense_tera_ops=Decimal(1979), bits=8, precision="FP8"),),
        die_area_mm2=Decimal(814),
        non_planar=True,
        datacenter=True,
        io_bidirectional_gb_per_s=Decimal(900),
        dram_gb_per_s=Decimal(3350),
    ),
    "Ascend 910C": Specification(name="Ascend 910C", tpp_stated=Decimal(12_800), datacenter=True),
    "H20": Specification(
        name="H20",
        tpp_stated=Decimal(2368),
        datacenter=True,
        dram_gb_per_s=Decimal(4000),
        performance_density_stated=Decimal("2.9"),
    ),
    "RTX 5090": Specification(
        name="RTX 5090",
        rates=(Rate(dense_tera_ops=Decimal(1676), bits=4),),
        datacenter=False,
        dram_gb_per_s=Decimal(1792),
    ),
}
PLACES = ["US", "CN", "HK", "MO", "AE", "SA", "TW", "SG", "MY", "FR", "GB", "IL", "RU", "IR",
          "UA", "KH", "NI", "VN", "BR"]  # fmt: skip
place = st.sampled_from(PLACES)
unknown = st.sampled_from(["", *PLACES])
rows = st.fixed_dictionaries(
    {
        "on": st.dates(date(2022, 10, 1), date(2029, 6, 1)).map(str),
        "door": st.sampled_from(["sale", "rental"]),
        "chip": st.sampled_from(["", *CHIPS]),
        "tpp": st.sampled_from(["", "1599.9", "1600", "2400", "4799.999", "4800", "21000"]),
        "performance_density": st.sampled_from(["", "1.599", "1.6", "3.2", "5.919", "5.92"]),
        "market": st.sampled_from(["", "dc", "consumer"]),
        "hbm_GBps": st.sampled_from(["", "", "200", "210", "400"]),
        "hbm_mm2": st.sampled_from(["", "100"]),
        "dram_GBps": st.sampled_from(["", "4000", "6499", "6500"]),
        "io_bidir_GBps": st.sampled_from(["", "599", "600"]),
        "from": place,
        "to": place,
        "site_country": unknown,
        "country": place,
        "hq_country": unknown,
        "ultimate_parent_hq": unknown,
        "reexport": st.sampled_from(["", "0", "1"]),
        "end_use": st.sampled_from(["", "inference", "wmd", "military", "a navy", "training"]),
        "quantity": st.sampled_from(["", "1", "8", "9"]),
        "chip_hours": st.sampled_from(["", "10", "100", "101"]),
        "possession_passes": st.sampled_from(["", "0", "1"]),
        "training_operations": st.sampled_from(["", "1e22", "1e25", "10000000000000000000000001"]),
        "listing": st.sampled_from(["", "", "SDN", "EL", "UVL", "CMIC", "NEW"]),
        "licence": st.sampled_from(["", "", "D1"]),
    }
)
NUMBERS = ("tpp", "performance_density", "market", "hbm_GBps", "hbm_mm2", "dram_GBps",
           "io_bidir_GBps")  # fmt: skip


def by_name_or_by_number(row: dict[str, str]) -> dict[str, str]:
    return row | dict.fromkeys(NUMBERS, "") if row["chip"] else row


stances = st.builds(
    Stance,
    posture=st.sampled_from(Posture),
    policy=st.sampled_from(Policy),
    small_use_chips=st.sampled_from([None, 1, 8]),
    small_use_chip_hours=st.sampled_from([None, 100]),
)


@cache
def book(name: str) -> Any:
    return read_rulebook(SHIPPED / name)


@settings(max_examples=60, deadline=None)
@given(
    asked=st.lists(rows.map(by_name_or_by_number), min_size=1, max_size=40),
    stance=stances,
    name=st.sampled_from(["compute-law", "treaty-draft"]),
    known_at=st.none() | st.dates(date(2022, 10, 7), date(2026, 11, 22)),
)
def test_every_row_is_judged_as_it_is_one_by_one(
    asked: list[dict[str, str]], stance: Stance, name: str, known_at: date | None
) -> None:
    table = table_of(pl.DataFrame(asked), COUNTRIES, CHIPS.__getitem__)
    found = judge_columns(table, book(name), stance, known_at)
    for row in range(table.rows):
        day = table.day(row)
        known = max(known_at or day, book(name).known_from)
        one = decide(
            table.request(row), book(name), COUNTRIES, as_of=day, known_at=known, stance=stance
        )
        assert list(Outcome)[found.outcomes[row]] is one.outcome
        for part in ("law", "policy"):
            said = frozenset(f"{it.rule} {it.effect.value}" for it in getattr(one, part))
            assert found.findings_of(row, part) == said, (part, table.request(row))
        blocking = frozenset(it.id for it in one.questions if it.blocking)
        assert found.asks_of(row) == blocking, table.request(row)


def test_the_lab_knows_what_every_rule_reads() -> None:
    asked = {rule.__name__ for rules in (*LAW.values(), *POLICY.values()) for rule in rules}
    assert asked == set(READS)
