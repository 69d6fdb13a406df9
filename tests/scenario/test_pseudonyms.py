"""Usage is joined over providers, and a name is told only past a threshold: by the commands."""

import shutil
import stat
from contextlib import closing
from pathlib import Path

import pytest
from tests.pseudonymous import (
    ACME,
    ACME_OTHERWISE,
    BETA,
    FIRST,
    LOOK,
    SECOND,
    SINCE,
    UNTIL,
    WHY,
    announced,
    filed,
    founded,
    joined,
    made,
    row,
    run,
    threshold,
    usage,
    wrote,
)
from tests.scenario.harness import comptrol

from comptrol.bootstrap import open_platform

NAME = "Acme Kybernetik AG"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which two providers may file under epoch 1."""
    folder = tmp_path_factory.mktemp("base") / "data"
    founded(folder)
    announced(folder)
    return folder


@pytest.fixture
def ready(base: Path, tmp_path: Path) -> Path:
    """Return such a folder of one's own."""
    return shutil.copytree(base, tmp_path / "data")


def leaves(folder: Path) -> bytes:
    with closing(open_platform(folder, processes=0)) as platform:
        return b"".join(logged.raw for logged in platform.store.entries())


def sums(folder: Path, *words: object) -> list[dict[str, object]]:
    days = ("--epoch", 1, "--since", SINCE, "--until", UNTIL)
    found: list[dict[str, object]] = run(folder, "sums", *days, *words).json["sums"]
    return found


def test_nobody_alone_is_past_it_and_both_together_are(ready: Path) -> None:
    (first, beta), (second,) = made(ready, FIRST, ACME, BETA), made(ready, SECOND, ACME_OTHERWISE)
    assert first == second != beta
    filed(ready, FIRST, row(first, 600), row(beta, 100))
    threshold(ready, 1_000)
    assert joined(ready) == []
    filed(ready, SECOND, row(second, 500))
    (noted,) = joined(ready)
    assert (noted["kind"], noted["certainty"]) == ("pseudonyms.crossed/1", "certain")
    assert noted["jointly"] is True
    assert joined(ready) == [], "it is noted once"
    (top, below) = sums(ready)
    assert (top["pseudonym"], top["providers"]) == (first, 2)
    assert top["chip_seconds"] == {"low": 1_100, "high": 1_100}
    assert top["headroom"][0]["past"] == "certain"  # type: ignore[index]
    assert below["headroom"][0]["left"] == {"low": 900, "high": 900}  # type: ignore[index]


def test_a_name_is_asked_for_given_and_looked_at_and_the_log_has_no_word_of_it(
    ready: Path,
) -> None:
    (acme,), (again,) = made(ready, FIRST, ACME), made(ready, SECOND, ACME)
    filed(ready, FIRST, row(acme, 600))
    filed(ready, SECOND, row(again, 500))
    threshold(ready, 1_000)
    (noted,) = joined(ready)
    asked = run(ready, "ask", noted["position"], "--provider", SECOND, *WHY).json
    (due,) = asked["consequences"]
    assert (due["statement"]["provider"], due["statement"]["row"]) == (SECOND, 0)
    wrong = wrote(ready, "who.json", {"identifier": BETA, "name": NAME})
    refused = comptrol("usage", "name", due["position"], wrong, "--as", SECOND, "--data", ready)
    assert (refused.code, "not that of the row" in refused.err) == (2, True)
    right = wrote(ready, "who.json", {"identifier": ACME_OTHERWISE, "name": NAME})
    run(ready, "name", due["position"], right, "--as", FIRST, code=1)
    named = run(ready, "name", due["position"], right, "--as", SECOND).json
    seen = run(ready, "look", named["position"], *LOOK).json
    assert (seen["name"], seen["identifier"]["lei"]) == (NAME, ACME_OTHERWISE["lei"])
    log = leaves(ready)
    for secret in (NAME, ACME["lei"], acme, acme.partition(".")[2]):
        assert secret.encode() not in log
    (story,) = comptrol("ask", "pseudonyms/namings", "--data", ready, "--json").json
    assert (story["ask"]["case"], story["ask"]["by"]) == ("2026/17", "authority")
    assert [it["by"] for it in story["looks"]] == ["authority"]
    rebuilt = comptrol("ledger", "rebuild", "--check", "--data", ready)
    assert rebuilt.code == 0, rebuilt.err


def test_nobody_is_named_who_is_not_past_a_threshold(ready: Path) -> None:
    (acme,) = made(ready, FIRST, ACME)
    at = filed(ready, FIRST, row(acme, 600))
    refused = run(ready, "ask", at, "--provider", FIRST, *WHY, code=1).json
    assert refused["findings"][0]["code"] == "pseudonyms.unknown-crossing"


