"""A mistake in a rulebook is named by file, line and field; the digest is of everything in it."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comptrol.adapters.reference_files import countries
from comptrol.adapters.rulebook_yaml import ADOPTABLE, SHIPPED, read_rulebook, try_out
from comptrol.domains.law import Rulebook, digest_of
from comptrol.kernel.dated import Source
from comptrol.kernel.errors import UnreadableError

PARAMETER = "parameters/3a090.a.1.tpp.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(Path(str(SHIPPED / "united-states")), tmp_path / "book")
    return tmp_path / "book"


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


US_2, QUESTIONS, LISTINGS = "rules/us-2.yaml", "questions.yaml", "listings.yaml"
MISTAKES = [
    (PARAMETER, "unit: TPP", "units: TPP", "line 3, field units: "),
    (PARAMETER, "value: 4800", "value: much", "line 6, field values.0.value: "),
    (PARAMETER, "unit: TPP\n", "", "line 1, field unit: "),
    (PARAMETER, "unit: TPP\n", "unit: TPP\nunit: TPP\n", "line 4, field unit: stands here twice"),
    (PARAMETER, "from: 2023-11-17", "from: soon", "line 5, field values.0.from: "),
    (PARAMETER, "name: 3a090.a.1.tpp", "name: other", "in a file of its own, other.yaml"),
    (PARAMETER, "values:", "values: [", "cannot be read as YAML"),
    (US_2, "announced: 2023-10-17\n", "", "line 1, field announced: "),
    (US_2, "state: enforced", "state: forced", "line 14, field enforcement.0.state: "),
    (US_2, 'section: "3A090"', 'sektion: "3A090"', "line 7, field source."),
    (QUESTIONS, "- id: item.die-area", "- id: item.tpp", "is there twice"),
    (QUESTIONS, "rule: US-2", "rule: US-99", "there is no rule 'US-99'"),
    (QUESTIONS, "then: decides", "then: decide", "line "),
    (QUESTIONS, 'answer: "yes"', "answer: true", "Expected `str`, got `bool`"),
    (LISTINGS, "question: listing.rental", "question: listing.x", "there is no question"),
    (LISTINGS, "reach: asks", "reach: stops", "line "),
    ("embargoes.yaml", "country: CU", "country: Cuba", "line 5, field 0.country: "),
    ("rulebook.yaml", "first_day: 2022-10-21", "first_day: 2022", "line 4, field first_day"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES)
def test_a_mistake_is_named_by_file_line_and_field(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    changed(folder, file, old, new)
    with pytest.raises(UnreadableError) as error:
        read_rulebook(folder)
    assert message in str(error.value)
    assert file.rsplit("/", maxsplit=1)[-1] in str(error.value)


@pytest.mark.parametrize("name", ADOPTABLE)
def test_by_a_shipped_rulebook_every_sort_of_request_can_be_judged(name: str) -> None:
    book = read_rulebook(SHIPPED / name)
    assert try_out(book, countries()) is book


def test_values_out_of_order_are_named_by_line(folder: Path) -> None:
    file = "parameters/3a090-2022.tpp.yaml"
    changed(folder, file, "from: 2023-11-17", "from: 2022-10-21")
    with pytest.raises(UnreadableError, match=r"tpp\.yaml, line 8, field values\.from: .*after"):
        read_rulebook(folder)


def test_every_value_needs_its_own_source(folder: Path) -> None:
    path = folder / PARAMETER
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if "source" not in line), encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"line 5, field values\.0\.source: .*missing"):
        read_rulebook(folder)


def test_a_missing_or_empty_file_is_named(folder: Path) -> None:
    (folder / "rulebook.yaml").write_text("", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"rulebook\.yaml, line 1"):
        read_rulebook(folder)
    (folder / "rulebook.yaml").unlink()
    with pytest.raises(UnreadableError, match=r"rulebook\.yaml: .* missing"):
        read_rulebook(folder)


def test_country_groups_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    groups = tmp_path / "groups.json"
    groups.write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"groups\.json"):
        read_rulebook(country_groups=groups)


def test_the_digest_is_stable_and_covers_everything(folder: Path) -> None:
    shipped = read_rulebook(SHIPPED / "united-states")
    assert shipped.digest == read_rulebook(folder).digest == digest_of(shipped)
    changed(folder, PARAMETER, "value: 4800", "value: 4801")
    assert read_rulebook(folder).digest != shipped.digest


def test_the_digest_covers_the_country_groups(tmp_path: Path) -> None:
    shipped = Path(str(files("comptrol.reference"))) / "country_groups.json"
    groups = msgspec.json.decode(shipped.read_bytes())
    groups["intervals"].pop()
    other = tmp_path / "groups.json"
    other.write_bytes(msgspec.json.encode(groups))
    assert read_rulebook(country_groups=other).digest != read_rulebook().digest


def sources(part: Any) -> Iterator[Source]:
    """Walk everything in a rulebook that names a source."""
    if isinstance(part, Source):
        yield part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from sources(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from sources(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from sources(value)


def test_every_source_names_its_instrument() -> None:
    found = list(sources(read_rulebook()))
    assert len(found) > 100
    assert all(source.instrument.strip() for source in found)
    assert all(source.confirm for source in found if source.quality == "recalled")


def test_a_number_is_exact() -> None:
    density = read_rulebook().parameters["3a090.a.2.density"]
    assert str(density.values[0].value) == "5.92"


def test_rules_are_ordered_by_what_was_known_when() -> None:
    book: Rulebook = read_rulebook()
    for rule in book.rules.values():
        assert rule.enforcement
        assert rule.announced >= book.known_from or rule.id == "C-1"
