"""A chip's own report: the real one of an H100, and what is left of it after any change."""

import pytest
from tests.attesting import (
    NOW,
    ORDER,
    SAMPLE_DIE,
    SAMPLE_LEAF,
    SAMPLE_NONCE,
    chain,
    evidence,
    firmware_hash,
    malleated,
    nonce_for,
    opaque,
    report,
    root_anchor,
    sample_chain,
    sample_report,
    signed,
    unsigned_report,
)

from comptrol.adapters.reference_files import anchors
from comptrol.domains.attestation import (
    Cause,
    Evidence,
    Grade,
    Nonce,
    Status,
    Verdict,
    believed,
    digest_of_text,
    is_genuine,
    judge,
    packed,
    root_of,
)
from comptrol.domains.attestation.formulas import EVIDENCE_CHARACTERS_MAX, characters, read_report
from comptrol.kernel.errors import UnreadableError

SHIPPED, OURS = believed(anchors().shipped), believed([root_anchor()])
NONCE = nonce_for("c-1")
SAMPLE = sample_report()
SIGNATURE_BYTES = 96


def of_sample(raw: bytes = SAMPLE, asked: Nonce | None = SAMPLE_NONCE) -> Verdict:
    return judge(packed(raw, sample_chain()), asked, SHIPPED, NOW, lambda _: None)


def of_ours(raw: bytes, asked: Nonce | None = NONCE) -> Verdict:
    return judge(packed(raw, chain()), asked, OURS, NOW, lambda _: None)


def causes(verdict: Verdict) -> list[Cause]:
    return [reason.cause for reason in verdict.reasons]


def is_refused(raw: bytes) -> bool:
    """Tell whether a changed sample proves nothing: it cannot be read, or does not hold."""
    try:
        verdict = of_sample(raw)
    except UnreadableError:
        return True
    return verdict.grade is Grade.NONE and not is_genuine(verdict)


# The sample.


def test_the_sample_of_an_h100_is_proven_up_to_the_shipped_root() -> None:
    verdict = of_sample()
    assert (verdict.grade, verdict.reasons) == (Grade.A, ())
    assert (verdict.die, verdict.leaf) == (SAMPLE_DIE, SAMPLE_LEAF)
    assert verdict.hardware == "GH100 A01 GSP BROM"


def test_what_the_sample_says_of_itself_is_read() -> None:
    verdict = of_sample()
    assert (verdict.driver, verdict.vbios) == ("550.90.07", "96.00.9F.00.01")
    assert verdict.product is not None
    assert (verdict.product.project, verdict.product.project_sku) == ("1010", "0200")
    assert (verdict.product.chip_sku, verdict.product.board) == ("882", "000003b1")


def test_what_was_not_asked_for_is_unknown() -> None:
    verdict = of_sample()
    assert (verdict.revocation, verdict.measurements) == (Status.UNKNOWN, Status.UNKNOWN)
    assert (verdict.debug, verdict.secure_boot) == (None, None)
    assert any("9999" in note for note in verdict.notes)


def test_the_layout_of_the_sample_is_the_published_one() -> None:
    read = read_report(SAMPLE)
    assert (len(SAMPLE), len(read.signed), len(read.measurements)) == (4117, 4021, 64)
    assert (read.nonce.hex(), read.slot) == (SAMPLE_NONCE, 0)
    assert set(read.opaque) == {3, 4, 6, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21}
    assert sum(4 + len(value) for value in read.opaque.values()) == 422


def test_the_leaf_is_the_decimal_ueid_of_the_vendors_service() -> None:
    ueid = int(SAMPLE_LEAF.removeprefix("leaf/"), 16)
    assert len(str(ueid)) == 48
    assert f"leaf/{ueid:X}" == SAMPLE_LEAF


def test_the_sample_fits_a_statement() -> None:
    found = packed(SAMPLE, sample_chain())
    assert characters(found) == 9_976 < EVIDENCE_CHARACTERS_MAX


def test_every_change_of_a_single_byte_of_the_sample_is_refused() -> None:
    changed = bytearray(SAMPLE)
    passed = []
    for place in range(len(SAMPLE)):
        changed[place] ^= 0x01
        passed += [] if is_refused(bytes(changed)) else [place]
        changed[place] ^= 0x01
    assert passed == []


def test_every_report_that_is_cut_short_is_refused() -> None:
    assert all(is_refused(SAMPLE[:length]) for length in range(0, len(SAMPLE), 37))


def test_nothing_may_follow_the_signature() -> None:
    with pytest.raises(UnreadableError, match="nothing may follow"):
        read_report(SAMPLE + b"\0")


# Freshness.


def test_evidence_of_another_challenge_proves_nothing_though_it_is_genuine() -> None:
    verdict = of_sample(asked=NONCE)
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, [Cause.NONCE])
    assert is_genuine(verdict)


