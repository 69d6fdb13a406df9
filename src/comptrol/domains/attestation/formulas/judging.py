"""What does evidence prove? The grade is the best that no reason forbids."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from comptrol.domains.attestation.formulas import chain as chains
from comptrol.domains.attestation.formulas.anchors import Believed
from comptrol.domains.attestation.formulas.curve import holds
from comptrol.domains.attestation.formulas.evidence import digest_of, raw_of
from comptrol.domains.attestation.formulas.report import (
    Opaque,
    Report,
    read_report,
    vbios_text,
)
from comptrol.domains.attestation.formulas.telling import told
from comptrol.domains.attestation.formulas.token import read_token
from comptrol.domains.attestation.formulas.vendor import (
    UNPROVEN,
    debug_of,
    measurements_of,
    part_meant,
    revocation_of,
    secure_boot_of,
    token_reasons,
)
from comptrol.domains.attestation.statements import (
    Cause,
    DieId,
    Evidence,
    Form,
    Grade,
    LeafId,
    Nonce,
    Product,
    Reason,
    Verdict,
)

VERIFIER: Final = "comptrol attestation 1"
"""The verifier and its version: raised whenever the same evidence may come to another verdict."""

OPERATORS_WORD: Final = frozenset(
    {
        *UNPROVEN,
        *(Cause.MEASUREMENTS, Cause.REVOCATION, Cause.WARNING),
        *(Cause.DEBUG, Cause.SECURE_BOOT, Cause.CLAIM),
    }
)
"""What leaves the operator's word, grade C; any other cause leaves nothing."""

DieOf = Callable[[LeafId], DieId | None]
"""Tells which die a firmware layer was shown to belong to."""

_UEID: Final = re.compile(r"[1-9][0-9]{0,48}")
"""NVIDIA's ``ueid`` is the serial of the leaf's certificate, in decimal: at most 20 bytes."""
_FOREVER: Final = 9999
_NOT_ASKED: Final = (
    "Revocation and reference measurements were not asked for: the verifier works offline.",
)


def judge(
    evidence: Evidence, asked: Nonce | None, known: Believed, at: datetime, die_of: DieOf
) -> Verdict:
    """Return what evidence proves at a moment of the log, to whoever asked with a nonce.

    Without one nothing shows that it is fresh, and so it proves nothing of today; the reasons
    still tell whether it is genuine. UnreadableError: it is no evidence at all.
    """
    if evidence.token is not None:
        return _judge_token(evidence, asked, known, at, die_of)
    return _judge_report(evidence, asked, known, at)


def grade(form: Form, reasons: Iterable[Reason]) -> Grade:
    """Return the best grade that no reason forbids."""
    causes = {reason.cause for reason in reasons}
    if not causes:
        return Grade.A if form is Form.REPORT else Grade.B
    return Grade.C if causes <= OPERATORS_WORD else Grade.NONE


def is_genuine(verdict: Verdict) -> bool:
    """Tell whether nothing but freshness keeps evidence from grade A or B."""
    return all(reason.cause is Cause.NONCE for reason in verdict.reasons)


def is_operators_word(verdict: Verdict) -> bool:
    """Tell whether nobody knows who signed: then the operator can have said all of it."""
    return not UNPROVEN.isdisjoint(reason.cause for reason in verdict.reasons)


def _judge_report(
    evidence: Evidence, asked: Nonce | None, known: Believed, at: datetime
) -> Verdict:
    raw = raw_of(evidence)
    report, chain = read_report(raw.report), chains.read_chain(raw.chain)
    reasons = list(chains.faults(chain, known.roots, report.opaque.get(Opaque.FIRMWARE), at))
    signer = None if reasons else chains.owner(chain)
    if signer is not None and not holds(signer.key, report.signature, report.signed):
        reasons.append(
            Reason(cause=Cause.SIGNATURE, detail="the report is not signed by the leaf")
        )
        signer = None
    reasons.extend(_nonce_reasons(report, asked))
    found = grade(Form.REPORT, reasons)
    vbios = report.opaque.get(Opaque.VBIOS)
    return Verdict(
        grade=found,
        form=Form.REPORT,
        verifier=VERIFIER,
        evidence=digest_of(raw),
        reasons=_once(reasons),
        notes=() if signer is None else (*_NOT_ASKED, *_until(signer.valid_until)),
        die=None if signer is None else signer.die,
        leaf=None if signer is None else signer.leaf,
        leaf_key=None if signer is None else signer.leaf_key,
        nonce=Nonce(report.nonce.hex()),
        hardware=None if signer is None else signer.hardware,
        product=_product(report),
        driver=report.text(Opaque.DRIVER),
        vbios=None if vbios is None else vbios_text(vbios),
        firmware=report.opaque.get(Opaque.FIRMWARE, b"").hex() or None,
    )


