"""The keys of epochs: for their owner alone, each of its own epoch, and gone once destroyed."""

from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes

import pytest

from comptrol.adapters.oprf import EpochEvaluator, EpochKeys
from comptrol.adapters.oprf.evaluation import Blinding
from comptrol.bootstrap import in_memory
from comptrol.bootstrap.pseudonyming import announce_epoch
from comptrol.bootstrap.sealed_usage import sealed_usage
from comptrol.domains.pseudonyms import SealedUsage
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.kernel.identifiers import Digest

LEI = "comptrol-id/1|lei|5493001KJTIIGC8Y1R12"


@pytest.fixture
def keys(tmp_path: Path) -> EpochKeys:
    return EpochKeys(tmp_path / "epochs")


@pytest.fixture
def authority(keys: EpochKeys) -> EpochEvaluator:
    for epoch in (1, 2):
        keys.made(epoch, token_bytes)
    return EpochEvaluator(keys, token_bytes)


def test_a_key_that_is_there_is_left_as_it_is(keys: EpochKeys) -> None:
    first = keys.made(1, token_bytes)
    assert keys.made(1, token_bytes) == first
    assert keys.made(2, token_bytes) != first


def test_a_key_that_is_destroyed_makes_nothing_any_more(
    keys: EpochKeys, authority: EpochEvaluator
) -> None:
    assert authority.pseudonym(1, LEI).startswith("1.")
    keys.destroy(1)
    for made in (authority.pseudonym, authority.digest):
        with pytest.raises(UnavailableError, match="it was destroyed, or never"):
            made(1, LEI)
    keys.destroy(1)


def test_a_provider_gets_what_the_authority_would_make(authority: EpochEvaluator) -> None:
    blinding = Blinding([LEI, "other"], token_bytes)
    announced = authority._keys.made(1, token_bytes)  # noqa: SLF001
    answer = authority.evaluate(1, blinding.sent)
    made = blinding.pseudonyms(1, announced, answer.elements, answer.proof)
    assert made == [authority.pseudonym(1, LEI), authority.pseudonym(1, "other")]


def test_what_another_epoch_made_is_not_taken(authority: EpochEvaluator) -> None:
    blinding = Blinding([LEI], token_bytes)
    announced = authority._keys.made(1, token_bytes)  # noqa: SLF001
    answer = authority.evaluate(2, blinding.sent)
    with pytest.raises(NotProvenError):
        blinding.pseudonyms(1, announced, answer.elements, answer.proof)


def test_the_same_words_have_another_digest_in_another_epoch(authority: EpochEvaluator) -> None:
    assert authority.digest(1, LEI) == authority.digest(1, LEI) != authority.digest(2, LEI)
    assert authority.pseudonym(1, LEI)[2:] != authority.pseudonym(2, LEI)[2:]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda path: path.chmod(0o640), "can be read by others"),
        (lambda path: path.write_text("{}"), "holds no key of an epoch"),
        (lambda path: path.write_text('{"epoch":1,"seed":"zz"}'), "holds no key of an epoch"),
        (lambda path: path.write_text('{"epoch":1,"seed":"00"}'), "holds no key of epoch 1"),
        (
            lambda path: path.write_text(path.read_text().replace('"epoch":1', '"epoch":2')),
            "holds no key of epoch 1",
        ),
    ],
)
def test_a_key_file_that_was_spoilt_is_told(
    keys: EpochKeys, tmp_path: Path, spoilt: Callable[[Path], object], told: str
) -> None:
    keys.made(1, token_bytes)
    spoilt(tmp_path / "epochs" / "epoch-1.key")
    with pytest.raises(UnavailableError, match=told):
        keys.private(1)


def test_without_a_data_folder_there_are_no_keys() -> None:
    platform = in_memory()
    day = platform.today()
    with pytest.raises(UnavailableError, match="kept in a data folder"):
        announce_epoch(platform, since=day, until=day, evaluates_until=day, per_day=1)
    platform.close()


def test_without_a_vault_nothing_sealed_is_read() -> None:
    for instrument in (SealedUsage.away(), sealed_usage(None, None)):
        with pytest.raises(UnavailableError, match="where the vault is"):
            instrument.usage(Digest("0" * 64))
