"""Five certificates, from a chip up to a pinned root: what may not differ in any of them."""

from datetime import UTC, datetime
from itertools import permutations

import pytest
from tests.attesting import (
    NOW,
    certificate,
    chain,
    device_id,
    keys_anchor,
    leaf_serial,
    nonce_for,
    report,
    root,
    root_anchor,
    sample_chain,
    sample_report,
)

from comptrol.adapters.reference_files import anchors
from comptrol.domains.attestation import (
    Anchor,
    Believed,
    Cause,
    Grade,
    Verdict,
    believed,
    judge,
    packed,
    root_of,
)
from comptrol.kernel.errors import UnreadableError

NONCE = nonce_for("c-1")
OURS, SHIPPED = believed([root_anchor()]), believed(anchors().shipped)
LEAF, DIE, PROVISIONER, PRODUCT, ROOT = range(5)
BOOT_ROM, PROVISIONER_NAME = "GH100 A01 GSP BROM", "GH100 Provisioner 1"


def came_to(
    certificates: tuple[bytes, ...], known: Believed = OURS, at: datetime = NOW
) -> Verdict:
    found = packed(report(NONCE), certificates)
    return judge(found, NONCE, known, at, lambda _: None)


def with_other(place: int, other: bytes) -> tuple[bytes, ...]:
    whole = list(chain())
    whole[place] = other
    return tuple(whole)


def refused(verdict: Verdict, wrong: str, cause: Cause = Cause.CHAIN) -> bool:
    told = [reason.detail for reason in verdict.reasons if reason.cause is cause]
    return verdict.grade is Grade.NONE and verdict.die is None and any(wrong in it for it in told)


def test_a_whole_chain_to_a_pinned_root_is_believed() -> None:
    assert came_to(chain()).grade is Grade.A


def test_no_certificate_may_be_missing() -> None:
    for left_out in range(5):
        shorter = tuple(it for place, it in enumerate(chain()) if place != left_out)
        assert refused(came_to(shorter), "4 certificates; a chain has 5")


def test_no_certificate_may_be_added() -> None:
    assert refused(came_to((*chain(), root())), "6 certificates")
    assert refused(came_to(()), "0 certificates")


def test_in_no_other_order_are_they_a_chain() -> None:
    wrong = [it for it in permutations(chain()) if it != chain()]
    assert len(wrong) == 119
    assert [it for it in wrong if came_to(it).grade is not Grade.NONE] == []


def test_no_other_order_of_the_sample_is_believed() -> None:
    swapped = tuple(reversed(sample_chain()))
    found = packed(sample_report(), swapped)
    assert judge(found, NONCE, SHIPPED, NOW, lambda _: None).grade is Grade.NONE


def test_a_root_that_is_not_pinned_is_not_believed() -> None:
    assert refused(came_to(chain(), SHIPPED), "its root, Chips Root CA, is not pinned")
    assert refused(came_to(chain(), believed([])), "is not pinned")


def test_a_root_of_the_same_name_is_not_the_pinned_one() -> None:
    other = certificate("Chips Root CA", "Chips Root CA", 1, key="an impostor", by="an impostor")
    assert refused(came_to(with_other(ROOT, other)), "is not pinned")


def test_a_certificate_is_issued_by_the_next() -> None:
    forged = certificate("GH100 Identity", "Chips Root CA", 2, by="an impostor")
    assert refused(came_to(with_other(PRODUCT, forged)), "was not issued by Chips Root CA")


def test_the_die_of_another_chip_does_not_fit_between() -> None:
    assert refused(came_to(with_other(DIE, chain(2)[DIE])), "was not issued by")


def test_a_leaf_signs_reports_and_no_certificates() -> None:
    signs = certificate(
        "GH100 A01 GSP FMC LF", BOOT_ROM, leaf_serial(1, 1), key="leaf 1 1", by="die 1"
    )
    assert refused(came_to(with_other(LEAF, signs)), "is not for signing reports")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"ca": False}, "may not sign certificates"),
        ({"path_length": 0}, "may not sign so long a chain"),
        ({"until": datetime(2026, 10, 31, tzinfo=UTC)}, "does not count on 2026-11-01"),
    ],
)
def test_a_certificate_may_sign_others_as_deep_and_as_long_as_it_says(
    changed: dict[str, object], wrong: str
) -> None:
    provisioner = certificate(PROVISIONER_NAME, "GH100 Identity", 3, **changed)  # type: ignore[arg-type]
    assert refused(came_to(with_other(PROVISIONER, provisioner)), wrong)


def test_a_path_that_is_just_long_enough_is_no_fault() -> None:
    provisioner = certificate(PROVISIONER_NAME, "GH100 Identity", 3, path_length=1)
    assert came_to(with_other(PROVISIONER, provisioner)).grade is Grade.A


def test_nothing_counts_before_it_begins() -> None:
    early = datetime(2019, 12, 31, tzinfo=UTC)
    assert refused(came_to(chain(), at=early), "does not count on 2019-12-31")


def test_only_the_boot_roms_that_are_known_name_a_die() -> None:
    other = certificate("Something else", PROVISIONER_NAME, 0xD1E1, key="die 1")
    leaf = certificate(
        "GH100 A01 GSP FMC LF",
        "Something else",
        leaf_serial(1, 1),
        ca=False,
        key="leaf 1 1",
        by="die 1",
        extension=device_id(1, 1),
    )
    verdict = came_to((leaf, other, *chain()[PROVISIONER:]))
    assert refused(verdict, "is not the boot ROM of a chip that is known here")


@pytest.mark.parametrize("extension", [None, b"", device_id(2, 1), device_id(1, 2)])
def test_a_leaf_is_of_its_boot_rom_and_of_its_firmware(extension: bytes | None) -> None:
    leaf = certificate(
        "GH100 A01 GSP FMC LF",
        BOOT_ROM,
        leaf_serial(1, 1),
        ca=False,
        key="leaf 1 1",
        by="die 1",
        extension=extension,
    )
    assert refused(came_to(with_other(LEAF, leaf)), "firmware", Cause.FIRMWARE)


def test_the_identity_is_of_the_die_and_stays_when_firmware_changes() -> None:
    one, other = (
        judge(packed(report(NONCE, 1, it), chain(1, it)), NONCE, OURS, NOW, lambda _: None)
        for it in (1, 2)
    )
    assert one.die == other.die == "GH100/D1E1"
    assert one.leaf != other.leaf
    assert one.leaf_key != other.leaf_key


def test_what_is_no_certificate_cannot_be_read() -> None:
    for other in (b"", b"no certificate", chain()[LEAF] + b"\0", chain()[LEAF][:-1]):
        with pytest.raises(UnreadableError, match="certificate 1: it cannot be read"):
            came_to(with_other(LEAF, other))


# What may be pinned as a root.


def pinned(der: bytes) -> Anchor:
    return root_anchor(der)


def test_only_what_signs_itself_is_a_root() -> None:
    with pytest.raises(UnreadableError, match="this is no root"):
        root_of(pinned(chain()[PRODUCT]).content)
    with pytest.raises(UnreadableError, match="may not sign certificates"):
        root_of(pinned(chain()[LEAF]).content)


def test_a_root_is_pinned_alone_and_in_pem() -> None:
    text = root_anchor().content
    with pytest.raises(UnreadableError, match="2 certificates"):
        root_of(text + text)
    with pytest.raises(UnreadableError, match="no certificate in PEM"):
        root_of(keys_anchor().content)
