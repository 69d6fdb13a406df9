"""What ships with the product: its shape, its sources, and that it contradicts itself nowhere."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

import comptrol.reference
from comptrol.adapters.store_memory import MemoryStore
from comptrol.domains import chips
from comptrol.domains.chips import ChipsView, Described, FactorsAdopted
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.countries import Countries, Country
from comptrol.kernel.dated import Source
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import NAME
from comptrol.kernel.statement import Entry

FOLDER = Path(comptrol.reference.__file__).parent
DESCRIBED = msgspec.json.decode((FOLDER / "chips.json").read_bytes(), type=tuple[Described, ...])
FACTORS = msgspec.json.decode(
    (FOLDER / "factors.json").read_bytes(), type=tuple[FactorsAdopted, ...]
)
GROUPS = json.loads((FOLDER / "country_groups.json").read_text())
SITES = json.loads((FOLDER / "sites.json").read_text())["sites"]
COUNTRIES = Countries(
    msgspec.json.decode((FOLDER / "countries.json").read_bytes(), type=tuple[Country, ...])
)
EPOCH, HARDWARE = "epoch-2026-09-24", "epoch-hardware-2026-04-22"


@pytest.fixture(scope="module")
def world():
    """Every shipped chip and factor set, said by one party, each admitted by the domain."""
    store = MemoryStore()
    now = datetime(2026, 11, 22, tzinfo=UTC)
    with store.writing(now) as step:
        known = RowsWorld(step.rows, References({}))
        for position, said in enumerate((*DESCRIBED, *FACTORS)):
            entry = Entry(position=position, logged_at=now, signer="authority", statement=said)
            assert list(chips.DOMAIN.check(entry, known)) == []
            for change in chips.DOMAIN.apply(known[ChipsView], entry):
                step.store(change)
    return known


def members(group, day):
    return {
        i["country"]
        for i in GROUPS["intervals"]
        if i["group"] == group and i["from"] <= day and (i["until"] is None or day < i["until"])
    }


def destinations(day):
    inside = members("D:1", day) | members("D:4", day) | members("D:5", day)
    return inside, members("A:5", day) | members("A:6", day)


def test_every_shipped_chip_and_factor_set_is_admitted(world):
    assert len(chips.models(world)) == len(DESCRIBED) == 170
    assert len(chips.factor_sets(world)) == 2


@pytest.mark.parametrize("said", [*DESCRIBED, *FACTORS], ids=lambda said: said.subject)
def test_a_shipped_statement_fits_an_envelope(said):
    assert len(msgspec.json.encode(said)) < PAYLOAD_BYTES_MAX


def test_no_two_models_go_by_one_name():
    names = Counter(name for said in DESCRIBED for name in said.names)
    assert [name for name, models in names.items() if models > 1] == []


def test_what_is_inferred_says_so():
    facts = [fact for said in DESCRIBED for fact in said.facts]
    inferred = [fact for fact in facts if fact.quality == "reconstructed"]
    assert {fact.property.value for fact in inferred} == {"non_planar"}
    assert all(fact.note for fact in inferred)
    assert {fact.quality for fact in facts} == {"secondary", "reconstructed"}


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("A100", "nvidia-a100"),
        ("A100 SXM 80GB", "nvidia-a100-sxm4-80-gb"),
        ("h100", "nvidia-h100-sxm5-80gb"),
        ("H100 SXM", "nvidia-h100-sxm5-80gb"),
        ("H20", "nvidia-hgx-h20"),
        ("L40", "nvidia-l40"),
        ("B200", "nvidia-b200"),
        ("GB200", "nvidia-gb200"),
        ("RTX 4090", "nvidia-geforce-rtx-4090"),
        ("MI300X", "amd-instinct-mi300x"),
        ("Ascend 910B", "huawei-ascend-910b"),
        ("TPU v4", "google-tpu-v4"),
        ("Trainium2", "amazon-trainium2"),
    ],
)
def test_a_chip_is_found_by_the_name_people_use(world, name, model):
    assert chips.model_named(world[ChipsView], name) == model


def test_a_name_without_its_board_is_nobodys(world):
    assert chips.model_named(world[ChipsView], "A100 SXM") is None


def test_every_factor_but_rubins_belongs_to_a_model():
    models = {said.model for said in DESCRIBED}
    loose = [factor.chip for said in FACTORS for factor in said.factors if not factor.model]
    assert loose == ["Rubin"]
    assert {f.model for said in FACTORS for f in said.factors if f.model} <= models


@pytest.mark.parametrize(
    ("factor_set", "chip", "factor", "basis"),
    [
        (EPOCH, "H100", "1", "8-bit"),
        (EPOCH, "A100", "0.315311", "8-bit"),
        (EPOCH, "B200", "2.526529", "8-bit"),
        (HARDWARE, "B200", "2.273876", "8-bit"),
        (EPOCH, "Ascend 910C", "0.75998", "8-bit"),
        (HARDWARE, "Ascend 910C", "0.404245", "16-bit"),
        (EPOCH, "Ascend 910B", "0.189995", "16-bit"),
        (HARDWARE, "GB300", "2.526529", "8-bit"),
        (EPOCH, "Rubin", "8.842850", "8-bit"),
    ],
)
def test_a_factor_is_that_of_its_set(world, factor_set, chip, factor, basis):
    found = chips.h100e(world, factor_set=factor_set, chip=chip, units=1000)
    assert (found.factor, found.basis.value) == (Decimal(factor), basis)
    assert found.h100e == 1000 * Decimal(factor)


@pytest.mark.parametrize("chip", ["R200", "R300", "H100 NVL 2"])
def test_an_unknown_factor_raises_and_is_never_zero(world, chip):
    with pytest.raises(NotFoundError, match="unknown is not zero"):
        chips.h100e(world, factor_set=EPOCH, chip=chip, units=300_000)


def test_an_unknown_factor_set_raises(world):
    with pytest.raises(NotFoundError, match="no factor set"):
        chips.h100e(world, factor_set="epoch", chip="H100", units=1)


def test_a_sheet_shows_its_arithmetic(world):
    sheet = chips.model(world, name="H100")
    assert {rate.precision: rate.tpp for rate in sheet.rates}["INT8"] == sheet.model.tpp == 15832
    assert sheet.tpp_agrees is True
    assert sheet.model.datacenter is True


def test_a_chip_of_the_shape_of_the_h20_has_no_density(world):
    """Its class hangs on a die area that the table does not have: unknown, not none."""
    assert chips.model(world, name="H20").model.performance_density is None


def test_the_destinations_of_2026_07_23_are_45_and_israel_alone_is_taken_out():
    inside, outside = destinations("2026-07-23")
    assert inside & outside == {"IL"}
    assert len(inside - outside) == 45


def test_the_emirates_leave_the_destinations_on_2026_07_10():
    for day, listed in (("2026-07-09", True), ("2026-07-10", False)):
        inside, outside = destinations(day)
        assert ("AE" in inside - outside) is listed
        assert ("AE" in outside) is not listed
        assert ("AE" in members("D:3", day)) is listed


def test_d5_had_23_members_in_january_2025():
    assert len(members("D:5", "2025-01-15")) == 23
    assert "KH" in members("D:5", "2025-01-15")
    assert "KH" not in members("D:5", "2026-07-23")


def test_nicaragua_is_in_d5_from_2024_03_15():
    assert "NI" not in members("D:5", "2024-03-14")
    assert "NI" in members("D:5", "2024-03-15")


def test_macau_is_in_d1_and_d4_and_not_in_d5():
    day = "2026-11-22"
    assert "MO" in members("D:1", day) & members("D:4", day)
    assert "MO" not in members("D:5", day)


def test_hong_kong_alone_is_treated_as_china():
    assert [(t["country"], t["as"]) for t in GROUPS["treated_as"]] == [("HK", "CN")]


def test_memberships_are_half_open_and_do_not_overlap():
    by_member = {}
    for i in GROUPS["intervals"]:
        by_member.setdefault((i["group"], i["country"]), []).append((i["from"], i["until"]))
    for spans in by_member.values():
        ends = [until or "9999-12-31" for _, until in spans]
        assert all(start < end for (start, _), end in zip(spans, ends, strict=True))
        assert all(end <= start for end, (start, _) in zip(ends, spans[1:], strict=False))


def test_every_membership_names_a_country_and_its_source():
    for i in (*GROUPS["intervals"], *GROUPS["treated_as"]):
        assert i["country"] in COUNTRIES
        assert msgspec.convert(i["source"], Source).citation


def test_what_is_copied_back_is_reconstructed_and_only_history_awaits_a_person():
    qualities = {
        (i["group"], i["country"]): i["source"]["quality"]
        for i in GROUPS["intervals"]
        if i["until"] == GROUPS["seen_on"]
    }
    assert qualities.pop(("D:5", "NI")) == "recalled"
    assert set(qualities.values()) == {"reconstructed"}
    waiting = {i["country"] for i in GROUPS["intervals"] if i["source"]["confirm"]}
    assert waiting == {"KH", "NI"}


def test_all_249_countries_are_there_with_three_digits():
    assert len(COUNTRIES.all) == 249
    assert all(re.fullmatch(r"\d{3}", country.numeric) for country in COUNTRIES.all)


def test_no_two_countries_go_by_one_name():
    names = Counter(
        name
        for country in COUNTRIES.all
        for name in {
            n.casefold()
            for n in (country.alpha2, country.alpha3, country.name, *country.other_names)
        }
    )
    assert [name for name, countries in names.items() if countries > 1] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United States of America", "US"),
        ("Korea (Republic of)", "KR"),
        ("Korea, South", "KR"),
        ("Korea, North", "KP"),
        ("Burma", "MM"),
        ("China (PRC)", "CN"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("Congo (Democratic Republic of)", "CD"),
        ("South Sudan, Republic of", "SS"),
        ("Macau", "MO"),
        ("Taiwan", "TW"),
        ("Russia", "RU"),
        ("Philippines (the)", "PH"),
        ("GBR", "GB"),
        ("hk", "HK"),
    ],
)
def test_a_country_is_found_by_the_name_that_law_or_data_uses(name, code):
    assert COUNTRIES.named(name) == code


def test_sites_have_names_of_their_own_and_known_countries():
    names = [site["site"] for site in SITES]
    assert len(set(names)) == len(names) == 83
    assert all(re.fullmatch(NAME, name) for name in names)
    assert all(site["country"] in COUNTRIES for site in SITES if site["country"])


def test_a_site_without_a_row_of_its_own_has_no_country():
    assert sum(site["country"] is None for site in SITES) == 9


def test_levels_after_the_edition_are_planned():
    levels = [level for site in SITES for level in site["levels"]]
    assert len(levels) == 196
    assert sum(level["planned"] for level in levels) == 45
    assert all(level["planned"] == (level["date"] > "2026-07-17") for level in levels)
    assert all(date.fromisoformat(level["date"]) for level in levels)


def test_an_unknown_number_of_units_is_nothing_and_never_zero():
    units = [level["units"] for site in SITES for level in site["levels"]]
    assert units.count(None) == 2
    assert 0 not in units


def test_every_name_at_a_site_keeps_its_grade():
    named = [
        name
        for site in SITES
        for cell in (
            site["owners"],
            site["users"],
            *(level[who] for level in site["levels"] for who in ("owner", "user")),
        )
        for name in cell
    ]
    grades = Counter(name["confidence"] for name in named)
    assert set(grades) == {"confident", "likely", "speculative", "unstated"}
    assert not any("#" in name["name"] for name in named)


@pytest.mark.parametrize(
    "line",
    [
        "Data: Epoch AI, *Machine Learning Hardware*, epoch.ai/data, CC BY 4.0, version 2026-04",
        "Data: Epoch AI, *Frontier Data Centers*, epoch.ai/data, CC BY 4.0, version 2026-07-17",
        "changes:",
        "Copyright (c) 2025 Epoch AI",
        "Copyright (c) 2026 seelpeed-debug",
        "Permission is hereby granted, free of charge",
        "US-government work",
        "pycountry",
    ],
)
def test_the_attribution_is_there(line):
    assert line in (FOLDER / "ATTRIBUTION.md").read_text()


def test_what_ships_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 2_000_000