def test_where_nothing_was_asked_nothing_is_fresh() -> None:
    assert of_sample(asked=None).grade is Grade.NONE


def test_a_report_under_our_nonce_is_grade_a() -> None:
    verdict = of_ours(report(NONCE))
    assert (verdict.grade, verdict.die) == (Grade.A, "GH100/D1E1")


# The signature.


def test_a_signature_can_be_turned_into_another_that_holds_too() -> None:
    raw = report(NONCE)
    other = raw[:-SIGNATURE_BYTES] + malleated(raw[-SIGNATURE_BYTES:])
    first, second = of_ours(raw), of_ours(other)
    assert raw != other
    assert (first.grade, second.grade) == (Grade.A, Grade.A)
    assert (first.die, first.nonce) == (second.die, second.nonce)
    assert first.evidence != second.evidence


@pytest.mark.parametrize("number", [0, ORDER, 2**384 - 1])
def test_a_signature_out_of_range_does_not_hold(number: int) -> None:
    raw = report(NONCE)
    wrong = raw[:-48] + number.to_bytes(48, "big")
    assert causes(of_ours(wrong)) == [Cause.SIGNATURE]


def test_the_key_of_another_chip_does_not_sign_for_this_one() -> None:
    said = unsigned_report(NONCE)
    verdict = of_ours(said + signed("leaf 2 1", said))
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, [Cause.SIGNATURE])
    assert (verdict.die, verdict.leaf) == (None, None)


def test_the_firmware_of_the_report_is_that_of_the_certificate() -> None:
    assert causes(of_ours(report(NONCE, firmware=1, added=opaque(2)))) == [Cause.FIRMWARE]


def test_a_report_without_a_firmware_hash_proves_nothing() -> None:
    assert causes(of_ours(report(NONCE, added=b""))) == [Cause.FIRMWARE]


# The layout.


def tlv(kind: int, value: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(value).to_bytes(2, "little") + value


@pytest.mark.parametrize(
    ("added", "wrong"),
    [
        (tlv(3, b"a") * 2, "type 3 stands twice"),
        (tlv(20, firmware_hash(1))[:-1], "and 47 are left"),
        (b"\x03", "a type in the vendor's part has 2 bytes"),
        (b"\x03\x00", "the length of type 3"),
        (tlv(9, bytes(1021)), "at most 1024"),
    ],
)
def test_what_the_vendor_adds_is_read_to_the_byte(added: bytes, wrong: str) -> None:
    with pytest.raises(UnreadableError, match=wrong):
        read_report(report(NONCE, added=added))


@pytest.mark.parametrize(
    ("place", "value", "wrong"),
    [
        (0, 0x12, "a request for all measurements"),
        (36, 8, "slots go from 0 to 7"),
        (37, 0x12, "the answer with measurements"),
        (41, 0, "0 blocks"),
        (41, 3, "3 blocks"),
        (42, 109, "a length of 109"),
        (45, 2, "block 1"),
        (48, 0x34, "block 1"),
    ],
)
def test_every_fixed_byte_has_its_value(place: int, value: int, wrong: str) -> None:
    raw = bytearray(report(NONCE))
    raw[place] = value
    with pytest.raises(UnreadableError, match=wrong):
        read_report(bytes(raw))


def test_a_report_has_a_sensible_size() -> None:
    with pytest.raises(UnreadableError, match="at most 8192"):
        read_report(bytes(8193))


def test_words_of_a_chip_cannot_command_a_terminal() -> None:
    added = tlv(3, b"\x1b[2J" + b"x" * 200) + tlv(20, firmware_hash(1))
    driver = of_ours(report(NONCE, added=added)).driver
    assert driver is not None
    assert driver.isprintable()
    assert len(driver) == 80


def test_a_version_of_another_length_is_not_guessed() -> None:
    added = tlv(6, b"1234") + tlv(20, firmware_hash(1))
    verdict = of_ours(report(NONCE, added=added))
    assert (verdict.grade, verdict.vbios, verdict.product) == (Grade.A, None, None)


# Base64, and what ships.


@pytest.mark.parametrize("text", ["no base64", "AAA", "AB==", " AAAA"])
def test_base64_is_read_in_one_way_only(text: str) -> None:
    with pytest.raises(UnreadableError, match="base64"):
        judge(Evidence(report=text), NONCE, OURS, NOW, lambda _: None)


def test_the_shipped_root_is_the_one_that_its_digest_and_its_source_name() -> None:
    (anchor,) = anchors().shipped
    assert digest_of_text(anchor.content) == anchor.digest
    assert root_of(anchor.content) == sample_chain()[-1]
    assert "to be confirmed by a human" in anchor.source


def test_a_report_of_another_maker_is_not_believed_by_the_shipped_root() -> None:
    verdict = judge(evidence(NONCE), NONCE, SHIPPED, NOW, lambda _: None)
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, [Cause.CHAIN])