def test_peaks_are_only_possible_until_readings_of_the_same_moment_show_them(ready: Path) -> None:
    (acme,) = made(ready, FIRST, ACME)
    first = filed(ready, FIRST, row(acme, 60, peak_chips=600))
    second = filed(ready, SECOND, row(acme, 60, peak_chips=600))
    threshold(ready, 1_000, unit="chips")
    (noted,) = joined(ready)
    assert noted["certainty"] == "possible"
    refused = run(ready, "ask", noted["position"], "--provider", FIRST, *WHY, code=1).json
    assert refused["findings"][0]["code"] == "pseudonyms.not-certain"
    for provider, at in ((FIRST, first), (SECOND, second)):
        chips = row(acme, 60, peak_chips=600, readings=[{"hour": 7, "chips": 550}])
        path = wrote(ready, "again.json", usage([chips]))
        run(ready, "file", path, "--as", provider, "--restates", at)
    (certain,) = joined(ready)
    assert (certain["certainty"], certain["jointly"]) == ("certain", True)


def test_a_group_is_added_up_over_its_members(ready: Path) -> None:
    acme, beta = made(ready, FIRST, ACME, BETA)
    filed(ready, FIRST, row(acme, 600, group=acme), row(beta, 500, group=acme))
    threshold(ready, 1_000, whose="group")
    (noted,) = joined(ready)
    assert (noted["whose"], noted["jointly"]) == ("group", False)
    asked = run(ready, "ask", noted["position"], "--provider", FIRST, *WHY).json
    assert sorted(it["statement"]["row"] for it in asked["consequences"]) == [0, 1]


def test_a_filing_is_erased_and_told_to_be_in_no_sum(ready: Path) -> None:
    (acme,) = made(ready, FIRST, ACME)
    filed(ready, FIRST, row(acme, 600))
    (filing,) = comptrol("ask", "pseudonyms/filings", "--data", ready, "--json").json
    subject = f"usage.{filing['commitment'][:40]}"
    ended = comptrol("erase", "--data-subject", subject, "--ground", "request", "--data", ready)
    assert ended.code == 0, ended.err
    days = ("--epoch", 1, "--since", SINCE, "--until", UNTIL)
    found = run(ready, "sums", *days).json
    assert (found["sums"], len(found["unopened"])) == ([], 1)


def test_a_total_is_published_only_of_many(ready: Path) -> None:
    acme, beta = made(ready, FIRST, ACME, BETA)
    filed(ready, FIRST, row(acme, 600))
    days = ("--epoch", 1, "--since", SINCE, "--until", UNTIL, "--public", 2)
    assert run(ready, "sums", *days).json["sums"]["suppressed"] is True
    filed(ready, SECOND, row(beta, 600))
    told = run(ready, "sums", *days).json["sums"]
    assert (told["customers"], told["chip_seconds"]) == (2, {"low": 1_200, "high": 1_200})


def test_who_has_filed_is_told_and_who_has_not(ready: Path) -> None:
    filed(ready, FIRST)
    asked = ("epoch=1", f"since={SINCE}", f"until={UNTIL}")
    told = comptrol("ask", "pseudonyms/coverage", *asked, "--data", ready, "--json").json
    assert told["filed"] == [FIRST]
    assert SECOND in told["missing"]


def test_the_key_is_for_its_owner_alone_and_outlives_nothing_it_should(ready: Path) -> None:
    path = ready / "epochs" / "epoch-1.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    run(ready, "destroy", 1, code=3)
    assert path.exists()
    path.chmod(0o644)
    identifiers = wrote(ready, "identifiers.json", [ACME])
    words = ("pseudonym", identifiers, "--epoch", 1, "--as", FIRST)
    assert comptrol("usage", *words, "--data", ready).code == 3


def test_bad_files_are_told_by_place_and_leave_nothing(ready: Path) -> None:
    (acme,) = made(ready, FIRST, ACME)
    before = leaves(ready)
    for wrong, told in (
        ([row(acme, 10), row(acme, 10)], "row 1, field customer: expected every customer once"),
        ([row("2" + acme[1:], 10)], "field customer: expected a pseudonym of epoch 1"),
        ([row(acme, 10**15)], "field chip_seconds"),
        ([row(acme, 1, readings=[{"hour": 720, "chips": 1}])], "hours within the period"),
        ([row(acme, 1, readings=[{"hour": 7, "chips": 1_001}])], "no more chips than"),
    ):
        path = wrote(ready, "wrong.json", usage(wrong))
        ran = comptrol("usage", "file", path, "--as", FIRST, "--data", ready)
        assert (ran.code, told in ran.err) == (2, True), ran.err
    assert leaves(ready) == before


@pytest.mark.parametrize(
    ("identifier", "why"),
    [
        ({}, "expected lei, or country, register and number"),
        ({"lei": "short"}, "field lei"),
        ({"country": "DE", "register": "RA000242", "number": "ХРБ 1"}, "field number"),
        ({"country": "DE", "register": "RA000242", "number": "--"}, "field number"),
        ({"name": "Acme"}, "unknown field"),
    ],
)
def test_an_identifier_that_has_no_one_form_is_told_by_its_place(
    ready: Path, identifier: dict[str, str], why: str
) -> None:
    path = wrote(ready, "identifiers.json", [ACME, identifier])
    ran = comptrol("usage", "pseudonym", path, "--epoch", 1, "--as", FIRST, "--data", ready)
    assert (ran.code, why in ran.err) == (2, True), ran.err