def _nonce_reasons(report: Report, asked: Nonce | None) -> Iterator[Reason]:
    if asked is None:
        detail = "nothing was asked, so that nothing shows when it was signed"
        yield Reason(cause=Cause.NONCE, detail=detail)
    elif report.nonce.hex() != asked:
        detail = f"the report answers {report.nonce.hex()}, and {asked} was asked"
        yield Reason(cause=Cause.NONCE, detail=detail)


def _until(end: datetime) -> Iterator[str]:
    if end.year == _FOREVER:
        yield "All certificates count until the end of 9999: none that is lost ever expires."


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the first reason of every cause: a verdict has to fit an envelope."""
    first: dict[Cause, Reason] = {}
    for reason in reasons:
        first.setdefault(reason.cause, reason)
    return tuple(first.values())


def _product(report: Report) -> Product | None:
    """Return which product it is, in the maker's numbers, if the report says all of them."""
    texts = [report.text(it) for it in (Opaque.PROJECT, Opaque.PROJECT_SKU, Opaque.CHIP_SKU)]
    project, project_sku, chip_sku = texts
    board = report.opaque.get(Opaque.BOARD)
    if project is None or project_sku is None or chip_sku is None or board is None:
        return None
    return Product(
        project=project, project_sku=project_sku, chip_sku=chip_sku, board=board[::-1].hex()
    )


def _judge_token(
    evidence: Evidence, asked: Nonce | None, known: Believed, at: datetime, die_of: DieOf
) -> Verdict:
    assert evidence.token is not None, "the caller has looked"
    bundle = read_token(evidence.token)
    reasons = tuple(token_reasons(bundle, evidence.device, asked, known, at))
    found = grade(Form.TOKEN, reasons)
    meant = part_meant(bundle, evidence.device)
    claims = {} if meant is None else meant[1].claims
    leaf = _leaf(claims)
    wrapped = "The token around it is made by the vendor's client, and was passed over."
    return Verdict(
        grade=found,
        form=Form.TOKEN,
        verifier=VERIFIER,
        evidence=digest_of(evidence.token),
        reasons=_once(reasons),
        notes=(wrapped,) if bundle.wrapped else (),
        die=die_of(leaf) if leaf is not None and found is Grade.B else None,
        leaf=leaf,
        nonce=_nonce(bundle.overall.claims),
        hardware=_text(claims, "hwmodel"),
        driver=_text(claims, "x-nvidia-gpu-driver-version"),
        vbios=_text(claims, "x-nvidia-gpu-vbios-version"),
        debug=debug_of(claims),
        secure_boot=secure_boot_of(claims),
        revocation=revocation_of(claims),
        measurements=measurements_of(claims),
    )


def _leaf(claims: Any) -> LeafId | None:  # noqa: ANN401
    said = claims.get("ueid")
    if not isinstance(said, str) or _UEID.fullmatch(said) is None:
        return None
    return chains.leaf_of(int(said))


def _nonce(claims: Any) -> Nonce | None:  # noqa: ANN401
    said = claims.get("eat_nonce")
    fits = isinstance(said, str) and re.fullmatch("[0-9a-fA-F]{64}", said)
    return Nonce(said.lower()) if fits else None


def _text(claims: Any, field: str) -> str | None:  # noqa: ANN401
    said = claims.get(field)
    return told(said) if isinstance(said, str) else None
