"""What evidence is made of, whose keys it is held against, and what it proves."""

from comptrol.domains.attestation.formulas.anchors import (
    Anchor,
    Anchors,
    Believed,
    believed,
    digest_of_text,
    keys_of,
    root_of,
)
from comptrol.domains.attestation.formulas.chain import read_chain
from comptrol.domains.attestation.formulas.evidence import (
    EVIDENCE_CHARACTERS_MAX,
    characters,
    is_of_one_form,
    packed,
    raw_of,
)
from comptrol.domains.attestation.formulas.judging import (
    VERIFIER,
    grade,
    is_genuine,
    is_operators_word,
    judge,
)
from comptrol.domains.attestation.formulas.nonce import LABEL, SALT_BYTES, nonce_of
from comptrol.domains.attestation.formulas.report import Report, read_report
from comptrol.domains.attestation.formulas.token import Bundle, Jwt, read_token
from comptrol.domains.attestation.formulas.vendor import is_unsigned

__all__ = [
    "EVIDENCE_CHARACTERS_MAX",
    "LABEL",
    "SALT_BYTES",
    "VERIFIER",
    "Anchor",
    "Anchors",
    "Believed",
    "Bundle",
    "Jwt",
    "Report",
    "believed",
    "characters",
    "digest_of_text",
    "grade",
    "is_genuine",
    "is_of_one_form",
    "is_operators_word",
    "is_unsigned",
    "judge",
    "keys_of",
    "nonce_of",
    "packed",
    "raw_of",
    "read_chain",
    "read_report",
    "read_token",
    "root_of",
]
