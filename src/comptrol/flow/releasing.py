"""A released table with its proof, as a file: how it is made, and what it is checked for."""

from typing import Final

import msgspec

from comptrol.domains.releases import (
    TOTAL,
    PolicySet,
    Release,
    Released,
    TableName,
    digest_of,
    unit_of,
)
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.proof import read_proof, verify_proof
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.signature import verify

FORMAT: Final = "comptrol/release@v1"
BYTES_MAX: Final = 2**18


class ProvenRelease(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A release as it was signed, and the tlog-proof that the log has it."""

    format: str = FORMAT
    release: str
    position: int
    leaf: Digest
    entry: bytes
    receipt: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a checked release is, and whom the proof rests on."""

    said: Released
    position: int
    signed_by: PartyId
    key: str
    log: str
    faults: tuple[str, ...]
    """What is wrong with the table itself: none, or it should not have been published."""


def proven_release(row: Release, logged: Logged, receipt: str) -> ProvenRelease:
    """Return a release as a file that proves itself."""
    leaf = Digest(leaf_hash(logged.raw).hex())
    return ProvenRelease(
        release=row.release, position=row.position, leaf=leaf, entry=logged.raw, receipt=receipt
    )


def read_release(raw: bytes, where: str) -> ProvenRelease:
    """Read a downloaded file, or raise UnreadableError; nothing of it is believed yet."""
    if len(raw) > BYTES_MAX:
        raise UnreadableError(f"{where}: {len(raw)} bytes; a release has at most {BYTES_MAX}")
    try:
        found = msgspec.json.decode(raw, type=ProvenRelease)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{where}: {error}") from error
    if found.format != FORMAT:
        raise UnreadableError(f"{where}: format is {found.format[:80]!r}, expected {FORMAT!r}")
    return found


def checked_release(
    found: ProvenRelease, policy: Policy, catalogue: Catalogue, rule: PolicySet | None = None
) -> Checked:
    """Return what a file comes to, or raise NotProvenError and say what does not hold.

    1. The proof: the log that the policy believes has this entry at this position.
    2. The signature on the entry, under the key that it names.
    3. That the entry is a release, of this name.
    4. What can be seen of the table alone: digest, unit, rounding, sums, nothing bare.

    The caller still owes: whether that key is the authority's. Whether the numbers are what the
    log comes to is shown by an audit of the whole log (``comptrol ledger rebuild --check``).
    """
    proof = read_proof(found.receipt.encode())
    judged = verify_proof(proof, found.entry, policy)  # 1
    if proof.index != found.position or leaf_hash(found.entry).hex() != found.leaf:
        raise NotProvenError("the file names another position or leaf than its proof is of")
    envelope = open_envelope(found.entry)
    verify(envelope)  # 2
    said = catalogue.read(envelope)
    if not isinstance(said, Released) or said.release != found.release:  # 3
        raise NotProvenError(f"the entry is no release of the name {found.release[:80]!r}")
    return Checked(
        said=said,
        position=found.position,
        signed_by=PartyId(envelope.claims.issuer),
        key=envelope.claims.key.hex(),
        log=judged.checkpoint.head.origin,
        faults=faults_of(said, rule),
    )


def faults_of(said: Released, rule: PolicySet | None = None) -> tuple[str, ...]:
    """Return what is wrong with a table, as far as the table alone shows it."""  # 4
    found = []
    if said.digest != digest_of(said):
        found.append("the digest is of another table")
    if said.unit != unit_of(said.table):
        found.append(f"the unit is {said.unit!r}, expected {unit_of(said.table)!r}")
    if not _rectangular(said):
        return (*found, "rows, columns and values do not fit each other")
    numbers = [int(it) for line in said.values for it in line if it is not None]
    if rule is not None and any(it % rule.rounding for it in numbers):
        found.append(f"a number is no multiple of {rule.rounding}")
    if said.table is not TableName.FILED:
        found += _faults_of_totals(said, rule.rounding if rule is not None else None)
    return tuple(found)


def _rectangular(said: Released) -> bool:
    widths = {len(line) for line in said.values}
    return len(said.values) == len(said.rows) and widths == {len(said.columns)}


def _faults_of_totals(said: Released, rounding: int | None) -> list[str]:
    """Return where the totals are missing, are less than their parts, or leave one cell bare."""
    if said.rows[-1] != TOTAL or said.columns[-1] != TOTAL:
        return ["the last row and the last column are no totals"]
    lines = list(zip(said.rows, said.values, strict=True))
    turned = zip(said.columns, zip(*said.values, strict=True), strict=True)
    found = []
    for name, line in (*lines, *turned):
        *parts, total = line
        if total is None:
            found.append(f"the total of {name} is withheld")
            continue
        told = [int(it) for it in parts if it is not None]
        if parts.count(None) == 1 and (name != TOTAL and len(parts) > 1):
            found.append(f"one cell of {name} alone is withheld: its total gives it away")
        slack = (rounding or 0) * (len(parts) + 1)
        if rounding is not None and sum(told) > int(total) + slack:
            found.append(f"the cells of {name} come to more than its total")
    return found
